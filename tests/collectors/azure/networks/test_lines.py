"""Connections of VPN gateways: each algorithm, what is taken where none is named, and what may not be read."""

import pytest

from checks.transit import plain_refused, protocol_version, strong_algorithms
from collectors.azure.networks.lines import LINE as KIND
from scanner.answers import Answer
from scanner.check import Judged
from scanner.facts import Channel, Fact, Gap
from tests.collectors.azure import settings
from tests.collectors.azure.asking import asked, facts, target
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, Setting, one
from tests.servers.arm.resources import Refused
from tests.servers.arm.server import ID, Arm

LINE = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/Microsoft.Network/connections/Clinic"
STRONG = {
    "saLifeTimeSeconds": 27000,
    "ipsecEncryption": "GCMAES256",
    "ipsecIntegrity": "GCMAES256",
    "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA384",
    "dhGroup": "ECP384",
    "pfsGroup": "PFS24",
}
GOOD: dict[str, JSON] = {
    "line": {
        "id": LINE,
        "name": "Clinic",
        "type": "Microsoft.Network/connections",
        "location": "westeurope",
        "properties": {
            "connectionType": "IPsec",
            "connectionProtocol": "IKEv2",
            "sharedKey": "hunter2",
            "ipsecPolicies": [STRONG],
        },
    }
}
WORDS = ("aes256", "aes256-gcm", "group20", "group24", "sha2-384")


def line(setting: str, value: JSON = LEFT_OUT) -> Change:
    return "line", f"properties.{setting}", value


def policies(*some: JSON) -> Change:
    return line("ipsecPolicies", list(some))


def policy(**said: JSON) -> Change:
    return policies({**STRONG, **said})


IPSEC = (Channel, "ipsec", LINE)
DEFAULT = (
    "3des",
    "aes128",
    "aes256",
    "aes256-gcm",
    "des",
    "group1",
    "group14",
    "group2",
    "group24",
    "sha1",
    "sha2-256",
)
NO_SECOND = ("aes256", "aes256-gcm", "group20", "sha2-384")
OLD_TOO = policies(STRONG, {**STRONG, "ikeEncryption": "DES3"})
TABLE: list[Setting] = [
    ("vpn.ipsec", *IPSEC, "algorithms", WORDS, []),
    ("vpn.ipsec", *IPSEC, "algorithms", NO_SECOND, [policy(pfsGroup="None")]),
    ("vpn.ipsec", *IPSEC, "algorithms", NO_SECOND, [policy(pfsGroup="PFSMM")]),
    (
        "vpn.ipsec",
        *IPSEC,
        "algorithms",
        ("3des", *WORDS),
        [OLD_TOO],
    ),
    ("vpn.ipsec", *IPSEC, "algorithms", DEFAULT, [policies()]),
    ("vpn.ipsec", *IPSEC, "algorithms", DEFAULT, [line("ipsecPolicies")]),
    ("vpn.ipsec", *IPSEC, "algorithms", None, [policy(ikeIntegrity="SHA9")]),
    ("vpn.ipsec", *IPSEC, "algorithms", None, [policies({"dhGroup": "DHGroup24"})]),
    ("vpn.ipsec", *IPSEC, "encryption", "required", []),
    ("vpn.ipsec", *IPSEC, "encryption", "none", [policy(ipsecEncryption="None")]),
    ("vpn.ipsec", *IPSEC, "encryption", "none", [policies(STRONG, {**STRONG, "ipsecEncryption": "none"})]),
    ("vpn.ipsec", *IPSEC, "min_version", "2", []),
    ("vpn.ipsec", *IPSEC, "min_version", "1", [line("connectionProtocol", "IKEv1")]),
    ("vpn.ipsec", *IPSEC, "min_version", None, [line("connectionProtocol")]),
    ("vpn.ipsec", *IPSEC, "enabled", True, [line("connectionType", "Vnet2Vnet")]),
    ("vpn.ipsec", *IPSEC, "enabled", None, [line("connectionType", "Odd")]),
    ("vpn.ipsec", *IPSEC, "algorithms", None, [line("connectionType")]),
]


