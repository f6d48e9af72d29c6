"""What answers on NX-OS, and how it talks."""

from typing import Any

import pytest

from collectors.network.platforms import PLATFORMS
from collectors.network.reading import FILES, reader
from collectors.ssh.offer import OFFER
from scanner.answers import Answer, Answers, Source
from scanner.facts import Channel
from tests.collectors.network.nxos.configurations import HARDENED
from tests.collectors.network.reading import about, facts

SHOWN = """\
Feature Name          Instance  State
--------------------  --------  --------
http-server           1         disabled
netconf               1         enabled
nxapi                 1         enabled
scpServer             1         disabled
sftpServer            1         disabled
sshServer             1         enabled
telnetServer          1         enabled
"""
NXAPI = "nxapi enabled\nNXAPI timeout 10\nHTTP Listen on port 8080\nHTTPS Listen on port 443\n"
USER = "snmp-server user ana network-admin auth "
SSH = "ssh ciphers aes256-ctr\nssh macs hmac-sha2-256\nssh kexalgos ecdh-sha2-nistp384\n"


def read(text: str, **said: Any) -> list[Any]:
    return facts("nxos", f"{text}\n", **said)


def channels(found: list[Any]) -> dict[str, Channel]:
    return {one.resource.partition("/")[2]: one for one in found if isinstance(one, Channel)}


@pytest.mark.parametrize(
    ("text", "part", "on"),
    [
        ("feature telnet", "telnet", True),
        ("feature telnet\nno feature telnet", "telnet", False),
        ("no feature telnet\nfeature telnet", "telnet", True),
        ("telnet server enable", "telnet", True),
        ("no telnet server enable", "telnet", False),
        ("", "telnet", False),
        ("feature ssh", "ssh", True),
        ("no feature ssh", "ssh", False),
        ("", "ssh", None),  # remembered alone
        ("feature scp-server", "scp", True),
        ("feature sftp-server\nno feature sftp-server", "sftp", False),
        ("feature netconf", "netconf", True),
        ("feature grpc", "grpc", True),
        ("feature nxapi", "api", True),
        ("", "api", False),
        ("feature http-server", "http", True),
        ("", "http", False),
        ("", "grpc", False),
        ("", "scp", None),
    ],
)
def test_on(text: str, part: str, *, on: bool | None) -> None:
    assert channels(read(text))[part].enabled is on


def test_what_the_device_shows() -> None:
    found = channels(read("", feature=SHOWN))
    on = {part: found[part].enabled for part in ("ssh", "telnet", "scp", "sftp", "api", "netconf", "http", "grpc")}
    assert on == {
        "ssh": True,
        "telnet": True,
        "scp": False,
        "sftp": False,
        "api": True,
        "netconf": True,
        "http": False,
        "grpc": False,
    }
    assert channels(read("no feature telnet", feature=SHOWN))["telnet"].enabled is False
    assert found["telnet"].stands == ("show feature: telnet is enabled",)


def test_a_default_that_is_shown() -> None:
    found = channels(read("feature bgp", config_all="feature bgp\nno feature telnet\nfeature ssh\n"))
    assert (found["telnet"].enabled, found["telnet"].stands) == (False, ("by default: no feature telnet",))


@pytest.mark.parametrize(
    ("text", "encryption", "version"),
    [
        ("no nxapi http", "required", None),
        ("nxapi https port 443\nno nxapi http", "required", None),
        ("nxapi http port 80", "offered", None),
        ("nxapi http port 80\nnxapi https port 443\nnxapi ssl protocols TLSv1.3 TLSv1.2", "offered", "1.2"),
        ("nxapi http port 80\nno nxapi https", "none", ""),
        ("no nxapi http\nnxapi ssl protocols TLSv1", "required", "1.0"),
        ("no nxapi http\nnxapi ssl protocols TLSv1.1 TLSv1.2", "required", "1.1"),
        ("no nxapi http\nnxapi ssl protocols TLSv1\nno nxapi ssl protocols TLSv1", "required", None),
        ("nxapi http port 80\nno nxapi http", "required", None),
        ("", None, None),  # it hangs on the release
    ],
)
def test_the_api(text: str, encryption: str | None, version: str | None) -> None:
    api = channels(read(f"feature nxapi\n{text}"))["api"]
    assert (api.protocol, api.enabled, api.encryption, api.min_version) == ("tls", True, encryption, version)
    assert api.algorithms == (() if encryption == "none" else None)


