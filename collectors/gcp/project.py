"""The project itself: that it is there, what it is called, and what stands above it. Pure but for its rows."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.gcp.question import gcp
from scanner.answers import Answers, rests_on
from scanner.collector import Kind
from scanner.facts import CLASSES, Asset, Fact

PROJECT: Final = "gcp.project"
ANCESTRY: Final = "gcp.ancestry"
KIND: Final = "gcp.project"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {KIND: Kind(title="Google Cloud project", gives=((Asset, "service"),), always=True)}
)
QUESTIONS: Final = (
    gcp(
        PROJECT,
        "cloudresourcemanager.projects.get",
        "/v3/projects/{project}",
        ("name", "projectId", "displayName", "state", "parent", "labels"),
        needs="resourcemanager.projects.get",
        feeds=CLASSES,
    ),
    gcp(
        ANCESTRY,
        "cloudresourcemanager.projects.getAncestry",
        "/v1/projects/{project}:getAncestry",
        ("type", "id"),
        needs="resourcemanager.projects.get",
        feeds=CLASSES,
        method="POST",
        list="ancestor",
        items="ancestor[].resourceId",
    ),
)


def read(answers: Answers, resource: str) -> Iterator[Fact]:
    """Give the project itself. It is no scope with accounts of its own: those are Google's or Workspace's."""
    got = answers.one(PROJECT)
    name = called(answers)
    yield Asset(target=answers.target, resource=resource, kind=KIND, name=name, answers=rests_on(got), role="service")


def called(answers: Answers) -> str:
    """What people call it."""
    said = answers.one(PROJECT).body or {}
    return str(said.get("displayName") or said.get("projectId", ""))
