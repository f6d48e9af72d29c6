"""The first promise, over the whole table: what was not answered is never a fact, and never silence."""

from typing import Any

import pytest
from inline_snapshot import snapshot

from collectors.host.here import LOCAL
from collectors.host.linux.kinds import KINDS
from collectors.host.linux.questions import QUESTIONS
from scanner.answers import Answer
from scanner.check import unknown
from scanner.facts import Fact, Gap, LogTrail, tag
from tests.collectors.host.machines import answer, facts, only
from tests.collectors.host.samples import SAMPLES

FAILURES = ("denied", "timeout", "error")


def whole(**instead: str) -> list[Answer]:
    return [
        answer(q.id, outcome=instead[q.id]) if q.id in instead else answer(q.id, q.keep(SAMPLES[q.id]))
        for q in QUESTIONS
    ]


def described(found: list[Fact]) -> dict[tuple[str, str, str], list[Fact]]:
    grouped: dict[tuple[str, str, str], list[Fact]] = {}
    for fact in found:
        if not isinstance(fact, Gap):
            grouped.setdefault((tag(type(fact)), fact.kind, fact.resource), []).append(fact)
    return grouped


def fields(fact: Fact) -> dict[str, Any]:
    common = Fact.__struct_fields__
    return {name: getattr(fact, name) for name in fact.__struct_fields__ if name not in common}


def test_every_question_has_a_sample_and_every_kind_a_fact() -> None:
    assert set(SAMPLES) == {q.id for q in QUESTIONS}
    given = {f.kind for f in facts(whole())}
    assert set(KINDS) - given == {"linux.sshd-off"}, "the samples show every other kind"


def test_each_kind_gives_what_it_promises() -> None:
    for (_, kind, resource), some in described(facts(whole())).items():
        promised = {p[0] if isinstance(p, tuple) else p for p in KINDS[kind].gives}
        assert promised.issuperset(type(f) for f in some), (kind, resource)


@pytest.mark.parametrize("outcome", FAILURES)
@pytest.mark.parametrize("question", [q.id for q in QUESTIONS[1:]])
def test_one_unanswered_question(question: str, outcome: str) -> None:
    """No field says another thing than before: it says the same, or None with that outcome; what went has a gap."""
    before, after = facts(whole()), facts(whole(**{question: outcome}))
    gaps = {(f.missing, f.kind) for f in after if isinstance(f, Gap)}
    now = described(after)
    for key, was in described(before).items():
        if key not in now:
            assert key[:2] in gaps, f"{key} went without a word"
            continue
        if (key[0], key[1]) == ("backup", "linux.backup"):
            continue  # several tools are about one machine: which of them went cannot be told by the id
        for old, new in zip(was, now[key], strict=True):
            changed = {n for n, v in fields(new).items() if v is not None and v != fields(old)[n]}
            assert changed <= WEAKER.get((question, key[1]), set()), (key, changed, fields(old), fields(new))
    for fact in after:
        assert fact.kind in LOCAL.kinds


WEAKER: dict[tuple[str, str], set[str]] = {
    # Fewer places that logs go to: less assurance, never more.
    ("linux.forward", "linux.audit"): {"copies"},
    ("linux.units", "linux.audit"): {"copies"},
    ("linux.audit", "linux.audit"): {"copies"},
    # The limit of the shell is then the one that holds.
    ("linux.logind", "linux.console"): {"idle_seconds", "enforced"},
    ("linux.shell", "linux.console"): {"idle_seconds", "enforced"},
    ("linux.logind", "linux.sshd"): {"idle_seconds", "enforced"},
    ("linux.shell", "linux.sshd"): {"idle_seconds", "enforced"},
}


@pytest.mark.parametrize("outcome", [*FAILURES, "absent"])
def test_a_machine_that_cannot_be_named_gives_gaps_only(outcome: str) -> None:
    found = facts(whole(**{"linux.machine": outcome}))
    assert {f.kind for f in found} == set(KINDS)
    assert all(isinstance(f, Gap) for f in found)


def test_everything_denied() -> None:
    """Nothing that was not seen is said: each field is None, or one of the words that need no answer."""
    found = facts(whole(**{q.id: "denied" for q in QUESTIONS[1:]}))
    for fact in found:
        said = {n: v for n, v in fields(fact).items() if v is not None}
        allowed = STANDING.get(type(fact).__name__, set())
        assert isinstance(fact, Gap) or set(said) <= allowed, (fact.kind, said)


def test_what_a_person_reads() -> None:
    """The sentence names the question, and the right that it wants."""
    found = facts(whole(**{"linux.audit": "denied"}))
    assert unknown(only(LogTrail, found), "enabled").seen == snapshot(
        "whether it is on: denied: auditctl -s; auditctl -l; cat /etc/audit/auditd.conf; stat /var/log/audit/* (root)"
    )
    found = facts(whole(**{"linux.lsblk": "timeout"}))
    gap = next(f for f in found if isinstance(f, Gap) and f.kind == "linux.disk")
    assert gap.ask == snapshot(
        "lsblk -J -b -o NAME,KNAME,TYPE,FSTYPE,UUID,SERIAL,MOUNTPOINTS; cat /sys/block/dm-*/dm/uuid"
    )


STANDING = {
    "Asset": {"role"},
    "Clock": {"off_seconds", "stamps"},
    "Session": {"surface", "on_idle", "max_seconds", "reauth_seconds"},
    "Detector": {"watches"},
    "LogTrail": {"of"},
    "Guard": {"prevents", "considered"},
    "Release": {"version", "support_days_left"},
}
