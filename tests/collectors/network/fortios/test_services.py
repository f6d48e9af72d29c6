"""What answers on a FortiGate, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel, Fact
from tests.collectors.network.fortios.configurations import HARDENED, entry, world
from tests.collectors.network.reading import about, all_about, facts


def port(*lines: str, name: str = "port1") -> str:
    return entry("system interface", name, *lines)


def read(text: str, **said: Any) -> list[Fact]:
    return facts("fortios", text, whole=True, **said)


def channel(text: str, part: str, **said: Any) -> Channel:
    return about(read(text, **said), Channel, part)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (port("set allowaccess ping https ssh telnet"), True),
        (port("set allowaccess telnet"), True),
        (port("set allowaccess ping https"), False),
        (port(), False),
        (port("set allowaccess telnet", "set allowaccess ping"), False),  # the later line counts
        (port("set allowaccess telnet", "unset allowaccess"), False),
        (port("set allowaccess telnet") + port("set ip 10.0.0.1 255.0.0.0"), True),
        (port("set allowaccess ping") + port("set allowaccess telnet", name="port2"), True),
        (port("config ipv6", "set ip6-allowaccess ping telnet", "end"), True),
        (port("config ipv6", "set ip6-allowaccess ping", "end"), False),
        (port("config secondaryip", "edit 1", "set allowaccess telnet", "next", "end"), True),
        (port("set allowaccess telnet") + world("set admin-telnet disable"), False),
        (port("set allowaccess telnet") + world("set admin-telnet enable"), True),
        (world("set admin-telnet disable"), False),
        ("", None),  # no interface stands in it
        (port("set allowaccess telnet bogus"), None),
        (port("append allowaccess telnet"), None),
        (port("config ipv7", "set allowaccess telnet", "end"), None),
        (port("set ip6-allowaccess telnet"), None),
        ("config system interface\ndelete port1\nend\n", None),
        (port("set comment snmp", "set description telnet"), None),  # no such setting: comment
        (port("set description telnet"), False),
    ],
)
def test_telnet(text: str, on: bool | None) -> None:  # noqa: FBT001
    told = channel(text, "telnet")
    assert (told.enabled, told.encryption) == (
        on,
        "none" if on is not None or not text or "bogus" not in text else None,
    ) or (on is None and told.enabled is None)


@pytest.mark.parametrize(
    ("lines", "encryption"),
    [
        ([], "required"),  # by default it only leads to HTTPS
        (["set admin-https-redirect enable"], "required"),
        (["set admin-https-redirect disable"], "none"),
        (["set admin-https-redirect disable", "unset admin-https-redirect"], "required"),
    ],
)
def test_http_leads_to_https(lines: list[str], encryption: str) -> None:
    told = channel(port("set allowaccess http") + world(*lines), "http")
    assert (told.enabled, told.encryption, told.min_version) == (True, encryption, "")


@pytest.mark.parametrize(
    ("lines", "version"),
    [
        (["set admin-https-ssl-versions tlsv1-2 tlsv1-3"], "1.2"),
        (["set admin-https-ssl-versions tlsv1-3"], "1.3"),
        (["set admin-https-ssl-versions tlsv1-3 tlsv1-1 tlsv1-2"], "1.1"),
        (["set admin-https-ssl-versions tlsv1-0 tlsv1-1"], "1.0"),
        (["set admin-https-ssl-versions tlsv1-2 sslv3"], None),
        ([], None),
        (["set strong-crypto disable"], None),
        (["set strong-crypto disable", "set admin-https-ssl-versions tlsv1-2"], "1.2"),
    ],
)
def test_tls(lines: list[str], version: str | None) -> None:
    told = channel(port("set allowaccess https") + world(*lines), "https")
    assert told.min_version == version


@pytest.mark.parametrize(
    ("release", "lines", "version"),
    [("7.6.5", [], "1.2"), ("6.0.2", [], "1.1"), ("7.6.5", ["set strong-crypto disable"], None), ("7.2.1", [], None)],
)
def test_tls_that_no_line_says(release: str, lines: list[str], version: str | None) -> None:
    head = f"#config-version=FGT61F-{release}-FW-build1234-250101:opmode=0\n"
    assert channel(head + port("set allowaccess https") + world(*lines), "https").min_version == version


SSH = ["set ssh-enc-algo aes256-ctr", "set ssh-mac-algo hmac-sha2-256", "set ssh-kex-algo ecdh-sha2-nistp384"]


def test_ssh() -> None:
    text = port("set allowaccess ssh") + world(*SSH)
    told = channel(text, "ssh")
    assert (told.enabled, told.min_version) == (True, "2.0")
    assert told.algorithms == ("aes256-ctr", "ecdh-sha2-nistp384", "hmac-sha2-256")
    assert channel(text.replace("global", "ssh-config"), "ssh").algorithms == told.algorithms
    assert channel(port() + world(*SSH[:2]), "ssh").algorithms is None  # which key exchange, no line says
    assert channel(port() + world("set admin-ssh-v1 enable"), "ssh").min_version == "1"
    assert channel(port() + world("set admin-ssh-v1 disable"), "ssh").min_version == "2.0"
    assert channel(port() + world("set ssh-enc-algo nonsense"), "ssh").min_version is None
    assert channel(port() + "config system ssh-config\nset x y\nend\n", "ssh").enabled is None


AGENT = "config system snmp sysinfo\nset status enable\nend\n"
LET = port("set allowaccess ping snmp")


def community(*lines: str) -> str:
    return entry("system snmp community", "1", 'set name "c0mm"', *lines)


def user(*lines: str, name: str = "u") -> str:
    return entry("system snmp user", name, *lines)


BEST = ("set security-level auth-priv", "set auth-proto sha256", "set priv-proto aes256")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LET, {"snmp": False}),
        (LET + community(), {"snmp": False}),  # the agent is off by default
        (LET + AGENT, {"snmp": False}),
        (port() + AGENT + community(), {"snmp": False}),  # no interface lets it in
        (LET + AGENT + community(), {"snmpv2c": True}),
        (LET + AGENT + community("set status disable"), {"snmp": False}),
        (LET + AGENT + community("set query-v1-status disable"), {"snmpv2c": True}),
        (LET + AGENT + community("set query-v1-status disable", "set query-v2c-status disable"), {"snmp": False}),
        (LET + AGENT + user(*BEST), {"snmpv3": True}),
        (LET + AGENT + user(*BEST, "set status disable"), {"snmp": False}),
        (LET + AGENT + user(*BEST, "set queries disable"), {"snmp": False}),
        (LET + AGENT + community() + user(*BEST), {"snmpv2c": True, "snmpv3": True}),
        (AGENT + community(), {"snmpv2c": None}),
        (LET + AGENT.replace("enable", "disable") + community(), {"snmp": False}),
        (LET + AGENT + "config system snmp trap\nset x y\nend\n", {"snmp": None}),
    ],
)
def test_snmp(text: str, told: dict[str, bool | None]) -> None:
    found = [fact for fact in read(text) if isinstance(fact, Channel) and fact.protocol == "snmp"]
    assert {fact.name: fact.enabled for fact in found} == told


@pytest.mark.parametrize(
    ("text", "encryption", "algorithms"),
    [
        (user(*BEST), "required", ("aes256", "sha256")),
        (user(*BEST[:1], "set auth-proto sha", "set priv-proto des"), "required", ("des", "sha1")),
        (user(BEST[0]), "required", None),
        (user(BEST[0], "set security-level auth-no-priv"), "none", None),
        (user(), "none", None),
        (user(*BEST) + user("set security-level auth-no-priv", name="v"), "offered", None),
    ],
)
def test_third_version(text: str, encryption: str, algorithms: tuple[str, ...] | None) -> None:
    told = channel(LET + AGENT + text, "snmpv3")
    assert (told.min_version, told.encryption, told.algorithms) == ("3", encryption, algorithms)


def test_hardened() -> None:
    found = [fact for fact in facts("fortios", HARDENED) if isinstance(fact, Channel)]
    on = {fact.name: (fact.encryption, fact.min_version) for fact in found if fact.enabled}
    assert on == {
        "https": ("required", "1.2"),
        "ssh": ("required", "2.0"),
        "snmpv3": ("required", "3"),
        "logs to 10.9.0.10": ("required", None),
        "logs to 10.9.0.11": ("required", None),
        "copies by SFTP": ("required", None),
    }
    assert {fact.name for fact in found if fact.enabled is False} == {"telnet", "http"}
    assert not all_about(list(found), Channel, "snmpv2c")
