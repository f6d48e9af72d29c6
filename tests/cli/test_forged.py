"""What somebody without the key has changed is not shown, not compared with, and not granted."""

# ruff: noqa: RUF001  # screens stand here as a person sees them

import base64
import gzip
import hashlib
import json
import re
import shlex
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from inline_snapshot import snapshot

from scanner.cli import clock
from scanner.cli.failures import NotStoredError
from scanner.evidence import canonical
from scanner.stores.local import LocalStore
from tests.cli.conftest import Safeguard, number, run_name

pytestmark = pytest.mark.sampled("forged", times=8)

Files: TypeAlias = dict[str, bytes]
READERS = (
    ("report", "forged.zip"),
    ("report", "forged.zip", "--format", "json"),
    ("report", "forged.zip", "--output", "report.html"),
    ("findings", "--run", "forged.zip"),
    ("findings", "--run", "forged.zip", "--json"),
    ("findings", "--store", "forged.zip"),
)


@pytest.fixture
def bundle(safeguard: Safeguard, scanned: str, home: Path) -> Path:
    assert safeguard("bundle", "export", "--output", "run.zip").code == 0
    return home / "run.zip"


def _repack(bundle: Path, edit: Callable[[Files], None], *, manifests: bool = True) -> None:
    """The bundle as somebody would send it on: edited, its manifests made anew."""
    with zipfile.ZipFile(bundle) as zipped:
        base = zipped.namelist()[0].partition("/")[0]
        files = {name.removeprefix(f"{base}/"): zipped.read(name) for name in zipped.namelist()}
    edit(files)
    if manifests:
        payload = {name for name in files if name.startswith("data/")}
        files["manifest-sha256.txt"] = _manifest(files, payload)
        files["tagmanifest-sha256.txt"] = _manifest(files, files.keys() - payload - {"tagmanifest-sha256.txt"})
    with zipfile.ZipFile(bundle.with_name("forged.zip"), "w") as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(f"{base}/{name}"), data)


def _manifest(files: Files, names: set[str]) -> bytes:
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(names)).encode()


def _all_pass(files: Files) -> None:
    """All findings pass, and the statement says so: only the signature does not fit any more."""
    folder = next(name for name in files if name.startswith("data/runs/")).rpartition("/")[0]
    found = [json.loads(line) for line in gzip.decompress(files[f"{folder}/findings.jsonl.gz"]).splitlines()]
    for finding in found:
        finding.update(status="pass", risk=0, reason="", asks=[], standing=False, seen="fine")
    lines = b"".join(canonical.dumps(finding) + b"\n" for finding in found)
    coverage = json.loads(files[f"{folder}/coverage.json"])
    counts = Counter(finding["status"] for finding in found)
    coverage.update(totals={status: counts[status] for status in coverage["totals"]}, unseen=[], standing=0)
    files[f"{folder}/findings.jsonl.gz"] = gzip.compress(lines)
    files[f"{folder}/coverage.json"] = canonical.dumps(coverage)
    _restate(files, {"findings.jsonl": lines, "coverage.json": files[f"{folder}/coverage.json"]})


def _restate(files: Files, members: Files) -> None:
    last = max(name for name in files if name.startswith("data/log/"))
    envelope = json.loads(files[last])
    statement = json.loads(base64.b64decode(envelope["payload"]))
    for subject in statement["subject"]:
        if subject["name"] in members:
            subject["digest"]["sha256"] = hashlib.sha256(members[subject["name"]]).hexdigest()
    envelope["payload"] = base64.b64encode(canonical.dumps(statement)).decode()
    files[last] = canonical.dumps(envelope)


def _other_answers(files: Files) -> None:
    """An answer says otherwise than the one that was signed; the findings are those of the night."""
    (name,) = (name for name in files if "/evidence-1" in name)
    lines = gzip.decompress(files[name])
    assert b'"denied"' in lines
    files[name] = gzip.compress(lines.replace(b'"denied"', b'"absent"', 1))


def _without_keys(files: Files) -> None:
    for name in [name for name in files if "public-keys" in name]:
        del files[name]


def _all_pass_without_keys(files: Files) -> None:
    _all_pass(files)
    _without_keys(files)


