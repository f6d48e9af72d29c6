"""What every kind of store promises, asked of each: a folder, S3 of two makers, Google's and Azure's."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from scanner.stores import ConflictError, ExistsError, MissingError, StoreError, local, read_each, remote
from scanner.stores.kept import KeptStore
from scanner.stores.opening import open_store
from tests.servers.bucket_kinds import KINDS, Kinds, few_at_a_time, kinds

pytestmark = pytest.mark.sampled  # of each test the servers of some kinds
UNTIL = datetime(2032, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinds]:
    with kinds(tmp_path_factory.mktemp("kinds")) as found:
        yield found


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(every: Kinds, kind: str) -> KeptStore:
    return every.open(kind)


def test_the_log_keeps_its_name(every: Kinds, kind: str) -> None:
    uri = every.uri(kind)
    with pytest.raises(StoreError, match="is not there, or is no store of safeguard's"):
        open_store(uri)
    made = open_store(uri, create=True, origin="clinic.example/log")
    assert made.origin == open_store(uri).origin == open_store(uri, create=True, origin="other").origin
    assert uri.partition("?")[0] in made.name
    with pytest.raises(StoreError, match="cannot have a log called 'a b'"):
        open_store(every.uri(kind), create=True, origin="a b")


def test_a_place_with_other_things_in_it(every: Kinds, kind: str, store: KeptStore) -> None:
    store.create("other/thesis.tex", b"")
    uri = {"file": f"{every.folder}/x"}.get(kind) or _below(every, kind, store)
    if kind == "file":
        Path(uri, "other").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"other things"):
        open_store(uri, create=True)


def _below(every: Kinds, kind: str, store: KeptStore) -> str:
    bare, _, options = every.uri(kind).partition("?")
    folder = store.name.removeprefix("the store ").rpartition("/")[2]
    return f"{bare.rpartition('/')[0]}/{folder}/other?{options}".rstrip("?")


def test_a_member_is_put_once(store: KeptStore, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"from a file")
    store.create("runs/a/y.gz", tmp_path / "source", UNTIL)
    store.create("runs/a/empty", b"")
    for again in (b"second", tmp_path / "source"):
        with pytest.raises(ExistsError, match=r"holds runs/a/y.gz already, and nothing there is written over"):
            store.create("runs/a/y.gz", again)
    assert store.read("runs/a/y.gz") == b"from a file"
    assert store.read("runs/a/empty") == b""
    with store.open("runs/a/empty") as file:
        assert file.read() == b""


def test_the_head_alone_is_replaced(store: KeptStore) -> None:
    store.swap("checkpoint", b"one", None)
    store.swap("checkpoint", b"two", b"one")
    for stale in (None, b"one"):
        with pytest.raises(ConflictError, match=r"checkpoint in .* was changed by somebody else meanwhile"):
            store.swap("checkpoint", b"three", stale)
    assert store.read("checkpoint") == b"two"
    with pytest.raises(ConflictError):
        store.swap("log/000000", b"x", b"there was none")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "file"])
def test_a_head_that_is_replaced_between_look_and_put(every: Kinds, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = every.open(kind)
    other = open_store(_same(every, kind, store))
    store.swap("checkpoint", b"one", None)
    looked = remote.RemoteStore._get  # noqa: SLF001  # the moment between the two

    def slow(self: remote.RemoteStore, key: str) -> tuple[bytes, str]:
        found = looked(self, key)
        monkeypatch.undo()
        other.swap("checkpoint", b"theirs", b"one")
        return found

    monkeypatch.setattr(remote.RemoteStore, "_get", slow)
    with pytest.raises(ConflictError):
        store.swap("checkpoint", b"ours", b"one")
    assert store.read("checkpoint") == b"theirs"


def _same(every: Kinds, kind: str, store: KeptStore) -> str:
    options = every.uri(kind).partition("?")[2]
    return f"{store.name.removeprefix('the store ')}?{options}".rstrip("?")


def test_what_is_not_there(store: KeptStore) -> None:
    looks: tuple[Callable[[str], object], ...] = (store.read, store.open, store.retention)
    for look in looks:
        with pytest.raises(MissingError, match=r"holds no log/000000$"):
            look("log/000000")
    assert list(store.list("log/")) == []


def test_lists_come_in_pages_and_in_order(store: KeptStore) -> None:
    paged = few_at_a_time(store)
    expected = [f"log/{number:06}" for number in range(8)]
    for key in reversed(expected):
        store.create(key, key.encode())
    store.create("logs/x", b"")
    assert list(store.list("log/")) == expected
    assert [one.key for one in store.held("log/")] == expected
    assert {one.versions for one in store.held("log/")} == {1}
    assert list(store.list("")) == [*expected, "logs/x"]
    assert list(read_each(store, expected)) == [key.encode() for key in expected]
    paged()


def test_a_large_member_is_never_in_memory(kind: str, store: KeptStore, tmp_path: Path) -> None:
    size, piece = 24 << 20, bytes(range(256)) * 4096
    (tmp_path / "large").write_bytes(piece * (size // len(piece)))
    tracemalloc.start()
    store.create("runs/a/evidence-1.jsonl.gz", tmp_path / "large")
    with store.open("runs/a/evidence-1.jsonl.gz") as file:
        same = all(file.read(len(piece)) == piece for _ in range(size // len(piece)))
        assert not file.read(1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert same
    # The double of Azure is in this very process, and has it whole.
    assert peak < (size if kind != "azblob" else 5 * size)


def test_a_member_that_is_too_large_to_read_at_once(store: KeptStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.create("a", b"123")
    store.create("b", b"1234" * 100)
    monkeypatch.setattr(local, "MAX_READ", 3)
    monkeypatch.setattr(remote, "MAX_READ", 3)
    assert store.read("a") == b"123"
    with pytest.raises(StoreError, match="holds a b of more than 3 bytes"):
        store.read("b")


def test_keys_that_lead_elsewhere(store: KeptStore) -> None:
    looks: tuple[Callable[[str], object], ...] = (
        *(store.read, store.open, store.retention, store.remove),
        *(lambda name: store.create(name, b""), lambda name: store.swap(name, b"", None)),
    )
    for key in ("../x", "/etc/passwd", "a/../b", "a//b", "", ".hidden", "a/", "a\nb", "x" * 200):
        for look in looks:
            with pytest.raises(StoreError, match="cannot hold a member called"):
                look(key)


def test_what_is_removed_is_gone(store: KeptStore) -> None:
    for key in ("runs/a/x", "runs/a/xy"):
        store.create(key, b"1")
    store.remove("runs/a/x")
    assert [one.key for one in store.held("runs/")] == ["runs/a/xy"]


def test_a_place_that_does_not_lock_says_so(kind: str, store: KeptStore) -> None:
    store.create("log/000000", b"", UNTIL)
    assert store.lock_mode == ("governance" if kind == "azblob" else "none")
    if kind != "azblob":
        assert store.retention("log/000000").until is None
        with pytest.raises(StoreError, match="log/000000 is locked for no longer"):
            store.extend("log/000000", UNTIL)


def test_a_spool_is_on_this_machine_and_ours_alone(
    store: KeptStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = store.spool("run-1")
    (folder / "x").touch()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(store.strays()) == []


@pytest.mark.parametrize("scheme", ["s3://bucket", "gs://bucket", "azblob://account/container"])
@pytest.mark.parametrize(
    ("rest", "why"),
    [
        ("/p?lock=forever", "lock=forever: it must be compliance, governance or none"),
        ("/p?lock=none&lock=compliance", "is given twice"),
        ("/p?colour=red", "has no option “colour”. There are: "),
        ("/p?lock=", "lock=: it must be"),
        ("/../p", "has a name that no bucket has, or a prefix with other than"),
        ("/a%20b", "has a name that no bucket has"),
        ("/p#x", "without a name to sign in or a password"),
    ],
)
def test_names_that_are_none(scheme: str, rest: str, why: str) -> None:
    with pytest.raises(StoreError, match=why.replace("?", "[?]")):
        open_store(f"{scheme}{rest}")


@pytest.mark.parametrize(
    "uri", ["s3:", "s3:///p", "gs:p", "azblob://account", "s3://B_/p", "s3://b", "s3://AKIA:hunter2@bucket/p"]
)
def test_names_that_name_nothing(uri: str) -> None:
    with pytest.raises(StoreError) as err:
        open_store(uri)
    assert "hunter2" not in str(err.value)


@pytest.mark.parametrize("url", ["https://a:hunter2@s3.example", "https://s3.example?sv=1&sig=hunter2"])
@pytest.mark.parametrize("scheme", ["s3://bucket", "azblob://account/container"])
def test_an_endpoint_signs_nobody_in(scheme: str, url: str) -> None:
    with pytest.raises(StoreError, match=r"its endpoint holds what signs somebody in") as err:
        open_store(f"{scheme}/p?endpoint_url={quote(url, safe='')}")
    assert "hunter2" not in str(err.value)


@pytest.mark.parametrize("url", ["http://s3.example", "ftp://127.0.0.1", "127.0.0.1:9000", "http://[::1"])
@pytest.mark.parametrize("scheme", ["s3://bucket", "azblob://account/container"])
def test_nothing_goes_over_the_wire_in_the_clear(scheme: str, url: str) -> None:
    with pytest.raises(
        StoreError, match=r"an endpoint that is not https://: nothing was sent|its endpoint or region is none"
    ):
        open_store(f"{scheme}/p?endpoint_url={quote(url, safe='')}")
