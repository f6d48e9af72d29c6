"""What all readers of Google Cloud share: which project it is, and how things are called. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.asking.listing import rows
from collectors.asking.tags import declared
from collectors.gcp.project import ANCESTRY, PROJECT
from scanner.answers import Answers, Got, rests_on


@dataclass(frozen=True, slots=True)
class Project:
    """The project that answered, and everything it answered."""

    answers: Answers
    id: str
    number: str

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def resource(self) -> str:
        """As Google calls it."""
        return f"//cloudresourcemanager.googleapis.com/projects/{self.id}"

    @property
    def above(self) -> list[str]:
        """What it stands below, the nearest first: `folders/12`, `organizations/34`; nothing where that is not told."""
        body = self.answers.one(ANCESTRY).body or {}
        return [f"{one['type']}s/{one['id']}" for one in body.get("value", []) if one.get("type") != "project"]

    def thing(self, kind: str, resource: str, name: str, *gots: Got, **more: Any) -> dict[str, Any]:
        """The fields that all facts about one resource share. more: `site`, `labels`, and other fields of facts."""
        labels = more.pop("labels", None) or {}
        return {
            "target": self.target,
            "resource": resource,
            "kind": kind,
            "name": name,
            **declared(self.answers.options, labels),
            **more,
            "answers": rests_on(*gots),
        }


def project(answers: Answers) -> Project | None:
    """Which one answered; None where even that is not known."""
    said = answers.one(PROJECT).body or {}
    if not said.get("projectId"):
        return None
    return Project(answers, str(said["projectId"]), str(said.get("name", "")).removeprefix("projects/"))


def chained(whole: Project, first: str, *below: str) -> list[Got]:
    """The answers to the last of lists that hang on each other by the names of things: locations, rings, keys.

    One that failed on the way stands for all that it would have led to. Where all were told at once, that is all.
    """
    last = below[-1] if below else first
    at_once = whole.answers.one(last)
    if at_once.place or not below:
        return [at_once]
    found = []
    for got in chained(whole, first, *below[:-1]):
        found += [whole.answers.one(last, str(row["name"])) for row in rows(got)] if got.good else [got]
    return found


def parts(whole: Project, question: str, part: str) -> Callable[[str], tuple[Got, list[Mapping[str, Any]]]]:
    """Tells of a thing, by its name, what was listed below it. part: what stands between the names: `/versions/`."""
    at_once, by = whole.answers.one(question), dict[str, list[Mapping[str, Any]]]()
    if at_once.place:
        for row in rows(at_once):
            by.setdefault(str(row["name"]).partition(part)[0], []).append(row)
        return lambda name: (at_once, by.get(name, []))

    def told(name: str) -> tuple[Got, list[Mapping[str, Any]]]:
        got = whole.answers.one(question, name)
        return got, rows(got)

    return told


def compute(link: str) -> str:
    """The full name of a thing of Compute Engine, by the link to it."""
    return f"//compute.googleapis.com/{link.partition('/v1/')[2] or link}"


def lasting(text: str | None) -> int | None:
    """Whole seconds of a duration: `7776000s`; None where there is none."""
    return int(float(text.removesuffix("s"))) if text else None


def last(name: str) -> str:
    """The last part of a name."""
    return name.rpartition("/")[2]
