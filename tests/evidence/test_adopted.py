"""A keyring in a log: taken up by entries, and by it each entry's key counts or does not."""

# ruff: noqa: E501  # sentences stand here as a person sees them

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from scanner.evidence import EvidenceError, adopted, canonical, dsse, growing, history, keys, log, merkle
from scanner.evidence.bundle import shown
from scanner.evidence.chain import Keyring
from scanner.evidence.countersigned import countersign, reviews
from scanner.evidence.export import export
from scanner.evidence.keyring import read_version
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
    Payload,
    a_run,
    answers,
    catalogued,
    clock,
    leaves,
    pack,
    reseal,
    resign_head,
    seal_run,
    spool,
    unpack,
    with_leaves,
)
from tests.evidence.rings import People, edited, first, follower, forged, named, people, revoked, ring
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


def drop_last_version(payload: Payload, _: People) -> None:
    del payload[adopted.version_key(2)]


def drop_keyring(payload: Payload, _: People) -> None:
    del payload[adopted.version_key(1)], payload[adopted.version_key(2)]


def drop_first_version(payload: Payload, _: People) -> None:
    del payload[adopted.version_key(1)]


def drop_version_and_its_entry(payload: Payload, who: People) -> None:
    """Without a key of the log: its checkpoint tells. With one, an anchor does."""
    drop_last_version(payload, who)
    with_leaves(payload, leaves(payload)[:4])


def fork_version(payload: Payload, who: People) -> None:
    """Two version 2s, both signed by the roots."""
    one = read_version(payload[adopted.version_key(1)], "it")
    payload[adopted.version_key(2)] = forged(follower(one), [who.one, who.two])


def skip_version(payload: Payload, who: People) -> None:
    payload[adopted.version_key(3)] = payload.pop(adopted.version_key(2))


def below_threshold(payload: Payload, _: People) -> None:
    key = adopted.version_key(2)
    doc = json.loads(payload[key])
    payload[key] = canonical.dumps({**doc, "signatures": doc["signatures"][:1]})


def one_signs_twice(payload: Payload, _: People) -> None:
    key = adopted.version_key(2)
    doc = json.loads(payload[key])
    payload[key] = canonical.dumps({**doc, "signatures": doc["signatures"][:1] * 2})


def genesis_replaced(payload: Payload, who: People) -> None:
    """A keyring of the thief's own, with everything signed anew."""
    roots = msgspec.to_builtins([growing.root(who.thief.public, "Root One")])
    mine = edited(first(who), roots=roots, threshold=1)
    payload[adopted.version_key(1)] = forged(mine, [who.thief])
    del payload[adopted.version_key(2)]


def signed_again(
    number: int, who_signs: str, edit: Callable[[Any], None] = lambda _: None
) -> Callable[[Payload, People], None]:
    """An entry signed by somebody else, below a checkpoint by a key that counts."""

    def attack(payload: Payload, who: People) -> None:
        found, signer = leaves(payload), getattr(who, who_signs)

        def claim(doc: Any) -> None:
            doc["predicate"]["signed_by"] = signer.keyid
            edit(doc["predicate"])

        payload[keys.key_of(signer.keyid)] = keys.to_pem(signer.public)
        found[number] = reseal(found[number], signer, claim)
        rechained(payload, found, who)

    return attack


def rechained(payload: Payload, found: list[bytes], who: People) -> None:
    """The entries behind one that was changed name the root before them, and are signed again."""
    for number in range(1, len(found)):
        root = merkle.root([merkle.leaf(data) for data in found[:number]]).hex()
        opened = dsse.read_envelope(found[number], "it")
        if json.loads(opened.payload)["predicate"]["place"]["previous"] != root:
            signer = next(s for s in vars(who).values() if s.keyid == opened.keyid)
            found[number] = reseal(found[number], signer, follows(root))
    with_leaves(payload, found)
    resign_head(payload, who.machine)
    payload |= {f"signed/run-0002/{name}": data for name, data in shown(found[2]).items()}


def follows(root: str) -> Callable[[Any], None]:
    def edit(doc: Any) -> None:
        doc["predicate"]["place"]["previous"] = root

    return edit


