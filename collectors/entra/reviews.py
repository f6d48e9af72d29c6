"""The reviews of who may administer the directory, and whether people made them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days
from collectors.asking.listing import rows
from collectors.entra.question import graph
from collectors.entra.read import Tenant, first_bad
from collectors.entra.roles import GLOBAL_ADMINISTRATOR
from collectors.entra.tenant import TENANT
from scanner.answers import HIDDEN, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Fact, Promise, Routine

_REVIEW: Final[Promise] = (Routine, "access-review")
_DONE: Final = frozenset({"Completed", "Applying", "Applied"})
_BY_NOBODY: Final = frozenset({"AutoReviewing", "AutoReviewed"})
"""What nobody has decided is decided by default."""
_OPEN: Final = frozenset({"Initializing", "NotStarted", "Starting", "InProgress", "Completing"})
_QUERIES: Final = '"@odata.type": "@odata.type", query: query'

QUESTIONS: Final = (
    graph(
        "entra.reviews",
        "/identityGovernance/accessReviews/definitions?$top=100",
        keep=f"{{id: id, scope: scope.{{{_QUERIES}, principalScopes: principalScopes[].{{{_QUERIES}}}, "
        "resourceScopes: resourceScopes[].{query: query}}, "
        "settings: settings.{defaultDecisionEnabled: defaultDecisionEnabled, defaultDecision: defaultDecision, "
        "autoApplyDecisionsEnabled: autoApplyDecisionsEnabled}}",
        needs="AccessReview.Read.All",
        feeds=(_REVIEW,),
    ),
    graph(
        "entra.reviews.held",
        "/identityGovernance/accessReviews/definitions/{id}/instances?$top=100",
        ("status", "endDateTime"),
        needs="AccessReview.Read.All",
        feeds=(_REVIEW,),
        each="entra.reviews",
        of=f"value[?contains(to_string(scope), '{GLOBAL_ADMINISTRATOR}')]",
        about="id",
    ),
)


def read(whole: Tenant) -> Iterator[Fact]:
    """Give when somebody last looked through the holders of the greatest role to the end.

    What was decided of each, and by whom, is not asked: that it is good is known where whoever was not approved lost
    the role.
    """
    got = whole.one("entra.reviews")
    found = [row for row in rows(got) if GLOBAL_ADMINISTRATOR in str(row.get("scope")).lower()]
    held = {str(row["id"]): whole.one("entra.reviews.held", str(row["id"]).lower()) for row in found}
    if bad := first_bad(got, *held.values()):
        yield from gaps(whole.target, TENANT, bad, _REVIEW)
        return
    ended = [end for row in found for end in _ended(row, held[str(row["id"])])]
    age, good = min(((age, good) for age, good in ended if good is not None), default=(FOREVER, False))
    never = age == FOREVER
    why = unclear(got, _UNSURE) if never and ended else got
    how = got if good or not ended else why if never else unclear(got, "what was decided is not asked")
    yield Routine(
        **{**whole.thing(TENANT, "", whole.name, got), "answers": rests_on(got, *held.values())},
        what="access-review",
        age_days=None if why is not got else age,
        outcome=None if how is not got else "good" if good else "bad",
        took_seconds=None,
        unread=unread(age_days=why, outcome=how, took_seconds=HIDDEN),
    )


_UNSURE: Final = "it cannot be told whether people decided in a review, and of all"


def _ended(review: Mapping[str, Any], held: Got) -> Iterator[tuple[int, bool | None]]:
    """Days since a review ended, each time it did, and whether whoever was not approved lost the role.

    None: it cannot be told that people made it.
    """
    scope = review.get("scope") or {}
    if _of_machines(scope):
        return
    said = review.get("settings") or {}
    default = said.get("defaultDecision") if said.get("defaultDecisionEnabled") is True else ""
    sure = _of_all(scope) and default in {"", "Deny"}
    denied = default == "Deny" and said.get("autoApplyDecisionsEnabled") is True
    for row in rows(held):
        status, age = row.get("status"), days(held, row.get("endDateTime"))
        if status not in _OPEN and age >= 0:
            yield age, (denied and status == "Applied") if sure and status in _DONE else None
        elif status not in _OPEN | _DONE | _BY_NOBODY:
            yield FOREVER, None


def _of_machines(scope: Mapping[str, Any]) -> bool:
    """It is about service principals, and about no people."""
    some = _principals(scope)
    return bool(some) and all("serviceprincipal" in query for query in some)


def _of_all(scope: Mapping[str, Any]) -> bool:
    """It leaves nobody out: it is not about guests, or people long away, or single ones, alone.

    Examples of all: learn.microsoft.com/graph/accessreviews-scope-concept.
    """
    every = (scope, *(scope.get("principalScopes") or ()))
    if any("inactive" in str(one.get("@odata.type")).lower() for one in every):
        return False
    some = [query.removeprefix("/v1.0").removeprefix("/beta") for query in _principals(scope)]
    if scope.get("principalScopes"):
        return "/users" in some
    return bool(some) and "usertype" not in some[0]


def _principals(scope: Mapping[str, Any]) -> list[str]:
    """Whom a review asks about, as it says it."""
    some = scope.get("principalScopes") or ([scope] if scope.get("query") else [])
    return [str(one.get("query") or "").lower() for one in some]