@pytest.mark.parametrize("args", READERS, ids=" ".join)
@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (_all_pass, r"the signature of key .{19} does not fit"),
        (_without_keys, r"its key .{19} did not come along"),
        (_other_answers, r"its \d answers were changed: root .*Next: safeguard verify"),
        (_all_pass_without_keys, r"its key .{19} did not come along"),
        (lambda files: files.pop("data/checkpoint"), r"holds no run"),
        (
            lambda files: files.update({"data/log/000000": files["data/log/000001"]}),
            r"entries of the log are not those",
        ),
    ],
    ids=["all pass", "no key", "other answers", "all pass, no key", "no checkpoint", "another log"],
)
def test_a_forged_bundle_is_not_shown(
    safeguard: Safeguard, bundle: Path, args: tuple[str, ...], edit: Callable[[Files], None], said: str
) -> None:
    _repack(bundle, edit)
    ran = safeguard(*args)
    assert (ran.code, ran.out) == (3, "")
    assert re.search(said, ran.err)
    assert not Path("report.html").exists()


def test_a_bundle_beside_its_manifests_is_not_shown(safeguard: Safeguard, bundle: Path) -> None:
    _repack(bundle, lambda files: files.update({"data/log/junk": b""}), manifests=False)
    for args in READERS:
        ran = safeguard(*args)
        assert (ran.code, ran.out) == (3, "")
        assert "“data/log/junk” is in it and in none of its manifests" in ran.err


def test_what_nobody_has_verified_says_so(safeguard: Safeguard, bundle: Path, scanned: str) -> None:
    for run in ("run.zip", scanned):
        assert "!  not verified: whose key signed it" in safeguard("report", run).out
        assert (
            "This run was not verified when this page was written." in safeguard("report", run, "--format", "html").out
        )
        assert json.loads(safeguard("report", run, "--format", "json").out)["proof"]["not_verified"] is True
        assert "Not verified: whose key signed it" in safeguard("findings", "--run", run).err


def test_what_a_scan_has_sealed_itself_does_not(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "west", "--json", "--report", "own.html", "--report", "own.txt")
    assert json.loads(ran.out)["proof"]["not_verified"] is False
    assert "not verified" not in Path("own.html").read_text() + Path("own.txt").read_text()


def _edit(home: Path, entry: int, name: str, old: bytes, new: bytes) -> None:
    path = home / "evidence" / "runs" / run_name(home, entry) / name
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))


def test_a_scan_is_not_compared_with_what_was_changed(safeguard: Safeguard, acme: Path) -> None:
    """Else whoever may write to the store takes a target out of sight without a word about it."""
    assert safeguard("scan").code == 1
    _edit(acme, 0, "scope.json", b"acme:east", b"acme:easy")
    ran = safeguard("scan", "west")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.replace(run_name(acme, 0), "RUN") == snapshot("""\
error: run RUN: scope.json is not what was signed. Next: safeguard verify
  The next run would be compared with it: nothing was asked.
  Put back what was there, or keep this store as it is and begin another with --store DIR
""")
    assert len(list((acme / "evidence" / "log").iterdir())) == 1


@pytest.mark.parametrize("args", [("permissions", "acme", "--missing"), ("explain", "automatic-logoff")])
def test_nothing_is_read_from_what_was_changed(
    safeguard: Safeguard, scanned: str, home: Path, args: tuple[str, ...]
) -> None:
    _edit(home, 1, "coverage.json", b"acme:Read", b"acme:Full")
    ran = safeguard(*args)
    assert (ran.code, ran.out) == (3, "")
    assert "coverage.json is not what was signed" in ran.err


@pytest.mark.parametrize(
    ("name", "old", "said"),
    [
        ("coverage.json", b"acme:Read", "coverage.json was changed"),
        ("evidence-1.jsonl.gz", b'"ok"', "its 2 answers were"),
    ],
)
def test_nothing_is_handed_to_an_auditor_that_was_changed(  # noqa: PLR0913, PLR0917  # rows and their fixtures
    safeguard: Safeguard, scanned: str, home: Path, name: str, old: bytes, said: str
) -> None:
    """The house would learn it from the auditor, after the bundle that it has made itself."""
    path = home / "evidence" / "runs" / run_name(home, 1) / name
    data = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    assert old in data
    new = data.replace(old, old[:-2] + b"x" + old[-1:])
    path.write_bytes(gzip.compress(new) if name.endswith("gz") else new)
    ran = safeguard("bundle", "export", "--output", "run.zip")
    assert (ran.code, ran.out, (home / "run.zip").exists()) == (3, "", False)
    assert said in ran.err
    assert "Next: safeguard verify" in ran.err


NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "right", "said"),
    [
        (timedelta(0), False, ""),
        (clock.FAR, False, ""),
        (clock.FAR + timedelta(seconds=1), False, "clock is 400 d 1 s ahead of the last entry"),
        (clock.FAR + timedelta(seconds=1), True, ""),
        (timedelta(seconds=-1), False, "clock is 1 s behind the last entry"),
        (timedelta(seconds=-1), True, "clock is 1 s behind the last entry"),
    ],
)
def test_the_clock(*, ahead: timedelta, right: bool, said: str) -> None:
    if said:
        with pytest.raises(NotStoredError, match=said):
            clock.check(NOW, NOW + ahead, right=right)
    else:
        clock.check(NOW, NOW + ahead, right=right)


def test_a_clock_that_is_far_ahead_asks_nothing(
    safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert safeguard("scan", "west").code == 0
    monkeypatch.setattr(clock, "FAR", timedelta(seconds=-1))
    ran = safeguard("scan", "acme://north?wait=60")
    assert ran.code == 4
    assert re.sub(r"clock is .* ahead", "clock is SPAN ahead", ran.err) == snapshot("""\
error: this machine’s clock is SPAN ahead of the last entry of the run log
  If it is wrong, a run sealed now would close the log until that day: nothing was asked.
  Next: timedatectl set-ntp true
  If it is right: safeguard scan --clock-is-right
""")
    assert safeguard("scan", "west", "--clock-is-right").code == 0
    shutil.rmtree(acme / "evidence")
    assert safeguard("scan", "west").code == 0  # the first run has nothing to be ahead of


def _taken(store: Path) -> str:
    last = run_name(store.parent, 1)
    shutil.rmtree(store / "runs" / last)
    return last


def _put_back(store: Path) -> str:
    (store / "checkpoint").write_bytes((store / "checkpoints" / "000001").read_bytes())
    return ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            _taken,
            r"the last run of the store evidence, \S+ of \d{4}-\d\d-\d\d, is in its log, and its evidence is gone",
        ),
        (
            _put_back,
            r"covers 1 entry, and there are more: an older one was put back, or a scan puts its own",
        ),
    ],
)
def test_an_older_night_is_not_shown_for_the_last_one(
    safeguard: Safeguard, scanned: str, home: Path, change: Callable[[Path], str], said: str
) -> None:
    change(home / "evidence")
    for command in (("report",), ("findings",), ("bundle", "export", "--output", "x.zip")):
        done = safeguard(*command)
        assert (done.code, bool(re.search(said, done.err))) == (3, True), (command, done.err)
    assert not (home / "x.zip").exists()
    assert safeguard("report", run_name(home, 0)).code == 0


def _cut(store: Path) -> None:
    """Take the last night away with all that tells of it, which takes no key."""
    shutil.rmtree(store / "runs" / run_name(store.parent, 1))
    for name in ("log/000001", "checkpoints/000002"):
        (store / name).unlink()
    (store / "checkpoint").write_bytes((store / "checkpoints/000001").read_bytes())


