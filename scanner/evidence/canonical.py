"""JSON that has one spelling: RFC 8785 for strings, integers, booleans, null, lists and objects. No floats."""

import json
import re
from collections.abc import Mapping, Sequence
from sys import intern
from typing import Any, Final, NoReturn, TypeAlias

import msgspec

from scanner.evidence import EvidenceError

JSON: TypeAlias = "str | int | bool | Sequence[JSON] | Mapping[str, JSON] | None"

MAX_INT: Final = 2**53 - 1
"""The largest integer, either sign, that every reader of JSON keeps exact (RFC 7493, 2.2)."""

MAX_WEIGHT: Final = 1 << 27
"""What a document may take in memory as `weigh` estimates it: a comma or bracket may cost fifty times its byte."""

MAX_DEPTH: Final = 100
"""How many containers may stand around a value."""

_PER_BYTE: Final = 204  # at most

TOO_HEAVY: Final = "holds more values than fit into memory"

_SCALARS: Final = frozenset({bool, type(None)})
_ESCAPED_SURROGATE: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class CanonicalError(EvidenceError):
    """This value cannot be written as canonical JSON. The text never holds the value."""


class MalformedError(EvidenceError):
    """These bytes are not the strict JSON that evidence is made of."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


def weigh(data: bytes) -> int:
    """About how many bytes of memory a document takes once it is read, from what is seen without reading it.

    Of a text with one letter beyond Latin every letter takes four bytes.
    """
    text = len(data) if data.isascii() else 4 * len(data)
    some = data.count(b",") + data.count(b'":') + data.count(b"[")
    return text + 100 * some + 200 * data.count(b"{")


def is_heavy(data: bytes) -> bool:
    """Whether it would weigh more than `MAX_WEIGHT`; of what is small nothing is counted."""
    return len(data) * _PER_BYTE > MAX_WEIGHT and weigh(data) > MAX_WEIGHT


def dumps(doc: JSON) -> bytes:
    """The one spelling of `doc`: RFC 8785, UTF-8. Raises `CanonicalError`."""
    astral = _survey(doc)
    try:
        if astral:
            import rfc8785

            return rfc8785.dumps(doc)
        return msgspec.json.encode(doc, order="sorted")
    except UnicodeEncodeError:
        raise CanonicalError("a string holds half a surrogate pair, which is no Unicode text") from None


def line(value: msgspec.Struct) -> bytes:
    """The one spelling of a struct of plain fields: what `dumps` makes of its builtins. Raises `CanonicalError`."""
    if _survey(_fields(value)):
        return dumps(msgspec.to_builtins(value))
    try:
        return msgspec.json.encode(value, order="sorted")
    except UnicodeEncodeError:
        raise CanonicalError("a string holds half a surrogate pair, which is no Unicode text") from None


def _fields(value: msgspec.Struct) -> list[Any]:
    """The values of its fields, and of structs in it: their names are ours, and need no look, nor do texts."""
    return [_looked_into(v) for v in msgspec.structs.astuple(value) if type(v) is not str and v is not msgspec.UNSET]


def _looked_into(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return _fields(value)
    if type(value) is tuple:
        return [_looked_into(v) for v in value if type(v) is not str]
    if type(value) is dict and isinstance(next(iter(value.values()), None), msgspec.Struct):
        return {name: _looked_into(v) for name, v in value.items()}
    return value


def loads(data: bytes, what: str) -> Any:
    """The document in `data`, read strictly; `what` names it in the `MalformedError` that any doubt raises.

    Refused: a key given twice, a float, NaN, an integer beyond 2^53 - 1, bytes that are not UTF-8, anything after
    the document, what would weigh more than `MAX_WEIGHT`, and nesting deeper than `MAX_DEPTH`.
    """
    if is_heavy(data):
        raise MalformedError(what, TOO_HEAVY)
    opened = data.count(b"[") + data.count(b"{")
    try:
        doc = _decode(data.decode())
        # Rare: only a document that could be too deep or hold half a surrogate pair pays for the second look.
        if opened > MAX_DEPTH or _ESCAPED_SURROGATE.search(data):
            dumps(doc)
    except UnicodeDecodeError as err:
        raise MalformedError(what, f"byte {err.start} is not UTF-8") from None
    except json.JSONDecodeError as err:
        raise MalformedError(what, f"not JSON at line {err.lineno}, column {err.colno}: {err.msg}") from None
    except RecursionError:
        raise MalformedError(what, f"nested deeper than {MAX_DEPTH}") from None
    except (CanonicalError, _RefusedError) as err:
        raise MalformedError(what, str(err)) from None
    return doc


def exactly(data: bytes, what: str) -> Any:
    """The same, where it must be in its one spelling too: what was signed, or lies in a bundle, has no other."""
    doc = loads(data, what)
    if dumps(doc) != data:
        raise MalformedError(what, "is not in its canonical form, somebody has written it anew")
    return doc


class _RefusedError(Exception):  # never leaves this module
    pass


def _survey(doc: JSON) -> bool:
    """Check every value, level by level so that depth costs no stack; whether a key needs UTF-16 order.

    Most values are texts, which may hold anything: none of those below goes through the loop.
    """
    level: list[Any] = [doc]
    astral = False
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        holds = False
        for value in level:
            kind = type(value)
            if kind is str:
                continue
            if kind is dict:
                holds |= bool(value)
                astral |= _astral(value)
                below += [v for v in value.values() if type(v) is not str]
            elif kind is list or kind is tuple:
                holds |= bool(value)
                below += [v for v in value if type(v) is not str]
            elif kind is int:
                if not -MAX_INT <= value <= MAX_INT:
                    raise CanonicalError("an integer is beyond 2^53 - 1; write it as a string")
            elif kind not in _SCALARS:
                raise CanonicalError(f"{_named(kind)} has no canonical form here; write it as a string")
        if not holds:
            return astral
        level = below
    raise CanonicalError(f"nested deeper than {MAX_DEPTH}")


def _astral(keys: Mapping[Any, object]) -> bool:
    # Python sorts by code point, RFC 8785 by UTF-16 unit; they differ from U+10000 on only.
    try:
        return not (joined := "".join(keys)).isascii() and max(joined) > "\uffff"
    except TypeError:
        wrong = next(type(key) for key in keys if not isinstance(key, str))
        raise CanonicalError(f"a key of an object is {_named(wrong)}, not a string") from None


def _named(kind: type) -> str:
    return f"a value of type {kind.__name__}"


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {name: _shared(value) for name, value in pairs}
    if len(found) != len(pairs):
        raise _RefusedError("a key is given twice in one object")
    return found


def _shared(value: Any) -> Any:
    """The same, with equal texts held once: of a thousand hosts most say what the others say."""
    if type(value) is str:
        return intern(value)
    return [intern(v) if type(v) is str else v for v in value] if type(value) is list else value


def _integer(text: str) -> int:
    if len(text) > len(str(MAX_INT)) + 1 or abs(int(text)) > MAX_INT:
        raise _RefusedError("an integer is beyond 2^53 - 1")
    if text == "-0":
        raise _RefusedError("-0 is no integer")
    return int(text)


def _no_float(_: str) -> NoReturn:
    raise _RefusedError("a number with a fraction or an exponent, NaN or Infinity: evidence holds integers only")


_decode = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=_no_float, parse_int=_integer, parse_constant=_no_float
).decode