@pytest.mark.parametrize(("row", "cls", "which", "at", "field", "value", "changes"), TABLE)
def test_a_setting(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Arm, row: str, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    settings.put(near, GOOD, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, row


@pytest.mark.parametrize(
    ("changes", "suites"),
    [
        ([], Judged.PASS),
        ([line("ipsecPolicies")], Judged.FAIL),
        *(
            ([policy(**{name: word})], Judged.FAIL)
            for name, word in (
                ("ikeEncryption", "DES3"),
                ("ikeEncryption", "DES"),
                ("ikeIntegrity", "SHA1"),
                ("ikeIntegrity", "MD5"),
                ("dhGroup", "DHGroup2"),
                ("dhGroup", "None"),
                ("pfsGroup", "PFS1"),
                ("ipsecIntegrity", "SHA1"),
            )
        ),
        ([policy(dhGroup="DHGroup2048", ipsecEncryption="AES128", ipsecIntegrity="SHA256")], Judged.PASS),
        ([policy(dhGroup="DHGroup99")], Judged.UNKNOWN),
    ],
)
def test_how_algorithms_are_judged(near: Arm, changes: list[Change], suites: Judged) -> None:
    settings.put(near, GOOD, *changes)
    channel = one(facts(near), *IPSEC)
    assert isinstance(channel, Channel)
    assert [v.judged for v in strong_algorithms(channel)] == [suites]
    assert [v.judged for v in plain_refused(channel)] == [Judged.PASS]
    assert [v.judged for v in protocol_version(channel)] == [Judged.PASS]


@pytest.mark.parametrize("kind", ["ExpressRoute", "VPNClient"])
def test_what_is_no_tunnel_is_no_fact(near: Arm, kind: str) -> None:
    settings.put(near, GOOD, line("connectionType", kind))
    assert not [f for f in facts(near) if f.kind == KIND]


def test_what_a_list_leaves_out_in_silence_is_missing(near: Arm) -> None:
    settings.put(near, GOOD)
    near.held.denied.add("Microsoft.Network/connections")
    (gap,) = [f for f in facts(near) if f.kind == KIND]
    assert isinstance(gap, Gap)
    assert (gap.missing, gap.which, gap.outcome) == ("channel", "ipsec", "denied")
    assert "Microsoft.Network/connections/read" in gap.ask


@pytest.mark.parametrize(
    ("part", "asked_for"),
    [
        ("/permissions", "GET Microsoft.Authorization/permissions"),
        (f"/subscriptions/{ID}/resources", "GET Microsoft.Resources/resources"),
    ],
)
def test_where_rights_or_connections_may_not_be_listed_they_are_missing(near: Arm, part: str, asked_for: str) -> None:
    settings.put(near, GOOD)
    near.refusals[part] = [Refused(403, "AuthorizationFailed") for _ in range(2)]  # others ask for that list, too
    (gap,) = [f for f in facts(near) if f.kind == KIND]
    assert isinstance(gap, Gap)
    assert gap.outcome == "denied"
    assert asked_for in gap.ask


def test_a_connection_that_may_not_be_read_is_not_known(near: Arm) -> None:
    settings.put(near, GOOD)
    near.refusals["/connections/"] = [Refused(403, "AuthorizationFailed")]
    found = one(facts(near), *IPSEC)
    assert {why.outcome for why in found.unread} == {"denied"}
    assert {why.field for why in found.unread} == {"enabled", "encryption", "min_version", "algorithms"}


def test_no_connection_is_no_fact(near: Arm) -> None:
    assert not [f for f in facts(near) if f.kind == KIND]


def test_the_key_is_kept_nowhere(it: Arm) -> None:
    settings.put(it, GOOD)
    answers = asked(target(it))
    assert "hunter2" not in repr(answers)
    found: list[Answer] = [a for a in answers if a.question == "network.connections"]
    assert [a.items for a in found] == [1]


@pytest.mark.parametrize("change", [policy(saLifeTimeSeconds=3600), line("sharedKey"), line("routingWeight", 9)])
def test_what_no_fact_reads_changes_none(near: Arm, change: Change) -> None:
    settings.put(near, GOOD)
    before = facts(near)
    settings.put(near, GOOD, change)
    assert facts(near) == before


def test_pages_of_the_list_of_everything_are_followed(it: Arm) -> None:
    it.page = 1
    settings.put(it, GOOD)
    it.held.put({**GOOD["line"], "id": f"{LINE}2", "name": "Clinic2"})
    found = [a for a in asked(target(it)) if a.question == "network.connections"]
    assert [(a.items, a.pages) for a in found] == [(2, 2)]
