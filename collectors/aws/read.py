"""What all readers of AWS share: who the account is, how things are named, how old they are. Pure."""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final, TypeVar

from collectors.asking.tags import tag_values, texts
from collectors.aws.tags import tags
from scanner.answers import JSON, Answers, Got, gaps
from scanner.facts import Fact, Promise

T = TypeVar("T")
_ARN: Final = re.compile(r"arn:([\w-]+):")


@dataclass(frozen=True, slots=True)
class Account:
    """The account that answered, and everything it answered."""

    answers: Answers
    id: str
    partition: str
    tags: Mapping[str, Mapping[str, str]]
    """By ARN, those that the target lets in."""
    _made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def arn(self) -> str:
        """The account as AWS names it in policies: the same as its root user, for the two are one principal."""
        return f"arn:{self.partition}:iam::{self.id}:root"

    def region(self, region: str) -> str:
        """All of the account in one region, as policies name it."""
        return f"arn:{self.partition}:ec2:{region}:{self.id}:*"

    def name(self, service: str, region: str, resource: str) -> str:
        """The ARN of what AWS answers about by id only."""
        return f"arn:{self.partition}:{service}:{region}:{self.id}:{resource}"

    def one(self, question: str, about: str = "") -> Got:
        """One answer; never missing."""
        return self.answers.one(question, about)

    def every(self, question: str) -> list[Got]:
        """All answers to a question, one for each region or item; one that says so where it was not asked at all."""
        return list(self.answers.every(question)) or [self.answers.one(question)]

    def once(self, got: Got, make: Callable[[Got], T]) -> T:
        """What a reader makes of a whole listing: made once, for there is much in it and much that asks."""
        if (key := (make, got.place, got.about)) not in self._made:
            self._made[key] = make(got)
        made: T = self._made[key]
        return made

    def option(self, name: str) -> tuple[str, ...]:
        """A list the target sets."""
        return texts(self.answers.options.get(name))

    def thing(self, kind: str, resource: str, **more: Any) -> dict[str, Any]:
        """The fields that all facts about one thing share, with what its tags say of it."""
        said = {"target": self.target, "resource": resource, "kind": kind, **more}
        if "site" in more:
            said["site"] = intern(more["site"])  # one for all that is there
        if tags := self.tags.get(resource):
            said |= {"ephi": self._ephi(tags), "owner": self._owner(tags), "tags": self._shown(tags)}
        return said

    def _ephi(self, tags: Mapping[str, str]) -> bool | None:
        """What the owner's tags declare; None where they say nothing, or something that the target does not list."""
        if self._tagged(tags, "ephi_tags"):
            return True
        return False if self._tagged(tags, "free_tags") else None

    def _tagged(self, tags: Mapping[str, str], option: str) -> bool:
        """A tag has one of the values that an option lists for it, in whatever case."""
        wanted = tag_values(self.answers.options, option)
        return any(tags.get(key, "").strip().lower() in {v.lower() for v in values} for key, values in wanted.items())

    def _owner(self, tags: Mapping[str, str]) -> str:
        """The value of the first tag that the target says names owners."""
        return next((tags[key].strip() for key in self.option("owner_tags") if tags.get(key, "").strip()), "")

    def _shown(self, tags: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """Those that findings carry."""
        return tuple((key, tags[key]) for key in self.option("tags") if key in tags)


def account(answers: Answers) -> Account | None:
    """Who answered; None where even that is not known."""
    who = named(answers.one("aws.identity").body)
    return Account(answers, *who, tags(answers)) if who else None


def named(identity: JSON) -> tuple[str, str] | None:
    """Account and partition of a caller; None where an answer names none."""
    said = identity or {}
    arn = _ARN.match(str(said.get("Arn", "")))
    number = said.get("Account")
    return (number, arn[1]) if arn and isinstance(number, str) and number else None


def listed(whole: Account, question: str, key: str, kind: str, *promises: Promise) -> Iterator[tuple[Got, JSON] | Fact]:
    """The items of a listing in all regions, each with its answer; a gap for each class where it was not read."""
    for got in whole.every(question):
        if got.good:
            yield from ((got, item) for item in (got.body or {}).get(key, []))
        else:
            yield from gaps(whole.target, kind, got, *promises, site=got.about)


def body(got: Got) -> Mapping[str, Any]:
    """Its kept fields; none where there are none."""
    return got.body or {}


def first_bad(*gots: Got) -> Got | None:
    """The first that was not answered."""
    return next((g for g in gots if not g.good), None)