def _empty(store: Path) -> None:
    for folder in ("log", "checkpoints", "runs"):
        shutil.rmtree(store / folder)
    (store / "checkpoint").unlink()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_cut, "rolled back: it has 1 entry, your anchor covers 2. Runs were taken away"),
        (_empty, "it has no checkpoint"),
        (
            _put_back,
            "rolled back: its checkpoint covers 1 entry, your anchor covers 2. Its newest checkpoint was taken away",
        ),
    ],
)
def test_a_scan_does_not_go_on_with_a_log_that_lacks_what_it_once_sealed(
    safeguard: Safeguard, acme: Path, change: Callable[[Path], object], said: str
) -> None:
    for _ in range(2):
        assert safeguard("scan", "west").code == 0
    change(acme / "evidence")
    entries = sorted((acme / "evidence/log").glob("*"))
    done = safeguard("scan", "west")
    assert (done.code, done.out) == (4, "")
    (kept,) = (acme.parent / "config/safeguard/checkpoints").iterdir()
    assert done.err.replace(str(kept), "KEPT").replace(kept.name, "LOG").replace(said, "WHY") == snapshot("""\
error: the log in the store evidence: WHY
  Your anchor is what the last scan left in ~/config/safeguard/checkpoints/LOG
  Nothing was asked: another night in its place would make another past of this log.
  Put back what was there. Where it is lost, keep this store as it is and begin another: --store DIR
  To go on with an older copy of it all the same, remove that file; who has kept a later checkpoint
  will find the log forked.
  Next: safeguard verify STORE --anchor KEPT   says what else was changed
""")
    assert sorted((acme / "evidence/log").glob("*")) == entries
    assert safeguard("scan", "west", "--store", "other").code == 0
    kept.unlink()
    assert safeguard("scan", "west").code == 0


def test_a_scan_does_not_go_on_with_a_log_that_went_another_way(safeguard: Safeguard, acme: Path) -> None:
    """Somebody who has the key, and not the home of the scan, has put another night in the place of the last one."""
    for _ in range(2):
        assert safeguard("scan", "west").code == 0
    (kept,) = (acme.parent / "config/safeguard/checkpoints").iterdir()
    before = kept.read_bytes()
    kept.unlink()
    _cut(acme / "evidence")
    assert safeguard("scan", "west").code == 0
    kept.write_bytes(before)
    done = safeguard("scan", "west")
    assert done.code == 4
    assert "forked: its first 2 entries are not those of your anchor. The past was rewritten\n" in done.err


@pytest.mark.parametrize(
    "command",
    [
        ("report",),
        ("findings", "--json"),
        ("bundle", "export", "--output", "x.zip"),
        ("explain", "automatic-logoff"),
        ("permissions", "acme", "--missing"),
    ],
)
def test_a_night_that_was_cut_off_is_missed_where_it_was_sealed(
    safeguard: Safeguard, acme: Path, command: tuple[str, ...]
) -> None:
    for _ in range(2):
        assert safeguard("scan", "west").code == 0
    _cut(acme / "evidence")
    done = safeguard(*command)
    assert (done.code, done.out) == (3, "")
    assert "rolled back: it has 1 entry, your anchor covers 2. Runs were taken away\n  Your anchor is what" in done.err
    (step,) = re.findall(r"Next: safeguard (verify STORE .*)   says what else", done.err)
    words, trust = shlex.split(step.replace("STORE", "evidence")), ("--key", number(acme), "-c", "safeguard.yaml")
    assert safeguard(*words[:2], *trust).code == 0  # what is left looks whole
    assert safeguard(*words, *trust).code == 1
    assert safeguard("report", run_name(acme, 0)).code == 0


def test_a_store_that_cannot_be_read_is_not_one_without_a_run(safeguard: Safeguard, scanned: str, home: Path) -> None:
    assert "Last run  there is none\n" in safeguard("explain", "mfa", "-c", _elsewhere(home)).out
    (home / "evidence" / "store.json").write_text("{}")
    done = safeguard("explain", "mfa")
    assert (done.code, done.out) == (3, "")


def _elsewhere(home: Path) -> str:
    (home / "other.yaml").write_text((home / "safeguard.yaml").read_text() + "store: not-yet\n")
    return "other.yaml"


