"""What a password must be, and what wrong ones lead to: the PAM stacks with the files they read."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, unanswered
from collectors.host.kept import number
from collectors.host.linux.accounts.lockout import lockout
from collectors.host.linux.doors.pam import Module, UnclearError, flat, stack
from collectors.host.linux.doors.pamplay import refuses
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, Lockout, PasswordPolicy

KINDS = {
    "linux.password-rules": Kind(
        "password rules",
        (PasswordPolicy, Lockout),
        {
            "password-policy.long-enough": "minlen = 14 in /etc/security/pwquality.conf (Debian, Ubuntu: apt-get"
            " install libpam-pwquality first).",
            "password-policy.history-and-age": "`remember=24` behind pam_pwhistory.so in /etc/pam.d/common-password"
            " (RHEL: authselect enable-feature with-pwhistory; of /etc/security/pwhistory.conf older modules know"
            " nothing); PASS_MAX_DAYS in /etc/login.defs, and chage -M for accounts that exist.",
            "password-policy.lockout": "deny = 5 and unlock_time = 900 in /etc/security/faillock.conf, then"
            " pam_faillock into the stack. RHEL: authselect enable-feature with-faillock. Debian, Ubuntu: in"
            " /etc/pam.d/common-auth `auth requisite pam_faillock.so preauth` above pam_unix.so, success=2 in place of"
            " success=1 in its line, and `auth [default=die] pam_faillock.so authfail` below it; in"
            " /etc/pam.d/common-account `account required pam_faillock.so` as the first line. Keep a root shell open"
            " until a second sign-in has worked.",
        },
        always=True,
    ),
}
_CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
_SHORTEST = {
    "pam_pwquality": {"minlen": "8", **dict.fromkeys(_CREDITS, "0")},
    "pam_cracklib": {"minlen": "9", **dict.fromkeys(_CREDITS, "1")},
}
"""What holds where nobody says otherwise."""
_ASKING = ("pam_pwquality", "pam_cracklib", "pam_passwdqc", "pam_unix", "pam_pwhistory")
_NO_EXPIRY = 99999
_REMEMBERED = 10
"""By pam_pwhistory, unless it is told otherwise."""


def read_passwords(host: Host) -> Iterator[Fact]:
    """The policy and the lockout that hold for who signs in with a password of this machine."""
    pam, rules, shadow = map(host.ask, ("linux.pam", "linux.password-rules", "linux.shadow"))
    yield _policy(host, pam, rules, shadow)
    yield lockout(host, pam, rules)


def _stack(pam: Got, *services: str) -> tuple[Module, ...]:
    """The `password` modules of the first of these services."""
    service = next((s for s in services if s in pam.body), "other")
    return tuple(stack(pam.body, service, "password"))


def _policy(host: Host, pam: Got, rules: Got, shadow: Got) -> PasswordPolicy:
    length = history = None
    why = unanswered(pam, "no PAM") if not pam.ok else None if rules.ok else unanswered(rules)
    try:
        if not why:
            length, history = _length_and_history(_stack(pam, "passwd", "common-password", "system-auth"), rules.body)
    except UnclearError as err:
        why = unclear(pam, str(err))
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


def _length_and_history(modules: tuple[Module, ...], rules: Mapping[str, JSON]) -> tuple[int | None, int | None]:
    """What the modules ask whose no is heeded. Raises `UnclearError` where that depends on conditions."""
    length: int | None = 0
    history: int | None = 0
    heeded = {name for name in {m.name for m in flat(modules)}.intersection(_ASKING) if refuses(modules, name)}
    for module in (m for m in flat(modules) if m.name in heeded):
        said = dict(a.partition("=")[::2] for a in module.arguments)
        match module.name:
            case "pam_pwquality":
                length = _longer(length, _quality({**_SHORTEST[module.name], **rules["pwquality.conf"], **said}))
            case "pam_cracklib":
                length = _longer(length, _quality({**_SHORTEST[module.name], **said}))
            case "pam_passwdqc":
                length = None
            case "pam_unix":
                length = _longer(length, number(said.get("minlen", "6")))
                history = _longer(history, number(said.get("remember", "0")))
            case _:
                history = _longer(history, _remembered(rules, said))
    return length, history


def _remembered(rules: Mapping[str, JSON], said: Mapping[str, str]) -> int | None:
    """What pam_pwhistory remembers; its file counts only where the module is known to read it."""
    if "remember" in said or "conf" in said:
        return None if "conf" in said else number(said["remember"])
    reads, own = rules.get("reads_pwhistory"), number(rules["pwhistory.conf"].get("remember", _REMEMBERED))
    if own == _REMEMBERED or reads is False:
        return _REMEMBERED
    return own if reads else None


def _longer(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _quality(said: Mapping[str, str]) -> int | None:
    """A digit or capital counts twice where its credit is above zero: so much may a password be shorter."""
    if number(said.get("enforcing", "1")) == 0:
        return 0  # it warns, and takes the password
    numbers = [number(said[name]) for name in ("minlen", *_CREDITS)]
    known = [n for n in numbers if n is not None]
    least, *credit = known
    return max(least - sum(max(c, 0) for c in credit), 6) if len(known) == len(numbers) else None


def _max_age(rules: Mapping[str, JSON], shadow: Got) -> int | None:
    """What new accounts get, and the longest that an account with a password has."""
    said = number(rules["login.defs"].get("PASS_MAX_DAYS", _NO_EXPIRY))
    if said is None:
        return None
    held = [e["max"] for e in (shadow.body or {}).values() if e["class"] != "locked"] if shadow.ok else []
    longest = max([said, *(_NO_EXPIRY if m is None else m for m in held)])
    return FOREVER if longest >= _NO_EXPIRY or -1 in {said, *held} else longest
