"""Accounts: whose they are, whether anybody comes in by them, how their passwords are kept."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Literal

from collectors.host.host import Host, unanswered
from collectors.host.linux.accounts.accounts import read_grants as read_rules
from collectors.host.macos.machine.preferences import Preferences
from scanner.answers import HIDDEN, JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Credential, Fact, Grant, Identity

KINDS = {
    "macos.account": Kind(
        "account",
        (Identity,),
        {
            "unique-user-identification.no-shared-account": "sysadminctl -addUser for each person, -deleteUser for the"
            " double.",
            "unique-user-identification.built-in-idle": "dsenableroot -d; administrators use sudo, each as themselves.",
            "account-lifecycle.unused-closed": "sysadminctl -deleteUser NAME, or pwpolicy -u NAME -disableuser.",
        },
        always=True,
        own={"NAME": "name"},
    ),
    "macos.password": Kind(
        "password of an account",
        ((Credential, "password"),),
        {
            "password-policy.stored-safely": "System Settings, Sharing, File Sharing: Windows file sharing off for the"
            " account, then a new password: without SMB-NT and RECOVERABLE no weak hash is kept."
        },
    ),
    "macos.grant": Kind(
        "rule of sudo",
        (Grant,),
        {
            "least-privilege.asked-for": "visudo: take NOPASSWD (and `Defaults !authenticate`) away; whoever has no"
            " password needs one first.",
            "least-privilege.no-everything": "visudo: name the commands that are needed in place of ALL. Or approve"
            " who holds the rule, in a profile of your own (docs/profiles.md): access.unlimited_approved: {value:"
            ' ["%admin"], authority: ..., reason: ...}',
        },
    ),
}
_FIRST_PERSON = 500
_NO_SHELL = re.compile(r"|.*/(?:false|nologin|uucico)")
_STRONG = frozenset({"SALTED-SHA512-PBKDF2", "SRP-RFC5054-4096-SHA512-PBKDF2"})
_REVERSIBLE = "RECOVERABLE"
_WEAK = frozenset({"SMB-NT", "SMB-LAN-MANAGER", "CRAM-MD5", "SALTED-SHA1", "SALTED-SHA512", "SHA1"})
_MCX = "com.apple.MCX"


def read_accounts(host: Host) -> Iterator[Fact]:
    """An `Identity` for everybody who may sign in, root and the guest; a `Credential` for each password."""
    accounts = host.ask("macos.accounts")
    if not accounts.ok:
        why = unanswered(accounts)
        yield from host.gap("macos.account", why, Identity)
        yield from host.gap("macos.password", why, (Credential, "password"))
        return
    if accounts.body["odd"]:
        yield from host.gap("macos.account", unclear(accounts, "accounts that are not understood"), Identity)
    if others := accounts.body["directories"]:
        elsewhere = Got("not-asked", f"accounts of a directory ({', '.join(others)})")
        yield from host.gap("macos.account", elsewhere, Identity)
    listed = [a for a in accounts.body["accounts"] if _tells(a)]
    numbers = Counter(a["uid"] for a in listed)
    for account in listed:
        yield _identity(host, account, accounts, double=numbers[account["uid"]] > 1)
        if "shadow" in account["ways"]:
            yield _credential(host, account, accounts)
    yield _guest(host, accounts, Preferences(host.ask("macos.preferences")))


def _tells(account: Mapping[str, JSON]) -> bool:
    """The hundred accounts of services, without password and shell, are left out: nobody comes in by them."""
    if account["name"] in {"Guest", "guest"}:
        return False
    able = {"shadow", "cached"}.intersection(account["ways"]) or not _NO_SHELL.fullmatch(account["shell"])
    return bool(account["uid"] >= _FIRST_PERSON or account["uid"] == 0 or able)


def _identity(host: Host, account: Mapping[str, JSON], accounts: Got, *, double: bool) -> Identity:
    sudo = host.ask("macos.sudo")
    password = bool({"shadow", "cached"}.intersection(account["ways"]))
    shut = "disabled" in account["ways"] or (account["uid"] < _FIRST_PERSON and not password)
    whose = _holder(account, double=double, password=password)
    root = _privileged(account, sudo)
    last = unclear(accounts, "when it last signed in is not asked")
    idle = {"machine": HIDDEN, "built-in": last}.get(whose, NOT_ASKED)
    return Identity(
        **host.fact("macos.account", f"user/{account['name']}", accounts, sudo, name=account["name"]),
        holder=whose,
        enabled=not shut,
        interactive=password and not shut,
        privileged=root if isinstance(root, bool) else None,
        mfa=None,
        unused_days=None,
        keys=None,
        unread=(
            *unread(unused_days=idle, mfa=NOT_ASKED, keys=NOT_ASKED),
            *(unread(privileged=root) if isinstance(root, Got) else ()),
        ),
    )


def _holder(
    account: Mapping[str, JSON], *, double: bool, password: bool
) -> Literal["person", "machine", "shared", "built-in"]:
    """Below 500 stand the machine's own, and hidden administrators: those have a password."""
    if double:
        return "shared"
    if account["uid"] == 0:
        return "built-in"
    return "person" if account["uid"] >= _FIRST_PERSON or password else "machine"


