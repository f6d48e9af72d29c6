"""What is kept of any output: an allow-list, canonical, and an error that says so where it cannot be read."""

import re

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.asking import kept
from collectors.host.kept import day, settings, shown, statements
from collectors.host.linux.questions import QUESTIONS
from collectors.host.question import HostQuestion
from collectors.host.script import Section, plain
from scanner.answers import JSON
from scanner.evidence import canonical
from tests.collectors.host.machines import answer, facts
from tests.collectors.host.samples import SAMPLES

each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)


def floats(value: JSON) -> bool:
    match value:
        case dict():
            return any(map(floats, value.values())) or not all(isinstance(k, str) for k in value)
        case list():
            return any(map(floats, value))
        case None | str() | bool() | int():
            return False
    return True


@each
@hypothesis.settings(deadline=None)  # the first call compiles the patterns
@given(data=st.data())
def test_noise_is_an_error_and_no_exception(question: HostQuestion, data: st.DataObject) -> None:
    """Whole noise, and a good output with noise in its middle."""
    noise = plain(data.draw(st.binary(max_size=40)))
    good = SAMPLES[question.id]
    at = data.draw(st.integers(0, len(good)))
    for text in (noise, good[:at] + noise + good[at:], good[:at]):
        section, body = kept(question, Section(question.id, "ok", "", text))
        assert section.outcome in {"ok", "error"}
        assert not floats(body)
        assert canonical.loads(canonical.dumps(body), "a body") == body


ODD = st.sampled_from(["", "=", ":", "-1", "99999999999999", "x", "@ok /x", "|", "# 1", "{", '"', "a b c d e f"])


@each
@hypothesis.settings(deadline=None, max_examples=30)
@given(data=st.data())
def test_lines_out_of_place_take_nothing_down(question: HostQuestion, data: st.DataObject) -> None:
    """Lines of a good answer, some gone, twice, elsewhere or odd: an error at the most, and the rest is read."""
    line = st.sampled_from(SAMPLES[question.id].splitlines() or [""]) | ODD
    text = "\n".join(data.draw(st.lists(line, max_size=12)))
    section, body = kept(question, Section(question.id, "ok", "", text))
    assert section.outcome in {"ok", "error"}
    one = answer(question.id, body, outcome=section.outcome)
    assert facts([one if q.id == question.id else GOOD[q.id] for q in QUESTIONS])


GOOD = {q.id: answer(q.id, q.keep(SAMPLES[q.id])) for q in QUESTIONS}


@each
def test_what_nobody_asked_for_is_dropped(question: HostQuestion) -> None:
    """A line with a secret after each line: none of it stays, unless the output is then no longer understood."""
    secret = "s3cr3t-Kq9"  # noqa: S105  # a canary
    for line in (
        f"PASSWORD={secret}",
        f"|password={secret}",
        f"|# {secret}",
        f"tool {secret} {secret}",
        f"#{secret} {secret}",
    ):
        text = re.sub(r"\n", f"\n{line}\n", SAMPLES[question.id])
        _, body = kept(question, Section(question.id, "ok", "", text))
        assert secret not in repr(body), line


@each
def test_samples_are_understood(question: HostQuestion) -> None:
    section, body = kept(question, Section(question.id, "ok", "", SAMPLES[question.id]))
    assert section.outcome == "ok"
    assert body is not None


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a=1", "a=2"], {"a": "2"}),
        (["# a=1", "; a=1", "b=2"], {}),
        (["a = 'x y'"], {"a": "x y"}),
        (["a=\\", "  3"], {"a": "3"}),
        (["aa=1"], {}),
    ],
)
def test_settings(lines: list[str], said: dict[str, str]) -> None:
    assert settings(lines, {"a"}) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-11-25", "2026-11-25"),
        ("2026-11-25 09:57:11", "2026-11-25"),
        ("of 2028-02-29.", "2028-02-29"),
        ("2027-02-29", ""),
        ("2027-13-01", ""),
        ("0000-01-01", ""),
        ("12026-11-25", ""),
        ("", ""),
    ],
)
def test_a_day_that_the_calendar_knows(text: str, said: str) -> None:
    assert day(text) == said


def test_statements_join_what_a_backslash_splits() -> None:
    assert list(statements(["a \\", " b", "", "# c", "d \\"])) == ["a  b", "d"]


def test_a_line_of_no_file_is_refused() -> None:
    with pytest.raises(ValueError, match="a line of no file"):
        shown("|x\n")


def test_apt_tells_which_of_the_updates_are_for_security() -> None:
    text = (
        "manager=apt\nversions=3\nlooked=1795607000\nNOTE: This is only a simulation!\n"
        "Inst libc6 [2.36-9] (2.36-10 Debian-Security:12/stable-security [amd64])\n"
        "Inst vim [9.0] (9.1 Debian:12.9/stable [amd64])\n"
        "Inst new-kernel (6.1 Ubuntu:22.04/jammy-security [amd64])\n"
        "Conf libc6 (2.36-10 Debian-Security:12/stable-security [amd64])\n"
    )
    body = next(q for q in QUESTIONS if q.id == "linux.updates").keep(text)
    assert [p["name"] for p in body["open"]] == ["libc6", "new-kernel"]
