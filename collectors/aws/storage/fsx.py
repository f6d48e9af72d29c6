"""FSx: what to ask about file systems and their own backups. They are always encrypted; whose key it is differs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Backup, DataStore, LogTrail, Routine

FILES: Final = "aws.fsx.file-system"
WINDOWS: Final = "aws.fsx.windows"
COPY: Final = "aws.fsx.backups"
BACKUPS: Final = "backups"
"""The list of a region's backups is asked for once, where there is a file system, and named so."""

_EXISTS: Final = (
    "aws fsx update-file-system --file-system-id FILESYSTEM --{}-configuration AutomaticBackupRetentionDays=35"
)
_CUSTOMER: Final = (
    "aws fsx create-backup --file-system-id FILESYSTEM; aws fsx create-file-system-from-backup --backup-id BACKUP "
    "--subnet-ids SUBNET --kms-key-id KEY-ARN"
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        FILES: Kind(
            title="FSx file system",
            gives=((Asset, "store"), DataStore),
            fix=MappingProxyType(
                {
                    "backup.exists": _EXISTS.format("ontap") + ", or --lustre-configuration, --open-zfs-configuration",
                    "encryption-at-rest.customer-key": _CUSTOMER,
                }
            ),
            own={"FILESYSTEM": "id"},
        ),
        WINDOWS: Kind(
            title="FSx file system for Windows",
            gives=((Asset, "store"), DataStore, (LogTrail, "store")),
            fix=MappingProxyType(
                {
                    "backup.exists": _EXISTS.format("windows"),
                    "encryption-at-rest.customer-key": _CUSTOMER,
                    **dict.fromkeys(
                        ("audit-logging.recording", "audit-logging.events-complete"),
                        "aws fsx update-file-system --file-system-id FILESYSTEM --windows-configuration "
                        "'AuditLogConfiguration={FileAccessAuditLogLevel=SUCCESS_AND_FAILURE,"
                        "FileShareAccessAuditLogLevel=SUCCESS_AND_FAILURE,AuditLogDestination=GROUP-ARN}', "
                        "then set what is audited on the folders themselves",
                    ),
                }
            ),
            own={"FILESYSTEM": "id"},
        ),
        COPY: Kind(
            title="backups that FSx makes of a file system",
            gives=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "backup.fresh": "aws fsx create-backup --file-system-id FILESYSTEM; "
                    "aws fsx describe-backups says what became of the last ones",
                    "backup.kept": "aws fsx update-file-system --file-system-id FILESYSTEM with "
                    "AutomaticBackupRetentionDays=35 in the configuration of its type",
                    "backup.last-run-good": "aws fsx describe-backups --filters Name=file-system-id,Values=FILESYSTEM, "
                    "then aws fsx create-backup --file-system-id FILESYSTEM",
                }
            ),
            own={"FILESYSTEM": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="fsx.file_systems",
        operation="fsx.DescribeFileSystems",
        needs="fsx:DescribeFileSystems",
        feeds=((Asset, "store"), DataStore, (LogTrail, "store"), (Backup, "copy"), (Routine, "restore-test")),
        scope="region",
        keep="{FileSystems: FileSystems[].{FileSystemId: FileSystemId, ResourceARN: ResourceARN, Lifecycle: Lifecycle, "
        "FileSystemType: FileSystemType, DeploymentType: LustreConfiguration.DeploymentType, KmsKeyId: KmsKeyId, "
        "AutomaticBackupRetentionDays: "
        "WindowsConfiguration.AutomaticBackupRetentionDays || LustreConfiguration.AutomaticBackupRetentionDays || "
        "OntapConfiguration.AutomaticBackupRetentionDays || OpenZFSConfiguration.AutomaticBackupRetentionDays, "
        "AuditLogConfiguration: WindowsConfiguration.AuditLogConfiguration.{"
        "FileAccessAuditLogLevel: FileAccessAuditLogLevel, FileShareAccessAuditLogLevel: FileShareAccessAuditLogLevel, "
        "AuditLogDestination: AuditLogDestination}}}",
    ),
    Ask(
        id="fsx.backups",
        operation="fsx.DescribeBackups",
        needs="fsx:DescribeBackups",
        feeds=((Backup, "copy"),),
        each="fsx.file_systems",
        of="FileSystems[:1]",
        about=f"'{BACKUPS}'",
        keep="{Backups: Backups[].{Lifecycle: Lifecycle, Type: Type, CreationTime: CreationTime, "
        "FileSystemId: FileSystem.FileSystemId || Volume.FileSystemId, VolumeId: Volume.VolumeId}}",
    ),
    Ask(
        # Of ONTAP each volume is backed up by itself: one that never was shows in no list of backups.
        id="fsx.volumes",
        operation="fsx.DescribeVolumes",
        needs="fsx:DescribeVolumes",
        feeds=((Backup, "copy"),),
        each="fsx.file_systems",
        of="FileSystems[?FileSystemType=='ONTAP' && AutomaticBackupRetentionDays > `0`]",
        about="ResourceARN",
        given=MappingProxyType({"Filters": "[{Name: 'file-system-id', Values: [item.FileSystemId]}]"}),
        keep="{Volumes: Volumes[].{VolumeId: VolumeId, Lifecycle: Lifecycle, "
        "OntapVolumeType: OntapConfiguration.OntapVolumeType, "
        "StorageVirtualMachineRoot: OntapConfiguration.StorageVirtualMachineRoot}}",
    ),
)
