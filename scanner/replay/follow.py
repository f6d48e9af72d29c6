"""Judge findings of a run again where only the answers that they rest on are here, and no scope."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

import msgspec

from scanner.answers import decode
from scanner.collector import Collector
from scanner.ends import Ends
from scanner.evidence import EvidenceError, canonical
from scanner.evidence.parts import WHOLE, Parts
from scanner.evidence.replayed import Followed
from scanner.finding import Finding, Rest, Status
from scanner.judging.assess import assess
from scanner.members import line as sealed_line
from scanner.members import read
from scanner.profile import Profile, from_json
from scanner.replay import UNFIT, Load, ours, sealed_ends
from scanner.scope import Asked, Scope
from scanner.stores import StoreError
from scanner.targets import Target

_HELD: Final = 1 << 27
"""What the lines may take in memory, read: nothing of a night that is larger waits on a disk here."""


def follow(parts: Parts, load: Load = ours) -> Followed:
    """Count the findings that come out, byte for byte, when nothing but the answers here is judged.

    The scope is left out: a target is taken as its findings tell of it, with the options that it has where none are
    declared. Where the judging needs more than that, another finding or none comes out, and it is not counted; one that
    passes as it was sealed and fails by these answers is named.
    """
    try:
        members = {name: parts.member(name) for name in WHOLE}
        for name, data in members.items():
            if sha256(data).hexdigest() != parts.digests.get(name):
                return Followed(0, f"its {name} is not what was signed")
        profile = from_json(canonical.loads(members["profile.json"], "profile.json"))
        ends = sealed_ends(members["catalogue.json"])
        if sum(canonical.weigh(line) for lines in (parts.answers(), parts.findings()) for _, line in lines) > _HELD:
            return Followed(0, "they are too many to be judged without the rest")
        wanted = {line: read(line, Finding, "a finding") for _, line in parts.findings()}
        if strange := _strange(parts, wanted.values(), load):
            return Followed(0, f"no collector here reads {strange}: answers")
        mine = set(_again(parts, wanted.values(), profile, load, ends))
        if ends and ends.kinder:
            return Followed(0, "they were judged by ends of support that are not those of this program")
        lost = _lost([wanted[line] for line in wanted.keys() - mine], mine - wanted.keys())
    except (EvidenceError, StoreError, *UNFIT) as err:
        return Followed(0, f"they cannot be judged here: {type(err).__name__}")
    return Followed(len(mine & wanted.keys()), "they need answers or options that are not here", lost)


def _lost(sealed: Iterable[Finding], again: Iterable[bytes]) -> tuple[str, ...]:
    """The findings that pass as they were sealed, and fail here."""
    here = {one.fingerprint: one for one in (read(line, Finding, "our own finding") for line in again)}
    passing = sorted((one for one in sealed if one.status is Status.PASS), key=lambda one: one.fingerprint)
    return tuple(
        f"{one.check} of {one.name or one.resource}: pass as it was sealed, fail by these answers alone"
        for one in passing
        if (other := here.get(one.fingerprint)) and other.status is Status.FAIL
    )


def _strange(parts: Parts, wanted: Iterable[Finding], load: Load) -> str:
    """The scheme of a target that nothing here reads; empty where there is none."""
    schemes = {target.partition(":")[0] for target in _targets(parts, wanted)}
    return next(iter(sorted(schemes - load(()).collectors.keys())), "")


def _targets(parts: Parts, wanted: Iterable[Finding]) -> frozenset[str]:
    """The targets of which there are answers, or findings that rest on none."""
    return frozenset(decode(line).target for _, line in parts.answers()) | {one.target for one in wanted}


def _again(parts: Parts, wanted: Iterable[Finding], profile: Profile, load: Load, ends: Ends | None) -> Iterator[bytes]:
    """All findings that follow from the answers here, as they would be sealed."""
    registry, findings = load(()), list(wanted)
    places, lines = [], []
    for place, line in parts.answers():
        places.append(place)
        lines.append(line)
    named = {one.check for one in findings} & registry.checks.keys()
    disabled = {name: why for name, why in profile.disabled.items() if name in named}
    targets = sorted(_targets(parts, findings))
    asked = [_asked(target, findings, registry.collectors[target.partition(":")[0]]) for target in targets]
    scope = Scope(targets=tuple(asked), checks=tuple(sorted(named - disabled.keys())), disabled=disabled)
    for finding in assess(lines, scope, profile, registry, ends=ends).findings:
        moved = tuple(Rest(leaf=places[rest.leaf], sha256=rest.sha256) for rest in finding.answers)
        yield sealed_line(msgspec.structs.replace(finding, answers=moved))


def _asked(target: str, findings: Iterable[Finding], collector: Collector) -> Asked:
    """The target as its findings tell of it."""
    mine = [one for one in findings if one.target == target]
    owner = next((one.owner for one in mine if one.owner), "")
    scheme, _, name = target.partition(":")
    questions = tuple(question.id for question in collector.questions)
    known = Target(id=target, scheme=scheme, name=name, owner=owner or "", ephi=_ephi(mine))
    return Asked(target=known, collector=collector.name, questions=questions)


def _ephi(findings: Iterable[Finding]) -> bool | None:
    return next((one.ephi for one in findings if one.ephi is not None), None)
