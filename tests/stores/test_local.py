import os
import resource
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scanner.evidence import canonical
from scanner.stores import ConflictError, ExistsError, MissingError, Store, StoreError, local
from scanner.stores.local import LocalStore
from scanner.stores.opening import open_store
from tests.servers.need import lacking


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "store", create=True)


def modes(folder: Path) -> set[tuple[bool, int]]:
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in [folder, *folder.rglob("*")]}


@pytest.fixture
def as_nobody() -> Iterator[Callable[[], None]]:
    """Lets a test run by root lose root's right to read and write everything."""
    if os.geteuid() != 0:
        yield lambda: None
        return
    yield lambda: os.seteuid(65534)
    os.seteuid(0)


@pytest.fixture
def reachable(as_nobody: Callable[[], None]) -> Iterator[Path]:
    """A folder that nobody can reach, too."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        if os.getuid() == 0:
            os.seteuid(0)


def test_everything_is_ours_alone_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = open_store(tmp_path / "a" / "store", create=True)
        made.create("runs/run-1/coverage.json", b"{}")
        made.swap("checkpoint", b"1", None)
        made.spool("run-2")
    finally:
        os.umask(old)
    assert modes(tmp_path / "a" / "store") == {(True, 0o700), (False, 0o600)}


def test_a_folder_that_is_there_and_empty_becomes_ours(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o755)
    (tmp_path / "store" / "lost+found").mkdir()
    open_store(tmp_path / "store", create=True)
    assert stat.S_IMODE((tmp_path / "store").stat().st_mode) == 0o700


def test_create_and_read(store: Store, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"from a file")
    store.create("runs/a/x.json", b"from memory")
    store.create("runs/a/y.gz", tmp_path / "source")
    assert store.read("runs/a/x.json") == b"from memory"
    with store.open("runs/a/y.gz") as file:
        assert file.read() == b"from a file"
    assert list(store.list("runs/")) == ["runs/a/x.json", "runs/a/y.gz"]
    assert list(store.list("log/")) == []


def test_what_is_there_stays(store: Store) -> None:
    store.create("log/000000", b"first")
    with pytest.raises(ExistsError, match="holds log/000000 already, and nothing there is written over"):
        store.create("log/000000", b"second")
    assert store.read("log/000000") == b"first"
    assert not list((Path(store.name.removeprefix("the store ")) / "tmp").iterdir())


def test_what_is_not_there(store: Store) -> None:
    for read in (store.read, store.open):
        with pytest.raises(MissingError, match=r"holds no log/000000$"):
            read("log/000000")


def test_swap(store: Store) -> None:
    store.swap("checkpoint", b"one", None)
    store.swap("checkpoint", b"two", b"one")
    for expect in (None, b"one"):
        with pytest.raises(ConflictError, match=r"checkpoint in .* was changed by somebody else"):
            store.swap("checkpoint", b"three", expect)
    assert store.read("checkpoint") == b"two"


@pytest.mark.parametrize(
    "key", ["../x", "/etc/passwd", "a/../b", "a//b", "", "a\\b", ".hidden", "a/", "a\nb", "x" * 200]
)
def test_keys_that_lead_elsewhere(store: Store, key: str) -> None:
    with pytest.raises(StoreError, match="cannot hold a member called"):
        store.create(key, b"")
    with pytest.raises(StoreError, match="cannot hold a member called"):
        store.read(key)


def test_links_and_pipes_are_not_followed(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store" / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "store" / "pipe")
    (tmp_path / "store" / "folder").mkdir()
    with pytest.raises(StoreError, match="has a link where a file should be"):
        store.read("link")
    for key in ("pipe", "folder"):
        with pytest.raises(StoreError, match=f"holds a {key} that is not a file"):
            store.read(key)


@pytest.mark.parametrize("name", ["tmp", "spool", "runs", "log"])
def test_a_folder_that_is_a_link_leads_nowhere(store: Store, tmp_path: Path, name: str) -> None:
    """Whoever hands us a store cannot have us delete, write or read in another folder."""
    victim = tmp_path / "victim"
    victim.mkdir()
    for kept in ("letter", "0123456789abcdef"):
        (victim / kept).write_bytes(b"mine")
    place = tmp_path / "store" / name
    if place.exists():
        place.rmdir()
    place.symlink_to(victim)
    why = "has a link or a file where a folder should be"
    with pytest.raises(StoreError, match=why):
        store.spool("run-1") if name == "spool" else store.create(f"{name}/a/x" if name != "tmp" else "a", b"x")
    if name in {"runs", "log"}:
        with pytest.raises(StoreError, match=why):
            store.read(f"{name}/letter")
        with pytest.raises(StoreError, match=why):
            list(store.list(f"{name}/"))
    assert {path.name: path.read_bytes() for path in victim.iterdir()} == {
        "letter": b"mine",
        "0123456789abcdef": b"mine",
    }


def test_only_files_of_our_own_form_are_swept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store" / "tmp" / "thesis.tex").touch()
    store.create("a", b"")
    assert [path.name for path in (tmp_path / "store" / "tmp").iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_store_that_others_may_write(store: Store, tmp_path: Path, mode: int) -> None:
    (tmp_path / "store").chmod(mode)
    why = f"may be written by others \\(mode {mode:04o}\\), who could make you write anywhere"
    with pytest.raises(StoreError, match=f"{why}. Nothing was sealed.\n  Next: chmod 700 "):
        store.create("a", b"")
    with pytest.raises(StoreError, match=f"{why}. Nothing was asked."):
        store.spool("run-1")
    assert store.read("store.json"), "it may still be read"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_store_of_somebody_else(store: Store, tmp_path: Path) -> None:
    os.chown(tmp_path / "store", 65534, 65534)
    with pytest.raises(
        StoreError, match=r"belongs to another user \(uid 65534\), who .* Nothing was sealed.\n  Next: run"
    ):
        store.create("a", b"")
    (tmp_path / "new").mkdir()
    os.chown(tmp_path / "new", 65534, 65534)
    with pytest.raises(StoreError, match="belongs to another user"):
        open_store(tmp_path / "new", create=True)


def test_all_that_lies_there(store: Store, tmp_path: Path) -> None:
    store.create("log/000000", b"")
    store.spool("run-1")
    strays = ["NOTE.txt", "lost+found/a.html", "reports/run-1/report.html", "runs/tmp", "spool/x/a.html", "tmp/a.sh"]
    for stray in strays:
        (tmp_path / "store" / stray).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "store" / stray).touch()
    assert list(store.list("")) == sorted(["log/000000", *strays])


def test_what_the_file_system_keeps_for_root(reachable: Path, as_nobody: Callable[[], None]) -> None:
    """Nobody else can look into lost+found, which is no reason not to say what lies beside it."""
    made = open_store(reachable / "store", create=True)
    made.create("NOTE.txt", b"")
    for path in (reachable / "store").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (reachable / "store").chmod(0o555)
    (reachable / "store/lost+found").mkdir(mode=0o000)
    as_nobody()
    assert list(LocalStore.at(reachable / "store", create=False).list("")) == ["NOTE.txt"]


def test_too_large_to_read_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "MAX_READ", 3)
    store.create("a", b"123")
    store.create("b", b"1234")
    assert store.read("a") == b"123"
    with pytest.raises(StoreError, match="holds a b of more than 3 bytes"):
        store.read("b")


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is not there, or is no store of safeguard's"):
        open_store(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_folder_with_other_things(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(StoreError, match=r"is a folder with other things in it. Name an empty or a new one"):
        open_store(tmp_path, create=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (
            {"format": "safeguard-store/2", "origin": "a", "shards": 4},
            r"was written by a newer safeguard \(format 2\); this one reads format 1",
        ),
        ({"format": "safeguard-store/0", "origin": "a"}, "has a store.json that cannot be read"),
        ({"format": "x/1", "origin": "a"}, "has a store.json that cannot be read"),
        ({"format": "safeguard-store/1", "origin": "a b"}, "has a store.json that cannot be read"),
        ({"format": "safeguard-store/1"}, "has a store.json that cannot be read: .*origin"),
        ({"format": 1, "origin": "a"}, "has a store.json that cannot be read: "),
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_a_mark_we_do_not_read(tmp_path: Path, mark: dict[str, canonical.JSON], why: str, *, create: bool) -> None:
    (tmp_path / "store.json").write_bytes(canonical.dumps(mark))
    with pytest.raises(StoreError, match=why):
        open_store(tmp_path, create=create)


def test_a_mark_that_is_not_json(tmp_path: Path) -> None:
    (tmp_path / "store.json").write_bytes(b'{"format":1,"format":2}')
    with pytest.raises(StoreError, match=r"cannot be read: store.json: a key is given twice"):
        open_store(tmp_path)


def test_the_name_of_the_log(tmp_path: Path) -> None:
    assert open_store(tmp_path / "a", create=True, origin="clinic.example/log").origin == "clinic.example/log"
    assert open_store(tmp_path / "a", create=True, origin="other").origin == "clinic.example/log"
    ours = open_store(tmp_path / "b", create=True).origin
    assert ours.startswith("safeguard.local/")
    assert open_store(tmp_path / "b").origin == ours
    with pytest.raises(StoreError, match="cannot have a log called 'a b'"):
        open_store(tmp_path / "c", create=True, origin="a b")
    assert not (tmp_path / "c").exists()


def test_many_first_scans_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: open_store(tmp_path / "store", create=True), range(8)))
    assert len({store.origin for store in stores}) == 1


def test_a_folder_that_somebody_makes_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, looked = tmp_path / "store", Path.is_dir

    def is_dir(path: Path) -> bool:
        there = looked(path)
        folder.mkdir(exist_ok=True)
        return there

    monkeypatch.setattr(Path, "is_dir", is_dir)
    assert open_store(str(folder), create=True).origin


@pytest.mark.parametrize("uri", ["{}", "file:{}", "file://{}"])
def test_ways_to_name_it(tmp_path: Path, uri: str) -> None:
    open_store(uri.format(tmp_path / "store"), create=True)
    assert (tmp_path / "store" / "store.json").is_file()


def test_a_scheme_that_nothing_opens() -> None:
    with pytest.raises(StoreError, match=r"the store: nothing here opens “tape:”. Known are: azblob:, file:, gs:, s3:"):
        open_store("tape://bucket", create=True)


def test_what_killed_writers_left_is_swept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "store" / "tmp" / "0123456789abcdef").write_bytes(b"half a mem")
    with store.lock():
        assert not list((tmp_path / "store" / "tmp").iterdir())


SCANNER = """
import os, sys
from pathlib import Path
from scanner.stores.opening import open_store
folder = open_store(Path(sys.argv[1])).spool("run-killed")
(folder / "evidence-1.jsonl.gz").write_bytes(b"half")
os._exit(9)
"""


def test_the_spool_of_a_killed_scan_is_swept_and_no_other(store: Store, tmp_path: Path) -> None:
    spools = tmp_path / "store" / "spool"
    mine, own = store.spool("run-1"), open_store(tmp_path / "store")
    (spools / "NOT-OURS").mkdir()
    (spools / "link").symlink_to(tmp_path)
    killed = subprocess.run([sys.executable, "-c", SCANNER, tmp_path / "store"], check=False)
    assert killed.returncode == 9
    assert (spools / "run-killed" / "evidence-1.jsonl.gz").is_file()
    own.spool("run-2")
    assert sorted(path.name for path in spools.iterdir()) == ["NOT-OURS", "link", "run-1", "run-2"]
    assert mine.is_dir()
    assert (tmp_path / "store" / "store.json").is_file()


def test_a_spool_may_be_taken_again(store: Store) -> None:
    (store.spool("run-1") / "x").touch()
    assert [path.name for path in store.spool("run-1").iterdir()] == ["x"]


def test_one_writer_at_a_time(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "LOCK_SECONDS", 0.05)
    other = open_store(tmp_path / "store")
    with store.lock(), store.lock():  # its holder may take it again
        store.create("a", b"")
        with pytest.raises(StoreError, match=r"is being written by another safeguard.*Nothing was sealed"):
            other.create("b", b"")
    other.create("b", b"")


def test_threads_take_turns(store: Store) -> None:
    inside = threading.Semaphore(1)

    def work(number: int) -> bool:
        with store.lock():
            alone = inside.acquire(blocking=False)
            store.create(f"log/{number:06}", b"")
            inside.release()
            return alone

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(20)))


def test_a_read_only_folder(reachable: Path, as_nobody: Callable[[], None]) -> None:
    made = open_store(reachable / "store", create=True)
    made.create("a", b"1")
    for path in (reachable / "store").rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    (reachable / "store").chmod(0o555)
    as_nobody()
    opened = LocalStore.at(reachable / "store", create=False)  # nobody may not read where we are installed, maybe
    assert opened.read("a") == b"1"
    with pytest.raises(StoreError, match=r"may not be written or read by you. Nothing was sealed"):
        opened.create("b", b"")
    with pytest.raises(StoreError, match=r"may not be written or read by you. Nothing was asked"):
        opened.spool("run-1")


def test_a_folder_we_may_not_enter(reachable: Path, as_nobody: Callable[[], None]) -> None:
    open_store(reachable / "store", create=True)
    (reachable / "store").chmod(0o000)
    as_nobody()
    with pytest.raises(StoreError, match=r"may not be written or read by you. Nothing was read"):
        LocalStore.at(reachable / "store", create=False)
    if os.getuid() == 0:
        os.seteuid(0)
    (reachable / "store").chmod(0o700)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path / "disk"], check=False)
    if mounted.returncode:
        lacking("this root may not mount")
    try:
        made = open_store(tmp_path / "disk", create=True)
        with pytest.raises(StoreError, match=r"is full. log/000000 was not written\."):
            made.create("log/000000", bytes(100_000))
        assert list(made.list("log/")) == []
        with pytest.raises(StoreError, match="is full"):
            made.create("reports/run/report.html", bytes(100_000))
        assert not (tmp_path / "disk" / "reports").exists()
        made.create("log/000000", b"small")
    finally:
        subprocess.run(["umount", tmp_path / "disk"], check=True)


LIMITED = """
import resource, sys
from pathlib import Path
from scanner.stores import StoreError
from scanner.stores.local import LocalStore
from scanner.stores.opening import open_store
store = open_store(Path(sys.argv[1]), create=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    store.create("log/000000", bytes(2000))
except StoreError as err:
    print(err)
"""


def test_a_write_that_breaks_off(tmp_path: Path) -> None:
    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, tmp_path / "store"], capture_output=True, text=True, check=True
    )
    assert "failed: File too large. log/000000 was not written." in done.stdout
    opened = open_store(tmp_path / "store")
    assert list(opened.list("log/")) == []
    assert not list((tmp_path / "store" / "tmp").iterdir())
