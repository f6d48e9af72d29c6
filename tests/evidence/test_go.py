"""Go's own packages for notes and logs read what we write."""

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest

from scanner.evidence import merkle, note
from scanner.signers import Signer
from tests.servers.need import lacking, need

SOURCE = Path(__file__).parent / "gocheck" / "main.go"
LIBRARY = Path("/usr/share/gocode")
SIZE = 37
DATA = [b"entry %d" % number for number in range(SIZE)]


@pytest.fixture
def gocheck(tmp_path: Path) -> Path:
    go = need("go", package="golang-go")
    if not (LIBRARY / "src/golang.org/x/mod").is_dir():
        lacking("golang.org/x/mod is not on this machine (Debian: apt-get install golang-golang-x-mod-dev)")
    env = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARY), "GOCACHE": str(tmp_path / "cache")}
    subprocess.run([go, "build", "-o", tmp_path / "gocheck", SOURCE], env=env, check=True, timeout=200)
    return tmp_path / "gocheck"


def spelled(row: list[bytes]) -> list[str]:
    return [base64.b64encode(item).decode() for item in row]


def test_go_agrees(gocheck: Path, signer: Signer, thief: Signer) -> None:
    # One test, since building the program is what takes the time.
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
