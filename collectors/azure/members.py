"""The subscriptions below a management group, as targets. Pure but for its row.

What is below a group is asked of the group itself, and not which subscriptions one can see: those are fewer where a
right is missing, and nothing would say so. One that cannot be read is a target that says it.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.keeping import keeping
from collectors.rest.ask import Rest
from scanner.answers import Answers, gaps
from scanner.collector import Kind, Member
from scanner.facts import CLASSES, Asset, Fact
from scanner.targets import Target

DESCENDANTS: Final = "azure.descendants"
MEMBER: Final = "azure.group.subscription"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {MEMBER: Kind(title="subscription below the management group", gives=((Asset, "service"),))}
)
QUESTIONS: Final = (
    Rest(
        id=DESCENDANTS,
        operation="GET Microsoft.Management/managementGroups/descendants",
        needs="Microsoft.Management/managementGroups/descendants/read",
        feeds=CLASSES,
        asked_of="lists",
        option=("management_group",),
        path="/providers/Microsoft.Management/managementGroups/{management_group}/descendants?api-version=2023-04-01",
        keep=f"{{value: value[].{keeping(('name', 'type', 'properties.displayName'))}}}",
        list="value",
    ),
)


def members(target: Target, answers: Answers) -> Iterator[Member]:
    """Give one target for each subscription below the group, however deep."""
    left = {name: value for name, value in target.options.items() if name != "management_group"}
    for row in (answers.one(DESCENDANTS).body or {}).get("value", []):
        name = str(row.get("name", "")).lower()
        # One whose name is no id is a target too: it says that it could not be read.
        if str(row.get("type", "")).lower().endswith("/subscriptions") and name:
            title = str((row.get("properties") or {}).get("displayName", ""))
            yield Member(target=Target(id=f"azure:{name}", scheme="azure", name=name, options=left, title=title))


def read(answers: Answers) -> Iterator[Fact]:
    """Give gaps for all that the subscriptions might hold where they could not be listed; else nothing."""
    if not (got := answers.one(DESCENDANTS)).good:
        yield from gaps(answers.target, MEMBER, got, *CLASSES)
