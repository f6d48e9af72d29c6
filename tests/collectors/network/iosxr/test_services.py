"""What answers on IOS XR, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.iosxr.configurations import HARDENED
from tests.collectors.network.reading import about, facts

GROUP = "snmp-server group G v3 priv\n"
USER = "snmp-server user ana G v3 auth "
PRIV = f"{USER}sha encrypted x priv aes 128 encrypted x"
SSH = (
    "ssh server algorithms cipher aes256-ctr\nssh server algorithms key-exchange ecdh-sha2-nistp384\n"
    "ssh server algorithms mac hmac-sha2-512\n"
)
DEFAULT = "line default\n transport input {}\n!\n"
TEMPLATE = "line template T\n transport input {}\n!\nvty-pool default 0 4 line-template T\n"
SERVER = "Sat Nov 25 21:08:41.386 UTC\n---------------------\nSSH Server Parameters\n---------------------\n\n"


def read(text: str, release: str = "7.5.2", **said: Any) -> list[Any]:
    return facts("iosxr", f"!! IOS XR Configuration {release}\n{text}\nend\n", **said)


def channels(found: list[Any]) -> dict[str, Channel]:
    return {one.resource.partition("/")[2]: one for one in found if isinstance(one, Channel)}


@pytest.mark.parametrize(
    ("text", "part", "on"),
    [
        ("telnet vrf default ipv4 server max-servers 10", "telnet", True),
        ("telnet ipv4 server max-servers no-limit", "telnet", True),
        ("telnet vrf MGMT ipv6 server max-servers 5 access-list A", "telnet", True),
        ("telnet vrf default ipv4 client source-interface Loopback0", "telnet", False),
        ("telnet ipv4 dscp 10\ntelnet vrf default ipv4 dscp 10", "telnet", None),  # is not known
        ("", "telnet", False),
        (f"telnet vrf default ipv4 server max-servers 10\n{DEFAULT.format('ssh')}", "telnet", False),
        (f"telnet vrf default ipv4 server max-servers 10\n{DEFAULT.format('none')}", "telnet", False),
        (f"telnet vrf default ipv4 server max-servers 10\n{DEFAULT.format('ssh telnet')}", "telnet", True),
        (f"telnet vrf default ipv4 server max-servers 10\n{DEFAULT.format('all')}", "telnet", True),
        (f"telnet ipv4 server max-servers 10\n{DEFAULT.format('ssh')}{TEMPLATE.format('telnet')}", "telnet", True),
        (f"telnet ipv4 server max-servers 10\n{DEFAULT.format('telnet')}{TEMPLATE.format('ssh')}", "telnet", False),
        (f"telnet ipv4 server max-servers 10\n{DEFAULT.format('ssh')}vty-pool m 5 9 line-template M", "telnet", False),
        (f"telnet ipv4 server max-servers 10\nline console\n transport input ssh\n!\n{''}", "telnet", True),
        ("ssh server v2", "ssh", True),
        ("ssh server", "ssh", True),
        ("ssh server vrf MGMT", "ssh", True),
        ("ssh server session-limit 5\nssh server logging\nssh timeout 30", "ssh", None),  # how, and not that
        ("ssh client source-interface Loopback0", "ssh", None),
        ("", "ssh", None),  # remembered alone
        (f"ssh server v2\n{DEFAULT.format('telnet')}", "ssh", False),
        ("netconf-yang agent\n ssh", "netconf", True),
        ("netconf-yang agent ssh", "netconf", True),
        ("netconf-yang agent\n ssh\n with-defaults-support enable", "netconf", True),
        ("netconf-yang agent\n rate-limit 4096", "netconf", None),
        ("", "netconf", None),
        ("grpc\n port 57400", "grpc", True),
        ("", "grpc", False),
        ("tftp ipv4 server homedir disk0:", "tftp", True),
        ("tftp vrf default ipv4 server homedir disk0: max-servers 5", "tftp", True),
        ("xml agent", "xml", True),
        ("xml agent\n vrf default\n  ipv4 access-list A", "xml", True),
        ("xml agent ssl", "xml-ssl", True),
        ("http server", "http", True),
    ],
)
def test_on(text: str, part: str, *, on: bool | None) -> None:
    assert channels(read(text))[part].enabled is on


def test_what_few_routers_have() -> None:
    """Of TFTP, of XML and of pages nothing is said where no line names them."""
    text = (
        "tftp client vrf default source-interface Loopback0\nxml agent tty\nhttp client vrf default\nftp client passive"
    )
    assert set(channels(read(text))) == {"telnet", "ssh", "netconf", "grpc", "snmp"}


@pytest.mark.parametrize(
    ("text", "encryption"),
    [
        ("tls", "required"),
        ("tls-mutual", "required"),
        ("no-tls", "none"),
        ("port 57400", None),
        ("tls\n no-tls", "none"),
    ],
)
def test_grpc(text: str, encryption: str | None) -> None:
    grpc = channels(read(f"grpc\n {text}\n!\n"))["grpc"]
    assert (grpc.protocol, grpc.enabled, grpc.encryption) == ("tls", True, encryption)
    assert (grpc.min_version, grpc.algorithms) == (("", ()) if encryption == "none" else (None, None))


@pytest.mark.parametrize(
    ("text", "release", "shown", "version"),
    [
        ("ssh server v2", "6.6.2", "", "2.0"),
        ("ssh server vrf default", "6.6.2", "", "1"),  # without v2 the first version is spoken too
        ("ssh server vrf default", "7.5.2", "", None),
        ("ssh server vrf default", "7.5.2", "Current supported versions := v2\n", "2.0"),
        ("ssh server vrf default", "7.5.2", "Current supported versions := v1, v2\n", "1"),
        ("ssh server vrf default", "6.6.2", "% Invalid input detected at '^' marker.\n", "1"),
        ("ssh server v2", "7.5.2", "Current supported versions := v1, v2\n", "2.0"),
    ],
)
def test_version_of_ssh(text: str, release: str, shown: str, version: str | None) -> None:
    said = {"ssh": f"{SERVER}{shown}"} if shown else {}
    assert channels(read(text, release, **said))["ssh"].min_version == version


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (SSH, ("aes256-ctr", "ecdh-sha2-nistp384", "hmac-sha2-512")),
        (
            f"{SSH}ssh server algorithms cipher aes128-cbc aes256-ctr",
            ("aes128-cbc", "aes256-ctr", "ecdh-sha2-nistp384", "hmac-sha2-512"),
        ),
        (SSH.replace("algorithms mac", "algorithms hmac"), ("aes256-ctr", "ecdh-sha2-nistp384", "hmac-sha2-512")),
        (f"{SSH}ssh server enable cipher aes-cbc 3des-cbc", ("3des-cbc", "aes-cbc")),  # weak ones beside all others
        ("ssh server algorithms cipher aes256-ctr\nssh server algorithms key-exchange ecdh-sha2-nistp384", None),
        ("ssh server disable hmac hmac-sha1", None),
        ("ssh server algorithms host-key rsa", None),
        ("", None),
    ],
)
def test_algorithms_of_ssh(text: str, names: tuple[str, ...] | None) -> None:
    found = channels(read(f"ssh server v2\n{text}"))
    assert (found["ssh"].algorithms, found["netconf"].algorithms) == (names, names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # by part: encryption, version, algorithms
        ("snmp-server community x RO", {"snmpv2c": ("none", "1", ())}),
        ("snmp-server community encrypted x RW SystemOwner IPv4 A", {"snmpv2c": ("none", "1", ())}),
        (f"{GROUP}{PRIV}", {"snmpv3": ("required", "3", ("aes-128", "sha1"))}),
        (f"{PRIV}\n{GROUP}", {"snmpv3": ("required", "3", ("aes-128", "sha1"))}),  # in any order
        (f"{GROUP}{USER}md5 encrypted x priv des56 encrypted x", {"snmpv3": ("required", "3", ("des", "md5"))}),
        (f"{GROUP}{USER}sha clear x priv 3des clear x", {"snmpv3": ("required", "3", ("3des", "sha1"))}),
        (f"snmp-server group G v3 auth\n{PRIV}", {"snmpv3": ("offered", "3", ("aes-128", "sha1"))}),
        (f"snmp-server group G v3 auth\n{USER}sha clear x", {"snmpv3": ("none", "3", ())}),
        (f"snmp-server group G v3 noauth\n{USER}sha clear x", {"snmpv3": ("none", "3", ())}),
        (f"{GROUP}snmp-server group G v3 auth\n{PRIV}", {"snmpv3": ("offered", "3", ("aes-128", "sha1"))}),
        (PRIV, {"snmpv3": (None, "3", ("aes-128", "sha1"))}),  # a group that is not there
        (f"snmp-server group G v2c\n{PRIV}", {"snmpv3": (None, "3", ("aes-128", "sha1"))}),
        (
            f"{GROUP}{PRIV}\nsnmp-server group H v3 auth\nsnmp-server user ben H v3 auth md5 clear x",
            {"snmpv3": ("offered", "3", ("aes-128", "md5", "sha1"))},
        ),
        (
            f"{GROUP}{PRIV}\nsnmp-server community x RO",
            {"snmpv2c": ("none", "1", ()), "snmpv3": ("required", "3", ("aes-128", "sha1"))},
        ),
        ("snmp-server group G v2c\nsnmp-server user ana G v2c", {"snmpv2c": ("none", "1", ())}),
        ("snmp-server user ana G v1 SystemOwner", {"snmpv2c": ("none", "1", ())}),
        ("snmp-server host 10.0.0.1 traps version 2c x\nsnmp-server traps snmp", {"snmpv2c": ("none", "1", ())}),
        ("snmp-server vrf M\n host 10.0.0.1 traps version 2c clear x", {"snmpv2c": ("none", "1", ())}),
        ("interface GigabitEthernet0/0/0/0\n snmp trap link-status\n!\n", {"snmp": ("none", "", ())}),
        ("", {"snmp": ("none", "", ())}),
    ],
)
def test_snmp(text: str, expected: dict[str, Any]) -> None:
    found = {part: one for part, one in channels(read(text)).items() if one.protocol == "snmp"}
    assert {part: (one.encryption, one.min_version, one.algorithms) for part, one in found.items()} == expected
    assert {one.enabled for one in found.values()} == {"snmp" not in found}


def test_log_servers() -> None:
    found = channels(
        read(
            "logging 10.0.0.1 vrf default severity info\nlogging 10.0.0.1 vrf default severity warning port default\n"
            "logging 2001:db8::1 vrf MGMT severity info port 6514 vrf MGMT\n"
            "logging tls-server A\n vrf default\n severity debugging\n trustpoint X\n address ipv4 10.0.0.2\n!\n"
            "logging tls-server B\n trustpoint X\n!\n"
            "logging events link-status software-interfaces\nlogging console disable\nlogging facility local7\n"
        )
    )
    sent = {part: one.encryption for part, one in found.items() if one.protocol == "syslog"}
    assert sent == {"syslog/10.0.0.1": "none", "syslog/2001:db8::1": "none", "syslog/10.0.0.2": "required"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("telnet frobnicate", {"telnet"}),
        ("line default\n frobnicate", {"telnet", "ssh"}),
        ("ssh server frobnicate", {"ssh", "netconf"}),
        ("no ssh server v2", {"ssh", "netconf"}),
        ("netconf-yang agent\n frobnicate", {"netconf"}),
        ("grpc\n frobnicate", {"grpc"}),
        ("tftp frobnicate", {"tftp"}),
        ("xml frobnicate", {"grpc"}),
        ("snmp-server frobnicate", {"snmp"}),
        ("logging 10.0.0.1 frobnicate", set()),
    ],
)
def test_lines_that_are_not_understood(text: str, parts: set[str]) -> None:
    found = channels(read(text))
    unclear = {part for part, one in found.items() if any("not understood" in why.ask for why in one.unread)}
    assert unclear == parts


def test_hardened() -> None:
    found = channels(facts("iosxr", HARDENED))
    on = {part: (one.enabled, one.encryption) for part, one in found.items()}
    assert on == {
        "telnet": (False, "none"),  # the banner's words are no lines
        "ssh": (True, "required"),
        "netconf": (True, "required"),
        "grpc": (True, "required"),
        "snmpv3": (True, "required"),
        "syslog/logs.clinic.example": (True, "required"),
        "syslog/logs2.clinic.example": (True, "required"),
        "copy/1": (True, "required"),
    }
    assert found["ssh"].min_version == "2.0"
    assert found["snmpv3"].algorithms == ("aes-256", "sha1")
    assert about(facts("iosxr", HARDENED), Channel, "ssh").algorithms == (
        *("aes256-ctr", "aes256-gcm@openssh.com", "ecdh-sha2-nistp384"),
        *("ecdh-sha2-nistp521", "hmac-sha2-512"),
    )
