"""What a collector brings whose hosts are reached by nobody, and drop what they have to say where it is fetched."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from scanner.targets import Target

Fate: TypeAlias = Literal["taken", "known", "refused"]
"""Of a drop: it counts from now on, it is the one that counts already, or it changes nothing."""


class NotKeptError(Exception):
    """What was taken in could not be written. Says where, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a program is to do that installs a collector on a host."""

    system: str
    """`linux`, `macos` or `windows`."""
    recipient: bytes
    """The private key (PEM) whose public half drops are locked with; only that half leaves."""
    to: str
    """A folder, a share, `s3://BUCKET/PREFIX` or `https://...`; empty: a folder of the host itself."""
    every: str
    """How often, as a target says it: `24h`."""
    name: str
    """What the host is called here; empty: as it calls itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Where drops lie, and what is known of the hosts that may have put them there."""

    place: str
    targets: Sequence[Target]
    recipient: bytes
    now: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one drop."""

    where: str
    fate: Fate
    said: str
    """Of one that counts: the host, and of when it is. Of one that is refused: why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropping:
    """How such hosts are made ready, and how their drops are taken in."""

    recipient: Callable[[], bytes]
    """Makes a private key (PEM) to lock drops for."""
    installer: Callable[[Wanted], str]
    """Writes the program that installs the collector. Raises CollectError where that cannot be done so."""
    take: Callable[[Taking], Iterator[Taken]]
    """Takes in what is genuine, fresh and whole. Raises CollectError where nothing can be looked at, and
    NotKeptError."""
