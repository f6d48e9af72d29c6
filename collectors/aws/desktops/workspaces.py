"""WorkSpaces: what to ask. Its directories are the gate: a desktop or a pool of them always stands in one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import DataStore, Identity, Promise, Session

DIRECTORY: Final = "aws.workspaces.directory"
DESKTOP: Final = "aws.workspaces.workspace"
POOL: Final = "aws.workspaces.pool"
_OF_DESKTOP: Final[tuple[Promise, ...]] = (DataStore, Identity)
_MOST: Final = 25
"""Desktops or directories that one may ask about at once."""

_PERSONAL: Final = "Directories[?WorkspaceType != 'POOLS']"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DIRECTORY: Kind(
            title="directory of WorkSpaces",
            gives=((Session, "desktop"),),
            fix=MappingProxyType(
                {
                    "workstation-lock.password-on-return": "aws workspaces modify-client-properties "
                    "--resource-id DIRECTORY --client-properties ReconnectEnabled=DISABLED",
                    "workstation-lock.idle-locks": "set a group policy for the screen lock in the directory's domain, "
                    "on the organizational unit of the WorkSpaces",
                }
            ),
            own={"DIRECTORY": "id"},
        ),
        DESKTOP: Kind(
            title="WorkSpace",
            gives=_OF_DESKTOP,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "a WorkSpace is encrypted when it is made or never: "
                    "aws workspaces create-workspaces --workspaces file://FILE, with UserVolumeEncryptionEnabled, "
                    "RootVolumeEncryptionEnabled and VolumeEncryptionKey, move the user, then "
                    "aws workspaces terminate-workspaces --terminate-workspace-requests WORKSPACE",
                    "encryption-at-rest.customer-key": "aws workspaces create-workspaces --workspaces file://FILE, "
                    "whose VolumeEncryptionKey is a key of yours",
                    "account-lifecycle.unused-closed": "aws workspaces terminate-workspaces "
                    "--terminate-workspace-requests WORKSPACE, and disable the user in the directory",
                }
            ),
            own={"WORKSPACE": "id"},
        ),
        POOL: Kind(
            title="pool of WorkSpaces",
            gives=((Session, "remote-access"),),
            fix=MappingProxyType(
                {
                    "automatic-logoff.idle-ends": "aws workspaces update-workspaces-pool --pool-id POOL "
                    "--timeout-settings IdleDisconnectTimeoutInSeconds=600,DisconnectTimeoutInSeconds=300,"
                    "MaxUserDurationInSeconds=28800",
                    "automatic-logoff.lifetime-bounded": "aws workspaces update-workspaces-pool --pool-id POOL "
                    "--timeout-settings IdleDisconnectTimeoutInSeconds=600,DisconnectTimeoutInSeconds=300,"
                    "MaxUserDurationInSeconds=28800",
                }
            ),
            own={"POOL": "id"},
        ),
    }
)


def _of_directories(id: str, operation: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """A question that hangs on the list of directories."""
    return Ask(
        id=id,
        operation=f"workspaces.{operation}",
        needs=f"workspaces:{operation}",
        keep=keep,
        feeds=feeds,
        each="workspaces.directories",
        about="DirectoryId",
        **more,
    )


QUESTIONS: Final = (
    Ask(
        id="workspaces.directories",
        operation="workspaces.DescribeWorkspaceDirectories",
        needs="workspaces:DescribeWorkspaceDirectories",
        feeds=(*_OF_DESKTOP, (Session, "desktop"), (Session, "remote-access")),
        scope="region",
        keep="{Directories: Directories[?State != 'DEREGISTERED'].{DirectoryId: DirectoryId, "
        "DirectoryName: WorkspaceDirectoryName || DirectoryName, WorkspaceType: WorkspaceType}}",
    ),
    _of_directories(
        "workspaces.clients",
        "DescribeClientProperties",
        "{ClientPropertiesList: ClientPropertiesList[].{ResourceId: ResourceId, "
        "ReconnectEnabled: ClientProperties.ReconnectEnabled}}",
        ((Session, "desktop"),),
        of=_PERSONAL,
        batch=_MOST,
        given=MappingProxyType({"ResourceIds": "item[].DirectoryId"}),
    ),
    _of_directories(
        "workspaces.desktops",
        "DescribeWorkspaces",
        "{Workspaces: Workspaces[?State != 'TERMINATED' && State != 'TERMINATING'].{WorkspaceId: WorkspaceId, "
        "UserName: UserName, State: State, VolumeEncryptionKey: VolumeEncryptionKey, "
        "UserVolumeEncryptionEnabled: UserVolumeEncryptionEnabled, "
        "RootVolumeEncryptionEnabled: RootVolumeEncryptionEnabled}}",
        _OF_DESKTOP,
        of=_PERSONAL,
        given=MappingProxyType({"DirectoryId": "item.DirectoryId"}),
    ),
    _of_directories(
        "workspaces.pools",
        "DescribeWorkspacesPools",
        "{WorkspacesPools: WorkspacesPools[].{PoolId: PoolId, PoolArn: PoolArn, PoolName: PoolName, "
        "TimeoutSettings: TimeoutSettings}}",
        ((Session, "remote-access"),),
        # All pools of a region at once, where there is a directory for them.
        of="Directories[?WorkspaceType == 'POOLS'] | [:1]",
    ),
    Ask(
        id="workspaces.connections",
        operation="workspaces.DescribeWorkspacesConnectionStatus",
        needs="workspaces:DescribeWorkspacesConnectionStatus",
        feeds=(Identity,),
        each="workspaces.desktops",
        of="Workspaces",
        about="WorkspaceId",
        batch=_MOST,
        given=MappingProxyType({"WorkspaceIds": "item[].WorkspaceId"}),
        keep="{WorkspacesConnectionStatus: WorkspacesConnectionStatus[].{WorkspaceId: WorkspaceId, "
        "LastKnownUserConnectionTimestamp: LastKnownUserConnectionTimestamp}}",
    ),
)
