"""What is known of one account: whose it is, who comes in by it, whether it is root, when it was last used."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple, TypeAlias

from collectors.host.host import Host, age, moment, unanswered
from collectors.host.linux.accounts.ask import PRIVILEGED
from collectors.host.linux.doors.ssh import on, sshd_of
from collectors.host.linux.doors.ssh_doors import root_over_ssh
from collectors.host.linux.machine.host import Units
from scanner.answers import JSON, Got, unclear

Holder: TypeAlias = Literal["person", "machine", "shared", "built-in", "guest"]
_NO_SHELL = re.compile(r".*/(?:nologin|false|true|sync|shutdown|halt|git-shell)")
_NOBODY = 65534
_LONG = 365


class Door(NamedTuple):
    """The SSH daemon of a machine, and whether anybody may come in by it."""

    sshd: Got
    open: bool


def ssh_door(host: Host) -> Door:
    """As far as it is known; it is the same for all accounts."""
    sshd = sshd_of(host)
    return Door(sshd, on(sshd, Units(host.ask("linux.units"))) if sshd.ok else not sshd.good)


def comes_in(
    host: Host, account: Mapping[str, JSON], entry: Mapping[str, JSON] | None, door: Door
) -> tuple[bool | Got, bool | Got]:
    """Whether the account is enabled, and whether a password opens it; or why that is not known.

    To sshd an account without a shell is as good as any: SFTP and forwarding need none.
    """
    shadow = host.ask("linux.shadow")
    shell = not _NO_SHELL.fullmatch(account["shell"])
    if not shell and not door.open:
        return False, False
    if entry is None:
        return unanswered(shadow), unanswered(shadow)
    interactive = entry["class"] != "locked"
    if shadow.ok and _expired(entry, shadow):
        return False, interactive
    if not shell and not interactive:
        person = account["uid"] >= _first_person(host.ask("linux.password-rules")) and account["uid"] != _NOBODY
        why = unclear(door.sshd, "it has no shell; whether it has keys for SFTP is not asked")
        return (why if person else False), False
    return True if shadow.ok else unanswered(shadow), interactive


def known_of(account: Mapping[str, JSON], shadow: Got) -> Mapping[str, JSON] | None:
    """What is known of its password; without shadow only what stands in passwd itself."""
    blank = {"changed": None, "max": None, "inactive": None, "expires": None}
    if account["password"] in {"empty", "locked", "here"}:
        kept = "other" if account["password"] == "here" else account["password"]  # noqa: S105  # a class
        return {**blank, "class": kept}
    if not shadow.ok:
        return None
    found: Mapping[str, JSON] = shadow.body.get(account["name"], {**blank, "class": "locked"})
    return found


def holder(
    account: Mapping[str, JSON], entry: Mapping[str, JSON] | None, rules: Got, *, double: bool, shut: bool
) -> Holder | None:
    """Whose an account is: below the first number of persons a machine's, unless it has a password.

    `double`: its name or number is given twice. `shut`: nobody comes in by it.
    """
    match account:
        case _ if double:
            return "shared"
        case {"uid": 0, "name": "root"}:
            return "built-in"
        case {"uid": 0}:
            return "shared"
        case {"name": "guest"}:
            return "guest"
        case {"uid": uid} if uid >= _first_person(rules) and uid != _NOBODY:
            return "person"
    if entry is None:
        return "machine" if shut else None
    return "machine" if entry["class"] == "locked" else "person"


def _first_person(rules: Got) -> int:
    """UID_MIN as shadow's tools read it: also in hexadecimal and octal, and 1000 where it is no number."""
    said = str(((rules.body or {}).get("login.defs") or {}).get("UID_MIN", "")) if rules.ok else ""
    for pattern, base in ((r"0[xX][0-9a-fA-F]{1,8}", 16), (r"0[0-7]{1,11}", 8), (r"\d{1,10}", 10)):
        if re.fullmatch(pattern, said):
            return int(said, base)
    return 1000


def days_since_1970(asked: str) -> int:
    """The day of an answer, as shadow counts them."""
    return (moment(asked) - datetime(1970, 1, 1, tzinfo=UTC)).days


def _expired(entry: Mapping[str, JSON] | None, shadow: Got) -> bool:
    """The account (not the password) has an end, and it is over. 0 is an end; no number is none."""
    return bool(entry and entry["expires"] is not None and 0 <= entry["expires"] <= days_since_1970(shadow.asked))


def privileged(account: Mapping[str, JSON], groups: Mapping[str, JSON], sudo: Got) -> bool | Got:
    """Whether it is root, or can be; or why that is not known."""
    mine = [g for g in PRIVILEGED if g in groups]
    member = any(
        account["name"] in groups[g]["members"] or account["gid"] == groups[g]["gid"] for g in mine if g != "root"
    )
    if account["uid"] == 0 or member:
        return True
    if not sudo.ok:
        return False if sudo.good else sudo
    own = {account["name"], "ALL", f"#{account['uid']}"}
    if any(g["everything"] and g["who"] in own for g in sudo.body["grants"]):
        return True
    others = {g["who"] for g in sudo.body["grants"] if g["everything"] and g["who"][0] in "%+"}
    if own.intersection(sudo.body["unclear"]) or sudo.body["elsewhere"] or others - {f"%{g}" for g in PRIVILEGED}:
        return unclear(sudo, "rules of which it is not known whether they are about this account, or what they allow")
    return False


def unused(
    host: Host, account: Mapping[str, JSON], entry: Mapping[str, JSON] | None, door: Door
) -> tuple[int | None, Got]:
    """Days since the last sign-in; of one who never did, since the password was set.

    That is only the least: it may be the second password of an old account, so what is not long ago says nothing.
    """
    logins = host.ask("linux.logins")
    if not logins.ok:
        return None, unclear(logins, "nothing on this machine tells of the last sign-ins") if logins.good else logins
    said = logins.body["seen"].get(account["name"])
    if isinstance(said, int) and (days := age(logins.asked, said) // 86400) <= _LATELY:
        return days, logins
    if untraced := _untraced(host, account, entry, door):
        return None, untraced
    if isinstance(said, int):
        return days, logins
    held = days_since_1970(logins.asked) - entry["changed"] if said and entry and entry["changed"] else 0
    if held >= _LONG:
        return held, logins
    return None, unclear(logins, "it never signed in, and since when it exists is not known")


_LATELY = 45
"""Days. Nobody calls an account unused that was seen since."""


def _untraced(host: Host, account: Mapping[str, JSON], entry: Mapping[str, JSON] | None, door: Door) -> Got | None:
    """Why it may have been used since: who comes by a key for a command or for SFTP leaves no trace in lastlog."""
    logins = host.ask("linux.logins")
    if logins.body["all"] or not door.open:
        return None
    if account["name"] == "root":
        by_key = root_over_ssh(host)[0] is not False
    else:
        by_key = entry is None or entry["class"] == "locked"
    return unclear(logins, "it may come in by an SSH key, and without a terminal that is not noted") if by_key else None
