"""What no line means, when releases end, which DISA rules ask the same: every row is whole and has a source."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec
import pytest
import yaml
from msgspec import Struct

from collectors.network import defaults
from collectors.network.platforms import PLATFORMS
from collectors.network.words import _PLACES, _WORDS, words
from scanner import plugins
from tests.collectors.network.hardened import careless, hardened
from tests.collectors.network.reading import facts

FOLDER = Path(__file__).parents[3] / "collectors" / "network" / "defaults"
FILES = sorted(FOLDER.glob("*.yaml"))

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


def test_settings_have_rows(data: Data) -> None:
    assert all(data.defaults.values())


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_there_is_asked_for_and_what_is_asked_for_is_there(
    platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {*named(platform)}
    real = defaults.default

    def overheard(of: str, setting: str, version: str) -> defaults.Default | None:
        asked.add(setting)
        return real(of, setting, version)

    monkeypatch.setattr(defaults, "default", overheard)
    for text in ("", hardened(platform), careless(platform)):
        lines = text.splitlines(keepends=True)
        for n in range(len(lines) + 1):  # each line left out once
            with suppress(ValueError):  # braces that are not closed
                facts(platform, "".join(lines[:n] + lines[n + 1 :]), whole=True)
    there = set(defaults.known(platform).defaults)
    assert sorted(there - asked) == [], "no code reads them: read them, or take their rows out"
    assert sorted(asked - there) == [], "they have no row: what does the platform do where no line says it?"


def named(platform: str) -> Iterator[str]:
    """Settings that the platform's own code names."""
    for file in (FOLDER.parent / "platforms" / PLATFORMS[platform].grammar).glob("*.py"):
        yield from re.findall(r'\.(?:default|switch)\("([a-z_.]+)"\)', file.read_text())


def test_settings_have_plain_words(data: Data) -> None:
    for setting in data.defaults:
        assert setting in _WORDS or setting.rpartition(".")[2].removeprefix("aaa_") in _PLACES, setting
        assert re.fullmatch(r"[A-Za-z0-9 ,-]+", words(setting)), setting


def test_no_words_are_of_a_setting_that_nobody_has() -> None:
    every = {setting for platform in PLATFORMS for setting in defaults.known(platform).defaults}
    assert set(_WORDS) <= every
    places = {setting.rpartition(".")[2].removeprefix("aaa_") for setting in every - set(_WORDS)}
    assert set(_PLACES) == places


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
