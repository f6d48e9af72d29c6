"""RouterOS: what answers, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel, Credential
from tests.collectors.network.reading import about, all_about, facts

HEAD = "# 2026-05-30 11:07:28 by RouterOS 7.16.2\n"


def channel(lines: str, part: str) -> Channel:
    return about(facts("routeros", HEAD + lines), Channel, part)


@pytest.mark.parametrize(
    ("part", "default"),
    [
        *(("telnet", True), ("ftp", True), ("http", True), ("api", True), ("ssh", True), ("https", False)),
        *(("api-ssl", True), ("mac-telnet", True), ("snmp", False)),
    ],
)
def test_without_a_line(part: str, default: bool) -> None:  # noqa: FBT001  # a table
    found = channel("", part)
    assert found.enabled is default
    assert found.stands[0].startswith("no line says it")


@pytest.mark.parametrize(
    ("service", "part"),
    [
        *(("telnet", "telnet"), ("ftp", "ftp"), ("www", "http"), ("api", "api"), ("ssh", "ssh")),
        *(("www-ssl", "https"), ("api-ssl", "api-ssl")),
    ],
)
def test_on_and_off(service: str, part: str) -> None:
    assert channel(f"/ip service\nset {service} disabled=yes\n", part).enabled is False
    assert channel(f"/ip service\nset {service} disabled=no port=99\n", part).enabled is True
    assert channel(f"/ip service\nset {service} disabled=yes\nset {service} disabled=no\n", part).enabled is True
    assert channel(f"/ip service\ndisable {service}\n", part).enabled is False
    assert channel(f"/ip service\nset {service} disabled=yes\n/ip service\nset x disabled=no\n", part).enabled is None
    assert channel(f"/ip service set {service} disabled=yes\n", part).enabled is False


def test_what_is_open_never_encrypts() -> None:
    found = facts("routeros", HEAD)
    for part, protocol in (("telnet", "telnet"), ("ftp", "ftp"), ("http", "http"), ("mac-telnet", "telnet")):
        one = about(found, Channel, part)
        assert (one.protocol, one.encryption, one.min_version, one.algorithms) == (protocol, "none", "", ())


@pytest.mark.parametrize(
    ("lines", "on"),
    [
        ("set allowed-interface-list=none", False),
        ("set allowed-interface-list=LAN", True),
        ("set allowed-interface-list=none\nset allowed-interface-list=all", True),
        ("set odd=1", None),
    ],
)
def test_mac_telnet(lines: str, on: bool | None) -> None:  # noqa: FBT001  # a table
    assert channel(f"/tool mac-server\n{lines}\n", "mac-telnet").enabled is on
    assert channel("/tool mac-server mac-winbox\nset allowed-interface-list=none\n", "mac-telnet").enabled is True


@pytest.mark.parametrize("part", ["https", "api-ssl"])
@pytest.mark.parametrize(
    ("values", "version", "algorithms"),
    [
        ("disabled=no", "1.0", ("adh",)),
        ("disabled=no tls-version=any", "1.0", ("adh",)),
        ("disabled=no tls-version=only-1.2", "1.2", ("adh",)),
        ("disabled=no certificate=none", "1.0", ("adh",)),
        ("disabled=no certificate=mine tls-version=only-1.2", "1.2", None),
        ("disabled=no certificate=mine tls-version=only-1.3", None, None),
    ],
)
def test_tls(part: str, values: str, version: str | None, algorithms: Any) -> None:
    service = {"https": "www-ssl"}.get(part, part)
    found = channel(f"/ip service\nset {service} {values}\n", part)
    assert (found.min_version, found.algorithms) == (version, algorithms)


def test_ssh() -> None:
    found = channel("/ip ssh\nset strong-crypto=yes\n", "ssh")
    assert (found.encryption, found.min_version, found.algorithms) == ("required", "2.0", None)
    assert channel("/ip ssh\nset odd=1\n", "ssh").min_version is None


PRIVATE = "add authentication-protocol=SHA1 encryption-protocol=AES name=u security=private"
DEFAULT_OFF = "set [ find default=yes ] disabled=yes\n"


@pytest.mark.parametrize(
    ("lines", "versions"),
    [
        ("", {"snmp": (False, "none", "")}),
        ("/snmp\nset enabled=no\n", {"snmp": (False, "none", "")}),
        ("/snmp\nset enabled=yes\nset enabled=no\n", {"snmp": (False, "none", "")}),
        ("/snmp\nset enabled=yes\n", {"snmpv2c": (True, "none", "1")}),
        (
            f"/snmp\nset enabled=yes\n/snmp community\n{PRIVATE}\n",  # public is there still
            {"snmpv2c": (True, "none", "1"), "snmpv3": (True, "required", "3")},
        ),
        (f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}{PRIVATE}\n", {"snmpv3": (True, "required", "3")}),
        (
            "/snmp\nset enabled=yes\n/snmp community\nset [ find default=yes ] name=x security=private\n",
            {"snmpv3": (True, "required", "3")},
        ),
        (
            f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}{PRIVATE}\nadd name=v security=authorized\n",
            {"snmpv3": (True, "offered", "3")},
        ),
        (
            f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}add name=v security=authorized\n",
            {"snmpv3": (True, "none", "3")},
        ),
        (f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}", {"snmp": (False, "none", "")}),
        (f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}add name=v\n", {"snmpv2c": (True, "none", "1")}),
        (
            f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}add name=v disabled=yes\n",
            {"snmp": (False, "none", "")},
        ),
        (f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}add odd=1\n", {"snmp": (None, None, None)}),
        ("/snmp\nset enabled=yes odd=1\n", {"snmp": (None, None, None)}),
    ],
)
def test_snmp(lines: str, versions: dict[str, tuple[bool | None, str | None, str | None]]) -> None:
    found = facts("routeros", HEAD + lines)
    every = {f.resource.partition("/")[2]: f for f in found if isinstance(f, Channel) and f.protocol == "snmp"}
    assert {part: (f.enabled, f.encryption, f.min_version) for part, f in every.items()} == versions


@pytest.mark.parametrize(
    ("line", "algorithms"),
    [
        ("add authentication-protocol=SHA1 encryption-protocol=AES name=u security=private", ("aes", "sha1")),
        ("add name=u security=private", ("des", "md5")),
        ("add encryption-protocol=AES name=u security=private", ("aes", "md5")),
    ],
)
def test_how_snmp_proves_and_encrypts(line: str, algorithms: tuple[str, ...]) -> None:
    text = f"/snmp\nset enabled=yes\n/snmp community\n{DEFAULT_OFF}{line}\n"
    assert channel(text, "snmpv3").algorithms == algorithms


@pytest.mark.parametrize(
    ("lines", "communities", "users"),
    [
        ("", 1, 0),  # public is there, whether or not anything asks for it
        (DEFAULT_OFF, 0, 0),
        (f"{DEFAULT_OFF}add name=a\nadd name=b security=none\n{PRIVATE}\n", 2, 1),
    ],
)
def test_names_of_communities(lines: str, communities: int, users: int) -> None:
    found = facts("routeros", f"{HEAD}/snmp community\n{lines}")
    forms = [f.form for f in found if isinstance(f, Credential)]
    assert (forms.count("community"), forms.count("shared-key")) == (communities, users)
    assert {f.stored for f in found if isinstance(f, Credential)} <= {"plain"}


def test_with_defaults_outweighs_the_plain_export() -> None:
    """It says more of the same, and its lines are those that are shown."""
    full = f'{HEAD}/ip service\nset telnet address="" disabled=no port=23 vrf=main\n/snmp\nset enabled=no\n'
    found = facts("routeros", HEAD, config_all=full)
    assert about(found, Channel, "telnet").stands == ('line 3: set telnet address="" disabled=no port=23 vrf=<any>',)
    assert about(found, Channel, "snmp").stands == ("line 5: set enabled=no",)
    assert all_about(facts("routeros", HEAD, config_all=full.rstrip()), Channel, "telnet")[0].stands[0].startswith("no")