def test_the_api_as_it_is_shown() -> None:
    assert channels(read("feature nxapi", nxapi=NXAPI))["api"].encryption == "offered"
    only = "nxapi enabled\nHTTPS Listen on port 443\n"
    assert channels(read("feature nxapi", nxapi=only))["api"].encryption == "required"
    assert channels(read("feature nxapi", nxapi="% Invalid command\n"))["api"].encryption is None
    assert channels(read("feature nxapi\nfeature restconf\nno nxapi http"))["restconf"].encryption == "required"
    weak = channels(read("feature nxapi\nnxapi ssl ciphers weak"))["api"]
    assert "weak ciphers are let in" in next(one.ask for one in weak.unread if one.field == "algorithms")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (SSH, ("aes256-ctr", "ecdh-sha2-nistp384", "hmac-sha2-256")),
        (
            f"{SSH}ssh ciphers aes128-cbc aes256-ctr",
            ("aes128-cbc", "aes256-ctr", "ecdh-sha2-nistp384", "hmac-sha2-256"),
        ),
        (f"{SSH}ssh macs all", None),
        (f"{SSH}ssh ciphers aes256-gcm", None),  # one more beside those that are there anyhow
        ("ssh ciphers aes256-ctr\nssh macs hmac-sha2-256", None),
        ("", None),
    ],
)
def test_algorithms_of_ssh(text: str, names: tuple[str, ...] | None) -> None:
    found = channels(read(text))
    assert (found["ssh"].algorithms, found["ssh"].min_version) == (names, "2.0")
    assert found["netconf"].algorithms == names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # by part: encryption, version, algorithms
        ("snmp-server community x group network-operator", {"snmpv2c": ("none", "1", ())}),
        (f"{USER}sha K priv aes-128 K localizedkey", {"snmpv3": ("offered", "3", ("aes-128", "sha1"))}),
        (f"{USER}md5 K priv K localizedkey", {"snmpv3": ("offered", "3", ("des", "md5"))}),
        (f"{USER}sha-256 K priv aes-128 K\n localizedkey", {"snmpv3": ("offered", "3", ("aes-128", "sha-256"))}),
        (f"{USER}md5 K\n priv aes-128 K localizedkey", {"snmpv3": ("offered", "3", ("aes-128", "md5"))}),
        (f"{USER}sha K localizedkey", {"snmpv3": ("none", "3", ())}),
        (
            f"{USER}sha K priv aes-128 K\nsnmp-server globalEnforcePriv",
            {"snmpv3": ("required", "3", ("aes-128", "sha1"))},
        ),
        (
            f"{USER}sha K priv aes-128 K\nsnmp-server globalEnforcePriv\nno snmp-server globalEnforcePriv",
            {"snmpv3": ("offered", "3", ("aes-128", "sha1"))},
        ),
        (
            f"{USER}sha K priv aes-128 K\nsnmp-server user ana enforcePriv",
            {"snmpv3": ("required", "3", ("aes-128", "sha1"))},
        ),
        (
            f"{USER}sha K priv aes-128 K\nsnmp-server user ana enforcePriv\nsnmp-server user ben network-operator",
            {"snmpv3": ("offered", "3", ("aes-128", "sha1"))},
        ),
        (
            f"snmp-server community x ro\n{USER}sha K priv aes-128 K",
            {"snmpv2c": ("none", "1", ()), "snmpv3": ("offered", "3", ("aes-128", "sha1"))},
        ),
        (f"snmp-server community x ro\n{USER}sha K\nno snmp-server protocol enable", {"snmp": ("none", "", ())}),
        (
            "snmp-server host 10.0.0.1 traps version 2c x",
            {"snmpv2c": ("none", "1", ())},
        ),  # it opens nothing, and is sent in plain
        ("", {"snmp": (None, "3", None)}),
    ],
)
def test_snmp(text: str, expected: dict[str, Any]) -> None:
    found = {part: one for part, one in channels(read(text)).items() if one.protocol == "snmp"}
    assert {part: (one.encryption, one.min_version, one.algorithms) for part, one in found.items()} == expected
    off = text.endswith("no snmp-server protocol enable")
    assert {one.enabled for one in found.values()} == {False if off else None if "snmp" in found else True}


