"""What answers on a device with EOS, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.eos.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

API = "management api http-commands\n"
PROFILE = "management security\n   ssl profile P\n      tls versions 1.1 1.2\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("eos", f"! device: x (y, EOS-4.34.2F)\n{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "telnet", "ssh"),
    [
        ("", False, True),
        ("management telnet\n   no shutdown\nmanagement ssh\n   no shutdown", True, True),
        ("management telnet\n   no shutdown\n   shutdown\nmanagement ssh\n   shutdown", False, False),
        ("management telnet\n   shutdown\n   no shutdown", True, True),
        ("management telnet\n   vrf M\n      no shutdown", True, True),
        ("management telnet\n   shutdown\n   vrf M\n      no shutdown", True, True),
        ("management telnet\n   vrf M\n      no shutdown\n   vrf M\n      shutdown", False, True),
        ("management telnet\n   idle-timeout 10\nmanagement ssh\n   idle-timeout 10", False, True),
        ("management telnet\n   frobnicate\nmanagement ssh\n   frobnicate", None, None),
    ],
)
def test_shells(text: str, *, telnet: bool | None, ssh: bool | None) -> None:
    found = read(text)
    assert (about(found, Channel, "telnet").enabled, about(found, Channel, "ssh").enabled) == (telnet, ssh)


@pytest.mark.parametrize(
    ("text", "status", "on"),
    [("", "enabled", True), ("", "disabled", False), ("management telnet\n   no shutdown", "disabled", True)],
)
def test_what_the_device_says_of_telnet(text: str, status: str, *, on: bool) -> None:
    shown = f"Telnet status for Default VRF is {status}\nTelnet session limit is 20\n"
    assert about(read(text, telnet_status=shown), Channel, "telnet").enabled is on


@pytest.mark.parametrize(
    ("text", "api", "http"),
    [
        ("", False, False),
        (f"{API}   no shutdown", True, False),
        (f"{API}   shutdown\n   protocol http", False, False),
        (f"{API}   no shutdown\n   protocol http", True, True),
        (f"{API}   no shutdown\n   protocol http\n   no protocol http", True, False),
        (f"{API}   no shutdown\n   protocol http localhost", True, False),
        (f"{API}   no shutdown\n   protocol http\n   no protocol http localhost", True, True),
        (f"{API}   no shutdown\n   no protocol https\n   protocol http port 8080", False, True),
        (f"{API}   no shutdown\nmanagement http-server\n   protocol http", True, True),
        (f"{API}   no shutdown\n   vrf M\n      no shutdown", True, False),
        (f"{API}   vrf M\n      no shutdown", None, None),  # nothing opens the whole of it
        (f"{API}   shutdown\n   vrf M\n      no shutdown\n   protocol http", False, False),
        (f"{API}   protocol http", False, False),
        (f"{API}   no shutdown\n   frobnicate", None, None),
    ],
)
def test_api(text: str, *, api: bool | None, http: bool | None) -> None:
    found = read(text)
    secure, plain = about(found, Channel, "api"), about(found, Channel, "http")
    assert (secure.enabled, plain.enabled) == (api, http)
    assert (secure.protocol, plain.protocol) == ("tls", "http")


@pytest.mark.parametrize(
    ("text", "shown", "version"),
    [
        ("", "", None),
        ("", "SSL Profile:        none\nTLS Protocols:      1.0 1.1 1.2\n", "1.0"),
        ("   protocol https ssl profile P", "TLS Protocols:      1.0 1.1 1.2\n", "1.1"),
        ("   protocol https ssl profile P\n   no protocol https ssl profile", "", None),
        ("   protocol https ssl profile X", "", None),
    ],
)
def test_tls(text: str, shown: str, version: str | None) -> None:
    said = {"http_server": shown} if shown else {}
    assert about(read(f"{PROFILE}{API}   no shutdown\n{text}", **said), Channel, "api").min_version == version


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        ("tls versions 1.2", "1.2"),
        ("tls versions 1.2\n      tls versions 1.0 1.1 1.2", "1.0"),
        ("tls versions 1.2\n      frobnicate", None),
        ("tls versions 1.2 or so", None),
        ("certificate x key y", None),
    ],
)
def test_profile(lines: str, version: str | None) -> None:
    text = f"management security\n   ssl profile P\n      {lines}\n{API}   no shutdown\n   protocol https ssl profile P"
    assert about(read(text), Channel, "api").min_version == version


GNMI = "management api gnmi\n   transport grpc default\n"


@pytest.mark.parametrize(
    ("text", "on", "protocol", "version"),
    [
        (GNMI, True, "http", ""),
        (f"{GNMI}      shutdown", False, "http", ""),
        (f"{GNMI}      ssl profile P", True, "tls", "1.1"),
        (f"{GNMI}      ssl profile P\n      no ssl profile", True, "http", ""),
        (f"{GNMI}      port 6030\n      vrf M\n   provider eos-native", True, "http", ""),
        (f"{GNMI}      frobnicate", None, "http", None),
    ],
)
def test_grpc(text: str, *, on: bool | None, protocol: str, version: str | None) -> None:
    channel = about(read(f"{PROFILE}{text}"), Channel, "grpc/default")
    assert (channel.enabled, channel.protocol, channel.min_version) == (on, protocol, version)


def test_restconf() -> None:
    text = f"{PROFILE}management api restconf\n   transport https t\n      ssl profile P\n      port 6020"
    channel = about(read(text), Channel, "restconf/t")
    assert (channel.enabled, channel.protocol, channel.min_version) == (True, "tls", "1.1")
    assert not all_about(read(f"{GNMI}   no transport grpc default"), Channel, "grpc/default")


SSH = "management ssh\n   cipher aes256-ctr 3des-cbc\n   mac hmac-sha1\n"


@pytest.mark.parametrize(
    ("text", "algorithms"),
    [
        (f"{SSH}   key-exchange ecdh-sha2-nistp256", ("3des-cbc", "aes256-ctr", "ecdh-sha2-nistp256", "hmac-sha1")),
        (f"{SSH}   key-exchange ecdh-sha2-nistp256\n   mac hmac-sha2-256",
         ("3des-cbc", "aes256-ctr", "ecdh-sha2-nistp256", "hmac-sha2-256")),
        (SSH, None),
        ("", None),
        (f"{SSH}   key-exchange ???", None),
    ],
)  # fmt: skip
def test_ssh_algorithms(text: str, algorithms: tuple[str, ...] | None) -> None:
    assert about(read(text), Channel, "ssh").algorithms == algorithms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snmp-server community x ro", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server community x", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server community x ro\nno snmp-server community x", {"snmp": (False, "none", "")}),
        ("snmp-server community x ro\nno snmp-server community y", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server group G v3 priv", {"snmpv3": (True, "required", "3")}),
        ("snmp-server group G v3 auth read V", {"snmpv3": (True, "none", "3")}),
        ("snmp-server group G v3 priv\nsnmp-server group H v3 noauth", {"snmpv3": (True, "offered", "3")}),
        ("snmp-server group G v2c", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server user u G v2c", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server community x\nno snmp-server vrf default", {"snmp": (False, "none", "")}),
        ("snmp-server community x\nno snmp-server vrf default\nsnmp-server vrf M", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server location ward 3\nno snmp-server engineID local\ndefault snmp-server enable traps bgp",
         {"snmp": (False, "none", "")}),
        ("", {"snmp": (False, "none", "")}),
        ("interface e0\n   snmp trap link-status", {"snmp": (False, "none", "")}),
        ("snmp-server frobnicate\nsnmp-server community x", {"snmpv2c": (None, None, None)}),
    ],
)  # fmt: skip
def test_snmp(text: str, expected: dict[str, tuple[bool | None, str | None, str | None]]) -> None:
    every = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "snmp"]
    said = {one.resource.partition("/")[2]: (one.enabled, one.encryption, one.min_version) for one in every}
    assert said == expected


def test_algorithms_of_snmp_users() -> None:
    text = "snmp-server group G v3 priv\nsnmp-server user a G v3 auth md5 x1y2 priv des z3\nsnmp-server user b G v3"
    assert about(read(text), Channel, "snmpv3").algorithms == ("des", "md5")
    assert about(read("snmp-server group G v3 priv"), Channel, "snmpv3").algorithms is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("logging host 10.0.0.1", {"10.0.0.1": "none"}),
        ("logging host 10.0.0.1 514 protocol tcp", {"10.0.0.1": "none"}),
        ("logging host 10.0.0.1\nlogging vrf M host 10.0.0.1 514", {"10.0.0.1": "none"}),
        ("logging vrf M host 10.0.0.1 6514 protocol tls ssl-profile P\nlogging host log.example",
         {"10.0.0.1": "required", "log.example": "none"}),
        ("logging host 10.0.0.1\nno logging host 10.0.0.1", {}),
        ("logging buffered 32 debugging\nlogging console critical\nlogging vrf M source-interface Loopback0", {}),
    ],
)  # fmt: skip
def test_log_servers(text: str, expected: dict[str, str]) -> None:
    every = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "syslog"]
    assert {one.resource.partition("syslog/")[2]: one.encryption for one in every} == expected


def test_what_the_device_does_by_default_fills_what_no_line_says() -> None:
    full = (
        "management api http-commands\n   vrf default\n      default shutdown\n!\nmanagement api http-commands\n"
        "   no protocol https\n   protocol http\n   default protocol https certificate\n   no shutdown\n!\n"
        "management console\n   idle-timeout 0\nmanagement telnet\n   shutdown\n   idle-timeout 0\n!\nend\n"
    )
    found = read("management telnet\n   no shutdown", config_all=full)
    assert about(found, Channel, "telnet").enabled is True  # a line outweighs it
    http = about(found, Channel, "http")
    assert (http.enabled, http.stands) == (True, ("by default: protocol http",))


def test_hardened() -> None:
    found = facts("eos", HARDENED)
    every = {one.resource.partition("/")[2]: one for one in found if isinstance(one, Channel)}
    assert {name: (one.enabled, one.encryption) for name, one in every.items()} == {
        "telnet": (False, "none"),
        "ssh": (True, "required"),
        "http": (False, "none"),
        "api": (True, "required"),
        "snmpv3": (True, "required"),
        "syslog/10.9.0.1": (True, "none"),
        "syslog/10.9.0.2": (True, "required"),
        "copy/1": (True, "required"),
    }
    assert (every["api"].min_version, every["snmpv3"].algorithms) == ("1.2", ("aes", "sha1"))
    assert every["ssh"].algorithms is not None
