import gzip
import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from inline_snapshot import snapshot

from scanner.evidence import canonical, keys, log, pack
from scanner.evidence import export as exporting
from scanner.evidence.archive import BundleError, HostileError
from scanner.evidence.bundle import open_bundle
from scanner.evidence.export import ExportError, export
from scanner.evidence.sealing import seal
from scanner.signers import Signer
from scanner.stores import MissingError, Store
from scanner.stores.opening import open_store
from tests.evidence.made import (
    ORIGIN,
    a_run,
    answers,
    catalogued,
    clock,
    leaves,
    resign_head,
    seal_run,
    spool,
    unpack,
    with_leaves,
)
from tests.servers.need import need


@pytest.fixture
def bundle(three: Store, tmp_path: Path) -> Path:
    export(three, ["run-0001", "run-0002"], tmp_path / "out.zip")
    return tmp_path / "out.zip"


def unzip(bundle: Path, folder: Path) -> Path:
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(folder)
    (base,) = folder.iterdir()
    return base


def test_what_is_in_it(bundle: Path, signer: Signer) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
    key = keys.key_of(signer.keyid)
    assert [name.replace(key, "public-keys/KEY.pem") for name in names] == snapshot(
        [
            "safeguard-run-0002/bag-info.txt",
            "safeguard-run-0002/bagit.txt",
            "safeguard-run-0002/VERIFY.md",
            "safeguard-run-0002/manifest-sha256.txt",
            "safeguard-run-0002/tagmanifest-sha256.txt",
            "safeguard-run-0002/data/checkpoint",
            "safeguard-run-0002/data/checkpoints/000001",
            "safeguard-run-0002/data/checkpoints/000002",
            "safeguard-run-0002/data/checkpoints/000003",
            "safeguard-run-0002/data/log/000000",
            "safeguard-run-0002/data/log/000001",
            "safeguard-run-0002/data/log/000002",
            "safeguard-run-0002/data/public-keys/KEY.pem",
            "safeguard-run-0002/data/runs/run-0001/coverage.json",
            "safeguard-run-0002/data/runs/run-0001/evidence-1.jsonl.gz",
            "safeguard-run-0002/data/runs/run-0001/evidence-2.jsonl.gz",
            "safeguard-run-0002/data/runs/run-0001/findings.jsonl.gz",
            "safeguard-run-0002/data/runs/run-0002/coverage.json",
            "safeguard-run-0002/data/runs/run-0002/evidence-1.jsonl.gz",
            "safeguard-run-0002/data/runs/run-0002/evidence-2.jsonl.gz",
            "safeguard-run-0002/data/runs/run-0002/findings.jsonl.gz",
            "safeguard-run-0002/data/signed/run-0001/statement.json",
            "safeguard-run-0002/data/signed/run-0001/statement.pae",
            "safeguard-run-0002/data/signed/run-0001/statement.sig",
            "safeguard-run-0002/data/signed/run-0002/statement.json",
            "safeguard-run-0002/data/signed/run-0002/statement.pae",
            "safeguard-run-0002/data/signed/run-0002/statement.sig",
        ]
    )


def test_it_reads_like_the_store(bundle: Path, three: Store) -> None:
    with open_bundle(bundle) as found:
        assert found.check() == 27
        assert list(log.leaves(found)) == list(log.leaves(three))
        assert log.read_head(found) == log.read_head(three)
        assert list(found.list("runs/run-0001/")) == list(three.list("runs/run-0001/"))
        assert all(found.read(key) == three.read(key) for key in found.list("runs/"))
        with pytest.raises(MissingError):
            found.read("runs/run-0000/coverage.json")


def test_the_same_runs_give_the_same_bytes(bundle: Path, three: Store, tmp_path: Path) -> None:
    export(three, ["run-0002", "run-0001", "run-0002"], tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == bundle.read_bytes()


def test_it_says_how_long_it_is(bundle: Path) -> None:
    size = bundle.stat().st_size
    with open_bundle(bundle), zipfile.ZipFile(bundle) as archive:
        assert f"Bag-Size: {size:012} bytes\n".encode() in archive.read(archive.namelist()[0])
    bundle.write_bytes(bundle.read_bytes()[:-100])
    with pytest.raises(BundleError, match=f"ends early: {size - 100:_} of {size:_} bytes".replace("_", " ")):
        open_bundle(bundle)


def test_bagit_agrees(bundle: Path, tmp_path: Path) -> None:
    base = unzip(bundle, tmp_path / "unpacked")
    bagit.Bag(str(base)).validate()
    (base / "data" / "checkpoint").write_bytes(b"x")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(base)).validate()


