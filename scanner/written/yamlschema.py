"""What a JSON Schema finds wrong in a document, said as a person would."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scanner.secrets.reference import ADVICE, is_reference
from scanner.words import visible
from scanner.written.document import Document, Problem, Steps, said, secret

if TYPE_CHECKING:
    from jsonschema import ValidationError

_FEW: Final = 16


def violations(document: Document, schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything in which a document differs from a JSON Schema (draft 2020-12), in any order.

    A schema may say in `x-wanted` what is wanted there ("a citation such as 164.312(b)") and in `x-hint` what to do;
    and in `x-secret: true` that a reference to a secret is wanted, whatever its key is called.
    """
    for error in _strict()(schema).iter_errors(document.value):
        yield from _problems(document, error)


def complaints(schema: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], list[str]]:
    """What says the same of values that stand in no document, one after the other: each complaint is a clause."""
    validator = _strict()(schema)

    def complain(value: Mapping[str, Any]) -> list[str]:
        # It has no lines to show: what is wrong, and its hint, say it.
        document = Document("", dict(value), "", ("",), {}, {})
        found = [p for error in validator.iter_errors(document.value) for p in _problems(document, error)]
        return [f"{p.said}{f', {p.hint}' if p.hint else ''}" for p in found]

    return complain


@cache
def _strict() -> Any:
    """The validator; made once, as every target of a long list is held against a schema of its own."""
    from jsonschema import Draft202012Validator, validators  # costs 0.2 CPU-s that a built-in profile need not pay

    # To JSON Schema 1.0 is an integer. To evidence it is a float, and there are none.
    types = Draft202012Validator.TYPE_CHECKER.redefine("integer", lambda _, value: type(value) is int)
    marked = {"x-secret": _marked}
    return validators.extend(Draft202012Validator, marked, type_checker=types)  # type: ignore[no-untyped-call]  # its stubs


def _marked(_: object, mark: object, value: object, __: object) -> "Iterator[ValidationError]":
    from jsonschema import ValidationError  # as above

    if mark is True and not _refers(value):
        yield ValidationError("no reference")


def nearest(word: str, names: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """A hint for the caret, and what else to say, about a name that does not exist."""
    known = sorted(names)
    if close := get_close_matches(word, known, 1, 0.6):
        return f"did you mean {close[0]}?", ()
    return "", (f"There are: {', '.join(known)}",) if 0 < len(known) <= _FEW else ()


def wrong(document: Document, steps: Steps, wanted: str, more: tuple[str, ...] = ()) -> Problem:
    """Say that a value is not what is wanted; the value is repeated only where it cannot be a secret."""
    value = document.get(steps)
    # Of a target, and of what stands in no file of ours, anything may be a password that stands in the wrong place.
    hidden = secret(steps) or steps[:1] == ("targets",) or not document.name
    seen = "text" if isinstance(value, str) and value and hidden else said(value)
    return document.problem(steps, f"{_name(steps)} is {seen}, and must be {wanted}", more=more)


def _problems(document: Document, error: "ValidationError") -> Iterator[Problem]:
    steps, kind = tuple(error.absolute_path), str(error.validator)
    schema: Any = error.schema
    if kind != "x-secret" and schema.get("x-secret") is True and not _refers(error.instance):
        return  # that it is no reference is said, and nothing of what it is
    if kind in _KEYS:
        yield from _KEYS[kind](document, steps, schema, error.instance)
    else:
        say = _WANTED.get(kind, lambda _: "something else")
        hint = schema.get("x-hint")
        yield wrong(document, steps, schema.get("x-wanted") or say(error.validator_value), (hint,) if hint else ())


def _unknown(document: Document, steps: Steps, schema: Any, found: Any) -> Iterator[Problem]:
    known = schema.get("properties", {})
    for key in (k for k in found if k not in known):
        hint, more = nearest(key, known)
        yield document.problem((*steps, key), f"unknown key {said(key)}", key=True, hint=hint, more=more)


def _missing(document: Document, steps: Steps, schema: Any, found: Any) -> Iterator[Problem]:
    for key in (k for k in schema["required"] if k not in found):
        hint = schema.get("properties", {}).get(key, {}).get("x-hint")
        yield document.problem(steps, f"{_name(steps)} has no {key}", key=True, more=(hint,) if hint else ())


def _alone(document: Document, steps: Steps, schema: Any, found: Any) -> Iterator[Problem]:
    for key, companions in schema["dependentRequired"].items():
        lacking = [c for c in companions if c not in found]
        if key in found and lacking:
            yield document.problem((*steps, key), f"{key} stands without {' and '.join(lacking)}", key=True)


def _refers(value: object) -> bool:
    return isinstance(value, str) and is_reference(value)


def _secret(document: Document, steps: Steps, _: Any, __: Any) -> Iterator[Problem]:
    yield document.problem(steps, f"{_name(steps)} holds a secret itself, and must hold a reference", more=ADVICE)


def _name(steps: Steps) -> str:
    """How a place is called in a sentence: by its key, and by its number in a list."""
    if not steps:
        return "the file"
    *above, last = steps
    return f"entry {last + 1} of {_name(tuple(above))}" if isinstance(last, int) else visible(str(last))


def _type(value: Any) -> str:
    return " or ".join(_TYPES[t] for t in ([value] if isinstance(value, str) else value))


def _one_of(values: Any) -> str:
    *head, last = dict.fromkeys(str(said(v)).strip("“”") for v in values)
    return f"{', '.join(head)} or {last}" if head else last


_TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of keys",
    "null": "nothing",
}
_KEYS: Final = {
    "additionalProperties": _unknown,
    "required": _missing,
    "dependentRequired": _alone,
    "x-secret": _secret,
}
_WANTED: Final[Mapping[str, Callable[[Any], str]]] = {
    "type": _type,
    "enum": _one_of,
    "const": lambda value: _one_of([value]),
    "minimum": lambda n: f"a number from {n} up",
    "maximum": lambda n: f"a number up to {n}",
    "minLength": lambda _: "some text",
    "maxLength": lambda n: f"text of at most {n} characters",
    "pattern": lambda _: "of another form",
    "minItems": lambda n: f"a list of at least {n}",
    "maxItems": lambda n: f"a list of at most {n}",
    "uniqueItems": lambda _: "a list with each entry once",
    "minProperties": lambda n: f"a group of at least {n} key{'s' * (n > 1)}",
}
