"""Who signs in with another provider: what is asked of them is asked there, and nothing here says what that is.

2-Step Verification does not apply to them unless it is set to; super admins always sign in here
(support.google.com/a/answer/9464354). The older profile for a whole organisation is seen only where it is set for a
unit or a group by name.
"""

from collections.abc import Mapping
from typing import Any, Final

from collectors.workspace import question
from collectors.workspace.domain import Domain, rows
from collectors.workspace.question import ws
from scanner.answers import Got, unclear
from scanner.facts import Identity, SignIn

SSO: Final = "ws.sso"
QUESTIONS: Final = (
    ws(
        SSO,
        "cloudidentity.inboundSsoAssignments.list",
        "/v1/inboundSsoAssignments?pageSize=100",
        ("name", "ssoMode", "targetOrgUnit", "targetGroup"),
        scope=question.SSO,
        feeds=(SignIn, Identity),
        list="inboundSsoAssignments",
        service="cloudidentity",
    ),
)
_OFF: Final = "SSO_OFF"


def elsewhere(whole: Domain, unit: str = "") -> Got | None:
    """Why nobody here can tell what is asked of who is in a unit, or of everybody; None: it is asked here.

    Of units the nearest decides, and a group before any unit; who is in a group is not asked.
    """
    got = whole.answers.one(SSO)
    if not got.good:
        return got
    some = rows(got)
    near = _nearest(whole, some, unit) if unit else [one for one in some if not one.get("targetGroup")]
    if any(one.get("ssoMode") != _OFF for one in (*near, *(one for one in some if one.get("targetGroup")))):
        return unclear(got, "some sign in with another provider, and what is asked there is not seen here")
    return None


def of(whole: Domain, row: Mapping[str, Any]) -> Got | None:
    """The same of one account."""
    return None if row.get("isAdmin") is True else elsewhere(whole, str(row.get("orgUnitPath") or "/"))


def _nearest(whole: Domain, some: list[Mapping[str, Any]], unit: str) -> list[Mapping[str, Any]]:
    """What is set for the nearest unit above, or for one that nobody knows."""
    by_path = {whole.units.get(str(one.get("targetOrgUnit", "")).removeprefix("orgUnits/"), ""): one for one in some}
    above = [path for path in by_path if path and f"{unit.rstrip('/')}/".startswith(f"{path.rstrip('/')}/")]
    unknown = [
        one
        for one in some
        if not one.get("targetGroup") and str(one.get("targetOrgUnit", "")).removeprefix("orgUnits/") not in whole.units
    ]
    return [*unknown, *([by_path[max(above, key=len)]] if above else [])]