def blocks(base: Path) -> list[str]:
    found: list[str] = re.findall(r"^```sh\n(.*?)^```$", (base / "VERIFY.md").read_text(), re.MULTILINE | re.DOTALL)
    return found


def run_block(base: Path, block: str, shell: str = "/bin/sh") -> "subprocess.CompletedProcess[str]":
    """A block of VERIFY.md, run as it stands."""
    for program in ("openssl", "jq", "gzip", "sha256sum", "python3"):
        need(program)
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    return subprocess.run([shell, "-c", block], cwd=base, env=env, capture_output=True, text=True, check=False)


def status(base: Path, block: str, shell: str = "/bin/sh") -> int:
    """How it ends; where it is good, it says so."""
    ran = run_block(base, block, shell)
    assert (ran.stdout.splitlines()[-1:] == ["ok"]) == (ran.returncode == 0)
    return ran.returncode


@pytest.mark.sampled("steps by hand")
@pytest.mark.parametrize("shell", ["/bin/sh", "/bin/bash"])
@pytest.mark.parametrize("which", ["signer", "p256"])
def test_the_steps_of_verify_md(
    request: pytest.FixtureRequest, store: Store, tmp_path: Path, which: str, shell: str
) -> None:
    """Each in a shell of its own, then pasted one after the other into one."""
    key: Signer = request.getfixturevalue(which)
    for number in range(3):
        folder = catalogued(spool(store, number, answers(number, number * 5)))
        seal(store, key, folder, a_run(number), now=clock(number))
    export(store, ["run-0000", "run-0002"], tmp_path / "out.zip")
    base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
    assert [status(base, block, need(shell)) for block in blocks(base)] == [0] * len(STEPS)
    shutil.rmtree(base / "work")
    pasted = run_block(base, "".join(blocks(base)), need(shell))
    assert pasted.stdout.splitlines().count("ok") == len(STEPS)


STEPS = range(21)
LISTED, MANIFESTS, KEYS, KEYRING, SCRIPT, SIGNATURE, ENTRY, MEMBERS, OTHERS, EVIDENCE, RESTS = STEPS[:11]
PARTS, PART_MEMBERS, SAMPLE, PART_RESTS, CHECKPOINT, LOG, SEQUENCE, ALL, COUNTS, NOTE_KEYS = STEPS[11:]
SEEN = [
    ("data/runs/run-0002/coverage.json", MANIFESTS),
    ("bag-info.txt", MANIFESTS),
    ("VERIFY.md", MANIFESTS),
    ("data/signed/run-0002/statement.pae", SIGNATURE),
    ("data/signed/run-0002/statement.json", SIGNATURE),
    ("data/signed/run-0002/statement.sig", SIGNATURE),
    ("data/signed/run-0002/statement.json", ENTRY),
    ("data/signed/run-0002/statement.sig", ENTRY),
    ("data/log/000002", ENTRY),
    ("data/runs/run-0002/coverage.json", MEMBERS),
    ("data/runs/run-0002/findings.jsonl.gz", MEMBERS),
    ("data/runs/run-0002/evidence-1.jsonl.gz", EVIDENCE),
    ("data/checkpoint", CHECKPOINT),
    ("data/checkpoint", LOG),
    ("data/log/000001", LOG),
]


@pytest.mark.sampled("steps by hand")
def test_what_verify_md_sees(three: Store, tmp_path: Path, thief: Signer) -> None:
    """Whoever puts something else in the place of a member cannot hide it by a manifest that fits."""
    export(three, ["run-0002"], tmp_path / "out.zip")
    other = open_store(tmp_path / "other", create=True, origin=ORIGIN)
    for number in range(3):
        folder = spool(other, number + 10, answers(number + 10, 8))
        seal(other, thief, folder, a_run(number, run=f"run-{number:04}"), now=clock(number))
    export(other, ["run-0002"], tmp_path / "other.zip")
    bad = unpack(tmp_path / "other.zip")
    base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
    steps = blocks(base)
    assert status(base, steps[SCRIPT]) == 0
    for name, step in SEEN:
        path = base / name
        good, worse = path.read_bytes(), bad.get(name.removeprefix("data/"), b"something else\n")
        assert worse != good
        path.write_bytes(worse)
        failed = run_block(base, steps[step])
        assert (failed.returncode != 0, "ok" in failed.stdout.splitlines()) == (True, False), (name, step)
        path.write_bytes(good)
        assert status(base, steps[step]) == 0, (name, step)


