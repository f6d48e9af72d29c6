"""What stands between a login and an answer: shells that talk, refuse, flood, cut off; sudo; installed scripts."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from collectors.host import carry, remote
from collectors.host.here import LOCAL
from collectors.host.there import ANY
from scanner.collector import CollectError
from scanner.facts import Asset, Channel, Gap, SignIn
from tests.collectors.ssh.scanning import OURS, SOME, WAY, Asked, ask, known
from tests.servers.need import lacking, need
from tests.servers.sshd import Sshd, me, pair, sshd

_NOBODY = "setpriv --reuid=65534 --regid=65534 --clear-groups"
_ASKED = 'sh -c "$SSH_ORIGINAL_COMMAND"'
COMMANDS = {
    "plain": "",
    "greets": f"printf 'Welcome\\r\\n\\033[1mto the clinic\\n'; echo oops >&2; {_ASKED}",
    "greets at length": f"yes Welcome | head -n 2000; {_ASKED}",
    "says good-bye": f"{_ASKED}; echo; echo Good-bye",
    "fails": f"{_ASKED}; exit 3",
    "nologin": "echo 'This account is currently not available.'; exit 1",
    "says nothing": "true",
    "is no shell": "cat",
    "gzip is not there": f"PATH=@bin {_ASKED}",
    "floods": "yes flood",
    "floods in zeros": "cat /dev/zero",
    "bombs": "set -- $(printf %s \"$SSH_ORIGINAL_COMMAND\" | grep -o '[0-9a-f]\\{{32\\}}');"
    ' printf "\\n$1 gzip\\n"; head -c 200000000 /dev/zero | gzip -9',
    "is not packed": "set -- $(printf %s \"$SSH_ORIGINAL_COMMAND\" | grep -o '[0-9a-f]\\{{32\\}}');"
    ' printf "\\n$1 gzip\\nrubbish that nobody has packed"',
    "another system": "sed 's/uname -snrm/echo Plan9/' | " + _ASKED,
    "cut short": f"{_ASKED} | head -c 300",
    "cut in the middle": f"{_ASKED} | head -c 450",
    "killed": f"{_ASKED} | head -c 450; kill -9 $PPID",
    "nobody": f"{_NOBODY} {_ASKED}",
}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("remote")


@pytest.fixture(scope="module")
def host(here: Path) -> Iterator[Sshd]:
    """One server; which key comes says what stands before the shell."""
    _folder(here / "bin", "sh", "cat", "uname")
    (here / "other").mkdir()
    (here / "other" / "uname").write_text("#!/bin/sh\necho Plan9\n")
    (here / "other" / "uname").chmod(0o755)
    keys = {name: pair(here / f"key {name}") for name in COMMANDS}
    forced = {
        str(keys[name].path): _quoted(said.replace("@", f"{here}/").replace("{{", "{").replace("}}", "}"))
        for name, said in COMMANDS.items()
        if said
    }
    with sshd(here / "s", authorized=list(keys.values()), options=forced) as server:
        yield server


def _folder(path: Path, *programs: str) -> None:
    path.mkdir()
    for name in programs:
        (path / name).symlink_to(need(name))


def _quoted(command: str) -> str:
    return 'restrict,command="' + command.replace('"', '\\"') + '"'


Go = Callable[..., Asked]


@pytest.fixture
def go(tmp_path: Path, here: Path, host: Sshd) -> Go:
    def run(name: str, questions: frozenset[str] = WAY, **options: Any) -> Asked:
        options = {**OURS, "identity": str(here / f"key {name}"), "known_hosts": known(tmp_path, host.known), **options}
        return ask(host.port, questions=questions, **options)

    return run


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("plain", "ok"),
        ("greets", "ok"),
        ("greets at length", "ok"),
        ("says good-bye", "ok"),
        ("fails", "ok"),
        ("gzip is not there", "ok"),
        ("nologin", "error NoShell"),
        ("says nothing", "error NoShell"),
        ("is no shell", "error NoShell"),
        ("floods", "error Flood"),
        ("floods in zeros", "error Flood"),
        ("bombs", "error Flood"),
        ("is not packed", "error CutOff"),
        ("another system", "error UnknownSystem (Plan9)"),
        ("cut short", "timeout CutOff"),
        ("cut in the middle", "timeout CutOff"),
        ("killed", "timeout CutOff"),
    ],
)
def test_what_stands_before_the_shell(go: Go, name: str, why: str) -> None:
    asked = go(name, SOME)
    assert " ".join(filter(None, asked.why)) == why
    assert {q for q in asked.by if q.startswith("linux.")} == ({*SOME} - {*remote._ASKS} if why == "ok" else set())  # noqa: SLF001
    assert asked.by["ssh.offer"].outcome == "ok", "that it has"
    assert asked.door.algorithms
    if why == "ok":
        assert {a.outcome for a in asked.by.values()} <= {"ok", "denied", "absent"}
        assert [f for f in asked.facts if isinstance(f, Asset)]
    else:
        assert asked.cause
        assert {(f.missing, f.outcome) for f in asked.facts if isinstance(f, Gap)} >= {
            ("asset", why.split(maxsplit=1)[0])
        }
        assert not [f for f in asked.facts if not isinstance(f, Gap | Channel)], "of half an answer nothing counts"


def test_it_says_what_the_machine_says_of_itself(go: Go) -> None:
    """As `local:` does."""
    asked = go("plain", SOME)
    local = {a.question: a for a in LOCAL.collect(_inquiry())}
    for question in SOME - {"ssh.offer", "ssh.session"}:
        here, there = local[question], asked.by[question]
        assert (there.outcome, there.code, there.operation) == (here.outcome, here.code, here.operation)
        assert _still(there.body) == _still(here.body)
        assert there.parameters == here.parameters
    assert asked.by["linux.machine"].source.endpoint.startswith("127.0.0.1:")


def _still(body: Any) -> Any:
    return {k: v for k, v in body.items() if k != "clock"} if isinstance(body, dict) else body


def _inquiry() -> Any:
    from scanner.collector import Inquiry
    from scanner.targets import parse

    return Inquiry(parse("local:"), SOME, lambda: "2026-11-25T12:00:00Z", str)


def test_the_door_is_one_with_that_of_the_machine(go: Go) -> None:
    """Where the machine is asked about its sshd, what is seen from outside adds to it, and is not told twice."""
    asked = go("plain", SOME)
    (machine,) = (f for f in asked.facts if isinstance(f, Asset))
    assert asked.door.resource == f"{machine.resource}/sshd"
    asked = go("nologin", SOME)
    assert asked.door.resource == f"{asked.target.id}/sshd"


def test_sudo_that_is_refused_is_told(go: Go) -> None:
    need("sudo")
    if os.geteuid() != 0:
        lacking("only root can become somebody else")
    asked = go("nobody", SOME, sudo=True)
    assert asked.why == ("ok", "")
    assert (asked.by["linux.shadow"].outcome, asked.by["linux.shadow"].code) == ("denied", "exit 97; sudo: refused")
    assert asked.by["linux.shell"].outcome == "ok", "what needs no right is still worth an answer"
    assert asked.by["linux.shadow"].source.caller == me()


def test_sudo_of_root_is_no_detour(go: Go) -> None:
    need("sudo")
    if os.geteuid() != 0:
        lacking("only root has its rights without a password")
    asked = go("plain", SOME, sudo=True)
    assert (asked.why, asked.by["linux.shadow"].outcome) == (("ok", ""), "ok")
    assert asked.by["linux.shadow"].source.caller == "root"


def test_a_script_that_is_installed(go: Go, tmp_path: Path) -> None:
    ours = carry.whole_script(ANY)
    for text, why in (
        (ours, "ok"),
        (ours.replace(b"# Asks", b"# asks"), "error ScriptDiffers"),
        (b"#!/bin/sh\necho hello\n", "error ScriptMissing"),
        (b"", "error ScriptMissing"),
    ):
        (tmp_path / "ask").write_bytes(text)
        (tmp_path / "ask").chmod(0o755)
        asked = go("plain", SOME, script=str(tmp_path / "ask"))
        assert " ".join(filter(None, asked.why)) == why
    (tmp_path / "ask").unlink()
    assert go("plain", script=str(tmp_path / "ask")).why == ("error", "ScriptMissing")


def test_another_version_of_the_script_asks_nothing(go: Go, tmp_path: Path) -> None:
    asks = b"everything() {\n"
    ours = carry.whole_script(ANY)
    assert ours.count(asks) == 1
    for text, made in ((ours, False), (ours.replace(asks, asks + f": >{tmp_path}/made\n".encode()), False)):
        (tmp_path / "ask").write_bytes(text)
        (tmp_path / "ask").chmod(0o755)
        go("plain", SOME, script=str(tmp_path / "ask"))
        assert (tmp_path / "made").exists() is made


def test_keys_are_agreed_on_anew_in_the_midst_of_an_answer(tmp_path: Path) -> None:
    key = pair(tmp_path / "key")
    greets = {str(key.path): _quoted(f"yes Welcome | head -c 300000; {_ASKED}")}
    with sshd(tmp_path / "s", "RekeyLimit 32K", authorized=[key], options=greets) as server:
        options: dict[str, Any] = {"identity": str(key.path), "known_hosts": known(tmp_path, server.known)}
        asked = ask(server.port, questions=SOME, **OURS, **options)
    assert asked.why == ("ok", "")
    assert asked.by["linux.shell"].outcome == "ok"


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("", {}, "no host is named that can be read"),
        ("a b", {}, "no host is named that can be read"),
        ("web1:0", {}, "no host is named that can be read"),
        ("web1:65536", {}, "no host is named that can be read"),
        ("ana@web1@db1", {}, "no host is named that can be read"),
        ("web1", {"timeout": "soon"}, "timeout is 'soon'"),
        ("web1", {"jump": "a,b,c,d,e,f"}, "jump names more than 5 hosts"),
        ("web1", {"jump": "a b"}, "no host is named that can be read"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_asked(name: str, options: dict[str, Any], why: str) -> None:
    with pytest.raises(CollectError, match=why):
        ask(0, name=name or " ", **{**OURS, **options})


@pytest.mark.parametrize(
    ("config", "why"),
    [
        ("Host web1\n  User\n", "ConfigUnread"),
        ("Host web1\n  UserKnownHostsFile ~nobody-here/known_hosts\n", "NoHome"),
        ("Host web1\n  ProxyCommand nc %h %p\n", "ProxyCommand"),
        (None, "ConfigMissing"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path: Path, config: str | None, why: str) -> None:
    if config:
        (tmp_path / "config").write_text(config)
    asked = ask(0, name="web1", config=str(tmp_path / "config"), agent=False)
    assert asked.why == ("error", why)
    assert asked.cause


def test_whoever_answers_over_ssh_is_not_off(go: Go) -> None:
    """The server here is seen in no process list as one: what it offers counts, and its doors are there."""
    asked = go("plain", WAY | {"linux.sshd", "linux.pam", "linux.units"})
    assert asked.why == ("ok", "")
    facts = asked.facts
    (channel,) = (f for f in facts if isinstance(f, Channel) and f.protocol == "ssh")
    assert channel.enabled is True
    # Hosts of other tests run in containers of this machine: of their daemons nothing is known.
    others = "container" in asked.by["linux.sshd"].body["running"]["unasked"]
    assert others or set(asked.by["ssh.offer"].body["ciphers"]) <= set(channel.algorithms or ())
    doors = [f for f in facts if isinstance(f, SignIn | Gap) and "sshd" in f.kind]
    assert any(isinstance(f, SignIn) or f.missing == "sign-in" for f in doors)
    assert not [f for f in doors if isinstance(f, SignIn) and f.factors is not None], "nobody knows how it is set"
