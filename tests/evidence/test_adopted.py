"""A keyring in a log: taken up by entries, and by it each entry's key counts or does not."""

# ruff: noqa: E501  # sentences stand here as a person sees them

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.cli import verified
from scanner.evidence import EvidenceError, adopted, growing, history, keys, log
from scanner.evidence.chain import Keyring
from scanner.evidence.countersigned import countersign, reviews
from scanner.evidence.export import export
from scanner.evidence.replayed import Replay
from scanner.evidence.sealed import SealedRun, read_run
from scanner.evidence.sealing import seal
from scanner.evidence.trusted import Trusted
from scanner.evidence.verify import Layer, Trust, conclude, verify
from scanner.signers import Signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from tests.evidence.made import (
    ORIGIN,
    a_run,
    answers,
    catalogued,
    clock,
    pack,
    seal_run,
    spool,
    unpack,
)
from tests.evidence.ring_attacks import ATTACKS
from tests.evidence.rings import People, first, forged, named, people, revoked, ring
from tests.evidence.test_bundle import CHECKPOINT, COUNTS, KEYRING, LISTED, blocks, run_block, status, unzip


@pytest.fixture(scope="module")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


def made(folder: Path) -> Store:
    return open_store(folder / "store", create=True, origin=ORIGIN)


def night(store: Store, signer: Signer, number: int, by: Keyring) -> SealedRun:
    """A run, sealed by a keyring."""
    folder = catalogued(spool(store, number, answers(number, 2)))
    entry = seal(store, signer, folder, a_run(number), now=clock(number), trusted=Trusted({}, by)).entry
    run = read_run(store, entry.envelope, "it")
    assert run
    return run


def review(store: Store, signer: Signer, run: SealedRun, by: Keyring, note: str = "seen") -> log.Entry:
    at = clock(len(list(store.list("log/"))))
    return countersign(store, signer, run, "reviewer", note, now=at, trusted=Trusted({}, by))


def filled(folder: Path, who: People) -> tuple[Store, Keyring]:
    """Entry 0 takes the keyring up, 1 and 2 are runs, 3 is Ana's countersignature, 4 takes up her deputy."""
    store, by = made(folder), ring(who)
    adopted.adopt(store, who.machine, by, clock(0))
    night(store, who.machine, 1, by)
    run = night(store, who.machine, 2, by)
    review(store, who.ana, run, by)
    deputy = growing.key(who.thief.public, "Deputy", ["approver"], 4)
    by = growing.signed(growing.added(by, deputy, ORIGIN), by, [who.one, who.two])
    adopted.adopt(store, who.machine, by, clock(4))
    return store, by


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, who: People) -> tuple[Path, Keyring]:
    """A bundle of it, and its keyring."""
    folder = tmp_path_factory.mktemp("kept")
    store, by = filled(folder, who)
    export(store, ["run-0002"], folder / "out.zip")
    return folder / "out.zip", by


def looked(source: Path | Store, *numbers: str, **more: Any) -> list[Layer]:
    trust = Trust(frozenset(f"SHA256:{number.removeprefix('SHA256:')}" for number in numbers), **more)
    return list(verify(source, trust, lambda _: Replay("same", "1, the same")))


def said(layers: list[Layer], who: People) -> str:
    """What decides, in words, with names in the place of numbers."""
    layer = next((one for one in layers if one.state == "fails"), None)
    layer = layer or next((one for one in layers if one.state == "unknown" and one.name != "program"), None)
    text = f"{layer.state} {layer.name}: {layer.said}" if layer else "nothing is wrong"
    return named(text, who)


def test_good(kept: tuple[Path, Keyring], who: People) -> None:
    path, by = kept
    layers = looked(path, by.genesis)
    number = keys.short(by.genesis)
    shown = "\n".join(f"{one.state} {one.name}: {one.said}" for one in layers).replace(number, "GENESIS")
    assert shown.replace(keys.short(who.machine.keyid), "MACHINE") == snapshot("""\
ok container: 27 members, no surprise among them
ok keyring: version 2 of the keyring GENESIS, which you pinned: 3 keys, 2 of 2 roots sign it
ok signature: Ed25519, key MACHINE, of scanner-1 by the keyring
ok evidence: 2 answers, one Merkle root, every digest agrees
ok findings: 1, the same
open program: made by safeguard 0, build e3b0c44298fc, its files as they were installed
ok log: 5 entries without a gap, 1 of its 2 runs here
open anchor: No anchor given: dropped or rewritten nights would not be seen
open continuity: 2 whole runs from 2020-11-02 to 2020-11-03, at most 1 d 0 h between two; no schedule is declared
open retention: 1 of 2 runs of its log here, as it was made; the store has to have all
ok unsigned: VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence\
""")
    assert conclude(layers)[0] == 0
    assert conclude(layers)[1].startswith("Verified. Trust rests on the keyring that you supplied.")


