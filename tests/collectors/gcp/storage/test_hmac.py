"""HMAC keys: each setting as it should be, as it should not be, left out, and not to be read."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Credential, Identity
from scanner.finding import Status
from tests.collectors.azure.settings import LEFT_OUT, changed
from tests.collectors.gcp import kept
from tests.collectors.gcp.asking import facts, near_answers, target
from tests.collectors.gcp.kept import ACCOUNT, EMAIL, JSON, gaps_of, the
from tests.judged import judged
from tests.servers.google.double import PROJECT, Google

ID = "GOOGTS7C7FUP3AIRVJTE2BCDKINBTES3HC2GY5CBFJDCQ2SYHV6A6XXVTJFSA"
KEY = f"//storage.googleapis.com/projects/{PROJECT}/hmacKeys/{ID}"
OTHER = "x@other.iam.gserviceaccount.com"
KIND = "gcp.storage.hmac-key"
GOOD: JSON = {
    "accessId": ID,
    "projectId": PROJECT,
    "serviceAccountEmail": EMAIL,
    "state": "ACTIVE",
    "timeCreated": "2026-11-01T12:00:00.000Z",
    "updated": "2026-11-01T12:00:00.000Z",
    "etag": "hunter2",
}


def put(it: Google, *changes: tuple[str, JSON], name: str = ID) -> None:
    """Have the double hold the well kept project, and this key in it, changed."""
    kept.put(it)
    body = {**GOOD, "accessId": name}
    for path, value in changes:
        body = changed(body, path, value)
    it.held.put(f"storage.googleapis.com/storage/v1/projects/{PROJECT}/hmacKeys/{name}", body)


TABLE: list[tuple[str, JSON, list[tuple[str, JSON]]]] = [
    ("form", "access-key", []),
    ("age_days", 24, []),
    ("age_days", 389, [("timeCreated", "2025-11-01T12:00:00Z")]),
    ("age_days", None, [("timeCreated", LEFT_OUT)]),
    ("days_left", FOREVER, []),
    ("stored", None, []),
    ("name", f"{EMAIL} HMAC key {ID}", []),
    (
        "name",
        f"x@other.iam.gserviceaccount.com HMAC key {ID}",
        [("serviceAccountEmail", "x@other.iam.gserviceaccount.com")],
    ),
]


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(("field", "value", "changes"), TABLE)
def test_a_setting(near: Google, field: str, value: JSON, changes: list[tuple[str, JSON]], way: str) -> None:
    put(near, *changes)
    assert getattr(the(facts(near, asset_inventory=way), Credential, "access-key", KEY), field) == value


KEYS: list[tuple[int | None, list[tuple[str, Any]]]] = [
    (2, []),
    (2, [("serviceAccountEmail", EMAIL.upper())]),
    (1, [("state", "INACTIVE")]),
    (None, [("state", "SUSPENDED")]),
    (None, [("state", LEFT_OUT)]),
    (1, [("serviceAccountEmail", OTHER)]),
]


@pytest.mark.parametrize(("keys", "changes"), KEYS)
def test_an_account_has_these_keys_too(near: Google, keys: int | None, changes: list[tuple[str, JSON]]) -> None:
    """Beside the one that it has of IAM."""
    put(near, *changes)
    assert the(facts(near), Identity, "", ACCOUNT).keys == keys  # type: ignore[attr-defined]  # an identity


@pytest.mark.parametrize("state", ["INACTIVE", "SUSPENDED", LEFT_OUT])
def test_what_is_switched_off_is_none_and_what_we_do_not_know_may_be_one(near: Google, state: JSON) -> None:
    put(near, ("state", state))
    found = facts(near)
    assert not [f for f in found if isinstance(f, Credential) and f.kind == KIND]
    assert gaps_of(found, KIND) == (set() if state == "INACTIVE" else {("credential", "", "unclear")})


def test_where_none_is_made_there_is_none(near: Google) -> None:
    kept.put(near)
    assert not [f for f in facts(near) if f.kind == KIND]


@pytest.mark.parametrize("denied", ["storage.hmacKeys.list", "storage.googleapis.com"])
def test_where_they_may_not_be_listed_there_may_be_some(near: Google, denied: str) -> None:
    put(near)
    near.held.denied.add(denied)
    near.held.disabled.add(denied)
    found = facts(near)
    assert gaps_of(found, KIND) == {("credential", "", "denied")}
    account = the(found, Identity, "", ACCOUNT)
    assert account.keys is None  # type: ignore[attr-defined]  # an identity
    assert "denied" in {why.outcome for why in account.unread if why.field == "keys"}


def test_an_old_key_fails_and_so_do_too_many(near: Google) -> None:
    put(near, ("timeCreated", "2025-11-01T12:00:00Z"))
    found = judged(near_answers(near), target(near)).findings
    failed = {(f.check, f.resource) for f in found if f.status is Status.FAIL}
    assert failed >= {
        ("password-policy.credential-age", KEY),
        ("unique-user-identification.no-long-lived-keys", ACCOUNT),
    }


@pytest.mark.parametrize("size", [1, 100])
def test_many_come_in_pages_and_no_more_is_kept_than_is_read(near: Google, size: int) -> None:
    near.pages.size = size
    for n in range(3):
        put(near, name=f"GOOG{n}")
    answers = [a for a in near_answers(near) if a.question == "storage.hmac"]
    assert [(a.items, a.outcome, a.operation) for a in answers] == [(3, "ok", "storage.projects.hmacKeys.list")]
    assert "hunter2" not in repr(answers)
