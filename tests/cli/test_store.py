"""A store in a bucket as a person uses it: scanned into, read, verified, looked after; by a double of Azure."""

import base64
import copy
import json
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanner.cli.root import run
from scanner.evidence import canonical, retention
from scanner.evidence.planting import plant
from scanner.stores.opening import open_store
from scanner.timestamping import stamp
from tests.cli.conftest import DECLARED, Safeguard, run_name
from tests.servers.azure_blob import ACCOUNT, KEY, Account, Version, azure_blob
from tests.servers.tsa import made, serving


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[str, Account]]:
    account = Account()
    with pytest.MonkeyPatch.context() as patch, azure_blob(account) as url:
        patch.setenv("AZURE_STORAGE_KEY", KEY)
        yield f"azblob://{ACCOUNT}/evidence/prod?endpoint_url={url}&lock=compliance", account


@pytest.fixture(scope="module")
def two_nights(served: tuple[str, Account], plugged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which two nights were scanned into the container, and beside it what is kept at home."""
    folder = tmp_path_factory.mktemp("night") / "clinic"
    folder.mkdir()
    (folder / "safeguard.yaml").write_text(DECLARED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder.parent / "config"))
        patch.setattr("tempfile.tempdir", str(folder.parent))
        patch.syspath_prepend(plugged)
        for more in (["--make-key"], []):
            assert run(["scan", *more, "east", "--store", served[0], "--json"]) == 1
        sys.modules.pop("acme_collector", None)
    return folder


@pytest.fixture
def account(served: tuple[str, Account], two_nights: Path) -> Iterator[Account]:
    """What lies in the container, to be changed at will."""
    _, held = served
    before = copy.deepcopy(held.blobs)
    yield held
    held.blobs, held.deny, held.refuse = before, set(), set()


@pytest.fixture
def remote(  # noqa: PLR0913, PLR0917  # all that a person has
    served: tuple[str, Account],
    account: Account,
    two_nights: Path,
    home: Path,
    plugin: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """A store with two runs in it, and us in the folder from which it was scanned."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shutil.copytree(two_nights.parent / "config", tmp_path / "config", dirs_exist_ok=True)
    return served[0]


def test_from_scan_to_verify(home: Path, two_nights: Path, remote: str, safeguard: Safeguard, account: Account) -> None:
    declared = str(two_nights / "safeguard.yaml")
    third = safeguard("scan", "east", "--store", remote, "-c", declared)
    assert f"azblob://{ACCOUNT}/evidence/prod/reports/" in third.screen
    assert "endpoint_url" not in third.screen.partition("Next:")[0]
    assert min(account.blobs) == "prod/checkpoint"
    pem = home / "clinic.pem"
    pem.write_text(safeguard("keys", "show", "--pem").out)
    verified = safeguard("verify", remote, "--key", str(pem), "-c", declared)
    assert verified.code == 0, verified.screen
    assert "3 entries without a gap" in verified.screen
    assert safeguard("report", remote).code == 0
    assert safeguard("findings", "--store", remote).code == 0
    exported = safeguard("bundle", "export", "--store", remote, "--output", str(home / "run.zip"))
    assert exported.code == 0, exported.screen
    assert safeguard("verify", "run.zip", "--key", str(pem), "-c", declared).code == 0
    assert not [path for path in home.rglob("*") if "spool" in path.parts]


def test_a_store_in_order(remote: str, safeguard: Safeguard) -> None:
    checked = safeguard("store", "check", remote)
    assert (checked.code, checked.out.splitlines()[-1]) == (0, "In order."), checked.screen
    assert "Lock    compliance: nobody can delete or change it before its time" in checked.out
    assert safeguard("store", "extend", remote).err == "Locked for longer: 0 members.\n"


def test_what_is_not_locked_for_long_enough(remote: str, safeguard: Safeguard, account: Account) -> None:
    account.blobs[_first(account, "log/000000")][-1].until = "Fri, 01 Jan 2027 00:00:00 GMT"
    account.blobs[_first(account, "public-keys/")][-1].mode = ""
    checked = safeguard("store", "check", remote)
    assert checked.code == 1
    assert "early      log/000000   is locked until 2027-01-01, and needed until 20" in checked.out
    assert "is not locked as the store is (compliance): none" in checked.out
    assert "Not in order: 1 early, 1 unlocked.\n" in checked.out
    assert "Next: safeguard store extend azblob://" in checked.err
    extended = safeguard("store", "extend", remote)
    assert "Locked for longer: 2 members, until 20" in extended.err
    assert safeguard("store", "check", remote).code == 0


def _first(account: Account, word: str) -> str:
    return next(name for name in sorted(account.blobs) if word in name)


@pytest.mark.sampled
@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("coverage.json", "missing"),
        ("log/000000", "changed"),
        ("findings.jsonl.gz", "changed"),
        ("public-keys/", "changed"),
    ],
)
def test_what_is_gone_or_changed(remote: str, safeguard: Safeguard, account: Account, word: str, kind: str) -> None:
    name = _first(account, word)
    if kind == "missing" or word == "public-keys/":
        del account.blobs[name]
    else:
        account.blobs[name][-1].data = b"{}"
    checked = safeguard("store", "check", remote)
    assert checked.code == 1, checked.screen
    assert f"  {kind}" in checked.out
    assert "Not in order: " in checked.out


