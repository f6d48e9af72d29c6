"""What a password must be, and what wrong ones lead to: the PAM stacks with the files they read."""

from collections.abc import Iterable, Iterator, Mapping

from collectors.host.kept import number
from collectors.host.machine import Host, unanswered
from collectors.host.pam import Module, UnclearError, flat, stack
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Lockout, PasswordPolicy

KINDS = {
    "linux.password-rules": Kind(
        "password rules",
        (PasswordPolicy, Lockout),
        {
            "password-policy.long-enough": "minlen = 14 in /etc/security/pwquality.conf (Debian, Ubuntu: apt-get"
            " install"
            " libpam-pwquality first).",
            "password-policy.history-and-age": "remember = 24 in /etc/security/pwhistory.conf with pam_pwhistory in the"
            " stack; PASS_MAX_DAYS in /etc/login.defs and chage -M for accounts that exist.",
            "password-policy.lockout": "deny = 5 and unlock_time = 900 in /etc/security/faillock.conf, and"
            " pam_faillock in"
            " the stack (RHEL: authselect enable-feature with-faillock; Debian: pam-auth-update).",
        },
        always=True,
    ),
}
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
_SHORTEST = {"pam_pwquality": 8, "pam_cracklib": 9}
_NO_EXPIRY = 99999


def read_passwords(host: Host) -> Iterator[Fact]:
    """The policy and the lockout that hold for who signs in with a password of this machine."""
    pam, rules, shadow = map(host.ask, ("linux.pam", "linux.password-rules", "linux.shadow"))
    yield _policy(host, pam, rules, shadow)
    yield _lockout(host, pam, rules)


def _stack(pam: Got, kind: str, *services: str) -> tuple[Module, ...] | Got:
    """The first of these services' modules, or why they cannot be told."""
    if not pam.ok:
        return unclear(pam, "no PAM") if pam.good else pam
    service = next((s for s in services if s in pam.body), "other")
    try:
        return tuple(flat(tuple(stack(pam.body, service, kind))))
    except UnclearError as err:
        return unclear(pam, str(err))


def _policy(host: Host, pam: Got, rules: Got, shadow: Got) -> PasswordPolicy:
    modules = _stack(pam, "password", "passwd", "common-password", "system-auth")
    why = modules if isinstance(modules, Got) else None if rules.ok else unanswered(rules)
    length, history = (None, None) if isinstance(modules, Got) or why else _length_and_history(modules, rules.body)
    age = _max_age(rules.body, shadow) if rules.ok and shadow.good else None
    untold = shadow if not shadow.good else unanswered(rules, "no number")
    return PasswordPolicy(
        **host.fact("linux.password-rules", "passwords", pam, rules, shadow),
        min_length=length,
        history=history,
        max_age_days=age,
        unread=(
            *(unread(min_length=why or unclear(pam, "a length that is set elsewhere")) if length is None else ()),
            *(unread(history=why or unclear(pam, "a number that is no number")) if history is None else ()),
            *(unread(max_age_days=untold) if age is None else ()),
        ),
    )


def _length_and_history(modules: Iterable[Module], rules: Mapping[str, JSON]) -> tuple[int | None, int | None]:
    length: int | None = 0
    history: int | None = 0
    for module in modules:
        said = dict(a.partition("=")[::2] for a in module.arguments)
        match module.name:
            case "pam_pwquality" | "pam_cracklib":
                own = rules["pwquality.conf"] if module.name == "pam_pwquality" else {}
                length = _longer(length, _quality({**own, **said}, _SHORTEST[module.name]))
            case "pam_passwdqc":
                length = None
            case "pam_unix":
                length = _longer(length, number(said.get("minlen", "6")))
                history = _longer(history, number(said.get("remember", "0")))
            case "pam_pwhistory":
                history = _longer(history, number({**rules["pwhistory.conf"], **said}.get("remember", "10")))
            case _:
                pass
    return length, history


def _longer(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _quality(said: Mapping[str, str], default: int) -> int | None:
    """Pwquality counts a digit or capital twice where its credit is above zero: so much may a password be shorter."""
    least = number(said.get("minlen", default))
    credit = [max(number(said.get(c, 0)) or 0, 0) for c in _CREDITS]
    return None if least is None else max(least - sum(credit), 6)


def _max_age(rules: Mapping[str, JSON], shadow: Got) -> int | None:
    """What new accounts get, and the longest that an account with a password has."""
    said = number(rules["login.defs"].get("PASS_MAX_DAYS", _NO_EXPIRY))
    if said is None:
        return None
    held = [e["max"] for e in (shadow.body or {}).values() if e["class"] != "locked"] if shadow.ok else []
    longest = max([said, *(_NO_EXPIRY if m is None else m for m in held)])
    return FOREVER if longest >= _NO_EXPIRY or -1 in {said, *held} else longest


def _lockout(host: Host, pam: Got, rules: Got) -> Lockout:
    modules = _stack(pam, "auth", "sshd", "login", "common-auth", "system-auth")
    why = modules if isinstance(modules, Got) else None if rules.ok else unanswered(rules)
    attempts, seconds = (None, None) if isinstance(modules, Got) or why else _limits(modules, rules.body)
    odd = why or unclear(pam, "a number that is no number")
    return Lockout(
        **host.fact("linux.password-rules", "passwords", pam, rules),
        attempts=attempts,
        seconds=seconds,
        unread=(
            *(unread(attempts=odd) if attempts is None else ()),
            *(unread(seconds=odd) if seconds is None else ()),
        ),
    )


def _limits(modules: Iterable[Module], rules: Mapping[str, JSON]) -> tuple[int | None, int | None]:
    """Only `authfail` counts wrong passwords: a stack with `preauth` alone never locks anybody."""
    for module in modules:
        said = dict(a.partition("=")[::2] for a in module.arguments)
        if module.name == "pam_faillock" and "authfail" in module.arguments:
            own: Mapping[str, str] = {**rules["faillock.conf"], **said}
            return _never(number(own.get("deny", "3"))), _unlock(own.get("unlock_time", "600"))
        if module.name == "pam_tally2":
            return _never(number(said.get("deny", "0"))), _unlock(said.get("unlock_time", "never"))
    return FOREVER, 0


def _never(count: int | None) -> int | None:
    return FOREVER if count == 0 else count


def _unlock(said: str) -> int | None:
    return FOREVER if said in {"never", "0"} else number(said)
