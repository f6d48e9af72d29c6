"""What readers of all directories share: who answered, how things are called, and what a search found. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

from collectors.asking.ages import days
from collectors.asking.tags import texts
from scanner.answers import Answers, Got, rests_on, unclear

ROOT: Final = "directory.root"
LAST: Final = "last"
"""In the body of the last part of what a search found."""
_TIME: Final = re.compile(r"[0-9]{14}(\.[0-9]{1,9})?Z", re.ASCII)
_BLANK: Final = re.compile(r"^ | $| [,=]|[,=] ")


class Entry(NamedTuple):
    """One entry that was found."""

    dn: str
    attributes: Mapping[str, Sequence[str]]
    """By name, in lower case."""

    def one(self, name: str) -> str:
        """Its only value, or the first; empty where it has none."""
        values = self.attributes.get(name)
        return values[0] if values else ""

    def all(self, name: str) -> Sequence[str]:
        """All of them."""
        return self.attributes.get(name, ())


@dataclass(frozen=True)
class Directory:
    """The directory that answered, and everything it answered."""

    answers: Answers
    host: str
    """The server, as the target has it."""
    root: Entry
    """Its root DSE."""

    @property
    def target(self) -> str:
        """As facts call it."""
        return self.answers.target

    @property
    def resource(self) -> str:
        """As facts call the whole of it."""
        return f"ldap:{self.host}"

    @property
    def bases(self) -> tuple[str, ...]:
        """The naming contexts that were scanned."""
        return bases(self.root.attributes, self.answers.options)

    def declared(self, option: str) -> frozenset[str]:
        """The names that an option lists, in lower case."""
        return frozenset(normal(one) for one in listed(self.answers.options.get(option)))

    def thing(self, kind: str, dn: str, name: str, *gots: Got) -> dict[str, Any]:
        """The fields that all facts about one thing share. dn: empty for the directory itself."""
        return {
            "target": self.target,
            "resource": f"{self.resource}/{normal(dn)}" if dn else self.resource,
            "kind": kind,
            "name": name,
            "within": (self.resource,) if dn else (),
            "answers": rests_on(*gots),
        }

    def one(self, question: str) -> Got:
        """What became of a search as a whole: good only where all parts came, and the last of them was the last.

        Its body is that of the first part. A failure names what failed; `absent` is what has no such place at all.
        """
        if question not in self._known:
            self._known[question] = self._one(question)
        return self._known[question]

    @cached_property
    def _known(self) -> dict[str, Got]:
        """What was found out of searches: to look at one as a whole is to open each of its parts."""
        return {}

    def _one(self, question: str) -> Got:
        first, last, bad = None, None, None
        places: list[int] = []
        for part in self.answers.every(question):
            first, last = first or part, part
            bad = bad or (None if part.good else part)
            places.extend(part.place)
        if first is None or last is None:
            return self.answers.one(question)
        if not bad and last.ok and not (last.body or {}).get(LAST):
            return Got("error", f"{last.ask}: it broke off", place=tuple(places))
        return replace(bad or first, place=tuple(places))

    def entries(self, question: str) -> Iterator[Entry]:
        """What a search found, part by part; nothing where it failed."""
        for part in self.answers.every(question):
            if part.ok:
                yield from (Entry(dn, values) for dn, values in part.body["entries"])

    def parts(self, question: str) -> Iterator[tuple[Got, list[Entry]]]:
        """The same, with the answer that each rests on: a fact about one entry names that alone."""
        for part in self.answers.every(question):
            if part.ok:
                yield part, [Entry(dn, values) for dn, values in part.body["entries"]]

    def only(self, question: str) -> tuple[Entry | None, Got]:
        """The one entry that is asked for; None where it is not there or was not read, which the answer tells."""
        got = self.one(question)
        return next(self.entries(question), None) if got.good else None, got


def bases(root: Mapping[str, Sequence[str]], options: Mapping[str, Any]) -> tuple[str, ...]:
    """What is scanned: what the target names, else the default, else every naming context.

    `defaultNamingContext` is of Active Directory (MS-ADTS 3.1.1.3.2.4) and of 389 Directory Server.
    """
    if named := listed(options.get("base")):
        return named
    return tuple(root.get("defaultnamingcontext", ())) or tuple(root.get("namingcontexts", ()))


def listed(value: Any) -> tuple[str, ...]:
    """Names that an option lists: a list, or one name. A name of a directory holds commas."""
    return (value,) if isinstance(value, str) else tuple(texts(value))


def normal(dn: str) -> str:
    """A distinguished name as names are compared: in lower case, without blanks around its commas and signs.

    Servers give names in one form each; that is enough to tell whether two of one server are the same.
    """
    name = dn.lower()
    if not _BLANK.search(name):
        return name
    return ",".join("=".join(part.strip() for part in one.split("=", 1)) for one in name.split(","))


def age(got: Got, when: str) -> tuple[int | None, Got]:
    """Whole days since a time as directories write it (RFC 4517, 3.3.13); FOREVER where there is none."""
    if not when:
        return days(got, None), got
    try:
        if _TIME.fullmatch(when):
            return days(got, f"{when[:8]}T{when[8:14]}Z"), got
    except ValueError:  # of no day that there is
        pass
    return None, unclear(got, "it tells a time that is none")


def whole(got: Got, written: str, what: str) -> tuple[int | None, Got]:
    """A whole number as a directory writes it."""
    number = written.removeprefix("-")
    if number.isascii() and number.isdecimal() and len(number) <= 19:  # noqa: PLR2004  # digits of 64 bits
        return int(written), got
    return None, unclear(got, f"{what} is no whole number")
