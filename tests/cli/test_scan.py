"""`safeguard scan` as a user meets it: a plugin's targets for exact screens, this host for a real one."""

# ruff: noqa: E501, RUF001  # screens stand here as a person sees them

import json
import os
import re
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.cli import ending
from scanner.cli.screen import Screen
from scanner.cli.selection import choose
from scanner.config import Config
from scanner.evidence import sealing
from scanner.plugins import load
from scanner.signers import SignerError
from scanner.stores.folders import LocalStoreError
from scanner.stores.local import LocalStore
from tests.cli.conftest import DECLARED, Ran, Safeguard, run_name
from tests.cli.test_process import COMMAND
from tests.servers.need import lacking

CANARY = "c4n4ry-S3cr3t"


def _still(text: str) -> str:
    """The text without what differs from run to run."""
    text = re.sub(r"\d{8}t\d{6}z-[0-9a-f]{6}", "RUN", text)
    text = re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b", "KEY", text)
    text = re.sub(r"SHA256:[0-9a-f]{64}", "SHA256:NUMBER", text)
    text = re.sub(r"\d\d:\d\d:\d\d", "00:00:00", text)
    text = re.sub(r"UTC, \d+ s", "UTC, 0 s", text)
    return re.sub(r"(safeguard\.local)/\w+ (\d+) \S+", r"\1 \2 ROOT", text)


def _screen(ran: Ran) -> str:
    return _still(ran.screen)


def test_scan_of_what_is_declared(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan")
    assert _screen(ran) == snapshot("""\
1 fail, 3 pass   first run

Worst first
  ✗ high  automatic-logoff  acme:east  Acme terminal terminal \\x1b[2J: idle sessions stay open for 1 h, more than 10 min

By target
  ✗  acme:east  1 fail (1 high), 0 not assessed

Seen   2 of 2 targets reached

By safeguard   55 requirements (19 standards, 14 required, 22 addressable)
  Administrative  31 requirements  0 pass  31 open: 31 waiting for a record
  Physical        12 requirements  0 pass  12 open: 12 waiting for a record
  Technical       12 requirements  0 pass  12 open: 1 fail, 11 waiting for a record

Counted apart   25 rows (5 general, 13 organizational, 7 documentation)
  General         5 rows   0 pass  5 open: 5 waiting for a record
  Organizational  13 rows  0 pass  13 open: 13 waiting for a record
  Documentation   7 rows   0 pass  7 open: 7 waiting for a record

What waits for a record stays open: this version cannot take signed records yet.

Report      evidence/reports/RUN/report.html
Checkpoint  safeguard.local 1 ROOT
Signed by   KEY, sealed 00:00:00 UTC, 0 s, exit 1
00:00:00Z Acme      2/2 targets   2 answers
Next: safeguard findings --fix   for what to do about each
      safeguard bundle export RUN --output run.zip   for the auditor
[exit 1]\
""")
    (report,) = (acme / "evidence" / "reports").glob("*/report.html")
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_the_next_steps_name_the_store_that_was_named(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "acme://north?deny=true", "east", "--store", "other", "-c", "safeguard.yaml")
    where = "-c safeguard.yaml --store other"
    assert f"what to grant: safeguard permissions acme --missing {where}\n" in ran.out
    assert f"Next: safeguard findings --fix {where}   for" in ran.err
    assert (
        f"      safeguard bundle export {next((acme / 'other' / 'runs').iterdir()).name} --output run.zip {where}   for"
        in ran.err
    )


def test_a_part_of_what_is_declared_is_partial(safeguard: Safeguard, acme: Path) -> None:
    safeguard("scan")
    ran = safeguard("scan", "acme:west")
    assert "left out" in ran.out
    assert "acme:east" in ran.out
    assert ran.code == 0


@pytest.mark.parametrize("words", [("acme:*",), ("east", "west"), ("acme:east", "w*"), ("east", "*")])
def test_targets_are_chosen_by_id_name_and_pattern(safeguard: Safeguard, acme: Path, words: tuple[str, ...]) -> None:
    ran = safeguard("scan", *words)
    assert "2 of 2 targets reached" in ran.out


def test_a_target_that_is_not_declared_stands_for_itself(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "acme://north?idle=600", "--json")
    document = json.loads(ran.out)
    assert [t["target"] for t in document["coverage"]["targets"]] == ["acme:north"]
    assert document["coverage"]["left_out"] == ["acme:east", "acme:west"]


def test_a_declared_target_keeps_its_options(safeguard: Safeguard, acme: Path) -> None:
    assert safeguard("scan", "acme://east?idle=600").err == snapshot("""\
error: acme:east is declared in safeguard.yaml: its options stand there
  Next: safeguard scan acme:east
""")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("low", 1), ("medium", 1), ("high", 1), ("critical", 0), ("never", 0), (None, 1)]
)
def test_fail_on(safeguard: Safeguard, acme: Path, fail_on: str | None, code: int) -> None:
    ran = safeguard("scan", *(["--fail-on", fail_on] if fail_on else []))
    assert ran.code == code
    assert f"exit {code}" in ran.out


