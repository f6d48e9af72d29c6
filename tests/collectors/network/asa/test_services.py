"""What answers on an ASA, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.asa.configurations import HARDENED
from tests.collectors.network.reading import about, facts

NET = "10.0.0.0 255.0.0.0 inside"
WEB = f"http server enable\nhttp {NET}\n"


def read(text: str, version: str = "9.16(4)", **said: Any) -> list[Any]:
    return facts("asa", f"ASA Version {version}\n{text}\n", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "telnet", "ssh"),
    [
        ("", False, None),
        (f"telnet {NET}\nssh {NET}", True, True),
        (f"telnet {NET}\nno telnet {NET}", False, None),
        (f"telnet {NET}\nno telnet 10.0.0.0 255.0.0.0 dmz", True, None),
        ("telnet 2001:db8::/32 inside\nssh ::/0 outside", True, True),
        ("telnet timeout 5\nssh timeout 5\nssh version 2", False, None),  # alone they let nobody in
        ("aaa authentication telnet console LOCAL\naaa authentication ssh console LOCAL", False, None),
        ("telnet frobnicate\nssh frobnicate", None, None),
        ("banner login telnet 0.0.0.0 0.0.0.0 outside", False, None),
    ],
)
def test_shells(text: str, *, telnet: bool | None, ssh: bool | None) -> None:
    found = read(text)
    assert (about(found, Channel, "telnet").enabled, about(found, Channel, "ssh").enabled) == (telnet, ssh)


@pytest.mark.parametrize(
    ("text", "release", "version"),
    [
        ("ssh version 2", "9.9", "2.0"),
        ("ssh version 1", "9.9", "1"),
        ("ssh version 1\nssh version 2", "9.9", "2.0"),
        ("ssh version 2\nno ssh version 2", "9.9", None),
        ("", "9.9", None),
        ("", "9.16(4)", "2.0"),
        ("ssh version 3", "9.16(4)", None),
    ],
)
def test_ssh_version(text: str, release: str, version: str | None) -> None:
    assert about(read(f"ssh {NET}\n{text}", release), Channel, "ssh").min_version == version


NAMED = 'ssh cipher encryption custom "aes256-ctr:3des-cbc"\nssh cipher integrity custom hmac-sha1\n'


@pytest.mark.parametrize(
    ("text", "algorithms"),
    [
        (f"{NAMED}ssh key-exchange group dh-group1-sha1",
         ("3des-cbc", "aes256-ctr", "diffie-hellman-group1-sha1", "hmac-sha1")),
        (f"{NAMED}ssh key-exchange group curve25519-sha256\nssh cipher integrity custom hmac-sha2-256",
         ("3des-cbc", "aes256-ctr", "curve25519-sha256", "hmac-sha2-256")),
        (NAMED, None),
        (f"{NAMED}ssh key-exchange group dh-group14-sha256\nssh cipher encryption fips", None),
        (f"{NAMED}ssh key-exchange group ???", None),
        ("", None),
    ],
)  # fmt: skip
def test_ssh_algorithms(text: str, algorithms: tuple[str, ...] | None) -> None:
    assert about(read(f"ssh {NET}\n{text}"), Channel, "ssh").algorithms == algorithms


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("", False),
        (WEB, True),
        ("http server enable", False),
        (f"http {NET}", False),
        (f"{WEB}no http server enable", False),
        (f"{WEB}no http {NET}", False),
        (f"http server enable 8443\nhttp {NET}", True),
        (f"{WEB}http redirect outside 80", True),
        (f"{WEB}http frobnicate", None),
    ],
)
def test_pages(text: str, *, on: bool | None) -> None:
    channel = about(read(text), Channel, "https")
    assert (channel.enabled, channel.protocol) == (on, "tls")


@pytest.mark.parametrize(
    ("text", "shown", "version"),
    [
        ("ssl server-version tlsv1.2", "", "1.2"),
        ("ssl server-version tlsv1.2 dtlsv1.2", "", "1.2"),
        ("ssl server-version tlsv1.3", "", "1.3"),
        ("ssl server-version tlsv1", "", "1.0"),
        ("ssl server-version any", "", "1.0"),
        ("ssl server-version tlsv1\nssl server-version tlsv1.2", "", "1.2"),
        ("ssl server-version tlsv1.2\nno ssl server-version tlsv1.2", "", None),
        ("ssl server-version tlsv9", "", None),
        ("", "Accept connections using SSLv3 or greater and negotiate to TLSv1.2 or greater\n", "1.2"),
        ("", "Accept connections using SSLv3 or greater and negotiate to TLSv1 or greater\n", "1.0"),
        ("ssl cipher tlsv1.2 high\nssl trust-point T outside", "", None),
    ],
)
def test_tls(text: str, shown: str, version: str | None) -> None:
    said = {"ssl": shown} if shown else {}
    assert about(read(f"{WEB}{text}", **said), Channel, "https").min_version == version


V3 = "snmp-server user U G v3 auth sha x1y2 priv aes 128 z3w4\nsnmp-server host inside 10.0.0.1 version 3 U\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snmp-server host inside 10.0.0.1 community x", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server host inside 10.0.0.1 poll community x version 2c", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server host-group inside NET community x version 2c", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server host inside 10.0.0.1 trap community x version 2c", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server community x", {"snmp": (None, "none", "")}),  # it answers no host
        ("snmp-server host inside 10.0.0.1 community x\nno snmp-server host inside 10.0.0.1",
         {"snmp": (None, "none", "")}),
        ("snmp-server host inside 10.0.0.1 community x\nno snmp-server enable", {"snmp": (False, "none", "")}),
        ("no snmp-server enable\nsnmp-server enable\nsnmp-server host inside 10.0.0.1",
         {"snmpv2c": (True, "none", "1")}),
        (f"snmp-server group G v3 priv\n{V3}", {"snmpv3": (True, "required", "3")}),
        (f"snmp-server group G v3 auth\n{V3}", {"snmpv3": (True, "none", "3")}),
        (V3, {"snmpv3": (True, None, "3")}),  # the group is not there
        ("snmp-server host inside 10.0.0.1 poll version 3 U", {"snmpv3": (True, None, "3")}),
        ("snmp-server host inside 10.0.0.1 version 3 user-list L", {"snmpv3": (True, None, "3")}),
        (f"snmp-server group G v3 priv\n{V3}snmp-server host inside 10.0.0.2 community x",
         {"snmpv2c": (True, "none", "1"), "snmpv3": (True, "required", "3")}),
        ("snmp-server location x\nsnmp-server enable traps snmp authentication linkup", {"snmp": (None, "none", "")}),
        ("snmp-server frobnicate\nsnmp-server host inside 10.0.0.1", {"snmpv2c": (None, None, None)}),
    ],
)  # fmt: skip
def test_snmp(text: str, expected: dict[str, tuple[bool | None, str | None, str | None]]) -> None:
    every = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "snmp"]
    said = {one.resource.partition("/")[2]: (one.enabled, one.encryption, one.min_version) for one in every}
    assert said == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("logging host inside 10.0.0.1", {"10.0.0.1": "none"}),
        ("logging host inside 10.0.0.1 tcp/1500\nlogging host dmz 10.0.0.1 udp", {"10.0.0.1": "none"}),
        ("logging host inside 10.0.0.1 6/1514\nlogging host inside 2001::1:1 udp/2020",
         {"10.0.0.1": "none", "2001::1:1": "none"}),
        ("logging host inside 10.0.0.1 tcp/6514 secure", {"10.0.0.1": "required"}),
        ("logging host inside 10.0.0.1 tcp/6514 secure reference-identity R", {"10.0.0.1": "required"}),
        ("logging host secure 10.0.0.1 format emblem", {"10.0.0.1": "none"}),  # an interface called so
        ("logging host inside 10.0.0.1\nno logging host inside 10.0.0.1", {}),
        ("logging facility 21\nlogging buffer-size 16384", {}),
    ],
)  # fmt: skip
def test_log_servers(text: str, expected: dict[str, str]) -> None:
    every = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "syslog"]
    assert {one.resource.partition("syslog/")[2]: one.encryption for one in every} == expected


def test_what_the_device_does_by_default_fills_what_no_line_says() -> None:
    full = (
        "ASA Version 9.16(4)\nno logging enable\nssh timeout 5\nssh version 2\nssh cipher encryption medium\n"
        "telnet timeout 5\nconsole timeout 0\nno http server enable\nhttp server idle-timeout 20\n"
        "ssl server-version tlsv1 dtlsv1\nssl client-version tlsv1\nno snmp-server enable\n: end\n"
    )
    found = read(f"{WEB}ssh {NET}", "9.9", config_all=full)
    pages, agent = about(found, Channel, "https"), about(found, Channel, "snmp")
    assert (pages.enabled, pages.min_version) == (True, "1.0")  # a line outweighs what is so without it
    assert about(found, Channel, "ssh").min_version == "2.0"
    assert (agent.enabled, agent.stands) == (False, ("by default: no snmp-server enable",))


def test_hardened() -> None:
    found = facts("asa", HARDENED)
    every = {one.resource.partition("/")[2]: one for one in found if isinstance(one, Channel)}
    assert {name: (one.enabled, one.encryption) for name, one in every.items()} == {
        "telnet": (False, "none"),
        "ssh": (True, "required"),
        "https": (True, "required"),
        "snmpv3": (True, "required"),
        "syslog/10.9.0.1": (True, "required"),
        "syslog/10.9.0.2": (True, "none"),
        "copy/1": (True, "required"),
    }
    assert (every["ssh"].min_version, every["https"].min_version) == ("2.0", "1.2")
    assert every["snmpv3"].algorithms == ("aes", "sha256")