def test_what_was_written_over(remote: str, safeguard: Safeguard, account: Account) -> None:
    versions = account.blobs[_first(account, "coverage.json")]
    versions.append(Version(versions[-1].data, 999, '"0x999"', datetime.now(UTC)))
    checked = safeguard("store", "check", remote)
    assert checked.code == 1
    assert "/coverage.json   was written 2 times, the last time " in checked.out


def test_what_may_not_be_looked_at_is_not_in_order(remote: str, safeguard: Safeguard, account: Account) -> None:
    account.deny.add("HEAD")
    checked = safeguard("store", "check", remote)
    assert checked.code == 2, checked.screen
    assert "Not all of it could be looked at: nothing may be concluded from that." in checked.out
    assert "allow Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read there" in checked.out
    account.deny.add("GET")
    assert safeguard("store", "check", remote).code == 2
    assert safeguard("verify", remote).code == 4


def test_a_scan_that_may_not_write(two_nights: Path, remote: str, safeguard: Safeguard, account: Account) -> None:
    account.deny.add("PUT")
    done = safeguard("scan", "east", "--store", remote, "-c", str(two_nights / "safeguard.yaml"))
    assert done.code == 4
    assert "blobs/write there to whom you sign in as\n  This run is not sealed." in done.err
    assert KEY not in done.screen


def _leave(account: Account, run: str, hours: int) -> None:
    written = datetime.now(UTC) - timedelta(hours=hours)
    for name in ("coverage.json", "evidence-1.jsonl.gz"):
        account.blobs[f"prod/runs/{run}/{name}"] = [Version(b"{}", hours, f'"0x{hours}"', written)]


def test_gc_removes_what_no_entry_names_and_is_a_day_old(remote: str, safeguard: Safeguard, account: Account) -> None:
    before = set(account.blobs)
    _leave(account, "killed", 25)
    _leave(account, "at-work", 23)
    assert "orphan     runs/killed   2 members, the last of " in safeguard("store", "check", remote).out
    asked = safeguard("store", "gc", remote)
    assert (asked.code, "there is no terminal to ask on: nothing was removed" in asked.err) == (3, True)
    assert "prod/runs/killed/coverage.json" in account.blobs
    done = safeguard("store", "gc", remote, "--yes")
    assert done.code == 0, done.screen
    assert "runs/at-work   2 members, younger than a day: it stays" in done.out
    assert "Removed: 1 run that no entry names, 0 spools." in done.err
    assert set(account.blobs) - before == {f"prod/runs/at-work/{n}" for n in ("coverage.json", "evidence-1.jsonl.gz")}


def test_gc_leaves_what_is_locked_and_says_so(remote: str, safeguard: Safeguard, account: Account) -> None:
    _leave(account, "killed", 25)
    account.blobs["prod/runs/killed/coverage.json"][-1].mode = "Locked"
    done = safeguard("store", "gc", remote, "--yes")
    assert done.code == 2
    assert "BlobImmutableDueToPolicy. runs/killed/coverage.json was not removed." in done.err
    assert "Removed: 0 runs that no entry names" in done.err


@pytest.mark.parametrize("word", ["log/000000", "prod/checkpoint"])
def test_gc_removes_nothing_where_the_log_is_not_whole(
    remote: str, safeguard: Safeguard, account: Account, word: str
) -> None:
    """Whoever takes an entry away, or rolls the store back, does not have us delete the evidence of it."""
    there = set(account.blobs)
    if word == "log/000000":
        del account.blobs[_first(account, word)]
    else:
        account.blobs["prod/checkpoint"] = account.blobs["prod/checkpoints/000001"]
        for name in ("log/000001", "checkpoints/000002"):
            del account.blobs[f"prod/{name}"]
    for name in list(account.blobs):
        if "/runs/" in name:
            account.blobs[name][-1].written = datetime.now(UTC) - timedelta(days=3)
    done = safeguard("store", "gc", remote, "--yes")
    assert done.code == 3
    assert "What looks left over may be what that entry needs: nothing was removed." in done.err
    assert {name for name in account.blobs if "/runs/" in name} == {name for name in there if "/runs/" in name}


