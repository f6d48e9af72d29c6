"""A terminal, or what stands in its place: colour, width and marks."""

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Literal, TypeAlias

from rich.console import Console
from rich.text import Text

Colour: TypeAlias = Literal["auto", "always", "never"]

ENDLESS = 1_000_000
"""The width of a pipe: nothing is folded there, so that a line can be cut, grepped and pasted."""


def console(stream: IO[str], color: Colour = "auto", environ: Mapping[str, str] = os.environ) -> Console:
    r"""Where to print: no colour and no folding in a pipe. `NO_COLOR` and `TERM=dumb` are obeyed, and `color` more.

    What the stream's encoding does not have is written out (`\u2713`), never an exception.
    """
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace")
    terminal = stream.isatty()
    plain = color == "never" or (color == "auto" and bool(environ.get("NO_COLOR") or environ.get("TERM") == "dumb"))
    return _Console(
        file=stream,
        force_terminal=color == "always" or (terminal and not plain),
        color_system=None if plain else "standard" if color == "always" else "auto",
        no_color=plain,
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


def show(console: Console, lines: Iterable[Text]) -> None:
    """Print lines that are folded already."""
    for line in lines:
        console.print(line, soft_wrap=True)


def columns(rows: Iterable[tuple[Text | str, ...]], width: int, indent: int = 2, most: int = 28) -> Iterator[Text]:
    """Rows in columns by spaces, nothing behind the last; where they do not fit, the last column folds.

    In a terminal (`width` below `ENDLESS`) the others are cut at `most` cells.
    """
    table = [[Text(c) if isinstance(c, str) else c for c in row] for row in rows]
    wide = [
        max((row[i].cell_len for row in table if len(row) > i + 1), default=0)
        for i in range(max(map(len, table), default=1) - 1)
    ]
    if width < ENDLESS:
        wide = [min(w, most) for w in wide]
    for row in table:
        head = Text(" " * indent)
        for cell, cells in zip(row[:-1], wide, strict=False):
            fitted = cell.copy()
            fitted.truncate(cells, overflow="ellipsis", pad=True)
            head.append_text(fitted).append("  ")
        yield from _folded(head, row[-1], width)


def _folded(head: Text, last: Text, width: int) -> Iterator[Text]:

    room = width - head.cell_len
    if last.cell_len <= room or room < 16:  # noqa: PLR2004  # too narrow to fold into: let the terminal do it
        yield _ended(head + last)
        return
    folded = last.wrap(Console(width=width), room)
    for number, part in enumerate(folded):
        yield _ended((head if number == 0 else Text(" " * head.cell_len)) + part)


def _ended(line: Text) -> Text:
    line.rstrip()
    return line
