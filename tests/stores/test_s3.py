"""A store in S3, asked of SeaweedFS, which refuses for real what conditions and Object Lock forbid."""

import gc
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session

from scanner.evidence import history, keeping, keys, log, retention
from scanner.evidence.sealed import read_run
from scanner.signers import Signer
from scanner.signers.file import new_key
from scanner.stores import StoreError, buckets, s3
from scanner.stores.kept import KeptStore
from scanner.stores.opening import open_store
from tests.evidence import made
from tests.evidence.made import ORIGIN, seal_run
from tests.servers.bucket_kinds import Kinds, kinds

FIRST = 2400
"""The night of the first run, counted as in `made`: what is to be locked must not be over."""

NOW = made.FIRST + timedelta(days=FIRST)


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinds]:
    with kinds(tmp_path_factory.mktemp("s3")) as found:
        yield found


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return new_key(tmp_path_factory.mktemp("keys") / "key.pem")


@pytest.fixture(autouse=True)
def _spools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def opened(uri: str) -> KeptStore:
    store: Any = open_store(uri, create=True, origin=ORIGIN)
    return store  # type: ignore[no-any-return]  # it can tell all of it


def whole(store: KeptStore) -> history.Log:
    """The log of a store that is as it should be, with every run that it names."""
    found = history.check_log(store, keys.lying_in(store))
    for number, envelope in enumerate(log.leaves(store)):
        run = read_run(store, envelope, f"entry {number}")
        if run:
            run.check_answers()
            run.check_members()
    return found


SCANNERS = """
import os, sys
import boto3  # once, for all of them
from scanner.evidence import log, merkle, statement
from scanner.signers.opening import open_signer
from scanner.stores import remote, s3
from scanner.stores.opening import open_store
from tests.evidence.made import a_run

def scan(uri, key, each):
    store, signer = open_store(uri), open_signer(f"file:{key}")
    nothing = statement.Evidence(size=0, root=merkle.EMPTY.hex(), segments=())
    for number in range(each):
        run = a_run(0, run=f"run-{os.getpid()}-{number}")
        fields = {name: getattr(run, name) for name in run.__struct_fields__}
        def make(at):
            at = dict(origin=at.origin, sequence=at.sequence, previous=at.previous)
            place = statement.Place(**at, sealed="2030-01-01T00:00:00Z")
            record = statement.RunRecord(**fields, place=place, evidence=nothing, signed_by=signer.keyid)
            return statement.dumps(record, [])
        log.append(store, signer, make)

children = []
for _ in range(4):
    pid = os.fork()
    if not pid:
        code = 1
        try:
            scan(sys.argv[1], sys.argv[2], int(sys.argv[3]))
            code = 0
        finally:
            os._exit(code)
    children.append(pid)
print(*children)
sys.exit(max(os.waitpid(pid, 0)[1] for pid in children) and 1)
"""


@pytest.mark.sampled  # the largest takes as much as all the others here
@pytest.mark.parametrize("each", [2, 3, 4, 5, 6, 7, 8, 9, 10, 25])
def test_four_scanners_into_one_store(every: Kinds, tmp_path: Path, each: int) -> None:
    uri, key = every.locked(), tmp_path / "key.pem"
    signer = new_key(key)
    store = opened(uri)
    store.create(keys.key_of(signer.keyid), keys.to_pem(signer.public))
    work = [sys.executable, "-c", SCANNERS, uri, str(key), str(each)]
    done = subprocess.run(work, check=False, capture_output=True, text=True, timeout=250)
    assert done.returncode == 0, done.stderr
    found = history.check_log(store, keys.lying_in(store))
    assert found.said == f"{4 * each} entries without a gap"
    assert Counter(name.split("-")[1] for name in found.runs) == dict.fromkeys(done.stdout.split(), each)
    assert len(list(store.list("checkpoints/"))) == 4 * each
    assert {one.versions for one in store.held("log/")} == {1}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """What goes over the wire; a function in `sent.fault` may answer in its place."""
    seen: list[Any] = []
    whole_ = URLLib3Session.send

    def send(self: URLLib3Session, request: Any) -> Any:
        seen.append(request)
        fault = FAULT.get("now")
        return fault(request, lambda: whole_(self, request)) if fault else whole_(self, request)

    monkeypatch.setattr(URLLib3Session, "send", send)
    yield seen
    FAULT.clear()


FAULT: dict[str, Callable[[Any, Callable[[], Any]], Any]] = {}


