import pytest
from rich.text import Text

from scanner.reports.console import ENDLESS, columns, has_unicode, show
from scanner.reports.drawing import Colour
from tests.reports.screens import Screen, on


@pytest.mark.parametrize(
    ("tty", "color", "environ", "coloured"),
    [
        (True, "auto", {}, True),
        (True, "auto", {"NO_COLOR": "1"}, False),
        (True, "auto", {"TERM": "dumb"}, False),
        (True, "never", {}, False),
        (True, "always", {"NO_COLOR": "1"}, True),
        (False, "auto", {}, False),
        (False, "auto", {"FORCE_COLOR": "1"}, True),
        (False, "always", {}, True),
        (False, "always", {"TERM": "dumb"}, True),
    ],
)
def test_when_there_is_colour(*, tty: bool, color: Colour, environ: dict[str, str], coloured: bool) -> None:
    screen = Screen(tty=tty)
    show(on(screen, color=color, environ=environ), [Text("x", "red")])
    assert ("\x1b[" in screen.shown) is coloured
    assert screen.shown.count("x") == 1


@pytest.mark.parametrize(("encoding", "has"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_whether_marks_can_be_printed(encoding: str, has: bool) -> None:  # noqa: FBT001  # a table
    assert has_unicode(on(Screen(encoding=encoding))) is has


def test_a_pipe_folds_nothing() -> None:
    screen = Screen(tty=False)
    show(on(screen, 20), columns([("a", "word " * 400)], ENDLESS))
    assert screen.shown.count("\n") == 1


def test_columns_fold_only_the_last() -> None:
    rows = [("? denied", "x" * 40, "one two three four five six seven"), ("! a", "b", "c")]
    assert [line.plain for line in columns(rows, 50, most=10)] == [
        "  ? denied  xxxxxxxxx…  one two three four five",
        "                        six seven",
        "  ! a       b           c",
    ]


def test_the_number_of_an_account_without_a_name_is_not_cut() -> None:
    (line,) = columns([("? denied", "default (account 123456789012)", "why")], 80)
    assert line.plain == "  ? denied  default (account 123456789012)  why"


def test_rows_of_different_length() -> None:
    assert [line.plain for line in columns([("a", "b"), ("long", "c", "d"), ("e",)], 80)] == [
        "  a     b",
        "  long  c  d",
        "  e",
    ]


def test_no_rows() -> None:
    assert list(columns([], 80)) == []


def test_brackets_stay_brackets() -> None:
    screen = Screen()
    show(on(screen), columns([("[red]", "[/red] :smile: http://x 12")], 80))
    assert screen.shown == "  [red]  [/red] :smile: http://x 12\n"


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (
            40,
            [
                "  ✗ critical  mfa  lab:core-sw-01",
                "    k.mbeki: signs in with a password",
                "    alone",
                "  ? x  y  z",
                "    short",
            ],
        ),
        (
            200,
            [
                "  ✗ critical  mfa  lab:core-sw-01  k.mbeki: signs in with a password alone",
                "  ? x         y    z               short",
            ],
        ),
    ],
)
def test_what_is_too_narrow_for_columns_is_stacked(width: int, lines: list[str]) -> None:
    rows = [
        ("✗ critical", "mfa", "lab:core-sw-01", "k.mbeki: signs in with a password alone"),
        ("? x", "y", "z", "short"),
    ]
    assert [line.plain for line in columns(rows, width)] == lines


def test_a_cut_is_marked_in_ascii_too() -> None:
    (cut,) = columns([("x" * 40, "y")], 80, most=10, cut="...")
    assert cut.plain == "  xxxxxxx...  y"


@pytest.mark.parametrize("environ", [{"LANG": "C"}, {"LC_ALL": "POSIX"}, {"TERM": "linux"}, {"TERM": "dumb"}])
def test_what_cannot_be_drawn_is_ascii(environ: dict[str, str]) -> None:
    screen = Screen()
    shown = on(screen, environ=environ)
    show(shown, [Text("✗ “Röntgen”…")])
    assert not has_unicode(shown)
    assert screen.shown == '\\u2717 "R\\xf6ntgen"...\n'
