"""Bundles by a keyring for both verifiers: what counts, what does not, and what an enemy makes of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from scanner.evidence import adopted
from scanner.evidence.chain import Keyring
from scanner.evidence.export import export
from scanner.evidence.keyring import read_version
from scanner.signers import Signer
from tests.evidence.made import Payload
from tests.evidence.ring_attacks import ATTACKS
from tests.evidence.rings import People, first, follower, forged, people, revoked
from tests.evidence.test_adopted import filled


@dataclass
class Ring:
    """A store with two runs by a keyring of two versions; the second run is in the bundle, and was reviewed."""

    folder: Path

    @cached_property
    def who(self) -> People:
        """Whose keys there are."""
        return people(self.folder)

    @cached_property
    def filled(self) -> tuple[Path, Keyring]:
        """The bundle, and its keyring."""
        store, by = filled(self.folder / "kept", self.who)
        export(store, ["run-0002"], self.folder / "keyed.zip")
        return self.folder / "keyed.zip", by

    @property
    def good(self) -> Path:
        """The bundle."""
        return self.filled[0]

    @property
    def genesis(self) -> str:
        """What its verifier pins."""
        return f"SHA256:{self.filled[1].genesis}"

    def told(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What a verifier may have been told."""
        by, who = self.filled[1], self.who
        later = f"SHA256:{revoked(who, by, who.machine, 1).last.digest}"
        last = f"SHA256:{by.last.digest}"
        yield "its first number", (self.genesis,)
        yield "its last number", (last,)
        yield "no number", ()
        yield "a number that is to come", (later,)
        yield "both, one to come", (self.genesis, later)
        yield "its keys too", (self.genesis, last, who.machine.keyid, who.ana.keyid, who.one.keyid)
        yield "the key alone", (who.machine.keyid,)
        yield "both keys", (who.machine.keyid, who.ana.keyid)
        yield "a key of a stranger", (who.next.keyid,)

    def attacks(self) -> Iterator[tuple[str, Callable[[Payload, People], None]]]:
        """Those of an enemy."""
        yield from ((name, attack) for name, (attack, _, _) in ATTACKS.items())
        yield "revoked before its run", _revoked(2)
        yield "revoked behind its run", _revoked(4)
        yield "replaced before its run", _revoked(2, "to")
        yield "not taken up yet", _revoked(9)
        yield "signed by a stranger as well", _signed_more
        yield "an envelope too large", _large

    def forgeries(self) -> Iterator[tuple[str, Callable[[Payload, People], None]]]:
        """Versions that nobody may go by, though the roots signed them."""
        yield from ((name, _second(edit)) for name, edit in SECOND.items())
        yield from ((name, _first(edit)) for name, edit in FIRST.items())


def keyed(_: Signer, folder: Path) -> Path:
    """The good one; what its verifier pins is in a file beside it."""
    (folder / "rings").mkdir()
    found = Ring(folder / "rings")
    (folder / "genesis.txt").write_text(found.genesis, "ascii")
    return found.good.rename(folder / "keyed.zip")


def _second(edit: Callable[[Any], None]) -> Callable[[Payload, People], None]:
    """Another second version, signed by both roots."""

    def attack(payload: Payload, who: People) -> None:
        one = read_version(payload[adopted.version_key(1)], "it")
        payload[adopted.version_key(2)] = forged(follower(one), [who.one, who.two], edit)

    return attack


def _first(edit: Callable[[Any], None]) -> Callable[[Payload, People], None]:
    """Another first version, signed by both roots."""

    def attack(payload: Payload, who: People) -> None:
        payload[adopted.version_key(1)] = forged(first(who), [who.one, who.two], edit)

    return attack


def _revoked(entry: int, what: str = "revoked_from") -> Callable[[Payload, People], None]:
    """No forgery: the roots go on, and the log has not taken it up yet."""

    def attack(payload: Payload, who: People) -> None:
        two = read_version(payload[adopted.version_key(2)], "it")
        payload[adopted.version_key(3)] = forged(follower(two), [who.one, who.two], _machine(**{what: entry}))

    return attack


def _signed_more(payload: Payload, who: People) -> None:
    two = read_version(payload[adopted.version_key(2)], "it")
    payload[adopted.version_key(2)] = forged(two.document, [who.one, who.two, who.thief])


def _large(payload: Payload, _: People) -> None:
    payload[adopted.version_key(2)] = payload[adopted.version_key(2)] + b" " * (1 << 18)


def _machine(**fields: object) -> Callable[[Any], None]:
    return lambda doc: next(key for key in doc["keys"] if key["name"] == "scanner-1").update(fields)


SECOND: Final[Mapping[str, Callable[[Any], None]]] = {
    "a key gone": lambda doc: doc["keys"].pop(),
    "a key renamed": _machine(name="scanner-2"),
    "another beginning": _machine(**{"from": 1}),
    "another role": _machine(roles=["approver", "collector"]),
    "for another log": lambda doc: doc.update(origin="thief.invalid/log"),
    "for no log": lambda doc: doc.update(origin=""),
    "another before it": lambda doc: doc.update(previous="0" * 64),
    "version 3": lambda doc: doc.update(version=3),
}
FIRST: Final[Mapping[str, Callable[[Any], None]]] = {
    "a format to come": lambda doc: doc.update(format="safeguard-keyring/2"),
    "another format": lambda doc: doc.update(format="keyring"),
    "more in it": lambda doc: doc.update(more=1),
    "no roots": lambda doc: doc.update(roots=[]),
    "a threshold of none": lambda doc: doc.update(threshold=0),
    "a threshold out of reach": lambda doc: doc.update(threshold=3),
    "a root twice": lambda doc: doc["roots"].append(doc["roots"][0]),
    "a root that signs entries": lambda doc: doc["keys"].append({**doc["keys"][0], **doc["roots"][0]}),
    "a key under another name": _machine(keyid=f"SHA256:{'0' * 64}"),
    "a key that is none": _machine(public="AAAA"),
    "a key that is no base64": _machine(public="~"),
    "a name that a screen obeys": _machine(name="\x1b[2J"),
    "a reason that a screen obeys": _machine(why="\u202e"),
    "no role": _machine(roles=[]),
    "a role twice": _machine(roles=["collector", "collector"]),
    "a role that is none": _machine(roles=["owner"]),
    "an end before the beginning": _machine(**{"from": 2, "to": 2}),
    "a log that can have no such name": lambda doc: doc.update(origin="a b"),
}
