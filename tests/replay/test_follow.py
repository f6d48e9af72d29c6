"""Findings of parts of a run, judged again from the answers that they rest on and from nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from scanner import plugins
from scanner.answers import Answers
from scanner.evidence import log
from scanner.evidence.bundle import open_bundle
from scanner.evidence.parts import Parts
from scanner.evidence.replayed import Followed
from scanner.evidence.sealed import read_run
from scanner.facts import Fact
from scanner.plugins import Registry
from scanner.replay.follow import follow
from tests.cli.conftest import Safeguard, home, number, plugged, plugin, run_name, safeguard, scanned, two_runs

__all__ = ["home", "plugged", "plugin", "safeguard", "scanned", "two_runs"]

OWN = ("--store", "own", "--make-key")


def followed(path: Path, registry: Registry) -> Followed:
    with open_bundle(path) as bundle:
        runs = [read_run(bundle, data, "an entry") for data in log.leaves(bundle)]
        (parts,) = (Parts(run) for run in runs if run and any(bundle.list(f"parts/{run.record.run}/")))
        return follow(parts, lambda _: registry)


def test_with_the_plugins_that_the_verifier_allows(safeguard: Safeguard, scanned: str, home: Path) -> None:
    safeguard("bundle", "export", "--target", "east", "--output", "east.zip")
    alone = safeguard("verify", "east.zip", "--key", number(home))
    assert "0 judged again from the answers that they rest on" in alone.out
    assert "no collector here reads acme: answers" in alone.out
    assert alone.code == 2
    ours = safeguard("verify", "east.zip", "--key", number(home), "-c", "safeguard.yaml")
    assert "2 judged again from the answers that they rest on, the same\n" in ours.out
    assert ours.code == 0


def test_what_the_profile_disables_follows_from_the_profile(safeguard: Safeguard, scanned: str, home: Path) -> None:
    (home / "own.yaml").write_text(
        'extends: hipaa-security-rule\nchecks:\n  automatic-logoff.idle-ends: {disabled: "a wall has no keyboard"}\n'
    )
    assert safeguard("scan", "east", "--profile", "own.yaml", *OWN, "--json").code in {0, 1, 2}
    safeguard("bundle", "export", "--store", "own", "--check", "automatic-logoff.idle-ends", "--output", "off.zip")
    found = followed(home / "off.zip", plugins.load(["acme-extra"]))
    assert (found.count, found.lost) == (1, ())


def test_a_pass_that_its_own_answers_do_not_give_is_named(safeguard: Safeguard, scanned: str, home: Path) -> None:
    words = ("--target", "west", "--check", "automatic-logoff.idle-ends", "--output", "west.zip")
    assert safeguard("bundle", "export", run_name(home, 0), *words).code == 0
    ours = plugins.load(["acme-extra"])
    acme = ours.collectors["acme"]

    def otherwise(answers: Answers) -> Iterator[Fact]:
        return (msgspec.structs.replace(fact, idle_seconds=86400) for fact in acme.read(answers))

    theirs = replace(ours, collectors={**ours.collectors, "acme": replace(acme, read=otherwise)})
    assert followed(home / "west.zip", ours).count == 1
    found = followed(home / "west.zip", theirs)
    assert (found.count, *found.lost) == (
        0,
        "automatic-logoff.idle-ends of terminal \x1b[2J: pass as it was sealed, fail by these answers alone",
    )
