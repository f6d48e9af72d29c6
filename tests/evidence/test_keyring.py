"""A keyring: what it must hold, and how one version follows another."""

# ruff: noqa: E501  # sentences stand here as a person sees them

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from inline_snapshot import snapshot

from scanner.evidence import EvidenceError, canonical, dsse, growing, keys, note
from scanner.evidence.chain import longer, missing, read_chain
from scanner.evidence.keyring import Document, Key, NewerKeyringError, read_version
from scanner.evidence.statement import COUNTERSIGNATURE_TYPE, KEYRING_TYPE, RUN_TYPE
from scanner.evidence.trusted import Trusted, trusting
from tests.evidence.made import ORIGIN
from tests.evidence.rings import People, chain, edited, first, follower, forged, named, people, revoked, ring


@pytest.fixture(scope="module")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


def refused(who: People, *envelopes: bytes) -> str:
    """The words with which these are refused, with names in the place of numbers."""
    with pytest.raises(EvidenceError) as caught:
        chain(*envelopes)
    return named(str(caught.value), who)


def test_it_reads_back_as_it_was_made(who: People) -> None:
    made = ring(who)
    after = revoked(who, made, who.machine, 7)
    found = chain(*(version.data for version in after.versions))
    assert found == after
    assert (found.genesis, found.last.number, found.pending) == (made.last.digest, 2, None)
    assert found.document.keys[0].revoked_from == 7


def test_more_signatures_do_not_change_its_number(who: People) -> None:
    half = growing.signed(first(who), None, [who.one])
    assert half.versions == ()
    assert half.pending
    assert list(missing((), half.pending)) == ["has 1 of the 2 signatures that it needs of its own roots"]
    whole = growing.more(None, half.pending, [who.two])
    assert (whole.pending, whole.genesis) == (None, half.genesis)
    assert whole == ring(who)


def test_only_the_last_version_may_be_pending(who: People) -> None:
    half = growing.signed(first(who), None, [who.one]).pending
    assert half
    after = forged(follower(half), [who.one, who.two])
    with pytest.raises(EvidenceError, match="version 1 of the keyring: has 1 of the 2 signatures"):
        read_chain([half.data, after], pending=True)


