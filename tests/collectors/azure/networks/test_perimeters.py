"""Network security perimeters: whom their rules let in to what has no public network, and beside its own rules."""

import copy
from typing import Any

import pytest

from checks.exposure import deny_by_default, not_on_the_internet
from collectors.azure import AZURE
from scanner.check import Judged
from scanner.facts import Exposure, Guard
from tests.collectors.azure import settings
from tests.collectors.azure.asking import evidence, facts
from tests.collectors.azure.databases import test_cosmos as cosmos
from tests.collectors.azure.databases import test_sql as sql
from tests.collectors.azure.keys import test_vaults as vaults
from tests.collectors.azure.settings import JSON, LEFT_OUT, Change, one
from tests.collectors.azure.storage import test_accounts as accounts
from tests.servers.arm.server import ID, Arm

RIGHT = "Microsoft.Network/networkSecurityPerimeters"
AT = f"/subscriptions/{ID}/resourceGroups/Ward-3/providers/{RIGHT}/Hospital"
PROFILE, RULE = f"{AT}/profiles/front", f"{AT}/profiles/front/accessRules/in"
OF: dict[str, tuple[dict[str, JSON], str, str]] = {
    "vault": (vaults.GOOD, "vault", vaults.VAULT),
    "account": (accounts.GOOD, "account", accounts.ACCOUNT),
    "server": (sql.GOOD, "server", sql.SERVER),
    "cosmos": (cosmos.GOOD, "account", cosmos.AT),
}
WALLS = ("vault", "account")


def rule(*prefixes: str, **said: JSON) -> dict[str, JSON]:
    return {"id": RULE, "name": "in", "properties": {"direction": "Inbound", "addressPrefixes": [*prefixes], **said}}


def held(of: str, mode: str = "Enforced", *rules: dict[str, JSON]) -> dict[str, JSON]:
    """A perimeter that has the thing."""
    said = {"accessMode": mode, "privateLinkResource": {"id": OF[of][2].upper()}, "profile": {"id": PROFILE.upper()}}
    return {
        "perimeter": {"id": AT, "name": "Hospital", "location": "westeurope", "properties": {}},
        "profile": {"id": PROFILE, "name": "front", "properties": {}},
        "member": {"id": f"{AT}/resourceAssociations/a", "name": "a", "properties": said},
        **{f"rule {n}": row | {"id": f"{RULE}{n}"} for n, row in enumerate(rules)},
    }


def found(near: Arm, of: str, around: dict[str, JSON], *changes: Change, access: str = "Disabled") -> Guard | Exposure:
    good, name, at = OF[of]
    settings.put(near, good, (name, "properties.publicNetworkAccess", access))
    settings.put(near, around, *changes)
    if of in WALLS:
        return one(facts(near), Guard, "unlisted-traffic", at)
    return one(facts(near), Exposure, "network/data", at)


def judged(fact: Guard | Exposure) -> list[Judged]:
    return [v.judged for v in (deny_by_default(fact) if isinstance(fact, Guard) else not_on_the_internet(fact))]


WIDE, SOME, NONE = rule("0.0.0.0/0"), rule("198.51.100.0/24"), rule(direction="Outbound", addressPrefixes=["0.0.0.0/0"])
OTHERS = rule(subscriptions=[{"id": "/subscriptions/x"}])
SHUT = [
    ("everyone", (WIDE,), Judged.FAIL),
    ("halves of everyone", (rule("0.0.0.0/1"), rule("128.0.0.0/1")), Judged.FAIL),
    ("some", (SOME,), Judged.PASS),
    ("what goes out", (NONE,), Judged.PASS),
    ("no rule", (), Judged.PASS),
    ("a subscription", (OTHERS,), Judged.PASS),
    ("a tag", (rule(serviceTags=["x"]),), Judged.UNKNOWN),
    ("no address", (rule("somewhere"),), Judged.UNKNOWN),
]


@pytest.mark.parametrize("mode", ["Enforced", "Learning"])
@pytest.mark.parametrize("access", ["Disabled", "SecuredByPerimeter"])
@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize(("said", "rules", "wanted"), SHUT, ids=[row[0] for row in SHUT])
def test_into_what_has_no_public_network_its_rules_let_in(  # noqa: PLR0913, PLR0917  # as many as matter
    near: Arm, of: str, access: str, mode: str, said: str, rules: Any, wanted: Judged
) -> None:
    fact = found(near, of, held(of, mode, *rules), access=access)
    assert judged(fact) == [wanted], said
    assert wanted is Judged.UNKNOWN or "its network security perimeter" in " ".join(fact.considered)


