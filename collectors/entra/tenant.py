"""The directory itself: that it is there and which it is, what a password must be, and what wrong ones lead to."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.asking.keeping import keeping
from collectors.asking.listing import rows
from collectors.entra.question import graph
from collectors.entra.read import ORGANIZATION, Tenant
from scanner.answers import HIDDEN, NOT_ASKED, Answers, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import (
    CLASSES,
    FOREVER,
    Asset,
    Delivery,
    Fact,
    Lockout,
    LogTrail,
    PasswordPolicy,
    Promise,
    Routine,
    Session,
    SignIn,
)

TENANT: Final = "entra.tenant"
_GIVES: Final[tuple[Promise, ...]] = (
    (Asset, "scope"),
    (SignIn, "everyone"),
    (SignIn, "administrators"),
    (SignIn, "guests"),
    (Session, "web"),
    PasswordPolicy,
    Lockout,
    (LogTrail, "scope"),
    Delivery,
    (Routine, "access-review"),
)
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        TENANT: Kind(
            title="Entra directory",
            gives=_GIVES,
            always=True,
            fix=MappingProxyType(
                {
                    "mfa.demanded": "demand it of all users for all resources and all client apps by one policy of "
                    "conditional access: az rest --method POST --url "
                    "https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies --body @POLICY-FILE",
                    "mfa.no-way-round": "in the policy, leave out the declared break-glass accounts alone, and block "
                    "exchangeActiveSync and other clients for all users by a second one: az rest --method PATCH --url "
                    "https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies/POLICY-ID --body @FILE",
                    "mfa.phishing-resistant-doors": "in a policy for all administrators' roles, demand the "
                    "authentication strength “Phishing-resistant MFA”, alone or with operator AND",
                    "automatic-logoff.idle-ends": "az rest --method POST --url "
                    "https://graph.microsoft.com/v1.0/policies/activityBasedTimeoutPolicies --body @POLICY-FILE, with "
                    "ApplicationId default, WebSessionIdleTimeout 00:15:00 and isOrganizationDefault true; and let no "
                    "policy of conditional access have persistent browser session always",
                    "automatic-logoff.lifetime-bounded": "in a policy of conditional access for all users and all "
                    "resources, set the session control sign-in frequency",
                    "password-policy.lockout": "Entra admin center, Authentication methods, Password protection: "
                    "Lockout threshold and Lockout duration",
                    "audit-logging.copied-away": "Entra admin center, Diagnostic settings: send AuditLogs and "
                    "SignInLogs to a workspace or storage account that the directory's administrators do not control",
                    "password-policy.long-enough": "nobody can change it for accounts of the cloud: have people sign "
                    "in with passkeys, or demand an authentication strength that takes no password",
                }
            ),
        )
    }
)
_SETTINGS: Final = ("LockoutThreshold", "LockoutDurationInSeconds")
_RULES: Final = "5cf42378-d67d-4f36-ba46-e8b86229381d"
"""Template of the settings "Password Rule Settings", the same in every directory."""
_ATTEMPTS: Final = 10
_SECONDS: Final = 60
"""Where a directory sets nothing: learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout. (In
Azure Government fewer, 3, are enough: what is said here is then less than what holds.)"""
_LENGTH: Final = 8
_HISTORY: Final = 1
"""Of cloud accounts, which nobody can change: learn.microsoft.com/entra/identity/authentication/concept-sspr-policy."""

QUESTIONS: Final = (
    graph(
        ORGANIZATION,
        "/organization?$select=id,displayName,verifiedDomains,onPremisesSyncEnabled",
        ("id", "displayName", "verifiedDomains[].name", "onPremisesSyncEnabled"),
        needs="Organization.Read.All",
        feeds=CLASSES,
    ),
    graph(
        "entra.settings",
        "/groupSettings",
        keep=f"{{templateId: templateId, values: values[?contains(`{list(_SETTINGS)}`, name)]"
        f".{keeping(('name', 'value'))}}}".replace("'", '"'),
        needs="GroupSettings.Read.All",
        feeds=(Lockout,),
    ),
    graph(
        "entra.timeouts",
        "/policies/activityBasedTimeoutPolicies",
        ("definition", "isOrganizationDefault"),
        needs="Policy.Read.All",
        feeds=((Session, "web"),),
    ),
)


def tenant(answers: Answers) -> Tenant | None:
    """Which one answered; None where even that is not known."""
    some = rows(answers.one(ORGANIZATION))
    return Tenant(answers, str(some[0]["id"]).lower()) if len(some) == 1 and some[0].get("id") else None


def called(answers: Answers) -> str:
    """What people call it."""
    return str(next((row.get("displayName", "") for row in rows(answers.one(ORGANIZATION))), ""))


def read(whole: Tenant) -> Iterator[Fact]:
    """Give what is the directory's own."""
    got = whole.one(ORGANIZATION)
    yield Asset(**whole.thing(TENANT, "", whole.name, got), role="scope")
    yield _passwords(whole, got)
    yield _lockout(whole)


