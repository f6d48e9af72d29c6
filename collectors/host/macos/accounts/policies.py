"""The account policies of macOS, reduced to the numbers in them. Pure.

A policy is a predicate that must hold; all of them must. What a profile demands is turned into such policies.
"""

import re
from collections.abc import Iterator

from collectors.host.macos.plists import dicts, plist, whole, word
from scanner.answers import JSON

_LENGTH = re.compile(r"\(?\s*policyAttributePassword matches '\^?\.\{(\d{1,4}),(\d{0,4})\}\+?\$?'\s*\)?")
_FAILED = re.compile(
    r"\(*\s*policyAttributeFailedAuthentications < (\d{1,6}|policyAttributeMaximumFailedAuthentications)\s*\)*"
    r"(?:\s*OR\s*\(*\s*policyAttributeCurrentTime > \(?\s*policyAttributeLastFailedAuthenticationTime \+"
    r" (\d{1,9}|autoEnableInSeconds|\(?policyAttributeMinutesUntilFailedAuthenticationReset \* 60\)?)\s*\)*)?"
)
_EXPIRES = re.compile(
    r"\(*\s*policyAttributeCurrentTime > \(?\s*policyAttributeLastPasswordChangeTime \+"
    r" \(?\s*policyAttributeExpiresEveryNDays \* (?:24 \* 60 \* 60|86400|DAYS_TO_SECONDS)\s*\)*"
)
_HISTORY = re.compile(r"\(*\s*none policyAttributePasswordHashes in policyAttributePasswordHistory\s*\)*")


def keep_policy(text: str) -> JSON:
    """Lengths, numbers of old passwords, days, wrong passwords and seconds; how many rules were not understood."""
    rules = plist(text)
    content = list(_rules(rules, "policyCategoryPasswordContent"))
    change = list(_rules(rules, "policyCategoryPasswordChange"))
    sign_in = list(_rules(rules, "policyCategoryAuthentication"))
    locks = [lock for said, given in sign_in if (lock := _lock(said, given))]
    return {
        "lengths": [int(found[1]) for said, _ in content if (found := _LENGTH.fullmatch(said))],
        "long_odd": sum(1 for said, _ in content if ".{" in said and not _LENGTH.fullmatch(said)),
        "history": [
            n for said, given in content if _HISTORY.fullmatch(said) and (n := _given(given, _DEPTH)) is not None
        ],
        "history_odd": sum(1 for said, _ in content if "History" in said and not _HISTORY.fullmatch(said)),
        "days": [n for said, given in change if _EXPIRES.fullmatch(said) and (n := _given(given, _DAYS)) is not None],
        "days_odd": sum(1 for said, _ in change if not _EXPIRES.fullmatch(said)),
        "locks": locks,
        "locks_odd": sum(1 for said, given in sign_in if "FailedAuth" in said and not _lock(said, given)),
    }


_DEPTH, _DAYS = "policyAttributePasswordHistoryDepth", "policyAttributeExpiresEveryNDays"
_MOST, _AGAIN = "policyAttributeMaximumFailedAuthentications", "autoEnableInSeconds"
_MINUTES = "policyAttributeMinutesUntilFailedAuthenticationReset"


def _rules(rules: dict[str, JSON], category: str) -> Iterator[tuple[str, dict[str, JSON]]]:
    for rule in dicts(rules.get(category)):
        given = rule.get("policyParameters")
        yield " ".join(word(rule.get("policyContent")).split()), given if isinstance(given, dict) else {}


def _given(given: dict[str, JSON], name: str) -> int | None:
    found = whole(given.get(name))
    return found if found is not None and found >= 0 else None


def _lock(said: str, given: dict[str, JSON]) -> JSON:
    """`attempts` and `seconds`; no seconds where a lock ends only by an administrator."""
    found = _FAILED.fullmatch(said)
    if not found:
        return None
    attempts = _given(given, _MOST) if found[1] == _MOST else int(found[1])
    if attempts is None:
        return None
    if not found[2]:
        return {"attempts": attempts, "seconds": None}
    if found[2].isdecimal():
        return {"attempts": attempts, "seconds": int(found[2])}
    minutes = _given(given, _MINUTES)
    until = _given(given, _AGAIN) if found[2] == _AGAIN else None if minutes is None else minutes * 60
    return None if until is None else {"attempts": attempts, "seconds": until}