def test_what_is_denied_is_exit_2_whatever_fails(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "east", "acme://north?deny=true", "--fail-on", "never")
    assert ran.code == 2
    assert "acme:Read" in ran.out


def test_a_crash_of_one_collector_does_not_end_the_night(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "west", "acme://north?crash=true")
    assert ran.code == 2
    assert "1 of 3 targets reached" in ran.out  # east was left out, and counts
    _no_canary(ran, acme)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("crash", "collect (RuntimeError at acme_collector.py:14)"),
        ("break", "reading the answers: KeyError at acme_collector.py:33"),
    ],
)
def test_what_a_collector_raises_is_shown_whole_to_whoever_asks_for_it(
    safeguard: Safeguard, acme: Path, how: str, said: str
) -> None:
    """Its text may be a target's, or a secret: it is in no evidence, and on no screen but with --debug."""
    plain = safeguard("scan", "west", f"acme://north?{how}=true")
    assert said in plain.out
    _no_canary(plain, acme)
    ran = safeguard("scan", "west", f"acme://north?{how}=true", "--debug")
    assert ran.code == 2
    assert ran.err.count("Traceback") == 1
    assert f"Error: {'' if how == 'crash' else chr(39)}{CANARY}" in ran.err
    _no_canary(Ran(ran.code, ran.out, ""), acme)
    checked = safeguard("verify", "evidence", "-c", "safeguard.yaml", "--debug")
    assert checked.err.count("Traceback") == (how == "break")
    assert CANARY not in checked.out


def test_a_secret_that_is_not_there_names_its_reference(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "acme://north?secret=env:NO_SUCH_THING")
    assert ran.code == 2
    assert "env:NO_SUCH_THING is not set in the environment" in ran.out


