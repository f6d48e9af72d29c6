"""A person at an empty folder of their own, without a terminal."""

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
def acme(tmp_path: Path, home: Path, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose safeguard.yaml names a plugin and two of its targets, and a key that is there already."""
    install(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    (home / "safeguard.yaml").write_text(
        'organisation: Alder Creek\nplugins: [acme-extra]\ntargets:\n  - target: "acme:east"\n    ephi: true\n'
        '    idle: 3600\n  - target: "acme:west"\n'
    )
    assert safeguard("keys", "new").code == 0
    yield home
    sys.modules.pop("acme_collector", None)
