"""Directories over LDAP. Each family of them is a folder with its questions and its readers.

`asking.py` asks, over a connection of ours (`relay.py`) on which nothing but reading is said; `read.py` has what all
readers share.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from collectors.asking.careful import careful, unnamed
from collectors.directory import asking, root
from collectors.directory.causes import explain
from collectors.directory.families import FAMILIES, family
from collectors.directory.options import SCHEMA, check
from collectors.directory.read import ROOT, Directory, Entry
from scanner.answers import Answer, Answers, gaps, unclear
from scanner.collector import Collector, Inquiry, Kind
from scanner.facts import Fact

_VERSION: Final = "1"
KINDS: Final[dict[str, Kind]] = {
    **root.KINDS,
    **{name: replace(kind, of=f.title) for f in FAMILIES for part in f.parts for name, kind in part.kinds.items()},
}
QUESTIONS: Final = (root.QUESTION, *(question for one in FAMILIES for question in one.questions))


def read(answers: Answers) -> Iterator[Fact]:
    """Give the facts that the answers mean. Pure."""
    got = answers.one(ROOT)
    if not got.ok:
        yield from unnamed(answers, KINDS, ROOT, "it has no root DSE")
        return
    whole = Directory(answers, answers.target.partition(":")[2], Entry(*got.body["entries"][0]))
    yield from root.read(whole)
    if not (whose := family(whole.root)):
        why = unclear(got, "no directory that is known here")
        yield from gaps(answers.target, "target", why, *{p for kind in KINDS.values() for p in kind.gives})
        return
    for part in whose.parts:
        yield from careful(whole.target, part.kinds, part.read.__module__, partial(part.read, whole))


def grant(rights: Iterable[str]) -> str:
    """What gives an account the rights to read, family by family."""
    wanted = [*rights]
    of = [(one, [right for right in wanted if right.startswith(f"{one.name}:")]) for one in FAMILIES]
    return "\n\n".join(one.grant(some).rstrip() for one, some in of if some)


def _collector(scheme: str, platform: str) -> Collector:
    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        yield from asking.collect(inquiry, f"{scheme} {_VERSION}")

    return Collector(
        scheme=scheme,
        platform=platform,
        version=_VERSION,
        kinds=KINDS,
        questions=QUESTIONS,
        options={**SCHEMA, **{name: said for one in FAMILIES for name, said in one.options.items()}},
        collect=collect,
        read=read,
        check=check,
        explain=explain,
        grant=grant,
    )


LDAP: Final = _collector("ldap", "Directories")
LDAPS: Final = _collector("ldaps", "Directories over TLS from the start")
