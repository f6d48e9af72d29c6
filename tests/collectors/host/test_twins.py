"""Two machines of one name: what one of them has does not count for the other."""

import msgspec

from collectors.host.linux.questions import QUESTIONS
from scanner.answers import Answer
from scanner.evidence import canonical
from scanner.facts import Asset
from scanner.finding import Finding
from scanner.judging.assess import assess
from scanner.scope import declare
from scanner.targets import Target
from tests.collectors.host.linux.backups.test_backups import units
from tests.collectors.host.machines import MACHINE, answer, kept, read
from tests.judged import registry, rule

RECENT = "Wed 2026-11-25 11:00:00 UTC"
LONG_AGO = "Mon 2026-09-01 11:00:00 UTC"


def machine(target: str, ended: str) -> list[Answer]:
    """A machine called web1 that ran restic then; never, where `ended` is empty."""
    said = {
        "linux.machine": MACHINE,
        "linux.backup": kept("linux.backup", b"tool restic\n" if ended else b""),
        "linux.units": units("restic", ended) if ended else {},
    }
    some = [answer(q.id, said[q.id]) if q.id in said else answer(q.id, outcome="absent") for q in QUESTIONS]
    return [msgspec.structs.replace(one, target=target) for one in some]


def of_backups(**machines: str) -> dict[tuple[str, str], Finding]:
    """By check and target what is said of their backups."""
    targets = [Target(id=f"local:{name}", scheme="local", name=name) for name in machines]
    answers = [one for name, ended in machines.items() for one in machine(f"local:{name}", ended)]
    lines = [canonical.dumps(msgspec.to_builtins(one)) for one in sorted(answers, key=lambda one: one.key)]
    found = assess(lines, declare(targets, registry(), rule()), rule(), registry()).findings
    return {(f.check, f.target): f for f in found if f.control == "backup" and not f.standing}


def test_one_passes_by_no_backup_of_the_other() -> None:
    alone, both = of_backups(b=""), of_backups(a=RECENT, b="")
    assert alone["backup.exists", "local:b"].status == "fail"
    assert both["backup.exists", "local:b"].status == "fail"
    assert both["backup.exists", "local:a"].status == "pass"


def test_one_is_fresh_by_no_backup_of_the_other() -> None:
    both = of_backups(a=RECENT, b=LONG_AGO)
    assert both["backup.fresh", "local:a"].status == "pass"
    assert both["backup.fresh", "local:b"].status == "fail"


def test_no_finding_rests_on_answers_of_the_other() -> None:
    found = of_backups(a=RECENT, b=LONG_AGO)
    size = len(QUESTIONS)
    assert {rest.leaf // size for (_, target), f in found.items() for rest in f.answers if target == "local:a"} == {0}
    assert {rest.leaf // size for (_, target), f in found.items() for rest in f.answers if target == "local:b"} == {1}


def test_a_host_that_calls_itself_an_instance_of_a_cloud_gives_that_nothing() -> None:
    found = read({"backup": b"tool restic\n", "units": units("restic", RECENT)}, instance="i-0f1e")
    assert [(type(fact), fact.also) for fact in found if fact.also] == [(Asset, ("i-0f1e",))]
