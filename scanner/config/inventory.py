"""`inventory:` entries of safeguard.yaml: a file that lists hosts, each a target as if it had been written out."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any, Final, NamedTuple

import msgspec

from scanner import paths
from scanner.collector import Collector
from scanner.listed import Inventory, Listed
from scanner.profile import layers
from scanner.secrets.reference import holds_secret, looks_secret
from scanner.targets import Target, TargetError
from scanner.written.document import Document, FileError, Flaws, Problem, Steps, said
from scanner.written.yamlschema import complaints, nearest

SCHEME: Final = "ssh"
"""Of the targets that a file lists, where its entry names no other."""

_NAME: Final = re.compile(r"\w[\w.@%/+-]{0,252}|\[[0-9A-Fa-f:.]+(%\w+)?\]")
_GROUP: Final = "group."
"""Before the name of a group, where it stands among the labels."""


class Found(NamedTuple):
    """A target, and where it stands."""

    target: Target
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of safeguard.yaml that names a file."""

    document: Document
    steps: Steps
    """To the name of the file."""
    whole: Target
    """What the entry says for all that the file lists."""
    collector: Collector
    sound: Callable[[Target, Collector], None]
    """Raises TargetError where the options of a target make no sense together."""

    @property
    def words(self) -> Mapping[str, Any]:
        """All that stands in it."""
        words: Mapping[str, Any] = self.document.get(self.steps[:-1])
        return words

    def problem(self, text: str) -> Problem:
        """Say what is wrong with the file as a whole."""
        return self.document.problem(self.steps, f"{said(self.document.get(self.steps))}: {text}")


def template(words: Mapping[str, Any]) -> Target:
    """The target of no name from which those that a file lists are made."""
    scheme = words.get("scheme", SCHEME)
    scheme = scheme if isinstance(scheme, str) else SCHEME
    return Target(id=f"{scheme}:", scheme=scheme, name="")


def readable(collector: Collector, known: Iterable[Collector]) -> None:
    """Raise TargetError where the targets of a collector are read from no file, with those that are."""
    if collector.inventory is None:
        listed = ", ".join(sorted(f"{one.scheme}:" for one in known if one.inventory))
        others = f" (those of {listed} are)" if listed else ""
        text = (
            f"targets of the scheme “{collector.scheme}:” are read from no file{others}: write each of them as target:"
        )
        raise TargetError(text)


def expanded(entry: Entry, flaws: Flaws) -> list[Found]:
    """The targets that an entry's file lists. What is wrong with it and them is added."""
    every = [*_expanded(entry)]
    # All at once: of a place only the first stage speaks, and all of them are about one.
    flaws.add([replace(one, steps=one.steps or entry.steps) for one in every if isinstance(one, Problem)])
    return [one for one in every if isinstance(one, Found)]


def again(found: Found, first: Found, document: Document, steps: Steps) -> Problem:
    """Say that one target stands in two places."""
    where = f"on line {first.line}" + (f" of {first.file}" if first.file != found.file else "")
    text = f"{found.target.id} stands here a second time, first {where}"
    if found.file == first.file == document.name:
        return document.problem(steps, text, more=("Give one of them a name of its own below it: name: WORD",))
    more = (f"Leave it out of one of them, below inventory: except: [{found.target.id.partition(':')[2]}]",)
    if found.file == document.name:
        return document.problem(steps, text, more=more)
    return Problem(found.file, text, found.line, more=more, steps=steps)


def _expanded(entry: Entry) -> Iterator[Found | Problem]:
    path = layers.beside(entry.document, entry.words["inventory"])
    if not paths.is_there(path):
        yield entry.problem("there is no such file")
        return
    listed, problems = _read(
        entry, Inventory(path=path, format=entry.words.get("format", ""), ignored=tuple(entry.words.get("ignore", ())))
    )
    yield from problems
    yield from _unknown_groups(entry, listed)
    wanted = [one for one in listed if _wanted(one, entry.words)]
    if not wanted and not problems:
        yield entry.problem("none of the hosts that it lists is wanted here" if listed else "it lists no host")
    complain = complaints({"type": "object", "additionalProperties": False, "properties": entry.collector.options})
    for one in wanted:
        target = _target(entry.whole, one)
        if wrong := [*_wrong(one, target, entry, complain)]:
            yield from wrong
        else:
            yield Found(target, one.file, one.line)


def _read(entry: Entry, found: Inventory) -> tuple[list[Listed], list[Problem]]:
    if entry.collector.inventory is None:
        return [], []
    listed: list[Listed] = []
    problems: list[Problem] = []
    try:
        for one in entry.collector.inventory(found):
            if isinstance(one, Listed):
                listed.append(one)
            else:
                problems.append(one)
    except FileError as err:
        problems += err.problems
    return listed, problems


def _wanted(one: Listed, words: Mapping[str, Any]) -> bool:
    names = (one.name, *one.groups)
    if any(name == pattern or fnmatchcase(name, pattern) for pattern in words.get("except", ()) for name in names):
        return False
    return "groups" not in words or not set(one.groups).isdisjoint(words["groups"])


def _unknown_groups(entry: Entry, listed: Collection[Listed]) -> Iterator[Problem]:
    """Say which groups have no host: a name that is misspelt would leave hosts out."""
    known = {name for one in listed for name in one.groups if not looks_secret(name)}
    for place, name in enumerate(entry.words.get("groups", ())):
        if listed and name not in known:
            hint, more = nearest(name, known)
            steps = (*entry.steps[:-1], "groups", place)
            yield entry.document.problem(steps, f"no host is in the group {said(name)}", hint=hint, more=more)


def _target(whole: Target, one: Listed) -> Target:
    return msgspec.structs.replace(
        whole,
        id=f"{whole.scheme}:{one.name}",
        name=one.name,
        options={**whole.options, **one.options},
        labels={**whole.labels, **{f"{_GROUP}{name}": "yes" for name in one.groups}, **one.labels},
        ephi=whole.ephi if one.ephi is None else one.ephi,
        owner=one.owner or whole.owner,
    )


def _wrong(
    one: Listed, target: Target, entry: Entry, complain: Callable[[Mapping[str, Any]], Iterable[str]]
) -> Iterator[Problem]:
    """What stands in the way of scanning it, the first kind of thing only: a later one would repeat what is secret."""
    if not _NAME.fullmatch(one.name):
        yield Problem(one.file, "this is no name of a host: it must be letters, digits and . _ -", one.line)
    elif secret := next(_secrets(one, target), ""):
        more = ("What is secret is written below inventory:, as a reference: password: env:NAME",)
        yield Problem(one.file, f"{secret} holds a secret itself, and is not repeated", one.line, more=more)
    elif one.wrong:
        yield from one.wrong
    elif clauses := [*complain(one.options)]:
        yield from (Problem(one.file, f"{one.name}: {text}", one.line) for text in clauses)
    else:
        try:
            entry.sound(target, entry.collector)
        except TargetError as err:
            yield Problem(one.file, f"{one.name}: {err}", one.line)


def _secrets(one: Listed, target: Target) -> Iterator[str]:
    """What of a host is a secret, by the place where it stands."""
    if looks_secret(one.name):
        yield "the name of a host"
    for key, value in one.options.items():
        parts = value if isinstance(value, list) else [value]
        if any(isinstance(part, str) and holds_secret(key, part) for part in parts):
            yield key
    if any(looks_secret(key) or looks_secret(value) for key, value in target.labels.items()):
        yield "a label"
    if looks_secret(one.owner):
        yield "the owner"