def test_attacks_on_a_version(who: People) -> None:
    """Each as a person reads it."""
    both = [who.one, who.two]
    one = ring(who).last
    twice = json.loads(one.data)
    twice["signatures"][1] = twice["signatures"][0]
    theirs = edited(first(who), roots=msgspec.to_builtins([growing.root(who.thief.public, "Root")]), threshold=1)
    gone = msgspec.to_builtins(one.document.keys[1:])

    def moved(**more: int | None) -> bytes:
        ended = edited(one.document, keys=[{**msgspec.to_builtins(one.document.keys[0]), "to": 5, "revoked_from": 4}])
        begun = chain(forged(ended, both)).last
        held = [{**msgspec.to_builtins(begun.document.keys[0]), **more}]
        return begun.data + b"\n" + forged(follower(begun, keys=held), both)

    def later(edit: Callable[[Any], None] = lambda _: None, **more: Any) -> tuple[bytes, bytes]:
        return one.data, forged(follower(one, **more), both, edit)

    attacks = {
        "root below threshold": [forged(first(who), [who.one])],
        "one root signs twice": [canonical.dumps(twice)],
        "attacker's root signs too": [forged(first(who), [who.one, who.thief])],
        "attacker's roots from version 2 on": [
            one.data,
            forged(follower(one, roots=theirs_of(theirs), threshold=1), [who.thief]),
        ],
        "old roots alone": [one.data, forged(follower(one, roots=theirs_of(theirs), threshold=1), both)],
        "threshold lowered by one root": [one.data, forged(follower(one, threshold=1), [who.one])],
        "signature of another version": [one.data, swapped(forged(follower(one), both), one.data)],
        "version skipped": [one.data, forged(follower(one, version=3), both)],
        "version twice": [one.data, one.data],
        "forked": [one.data, forged(follower(one, previous="0" * 64), both)],
        "first with one before it": [forged(first(who, previous="0" * 64), both)],
        "key gone": [*later(keys=gone)],
        "to moved": moved(to=6).split(b"\n"),
        "to taken away": moved(to=None).split(b"\n"),
        "revocation moved": moved(revoked_from=5).split(b"\n"),
        "beginning moved": moved(**{"from": 1}).split(b"\n"),
        "another log": [*later(origin="another.invalid/log")],
        "role widened": [*later(lambda doc: doc["keys"][1].update(roles=["collector", "reviewer"]))],
        "none": [],
    }
    assert {name: refused(who, *data) for name, data in attacks.items()} == snapshot(
        {
            "root below threshold": "version 1 of the keyring: has 1 of the 2 signatures that it needs of its own roots",
            "one root signs twice": "version 1 of the keyring: has two signatures of key ROOT",
            "attacker's root signs too": "version 1 of the keyring: is signed with key THIEF, which is no root of it",
            "attacker's roots from version 2 on": "version 2 of the keyring: has 0 of the 2 signatures that it needs of the roots of version 1",
            "old roots alone": "version 2 of the keyring: has 0 of the 1 signature that it needs of its own roots",
            "threshold lowered by one root": "version 2 of the keyring: has 1 of the 2 signatures that it needs of the roots of version 1",
            "signature of another version": "version 2 of the keyring: the signature of root ROOT does not fit",
            "version skipped": "version 2 of the keyring: is missing, version 3 comes in its place",
            "version twice": "version 2 of the keyring: is missing, version 1 comes in its place",
            "forked": "version 2 of the keyring: goes on from another version than the one before it: the keyring was forked",
            "first with one before it": "version 1 of the keyring: goes on from another version than the one before it: the keyring was forked",
            "key gone": "version 2 of the keyring: key MACHINE is gone: history only grows",
            "to moved": "version 2 of the keyring: the end of key MACHINE, entry 5, was moved to entry 6: it may only come earlier",
            "to taken away": "version 2 of the keyring: the end of key MACHINE, entry 5, was taken away: it may only come earlier",
            "revocation moved": "version 2 of the keyring: the revocation of key MACHINE, entry 4, was moved to entry 5: it may only come earlier",
            "beginning moved": "version 2 of the keyring: key MACHINE has another beginning, role or name than before: history only grows",
            "another log": "version 2 of the keyring: is for another log, another.invalid/log; the version before it is for test.invalid/log",
            "role widened": "version 2 of the keyring: key ANA has another beginning, role or name than before: history only grows",
            "none": "the keyring: has no version",
        }
    )


def theirs_of(document: Document) -> Any:
    return msgspec.to_builtins(document.roots)


def swapped(data: bytes, other: bytes) -> bytes:
    """An envelope with the signatures of another one."""
    return canonical.dumps({**json.loads(data), "signatures": json.loads(other)["signatures"]})


def test_ends_may_come_earlier(who: People) -> None:
    made = revoked(who, revoked(who, ring(who), who.machine, 9), who.machine, 4)
    assert (made.last.number, made.document.keys[0].revoked_from) == (3, 4)


EDITS: list[tuple[Callable[[Any], Any], str]] = [
    (
        lambda d: d.update(format="safeguard-keyring/2"),
        "is of the format 'safeguard-keyring/2', and this program reads",
    ),
    (lambda d: d.update(more=1), "unknown field `more`"),
    (lambda d: d.update(threshold=3), "wants 3 signatures of 2 roots"),
    (lambda d: d.update(threshold=0), ">= 1"),
    (lambda d: d.update(roots=[]), "length >= 1"),
    (lambda d: d.update(roots=[d["roots"][0]] * 2), "a key comes twice"),
    (lambda d: d["keys"].append(d["keys"][0]), "a key comes twice"),
    (lambda d: d.update(origin="a b"), "no log can have such a name"),
    (lambda d: d["keys"][0].update(public=d["keys"][1]["public"]), "under another name than its own"),
    (lambda d: d["keys"][0].update(public="!"), "is not base64"),
    (lambda d: d["keys"][0].update(name="a\x1b[2J"), "what no screen shows"),
    (lambda d: d["keys"][0].update(name=""), "length >= 1"),
    (lambda d: d["keys"][0].update(name="a" * 201), "length <= 200"),
    (lambda d: d["keys"][0].update(why="\u202e"), "what no screen shows"),
    (lambda d: d["keys"][0].update(roles=[]), "length >= 1"),
    (lambda d: d["keys"][0].update(roles=["root"]), "Invalid enum value 'root'"),
    (lambda d: d["keys"][0].update(roles=["reviewer", "collector"]), "not in the order of the alphabet"),
    (lambda d: d["keys"][0].update({"from": -1}), ">= 0"),
    (lambda d: d["keys"][0].update(to=0), "ends before it begins"),
    (lambda d: d["keys"][0].update(to=True), "Expected `int | null`"),
]


