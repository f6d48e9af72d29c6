"""A person at an empty folder of their own, without a terminal."""

import base64
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import pytest

from scanner.cli.root import run
from tests.cli.acme import install


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def screen(self) -> str:
        """What a person sees, and the exit code as the transcripts write it."""
        return f"{self.out}{self.err}[exit {self.code}]"


Safeguard: TypeAlias = Callable[..., Ran]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "clinic"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("USER", "ana")
    monkeypatch.setenv("LOGNAME", "ana")
    for name in ("AWS_PROFILE", "COLUMNS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return here


@pytest.fixture
def safeguard(capfdbinary: pytest.CaptureFixture[bytes]) -> Safeguard:
    def go(*args: str) -> Ran:
        code = run(args)
        seen = capfdbinary.readouterr()
        return Ran(code, seen.out.decode(), seen.err.decode())

    return go


@pytest.fixture
def unpatched(tmp_path: Path) -> tuple[str, str]:
    """Options of a scan of a real machine that does not ask apt which updates wait, where nothing hangs on that."""
    file = tmp_path / "unpatched.yaml"
    file.write_text(UNPATCHED)
    return "--profile", str(file)


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which this host was scanned once, for real; to be read only. Its store is `evidence`."""
    folder = tmp_path_factory.mktemp("night")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        assert run(["scan", "--make-key", "--json"]) in {0, 1, 2}
        yield folder


@pytest.fixture
def acme(home: Path, plugin: None, safeguard: Safeguard) -> Path:
    """A folder whose safeguard.yaml names a plugin and two of its targets, and a key that is there already."""
    (home / "safeguard.yaml").write_text(DECLARED)
    assert safeguard("keys", "new").code == 0
    return home


@pytest.fixture
def plugin(plugged: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The distribution acme-extra is installed."""
    monkeypatch.syspath_prepend(plugged)
    yield
    sys.modules.pop("acme_collector", None)


@pytest.fixture(scope="session")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    install(folder)
    return folder


@pytest.fixture(scope="session")
def two_runs(plugged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two runs over the plugin's targets, made once; to be copied."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "safeguard.yaml").write_text(DECLARED)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder.parent / "config"))
        patch.syspath_prepend(plugged)
        assert run(["scan", "--make-key", "east", "west", "--json"]) == 1
        assert run(["scan", "east", "acme://north?deny=true", "--json"]) == 2
        sys.modules.pop("acme_collector", None)
    return folder


@pytest.fixture
def scanned(two_runs: Path, home: Path, plugin: None) -> str:
    """The name of the second of two runs, in a folder of our own."""
    shutil.copytree(two_runs, home, dirs_exist_ok=True)
    return run_name(home, 1)


def run_name(folder: Path, entry: int) -> str:
    """The name of the run in an entry of the log."""
    envelope = json.loads((folder / "evidence" / "log" / f"{entry:06}").read_bytes())
    return str(json.loads(base64.b64decode(envelope["payload"]))["predicate"]["run"])


def number(folder: Path) -> str:
    """The number of the key that signed its store."""
    (key,) = (folder / "evidence/public-keys").iterdir()
    return key.stem


DECLARED = """\
organisation: Alder Creek
plugins: [acme-extra]
targets:
  - target: "acme:east"
    ephi: true
    idle: 3600
  - target: "acme:west"
"""

UNPATCHED = """\
extends: hipaa-security-rule
checks:
""" + "".join(
    f'  patching.{check}: {{disabled: "apt takes longer to say it than all else does"}}\n'
    for check in ("automatic", "flaws-fixed-in-time", "state-known", "supported-release")
)
"""A profile by which a scan of a real machine does not ask apt what updates wait: nine tenths of what it costs."""
