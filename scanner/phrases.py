"""How people say the fields and classes of the vocabulary, where what a thing is like is not known.

Clauses that stand before a colon: "whether it is encrypted: the platform does not tell".
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.facts import Fact, tag

_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "activation": "what it takes to use the right",
        "age_days": "how old it is",
        "algorithms": "which algorithms it accepts",
        "attempts": "how many wrong passwords lock an account",
        "within_seconds": "how far apart wrong passwords still count together",
        "audience": "who can reach it",
        "authenticated": "whether its time comes from a source that proves itself",
        "auto_update": "whether it updates itself",
        "bypass": "which ways lead round it",
        "checked_days": "when it last looked for missing fixes",
        "cipher": "by which cipher it is encrypted",
        "copies": "where else it is sent",
        "customer_key": "whether its key is its owner's",
        "days_left": "when it expires",
        "direct": "whether persons hold the right themselves",
        "directories": "which central directory it asks",
        "elsewhere": "what else its secret opens",
        "enabled": "whether it is on",
        "encrypted": "whether it is encrypted",
        "encryption": "whether it takes unencrypted connections",
        "enforced": "whether people can change it",
        "exempt": "who is left out of it",
        "factors": "how many factors it demands",
        "history": "how many old passwords are remembered",
        "holder": "whose account it is",
        "holders": "who holds the right",
        "idle_seconds": "after how long an idle session ends",
        "immutable": "whether somebody can delete it",
        "in_force": "whether it is in force",
        "individual": "whether each person signs in by a name of their own",
        "interactive": "whether it can sign in with a password",
        "keys": "how many long-lived keys it has",
        "max_age_days": "how old a password may become",
        "max_seconds": "how long a session may last",
        "mfa": "whether it takes a second factor",
        "min_length": "how long a password must be",
        "min_version": "the oldest protocol version it accepts",
        "newest_seconds": "how old the newest copy is",
        "notifies": "whether somebody is told",
        "off_seconds": "how far its clock is from that of the scan",
        "offsite": "whether a copy lies elsewhere",
        "oldest_critical_days": "for how long a fix of a critical flaw has been waiting",
        "oldest_high_days": "for how long a fix of a serious flaw has been waiting",
        "oldest_open_days": "for how long a serious finding has been waiting",
        "on_idle": "what happens to an idle session",
        "outcome": "how it went",
        "outsiders": "which outsiders hold the right",
        "phishing_resistant": "whether a false page could take the second factor",
        "ports": "at which ports it can be reached",
        "privileged": "whether it has administrator rights",
        "reauth_seconds": "after how long coming back takes a password",
        "records": "what it records",
        "recoverable": "whether its deletion can be undone",
        "retention_days": "for how long it is kept",
        "rotation_days": "how often the key is changed",
        "seconds": "for how long an account stays locked",
        "silent_seconds": "for how long it has been silent",
        "sources": "how many sources of time it has",
        "state": "whether the key is in use",
        "stored": "how it is stored",
        "succeeded": "whether the last backup succeeded",
        "support_days_left": "for how long its maker supports it",
        "stamps": "whether entries of its log carry the time",
        "synchronised": "whether its clock is right",
        "tamper_evident": "whether a change would show",
        "took_seconds": "how long it took",
        "unused_days": "when it was last used",
        "version": "its version",
    }
)

_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "asset": "what it is",
        "data-store": "how its data rests",
        "leftover": "whether it was left behind",
        "reuse": "whether a secret opens more than one thing",
        "release": "which version it runs, and for how long that is supported",
        "fixes": "which fixes it lacks",
        "clock": "how its clock is set",
        "key": "how its keys are kept",
        "credential": "which passwords and keys it has",
        "certificate": "which certificate it has",
        "identity": "who has an account",
        "password-policy": "what a password must be",
        "lockout": "what wrong passwords lead to",
        "sign-in": "what signing in takes",
        "session": "when its sessions end",
        "grant": "who holds rights over it",
        "exposure": "who can reach it",
        "guard": "which mistakes it makes impossible",
        "channel": "how it talks to others",
        "log-trail": "what it records",
        "delivery": "where its records go",
        "log-store": "how its logs are kept",
        "detector": "what looks through it",
        "definitions": "what its malware protection goes by",
        "alarm": "what raises an alarm",
        "alerts": "what was found and is open",
        "backup": "which backups it has",
        "routine": "what is done regularly",
    }
)


def of_field(name: str) -> str:
    """What a field tells: `silent_seconds` is "for how long it has been silent"."""
    return _FIELDS.get(name, name.replace("_", " "))


def of_class(fact: str | type[Fact]) -> str:
    """What the facts of a class, or of its tag, tell: `backup` is "which backups it has"."""
    name = fact if isinstance(fact, str) else tag(fact)
    return _CLASSES.get(name, name)


_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {"hidden": "the platform does not tell", "not-asked": "not asked yet", "unclear": "cannot be told from the answer"}
)


def of_reason(outcome: str) -> str:
    """Why it is not known, by an outcome."""
    return _REASONS.get(outcome, outcome)


def of_failure(outcome: str, ask: str) -> str:
    """Why it is not known, and what was asked: in brackets, unless that has some of its own."""
    reason = of_reason(outcome)
    if not ask:
        return reason
    return f"{reason}: {ask}" if "(" in ask and outcome != "unclear" else f"{reason} ({ask})"
