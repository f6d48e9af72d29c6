"""What CONTRIBUTING.md shows is done here, word for word, in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(r"^```(?:python|yaml)\n# (\S+?)(?:, below (\w+):)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with everything added that the page shows."""
    folder = tmp_path_factory.mktemp("contributing")
    for name in ("scanner", "checks", "collectors", "profiles", "tests", "pyproject.toml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    for path, below, text in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if below:
            whole = file.read_text("utf-8")
            head = f"\n{below}:\n"
            assert head in whole
            file.write_text(whole.replace(head, head + text, 1), "utf-8")
        else:
            assert not file.exists(), f"{path} is there already: the page needs another example"
            file.write_text(text, "utf-8")
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def test_its_tests_pass(copy: Path) -> None:
    made = ["tests/checks/test_lockout.py", "tests/collectors/certificate", "tests/profiles"]
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *made)
    assert done.returncode == 0, done.stdout[-3000:]


def test_it_is_as_tidy_as_the_rest(copy: Path) -> None:
    made = [
        "checks/lockout.py",
        "tests/checks/test_lockout.py",
        "collectors/certificate",
        "tests/collectors/certificate",
    ]
    for command in (["ruff", "check", *made], ["ruff", "format", "--check", *made]):
        done = run(copy, "-m", *command)
        assert done.returncode == 0, done.stdout


def test_the_new_check_and_the_new_platform_are_found(copy: Path) -> None:
    tell = "from scanner.plugins import load; print(*load().checks, *load().collectors)"
    found = run(copy, "-c", tell).stdout.split()
    assert {"password-policy.lock-ends", "certificate"} <= set(found)
