"""Tags: what people wrote on things, of all services at once. They say what holds ePHI, and whose it is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.answers import Answers
from scanner.collector import Kind
from scanner.facts import CLASSES

KINDS: Final[Mapping[str, Kind]] = MappingProxyType({})
OPTIONS: Final = ("tags", "ephi_tags", "free_tags", "owner_tags")
QUESTIONS: Final = (
    Ask(
        id="tags.resources",
        operation="resourcegroupstaggingapi.GetResources",
        needs="tag:GetResources",
        feeds=CLASSES,
        scope="region",
        option=OPTIONS,
        parameters=MappingProxyType({"ResourcesPerPage": 100}),
        keep="{ResourceTagMappingList: ResourceTagMappingList[].{ResourceARN: ResourceARN, Tags: Tags}}",
    ),
)


def tags(answers: Answers) -> Mapping[str, Mapping[str, str]]:
    """The tags of each resource by its ARN, those that may enter the evidence."""
    return {
        row["ResourceARN"]: {t["Key"]: t["Value"] for t in row["Tags"]}
        for got in answers.every("tags.resources")
        for row in (got.body or {}).get("ResourceTagMappingList", [])
        if row.get("Tags")
    }
