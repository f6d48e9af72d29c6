"""Filters of Cloud Logging, as far as an entry of a log can be told to come through one. Pure.

docs.cloud.google.com/logging/docs/view/logging-query-language: OR binds before AND, lines without a word between them
are joined by AND, texts are compared without regard to case, regular expressions with it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

Event: TypeAlias = Mapping[str, frozenset[str]]
"""A field of an entry in lower case, without `_` and quotes, and what it says: nothing where the entry surely lacks it
and all below it, as `jsonpayload.event` is below `jsonpayload`. A field that is not told of so may be there, and say
anything but what stands under its name and `!`."""
Says: TypeAlias = Callable[[Event], bool | None]
"""Whether an entry comes through; None where that cannot be told."""
_PART: Final = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w$@*/%+][\w$@*/%+-]*)"""
_TOKEN: Final = re.compile(
    rf"(?P<gap>\s+|--[^\n]*)|(?P<op>=~|!~|!=|>=|<=|[=:<>])|(?P<mark>[(),])|(?P<minus>-)|(?P<word>{_PART}(?:\.{_PART})*)"
)
_NOT_SAID: Final = frozenset({"projectownership", "projectownerinvitee"})
"""Words of invitations, which CIS looks for beside what our samples are; no other entry has them."""
_FUNCTIONS: Final = frozenset({"cast", "ip_in_net", "log_id", "regexp_extract", "sample", "search", "source"})
_LEVELS: Final = ("default", "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency")
_BELOW: Final = "./"  # what follows the name of a field in that of one below it; of some labels: labels.k8s-pod/app
_WITHOUT: Final = {"!=": "=", "!~": "=~"}
_ENDLESS: Final = re.compile(r"\)\s*[*+{]")
_REPEATS: Final = re.compile(r"[*+{]")
_MOST_REPEATS: Final = 4
_DEEPEST: Final = 40


class OddError(ValueError):
    """It is written in a way that we do not follow."""


class _Token(NamedTuple):
    kind: str
    text: str


def lets_through(written: str, event: Event) -> bool | None:
    """Whether an entry comes through a filter; an empty one lets all through."""
    try:
        return _read(written)(event)
    except OddError:
        return None


@lru_cache(maxsize=1024)
def _read(written: str) -> Says:
    tokens = _Tokens(written)
    says = _and(tokens) if tokens.next else lambda _: True
    if tokens.next:
        raise OddError
    return says


class _Tokens:
    """What is left of a filter."""

    def __init__(self, written: str) -> None:
        self._left, self._depth = _tokens(written), 0
        self.next: _Token | None = next(self._left, None)

    def take(self, *kinds: str) -> str:
        """The next one, which must be of one of these kinds."""
        if self.next is None or self.next.kind not in kinds:
            raise OddError
        text = self.next.text
        self.next = next(self._left, None)
        return text

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Within brackets, or after a NOT; no filter of a person's goes deep."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise OddError
        yield
        self._depth -= 1

    def skip(self, *texts: str) -> bool:
        """Take the next one where it is one of these."""
        if found := self.next is not None and self.next.text in texts:
            self.next = next(self._left, None)
        return found


def _tokens(written: str) -> Iterator[_Token]:
    at = 0
    while at < len(written):
        found = _TOKEN.match(written, at)
        if not found:
            raise OddError
        at = found.end()
        if found.lastgroup and found.lastgroup != "gap":
            yield _Token(found.lastgroup, found[0])


def _and(tokens: _Tokens) -> Says:
    parts = [_or(tokens)]
    while tokens.next and tokens.next.text != ")":
        tokens.skip("AND")
        parts.append(_or(tokens))
    return lambda event: every(part(event) for part in parts)


def _or(tokens: _Tokens) -> Says:
    parts = [_not(tokens)]
    while tokens.skip("OR"):
        parts.append(_not(tokens))
    return lambda event: any_(part(event) for part in parts)


def _not(tokens: _Tokens) -> Says:
    if tokens.skip("NOT", "-"):
        with tokens.deeper():
            inner = _not(tokens)
        return lambda event: _opposite(inner(event))
    if tokens.skip("("):
        with tokens.deeper():
            within = _and(tokens)
        tokens.take("mark")
        return within
    return _comparison(tokens)


