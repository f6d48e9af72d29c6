"""A file that says what is started and where secrets go: whose it must be."""

import grp
import os
from pathlib import Path

import pytest

from scanner.config import load_config, owners
from scanner.written.document import FileError

STARTS = "allow_cmd: true\n"
REFERS = 'targets:\n  - target: "ssh://web1"\n    password: env:PW\n'
PLAIN = 'targets:\n  - target: "local:"\n'
LIST = "targets:\n  - inventory: hosts.csv\n    password: env:PW\n"
URI = 'targets:\n  - target: "ssh://web1?config=ssh_config&allow=ProxyCommand"\n'
CONFIG = 'targets:\n  - target: "ssh://web1"\n    config: ssh_config\n    allow: [ProxyCommand]\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hosts.csv").write_text("name\nweb2\n")
    Path("ssh_config").write_text("Host *\n")


def written(text: str, mode: int = 0o644) -> Path:
    path = Path("safeguard.yaml")
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(("text", "fine"), [(STARTS, False), (REFERS, False), ("plugins: [x]\n", False), (PLAIN, True)])
@pytest.mark.parametrize("named", [False, True])
def test_what_anybody_may_write(text: str, *, fine: bool, named: bool) -> None:
    path = written(text, 0o666)
    if fine:
        assert load_config(path if named else None).targets
        return
    with pytest.raises(FileError, match="anybody may write to it, and what stands in it decides") as caught:
        load_config(path if named else None)
    assert "chmod o-w safeguard.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("options", "fine"),
    [
        ("password=env:PW", False),
        ("password=env%3APW", False),
        ("password=%65nv:PW", False),
        ("config=ssh_config&allow=ProxyCommand", False),
        ("config=ssh_config&%61llow=ProxyCommand", False),
        ("config=ssh_config", True),
        ("port=22", True),
    ],
)
def test_what_stands_in_the_uri_decides_too(options: str, *, fine: bool) -> None:
    written(f'targets:\n  - target: "ssh://web1?{options}"\n', 0o666)
    if fine:
        assert load_config().targets
        return
    with pytest.raises(FileError, match="anybody may write to it, and what stands in it decides"):
        load_config()


def test_an_endpoint_in_the_uri_decides_where_signed_requests_go() -> None:
    written('targets:\n  - target: "aws://p?endpoint%5Furl=http://127.0.0.1:1"\n', 0o666)
    with pytest.raises(FileError, match="anybody may write to it, and what stands in it decides"):
        load_config()


@pytest.mark.parametrize(("file", "text"), [("hosts.csv", LIST), ("ssh_config", CONFIG), ("ssh_config", URI)])
def test_files_that_it_names(file: str, text: str) -> None:
    written(text)
    assert load_config().targets
    Path(file).chmod(0o646)
    with pytest.raises(FileError, match=f"^{file}: anybody may write to it"):
        load_config()


def test_a_file_of_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """As git has it: what lies in somebody's folder is obeyed where it is named, not because one stands there."""
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    path = written(REFERS)
    if os.getuid() == 0:
        assert load_config().targets, "root's is good for all"
        os.chown(path, 4712, -1)
    with pytest.raises(FileError, match=r"it belongs to .*, not to you \(user 4711\)") as caught:
        load_config()
    assert "If that is meant, name it: -c safeguard.yaml" in str(caught.value)
    assert load_config(path).targets
    written(PLAIN)
    assert load_config().targets


def test_a_file_system_that_nobody_here_writes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's: whoever mounted it has decided."""
    plain = os.statvfs

    class ReadOnly:
        f_flag = os.ST_RDONLY

    written(REFERS, 0o666)
    monkeypatch.setattr(os, "statvfs", lambda _: ReadOnly)
    assert load_config().targets
    monkeypatch.setattr(os, "statvfs", plain)
    with pytest.raises(FileError):
        load_config()


@pytest.mark.parametrize(
    ("name", "members", "fine"),
    [("ana", [], True), ("ana", ["ana"], True), ("ana", ["bob"], False), ("staff", [], False)],
)
def test_a_group_of_ones_own(name: str, members: list[str], *, fine: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """What umask 002 leaves, where each user has a group."""
    path = written(REFERS, 0o664)
    group = grp.struct_group((name, "x", 4711, members))
    monkeypatch.setattr(grp, "getgrgid", lambda _: group)
    monkeypatch.setattr(owners, "_user", lambda _: "ana")
    monkeypatch.setattr(owners, "_is_root_s", lambda _: False)
    said = [stranger.said for stranger in owners.strangers(path)]
    assert said == ([] if fine else [f"the group {name} may write to it"])
