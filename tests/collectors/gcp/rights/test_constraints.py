"""What nobody can do in the project: constraints of the organisation's policy, as they are in force in it."""

from typing import Any

import pytest

from scanner.facts import Guard
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import CONSTRAINTS, HERE, JSON, Change, put, the
from tests.servers.google.double import Google
from tests.servers.google.refusals import NoSuchCall


def must(name: str, *rules: Any) -> Change:
    return f"must_{name}", "spec.rules", [{"enforce": rule} if isinstance(rule, bool) else rule for rule in rules]


def off(*names: str) -> list[Change]:
    return [must(name, False) for name in names]


KEYS, STORAGE, SQL = "long-lived-keys", "public-storage", "public-services"
TABLE: list[tuple[str, bool | None, list[Change]]] = [
    (KEYS, True, []),
    (KEYS, True, off("creation", "upload")),
    (KEYS, True, off("managed_creation", "managed_upload")),
    (KEYS, False, off("creation", "managed_creation")),
    (KEYS, False, off("upload", "managed_upload")),
    (KEYS, False, off("creation", "managed_creation", "upload", "managed_upload")),
    (KEYS, None, [must("creation"), *off("managed_creation")]),
    (KEYS, True, [must("creation")]),
    (KEYS, None, [("must_upload", "spec", LEFT_OUT), *off("managed_upload")]),
    (KEYS, False, [must("creation"), *off("managed_creation", "upload", "managed_upload")]),
    (STORAGE, True, []),
    (STORAGE, False, off("public_storage")),
    (STORAGE, None, [must("public_storage")]),
    (STORAGE, None, [must("public_storage", True, False)]),
    (STORAGE, None, [must("public_storage", {"allowAll": True})]),
    (STORAGE, None, [("must_public_storage", "spec", LEFT_OUT)]),
    (SQL, True, []),
    (SQL, False, off("public_sql")),
    (SQL, None, [must("public_sql")]),
]


@pytest.mark.parametrize(("prevents", "value", "changes"), TABLE)
def test_what_is_enforced(near: Google, prevents: str, value: bool | None, changes: list[Change]) -> None:  # noqa: FBT001  # a column
    put(near, *changes)
    fact = the(facts(near), Guard, prevents, HERE)
    assert isinstance(fact, Guard)
    assert fact.in_force is value
    assert len(fact.considered) == (value is not None)
    assert {why.outcome for why in fact.unread} == ({"unclear"} if value is None else set())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([], "neither make nor upload"),
        (off("upload", "managed_upload"), "can upload"),
        (off("creation", "managed_creation"), "can make"),
    ],
)
def test_what_was_seen_is_said(near: Google, changes: list[Change], words: str) -> None:
    put(near, *changes)
    fact = the(facts(near), Guard, KEYS, HERE)
    assert isinstance(fact, Guard)
    assert words in fact.considered[0]


METHOD = "orgpolicy.projects.policies.getEffectivePolicy"


@pytest.mark.parametrize("how", ["no such constraint", "no such path", "denied", "off"])
def test_what_was_not_told_is_neither_yes_nor_no(near: Google, how: str) -> None:
    """404 is an error, of a constraint that Google does not have and of a path that is none."""
    put(near)
    outcome = "denied" if how in {"denied", "off"} else "error"
    match how:
        case "no such constraint":
            near.held.things = {place: t for place, t in near.held.things.items() if "/policies/" not in place}
        case "no such path":
            near.refusals[METHOD] = [NoSuchCall("/v2/x") for _ in range(2 * len(CONSTRAINTS))]
        case "denied":
            near.denied.add("orgpolicy.policy.get")
        case _:
            near.held.disabled.add("orgpolicy.googleapis.com")
    found = facts(near)
    for prevents in (KEYS, STORAGE, SQL):
        fact = the(found, Guard, prevents, HERE)
        assert isinstance(fact, Guard)
        assert fact.in_force is None
        assert {(why.field, why.outcome) for why in fact.unread} == {("in_force", outcome)}


@pytest.mark.parametrize("name", ["creation", "upload"])
def test_one_of_two_that_is_not_told_leaves_it_open_where_the_other_is_off(near: Google, name: str) -> None:
    put(near, *off(f"managed_{name}"))
    place = f"policies/{CONSTRAINTS[name]}:"
    near.held.things = {at: thing for at, thing in near.held.things.items() if place not in at}
    fact = the(facts(near), Guard, KEYS, HERE)
    assert isinstance(fact, Guard)
    assert fact.in_force is None


def test_conditions_and_other_fields_are_not_kept(near: Google) -> None:
    rule: JSON = {"enforce": True, "condition": {"expression": "hunter2"}}
    put(near, must("public_sql", rule))
    assert the(facts(near), Guard, SQL, HERE).in_force is True  # type: ignore[attr-defined]  # a guard