@pytest.mark.parametrize("wrong", ["leaf", "sha256", ""])
def test_verify_md_leads_from_a_finding_to_its_answers(
    store: Store, signer: Signer, tmp_path: Path, wrong: str
) -> None:
    """Leaves are counted from 0, over all segments; the digest is of the line without its end."""
    lines = answers(0, 50)
    folder = catalogued(spool(store, 0, lines))
    leaf, digest = 11 + (wrong == "leaf"), hashlib.sha256(lines[11 + (wrong == "sha256")]).hexdigest()
    (folder / "findings.jsonl.gz").unlink()
    with pack.LineWriter(folder / "findings.jsonl.gz") as findings:
        findings.write(canonical.dumps({"check": "a.b", "answers": [{"leaf": leaf, "sha256": digest}]}))
    seal(store, signer, folder, a_run(0), now=clock(0))
    export(store, ["run-0000"], tmp_path / "out.zip")
    base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
    assert len(list(base.glob("data/runs/run-0000/evidence-*"))) > 10  # as text, the tenth stands before the second
    assert (status(base, blocks(base)[RESTS]) == 0) == (not wrong)
    assert '"rule": "passes."' in run_block(base, blocks(base)[RESTS]).stdout


def test_verify_md_runs_nothing_of_the_bundle(three: Store, tmp_path: Path) -> None:
    """A module beside the script would be taken for Python's own, and could call a forgery good."""
    export(three, ["run-0002"], tmp_path / "out.zip")
    base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
    steps = blocks(base)
    (base / "work").mkdir()
    for folder in (base, base / "data", base / "work"):
        (folder / "hashlib.py").write_text("print('taken')\nraise SystemExit(0)\n")
    assert status(base, steps[LISTED]) != 0
    for step in (SCRIPT, EVIDENCE, LOG):
        ran = run_block(base, steps[step])
        assert (ran.returncode, "taken" in ran.stdout) == (0, False)


def one_more_without_its_newline(data: bytes) -> bytes:
    """Read with gzip -dc it is there; left out of the tree, it was not signed."""
    return gzip.compress(gzip.decompress(data) + b'{"answer":7}')


def one_more_in_a_second_member(data: bytes) -> bytes:
    return data + gzip.compress(b'{"answer":7}')


@pytest.mark.parametrize("add", [one_more_without_its_newline, one_more_in_a_second_member])
def test_verify_md_sees_an_answer_that_nobody_signed(
    bundle: Path, tmp_path: Path, add: Callable[[bytes], bytes]
) -> None:
    base = unzip(bundle, tmp_path / "unpacked")
    steps = blocks(base)
    path = base / "data/runs/run-0002/evidence-1.jsonl.gz"
    path.write_bytes(add(path.read_bytes()))
    assert status(base, steps[SCRIPT]) == 0
    assert status(base, steps[EVIDENCE]) != 0


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("data/runs/run-0001/findings.json", OTHERS),
        ("data/runs/run-0001/.hidden", OTHERS),
        ("data/signed/run-0001/report.pdf", OTHERS),
        ("data/runs/run-0099/findings.jsonl.gz", LISTED),
        ("data/README", LISTED),
        ("hashlib.py", LISTED),
        (".hidden", LISTED),
        ("a name", LISTED),
    ],
)
def test_verify_md_sees_a_file_that_nobody_signed(bundle: Path, tmp_path: Path, name: str, step: int) -> None:
    base = unzip(bundle, tmp_path / "unpacked")
    steps = blocks(base)
    assert status(base, steps[step]) == 0
    (base / name).parent.mkdir(exist_ok=True)
    (base / name).touch()
    assert status(base, steps[step]) != 0


def test_verify_md_sees_runs_that_were_dropped_and_signed_again(three: Store, signer: Signer, tmp_path: Path) -> None:
    export(three, ["run-0002"], tmp_path / "out.zip")
    payload = unpack(tmp_path / "out.zip")
    with_leaves(payload, [envelope for at, envelope in enumerate(leaves(payload)) if at != 1])
    resign_head(payload, signer)
    base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
    (base / "data/log/000002").unlink()
    for name in ("checkpoint", "log/000001"):
        (base / "data" / name).write_bytes(payload[name])
    steps = blocks(base)
    assert [status(base, steps[step]) == 0 for step in (SCRIPT, CHECKPOINT, LOG, SEQUENCE)] == [True, True, True, False]


