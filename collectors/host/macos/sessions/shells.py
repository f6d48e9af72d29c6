"""The limit that login shells set on idle sessions: zsh and bash both end at `TMOUT`. Pure."""

from collections.abc import Mapping

from collectors.host.host import unanswered
from collectors.host.linux.sessions.shells import NONE, Limit
from scanner.answers import JSON, Got, unclear

_NO_SESSION = frozenset({"false", "nologin", "true", "uucico"})


def limit_of(shell: Got) -> Limit | Got:
    """The weakest limit of the shells that people sign in to; where that is not known, why."""
    if not shell.ok:
        return unanswered(shell)
    timeouts: Mapping[str, Mapping[str, JSON]] = shell.body["timeouts"]
    # sh is bash that calls itself otherwise, and reads the same profile.
    used = {"bash" if name == "sh" else name for name in shell.body["logins"]} - _NO_SESSION or {"zsh"}
    limits = [_limit(timeouts[name]) for name in used if name in timeouts]
    if NONE in limits:
        return NONE
    if untold := sorted(used - timeouts.keys()):
        return unclear(shell, f"people sign in to {', '.join(untold)}, whose limits are not told")
    known = [limit for limit in limits if limit]
    if len(known) < len(limits):
        return unclear(shell, "TMOUT is no number")
    return max(seconds for seconds, _ in known), all(fixed for _, fixed in known)


def _limit(timeout: Mapping[str, JSON]) -> Limit | None:
    said = timeout["tmout"]
    if said == "other":
        return None
    return NONE if said == "unset" or int(said) == 0 else (int(said), bool(timeout["readonly"]))
