"""Accounts: whose they are, whether they are used, how their passwords are kept, and who is root through sudo."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from collectors.host.host import Host, unanswered
from collectors.host.linux.accounts.people import (
    Door,
    comes_in,
    days_since_1970,
    holder,
    known_of,
    privileged,
    ssh_door,
    unused,
)
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
            "unique-user-identification.built-in-idle": "passwd -l root, once an administrator has signed in under a"
            " name of their own and sudo has worked.",
            "account-lifecycle.unused-closed": "usermod --expiredate 1 NAME (or userdel NAME).",
        },
        always=True,
        own={"NAME": "name"},
    ),
    "linux.password": Kind(
        "password of an account",
        ((Credential, "password"),),
        {
            "password-policy.stored-safely": "ENCRYPT_METHOD YESCRYPT (RHEL: SHA512) in /etc/login.defs and in"
            " pam_unix, then passwd NAME; empty: passwd -l NAME, after which a key still opens.",
        },
        own={"NAME": "name"},
    ),
    "linux.grant": Kind(
        "rule of sudo or doas",
        (Grant,),
        {
            "least-privilege.asked-for": "visudo: take NOPASSWD (and `Defaults !authenticate`) away, in doas.conf"
            " nopass; whoever has none needs a password first (passwd NAME). A program that cannot type one keeps its"
            " rule, for the one command that it runs.",
            "least-privilege.no-everything": "visudo: name the commands that are needed in place of ALL. Or approve"
            " who holds the rule, in a profile of your own (docs/profiles.md): access.unlimited_approved: {value:"
            ' ["%sudo"], authority: ..., reason: ...}',
        },
    ),
}
_STORED: Mapping[str, Literal["strong-hash", "weak-hash", "empty"]] = {
    **dict.fromkeys(("yescrypt", "gost-yescrypt", "scrypt", "sha512", "sha256", "bcrypt"), "strong-hash"),
    **dict.fromkeys(("md5", "des"), "weak-hash"),
    "empty": "empty",
}
_NO_EXPIRY = 99999


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
    if accounts.body["odd"]:
        why = unclear(accounts, "lines of passwd that some programs take for accounts")
        yield from host.gap("linux.account", why, Identity)
    door = ssh_door(host)
    for account in {a["name"]: a for a in accounts.body["accounts"]}.values():
        double = numbers[account["uid"]] > 1 or called[account["name"]] > 1
        yield _identity(host, account, door, double=double)
    if others := accounts.body["directories"]:
        elsewhere = Got("not-asked", f"accounts of a directory (/etc/nsswitch.conf: {', '.join(others)})")
        yield from host.gap("linux.account", elsewhere, Identity)
    if not shadow.good:
        yield from host.gap("linux.password", shadow, (Credential, "password"))
    elif shadow.ok:
        for account in accounts.body["accounts"]:
            yield from _credential(host, account, accounts, shadow)


def _identity(host: Host, account: Mapping[str, JSON], door: Door, *, double: bool) -> Identity:
    accounts, shadow, logins, sudo = map(host.ask, ("linux.accounts", "linux.shadow", "linux.logins", "linux.sudo"))
    entry = known_of(account, shadow)
    enabled, interactive = comes_in(host, account, entry, door)
    rules = host.ask("linux.password-rules")
    whose = holder(account, entry, rules, double=double, shut=enabled is False)
    root = privileged(account, accounts.body["groups"], sudo)
    idle, why = (None, HIDDEN) if whose == "machine" else unused(host, account, entry, door)
    return Identity(
        **host.fact("linux.account", f"user/{account['name']}", accounts, shadow, logins, sudo, name=account["name"]),
        holder=whose,
        enabled=enabled if isinstance(enabled, bool) else None,
        interactive=interactive if isinstance(interactive, bool) else None,
        privileged=root if isinstance(root, bool) else None,
        mfa=None,
        unused_days=idle,
        keys=None,
        unread=(
            *(unread(holder=unanswered(shadow)) if whose is None else ()),
            *(unread(enabled=enabled) if isinstance(enabled, Got) else ()),
            *(unread(interactive=interactive) if isinstance(interactive, Got) else ()),
            *(unread(privileged=root) if isinstance(root, Got) else ()),
            *(unread(unused_days=why) if idle is None else ()),
            *unread(mfa=NOT_ASKED, keys=NOT_ASKED),
        ),
    )


def _credential(host: Host, account: Mapping[str, JSON], *gots: Got) -> Iterator[Fact]:
    shadow = gots[-1]
    entry = known_of(account, shadow) or {}
    kind = entry["class"]
    if kind == "locked":
        return
    stored = _STORED.get(kind)
    age = days_since_1970(shadow.asked) - entry["changed"] if entry["changed"] else None
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


def read_grants(host: Host, question: str = "linux.sudo", kind: str = "linux.grant") -> Iterator[Fact]:
    """A `Grant` for everybody whom sudo lets be root, root apart."""
    sudo = host.ask(question)
    if not sudo.good:
        yield from host.gap(kind, sudo, Grant)
    if not sudo.ok:
        return
    if sudo.body["elsewhere"]:
        missed = unclear(sudo, f"it includes {', '.join(sudo.body['elsewhere'])}, which was not read")
        yield from host.gap(kind, missed, Grant)
    if others := sudo.body["directories"]:
        far = Got("not-asked", f"sudo rules of a directory (/etc/nsswitch.conf: {', '.join(others)})")
        yield from host.gap(kind, far, Grant)
    if sudo.body["unclear"]:
        missed = unclear(sudo, f"whether that amounts to everything cannot be told: {', '.join(sudo.body['unclear'])}")
        yield from host.gap(kind, missed, Grant)
    grants = [g for g in sudo.body["grants"] if g["who"] != "root"]
    for who, everything in sorted({(g["who"], g["everything"]) for g in grants}):
        mine = [g for g in grants if g["who"] == who and g["everything"] == everything]
        activation = _activation(who, sudo.body["never_asked"], asked=all(g["password"] for g in mine))
        why = unclear(sudo, "some are never asked for a password, and whether they are of this group is not known")
        yield Grant(
            **host.fact(kind, f"sudo/{who}", sudo, name=who),
            right="everything" if everything else "other",
            holders=(who,),
            outsiders=None,
            direct=not _several(who),
            activation=activation,
            unused_days=None,
            unread=(
                *unread(outsiders=HIDDEN, unused_days=NOT_ASKED),
                *(() if activation else unread(activation=why)),
            ),
        )


def _several(who: str) -> bool:
    return who.startswith(("%", "+")) or who == "ALL"


def _activation(who: str, unasked: Collection[str], *, asked: bool) -> Literal["standing", "password"] | None:
    """None where a group stands on one side only: who is in it is not known."""
    if not asked or {"ALL", who}.intersection(unasked):
        return "standing"
    return None if unasked and (_several(who) or any(map(_several, unasked))) else "password"
