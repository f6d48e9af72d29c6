"""Sessions that are streamed: AppStream fleets and portals of the secure browser."""

from typing import Any

import pytest

from scanner.facts import FOREVER, Gap, Guard, Session
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

FLEET, PORTAL = "aws.appstream.fleet", "aws.workspaces-web.portal"
LIMITS = {
    "IdleDisconnectTimeoutInSeconds": 600,
    "DisconnectTimeoutInSeconds": 300,
    "MaxUserDurationInSeconds": 28800,
}


def fleet(**row: Any) -> tuple[str, str, Any]:
    said = {"Arn": f"arn:aws:appstream:{REGION}:{ACCOUNT}:fleet/records", "Name": "records", **LIMITS, **row}
    return ("appstream.fleets", REGION, {"Fleets": [{k: v for k, v in said.items() if v is not None}]})


@pytest.mark.parametrize(
    ("row", "idle", "longest"),
    [
        ({}, 900, 28800),
        ({"IdleDisconnectTimeoutInSeconds": 601}, 901, 28800),
        ({"IdleDisconnectTimeoutInSeconds": 0}, FOREVER, 28800),
        ({"IdleDisconnectTimeoutInSeconds": None}, FOREVER, 28800),
        ({"DisconnectTimeoutInSeconds": None}, None, 28800),
        ({"IdleDisconnectTimeoutInSeconds": 0, "DisconnectTimeoutInSeconds": None}, FOREVER, 28800),
        ({"MaxUserDurationInSeconds": None}, 900, None),
    ],
)
def test_fleets(row: dict[str, Any], idle: int | None, longest: int | None) -> None:
    session = one(FLEET, Session, fleet(**row))
    assert (session.idle_seconds, session.max_seconds, session.surface) == (idle, longest, "remote-access")
    assert session.on_idle == (None if idle is None else "ends")
    assert {why(session, f) for f in ("idle_seconds", "max_seconds") if getattr(session, f) is None} <= {"unclear"}


@pytest.mark.parametrize(
    ("row", "on"), [({"DisableIMDSV1": True}, True), ({"DisableIMDSV1": False}, False), ({}, False)]
)
def test_a_fleet_s_credential(*, row: dict[str, bool], on: bool) -> None:
    assert one(FLEET, Guard, fleet(**row)).in_force is on


SETTINGS = f"arn:aws:workspaces-web:{REGION}:{ACCOUNT}:userSettings/1"


def portals(*names: str, settings: str | None = SETTINGS) -> tuple[str, str, Any]:
    rows = [{"portalArn": f"arn:aws:workspaces-web:{REGION}:{ACCOUNT}:portal/{n}", "displayName": n} for n in names]
    return (
        "browser.portals",
        REGION,
        {"portals": [r | ({"userSettingsArn": settings} if settings else {}) for r in rows]},
    )


@pytest.mark.parametrize(
    ("said", "idle", "because"),
    [
        ({"idleDisconnectTimeoutInMinutes": 10, "disconnectTimeoutInMinutes": 5}, 900, ""),
        ({"idleDisconnectTimeoutInMinutes": 15, "disconnectTimeoutInMinutes": 600}, 36900, ""),
        ({"idleDisconnectTimeoutInMinutes": 0, "disconnectTimeoutInMinutes": 5}, None, "unclear"),
        ({"disconnectTimeoutInMinutes": 5}, None, "unclear"),
        ({"idleDisconnectTimeoutInMinutes": 10}, None, "unclear"),
        (DENIED, None, DENIED),
        ("throttled", None, "throttled"),
    ],
)
def test_portals(said: Any, idle: int | None, because: str) -> None:
    given = said if isinstance(said, str) else {"userSettings": [{"userSettingsArn": SETTINGS, **said}]}
    session = one(PORTAL, Session, portals("a"), ("browser.settings", SETTINGS, given))
    assert (session.idle_seconds, why(session, "max_seconds")) == (idle, "hidden")
    if because:
        assert why(session, "idle_seconds") == why(session, "on_idle") == because


def test_portals_share_settings() -> None:
    limits = {"idleDisconnectTimeoutInMinutes": 1, "disconnectTimeoutInMinutes": 1}
    said = {"userSettings": [{"userSettingsArn": SETTINGS, **limits}]}
    found = [f for f in facts(portals("a", "b"), ("browser.settings", f"{SETTINGS}0", said)) if f.kind == PORTAL]
    assert [(f.name, f.idle_seconds) for f in found if isinstance(f, Session)] == [("a", 120), ("b", 120)]


def test_a_portal_without_settings_is_open() -> None:
    assert why(one(PORTAL, Session, portals("a", settings=None)), "idle_seconds") == "unclear"
    others: dict[str, Any] = {"userSettings": [{"userSettingsArn": f"{SETTINGS}0"}]}
    assert why(one(PORTAL, Session, portals("a"), ("browser.settings", SETTINGS, others)), "idle_seconds") == "unclear"
    elsewhere = ("browser.settings", SETTINGS.replace(REGION, "eu-west-1"), others)
    assert why(one(PORTAL, Session, portals("a"), elsewhere), "idle_seconds") == "error"


@pytest.mark.parametrize(
    ("question", "kind", "missing"),
    [("appstream.fleets", FLEET, {"session", "guard"}), ("browser.portals", PORTAL, {"session"})],
)
def test_lists_that_did_not_come_leave_gaps(question: str, kind: str, missing: set[str]) -> None:
    found = [f for f in facts((question, REGION, DENIED)) if isinstance(f, Gap) and f.kind == kind]
    assert {(f.missing, f.outcome) for f in found} == {(m, DENIED) for m in missing}
    assert [f for f in facts((question, REGION, "absent")) if f.kind == kind] == []
