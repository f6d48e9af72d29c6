"""YAML as people write it, and the sentences about what is wrong with it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from inline_snapshot import snapshot

from scanner.written.document import FileError, Flaws, said
from scanner.written.yamlfile import MAX_BYTES, load
from scanner.written.yamlschema import violations

steady = trying(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # other tests run beside these


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("0", 0),
        ("0600", "0600"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("012345678901", "012345678901"),
        ("1.2", 1.2),
        (".5", ".5"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 400, "9" * 400),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("off", "off"),
        ("null", None),
        ("~", None),
        ("", None),
        ("2026-08-01", "2026-08-01"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("|\n  5\n", "5\n"),
        ("[1, a, [true]]", [1, "a", [True]]),
        ("{ b: 1 }", {"b": 1}),
        ("&anchor 5", 5),
        ("'<<'", "<<"),
    ],
)
def test_values_are_those_of_yaml_1_2(written: str, value: Any) -> None:
    assert load(f"a: {written}\n").value == {"a": value}


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.text(st.characters(exclude_categories=["C"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(categories=["L", "N"]), min_size=1), inner),
    max_leaves=12,
)


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML asks for each value
        return True


@steady
@given(PLAIN)
def test_what_is_written_is_read(value: Any) -> None:
    assert load(yaml.dump({"a": value}, Dumper=_NoAliases, allow_unicode=True)).value == {"a": value}


DOCUMENT = """\
clinic: Alder
limits:
  idle:
    max_seconds: 900
ports: [22,
  443]
"""


@pytest.mark.parametrize(
    ("steps", "key", "place"),
    [
        ((), False, (1, 1)),
        (("clinic",), False, (1, 9)),
        (("clinic",), True, (1, 1)),
        (("limits", "idle", "max_seconds"), False, (4, 18)),
        (("limits", "idle", "max_seconds"), True, (4, 5)),
        (("ports", 1), False, (6, 3)),
        (("limits", "idle", "absent"), False, (4, 5)),
        (("absent", "absent"), True, (1, 1)),
    ],
)
def test_where(*, steps: tuple[str | int, ...], key: bool, place: tuple[int, int]) -> None:
    assert load(DOCUMENT).where(steps, key=key) == place


def test_columns_count_characters() -> None:
    assert load("“Ä😀”: { b: 5 }").where(("“Ä😀”", "b")) == (1, 12)


def refused(source: Path | bytes | str, name: str = "clinic.yaml") -> str:
    with pytest.raises(FileError) as caught:
        Flaws(load(source, name)).refuse()
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: 1\nb: 2\na: 3\n", "line 3, column 1: the key “a” stands here a second time, first on line 1"),
        ("a: 1\n'a': 3\n", "line 2, column 1: the key “a” stands here a second time"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1, column 4: tags (!!python/object/apply:os.system)"),
        ("a: !mine 5\n", "line 1, column 4: tags (!…) are not read here"),
        ("a: !!binary aGk=\n", "tags (!!binary)"),
        ("!!set {a, b}\n", "tags (!!set)"),
        ("a: &x [1]\nb: *x\n", "line 1, column 4: this is repeated elsewhere by an alias"),
        ("a: *x\n", "line 1, column 4: aliases (*) are not read here"),
        ("a: &x\n  b: *x\n", "repeated elsewhere by an alias"),
        ("a: { b: 1 }\nc:\n  <<: { d: 1 }\n", "line 3, column 3: merge keys (<<) are not read here"),
        ("? [1]\n: 2\n", "line 1, column 3: a key is one word here"),
        ("a: 1\n---\nb: 2\n", "line 2, column 1: a second document begins here"),
        ("a: \x01\n", "line 1: a control character stands here"),
        ("a: [1,\n", "line 1, column 7: the list or group is not closed"),
        ("a: 'x\n", "line 1, column 6: a quote is opened and not closed"),
        ("a: b: c\n", "line 1, column 5: a second colon on this line"),
        ("a:\n\t- b\n", "line 2, column 1: text cannot begin with this character"),
        ("- a\nb: c\n", "line 2, column 1: this is not YAML"),
        ("a:\n    b: 1\n  c: 2\n", "line 3, column 3: the indentation does not fit"),
        ("[" * 60 + "]" * 60, "nested deeper than 50 levels"),
        ("[" * 9999 + "]" * 9999, "nested deeper than 50 levels"),
        ("[" * 300_000, "nested deeper than 50 levels"),
        ("- " * 9999 + "1", "nested deeper than 50 levels"),
        (b"a: 1\nb: \xff\n", "line 2: this is not UTF-8 text"),
        ("a: 1\n".encode("utf-16"), "line 1: this is not UTF-8 text"),
        (b"\0", "line 1: a control character stands here"),
        (b"#" * (MAX_BYTES + 1), "longer than 5 MB"),
    ],
)
def test_refused(text: bytes | str, sentence: str) -> None:
    assert sentence in refused(text)


def test_the_slow_parser_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = load(DOCUMENT)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert load(DOCUMENT) == fast
    assert "a second document" in refused("a: 1\n---\nb: 2\n")
    assert "nested deeper" in refused("[" * 60 + "]" * 60)


def test_an_alias_bomb_costs_nothing() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40))
    assert "alias" in refused(f"l0: &l0 [1]\n{levels}\n")


def test_a_byte_order_mark_is_no_text() -> None:
    assert load(b"\xef\xbb\xbfa: 1\n").value == {"a": 1}


@pytest.mark.parametrize(
    ("make", "said"),
    [(None, "there is no such file"), *((make, "cannot be read: it is not a file") for make in (os.mkdir, os.mkfifo))],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, make: Callable[[Path], None] | None, said: str) -> None:
    path = tmp_path / "clinic.yaml"
    if make:
        make(path)
    assert refused(path, "") == f"{path}: {said}"


def test_syntax_shows_the_line_without_its_value() -> None:
    assert refused("store: s3\nlogin: { user: ana, code: hunter2: }\n") == snapshot("""\
