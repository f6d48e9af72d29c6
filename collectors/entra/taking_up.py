"""What it takes to take up a role of the directory for a while. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.listing import rows
from collectors.entra.conditional import EVERYONE, MODERN, Policy
from collectors.entra.covering import cover
from collectors.entra.doors import Doors, two
from collectors.entra.read import Tenant, texts
from scanner.answers import Got, unclear

_APPROVAL, _SHOWN, _CONTEXT = (
    f"{what}_EndUser_Assignment" for what in ("Approval", "Enablement", "AuthenticationContext")
)
_ONCE: Final = (
    "whoever has shown a second factor to sign in is not asked for it again: an authentication context for which a "
    "policy of conditional access for all users has sign-in frequency every time would settle it"
)
_SHOWN_BEFORE: Final = "the second factor that it asks for was shown to come in, and is not asked for again"
_BOTH, _SECOND = "primaryAndSecondaryAuthentication", "secondaryAuthentication"


class Takes(NamedTuple):
    """What it takes to use a role, what that rests on, and why it is no more."""

    way: Literal["standing", "password", "approval"] | None
    got: Got
    why: tuple[str, ...] = ()


def activated(doors: Doors, role: str) -> Takes:
    """What it takes to take a role up. Where a click or a reason is enough, it is as good as always on.

    A second factor counts for as long as the session does that it was shown in, and so may never be asked for:
    learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-how-to-change-default-settings.
    """
    whole = doors.whole
    got, rules = whole.one("entra.roles.settings"), _rules(doors.whole, role)
    if not got.good:
        return Takes(None, got)
    if not {_APPROVAL, _SHOWN} <= rules.keys():
        return Takes(None, unclear(got, "it does not say what it takes to take up the role"))
    if (rules[_APPROVAL].get("setting") or {}).get("isApprovalRequired") is True:
        return Takes("approval", got)
    context = rules.get(_CONTEXT) or {}
    if context.get("isEnabled") is True:
        asked, why = _each_time(doors, str(context.get("claimValue") or ""))
        return Takes("password", got) if asked else Takes(None, why or unclear(got, _ONCE))
    if "MultiFactorAuthentication" not in (rules[_SHOWN].get("enabledRules") or []):
        return Takes("standing", got)
    return Takes("standing", got, (_SHOWN_BEFORE,)) if _shown_before(doors) else Takes(None, unclear(got, _ONCE))


def _shown_before(doors: Doors) -> bool:
    """Whoever may take up a role has shown a second factor to come in, and so shows nothing more for the role.

    They hold no role yet: it must be demanded of all, those aside who can take up none.
    """
    persons = doors.persons("administrators")
    return all(cover(doors.policies, EVERYONE, client, two, persons).all for client in MODERN)


def _rules(whole: Tenant, role: str) -> dict[str, Mapping[str, Any]]:
    found = (
        row for row in rows(whole.one("entra.roles.settings")) if str(row.get("roleDefinitionId", "")).lower() == role
    )
    return {str(one.get("id")): one for row in found for one in (row.get("policy") or {}).get("rules") or []}


def _each_time(doors: Doors, context: str) -> tuple[bool, Got | None]:
    """Whether policies have all sign in again each time they come into an authentication context.

    Of all, since nobody holds the role yet who takes it up, and a policy about the role does not meet them.
    """
    got = doors.whole.one("entra.policies")
    if not got.good:
        return False, got
    some = list(_within(doors, context))
    found = [cover(some, EVERYONE, client, _asks, doors.persons("anybody")) for client in MODERN]
    return all(one.all for one in found), None


def _within(doors: Doors, context: str) -> Iterator[Policy]:
    """The policies of a context, as if it were all that there is."""
    for policy in doors.policies:
        said = policy.conditions.get("applications") or {}
        if context and context in texts(said, "includeAuthenticationContextClassReferences"):
            whole = {**policy.conditions, "applications": {**said, "includeApplications": ["All"]}}
            yield Policy({**policy.said, "conditions": whole}, policy.demand)


def _asks(policy: Policy) -> bool | None:
    """It asks for the second factor, at least, each time."""
    said = (policy.said.get("sessionControls") or {}).get("signInFrequency") or {}
    if said.get("isEnabled") is not True or said.get("frequencyInterval") in {None, "timeBased"}:
        return False
    how = said.get("authenticationType")
    if how == _SECOND and policy.demand.factors == 1:
        return False  # where none is demanded there is none to ask for again
    sure = policy.said.get("state") == "enabled" and said.get("frequencyInterval") == "everyTime"
    return True if sure and (how == _BOTH or (how == _SECOND and policy.demand.factors is not None)) else None
