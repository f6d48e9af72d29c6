"""Checks say what they are for, and need nothing but facts."""

import inspect
import re
import subprocess
import sys
from types import MappingProxyType
from typing import Any, get_args

import pytest

from scanner.check import Check, Severity
from tests.checks.every import STRICT, every_check

CHECKS = every_check()
each_check = pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)

FOREIGN = {
    "boto3",
    "botocore",
    "azure",
    "google",
    "paramiko",
    "netmiko",
    "cryptography",
    "yaml",
    "collectors",
    "hypothesis",
}


def test_loading_every_check_imports_no_sdk() -> None:
    code = (
        "import checks, importlib, pkgutil, sys\n"
        "for found in pkgutil.iter_modules(checks.__path__): importlib.import_module(f'checks.{found.name}')\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(done.stdout.split())
    assert {"checks", "scanner", "msgspec"} <= loaded
    assert not FOREIGN & loaded


@each_check
def test_it_says_why_and_what_to_do(check: Check[Any, Any]) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*", check.id)
    family = check.id.partition(".")[0]
    assert family == check.control or check.id == "backup.encrypted"
    assert check.severity in get_args(Severity)
    assert 10 < len(check.title) <= 70
    assert not check.title.endswith(".")
    assert 20 < len(check.why) <= 160
    assert 10 < len(check.fix) <= 160
    assert check.why.endswith(".")
    assert check.fix.endswith(".")


@each_check
def test_it_says_how_it_judges(check: Check[Any, Any]) -> None:
    assert 20 < len(check.rule) <= 400
    assert check.rule.endswith(".")
    assert re.search(r"\b(fails|passes)\b", check.rule, re.IGNORECASE)
    assert [name for name in check.settings if not re.search(rf"\b{name}\b", check.rule)] == []


@each_check
def test_it_names_no_platform(check: Check[Any, Any]) -> None:
    words = set(re.findall(r"[a-z0-9]+", f"{check.title} {check.why} {check.rule} {check.fix}".lower()))
    assert not words & {
        "aws",
        "azure",
        "gcp",
        "google",
        "microsoft",
        "linux",
        "windows",
        "iam",
        "bucket",
        "ssh",
        "cisco",
    }


@each_check
def test_a_profile_can_set_what_it_takes_and_nothing_can_change_the_defaults(check: Check[Any, Any]) -> None:
    for name, setting in check.settings.items():
        assert isinstance(setting.default, bool | int | str | tuple | MappingProxyType), name
    assert set(STRICT.get(check.id, ())) <= set(check.settings)


def test_strict_settings_are_of_checks_that_are_there() -> None:
    assert set(STRICT) <= set(CHECKS)


def test_no_two_checks_share_an_id() -> None:
    modules = {inspect.getmodule(check.judge) for check in CHECKS.values()}
    values = {id(v): v for m in modules for v in vars(m).values() if isinstance(v, Check)}
    assert len(values) == len(CHECKS)
