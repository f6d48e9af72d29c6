"""How long people stay signed in, and what their passwords must be, by the policies. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.workspace import sso
from collectors.workspace.domain import POLICIES, UNITS, Domain
from collectors.workspace.policies import PASSWORD, SESSION, Policy, held, seconds, unreadable, weakest
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, PasswordPolicy, Session

SESSIONS: Final = "workspace.sessions"
PASSWORDS: Final = "workspace.passwords"  # the name of a kind
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SESSIONS: Kind(
            title="web sessions of Google Workspace",
            gives=((Session, "web"),),
            always=True,
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": "admin.google.com > Security > Access and data control > "
                    "Google Session control: Web session duration, 12 hours or less, for the top organisational unit"
                }
            ),
        ),
        PASSWORDS: Kind(
            title="password policy of Google Workspace",
            gives=(PasswordPolicy,),
            always=True,
            fix=MappingProxyType(
                {
                    "password-policy.long-enough": "admin.google.com > Security > Authentication > Password "
                    "management: Minimum length, 14; Enforce password policy at next sign-in",
                    "password-policy.history-and-age": "admin.google.com > Security > Authentication > Password "
                    "management: Allow password reuse, off; Expiration",
                }
            ),
        ),
    }
)
_DAY: Final = 86400
_LENGTH: Final = 14 * _DAY
"""Of a web session where nobody sets another (support.google.com/a/answer/7576830)."""

_FLOOR: Final = 8
"""Google takes no shorter password, and asks those that were there before for no more unless the policy is enforced at
the next sign-in, which it is not by default (support.google.com/a/answer/139399)."""


def read(whole: Domain) -> Iterator[Fact]:
    """Give the sessions, and what passwords must be."""
    bad = unreadable(whole)
    yield _session(whole, bad)
    yield _password(whole, bad)


def _session(whole: Domain, bad: Got | None) -> Session:
    """A session ends after so long since one signed in; that it is idle ends none."""
    policies = whole.answers.one(POLICIES)
    length, why = (None, bad) if bad else _length(whole, policies)
    return Session(
        **whole.thing(SESSIONS, "/sessions", whole.name, policies, whole.answers.one(UNITS)),
        surface="web",
        idle_seconds=None,
        on_idle=None,
        max_seconds=length,
        enforced=None,
        reauth_seconds=None,
        unread=unread(
            **dict.fromkeys(("idle_seconds", "on_idle", "enforced", "reauth_seconds"), HIDDEN),
            **({"max_seconds": why} if length is None else {}),
        ),
    )


def _length(whole: Domain, policies: Got) -> tuple[int | None, Got]:
    some = held(whole, SESSION)
    said = [seconds(one.value.get("webSessionDuration")) for one in some.all]
    if not all(said):  # 0 might be never
        return None, unclear(policies, "it does not say how long a web session lasts")
    return max([*filter(None, said), *(() if some.base else (_LENGTH,))]), policies


def _password(whole: Domain, bad: Got | None) -> PasswordPolicy:
    """Of several units, groups and licences the weakest. How many old passwords are remembered is not told."""
    policies = whole.answers.one(POLICIES)
    # Who signs in with another provider has a password there (support.google.com/a/answer/139399).
    bad = bad or sso.elsewhere(whole)
    some = held(whole, PASSWORD) if not bad else None
    why = bad or unclear(policies, "it does not say of everybody what a password must be")
    known = some.all if some and some.base else []
    reuse = [one.value.get("allowReuse") for one in known]
    length, short, stands = _shortest(policies, known, why)
    ends = [seconds(one.value.get("expirationDuration")) for one in known]
    lasts, never = weakest(ends, max), 0 in ends
    history = 0 if True in reuse else None
    return PasswordPolicy(
        **whole.thing(PASSWORDS, "/passwords", whole.name, *map(whole.answers.one, (POLICIES, UNITS, sso.SSO))),
        stands=stands,
        min_length=length,
        history=history,
        max_age_days=FOREVER if never else None if lasts is None else lasts // _DAY,
        unread=unread(
            min_length=short,
            history=(HIDDEN if reuse and set(reuse) == {False} else why) if history is None else policies,
            max_age_days=why if lasts is None and not never else policies,
        ),
    )


def _shortest(policies: Got, known: list[Policy], why: Got) -> tuple[int | None, Got, tuple[str, ...]]:
    """How short a password may be, why that is not known, and what says so where no policy does."""
    lengths = [_whole(one.value.get("minimumLength")) for one in known]
    least = weakest(lengths, min)
    if least is None or least <= _FLOOR:
        return least, why if least is None else policies, ()
    asked = {one.value.get("enforceRequirementsAtLogin") for one in known}
    if False in asked:
        return _FLOOR, policies, ("passwords that were there before are not asked for more",)
    if asked != {True}:
        return None, unclear(policies, "it does not say whether passwords that were there before are asked for it"), ()
    return least, policies, ()


def _whole(said: Any) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) else None
