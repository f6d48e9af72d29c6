"""Asks a device over SSH: one session, its commands, and what is kept of each."""

from collections.abc import Iterable, Iterator, Mapping

from collectors.network import asking
from collectors.network.platform import READS, Platform
from collectors.network.shell import visit
from collectors.network.shell.dialects import DIALECTS
from scanner.answers import Answer
from scanner.collector import CollectError, Inquiry
from scanner.targets import Target


def collect(inquiry: Inquiry, platforms: Mapping[str, Platform], collector: str) -> Iterator[Answer]:
    """Ask a device all wanted commands; what it offers before any login, and how we came in, are answers too.

    Raises:
        CollectError: an option of the target makes no sense.
    """
    platform = platforms[of(inquiry.target)]
    if inquiry.stopped():
        return
    asked, questions = inquiry.now(), platform.wanted(inquiry.questions)
    found = visit.visit(inquiry, DIALECTS[platform.scheme], [question.command for question in questions])
    yield from visit.answers(inquiry, found, asked=asked, collector=collector)
    source = found.source(inquiry.target.name)
    yield from asking.answers(
        inquiry, questions, found.heard, platform.grammar, source=source, asked=asked, collector=collector
    )


def granting(platforms: Iterable[Platform], rights: Iterable[str]) -> str:
    """What lets an account see it all, a document for each platform: what it types there, and how it is made."""
    if READS not in rights:
        return ""
    return "\n".join("".join(f"{line}\n" for line in _account(one)) for one in platforms)


def _account(platform: Platform) -> Iterator[str]:
    dialect = DIALECTS[platform.scheme]
    yield f"{dialect.remark} {platform.title}: an account that may type these, and needs to type nothing else"
    typed = (*dialect.setup, *(question.command for question in platform.questions), dialect.ends)
    yield from (f"{dialect.remark}   {command}" for command in typed)
    yield platform.account


def of(target: Target) -> str:
    """The platform of a target: its scheme says it, or the option."""
    return str(target.options.get("platform", target.scheme))


def check(target: Target) -> None:
    """Look at what a target of no one platform must say. Raises CollectError."""
    if "platform" not in target.options:
        raise CollectError(
            "platform is missing: what the device is, as in ?platform=ios; in safeguard.yaml platform: ios, or a word"
            " in the file that lists it (there, except: leaves out what is no device)"
        )
