"""What a password must be, and what wrong ones lead to."""

from collections.abc import Iterator

from collectors.host.host import Host, unanswered
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Lockout, PasswordPolicy

_PROFILE = "By a profile, com.apple.mobiledevice.passwordpolicy:"
KINDS = {
    "macos.password-rules": Kind(
        "password rules",
        (PasswordPolicy, Lockout),
        {
            "password-policy.long-enough": f"{_PROFILE} minLength 14; without one: pwpolicy -setaccountpolicies FILE.",
            "password-policy.history-and-age": f"{_PROFILE} pinHistory, maxPINAgeInDays.",
            "password-policy.lockout": f"{_PROFILE} maxFailedAttempts 5, minutesUntilFailedLoginReset 15.",
        },
        always=True,
    ),
}


def read_passwords(host: Host) -> Iterator[Fact]:
    """The policy and the lockout of this Mac's own accounts."""
    policy = host.ask("macos.password-policy")
    yield _policy(host, policy)
    yield _lockout(host, policy)


def _policy(host: Host, policy: Got) -> PasswordPolicy:
    length, no_length = _most(policy, "lengths", "long_odd", "a length that is asked in another way")
    history, no_history = _most(policy, "history", "history_odd", "a history that is asked in another way")
    days, no_days = _days(policy)
    return PasswordPolicy(
        **host.fact("macos.password-rules", "passwords", policy),
        min_length=length,
        history=history,
        max_age_days=days,
        unread=(
            *(unread(min_length=no_length) if no_length else ()),
            *(unread(history=no_history) if no_history else ()),
            *(unread(max_age_days=no_days) if no_days else ()),
        ),
    )


def _most(policy: Got, name: str, odd: str, why: str) -> tuple[int | None, Got | None]:
    """All rules must hold, so the strictest counts; one that is not understood may be stricter."""
    if not policy.ok:
        return None, unanswered(policy)
    if policy.body[odd]:
        return None, unclear(policy, why)
    return max(policy.body[name], default=0), None


def _days(policy: Got) -> tuple[int | None, Got | None]:
    if not policy.ok:
        return None, unanswered(policy)
    if policy.body["days_odd"]:
        return None, unclear(policy, "an age that is asked in another way")
    said = [days for days in policy.body["days"] if days > 0]
    return min(said, default=FOREVER), None


def _lockout(host: Host, policy: Got) -> Lockout:
    """Of several locks the one after the fewest wrong passwords; it holds for the shortest of all their times."""
    why = None if policy.ok else unanswered(policy)
    locks = [one for one in policy.body["locks"] if one["attempts"] > 0] if policy.ok else []
    if not why and not locks and policy.body["locks_odd"]:
        why = unclear(policy, "a lock that is asked in another way")
    attempts = min((one["attempts"] for one in locks), default=FOREVER)
    seconds = min((FOREVER if one["seconds"] is None else one["seconds"] for one in locks), default=0)
    return Lockout(
        **host.fact("macos.password-rules", "passwords", policy),
        attempts=None if why else attempts,
        seconds=None if why else seconds,
        within_seconds=None if why else FOREVER,
        unread=unread(attempts=why, seconds=why, within_seconds=why) if why else (),
    )
