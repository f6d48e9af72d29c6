"""Every exit code that is promised, of every command, and no other: the help, the docs and the truth say the same."""

import errno
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from collectors.drop import lock
from scanner.cli.failures import StoppedError
from scanner.cli.root import COMMANDS
from scanner.signers.file import create, new_key
from tests.cli.conftest import Safeguard
from tests.servers.drops import new_host, public, small

Spoil: TypeAlias = Callable[[Path], object]


def _nothing(_: Path) -> None: ...


def _a_file_for_a_store(home: Path) -> None:
    shutil.rmtree(home / "evidence")
    (home / "evidence").touch()


def _forged(home: Path) -> None:
    (envelope, *_) = sorted((home / "evidence" / "log").iterdir())
    envelope.write_bytes(envelope.read_bytes().replace(b'"sig":"', b'"sig":"AAAA'))


def _no_store(home: Path) -> None:
    shutil.rmtree(home / "evidence")


def _bad_yaml(home: Path) -> None:
    (home / "safeguard.yaml").write_text("stroe: x\n")


def _another_key(home: Path) -> None:
    new_key(home / "other.pem")


def _a_profile(home: Path) -> None:
    (home / "clinic.yaml").write_text("extends: hipaa-security-rule\n")


def _a_drop(home: Path) -> None:
    recipient, key = lock.new(), new_host()
    create(home / "ingest.pem", recipient)
    (home / "keys").write_text(f"laptop-7 {public(key)}\n")
    declared = "targets:\n  - {target: drop://laptop-7, keys: keys, inbox: inbox}\n"
    (home / "safeguard.yaml").write_text(declared)
    (home / "laptop-7.drop").write_bytes(small("laptop-7", key, recipient, "2026-11-25T02:10:00Z"))


def _a_drop_that_is_cut(home: Path) -> None:
    _a_drop(home)
    (home / "laptop-7.drop").write_bytes((home / "laptop-7.drop").read_bytes()[:-9])


ENDS: list[tuple[str, int, Spoil]] = [
    ("scan west", 0, _nothing),
    ("scan east", 1, _nothing),
    ("scan west acme://north?deny=true", 2, _nothing),
    ("scan east acme://north?deny=true", 2, _nothing),
    ("scan east --fail-on never", 0, _nothing),
    ("scan west --fail-on none", 3, _nothing),
    ("scan west", 3, _bad_yaml),
    ("scan north", 3, _nothing),
    ("scan west --profile hipaa", 3, _nothing),
    ("scan west --store tape:1", 3, _nothing),
    ("scan west --sign-key file:no.pem", 3, _nothing),
    ("scan west", 4, _a_file_for_a_store),
    ("scan west", 4, _forged),
    ("scan west --sign-key file:other.pem", 4, _another_key),
    ("verify evidence --key {key} -c safeguard.yaml", 0, _nothing),
    ("verify evidence --key {key} -c safeguard.yaml", 1, _forged),
    ("verify evidence --key {key}", 2, _nothing),
    ("verify evidence -c safeguard.yaml", 2, _nothing),
    ("verify evidence", 3, _no_store),
    ("verify evidence -c safeguard.yaml", 3, _bad_yaml),
    ("findings", 0, _nothing),
    ("findings zzz", 3, _nothing),
    ("findings", 3, _no_store),
    ("findings", 3, _forged),
    ("report", 0, _nothing),
    ("report --output r.html", 0, _nothing),
    ("report --format pdf", 3, _nothing),
    ("report --output no/r.html", 3, _nothing),
    ("report zzz", 3, _nothing),
    ("bundle export --output run.zip", 0, _nothing),
    ("bundle export", 3, _nothing),
    ("bundle export --output run.zip", 3, _no_store),
    ("bundle export --output run.zip zzz", 3, _nothing),
    ("viewer", 0, _nothing),
    ("viewer --output no/v.html", 3, _nothing),
    ("checks", 0, _nothing),
    ("checks", 3, _bad_yaml),
    ("explain mfa", 0, _nothing),
    ("explain zzz", 3, _nothing),
    ("permissions acme", 0, _nothing),
    ("permissions acme --missing", 0, _nothing),
    ("permissions zzz", 3, _nothing),
    ("permissions acme --missing", 3, _no_store),
    ("ingest . --ingest-key ingest.pem", 0, _a_drop),
    ("ingest . --ingest-key ingest.pem", 1, _a_drop_that_is_cut),
    ("ingest nowhere --ingest-key ingest.pem", 3, _a_drop),
    ("ingest .", 3, _nothing),
    ("profiles list", 0, _nothing),
    (
        "profiles validate clinic.yaml",
        0,
        lambda home: (home / "clinic.yaml").write_text("extends: hipaa-security-rule"),
    ),
    ("profiles validate clinic.yaml", 3, _nothing),
    ("profiles validate safeguard.yaml", 3, _nothing),
    ("keys show", 0, _nothing),
    ("store check", 0, _nothing),
    ("store check nowhere", 3, _nothing),
    ("store gc --yes", 0, _nothing),
    ("store extend", 3, _nothing),
    ("keys show --sign-key file:no.pem", 3, _nothing),
    ("keys new --output new.pem", 0, _nothing),
    ("keys new --output safeguard.yaml", 3, _nothing),
    ("init --organisation A --ephi all --output new.yaml", 0, _nothing),
    ("init --organisation A --ephi all", 3, _nothing),
    ("init --output new.yaml", 3, _nothing),
    ("completion bash", 0, _nothing),
    ("completion tcsh", 3, _nothing),
]
"""A line, its code, and what was spoilt before, in a folder with two runs over the plugin's targets."""

