"""Reads WorkSpaces: desktops, who has them, and how sessions on them end. Pure.

Nothing is read from the running mode: a desktop that stops by itself counts from when its user is disconnected, and so
says nothing of a screen that was left open. That a screen locks is set inside the desktop, where AWS does not look.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.asking.ages import days
from collectors.aws.desktops.streaming import streamed
from collectors.aws.desktops.workspaces import DESKTOP, DIRECTORY, KINDS, POOL
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body, first_bad
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, DataStore, Fact, Identity, Session

_AGAIN: Final[Mapping[str, int]] = {"DISABLED": 0, "ENABLED": FOREVER}
"""Coming back takes the password at once; or the client keeps it, and nobody is asked while it does."""


class _Many:
    """What the answers to a question that is asked about many things at once say of each."""

    def __init__(self, whole: Account, question: str, key: str, name: str) -> None:
        self._whole, self._question = whole, question
        self._said = {
            (_region(got), row[name]): (got, row)
            for got in whole.answers.every(question)
            for row in body(got).get(key, [])
        }

    def about(self, region: str, name: str) -> tuple[Got, Mapping[str, Any]]:
        """The answer that tells of a thing, and what it says; or why none does."""
        if found := self._said.get((region, name)):
            return found
        mine = [got for got in self._whole.answers.every(self._question) if _region(got) == region]
        if not mine:
            return self._whole.one(self._question, f"{region}/{name}"), {}
        return first_bad(*mine) or unclear(mine[0], "it does not name it"), {}


def _region(got: Got) -> str:
    return got.about.partition("/")[0]


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of directories, desktops and pools."""
    clients = _Many(whole, "workspaces.clients", "ClientPropertiesList", "ResourceId")
    seen = _Many(whole, "workspaces.connections", "WorkspacesConnectionStatus", "WorkspaceId")
    for listing in whole.every("workspaces.directories"):
        if not listing.good:
            for kind in (DIRECTORY, DESKTOP, POOL):
                yield from gaps(whole.target, kind, listing, *KINDS[kind].gives, site=listing.about)
        rows: list[Mapping[str, Any]] = body(listing).get("Directories", [])
        pooled = [row for row in rows if row.get("WorkspaceType") == "POOLS"]
        for row in rows:
            if row not in pooled:
                yield _return(whole, clients, listing, row)
                yield from _desktops(whole, seen, listing.about, row)
        for first in pooled[:1]:
            yield from _pools(whole, listing.about, first)


def _return(whole: Account, clients: _Many, listing: Got, row: Mapping[str, Any]) -> Session:
    """Whether the client keeps the password, so that who comes back to it is not asked."""
    region, name = listing.about, row["DirectoryId"]
    got, said = clients.about(region, name)
    again = _AGAIN.get(said.get("ReconnectEnabled", ""))
    known = unclear(got, "it does not say whether the client keeps the password") if got.good and again is None else got
    return Session(
        **whole.thing(
            DIRECTORY,
            whole.name("workspaces", region, f"directory/{name}"),
            name=row.get("DirectoryName") or name,
            site=region,
        ),
        answers=rests_on(listing, got),
        surface="desktop",
        idle_seconds=None,
        on_idle=None,
        max_seconds=None,
        enforced=None,
        reauth_seconds=again if known.good else None,
        unread=unread(idle_seconds=HIDDEN, on_idle=HIDDEN, max_seconds=HIDDEN, enforced=HIDDEN, reauth_seconds=known),
    )


def _desktops(whole: Account, seen: _Many, region: str, directory: Mapping[str, Any]) -> Iterator[Fact]:
    listing = whole.one("workspaces.desktops", f"{region}/{directory['DirectoryId']}")
    if not listing.good:
        yield from gaps(whole.target, DESKTOP, listing, *KINDS[DESKTOP].gives, site=region)
    for row in body(listing).get("Workspaces", []):
        arn = whole.name("workspaces", region, f"workspace/{row['WorkspaceId']}")
        thing = whole.thing(DESKTOP, arn, name=row["WorkspaceId"], site=region)
        yield _store(whole, thing, listing, row)
        yield _user(seen, thing, listing, row)


def _store(whole: Account, thing: Mapping[str, Any], listing: Got, row: Mapping[str, Any]) -> DataStore:
    """Both volumes; what is not said is not encrypted."""
    encrypted = all(row.get(f"{volume}VolumeEncryptionEnabled") for volume in ("User", "Root"))
    key = row.get("VolumeEncryptionKey") if encrypted else None
    customer, held = custody(whole, key, thing["site"], listing)
    return DataStore(
        **thing,
        answers=rests_on(listing, held),
        encrypted=encrypted,
        customer_key=customer,
        cipher=None if encrypted else "",
        documented=True,
        unread=unread(customer_key=held, **({"cipher": HIDDEN} if encrypted else {})),
    )


def _user(seen: _Many, thing: Mapping[str, Any], listing: Got, row: Mapping[str, Any]) -> Identity:
    """Whose desktop it is, and when somebody last came to it. What is asked at sign-in its directory says."""
    got, said = seen.about(thing["site"], row["WorkspaceId"])
    return Identity(
        **{**thing, "name": f"{row.get('UserName') or 'nobody'} at {row['WorkspaceId']}"},
        answers=rests_on(listing, got),
        holder="person",
        enabled=row.get("State") != "SUSPENDED",
        interactive=True,
        privileged=None,
        mfa=None,
        unused_days=days(got, said.get("LastKnownUserConnectionTimestamp")) if got.good else None,
        keys=0,  # it has none to give
        unread=unread(privileged=NOT_ASKED, mfa=NOT_ASKED, unused_days=got),
    )


def _pools(whole: Account, region: str, first: Mapping[str, Any]) -> Iterator[Fact]:
    listing = whole.one("workspaces.pools", f"{region}/{first['DirectoryId']}")
    if not listing.good:
        yield from gaps(whole.target, POOL, listing, *KINDS[POOL].gives, site=region)
    for row in body(listing).get("WorkspacesPools", []):
        limits = row.get("TimeoutSettings") or {}
        thing = whole.thing(POOL, row["PoolArn"], name=row.get("PoolName", row["PoolId"]), site=region)
        yield streamed(
            {**thing, "answers": rests_on(listing)},
            listing,
            idle=limits.get("IdleDisconnectTimeoutInSeconds"),
            kept=limits.get("DisconnectTimeoutInSeconds"),
            longest=limits.get("MaxUserDurationInSeconds"),
            surface="remote-access",
        )
