"""What is kept of any output: a body that any file can hold, or an error; and any body is read."""

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.asking import kept
from collectors.host.macos.plists import layers, number, plist, stamp
from collectors.host.macos.questions import QUESTIONS
from collectors.host.question import HostQuestion
from collectors.host.script import Section, plain
from scanner.answers import JSON
from scanner.evidence import canonical
from tests.collectors.host.macos.mac import answer, answers, facts
from tests.collectors.host.macos.samples import SAMPLES
from tests.collectors.host.macos.samples import plist as made

each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
GOOD = {a.question: a for a in answers({})}


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
@hypothesis.settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_noise_is_an_error_and_no_exception(question: HostQuestion, data: st.DataObject) -> None:
    """Whole noise, a good output with noise in its middle, and one that breaks off; what is kept of it is read."""
    noise = plain(data.draw(st.binary(max_size=40)))
    good = SAMPLES[question.id]
    at = data.draw(st.integers(0, len(good)))
    for text in (noise, good[:at] + noise + good[at:], good[:at]):
        section, body = kept(question, Section(question.id, "ok", "", text))
        assert section.outcome in {"ok", "error"}
        assert not floats(body)
        assert canonical.loads(canonical.dumps(body), "a body") == body
        one = answer(question.id, body, outcome=section.outcome)
        assert facts([one if q.id == question.id else GOOD[q.id] for q in QUESTIONS])


ODD = st.sampled_from(
    ["", "=", ":", "-1", "99999999999999", "x", "@ok /x", "|", "{", '"', "a b c d e f", "@user x", "<real>1.5</real>"]
)


@each
@hypothesis.settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_lines_out_of_place_take_nothing_down(question: HostQuestion, data: st.DataObject) -> None:
    """Lines of a good answer, some gone, twice, elsewhere or odd."""
    line = st.sampled_from(SAMPLES[question.id].splitlines() or [""]) | ODD
    text = "\n".join(data.draw(st.lists(line, max_size=12)))
    section, body = kept(question, Section(question.id, "ok", "", text))
    one = answer(question.id, body, outcome=section.outcome)
    assert facts([one if q.id == question.id else GOOD[q.id] for q in QUESTIONS])


@each
def test_what_nobody_asked_for_is_dropped(question: HostQuestion) -> None:
    """A line with a secret after each line: none of it stays, unless the output is then no longer understood."""
    secret = "s3cr3t-Kq9"  # noqa: S105  # a canary
    for line in (f"PASSWORD={secret}", f"|password={secret}", f"|# {secret}", f"Hint: {secret}", f"#{secret} {secret}"):
        _, body = kept(question, Section(question.id, "ok", "", SAMPLES[question.id].replace("\n", f"\n{line}\n")))
        assert secret not in repr(body), line


@pytest.mark.parametrize(
    "inner",
    [
        "<key>a</key><date>never</date>",
        "<key>a</key><integer>x</integer>",
        "<key>a</key>",
        "<string>a</string>",
        "</dict></dict>",
    ],
)
def test_a_broken_list_is_none(inner: str) -> None:
    with pytest.raises(ValueError, match="no property list"):
        plist(made(inner))


@pytest.mark.parametrize(
    "text", ["", "<plist/>", "<?xml", '<?xml version="1.0"?><plist version="1.0"><array/></plist>']
)
def test_no_list(text: str) -> None:
    with pytest.raises(ValueError, match="no property list"):
        plist(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [("1", 1), ("0", 0), ("true", 1), ("NO", 0), ("600.0", 600), ("600.5", None), ("", None), (None, None), ("-1", -1)],
)
def test_numbers(text: str | None, said: int | None) -> None:
    assert number(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1970-01-02 00:00:00 +0000", 86400),
        ("2026-02-30 00:00:00 +0000", None),
        ("2026-11-25 09:12:31 +0100", None),
        ("", None),
    ],
)
def test_dates(text: str, said: int | None) -> None:
    assert stamp(text) == said


def test_a_layer_that_is_shut_stays_shut() -> None:
    lines = ["own=denied", "own.a=1", "managed com.x.y.a=1", "managed com.x.y.b=2", "set com.x=denied"]
    assert layers(lines, {"a"}) == {"own": None, "managed com.x.y": {"a": 1}, "set com.x": None}
