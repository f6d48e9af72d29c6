"""Where and about what a row is asked: once an account, a region, or a thing that another answer names."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from collectors.asking.memory import Memory
from collectors.asking.paths import search
from collectors.aws.asking.regions import Regions
from collectors.aws.question import Ask, Place

_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}", re.ASCII)
"""As AWS calls them; the id of an organisational unit (`ou-ab12-11111111`) is none."""


def places(row: Ask, regions: Regions, memory: Memory) -> list[Place]:
    """All places of a row, but for those of which it says itself that nothing is to be asked there."""
    if row.scope == "account":
        found: Iterable[Place] = [Place(regions.home, "")]
    elif row.scope == "region":
        # Where the regions could not be listed the question stands once, with that as its outcome.
        found = [Place(region, region) for region in regions.asked] or [Place(regions.home, "")]
    else:
        found = _items(row, regions.home, memory)
    kept = [place for place in found if not row.unless(memory, place)]
    return list(_batches(kept, row.batch)) if row.batch else kept


def _items(row: Ask, home: str, memory: Memory) -> Iterator[Place]:
    seen: set[str] = set()
    for parent in memory.every(row.each):
        found, region, within = search(row.of, parent.body), _region(parent.about, home), _bare(parent.about)
        for item in found if isinstance(found, list) else [found] if found else []:
            where = search(row.where, item) if row.where else region
            name = search(row.about, item)
            if isinstance(name, str) and name:
                full = name if row.unique or name.startswith("arn:") else f"{where}/{name}"
                if full not in seen:
                    seen.add(full)
                    yield Place(where or home, full, item, within)


def _batches(places: Iterable[Place], size: int) -> Iterator[Place]:
    """So many at a time; what stands in another region, or in another thing, apart."""
    apart: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        apart.setdefault((place.region, place.parent), []).append(place)
    for (region, parent), some in apart.items():
        for n in range(0, len(some), size):
            part = some[n : n + size]
            yield Place(region, part[0].about, [p.item for p in part], parent)


def _region(about: str, otherwise: str) -> str:
    """The region in the name of what an answer is about: itself, `REGION/NAME`, or an ARN's fourth part."""
    if about.startswith("arn:"):
        return about.split(":")[3] or otherwise
    head = about.partition("/")[0]
    return head if _REGION.fullmatch(head) else otherwise


def _bare(about: str) -> str:
    """A name without its region; an ARN as it is."""
    head, _, tail = about.partition("/")
    return tail if tail and not about.startswith("arn:") and _region(about, "") == head else about