@pytest.mark.parametrize(("edit", "why"), EDITS, ids=[row[1] for row in EDITS])
def test_what_it_may_not_hold(who: People, edit: Callable[[Any], Any], why: str) -> None:
    with pytest.raises(EvidenceError, match=why.replace("|", r"\|")):
        chain(forged(first(who), [who.one, who.two], edit))


def test_a_key_of_another_kind(who: People) -> None:
    public = b"not a key"
    held = {
        **msgspec.to_builtins(first(who).keys[0]),
        "keyid": keys.keyid(public),
        "public": base64.b64encode(public).decode(),
    }
    with pytest.raises(keys.PublicKeyError):
        chain(forged(first(who), [who.one, who.two], lambda d: d.update(keys=[held])))


def test_envelopes_are_read_strictly(who: People) -> None:
    data = ring(who).last.data
    payload = base64.b64decode(json.loads(data)["payload"])
    spaced = canonical.dumps({**json.loads(data), "payload": base64.b64encode(payload + b" ").decode()})
    typed = canonical.dumps({**json.loads(data), "payloadType": dsse.PAYLOAD_TYPE})
    backwards = canonical.dumps({**json.loads(data), "signatures": json.loads(data)["signatures"][::-1]})
    for bad, why in (
        (spaced, "not in its canonical form"),
        (typed, "holds 'application/vnd.in-toto\\+json'"),
        (backwards, "its signatures in another order"),
        (data + b" ", "canonical form"),
        (data.replace(b"{", b'{"a":1,', 1), "canonical form|no envelope"),
        (b"[" * 200_000, "more than|deep"),
    ):
        with pytest.raises(EvidenceError, match=why):
            read_version(bad, "it")


def test_a_newer_format_is_its_own_error(who: People) -> None:
    with pytest.raises(NewerKeyringError):
        chain(forged(first(who), [who.one, who.two], lambda d: d.update(format="safeguard-keyring/2", more={})))


def test_a_keyring_without_end_is_not_read(who: People, monkeypatch: pytest.MonkeyPatch) -> None:
    made = revoked(who, ring(who), who.machine, 7)
    for limit, value in (("MAX_VERSIONS", 1), ("MAX_KEYRING", len(made.last.data))):
        with monkeypatch.context() as patch:
            patch.setattr(f"scanner.evidence.chain.{limit}", value)
            with pytest.raises(EvidenceError, match="the keyring: has more than"):
                chain(*(version.data for version in made.versions))


@pytest.mark.parametrize(
    ("to", "revoked_from", "entry", "doubt"),
    [
        (None, None, 2, "counts from entry 3 on, and this is entry 2"),
        (None, None, 3, ""),
        (5, None, 4, ""),
        (5, None, 5, "was replaced from entry 5 on, and this is entry 5"),
        (5, 4, 3, ""),
        (5, 4, 4, "was revoked from entry 4 on, and this is entry 4"),
        (5, 4, 5, "was revoked from entry 4 on, and this is entry 5"),
        (5, 7, 6, "was replaced from entry 5 on, and this is entry 6"),
        (None, 0, 3, "was revoked from entry 0 on, and this is entry 3"),
    ],
)
def test_for_which_entries_a_key_counts(
    who: People, to: int | None, revoked_from: int | None, entry: int, doubt: str
) -> None:
    key = msgspec.structs.replace(growing.key(who.ana.public, "Ana", ["reviewer"], 3), to=to, revoked_from=revoked_from)
    assert (key.doubt(entry), key.counts(entry)) == (doubt, not doubt)


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        (["collector"], {RUN_TYPE, KEYRING_TYPE, "unknown"}),
        (["reviewer"], {COUNTERSIGNATURE_TYPE, KEYRING_TYPE, "unknown"}),
        (["approver"], {COUNTERSIGNATURE_TYPE, KEYRING_TYPE, "unknown"}),
        (["collector", "reviewer"], {RUN_TYPE, COUNTERSIGNATURE_TYPE, KEYRING_TYPE, "unknown"}),
    ],
)
def test_what_a_role_may_sign(who: People, roles: list[Any], allowed: set[str]) -> None:
    held: list[Key] = [growing.key(who.ana.public, "Ana", roles, 0)]
    by = Trusted({}, growing.signed(growing.first(first(who).roots, 1, held, ""), None, [who.one]))
    every = {RUN_TYPE, COUNTERSIGNATURE_TYPE, KEYRING_TYPE, "unknown"}
    assert {kind for kind in every if not by.doubt(who.ana.keyid, 0, kind)} == allowed
    assert all(by.doubt(who.thief.keyid, 0, kind) for kind in every)


