"""Directory Service, and IAM Roles Anywhere."""

from typing import Any

import pytest

from scanner.facts import Gap, LogTrail, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why
from tests.collectors.aws.possible import Odd

MANAGED, OTHER, PROFILE = "aws.ds.microsoft-ad", "aws.ds.directory", "aws.rolesanywhere.profile"


def directory(**row: Any) -> tuple[str, str, Any]:
    said = {"DirectoryId": "d-1", "Name": "alder.example", "Type": "MicrosoftAD", **row}
    return ("ds.directories", REGION, {"DirectoryDescriptions": [said]})


@pytest.mark.parametrize(
    ("row", "kind", "factors", "servers"),
    [
        ({"RadiusStatus": "Completed"}, MANAGED, 2, 2),
        ({"RadiusStatus": "Creating"}, MANAGED, 1, 2),
        ({"RadiusStatus": "Failed"}, MANAGED, 1, 2),
        ({}, MANAGED, 1, 2),
        ({"Type": "ADConnector", "RadiusStatus": "Completed"}, OTHER, 2, None),
        ({"Type": "SimpleAD"}, OTHER, 1, 2),
        ({"Type": "SharedMicrosoftAD", "OwnerRadiusStatus": "Completed"}, OTHER, 2, 2),
        ({"Type": Odd("Another")}, OTHER, 1, None),
    ],
)
def test_what_is_demanded_at_sign_in(row: dict[str, str], kind: str, factors: int, servers: int | None) -> None:
    door = one(kind, SignIn, directory(**row))
    assert (door.factors, door.directories) == (factors, servers)
    assert door.resource == f"arn:aws:ds:{REGION}:{ACCOUNT}:directory/d-1"


@pytest.mark.parametrize(
    ("logs", "on"),
    [({"LogSubscriptions": [{"DirectoryId": "d-1", "LogGroupName": "/ad"}]}, True), ({}, False), (DENIED, None)],
)
def test_logs(*, logs: Any, on: bool | None) -> None:
    trail = one(MANAGED, LogTrail, directory(), ("ds.logs", f"{REGION}/d-1", logs))
    assert trail.enabled is on
    if on is None:
        assert why(trail, "enabled") == DENIED


def test_directories_that_were_not_listed_leave_gaps() -> None:
    found = [f for f in facts(("ds.directories", REGION, DENIED)) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {(f.kind, f.missing) for f in found if f.kind.startswith("aws.ds.")} == {
        (MANAGED, "asset"),
        (MANAGED, "sign-in"),
        (MANAGED, "log-trail"),
        (OTHER, "asset"),
        (OTHER, "sign-in"),
    }
    assert [f for f in facts(("ds.directories", REGION, ABSENT)) if f.kind.startswith("aws.ds.")] == []


def profile(**row: Any) -> tuple[str, str, Any]:
    arn = f"arn:aws:rolesanywhere:{REGION}:{ACCOUNT}:profile/1"
    return ("rolesanywhere.profiles", REGION, {"profiles": [{"profileArn": arn, "name": "scanner", **row}]})


@pytest.mark.parametrize(
    ("row", "lasts"),
    [
        ({"durationSeconds": 3600, "enabled": True}, 3600),
        ({"durationSeconds": 43200}, 43200),
        ({"enabled": True}, 3600),
    ],
)
def test_machines_with_a_certificate(row: dict[str, Any], lasts: int) -> None:
    assert one(PROFILE, Session, profile(**row)).max_seconds == lasts


def test_a_profile_that_is_off_is_no_way_in() -> None:
    assert [f for f in facts(profile(enabled=False)) if f.kind == PROFILE] == []
    assert one(PROFILE, Gap, ("rolesanywhere.profiles", REGION, DENIED)).outcome == DENIED
