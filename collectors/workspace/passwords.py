"""What passwords must be, by the policies. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import DAY
from collectors.workspace import sso
from collectors.workspace.domain import POLICIES, Domain
from collectors.workspace.policies import PASSWORD, Policy, held, seconds, unreadable, weakest
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, PasswordPolicy

PASSWORDS: Final = "workspace.passwords"  # the name of a kind
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
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
_FLOOR: Final = 8
"""Google takes no shorter password, and asks those that were there before for no more unless the policy is enforced at
the next sign-in, which it is not by default (support.google.com/a/answer/139399)."""


def read(whole: Domain) -> Iterator[Fact]:
    """Give what passwords must be: of several units, groups and licences the weakest."""
    policies = whole.answers.one(POLICIES)
    # Who signs in with another provider has a password there (support.google.com/a/answer/139399).
    bad = unreadable(whole) or sso.elsewhere(whole)
    some = held(whole, PASSWORD) if not bad else None
    known = some.all if some and some.base else []
    why = bad or unclear(policies, "it does not say of everybody what a password must be")
    length, short, stands = _shortest(policies, known, why)
    history, forgotten = _history(policies, known, why)
    lasts, endless = _longest(policies, known, why)
    yield PasswordPolicy(
        **whole.thing(PASSWORDS, "/passwords", whole.name, *map(whole.answers.one, sso.RESTS)),
        stands=stands,
        min_length=length,
        history=history,
        max_age_days=lasts,
        unread=unread(min_length=short, history=forgotten, max_age_days=endless),
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


def _history(policies: Got, known: list[Policy], why: Got) -> tuple[int | None, Got]:
    """How many old passwords are remembered, which is told only where it is none."""
    reuse = {one.value.get("allowReuse") for one in known}
    return (0, policies) if True in reuse else (None, HIDDEN if reuse == {False} else why)


def _longest(policies: Got, known: list[Policy], why: Got) -> tuple[int | None, Got]:
    """After how many days a password ends."""
    ends = [seconds(one.value.get("expirationDuration")) for one in known]
    if 0 in ends:
        return FOREVER, policies
    longest = weakest(ends, max)
    return (None, why) if longest is None else (longest // DAY, policies)


def _whole(said: Any) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) else None