def test_no_such_run(three: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"out\.zip was not written: the store .* has no run run-0009"):
        export(three, ["run-0001", "run-0009"], tmp_path / "out.zip")
    with pytest.raises(ExportError, match="was not written: no run was named"):
        export(three, [], tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()


def test_an_empty_store(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="was not written: nothing has been sealed in the store"):
        export(store, ["run-0001"], tmp_path / "out.zip")


def test_nothing_half_written(three: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "out.zip").write_bytes(b"the old one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exporting, "_write", fail)
    with pytest.raises(ExportError, match="was not written: No space left on device"):
        export(three, ["run-0001"], tmp_path / "out" / "out.zip")
    assert [path.read_bytes() for path in (tmp_path / "out").iterdir()] == [b"the old one"]
    with pytest.raises(ExportError, match="was not written: No such file or directory"):
        export(three, ["run-0001"], tmp_path / "none" / "out.zip")


def test_too_much_for_a_bundle(three: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MAX_MEMBERS", 10)
    with pytest.raises(ExportError, match=r"more than a bundle holds .*Choose fewer runs"):
        export(three, ["run-0001"], tmp_path / "out.zip")


def test_a_leaf_that_is_not_covered_yet_stays_behind(three: Store, signer: Signer, tmp_path: Path) -> None:
    seal_run(three, signer, 3)
    new = log.read_head(three)
    three.swap(log.HEAD, three.read(log.checkpoint_key(3)), new)
    export(three, ["run-0001"], tmp_path / "out.zip")
    with open_bundle(tmp_path / "out.zip") as found:
        assert len(list(log.leaves(found))) == 3
    with pytest.raises(ExportError, match="has no run run-0003"):
        export(three, ["run-0003"], tmp_path / "out.zip")


def test_a_bundle_of_a_bundle(bundle: Path, three: Store, tmp_path: Path) -> None:
    """One run out of a bundle of two is the same as out of the store."""
    export(three, ["run-0001"], tmp_path / "one.zip")
    with open_bundle(bundle) as found:
        export(found, ["run-0001"], tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == (tmp_path / "one.zip").read_bytes()


def rezip(bundle: Path, edit: dict[str, bytes | None]) -> Path:
    """Change members of the bundle, whatever its manifests say."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    members |= {name: data for name, data in edit.items() if data is not None}
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, data in members.items():
            if edit.get(name, b"") is not None:
                archive.writestr(zipfile.ZipInfo(f"bag/{name}"), data)
    return bundle


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ({"data/checkpoint": b"x"}, "“data/checkpoint” is not what the manifest says of it"),
        ({"VERIFY.md": b"all is well"}, "“VERIFY.md” is not what the manifest says of it"),
        ({"data/runs/run-0001/more.json": b"{}"}, "“data/runs/run-0001/more.json” is in it and in none of its"),
        ({"VERIFY.md": None}, "“VERIFY.md” is in a manifest and not in it"),
        ({"more.txt": b""}, "“more.txt” is in it and in none of its manifests"),
        ({"data/log/000002": None}, "“data/log/000002” is in a manifest and not in it"),
        ({"manifest-sha256.txt": b"hello\n"}, "manifest-sha256.txt has a line that is wrong or comes twice"),
        ({"manifest-sha256.txt": b""}, "is in it and in none of its manifests"),
        (
            {"tagmanifest-sha256.txt": b"0" * 64 + b"  data/checkpoint\n"},
            "tagmanifest-sha256.txt has a line that is wrong",
        ),
    ],
)
def test_members_and_manifests(bundle: Path, edit: dict[str, bytes | None], why: str) -> None:
    with open_bundle(rezip(bundle, edit)) as found, pytest.raises(HostileError, match=why):
        found.check()


def test_no_manifest(bundle: Path) -> None:
    open_ = open_bundle(rezip(bundle, {"manifest-sha256.txt": None}))
    with open_ as found, pytest.raises(MissingError, match=r"out\.zip holds no manifest-sha256\.txt"):
        found.check()


def test_members_outside_of_the_folder(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("bag/bagit.txt", b"")
        archive.writestr("other/x", b"")
    with pytest.raises(HostileError, match="its members do not all lie in one folder"):
        open_bundle(tmp_path / "a.zip")
