"""ssh_config: where a host is, and as whom to come. OpenSSH's own reader has the last word."""

import getpass
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from collectors.ssh.config import ConfigError, Settings, settings
from tests.servers.need import need

COMPARED = ("hostname", "user", "port", "proxyjump", "proxycommand", "hostkeyalias")


def _ours(host: str, file: Path, user: str = "") -> Settings:
    return settings(host, (file, file.parent), user=user, local_user=getpass.getuser())


def _theirs(host: str, file: Path, user: str = "") -> dict[str, list[str]]:
    """What `ssh -G` says, which goes nowhere."""
    asked = [need("ssh", package="openssh-client"), "-G", "-F", str(file), *(["-l", user] if user else []), host]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    said: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        keyword, _, value = line.partition(" ")
        said.setdefault(keyword, []).append(value)
    return said


def same(host: str, file: Path, user: str = "") -> None:
    ours, theirs = _ours(host, file, user), _theirs(host, file, user)
    for keyword in COMPARED:
        if ours.first(keyword) or keyword in {"proxyjump", "proxycommand", "hostkeyalias"}:
            assert [ours.first(keyword)] == theirs.get(keyword, [""]), keyword
    assert ours.first("port") or theirs["port"] == ["22"]
    assert ours.first("user") or theirs["user"] == [getpass.getuser()]
    assert ours.first("hostname") or theirs["hostname"] == [host]
    if ours.every("identityfile"):
        assert [*ours.every("identityfile")] == theirs["identityfile"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Host web1\n  User ana\n  Port 2222\n",
        "host WEB1\n  User ana\n",
        "Host *\n  User bob\nHost web1\n  User ana\n",
        "Host web1\n  HostName=10.0.0.7\n  Port = 2200\n",
        'Host web1\n  IdentityFile "~/.ssh/my key"\n  IdentityFile ~/.ssh/b\nHost *\n  IdentityFile ~/.ssh/c\n',
        "Host web? !web1\n  User ana\n",
        "Host !db1 *\n  User ana\n",
        "Host web1 # the first\n  User ana # of two\n# User bob\n",
        "User ana\nHost web1\n  User bob\n",
        "Match host web1\n  User ana\nMatch all\n  User bob\n  ProxyJump bastion\n",
        "Host web1\n  HostName 10.0.0.7\nMatch host 10.0.0.*\n  User ana\nMatch originalhost web1\n  Port 2200\n",
        "Match user ana host web1,web2\n  Port 2200\n",
        "Match !host web2 user *\n  Port 2200\n",
        "Host web1\n\tProxyJump ana@bastion:2200,inner\r\n",
        "Host web1\n  HostKeyAlias the-first\n  ProxyJump none\n",
        "ProxyCommand sh -c \"aws ssm start-session --target %h --parameters 'portNumber=%p'\"\n",
        "ProxyCommand = nc  -X 5 'a b' %h %p # and more\n",
        "ProxyCommand none\nProxyJump bastion\n",
        "ProxyJump bastion\nProxyCommand nc %h %p\n",
        "Host web1\n  ProxyCommand nc %h %p\nHost *\n  ProxyJump bastion\n",
    ],
)
@pytest.mark.parametrize("user", ["", "ana"])
def test_what_is_said_of_a_host(tmp_path: Path, text: str, user: str) -> None:
    (tmp_path / "config").write_text(text)
    same("web1", tmp_path / "config", user)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("Include {0}/a*\nHost *\n  User bob\n", "Host web1\n  User ana\n"),
        ("Host web1\n  Include {0}/a*\n  Port 2200\n", "User ana\nHost db1\n  User eve\n"),
        ("Host db1\n  Include {0}/a*\nHost web1\n  Port 2200\n", "Host web1\n  User ana\n"),
        ("Host web1\n  Include {0}/none*\n  User ana\n", ""),
        ("Include {0}/a2 {0}/a1\n", "Host web1\n  User ana\n"),
    ],
)
def test_files_that_are_included(tmp_path: Path, outer: str, inner: str) -> None:
    (tmp_path / "config").write_text(outer.format(tmp_path))
    (tmp_path / "a1").write_text(inner)
    (tmp_path / "a2").write_text("Host web1\n  User late\n  Port 2300\n")
    same("web1", tmp_path / "config")


def test_a_relative_name_is_one_in_the_folder_of_the_file_s_owner(tmp_path: Path) -> None:
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d" / "a").write_text("User ana\n")
    (tmp_path / "config").write_text("Include conf.d/*\n")
    assert _ours("web1", tmp_path / "config").first("user") == "ana"


@pytest.mark.parametrize(
    ("text", "passed_by"),
    [
        ('Match exec "touch {0}/ran"\n  User eve\nMatch all\n  User ana\n', "line 1: Match exec"),
        ('Match host db1 exec "touch {0}/ran"\n  User eve\nMatch all\n  User ana\n', ""),
        ("Match final\n  User eve\nMatch all\n  User ana\n", "line 1: Match final"),
        ("Match !exec true\n  User eve\nMatch all\n  User ana\n", "line 1: Match exec"),
    ],
)
def test_nothing_is_run_and_what_is_left_out_is_told(tmp_path: Path, text: str, passed_by: str) -> None:
    (tmp_path / "config").write_text(text.format(tmp_path))
    said = _ours("web1", tmp_path / "config")
    assert said.first("user") == "ana"
    assert [word.rpartition("config, ")[2] for word in said.passed_by] == [passed_by][: bool(passed_by)]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Host web1\n  User\n", "line 2: no keyword with a value: correct it"),
        ('User "ana\n', "line 1: no keyword with a value: correct it"),
        ("\n=\n", "line 2: no keyword with a value: correct it"),
        ("Match moon full\n", "line 1: Match moon: cannot be read: correct it"),
        ("Match host\n", "line 1: Match host: cannot be read: correct it"),
        ("Include {0}/config\n", "files include each other more than 16 deep"),
        ("Include ~nobody-here/a\n", "line 1: nobody here is called as it says: correct it"),
    ],
)
def test_what_makes_no_sense_is_said_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "config").write_text(text.format(tmp_path))
    with pytest.raises(ConfigError) as said:
        _ours("web1", tmp_path / "config")
    assert str(said.value).startswith(str(tmp_path / "config"))
    assert str(said.value).endswith(why)


def test_a_file_that_is_not_there_says_nothing_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert _ours("web1", tmp_path / "config") == Settings()
    (tmp_path / "config").symlink_to("config")
    with pytest.raises(ConfigError, match=r"config: cannot be read: Too many levels of symbolic links$"):
        _ours("web1", tmp_path / "config")


BLOCKS = st.one_of(
    st.lists(st.sampled_from(["web1", "web*", "!web1", "*", "?eb1", "db1", "!db*"]), min_size=1, max_size=3).map(
        lambda names: "Host " + " ".join(names)
    ),
    st.sampled_from(
        ["Match host web1", "Match !host web1", "Match user ana", "Match originalhost w* user *", "Match all"]
    ),
    st.sampled_from(
        ["User ana", "User bob", "Port 2200", "Port 2300", "HostName h1", "IdentityFile ~/a", "IdentityFile b"]
    ),
)


@trying(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(BLOCKS, max_size=10))
def test_whatever_is_said_is_read_as_openssh_reads_it(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "config").write_text("\n".join(lines) + "\n")
    same("web1", tmp_path / "config")
