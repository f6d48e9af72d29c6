"""What wrong passwords lead to: the weakest of all doors that take one."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from collectors.host.host import Host, unanswered
from collectors.host.kept import number
from collectors.host.linux.doors.pam import LOCKS, UnclearError, flat, stack
from collectors.host.linux.doors.pamplay import locks
from collectors.host.linux.doors.ssh import doubt, in_use, on, sshd_of
from collectors.host.linux.doors.ssh_doors import TOUCHED, asks_password, for_root
from collectors.host.linux.machine.host import Units
from scanner.answers import JSON, Got, unclear, unread
from scanner.facts import FOREVER, Lockout

Limit: TypeAlias = tuple[int, int, int]
"""How many wrong passwords, for how many seconds nobody comes in then, and within how many seconds they count."""
_NONE: Limit = (FOREVER, 0, FOREVER)
_LOCAL = ("login", "gdm-password", "lightdm", "sddm", "sudo")


def lockout(host: Host, pam: Got, rules: Got) -> Lockout:
    """The lockout that holds at every door: the most wrong passwords, the shortest times."""
    limits = list(_limits(host, pam, rules))
    known = [limit for limit in limits if not isinstance(limit, Got)]
    why = next((limit for limit in limits if isinstance(limit, Got)), None)
    # One door without a limit is enough to say so, whatever the others would.
    said = _NONE if _NONE in known else None if why else _weakest(known)
    attempts, seconds, within = said or (None, None, None)
    return Lockout(
        **host.fact("linux.password-rules", "passwords", pam, rules, sshd_of(host)),
        attempts=attempts,
        seconds=seconds,
        within_seconds=within,
        unread=unread(attempts=why, seconds=why, within_seconds=why) if why and not said else (),
    )


def _weakest(limits: Sequence[Limit]) -> Limit:
    attempts, seconds, within = zip(*limits, strict=True)
    return max(attempts), min(seconds), min(within)


def _limits(host: Host, pam: Got, rules: Got) -> Iterator[Limit | Got]:
    """Of each door, or why it is not known."""
    if not pam.ok:
        # Without PAM nobody counts wrong passwords.
        yield _NONE if pam.good and not host.about["container"] else unanswered(pam, "no PAM")
        return
    doors = [s for s in _LOCAL if s in pam.body and not (s == "login" and host.about["container"])]
    sshd = list(_over_ssh(host, pam))
    yield from (limit for limit in sshd if not isinstance(limit, str))
    doors += [service for service in sshd if isinstance(service, str)]
    yield from _of_root(host, pam, rules)
    for service in doors or [next((s for s in ("common-auth", "system-auth") if s in pam.body), "other")]:
        yield _limit(pam, service, rules)


def _over_ssh(host: Host, pam: Got) -> Iterator[str | Limit | Got]:
    """The PAM service behind sshd, where it takes passwords; one that takes them without PAM locks nobody out."""
    sshd, units = sshd_of(host), Units(host.ask("linux.units"))
    if not sshd.ok:
        yield from () if sshd.good else (sshd,)
        return
    if not on(sshd, units):
        return
    used = in_use(sshd, units)
    unsure = doubt(sshd, units, used, {*TOUCHED, "usepam"})
    for said in (one["everyone"] for one in used):
        if said.get("usepam") == "yes" and (asks_password(said) or unsure):
            yield "sshd" if "sshd" in pam.body else "other"
        elif asks_password(said):
            yield _NONE
        elif unsure:
            yield unsure


def _of_root(host: Host, pam: Got, rules: Got) -> Iterator[Limit | Got]:
    """Where root signs in over SSH with a password: faillock leaves root alone unless it is told not to."""
    sshd, shadow, units = sshd_of(host), host.ask("linux.shadow"), Units(host.ask("linux.units"))
    let_in = (for_root(one) for one in in_use(sshd, units)) if sshd.ok and on(sshd, units) else ()
    words = {word.partition("=")[0] for lines in pam.body.values() for *_, said in lines for word in said}
    told = rules.ok and not _ROOT_TOO.isdisjoint({*rules.body["faillock.conf"], *words})
    if told or not rules.ok or not any(said and asks_password(said) for said in let_in):
        return
    if not shadow.good:
        yield shadow
    elif not shadow.ok or shadow.body.get("root", {}).get("class") != "locked":
        yield _NONE


_ROOT_TOO = frozenset({"even_deny_root", "root_unlock_time"})


def _limit(pam: Got, service: str, rules: Got) -> Limit | Got:
    try:
        modules = tuple(stack(pam.body, service, "auth"))
        locking = [m for m in flat(modules) if m.name in LOCKS]
        if not locking or not locks(modules):
            return _NONE
    except UnclearError as err:
        return unclear(pam, str(err))
    if not rules.ok:
        return unanswered(rules)
    each = [_own(m.name, m.arguments, rules.body) for m in locking]
    limits = [(a, s, w) for a, s, w in each if a is not None and s is not None and w is not None]
    if len(limits) < len(each):
        return unclear(pam, "a number that is no number, or a file of its own")
    weakest = _weakest(limits)
    return weakest if weakest[0] != FOREVER else _NONE


def _own(name: str, arguments: tuple[str, ...], rules: Mapping[str, JSON]) -> tuple[int | None, int | None, int | None]:
    """What one module says; each line of a stack counts by its own arguments."""
    said = dict(a.partition("=")[::2] for a in arguments)
    if "conf" in said:
        return None, None, None
    if name == "pam_tally2":
        return _never(number(said.get("deny", "0"))), _unlock(said.get("unlock_time", "never")), FOREVER
    own: Mapping[str, str] = {**rules["faillock.conf"], **said}
    within = number(own.get("fail_interval", "900"))
    return _never(number(own.get("deny", "3"))), _unlock(own.get("unlock_time", "600")), within


def _never(count: int | None) -> int | None:
    return FOREVER if count == 0 else count


def _unlock(said: str) -> int | None:
    return FOREVER if said in {"never", "0"} else number(said)
