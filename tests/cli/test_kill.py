"""kill -9 of a real scan at any moment: no corrupt store, no checkpoint over missing data, and the next one goes on."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from scanner.evidence import log
from scanner.evidence.note import read_note
from scanner.evidence.verify import Trust, verify
from scanner.replay import replay
from scanner.stores.opening import open_store

PROGRAM = str(Path(sys.executable).with_name("safeguard"))
SCAN = (PROGRAM, "scan", "local:", "--make-key")
KILLS = 3
LONGEST = 4.0
"""Seconds after which a scan of this machine is mostly done."""


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
    }


def _covered(store: Path) -> int:
    """How many entries the newest checkpoint covers; 0 where there is none."""
    data = log.read_head(open_store(store)) if (store / "store.json").exists() else None
    return read_note(data, "checkpoint").checkpoint.size if data else 0


@pytest.mark.sampled
@pytest.mark.parametrize("seed", range(12))
def test_a_scan_that_is_killed(seed: int, tmp_path: Path, environment: Mapping[str, str]) -> None:
    chance, store = random.Random(seed), tmp_path / "evidence"  # noqa: S311  # no secret depends on it
    for _ in range(KILLS):
        scan = subprocess.Popen(
            SCAN, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.05, LONGEST))
        scan.send_signal(signal.SIGKILL)
        scan.wait(timeout=30)
        entries = len(list((store / "log").glob("*"))) if store.exists() else 0
        assert _covered(store) <= entries
    done = subprocess.run(SCAN, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode in (0, 1, 2), done.stderr
    layers = {layer.name: layer.state for layer in verify(store, Trust(), replay, all_runs=True)}
    assert layers == {
        "container": "ok",
        "signature": "unknown",
        "evidence": "ok",
        "findings": "ok",
        "program": "open",
        "log": "open",
        "unsigned": "open",
    }
    assert not list((store / "spool").iterdir()), "what the killed ones had begun is gone"
    assert _covered(store) == len(list((store / "log").iterdir()))
