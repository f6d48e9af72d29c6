"""The seeded account: compute."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

NOTE = "c4n4ry-Tr0ub4dor"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
TAGS = [{"Key": "note", "Value": NOTE}]
_nodes: list[str] = []
"""What moto called the instances that Systems Manager knows."""


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}"


def _information(_: Request) -> Body:
    seen = {"LastPingDateTime": NOW, "IPAddress": "10.0.0.9", "ComputerName": NOTE, "Name": NOTE}
    linux = {"PingStatus": "Online", "PlatformType": "Linux", "PlatformName": "Amazon Linux", "PlatformVersion": "2023"}
    nodes = [{**seen, **linux, "InstanceId": name} for name in [*_nodes, "mi-0123456789abcdef0"]]
    return {"InstanceInformationList": nodes}


def _patches(request: Request) -> Body:
    """The first was scanned and lacks nothing, the second lacks something, one outside EC2 was never scanned."""
    scanned = {
        "PatchGroup": NOTE,
        "OwnerInformation": NOTE,
        "BaselineId": "pb-1",
        "Operation": "Scan",
        "OperationStartTime": NOW - timedelta(hours=9),
        "OperationEndTime": NOW - timedelta(hours=8),
    }
    asked = parameters(request)["InstanceIds"]
    lacks = ((name, int(name != _nodes[0])) for name in asked if name.startswith("i-"))
    return {
        "InstancePatchStates": [
            {**scanned, "InstanceId": name, "MissingCount": n, "FailedCount": 0, "CriticalNonCompliantCount": 0}
            for name, n in lacks
        ]
    }


def _scanning(request: Request) -> Body:
    return {
        "scanningConfigurations": [
            {
                "repositoryArn": _arn("ecr", f"repository/{name}"),
                "repositoryName": name,
                "scanOnPush": name == "charts",
                "scanFrequency": "SCAN_ON_PUSH" if name == "charts" else "MANUAL",
                "appliedScanFilters": [],
            }
            for name in parameters(request)["repositoryNames"]
        ],
        "failures": [],
    }


def _urls(request: Request) -> Body:
    """The portal has one, and an alias of it another."""
    function = _arn("lambda", f"function:{unquote(request.path).split('/')[3]}")
    row = {"CreationTime": "2026-01-01T00:00:00Z", "LastModifiedTime": "2026-01-01T00:00:00Z"}
    row = {**row, "FunctionUrl": f"https://{NOTE}.lambda-url.example/"}
    rows = [{**row, "FunctionArn": function, "AuthType": "NONE"}, {**row, "FunctionArn": f"{function}:old"}]
    return {"FunctionUrlConfigs": [{"AuthType": "AWS_IAM", **r} for r in rows] if function.endswith(":portal") else []}


CANNED: Canned = {
    "lambda.ListFunctionUrlConfigs": _urls,
    "ssm.DescribeInstanceInformation": _information,
    "ssm.DescribeInstancePatchStates": _patches,
    "ssm.GetServiceSetting": {
        "ServiceSetting": {
            "SettingId": "/ssm/documents/console/public-sharing-permission",
            "SettingValue": "Enable",
            "LastModifiedUser": NOTE,
            "Status": "Default",
        }
    },
    "ecr.BatchGetRepositoryScanningConfiguration": _scanning,
    "eks.DescribeClusterVersions": {
        "clusterVersions": [
            {
                "clusterVersion": "1.34",
                "endOfStandardSupportDate": datetime(2026, 12, 2, tzinfo=UTC),
                "endOfExtendedSupportDate": datetime(2027, 12, 2, tzinfo=UTC),
                "versionStatus": "STANDARD_SUPPORT",
            },
            {
                "clusterVersion": "1.30",
                "endOfStandardSupportDate": datetime(2025, 7, 23, tzinfo=UTC),
                "endOfExtendedSupportDate": datetime(2026, 7, 23, tzinfo=UTC),
                "versionStatus": "UNSUPPORTED",
            },
        ]
    },
}


def seed(moto: Moto) -> None:
    """Fill an account."""
    _functions(moto)
    _systems_manager(moto)
    _containers(moto)
    _clusters(moto)
    _notebooks(moto)
    _builds(moto)
    _machines(moto)


def _key(moto: Moto) -> str:
    aliases = moto.client("kms").list_aliases()["Aliases"]
    return _arn("kms", f"key/{next(a['TargetKeyId'] for a in aliases if a['AliasName'] == 'alias/store')}")


def _functions(moto: Moto) -> None:
    functions, code = moto.client("lambda"), io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("charts.py", "def handle(event, context): return None")
    common = {"Role": ROLE, "Handler": "charts.handle", "Code": {"ZipFile": code.getvalue()}, "Description": NOTE}
    functions.create_function(
        FunctionName="charts",
        Runtime="python3.13",
        KMSKeyArn=_key(moto),
        Environment={"Variables": {"PASSWORD": NOTE}},
        Tags={"note": NOTE},
        **common,
    )
    functions.create_function(
        FunctionName="portal", Runtime="nodejs16.x", Environment={"Variables": {"TOKEN": NOTE}}, **common
    )
    functions.create_function(FunctionName="plain", Runtime="provided.al2023", **common)
    functions.add_permission(
        FunctionName="portal",
        StatementId=NOTE,
        Action="lambda:InvokeFunctionUrl",
        Principal="*",
        FunctionUrlAuthType="NONE",
    )
    version = functions.publish_version(FunctionName="charts", Description=NOTE)["Version"]
    for name, of in (("charts", version), ("portal", "$LATEST")):
        functions.create_alias(FunctionName=name, Name="old", FunctionVersion=of, Description=NOTE)


def _systems_manager(moto: Moto) -> None:
    ssm = moto.client("ssm")
    started = moto.client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2)["Instances"]
    _nodes[:] = [i["InstanceId"] for i in started]
    inputs = {"idleSessionTimeout": "10", "maxSessionDuration": "60", "runAsEnabled": True, "runAsDefaultUser": ""}
    logged = {"cloudWatchLogGroupName": NOTE, "s3BucketName": "", "shellProfile": {"linux": f"export TOKEN={NOTE}"}}
    for name, said in (("SSM-SessionManagerRunShell", {**inputs, **logged}), ("loose-shell", {})):
        content = {
            "schemaVersion": "1.0",
            "description": NOTE,
            "sessionType": "Standard_Stream",
            "inputs": said,
        }
        ssm.create_document(Name=name, DocumentType="Session", DocumentFormat="JSON", Content=json.dumps(content))
    for name, kind in (("/charts/password", "SecureString"), ("/portal/api-key", "String"), ("/portal/city", "String")):
        ssm.put_parameter(Name=name, Value=NOTE, Type=kind, Description=NOTE, Tags=TAGS)


def _containers(moto: Moto) -> None:
    ecs, ecr = moto.client("ecs"), moto.client("ecr")
    override = {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": NOTE, "s3BucketName": NOTE}}
    ecs.create_cluster(clusterName="charts", configuration={"executeCommandConfiguration": override})
    ecs.create_cluster(clusterName="loose", configuration={"executeCommandConfiguration": {"logging": "NONE"}})
    for name, container, transit in (
        ("charts", {"logConfiguration": {"logDriver": "awslogs", "options": {"note": NOTE}}}, "ENABLED"),
        ("loose", {"privileged": True}, "DISABLED"),
    ):
        secret: Any = {"environment": [{"name": "PASSWORD", "value": NOTE}], "command": [NOTE], "memory": 128}
        volume = {"fileSystemId": "fs-1", "transitEncryption": transit}
        ecs.register_task_definition(
            family=name,
            containerDefinitions=[{"name": NOTE, "image": "charts:1", **secret, **container}],
            volumes=[{"name": NOTE, "efsVolumeConfiguration": volume}],
        )
    ecr.create_repository(
        repositoryName="charts",
        imageTagMutability="IMMUTABLE",
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": _key(moto)},
        tags=TAGS,
    )
    ecr.create_repository(repositoryName="loose")
    everybody = {"Sid": NOTE, "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
    ecr.set_repository_policy(
        repositoryName="loose", policyText=json.dumps({"Version": "2012-10-17", "Statement": [everybody]})
    )


def _clusters(moto: Moto) -> None:
    eks = moto.client("eks")
    network = {"subnetIds": [s["SubnetId"] for s in moto.client("ec2").describe_subnets()["Subnets"][:2]]}
    logs = {"clusterLogging": [{"types": ["api", "audit", "authenticator"], "enabled": True}]}
    eks.create_cluster(
        name="charts",
        version="1.34",
        roleArn=ROLE,
        resourcesVpcConfig={**network, "endpointPublicAccess": False, "endpointPrivateAccess": True},
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": _key(moto)}}],
        logging=logs,
        tags={"note": NOTE},
    )
    eks.create_cluster(name="loose", version="1.30", roleArn=ROLE, resourcesVpcConfig=network)


def _notebooks(moto: Moto) -> None:
    sagemaker = moto.client("sagemaker")
    for name, more in (("charts", {"KmsKeyId": _key(moto), "RootAccess": "Disabled"}), ("loose", {})):
        sagemaker.create_notebook_instance(
            NotebookInstanceName=name, InstanceType="ml.t3.medium", RoleArn=ROLE, Tags=TAGS, **more
        )
    settings = {"DefaultUserSettings": {"ExecutionRole": ROLE}, "SubnetIds": ["subnet-1"], "VpcId": "vpc-1"}
    sagemaker.create_domain(DomainName="charts", AuthMode="SSO", KmsKeyId=_key(moto), Tags=TAGS, **settings)
    sagemaker.create_domain(DomainName="loose", AuthMode="IAM", **settings)


def _builds(moto: Moto) -> None:
    builds = moto.client("codebuild")
    source = {"type": "S3", "location": "alder-charts/source.zip", "buildspec": NOTE}
    for name, kind, logs in (("charts", "SECRETS_MANAGER", "ENABLED"), ("loose", "PLAINTEXT", "DISABLED")):
        variables = [{"name": "DB_PASSWORD", "value": NOTE, "type": kind}, {"name": "CITY", "value": NOTE}]
        builds.create_project(
            name=name,
            description=NOTE,
            source=source,
            artifacts={"type": "NO_ARTIFACTS"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": variables,
            },
            serviceRole=ROLE,
            logsConfig={"cloudWatchLogs": {"status": logs, "groupName": NOTE}},
        )


def _machines(moto: Moto) -> None:
    machines = moto.client("stepfunctions")
    definition = json.dumps({"Comment": NOTE, "StartAt": "end", "States": {"end": {"Type": "Succeed"}}})
    group = {"cloudWatchLogsLogGroup": {"logGroupArn": _arn("logs", f"log-group:{NOTE}:*")}}
    key = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": _key(moto)}
    machines.create_state_machine(
        name="charts",
        definition=definition,
        roleArn=ROLE,
        loggingConfiguration={"level": "ALL", "includeExecutionData": False, "destinations": [group]},
        encryptionConfiguration=key,
        tags=[{"key": "note", "value": NOTE}],
    )
    machines.create_state_machine(name="loose", definition=definition, roleArn=ROLE)
