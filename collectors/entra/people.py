"""The accounts of people: on or off, used or not, and which second factors they have."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.asking.ages import days
from collectors.asking.listing import rows
from collectors.entra.policies import DOORS
from collectors.entra.question import graph
from collectors.entra.read import USERS, USERS_PLAIN, Tenant, by_id
from collectors.entra.roles import Roles
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Grant, Identity, Promise, Routine, Session

USER: Final = "entra.user"
BREAK_GLASS: Final = "entra.break-glass"
_TEST: Final[Promise] = (Routine, "break-glass-test")
_FEEDS: Final[tuple[Promise, ...]] = (Identity, Grant, _TEST, *DOORS, (Session, "web"))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        USER: Kind(
            title="user of the directory",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "mfa.every-person": "have the person register a passkey or an authenticator at "
                    "https://aka.ms/mfasetup, or: az ad user update --id NAME --account-enabled false",
                    "mfa.phishing-resistant-administrators": "have the person register a passkey or a security key, "
                    "and remove the other methods: Entra admin center, Users, Authentication methods",
                    "account-lifecycle.unused-closed": "az ad user update --id NAME --account-enabled false",
                    "unique-user-identification.no-shared-account": "az ad user update --id NAME --account-enabled "
                    "false, once each person has an account of their own",
                }
            ),
            own={"NAME": "name"},
        ),
        BREAK_GLASS: Kind(
            title="account kept for emergencies",
            gives=(_TEST,),
            fix=MappingProxyType(
                {
                    "emergency-access.tested": "sign in with it, as the emergency plan says, and keep a record of the "
                    "test",
                }
            ),
        ),
    }
)
_KEPT: Final = ("id", "userPrincipalName", "userType", "accountEnabled", "createdDateTime")
_ACTIVITY: Final = "signInActivity.lastSuccessfulSignInDateTime"

QUESTIONS: Final = (
    graph(
        USERS,
        # With the activity a page may hold 500 and no more.
        f"/users?$select={','.join(_KEPT)},signInActivity&$top=500",
        (*_KEPT, _ACTIVITY),
        needs="User.Read.All AuditLog.Read.All",
        feeds=_FEEDS,
    ),
    graph(USERS_PLAIN, f"/users?$select={','.join(_KEPT)}&$top=999", _KEPT, needs="User.Read.All", feeds=_FEEDS),
    graph(
        "entra.registrations",
        "/reports/authenticationMethods/userRegistrationDetails?$select=id,isMfaCapable,methodsRegistered&$top=999",
        ("id", "isMfaCapable", "methodsRegistered"),
        needs="AuditLog.Read.All",
        feeds=(Identity,),
    ),
    graph(
        "entra.methods",
        "/policies/authenticationMethodsPolicy",
        keep="{policyMigrationState: policyMigrationState, authenticationMethodConfigurations: "
        "authenticationMethodConfigurations[?contains(['Sms', 'Voice'], id)].{id: id, state: state}}",
        needs="Policy.Read.All",
        feeds=(Identity,),
        one=True,
    ),
)
_PHONES: Final = frozenset({"mobilePhone", "alternateMobilePhone", "officePhone"})
_RESISTANT: Final = frozenset(
    {
        *("fido2", "windowsHelloForBusiness", "macOsSecureEnclaveKey"),
        *("passKeyDeviceBound", "passKeyDeviceBoundAuthenticator", "passKeyDeviceBoundWindowsHello", "passKeySynced"),
    }
)
"""Passkeys that are carried from device to device too: techcommunity.microsoft.com/blog/microsoftmechanicsblog/
synced-passkeys-in-microsoft-entra-for-phishing-resistant-mfa/4472994."""
_STRONG: Final = frozenset(
    {
        *("microsoftAuthenticatorPush", "microsoftAuthenticatorPasswordless", "softwareOneTimePasscode"),
        *("hardwareOneTimePasscode", "temporaryAccessPass", "externalAuthMethod"),
    }
)
_NO_FACTOR: Final = frozenset({"email", "securityQuestion"})
"""These only let one choose a new password: learn.microsoft.com/entra/identity/authentication/
concept-authentication-methods. (E-mail lets guests in alone, with no password beside.)"""
Strength = Literal["none", "weak", "strong", "phishing-resistant"]


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give everyone's account."""
    got = whole.users
    if not got.good:
        yield from gaps(whole.target, USER, got, Identity)
        if whole.declared:
            yield from gaps(whole.target, BREAK_GLASS, got, _TEST)
        return
    registered = by_id(whole.one("entra.registrations"))
    for user in rows(got):
        yield _identity(whole, roles, user, registered.get(_id(user)))
        if whole.is_break_glass(_id(user))[0]:
            yield _tested(whole, user)
    if unsaid := next((why for user in rows(got) if (why := whole.is_break_glass(_id(user))[1])), None):
        yield from gaps(whole.target, BREAK_GLASS, unsaid, _TEST)


