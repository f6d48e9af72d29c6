import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from types import ModuleType
from typing import Any

import pytest

from scanner.plugins import PluginError
from scanner.reports import HTML, JSON, TERMINAL, Report, load_reports


def test_ours() -> None:
    assert load_reports() == {"html": HTML, "json": JSON, "terminal": TERMINAL}


class _Dist:
    name = "acme-reports"
    version = "1"


def _point(module: ModuleType) -> Any:
    class Point(EntryPoint):
        def load(self) -> ModuleType:
            return module

        @property
        def dist(self) -> Any:  # type: ignore[override]  # what importlib gives has a name
            return _Dist()

    return Point("acme", "acme.reports", "safeguard.reports")


def _csv(_: object) -> Iterator[bytes]:
    yield b""


@pytest.mark.parametrize(("plugins", "known"), [((), False), (("acme-reports",), True)])
def test_those_of_others_by_name_only(
    monkeypatch: pytest.MonkeyPatch, plugins: tuple[str, ...], *, known: bool
) -> None:
    module = ModuleType("acme.reports")
    module.CSV = Report("csv", ".csv", _csv)  # type: ignore[attr-defined]  # made here
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [_point(module)] if group else [])
    assert ("csv" in load_reports(plugins)) is known


def test_two_of_one_name(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = ModuleType("acme.reports"), ModuleType("acme.more")
    one.CSV, two.CSV = Report("csv", ".csv", _csv), Report("csv", ".csv", print)  # type: ignore[attr-defined, arg-type]
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group: [_point(one), _point(two)] if group else [])
    with pytest.raises(PluginError, match="two reports are called “csv”"):
        load_reports(["acme-reports"])


def test_to_know_the_formats_loads_no_renderer() -> None:
    heavy = "rich", "jinja2", "msgspec", "cryptography"
    code = f"import sys, scanner.reports; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "[]\n"