clinic.yaml line 2, column 34: a comma is missing before this, or the bracket is not closed

    2 │ login: { ····: ···, ····: ·······: }
      │                                  ^\
""")


SCHEMA = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 1, "x-hint": 'name: "Alder Creek"'},
        "kind": {"enum": ["clinic", "lab", None]},
        "max_seconds": {"type": "integer", "minimum": 0, "x-hint": "Seconds have no unit here: 900"},
        "password": {"type": "string", "pattern": "^env:", "x-wanted": "a reference such as env:NAME"},
        "hosts": {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}, "uniqueItems": True},
        "deep": {
            "type": "object",
            "properties": {"a": {}, "b": {}},
            "additionalProperties": False,
            "dependentRequired": {"a": ["b"]},
        },
    },
}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name: x\nmax_secods: 900\n",
            snapshot("""\
clinic.yaml line 2, column 1: unknown key “max_secods”

    2 │ max_secods: 900
      │ ^^^^^^^^^^ did you mean max_seconds?\
"""),
        ),
        (
            "name: x\nmax_seconds: 15m\n",
            snapshot("""\
clinic.yaml line 2, column 14: max_seconds is “15m”, and must be a whole number
  Seconds have no unit here: 900\
"""),
        ),
        (
            "name: x\nmax_seconds: -1\n",
            snapshot("""\
clinic.yaml line 2, column 14: max_seconds is -1, and must be a number from 0 up
  Seconds have no unit here: 900\
"""),
        ),
        (
            "name: x\nmax_seconds: 900.0\n",
            snapshot("""\
clinic.yaml line 2, column 14: max_seconds is 900.0, and must be a whole number
  Seconds have no unit here: 900\
"""),
        ),
        (
            "name: x\nmax_seconds: true\n",
            snapshot("""\
clinic.yaml line 2, column 14: max_seconds is true, and must be a whole number
  Seconds have no unit here: 900\
"""),
        ),
        (
            "kind: lab\n",
            snapshot("""\
clinic.yaml line 1, column 1: the file has no name
  name: "Alder Creek"\
"""),
        ),
        (
            "name: ''\n",
            snapshot("""\
clinic.yaml line 1, column 7: name is “”, and must be some text
  name: "Alder Creek"\
"""),
        ),
        (
            "name: x\nkind: laboratory\n",
            snapshot("clinic.yaml line 2, column 7: kind is “laboratory”, and must be clinic, lab or empty"),
        ),
        (
            "name: x\npassword: hunter2\n",
            snapshot("""\
clinic.yaml line 2, column 11: password is text, and must be a reference such as env:NAME\
"""),
        ),
        (
            "name: x\nhosts: []\n",
            snapshot("""\
clinic.yaml line 2, column 8: hosts is an empty list, and must be a list of at least 1\
"""),
        ),
        (
            "name: x\nhosts: [a, { b: 1 }]\n",
            snapshot("""\
