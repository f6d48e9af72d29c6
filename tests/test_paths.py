from pathlib import Path

import pytest

from scanner import paths


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path / "ana"))
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "link").symlink_to("folder")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "there", "file", "is_folder"),
    [
        ("folder", True, False, True),
        ("link", True, False, True),
        ("link/file", True, True, False),
        ("loop", False, False, False),
        ("nowhere", False, False, False),
        ("x" * 5000, False, False, False),
        ("a\0b", False, False, False),
        ("folder/file/below", False, False, False),
    ],
    ids=repr,
)
def test_a_look_at_it_never_fails(folder: Path, name: str, *, there: bool, file: bool, is_folder: bool) -> None:
    path = folder / name
    assert (paths.is_there(path), paths.is_file(path), paths.is_folder(path)) == (there, file, is_folder)


def test_home(folder: Path) -> None:
    assert paths.home("~/x") == folder / "ana" / "x"
    assert paths.home(Path("x/~")) == Path("x/~")
    for name in ("~nobody-here", "~nobody-here/x", Path("~nobody-here")):
        with pytest.raises(OSError, match="there is no such home folder"):
            paths.home(name)


def test_resolved(folder: Path) -> None:
    assert paths.resolved(folder / "link" / "file") == paths.resolved(folder) / "folder" / "file"
    assert paths.resolved("~/x") == paths.resolved(folder) / "ana" / "x"
    assert paths.resolved(folder / "loop").name == "loop"


def test_resolved_in_a_folder_that_is_no_more(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = folder / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert paths.resolved("x") == Path("x")
