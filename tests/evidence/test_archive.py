import io
import os
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from scanner.evidence import archive
from scanner.evidence.archive import Archive, BundleError, HostileError, TruncatedError
from scanner.words import number

FILES = {"bag/bagit.txt": b"BagIt", "bag/data/a": b"a" * 1000, "bag/data/b": b""}


def a_zip(
    files: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED, attributes: int = 0
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items() if isinstance(files, dict) else files:
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.create_system = method, 3
            entry.external_attr = attributes
            made.writestr(entry, data)
    return out.getvalue()


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def read(path: Path) -> dict[str, bytes]:
    with Archive(path) as found:
        return {name: found.open(name).read() for name in found.members}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_is_in_it(tmp_path: Path, method: int) -> None:
    assert read(put(tmp_path / "a.zip", a_zip(FILES, method))) == FILES


def twice(name: str, other: str) -> bytes:
    """Two members, the second of which is given another name of the same length."""
    return a_zip([(name, b"1"), ("x" * len(other), b"2")]).replace(b"x" * len(other), other.encode())


def patched(data: bytes, mark: bytes, at: int, value: bytes) -> bytes:
    """The first header with this mark, changed at an offset."""
    place = data.index(mark) + at
    return data[:place] + value + data[place + len(value) :]


PLAIN = a_zip(FILES)
SMALL = a_zip({"a/b": b"1234"})
LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
DEFLATED = a_zip({"a/b": b"1234" * 50}, zipfile.ZIP_DEFLATED)


def second_directory() -> bytes:
    """A whole other archive hidden between the members and the directory, as another reader might find it."""
    start = PLAIN.index(CENTRAL)
    tail = bytearray(PLAIN[start:])
    struct.pack_into("<L", tail, len(tail) - 6, start + len(SMALL))
    return PLAIN[:start] + SMALL + bytes(tail)


HOSTILE: dict[str, tuple[bytes, str]] = {
    "traversal": (a_zip({"../../etc/cron.d/x": b"1"}), "member 1 would be written to “../../etc/cron.d/x”"),
    "traversal within": (a_zip({"a/../../x": b"1"}), "member 1 would be written to “a/../../x”"),
    "absolute": (a_zip({"/etc/x": b"1"}), "member 1 would be written to “/etc/x”"),
    "backslash": (a_zip({"a/b": b"1"}).replace(b"a/b", b"..\\"), "member 1 would be written to “..\\”"),
    "drive": (a_zip({"C:/x": b"1"}), "member 1 would be written to “C:/x”"),
    "hidden": (a_zip({"a/.bashrc": b"1"}), "has a name that bundles do not have"),
    "folder": (a_zip({"a/": b""}), "has a name that bundles do not have"),
    "control character": (a_zip({"a/b": b"1"}).replace(b"a/b", b"a\x1bb"), "that bundles do not have: “a\\x1bb”"),
    "another line": (a_zip({"a/b": b"1"}).replace(b"a/b", b"a\nb"), "that bundles do not have: “a\\x0ab”"),
    "no name": (patched(a_zip({"a": b""}), CENTRAL, 28, b"\0"), "has a name that bundles do not have"),
    "duplicate": (twice("a/b", "a/b"), "member 2 comes twice: “a/b”"),
    "duplicate in capitals": (twice("a/b", "A/b"), "member 2 comes twice: “A/b”"),
    "symlink": (a_zip({"a/b": b"/etc/passwd"}, attributes=0o120777 << 16), "is a link or a device"),
    "device": (a_zip({"a/b": b""}, attributes=0o060666 << 16), "is a link or a device"),
    "encrypted": (patched(SMALL, CENTRAL, 8, b"\1"), "is encrypted"),
    "data descriptor": (patched(SMALL, CENTRAL, 8, b"\x08"), "is of a form that bundles do not have"),
    "bzip2": (a_zip({"a/b": b"1"}, zipfile.ZIP_BZIP2), "is neither stored nor deflated"),
    "lzma": (a_zip({"a/b": b"1"}, zipfile.ZIP_LZMA), "is of a form that bundles do not have"),
    "bomb": (a_zip({"a/b": bytes(50 << 20)}, zipfile.ZIP_DEFLATED), "is a bomb"),
    "stored with another size": (patched(SMALL, CENTRAL, 24, b"\x09"), "lies about its size"),
    "the headers differ": (patched(SMALL, LOCAL, 14, b"\0"), "says something else of itself than the directory"),
    "the names differ": (SMALL.replace(b"a/b", b"a/c", 1), "says something else of itself than the directory"),
    "something before": (b"#!/bin/sh\n" + SMALL, "its end does not say where its directory is"),
    "something behind": (SMALL + b"\0", "ends early"),
    "a comment": (patched(SMALL, END, 20, b"\1") + b"x", "ends early"),
    "something between": (second_directory(), "there is something between its members and its directory"),
    "a second directory": (SMALL + PLAIN, "its end does not say where its directory is"),
    "overlapping": (patched(SMALL, CENTRAL, 42, b"\1"), "there is something between its members, before “a/b”"),
    "fewer members than said": (patched(SMALL, END, 8, b"\2\0\2\0"), "its directory ends before member 2"),
    "more members than said": (patched(PLAIN, END, 8, b"\2\0\2\0"), "there is something between its members"),
    "disks": (patched(SMALL, END, 4, b"\1"), "its end does not say where its directory is"),
    "too many": (patched(SMALL, END, 8, b"\xff\xff\xff\xff"), "it has 65 535 members, more than 65 000"),
    "no ZIP": (b"hello" * 10, "is not a bundle: it is no ZIP file"),
    "nothing": (b"", "is not a bundle: it is no ZIP file"),
}


@pytest.mark.parametrize(("data", "why"), HOSTILE.values(), ids=HOSTILE)
def test_hostile(tmp_path: Path, data: bytes, why: str) -> None:
    path = put(tmp_path / "gift.zip", data)
    with pytest.raises(BundleError, match=r"^gift.zip (is refused|ends early|is not)") as caught:
        read(path)
    assert why in str(caught.value)
    assert list(tmp_path.iterdir()) == [path]


LYING: dict[str, tuple[bytes, str]] = {
    "content": (SMALL.replace(b"1234", b"1235"), "is not what the directory says of it"),
    "deflated longer": (
        patched(patched(DEFLATED, CENTRAL, 24, b"\x64"), LOCAL, 22, b"\x64"), "is not what the directory says of it"
    ),
    "deflated shorter": (
        patched(patched(DEFLATED, CENTRAL, 24, b"\xff"), LOCAL, 22, b"\xff"), "is not what the directory says of it"
    ),
    "no deflate": (patched(DEFLATED, LOCAL, 33, b"\xff\xff"), "is damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "why"), LYING.values(), ids=LYING)
def test_members_that_are_not_what_is_said(tmp_path: Path, data: bytes, why: str) -> None:
    with Archive(put(tmp_path / "gift.zip", data)) as found, pytest.raises(HostileError, match=f"“a/b” {why}"):
        found.open("a/b").read()


def test_the_total(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path / "a.zip", a_zip({"a/b": bytes(600), "a/c": bytes(600)}, zipfile.ZIP_DEFLATED))
    read(path)
    monkeypatch.setattr(archive, "MAX_TOTAL", 1199)
    with pytest.raises(HostileError, match="it would unpack to more than 1 199 bytes"):
        read(path)
    monkeypatch.setattr(archive, "MAX_TOTAL", 100)
    with pytest.raises(HostileError, match="it is larger than 100 bytes"):
        read(path)


def test_what_is_packed_already_does_not_shrink_again(tmp_path: Path) -> None:
    """Two layers of 200 to 1 would make a terabyte of some megabytes."""
    data = bytes(range(256)) * 8000 + os.urandom(1 << 18)
    read(put(tmp_path / "a.zip", a_zip({"a/b.json": data}, zipfile.ZIP_DEFLATED)))
    with pytest.raises(HostileError, match=r"member 1, “a/b.jsonl.gz”, is a bomb"):
        read(put(tmp_path / "b.zip", a_zip({"a/b.jsonl.gz": data}, zipfile.ZIP_DEFLATED)))


def test_a_directory_of_long_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All names are in memory, several times; 65 000 of the longest would be 60 MB."""
    path = put(tmp_path / "a.zip", PLAIN)
    size = sum(46 + len(name) for name in FILES)
    monkeypatch.setattr(archive, "MAX_DIRECTORY", size)
    read(path)
    monkeypatch.setattr(archive, "MAX_DIRECTORY", size - 1)
    with pytest.raises(HostileError, match=f"its directory has {size} bytes, more than {size - 1}"):
        read(path)


def test_a_directory_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many members take about twice as much: no entry copies those behind it."""
    copied = 0

    class Counted(bytes):
        def __getitem__(self, at: Any) -> Any:
            nonlocal copied
            copied += len(found := super().__getitem__(at))
            return found

    path = put(tmp_path / "a.zip", a_zip({f"a/{number:03}": b"" for number in range(100)}))
    looked = Archive._at  # noqa: SLF001  # where its bytes come from
    monkeypatch.setattr(Archive, "_at", lambda self, *where: Counted(looked(self, *where)))
    assert len(read(path)) == 100
    assert copied <= 100 * (46 + 2 * 5)


def test_cut_anywhere(tmp_path: Path) -> None:
    for size in {*range(4, len(PLAIN), 9), *range(len(PLAIN) - 25, len(PLAIN))}:
        with pytest.raises(TruncatedError, match=f"ends early, after {number(size)} bytes"):
            read(put(tmp_path / "a.zip", PLAIN[:size]))


def test_how_it_is_said(tmp_path: Path) -> None:
    info = b"Bag-Software-Agent: safeguard\nBag-Size: 000024117248 bytes\n"
    path = put(tmp_path / "run-1204.zip", a_zip({"a/bag-info.txt": info, "a/b": bytes(5000)})[:4000])
    with pytest.raises(TruncatedError) as caught:
        read(path)
    assert str(caught.value) == snapshot("""\
run-1204.zip ends early: 4 000 of 24 117 248 bytes
  The central directory is missing, so nothing in it was read.
  A cut download looks like this; so does a cut bundle. Compare: sha256sum run-1204.zip\
""")
    with pytest.raises(HostileError) as refused:
        read(put(tmp_path / "gift.zip", HOSTILE["traversal"][0]))
    assert str(refused.value) == snapshot("""\
gift.zip is refused: member 1 would be written to “../../etc/cron.d/x”
  Nothing was extracted.\
""")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"^a\.zip cannot be read: No such file"):
        Archive(tmp_path / "a.zip")


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.zip")
    with pytest.raises(BundleError, match=r"^a\.zip cannot be read: it is not a file"):
        Archive(tmp_path / "a.zip")


@given(st.integers(0, len(PLAIN) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, at: int, change: int
) -> None:
    """It may lie in a date or a version, which say nothing."""
    data = PLAIN[:at] + bytes([PLAIN[at] ^ change]) + PLAIN[at + 1 :]
    try:
        assert read(put(tmp_path_factory.mktemp("zip") / "a.zip", data)) == FILES
    except BundleError as err:
        assert str(err).startswith("a.zip ")  # noqa: PT017  # either is right
