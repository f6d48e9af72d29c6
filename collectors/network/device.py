"""A device as its readers hold it: its answers, its configuration, and how facts about it are made. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar, get_args, get_type_hints

from collectors.network import defaults
from collectors.network.config import Stated
from collectors.network.said import Said, stands, unheard, unsaid
from collectors.network.words import words
from scanner.answers import Answers, Got, rests_on, unclear, unread
from scanner.facts import FOREVER, Fact
from scanner.facts.base import COMMON

F = TypeVar("F", bound=Fact)
_MANY: Final = 3
_TYPED: Final = re.compile(r"(?:show|get|diagnose|/)")
"""What commands begin with; what else settles a default, as the policy of a server, nobody can type."""


@dataclass(slots=True)
class Device:
    """One device."""

    answers: Answers
    scheme: str
    """Of its platform: its kinds begin so, and what no line means is data of it."""
    got: Got
    """The answer that holds its configuration."""
    config: Stated
    name: str = ""
    version: str = ""
    break_glass: frozenset[str] = field(default_factory=frozenset)
    """Accounts that are declared to be for emergencies."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """By their questions: what was not asked goes by what is typed, not by our name for it."""

    def ask(self, question: str) -> Got:
        """The answer to another command: `version`."""
        name = f"{self.scheme}.{question}"
        got = self.answers.one(name)
        return replace(got, ask=self.commands.get(name, got.ask)) if got.outcome == "not-asked" else got

    def default(self, setting: str) -> Said[Any]:
        """What no line means; nobody knows where that was not written down by its maker, or by DISA, or seen."""
        row = defaults.default(self.scheme, setting, self.version)
        if row is None or row.basis == "memory" or row.value == "unknown":
            silent, settles = f"no line says {words(setting)}", row.settles if row else ""
            if settles and not _TYPED.match(settles):
                return unsaid(unclear(self.got, f"{silent}; {settles} would tell"))
            return unsaid(unclear(self.got, silent, typed=settles))
        value = FOREVER if row.value == "never" else row.value
        return Said(value, f"no line says it: {row.says}")

    def switch(self, setting: str) -> Said[Any]:
        """Whether it is on where no line says it."""
        said = self.default(setting)
        return said.as_(said.value in (True, "on"))

    def support_left(self) -> Said[int]:
        """Days until its maker stops fixing its release, at the time of the answer."""
        have = defaults.numbers(self.version)
        for row in defaults.known(self.scheme).releases:
            release = defaults.numbers(row.version)
            if have and have[: len(release)] == release:
                left = (date.fromisoformat(row.ends) - datetime.fromisoformat(self.got.asked).date()).days
                return Said(left, f"{row.version} ends on {row.ends}, says {row.source}")
        named = f"when the support of {self.version} ends" if self.version else "which release it is"
        return unsaid(unclear(self.got, f"not known here: {named}"))

    def make(  # noqa: PLR0913  # a fact has so many sides
        self,
        cls: type[F],
        kind: str,
        part: str = "",
        *,
        name: str = "",
        doubt: Iterable[Stated] = (),
        rests: tuple[Got, ...] = (),
        **fields: Any,
    ) -> F:
        """A fact about the device, or a part of it. A field is a value, or a `Said`, or a `Got` that did not tell.

        doubt: lines that are not understood, and could mean that all of it is otherwise.
        """
        values = {key: _value(value) for key, value in fields.items()}
        why = {key: _why(value) for key, value in fields.items() if values[key] is None}
        if lines := [*doubt]:
            missed = unclear(self.got, _not_understood(lines))
            why |= dict.fromkeys(open_fields(cls), missed)
            values |= dict.fromkeys(open_fields(cls))
        gots = {got.place: got for got in (self.got, *rests, *why.values()) if got.place}
        return cls(
            target=self.answers.target,
            resource=f"{self.answers.target}/{part}" if part else self.answers.target,
            kind=f"{self.scheme}.{kind}",
            name=name or part or self.name,
            within=(self.answers.target,) if part else (),
            answers=rests_on(*gots.values()),
            stands=tuple(stands(fields.values())),
            unread=unread(**why),
            **values,
        )


def _value(value: Any) -> Any:
    if isinstance(value, Said):
        return value.value
    return None if isinstance(value, Got) else value


def _why(value: Any) -> Got:
    got = value.why if isinstance(value, Said) else value
    if not isinstance(got, Got):
        raise TypeError("a field is not known, and nothing says why")
    return unheard(got)


def _not_understood(lines: list[Stated]) -> str:
    """`line 12 and line 30 are not understood`."""
    named = [f"line {one.number}" for one in lines[:_MANY]]
    more = [f"{len(lines) - _MANY} more"] if len(lines) > _MANY else []
    return f"not understood: {', '.join([*named, *more])}"


@cache
def open_fields(cls: type[Fact]) -> tuple[str, ...]:
    """The own fields of a class that may be unknown."""
    hints = get_type_hints(cls)
    return tuple(name for name in cls.__struct_fields__[COMMON:] if type(None) in get_args(hints[name]))
