"""What is kept of a domain: what makes a difference, and nothing else."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from collectors.workspace import QUESTIONS
from tests.collectors.azure.settings import LEFT_OUT, Change, leaves
from tests.collectors.workspace.asking import GOOD, WARD, facts, near_answers, put
from tests.collectors.workspace.settings import LATER, VALUE
from tests.servers.google.double import Google


def told(near: Google, *changes: Change) -> list[Any]:
    """The facts, without the places of their answers."""
    near.scopes["customers/C01abcdef"].things.clear()
    put(near, *changes)
    return sorted(
        (tuple(str(getattr(f, k)) for k in f.__struct_fields__ if k != "answers") for f in facts(near)), key=str
    )


KEPT: Mapping[str, set[str]] = {row.list: set(row.fields) for row in QUESTIONS if row.list}
LISTS: Mapping[str, str] = {
    "users": "users",
    "mobile": "mobiledevices",
    "policies": "policies",
    "orgunits": "organizationUnits",
    "inboundSsoAssignments": "inboundSsoAssignments",
}
# What only matters beside other settings is changed in tests of its own.
MEANT: frozenset[str] = frozenset(
    {"name", "type", "creationTime", "orgUnitPath", "parentOrgUnitId", "parentOrgUnitPath", "status"}
    | {"policyQuery.query", "policyQuery.group", "isGuestUser", "archived"}
)


BESIDE = {("users/1", "isDelegatedAdmin"), ("inboundSsoAssignments/here", "targetOrgUnit")}
"""Who is a super admin is an administrator; and in what unit nobody signs in elsewhere says nothing where the log tells
that nobody does anywhere (test_sso has those without it)."""


def _single() -> list[tuple[str, str, bool]]:
    rows = []
    for where, thing in GOOD.items():
        collection, _, name = where.rpartition("/")
        kind = LISTS.get(collection.rpartition("/")[2])
        if kind and name not in {"Ward", "root"}:
            short = f"{collection.rpartition('/')[2]}/{name}"
            rows += [(short, path, path in KEPT[kind]) for path, _ in leaves(thing)]
    return rows


@pytest.mark.parametrize(("where", "path", "kept"), _single())
def test_what_is_kept_matters_and_nothing_else(near: Google, where: str, path: str, kept: bool) -> None:  # noqa: FBT001
    without = told(near, (where, path, LEFT_OUT)) if path not in {"id", "resourceId", "setting.type"} else []
    if not kept:
        assert without == told(near)
    elif path not in MEANT and (where, path) not in BESIDE:
        assert without != told(near)


OTHER: Mapping[str, Any] = {
    "id": "7",
    "primaryEmail": "bo@alder.example",
    "isAdmin": True,
    "isDelegatedAdmin": True,
    "isEnrolledIn2Sv": False,
    "isEnforcedIn2Sv": False,
    "suspended": True,
    "archived": True,
    "lastLoginTime": "2026-08-17T11:00:00.000Z",
    "setting.type": "settings/security.tomorrow",
    f"{VALUE}enforcedFrom": LATER,
    f"{VALUE}allowEnrollment": False,
    f"{VALUE}allowedSignInFactorSet": "ALL",
    f"{VALUE}enrollmentGracePeriod": "2592000s",
    f"{VALUE}allowTrustingDevice": True,
    f"{VALUE}backupCodeExceptionPeriod": "604800s",
    f"{VALUE}webSessionDuration": "1209600s",
    f"{VALUE}minimumLength": 12,
    f"{VALUE}enforceRequirementsAtLogin": False,
    f"{VALUE}allowReuse": True,
    f"{VALUE}expirationDuration": "7776000s",
    "policyQuery.orgUnit": f"orgUnits/{WARD}",
    "policyQuery.query": "user.is_admin",
    "ssoMode": "SAML_SSO",
    "targetOrgUnit": f"orgUnits/{WARD}",
    "resourceId": "BGjRyR9",
    "model": "SM-G970F",
    "status": "WIPED",
    "lastSync": "2026-01-01T00:00:00.000Z",
    "encryptionStatus": "Not encrypted",
    "devicePasswordStatus": "Off",
}
"""Another value for each that is kept: the worse one, where one is."""
ALONE: frozenset[str] = frozenset({"name", "type", "creationTime", "orgUnitPath", "policyQuery.sortOrder"})
"""These change nothing where no other policy or account makes a difference."""


@pytest.mark.parametrize(("where", "path"), [(at, path) for at, path, kept in _single() if kept and path not in ALONE])
def test_each_value_that_is_kept_makes_a_difference(near: Google, where: str, path: str) -> None:
    if (where, path) not in BESIDE:
        other = False if (where, path) == ("users/1", "isAdmin") else OTHER[path]
        assert told(near, (where, path, other)) != told(near)


def test_nothing_of_a_person_is_kept_but_the_address(near: Google) -> None:
    put(near)
    said = json.dumps([answer.body for answer in near_answers(near)])
    for secret in ("Secret", "555", "home.example", "R1SECRET", "maximumLength"):
        assert secret not in said
    assert "ana@alder.example" in said


def test_what_is_not_kept_is_not_even_sent(near: Google) -> None:
    put(near)
    sent: list[Any] = []
    answer = near.answer
    near.answer = lambda *words: sent.append(told := answer(*words)) or told  # type: ignore[method-assign,func-returns-value]  # listens
    near_answers(near)
    assert sent
    assert "Secret" not in json.dumps(sent)
    assert "555" not in json.dumps(sent)
