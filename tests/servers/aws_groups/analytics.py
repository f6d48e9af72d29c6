"""The seeded account: analytics. Clusters and workgroups are typed here: moto leaves out what AWS always sends."""

import json
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

NOTE = "c4n4ry-Tr0ub4dor"
_KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/store"


def _cluster(request: Request) -> Body:
    name = str(parameters(request)["ClusterId"])
    groups = {"EmrManagedMasterSecurityGroup": "sg-0master", "Ec2KeyName": NOTE}
    where: dict[str, Any] = {"Id": name, "Name": NOTE, "Ec2InstanceAttributes": groups}
    if name == "j-GOOD":
        where |= {"MasterPublicDnsName": "ip-10-0-0-1.ec2.internal", "SecurityConfiguration": "all"}
    else:
        where |= {"MasterPublicDnsName": "ec2-192-0-2-1.compute-1.amazonaws.com"}
    secrets = {"Tags": [{"Key": "note", "Value": NOTE}], "KerberosAttributes": {"KdcAdminPassword": NOTE}}
    return {"Cluster": {**where, **secrets}}


_ENCRYPTION = {
    "EnableAtRestEncryption": True,
    "EnableInTransitEncryption": True,
    "InTransitEncryptionConfiguration": {"TLSCertificateConfiguration": {"S3Object": NOTE}},
    "AtRestEncryptionConfiguration": {
        "S3EncryptionConfiguration": {"EncryptionMode": "SSE-S3"},
        "LocalDiskEncryptionConfiguration": {"EncryptionKeyProviderType": "AwsKms", "AwsKmsKey": _KEY},
    },
}


def _workgroup(request: Request) -> Body:
    kms = {"EncryptionOption": "SSE_KMS", "KmsKey": _KEY}
    results = {"OutputLocation": f"s3://{NOTE}/", "EncryptionConfiguration": kms}
    good = {"EnforceWorkGroupConfiguration": True, "ResultConfiguration": results}
    bad = {"EnforceWorkGroupConfiguration": False, "AdditionalConfiguration": NOTE}
    name = str(parameters(request)["WorkGroup"])
    return {"WorkGroup": {"Name": name, "Description": NOTE, "Configuration": good if name == "charts" else bad}}


def _connection(name: str, enforced: str) -> Body:
    secrets = {"USERNAME": NOTE, "PASSWORD": NOTE, "JDBC_CONNECTION_URL": f"jdbc:mysql://{NOTE}/charts"}
    properties = {**secrets, "JDBC_ENFORCE_SSL": enforced}
    return {"Name": name, "Description": NOTE, "ConnectionType": "JDBC", "ConnectionProperties": properties}


CANNED: Canned = {
    "glue.ListSessions": {
        "Ids": ["left-open", "short"],
        "Sessions": [
            {
                "Id": name,
                "Status": "READY",
                "IdleTimeout": idle,
                "Description": NOTE,
                "DefaultArguments": {"--key": NOTE},
            }
            for name, idle in (("left-open", 2880), ("short", 15))
        ],
    },
    "glue.GetConnections": {"ConnectionList": [_connection("charts", "true"), _connection("legacy", "false")]},
    "emr.ListClusters": {
        "Clusters": [
            {
                "Id": name,
                "Name": NOTE,
                "ClusterArn": f"arn:aws:elasticmapreduce:us-east-1:{ACCOUNT}:cluster/{name}",
                "Status": {"State": "RUNNING"},
            }
            for name in ("j-GOOD", "j-BAD")
        ]
    },
    "emr.DescribeCluster": _cluster,
    "emr.DescribeSecurityConfiguration": {
        "Name": "all",
        "SecurityConfiguration": json.dumps({"EncryptionConfiguration": _ENCRYPTION}),
    },
    "emr.GetBlockPublicAccessConfiguration": {
        "BlockPublicAccessConfiguration": {
            "BlockPublicSecurityGroupRules": True,
            "PermittedPublicSecurityGroupRuleRanges": [{"MinRange": 22, "MaxRange": 22}],
        },
        "BlockPublicAccessConfigurationMetadata": {"CreatedByArn": f"arn:aws:iam::{ACCOUNT}:user/{NOTE}"},
    },
    "athena.ListWorkGroups": {"WorkGroups": [{"Name": name, "Description": NOTE} for name in ("primary", "charts")]},
    "athena.GetWorkGroup": _workgroup,
}


def seed(moto: Moto) -> None:
    """Fill an account."""
    glue = moto.client("glue")
    glue.create_database(DatabaseInput={"Name": "charts", "Description": NOTE})
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={
            "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": _KEY},
            "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": _KEY},
        }
    )
