"""What passwords must be, and what wrong ones lead to. In a domain they are those of its accounts too, mostly."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, unanswered
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Lockout, PasswordPolicy, Unread

KINDS = {
    "windows.password-rules": Kind(
        "rules for passwords",
        (PasswordPolicy, Lockout),
        {
            "password-policy.long-enough": "net accounts /minpwlen:14; in a domain: the Default Domain Policy.",
            "password-policy.lockout": "net accounts /lockoutthreshold:5 /lockoutduration:15 /lockoutwindow:15; in a"
            " domain: the Default Domain Policy.",
        },
        always=True,
    ),
}


def read_rules(host: Host) -> Iterator[Fact]:
    """One `PasswordPolicy` and one `Lockout`; what secedit did not say is not known."""
    rules = host.ask("windows.password-rules")
    if not rules.ok:
        yield from host.gap("windows.password-rules", unanswered(rules), PasswordPolicy, Lockout)
        return
    said: Mapping[str, JSON] = rules.body["rules"]
    common = host.fact("windows.password-rules", "passwords", rules)
    length, history, days = (
        said.get("MinimumPasswordLength"),
        said.get("PasswordHistorySize"),
        _days(said.get("MaximumPasswordAge")),
    )
    yield PasswordPolicy(
        **common,
        min_length=length,
        history=history,
        max_age_days=days,
        unread=_why(rules, min_length=length, history=history, max_age_days=days),
    )
    attempts = _never(said.get("LockoutBadCount"))
    seconds = 0 if attempts == FOREVER else _minutes(said.get("LockoutDuration"))
    within = FOREVER if attempts == FOREVER else _minutes(said.get("ResetLockoutCount"))
    yield Lockout(
        **common,
        attempts=attempts,
        seconds=seconds,
        within_seconds=within,
        unread=_why(rules, attempts=attempts, seconds=seconds, within_seconds=within),
    )


def _why(rules: Got, **fields: int | None) -> tuple[Unread, ...]:
    lost = unclear(rules, "secedit does not say")
    return unread(**dict.fromkeys((name for name, value in fields.items() if value is None), lost))


def _never(count: int | None) -> int | None:
    return FOREVER if count == 0 else count


def _days(said: int | None) -> int | None:
    """-1 and 0 are both never."""
    return said if said is None or said > 0 else FOREVER


def _minutes(said: int | None) -> int | None:
    """-1, or 0: until an administrator helps."""
    return said if said is None else said * 60 if said > 0 else FOREVER
