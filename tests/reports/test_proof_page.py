"""What the page says of the proof, and the commands that it prints."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from scanner.evidence.export import export
from scanner.reports.proof_page import Proof
from tests.reports.nights import Lab, answered
from tests.servers.need import need


@pytest.mark.parametrize("p256", [False, True])
def test_its_commands_run_as_they_stand_in_the_unpacked_bundle(tmp_path: Path, *, p256: bool) -> None:
    lab = Lab(tmp_path, p256=p256)
    night = lab.night(answered("lab:h", "disks"))
    export(lab.store, [night.record.run], tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as zipped:
        zipped.extractall(tmp_path / "out")
    (base,) = (tmp_path / "out").iterdir()
    need("openssl")
    commands = Proof(night).openssl
    for command in commands.split("\n"):
        ran = subprocess.run([need("sh"), "-c", command], cwd=base, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, (command, ran.stderr)
        if "sha256sum" in command and "pkey" in command:
            assert ran.stdout.split()[0] == night.record.signed_by.removeprefix("SHA256:")
    (base / "data" / "signed" / night.record.run / "statement.pae").write_bytes(b"x")
    assert subprocess.run([need("sh"), "-c", commands], cwd=base, capture_output=True, check=False).returncode != 0


def test_entries_are_counted_from_0(tmp_path: Path) -> None:
    said = dict(Proof(Lab(tmp_path).night(answered("lab:h", "disks"))).said)
    assert said["Entry"] == "0 of the log clinic.example/log, counted from 0"
    proof = Proof(Lab(tmp_path / "b").night(answered("lab:h", "disks")))
    assert proof.export == f"safeguard bundle export {proof.night.record.run} --output run.zip"
