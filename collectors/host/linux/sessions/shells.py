"""The limit that login shells set on idle sessions, for the people who sign in to them. Pure."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

from collectors.host.host import unanswered
from scanner.answers import JSON, Got, unclear
from scanner.facts import FOREVER

Limit: TypeAlias = tuple[int, bool]
"""Seconds until an idle session ends, and whether the person cannot change it."""
NONE: Limit = (FOREVER, False)
_NO_SESSION = frozenset({"nologin", "false", "true", "sync", "halt", "shutdown", "git-shell", "rssh", "scponly"})
_LIMITLESS = frozenset({"dash", "fish", "nu", "elvish", "pwsh"})
"""Shells that know no `TMOUT`."""


def limit_of(shell: Got) -> Limit | Got:
    """The weakest limit of all that was measured and of the shells in /etc/passwd; where that is not known, why."""
    if not shell.ok:
        return unanswered(shell)
    body: Mapping[str, JSON] = shell.body
    if body["shell"] == "sh" or _LIMITLESS.intersection(body["logins"]):
        return NONE  # bash and busybox honour TMOUT
    measured = [_limit(t) for t in body["timeouts"].values()]
    if NONE in measured:
        return NONE
    if None in measured:
        return unclear(shell, "TMOUT is no number")
    if others := _unmeasured(body["shell"], body["logins"]):
        return unclear(shell, f"people sign in to {', '.join(others)}, whose limits are not asked")
    if "ordinary" not in body["timeouts"]:
        return unclear(shell, "TMOUT was seen for root alone: there is no setpriv to become somebody else")
    known = [limit for limit in measured if limit]
    return max(seconds for seconds, _ in known), all(fixed for _, fixed in known)


def _limit(timeout: Mapping[str, JSON]) -> Limit | None:
    said = timeout["tmout"]
    if said == "other":
        return None
    return NONE if said == "unset" or int(said) == 0 else (int(said), bool(timeout["readonly"]))


def _unmeasured(asked: str, logins: Collection[str]) -> list[str]:
    return sorted({*logins} - _NO_SESSION - {asked, *(("rbash",) if asked == "bash" else ())})
