"""What answers on a device with IOS, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.ios.configurations import HARDENED
from tests.collectors.network.reading import about, all_about, facts

VTY = "line vty 0 4\n"


def read(text: str, **said: str) -> list[Any]:
    return facts("ios", f"version 15.7\n{text}", whole=True, **said)


@pytest.mark.parametrize(
    ("text", "telnet", "ssh"),
    [
        (f"{VTY} transport input ssh", False, True),
        (f"{VTY} transport input telnet", True, False),
        (f"{VTY} transport input telnet ssh", True, True),
        (f"{VTY} transport input all", True, True),
        (f"{VTY} transport input none", False, False),
        (f"{VTY} transport input ssh\n transport input telnet", True, False),  # the last one counts
        (f"{VTY} transport input ssh\nline vty 5 15\n transport input telnet", True, True),
        (f"{VTY} transport input ssh\nline 2\n no exec\n transport input all", True, True),  # an async port
        (f"{VTY} transport output telnet\n transport input ssh", False, True),
        (VTY, None, None),
        (f"{VTY} transport input ssh\nline vty 5 15", None, True),  # what one range does no line says
        (f"{VTY} transport input telnet\nline vty 5 15", True, None),
        ("hostname x", None, None),
        (f"{VTY} transport input ssh\n frobnicate", None, None),
    ],
)
def test_shells(text: str, *, telnet: bool | None, ssh: bool | None) -> None:
    found = read(text)
    assert (about(found, Channel, "telnet").enabled, about(found, Channel, "ssh").enabled) == (telnet, ssh)


def test_what_the_device_says_of_its_lines() -> None:
    shown = (
        "Line 2, Location: , Type: \nAllowed input transports are telnet ssh.\nAllowed output transports are none.\n"
    )
    found = read(VTY, line_vty=shown)
    assert about(found, Channel, "telnet").enabled is True
    assert about(found, Channel, "telnet").stands == ("show line vty 0: allowed are telnet, ssh",)


@pytest.mark.parametrize(
    ("text", "shown", "version"),
    [
        ("ip ssh version 2", "", "2.0"),
        ("ip ssh version 1", "", "1"),
        ("", "SSH Enabled - version 2.0\nAuthentication timeout: 60 secs\n", "2.0"),
        ("", "SSH Enabled - version 1.99\n", "1"),
        ("ip ssh version 2", "SSH Enabled - version 1.99\n", "2.0"),
        ("ip ssh frobnicate", "", None),
    ],
)
def test_ssh_version(text: str, shown: str, version: str | None) -> None:
    found = read(f"{text}\n{VTY} transport input ssh\n", **({"ssh": shown} if shown else {}))
    assert about(found, Channel, "ssh").min_version == version


def test_ssh_version_that_no_line_says() -> None:
    ssh = about(read(f"{VTY} transport input ssh\n"), Channel, "ssh")
    assert ssh.min_version == "1"
    assert any(one.startswith("no line says it: ") for one in ssh.stands)


ALL = "ip ssh server algorithm mac hmac-sha1\nip ssh server algorithm encryption aes128-ctr 3des-cbc\n"


@pytest.mark.parametrize(
    ("text", "algorithms"),
    [
        (
            f"{ALL}ip ssh server algorithm kex ecdh-sha2-nistp256",
            ("3des-cbc", "aes128-ctr", "ecdh-sha2-nistp256", "hmac-sha1"),
        ),
        (ALL, None),
        ("", None),
        (f"{ALL}ip ssh server algorithm kex ???", None),
    ],
)
def test_ssh_algorithms(text: str, algorithms: tuple[str, ...] | None) -> None:
    assert about(read(f"{text}\n{VTY} transport input ssh\n"), Channel, "ssh").algorithms == algorithms


@pytest.mark.parametrize(
    ("text", "http", "https", "version"),
    [
        ("no ip http server\nno ip http secure-server", False, False, None),
        ("ip http server\nip http secure-server\nip http tls-version TLSv1.2", True, True, "1.2"),
        ("ip http server\nno ip http server\nip http secure-server\nip http tls-version TLSv1.0", False, True, "1.0"),
        ("ip http frobnicate\nip http server", None, None, None),
        ("", None, None, None),
    ],
)
def test_pages(text: str, *, http: bool | None, https: bool | None, version: str | None) -> None:
    found = read(text)
    plain, secure = about(found, Channel, "http"), about(found, Channel, "https")
    assert (plain.enabled, secure.enabled, secure.min_version) == (http, https, version)
    assert (plain.protocol, secure.protocol) == ("http", "tls")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("snmp-server community x ro", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server group G v3 priv", {"snmpv3": (True, "required", "3")}),
        ("snmp-server group G v3 auth", {"snmpv3": (True, "none", "3")}),
        ("snmp-server group G v3 noauth", {"snmpv3": (True, "none", "3")}),
        ("snmp-server group G v3 priv\nsnmp-server group H v3 auth", {"snmpv3": (True, "offered", "3")}),
        ("snmp-server group G v2c", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server user clinic G v2c access 10", {"snmpv2c": (True, "none", "1")}),
        ("snmp-server user clinic G remote 10.0.0.1 v2c", {"snmp": (False, "none", "")}),
        (
            "snmp-server community x ro\nsnmp-server group G v3 priv",
            {"snmpv2c": (True, "none", "1"), "snmpv3": (True, "required", "3")},
        ),
        ("snmp-server location ward 3", {"snmp": (False, "none", "")}),
        ("", {"snmp": (False, "none", "")}),
        ("interface e0\n snmp trap link-status", {"snmp": (False, "none", "")}),
    ],
)
def test_snmp(text: str, expected: dict[str, tuple[bool, str, str]]) -> None:
    every = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "snmp"]
    said = {one.resource.partition("/")[2]: (one.enabled, one.encryption, one.min_version) for one in every}
    assert said == expected


def test_by_what_snmp_encrypts() -> None:
    shown = """\
