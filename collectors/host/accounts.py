"""Accounts: whose they are, whether they are used, how their passwords are kept, and who is root through sudo."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from collectors.host.ask_accounts import PRIVILEGED
from collectors.host.machine import Host, moment, unanswered
from scanner.answers import HIDDEN, JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Credential, Fact, Grant, Identity

KINDS = {
    "linux.account": Kind(
        "account",
        (Identity,),
        {
            "unique-user-identification.no-shared-account": "Give each person an account and a number of"
            " their own: usermod -u NEWUID NAME (then chown what was theirs), userdel for the double.",
            "unique-user-identification.built-in-idle": "passwd -l root; administrators use sudo under their own"
            " names.",
            "account-lifecycle.unused-closed": "usermod --expiredate 1 NAME (or userdel NAME).",
        },
        always=True,
    ),
    "linux.password": Kind(
        "password of an account",
        ((Credential, "password"),),
        {
            "password-policy.stored-safely": "ENCRYPT_METHOD YESCRYPT (RHEL: SHA512) in /etc/login.defs and in"
            " pam_unix,"
            " then passwd NAME; empty: passwd -l NAME.",
        },
    ),
    "linux.grant": Kind(
        "sudo rule",
        (Grant,),
        {
            "least-privilege.asked-for": "visudo: take NOPASSWD (and `Defaults !authenticate`) away.",
            "least-privilege.no-everything": "visudo: name the commands that are needed in place of ALL.",
        },
    ),
}
Holder: TypeAlias = Literal["person", "machine", "shared", "built-in", "guest"]
_NO_SHELL = re.compile(r".*/(?:nologin|false|true|sync|shutdown|halt|git-shell)")
_STORED: Mapping[str, Literal["strong-hash", "weak-hash", "empty"]] = {
    **dict.fromkeys(("yescrypt", "gost-yescrypt", "scrypt", "sha512", "sha256", "bcrypt"), "strong-hash"),
    **dict.fromkeys(("md5", "des"), "weak-hash"),
    "empty": "empty",
}
_NO_EXPIRY = 99999
_NOBODY = 65534


def read_accounts(host: Host) -> Iterator[Fact]:
    """An `Identity` for each account, a `Credential` for each password there is."""
    accounts, shadow = host.ask("linux.accounts"), host.ask("linux.shadow")
    if not accounts.ok:
        why = unanswered(accounts)
        yield from host.gap("linux.account", why, Identity)
        yield from host.gap("linux.password", why, (Credential, "password"))
        return
    numbers = Counter(a["uid"] for a in accounts.body["accounts"])
    called = Counter(a["name"] for a in accounts.body["accounts"])
    # Two lines of one name are one resource: it is told once, as shared.
    for account in {a["name"]: a for a in accounts.body["accounts"]}.values():
        double = numbers[account["uid"]] > 1 or called[account["name"]] > 1
        yield _identity(host, account, double=double)
    if not shadow.good:
        yield from host.gap("linux.password", shadow, (Credential, "password"))
    elif shadow.ok:
        for account in accounts.body["accounts"]:
            yield from _credential(host, account, accounts, shadow)


def _identity(host: Host, account: Mapping[str, JSON], *, double: bool) -> Identity:
    accounts, shadow, logins, sudo = map(host.ask, ("linux.accounts", "linux.shadow", "linux.logins", "linux.sudo"))
    entry = _entry(account, shadow)
    holder = _holder(account, host.ask("linux.password-rules"), double=double)
    shell = not _NO_SHELL.fullmatch(account["shell"])
    ended = _expired(entry, shadow) if shadow.ok else None
    enabled = False if not shell else None if ended is None else not ended
    interactive = False if not shell else None if entry is None else entry["class"] != "locked"
    privileged = _privileged(account, accounts.body["groups"], sudo)
    unused, why = (None, HIDDEN) if holder == "machine" else _unused(account["name"], entry, logins)
    return Identity(
        **host.fact("linux.account", f"user/{account['name']}", accounts, shadow, logins, sudo, name=account["name"]),
        holder=holder,
        enabled=enabled,
        interactive=interactive,
        privileged=privileged,
        mfa=None,
        unused_days=unused,
        keys=None,
        unread=(
            *(unread(enabled=unanswered(shadow)) if enabled is None else ()),
            *(unread(interactive=unanswered(shadow)) if interactive is None else ()),
            *(unread(privileged=sudo) if privileged is None else ()),
            *(unread(unused_days=why) if unused is None else ()),
            *unread(mfa=NOT_ASKED, keys=NOT_ASKED),
        ),
    )


def _entry(account: Mapping[str, JSON], shadow: Got) -> Mapping[str, JSON] | None:
    """What is known of its password; without shadow only what stands in passwd itself."""
    blank = {"changed": None, "max": None, "inactive": None, "expires": None}
    if account["password"] in {"empty", "locked", "here"}:
        kept = "other" if account["password"] == "here" else account["password"]  # noqa: S105  # a class
        return {**blank, "class": kept}
    if not shadow.ok:
        return None
    found: Mapping[str, JSON] = shadow.body.get(account["name"], {**blank, "class": "locked"})
    return found


def _holder(account: Mapping[str, JSON], rules: Got, *, double: bool) -> Holder:
    """Whose an account is, as far as its number tells."""
    first = int(((rules.body or {}).get("login.defs") or {}).get("UID_MIN", 1000)) if rules.ok else 1000
    match account:
        case _ if double:
            return "shared"
        case {"uid": 0, "name": "root"}:
            return "built-in"
        case {"uid": 0}:
            return "shared"
        case {"name": "guest"}:
            return "guest"
        case {"uid": uid} if uid < first or uid == _NOBODY:
            return "machine"
    return "person"


def _days_since_1970(asked: str) -> int:
    return (moment(asked) - datetime(1970, 1, 1, tzinfo=UTC)).days


def _expired(entry: Mapping[str, JSON] | None, shadow: Got) -> bool:
    """The account (not the password) has an end, and it is over. 0 is an end; no number is none."""
    return bool(entry and entry["expires"] is not None and 0 <= entry["expires"] <= _days_since_1970(shadow.asked))


def _privileged(account: Mapping[str, JSON], groups: Mapping[str, JSON], sudo: Got) -> bool | None:
    mine = [g for g in PRIVILEGED if g in groups]
    member = any(
        account["name"] in groups[g]["members"] or account["gid"] == groups[g]["gid"] for g in mine if g != "root"
    )
    if account["uid"] == 0 or member:
        return True
    if not sudo.good:
        return None
    grants = (sudo.body or {}).get("grants", [])
    return any(g["everything"] and g["who"] in {account["name"], "ALL", f"#{account['uid']}"} for g in grants)


def _unused(name: str, entry: Mapping[str, JSON] | None, logins: Got) -> tuple[int | None, Got]:
    """Days since the last sign-in; of one who never did, since the password was set: the account is at least as old."""
    if not logins.ok:
        return None, unclear(logins, "nothing on this machine tells of the last sign-ins") if logins.good else logins
    said = logins.body.get(name)
    if said and said != "never":
        then = datetime.strptime(said, "%b %d %H:%M:%S %z %Y")
        return max((moment(logins.asked) - then).days, 0), logins
    if said and entry and (changed := entry["changed"]):
        return max(_days_since_1970(logins.asked) - changed, 0), logins
    return None, unclear(logins, "it never signed in, and since when it exists is not known")


def _credential(host: Host, account: Mapping[str, JSON], *gots: Got) -> Iterator[Fact]:
    shadow = gots[-1]
    entry = _entry(account, shadow) or {}
    kind = entry["class"]
    if kind == "locked":
        return
    stored = _STORED.get(kind)
    age = _days_since_1970(shadow.asked) - entry["changed"] if entry["changed"] else None
    left = (
        FOREVER
        if entry["max"] in {None, -1} or entry["max"] >= _NO_EXPIRY
        else None
        if age is None
        else entry["max"] - age
    )
    why = unclear(shadow, "no day of the last change")
    yield Credential(
        **host.fact("linux.password", f"user/{account['name']}", *gots, name=account["name"]),
        form="password",
        age_days=age,
        days_left=left,
        stored=stored,
        unread=(
            *(unread(age_days=why) if age is None else ()),
            *(unread(days_left=why) if left is None else ()),
            *(unread(stored=unclear(shadow, "a hash of an unknown kind")) if stored is None else ()),
        ),
    )


def read_grants(host: Host) -> Iterator[Fact]:
    """A `Grant` for everybody whom sudo lets be root, root apart."""
    sudo = host.ask("linux.sudo")
    if not sudo.good:
        yield from host.gap("linux.grant", sudo, Grant)
    if not sudo.ok:
        return
    if sudo.body["elsewhere"]:
        missed = unclear(sudo, f"it includes {', '.join(sudo.body['elsewhere'])}, which was not read")
        yield from host.gap("linux.grant", missed, Grant)
    grants = [g for g in sudo.body["grants"] if g["who"] != "root"]
    for who, everything in sorted({(g["who"], g["everything"]) for g in grants}):
        mine = [g for g in grants if g["who"] == who and g["everything"] == everything]
        unasked = {"ALL", who}.intersection(sudo.body["never_asked"])
        standing = bool(unasked) or not all(g["password"] for g in mine)
        yield Grant(
            **host.fact("linux.grant", f"sudo/{who}", sudo, name=who),
            right="everything" if everything else "other",
            holders=(who,),
            outsiders=None,
            direct=not who.startswith(("%", "+")) and who != "ALL",
            activation="standing" if standing else "password",
            unused_days=None,
            unread=unread(outsiders=HIDDEN, unused_days=NOT_ASKED),
        )
