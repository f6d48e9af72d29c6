"""Who signs in with another provider: what is asked of them is asked there, and nothing here says what that is.

2-Step Verification does not apply to them unless it is set to (support.google.com/a/answer/9464354). The older profile
of a whole organisation is told by no API: it may hold for all to whom nothing else is assigned, and for whom an
assignment says that it does (DOMAIN_WIDE_SAML_IF_ENABLED). Whether anybody has come in by it the log of sign-ins tells,
which goes back six months. Super admins come in elsewhere by that one alone, and can always come in here
(support.google.com/a/answer/6341409).
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.asking.listing import rows
from collectors.workspace import question
from collectors.workspace.domain import POLICIES, UNITS, Domain
from collectors.workspace.log import newest, recent
from collectors.workspace.question import ws
from scanner.answers import Got, unclear
from scanner.facts import Identity, PasswordPolicy, Promise, SignIn

SSO: Final = "ws.sso"
USED: Final = "ws.log.sso"
HERE: Final = "ws.log.password"
RESTS: Final = (POLICIES, UNITS, SSO, USED, HERE)
"""What it takes to say what is asked of people here."""
_FEEDS: Final[tuple[Promise, ...]] = (SignIn, Identity, PasswordPolicy)
QUESTIONS: Final = (
    ws(
        SSO,
        "cloudidentity.inboundSsoAssignments.list",
        "/v1/inboundSsoAssignments?pageSize=100",
        ("name", "ssoMode", "targetOrgUnit", "targetGroup"),
        scope=question.SSO,
        feeds=_FEEDS,
        list="inboundSsoAssignments",
        service="cloudidentity",
    ),
    # developers.google.com/workspace/admin/reports/v1/appendix/activity/login: login_type
    *(
        recent(name, "login", words=f"&eventName=login_success&filters=login_type%3D%3D{way}", feeds=_FEEDS)
        for name, way in ((USED, "saml"), (HERE, "google_password"))
    ),
)
_OFF: Final = "SSO_OFF"
_PROFILES: Final = frozenset({"SAML_SSO", "OIDC_SSO"})
_OLDER: Final = "DOMAIN_WIDE_SAML_IF_ENABLED"
_ELSEWHERE: Final = "some sign in with another provider, and what is asked there is not seen here"
_NOT_TOLD: Final = (
    "some may sign in with the older profile of the organisation, if it has one, which it does not tell, and no log of "
    "a month's sign-ins says that nobody does; it is clear where another profile, or None, is assigned to the top "
    "organisational unit"
)
_LONG_ENOUGH: Final = 31 * DAY
"""Whoever signs in elsewhere does so within that time, as some sign in here."""
Assignment = Mapping[str, Any]


def elsewhere(whole: Domain, unit: str = "", but: Collection[str] = ()) -> Got | None:
    """Why nobody here can tell what is asked of who is in a unit, or of everybody; None: it is asked here.

    Of units the nearest decides, and a group before any unit; who is in a group is not asked. but: modes that leave
    them here.
    """
    got = whole.answers.one(SSO)
    if not got.good:
        return got
    groups = [one for one in rows(got) if one.get("targetGroup")]
    by_path = _units(whole, rows(got))
    hold = _nearest(by_path, unit) if unit else [one for some in by_path.values() for one in some]
    told = hold if unit else by_path.get("/")
    modes = {one.get("ssoMode") for one in (*groups, *hold, *by_path.get("", ()))} - {_OFF, *but}
    if modes - {_OLDER}:
        return unclear(got, _ELSEWHERE)
    return _older(whole, got) if modes or not told else None


def _older(whole: Domain, got: Got) -> Got | None:
    """Why the older profile of the organisation may hold; None: nobody comes in by it.

    That a list is empty counts only beside one of the same kind that is not: a log may be young, or tell nothing.
    """
    used, here = whole.answers.one(USED), whole.answers.one(HERE)
    if bad := next((one for one in (used, here) if not one.good), None):
        return bad
    away, back = newest(used), newest(here)
    if away is not None and away <= _LONG_ENOUGH:
        return unclear(used, _ELSEWHERE)
    return unclear(got, _NOT_TOLD) if away is None or back is None or back > _LONG_ENOUGH else None


def of(whole: Domain, row: Mapping[str, Any]) -> Got | None:
    """The same of one account."""
    return elsewhere(whole, str(row.get("orgUnitPath") or "/"), _PROFILES if _super(row) else ())


def here(whole: Domain, row: Mapping[str, Any]) -> bool:
    """Somebody can come in here, whether elsewhere too or not."""
    return _super(row) or not of(whole, row)


def _super(row: Mapping[str, Any]) -> bool:
    return row.get("isAdmin") is True


def _units(whole: Domain, some: Iterable[Assignment]) -> Mapping[str, list[Assignment]]:
    """What is assigned to units, by their paths; to those that nobody knows, which may be anywhere, by an empty one."""
    found: dict[str, list[Assignment]] = {}
    for one in some:
        if not one.get("targetGroup"):
            path = whole.units.get(str(one.get("targetOrgUnit", "")).removeprefix("orgUnits/"), "")
            found.setdefault(path, []).append(one)
    return found


def _nearest(by_path: Mapping[str, list[Assignment]], unit: str) -> list[Assignment]:
    """What is assigned to a unit, or to the nearest above it; nothing where there is none."""
    above = [path for path in by_path if path and f"{unit.rstrip('/')}/".startswith(f"{path.rstrip('/')}/")]
    return by_path[max(above, key=len)] if above else []