def test_where_no_checkpoint_can_be_kept_nothing_is_missed(
    safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container keeps nothing from night to night: it scans as ever."""
    key = acme.parent / "config/safeguard/keys/signing.pem"
    monkeypatch.setenv("XDG_CONFIG_HOME", "/proc/nowhere")
    for _ in range(2):
        ran = safeguard("scan", "west", "--sign-key", f"file:{key}")
        assert (ran.code, "checkpoints" in ran.err) == (0, False)


def test_what_a_scan_keeps_is_an_anchor(safeguard: Safeguard, acme: Path) -> None:
    assert safeguard("scan", "west").code == 0
    (kept,) = (acme.parent / "config/safeguard/checkpoints").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert "consistent with your anchor of" in safeguard("verify", "evidence", "--anchor", str(kept)).out


def _folder(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()


def _planted(kept: Path) -> None:
    lines = kept.read_bytes().splitlines(keepends=True)
    kept.write_bytes(b"".join([lines[0], b"9\n", *lines[2:]]))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda kept: kept.write_bytes(b""), "is not a checkpoint: name, size, root, an empty line, signatures"),
        (lambda kept: kept.write_bytes(b"x"), "is not a checkpoint: name, size, root, an empty line, signatures"),
        (_planted, "is not signed with a trusted key"),
        (_folder, "cannot be read: it is not a file"),
    ],
)
def test_a_checkpoint_that_was_spoilt_is_not_passed_over(
    safeguard: Safeguard, acme: Path, spoil: Callable[[Path], object], said: str
) -> None:
    assert safeguard("scan", "west").code == 0
    (kept,) = (acme.parent / "config/safeguard/checkpoints").iterdir()
    spoil(kept)
    done = safeguard("scan", "west")
    assert (done.code, done.out) == (4, "")
    assert done.err.replace(kept.name, "LOG").replace(said, "WHY") == snapshot("""\
error: the checkpoint that the last scan left in ~/config/safeguard/checkpoints/LOG: WHY
  Nothing was asked: without it nobody here can tell whether nights were taken away.
  Hold the store against a checkpoint that was kept elsewhere: safeguard verify STORE --anchor FILE
  Where all are there, remove that file: the next scan leaves another.
""")
    done = safeguard("findings")
    assert (done.code, done.out, said in done.err) == (3, "", True)
    assert "Hold the store against a checkpoint that was kept elsewhere" in done.err
    assert f"--anchor {kept}" not in done.err  # it would vouch for nothing


def _renamed(store: Path) -> None:
    mark = store / "store.json"
    mark.write_bytes(mark.read_bytes().replace(b"safeguard.local/", b"safeguard.local/0"))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("scan", "west"), 4),
        (("report",), 3),
        (("findings",), 3),
        (("bundle", "export", "--output", "x.zip"), 3),
    ],
)
def test_a_log_under_another_name_is_held_against_nothing_and_so_not_used(
    safeguard: Safeguard, acme: Path, command: tuple[str, ...], code: int
) -> None:
    """One word in a file that nobody signs would hide that the last night was cut off."""
    for _ in range(2):
        assert safeguard("scan", "west").code == 0
    _cut(acme / "evidence")
    _renamed(acme / "evidence")
    done = safeguard(*command)
    assert (done.code, done.out) == (code, "")
    assert "store.json calls it safeguard.local/0" in done.err
    assert ("Nothing was asked" in done.err) is (code == 4)
    assert "  Put its store.json back as it was.\n" in done.err
    assert "--anchor" not in done.err


def test_a_scan_at_work_has_taken_nothing(safeguard: Safeguard, scanned: str, home: Path) -> None:
    (home / "evidence" / "checkpoint").write_bytes((home / "evidence" / "checkpoints" / "000001").read_bytes())
    (home / "evidence" / "checkpoints" / "000002").unlink()
    assert safeguard("report").code == 0


@pytest.mark.parametrize("command", [("report",), ("findings",), ("bundle", "export", "--output", "x.zip")])
def test_a_checkpoint_over_more_than_there_is(
    safeguard: Safeguard, scanned: str, home: Path, command: tuple[str, ...]
) -> None:
    (home / "evidence/log/000001").unlink()
    done = safeguard(*command)
    assert (done.code, done.out) == (3, "")
    assert "covers 2 entries, and there are 1: entries were taken away, or it is the checkpoint of another" in done.err
    assert "Next: safeguard verify" in done.err


def test_a_scan_that_ends_while_somebody_looks(
    safeguard: Safeguard, scanned: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its checkpoint comes between our look at the checkpoint and that at its copies."""
    store, listing = home / "evidence", LocalStore.list
    newest = (store / "checkpoint").read_bytes()
    _put_back(store)

    def end(self: LocalStore, prefix: str) -> Iterator[str]:
        (store / "checkpoint").write_bytes(newest)
        return listing(self, prefix)

    monkeypatch.setattr(LocalStore, "list", end)
    assert safeguard("report").code == 0
