"""What a search found, as it is kept: in parts, none of which is longer than a line of evidence may be. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from collectors.directory.question import BASE
from collectors.directory.read import LAST, Entry
from collectors.directory.session import Reference
from collectors.directory.values import LONGEST
from scanner.answers import JSON

_PART: Final = 1 << 17
"""Characters of one part, about. A line of evidence may have a hundred times as many; readers hold 64 parts open."""
_ENTRY: Final = 12 << 20
"""Characters of one entry: more fit into no line of evidence."""
_AROUND: Final = 8
_REFERENCES: Final = 50
_URI: Final = re.compile(r"ldaps?://(?:[^/?#@]*@)?([A-Za-z0-9.:\[\]_-]{0,260})(/[^?#]*)?", re.IGNORECASE)
_WORD: Final = re.compile(r"\{(\w+)\}")


class EntryTooLongError(Exception):
    """An entry fits into no line of evidence."""


class Part:
    """Gathers one part of what was found."""

    def __init__(self) -> None:
        self._entries: list[JSON] = []
        self._references: list[str] = []
        self._weight = 0

    @property
    def full(self) -> bool:
        """It is time to hand it on."""
        return self._weight >= _PART

    @property
    def items(self) -> int:
        """How many entries it has."""
        return len(self._entries)

    def add(self, one: Entry | Reference) -> None:
        """Take one thing that was found. Raises EntryTooLongError where nothing could hold it."""
        if isinstance(one, Reference):
            self._refer(one.uris)
            return
        texts = (one.dn, *(text for values in one.attributes.values() for text in (*values, "")))
        weight = sum(map(len, texts)) + _AROUND * len(texts)
        if weight > _ENTRY:
            raise EntryTooLongError
        self._weight += weight
        self._entries.append([one.dn, one.attributes])

    def _refer(self, uris: Sequence[str]) -> None:
        """Name where a part of the tree lies: the host and the name there, and nothing else of an address."""
        for uri in uris[: _REFERENCES - len(self._references)]:
            found = _URI.match(str(uri))
            named = f"ldap://{found[1]}{found[2] or ''}" if found else "no address of LDAP"
            self._references.append(named[:LONGEST])

    def body(self, *, last: bool, **more: JSON) -> JSON:
        """What is kept of it."""
        references = {"references": self._references} if self._references else {}
        return {"entries": self._entries, **references, LAST: last, **more}


def places(base: str, root: Mapping[str, Sequence[str]], contexts: Sequence[str]) -> Iterator[str]:
    """Where to search: a base with its word in braces filled in; nowhere if the root DSE does not name it."""
    if BASE in base:
        yield from (base.replace(BASE, context) for context in contexts)
    elif word := _WORD.search(base):
        yield from (base.replace(word[0], value) for value in root.get(word[1].lower(), ())[:1])
    else:
        yield base