def test_a_checkpoint_is_of_whoever_wrote_last_or_writes_next(who: People) -> None:
    made = growing.rotated(ring(who), who.machine.keyid, growing.key(who.next.public, "new", ["collector"], 4), "")
    by = Trusted({}, growing.signed(made, ring(who), [who.one, who.two]))
    opened = {}
    for size in (1, 3, 4, 5, 9):
        head = note.Checkpoint(ORIGIN, size, bytes(32))
        for name, signer in (("old", who.machine), ("new", who.next), ("root", who.one), ("thief", who.thief)):
            try:
                opened[size, name] = by.open_checkpoint(note.sign(head, signer), "it") == head
            except note.NoteError:
                opened[size, name] = False
    assert {key for key, good in opened.items() if good} == {
        (1, "old"),
        (3, "old"),
        (4, "old"),
        (4, "new"),
        (5, "new"),
        (9, "new"),
    }


def test_a_key_that_was_named_by_hand_counts_no_more_than_the_keyring_lets_it(who: People) -> None:
    gone = revoked(who, ring(who), who.machine, 2)
    by = Trusted({who.machine.keyid: who.machine.public, who.next.keyid: who.next.public}, gone)
    assert (by.doubt(who.next.keyid, 9, RUN_TYPE), bool(by.doubt(who.machine.keyid, 2, RUN_TYPE))) == ("", True)
    head = note.Checkpoint(ORIGIN, 9, bytes(32))
    with pytest.raises(note.NoteError, match="of scanner-1, which was revoked from entry 2 on, and this is entry 8"):
        by.open_checkpoint(note.sign(head, who.machine), "it")
    assert trusting([who.one.public]).doubt(who.one.keyid, 0, RUN_TYPE) == ""


def test_of_two_copies_the_longer_one_counts_unless_they_fork(who: People) -> None:
    made = ring(who)
    one, other = revoked(who, made, who.machine, 2), revoked(who, made, who.machine, 3)
    assert longer(made, one, "there") is one
    assert longer(one, made, "there") is one
    assert longer(None, made, "there") is made
    with pytest.raises(
        EvidenceError, match=r"the keyring: was forked: version 2 of it is .* in one place and .* there"
    ):
        longer(one, other, "there")


def test_a_key_is_found_by_the_beginning_of_its_number(who: People) -> None:
    made = ring(who)
    assert growing.named(made, keys.short(who.ana.keyid)) == who.ana.keyid
    assert growing.named(made, who.one.keyid) == who.one.keyid
    for digits, why in (("", "has no key ''"), ("zz", "has no key 'zz'")):
        with pytest.raises(EvidenceError, match=why):
            growing.named(made, digits)


def test_a_root_that_is_lost_is_replaced(who: People, tmp_path: Path) -> None:
    made = ring(who)
    grown = growing.signed(
        growing.rooted(made, growing.root(who.next.public, "Three"), 2, ""), made, [who.one, who.two]
    )
    less = growing.signed(growing.revoked(grown, who.two.keyid, 0, "", ""), grown, [who.one, who.next])
    assert [root.name for root in less.document.roots] == ["Root One", "Three"]
    with pytest.raises(EvidenceError, match="wants 2 signatures of 1 roots"):
        growing.signed(growing.revoked(less, who.next.keyid, 0, "", ""), less, [who.one])
