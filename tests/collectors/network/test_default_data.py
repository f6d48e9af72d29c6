"""What no line means, when releases end, which DISA rules ask the same: every row is whole and has a source."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import pytest
import yaml
from msgspec import Struct

from scanner import plugins

FOLDER = Path(__file__).parents[3] / "collectors" / "network" / "defaults"
FILES = sorted(FOLDER.glob("*.yaml"))

SETTINGS = {
    "idle": "console aux tty vty ssh telnet web api netconf winbox profile session_timeout changeable",
    "lifetime": "session api",
    "service": (
        "ssh telnet http https snmp ftp tftp scp netconf api api-ssl api_http grpc winbox finger rlogin rsh romon"
        " mac-telnet mac-winbox bandwidth-test xnm-clear-text profile vty_transport aux_transport"
    ),
    "ssh": "version root_login ciphers macs kex hostkeys passwords strong_crypto",
    "tls": "web_min profile_min certificate grpc",
    "http": "redirect",
    "ldap": "secure",
    "snmp": "versions community community_versions security authentication encryption user_level encrypt_demanded",
    "sign_in": "console aux tty vty ssh telnet web api winbox root serviceos"
    " aaa_console aaa_aux aaa_tty aaa_vty aaa_web",
    "aaa": "new_model fallback next_method",
    "mfa": "",
    "lockout": "attempts seconds",
    "password": "min_length min_length_enabled complexity",
    "secret": "stored shared shown absent",
    "log": "enabled remote remote_audit trap_level timestamps sign_in failed_sign_in admin commands",
    "ntp": "authenticate enabled servers",
    "backup": "automatic",
}
KNOWN = {f"{kind}.{name}" if name else kind for kind, names in SETTINGS.items() for name in names.split() or [""]}
SECONDS = ("idle.", "lifetime.", "lockout.seconds")
NOT_SECONDS = ("idle.changeable",)


class Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    value: int | bool | str
    versions: str
    basis: Literal["stig", "doc", "seen", "memory"]
    says: str
    source: str
    settles: str


class Ends(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: str
    ends: str
    source: str


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: str
    rule: str
    title: str
    checks: tuple[str, ...]


class Data(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    defaults: Mapping[str, tuple[Row, ...]]
    releases: tuple[Ends, ...]
    stig: tuple[Rule, ...]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def data(request: pytest.FixtureRequest) -> Data:
    return msgspec.convert(yaml.safe_load(request.param.read_bytes()), Data)


def test_there_are_files() -> None:
    assert FILES


def test_settings_are_known(data: Data) -> None:
    assert set(data.defaults) <= KNOWN
    assert all(data.defaults.values())


def test_values_are_of_their_setting(data: Data) -> None:
    for setting, rows in data.defaults.items():
        for row in rows:
            assert row.value not in ("on", "off", ""), f"{setting}: write on and off without quotes"
            if setting.startswith(SECONDS) and setting not in NOT_SECONDS:
                number = isinstance(row.value, int) and not isinstance(row.value, bool) and row.value >= 0
                assert number or row.value in ("never", "unknown"), setting


def test_a_row_says_why_and_where_from(data: Data) -> None:
    for setting, rows in data.defaults.items():
        for row in rows:
            assert re.fullmatch(r"\S(.*[^\s.])?", row.says), f"{setting}: one clause, without a full stop"
            assert row.settles, setting
            assert row.source or row.basis == "memory" or row.value == "unknown", (
                f"{setting}: {row.basis} has no source"
            )
            assert row.basis != "stig" or re.search(r"\b(V-\d{4,6}|SV-\d{4,6}r\d+)", row.source), setting
            assert row.basis != "seen" or re.search(r"\b\d+\b", row.source), f"{setting}: seen on how many?"


def test_ranges_of_versions_can_be_read(data: Data) -> None:
    for setting, rows in data.defaults.items():
        for row in rows:
            if row.versions:
                assert all(re.fullmatch(r"(>=|<=|<|>)\d+(\.\d+)*", one) for one in row.versions.split(",")), setting
        assert [row.versions for row in rows[:-1]].count("") == 0, (
            f"{setting}: nothing comes after a row for all versions"
        )


def test_ends_of_releases_are_dates(data: Data) -> None:
    for one in data.releases:
        assert date.fromisoformat(one.ends)
        assert one.source
        assert re.fullmatch(r"\d+(\.\d+[A-Z0-9]*)*", one.version)
    assert len({one.version for one in data.releases}) == len(data.releases)


def test_rules_of_disa(data: Data) -> None:
    checks = plugins.load().checks
    for rule in data.stig:
        assert re.fullmatch(r"V-\d{4,6}", rule.id)
        assert re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*-\d{6}", rule.rule)
        assert rule.title
        assert rule.checks
        assert set(rule.checks) <= set(checks), rule.id
    assert len({rule.id for rule in data.stig}) == len(data.stig)


def test_no_rule_of_disa_stands_with_two_platforms() -> None:
    rules = [rule["id"] for path in FILES for rule in yaml.safe_load(path.read_bytes())["stig"]]
    assert len(set(rules)) == len(rules)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_lines_are_short(path: Path) -> None:
    assert max(map(len, path.read_text().splitlines())) <= 140
