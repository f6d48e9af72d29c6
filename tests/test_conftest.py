"""Sampling: which cases of a test marked `sampled` are run."""

import os
import re
import subprocess
import sys
from pathlib import Path

CONFTEST = Path(__file__).with_name("conftest.py")

MARKED = """
import pytest

@pytest.mark.sampled
@pytest.mark.parametrize("case", range(20))
def test_many(case): pass

@pytest.mark.sampled
def test_one(): pass

@pytest.mark.parametrize("case", range(5))
def test_unmarked(case): pass

@pytest.mark.parametrize("row", range(60))
def test_table(row): pass

@pytest.mark.sampled("long")
def test_long_one(): pass

@pytest.mark.sampled("long")
@pytest.mark.parametrize("of", range(7))
def test_long_other(of): pass

@pytest.mark.sampled("often", times=2)
@pytest.mark.parametrize("it", range(20))
def test_often(it): pass
"""


def sampled(folder: Path, *arguments: str) -> tuple[str, set[str]]:
    """The header line about sampling, and the tests that ran."""
    (folder / "conftest.py").write_text(CONFTEST.read_text())
    (folder / "test_marked.py").write_text(MARKED)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = sampled")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "xdist", *arguments]
    environ = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run = subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True, text=True, timeout=60)
    header = "".join(line for line in run.stdout.splitlines() if line.startswith("sampled tests:"))
    return header, set(re.findall(r"::(test_\S+)", run.stdout))


def test_sampling(tmp_path: Path) -> None:
    header, ran = sampled(tmp_path, "--sample", "4", "--seed", "7", "-n", "0")
    assert header == "sampled tests: 4 cases of each, 24 rows of others; again with --seed 7"
    assert [sum(word in test for test in ran) for word in ("many", "table", "long", "often")] == [4, 24, 4, 8]
    assert {"test_one", *(f"test_unmarked[{case}]" for case in range(5))} <= ran
    # The workers of xdist choose the same; had they not, pytest itself would stop.
    assert sampled(tmp_path, "--sample", "4", "--seed", "7", "-n", "2") == (header, ran)
    assert sampled(tmp_path, "--sample", "4", "--seed", "8", "-n", "0")[1] != ran


def test_sampling_draws_a_seed_and_prints_it(tmp_path: Path) -> None:
    header, ran = sampled(tmp_path, "--sample", "0", "-n", "2")
    assert re.fullmatch(r"sampled tests: 0 cases of each, 0 rows of others; again with --seed \d+", header)
    assert [sum(word in test for test in ran) for word in ("many", "table", "long")] == [1, 1, 1]


def test_without_sampling_every_case_runs(tmp_path: Path) -> None:
    assert len(sampled(tmp_path, "-n", "0")[1]) == 114
