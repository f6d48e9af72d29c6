"""What is kept of any output of Windows: an allow-list, canonical, and an error where it cannot be read."""

import json
from typing import Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.host.asking import kept
from collectors.host.question import HostQuestion
from collectors.host.script import Section, plain
from collectors.host.windows.kept import several, whole
from collectors.host.windows.kinds import WINDOWS
from collectors.host.windows.questions import QUESTIONS
from scanner.evidence import canonical
from scanner.facts import Gap
from tests.collectors.host.windows.outputs import AUDITPOL_GET, OUTPUTS
from tests.collectors.host.windows.pcs import answer, read

each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.id)
GOOD = {q.id: answer(q.id, q.keep(OUTPUTS[q.id])) for q in QUESTIONS}
ODD = st.sampled_from(
    ["", "=", "|", "a|b|c", "-1", "99999999999999999", "{}", "[]", "null", '{"a": 1.5}', "x = 1", ",,,"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["1", "-1", "0", "True", "On"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


def through(question: HostQuestion, text: str) -> None:
    """Kept, sealed and read, whatever it says."""
    section, body = kept(question, Section(question.id, "ok", "", text))
    assert section.outcome in {"ok", "error"}
    assert canonical.loads(canonical.dumps(body), "a body") == body
    given = answer(question.id, body, outcome=section.outcome)
    assert read([given if q.id == question.id else GOOD[q.id] for q in QUESTIONS])


@each
def test_outputs_are_understood(question: HostQuestion) -> None:
    section, body = kept(question, Section(question.id, "ok", "", OUTPUTS[question.id]))
    assert section.outcome == "ok"
    assert body


@each
@hypothesis.settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_noise_is_an_error_and_no_exception(question: HostQuestion, data: st.DataObject) -> None:
    noise = plain(data.draw(st.binary(max_size=30)))
    good = OUTPUTS[question.id]
    at = data.draw(st.integers(0, len(good)))
    for text in (noise, good[:at] + noise + good[at:], good[:at], data.draw(ODD)):
        through(question, text)


@each
@hypothesis.settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_other_values_take_nothing_down(question: HostQuestion, data: st.DataObject) -> None:
    """Anything in the place of anything: at the most an error."""
    try:
        said = json.loads(OUTPUTS[question.id])
    except ValueError:
        lines = st.sampled_from(OUTPUTS[question.id].splitlines()) | ODD
        through(question, "\n".join(data.draw(st.lists(lines, max_size=10))))
        return
    for _ in range(data.draw(st.integers(1, 3))):
        inner = said
        while isinstance(inner, dict | list) and inner:
            key = data.draw(st.sampled_from(sorted(inner) if isinstance(inner, dict) else [*range(len(inner))]))
            if data.draw(st.booleans()) or not isinstance(inner[key], dict | list):
                inner[key] = data.draw(VALUES)
                break
            inner = inner[key]
    through(question, json.dumps(said))


SECRET = "s3cr3t-Kq9"  # noqa: S105  # a canary


def salted(value: Any) -> Any:
    """A field that nobody asked for in each object."""
    if isinstance(value, dict):
        return {**{k: salted(v) for k, v in value.items()}, "RecoveryPassword": SECRET, SECRET: "1"}
    return [salted(v) for v in value] if isinstance(value, list) else value


@each
def test_what_nobody_asked_for_is_dropped(question: HostQuestion) -> None:
    text = OUTPUTS[question.id]
    try:
        texts = [json.dumps(salted(json.loads(text)))]
    except ValueError:
        lines = (f"DefaultPassword = {SECRET}", f"{SECRET}|Running|Auto", f",{SECRET},,,,", f"match {SECRET}")
        texts = ["\n".join(f"{one}\n{line}" for one in text.splitlines()) for line in lines]
    for said in texts:
        assert SECRET not in repr(kept(question, Section(question.id, "ok", "", said))[1])


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (None, []),
        ({}, []),
        ([], []),
        ([1], [1]),
        (1, [1]),
        ({"value": [1, 2], "Count": 2}, [1, 2]),
        ({"value": 1, "Count": 1}, [1]),
        ({"value": 1}, [{"value": 1}]),
    ],
)
def test_lists_as_powershell_51_writes_them(said: Any, found: list[Any]) -> None:
    assert several(said) == found


@pytest.mark.parametrize("value", [True, "1", 2**53, [1]])
def test_no_whole_number(value: Any) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        whole(value)


def test_floats_and_depths_are_refused() -> None:
    question = next(q for q in QUESTIONS if q.id == "windows.boot")
    for text in ('{"secure": 1.5}', '{"secure": NaN}', '{"secure": ' + "[" * 100_000):
        with pytest.raises(ValueError, match=r"whole number|too deep|Expecting"):
            question.keep(text)


def test_auditpol_in_words_where_they_are_english() -> None:
    keep = next(q for q in QUESTIONS if q.id == "windows.audit").keep
    body: Any = keep(AUDITPOL_GET)
    assert body["subcategories"] == {"0cce9215": 3, "0cce9245": 0, "0cce9217": 1}
    with pytest.raises(ValueError, match="a setting that is none"):
        keep(AUDITPOL_GET.replace("No Auditing", "Keine \u00dcberwachung"))


def test_a_machine_of_which_nobody_knows_which_it_is() -> None:
    found = read([answer("windows.machine", outcome="error"), *list(GOOD.values())[1:]])
    assert {f.kind for f in found} == set(WINDOWS.kinds)
    assert all(isinstance(f, Gap) for f in found)