def countersigned_another(payload: Payload, who: People) -> None:
    signed_again(3, "ana", lambda said: said.update(entry=1))(payload, who)


def head_by_thief(payload: Payload, who: People) -> None:
    resign_head(payload, who.next)
    payload[keys.key_of(who.next.keyid)] = keys.to_pem(who.next.public)


ATTACKS: dict[str, Callable[[Payload, People], None]] = {
    "version dropped that the log took up": drop_last_version,
    "keyring dropped": drop_keyring,
    "genesis dropped": drop_first_version,
    "version and its entry dropped": drop_version_and_its_entry,
    "keyring forked": fork_version,
    "version skipped": skip_version,
    "root below threshold": below_threshold,
    "one root twice": one_signs_twice,
    "genesis replaced": genesis_replaced,
    "run signed with a key that nobody knows": signed_again(2, "next"),
    "run signed by the reviewer": signed_again(2, "ana"),
    "countersigned by the collector": signed_again(3, "machine"),
    "countersigned by who is none yet": signed_again(3, "thief"),
    "countersignature of another run": countersigned_another,
    "head by a key that nobody knows": head_by_thief,
}


def test_attacks(kept: tuple[Path, Keyring], who: People, tmp_path: Path) -> None:
    """Each as an auditor reads it who has pinned the first version."""
    path, by = kept
    found = {}
    for name, attack in ATTACKS.items():
        payload = unpack(path)
        attack(payload, who)
        layers = looked(pack(payload, tmp_path / "bad.zip"), by.genesis)
        assert conclude(layers)[0] == 1, name
        found[name] = said(layers, who).replace(str(tmp_path), "").replace(keys.short(by.genesis), "GENESIS")
    other = read_version(
        forged(
            edited(first(who), roots=msgspec.to_builtins([growing.root(who.thief.public, "R")]), threshold=1),
            [who.thief],
        ),
        "x",
    )
    assert {n: text.replace(keys.short(other.digest), "THEIRS") for n, text in found.items()} == snapshot(
        {
            "version dropped that the log took up": "fails keyring: version 2 of the keyring: is missing: entry 4 of the log took it up. Somebody has taken it away",
            "keyring dropped": "fails keyring: version 1 of the keyring: is missing: entry 0 of the log took it up. Somebody has taken it away",
            "genesis dropped": "fails keyring: version 1 of the keyring: is missing, keyrings/000002 comes in its place",
            "version and its entry dropped": "fails log: the log in bad.zip: the checkpoint covers 5 entries, there are 4",
            "keyring forked": "fails keyring: version 2 of the keyring: is not the one that entry 4 of the log took up: the keyring was forked",
            "version skipped": "fails keyring: version 2 of the keyring: is missing, keyrings/000003 comes in its place",
            "root below threshold": "fails keyring: version 2 of the keyring: has 1 of the 2 signatures that it needs of the roots of version 1",
            "one root twice": "fails keyring: version 2 of the keyring: has two signatures of key ROOT",
            "genesis replaced": "fails keyring: version 1 of the keyring: is not the one that entry 0 of the log took up: the keyring was forked",
            "run signed with a key that nobody knows": "fails signature: run run-0002: is signed with key NEXT, which is not a trusted one",
            "run signed by the reviewer": "fails signature: run run-0002: is signed with key ANA of Ana Ruiz, which is that of a reviewer: it takes that of a collector",
            "countersigned by the collector": "fails log: entry 3: is signed with key MACHINE of scanner-1, which is that of a collector: it takes that of a reviewer or an approver",
            "countersigned by who is none yet": "fails log: entry 3: is signed with key THIEF of Deputy, which counts from entry 4 on, and this is entry 3",
            "countersignature of another run": "fails log: the log in bad.zip: entry 3 is about run run-0002 as entry 1, and that is no such entry",
            "head by a key that nobody knows": "fails log: the checkpoint of the log: is not signed with a trusted key",
        }
    )


BY_HAND = {
    "root below threshold": KEYRING,
    "run signed by the reviewer": COUNTS,
}
"""The first step of VERIFY.md that sees an attack, of those that look at the keyring."""


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
        ATTACKS[name](payload, who)
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
