"""Which system a host has by its answers, and the facts that these mean. Pure."""

from collections.abc import Callable, Iterator, Sequence

from collectors.host.platform import Platform
from collectors.ssh.offer import OFFER, joined, server
from scanner.answers import Answers, Got, gaps
from scanner.facts import Channel, Fact


def reader(platforms: Sequence[Platform], session: str) -> Callable[[Answers], Iterator[Fact]]:
    """Make the `read` of a collector. `session`: the question whose answer says why a host told nothing at all."""

    def read(answers: Answers) -> Iterator[Fact]:
        platform = next((p for p in platforms if p.questions[0].id in answers), None)
        offer, told = answers.one(OFFER), False
        for fact in platform.read(answers) if platform else _nothing(answers, platforms, session, offer):
            if offer.ok and isinstance(fact, Channel) and fact.protocol == "ssh":
                if fact.enabled is False:
                    continue  # another one answers
                told = True
                yield joined(fact, offer)
            else:
                yield fact
        if offer.ok and not told:
            yield server(answers.target, offer)

    return read


def _nothing(answers: Answers, platforms: Sequence[Platform], session: str, offer: Got) -> Iterator[Fact]:
    """A gap for all that any system promises, but for what the server itself has said."""
    said = answers.one(session)
    why = Got("error", f"{said.ask}: no system that is known", place=said.place) if said.good else said
    promises = dict.fromkeys(p for one in platforms for kind in one.kinds.values() for p in kind.gives)
    yield from gaps(answers.target, "target", why, *(p for p in promises if not offer.ok or p != (Channel, "ssh")))