def test_whoever_pins_a_later_version_misses_none_before_it(kept: tuple[Path, Keyring], who: People) -> None:
    path, by = kept
    assert conclude(looked(path, by.last.digest))[0] == 0
    later = revoked(who, by, who.machine, 1)
    assert said(looked(path, later.last.digest), who).replace(keys.short(by.genesis), "GENESIS") == snapshot(
        "fails keyring: the keyring: begins with GENESIS: what you gave is no number of it, nor of a key that came along"
    )
    assert conclude(looked(path, keyring=by))[0] == 0
    assert said(looked(path, keyring=later), who) == snapshot(
        "fails signature: run run-0002: is signed with key MACHINE of scanner-1, which was revoked from entry 1 on, and this is entry 2"
    )


def test_trust_is_said_by_the_verifier_alone(kept: tuple[Path, Keyring], who: People) -> None:
    path, _ = kept
    assert conclude(looked(path)) == (5, "Intact, but not trusted. Anybody could have made it.")
    assert said(looked(path, who.machine.keyid, who.ana.keyid), who) == snapshot("nothing is wrong")
    # Of the checkpoints that came along, Ana's key signed the one over what she has looked at.
    assert said(looked(path, who.machine.keyid), who) == snapshot(
        "fails log: checkpoints/000004: is not signed with a trusted key"
    )


# Attacks


def test_attacks(kept: tuple[Path, Keyring], who: People, tmp_path: Path) -> None:
    """Each as an auditor reads it who has pinned the first version."""
    path, by = kept
    found = {}
    for name, (attack, _, _) in ATTACKS.items():
        payload = unpack(path)
        attack(payload, who)
        layers = looked(pack(payload, tmp_path / "bad.zip"), by.genesis)
        assert conclude(layers)[0] == 1, name
        found[name] = said(layers, who)
    assert found == {name: f"fails {layer}: {words}" for name, (_, layer, words) in ATTACKS.items()}


BY_HAND = {
    "root below threshold": KEYRING,
    "run signed by the reviewer": COUNTS,
    "keyring dropped": COUNTS,
}
"""The first step of VERIFY.md that sees an attack, of those that look at the keyring."""


@pytest.mark.sampled("steps by hand")
def test_the_steps_of_verify_md(kept: tuple[Path, Keyring], who: People, tmp_path: Path) -> None:
    """With openssl and jq alone: which keyring, and that each key counts where it has signed."""
    path, by = kept
    base = unzip(path, tmp_path / "good")
    steps = blocks(base)
    assert [status(base, steps[at]) for at in (LISTED, CHECKPOINT)] == [0, 0]
    shown_ = run_block(base, steps[KEYRING]).stdout
    assert shown_ == f"version 1 of the keyring: {by.genesis}\nversion 2 of the keyring: {by.last.digest}\nok\n"
    assert "entry 3: reviewed run run-0002 as reviewer\n" in run_block(base, steps[COUNTS]).stdout
    seen: dict[str, int] = {}
    for name in BY_HAND:
        payload = unpack(path)
        ATTACKS[name][0](payload, who)
        bad = unzip(pack(payload, tmp_path / f"{len(seen)}.zip"), tmp_path / f"{len(seen)}")
        assert status(bad, steps[CHECKPOINT]) == 0
        seen[name] = next(at for at in (KEYRING, COUNTS) if status(bad, steps[at]))
    assert seen == BY_HAND


