"""AOS-CX: what answers, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel
from tests.collectors.network.aoscx.configurations import HARDENED, SMALL
from tests.collectors.network.reading import about, facts

HEAD = "!Version ArubaOS-CX FL.10.13.1000\n!export-password: default\n"
ETM = "hmac-sha2-256-etm@openssh.com"
USER = "snmpv3 user u auth sha auth-pass ciphertext AQB1 priv aes priv-pass ciphertext AQB2\n"
BARE = "snmpv3 user u auth md5 auth-pass ciphertext AQB1\n"
AGENT = "snmp-server vrf mgmt\n"
ONLY = "snmp-server snmpv3-only\n"


def read(text: str, head: str = HEAD) -> list[Any]:
    return facts("aoscx", f"{head}{text}\n")


def channel(text: str, part: str) -> Channel:
    return about(read(text), Channel, part)


@pytest.mark.parametrize(
    ("command", "part"),
    [
        ("ssh server vrf", "ssh"),
        ("telnet server vrf", "telnet"),
        ("https-server vrf", "https"),
        ("snmp-server vrf", "snmp"),
    ],
)
def test_on_in_any_vrf(command: str, part: str) -> None:
    on = "snmpv2c" if part == "snmp" else part
    assert channel("", part).enabled is False
    assert channel("", part).stands[0].startswith("no line says it: ")
    assert channel(f"{command} mgmt", on).enabled is True
    assert channel(f"{command} mgmt\nno {command} default", on).enabled is True
    assert channel(f"no {command} mgmt\n{command} mgmt", on).enabled is True
    off = channel(f"{command} mgmt\nno {command} mgmt", part)
    assert (off.enabled, off.stands) == (False, (f"line 4: no {command} mgmt",)) or part != "telnet"
    assert off.enabled is False
    assert channel(f"{command} mgmt extra", part).enabled is None  # no line that is understood


def test_what_is_open() -> None:
    found = read("telnet server vrf default")
    telnet, http = about(found, Channel, "telnet"), about(found, Channel, "http")
    assert (telnet.protocol, telnet.encryption, telnet.enabled) == ("telnet", "none", True)
    assert (http.protocol, http.enabled) == ("http", False)  # port 80 leads to 443


@pytest.mark.parametrize(
    ("text", "there", "gone"),
    [
        ("", {"aes128-ctr", ETM, "diffie-hellman-group14-sha256"}, set()),
        ("ssh ciphers aes256-ctr", {"aes256-ctr", ETM}, {"aes128-ctr"}),
        ("ssh ciphers aes256-ctr\nssh ciphers aes128-cbc,aes256-cbc", {"aes128-cbc", "aes256-cbc"}, {"aes256-ctr"}),
        (f"ssh macs {ETM}", {ETM}, {"hmac-sha1"}),
        ("ssh key-exchange-algorithms ecdh-sha2-nistp384", {"ecdh-sha2-nistp384"}, {"curve25519-sha256"}),
        ("ssh host-key-algorithms ssh-rsa", {"aes128-ctr"}, {"ssh-rsa"}),
    ],
)
def test_algorithms(text: str, there: set[str], gone: set[str]) -> None:
    known = {*(channel(f"ssh server vrf mgmt\n{text}", "ssh").algorithms or ())}
    assert there <= known
    assert not gone & known


def test_algorithms_that_no_line_says() -> None:
    old = HEAD.replace("10.13", "10.05")
    lists = f"ssh ciphers aes256-ctr\nssh macs {ETM}\nssh key-exchange-algorithms ecdh-sha2-nistp384"
    assert about(read("ssh ciphers aes256-ctr", old), Channel, "ssh").algorithms is None
    assert about(read(lists, old), Channel, "ssh").algorithms == ("aes256-ctr", "ecdh-sha2-nistp384", ETM)
    assert channel("ssh certified-algorithms-only", "ssh").algorithms is None
    assert channel(f"ssh certified-algorithms-only\n{lists}", "ssh").algorithms
    assert channel("ssh certified-algorithms-only\nno ssh certified-algorithms-only", "ssh").algorithms
    assert channel("ssh frobnicate", "ssh").algorithms is None
    assert channel("", "ssh").min_version == "2.0"


@pytest.mark.parametrize(
    ("release", "text", "version"),
    [
        ("10.14.1000", "", "1.2"),
        ("10.13.1000", "", None),
        ("10.13.1000", "tls minimum-version tls12", "1.2"),
        ("10.13.1000", "tls minimum-version tlsv1.3", "1.3"),
        ("10.14.1000", "tls minimum-version tls10\ntls minimum-version 1.3", "1.3"),
        ("10.14.1000", "tls frobnicate", None),
    ],
)
def test_tls(release: str, text: str, version: str | None) -> None:
    found = read(f"https-server vrf mgmt\n{text}", HEAD.replace("10.13.1000", release))
    pages = about(found, Channel, "https")
    assert (pages.protocol, pages.min_version) == ("tls", version)
    assert pages.encryption == ("required" if "frob" not in text else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # each version that is in use: whether it encrypts, and from which version on
        (AGENT, {"snmpv2c": ("none", "1")}),
        (f"{AGENT}{ONLY}", {"snmp": ("none", "")}),
        (f"{AGENT}{USER}", {"snmpv2c": ("none", "1"), "snmpv3": ("required", "3")}),
        (f"{AGENT}{ONLY}{USER}", {"snmpv3": ("required", "3")}),
        (f"{AGENT}{ONLY}no {ONLY}{USER}", {"snmpv2c": ("none", "1"), "snmpv3": ("required", "3")}),
        (f"{AGENT}{ONLY}{USER}snmpv3 security-level auth", {"snmpv3": ("offered", "3")}),
        (f"{AGENT}{ONLY}{BARE}snmpv3 security-level auth", {"snmpv3": ("none", "3")}),
        (f"{AGENT}{ONLY}{USER}no snmpv3 security-level auth-privacy", {"snmpv3": ("offered", "3")}),
        (f"{AGENT}{ONLY}{USER}no snmpv3 security-level auth", {"snmpv3": ("required", "3")}),
        (
            f"{AGENT}{ONLY}{USER}snmpv3 security-level auth\nsnmpv3 security-level auth-privacy",
            {"snmpv3": ("required", "3")},
        ),
    ],
)
def test_snmp(text: str, expected: dict[str, tuple[str, str]]) -> None:
    found = [one for one in read(text) if isinstance(one, Channel) and one.protocol == "snmp"]
    talks = {one.resource.partition("/")[2]: (one.encryption, one.min_version) for one in found if one.enabled}
    assert talks == {name: said for name, said in expected.items() if name != "snmp"}
    assert ("snmp" in expected) == any(one.enabled is False for one in found)


def test_algorithms_of_snmp() -> None:
    assert channel(f"{AGENT}{USER}", "snmpv3").algorithms == ("aes", "sha1")
    assert channel(f"{AGENT}{BARE}", "snmpv3").algorithms == ("md5",)
    assert channel(f"{AGENT}snmpv3 user u", "snmpv3").algorithms == ("none",)
    last = f"{AGENT}{BARE}snmpv3 user u auth sha256 auth-pass ciphertext A priv aes256 priv-pass ciphertext B"
    assert channel(last, "snmpv3").algorithms == ("aes256", "sha256")
    unknown = channel(f"{AGENT}{USER}snmpv3 frobnicate", "snmpv3")
    assert (unknown.enabled, unknown.encryption) == (None, None)


def test_a_hardened_switch_and_one_from_the_factory() -> None:
    found = [one for one in facts("aoscx", HARDENED) if isinstance(one, Channel) and one.enabled]
    assert {one.encryption for one in found} == {"required"}
    known = set().union(*(one.algorithms or () for one in found))
    assert not [name for name in known if any(weak in name for weak in ("sha1", "cbc", "md5", "aes128", "des"))]
    small = [one for one in facts("aoscx", SMALL) if isinstance(one, Channel)]
    assert {one.resource.partition("/")[2] for one in small if one.enabled} == {"ssh", "https"}
