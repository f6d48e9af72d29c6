"""Whom Google tells of incidents: contacts for security of the project and of all that stands above it.

Addresses of people are not kept.
"""

from collections.abc import Iterator
from typing import Final

from collectors.asking.listing import rows
from collectors.gcp.project import KIND, called
from collectors.gcp.question import gcp
from collectors.gcp.read import Project
from scanner.answers import unclear, unread
from scanner.facts import Alarm, Fact

_CONTACTS: Final = "contacts.security"
_WANTED: Final = frozenset({"SECURITY", "ALL"})

QUESTIONS: Final = (
    gcp(
        _CONTACTS,
        "essentialcontacts.projects.contacts.compute",
        "/v1/projects/{project}/contacts:compute?notificationCategories=SECURITY&pageSize=100",
        ("notificationCategorySubscriptions", "validationState"),
        needs="essentialcontacts.contacts.list",
        feeds=((Alarm, "provider-notices"),),
        list="contacts",
    ),
)


def read(whole: Project) -> Iterator[Fact]:
    """Give whether somebody is named. Where nobody is, Google tells owners, whoever they are."""
    got = whole.answers.one(_CONTACTS)
    states = {
        row.get("validationState")
        for row in (rows(got) if got.good else ())
        if not _WANTED.isdisjoint(row.get("notificationCategorySubscriptions") or ())
    }
    named = True if "VALID" in states else False if states <= {"INVALID"} else None
    why = unclear(got, "whether a contact is valid it does not say") if got.good and named is None else got
    yield Alarm(
        **whole.thing(KIND, whole.resource, called(whole.answers), got),
        watches="provider-notices",
        enabled=True,
        notifies=named if why.good else None,
        unread=unread(notifies=why),
    )
