"""A scan from its plan to its seal."""

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
from scanner.evidence import log
from scanner.evidence.verify import Trust, conclude, verify
from scanner.judging.assess import Assessment, assess
from scanner.plugins import Registry
from scanner.plugins.installed import tool
from scanner.replay import replay
from scanner.run import Stopped, scan
from scanner.scope import Before, Scope
from scanner.secrets import lookup
from scanner.secrets.screen import LeakError
from scanner.signers import Signer
from scanner.stores import SpoolError, Store, StoreError
from scanner.stores.opening import open_store
from tests import tiny
from tests.runs.scanned import GOOD, again, plan, scanned, sealed
from tests.test_ask import Silent


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


def test_only_the_plugins_that_the_run_knew_are_asked_for(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    asked: list[Sequence[str]] = []
    replay(sealed(store), lambda names: asked.append(names) or tiny.registry())  # type: ignore[func-returns-value]
    assert asked == [[]], "a plugin that came later would accuse the run of leaving its checks out"


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


def test_a_check_that_the_verifier_lacks_is_not_replayed(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    fewer = tiny.registry(checks={k: v for k, v in tiny.CHECKS.items() if not k.startswith("rest.")})
    found = again(sealed(store), fewer)
    assert (found.state, found.said) == ("lacks", "this program lacks the check rest.cipher and 1 more")


def test_nor_is_a_platform_that_it_lacks(store: Store, signer: Signer) -> None:
    scanned(store, signer, GOOD)
    found = again(sealed(store), Registry(tiny.CHECKS, {}, ()))
    assert (found.state, found.said) == ("lacks", "this program has no collector that reads tiny: answers")


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
