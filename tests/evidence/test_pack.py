import gzip
import hashlib
import io
import os
import stat
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.evidence import merkle, pack
from scanner.evidence.pack import LineWriter, PackError, SegmentWriter
from scanner.stores import SpoolError
from tests.servers.need import need

LINES = [b'{"a":%d}' % number for number in range(50)]


def squeezed(data: bytes, level: int = 6) -> bytes:
    return gzip.compress(data, level, mtime=0)  # xdist wants the same cases in every process


def read(data: bytes, cap: int = pack.MAX_MEMBER) -> list[bytes]:
    return list(pack.lines(io.BytesIO(data), "the pack", cap))


def write(path: Path, lines: list[bytes]) -> Path:
    with LineWriter(path) as writer:
        for line in lines:
            writer.write(line)
    return path


def test_one_member_without_name_and_time(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", LINES)
    head = path.read_bytes()[:10]
    assert head[:3] == b"\x1f\x8b\x08"
    assert head[3:8] == bytes(5)  # no flags, so no name; no time
    assert write(tmp_path / "b.jsonl.gz", LINES).read_bytes() == path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    said = subprocess.run([need("zcat"), path], capture_output=True, check=True)
    assert said.stdout.splitlines() == LINES == read(path.read_bytes())


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", LINES)
    with pytest.raises(SpoolError, match="failed: File exists: what was answered could not be written"):
        LineWriter(path)


@pytest.mark.parametrize(
    ("line", "why"), [(b"", "0 bytes"), (b"a\nb", "holds a newline"), (b"x" * (pack.MAX_LINE + 1), "a line of")]
)
def test_lines_that_are_not_written(tmp_path: Path, line: bytes, why: str) -> None:
    with LineWriter(tmp_path / "a.jsonl.gz") as writer, pytest.raises(PackError, match=why):
        writer.write(line)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (squeezed(b"a\n") * 2, "something behind the end"),
        (squeezed(b"a\n") + b"\0", "something behind the end"),
        (squeezed(b"a\n" * (1 << 15)) + bytes(1 << 17), "something behind the end"),
        (squeezed(b"a\n")[:-1], "ends early, after 21 bytes"),
        (squeezed(b"a\n" * 9999)[:20], "ends early"),
        (b"", "ends early, after 0 bytes"),
        (b"a\n", "is damaged"),
        (zlib.compress(b"a\n"), "is damaged"),
        (squeezed(b"a\n")[:-8] + bytes(8), "is damaged"),
        (squeezed(b"a"), "ends within a line"),
        (squeezed(b"a\n\nb\n"), "has an empty line"),
        (squeezed(b"a\n" * (2 << 20)), "unpacks to more than 200 times its size"),
    ],
)
def test_hostile(data: bytes, why: str) -> None:
    with pytest.raises(PackError, match=f"^the pack: .*{why}"):
        read(data)


def test_the_longest_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "MAX_LINE", 9)
    assert read(squeezed(b"123456789\n")) == [b"123456789"]
    with pytest.raises(PackError, match="has a line over 9 bytes"):
        read(squeezed(b"1234567890\n"))


@pytest.mark.parametrize(("cap", "good"), [(100, True), (99, False)])
def test_the_cap(cap: int, *, good: bool) -> None:
    data = squeezed(b"a\n" * 50)
    if good:
        assert len(read(data, cap)) == 50
    else:
        with pytest.raises(PackError, match="unpacks to more than 99 bytes"):
            read(data, cap)


def test_a_bomb_is_not_unpacked() -> None:
    """A gigabyte of nothing is refused after a mebibyte of it."""
    sizes: list[int] = []
    with pytest.raises(PackError, match="unpacks to more than 200 times its size"):
        sizes.extend(map(len, pack.chunks(io.BytesIO(squeezed(bytes(64 << 20))), "bomb")))
    assert 0 < sum(sizes) <= 1 << 20


def test_repetitive_answers_are_no_bomb(tmp_path: Path) -> None:
    """What a target says a million times over must not make evidence that our own reader refuses."""
    path = write(tmp_path / "a.jsonl.gz", [b'{"status":"pass"}'] * 200_000)
    assert sum(1 for _ in pack.lines(io.BytesIO(path.read_bytes()), "a")) == 200_000
    assert not list(tmp_path.glob("tmp*"))


@given(st.lists(st.binary(min_size=1).filter(lambda line: b"\n" not in line)), st.integers(1, 400))
def test_segments_hold_what_was_written(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], cap: int) -> None:
    folder = tmp_path_factory.mktemp("run")
    with SegmentWriter(folder, max_bytes=cap) as writer:
        for line in lines:
            writer.write(line)
    found = [read((folder / part.name).read_bytes()) for part in writer.segments]
    assert [line for part in found for line in part] == lines
    assert writer.root == merkle.root(map(merkle.leaf, lines))
    assert writer.size == len(lines)
    assert [part.name for part in writer.segments] == [f"evidence-{n}.jsonl.gz" for n in range(1, len(found) + 1)]
    assert [part.count for part in writer.segments] == [len(part) for part in found]
    for part in writer.segments:
        data = (folder / part.name).read_bytes()
        assert (part.size, part.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert lines[part.first] == next(pack.lines(io.BytesIO(data), part.name))


def test_where_segments_roll(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path, max_bytes=20) as writer:
        for line in (b"123456789", b"123456789", b"1", b"x" * 50, b"2"):
            writer.write(line)
    assert [part.count for part in writer.segments] == [2, 1, 1, 1]


def test_more_answers_than_a_run_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "MAX_ANSWERS", 2)
    with SegmentWriter(tmp_path) as writer:
        for line in LINES[:2]:
            writer.write(line)
        with pytest.raises(PackError, match="evidence: a run holds no more than 2 answers; scan fewer targets at a"):
            writer.write(LINES[2])


def test_a_full_disk(tmp_path: Path) -> None:
    """The words of a store, not those of the file system."""
    full = LineWriter(tmp_path / "a.jsonl.gz")
    full._file.close()  # noqa: SLF001  # a disk that is full from here on
    full._file = Path("/dev/full").open("r+b", buffering=0)  # type: ignore[assignment]  # noqa: SLF001, SIM115  # as above
    why = "is full: what was answered could not be written"
    with pytest.raises(SpoolError, match=why):
        full.write(os.urandom(1 << 20).replace(b"\n", b""))
    with pytest.raises(SpoolError, match=why):
        full.close()


def test_a_run_without_answers(tmp_path: Path) -> None:
    with SegmentWriter(tmp_path) as writer:
        pass
    assert (writer.size, writer.root, writer.segments) == (0, merkle.EMPTY, ())
    assert not list(tmp_path.iterdir())