def _privileged(account: Mapping[str, JSON], sudo: Got) -> bool | Got:
    """Root, or an administrator, whom sudo lets be root as delivered; or one whom another rule lets."""
    if account["uid"] == 0 or account["administrator"]:
        return True
    if not sudo.ok:
        return False if sudo.good else sudo
    own = {account["name"], "ALL", f"#{account['uid']}"}
    everything = {grant["who"] for grant in sudo.body["grants"] if grant["everything"]}
    if own & everything:
        return True
    if own.intersection(sudo.body["unclear"]) or sudo.body["elsewhere"]:
        return unclear(sudo, "rules of which it is not known what they allow")
    if groups := sorted(who for who in everything if who.startswith(("%", "+")) and who not in {"%admin", "%wheel"}):
        return unclear(sudo, f"whether it is in {', '.join(groups)} is not asked")
    return False


def _guest(host: Host, accounts: Got, preferences: Preferences) -> Identity:
    """The account that wipes itself; a profile stands before what `sysadminctl` says."""
    off = preferences.managed(_MCX, "DisableGuestAccount") == 1
    enabled: bool | None = False if off else accounts.body["guest"]
    if enabled is None and (said := preferences.value("com.apple.loginwindow", "GuestEnabled")) is not None:
        enabled = said == 1
    why = unclear(accounts, "sysadminctl does not say whether guests are let in")
    return Identity(
        **host.fact("macos.account", "user/Guest", accounts, preferences.got, name="Guest"),
        holder="guest",
        enabled=enabled,
        interactive=False,
        privileged=False,
        mfa=None,
        unused_days=None,
        keys=None,
        unread=(
            *unread(unused_days=HIDDEN, mfa=NOT_ASKED, keys=NOT_ASKED),
            *(unread(enabled=why) if enabled is None else ()),
        ),
    )


def _credential(host: Host, account: Mapping[str, JSON], accounts: Got) -> Credential:
    hashes = {*account["hashes"]}
    stored: Literal["reversible", "weak-hash", "strong-hash"] | None = None
    if _REVERSIBLE in hashes:
        stored = "reversible"
    elif hashes & _WEAK:
        stored = "weak-hash"
    elif hashes and hashes <= _STRONG:
        stored = "strong-hash"
    why = unclear(accounts, "a hash of an unknown kind" if hashes else "it is not told which hashes are kept")
    return Credential(
        **host.fact("macos.password", f"user/{account['name']}", accounts, name=account["name"]),
        form="password",
        age_days=None,
        days_left=None,
        stored=stored,
        unread=(
            *unread(age_days=NOT_ASKED, days_left=NOT_ASKED),
            *(unread(stored=why) if stored is None else ()),
        ),
    )


def read_grants(host: Host) -> Iterator[Fact]:
    """A `Grant` for everybody whom sudo lets be root, root apart."""
    yield from read_rules(host, "macos.sudo", "macos.grant")