def test_a_house_of_the_thief_s_own(kept: tuple[Path, Keyring], who: People, tmp_path: Path) -> None:
    """With keys and a keyring of their own all of it fits, but for the number that was told."""
    _, by = kept
    theirs = People(who.thief, who.next, who.thief, who.next, who.next, who.thief)
    roots = [growing.root(who.next.public, "Root One")]
    held = [growing.key(who.thief.public, "scanner-1", ["collector"], 0)]
    false = growing.signed(growing.first(roots, 1, held, ORIGIN), None, [who.next])
    store = made(tmp_path)
    adopted.adopt(store, theirs.machine, false, clock(0))
    night(store, theirs.machine, 1, false)
    assert conclude(looked(store, false.genesis))[0] == 0
    shown_ = said(looked(store, by.genesis), who).replace(keys.short(false.genesis), "THEIRS")
    assert shown_ == snapshot(
        "fails keyring: the keyring: begins with THEIRS: what you gave is no number of it, nor of a key that came along"
    )
    assert said(looked(store, keyring=by), who).replace(keys.short(by.genesis), "OURS").replace(
        keys.short(false.genesis), "THEIRS"
    ).replace(store.name, "the store") == snapshot(
        "fails keyring: the keyring: was forked: version 1 of it is OURS in one place and THEIRS in the store"
    )


@pytest.mark.parametrize("whose", ["lies there", "own copy"])
def test_a_keyring_of_another_log(who: People, tmp_path: Path, whose: str) -> None:
    """Its entries are counted there: a revoked key is not good again because its thief begins a log of his own."""
    by = revoked(who, ring(who), who.machine, 2)
    store = open_store(tmp_path / "store", create=True, origin="thief.invalid/log")
    seal(store, who.machine, spool(store, 0, answers(0, 2)), a_run(0), now=clock(0))
    if whose == "lies there":
        for version in by.versions:
            store.create(adopted.version_key(version.number), version.data)
    layers = looked(store, by.genesis) if whose == "lies there" else looked(store, keyring=by)
    assert (
        said(layers, who)
        == "fails keyring: the keyring: is for another log, test.invalid/log; this is thief.invalid/log"
    )
    if whose == "lies there":
        export(store, ["run-0000"], tmp_path / "out.zip")
        base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
        steps = blocks(base)
        assert [bool(status(base, steps[at])) for at in (CHECKPOINT, KEYRING, COUNTS)] == [False, False, True]


def test_the_number_of_a_later_version_beside_that_of_the_first(kept: tuple[Path, Keyring], who: People) -> None:
    """Whoever was told of a revocation is not shown a keyring without it, and none the wiser."""
    path, by = kept
    later = revoked(who, by, who.machine, 1).last.digest
    layers = looked(path, by.genesis, later)
    assert said(layers, who).endswith(f"\n{keys.short(later)}: neither a version of it, nor a key")
    assert conclude(layers) == snapshot(
        (
            2,
            "Intact and signed, but a number that you gave is of nothing here. Where it is that of a later version of the keyring, somebody took that away; where it is of another log, leave it out.",
        )
    )
    assert conclude(looked(path, by.genesis, by.last.digest, who.machine.keyid, who.ana.keyid))[0] == 0


def test_a_keyring_that_nobody_pinned_speaks_against_a_key_that_was_named(who: People, tmp_path: Path) -> None:
    """It may be anybody's; it may as well be the house's, and the key in the hands of a thief."""
    store, by = filled(tmp_path, who)
    assert conclude(looked(store, who.machine.keyid, who.ana.keyid))[0] == 0
    after = revoked(who, by, who.machine, 2)
    store.create(adopted.version_key(3), after.last.data)
    layers = looked(store, who.machine.keyid, who.ana.keyid)
    assert said(layers, who) == snapshot(
        "unknown signature: run run-0002: by the keyring that came with it, which you did not pin, key MACHINE of scanner-1 was revoked from entry 2 on, and this is entry 2"
    )
    assert conclude(layers) == snapshot(
        (
            2,
            "Intact and signed with a key that you trust, but a keyring came along that says otherwise. Ask the house for its number: --key NUMBER.",
        )
    )


@pytest.mark.parametrize(("named_", "doubted"), [("machine", True), ("both", False), ("nobody", False)])
def test_a_review_by_a_key_that_nobody_named(who: People, tmp_path: Path, named_: str, *, doubted: bool) -> None:
    """That it came along is no reason to believe it: whoever writes to the log can bring a reviewer's key."""
    store = made(tmp_path)
    entry = seal(store, who.machine, spool(store, 0, answers(0, 2)), a_run(0), now=clock(0)).entry
    run = read_run(store, entry.envelope, "it")
    assert run
    both = [who.machine.public, who.thief.public]
    countersign(store, who.thief, run, "approver", "all is well", now=clock(1), trusted=both)
    told = {"machine": {who.machine.keyid}, "both": {who.machine.keyid, who.thief.keyid}, "nobody": set()}[named_]
    (found,) = (entry.review for entry in verified.held(store, {}, Trust(frozenset(told))) if entry.review)
    assert ("which is not a trusted one" in found.doubt, bool(found.doubt)) == (doubted, doubted)


