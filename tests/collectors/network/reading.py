"""A configuration as text to facts, as a scan would make them of it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from collectors.network.platforms import PLATFORMS
from collectors.network.reading import FILES, reader
from scanner.answers import Answer, Answers, Source
from scanner.facts import Fact

F = TypeVar("F", bound=Fact)
ASKED = "2026-11-26T02:10:00.000Z"


def facts(
    platform: str, text: str, /, *, whole: bool | None = None, glass: Sequence[str] = (), **said: Any
) -> list[Fact]:
    """The facts of a configuration. `whole`: take it for whole, whatever its end looks like. `glass`: accounts that are
    declared to be for emergencies. `said`: other commands, by the name of their question, as they print.
    """
    asked = PLATFORMS[platform]
    body = asked.config.keep(text)
    if whole is not None:
        body = {**body, "whole": whole}
    kept = {asked.config.id: body}
    for question in asked.questions[1:]:
        name = question.id.partition(".")[2]
        if name in said:
            kept[question.id] = question.keep(said[name])
    return read(platform, kept, glass)


def read(platform: str, kept: Mapping[str, Any], glass: Sequence[str] = ()) -> list[Fact]:
    """The facts of kept answers, by their questions."""
    told = Answers(
        f"{platform}:r1", enumerate(answers(platform, kept)), wanted={}, options={"break_glass": list(glass)}
    )
    return list(reader([PLATFORMS[platform]], FILES)(told))


def answers(platform: str, kept: Mapping[str, Any]) -> list[Answer]:
    """What is kept, by its questions, as answers; each is written down and read back, as evidence is."""
    asked = {question.id: question.operation for question in PLATFORMS[platform].questions}
    return [
        Answer(
            target=f"{platform}:r1",
            question=name,
            operation=asked.get(name, name),
            outcome="ok",
            body=msgspec.json.decode(msgspec.json.encode(body)),
            asked=ASKED,
            source=Source(endpoint="r1:22"),
            collector=f"{platform} 1",
        )
        for name, body in kept.items()
    ]


def about(found: list[Fact], cls: type[F], part: str = "") -> F:
    """The one fact of a class about a part of the device, or about the device."""
    (one,) = all_about(found, cls, part)
    return one


def all_about(found: list[Fact], cls: type[F], part: str = "") -> list[F]:
    """All of them."""
    ends = f":r1/{part}" if part else ":r1"
    return [fact for fact in found if isinstance(fact, cls) and fact.resource.endswith(ends)]
