"""A question to a directory: one search, and of what it finds the attributes that are kept. One row of a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from scanner.collector import Question

Scope: TypeAlias = Literal["base", "one", "sub"]
BASE: Final = "{base}"
"""In `Search.base`: each naming context that is scanned, one after the other."""
Reduce: TypeAlias = Callable[[bytes], str]
"""Makes of a value, as it came, what is kept of it."""


@dataclass(frozen=True, kw_only=True)
class Search(Question):
    """One search. Its answers are parts of what was found: `about` is `part 0001`, and the last of them says so.

    `{base}` in `base` stands for the naming contexts; any other word in braces for that attribute of the root DSE, as
    in `{configContext}` or `CN=Partitions,{configurationNamingContext}`: without it, the question is answered `absent`.
    """

    base: str = BASE
    scope: Scope = "sub"
    filter: str = "(objectClass=*)"
    attributes: tuple[str, ...]
    """The allow-list. What else is sent is dropped as it comes."""
    reduce: Mapping[str, Reduce] = field(default_factory=lambda: MappingProxyType({}))
    """By attribute, in lower case: what is kept of each value. Others are kept as text, in which a byte that is none
    stands as `\\xff`."""
    there: bool = False
    """The place is known to be there: who is told that it is not, or that it is empty, may not look into it. So it is
    of every place that the root DSE names."""
    types: bool = False
    """Ask for the names of the attributes alone: that they may be read is what was asked, and no value travels."""
    paged: bool = True
    """Ask for page after page (RFC 2696); off for what is one entry."""
    ranges: bool = False
    """A part of the values may come under a name such as `member;range=0-1499` (MS-ADTS 3.1.1.3.1.3.3): the rest of
    them is asked for too."""
    anonymous: bool = False
    """Asked on a connection of its own, by nobody: whoever can reach the server is told the same."""
    most: int = 0
    """End after so many entries of each place: that there are any is what was asked. 0: all of them are wanted."""