def _passwords(whole: Tenant, got: Got) -> PasswordPolicy:
    """Of accounts that come from a directory of one's own, that one decides what a password must be."""
    synced = rows(got)[0].get("onPremisesSyncEnabled") is True
    why = unclear(got, "some accounts come from a directory of your own, which decides") if synced else got
    return PasswordPolicy(
        **whole.thing(TENANT, "", whole.name, got),
        min_length=None if synced else _LENGTH,
        history=None if synced else _HISTORY,
        max_age_days=None,
        unread=unread(min_length=why, history=why, max_age_days=NOT_ASKED),
    )


def _lockout(whole: Tenant) -> Lockout:
    got = whole.one("entra.settings")
    attempts, seconds = (_number(got, name) for name in _SETTINGS)
    return Lockout(
        **whole.thing(TENANT, "", whole.name, got),
        attempts=attempts if attempts is not None or not got.good else None,
        seconds=seconds,
        within_seconds=None,
        unread=unread(attempts=_why(got, attempts), seconds=_why(got, seconds), within_seconds=HIDDEN),
    )


def _why(got: Got, value: int | None) -> Got:
    return unclear(got, "it is no number") if got.good and value is None else got


def _number(got: Got, name: str) -> int | None:
    """A setting; what holds without it where nobody has set it. None: it did not come, or is no number."""
    if not got.good:
        return None
    values = [
        one.get("value")
        for row in rows(got)
        if str(row.get("templateId", "")).lower() == _RULES
        for one in row.get("values") or []
        if one.get("name") == name
    ]
    said = str(values[0]) if values else str({"LockoutThreshold": _ATTEMPTS}.get(name, _SECONDS))
    return int(said) if said.isascii() and said.isdecimal() and int(said) > 0 else None


def seconds_idle(definition: Any) -> Mapping[str, int | None]:
    """By application, after how long one is signed out: of the text that a policy is. None: it cannot be read."""
    import json

    try:
        policies = json.loads(str(definition))["ActivityBasedTimeoutPolicy"]["ApplicationPolicies"]
        return {str(one["ApplicationId"]).lower(): _span(str(one["WebSessionIdleTimeout"])) for one in policies}
    except (ValueError, LookupError, TypeError, AttributeError):
        return {"": None}


def _span(text: str) -> int | None:
    """Seconds of `00:15:00` or `1.00:15:00`."""
    days, _, clock = text.rpartition(".")
    parts = clock.split(":")
    if len(parts) != 3 or not all(p.isascii() and p.isdecimal() for p in (*parts, days or "0")):  # noqa: PLR2004  # h:m:s
        return None
    hours, minutes, seconds = map(int, parts)
    return int(days or 0) * DAY + hours * 3600 + minutes * 60 + seconds or None


def idle(got: Got) -> tuple[int | None, Got]:
    """After how long idle sessions end; FOREVER without a policy for all applications. None: it cannot be told.

    A policy is in force only as the organization's default one. Of several numbers the longest counts. Who minds it are
    the Azure portal and Microsoft 365 on the web; of other applications nothing is seen here.
    """
    if not got.good:
        return None, got
    on = [row for row in rows(got) if row.get("isOrganizationDefault") is True]
    by_app = [seconds_idle(text) for row in on for text in row.get("definition") or [""]]
    if any(value is None for one in by_app for value in one.values()):
        return None, unclear(got, "its definition cannot be read")
    every = [one["default"] for one in by_app if "default" in one]
    all_ = [value for one in by_app for value in one.values() if value]
    return (max(all_) if every else FOREVER), got
