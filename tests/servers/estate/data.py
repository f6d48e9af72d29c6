"""Where data rests: buckets, disks, databases, tables."""

import json
from typing import Any, Final

from tests.servers.estate import REGION, Estate, app
from tests.servers.moto import ACCOUNT

LOGS: Final = "clinic-access-logs"
TRAILS: Final = "clinic-trails"
_BLOCK: Final = dict.fromkeys(
    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
)


def buckets(estate: Estate) -> None:
    """Buckets, and the two that logs go into."""
    s3, chance = estate.client("s3"), estate.chance("bucket")
    bare: dict[str, Any] = {
        **dict.fromkeys(("versioned", "logged", "blocked", "tls", "locked", "public", "expires"), False),
        "cipher": None,
    }
    for name in (LOGS, TRAILS):
        s3.create_bucket(Bucket=name, ObjectOwnership="ObjectWriter")
        estate.add("bucket", f"arn:aws:s3:::{name}", **bare)
    _deliver(s3)
    for n in estate.numbers("bucket"):
        said: dict[str, Any] = {
            "versioned": chance.random() < 0.6,
            "cipher": chance.choice([None, "AES256", "aws:kms", "aws:kms"]),
            "logged": chance.random() < 0.5,
            "blocked": chance.random() < 0.7,
            "tls": chance.random() < 0.5,
            "locked": chance.random() < 0.1,
            "public": chance.random() < 0.05,
            "expires": chance.random() < 0.4,
            "ephi": chance.random() < 0.5,
        }
        said["versioned"] |= said["locked"]
        name = f"clinic-{app(n)}-{n:05}"
        _bucket(estate, name, said, n)
        estate.add("bucket", f"arn:aws:s3:::{name}", **said)


def _deliver(s3: Any) -> None:
    """Let the log delivery group write; moto wants that."""
    group = {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}
    mine = s3.get_bucket_acl(Bucket=LOGS)
    grants = [*mine["Grants"], *({"Grantee": group, "Permission": p} for p in ("WRITE", "READ_ACP"))]
    s3.put_bucket_acl(Bucket=LOGS, AccessControlPolicy={"Owner": mine["Owner"], "Grants": grants})


def _bucket(estate: Estate, name: str, said: dict[str, Any], number: int) -> None:
    s3 = estate.client("s3")
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=said["locked"])
    if said["versioned"]:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    if said["cipher"]:
        rule = {"SSEAlgorithm": said["cipher"]}
        if said["cipher"] == "aws:kms":
            rule["KMSMasterKeyID"] = estate.key(number)
        default = {"Rules": [{"ApplyServerSideEncryptionByDefault": rule}]}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration=default)
    if said["logged"]:
        goes = {"LoggingEnabled": {"TargetBucket": LOGS, "TargetPrefix": name}}
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus=goes)
    if said["blocked"]:
        s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=_BLOCK)
    if statements := list(_statements(name, said)):
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        s3.put_bucket_policy(Bucket=name, Policy=document)
    if said["expires"]:
        rules = [{"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 2190}}]
        s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": rules})
    tag = {"Key": "DataClass", "Value": "PHI" if said["ephi"] else "internal"}
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [tag]})