def test_a_key_that_was_revoked(who: People, tmp_path: Path) -> None:
    store, by = filled(tmp_path, who)
    after = revoked(who, by, who.machine, 2)
    with pytest.raises(EvidenceError, match=r"of scanner-1, which was revoked from entry 2 on, and this is entry 4"):
        adopted.adopt(store, who.thief, after, clock(5))  # the log goes no further, and says what it is from now on
    assert said(looked(store, by.genesis), who) == snapshot(
        "fails signature: run run-0002: is signed with key MACHINE of scanner-1, which was revoked from entry 2 on, and this is entry 2"
    )


def test_a_key_that_was_replaced(kept: tuple[Path, Keyring], who: People) -> None:
    path, by = kept
    new = growing.key(who.next.public, "scanner-2", ["collector"], 3)
    turned = growing.signed(growing.rotated(by, who.machine.keyid, new, ORIGIN), by, [who.one, who.two])
    assert said(looked(path, keyring=turned), who) == snapshot(
        "fails log: the checkpoint of the log: is signed with key MACHINE of scanner-1, which was replaced from entry 3 on, and this is entry 4"
    )


def test_rotation_goes_on_without_a_gap(who: People, tmp_path: Path) -> None:
    store, by = filled(tmp_path, who)
    new = growing.key(who.next.public, "scanner-2", ["collector"], 5)
    turned = growing.signed(growing.rotated(by, who.machine.keyid, new, ORIGIN), by, [who.one, who.two])
    with pytest.raises(EvidenceError, match=r"the new entry 5: is signed with key .* of scanner-1, which was replaced"):
        adopted.adopt(store, who.machine, turned, clock(5))
    assert adopted.adopt(store, who.next, turned, clock(5)).versions == turned.versions[2:]
    assert adopted.adopt(store, who.next, turned, clock(5)).versions == ()
    night(store, who.next, 6, turned)
    assert conclude(looked(store, by.genesis))[0] == 0
    assert adopted.due(store, by).ring == turned  # an older copy in this house, and the newer one in the store


def test_a_keyring_that_grows_while_a_scan_is_at_work(who: People, tmp_path: Path) -> None:
    """A key that was revoked meanwhile spoils no log, and one that came meanwhile keeps no night from being sealed."""
    store, by = filled(tmp_path, who)
    new = growing.key(who.next.public, "scanner-2", ["collector"], 5)
    two = growing.signed(growing.added(by, new, ORIGIN), by, [who.one, who.two])
    adopted.adopt(store, who.next, two, clock(5))
    night(store, who.machine, 6, by)
    adopted.adopt(store, who.ana, revoked(who, two, who.machine, 7), clock(7))
    with pytest.raises(EvidenceError, match="of scanner-1, which was revoked from entry 7 on, and this is entry 8"):
        night(store, who.machine, 8, by)
    night(store, who.next, 9, by)
    assert conclude(looked(store, by.genesis))[0] == 0


def test_a_first_keyring_that_comes_while_a_scan_is_at_work(who: People, tmp_path: Path) -> None:
    store = made(tmp_path)
    adopted.adopt(store, who.machine, ring(who), clock(0))
    with pytest.raises(EvidenceError, match="it goes by a keyring that came meanwhile, and there is none here"):
        seal_run(store, who.machine, 1)
    assert list(store.list("log/")) == ["log/000000"]


def test_the_next_key_covers_what_a_killed_writer_has_left(who: People, tmp_path: Path) -> None:
    store, by = filled(tmp_path, who)
    new = growing.key(who.next.public, "scanner-2", ["collector"], 5)
    turned = growing.signed(growing.rotated(by, who.machine.keyid, new, ORIGIN), by, [who.one, who.two])
    folder = tmp_path / "store"
    (folder / "checkpoint").write_bytes((folder / "checkpoints" / "000004").read_bytes())
    (folder / "checkpoints" / "000005").unlink()
    adopted.adopt(store, who.next, turned, clock(5))
    assert conclude(looked(store, by.genesis))[0] == 0


def test_the_wrong_role_writes_nothing(who: People, tmp_path: Path) -> None:
    store, by = filled(tmp_path, who)
    before = sorted(store.list("log/"))
    with pytest.raises(EvidenceError, match="of Ana Ruiz, which is that of a reviewer: it takes that of a collector"):
        night(store, who.ana, 5, by)
    run = read_run(store, store.read(log.leaf_key(2)), "it")
    assert run
    with pytest.raises(
        EvidenceError, match="of scanner-1, which is that of a collector: it takes that of a reviewer or an approver"
    ):
        review(store, who.machine, run, by)
    assert sorted(store.list("log/")) == before


