"""A terminal, or what stands in its place: colour, width and marks."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from scanner.reports.drawing import Colour, paints, suit

ENDLESS = 1_000_000
"""The width of a pipe: nothing is folded there, so that a line can be cut, grepped and pasted."""


def console(stream: TextIO, color: Colour = "auto", environ: Mapping[str, str] = os.environ) -> Console:
    """Where to print: no colour and no folding in a pipe; what the stream cannot draw is written in ASCII."""
    suit(stream, environ)
    terminal, painted = stream.isatty(), paints(stream, color, environ)
    return _Console(
        file=stream,
        force_terminal=terminal or painted,
        color_system=None if not painted else "auto" if terminal and color == "auto" else "standard",
        no_color=not painted,
        width=None if terminal else ENDLESS,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={k: v for k, v in environ.items() if k not in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")},
    )


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Say that nobody reads on. Rich would end the process with a code of its own."""
        raise BrokenPipeError


def has_unicode(console: Console) -> bool:
    """Whether the marks can be printed; without that their ASCII forms are."""
    return console.encoding.lower().replace("-", "") == "utf8"


def cut_mark(console: Console) -> str:
    """What stands where a text was cut."""
    return "…" if has_unicode(console) else "..."


def show(console: Console, lines: Iterable[Text]) -> None:
    """Print lines that are folded already."""
    for line in lines:
        console.print(line, soft_wrap=True)


def columns(
    rows: Iterable[tuple[Text | str, ...]], width: int, indent: int = 2, most: int = 30, cut: str = "…"
) -> Iterator[Text]:
    """Rows in columns by spaces, nothing behind the last; where they do not fit, the last column folds.

    In a terminal (`width` below `ENDLESS`) the others are cut at `most` cells, with the mark `cut`: as many as an AWS
    account takes that has no name (`default (account 123456789012)`), for its number tells it from others. One that is
    too narrow for columns gets the last one below the others.
    """
    table = list(rows)  # as they are: there may be many, and a Text is large
    wide = [
        max((_cells(row[i]) for row in table if len(row) > i + 1), default=0)
        for i in range(max(map(len, table), default=1) - 1)
    ]
    if width < ENDLESS:
        wide = [min(w, most) for w in wide]
    stacked = bool(wide) and width - indent - sum(wide) - 2 * len(wide) < _ROOM
    for row in table:
        *before, last = [Text(cell) if isinstance(cell, str) else cell for cell in row]
        cells = [fitted(cell, size, cut) for cell, size in zip(before, wide, strict=False)]
        yield from _stacked(cells, last, width, indent) if stacked else _beside(cells, last, width, indent)


def _cells(cell: Text | str) -> int:
    return cell_len(cell) if isinstance(cell, str) else cell.cell_len


_ROOM = 16
"""The fewest cells into which a text can be folded."""


def fitted(cell: Text, size: int, cut: str) -> Text:
    """A text of that many cells: filled up, or cut with the mark `cut`."""
    if cell.cell_len <= size:
        return cell + Text(" " * (size - cell.cell_len))
    short = cell.copy()
    short.truncate(max(0, size - len(cut)), pad=True)
    return short.append(cut)


def _beside(cells: list[Text], last: Text, width: int, indent: int) -> Iterator[Text]:
    head = Text(" " * indent)
    for cell in cells:
        head.append_text(cell).append("  ")
    yield from _folded(head, last, width)


def _stacked(cells: list[Text], last: Text, width: int, indent: int) -> Iterator[Text]:
    first = Text("  ").join(map(_ended, cells))
    yield from _folded(Text(" " * indent), first, width)
    yield from _folded(Text(" " * (indent + 2)), last, width)


def _folded(head: Text, last: Text, width: int) -> Iterator[Text]:
    room = width - head.cell_len
    if last.cell_len <= room or room < _ROOM:  # too narrow to fold into: let the terminal do it
        yield _ended(head + last)
        return
    folded = last.wrap(Console(width=width), room)
    for number, part in enumerate(folded):
        yield _ended((head if number == 0 else Text(" " * head.cell_len)) + part)


def _ended(line: Text) -> Text:
    line.rstrip()
    return line
