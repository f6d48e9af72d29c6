"""Names that no system takes, homes that nobody has, options given twice, and a stop at the wrong moment."""

import os
import pwd
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.cli import anchor, ending
from scanner.cli.failures import StoppedError
from tests.cli.conftest import Safeguard, run_name
from tests.cli.test_process import COMMAND

pytestmark = pytest.mark.sampled("clumsy", times=8)

CANARY = "c4n4ry-S3cr3t"
LONG = "x" * 5000

ODD = [
    ("scan west --store {}", "loop", 4),
    ("scan west --store {}", LONG, 4),
    ("scan west --store {}", "~nobody-here/x", 4),
    ("scan west --store {}", "safeguard.yaml", 4),
    ("scan west --sign-key file:{}", "loop", 3),
    ("scan west --sign-key {}", LONG, 3),
    ("scan west --sign-key file:{}", "~nobody-here/x", 3),
    ("scan west --report {}", f"{LONG}.html", 3),
    ("scan west --profile {}", f"{LONG}.yaml", 3),
    ("scan -c {}", "loop", 3),
    ("scan -c {}", "dangling", 3),
    ("verify {}", "loop", 3),
    ("verify {}", LONG, 3),
    ("verify evidence --anchor {}", "loop", 3),
    ("verify evidence --key {}", LONG, 3),
    ("findings --run {}", LONG, 3),
    ("findings --store {}", "loop", 3),
    ("report {}", LONG, 3),
    ("report --output {}", f"{'x' * 250}.html", 3),
    ("report --store {}", "~nobody-here/x", 3),
    ("bundle export --output {}", LONG, 3),
    ("explain mfa --profile {}", "loop.yaml", 3),
    ("keys show --sign-key {}", "~nobody-here/x", 3),
    ("keys new --output {}", "loop", 3),
    ("keys new --output {}", "a/" * 2500 + "k.pem", 3),
    ("keys new --output {}", "~nobody-here/x", 3),
    ("init --organisation A --ephi all --output {}", LONG, 3),
    ("profiles validate {}", "loop", 3),
]


@pytest.mark.parametrize("odd", ODD, ids=[f"{line} {name:.9}" for line, name, _ in ODD])
def test_names_that_lead_nowhere(safeguard: Safeguard, scanned: str, home: Path, odd: tuple[str, str, int]) -> None:
    line, name, code = odd
    for link in ("loop", "loop.yaml"):
        (home / link).symlink_to(link)
    (home / "dangling").symlink_to("nowhere")
    safeguard("keys", "new")
    before = sorted(home.rglob("*"))
    ran = safeguard(*(word.replace("{}", name) for word in line.split()))
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert ran.err.startswith("error: ")
    assert "itself failed" not in ran.err
    assert sorted(home.rglob("*")) == before


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of a container: a number without a name or a home."""

    def unknown(number: int) -> Any:
        raise KeyError(number)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for name in ("HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)


def test_a_user_without_a_name_or_a_home(safeguard: Safeguard, nobody: None) -> None:
    ran = safeguard("scan", "--make-key")
    assert ran.code == 3
    assert ran.err.replace(f"“{os.getuid()}”", "“10001”") == snapshot("""\
No safeguard.yaml here: scanning this host only, as user “10001”.
error: no key is named, and none can be looked for: there is no such home folder
  Name one: --sign-key file:PATH