def answer(code: int, error: str) -> Callable[[Any, Callable[[], Any]], Any]:
    def say(request: Any, _: Callable[[], Any]) -> AWSResponse:
        class Raw:
            def stream(self) -> Iterator[bytes]:
                yield f"<Error><Code>{error}</Code><Message>for arn:aws:iam::1:user/x</Message></Error>".encode()

        return AWSResponse(request.url, code, HTTPHeaders(), Raw())

    return say


def cut(request: Any, _: Callable[[], Any]) -> Any:
    raise ConnectionClosedError(endpoint_url=request.url)


def cut_after(request: Any, go: Callable[[], Any]) -> Any:
    go()
    raise ConnectionClosedError(endpoint_url=request.url)


FAULTS = {
    "403": answer(403, "AccessDenied"),
    "500": answer(500, "InternalError"),
    "507": answer(507, "InsufficientStorage"),
    "cut before": cut,
    "cut after": cut_after,
}
STEPS = ("public-keys/", "evidence-1", "findings", "coverage", "log/", "checkpoints/", "checkpoint")


@pytest.mark.sampled
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_store_that_fails_midway(  # noqa: PLR0913, PLR0917  # two of them are the table
    every: Kinds, signer: Signer, sent: list[Any], monkeypatch: pytest.MonkeyPatch, step: str, fault: str
) -> None:
    """What is left are orphans, or one entry that the next scan covers; and the next scan goes on."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    store = opened(every.uri("seaweed"))
    seal_run(store, signer, 0, count=2)
    other = new_key(every.folder / f"{step.strip('/')}-{fault}.pem") if step == "public-keys/" else signer

    def only_there(request: Any, go: Callable[[], Any]) -> Any:
        place = request.url.partition("?")[0]
        hit = place.endswith("/checkpoint") if step == "checkpoint" else f"/{step}" in place
        return FAULTS[fault](request, go) if request.method == "PUT" and hit else go()

    FAULT["now"] = only_there
    said = ""
    try:
        if step == "public-keys/":
            store.create(keys.key_of(other.keyid), keys.to_pem(other.public))
        else:
            seal_run(store, other, 1, count=2)
    except StoreError as err:
        said = str(err)
    assert "arn:" not in said
    assert ("s3:PutObject" in said) == (fault == "403")
    FAULT.clear()
    fresh: Any = open_store(_named(store, every))
    assert whole(fresh).checkpoint.size <= len(list(fresh.list("log/")))
    if step == "public-keys/":
        return
    seal_run(fresh, signer, 2, count=2)
    found = whole(fresh)
    in_log = step.startswith("checkpoint")
    assert not found.uncovered
    assert list(found.runs) == ["run-0000", *(["run-0001"] if in_log or not said else []), "run-0002"]
    left = keeping.orphans(keeping.read(fresh, NOW))
    assert set(left) <= {"runs/run-0001"} - {f"runs/{name}" for name in found.runs}


def _named(store: KeptStore, every: Kinds) -> str:
    return f"{store.name.removeprefix('the store ')}?endpoint_url={every.seaweed.url}"


def test_what_is_locked_and_until_when(every: Kinds, signer: Signer, sent: list[Any]) -> None:
    store = opened(every.locked())
    seal_run(store, signer, FIRST, count=2)
    run, rest = (
        datetime.combine((retention.six_years(NOW) + timedelta(days=more)).date(), time(), UTC) for more in (2, 367)
    )
    kept = {one.key: store.retention(one.key).until for one in store.held("")}
    assert kept.pop("checkpoint") is None
    assert kept.pop("store.json") is not None
    assert {key.split("/")[0]: until for key, until in kept.items()} == {
        "checkpoints": rest,
        "log": rest,
        "public-keys": rest,
        "runs": run,
    }
    puts = [one for one in sent if one.method == "PUT"]
    assert all(one.headers["x-amz-checksum-sha256"] for one in puts)
    assert {one.headers.get("If-None-Match", b"")[:1] for one in puts} == {b"*"}
    for key in kept:
        with pytest.raises(StoreError, match=f"AccessDenied. {key} was not removed."):
            store.remove(key)
    assert [one for one in keeping.check(keeping.read(store, NOW), NOW) if one.key != "store.json"] == []


def test_check_and_extend_where_it_really_locks(every: Kinds, signer: Signer) -> None:
    store = opened(every.locked("governance"))
    seal_run(store, signer, FIRST, count=2)
    seal_run(store, signer, FIRST + 900, count=2)
    then = NOW + timedelta(days=901)  # what is sealed later than that lengthens nothing
    early = {one.key for one in keeping.check(keeping.read(store, then), then) if one.kind == "early"}
    assert early - {"store.json"} == {"log/000000", "checkpoints/000001", next(store.list("public-keys/"))}
    for key, until in keeping.short(keeping.read(store, then)):
        store.extend(key, until)
    kept = keeping.read(store, then)
    assert list(keeping.check(kept, then)) == []
    assert list(keeping.short(kept)) == []
    with pytest.raises(StoreError):
        store.extend("log/000000", datetime.now(UTC) + timedelta(days=1))
    assert (store.retention("log/000000").until or NOW) > retention.six_years(NOW + timedelta(days=900))


def test_what_was_written_over_or_deleted_is_found(every: Kinds, signer: Signer) -> None:
    store = opened(every.locked("governance"))
    seal_run(store, signer, FIRST, count=2)
    client = every.seaweed.client("s3")
    place = store.name.removeprefix("the store s3://locked/")
    client.put_object(Bucket="locked", Key=f"{place}/runs/run-2400/coverage.json", Body=b"{}")
    client.delete_object(Bucket="locked", Key=f"{place}/runs/run-2400/findings.jsonl.gz")
    found = Counter((one.kind, one.key) for one in keeping.check(keeping.read(store, NOW), NOW))
    assert ("rewritten", "runs/run-2400/coverage.json") in found
    assert ("missing", "runs/run-2400/findings.jsonl.gz") in found
    assert ("unlocked", "runs/run-2400/coverage.json") in found


def test_a_bucket_that_does_not_lock_though_it_must(every: Kinds) -> None:
    plain = f"s3://plain/x?lock=compliance&endpoint_url={every.seaweed.url}"
    with pytest.raises(
        StoreError, match=r"is to lock what is put there \(compliance\), and its bucket has no Object Lock"
    ):
        open_store(plain, create=True)


def test_whether_it_locks_must_be_known(every: Kinds, sent: list[Any]) -> None:
    FAULT["now"] = lambda request, go: (
        answer(403, "AccessDenied")(request, go) if "object-lock" in request.url else go()
    )
    with pytest.raises(StoreError) as err:
        open_store(every.locked().replace("&lock=compliance", ""), create=True)
    assert str(err.value).partition(": ")[2] == (
        "AccessDenied. Whether it locks what is put there is not known: nothing was written.\n"
        "  Next: allow s3:GetBucketObjectLockConfiguration there to whom you sign in as"
    )


def test_a_key_that_encrypts(every: Kinds, sent: list[Any]) -> None:
    FAULT["now"] = answer(403, "KMS.AccessDeniedException")
    rest = f"//plain/x?lock=none&kms_key=alias/e&endpoint_url={every.seaweed.url}"
    bucket = s3.S3(buckets.parse("s3", rest, names=1, options=s3.OPTIONS))
    with pytest.raises(StoreError, match="kms:GenerateDataKey"):
        bucket.put("log/000000", b"x", None, None)
    headers = sent[-1].headers
    assert headers["x-amz-server-side-encryption"] == b"aws:kms"
    assert headers["x-amz-server-side-encryption-aws-kms-key-id"] == b"alias/e"


def test_an_answer_that_is_cut(every: Kinds, sent: list[Any]) -> None:
    """Half a member is none, though it begins well."""
    store = opened(every.uri("seaweed"))
    store.create("runs/a/x", bytes(3 << 20))

    def half(request: Any, go: Callable[[], Any]) -> Any:
        found = go()
        read = found.raw.read
        found.raw.read = lambda amount=None, **_: b"" if found.raw.tell() > 1 << 20 else read(amount)
        return found

    FAULT["now"] = half
    with store.open("runs/a/x") as file, pytest.raises(StoreError, match=r"runs/a/x was not read"):
        file.read()


def test_nobody_to_sign_in_as(every: Kinds, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    uri = every.uri("seaweed")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    _forget()  # it has signed in already
    with pytest.raises(
        StoreError, match=r"NoCredentialsError. store.json was not read.\n  Next: sign in as for the AWS CLI"
    ):
        open_store(uri)
    _forget()  # for those that come


def _forget() -> None:
    """Clients that nobody holds any more hold their connections until then."""
    s3._connect.cache_clear()  # noqa: SLF001  # there is no other way to it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
