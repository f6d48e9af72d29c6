"""What CONTRIBUTING.md shows is done here, word for word, in a copy of the project."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md")
ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"^```(?:python|yaml|text)\n# (\S+?)(?:, (?:below (\w+):|(at its end)))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with everything added that the page shows."""
    folder = tmp_path_factory.mktemp("contributing")
    for name in ("scanner", "checks", "collectors", "profiles", "tests", "docs", "pyproject.toml", *PAGES):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    for path, below, last, text in BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8")):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if below:
            whole = file.read_text("utf-8")
            head = re.search(rf"^{below}:.*\n", whole, re.MULTILINE)
            assert head, f"{path} has no line {below}:"
            file.write_text(whole[: head.end()] + text + whole[head.end() :], "utf-8")
        elif last:
            file.write_text(file.read_text("utf-8") + text, "utf-8")
        else:
            assert not file.exists(), f"{path} is there already: the page needs another example"
            file.write_text(text, "utf-8")
    made = run(folder, "-m", "docs.pages")
    assert made.returncode == 0, made.stderr
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


def test_its_tests_pass(copy: Path) -> None:
    made = ["tests/checks/test_lockout.py", "tests/collectors/certificate"]
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *made)
    assert done.returncode == 0, done.stdout[-3000:]


OTHERS = (
    "tests/checks/test_every_check.py",
    "tests/profile/test_profile.py::test_mistakes_in_a_framework_of_ones_own",
    "tests/profiles",
    "tests/cli/test_mistakes.py::test_mistakes",
    "tests/hosts/test_truth.py::test_truth[default]",
)
"""Tests of something else that go through every check, or name every platform."""


@pytest.mark.parametrize("test", OTHERS)
def test_nothing_else_has_to_be_edited(copy: Path, test: str) -> None:
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", test)
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