clinic.yaml line 2, column 12: entry 2 of hosts is a group of keys, and must be text or a whole number\
"""),
        ),
        (
            "name: x\nhosts: [a, a]\n",
            snapshot("clinic.yaml line 2, column 8: hosts is a list, and must be a list with each entry once"),
        ),
        ("name: x\ndeep: { a: 1 }\n", snapshot("clinic.yaml line 2, column 9: a stands without b")),
        (
            "name: x\ndeep:\n  zzz: 1\n",
            snapshot("""\
clinic.yaml line 3, column 3: unknown key “zzz”
  There are: a, b\
"""),
        ),
        ("", snapshot("clinic.yaml line 1, column 1: the file is empty, and must be a group of keys")),
        (
            "nam: x\nmax_seconds: long\n",
            snapshot("""\
clinic.yaml line 1, column 1: the file has no name
  name: "Alder Creek"

clinic.yaml line 1, column 1: unknown key “nam”

    1 │ nam: …
      │ ^^^ did you mean name?

clinic.yaml line 2, column 14: max_seconds is “long”, and must be a whole number
  Seconds have no unit here: 900\
"""),
        ),
    ],
)
def test_validate(text: str, message: str) -> None:
    with pytest.raises(FileError) as caught:
        _validate(text)
    assert str(caught.value) == message


def _validate(text: str) -> None:
    document = load(text, "clinic.yaml")
    flaws = Flaws(document)
    flaws.add(violations(document, SCHEMA))
    flaws.refuse()


def test_validate_lets_pass_what_fits() -> None:
    _validate("name: Alder\nkind: clinic\nmax_seconds: 0\npassword: env:P\nhosts: [a, 1]\n")


def test_the_key_above_gives_the_place_a_name() -> None:
    document = load("limits:\n  # why\n  idle:\n    max_secods: 900\n", "clinic.yaml")
    problem = document.problem(("limits", "idle", "max_secods"), "unknown key", key=True, hint="did you mean x?")
    assert str(problem) == snapshot("""\
clinic.yaml line 4, column 5: unknown key

    3 │   idle:
    4 │     max_secods: 900
      │     ^^^^^^^^^^ did you mean x?\
""")


def test_a_file_cannot_move_the_cursor() -> None:
    document = load('"a\\x1b[2J": "\\u202e"\n', "x\x1b.yaml")
    problem = document.problem(("a\x1b[2J",), "said \x1b", key=True, hint="\x07", more=("\x1b",))
    assert all(line.isprintable() for line in str(problem).split("\n"))


CANARY = "Hunter2Canary"


@pytest.mark.parametrize(
    "text",
    [
        f"name: x\npasword: {CANARY}\n",
        f"name: x\npassword: {CANARY}\n",
        f"name: x\npassword: [{CANARY}]\n",
        f"name: x\npassword:\n  - {CANARY}\nnam: y\n",
        f"name: x\npassword: {{ secret_key: {CANARY}, b: 1 }}\n",
        f"name: x\nunheard: {CANARY}\n",
        f"{{ password: {CANARY}, nam: y }}\n",
        f"{{ password: {CANARY}, max_secods: 900 }}\n",
        f"password: |\n  {CANARY}\nmax_secods: 900\n",
        f"password: {CANARY}: x\n",
        f"password: '{CANARY}\n",
        f"password: |\n {CANARY}\n{CANARY}\n",
        f"password: [{CANARY}\n",
        f"password: &a {CANARY}\nname: *a\n",
        f"password: !mine {CANARY}\n",
        f"password: {CANARY}\npassword: {CANARY}2\n",
        f"password: {CANARY}\x01\n",
    ],
)
@pytest.mark.parametrize("parser", ["libyaml", "python"])
def test_a_secret_is_never_repeated(text: str, parser: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", parser == "libyaml")
    with pytest.raises(FileError) as caught:
        _validate(text)
    chain: list[BaseException] = [caught.value]
    while chain[-1].__cause__:
        chain.append(chain[-1].__cause__)
    assert caught.value.problems[0].line
    assert all("Canary" not in f"{err} {err!r} {getattr(err, 'problems', '')}" for err in chain)


@steady
@given(st.text())
def test_what_is_shown_moves_no_cursor(text: str) -> None:
    assert said(text).isprintable()


@steady
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_any_input_is_read_or_refused(source: bytes | str) -> None:
    try:
        document = load(source, "x.yaml")
    except FileError as err:
        assert err.problems  # noqa: PT017  # most inputs are read
    else:
        assert len(document.sha256) == 64
