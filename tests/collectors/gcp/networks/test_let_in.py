"""Whom one rule lets in from the internet."""

import pytest

from scanner.facts import Exposure, Gap
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.networks.reach import (
    GOOD,
    INSIDE,
    NOT_SSH,
    ON,
    OUTSIDE6,
    PACS,
    PASSING,
    RULE,
    SHUT,
    SSH,
    allowed,
    interface,
    policy,
    rule,
    sources,
)
from tests.collectors.gcp.things import BOTH, JSON, Change, one, put
from tests.servers.google.double import Google

RULES: list[tuple[str, str | None, JSON, list[Change]]] = [
    ("open", "everyone", SSH, []),
    ("nobody named from outside", "owner", SSH, [sources("10.0.0.0/8")]),
    ("named ones", "listed", SSH, [sources("8.8.0.0/16")]),
    ("no source at all", "everyone", SSH, [rule("sourceRanges")]),
    ("tags are within", "owner", SSH, [rule("sourceRanges"), rule("sourceTags", ["a"])]),
    ("no block", None, None, [sources("rubbish")]),
    ("no machine behind it", "owner", SSH, [rule("targetTags", ["ris"])]),
    ("no machine has an address", "owner", SSH, [INSIDE]),
    ("none of that family", "owner", SSH, [interface(ipv6AccessConfigs=OUTSIDE6)]),
    ("what passes a load balancer", None, None, [INSIDE, PASSING]),
    ("passing to nothing", "owner", SSH, [rule("targetTags", ["ris"]), PASSING]),
    ("machines of others", None, None, [INSIDE, ("project", "xpnProjectStatus", "HOST")]),
    ("denied first", "owner", SSH, [ON]),
    (
        "denied in part",
        "everyone",
        ((23, 25),),
        [ON, allowed("tcp", "22-25"), NOT_SSH],
    ),
    ("a policy above shuts", None, None, [policy("HIERARCHY", "deny")]),
    ("what a policy opens is not its business", "owner", SSH, [ON, policy("HIERARCHY", "allow")]),
]


@pytest.mark.parametrize("inventory", BOTH)
@pytest.mark.parametrize(("case", "audience", "ports", "changes"), RULES, ids=[row[0] for row in RULES])
def test_whom_a_rule_lets_in(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, case: str, audience: str | None, ports: JSON, changes: list[Change], inventory: str
) -> None:
    """fw.open."""
    put(near, GOOD, *changes)
    fact = one(facts(near, asset_inventory=inventory), Exposure, "*", RULE)
    assert (fact.audience, fact.ports) == (audience, ports), case  # type: ignore[attr-defined]
    assert fact.offers == "administration"  # type: ignore[attr-defined]


@pytest.mark.parametrize("changes", [[SHUT], [("rule", "direction", "EGRESS")]])
def test_what_lets_nobody_in_has_no_exposure(near: Google, changes: list[Change]) -> None:
    put(near, GOOD, *changes, ON)
    found = facts(near)
    assert not [f for f in found if isinstance(f, Exposure) and "firewalls" in f.resource]
    assert not [f for f in found if isinstance(f, Gap) and f.outcome != "not-asked"]


def test_a_rule_that_is_not_told_whole_passes_nothing(near: Google) -> None:
    put(near, GOOD, rule("allowed"))
    found = facts(near)
    assert not [f for f in found if isinstance(f, Exposure) and f.resource in {PACS, RULE}]
    assert {f.outcome for f in found if isinstance(f, Gap) and f.missing == "exposure"} == {"error"}
