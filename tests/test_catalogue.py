"""What to do about one finding: its own name stands there, and no name that would be more than a name."""

import shlex
import subprocess
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from checks import mfa
from scanner import plugins
from scanner.catalogue import Catalogue, Inspected, Judged, describe
from scanner.finding import Finding, Status
from scanner.plugins import Registry
from scanner.profile.layers import load_profile
from scanner.scope import Scope
from tests.hostile_names import HOSTILE, PLAIN

OWN: dict[str, Any] = {"NAME": "name", "ID": "id", "ARN": "resource", "REGION": "site"}


def told(fix: str, own: dict[str, Any] | None = None, **said: Any) -> str:
    judged = Judged(title="T", control="c", severity="low", why="W.", fix="Do it.", fixes={"lab.disk": fix})
    kind = Inspected(title="disk", platform="Lab", own=OWN if own is None else own)
    found = {"resource": "arn:lab:disk/d-1", "name": "d-1", "site": "eu-1", "kind": "lab.disk"} | said
    finding = Finding(
        fingerprint="0" * 32,
        check="c.x",
        control="c",
        status=Status.FAIL,
        target="lab:a",
        seen="S",
        severity="low",
        likelihood=1,
        impact=1,
        risk=1,
        **found,
    )
    return Catalogue(checks={"c.x": judged}, kinds={"lab.disk": kind}).fix_of(finding)


@pytest.mark.parametrize(
    ("fix", "said"),
    [
        ("labctl wipe NAME", "labctl wipe d-1"),
        ("labctl wipe NAME; labctl wipe --id ID --at REGION", "labctl wipe d-1; labctl wipe --id d-1 --at eu-1"),
        ("grant arn:x:::NAME/* to ARN.", "grant arn:x:::d-1/* to arn:lab:disk/d-1."),
        (
            "use KEY-ARN, NAME-ARN, ARN-KEY, MY_NAME, NAMES and name",
            "use KEY-ARN, NAME-ARN, ARN-KEY, MY_NAME, NAMES and name",
        ),
        ("labctl wipe --key=KEY", "labctl wipe --key=KEY"),
        ("nothing is named", "nothing is named"),
    ],
)
def test_its_own_name_stands_in_what_is_to_be_typed(fix: str, said: str) -> None:
    assert told(fix) == said


@pytest.mark.parametrize(
    "said",
    [
        {"resource": "lab:a", "name": "", "site": ""},  # a list that failed
        {"resource": "every lab.disk", "name": "every disk", "site": ""},  # it stands for all of them
        {"own": {}},
    ],
)
def test_what_is_no_one_thing_keeps_the_words(said: dict[str, Any]) -> None:
    assert told("labctl wipe NAME ID ARN REGION", **said) == "labctl wipe NAME ID ARN REGION"


def test_a_name_that_is_such_a_word_is_not_replaced_again() -> None:
    assert told("wipe NAME ID", name="ID") == "wipe ID d-1"


def test_the_rule_of_a_check_is_sealed_and_where_there_is_none_nothing_is() -> None:
    profile = load_profile("hipaa-security-rule", plugins.load().checks)
    for rule, sealed in ((mfa.demanded.rule, mfa.demanded.rule), ("", UNSET)):
        check = replace(mfa.demanded, rule=rule)
        scope = Scope(targets=(), checks=(check.id,))
        judged = describe(scope, profile, Registry({check.id: check}, {}, ())).checks[check.id]
        assert judged.rule == sealed
        assert msgspec.json.decode(msgspec.json.encode(judged), type=Judged) == judged
        assert (b'"rule"' in msgspec.json.encode(judged)) == bool(rule)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_is_one_word_to_a_shell(name: str) -> None:
    assert shlex.split(told("labctl wipe NAME --now", name=name)) == ["labctl", "wipe", name, "--now"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("word", ["NAME", "'NAME'", '"NAME"', "x=NAME,y=2"])
def test_a_name_that_somebody_chose_with_care_stands_in_no_command(name: str, word: str) -> None:
    assert told(f"labctl wipe {word}", name=name, resource=name, site=name) == f"labctl wipe {word}"


@given(st.text(min_size=1, max_size=40))
def test_whatever_it_is_called(name: str) -> None:
    done = told("labctl wipe NAME --now", name=name)
    assert shlex.split(done) in (["labctl", "wipe", "NAME", "--now"], ["labctl", "wipe", name, "--now"])
    assert name.startswith("-") is False or name not in done.split()


@pytest.mark.parametrize("name", [*PLAIN, *HOSTILE])
def test_a_real_shell_hears_one_word(name: str) -> None:
    script = told("printf '%s\\n' NAME", name=name)
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True, timeout=10)
    assert done.stdout == (f"{name}\n" if name in PLAIN else "NAME\n")
