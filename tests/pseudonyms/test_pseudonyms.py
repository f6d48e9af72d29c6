"""What is taken for a name, and what stands in its place."""

import json
import re

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docs import words
from scanner import plugins
from scanner.answers import Answer, Source
from scanner.evidence import canonical
from scanner.finding import Finding
from scanner.pseudonyms import Pseudonyms, is_name, known

KEY = bytes(range(32))
NAMES = ["smith", "Müller", "MariaRossi", "smi7h", "smith2", "oncology7", "ZR8ARMLzuZ6p", "李"]
NONE = [
    "arn",
    "aws",
    "BucketName",
    "TLSv1",
    "20261127",
    "27T20",
    "661Z",
    "us",
    "ubuntu22",
    "4f58743d-e279-4a5b-86ec-8cc28277958d",
    "8773c9d51940ea4e0",
]


@pytest.mark.parametrize("word", NAMES)
def test_a_word_that_nobody_here_has_foreseen_is_a_name(word: str) -> None:
    assert is_name(word)


@pytest.mark.parametrize("word", NONE)
def test_words_of_the_program_numbers_and_drawn_ids_are_none(word: str) -> None:
    assert not is_name(word)


def test_the_words_of_the_program_are_up_to_date() -> None:
    assert words.PLACE.read_text("utf-8") == words.words(), "make docs"


def test_no_field_of_the_evidence_and_no_question_is_taken_for_a_name() -> None:
    fields = {name for cls in (Answer, Source, Finding) for name in cls.__struct_fields__}
    asked = {q.id for one in plugins.load().collectors.values() for q in one.questions}
    tokens = {word for text in fields | asked for word in re.findall(r"[^\W_]+", text)}
    assert sorted(word for word in tokens if is_name(word)) == []


def test_a_name_is_replaced_wherever_it_stands_and_nothing_else_is() -> None:
    line = canonical.dumps(
        {
            "target": "aws://123456789012",
            "about": "smith-mri",
            "body": {"Policy": "arn:aws:s3:::smith-mri/*", "smith": ["a\nsmith", "bl\u00fcmel", 3, True]},
        }
    )
    hidden = Pseudonyms(KEY)
    seen = hidden.line(line).decode()
    assert "smith" not in seen
    assert json.loads(seen) == {
        "target": "aws://123456789012",
        "about": f"{_of('smith')}-{_of('mri')}",
        "body": {
            "Policy": f"arn:aws:s3:::{_of('smith')}-{_of('mri')}/*",
            _of("smith"): [f"a\n{_of('smith')}", _of("bl\u00fcmel"), 3, True],
        },
    }
    assert hidden.names == ("blümel", "mri", "smith")


def _of(name: str) -> str:
    return Pseudonyms(KEY).text(name)


def test_one_name_has_one_pseudonym_under_a_key_and_another_under_another() -> None:
    assert _of("smith") == Pseudonyms(KEY).text("smith") != Pseudonyms(bytes(32)).text("smith")
    assert re.fullmatch("n[0-9a-f]{12}", _of("smith"))


def test_names_that_an_earlier_run_has_found_are_replaced_whatever_the_words_are_now() -> None:
    assert Pseudonyms(KEY, ["bucket"]).text("bucket smith") == f"{Pseudonyms(KEY, ['bucket']).text('bucket')} smith"


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has 3 bytes, not 32"):
        Pseudonyms(b"abc")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda below: st.lists(below) | st.dictionaries(st.text(), below),
    max_leaves=20,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_JSON)
def test_any_line_stays_json_of_the_same_shape_and_holds_no_name(doc: object) -> None:
    hidden = Pseudonyms(KEY)
    seen = msgspec.json.decode(hidden.line(msgspec.json.encode(doc)))
    left = re.findall(r"[^\W_]+", json.dumps(seen, ensure_ascii=False).replace("\\n", " "))
    assert not {word for word in hidden.names if word in left and word not in known()}
    assert _shape(seen) == _shape(doc)


def _shape(doc: object) -> object:
    if isinstance(doc, dict):
        return sorted(map(repr, map(_shape, doc.values())))
    if isinstance(doc, list):
        return [_shape(one) for one in doc]
    return "" if isinstance(doc, str) else doc
