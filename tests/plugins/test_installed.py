import subprocess
import sys
from pathlib import Path

import pytest

from scanner.plugins import installed

pytestmark = pytest.mark.sampled("long")

ROOT = Path(__file__).parents[2]
TELL = "from scanner.plugins.installed import tool; t = tool(); print(t.installed, t.digest, t.version)"


def test_a_working_tree_is_called_one() -> None:
    assert installed.tool().installed == "editable"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as others get it, unpacked into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    install = [*pip, "install", "--no-deps", "--no-index", "--no-compile", "--target", str(folder / "site")]
    subprocess.run([*install, *map(str, folder.glob("*.whl"))], check=True, capture_output=True)
    return folder / "site"


def told(site: Path, tell: str = TELL) -> list[str]:
    code = f"import sys; sys.path.insert(0, {str(site)!r}); {tell}"
    return subprocess.run(
        [sys.executable, "-B", "-P", "-c", code], check=True, capture_output=True, text=True, cwd=site
    ).stdout.split()


def test_what_the_installer_recorded_is_verified_and_an_edit_is_seen(wheel: Path) -> None:
    state, digest, _ = told(wheel)
    assert state == "verified"
    victim = wheel / "checks" / "session.py"
    text = victim.read_text()
    victim.write_text(text + "# a change\n")
    changed = told(wheel)
    victim.write_text(text)
    assert changed[0] == "modified"
    assert changed[1] != digest
    assert told(wheel) == [state, digest, changed[2]]


def test_a_file_that_was_taken_away_is_seen(wheel: Path) -> None:
    victim = wheel / "checks" / "media.py"
    text = victim.read_text()
    victim.unlink()
    try:
        assert told(wheel)[0] == "modified"
    finally:
        victim.write_text(text)


def test_a_file_that_another_distribution_put_beside_ours_is_seen_and_does_not_run(wheel: Path) -> None:
    stray = wheel / "checks" / "extra.py"
    stray.write_text("raise SystemExit('it ran')")
    try:
        assert told(wheel)[0] == "modified"
        assert told(wheel, "from scanner.plugins import load; print(len(load().checks) > 50)") == ["True"]
    finally:
        stray.unlink()
