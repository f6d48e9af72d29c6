"""Words and numbers as people are shown them; what comes from outside is made harmless first."""

from collections.abc import Iterable


def visible(text: str, *, lines: bool = False) -> str:
    r"""Text from outside, fit to be printed: what no screen shows is written out, `\x1b`, `\u202e`, `\udc80`.

    That is every character that moves, hides or reorders: controls, line breaks, direction marks, spaces that only
    look like one, half characters. With `lines`, line breaks stay: for text whose lines are ours.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or (lines and c == "\n") else _written(c) for c in text)


def _written(char: str) -> str:
    # backslashreplace has no escape of its own for the characters that Latin-1 can hold.
    return char.encode("ascii", "backslashreplace").decode() if ord(char) > 0x7F else f"\\x{ord(char):02x}"  # noqa: PLR2004


def number(count: int) -> str:
    """Digits in threes: 3 352."""
    return f"{count:,}".replace(",", " ")


def counted(count: int, one: str, many: str = "") -> str:
    """A number and its noun: `1 target`, `3 352 answers`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def few(items: Iterable[str], most: int = 3) -> str:
    """The first few, and how many more there are: `a`, `a and b`, `a, b, c and 9 more`."""
    all_ = list(items)
    rest = len(all_) - most
    said = [*all_[:most], *([f"{number(rest)} more"] if rest > 0 else [])]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))
