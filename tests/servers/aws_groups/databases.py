"""The seeded account: databases."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

_CANARY = "c4n4ry-Tr0ub4dor"
"""As in `tests.servers.aws_account`, which imports this module."""

_LATELY = datetime(2026, 11, 25, 9, tzinfo=UTC)
_REGION = f"us-east-1:{ACCOUNT}"


def _asked(request: Request, name: str) -> str:
    """A parameter of a request that is a form."""
    return parse_qs(request.body.decode()).get(name, [""])[0]


def _backups(request: Request) -> Body | None:
    """Of one table with a time that does not run on; of the others moto tells."""
    if parameters(request)["TableName"] != "charts":
        return None
    on = {"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 35, "LatestRestorableDateTime": _LATELY}
    return {
        "ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": on}
    }


def _logging(request: Request) -> Body:
    if _asked(request, "ClusterIdentifier") != "warehouse":
        return {"LoggingEnabled": False}
    return {
        "LoggingEnabled": True,
        "LogDestinationType": "s3",
        "BucketName": _CANARY,
        "LogExports": ["connectionlog", "userlog", "useractivitylog"],
        "LastSuccessfulDeliveryTime": _LATELY,
        "LastFailureMessage": _CANARY,
    }


def _warehouse_parameters(request: Request) -> Body:
    strict = str(_asked(request, "ParameterGroupName") == "strict").lower()
    said = {"require_ssl": strict, "enable_user_activity_logging": strict, "query_group": _CANARY}
    return {"Parameters": [{"ParameterName": name, "ParameterValue": value} for name, value in said.items()]}


def _namespace(name: str, **more: Any) -> Body:
    arn = f"arn:aws:redshift-serverless:{_REGION}:namespace/{name}"
    return {"namespaceName": name, "namespaceArn": arn, "adminUsername": _CANARY, "dbName": _CANARY, **more}


def _workgroup(name: str, namespace: str, value: str, **more: Any) -> Body:
    said = {"require_ssl": value, "enable_user_activity_logging": value, "search_path": _CANARY}
    return {
        "workgroupName": name,
        "workgroupArn": f"arn:aws:redshift-serverless:{_REGION}:workgroup/{name}",
        "namespaceName": namespace,
        "port": 5439,
        "configParameters": [{"parameterKey": key, "parameterValue": value} for key, value in said.items()],
        **more,
    }


def _domain(name: str, policy: Body, **more: Any) -> Body:
    arn = f"arn:aws:es:{_REGION}:domain/{name}"
    said = {"Version": "2012-10-17", "Id": _CANARY, "Statement": [{**policy, "Action": "es:*", "Resource": f"{arn}/*"}]}
    return {
        "DomainId": f"{ACCOUNT}/{name}",
        "DomainName": name,
        "ARN": arn,
        "ClusterConfig": {"InstanceType": "r6g.large.search"},
        "AccessPolicies": json.dumps(said),
        "AdvancedOptions": {"note": _CANARY},
        **more,
    }


_SEARCHED = _domain(
    "search",
    {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}},
    EngineVersion="OpenSearch_2.19",
    VPCOptions={"VPCId": "vpc-1", "SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-1"]},
    EncryptionAtRestOptions={"Enabled": True},
    NodeToNodeEncryptionOptions={"Enabled": True},
    DomainEndpointOptions={"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-PFS-2023-10"},
    LogPublishingOptions={"AUDIT_LOGS": {"Enabled": True}},
    AdvancedSecurityOptions={
        "Enabled": True,
        "InternalUserDatabaseEnabled": False,
        "SAMLOptions": {
            "Enabled": True,
            "SessionTimeoutMinutes": 15,
            "Idp": {"MetadataContent": _CANARY, "EntityId": _CANARY},
        },
    },
    SoftwareUpdateOptions={"AutoSoftwareUpdateEnabled": True},
)
_OPEN = _domain(
    "open",
    {"Effect": "Allow", "Principal": "*"},
    EngineVersion="Elasticsearch_7.10",
    DomainEndpointOptions={"EnforceHTTPS": False, "TLSSecurityPolicy": "Policy-Min-TLS-1-0-2019-07"},
)


def _cache(name: str, engine: str, parameters: str, **more: Any) -> Body:
    return {
        "CacheClusterId": name,
        "ARN": f"arn:aws:elasticache:{_REGION}:cluster:{name}",
        "Engine": engine,
        "EngineVersion": "8.0",
        "CacheParameterGroup": {"CacheParameterGroupName": parameters, "ParameterApplyStatus": "in-sync"},
        "NotificationConfiguration": {"TopicArn": _CANARY},
        **more,
    }


def _group(name: str, **more: Any) -> Body:
    arn = f"arn:aws:elasticache:{_REGION}:replicationgroup:{name}"
    return {"ReplicationGroupId": name, "ARN": arn, "Description": _CANARY, "Engine": "valkey", **more}


def _serverless(name: str, **more: Any) -> Body:
    arn = f"arn:aws:elasticache:{_REGION}:serverlesscache:{name}"
    return {"ServerlessCacheName": name, "ARN": arn, "Description": _CANARY, "Engine": "valkey", **more}


_CACHES: Canned = {
    "elasticache.DescribeCacheClusters": {
        "CacheClusters": [
            _cache("sessions-001", "valkey", "strict", ReplicationGroupId="sessions", SnapshotRetentionLimit=35),
            _cache("shared-001", "valkey", "default.valkey8", ReplicationGroupId="shared"),
            _cache("lone", "redis", "default.redis7"),
            _cache("pages", "memcached", "default.memcached1.6"),
        ]
    },
    "elasticache.DescribeReplicationGroups": {
        "ReplicationGroups": [
            _group(
                "sessions",
                AtRestEncryptionEnabled=True,
                TransitEncryptionEnabled=True,
                TransitEncryptionMode="required",
                UserGroupIds=["staff"],
                SnapshotRetentionLimit=35,
                AutoMinorVersionUpgrade=True,
            ),
            _group("shared", TransitEncryptionEnabled=True, TransitEncryptionMode="preferred", AuthTokenEnabled=True),
        ]
    },
    "elasticache.DescribeCacheParameters": {
        "Parameters": [
            {"ParameterName": "timeout", "ParameterValue": "600"},
            {"ParameterName": "note", "ParameterValue": _CANARY},
        ]
    },
    "elasticache.DescribeUsers": {
        "Users": [
            {
                "UserId": "default",
                "UserName": _CANARY,
                "AccessString": f"off ~{_CANARY}* -@all",
                "UserGroupIds": ["staff"],
                "Authentication": {"Type": "no-password"},
            },
            {
                "UserId": "app",
                "UserName": _CANARY,
                "AccessString": f"on ~{_CANARY}* +@all",
                "UserGroupIds": ["staff"],
                "Authentication": {"Type": "iam"},
            },
        ]
    },
    "elasticache.DescribeSnapshots": {
        "Snapshots": [
            {
                "SnapshotName": _CANARY,
                "ReplicationGroupId": "sessions",
                "SnapshotSource": "automated",
                "SnapshotStatus": "available",
                "NodeSnapshots": [{"SnapshotCreateTime": _LATELY}],
            }
        ]
    },
    "elasticache.DescribeServerlessCaches": {
        "ServerlessCaches": [
            _serverless("burst", UserGroupId="staff", SnapshotRetentionLimit=35, ConnectionType="vpc"),
            _serverless("web", ConnectionType="public"),
        ]
    },
    "elasticache.DescribeServerlessCacheSnapshots": {
        "ServerlessCacheSnapshots": [
            {
                "ServerlessCacheSnapshotName": _CANARY,
                "SnapshotType": "automated",
                "Status": "available",
                "CreateTime": _LATELY,
                "ServerlessCacheConfiguration": {"ServerlessCacheName": "burst"},
            }
        ]
    },
}


def _memory(name: str, parameters: str, **more: Any) -> Body:
    return {
        "Name": name,
        "ARN": f"arn:aws:memorydb:{_REGION}:cluster/{name}",
        "Description": _CANARY,
        "Engine": "valkey",
        "EngineVersion": "7.3",
        "ParameterGroupName": parameters,
        "ParameterGroupStatus": "in-sync",
        **more,
    }


def _accelerator(name: str, sse: str, tls: str) -> Body:
    return {
        "ClusterName": name,
        "Description": _CANARY,
        "ClusterArn": f"arn:aws:dax:{_REGION}:cache/{name}",
        "SSEDescription": {"Status": sse},
        "ClusterEndpointEncryptionType": tls,
    }


_IN_MEMORY: Canned = {
    "memorydb.DescribeClusters": {
        "Clusters": [
            _memory("queue", "strict", TLSEnabled=True, ACLName="staff", SnapshotRetentionLimit=35),
            _memory("trial", "default.memorydb-valkey7", TLSEnabled=False, ACLName="open-access"),
        ]
    },
    "memorydb.DescribeParameters": {
        "Parameters": [{"Name": "timeout", "Value": "900"}, {"Name": "note", "Value": _CANARY}]
    },
    "memorydb.DescribeUsers": {
        "Users": [
            {
                "Name": _CANARY,
                "AccessString": f"on ~{_CANARY}* +@all",
                "ACLNames": ["staff"],
                "Authentication": {"Type": "iam"},
            }
        ]
    },
    "memorydb.DescribeSnapshots": {
        "Snapshots": [
            {
                "Name": _CANARY,
                "Status": "available",
                "Source": "automated",
                "ClusterConfiguration": {"Name": "queue", "Shards": [{"SnapshotCreationTime": _LATELY}]},
            }
        ]
    },
    "dax.DescribeClusters": {
        "Clusters": [_accelerator("fast", "ENABLED", "TLS"), _accelerator("plain", "DISABLED", "NONE")]
    },
}

_RECORDS: Canned = {
    "healthlake.ListFHIRDatastores": {
        "DatastorePropertiesList": [
            {
                "DatastoreId": name,
                "DatastoreArn": f"arn:aws:healthlake:{_REGION}:datastore/fhir/{name}",
                "DatastoreName": _CANARY,
                "DatastoreStatus": "ACTIVE",
                "DatastoreTypeVersion": "R4",
                "DatastoreEndpoint": f"https://{_CANARY}.example",
                "IdentityProviderConfiguration": {"AuthorizationStrategy": "SMART_ON_FHIR_V1", "Metadata": _CANARY},
                **({"BackupStatusInfo": backup} if backup else {}),
            }
            for name, backup in (
                (
                    "f1",
                    {
                        "Configuration": {"Status": "ENABLED", "RetentionPeriodInDays": 30},
                        "LatestRestorePoint": _LATELY,
                    },
                ),
                ("f2", None),
            )
        ]
    },
    "medical-imaging.ListDatastores": {
        "datastoreSummaries": [{"datastoreId": "d1", "datastoreName": _CANARY, "datastoreStatus": "ACTIVE"}]
    },
    "medical-imaging.GetDatastore": {
        "datastoreProperties": {
            "datastoreId": "d1",
            "datastoreName": _CANARY,
            "datastoreStatus": "ACTIVE",
            "lambdaAuthorizerArn": f"arn:aws:lambda:{_REGION}:function:{_CANARY}",
        }
    },
}

CANNED: Canned = {
    **_CACHES,
    **_IN_MEMORY,
    **_RECORDS,
    "opensearch.DescribeDomains": {"DomainStatusList": [_SEARCHED, _OPEN]},
    "dynamodb.DescribeContinuousBackups": _backups,
    "redshift.DescribeLoggingStatus": _logging,
    "redshift.DescribeClusterParameters": _warehouse_parameters,
    "redshift.DescribeClusterSnapshots": {
        "Snapshots": [
            {
                "ClusterIdentifier": "warehouse",
                "SnapshotIdentifier": _CANARY,
                "SnapshotType": "automated",
                "Status": "available",
                "SnapshotCreateTime": _LATELY,
                "MasterUsername": _CANARY,
            }
        ]
    },
    "redshift-serverless.ListNamespaces": {
        "namespaces": [
            _namespace("reports", kmsKeyId="AWS_OWNED_KMS_KEY", logExports=["connectionlog", "useractivitylog"]),
            _namespace("drafts", logExports=[]),
        ]
    },
    "redshift-serverless.ListWorkgroups": {
        "workgroups": [
            _workgroup("reports", "reports", "true", publiclyAccessible=False),
            _workgroup("drafts", "drafts", "false", publiclyAccessible=True, securityGroupIds=["sg-none"]),
        ]
    },
    "redshift-serverless.ListRecoveryPoints": {
        "recoveryPoints": [{"namespaceName": "reports", "recoveryPointCreateTime": _LATELY}]
    },
}


def seed(moto: Moto) -> None:
    """Fill an account."""
    _tables(moto)
    for name in ("search", "open"):
        moto.client("opensearch").create_domain(DomainName=name)
    # A graph that everybody may read who reaches it.
    moto.client("rds").create_db_cluster(DBClusterIdentifier="graph", Engine="neptune", EngineVersion="1.3.2.1")
    groups = moto.client("ec2").describe_security_groups()["SecurityGroups"]
    _warehouses(moto.client("redshift"), next(g["GroupId"] for g in groups if g["GroupName"] == "doors"))


def _tables(moto: Moto) -> None:
    """One guarded in every way, one that is what a table is by default and shared with a partner."""
    dynamodb = moto.client("dynamodb")
    shape = {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        "Tags": [{"Key": "note", "Value": _CANARY}],
    }
    key = moto.client("kms").list_keys()["Keys"][0]["KeyArn"]
    sse = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    dynamodb.create_table(TableName="charts", DeletionProtectionEnabled=True, SSESpecification=sse, **shape)
    dynamodb.update_continuous_backups(
        TableName="charts", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    shared = dynamodb.create_table(TableName="visits", **shape)["TableDescription"]["TableArn"]
    statement = {
        "Sid": _CANARY.replace("-", ""),
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::210987654321:root"},
        "Action": "dynamodb:GetItem",
        "Resource": shared,
    }
    policy = {"Version": "2012-10-17", "Id": _CANARY, "Statement": [statement]}
    dynamodb.put_resource_policy(ResourceArn=shared, Policy=json.dumps(policy))


def _warehouses(redshift: Any, group: str) -> None:
    """One as it should be, one with a public address of which nothing is recorded."""
    common = {
        "NodeType": "ra3.xlplus",
        "MasterUsername": _CANARY.replace("-", ""),
        "MasterUserPassword": f"{_CANARY}-Password1",
        "DBName": _CANARY.replace("-", "").lower(),
    }
    redshift.create_cluster_parameter_group(
        ParameterGroupName="strict", ParameterGroupFamily="redshift-1.0", Description=_CANARY
    )
    redshift.create_cluster(
        ClusterIdentifier="warehouse",
        Encrypted=True,
        AutomatedSnapshotRetentionPeriod=35,
        ClusterParameterGroupName="strict",
        PubliclyAccessible=False,
        **common,
    )
    redshift.create_cluster(
        ClusterIdentifier="scratch",
        AutomatedSnapshotRetentionPeriod=1,
        PubliclyAccessible=True,
        VpcSecurityGroupIds=[group],
        **common,
    )
