"""Patterns of names, as ssh_config(5) has them."""

import re
from collections.abc import Iterable
from functools import lru_cache


def named(patterns: Iterable[str], name: str) -> bool:
    """Some pattern matches, and none that is negated with `!`."""
    found = [p for p in patterns if _compiled(p.removeprefix("!")).fullmatch(name)]
    return bool(found) and not any(p.startswith("!") for p in found)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`*` is any characters, `?` is one. There are no other signs: brackets stand for themselves, as around a host."""
    return re.compile("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern), re.DOTALL)