def _statements(name: str, said: dict[str, Any]) -> Any:
    every = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    if said["tls"]:
        plain = {"Bool": {"aws:SecureTransport": "false"}}
        yield {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": every, "Condition": plain}
    if said["public"]:
        yield {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": every[1]}


def disks(estate: Estate) -> None:
    """Volumes, each with a snapshot; and whether new ones are encrypted."""
    ec2, chance = estate.client("ec2"), estate.chance("volume")
    default = chance.random() < 0.5
    if default:
        ec2.enable_ebs_encryption_by_default()
    estate.add("region", estate.arn("ec2", "*"), encrypts=default)
    for n in estate.numbers("volume"):
        encrypted, public = chance.random() < 0.6, chance.random() < 0.03
        own = {"Encrypted": True, "KmsKeyId": estate.key(n)} if encrypted else {"Encrypted": False}
        volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=10, **own)["VolumeId"]
        snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        if public:
            ec2.modify_snapshot_attribute(
                SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
            )
        estate.add("volume", estate.arn("ec2", f"volume/{volume}"), encrypted=encrypted)
        estate.add("snapshot", estate.arn("ec2", f"snapshot/{snapshot}"), encrypted=encrypted, public=public)


def databases(estate: Estate) -> None:
    """MySQL in RDS; of every third a snapshot."""
    rds, chance = estate.client("rds"), estate.chance("database")
    for n in estate.numbers("database"):
        said = {
            "encrypted": chance.random() < 0.6,
            "kept": chance.choice([0, 1, 7, 14, 35]),
            "public": chance.random() < 0.1,
            "audited": chance.random() < 0.5,
            "guarded": chance.random() < 0.5,
            "by_iam": chance.random() < 0.3,
            "updates": chance.random() < 0.7,
        }
        name = f"db-{app(n)}-{n:04}"
        rds.create_db_instance(
            DBInstanceIdentifier=name,
            DBInstanceClass="db.m5.large",
            Engine="mysql",
            AllocatedStorage=100,
            MasterUsername="root",
            MasterUserPassword="hunter2hunter2",  # moto's
            StorageEncrypted=said["encrypted"],
            BackupRetentionPeriod=said["kept"],
            PubliclyAccessible=said["public"],
            EnableCloudwatchLogsExports=["audit"] if said["audited"] else [],
            DeletionProtection=said["guarded"],
            EnableIAMDatabaseAuthentication=said["by_iam"],
            AutoMinorVersionUpgrade=said["updates"],
        )
        estate.add("database", estate.arn("rds", f"db:{name}"), **said)
        if n % 3 == 0:
            rds.create_db_snapshot(DBSnapshotIdentifier=f"snap-{n:04}", DBInstanceIdentifier=name)
            arn = estate.arn("rds", f"snapshot:snap-{n:04}")
            estate.add("database-snapshot", arn, encrypted=said["encrypted"])


def tables(estate: Estate) -> None:
    """Tables of DynamoDB."""
    dynamodb, chance = estate.client("dynamodb"), estate.chance("table")
    for n in estate.numbers("table"):
        own, recovers, guarded = chance.random() < 0.5, chance.random() < 0.5, chance.random() < 0.3
        name = f"table-{app(n)}-{n:05}"
        kept = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": estate.key(n)}
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=guarded,
            **({"SSESpecification": kept} if own else {}),
        )
        if recovers:
            on = {"PointInTimeRecoveryEnabled": True}
            dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=on)
        estate.add("table", estate.arn("dynamodb", f"table/{name}"), own_key=own, recovers=recovers, guarded=guarded)


def file_systems(estate: Estate) -> None:
    """EFS."""
    efs, chance = estate.client("efs"), estate.chance("file-system")
    for n in estate.numbers("file-system"):
        encrypted, copied = chance.random() < 0.6, chance.random() < 0.5
        made = efs.create_file_system(CreationToken=f"fs-{n}", Encrypted=encrypted, Backup=copied)["FileSystemId"]
        arn = f"arn:aws:elasticfilesystem:{REGION}:{ACCOUNT}:file-system/{made}"
        estate.add("file-system", arn, encrypted=encrypted, copied=copied)


def warehouses(estate: Estate) -> None:
    """Redshift, OpenSearch, and vaults of AWS Backup."""
    redshift, chance = estate.client("redshift"), estate.chance("warehouse")
    for n in estate.numbers("warehouse"):
        said = {"encrypted": chance.random() < 0.6, "public": chance.random() < 0.2, "kept": chance.choice([0, 7])}
        redshift.create_cluster(
            ClusterIdentifier=f"dw-{n}",
            NodeType="ra3.xlplus",
            MasterUsername="root",
            MasterUserPassword="Hunter2hunter2",  # moto's
            Encrypted=said["encrypted"],
            PubliclyAccessible=said["public"],
            AutomatedSnapshotRetentionPeriod=said["kept"],
        )
        estate.add("warehouse", estate.arn("redshift", f"cluster:dw-{n}"), **said)
    opensearch, chance = estate.client("opensearch"), estate.chance("domain")
    for n in estate.numbers("domain"):
        said = {"encrypted": chance.random() < 0.6, "between_nodes": chance.random() < 0.6}
        opensearch.create_domain(
            DomainName=f"os-{n:04}",
            EncryptionAtRestOptions={"Enabled": said["encrypted"]},
            NodeToNodeEncryptionOptions={"Enabled": said["between_nodes"]},
            DomainEndpointOptions={
                "EnforceHTTPS": said["encrypted"],
                "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07",
            },
        )
        estate.add("domain", estate.arn("es", f"domain/os-{n:04}"), **said)


STEPS = (buckets, disks, databases, tables, file_systems, warehouses)
