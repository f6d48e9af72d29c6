"""Which second steps policies leave, and whether they can be phished. Pure."""

from collections.abc import Iterable
from typing import Any, Final, Literal

from collectors.asking.ages import DAY
from collectors.workspace.domain import POLICIES, Domain
from collectors.workspace.policies import CODES, FACTORS, seconds, words
from scanner.answers import Got, unclear

_PASSKEYS: Final = "PASSKEY_ONLY"
_KEYS: Final = frozenset({_PASSKEYS, "PASSKEY_PLUS_SECURITY_CODE", "PASSKEY_PLUS_IP_BOUND_SECURITY_CODE"})
"""Security keys. A security code can be typed into a forged page."""
_NO_TELEPHONY: Final = "NO_TELEPHONY"
_TYPED: Final = frozenset({"ALL", _NO_TELEPHONY}) | _KEYS - {_PASSKEYS}
_CODES_LAST: Final = DAY
"""So long may a code that an administrator gives stand in for a key that was lost: as CIS Google Workspace 1.3 has it
(4.1.1.2). Where keys are enforced, nobody makes such codes for themselves (support.google.com/a/answer/9176657)."""
Strength = Literal["strong", "phishing-resistant"]


def keys_alone(whole: Domain, units: Iterable[str]) -> bool:
    """Security keys are enforced, whichever policy holds."""
    return _keys(words(whole, FACTORS, units))


def _keys(sets: set[Any]) -> bool:
    return bool(sets) and sets <= _KEYS


def resistant(whole: Domain, units: Iterable[str]) -> tuple[bool | None, Got]:
    """What two steps take cannot be phished, whichever policy holds."""
    policies, units = whole.answers.one(POLICIES), [*units]
    sets = words(whole, FACTORS, units)
    if sets & _TYPED:
        return False, policies
    if sets != {_PASSKEYS}:
        return None, unclear(policies, "it does not say which second steps are allowed")
    lengths = [seconds(said) for said in words(whole, CODES, units)]
    if max(filter(None, lengths), default=0) > _CODES_LAST:
        return False, policies
    why = unclear(policies, "it does not say how long backup codes stand in for a security key")
    return (None, why) if None in lengths else (True, policies)


def weakest(whole: Domain, unit: str) -> tuple[Strength | None, Got]:
    """The weakest second step. Which one somebody has Google does not tell: only which ones the policy leaves."""
    policies, sets = whole.answers.one(POLICIES), words(whole, FACTORS, [unit])
    if sets == {_PASSKEYS}:
        hard, why = resistant(whole, [unit])
        return (None if hard is None else "phishing-resistant" if hard else "strong"), why
    if sets <= _KEYS | {_NO_TELEPHONY}:
        return "strong", policies
    allowed = "codes by SMS and voice are allowed" if "ALL" in sets else "it does not say which steps are allowed"
    return None, unclear(policies, f"{allowed}, and which one it has nobody tells")