def test_log_servers() -> None:
    found = channels(
        read(
            "logging server 10.0.0.1 6 use-vrf default facility local7\nlogging server 10.0.0.1 5\n"
            "logging server 10.0.0.2 6 port 6514 secure trustpoint client-identity T use-vrf management\n"
            "logging server 10.0.0.3\nno logging server 10.0.0.3\nlogging event link-status default\n"
        )
    )
    sent = {part: one.encryption for part, one in found.items() if one.protocol == "syslog"}
    assert sent == {"syslog/10.0.0.1": "none", "syslog/10.0.0.2": "required"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("feature (odd)", {"telnet", "http", "ssh", "scp", "sftp", "netconf", "api", "grpc"}),
        ("ssh frobnicate", {"ssh", "scp", "sftp", "netconf"}),
        ("nxapi frobnicate", {"api", "grpc"}),
        ("snmp-server frobnicate", {"snmp"}),
        ("logging server 10.0.0.1 frobnicate", set()),
    ],
)
def test_lines_that_are_not_understood(text: str, parts: set[str]) -> None:
    found = channels(read(text))
    unclear = {part for part, one in found.items() if one.unread and "not understood" in one.unread[0].ask}
    assert unclear == parts


def test_what_is_seen_on_the_wire_is_about_the_server_alone() -> None:
    """A copy that goes out by SCP, and NETCONF on its own port, are not what was offered there."""
    asked = PLATFORMS["nxos"].config
    bodies = {
        asked.id: asked.keep(HARDENED),
        OFFER: {"protocol": "2.0", "ciphers": ["aes256-ctr"], "macs": ["hmac-sha2-256"], "kex": [], "host_keys": []},
    }
    answers = [
        Answer(
            target="nxos:r1",
            question=name,
            operation="x",
            outcome="ok",
            body=body,
            asked="2026-11-26T02:10:00.000Z",
            source=Source(endpoint="r1:22"),
            collector="nxos 1",
        )
        for name, body in bodies.items()
    ]
    read_ = reader([PLATFORMS["nxos"]], FILES)
    found = channels(list(read_(Answers("nxos:r1", enumerate(answers), wanted={}))))
    assert found["ssh"].algorithms == ("aes256-ctr", "hmac-sha2-256")
    assert (found["copy/1"].protocol, found["copy/1"].algorithms) == ("ssh", None)
    assert found["netconf"].answers == (0,)


def test_hardened() -> None:
    found = channels(facts("nxos", HARDENED))
    on = {part: (one.enabled, one.encryption) for part, one in found.items()}
    assert on == {
        "telnet": (False, "none"),  # the banner's words are no lines
        "http": (False, "none"),
        "ssh": (None, "required"),
        "scp": (True, "required"),
        "sftp": (None, "required"),
        "netconf": (None, "required"),
        "api": (True, "required"),
        "grpc": (False, "required"),
        "snmpv3": (True, "required"),
        "syslog/10.1.48.10": (True, "required"),
        "syslog/10.1.48.11": (True, "required"),
        "copy/1": (True, "required"),
    }
    assert found["api"].min_version == "1.2"
    assert found["snmpv3"].algorithms == ("aes-128", "sha1")
    assert about(facts("nxos", HARDENED), Channel, "ssh").algorithms == (
        *("aes256-ctr", "aes256-gcm@openssh.com", "ecdh-sha2-nistp384"),
        *("hmac-sha2-256", "hmac-sha2-512"),
    )
