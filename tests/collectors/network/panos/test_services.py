"""What answers on PAN-OS, and how it talks."""

from typing import Any

import pytest

from scanner.facts import Channel, Fact
from tests.collectors.network.panos.configurations import HARDENED, SUPER, XML
from tests.collectors.network.reading import about, facts

SERVICE = "deviceconfig system service disable"
PROFILE = "network profiles interface-management-profile P"
USED = "network interface ethernet ethernet1/1 layer3 interface-management-profile P"


def read(*lines: str, **said: Any) -> list[Fact]:
    return facts("panos", "".join(f"set {line}\n" for line in lines), whole=True, **said)


def channel(lines: list[str], part: str, **said: Any) -> Channel:
    return about(read(*lines, **said), Channel, part)


@pytest.mark.parametrize("service", ["telnet", "http", "ssh", "https"])
@pytest.mark.parametrize(
    ("lines", "on"),
    [
        ([f"{SERVICE}-X yes"], False),
        ([f"{SERVICE}-X no"], True),  # disabling it is answered with no: it is on
        ([f"{SERVICE}-X no", f"{SERVICE}-X yes"], False),  # the later line counts
        ([f"{SERVICE}-X yes", f"{SERVICE}-X no"], True),
        ([f"config devices localhost.localdomain {SERVICE}-X yes"], False),
        ([f"{SERVICE}-X yes", f"{PROFILE} X yes", USED], True),
        ([f"{SERVICE}-X yes", f"{PROFILE} X yes"], False),  # no interface uses it
        ([f"{SERVICE}-X yes", f"{PROFILE} X no", USED], False),
        ([f"{SERVICE}-X yes", f"{PROFILE} X yes", f"{PROFILE} X no", USED], False),
        ([f"{SERVICE}-X no", f"{PROFILE} X no", USED], True),  # it says nothing of the management port
        ([f"{SERVICE}-X yes", USED, f"{PROFILE} X yes"], True),  # the profile may stand behind
        ([f"{SERVICE}-X yes", f"{PROFILE} X yes", USED.replace("ethernet ethernet1/1", "vlan units vlan.1")], True),
        ([f"{SERVICE}-X yes", f"{PROFILE} X yes", USED.replace("layer3", "layer3 units ethernet1/1.5")], True),
        ([f"{SERVICE}-X yes", f"{PROFILE} X yes", USED.replace("profile P", "profile Q")], False),
        ([f"{SERVICE}-X maybe"], None),
        ([f"{SERVICE}-X yes", f"{PROFILE} X maybe", USED], None),
        ([f"template T config {SERVICE}-X yes", f"{SERVICE}-X no"], True),
    ],
)  # fmt: skip
def test_services(service: str, lines: list[str], on: bool | None) -> None:  # noqa: FBT001
    assert channel([line.replace("X", service) for line in lines], service).enabled is on


@pytest.mark.parametrize(("service", "on"), [("telnet", None), ("http", None), ("ssh", True), ("https", True)])
def test_what_no_line_says(service: str, on: bool | None) -> None:  # noqa: FBT001
    assert channel([], service).enabled is on
    assert channel(["deviceconfig system panorama-server 10.0.0.8"], service).enabled is None


TLS = "deviceconfig system ssl-tls-service-profile M"
LEAST = "shared ssl-tls-service-profile M protocol-settings min-version"


@pytest.mark.parametrize(
    ("lines", "version", "least"),
    [
        ([TLS, f"{LEAST} tls1-2"], "", "1.2"),
        ([TLS, f"{LEAST} tls1-0"], "", "1.0"),
        ([TLS, f"{LEAST} tls1-3"], "", "1.3"),
        ([TLS, f"{LEAST} tls1-1", f"{LEAST} tls1-2"], "", "1.2"),
        ([TLS, LEAST.replace(" M ", " N ") + " tls1-2"], "", None),  # another profile
        ([f"{LEAST} tls1-2"], "", None),  # nothing uses it
        ([TLS], "sw-version: 7.1.26\n", "1.0"),
        ([TLS], "sw-version: 10.1.1\n", None),
        ([TLS, f"{LEAST} ssl3"], "", None),
        ([TLS, f"{LEAST} tls1-2", LEAST.replace("min-version", "max-version max")], "", "1.2"),
        ([TLS, f"{LEAST} tls1-2", LEAST.replace("min-version", "auth-algo-sha1 no")], "", "1.2"),
        # Typed on one line, it may say anything.
        ([TLS, LEAST.replace("min-version", "max-version max min-version tls1-0")], "sw-version: 7.1.26\n", None),
        ([], "", None),
    ],
)
def test_tls(lines: list[str], version: str, least: str | None) -> None:
    said = {"version": version} if version else {}
    assert channel([*lines, SUPER], "https", **said).min_version == least


