"""Indented syntaxes with fenced banners and with jobs, also where their text is none."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.network.syntax.fenced import closed_jobs, ends, fenced, jobs, released

BANNERS = """\
banner exec *multi
feature telnet*garbage
banner motd  ^oneline^
banner exec **
a
banner motd xHello
feature y
 feature z x
b
banner motd ^Come in
feature c
^
d
 e
banner login ^C
feature c ^ C
^C
"""


def test_banners() -> None:
    said = [(one.number, one.depth, one.text) for one in fenced(BANNERS)]
    assert said == [(5, 0, "a"), (9, 0, "b"), (13, 0, "d"), (14, 1, "e")]


def test_jobs() -> None:
    text = (
        "scheduler job name a\ncli var x y ;copy run tftp://h/x; \n!comment\n  feature telnet\nend-job\n"
        "feature ssh\nscheduler schedule name s\njob name a\ntime daily 1:00\nfeature x\nscheduler schedule name t\n"
        "  job name a\nline vty\n  end-job\nend-job\n"
    )
    assert [(one.number, one.depth, one.text) for one in jobs(text)] == [
        (1, 0, "scheduler job name a"),
        (2, 1, "cli var x y"),
        (2, 1, "copy run tftp://h/x"),
        (4, 1, "feature telnet"),
        (6, 0, "feature ssh"),
        (7, 0, "scheduler schedule name s"),
        (8, 1, "job name a"),
        (9, 1, "time daily 1:00"),
        (10, 0, "feature x"),
        (11, 0, "scheduler schedule name t"),
        (12, 1, "job name a"),
        (13, 0, "line vty"),
        (14, 1, "end-job"),
        (15, 0, "end-job"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!! IOS XR Configuration 6.6.2\na\n", [(1, 0, "version 6.6.2"), (2, 0, "a")]),
        (
            "Building\n!! IOS XR Configuration version = 5.3.4\n!\na\n b\n",
            [(2, 0, "version 5.3.4"), (1, 0, "Building")],
        ),
        ("!! IOS XR Configuration of a secret\n!! IOS XR Configuration 6.6.2 x\na\n", [(3, 0, "a")]),
        ("a\n", [(1, 0, "a")]),
    ],
)
def test_release_in_a_comment(text: str, said: list[tuple[int, int, str]]) -> None:
    found = [(one.number, one.depth, one.text) for one in released(text)]
    assert found[: len(said)] == said


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a\n", True),
        ("a", False),
        ("a\nbanner motd #\nb\n", False),
        ("a\nbanner motd #\nb#\n", True),
        ("scheduler job name x\ncopy a b\n", False),
        ("scheduler job name x\ncopy a b\nend-job\n", True),
        ("scheduler job name x\nend-job\nscheduler job name y\n", False),
        ("banner motd #\nscheduler job name x\n#\n", True),
    ],
)
def test_whole_without_a_mark(text: str, *, whole: bool) -> None:
    assert closed_jobs(text) is whole


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("a\nend\n", True),
        ("a\r\nend\r\n", True),
        ("a\nend", True),
        ("a\nend\nmore\n", True),
        ("a\nend-policy\nend-set\nendif\n end\n", False),
        ("a\nbanner motd #\nend\n", False),
        ("a\nbanner motd #\nend\n#\n", False),
        ("a\nbanner motd ^Cx\nb\n^C\nend\n", True),
        ("", False),
    ],
)
def test_whole_by_its_mark(text: str, *, whole: bool) -> None:
    assert ends(text) is whole


@given(
    st.lists(st.sampled_from(["banner motd #", "banner login ^C", "^C", "^", "#x", "end", "end-job", " a ;; b", "!"]))
)
def test_any_lines(lines: list[str]) -> None:
    text = "\n".join(lines)
    for read in (fenced, jobs, released):
        assert all(1 <= one.number <= len(lines) and one.text for one in read(text))
    assert isinstance(closed_jobs(text) and ends(text), bool)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    assert all(one.text for one in jobs(text))
    assert isinstance(closed_jobs(text) or ends(text), bool)


@pytest.mark.parametrize(
    "line", ["banner motd x\n", "banner motd {}\n", "scheduler job name x\n", "end-job\n", "a ;" * 99]
)
def test_time_is_linear(line: str) -> None:
    """Fences that nothing closes are not looked for again and again."""
    text = "".join(line.replace("{}", chr(0x4E00 + number % 20_000)) for number in range(100_000))
    begun = time.process_time()
    assert sum(1 for _ in jobs(text)) >= 0
    assert time.process_time() - begun < 3