@pytest.mark.parametrize("kept", ["checkpoints", "no checkpoints"])
def test_a_log_that_was_taken_away_as_a_whole(
    scanned: str, home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    """Runs without any log are not left over: whoever takes it away does not have us delete the evidence of it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "another-machine"))
    monkeypatch.setattr(retention, "AGE", timedelta())
    store = home / "evidence"
    shutil.rmtree(store / "log")
    (store / "checkpoint").unlink()
    if kept == "no checkpoints":
        shutil.rmtree(store / "checkpoints")
    checked = safeguard("store", "check")
    if kept == "checkpoints":
        assert (checked.code, "changed    log   " in checked.out) == (1, True), checked.screen
    else:
        assert (checked.code, "No log names what lies there" in checked.out) == (2, True), checked.screen
    done = safeguard("store", "gc", "--yes")
    assert done.code == 3, done.screen
    assert "othing was removed" in done.err
    assert len(list((store / "runs").iterdir())) == 2


def test_a_log_that_was_deleted_where_older_versions_are_kept(
    remote: str, safeguard: Safeguard, account: Account
) -> None:
    for name in [name for name in account.blobs if "/runs/" not in name and not name.endswith("store.json")]:
        account.blobs[name][-1].deleted = True
    checked = safeguard("store", "check", remote)
    assert checked.code == 1, checked.screen
    assert "missing    log/000000   was deleted on " in checked.out


def test_an_entry_of_the_future_locks_nothing_for_ever(remote: str, safeguard: Safeguard, account: Account) -> None:
    """Whoever can add to the store must not have us lock all of it until the end of days."""
    entry = json.loads(account.blobs["prod/log/000001"][-1].data)
    said = base64.b64decode(entry["payload"]).decode()
    for year in ("9999", "2999"):
        entry["payload"] = base64.b64encode(re.sub('"sealed":"[0-9]{4}', f'"sealed":"{year}', said).encode()).decode()
        account.blobs["prod/log/000002"] = [Version(canonical.dumps(entry), 1, '"0x1"', datetime.now(UTC))]
        checked = safeguard("store", "check", remote)
        assert checked.code == 1, checked.screen
        assert "log/000002   was sealed in the future" in checked.out
        assert safeguard("store", "extend", remote).code == 0
        assert not any(re.search(" [39][0-9]{3} ", one.until) for each in account.blobs.values() for one in each)


def test_a_folder_locks_nothing_and_says_so(scanned: str, home: Path, safeguard: Safeguard) -> None:
    checked = safeguard("store", "check")
    assert checked.code == 0, checked.screen
    assert "Lock    none: whoever may write there can delete it" in checked.out
    assert checked.out.endswith("\nIn order.\n")
    refused = safeguard("store", "extend")
    assert (refused.code, "locks nothing, so there is nothing to lengthen" in refused.err) == (3, True)
    shutil.rmtree(home / "evidence/runs" / run_name(home, 0))
    assert "missing" in safeguard("store", "check").out


def test_gc_of_a_folder(scanned: str, home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    left = home / "evidence/runs/killed"
    left.mkdir()
    (left / "coverage.json").write_bytes(b"{}")
    (home / "evidence/spool/gone").mkdir(parents=True)
    assert "spool/gone   of a process that is gone" in safeguard("store", "gc", "--yes").out
    assert left.is_dir()
    monkeypatch.setattr(retention, "AGE", timedelta())
    done = safeguard("store", "gc", "--yes")
    assert "Removed: 1 run that no entry names, 0 spools." in done.err
    assert not left.exists()
    assert safeguard("store", "gc", "--yes").err == "Nothing is left over that could be removed.\n"
    assert safeguard("store", "check").code == 0


def test_what_a_desktop_leaves_in_a_folder(scanned: str, home: Path, safeguard: Safeguard) -> None:
    """It is said, and all else is looked at all the same."""
    (home / "evidence/.DS_Store").touch()
    (home / "evidence/runs" / scanned / ".nfs0001").touch()
    checked = safeguard("store", "check")
    assert checked.code == 1, checked.screen
    assert f"changed    runs/{scanned}/.nfs0001   is there and was not signed" in checked.out
    assert safeguard("store", "gc", "--yes").code == 0


def test_an_anchor_and_a_timestamp_are_locked_too(
    remote: str, safeguard: Safeguard, account: Account, tmp_path: Path
) -> None:
    store = open_store(remote)
    with serving(made(tmp_path)) as authority:
        stamp(store, authority.url, store.read("checkpoint"))
    plant(store, store.read("checkpoint"))
    for word in ("prod/timestamps/", "prod/anchors/"):
        assert account.blobs[_first(account, word)][-1].mode == "Locked"
    assert safeguard("store", "check", remote).code == 0


def test_what_cannot_be_locked_for_longer_keeps_nothing_else_from_it(
    remote: str, safeguard: Safeguard, account: Account
) -> None:
    for name in ("log/000000", "log/000001"):
        account.blobs[f"prod/{name}"][-1].until = "Fri, 01 Jan 2027 00:00:00 GMT"
    account.refuse.add("prod/log/000000")
    extended = safeguard("store", "extend", remote)
    assert extended.code == 2, extended.screen
    assert "log/000000 is locked for no longer than before" in extended.err
    assert "Locked for longer: 1 member, until 20" in extended.err


def test_a_store_that_is_none(home: Path, safeguard: Safeguard) -> None:
    assert safeguard("store", "check", "nowhere").code == 3
    assert safeguard("store", "check", "s3://").code == 3
