"""Whether the audit log goes on: an old entry may be a quiet house, or a log that has stopped."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Delivery, LogTrail
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.workspace.asking import facts, near_answers, one, put
from tests.collectors.workspace.settings import each, means
from tests.servers.google.double import Google

DAY = 86400
BOTH = ("users/1", "users/2")


def since(when: Any) -> list[Change]:
    """Everybody's last sign-in."""
    return [(who, "lastLoginTime", when) for who in BOTH]


ROWS: list[tuple[str, list[Change], int | None]] = [
    ("an entry of this morning", [], 3600),
    (
        "nobody came since, and nobody could",
        [*since("2026-11-20T10:00:00Z"), ("login/1", "id.time", "2026-11-20T10:00:00Z")],
        None,
    ),
    (
        "somebody came two days ago, and the newest entry is older",
        [*since("2026-11-23T10:00:00Z"), ("login/1", "id.time", "2026-11-20T10:00:00Z")],
        5 * DAY + 7200,
    ),
    (
        "the same, though administrators' entries go on",
        [
            *since("2026-11-23T10:00:00Z"),
            ("login/1", "id.time", "2026-11-20T10:00:00Z"),
            ("admin/1", "id.time", "2026-11-25T11:00:00Z"),
        ],
        5 * DAY + 7200,
    ),
    (
        "somebody came an hour ago: it may be on its way",
        [*since("2026-11-25T11:00:00Z"), ("login/1", "id.time", "2026-11-20T10:00:00Z")],
        None,
    ),
    (
        "two records of one sign-in differ a little",
        [*since("2026-11-20T10:30:00Z"), ("login/1", "id.time", "2026-11-20T10:00:00Z")],
        None,
    ),
    (
        "an account was made two days ago, and what administrators did is older",
        [("users/2", "creationTime", "2026-11-23T11:00:00Z")],
        5 * DAY + 3600,
    ),
    (
        "no entry at all, and people came",
        [*since("2026-11-20T10:00:00Z"), ("login/1", "", LEFT_OUT), ("login/2", "", LEFT_OUT)],
        FOREVER,
    ),
    (
        "no entry at all, and nobody ever came",
        [
            *since("1970-01-01T00:00:00Z"),
            *[(f"{log}", "", LEFT_OUT) for log in ("login/1", "login/2", "admin/1")],
        ],
        None,
    ),
    ("an entry that lies ahead", [("login/1", "id.time", "2026-11-27T12:00:00Z")], -2 * DAY),
]


@pytest.mark.parametrize(("changes", "seconds"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_silence(near: Google, changes: list[Change], seconds: int | None) -> None:
    put(near, *changes)
    fact = one(facts(near), Delivery, "", "/log")
    assert fact.silent_seconds == seconds
    assert (seconds is None) == ("silent_seconds" in {why.field for why in fact.unread})


def test_where_accounts_are_not_told_an_old_entry_says_nothing(near: Google) -> None:
    put(near, ("login/1", "id.time", "2026-11-20T10:00:00Z"))
    near.denied.add("directory.users.list")
    fact = one(facts(near), Delivery, "", "/log")
    assert fact.silent_seconds is None
    assert "directory.users.list" in fact.unread[1].ask or "directory.users.list" in fact.unread[0].ask


def test_one_entry_of_each_log_is_asked_for(near: Google) -> None:
    put(near)
    answers = {answer.question: answer for answer in near_answers(near)}
    assert [(answers[f"ws.log.{log}"].pages, answers[f"ws.log.{log}"].items) for log in ("login", "admin")] == [
        (1, 1)
    ] * 2
    assert answers["ws.log.login"].complete


SETTINGS: list[Setting] = [
    ("ws.login_audit", Delivery, "", "/log", "silent_seconds", 3600, []),
    ("ws.login_audit", Delivery, "", "/log", "silent_seconds", 60, [("admin/1", "id.time", "2026-11-25T11:59:00Z")]),
    ("ws.login_audit", Delivery, "", "/log", "silent_seconds", None, [("login/1", "id.time", LEFT_OUT)]),
    ("ws.login_audit", LogTrail, "scope", "/log", "enabled", True, []),
    ("ws.login_audit", LogTrail, "scope", "/log", "records", ("admin", "sign-in"), []),
]


@each(SETTINGS)
def test_one_setting(near: Google, row: Setting) -> None:
    means(near, row)
