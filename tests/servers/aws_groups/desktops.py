"""The seeded account: desktops. moto holds hardly any of it."""

from datetime import UTC, datetime
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

NOTE = "note c4n4ry-Tr0ub4dor"
_HERE = f"us-east-1:{ACCOUNT}"


def _directory(name: str, type_: str) -> dict[str, Any]:
    row = {"DirectoryId": name, "DirectoryName": "alder.example", "State": "REGISTERED", "WorkspaceType": type_}
    return {**row, "RegistrationCode": "Tr0ub4dor", "CustomerUserName": NOTE, "ErrorMessage": NOTE}


def _desktop(name: str, **more: Any) -> dict[str, Any]:
    row = {"WorkspaceId": name, "DirectoryId": "d-9067000001", "State": "AVAILABLE", "ComputerName": NOTE}
    return {**row, "UserName": name.removeprefix("ws-"), "IpAddress": "10.0.0.1", **more}


def _desktops(request: Request) -> Body:
    if parameters(request)["DirectoryId"] != "d-9067000001":
        return {"Workspaces": []}
    whole = {
        "UserVolumeEncryptionEnabled": True,
        "RootVolumeEncryptionEnabled": True,
        "VolumeEncryptionKey": "alias/aws/workspaces",
    }
    return {"Workspaces": [_desktop("ws-ana", **whole), _desktop("ws-bob", UserVolumeEncryptionEnabled=True)]}


def _clients(request: Request) -> Body:
    kept = {"d-9067000001": "DISABLED", "d-9067000002": "ENABLED"}
    names = parameters(request)["ResourceIds"]
    rows = [{"ResourceId": n, "ClientProperties": {"ReconnectEnabled": kept[n]}} for n in names]
    return {"ClientPropertiesList": rows}


def _pool(name: str, idle: int, kept: int, longest: int) -> dict[str, Any]:
    limits = {
        "IdleDisconnectTimeoutInSeconds": idle,
        "DisconnectTimeoutInSeconds": kept,
        "MaxUserDurationInSeconds": longest,
    }
    slots = dict.fromkeys(
        ("AvailableUserSessions", "DesiredUserSessions", "ActualUserSessions", "ActiveUserSessions"), 0
    )
    return {
        "PoolId": f"wspool-{name}",
        "PoolArn": f"arn:aws:workspaces:{_HERE}:workspacespool/wspool-{name}",
        "PoolName": name,
        "Description": NOTE,
        "CapacityStatus": slots,
        "State": "RUNNING",
        "CreatedAt": datetime(2026, 1, 1, tzinfo=UTC),
        "BundleId": "wsb-1",
        "DirectoryId": "wsd-9067000003",
        "TimeoutSettings": limits,
    }


_USER_SETTINGS = f"arn:aws:workspaces-web:{_HERE}:userSettings/0000000{{}}-0000-0000-0000-000000000000"
_PORTALS = [
    {
        "portalArn": f"arn:aws:workspaces-web:{_HERE}:portal/0000000{n}-0000-0000-0000-000000000000",
        "displayName": name,
        "portalStatus": "Active",
        "portalEndpoint": f"{NOTE.split()[1]}.workspaces-web.com",
        "userSettingsArn": _USER_SETTINGS.format(n),
    }
    for n, name in ((1, "records"), (2, "guests"))
]


def _fleet(name: str, **limits: Any) -> dict[str, Any]:
    row = {"Arn": f"arn:aws:appstream:{_HERE}:fleet/{name}", "Name": name, "Description": NOTE, "DisplayName": NOTE}
    return {**row, "InstanceType": "stream.standard.small", "ComputeCapacityStatus": {"Desired": 1}, **limits}


CANNED: Canned = {
    "workspaces.DescribeWorkspaceDirectories": {
        "Directories": [
            _directory("d-9067000001", "PERSONAL"),
            _directory("d-9067000002", "PERSONAL"),
            _directory("wsd-9067000003", "POOLS"),
        ]
    },
    "workspaces.DescribeWorkspaces": _desktops,
    "workspaces.DescribeClientProperties": _clients,
    "workspaces.DescribeWorkspacesConnectionStatus": {
        "WorkspacesConnectionStatus": [
            {
                "WorkspaceId": "ws-ana",
                "ConnectionState": "CONNECTED",
                "LastKnownUserConnectionTimestamp": datetime(2026, 11, 24, 8, tzinfo=UTC),
            },
            {"WorkspaceId": "ws-bob", "ConnectionState": "UNKNOWN"},
        ]
    },
    "workspaces.DescribeWorkspacesPools": {
        "WorkspacesPools": [_pool("front", 600, 300, 28800), _pool("back", 0, 3600, 432000)]
    },
    "workspaces-web.ListPortals": {"portals": _PORTALS},
    "workspaces-web.ListUserSettings": {
        "userSettings": [
            {
                "userSettingsArn": _USER_SETTINGS.format(n),
                "idleDisconnectTimeoutInMinutes": 10 * n,
                "disconnectTimeoutInMinutes": 5,
                "cookieSynchronizationConfiguration": {"allowlist": [{"domain": NOTE}]},
            }
            for n in (1, 2)
        ]
    },
    "appstream.DescribeFleets": {
        "Fleets": [
            _fleet(
                "charts",
                State="RUNNING",
                IdleDisconnectTimeoutInSeconds=600,
                DisconnectTimeoutInSeconds=300,
                MaxUserDurationInSeconds=28800,
                DisableIMDSV1=True,
            ),
            _fleet("old", State="STOPPED", DisconnectTimeoutInSeconds=900, MaxUserDurationInSeconds=57600),
        ]
    },
}


def seed(moto: Moto) -> None:
    """Fill an account: moto has none of these services whole, so all of them are answered for it."""
