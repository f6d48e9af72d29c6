"""WorkSpaces: desktops, their directories, pools."""

from typing import Any

import pytest

from scanner.facts import FOREVER, DataStore, Gap, Identity, Session
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

HERE = f"{REGION}/d-1"
DIRECTORIES = ("workspaces.directories", REGION, {"Directories": [{"DirectoryId": "d-1", "WorkspaceType": "PERSONAL"}]})
ROW = {
    "WorkspaceId": "ws-1",
    "UserName": "ana",
    "State": "AVAILABLE",
    "UserVolumeEncryptionEnabled": True,
    "RootVolumeEncryptionEnabled": True,
    "VolumeEncryptionKey": "alias/aws/workspaces",
}
DESKTOP, DIRECTORY, POOL = "aws.workspaces.workspace", "aws.workspaces.directory", "aws.workspaces.pool"


def desktop(**row: Any) -> tuple[str, str, Any]:
    said = {**ROW, **row}
    return ("workspaces.desktops", HERE, {"Workspaces": [{k: v for k, v in said.items() if v is not None}]})


def seen(**row: Any) -> tuple[str, str, Any]:
    return (
        "workspaces.connections",
        f"{REGION}/ws-1",
        {"WorkspacesConnectionStatus": [{"WorkspaceId": "ws-1", **row}]},
    )


@pytest.mark.parametrize(
    ("row", "encrypted", "cipher"),
    [
        ({}, True, None),
        ({"UserVolumeEncryptionEnabled": False}, False, ""),
        ({"RootVolumeEncryptionEnabled": None}, False, ""),
        ({"UserVolumeEncryptionEnabled": None, "RootVolumeEncryptionEnabled": None}, False, ""),
    ],
)
def test_both_volumes_are_encrypted_or_it_is_not(*, row: dict[str, Any], encrypted: bool, cipher: str | None) -> None:
    store = one(DESKTOP, DataStore, DIRECTORIES, desktop(**row))
    assert (store.encrypted, store.customer_key, store.cipher) == (encrypted, False, cipher)
    assert store.resource == f"arn:aws:workspaces:{REGION}:{ACCOUNT}:workspace/ws-1"


@pytest.mark.parametrize(
    ("status", "unused", "because"),
    [
        (seen(LastKnownUserConnectionTimestamp="2026-11-25T08:00:00Z"), 0, ""),
        (seen(LastKnownUserConnectionTimestamp="2026-10-11T12:00:00Z"), 45, ""),
        (seen(), FOREVER, ""),
        (seen(WorkspaceId="ws-2"), None, "unclear"),
        (("workspaces.connections", f"{REGION}/ws-1", DENIED), None, DENIED),
        (("workspaces.connections", "eu-west-1/ws-1", {"WorkspacesConnectionStatus": []}), None, "error"),
    ],
)
def test_when_somebody_last_came(status: Any, unused: int | None, because: str) -> None:
    who = one(DESKTOP, Identity, DIRECTORIES, desktop(), status)
    assert (who.unused_days, who.enabled, who.name) == (unused, True, "ana at ws-1")
    if because:
        assert why(who, "unused_days") == because


def test_one_answer_tells_of_many_desktops() -> None:
    rows = {"Workspaces": [{**ROW, "WorkspaceId": f"ws-{n}"} for n in (1, 2)]}
    said = [{"WorkspaceId": f"ws-{n}", "LastKnownUserConnectionTimestamp": f"2026-11-2{n}T12:00:00Z"} for n in (1, 2)]
    both = ("workspaces.connections", f"{REGION}/ws-1", {"WorkspacesConnectionStatus": said})
    found = facts(DIRECTORIES, ("workspaces.desktops", HERE, rows), both)
    assert [f.unused_days for f in found if isinstance(f, Identity) and f.kind == DESKTOP] == [4, 3]


def test_a_suspended_desktop_is_no_way_in() -> None:
    assert one(DESKTOP, Identity, DIRECTORIES, desktop(State="SUSPENDED"), seen()).enabled is False


@pytest.mark.parametrize(
    ("clients", "again", "because"),
    [
        ({"ClientPropertiesList": [{"ResourceId": "d-1", "ReconnectEnabled": "DISABLED"}]}, 0, ""),
        ({"ClientPropertiesList": [{"ResourceId": "d-1", "ReconnectEnabled": "ENABLED"}]}, FOREVER, ""),
        ({"ClientPropertiesList": [{"ResourceId": "d-1"}]}, None, "unclear"),
        ({"ClientPropertiesList": [{"ResourceId": "d-2", "ReconnectEnabled": "DISABLED"}]}, None, "unclear"),
        (DENIED, None, DENIED),
    ],
)
def test_who_comes_back_is_asked_again(clients: Any, again: int | None, because: str) -> None:
    session = one(DIRECTORY, Session, DIRECTORIES, ("workspaces.clients", HERE, clients))
    assert session.reauth_seconds == again
    if because:
        assert why(session, "reauth_seconds") == because


POOLED = ("workspaces.directories", REGION, {"Directories": [{"DirectoryId": "d-1", "WorkspaceType": "POOLS"}]})
LIMITS = {
    "IdleDisconnectTimeoutInSeconds": 600,
    "DisconnectTimeoutInSeconds": 300,
    "MaxUserDurationInSeconds": 28800,
}


def pool(**limits: Any) -> tuple[str, str, Any]:
    said = {k: v for k, v in {**LIMITS, **limits}.items() if v is not None}
    row = {"PoolId": "wspool-1", "PoolArn": f"arn:aws:workspaces:{REGION}:{ACCOUNT}:workspacespool/wspool-1"}
    return ("workspaces.pools", HERE, {"WorkspacesPools": [{**row, "TimeoutSettings": said}]})


@pytest.mark.parametrize(
    ("limits", "idle", "then", "longest"),
    [
        ({}, 900, "ends", 28800),
        ({"DisconnectTimeoutInSeconds": 301}, 901, "ends", 28800),
        ({"IdleDisconnectTimeoutInSeconds": 0}, FOREVER, "ends", 28800),
        ({"IdleDisconnectTimeoutInSeconds": None}, None, None, 28800),
        ({"DisconnectTimeoutInSeconds": None}, None, None, 28800),
        ({"MaxUserDurationInSeconds": None}, 900, "ends", None),
    ],
)
def test_pools(limits: dict[str, Any], idle: int | None, then: str | None, longest: int | None) -> None:
    session = one(POOL, Session, POOLED, pool(**limits))
    assert (session.idle_seconds, session.on_idle, session.max_seconds) == (idle, then, longest)
    assert {why(session, f) for f in ("idle_seconds", "max_seconds") if getattr(session, f) is None} <= {"unclear"}


@pytest.mark.parametrize(
    ("given", "kinds"),
    [
        ([("workspaces.directories", REGION, DENIED)], {DIRECTORY, DESKTOP, POOL}),
        ([DIRECTORIES, ("workspaces.desktops", HERE, DENIED)], {DESKTOP}),
        ([POOLED, ("workspaces.pools", HERE, DENIED)], {POOL}),
        ([("workspaces.directories", REGION, "absent")], set()),
        ([("workspaces.directories", REGION, {})], set()),
    ],
)
def test_lists_that_did_not_come_leave_gaps(given: list[Any], kinds: set[str]) -> None:
    found = [f for f in facts(*given) if isinstance(f, Gap) and f.outcome == DENIED]
    assert {f.kind for f in found if f.kind.startswith("aws.workspaces")} == kinds
