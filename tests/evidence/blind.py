"""Changes by chance to a bundle: in the bytes of the ZIP, or in what lies in it with all fitting that nobody signs.

A change is seen where the outcome of verifying is another one, and never a good one for another meaning. What is
not seen must be named here as outside of what is claimed.
"""

import base64
import gzip
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

from scanner.evidence import selection
from scanner.evidence.bundle import Bundle, open_bundle
from scanner.evidence.tags import BAGIT, INFO, MANIFEST, REPORT, SCHEMAS, TEXT
from scanner.evidence.verify import Layer, conclude
from tests.evidence.made import Payload, pack

Outcome: TypeAlias = tuple[int, str, tuple[Layer, ...]]
Check: TypeAlias = Callable[[Path], list[Layer]]
Change: TypeAlias = Callable[[random.Random, bytes], bytes]

_AROUND: Final = (BAGIT, INFO, TEXT, REPORT, SCHEMAS, MANIFEST)
_CLAIMLESS: Final = ("checkpoints/", "timestamps/")
"""Somebody else vouches for what lies there: taken away, they vouch no more, and nothing else is said."""

_SAID: Final = frozenset({TEXT, REPORT, SCHEMAS, selection.KEY})
"""Signed by nobody: that they are not what this version writes is said, and may be another's way; the house's word is
given as such."""

# Of the headers in a ZIP: by which program, of which version, when, with which rights. Nothing is unpacked.
_LOCAL: Final = {*range(4, 6), *range(10, 14)}
_CENTRAL: Final = {*range(4, 8), *range(12, 16), *range(36, 42)}
_UTF8: Final = {7: 0x08}, {9: 0x08}  # that a name is in UTF-8; names are ASCII, so it says nothing


@dataclass(frozen=True)
class Good:
    """A bundle that verifies, how it is checked, and where it is changed."""

    path: Path
    check: Check
    folder: Path

    @cached_property
    def data(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()

    @cached_property
    def outcome(self) -> Outcome:
        """What verifying it shows."""
        return self.examine(self.path)

    @cached_property
    def meaning(self) -> Mapping[str, bytes]:
        """What is in it."""
        return meaning(self.path)

    @cached_property
    def tags(self) -> Payload:
        """What lies around its payload."""
        with open_bundle(self.path) as bundle:
            return {name: bundle.tag(name) for name in _AROUND if bundle.has(name)}

    @cached_property
    def payload(self) -> Payload:
        """Its payload, by the names in the ZIP."""
        with zipfile.ZipFile(self.path) as archive:
            named = {name.partition("/")[2]: name for name in archive.namelist()}
            return {name[5:]: archive.read(full) for name, full in named.items() if name.startswith("data/")}

    @cached_property
    def idle(self) -> frozenset[str]:
        """The files of keys that a keyring brings too: they say no more."""
        rings = (json.loads(data)["payload"] for key, data in self.meaning.items() if key.startswith("keyrings/"))
        known = b"".join(base64.b64decode(ring) for ring in rings)
        files = (key for key in self.meaning if key.startswith("public-keys/"))
        return frozenset(
            key for key in files if key.removeprefix("public-keys/").removesuffix(".pem").encode() in known
        )

    @cached_property
    def silent(self) -> Mapping[int, int]:
        """The bits of its ZIP headers of which nothing is claimed, by the place of their byte."""
        return dict(_silent(self.data))

    @cached_property
    def headers(self) -> list[int]:
        """Where its headers begin."""
        return [at for _, at in _headers(self.data)]

    def examine(self, path: Path) -> Outcome:
        """What verifying shows, whatever it is that lies there."""
        layers = self.check(path)
        code, sentence = conclude(layers)
        return code, sentence, tuple(layers)


def meaning(path: Path) -> Mapping[str, bytes]:
    """All that a bundle says, by the key that each has: lines as they are without gzip; no list of its members."""
    with open_bundle(path) as bundle:
        found = {key: _plain(bundle, key) for key in bundle.list("")}
        return found | {name: bundle.tag(name) for name in _AROUND if bundle.has(name) and name != MANIFEST}


def _plain(bundle: Bundle, key: str) -> bytes:
    with bundle.open(key) as file:
        data = file.read()
    return gzip.decompress(data) if key.endswith(".gz") else data


@dataclass
class Blind:
    """Changes one bundle again and again, and counts what came of it."""

    good: Good
    seed: str
    seen: int = 0
    outside: dict[str, int] = field(default_factory=dict)

    def go(self, times: int) -> None:
        """Try so many changes. Raises AssertionError for one that should have been seen."""
        for turn in range(times):
            draw = random.Random(f"{self.seed} {turn}")  # noqa: S311  # nothing secret hangs on it
            path = self.good.folder / "x.zip"
            level = draw.choice((_zip, _zip, _member, _lines, _members))
            where = level(draw, self.good, path)
            if path.read_bytes() != self.good.data:
                self._hold(path, f"{self.seed} {turn}: {where}")

    def _hold(self, path: Path, which: str) -> None:
        found = self.good.examine(path)
        if found[0]:
            self.seen += 1
            return
        said = found != self.good.outcome
        why = _outside(self.good, path, _SAID if said else frozenset())
        assert why, f"case {which}: this change was not seen: {found[1]}"
        self.outside[why] = self.outside.get(why, 0) + 1


def _outside(good: Good, path: Path, said: frozenset[str]) -> str:
    """Why nothing is claimed of this change; empty where something is. Of what is in `said` it was told."""
    data = path.read_bytes()
    if len(data) == len(good.data):
        changed = {at for at, (one, other) in enumerate(zip(data, good.data, strict=True)) if one != other}
        if all(not (data[at] ^ good.data[at]) & ~good.silent.get(at, 0) for at in changed):
            return "headers of the ZIP"
    now = meaning(path)
    kept = {key for key in good.meaning if key in now or not (key.startswith(_CLAIMLESS) or key in good.idle)}
    if now.keys() != kept or any(now[key] != good.meaning[key] for key in kept - said - {INFO}):
        return ""  # bag-info.txt counts bytes as they are packed
    if len(kept) < len(good.meaning):
        return "what somebody else vouches for"
    return "what was told of" if any(now[key] != good.meaning[key] for key in said & kept) else "how it is packed"


# Changes to bytes


def flip(draw: random.Random, data: bytes) -> bytes:
    """One bit."""
    at = draw.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << draw.randrange(8)]) + data[at + 1 :]


