"""The seeded account: files on their way: FSx, gateways, tasks and servers that carry them. moto lacks most of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT

NOTE = "c4n4ry-Tr0ub4dor"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TAGS = [{"Key": "note", "Value": NOTE}]


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}"


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


def _fsx(name: str, type_: str, **more: Any) -> dict[str, Any]:
    row = {"FileSystemId": name, "ResourceARN": arn("fsx", f"file-system/{name}"), "FileSystemType": type_}
    return {**row, "Lifecycle": "AVAILABLE", "OwnerId": ACCOUNT, "DNSName": f"{NOTE}.example", "Tags": TAGS, **more}


_AUDIT = {
    "FileAccessAuditLogLevel": "SUCCESS_AND_FAILURE",
    "FileShareAccessAuditLogLevel": "DISABLED",
    "AuditLogDestination": arn("logs", "log-group:/aws/fsx/windows:*"),
}
_DIRECTORY = {"DomainName": NOTE, "UserName": NOTE, "DnsIps": ["10.0.0.1"]}
_BACKUP = {"Lifecycle": "AVAILABLE", "Type": "AUTOMATIC", "BackupId": "backup-1", "OwnerId": ACCOUNT, "Tags": TAGS}

FSX: Canned = {
    "fsx.DescribeFileSystems": {
        "FileSystems": [
            _fsx(
                "fs-0a",
                "WINDOWS",
                WindowsConfiguration={
                    "AutomaticBackupRetentionDays": 35,
                    "AuditLogConfiguration": _AUDIT,
                    "SelfManagedActiveDirectoryConfiguration": _DIRECTORY,
                },
            ),
            _fsx("fs-0b", "WINDOWS", WindowsConfiguration={"AutomaticBackupRetentionDays": 0}),
            _fsx("fs-0c", "LUSTRE", LustreConfiguration={"DeploymentType": "SCRATCH_2"}),
            _fsx("fs-0d", "ONTAP", OntapConfiguration={"AutomaticBackupRetentionDays": 7, "FsxAdminPassword": NOTE}),
        ]
    },
    "fsx.DescribeBackups": {
        "Backups": [
            {**_BACKUP, "CreationTime": ago(hours=7), "FileSystem": _fsx("fs-0a", "WINDOWS")},
            {
                **_BACKUP,
                "CreationTime": ago(days=3),
                "Volume": {"VolumeId": "fsvol-1", "FileSystemId": "fs-0d", "Name": NOTE},
            },
        ]
    },
    "fsx.DescribeVolumes": {
        "Volumes": [
            {
                "VolumeId": "fsvol-1",
                "FileSystemId": "fs-0d",
                "Name": NOTE,
                "Lifecycle": "AVAILABLE",
                "OntapConfiguration": {"OntapVolumeType": "RW", "JunctionPath": f"/{NOTE}"},
            }
        ]
    },
}

_GATEWAY = arn("storagegateway", "gateway/sgw-1")


def _share(name: str, **more: Any) -> dict[str, Any]:
    return {"FileShareARN": arn("storagegateway", f"share/{name}"), "GatewayARN": _GATEWAY, **more}


_DETAILS = {"Tags": TAGS, "Path": f"/{NOTE}", "Role": NOTE}

GATEWAYS: Canned = {
    "storagegateway.ListGateways": {"Gateways": [{"GatewayARN": _GATEWAY, "GatewayName": NOTE}]},
    "storagegateway.ListFileShares": {
        "FileShareInfoList": [
            _share("share-1", FileShareId="share-1", FileShareType="SMB"),
            _share("share-2", FileShareId="share-2", FileShareType="NFS"),
        ]
    },
    "storagegateway.DescribeSMBFileShares": {
        "SMBFileShareInfoList": [
            _share(
                "share-1",
                EncryptionType="SseS3",
                ValidUserList=[NOTE],
                AuditDestinationARN=arn("logs", "log-group:shares"),
                **_DETAILS,
            )
        ]
    },
    "storagegateway.DescribeNFSFileShares": {
        "NFSFileShareInfoList": [_share("share-2", KMSEncrypted=False, ClientList=["10.0.0.0/8"], **_DETAILS)]
    },
    "storagegateway.DescribeSMBSettings": {
        "GatewayARN": _GATEWAY,
        "DomainName": NOTE,
        "SMBSecurityStrategy": "MandatoryEncryption",
    },
}


def _task(request: Request) -> Body:
    task = str(parameters(request)["TaskArn"])
    log = {"CloudWatchLogGroupArn": arn("logs", "log-group:/datasync"), "Options": {"LogLevel": "TRANSFER"}}
    filters = [{"FilterType": "SIMPLE_PATTERN", "Value": NOTE}]
    return {"TaskArn": task, "Name": "charts", "Excludes": filters, **(log if task.endswith("task-1") else {})}


TASKS: Canned = {
    "datasync.ListTasks": {
        "Tasks": [{"TaskArn": arn("datasync", f"task/task-{n}"), "Name": f"copy-{n}"} for n in (1, 2)]
    },
    "datasync.DescribeTask": _task,
}


def _server(request: Request) -> Body:
    name = str(parameters(request)["ServerId"])
    more = {"PreAuthenticationLoginBanner": NOTE, "Tags": TAGS, "IdentityProviderDetails": {"Url": NOTE}}
    good = {"Protocols": ["SFTP"], "SecurityPolicyName": "TransferSecurityPolicy-2024-01", "LoggingRole": _ROLE}
    bad = {"Protocols": ["FTP", "FTPS", "AS2"], "SecurityPolicyName": "TransferSecurityPolicy-2018-11"}
    return {
        "Server": {
            "Arn": arn("transfer", f"server/{name}"),
            "ServerId": name,
            **(bad if name == _SERVERS[1] else good),
            **more,
        }
    }


_SERVERS = ("s-0123456789abcdef1", "s-0123456789abcdef2")
_ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
_SUITES = {"SshCiphers": ["aes256-gcm@openssh.com"], "SshKexs": ["curve25519-sha256"], "SshMacs": ["hmac-sha2-256"]}

TRANSFER: Canned = {
    "transfer.ListServers": {
        "Servers": [
            {"Arn": arn("transfer", f"server/{name}"), "ServerId": name, "State": "ONLINE"} for name in _SERVERS
        ]
    },
    "transfer.DescribeServer": _server,
    "transfer.DescribeSecurityPolicy": lambda r: {
        "SecurityPolicy": {
            "SecurityPolicyName": str(parameters(r)["SecurityPolicyName"]),
            "TlsCiphers": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
            **_SUITES,
        }
    },
}

CANNED: Canned = {**FSX, **GATEWAYS, **TASKS, **TRANSFER}
