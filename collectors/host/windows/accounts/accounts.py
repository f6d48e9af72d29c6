"""Accounts of this machine; those of a domain are its own affair."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from collectors.host.host import Host, age
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, Identity

KINDS = {
    "windows.account": Kind(
        "local account",
        (Identity,),
        {
            "unique-user-identification.built-in-idle": "Once an administrator has signed in under a name of their"
            " own: Disable-LocalUser -SID of the account that ends in -500 (and -501), and let Windows LAPS keep its"
            " password.",
            "account-lifecycle.unused-closed": "Disable-LocalUser NAME (or Remove-LocalUser NAME).",
        },
        always=True,
        own={"NAME": "name"},
    ),
}
Holder: TypeAlias = Literal["person", "machine", "built-in", "guest"]
_BY_NUMBER: Mapping[str, Holder] = {"500": "built-in", "501": "guest", "503": "machine", "504": "machine"}
"""The administrator, the guest, and two that Windows keeps for itself."""
_EVERYBODY = frozenset({"S-1-1-0", "S-1-5-4", "S-1-5-11", "S-1-5-32-545"})
"""Everyone, who is at the screen, who is signed in, all users."""
_LONG = 365


def read_accounts(host: Host) -> Iterator[Fact]:
    """An `Identity` for each local account."""
    accounts = host.ask("windows.accounts")
    if not accounts.good:
        yield from host.gap("windows.account", accounts, Identity)
    if accounts.outcome == "absent" or host.about["joined"]:
        yield from host.gap("windows.account", Got("not-asked", "accounts of the domain (its controllers)"), Identity)
    elif host.about["joined"] is None:
        lost = unclear(host.machine, "whether it is in a domain, whose accounts come in as well, is not known")
        yield from host.gap("windows.account", lost, Identity)
    for account in accounts.body["accounts"] if accounts.ok else []:
        yield _identity(host, account, accounts)


def _identity(host: Host, account: Mapping[str, JSON], accounts: Got) -> Identity:
    holder = _BY_NUMBER.get(account["sid"].rpartition("-")[2], "person")
    idle, why = _unused(account, accounts)
    ended = account["expires"] is not None and age(accounts.asked, account["expires"]) > 0
    administrators = {*accounts.body["administrators"]}
    return Identity(
        **host.fact("windows.account", f"user/{account['name']}", accounts, name=account["name"]),
        holder=holder,
        enabled=account["enabled"] and not ended,
        interactive=holder != "machine",
        privileged=account["sid"] in administrators or not _EVERYBODY.isdisjoint(administrators),
        mfa=None,
        unused_days=idle,
        keys=None,
        unread=(*unread(mfa=NOT_ASKED, keys=NOT_ASKED), *(unread(unused_days=why) if idle is None else ())),
    )


def _unused(account: Mapping[str, JSON], accounts: Got) -> tuple[int | None, Got]:
    """Days since the last sign-in; of one that never did, since its password was set, where that is long ago.

    Who signs in with a Microsoft account leaves no trace there.
    """
    if account["source"] != "Local":
        return None, unclear(accounts, "it is no local account, so its last sign-in is noted elsewhere")
    if account["last"] is not None:
        return age(accounts.asked, account["last"]) // 86400, accounts
    held = age(accounts.asked, account["set"]) // 86400 if account["set"] is not None else 0
    if held >= _LONG:
        return held, accounts
    return None, unclear(accounts, "it never signed in, and since when it exists is not known")
