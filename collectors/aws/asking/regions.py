"""The regions in which an account is asked, as the account's list of them tells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec

from collectors.aws.asking.outcome import Ended
from scanner.answers import NOT_ENABLED, NOT_OFFERED, Answer

_NONE_OF_THEM: Final = Ended("denied", "RegionNotEnabled")
_NO_REGION: Final = Ended("error", "NoSuchRegion")


@dataclass(frozen=True)
class Regions:
    """Where to ask, and where not."""

    home: str
    """Where questions are asked that have no region."""
    asked: Sequence[str]
    """Named by the target, or all that are open to the account; without those that are not enabled."""
    shut: Mapping[str, Ended]
    """Of these, those where every question ends like this, unasked."""
    off: Sequence[str] = ()
    """Named by the target, and not enabled for the account: AWS lets nobody in there."""

    @classmethod
    def of(cls, declared: Sequence[str], home: str, listed: Answer) -> Self:
        """From what a target declares, which may be nothing, and the account's own list."""
        known = _known(listed)
        if not declared:
            asked = sorted(region for region, there in known.items() if there)
            return cls(home, asked, {} if asked else {home: Ended(listed.outcome, listed.code)})
        off = [region for region in dict.fromkeys(declared) if not known.get(region, True)]
        asked = [region for region in declared if region not in off]
        if not asked:
            # Where none of those that are declared is there, nothing of them was seen: that is no empty account.
            return cls(home, asked, {home: _NONE_OF_THEM}, off)
        return cls(home, asked, {r: _NO_REGION for r in asked if known and r not in known}, off)

    def not_enabled(self, listed: Answer) -> Iterator[Answer]:
        """What the list says of those that are not enabled. Of them nothing else is asked, and nothing read."""
        said = msgspec.structs.replace(listed, outcome="absent", code=NOT_ENABLED, body={NOT_OFFERED: True}, items=0)
        yield from (msgspec.structs.replace(said, about=region) for region in self.off)


def _known(listed: Answer) -> Mapping[str, bool]:
    """The regions that AWS lists, and whether each is open to the account."""
    rows: list[Mapping[str, Any]] = (listed.body or {}).get("Regions", [])
    return {r["RegionName"]: r.get("OptInStatus") != "not-opted-in" for r in rows}
