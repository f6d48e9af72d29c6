"""This machine, for real: as root, as nobody, through sudo; and canaries in all that is looked at."""

import os
import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from collectors.host import local
from collectors.host.asking import kept
from collectors.host.here import LOCAL
from collectors.host.linux.questions import QUESTIONS
from collectors.host.local import Ran
from collectors.host.script import assemble, framed, split
from scanner.answers import Answer, Answers
from scanner.collector import CollectError, Inquiry
from scanner.facts import CLASSES, Asset, Channel, Fact, Gap, Guard, Identity
from scanner.targets import parse
from tests.servers.need import need
from tests.servers.other_etc import nobody, other_etc

NOW = "2026-11-25T12:00:00Z"
ALL = frozenset(q.id for q in QUESTIONS)
CANARY = "c4n4ry-Zq7"
Prefix = Callable[[Sequence[str]], None]


def scan(uri: str = "local:", questions: frozenset[str] = ALL) -> dict[str, Answer]:
    inquiry = Inquiry(target=parse(uri), questions=questions, now=lambda: NOW, secret=str)
    return {a.question: a for a in LOCAL.collect(inquiry)}


def facts(answers: dict[str, Answer]) -> list[Fact]:
    ordered = sorted(answers.values(), key=lambda a: a.key)
    return list(LOCAL.read(Answers("local:", enumerate(ordered), wanted={q: q for q in ALL})))


@pytest.fixture
def prefixed(monkeypatch: pytest.MonkeyPatch) -> Prefix:
    """All that the collector starts is started with these words before it."""

    def use(words: Sequence[str]) -> None:
        real = local.run

        def run(command: Sequence[str], script: bytes, whole: int, stopped: Callable[[], bool]) -> Ran:
            return real([*words, *command], script, whole, stopped)

        monkeypatch.setattr(local, "run", run)

    return use


