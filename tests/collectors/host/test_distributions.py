"""Machines as distributions deliver them, and as hospitals keep them: what the readers make of their own words.

Re-typed from their packages and manuals: a file for each question, named after it; `NAME.error` for one that failed, no
file where there is none.
"""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from scanner.answers import Answer
from scanner.facts import FOREVER, Fact
from scanner.targets import Target
from tests.collectors.host.machines import BY_ID, answer, facts
from tests.judged import judged, lost

HERE = Path(__file__).parent / "distributions"


def told(name: str) -> list[Answer]:
    return [_answer(HERE / name, question) for question in BY_ID]


def _answer(folder: Path, question: str) -> Answer:
    short = question.removeprefix("linux.")
    if (folder / short).is_file():
        return answer(question, BY_ID[question].keep((folder / short).read_text("utf-8")))
    failed = next(folder.glob(f"{short}.*"), None)
    return answer(question, outcome=failed.suffix[1:] if failed else "absent")


def seen(found: list[Fact], what: str) -> Any:
    """`sshd SignIn.factors`: a field of the fact of a class about a part of the machine."""
    part, _, field = what.partition(" ")
    cls, _, name = field.partition(".")
    some = [f for f in found if type(f).__name__ == cls and f.resource.partition("/")[2] == part.strip("-")]
    return [getattr(f, name) for f in some]


COMMON: dict[str, list[Any]] = {"sshd Channel.enabled": [True], "sshd SignIn.individual": [True]}
MACHINES: dict[str, dict[str, list[Any]]] = {
    "rhel-9": {
        "- Release.support_days_left": [2014],
        "- Fixes.oldest_high_days": [None],  # a restart is due
        "login SignIn.factors": [1],
        "sudo SignIn.factors": [1],
        "sshd SignIn.factors": [1],
        "sshd/root SignIn.individual": [False],
        "passwords Lockout.attempts": [3],
        "passwords Lockout.seconds": [FOREVER],
        "passwords PasswordPolicy.min_length": [15],
        "clock Clock.synchronised": [True],
        "audit LogTrail.records": [("sign-in", "admin")],
        "audit-log LogStore.retention_days": [30],
        "var/log/secure LogStore.retention_days": [28],
        "integrity Guard.in_force": [True],
        "sudo/ec2-user Grant.activation": ["standing"],
        "user/root Identity.unused_days": [None],  # it may come in by a key
        "user/ec2-user Identity.unused_days": [5],
        "crypto-policy Channel.min_version": ["1.2"],
    },
    "sles-15": {
        "- Release.support_days_left": [1709],
        "- Fixes.oldest_high_days": [None],  # zypper does not tell since when
        "login SignIn.factors": [1],
        "sshd SignIn.factors": [1],
        "passwords Lockout.attempts": [FOREVER],
        "passwords PasswordPolicy.min_length": [6],
        "sudo/ALL Grant.right": ["other"],  # targetpw
        "user/ana Identity.privileged": [True],
        "user/ec2-user Identity.privileged": [False],
        "var/log/messages LogStore.retention_days": [None],
    },
    "ubuntu-24.04": {
        "- Release.support_days_left": [918],
        "- Fixes.oldest_critical_days": [0],
        "- Release.auto_update": [True],
        "login SignIn.factors": [1],
        "display SignIn.factors": [1],  # whatever GDM says to root
        "passwords PasswordPolicy.min_length": [15],
        "audit LogTrail.enabled": [False],
        "journal LogStore.retention_days": [30],
        "integrity Guard.in_force": [True],
        "clock Clock.sources": [1],
        "desktop Session.idle_seconds": [300],
        "desktop Session.enforced": [False],
    },
    "debian-12": {
        "- Release.support_days_left": [583],
        "- Fixes.oldest_critical_days": [None],  # a fix lies behind a later version
        "malware-protection Detector.enabled": [None],  # nobody gives clamd anything to look at
        "malware-protection Definitions.age_days": [0],
        "passwords PasswordPolicy.min_length": [6],
        "integrity Guard.in_force": [False],
    },
    "amazon-2023": {
        "- Release.support_days_left": [948],
        "- Fixes.oldest_critical_days": [None],  # it is held at its release
        "- Fixes.checked_days": [None],
        "audit LogTrail.records": [("sign-in",)],
        "audit LogTrail.exempt": [("never,task",)],
        "integrity Guard.in_force": [False],  # no cron runs there
        "- Asset.also": [("i-0123456789abcdef0",)],
    },
    "alpine-3.22": {
        "- Release.support_days_left": [157],
        "- Fixes.oldest_critical_days": [0],
        "login SignIn.factors": [1],  # no PAM
        "sshd SignIn.factors": [1],
        "passwords Lockout.attempts": [FOREVER],
        "clock Clock.synchronised": [None],  # busybox keeps it, and cannot be asked
        "sudo/%wheel Grant.right": ["everything"],  # doas
        "audit LogTrail.enabled": [False],
        "console Session.idle_seconds": [FOREVER],
    },
}


@pytest.mark.parametrize("name", MACHINES)
def test_a_machine_as_delivered(name: str) -> None:
    found = facts(told(name))
    expected = {**COMMON, **MACHINES[name]}
    assert {what: seen(found, what) for what in expected} == expected


def test_every_folder_is_read() -> None:
    assert {folder.name for folder in HERE.iterdir()} == set(MACHINES)
    files = {path.name.partition(".")[0] for path in HERE.glob("*/*")}
    assert {f"linux.{name}" for name in files} <= set(BY_ID)


@pytest.mark.parametrize("name", MACHINES)
def test_what_one_of_them_refuses_is_never_a_pass(name: str) -> None:
    here, all_ = Target(id="local:web1", scheme="local", name=name), told(name)
    before = judged(all_, here)
    for one in all_:
        refused = msgspec.structs.replace(one, outcome="denied", body=None)
        assert lost(before, judged([refused if a is one else a for a in all_], here)) == []