def _identity(whole: Tenant, roles: Roles, user: Mapping[str, Any], row: Mapping[str, Any] | None) -> Identity:
    got, report, methods = whole.users, whole.one("entra.registrations"), whole.one("entra.methods")
    (holder, why_holder), on = _holder(whole, user), user.get("accountEnabled")
    mfa, why = strength(report, methods, row, guest=user.get("userType") == "Guest")
    unused, why_unused = _unused(whole, user)
    admins, bad = roles.administrators
    privileged = True if _id(user) in admins else None if bad else False
    return Identity(
        **whole.thing(USER, _below(user), _name(user), got, report, methods, *whole.declared_groups),
        holder=holder,
        enabled=on if isinstance(on, bool) else None,
        interactive=True,
        privileged=privileged,
        mfa=mfa,
        unused_days=unused,
        keys=0,  # an account of a person has none
        unread=unread(
            holder=why_holder,
            enabled=got if isinstance(on, bool) else unclear(got, "it does not say whether the account is on"),
            privileged=bad or got if privileged is None else got,
            mfa=why,
            unused_days=why_unused,
        ),
    )


def _holder(whole: Tenant, user: Mapping[str, Any]) -> tuple[Literal["person", "guest", "break-glass"] | None, Got]:
    declared, why = whole.is_break_glass(_id(user))
    if declared is not False:
        return ("break-glass", whole.users) if declared else (None, why or whole.users)
    types: Mapping[Any, Literal["person", "guest"]] = {"Member": "person", "Guest": "guest"}
    if known := types.get(user.get("userType")):
        return known, whole.users
    return None, unclear(whole.users, "it does not say whether it is a guest")


def strength(report: Got, methods: Got, row: Mapping[str, Any] | None, *, guest: bool) -> tuple[Strength | None, Got]:
    """The weakest second factor that somebody has; whether it is asked for the doors say.

    A guest may show one in the directory that they come from, of which nothing is seen here.
    """
    if not report.good:
        return None, report
    capable = (row or {}).get("isMfaCapable")
    if not isinstance(capable, bool):
        return None, unclear(report, "it does not speak of the account")
    if not capable:
        return (None, unclear(report, "what a guest shows at home is not seen here")) if guest else ("none", report)
    some = {str(one) for one in (row or {}).get("methodsRegistered") or []} - _NO_FACTOR
    if some & _PHONES:
        allowed, why = _phones(methods)
        if allowed is not False:
            return ("weak", report) if allowed else (None, why)
    some -= _PHONES
    if not some or not some <= _RESISTANT | _STRONG:
        return None, unclear(report, "it names a second factor that nobody here knows" if some else "it names none")
    return ("phishing-resistant" if some <= _RESISTANT else "strong"), report


def _phones(methods: Got) -> tuple[bool | None, Got]:
    """Whether a phone number is a second factor in this directory: text messages or calls are on for somebody.

    Until it has moved to this policy, older settings let them in too.
    """
    if not methods.good:
        return None, methods
    said = methods.body or {}
    states = {
        str(one.get("id", "")).lower(): one.get("state") for one in said.get("authenticationMethodConfigurations") or []
    }
    off = all(states.get(name) == "disabled" for name in ("sms", "voice"))
    return not (off and said.get("policyMigrationState") == "migrationComplete"), methods


def _unused(whole: Tenant, user: Mapping[str, Any]) -> tuple[int | None, Got]:
    """Days since it was last let in; since it was made, where it never was (or not since December 2023)."""
    got = whole.one(USERS)
    if not got.good:
        return None, got
    when = (user.get("signInActivity") or {}).get("lastSuccessfulSignInDateTime") or user.get("createdDateTime")
    return (days(got, str(when)), got) if when else (None, unclear(got, "it does not say when the account was made"))


def _id(user: Mapping[str, Any]) -> str:
    return str(user["id"]).lower()


def _below(user: Mapping[str, Any]) -> str:
    return f"/users/{user['id']}"


def _name(user: Mapping[str, Any]) -> str:
    return str(user.get("userPrincipalName") or user["id"])


def _tested(whole: Tenant, user: Mapping[str, Any]) -> Routine:
    """It let somebody in, and so it works; that it was for a test nobody has said."""
    got = whole.one(USERS)
    when = (user.get("signInActivity") or {}).get("lastSuccessfulSignInDateTime")
    return Routine(
        **whole.thing(BREAK_GLASS, _below(user), _name(user), got, *whole.declared_groups),
        what="break-glass-test",
        age_days=days(got, when) if got.good else None,
        outcome="good" if got.good else None,
        took_seconds=None,
        unread=unread(age_days=got, outcome=got, took_seconds=HIDDEN),
    )
