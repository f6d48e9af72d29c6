"""What all readers of Azure share: which subscription it is, how things are called, how old they are. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from collectors.asking.ages import DAY
from collectors.asking.tags import declared
from collectors.azure.subscription import SUBSCRIPTION
from scanner.answers import JSON, Answers, Got, rests_on
from scanner.facts import FOREVER

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subscription:
    """The subscription that answered, and everything it answered."""

    answers: Answers
    id: str
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[["Subscription"], T]) -> T:
        """What `make` makes of it: once, for all readers that look at it."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def arm(self) -> str:
        """As Azure calls it."""
        return f"/subscriptions/{self.id}"

    def thing(self, kind: str, row: Mapping[str, Any], *gots: Got, of: str = "") -> dict[str, Any]:
        """The fields that all facts about one resource share. `of`: what follows its id."""
        return {
            "target": self.target,
            "resource": canonical(row["id"]) + of.lower(),
            "kind": kind,
            "name": row.get("name", ""),
            "site": row.get("location", ""),
            **declared(self.answers.options, row.get("tags") or {}),
            "answers": rests_on(*gots),
        }


def subscription(answers: Answers) -> Subscription | None:
    """Which one answered; None where even that is not known."""
    said = answers.one(SUBSCRIPTION).body or {}
    return Subscription(answers, str(said["subscriptionId"]).lower()) if said.get("subscriptionId") else None


def canonical(id: str) -> str:
    """Azure minds no case in ids, and writes them now in one, now in another."""
    return id.lower()


def properties(row: JSON) -> Mapping[str, Any]:
    """What Azure says of a resource; nothing where it says nothing."""
    return (row or {}).get("properties") or {}


def days_since(got: Got, epoch: int | None) -> int | None:
    """Whole days since a time in seconds of the epoch, when the answer came; None where none is said."""
    return None if epoch is None else (_epoch(got) - epoch) // DAY


def days_after(got: Got, epoch: int | None) -> int:
    """Whole days until a time in seconds of the epoch, negative when over; FOREVER where none is set."""
    return FOREVER if epoch is None else (epoch - _epoch(got)) // DAY


def _epoch(got: Got) -> int:
    return int(datetime.fromisoformat(got.asked).timestamp())
