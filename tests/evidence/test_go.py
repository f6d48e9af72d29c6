"""Go's own packages for notes and logs read what we write."""

import base64
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from scanner.evidence import merkle, note
from scanner.evidence.export import export
from scanner.signers import Signer
from scanner.stores import Store
from tests.evidence.made import ORIGIN, seal_run
from tests.evidence.test_bundle import NOTE_KEYS, blocks, run_block, unzip
from tests.servers.need import lacking, need

SOURCE = Path(__file__).parent / "gocheck" / "main.go"
LIBRARY = Path("/usr/share/gocode")
SIZE = 37
DATA = [b"entry %d" % number for number in range(SIZE)]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What has been compiled: the second program takes a moment."""
    return tmp_path_factory.mktemp("cache")


def built(source: Path, cache: Path) -> Path:
    go = need("go", package="golang-go")
    if not (LIBRARY / "src/golang.org/x/mod").is_dir():
        lacking("golang.org/x/mod is not on this machine (Debian: apt-get install golang-golang-x-mod-dev)")
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARY), "GOCACHE": str(cache)}
    program = cache / source.parent.name
    subprocess.run([go, "build", "-o", program, source], env=env, check=True, timeout=200)
    return program


def spelled(row: list[bytes]) -> list[str]:
    return [base64.b64encode(item).decode() for item in row]


def test_go_agrees(cache: Path, signer: Signer, thief: Signer) -> None:
    # One test, since building the program is what takes the time.
    gocheck = built(SOURCE, cache)
    leaves = list(map(merkle.leaf, DATA))
    roots = [merkle.root(leaves[:size]) for size in range(SIZE + 1)]
    head = note.Checkpoint("test.invalid/log", SIZE, roots[-1])
    good: dict[str, object] = {
        "VKey": note.vkey(head.origin, signer.public),
        "Note": note.sign(head, thief, signer).decode(),
        "Roots": spelled(roots),
        "Data": spelled(DATA),
        "Inclusion": [spelled(merkle.prove_inclusion(leaves, index)) for index in range(SIZE)],
        "Consistency": [spelled(merkle.prove_consistency(leaves, size)) for size in range(SIZE)],
    }
    wrong: dict[str, dict[str, object]] = {
        "invalid verifier hash": {"VKey": str(good["VKey"])[:-4]},
        "invalid signature": {"Note": str(good["Note"]).replace("\n37\n", "\n36\n")},
        "note has no verifiable signatures": {"Note": note.sign(head, thief).decode()},
        "inclusion of 0": {"Inclusion": [[]] * SIZE},
        "consistency from 1": {"Consistency": [[]] * SIZE},
    }

    def said(change: dict[str, object]) -> str:
        done = subprocess.run(
            [gocheck], input=json.dumps(good | change), capture_output=True, text=True, check=False, timeout=60
        )
        return done.stdout

    assert said({}) == "ok\n"
    for why, change in wrong.items():
        assert why in said(change)


def test_the_program_of_verify_md(cache: Path, store: Store, signer: Signer, thief: Signer, tmp_path: Path) -> None:
    """As an auditor types it: the key as Go wants it, and Go's word on the checkpoint."""
    seal_run(store, signer, 0)
    export(store, ["run-0000"], tmp_path / "out.zip")
    base = unzip(tmp_path / "out.zip", tmp_path / "unpacked")
    (key, ok) = run_block(base, blocks(base)[NOTE_KEYS]).stdout.splitlines()
    assert (key, ok) == (note.vkey(ORIGIN, signer.public), "ok")
    (tmp_path / "note").mkdir()
    (source,) = re.findall(r"^```go\n(.*?)^```$", (base / "VERIFY.md").read_text(), re.MULTILINE | re.DOTALL)
    (tmp_path / "note" / "main.go").write_text(source)
    program, head = built(tmp_path / "note" / "main.go", cache), (base / "data/checkpoint").read_bytes()
    for word, code, said in ((key, 0, head.partition(b"\n\n")[0] + b"\n"), (note.vkey(ORIGIN, thief.public), 2, b"")):
        ran = subprocess.run([program, word], input=head, capture_output=True, check=False, timeout=60)
        assert (ran.returncode, ran.stdout) == (code, said)