User name: mon
Engine ID: 8000000903001
storage-type: nonvolatile        active
Authentication Protocol: SHA
Privacy Protocol: AES128
Group-name: G

User name: old
Authentication Protocol: MD5
Privacy Protocol: DES
Group-name: G
"""
    group = "snmp-server group G v3 priv"
    assert about(read(group, snmp_user=shown), Channel, "snmpv3").algorithms == ("aes128", "des", "md5", "sha1")
    assert about(read(group, snmp_user="\n"), Channel, "snmpv3").algorithms is None
    assert about(read(group), Channel, "snmpv3").algorithms is None


def test_snmp_that_is_not_understood() -> None:
    (agent,) = all_about(read("snmp-server frobnicate\nsnmp-server group G v3 priv"), Channel, "snmpv3")
    assert (agent.enabled, agent.encryption, agent.min_version) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("logging host 10.0.0.1", {"10.0.0.1": "none"}),
        ("logging 10.0.0.1", {"10.0.0.1": "none"}),
        ("logging host 10.0.0.1\nlogging host 10.0.0.1 transport udp port 514", {"10.0.0.1": "none"}),
        ("logging host 10.0.0.1 vrf M transport tls port 6514\nlogging host log.example",
         {"10.0.0.1": "required", "log.example": "none"}),
        ("logging buffered 4096\nlogging console critical\nlogging facility local7", {}),
    ],
)  # fmt: skip
def test_log_servers(text: str, expected: dict[str, str]) -> None:
    every = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "syslog"]
    assert {one.resource.partition("syslog/")[2]: one.encryption for one in every} == expected


def test_hardened() -> None:
    found = facts("ios", HARDENED)
    every = {one.resource.partition("/")[2]: one for one in found if isinstance(one, Channel)}
    assert {name: (one.enabled, one.encryption) for name, one in every.items()} == {
        "telnet": (False, "none"),
        "ssh": (True, "required"),
        "http": (False, "none"),
        "https": (True, "required"),
        "snmpv3": (True, "required"),
        "syslog/10.9.0.1": (True, "none"),
        "syslog/10.9.0.2": (True, "required"),
        "copy/1": (True, "required"),
    }
    assert (every["ssh"].min_version, every["https"].min_version, every["copy/1"].protocol) == ("2.0", "1.2", "ssh")


def test_where_no_vty_line_stands_the_command_that_would_settle_it_is_named() -> None:
    (unread,) = (one for one in about(read(""), Channel, "telnet").unread if one.field == "enabled")
    assert unread.ask.endswith("no line says whether Telnet is on; “show line” would tell")
