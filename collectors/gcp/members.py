"""The projects below an organisation or a folder, as targets. Pure but for its rows.

They are asked of what they stand below, and not which ones one can see: those are fewer where a right is missing, and
nothing would say so. One that cannot be read is a target that says it.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.gcp.question import gcp
from scanner.answers import Answers, Got, gaps
from scanner.collector import Kind, Member
from scanner.facts import CLASSES, Asset, Fact
from scanner.targets import Target

ALL: Final = "gcp.projects.all"
PROJECTS: Final = "gcp.projects.below"
FOLDERS: Final = "gcp.folders.below"
MEMBER: Final = "gcp.above.project"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {MEMBER: Kind(title="project below an organisation or a folder", gives=((Asset, "service"),))}
)
_GOING: Final = frozenset({"DELETE_REQUESTED", "DELETE_IN_PROGRESS"})
_ABOVE: Final = ("organization", "folder")
_TYPE: Final = "cloudresourcemanager.googleapis.com/Project"

QUESTIONS: Final = (
    gcp(
        ALL,
        "cloudasset.assets.list (RESOURCE)",
        f"/v1/{{above}}/assets?contentType=RESOURCE&pageSize=1000&assetTypes={_TYPE}",
        ("projectId", "name", "displayName", "lifecycleState", "state"),
        needs="cloudasset.assets.listResource",
        feeds=CLASSES,
        asked_of="lists",
        option=_ABOVE,
        list="assets",
        items="assets[].resource.data",
    ),
    gcp(
        PROJECTS,
        "cloudresourcemanager.projects.list",
        "/v3/projects?parent={parent}&pageSize=300",
        ("projectId", "displayName", "state"),
        needs="resourcemanager.projects.list",
        feeds=CLASSES,
        asked_of="lists",
        option=_ABOVE,
        list="projects",
    ),
    gcp(
        FOLDERS,
        "cloudresourcemanager.folders.list",
        "/v3/folders?parent={parent}&pageSize=300",
        ("name", "state"),
        needs="resourcemanager.folders.list",
        feeds=CLASSES,
        asked_of="lists",
        option=_ABOVE,
        list="folders",
    ),
)


def members(target: Target, answers: Answers) -> Iterator[Member]:
    """Give one target for each project below, however deep."""
    left = {name: value for name, value in target.options.items() if name not in _ABOVE}
    for row in _projects(answers):
        name = str(row.get("projectId", ""))
        title = str(row.get("displayName") or row.get("name") or "")
        going = {row.get("state"), row.get("lifecycleState")} & _GOING
        if name:
            yield Member(
                target=Target(id=f"gcp:{name}", scheme="gcp", name=name, options=left, title=title),
                aside="the project is being deleted" if going else "",
            )


def _projects(answers: Answers) -> Iterator[Mapping[str, Any]]:
    for got in (answers.one(ALL), *answers.every(PROJECTS)):
        yield from (got.body or {}).get("value", [])


def read(answers: Answers) -> Iterator[Fact]:
    """Give gaps for all that the projects might hold where they could not be listed; else nothing."""
    if answers.one(ALL).good:
        return
    lists: list[Got] = [*answers.every(PROJECTS), *answers.every(FOLDERS)]
    for got in [got for got in lists if not got.good] or ([answers.one(ALL)] if not lists else []):
        yield from gaps(answers.target, MEMBER, got, *CLASSES)
