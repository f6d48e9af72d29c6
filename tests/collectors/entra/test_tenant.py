"""The settings of the directory as a whole: idle sessions, lockout, its logs and its reviews."""

import pytest

from scanner.facts import FOREVER, Delivery, Lockout, LogTrail, PasswordPolicy, Routine, Session
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts
from tests.collectors.entra.estate import (
    EXPORT,
    INSTANCES,
    ORGANIZATION,
    REVIEWS,
    SETTINGS,
    SIGN_INS,
    TIMEOUTS,
    Change,
    one,
)
from tests.collectors.entra.making import timeout
from tests.collectors.entra.settings import Row, agrees
from tests.servers.graph.server import Graph


def idle(*apps: tuple[str, str], on: bool = True) -> Change:
    return TIMEOUTS, "", [{"id": "t", "isOrganizationDefault": on, "definition": [timeout(*apps)]}]


LOGS = "properties.logs"
BOTH = [{"category": "AuditLogs", "enabled": True}, {"category": "SignInLogs", "enabled": False}]
TABLE: list[Row] = [
    ("idle_timeout", Session, "web", "", "idle_seconds", None, []),
    ("idle_timeout", Session, "web", "", "on_idle", "ends", []),
    ("idle_timeout", Session, "web", "", "idle_seconds", FOREVER, [idle(("x", "00:05:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", FOREVER, [idle(("default", "00:05:00"), on=False)]),
    ("idle_timeout", Session, "web", "", "enforced", False, [(TIMEOUTS, "", [])]),
    ("idle_timeout", Session, "web", "", "idle_seconds", FOREVER, [(TIMEOUTS, "", [])]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [idle(("default", "soon"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [idle(("default", "00:00:00"))]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [(f"{TIMEOUTS}#0", "definition", ["{"])]),
    ("idle_timeout", Session, "web", "", "idle_seconds", None, [(f"{TIMEOUTS}#0", "definition", [])]),
    ("lockout", Lockout, "", "", "attempts", 5, []),
    ("lockout", Lockout, "", "", "seconds", 900, []),
    ("lockout", Lockout, "", "", "attempts", 10, [(SETTINGS, "", [])]),
    ("lockout", Lockout, "", "", "seconds", 60, [(SETTINGS, "", [])]),
    ("lockout", Lockout, "", "", "attempts", 10, [(f"{SETTINGS}#0", "templateId", "another")]),
    (
        "lockout",
        Lockout,
        "",
        "",
        "attempts",
        None,
        [(f"{SETTINGS}#0", "values", [{"name": "LockoutThreshold", "value": "many"}])],
    ),
    (
        "lockout",
        Lockout,
        "",
        "",
        "attempts",
        None,
        [(f"{SETTINGS}#0", "values", [{"name": "LockoutThreshold", "value": "0"}])],
    ),
    ("lockout", PasswordPolicy, "", "", "min_length", 8, []),
    ("lockout", PasswordPolicy, "", "", "min_length", None, [(f"{ORGANIZATION}#0", "onPremisesSyncEnabled", True)]),
    ("log_export", Delivery, "", "", "copies", 1, []),
    ("log_export", Delivery, "", "", "copies", 2, [(f"{EXPORT}#0", "properties.storageAccountId", "/s")]),
    ("log_export", Delivery, "", "", "copies", 0, [(EXPORT, "", [])]),
    ("log_export", Delivery, "", "", "copies", 0, [(f"{EXPORT}#0", LOGS, BOTH)]),
    ("log_export", Delivery, "", "", "copies", 0, [(f"{EXPORT}#0", "properties.workspaceId", LEFT_OUT)]),
    (
        "log_export",
        Delivery,
        "",
        "",
        "copies",
        1,
        [(f"{EXPORT}#0", LOGS, [{"categoryGroup": "allLogs", "enabled": True}])],
    ),
    (
        "log_export",
        Delivery,
        "",
        "",
        "copies",
        0,
        [(f"{EXPORT}#0", LOGS, [{"categoryGroup": "audit", "enabled": True}])],
    ),
    ("log_export", LogTrail, "scope", "", "records", ("sign-in", "admin"), []),
    ("signin_log", Delivery, "", "", "silent_seconds", 600, []),
    ("signin_log", Delivery, "", "", "silent_seconds", FOREVER, [(SIGN_INS, "", [])]),
    (
        "signin_log",
        Delivery,
        "",
        "",
        "silent_seconds",
        172800,
        [(SIGN_INS, "", [{"createdDateTime": "2026-11-23T12:00:00Z"}])],
    ),
    ("access_reviews", Routine, "access-review", "", "age_days", 30, []),
    ("access_reviews", Routine, "access-review", "", "outcome", "good", []),
    ("access_reviews", Routine, "access-review", "", "age_days", FOREVER, [(REVIEWS, "", [])]),
    ("access_reviews", Routine, "access-review", "", "outcome", "bad", [(REVIEWS, "", [])]),
    (
        "access_reviews",
        Routine,
        "access-review",
        "",
        "age_days",
        FOREVER,
        [(f"{REVIEWS}#0", "scope", {"query": "/groups/x/members"})],
    ),
    ("access_reviews", Routine, "access-review", "", "age_days", FOREVER, [(f"{INSTANCES}#0", "status", "InProgress")]),
    (
        "access_reviews",
        Routine,
        "access-review",
        "",
        "age_days",
        FOREVER,
        [(f"{INSTANCES}#0", "endDateTime", "2027-10-26T12:00:00Z")],
    ),
    ("access_reviews", Routine, "access-review", "", "age_days", None, [(f"{INSTANCES}#0", "status", "Odd")]),
]


@pytest.mark.parametrize("row", TABLE)
def test_a_setting(near: Graph, row: Row) -> None:
    agrees(near, row)


@pytest.mark.parametrize(
    ("apps", "limit"),
    [
        ([("default", "00:15:00")], "15 min"),
        ([("default", "03:00:00")], "180 min"),
        ([("default", "1.01:00:00")], "1500 min"),
        ([("default", "00:05:00"), ("x", "01:00:00")], "60 min"),
        ([("default", "00:05:00"), ("x", "00:02:00")], "5 min"),
    ],
)
@pytest.mark.parametrize("at", ["", "/administrators"])
def test_the_limit_of_idle_sessions_is_the_longest(
    near: Graph, apps: list[tuple[str, str]], limit: str, at: str
) -> None:
    estate.put(near, idle(*apps))
    (why,) = (u for u in one(facts(near), Session, "web", at).unread if u.field == "idle_seconds")
    assert why.ask.startswith(f"the limit is {limit}, but")


def test_the_log_of_sign_ins_is_asked_for_its_newest_alone(near: Graph) -> None:
    estate.put(near, (SIGN_INS, "", [{"createdDateTime": f"2026-11-2{n}T11:50:00Z"} for n in (5, 4, 3)]))
    came = next(a for a in answers(near) if a.question == "entra.signins")
    assert (came.pages, came.items, came.complete) == (1, 1, True)