def put(draw: random.Random, data: bytes) -> bytes:
    """A byte that means something to somebody in the place of another."""
    at = draw.randrange(len(data))
    return data[:at] + bytes([draw.choice(b'\0\t\n\r\x0b\x0c\x1c "\\/{}[],:0-eE+.\x7f\x85\xff')]) + data[at + 1 :]


def cut(draw: random.Random, data: bytes) -> bytes:
    """Some bytes taken away, at the end too."""
    at, size = draw.randrange(len(data)), draw.choice((1, 2, 8, 64, len(data)))
    return data[:at] + data[at + size :]


def double(draw: random.Random, data: bytes) -> bytes:
    """Some bytes twice."""
    at, to = draw.randrange(len(data)), draw.randrange(len(data) + 1)
    return data[:to] + data[at : at + draw.choice((1, 2, 8, 64))] + data[to:]


def swap(draw: random.Random, data: bytes) -> bytes:
    """Some bytes in the place of others."""
    size = draw.choice((1, 2, 8, 64))
    one, other = sorted(draw.randrange(len(data)) for _ in range(2))
    first, second = data[one : min(one + size, other)], data[other : other + size]
    return data[:one] + second + data[one + len(first) : other] + first + data[other + len(second) :]


_BYTES: Final = (flip, flip, put, cut, double, swap)


def _change(draw: random.Random, data: bytes) -> tuple[str, bytes]:
    how: Change = draw.choice(_BYTES)
    return how.__name__, how(draw, data) if data else b"\n"


# Where they are made


def _zip(draw: random.Random, good: Good, out: Path) -> str:
    """In the bytes of the file: anywhere, or within sixty bytes of a header."""
    near = draw.random() < 0.7
    low = draw.choice(good.headers) if near else 0
    part = good.data[low : low + 60] if near else good.data
    how, changed = _change(draw, part)
    out.write_bytes(good.data[:low] + changed + good.data[low + len(part) :])
    return f"{how} in the file, from {low}"


def _member(draw: random.Random, good: Good, out: Path) -> str:
    """In the bytes of a member; the manifests fit."""
    names = [*good.payload, *good.tags]
    name = draw.choice(names)
    how, changed = _change(draw, good.payload.get(name, good.tags.get(name, b"")))
    if name in good.payload:
        pack({**good.payload, name: changed}, out, _beside(good))
    else:
        pack(good.payload, out, {**_beside(good), name: changed})
    return f"{how} in {name}"


def _lines(draw: random.Random, good: Good, out: Path) -> str:
    """In what a gzip holds: in its bytes, or of whole lines."""
    name = draw.choice([name for name in good.payload if name.endswith(".gz")])
    plain = gzip.decompress(good.payload[name])
    if draw.random() < 0.5:
        how, changed = _change(draw, plain)
    else:
        lines = plain.splitlines(keepends=True)
        how = draw.choice(("drop", "twice", "shuffle"))
        at = draw.randrange(len(lines)) if lines else 0
        match how:
            case "drop":
                del lines[at : at + 1]
            case "twice":
                lines[at:at] = lines[at : at + 1]
            case _:
                draw.shuffle(lines)
        changed = b"".join(lines)
    pack({**good.payload, name: gzip.compress(changed, mtime=draw.randrange(2))}, out, _beside(good))
    return f"{how} in the lines of {name}"


def _members(draw: random.Random, good: Good, out: Path) -> str:
    """Of whole members: one away, one under another's name too, two swapped, or all in another order."""
    payload, names = dict(good.payload), list(good.payload)
    one, other = draw.sample(names, 2)
    how = draw.choice(("drop", "copy", "move", "swap", "shuffle"))
    match how:
        case "drop":
            del payload[one]
        case "copy":
            payload[other] = payload[one]
        case "move":
            payload[other] = payload.pop(one)
        case "swap":
            payload[one], payload[other] = payload[other], payload[one]
    pack(payload, out, _beside(good))
    if how == "shuffle":
        _shuffle(draw, out)
    return f"{how} {one} {other}"


def _beside(good: Good) -> Payload:
    return {name: data for name, data in good.tags.items() if name in {REPORT, SCHEMAS}}


def _shuffle(draw: random.Random, path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    draw.shuffle(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, draw.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


# Of the form of a ZIP file


def _headers(data: bytes) -> Iterator[tuple[str, int]]:
    (count, _, at) = struct.unpack_from("<HLL", data, len(data) - 12)
    yield "end", len(data) - 22
    for _ in range(count):
        names, local = struct.unpack_from("<H", data, at + 28)[0], struct.unpack_from("<L", data, at + 42)[0]
        yield "central", at
        yield "local", local
        at += 46 + names


def _silent(data: bytes) -> Iterator[tuple[int, int]]:
    for kind, at in _headers(data):
        if kind == "end":
            continue
        fields, (utf8,) = (_LOCAL, [_UTF8[0]]) if kind == "local" else (_CENTRAL, [_UTF8[1]])
        yield from ((at + place, 0xFF) for place in fields)
        yield from ((at + place, bits) for place, bits in utf8.items())