SSH = "deviceconfig system ssh profiles mgmt-profiles server-profiles S"
BEST = [f"{SSH} ciphers [ aes256-ctr aes256-gcm ]", f"{SSH} kex ecdh-sha2-nistp384", f"{SSH} mac hmac-sha2-512"]
PAIRS = (("ciphers", "aes256-cbc"), ("kex", "ecdh-sha2-nistp384"), ("mac", "hmac-sha1"))
OLD = [f"deviceconfig system ssh {of} mgmt {name}" for of, name in PAIRS]


@pytest.mark.parametrize(
    ("lines", "algorithms"),
    [
        (["deviceconfig system ssh mgmt server-profile S", *BEST],
         ("aes256-ctr", "aes256-gcm", "ecdh-sha2-nistp384", "hmac-sha2-512")),
        (["deviceconfig system ssh mgmt server-profile S", *BEST[:2]], None),  # which MAC, no line says
        (["deviceconfig system ssh mgmt server-profile R", *BEST], None),
        (BEST, None),  # nothing uses it
        (OLD, ("aes256-cbc", "ecdh-sha2-nistp384", "hmac-sha1")),
        ([], None),
    ],
)  # fmt: skip
def test_ssh(lines: list[str], algorithms: tuple[str, ...] | None) -> None:
    assert channel(lines, "ssh").algorithms == algorithms


SNMP = "deviceconfig system snmp-setting access-setting version"
ON = f"{SERVICE}-snmp no"
COMMUNITY = f"{SNMP} v2c snmp-community-string x"
SAID = ("authpwd -AQ==a", "privpwd -AQ==b", "authproto SHA", "privproto AES-256")
USER = [
    f"{SNMP} v3 users u {said}" for said in ("authpwd -AQ==a", "privpwd -AQ==b", "authproto SHA", "privproto AES-256")
]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([f"{SERVICE}-snmp yes"], {"snmp": False}),
        ([f"{SERVICE}-snmp yes", COMMUNITY], {"snmp": False}),
        ([f"{SERVICE}-snmp yes", f"{PROFILE} snmp yes", USED, COMMUNITY], {"snmpv2c": True}),
        ([ON, COMMUNITY], {"snmpv2c": True}),
        ([ON, *USER], {"snmpv3": True}),
        ([COMMUNITY], {"snmpv2c": None}),
        ([ON], {"snmp": None}),  # what it answers without a setting nobody knows
        ([], {"snmp": None}),
        ([ON, f"{SNMP} v4 users u"], {"snmp": None}),
        ([ON, "log-settings snmptrap n version v2c server s manager m"], {"snmpv2c": None}),  # traps
    ],
)  # fmt: skip
def test_snmp(lines: list[str], told: dict[str, bool | None]) -> None:
    found = [fact for fact in read(*lines) if isinstance(fact, Channel) and fact.protocol == "snmp"]
    assert {fact.name: fact.enabled for fact in found} == told


def test_third_version() -> None:
    told = channel([ON, *USER], "snmpv3")
    assert (told.encryption, told.min_version, told.algorithms) == ("required", "3", ("aes-256", "sha1"))
    assert channel([ON, *USER[:2]], "snmpv3").algorithms is None
    two = [ON, *USER, *(one.replace("users u", "users v") for one in USER[:3])]
    assert channel(two, "snmpv3").algorithms is None  # one of two says nothing of its encryption


def test_hardened() -> None:
    found = [fact for fact in facts("panos", HARDENED) if isinstance(fact, Channel)]
    assert {fact.name: (fact.encryption, fact.min_version) for fact in found if fact.enabled} == {
        "https": ("required", "1.2"),
        "ssh": ("required", None),  # the greeting says it
        "snmpv3": ("required", "3"),
        "logs to 10.9.0.10": ("required", None),
        "logs to 10.9.0.11": ("required", None),
    }
    assert {fact.name for fact in found if fact.enabled is False} == {"telnet", "http"}


def test_xml() -> None:
    found = {fact.name: fact for fact in facts("panos", XML) if isinstance(fact, Channel)}
    assert found["telnet"].enabled is True
    assert found["telnet"].stands == ("line 55: network profiles interface-management-profile inside telnet yes",)
    assert (found["snmpv2c"].enabled, found["logs to 10.9.0.10"].encryption) == (None, "required")
    assert (found["logs to 10.9.0.99"].encryption, found["logs to 10.9.0.99"].enabled) == ("none", None)
