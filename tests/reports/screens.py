"""What a person sees in a terminal of a given width, encoding and colour."""

from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from types import MappingProxyType
from typing import Any

from rich.console import Console

from scanner.reports.console import console
from scanner.reports.drawing import Colour
from scanner.reports.night import Night
from scanner.reports.terminal import Ending, print_night

LOCALE = {"LANG": "C.UTF-8"}


class Screen(TextIOWrapper):
    """A stream that says whether it is a terminal."""

    def __init__(self, *, tty: bool = True, encoding: str = "utf-8") -> None:
        super().__init__(BytesIO(), encoding=encoding)
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty

    @property
    def shown(self) -> str:
        self.flush()
        assert isinstance(self.buffer, BytesIO)
        return self.buffer.getvalue().decode(self.encoding)


def on(
    screen: Screen, width: int = 100, color: Colour = "auto", environ: Mapping[str, str] = MappingProxyType({})
) -> Console:
    """A console on it."""
    return console(screen, color, {**LOCALE, "COLUMNS": str(width), "LINES": "40", "TERM": "xterm-256color", **environ})


def printed(night: Night, width: int = 100, color: Colour = "never", ending: Ending | None = None, **how: Any) -> str:
    """The end of a scan, as it stands on the screen."""
    screen = Screen(**how)
    print_night(night, on(screen, width, color), ending)
    return screen.shown