def test_a_fork_is_not_taken_up(who: People, tmp_path: Path) -> None:
    store, _ = filled(tmp_path, who)
    other = revoked(who, ring(who), who.machine, 9)
    with pytest.raises(EvidenceError, match=r"was forked: version 2 of it is .* in one place and .* in the store"):
        adopted.adopt(store, who.machine, other, clock(5))
    far = growing.signed(first(who, origin="another.invalid/log"), None, [who.one, who.two])
    with pytest.raises(EvidenceError, match=r"is for another log, another.invalid/log; this is test.invalid/log"):
        adopted.adopt(made(tmp_path / "two"), who.machine, far, clock(0))


def test_a_writer_that_died_between_a_version_and_its_entry(who: People, tmp_path: Path) -> None:
    store, by = filled(tmp_path, who)
    after = revoked(who, by, who.ana, 9)
    store.create(adopted.version_key(3), after.last.data)
    layers = looked(store, by.genesis)
    assert "the log has not taken up 1 version of it yet" in next(one.said for one in layers if one.name == "keyring")
    assert adopted.adopt(store, who.machine, after, clock(5)).versions == after.versions[2:]
    assert "not taken up" not in next(one.said for one in looked(store, by.genesis) if one.name == "keyring")


def test_a_keyring_of_a_newer_format(kept: tuple[Path, Keyring], who: People, tmp_path: Path) -> None:
    path, by = kept
    payload = unpack(path)
    doc = forged(first(who), [who.one, who.two], lambda doc: doc.update(format="safeguard-keyring/2", more=[]))
    payload[adopted.version_key(1)] = doc
    layers = looked(pack(payload, tmp_path / "new.zip"), by.genesis)
    assert conclude(layers) == snapshot(
        (2, "Intact, but its keyring is of a format that came after this version. Update safeguard.")
    )


def test_who_reviewed_what(who: People, tmp_path: Path) -> None:
    store, by = filled(tmp_path, who)
    (found,) = reviews(store, Trusted({}, by))
    assert (found.entry, found.run, found.who, found.role, found.did, found.note) == (
        3,
        "run-0002",
        "Ana Ruiz",
        "reviewer",
        "reviewed",
        "seen",
    )
    assert datetime.fromisoformat(found.when) == clock(3)()
    (nameless,) = reviews(store, {who.ana.keyid: who.ana.public})
    assert (nameless.who, nameless.doubt) == (f"key {keys.short(who.ana.keyid)}", "")
    (strange,) = reviews(store, {})
    assert "which is not a trusted one" in strange.doubt
    (late,) = reviews(store, Trusted({}, revoked(who, by, who.ana, 2)))
    assert "of Ana Ruiz, which was revoked from entry 2 on, and this is entry 3" in late.doubt
    assert list(reviews(store, Trusted({}, by), 4)) == []


@pytest.mark.parametrize("note", ["a" * 1001, "a\nb", "\x1b[2J"])
def test_what_a_note_may_not_be(who: People, tmp_path: Path, note: str) -> None:
    store, by = made(tmp_path), ring(who)
    run = night(store, who.machine, 0, by)
    with pytest.raises(EvidenceError, match=r"length <= 1000|what no screen shows"):
        review(store, who.ana, run, by, note)
    assert len(list(store.list("log/"))) == 1


def test_a_log_without_a_keyring_goes_on_as_before(who: People, tmp_path: Path) -> None:
    """And is taken over by one that knows its key from its first entry on."""
    store = made(tmp_path)
    seal(store, who.machine, spool(store, 0, answers(0, 2)), a_run(0), now=clock(0))
    assert conclude(looked(store, who.machine.keyid)) == snapshot(
        (
            0,
            """\
Verified. Trust rests on the key that you supplied.
No keyring: whether a key was revoked is yours to know.
The program that made it was not compared with yours.
No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.
No schedule is declared: nights without a scan were not looked for. --every 1d does.\
""",
        )
    )
    adopted.adopt(store, who.machine, ring(who), clock(1))
    assert conclude(looked(store, ring(who).genesis))[0] == 0
    assert history.check_log(store, Trusted({}, ring(who))).others == {}