BROKEN = {
    "scan": ("scan west", "scanner.config.load_config"),
    "verify": ("verify evidence", "scanner.evidence.verify.verify"),
    "findings": ("findings", "scanner.reports.night.night"),
    "report": ("report", "scanner.reports.night.night"),
    "bundle": ("bundle export --output run.zip", "scanner.evidence.export.export"),
    "store": ("store check", "scanner.evidence.keeping.read"),
    "viewer": ("viewer", "scanner.reports.viewer.render"),
    "checks": ("checks", "scanner.profile.layers.load_profile"),
    "explain": ("explain mfa", "scanner.profile.layers.load_profile"),
    "permissions": ("permissions acme", "scanner.profile.layers.load_profile"),
    "profiles": ("profiles list", "scanner.profile.layers.load_profile"),
    "hosts": ("hosts script", "scanner.plugins.load"),
    "ingest": ("ingest .", "scanner.config.load_config"),
    "keys": ("keys show", "scanner.signers.opening.open_signer"),
    "init": ("init --organisation A --ephi all --output new.yaml", "scanner.plugins.load"),
    "completion": ("completion bash", "click.shell_completion.get_completion_class"),
}
"""Of every command, what it calls: so it can be made to fail, or a signal to come, in the midst of it."""

FAILURES = [
    (KeyError("c4n4ry-S3cr3t"), 4),
    (OSError(errno.ENOSPC, "No space left on device"), 4),
    (KeyboardInterrupt(), 130),
    (StoppedError(15, "Stopped."), 143),
    (BrokenPipeError(), 141),
]


@pytest.fixture
def key(scanned: str, two_runs: Path, home: Path) -> str:
    """The number of the key that signed the two runs; it lies where scans look."""
    shutil.copytree(two_runs.parent / "config", home.parent / "config")
    (pem,) = Path("evidence", "public-keys").iterdir()
    return pem.stem


@pytest.mark.parametrize(("line", "code", "spoil"), ENDS, ids=[f"{line} {code}" for line, code, _ in ENDS])
def test_every_end(safeguard: Safeguard, key: str, line: str, code: int, spoil: Spoil) -> None:
    spoil(Path())
    ran = safeguard(*line.format(key=key).split())
    assert ran.code == code, ran.screen
    assert code != 3 or re.search(r"^error: ", ran.err, re.MULTILINE), ran.screen
    assert "Traceback" not in ran.screen


@pytest.mark.parametrize(("raised", "code"), FAILURES, ids=[type(err).__name__ for err, _ in FAILURES])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_fails_in_one_way(  # noqa: PLR0913, PLR0917  # as many fixtures
    safeguard: Safeguard, scanned: str, monkeypatch: pytest.MonkeyPatch, command: str, raised: BaseException, code: int
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise raised

    safeguard("keys", "new")
    line, called = BROKEN[command]
    monkeypatch.setattr(called, broken)
    ran = safeguard(*line.split())
    assert (ran.code, ran.out) == (code, "")
    assert "c4n4ry" not in ran.err
    assert "Traceback" not in ran.err


def _said(text: str) -> set[int]:
    """The exit codes that a text names, each before what it means."""
    return {int(number) for number in re.findall(r"\b(\d{1,3})\b(?= [a-z]|, 1| and 1)", text)}


def test_the_help_says_the_same(safeguard: Safeguard) -> None:
    everywhere = {code for _, code in FAILURES}
    for command in COMMANDS:
        found = re.search(r"Exit codes: (.*?)\n\n", safeguard(command, "--help").out, re.DOTALL)
        ends = {code for line, code, _ in ENDS if line.split()[0] == command}
        if found:
            assert _said(found[1]) - everywhere | everywhere & ends == ends, command
        else:
            assert ends <= {0, 3}, command
    (root,) = re.findall(r"Exit codes: (.*?)\n\n", safeguard("--help").out, re.DOTALL)
    assert _said(root) >= everywhere | {0, 3}


def test_the_docs_say_the_same() -> None:
    text = (Path(__file__).parents[2] / "docs" / "using.md").read_text()
    rows = {int(n) for row in re.findall(r"^\| ([\d, ]+) \|", text, re.MULTILINE) for n in row.split(",")}
    assert rows == {code for line, code, _ in ENDS if line.startswith("scan")} | {130, 143}
