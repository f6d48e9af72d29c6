"""What a store can tell, and do, about how long its members are kept: beside the verbs that a scan needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol, TypeAlias

from scanner.stores import Store

Mode: TypeAlias = Literal["compliance", "governance", "none"]
"""How a store locks: against everybody, against all but who may lift it, or not at all."""

MODES: Final[tuple[Mode, ...]] = ("none", "governance", "compliance")
"""From the weakest to the strongest."""


@dataclass(frozen=True)
class Held:
    """A member as it lies there, by what the place itself says of it."""

    key: str
    written: datetime
    """When its newest version came."""
    versions: int = 1
    """How often it was written, as far as the place keeps older ones."""
    hidden: bool = False
    """It was deleted, and lies on only as an older version."""


@dataclass(frozen=True)
class Retention:
    """Until when nobody may change or delete a member."""

    mode: Mode = "none"
    until: datetime | None = None


class KeptStore(Store, Protocol):
    """A store whose members can be looked at one by one, locked longer, and removed."""

    @property
    def lock_mode(self) -> Mode:
        """How it locks what is put there. Raises `StoreError` where nobody knows, or it is not as demanded."""

    def held(self, prefix: str) -> Iterator[Held]:
        """The members below this folder, deleted ones too where the place still has them."""

    def retention(self, key: str) -> Retention:
        """Until when this member is locked. Raises `MissingError`."""

    def extend(self, key: str, until: datetime) -> None:
        """Lock this member for longer. Raises `StoreError`."""

    def remove(self, key: str) -> None:
        """Delete this member, all of its versions. Raises `StoreError` where it is locked."""

    def strays(self) -> Iterator[str]:
        """What killed processes have left that is no member: spools and half-written files, in words."""

    def sweep(self) -> None:
        """Remove those."""
