"""Which platform a device has by its answers, and the facts that these mean. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from collectors.network.config import filled, parsed
from collectors.network.device import Device
from collectors.network.grammar.grammar import grammar
from collectors.network.kinds import CHANNELS
from collectors.network.parts.reuse import reuse
from collectors.network.platform import Platform
from collectors.network.said import Said
from collectors.network.syntax.whole import never
from collectors.ssh.causes import SESSION
from collectors.ssh.offer import OFFER, from_outside, server
from scanner.answers import HIDDEN, Answers, Got, gaps, unclear
from scanner.facts import Backup, Channel, Fact

FILES: Final = "config.files"
"""The question whose answer lists the files of a folder."""
NOT_SHOWN: Final = "nothing at its end shows that it is whole; whole: true says that whoever writes it always does"
BROKEN_OFF: Final = "the mark of its end is not there, so it may be cut off"
NOT_CLOSED: Final = "its last line, or a block in it, does not end, so it may be cut off"
"""Of platforms that write no mark."""


def reader(platforms: Sequence[Platform], session: str) -> Callable[[Answers], Iterator[Fact]]:
    """Make the `read` of a collector. `session`: the question whose answer says why a device told nothing at all."""

    def read(answers: Answers) -> Iterator[Fact]:
        if FILES in answers and answers.one(FILES).ok:
            return  # what stands in each of them its own answers tell
        platform = next((p for p in platforms if p.config.id in answers), None)
        offer = answers.one(OFFER)
        told = False
        for fact in _facts(platform, answers) if platform else _nothing(answers, platforms, session, offer):
            if offer.ok and isinstance(fact, Channel) and fact.resource == f"{answers.target}/ssh":
                told = True
                yield seen_on_the_wire(fact, offer)
            else:
                yield fact
        if offer.ok and not told:
            yield server(answers.target, offer)

    return read


def _facts(platform: Platform, answers: Answers) -> Iterator[Fact]:
    got = answers.one(platform.config.id)
    if got.ok and not got.body.get("shown_whole", True):
        got = unclear(got, NOT_SHOWN)
    if got.ok and not got.body["whole"]:
        got = Got("error", f"{got.ask}: {NOT_CLOSED if platform.marked is never else BROKEN_OFF}", place=got.place)
    if got.ok and (part := _part(platform, answers)):
        got = Got("denied", f"{got.ask}: {part}", place=got.place)
    if not got.ok:
        why = Got("error", f"{got.ask}: it is empty", place=got.place) if got.good else got
        yield from gaps(answers.target, "target", why, *_classes([platform]))
        return
    grammar_ = grammar(platform.grammar)
    config = parsed(got.body["lines"], grammar_)
    full = answers.one(f"{platform.scheme}.config_all")
    if full.ok and full.body["whole"]:
        filled(config, parsed(full.body["lines"], grammar_))
    glass = answers.options.get("break_glass", ())
    typed = {question.id: question.command for question in platform.questions}
    device = Device(answers, platform.scheme, got, config, answers.target, break_glass=frozenset(glass), commands=typed)
    facts = [*platform.read(device)]
    yield from facts
    yield from reuse(facts)
    if modified := got.body.get("modified"):
        yield _kept(device, modified)


def _kept(device: Device, modified: str) -> Fact:
    """The file is a copy itself: it lies here, and no longer on the device alone; as old as its last write."""
    age = int((datetime.fromisoformat(device.got.asked) - datetime.fromisoformat(modified)).total_seconds())
    return device.make(
        Backup,
        "device",
        mechanism="copy",
        newest_seconds=Said(age, f"the file was last written at {modified}"),
        succeeded=HIDDEN,
        retention_days=HIDDEN,
        encrypted=HIDDEN,
        offsite=True,
        immutable=HIDDEN,
    )


def _part(platform: Platform, answers: Answers) -> str:
    """Why only a part of the configuration may have been shown: what stands not in a part means nothing."""
    session = answers.one(SESSION)
    if session.ok and session.body.get("privileged") is False:
        return "the session has few rights, and may have been shown a part"
    return platform.part(answers)


def _classes(platforms: Sequence[Platform]) -> Iterator[type[Fact]]:
    """What devices of these platforms give, whatever it is about: of one that told nothing, one gap for each."""
    every = (promise for one in platforms for kind in one.kinds.values() for promise in kind.gives)
    yield from dict.fromkeys(promise[0] if isinstance(promise, tuple) else promise for promise in every)


def _nothing(answers: Answers, platforms: Sequence[Platform], session: str, offer: Got) -> Iterator[Fact]:
    """A gap for all that any platform promises, but for what the server itself has said."""
    said = answers.one(session)
    why = Got("error", f"{said.ask}: no configuration came", place=said.place) if said.good else said
    classes = [*_classes(platforms)]
    if offer.ok:
        classes.remove(Channel)
        yield from gaps(answers.target, "target", why, *((Channel, of) for of in CHANNELS if of != "ssh"))
    yield from gaps(answers.target, "target", why, *classes)


def seen_on_the_wire(channel: Channel, offer: Got) -> Channel:
    """What a device offered before any login is what it speaks: it outweighs its lines, and what these leave open."""
    thing = {name: getattr(channel, name) for name in ("target", "resource", "kind", "name", "within", "stands")}
    seen = from_outside({**thing, "answers": channel.answers}, offer)
    return msgspec.structs.replace(seen, answers=tuple(sorted({*channel.answers, *seen.answers})))
