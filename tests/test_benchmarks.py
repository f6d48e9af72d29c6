"""The benchmarks run, and what they measure is what it says: a small night, sealed, verified and replayed the same."""

from pathlib import Path

from benchmarks.__main__ import proof
from benchmarks.cost import command


def test_the_proof_of_a_small_night(tmp_path: Path) -> None:
    found = {figure.name.split()[0]: figure for figure in proof(tmp_path, 50)}
    assert set(found) == {"seal", "verify", "replay", "peak"}
    assert all(figure.value > 0 for figure in found.values())


def test_a_command_is_measured_as_a_process_of_its_own() -> None:
    child = command("--version")
    assert 0 < child.own < 5
    assert child.peak_mib > 5