@pytest.mark.parametrize(("of", "open_"), [("account", ("networkAcls.defaultAction", "Allow")), ("cosmos", None)])
def test_an_enforced_one_counts_alone(near: Arm, of: str, open_: tuple[str, str] | None) -> None:
    """Whatever the thing itself lets in."""
    good, name, at = OF[of]
    changes = [(name, f"properties.{open_[0]}", open_[1])] if open_ else [cosmos.rules(), cosmos.NO_FILTER]
    for mode, wanted in (("Enforced", Judged.PASS), ("Learning", Judged.FAIL), ("Audit", None)):
        settings.put(near, good, *changes, (name, "properties.publicNetworkAccess", "Enabled"))
        settings.put(near, held(of, mode, SOME))
        cls: Any = Guard if of in WALLS else Exposure
        fact = one(facts(near), cls, "unlisted-traffic" if of in WALLS else "network/data", at)
        assert judged(fact) == [wanted or Judged.FAIL]


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize(("rules", "wanted"), [((WIDE,), Judged.FAIL), ((SOME,), Judged.PASS)])
def test_one_that_is_learnt_lets_in_beside_its_own_rules(near: Arm, of: str, rules: Any, wanted: Judged) -> None:
    if of == "server":
        wanted = Judged.UNKNOWN if wanted is Judged.PASS else wanted  # of a database's own rules nobody knows
    assert judged(found(near, of, held(of, "Learning", *rules), access="Enabled")) == [wanted]


@pytest.mark.parametrize("of", OF)
def test_of_another_thing_it_says_nothing(near: Arm, of: str) -> None:
    other: Change = ("member", "properties.privateLinkResource.id", f"{OF[of][2]}2")
    assert judged(found(near, of, held(of, "Enforced", WIDE), other)) == [Judged.PASS]
    none = found(near, of, held(of, "Enforced", WIDE), other, access="SecuredByPerimeter")
    assert judged(none) == [Judged.UNKNOWN]


@pytest.mark.parametrize("of", OF)
def test_a_way_of_counting_that_is_not_known(near: Arm, of: str) -> None:
    for mode in ("Audit", LEFT_OUT):
        fact = found(near, of, held(of), ("member", "properties.accessMode", mode))
        assert judged(fact) == [Judged.UNKNOWN]
        assert {why.outcome for why in fact.unread} == {"unclear"}


@pytest.mark.parametrize("of", OF)
@pytest.mark.parametrize("part", ["", "/resourceAssociations", "/profiles", "/profiles/accessRules"])
def test_what_may_not_be_read_is_not_known_and_names_the_right(near: Arm, of: str, part: str) -> None:
    near.held.denied.add(f"{RIGHT}{part}")
    fact = found(near, of, held(of, "Enforced", SOME))
    assert judged(fact) == [Judged.UNKNOWN]
    assert {why.outcome for why in fact.unread} == {"denied"}
    assert f"{RIGHT}{part}/read" in fact.unread[0].ask


@pytest.mark.parametrize("of", OF)
def test_a_perimeter_elsewhere_costs_one_call_at_most(near: Arm, of: str) -> None:
    good, _, _ = OF[of]
    settings.put(near, copy.deepcopy(good))
    rows = {answer.question: answer.operation for answer in evidence(near) if "perimeter" in answer.question}
    assert list(rows) == ["network.perimeters"]
    assert rows["network.perimeters"].startswith("POST Microsoft.ResourceGraph")
    assert {q.needs for q in AZURE.questions if "perimeter" in q.id} == {
        f"{RIGHT}{part}/read" for part in ("", "/resourceAssociations", "/profiles", "/profiles/accessRules")
    }


@pytest.mark.parametrize("mode", ["Enforced", "Learning", "Audit"])
@pytest.mark.parametrize("access", ["Enabled", "Disabled"])
@pytest.mark.parametrize("of", OF)
def test_a_rule_that_cannot_be_read_takes_nothing_else_away(near: Arm, of: str, access: str, mode: str) -> None:
    fact = found(near, of, held(of, mode, rule("somewhere", "198.51.100.0/24")), access=access)
    assert judged(fact) == [Judged.UNKNOWN]
    assert {why.outcome for why in fact.unread} == {"unclear"}


def test_beside_a_rule_that_cannot_be_read_what_is_open_stays_so(near: Arm) -> None:
    for of in ("server", "cosmos"):
        assert judged(found(near, of, held(of, "Learning", rule("somewhere"), WIDE), access="Enabled")) == [Judged.FAIL]


@pytest.mark.parametrize("mode", ["Enforced", "Learning"])
@pytest.mark.parametrize("of", OF)
def test_a_rule_that_names_subscriptions_is_told_as_such(near: Arm, of: str, mode: str) -> None:
    alone = " ".join(found(near, of, held(of, mode, OTHERS)).considered)
    assert "lets in other subscriptions" in alone
    assert "addresses" not in alone
    both = " ".join(found(near, of, held(of, mode, OTHERS, SOME)).considered)
    assert "lets in other subscriptions" in both
    assert ("named addresses" in both) is (of not in WALLS)
    assert "subscriptions" not in " ".join(found(near, of, held(of, mode, SOME)).considered)
