"""Goes through what a search finds, place after place and page after page, and ends it where a server would not."""

from collections.abc import Iterator, Sequence
from typing import Final

from collectors.directory.question import Search
from collectors.directory.read import Entry
from collectors.directory.session import Page, Raw, Reference, Session
from collectors.directory.values import Keep
from collectors.tls.wire import UnansweredError

AGAIN: Final = "the same page came again"
ENDLESS: Final = "pages without end"
_EMPTY: Final = 100
"""Pages without an entry, one after the other: a filter that fits few of a million entries has some."""
_RANGES: Final = 1000
"""Parts of one attribute: a million and a half members."""


def walk(session: Session, row: Search, where: Sequence[str], size: int) -> Iterator[Entry | Reference]:
    """Give what is kept of each entry. Raises UnansweredError where it does not come to its end."""
    keep = Keep(row)
    for base in where:
        left = row.most
        for one in _pages(session, row, base, size if row.paged and not row.most else 0):
            if isinstance(one, Reference):
                yield one
                continue
            yield _whole(session, row, keep, one)
            left -= 1
            if row.most and left <= 0:
                break


def _pages(session: Session, row: Search, base: str, size: int) -> Iterator[Raw | Reference]:
    cookie, empty, seen = b"", 0, set[tuple[bytes, str]]()
    while True:
        first, goes_on = "", b""
        for one in session.search(row, base, size=size, cookie=cookie):
            if isinstance(one, Page):
                goes_on = one.cookie
                continue
            first = first or (one.dn if isinstance(one, Raw) else "")
            yield one
        if not goes_on:
            return
        empty = 0 if first else empty + 1
        if empty > _EMPTY:
            raise UnansweredError("error", ENDLESS)
        if first and (goes_on, first) in seen:
            raise UnansweredError("error", AGAIN)
        seen.add((goes_on, first))
        cookie = goes_on


def _whole(session: Session, row: Search, keep: Keep, one: Raw) -> Entry:
    """An entry with all values of each attribute."""
    kept, goes_on = keep.kept(one.attributes)
    for name, begin in goes_on.items():
        _rest(session, row, keep, (one.dn, name, begin), kept[name])
    return Entry(one.dn, kept)


def _rest(session: Session, row: Search, keep: Keep, at: tuple[str, str, int], values: list[str]) -> None:
    """Ask for the values that did not come (MS-ADTS 3.1.1.3.1.3.3)."""
    dn, name, begin = at
    for _ in range(_RANGES):
        before = begin
        for one in session.search(row, dn, only=f"{name};range={begin}-*"):
            if isinstance(one, Raw):
                kept, goes_on = keep.kept(one.attributes)
                values.extend(kept.get(name, ()))
                begin = goes_on.get(name, 0)
        if not begin:
            return
        if begin <= before:
            break
    raise UnansweredError("error", ENDLESS)
