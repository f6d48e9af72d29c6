"""The first promise, whole, for Macs and Windows machines, and for what one collector knows of three systems."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import permutations
from typing import Any

import pytest

from collectors.host.there import SSH
from collectors.ssh.causes import SESSION
from scanner.answers import Answer
from scanner.facts import spread
from scanner.finding import Finding, Status
from scanner.judging.assess import Assessment
from scanner.plugins import Registry
from tests.collectors.host.over_ssh import ASKS, HERE, SYSTEMS, answer, but, refused, whole, without
from tests.judged import judged, lost, registry

FAILURES = ("denied", "throttled", "unreachable", "unlicensed", "timeout", "error")
OTHERS = [(system, question) for system in ("macos", "windows") for question in (SESSION, *SYSTEMS[system].questions)]
each = pytest.mark.parametrize(("system", "question"), OTHERS)
SPARED = {
    ("macos", SESSION),  # the machine said all the same what it is
    ("windows", SESSION),
    ("macos", "macos.shell"),  # sshd's limit, which nobody can change, holds whatever the shell would say
    ("macos", "macos.extensions"),  # auditd and XProtect were seen at work: no other program need be
    ("macos", "macos.updates"),  # of any macOS but the newest it is open anyway which flaws it has
    ("windows", "windows.screens"),  # where Windows locks for everyone, nothing hangs on the screen savers
}


@cache
def before(system: str) -> Assessment:
    return judged(whole(system), HERE)


def open_(found: Assessment) -> set[str]:
    return {f.fingerprint for f in found.findings if f.status is Status.NOT_ASSESSED and not f.standing}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_machine_of_samples_has_much_to_lose(system: str) -> None:
    totals = before(system).coverage.totals
    assert totals["pass"] > 45
    assert totals["not_assessed"] - before(system).coverage.standing < 5


@each
def test_one_question(system: str, question: str) -> None:
    for outcome in FAILURES:
        after = judged(refused(whole(system), question, outcome), HERE)
        assert lost(before(system), after) == [], outcome
        assert bool(open_(after) - open_(before(system))) is ((system, question) not in SPARED), outcome


@each
def test_one_question_that_nobody_answered_at_all_or_by_half(system: str, question: str) -> None:
    for answers in (without(whole(system), question), but(whole(system), question, complete=False)):
        after = judged(answers, HERE)
        assert lost(before(system), after) == []
        assert bool(open_(after) - open_(before(system))) is ((system, question) not in SPARED)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_machine_that_cannot_be_named(system: str) -> None:
    first = SYSTEMS[system].first
    nameless = [refused(whole(system), first, outcome) for outcome in (*FAILURES, "absent", "empty")]
    for answers in (*nameless, without(whole(system), first), but(whole(system), first, complete=False)):
        after = judged(answers, HERE)
        assert lost(before(system), after) == []
        assert {f.status for f in after.findings} == {Status.NOT_ASSESSED}


@pytest.mark.parametrize("system", SYSTEMS)
def test_nothing_answered(system: str) -> None:
    answers = whole(system)
    for one in answers:
        answers = refused(answers, one.question)
    after = judged(answers, HERE)
    assert lost(before(system), after) == []
    assert {f.status for f in after.findings} == {Status.NOT_ASSESSED}


# What else is known of the other systems.


def knowing(**collector: Any) -> Registry:
    return replace(registry(), collectors={**registry().collectors, "ssh": replace(SSH, **collector)})


def told(found: Assessment) -> set[tuple[str, ...]]:
    return {(f.check, f.kind, f.resource, f.facet, f.status.value, f.seen) for f in found.findings}


@pytest.mark.parametrize("system", SYSTEMS)
def test_kinds_of_other_systems_open_nothing_and_hide_nothing(system: str) -> None:
    own = SYSTEMS[system].platform.kinds
    alone = judged(whole(system), HERE, knowing(kinds={name: SSH.kinds[name] for name in own}))
    assert told(before(system)) == told(alone)
    assert {f.kind for f in before(system).findings if not f.standing} <= own.keys()


@pytest.mark.parametrize(
    ("system", "kind"),
    [(name, k) for name, system in SYSTEMS.items() for k, row in system.platform.kinds.items() if row.always],
)
def test_a_kind_that_every_machine_has_and_that_a_reader_forgot(system: str, kind: str) -> None:
    """It is open whatever kinds of other systems there are."""
    known = knowing(read=lambda answers: (fact for fact in SSH.read(answers) if fact.kind != kind))
    after = judged(whole(system), HERE, known)
    of = {f.check for f in before(system).findings if f.kind == kind and not f.standing}
    assert {f.check for f in after.findings if f.kind == kind and f.status is Status.NOT_ASSESSED} >= of
    assert {f.status for f in after.findings if f.kind == kind} == {Status.NOT_ASSESSED}
    assert [f.seen for f in passes(after) if f.fingerprint not in {p.fingerprint for p in passes(before(system))}] == []


def test_a_linux_machine_of_which_no_disk_was_listed() -> None:
    """The disks of other systems do not stand for its own."""
    after = judged(but(whole("linux"), "linux.lsblk", body=[]), HERE)
    assert {(f.status, f.seen) for f in after.findings if f.kind == "linux.disk"} == {
        (Status.NOT_ASSESSED, "no disk was read")
    }


OFFER = {
    "protocol": "2.0",
    "software": "x",
    "ciphers": ["aes256-gcm@openssh.com"],
    "macs": ["hmac-sha1"],
    "kex": ["curve25519-sha256"],
    "host_keys": ["ssh-ed25519"],
}
TRANSIT = ("plain-refused", "protocol-version", "strong-algorithms")


@pytest.mark.parametrize(
    ("offer", "came"),
    [
        (answer("ssh.offer", OFFER), ("pass", "pass", "fail")),
        (answer("ssh.offer", {**OFFER, "ciphers": []}), ("not_assessed", "pass", "not_assessed")),
        (answer("ssh.offer", outcome="timeout"), ("not_assessed", "not_assessed", "not_assessed")),
        (None, ("not_assessed", "not_assessed", "not_assessed")),
    ],
)
def test_a_server_that_answers_and_is_not_among_the_processes(offer: Answer | None, came: tuple[str, ...]) -> None:
    """Its offer alone tells of it; what that does not tell is open by a word of the world, not of our program's."""
    sshd = next(a.body for a in whole("linux") if a.question == "linux.sshd")
    units = {k: v for a in whole("linux") if a.question == "linux.units" for k, v in a.body.items() if "ssh" not in k}
    answers = but(but(whole("linux"), "linux.sshd", body={**sshd, "listening": []}), "linux.units", body=units)
    found = judged((*answers, offer) if offer else answers, HERE)
    of = [f for f in found.findings if f.resource == "ssh:web1/sshd" and "transit" in f.check]
    one = {f.check.partition(".")[2]: f for f in of}
    assert tuple(one[check].status.value for check in TRANSIT) == came
    assert {f.kind for f in one.values()} == {"linux.sshd"}
    assert not [f.seen for f in found.findings if "no answer tells of it" in f.seen]


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_machine_that_cannot_be_named_lacks_nothing_of_other_systems(system: str) -> None:
    after = judged(refused(whole(system), SYSTEMS[system].first), HERE)
    assert {f.kind for f in after.findings if not f.standing} <= SYSTEMS[system].platform.kinds.keys()


