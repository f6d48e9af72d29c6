"""What answers on a device with VyOS, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.reading import about, facts
from tests.collectors.network.vyos.configurations import BOOT, HARDENED

SSH = "set service ssh port 22\n"
ALL = (
    "set service ssh ciphers aes256-ctr\nset service ssh mac hmac-sha2-256\n"
    "set service ssh key-exchange diffie-hellman-group14-sha1\n"
)
USER = "set service snmp v3 user n auth plaintext-password x\n"
PRIV = f"{USER}set service snmp v3 user n privacy plaintext-password x\nset service snmp v3 user n group g\n"
LEVEL = "set service snmp v3 group g seclevel"


def read(text: str, version: str = "1.5.0") -> list[Any]:
    return facts("vyos", f"// Release version: {version}\n{text}\n", whole=True)


def channels(text: str) -> dict[str, bool | None]:
    return {one.resource.partition("/")[2]: one.enabled for one in read(text) if isinstance(one, Channel)}


NONE = dict.fromkeys(("ssh", "telnet", "tftp", "http", "https", "api", "snmp"), False)


@pytest.mark.parametrize(
    ("text", "differs"),
    [
        ("", {}),
        ("set service ssh", {"ssh": True}),
        ("set service ssh port 22\ndelete service ssh", {}),
        ("service {\n ssh {\n }\n}", {"ssh": True}),
        ("set service telnet port 23", {"telnet": True}),
        ("set service tftp-server directory /x", {"tftp": True}),
        ("set service https listen-address 10.0.0.1", {"https": True}),  # port 80 is off in this release
        ("set service https enable-http-redirect", {"https": True, "http": True}),
        ("set service https api keys id a key x", {"https": True, "api": True}),
        ("set service snmp community x", {"snmpv2c": True, "snmp": None}),
        ("set service snmp community x authorization rw\nset service snmp community x network 10.0.0.0/8",
         {"snmpv2c": True, "snmp": None}),
        (USER, {"snmpv3": True, "snmp": None}),
        ("set service snmp v3 group g seclevel priv", {}),  # nobody is in it
        ("set service snmp trap-target 10.0.0.1 community x", {"snmpv2c": True, "snmp": None}),
        ("set service snmp location x", {}),
        ("set service ssh frobnicate", {"ssh": None}),
        ("set service https frobnicate", {"https": None, "http": None, "api": None}),
        ("set service snmp frobnicate", {"snmp": None}),
        ("set service telnet frobnicate", {"telnet": None}),
        ("set service unheard-of", {}),
        ("set interfaces ethernet eth0 description 'service telnet'", {}),
        ("edit service\nset telnet", dict.fromkeys(NONE)),
    ],
)  # fmt: skip
def test_on(text: str, differs: dict[str, bool | None]) -> None:
    found = channels(text)
    expected = {**NONE, **differs}
    if "snmp" not in found:
        del expected["snmp"]
    assert found == expected


@pytest.mark.parametrize(
    ("version", "redirect", "least"),
    [("1.5.0", False, "1.2"), ("1.4.0", None, None), ("1.3.3", True, None)],
)
def test_pages(version: str, least: str | None, *, redirect: bool | None) -> None:
    found = read("set service https listen-address 10.0.0.1", version)
    assert (about(found, Channel, "http").enabled, about(found, Channel, "http").encryption) == (redirect, "required")
    assert about(found, Channel, "https").min_version == least


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("set service https tls-version 1.3", "1.3"),
        ("set service https tls-version 1.3\nset service https tls-version 1.2", "1.2"),
        ("set service https tls-version 1.0", None),
    ],
)
def test_lowest_version_of_tls(text: str, least: str | None) -> None:
    assert about(read(text), Channel, "https").min_version == least


@pytest.mark.parametrize(
    ("text", "algorithms"),
    [
        ("", None),
        ("set service ssh ciphers aes256-ctr", None),
        (ALL, ("aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256")),
        (f"{ALL}set service ssh ciphers 'aes128-cbc,3des-cbc'",
         ("3des-cbc", "aes128-cbc", "aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256")),
        (f"{ALL}set service ssh hostkey-algorithm ssh-dss",
         ("aes256-ctr", "diffie-hellman-group14-sha1", "hmac-sha2-256", "ssh-dss")),
    ],
)  # fmt: skip
def test_algorithms_of_ssh(text: str, algorithms: tuple[str, ...] | None) -> None:
    channel = about(read(SSH + text), Channel, "ssh")
    assert (channel.min_version, channel.algorithms) == ("2.0", algorithms)


@pytest.mark.parametrize(
    ("text", "encryption", "algorithms"),
    [
        (USER, "none", ()),
        (f"{USER}set service snmp v3 user n group g\n{LEVEL} auth", "none", ()),
        (f"{PRIV}{LEVEL} priv", "required", ("des", "md5")),  # where no line says it
        (f"{PRIV}{LEVEL} priv\nset service snmp v3 user n auth type sha\nset service snmp v3 user n privacy type aes",
         "required", ("aes", "sha1")),
        (f"{PRIV}{LEVEL} auth", "offered", ("des", "md5")),
        (PRIV, "offered", ("des", "md5")),  # `auth` where no line says it
        (f"{PRIV}{LEVEL} priv\nset service snmp v3 user m auth encrypted-password ab", "offered", ("des", "md5")),
        (f"{PRIV}{LEVEL} priv\nset service snmp v3 trap-target 10.0.0.1 auth plaintext-password x", "offered",
         ("des", "md5")),
        (f"{PRIV}{LEVEL} priv\nset service snmp v3 trap-target 10.0.0.1 privacy plaintext-password x", "required",
         ("des", "md5")),
        (f"{PRIV}{LEVEL} high", None, None),
    ],
)  # fmt: skip
def test_version_3_of_snmp(text: str, encryption: str | None, algorithms: tuple[str, ...] | None) -> None:
    channel = about(read(text), Channel, "snmpv3")
    assert (channel.encryption, channel.algorithms) == (encryption, algorithms)


def test_hardened() -> None:
    found = {one.resource.partition("/")[2]: one for one in facts("vyos", HARDENED) if isinstance(one, Channel)}
    assert {name for name, one in found.items() if one.enabled} == {
        *("ssh", "https", "api", "snmpv3", "syslog/10.9.0.1", "syslog/10.9.0.2", "copy/1")
    }
    assert (found["syslog/10.9.0.1"].encryption, found["syslog/10.9.0.2"].encryption) == ("required", "none")


def test_the_image() -> None:
    found = facts("vyos", BOOT)
    assert {one.resource.partition("/")[2] for one in found if isinstance(one, Channel) and one.enabled} == {"ssh"}
