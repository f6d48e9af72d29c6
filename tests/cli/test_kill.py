"""kill -9 of a scan at any moment: no corrupt store, no checkpoint over missing data, and the next one goes on."""

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from scanner.evidence import log
from scanner.evidence.note import read_note
from scanner.evidence.verify import Trust, verify
from scanner.replay import replay
from scanner.stores.local import LocalStore
from scanner.stores.opening import open_store
from tests.cli.conftest import UNPATCHED, Safeguard, number

pytestmark = pytest.mark.sampled("killed")

PROGRAM = str(Path(sys.executable).with_name("safeguard"))
SCAN = (PROGRAM, "scan", "local:", "--make-key", "--profile", "unpatched.yaml")
KILLS = 3


def _covered(store: Path) -> int:
    """How many entries the newest checkpoint covers; 0 where there is none."""
    data = log.read_head(open_store(store)) if (store / "store.json").exists() else None
    return read_note(data, "checkpoint").checkpoint.size if data else 0


@pytest.fixture(scope="module")
def takes(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds that a scan of this machine takes here and now, from the first to the last step."""
    folder, begun = tmp_path_factory.mktemp("whole"), time.monotonic()
    done = _scanning(folder)
    assert done.wait(timeout=120) in (0, 1, 2)
    return time.monotonic() - begun


def _scanning(folder: Path) -> "subprocess.Popen[bytes]":
    (folder / "unpatched.yaml").write_text(UNPATCHED)
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "XDG_CONFIG_HOME": str(folder / "config"),
    }
    return subprocess.Popen(SCAN, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(12))
def test_a_scan_that_is_killed(seed: int, tmp_path: Path, takes: float) -> None:
    chance, store = random.Random(seed), tmp_path / "evidence"  # noqa: S311  # no secret depends on it
    for _ in range(KILLS):
        scan = _scanning(tmp_path)
        time.sleep(chance.uniform(0.05, takes))
        scan.send_signal(signal.SIGKILL)
        scan.wait(timeout=30)
        entries = len(list((store / "log").glob("*"))) if store.exists() else 0
        assert _covered(store) <= entries
    assert _scanning(tmp_path).wait(timeout=120) in (0, 1, 2)
    layers = {layer.name: layer.state for layer in verify(store, Trust(), replay, all_runs=True)}
    assert layers == {
        "container": "ok",
        "keyring": "open",
        "signature": "unknown",
        "evidence": "ok",
        "findings": "ok",
        "program": "open",
        "log": "ok",
        "anchor": "open",
        "continuity": "open",
        "retention": "ok",
        "unsigned": "open",
    }
    assert not list((store / "spool").iterdir()), "what the killed ones had begun is gone"
    assert _covered(store) == len(list((store / "log").iterdir()))


PARTS, OPEN = (
    "parts of RUN lie there, in no entry: of a scan at work, or killed, or of another log",
    "one more is not covered yet",
)
BETWEEN = "an older one was put back, or a scan puts its own there now, or was killed before it did"


@pytest.fixture
def left(safeguard: Safeguard, acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The store as a second scan has it before each step of its sealing, which is how a kill there leaves it."""
    assert safeguard("scan", "west").code == 0
    copies: list[Path] = []

    def copying(step: Callable[..., None]) -> Callable[..., None]:
        def go(self: LocalStore, key: str, *args: object) -> None:
            copies.append(tmp_path / f"{len(copies):02}-{key.partition('/')[0]}")
            shutil.copytree(self.folder, copies[-1])
            step(self, key, *args)

        return go

    with monkeypatch.context() as patch:
        patch.setattr(LocalStore, "create", copying(LocalStore.create))
        patch.setattr(LocalStore, "swap", copying(LocalStore.swap))
        assert safeguard("scan", "west").code == 0
    return copies


STATES = [
    ("runs", 0, "1 entry without a gap", 0, 2),
    ("log", 0, PARTS, 0, 2),
    ("checkpoints", 2, OPEN, 0, 3),
    ("checkpoint", 2, OPEN, 3, 3),
    ("reports", 0, "2 entries without a gap", 0, 3),
]


def test_killed_before_each_step_of_sealing(safeguard: Safeguard, acme: Path, left: list[Path]) -> None:
    """What each command says of such a store, or while a scan does this, and what the next scan makes of it."""
    steps = {path.name.partition("-")[2]: path for path in reversed(left)}  # the first of each kind
    assert steps.keys() == {step for step, *_ in STATES}
    config = ("-c", "safeguard.yaml")
    trust = ("--key", number(acme), *config)
    for step, verified, said, read, entries in STATES:
        shutil.rmtree(acme / "evidence")
        shutil.copytree(steps[step], acme / "evidence")
        shutil.rmtree(acme.parent / "config/safeguard/checkpoints", ignore_errors=True)
        first = safeguard("verify", "evidence", *trust)
        assert (first.code, said in re.sub(r"[0-9a-z]+-[0-9a-f]{6}", "RUN", first.out)) == (verified, True), first.out
        for command in (("report",), ("findings",), ("bundle", "export", "--output", "run.zip")):
            ran = safeguard(*command)
            assert (ran.code, BETWEEN in ran.err) == (read, bool(read)), (step, command, ran.err)
        assert read or safeguard("verify", "run.zip", *trust).code == 0
        assert safeguard("scan", "west").code == 0
        assert safeguard("verify", "evidence", "--all", *trust).code == 0
        assert len(list((acme / "evidence/log").iterdir())) == entries
        assert not [*(acme / "evidence/spool").iterdir(), *(acme / "evidence/tmp").iterdir()]


def test_a_night_that_no_checkpoint_covers_is_the_one_before_the_next(
    acme: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the next would be compared with an older one, and whoever verifies would take that for a lie."""
    monkeypatch.setattr("scanner.replay.before._AT_ONCE", timedelta(seconds=-1))
    for _ in range(2):
        assert safeguard("scan", "--json").code == 1
    store = acme / "evidence"
    shutil.copy(store / "checkpoints" / "000001", store / "checkpoint")
    (store / "checkpoints" / "000002").unlink()
    shutil.rmtree(acme.parent / "config" / "safeguard" / "checkpoints")  # it was killed before it left one
    assert safeguard("scan", "--json").code == 1
    done = safeguard("verify", "evidence", "--all", "--key", number(acme), "-c", "safeguard.yaml")
    assert done.code == 0, done.screen
