"""Names behind keyed pseudonyms: a bucket, a share or an interface may be called after a patient.

What is a name is not listed; what is none is: the words that this program itself contains (`words.txt`), numbers, and
ids that were drawn. So a word that nobody here has foreseen is taken for a name. It is replaced wherever it stands by
a pseudonym under a key that stays where the names are: the same one for the same word every night, and of another key
another one.
"""

import hmac
import json
import re
from collections.abc import Callable, Collection, Iterable
from functools import cache
from importlib.resources import files
from typing import Final

KEY_BYTES: Final = 32

_DIGITS: Final = 12
"""Hex: of 100,000 names, two get one pseudonym in one of 50,000 stores."""
_SHORT: Final = 4_000
_OVERHEAD: Final = 100
_MOST: Final = 4_000_000
"""Letters of pieces that are held, counting `_OVERHEAD` for each; what stands in their place takes as much again."""

_TOKEN: Final = re.compile(
    r"""\\(?:u[0-9a-f]{4}|.)                                # an escape of JSON
      | [0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}  # a UUID
      | [0-9]{8}t[0-9]{6}z-[0-9a-f]{6}                        # the name of a run
      | [^\W_]+""",
    re.VERBOSE,
)
_DRAWN: Final = re.compile(r"(?=.*[0-9])(?:[0-9a-f]{8,}|[0-9A-F]{8,}|.{8}-.{4}-.{4}-.{4}-.{12}|.{16}-.{6})")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


@cache
def known() -> frozenset[str]:
    """The words that the program itself contains."""
    return frozenset(files("scanner.pseudonyms").joinpath("words.txt").read_text("utf-8").split())


def is_name(word: str) -> bool:
    """Whether this word may be anybody's: no number, no id that was drawn, and not among the words of the program."""
    if word in known() or word[0] == "\\" or _DRAWN.fullmatch(word):
        return False
    # One letter of ours tells nothing; one character may be a whole name elsewhere.
    return any((len(part) > 1 or not part.isascii()) and part not in known() for part in _LETTERS.findall(word))


def words(texts: Iterable[str]) -> frozenset[str]:
    """The words in texts, as names are told in lines."""
    return frozenset(word for text in texts for word in _TOKEN.findall(text))


class Pseudonyms:
    """Replaces names, and remembers which it has replaced.

    `names`: what is to be replaced, as an earlier run of it has found; without them what `is_name` says, but none of
    the words that are `spared`.
    """

    def __init__(self, key: bytes, names: Collection[str] | None = None, spared: Collection[str] = ()) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key of the pseudonyms has {len(key)} bytes, not {KEY_BYTES}")
        self._key = key
        self._spared = frozenset(spared)
        self._for = {name: self._pseudonym(name) for name in names or ()}
        self._all = names is not None
        self._pieces = _Pieces(self._hidden)

    @property
    def names(self) -> tuple[str, ...]:
        """The names that were given, or that were replaced so far, in order."""
        return tuple(sorted(self._for))

    def line(self, line: bytes) -> bytes:
        """A line of canonical JSON with pseudonyms for names, in keys too: no longer in order of its keys."""
        text = line.decode(errors="surrogateescape")  # what is no text is no name either
        # No token goes across a quote: where one is escaped, its backslash is no part of a word either.
        hidden = '"'.join(map(self._pieces.__getitem__, text.split('"')))
        return hidden.encode(errors="surrogateescape")

    def text(self, text: str) -> str:
        """A text for people with pseudonyms for names."""
        return json.loads(self.line(json.dumps(text, ensure_ascii=False).encode()))  # type: ignore[no-any-return]

    def _hidden(self, text: str) -> str:
        return _TOKEN.sub(self._put, text)

    def _put(self, found: "re.Match[str]") -> str:
        word = found[0]
        if word in self._for:
            return self._for[word]
        if self._all or word in self._spared or not is_name(word):
            return word
        return self._for.setdefault(word, self._pseudonym(word))

    def _pseudonym(self, word: str) -> str:
        return "n" + hmac.digest(self._key, word.encode(), "sha256").hex()[:_DIGITS]


class _Pieces(dict[str, str]):
    """What stands between two quotes, with pseudonyms: lines are full of keys and values that others have as well."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make, self._held = make, 0

    def __missing__(self, piece: str) -> str:
        made = self._make(piece)
        if len(piece) <= _SHORT:
            self._held += _OVERHEAD + len(piece)
            if self._held > _MOST:
                self.clear()
                self._held = 0
            self[piece] = made
        return made
