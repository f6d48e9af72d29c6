"""Where nobody reads, nothing fits, or what was named is no file."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Safeguard, run_name
from tests.cli.test_process import COMMAND

pytestmark = pytest.mark.sampled("streams", times=8)

SAFEGUARD = f'{COMMAND[0]} -c "{COMMAND[2]}"'


def _shell(line: str, plugged: Path, **environ: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(plugged), **environ}
    line = line.replace("safeguard", SAFEGUARD)
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, timeout=60, check=False, env=environment)


@pytest.mark.parametrize(
    ("scan", "code"),
    [
        ("{ safeguard scan east; echo $? >code; } | sleep 0", 1),
        ("{ safeguard scan east --json; echo $? >code; } | sleep 0", 1),
        ("{ safeguard scan west; echo $? >code; } | head -c 1 >&2", 0),
        ("{ safeguard scan 'acme://north?deny=true' --json; echo $? >code; } | head -c 1 >&2", 2),
        ("safeguard scan west >&-; echo $? >code", 0),
        ("safeguard scan east --json >&- <&-; echo $? >code", 1),
    ],
)
def test_a_scan_that_nobody_reads_keeps_its_code(acme: Path, plugged: Path, scan: str, code: int) -> None:
    done = _shell(scan, plugged)
    assert (acme / "code").read_text() == f"{code}\n", done.stderr
    assert "error" not in done.stderr
    assert run_name(acme, 0)


@pytest.mark.parametrize("json", ["", " --json"])
def test_a_scan_onto_a_full_disk_says_that_it_is_sealed(acme: Path, plugged: Path, json: str) -> None:
    done = _shell(f"safeguard scan west{json} >/dev/full", plugged)
    assert done.returncode == 4
    run = run_name(acme, 0)
    assert done.stderr.endswith(
        "error: the answer could not be written to stdout: No space left on device\n"
        f"  The run itself is sealed: {run}, entry 0 of the log.\n"
        f"  Next: safeguard report {run} --output report.html\n"
    )


@pytest.mark.parametrize("listens", ["2>&-", "2>/dev/full", "2>&1 >/dev/null | sleep 0"])
def test_a_scan_goes_on_when_nobody_listens(acme: Path, plugged: Path, listens: str) -> None:
    head, _, pipe = listens.partition("|")
    line = f"{{ safeguard scan west {head}; echo $? >code; }}" + (f" | {pipe}" if pipe else "")
    _shell(line, plugged)
    assert (acme / "code").read_text() == "0\n"
    assert run_name(acme, 0)


@pytest.mark.parametrize("command", ["checks", "findings", "report", "report --format json", "verify evidence"])
def test_an_answer_onto_a_full_disk(scanned: str, plugged: Path, command: str) -> None:
    done = _shell(f"safeguard {command} >/dev/full", plugged)
    assert done.returncode == 4
    assert done.stderr.endswith("error: what was asked for could not be written: No space left on device\n")


@pytest.mark.parametrize(
    "environ",
    [
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX"},
        {"TERM": "dumb"},
        {"TERM": "linux"},
        {"PYTHONIOENCODING": "ascii"},
    ],
    ids=str,
)
def test_what_cannot_be_drawn_is_never_sent(scanned: str, plugged: Path, environ: dict[str, str]) -> None:
    commands = "scan report findings 'findings --all --fix' 'verify evidence' 'explain mfa' checks scna"
    done = _shell(f"for c in {commands}; do safeguard $c; done", plugged, **environ)
    assert (done.stdout + done.stderr).isascii()
    for said in ("  x high ", "  x fail ", "  ok ok ", "  o open ", 'no command "scna"'):
        assert said in done.stdout + done.stderr
    assert "\\u" not in done.stdout + done.stderr


def test_marks_are_drawn_where_they_can_be(scanned: str, plugged: Path) -> None:
    done = _shell("safeguard report; safeguard verify evidence", plugged)
    for said in ("  ✗ high ", "  ✓ ok ", "  ○ open "):
        assert said in done.stdout


@pytest.mark.parametrize("command", ["report", "findings", "checks", "explain mfa", "verify evidence", "--help"])
def test_a_reader_that_takes_one_line(scanned: str, plugged: Path, command: str) -> None:
    done = _shell(f"safeguard {command} | head -n 1 | wc -l", plugged, PYTHONUNBUFFERED="1")
    assert (done.stdout.strip(), "Traceback" in done.stderr, "error" in done.stderr) == ("1", False, False)


@pytest.mark.parametrize("command", ["checks", "findings", "report", "report --format json"])
def test_an_answer_that_nobody_reads(scanned: str, plugged: Path, command: str) -> None:
    done = _shell(f"{{ safeguard {command}; echo $? >code; }} | sleep 0", plugged)
    assert Path("code").read_text() in {"0\n", "141\n"}
    assert "error" not in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("verify", "pipe"),
        ("verify", "evidence", "--key", "pipe"),
        ("verify", "evidence", "--anchor", "pipe"),
        ("scan", "-c", "pipe"),
        ("report", "pipe"),
        ("scan", "--sign-key", "file:pipe"),
        ("scan", "--profile", "./pipe"),
        ("profiles", "validate", "pipe"),
    ],
    ids=" ".join,
)
def test_a_pipe_in_place_of_a_file_does_not_hang(safeguard: Safeguard, scanned: str, args: tuple[str, ...]) -> None:
    os.mkfifo("pipe", 0o600)
    ran = safeguard(*args)
    assert ran.code in {1, 3}
    assert "not a file" in ran.screen or "no run “pipe”" in ran.screen


def test_a_name_writes_no_line_of_ours(safeguard: Safeguard, scanned: str) -> None:
    name = "run\n\n  Verified. \x1b[2J.zip"
    Path(name).write_bytes(b"PK\3\4")
    good = "$(touch pwned)\n Verified.zip"
    assert safeguard("bundle", "export", "--output", good).code == 0
    for source in (name, good, f"no{name}"):
        ran = safeguard("verify", source)
        assert not [line for line in ran.screen.splitlines() if line.lstrip().startswith("Verified.")]
        assert "\x1b" not in ran.screen
    assert "safeguard verify '$(touch pwned)\\x0a Verified.zip' --key NUMBER" in safeguard("verify", good).out