# A host that answers with the questions of two systems at once.


def passes(found: Assessment) -> Iterator[Finding]:
    return (f for f in found.findings if f.status is Status.PASS)


def named(system: str) -> tuple[Answer, ...]:
    """One name for all, so that what is read of two systems could fall together."""
    first = next(a for a in whole(system) if a.question == SYSTEMS[system].first)
    return but(whole(system), first.question, body={**first.body, "hostname": "web1"})


@pytest.mark.parametrize(("one", "other"), list(permutations(SYSTEMS, 2)))
def test_two_systems_at_once(one: str, other: str) -> None:
    mine, theirs, first = named(one), without(named(other), SESSION), SYSTEMS[other].first
    claims = {(f.check, f.kind, f.resource, f.facet) for s in (one, other) for f in passes(judged(named(s), HERE))}
    for more in (
        theirs,
        without(theirs, first),
        *(refused(theirs, first, outcome) for outcome in ("denied", "absent")),
    ):
        after = judged((*mine, *more), HERE)
        assert {(f.check, f.kind, f.resource, f.facet) for f in passes(after)} <= claims
        assert not any("reading the answers" in f.seen for f in after.findings)
        assert len({f.kind.partition(".")[0] for f in passes(after)}) <= 1


# An ill kept machine: what is not good must not pass because something about it was not read.


def ill(value: Any) -> Any:
    """Every switch the other way, every number 0, every word of the last choice."""
    match value:
        case bool():
            return not value
        case int():
            return 0 if value else 1
        case dict():
            return {key: ill(inner) for key, inner in value.items()}
        case list():
            return [ill(inner) for inner in value]
    return value


def fed(question: str) -> set[Any]:
    return {one for promise in ASKS[question].feeds for one in spread(promise)}


STANDS = {
    # Of a trail that is off nothing more is said; where it may be on, what is true of its copies is.
    ("windows.event-logs", "windows.audit"): {"audit-logging.copied-away"},
    ("windows.event-logs", "windows.event-logs"): {
        "audit-logging.copied-away",
        "audit-logging.events-complete",
        "audit-logging.nobody-exempt",
    },
}
"""By what is ill, and what is refused then: checks that have something good to say only then, and it is true."""


@pytest.mark.parametrize(("system", "question"), [(s, q) for s, q in OTHERS if q not in {SESSION, SYSTEMS[s].first}])
def test_what_is_ill_kept_does_not_pass_because_something_was_not_read(system: str, question: str) -> None:
    body = next(a.body for a in whole(system) if a.question == question)
    answers = but(whole(system), question, body=ill(body))
    bad = judged(answers, HERE)
    assert not any("reading the answers" in f.seen for f in bad.findings)
    good = {f.fingerprint for f in passes(bad)}
    for other in SYSTEMS[system].questions[1:]:
        if fed(question) & fed(other):
            after = passes(judged(refused(answers, other), HERE))
            more = {f.check: f.seen for f in after if f.fingerprint not in good}
            assert more.keys() <= STANDS.get((question, other), set()), (other, more)