def test_no_secret_is_left_behind(safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_SECRET", CANARY)
    ran = safeguard("scan", "west", "acme://north?secret=env:ACME_SECRET", "--report", "x.json", "--debug")
    assert ran.code == 0
    _no_canary(ran, acme)


def _no_canary(ran: Ran, folder: Path) -> None:
    assert CANARY not in ran.screen
    for path in folder.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def test_json_is_all_that_stdout_holds(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "--json")
    assert json.loads(ran.out)["organisation"] == "Alder Creek"
    assert "report.html" in ran.err


def test_reports_where_they_are_asked_for(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan", "--report", "night.html", "--report", "night.json", "--report", "night.txt")
    assert ran.code == 1
    for name in ("night.html", "night.json", "night.txt"):
        assert name in ran.out
        assert stat.S_IMODE((acme / name).stat().st_mode) == 0o600
    assert (acme / "night.txt").read_text().splitlines()[0] in ran.out


def test_words_from_a_target_do_not_reach_the_terminal(safeguard: Safeguard, acme: Path) -> None:
    ran = safeguard("scan")
    assert "\x1b" not in ran.screen
    assert r"terminal \x1b[2J" in ran.out


@pytest.mark.parametrize(("choice", "painted"), [("always", True), ("never", False), ("auto", False)])
def test_color(safeguard: Safeguard, acme: Path, choice: str, painted: bool) -> None:  # noqa: FBT001  # a row of the table
    assert ("\x1b[" in safeguard("scan", "--color", choice).out) is painted
    assert ("\x1b[" in safeguard("--color", choice, "scan").out) is painted


@pytest.mark.usefixtures("plugin")
def test_a_terminal_gets_a_key_made_and_told(safeguard: Safeguard, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Screen, "asks", lambda _: True)
    (home / "safeguard.yaml").write_text(DECLARED)
    ran = safeguard("scan", "--json")
    assert _still(ran.err).splitlines()[:2] == snapshot(
        ["New signing key in ~/config/safeguard/keys:", "  SHA256:NUMBER"]
    )
    key = home.parent / "config" / "safeguard" / "keys" / "signing.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700


def test_this_host(safeguard: Safeguard, night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(night)
    (bundle,) = Path("evidence/reports").glob("*/bundle.zip")
    ran = safeguard("verify", str(bundle))
    assert ran.code == 5
    assert "byte for byte the same" in ran.out


def test_the_key_never_lies_in_the_store(safeguard: Safeguard, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "evidence"))
    ran = safeguard("scan", "--make-key")
    assert (ran.code, "lies inside the store evidence" in ran.err) == (3, True)
    assert not (home / "evidence").exists()


def test_a_store_of_a_newer_version_is_refused(safeguard: Safeguard, acme: Path) -> None:
    safeguard("scan")
    mark = acme / "evidence" / "store.json"
    mark.write_text(mark.read_text().replace("safeguard-store/1", "safeguard-store/2"))
    ran = safeguard("scan")
    assert (ran.code, ran.err) == (
        4,
        snapshot("""\
error: the store evidence was written by a newer safeguard (format 2); this one reads format 1
  Next: update safeguard
"""),
    )


def test_a_folder_that_is_no_store_is_left_alone(safeguard: Safeguard, acme: Path) -> None:
    (acme / "evidence").mkdir()
    (acme / "evidence" / "thesis.txt").write_text("mine")
    ran = safeguard("scan")
    assert (ran.code, ran.err) == (
        4,
        snapshot("""\
error: the store evidence is a folder with other things in it. Name an empty or a new one
"""),
    )
    assert [p.name for p in (acme / "evidence").iterdir()] == ["thesis.txt"]


def test_a_clock_that_is_behind_asks_nothing(safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=41, minutes=30)
    monkeypatch.setattr(sealing.seal, "__kwdefaults__", {**(sealing.seal.__kwdefaults__ or {}), "now": lambda: ahead})
    assert safeguard("scan").code == 1
    ran = safeguard("scan", "acme://north?wait=60")
    assert (ran.code, ran.err) == (
        4,
        snapshot("""\
error: this machine’s clock is 1 d 17 h behind the last entry of the run log
  Evidence with a wrong time is worse than none: nothing was asked.
  Next: timedatectl set-ntp true
  If it was wrong when that entry was sealed: keep this store as it is, and begin another with --store DIR
"""),
    )


def test_an_unsigned_start_is_taken_up(safeguard: Safeguard, acme: Path) -> None:
    """Two scans in a row: the second one continues the log of the first."""
    safeguard("scan")
    safeguard("scan")
    assert sorted(p.name for p in (acme / "evidence" / "log").iterdir()) == ["000000", "000001"]


def test_a_key_with_a_passphrase(safeguard: Safeguard, acme: Path) -> None:
    def descriptor(text: bytes) -> str:
        reading, writing = os.pipe()
        os.write(writing, text)
        os.close(writing)
        return str(reading)

    assert safeguard("keys", "new", "--output", "own.pem", "--passphrase-fd", descriptor(b"open sesame\n")).code == 0
    assert b"ENCRYPTED" in Path("own.pem").read_bytes()
    good = safeguard("scan", "--sign-key", "own.pem", "--passphrase-fd", descriptor(b"open sesame\n"))
    assert good.code == 1
    wrong = safeguard("scan", "--sign-key", "own.pem", "--passphrase-fd", descriptor(b"c4n4ry-S3cr3t\n"))
    assert (wrong.code, wrong.err) == (
        3,
        snapshot("error: the signing key own.pem: the passphrase is wrong, or the file is damaged\n"),
    )
    none = safeguard("scan", "--sign-key", "own.pem")
    assert (none.code, none.err) == (
        3,
        snapshot(
            "error: the signing key own.pem: is encrypted, and there is neither a terminal to ask at nor --passphrase-fd N\n"
        ),
    )


def test_a_target_without_credentials_is_not_assessed_and_sealed(
    safeguard: Safeguard, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_EC2_METADATA_DISABLED"]:
        monkeypatch.delenv(name)
    ran = safeguard("scan", "aws:", "--make-key")
    assert ran.code == 2
    assert ran.out.startswith("Nothing could be assessed")
    assert "NoCredentials" in ran.out
    assert (home / "evidence" / "log" / "000000").exists()


def test_a_report_that_cannot_be_stored_says_that_the_run_is(
    safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = LocalStore.create

    def full(store: LocalStore, key: str, source: bytes | Path, retain_until: datetime | None = None) -> None:
        if key.startswith("reports/"):
            raise LocalStoreError(store.folder, "is full")
        whole(store, key, source, retain_until)

    monkeypatch.setattr(LocalStore, "create", full)
    ran = safeguard("scan")
    assert ran.out.startswith("1 fail")
    assert ", exit 4\n" in ran.out
    assert (ran.code, _still(ran.err).splitlines()[1:]) == (
        4,
        snapshot(
            [
                "error: the store evidence is full",
                "  The run itself is sealed: RUN, entry 0 of the log.",
                "  Next: safeguard report RUN --output report.html",
            ]
        ),
    )
    monkeypatch.undo()
    monkeypatch.chdir(acme)
    assert (acme / "evidence" / "log" / "000000").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_store_that_is_full_once_the_run_is_sealed(
    safeguard: Safeguard, acme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is shown, nothing is written half, and the report can be written elsewhere."""
    disk = acme / "evidence"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False).returncode:
        lacking("this root may not mount")
    write = ending.write

    def fill_up(*given: Any) -> ending.Written:
        with pytest.raises(OSError, match="No space left"):
            (disk / "tmp" / "other").write_bytes(bytes(8 << 20))
        return write(*given)

    monkeypatch.setattr(ending, "write", fill_up)
    try:
        ran = safeguard("scan")
        run = run_name(acme, 0)
        assert (ran.code, ran.out.splitlines()[0]) == (4, "1 fail, 3 pass   first run")
        assert "Report" not in ran.out
        assert ran.err.endswith(
            f"error: the store evidence is full. reports/{run}/report.html was not written.\n"
            f"  The run itself is sealed: {run}, entry 0 of the log.\n"
            f"  Next: safeguard report {run} --output report.html\n"
        )
        assert not (disk / "reports").exists()
        assert [file.name for file in (disk / "tmp").iterdir()] == ["other"]
        assert safeguard("report", run, "--output", str(tmp_path / "report.html")).code == 0
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def test_a_disk_that_takes_no_long_file(safeguard: Safeguard, acme: Path, plugged: Path) -> None:
    """The same for who may not mount: no file of the run is as long as its page."""
    assert safeguard("scan", "--store", "first").code == 1
    sizes = [(file.stat().st_size, file.name) for file in (acme / "first").rglob("*") if file.is_file()]
    (page, _), (most, _) = sorted(sizes, reverse=True)[:2]
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({(page + most) // 2},) * 2); {COMMAND[2]}"
    done = subprocess.run(
        [COMMAND[0], "-c", limited, "scan", "--report", "own.txt"],
        capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PYTHONPATH": str(plugged)},
    )  # fmt: skip
    assert done.returncode == 4
    assert done.stdout.startswith("1 fail")
    assert "report.html was not written.\n  The run itself is sealed" in done.stderr
    assert not (acme / "evidence" / "reports").exists()
    assert (acme / "own.txt").read_text().startswith("1 fail")  # what can be written is


def test_a_signer_that_fails_seals_nothing(safeguard: Safeguard, acme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bytes:
        raise SignerError("the signing key: the KMS does not answer")

    monkeypatch.setattr("scanner.signers.file.FileSigner.sign", refuse)
    ran = safeguard("scan")
    assert (ran.code, _still(ran.err).splitlines()[1:]) == (
        4,
        snapshot(
            [
                "error: the signing key: the KMS does not answer",
                "  This run is not sealed.",
            ]
        ),
    )
    assert not (acme / "evidence" / "log").exists()


def test_sudo_is_told_to_hosts_alone() -> None:
    config = Config(load=load)
    chosen = choose(config, ("local:", "aws:"), sudo=True)
    assert {t.scheme: t.options for t in chosen.targets} == {"local": {"sudo": True}, "aws": {}}
