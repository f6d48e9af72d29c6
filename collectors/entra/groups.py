"""Groups that hold roles: who is in them, and who may come in for a while, by a group of their own if need be."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from collectors.entra.policies import DOORS
from collectors.entra.question import graph
from collectors.entra.read import Tenant, first_bad
from collectors.rest.ask import Rest
from scanner.answers import Got, unclear
from scanner.facts import Grant, Identity, Promise, Session

FEEDS: Final[tuple[Promise, ...]] = (Grant, Identity, *DOORS, (Session, "web"))
UNLICENSED: Final = "unlicensed"
GROUP: Final = "#microsoft.graph.group"
ALONE: Final = ("#microsoft.graph.user", "#microsoft.graph.servicePrincipal")
_GROUPS: Final = f"value[?principal.\"@odata.type\"=='{GROUP}'].principal"
_JOINING: Final = (
    "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances"
    "?$filter=groupId eq '{id}'&$expand=principal"
)


def _questions(held: str, members: str) -> Iterator[Rest]:
    """About the groups that an answer names. members: the ones in it, or also those in the groups that are in it."""
    yield graph(
        f"{held}.members",
        f"/groups/{{id}}/{members}?$select=id&$top=999",
        keep='{id: id, "@odata.type": "@odata.type"}',
        needs="GroupMember.Read.All",
        feeds=FEEDS,
        each=held,
        of=_GROUPS,
        about="id",
    )
    yield graph(
        f"{held}.may_join",
        _JOINING,
        keep='{principalId: principalId, principal: principal.{"@odata.type": "@odata.type", id: id}}',
        needs="PrivilegedEligibilitySchedule.Read.AzureADGroup",
        feeds=FEEDS,
        each=held,
        of=_GROUPS,
        about="id",
    )


QUESTIONS: Final = tuple(
    question
    for held in ("entra.roles.held", "entra.roles.eligible")
    # No group can be in one that holds a role; but one may be let in for a while, and in that may be others.
    for question in (*_questions(held, "members"), *_questions(f"{held}.may_join", "transitiveMembers"))
)
People: TypeAlias = tuple[tuple[str, ...], Got | None]
"""Ids, and why there may be more."""


def people(whole: Tenant, question: str, group: str) -> People:
    """Who is in a group that a role was given to, or may join it.

    A group may join one too, and whoever is in it does so alone: learn.microsoft.com/entra/id-governance/
    privileged-identity-management/concept-pim-for-groups.
    """
    members, joining = whole.one(f"{question}.members", group), whole.one(f"{question}.may_join", group)
    found, bad = [*_ids(members)], _bad(members, joining)
    for row in rows(joining):
        some, why = _who(joining, row) or _within(whole, f"{question}.may_join", row)
        found.extend(some)
        bad = bad or why
    return tuple(dict.fromkeys(found)), bad


def _within(whole: Tenant, question: str, row: Mapping[str, Any]) -> People:
    """Who is in a group that may join one, or may join that in turn."""
    group = _id(row)
    members, joining = whole.one(f"{question}.members", group), whole.one(f"{question}.may_join", group)
    found, bad = [*_ids(members)], _bad(members, joining)
    for one in rows(joining):
        some, why = _who(joining, one) or ((), unclear(joining, "a group may join a group that may join a group"))
        found.extend(some)
        bad = bad or why
    return tuple(found), bad


def _who(joining: Got, row: Mapping[str, Any]) -> People | None:
    """Who may join; None: it is a group."""
    kind = (row.get("principal") or {}).get("@odata.type")
    if kind == GROUP:
        return None
    return (_id(row),), None if kind in ALONE else unclear(joining, "it does not say what may join a group")


def _id(row: Mapping[str, Any]) -> str:
    return str(row.get("principalId", "")).lower()


def _ids(members: Got) -> Iterator[str]:
    return (str(row.get("id", "")).lower() for row in rows(members) if row.get("@odata.type") != GROUP)


def _bad(members: Got, joining: Got) -> Got | None:
    """Without a licence nobody may join for a while."""
    return first_bad(members, *([] if joining.outcome == UNLICENSED else [joining]))