def test_this_machine() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = scan(questions=ALL - {"linux.updates"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert set(asked) == ALL - {"linux.updates"}
    machine = asked["linux.machine"]
    assert (machine.outcome, machine.body["hostname"]) == ("ok", os.uname().nodename)
    assert machine.source.caller
    assert {a.source for a in asked.values()} == {machine.source}
    assert not [a for a in asked.values() if a.outcome in {"timeout", "error"} and a.code not in ALLOWED], (
        "see their codes"
    )
    assert [f.resource for f in facts(asked) if isinstance(f, Asset)] == ["local:"]
    # The script costs 0.2 s of CPU on a machine of 2026; a loop that got lost costs more.
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


ALLOWED = {"exit 98"}
"""No lsblk, no lastlog: a machine may lack them."""


def test_only_what_is_wanted_is_asked_and_always_who_it_is() -> None:
    assert set(scan(questions=frozenset({"linux.shell"}))) == {"linux.machine", "linux.shell"}
    assert list(LOCAL.wanted([Asset])) == ["linux.machine", "macos.machine"]
    assert set(LOCAL.wanted(CLASSES)) == {q.id for q in LOCAL.questions}


@pytest.mark.parametrize("shell", ["bash --posix", "busybox sh"])
def test_every_shell_gives_the_same_answers(shell: str) -> None:
    """What moves by itself (the clock, ports that listen) apart."""
    need(shell.split(maxsplit=1)[0])
    some = [q for q in QUESTIONS if q.id not in {"linux.updates", "linux.machine", "linux.sshd", "linux.mounts"}]

    def told(by: str) -> dict[str, Any]:
        script = assemble({"Linux": some}, mark="m4rk", whole=60, shell=by)
        ran = local.run([*by.split(), "-s"], script, 60, lambda: False)
        return {
            s.question: (s.outcome, *kept(q, s))
            for q, s in zip(some, split(framed(ran.output, "m4rk"), some, "m4rk"), strict=True)
        }

    assert told(shell) == told("sh")


SSHD_CONFIG = """
PermitRootLogin prohibit-password
PasswordAuthentication no
AuthenticationMethods publickey,keyboard-interactive:pam
Ciphers aes256-gcm@openssh.com,aes128-cbc
ChannelTimeout session:*=10m
Match Group sftp
  AuthenticationMethods publickey
Match User root
  PermitRootLogin no
"""


@pytest.mark.parametrize("who", ["root", "nobody"])
def test_sshd_as_it_really_is(prefixed: Prefix, tmp_path: Path, who: str) -> None:
    need("sshd", package="openssh-server")
    etc = other_etc(tmp_path, {"ssh/sshd_config": SSHD_CONFIG})
    prefixed([*etc, *(nobody() if who == "nobody" else [])])
    asked = scan(questions=frozenset({"linux.sshd", "linux.pam"}))
    assert (asked["linux.sshd"].outcome, asked["linux.sshd"].code) == ("ok", "")
    body = asked["linux.sshd"].body
    assert body["everyone"]["permitrootlogin"] in {"without-password", "prohibit-password"}
    assert body["root"]["permitrootlogin"] == "no", "what a Match block says of root"
    assert (body["match"]["by"], body["everyone"]["authenticationmethods"]) == (
        ["group", "user"],
        "publickey,keyboard-interactive:pam",
    )
    channel = next(f for f in facts(asked) if isinstance(f, Channel) and f.protocol == "ssh")
    assert {"aes128-cbc", "curve25519-sha256"} <= set(channel.algorithms or ())


def test_nobody_is_denied_by_name(prefixed: Prefix) -> None:
    prefixed(nobody())
    asked = scan(questions=ALL - {"linux.updates"})
    assert asked["linux.machine"].source.caller == "nobody"
    assert {a.outcome for a in asked.values() if a.needs == "root"} <= {"denied", "absent"}
    assert asked["linux.shadow"].outcome == "denied"
    people = [f for f in facts(asked) if isinstance(f, Identity) and f.enabled is not False]
    assert people
    assert all(f.enabled is None and ("enabled", "denied") in {(u.field, u.outcome) for u in f.unread} for f in people)
    assert {(f.missing, f.outcome) for f in facts(asked) if isinstance(f, Gap)} >= {
        ("credential", "denied"),
        ("backup", "denied"),
    }


def test_sudo_with_the_right(prefixed: Prefix, tmp_path: Path) -> None:
    need("sudo")
    assert LOCAL.grant
    rule = {"sudoers": LOCAL.grant(["root"]).replace("safeguard ALL", "nobody ALL")}
    prefixed([*other_etc(tmp_path, rule), *nobody()])
    asked = scan("local:?sudo=true", frozenset({"linux.shadow", "linux.sudo"}))
    assert asked["linux.machine"].source.caller == "root, through sudo"
    assert asked["linux.shadow"].outcome == "ok"
    assert asked["linux.sudo"].body["grants"] == [{"who": "nobody", "everything": True, "password": False}]


def test_sudo_that_asks_for_a_password(prefixed: Prefix) -> None:
    need("sudo")
    prefixed(nobody())
    asked = scan("local:?sudo=true", frozenset({"linux.shadow", "linux.shell"}))
    assert asked["linux.machine"].source.caller == "nobody"
    assert (asked["linux.shadow"].outcome, asked["linux.shadow"].code) == ("denied", "exit 97; sudo: exit 1")
    assert asked["linux.shell"].outcome == "ok", "what needs no right is still worth an answer"


def test_sudo_that_is_not_there(monkeypatch: pytest.MonkeyPatch, prefixed: Prefix) -> None:
    prefixed(nobody())
    monkeypatch.setattr(local, "_SUDO", ("no-such-sudo",))
    asked = scan("local:?sudo=true", frozenset({"linux.shadow"}))
    assert (asked["linux.shadow"].outcome, asked["linux.shadow"].code) == ("denied", "exit 97; sudo: exit 127")


def test_a_machine_without_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_SHELL", ("no-such-shell",))
    asked = scan()
    assert set(asked) == ALL
    assert {(a.outcome, a.code) for a in asked.values()} == {("error", "sh: cannot be started (FileNotFoundError)")}
    assert {type(f) for f in facts(asked)} == {Gap}


@pytest.mark.parametrize("timeout", ["0", "-5", "soon", "3601", "1.5"])
def test_a_timeout_that_makes_no_sense(timeout: str) -> None:
    with pytest.raises(CollectError, match=r"timeout is .*, and must be a whole number of seconds from 1 to 3600"):
        scan(f"local:?timeout={timeout}")


@pytest.mark.parametrize(("policies", "on"), [("46", True), ("4", False), ("", False)])
def test_a_firewall_as_it_really_is(prefixed: Prefix, policies: str, on: bool) -> None:  # noqa: FBT001  # a table
    """In a network of its own: iptables of the machine, whichever kernel part it speaks to."""
    need("iptables")
    nobody()  # only root can have a network of its own
    commands = {"4": "iptables -P INPUT DROP", "6": "ip6tables -P INPUT DROP"}
    script = "; ".join([*(commands[p] for p in policies), 'exec "$@"'])
    prefixed([need("unshare", package="util-linux"), "-n", "sh", "-c", script, "sh"])
    asked = scan(questions=frozenset({"linux.firewall"}))
    assert asked["linux.firewall"].outcome == "ok"
    guard = next(f for f in facts(asked) if isinstance(f, Guard) and f.kind == "linux.firewall")
    assert guard.in_force is on


def planted() -> dict[str, str]:
    c = CANARY
    return {
        "passwd": f"root:x:0:0:{c}:/root:/bin/bash\nana:$1${c}:1000:1000:{c}:/home/{c}:/bin/bash\n",
        "shadow": f"root:$y$j9T${c}:20000:0:99999:7:::\nbob:$6${c}:20000:0:99999:7:::{c}\n",
        "group": f"sudo:{c}:27:ana\n",
        "sudoers": f"# {c}\nDefaults passprompt={c}\nana ALL=(root) NOPASSWD: /bin/app --password={c}, ALL\n",
        "sudoers.d/more": f"bob ALL=(ALL) /usr/bin/mysql -p{c}\n",
        "ssh/sshd_config": f"# {c}\nAuthorizedKeysCommand /bin/keys {c}\nAuthorizedKeysCommandUser root\nBanner /{c}\n",
        "pam.d/sshd": f"auth required pam_ldap.so bindpw={c} nullok # {c}\nauth required /lib/{c}/pam_unix.so\n",
        "login.defs": f"PASS_MAX_DAYS 90\nFAKE_SHELL {c}\n",
        "security/pwquality.conf": f"minlen = 14\nbadwords = {c}\n",
        "rsyslog.conf": f'action(type="omelasticsearch" server="https://ana:{c}@logs" uid="{c}" pwd="{c}")\n'
        f"*.* @@logs.example.org:6514 # {c}\n",
        "systemd/journal-upload.conf": f"[Upload]\nURL=https://ana:{c}@logs:19532\nServerKeyFile=/{c}\n",
        "logrotate.d/app": f"/var/log/auth.log {{\n weekly\n rotate 4\n"
        f" postrotate\n curl -u ana:{c} x\n endscript\n}}\n",
        "cron.d/backup": f"RESTIC_PASSWORD={c}\n0 2 * * * root restic -r sftp:ana:{c}@nas backup /srv\n",
        "cron.d/night": "0 2 * * * root /etc/night.sh\n",
        "night.sh": f"#!/bin/sh\nexport PASSPHRASE={c}\nduplicity --password {c} /srv sftp://ana:{c}@nas/x\n",
        "doas.conf": f"permit nopass setenv {{ TOKEN={c} }} eve cmd /bin/app args --password={c}\n",
        "nsswitch.conf": f"passwd: files [{c}=return] {c}\nsudoers: files {c}\n",
        "crontab": f"0 3 * * * root borg create ssh://ana:{c}@nas/repo /srv\n",
        "rsnapshot.conf": f"snapshot_root\t/nowhere/{c}/\ncmd_ssh\t/bin/ssh {c}\n",
        "profile.d/zz-canary.sh": f"echo {c}; echo shell={c}; export SECRET={c}; readonly TMOUT=600\n",
        "apt/apt.conf.d/99proxy": f'Acquire::http::Proxy "http://ana:{c}@proxy";\nUnattended-Upgrade::Mail "{c}";\n',
        "dconf/profile/user": f"user-db:user\nsystem-db:local\n# {c}\n",
        "dconf/db/local.d/00": f"[org/gnome/{c}]\nkey='{c}'\n",
        "machine-id": f"{c}0123456789abcdef\n",
        "audit/auditd.conf": f"name = {c}\n",
        "dnf/automatic.conf": f"apply_updates = yes\nemail_to = {c}\n",
    }


def test_no_canary_leaves_the_machine(prefixed: Prefix, tmp_path: Path) -> None:
    prefixed(other_etc(tmp_path, planted(), mounted=CANARY))
    asked = scan(questions=ALL - {"linux.updates"})  # two seconds of apt, whose output test_keep.py knows
    sealed = msgspec.json.encode(sorted(asked.values(), key=lambda a: a.key)).decode()
    # They were there to be seen:
    assert asked["linux.sudo"].body["grants"][0] == {"who": "ana", "everything": True, "password": False}
    assert asked["linux.shadow"].body["bob"]["class"] == "sha512"
    assert {t["host"] for t in asked["linux.forward"].body["targets"]} == {"logs", "logs.example.org"}
    assert {row["tool"] for row in asked["linux.cron"].body["starts"]} == {"restic", "borg", "duplicity"}
    assert "eve" in {grant["who"] for grant in asked["linux.sudo"].body["grants"]}
    assert asked["linux.shell"].body["timeouts"]["ordinary"] == {"tmout": "600", "readonly": True}
    assert [line[2] for line in asked["linux.pam"].body["sshd"]] == ["pam_ldap", "pam_unix"]
    assert "nas/share" in {m["source"].partition("//")[2] or m["source"] for m in asked["linux.mounts"].body["mounts"]}
    # And none of it is in any answer, nor in what is read from them.
    assert CANARY not in sealed
    assert CANARY not in repr(facts(asked))