def _comparison(tokens: _Tokens) -> Says:
    """`field op value`, a word that is looked for everywhere, or a function."""
    word = tokens.take("word")
    if tokens.next and tokens.next.kind == "op":
        operator = tokens.take("op")
        return _values(tokens, lambda value: _compared(_name(word), operator, value))
    if tokens.next and tokens.next.text == "(" and word.lower() in _FUNCTIONS:
        return _function(tokens, word)
    text = _plain(word).lower()
    if text in _NOT_SAID:
        return lambda _: False
    return lambda event: any(text in said.lower() for key in event if key[-1] != "!" for said in event[key]) or None


def _function(tokens: _Tokens, word: str) -> Says:
    """Of these only the name of a log is followed, as it is called; another's value may be compared with something."""
    tokens.skip("(")
    value, depth = tokens.take("word"), 1
    while depth:
        depth += 1 if tokens.next and tokens.next.text == "(" else -1 if tokens.next and tokens.next.text == ")" else 0
        tokens.take("mark", "word", "op", "minus")
    if tokens.next and tokens.next.kind == "op":
        tokens.take("op")
        return _values(tokens, lambda _: lambda _: None)
    followed = word.lower() == "log_id" and "%" not in value  # as in logName it is not documented
    return _compared("logid", "=", _plain(value)) if followed else lambda _: None


def _values(tokens: _Tokens, made: Callable[[str], Says]) -> Says:
    """One value, or several in brackets: `("a" OR "b")`."""
    if tokens.skip("NOT", "-"):
        with tokens.deeper():
            inner = _values(tokens, made)
        return lambda event: _opposite(inner(event))
    if not tokens.skip("("):
        return made(_plain(tokens.take("word")))
    with tokens.deeper():
        parts, words = [_values(tokens, made)], set[str]()
        while not tokens.skip(")"):
            words.add("OR" if tokens.skip("OR") else "AND" if tokens.skip("AND") else "")
            parts.append(_values(tokens, made))
    if words not in (set(), {"OR"}, {"AND"}):
        raise OddError
    joined = every if words == {"AND"} else any_
    return lambda event: joined(part(event) for part in parts)


def _compared(name: str, operator: str, value: str) -> Says:
    def says(event: Event) -> bool | None:
        found = _said(event, name)
        if operator == ":" and value == "*":
            there = any(some for key, some in event.items() if f"{key}.".startswith(f"{name}."))
            return there or (None if found is None else False)
        if found is None:
            return False if operator == "=" and value.lower() in event.get(f"{name}!", ()) else None
        return any_(_meets(said, operator, value) for said in found)

    if operator in _WITHOUT:
        without = _compared(name, _WITHOUT[operator], value)
        return lambda event: _opposite(without(event))
    return says


def _said(event: Event, name: str) -> frozenset[str] | None:
    """What an entry says there; None where that is not known. A field that it lacks says nothing, and meets nothing."""
    if name in event:
        return event[name]
    above = (key for key, some in event.items() if not some and name.startswith(key))
    return frozenset() if any(name[len(key)] in _BELOW for key in above) else None


def _meets(said: str, operator: str, value: str) -> bool | None:
    if operator == "=~":
        return _found(value, said)
    said, value = said.lower(), value.lower()
    return said == value if operator == "=" else value in said if operator == ":" else _ordered(said, operator, value)


def _found(pattern: str, said: str) -> bool | None:
    """Patterns that might take for ever are not followed: those that repeat a group, or much."""
    if _ENDLESS.search(pattern) or len(_REPEATS.findall(pattern)) > _MOST_REPEATS:
        return None
    try:
        return re.search(pattern, said) is not None
    except re.error:
        return None


def _ordered(said: str, operator: str, value: str) -> bool | None:
    if said not in _LEVELS or value not in _LEVELS:
        return None
    one, other = _LEVELS.index(said), _LEVELS.index(value)
    return {">": one > other, ">=": one >= other, "<": one < other, "<=": one <= other}[operator]


def _name(word: str) -> str:
    """A field however it is written: `protoPayload."@type"`, `proto_payload.method_name`."""
    return re.sub(r"[\"'_]", "", word).lower()


def _plain(word: str) -> str:
    """A value without its quotes."""
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word[:1] in {'"', "'"} else word


def _opposite(said: bool | None) -> bool | None:  # noqa: FBT001  # what a condition says
    return None if said is None else not said


def every(some: Iterable[bool | None]) -> bool | None:
    """All of them; None where that hangs on one that cannot be told."""
    said = list(some)
    return False if False in said else None if None in said else True


def any_(some: Iterable[bool | None]) -> bool | None:
    """One of them; None where that hangs on one that cannot be told."""
    said = list(some)
    return True if True in said else None if None in said else False
