from io import BytesIO, StringIO, TextIOWrapper

import pytest

from scanner.reports.drawing import Colour, draws, paints, room, suit
from tests.reports.screens import Screen


@pytest.mark.parametrize(
    ("environ", "drawn"),
    [
        ({}, False),  # without a locale it is C
        ({"LANG": ""}, False),
        ({"LANG": "C"}, False),
        ({"LANG": "POSIX"}, False),
        ({"LC_ALL": "C", "LANG": "C.UTF-8"}, False),
        ({"LC_ALL": "POSIX", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C", "LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE.ISO-8859-15@euro"}, False),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "C.utf8"}, True),
        ({"LANG": "de_DE.UTF-8@euro"}, True),
        ({"LANG": "de_DE"}, True),  # names none: the stream's own counts
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "C", "LC_ALL": "en_US.UTF-8"}, True),
        ({"LC_CTYPE": "UTF-8"}, True),  # as macOS has it
        ({"LANG": "C.UTF-8", "TERM": "dumb"}, False),
        ({"LANG": "C.UTF-8", "TERM": "linux"}, False),
        ({"LANG": "C.UTF-8", "TERM": "xterm"}, True),
    ],
)
def test_whether_marks_are_drawn(*, environ: dict[str, str], drawn: bool) -> None:
    assert draws("utf-8", environ, utf8_mode=0) is drawn


@pytest.mark.parametrize("encoding", ["ascii", "iso8859-1", "cp1252", ""])
def test_a_stream_without_them_draws_none(encoding: str) -> None:
    assert not draws(encoding, {"LANG": "C.UTF-8"}, utf8_mode=0)


@pytest.mark.parametrize(
    ("environ", "drawn"),
    [
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LANG": "xx_XX.UTF-8", "LC_CTYPE": "C.UTF-8"}, True),  # not installed here; its terminal is what it says
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8", "PYTHONUTF8": "1"}, True),
    ],
)
def test_what_python_itself_set_is_not_the_users(*, environ: dict[str, str], drawn: bool) -> None:
    assert draws("utf-8", environ, utf8_mode=1) is drawn


@pytest.mark.parametrize(
    ("tty", "color", "environ", "painted"),
    [
        (True, "auto", {}, True),
        (True, "auto", {"NO_COLOR": "1"}, False),
        (True, "auto", {"NO_COLOR": ""}, True),
        (True, "auto", {"TERM": "dumb"}, False),
        (True, "auto", {"FORCE_COLOR": "0"}, True),
        (True, "auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        (True, "never", {"FORCE_COLOR": "1"}, False),
        (True, "always", {"NO_COLOR": "1"}, True),
        (False, "auto", {}, False),
        (False, "auto", {"FORCE_COLOR": "1"}, True),
        (False, "auto", {"FORCE_COLOR": "0"}, False),
        (False, "auto", {"FORCE_COLOR": ""}, False),
        (False, "auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (False, "always", {"TERM": "dumb"}, True),
    ],
)
def test_where_colours_go(*, tty: bool, color: Colour, environ: dict[str, str], painted: bool) -> None:
    assert paints(Screen(tty=tty), color, environ) is painted


@pytest.mark.parametrize(
    ("encoding", "lang", "written"),
    [
        ("utf-8", "C.UTF-8", "“R\u00f6ntgen” ✓ … \\udc80".encode()),
        ("utf-8", "C", b'"R\\xf6ntgen" \\u2713 ... \\udc80'),
        ("ascii", "C.UTF-8", b'"R\\xf6ntgen" \\u2713 ... \\udc80'),
        ("latin-1", "de_DE.ISO-8859-1", b'"R\xf6ntgen" \\u2713 ... \\udc80'),
    ],
)
def test_a_stream_takes_every_text(encoding: str, lang: str, written: bytes) -> None:
    stream = TextIOWrapper(BytesIO(), encoding=encoding)
    suit(stream, {"LANG": lang})
    stream.write("“Röntgen” ✓ … \udc80")
    stream.flush()
    assert stream.buffer.getvalue() == written


@pytest.mark.parametrize(("columns", "most", "cells"), [("60", 100, 60), ("200", 100, 100), ("", 100, 100)])
def test_how_wide_a_text_may_be(monkeypatch: pytest.MonkeyPatch, columns: str, most: int, cells: int) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr("sys.__stdout__", None)  # no terminal
    assert room(most) == cells


def test_what_is_no_stream_of_bytes_is_left_alone() -> None:
    stream = StringIO()
    suit(stream, {})
    stream.write("✓")
    assert stream.getvalue() == "✓"
