"""Which system a host has by its answers, and the facts that these mean. Pure."""

from collections.abc import Callable, Iterator, Sequence

from collectors.host.platform import Platform
from scanner.answers import Answers, Got, gaps
from scanner.facts import Fact


def reader(platforms: Sequence[Platform], session: str) -> Callable[[Answers], Iterator[Fact]]:
    """Make the `read` of a collector. `session`: the question whose answer says why a host told nothing at all."""

    def read(answers: Answers) -> Iterator[Fact]:
        platform = next((p for p in platforms if p.questions[0].id in answers), None)
        if platform:
            yield from platform.read(answers)
            return
        said = answers.one(session)
        why = Got("error", f"{said.ask}: no system that is known", place=said.place) if said.good else said
        for one in platforms:
            for name, kind in one.kinds.items():
                yield from gaps(answers.target, name, why, *kind.gives)

    return read