""")
    assert safeguard("keys", "new", "--output", "own.pem").code == 0
    assert safeguard("keys", "show", "--sign-key", "file:own.pem").code == 0


@pytest.mark.parametrize("command", ["scan --make-key", "findings", "report", "verify x", "init", "checks"])
def test_a_folder_that_is_no_more(home: Path, command: str) -> None:
    # As the installed command, -P looks for no module in that folder: Python 3.13.0 itself fails where it does.
    script = f'mkdir gone; cd gone; rmdir ../gone; {COMMAND[0]} -P -c "{COMMAND[2]}" {command}'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in ({0} if command == "checks" else {3, 4}), done.stderr
    assert "itself failed" not in done.stderr


@pytest.mark.parametrize(
    ("line", "option"),
    [
        ("scan -c a.yaml --config b.yaml", "--config"),
        ("findings --store a --store a", "--store"),
        ("report --format json --format html", "--format"),
        ("bundle export --output a --output b", "--output"),
        ("keys show --sign-key a --sign-key b", "--sign-key"),
    ],
)
def test_an_option_that_stands_twice(safeguard: Safeguard, line: str, option: str) -> None:
    ran = safeguard(*line.split())
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"error: {option} stands 2 times: give it once\n  Next: safeguard ")


@pytest.mark.parametrize(
    "asked",
    [
        {"_SAFEGUARD_COMPLETE": "junk"},
        {"_SAFEGUARD_COMPLETE": "zsh_complete"},
        {"_SAFEGUARD_COMPLETE": "bash_complete", "COMP_WORDS": "safeguard ", "COMP_CWORD": "x"},
    ],
)
def test_a_shell_that_asks_for_nonsense(asked: dict[str, str]) -> None:
    done = subprocess.run(COMMAND, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **asked})
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")


@pytest.mark.parametrize("where", [(ending, "write"), (anchor, "keep")])
@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt(), 130), (StoppedError(15, "Stopped."), 143)])
def test_a_stop_once_the_run_is_sealed(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    safeguard: Safeguard,
    acme: Path,
    monkeypatch: pytest.MonkeyPatch,
    raised: BaseException,
    code: int,
    where: tuple[ModuleType, str],
) -> None:
    def stopped(*_: object) -> None:
        raise raised

    monkeypatch.setattr(*where, stopped)
    ran = safeguard("scan")
    run = run_name(acme, 0)
    assert ran.code == code
    assert ran.err.endswith(
        f"Stopped.\n  The run itself is sealed: {run}, entry 0 of the log.\n"
        f"  Next: safeguard report {run} --output report.html\n"
    )
    monkeypatch.undo()
    assert safeguard("report", run, "--store", str(acme / "evidence"), "--format", "json").code == 0


@pytest.mark.parametrize(
    "line",
    ["report --format json --output", "bundle export --output", "scan west --report"],
)
def test_nothing_in_a_store_is_written_over(safeguard: Safeguard, scanned: str, home: Path, line: str) -> None:
    safeguard("keys", "new")
    (home / "link").symlink_to("evidence/log")
    (home / "evidence" / "note.html").touch()
    before = {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}
    for name in ("evidence/note.html", "link/000000", "evidence/checkpoint"):
        ran = safeguard(*line.split(), name)
        assert (ran.code, ran.out) == (3, "")
        if line != "scan west --report" or name.endswith(".html"):  # else its suffix is refused before
            assert ran.err == (
                f"error: {name} was not written: it is part of the store evidence, where nothing is written over\n"
            )
    assert before == {p: p.read_bytes() for p in home.rglob("*") if p.is_file()}


@pytest.mark.parametrize("source", ["evidence", "run.zip"])
def test_what_may_not_be_read_is_not_called_forged(
    safeguard: Safeguard, scanned: str, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    assert safeguard("bundle", "export", "--output", "run.zip").code == 0
    monkeypatch.setattr(os, "access", lambda *_: False)
    ran = safeguard("verify", source)
    assert (ran.code, ran.screen) == (3, f"error: {source} may not be read by you: nothing was checked\n[exit 3]")


@pytest.mark.parametrize(
    "line",
    ["report --output", "bundle export --output", "keys new --output", "init --organisation A --ephi all --output"],
)
def test_a_name_moves_no_cursor(safeguard: Safeguard, scanned: str, line: str) -> None:
    ran = safeguard("--color", "always", *line.split(), "\x1b[2J\n  Verified.html")
    assert ran.code == 0
    assert "\x1b[2J" not in ran.screen
    assert "\\x1b[2J" in ran.screen


def test_init_writes_nothing_that_it_would_not_read(safeguard: Safeguard, home: Path) -> None:
    for name in ("x" * 201, "AKIAIOSFODNN7EXAMPLE", "\udcff", "a\x7f"):
        ran = safeguard("init", "--organisation", name, "--ephi", "all")
        assert ran.code == 3, name
        assert "error: safeguard.yaml, not written: line 5" in ran.err
        assert "AKIA" not in ran.err
        assert not list(home.iterdir())


@pytest.mark.parametrize("target", ["aws://\udcff", "aws://a\x1b[2J", "aws://a\u202eb"])
def test_a_target_that_cannot_be_printed(safeguard: Safeguard, home: Path, target: str) -> None:
    ran = safeguard("scan", "--make-key", target)
    assert (ran.code, ran.out) == (3, "")
    assert "is no target: characters stand in it that no screen shows" in ran.err
    assert not list(home.iterdir())


@pytest.mark.parametrize("mask", [0o000, 0o277, 0o777])
def test_whatever_the_umask(safeguard: Safeguard, scanned: str, home: Path, mask: int) -> None:
    (home / "keys").mkdir(0o700)
    old = os.umask(mask)
    try:
        assert safeguard("keys", "new", "--output", "keys/k.pem").code == 0
        assert safeguard("report", "--output", "r.html").code == 0
        made = safeguard("keys", "new", "--output", "a/b/k.pem").code if not mask else 0
    finally:
        os.umask(old)
    assert made == 0
    assert [stat.S_IMODE(Path(name).stat().st_mode) for name in ("keys/k.pem", "r.html")] == [0o600, 0o600]
    assert all(stat.S_IMODE(p.stat().st_mode) == 0o700 for p in home.glob("a/**/") if p.name in "ab")


BROKEN = {
    "import no_such_module": "No module named 'no_such_module'",
    "def": "SyntaxError",
    "import os; os.nothing": "AttributeError",
    f"raise RuntimeError('{CANARY}')": "RuntimeError",
    f"{{}}['{CANARY}']": "KeyError",
}


@pytest.mark.parametrize("source", BROKEN)
def test_a_plugin_that_breaks(
    safeguard: Safeguard, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    _install(tmp_path / "site", "safeguard.collectors", source)
    monkeypatch.syspath_prepend(tmp_path / "site")
    (home / "other.yaml").write_text("organisation: A\nplugins: [acme-tape]\nstroe: x\n")
    ran = safeguard("scan", "-c", "other.yaml")
    sys.modules.pop("acme_tape", None)
    assert ran.code == 3
    said = f"the plugin acme (acme_tape) cannot be loaded: {BROKEN[source]}"
    assert ran.err.startswith(f"error: other.yaml line 2, column 10: {said}\n\nother.yaml line 3")
    assert CANARY not in ran.err


def test_a_plugin_of_which_a_part_is_gone(
    safeguard: Safeguard, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path / "site", "safeguard.checks", "")
    (tmp_path / "site" / "acme_tape-1.dist-info" / "RECORD").write_text("acme_tape.py,,\nacme_table.yaml,,\n")
    monkeypatch.syspath_prepend(tmp_path / "site")
    (home / "safeguard.yaml").write_text("plugins: [acme-tape]\n")
    ran = safeguard("checks")
    sys.modules.pop("acme_tape", None)
    said = "the plugin acme-tape is not whole: acme_table.yaml: No such file or directory"
    assert (ran.code, ran.err) == (3, f"error: safeguard.yaml line 1, column 10: {said}\n")


@pytest.mark.parametrize("group", ["stores", "signers", "reports"])
def test_a_plugin_that_brings_neither_checks_nor_collectors(
    safeguard: Safeguard, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str
) -> None:
    _install(tmp_path / "site", f"safeguard.{group}", "SCHEMES = {}")
    monkeypatch.syspath_prepend(tmp_path / "site")
    (home / "safeguard.yaml").write_text("plugins: [acme-tape]\n")
    assert safeguard("checks").code == 0
    (home / "safeguard.yaml").write_text("plugins: [acme-taep]\n")
    ran = safeguard("checks")
    assert ran.code == 3
    assert ran.err == snapshot("""\
error: safeguard.yaml line 1, column 11: no plugin “acme-taep” is installed here

    1 │ plugins: [acme-taep
      │           ^^^^^^^^^ did you mean acme-tape?
""")


def _install(folder: Path, group: str, source: str) -> None:
    """A distribution acme-tape with one module behind an entry point."""
    described = folder / "acme_tape-1.dist-info"
    described.mkdir(parents=True)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-tape\nVersion: 1\n")
    (described / "entry_points.txt").write_text(f"[{group}]\nacme = acme_tape\n")
    (described / "RECORD").write_text("acme_tape.py,,\n")
    (folder / "acme_tape.py").write_text(source)
