"""What is refused: gaps by name, and facts that say what they lack."""

from typing import Any

import pytest

from collectors.workspace import KINDS
from scanner.facts import Delivery, Fact, Gap, Grant, Identity, LogTrail, PasswordPolicy, Session, SignIn, facet
from tests.collectors.workspace.asking import ADMIN, facts, near_answers, one, put
from tests.collectors.workspace.settings import ANA, BOSS, DOOR
from tests.servers.google.double import NUMBER, Google

DENIED = [
    ("directory.users.list", {("workspace.user", "identity"), ("workspace.super-admin", "grant")}),
    ("directory.mobiledevices.list", {("workspace.mobile", c) for c in ("data-store", "session")}),
]


@pytest.mark.parametrize(("method", "missing"), DENIED)
def test_a_list_that_is_refused_is_a_gap_by_name(near: Google, method: str, missing: set[tuple[str, str]]) -> None:
    put(near)
    near.denied.add(method)
    gaps = [fact for fact in facts(near) if isinstance(fact, Gap)]
    assert {(gap.kind, gap.missing) for gap in gaps} == missing
    assert all(gap.outcome == "denied" and method in gap.ask and ".readonly" in gap.ask for gap in gaps)


REFUSED = [
    ("cloudidentity.policies.list", SignIn, "everyone", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("cloudidentity.policies.list", SignIn, "administrators", DOOR, ("phishing_resistant", "bypass")),
    ("cloudidentity.policies.list", Session, "web", "/sessions", ("max_seconds",)),
    ("cloudidentity.policies.list", PasswordPolicy, "", "/passwords", ("min_length", "history", "max_age_days")),
    ("cloudidentity.policies.list", Identity, "", ANA, ("mfa",)),
    ("cloudidentity.inboundSsoAssignments.list", SignIn, "everyone", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("cloudidentity.inboundSsoAssignments.list", Identity, "", ANA, ("mfa",)),
    ("cloudidentity.inboundSsoAssignments.list", Identity, "", BOSS, ("mfa",)),
    (
        *("cloudidentity.inboundSsoAssignments.list", SignIn, "administrators", DOOR),
        ("factors", "phishing_resistant", "bypass"),
    ),
    (
        *("cloudidentity.inboundSsoAssignments.list", PasswordPolicy, "", "/passwords"),
        ("min_length", "history", "max_age_days"),
    ),
    ("directory.orgunits.list", SignIn, "everyone", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("directory.orgunits.list", Session, "web", "/sessions", ("max_seconds",)),
    ("directory.users.list", SignIn, "administrators", DOOR, ("factors", "phishing_resistant", "bypass")),
    ("reports.activities.list", LogTrail, "scope", "/log", ("enabled", "records", "exempt")),
    ("reports.activities.list", Delivery, "", "/log", ("silent_seconds",)),
]


@pytest.mark.parametrize(("method", "cls", "which", "at", "fields"), REFUSED)
def test_what_is_refused_is_not_known(  # noqa: PLR0913, PLR0917  # a row of the table
    near: Google, method: str, cls: type[Fact], which: str, at: str, fields: tuple[str, ...]
) -> None:
    put(near)
    near.denied.add(method)
    fact = one(facts(near), cls, which, at)
    whys = {why.field: why for why in fact.unread if why.outcome == "denied"}
    assert whys.keys() == set(fields)
    assert all(getattr(fact, field) is None and method in whys[field].ask for field in fields)


def test_policies_that_are_refused_leave_the_rest_as_it_is(near: Google) -> None:
    put(near, ("users/2", "isEnrolledIn2Sv", False))
    near.denied.add("cloudidentity.policies.list")
    found = facts(near)
    assert one(found, Identity, "", ANA).mfa == "none"
    assert one(found, SignIn, "administrators", DOOR).factors == 2
    assert one(found, Grant, "everything", BOSS).holders == (ADMIN,)
    assert not [fact for fact in found if isinstance(fact, Gap)]


@pytest.mark.parametrize("host", ["admin.googleapis.com", "cloudidentity.googleapis.com"])
def test_an_api_that_is_off_is_said(near: Google, host: str) -> None:
    put(near)
    near.scopes["customers/C01abcdef"].disabled.add(host)
    codes = {answer.code for answer in near_answers(near) if answer.outcome == "denied"}
    assert codes == {f"SERVICE_DISABLED ({host}, projects/{NUMBER})"}
    assert [f for f in facts(near) if isinstance(f, Gap) or any(why.outcome == "denied" for why in f.unread)]


def test_every_kind_gives_what_it_promises(near: Google) -> None:
    put(near)
    found: dict[str, set[Any]] = {}
    for fact in facts(near):
        found.setdefault(fact.kind, set()).add((type(fact), facet(fact)))
    promised = {name: {p if isinstance(p, tuple) else (p, "") for p in kind.gives} for name, kind in KINDS.items()}
    assert found == promised
