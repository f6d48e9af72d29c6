"""Whom Google tells of incidents."""

import pytest

from scanner.facts import Alarm
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts, near_answers
from tests.collectors.gcp.kept import HERE, Change, put, the
from tests.servers.google.double import Google

NONE: Change = ("contact", "", LEFT_OUT)


def state(value: str) -> Change:
    return "contact", "validationState", value


def of(*words: str) -> Change:
    return "contact", "notificationCategorySubscriptions", list(words)


def _told(near: Google) -> bool | None:
    fact = the(facts(near), Alarm, "provider-notices", HERE)
    assert isinstance(fact, Alarm)
    assert fact.enabled is True
    return fact.notifies


@pytest.mark.parametrize(
    ("notifies", "changes"),
    [
        (True, []),
        (True, [of("ALL")]),
        (True, [of("BILLING", "SECURITY")]),
        (False, [of("BILLING")]),
        (False, [NONE]),
        (False, [state("INVALID")]),
        (None, [state("VALIDATION_STATE_UNSPECIFIED")]),
        (None, [("contact", "validationState", LEFT_OUT)]),
    ],
)
def test_somebody_is_named(near: Google, notifies: bool | None, changes: list[Change]) -> None:  # noqa: FBT001  # a column
    put(near, *changes)
    assert _told(near) is notifies


@pytest.mark.parametrize("scope", ["folders/55", "organizations/77"])
def test_contacts_of_what_stands_above_count(near: Google, scope: str) -> None:
    put(near, NONE)
    body = {"name": f"{scope}/contacts/7", "email": "hunter2@alder.example", "validationState": "VALID"}
    subscribed = {"notificationCategorySubscriptions": ["SECURITY"], "languageTag": "en"}
    near.scopes[scope].put("essentialcontacts.googleapis.com/Contact", {**body, **subscribed})
    assert _told(near) is True
    assert "hunter2" not in repr(near_answers(near))


def test_one_valid_contact_is_enough(near: Google) -> None:
    put(near, state("INVALID"))
    put(near, ("contact", "name", "projects/alder-prod/contacts/2"))
    assert _told(near) is True


@pytest.mark.parametrize("outcome", ["denied", "off"])
def test_what_may_not_be_read(near: Google, outcome: str) -> None:
    put(near)
    if outcome == "off":
        near.held.disabled.add("essentialcontacts.googleapis.com")
    else:
        near.denied.add("essentialcontacts.contacts.list")
    assert _told(near) is None
