"""One store or service of the smaller kinds, and the facts that all of them give in the same way. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from collectors.asking.ages import seconds
from collectors.aws.keys.custody import custody
from collectors.aws.policy import Document, audience, weighed
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unread
from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Exposure, Fact, Promise, Release, Session

Encryption: TypeAlias = Literal["required", "offered", "none"]


@dataclass(frozen=True, slots=True)
class Store:
    """One row of a listing."""

    whole: Account
    kind: str
    arn: str
    name: str
    row: Mapping[str, Any]
    got: Got
    """The answer that holds the row."""

    @property
    def region(self) -> str:
        """As its ARN names it."""
        return self.arn.split(":")[3]

    def thing(self, *gots: Got) -> dict[str, Any]:
        """What all facts about it share."""
        return self.whole.thing(
            self.kind, self.arn, name=self.name, site=self.region, answers=rests_on(self.got, *gots)
        )

    def beside(self, question: str) -> Got:
        """What was asked once for all of its region."""
        return self.whole.one(question, f"{self.region}/{ALL}")

    def asset(self, role: Literal["store", "service"] = "store") -> Asset:
        """It is there."""
        return Asset(**self.thing(), role=role)

    def data_store(
        self, key: str | None, *, encrypted: bool = True, told: Got | None = None, cipher: str | None = "aes-256"
    ) -> DataStore:
        """How it rests; nothing of that is known where the answer that tells it, `told`, is bad.

        `key`: as AWS names it, None for one of AWS's own. `cipher`: None where AWS names none; for most it names AES
        with 256 bits, and no mode. `told`: the row itself where no other answer is given.
        """
        told = told or self.got
        customer, held = custody(self.whole, key, self.region, told) if encrypted and told.good else (False, told)
        return DataStore(
            **self.thing(told, held),
            encrypted=encrypted if told.good else None,
            customer_key=customer if told.good else None,
            cipher=(cipher if encrypted else "") if told.good else None,
            documented=True,
            unread=unread(
                encrypted=told,
                customer_key=held,
                cipher=HIDDEN if told.good and encrypted and cipher is None else told,
            ),
        )

    def channel(
        self,
        encryption: Encryption | None,
        told: Got,
        *,
        protocol: Literal["database", "tls", "link"] = "database",
        version: str | None = None,
    ) -> Channel:
        """How one talks to it. `told`: the answer that says so, bad where it does not."""
        return Channel(
            **self.thing(told),
            protocol=protocol,
            enabled=True,
            encryption=encryption,
            min_version="" if encryption == "none" else version,
            algorithms=None,
            unread=unread(
                **({"encryption": told} if encryption is None else {}),
                **({"min_version": HIDDEN} if encryption != "none" and version is None else {}),
                algorithms=HIDDEN,
            ),
        )

    def session(self, idle: int | None, told: Got) -> Session:
        """When an idle connection ends; the limit is the server's, and a client cannot lift it."""
        return Session(
            **self.thing(told),
            surface="database",
            idle_seconds=idle,
            on_idle="ends",
            max_seconds=FOREVER,
            enforced=True if told.good else None,
            reauth_seconds=None,
            unread=unread(idle_seconds=told, enforced=told, reauth_seconds=HIDDEN),
        )

    def snapshots(self, kept: int, made: Iterable[str | None], told: Got, *, encrypted: bool) -> Backup:
        """Snapshots that are made by themselves and kept for so many days, 0 where none are; `made`: the good ones.

        What somebody makes by hand beside them is no routine. `told`: the answer that lists them.
        """
        newest = seconds(told, max(filter(None, made), default=None)) if told.good else None
        return Backup(
            **self.thing(told),
            mechanism="copy",
            newest_seconds=newest if kept else FOREVER,
            succeeded=None,
            retention_days=kept,
            encrypted=encrypted if told.good else None,
            offsite=False,
            immutable=False,
            unread=unread(**({"newest_seconds": told} if kept else {}), encrypted=told, succeeded=HIDDEN),
        )

    def opened(
        self, told: Got, policy: Document | None, *, widest: Literal["any-account", "everyone"] = "any-account"
    ) -> Exposure:
        """To whom the policy on it opens it. `told`: the answer that holds the policy; `widest`: as in `audience`."""
        return Exposure(
            **self.thing(told),
            way="permission",
            offers="data",
            audience=audience(policy, self.whole.id, widest=widest) if told.good else None,
            ports=(),
            considered=weighed(policy, self.whole.id) if told.good else (),
            unread=unread(audience=told),
        )

    def release(self, version: str, *, auto: bool) -> Release:
        """The engine's version, and whether it is kept up to date."""
        return Release(
            **self.thing(),
            version=version,
            support_days_left=None,
            auto_update=auto,
            unread=unread(support_days_left=NOT_ASKED),
        )


ALL = "all"
"""What a question is about that is asked once for all of a region, if there is anything at all."""


def once(rows: str) -> str:
    """The path by which a question is asked once in each region whose listing holds any rows."""
    return f"({rows}) && '{ALL}'"


def stores(  # noqa: PLR0913  # where things and their names stand in an answer
    whole: Account, question: str, rows: str, kind: str, *promises: Promise, arn: str, name: str
) -> Iterator[Store | Fact]:
    """Each thing of a listing, whose ARN and name stand under these keys; a gap for each promise where it failed."""
    for found in listed(whole, question, rows, kind, *promises):
        if isinstance(found, Fact):
            yield found
        else:
            got, row = found
            yield Store(whole, kind, row[arn], row[name], row, got)


def listed_below(
    whole: Account, gate: tuple[str, str], below: tuple[str, str], kind: str, *promises: Promise, only: str = ""
) -> Iterator[tuple[Got, Any] | Fact]:
    """The items of a listing that is asked for `once` where the gate's holds any, or any with the key `only`.

    Both are a question, and the key of its rows. Gaps as for any other listing.
    """
    for first in whole.every(gate[0]):
        some = [row for row in body(first).get(gate[1], []) if not only or row.get(only)]
        got = whole.one(below[0], f"{first.about}/{ALL}") if some else first
        if not got.good:
            yield from gaps(whole.target, kind, got, *promises, site=first.about)
        elif got is not first:
            yield from ((got, item) for item in body(got).get(below[1], []))
