"""Tags: what people wrote on things, of all services at once. They say what holds ePHI, and whose it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.row import Known
from collectors.aws.asking.signing import home
from collectors.aws.options import options
from collectors.aws.question import Ask, Place
from scanner.answers import Answers
from scanner.collector import Kind
from scanner.facts import CLASSES, Promise
from scanner.targets import Target

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({})
_TOLD: Final = frozenset({"ok", "empty"})
OPTIONS: Final = ("tags", "ephi_tags", "free_tags", "owner_tags")


def _asked(known: Known, place: Place) -> bool:
    return known.outcome("tags.resources", place.region) in _TOLD


def _told(known: Known, place: Place) -> bool:
    """Its tags are known: those of its region, or those of what has no region, which are the home region's too."""
    return _asked(known, place) or (known.outcome("tags.global") in _TOLD and place.region == _home(place.region))


def _home(region: str) -> str:
    """Where what has no region is asked, in the partition of a region."""
    return home(options(Target(id="aws:", scheme="aws", name="", options={"regions": region})))


def _tags(id: str, feeds: tuple[Promise, ...] = CLASSES, **more: Any) -> Ask:
    """AWS tells the tags of one region at a time, of what has no region in the home of its partition."""
    return Ask(
        id=id,
        operation="resourcegroupstaggingapi.GetResources",
        needs="tag:GetResources",
        feeds=feeds,
        option=OPTIONS,
        parameters=MappingProxyType({"ResourcesPerPage": 100}),
        keep="{ResourceTagMappingList: ResourceTagMappingList[].{ResourceARN: ResourceARN, Tags: Tags}}",
        **more,
    )


def elsewhere(id: str, about: str, feeds: tuple[Promise, ...], **each: str) -> Ask:
    """A row for what is listed wherever it lies: in regions, too, that are not asked."""
    more = {"about": about, "where": about, "unique": True, **each}
    return _tags(id, feeds, after=("tags.resources", "tags.global"), unless=_told, **more)


QUESTIONS: Final = (
    _tags("tags.resources", scope="region"),
    _tags("tags.global", scope="account", after=("tags.resources",), unless=_asked),
)
ELSEWHERE: Final = ("tags.global", "tags.buckets", "tags.located")
"""Asked only where something lies out of the regions that are asked; the rows of buckets stand with theirs."""
ALL: Final = ("tags.resources", *ELSEWHERE)


def tags(answers: Answers) -> Mapping[str, Mapping[str, str]]:
    """The tags of each resource by its ARN, those that may enter the evidence."""
    return {
        row["ResourceARN"]: {t["Key"]: t["Value"] for t in row["Tags"]}
        for question in ALL
        for got in answers.every(question)
        for row in (got.body or {}).get("ResourceTagMappingList", [])
        if row.get("Tags")
    }
