"""What a device can be: a system with its commands, its grammar, its kinds and its readers."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from collectors.network.device import Device
from collectors.network.grammar.grammar import grammar
from collectors.network.grammar.keep import kept
from collectors.network.grammar.slots import SHOWN
from collectors.network.question import DeviceQuestion
from collectors.network.syntax.statement import Syntax
from collectors.network.syntax.whole import never
from scanner.answers import JSON, Answers
from scanner.collector import Kind
from scanner.facts import CLASSES, Fact, Promise

READS: Final = "read-configuration"
"""The right to see the whole configuration."""
_NO_SECRETS: Final = ("secrets: what is kept of each is its number, and how it was made",)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """One system."""

    scheme: str
    """Of its targets, and what its questions and kinds begin with: `ios`."""
    title: str
    """As people say it: "Cisco IOS"."""
    grammar: str
    """The name of its file."""
    syntax: Syntax
    whole: Callable[[str], bool]
    """Tells whether a configuration came whole."""
    questions: tuple[DeviceQuestion, ...]
    """In the order in which they are asked. The first gives the configuration; without it nothing can be read."""
    kinds: Mapping[str, Kind]
    read: Callable[[Device], Iterator[Fact]]
    """Pure: the facts of one device whose configuration came whole."""

    marked: Callable[[str], bool] = never
    """Tells whether such a text has a mark at its end: a file that was cut short can be told from a whole one."""
    part: Callable[[Answers], str] = lambda _: ""
    """Pure: why only a part of the configuration may have been shown, by other answers; empty: all of it was."""
    account: str = ""
    """What to type there to make the account that scans come in with."""

    @property
    def config(self) -> DeviceQuestion:
        """What gives the configuration."""
        return self.questions[0]

    def wanted(self, ids: Collection[str]) -> list[DeviceQuestion]:
        """The questions of these ids, and always the first."""
        return [q for q in self.questions if q.id in ids or q is self.config]


def keeper(grammar_: str, syntax: Syntax, whole: Callable[[str], bool]) -> Callable[..., JSON]:
    """What keeps a configuration, and tells of its secrets; its grammar is read when the first one comes."""
    return partial(_kept, grammar_, syntax, whole)


def _kept(
    grammar_: str,
    syntax: Syntax,
    whole: Callable[[str], bool],
    text: str,
    tell: Callable[[str], None] = lambda _: None,
) -> JSON:
    # What evidence says of a secret is ours to say: a device, or who wrote to its file, may not.
    own = SHOWN.sub("<masked>", text) if "<secret" in text else text
    return kept(own, syntax, grammar(grammar_), whole, tell)


def configuration(  # noqa: PLR0913  # as below
    scheme: str, command: str, keep: Callable[..., JSON], needs: str = READS, *, full: bool = False, name: str = ""
) -> DeviceQuestion:
    """The question for a configuration.

    full: with what is so by default, where the platform shows that. name: of another form that the platform shows.
    """
    return DeviceQuestion(
        id=f"{scheme}.{name or ('config_all' if full else 'config')}",
        operation=command,
        needs=needs,
        feeds=CLASSES,
        keep=keep,
        tells=True,
        file=not full and not name,
        dropped=_NO_SECRETS,
    )


def shows(  # noqa: PLR0913, PLR0917  # a row of a table
    scheme: str, name: str, command: str, feeds: tuple[Promise, ...], keep: Callable[[str], JSON], needs: str = ""
) -> DeviceQuestion:
    """A question for what a device does, as no configuration tells."""
    return DeviceQuestion(id=f"{scheme}.{name}", operation=command, needs=needs, feeds=feeds, keep=keep)
