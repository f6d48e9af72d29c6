"""The seeded account: messaging."""

import json
from typing import Any

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import Body, Canned, parameters
from tests.servers.moto import ACCOUNT, Moto

NOTE = "c4n4ry-Tr0ub4dor"
EVERYBODY = {"Sid": NOTE, "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
POLICY = json.dumps({"Version": "2012-10-17", "Id": NOTE, "Statement": [EVERYBODY]})


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}"


def _cluster(name: str, **provisioned: Any) -> dict[str, Any]:
    row = {"ClusterArn": _arn("kafka", f"cluster/{name}/0a"), "ClusterName": name, "State": "ACTIVE"}
    brokers = {"ClientSubnets": ["subnet-1"], "InstanceType": "kafka.m5.large"}
    whole = {"BrokerNodeGroupInfo": brokers, "ZookeeperConnectString": NOTE, **provisioned}
    return {**row, "ClusterType": "PROVISIONED", "Tags": {"note": NOTE}, "Provisioned": whole}


_GOOD = {
    "ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}, "Unauthenticated": {"Enabled": False}},
    "EncryptionInfo": {
        "EncryptionAtRest": {"DataVolumeKMSKeyId": _arn("kms", "key/gone")},
        "EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": True},
    },
    "LoggingInfo": {"BrokerLogs": {"CloudWatchLogs": {"Enabled": True, "LogGroup": NOTE}, "S3": {"Enabled": False}}},
}
_BAD = {
    "BrokerNodeGroupInfo": {
        "ClientSubnets": ["subnet-1"],
        "InstanceType": "kafka.m5.large",
        "SecurityGroups": ["sg-gone"],
        "ConnectivityInfo": {"PublicAccess": {"Type": "SERVICE_PROVIDED_EIPS"}},
    },
    "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS_PLAINTEXT", "InCluster": False}},
}


def _delivery(request: Request) -> Body | None:
    """moto forgets that a stream is encrypted."""
    name = parameters(request)["DeliveryStreamName"]
    key = {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": _arn("kms", "key/gone"), "Status": "ENABLED"}
    row = {
        "DeliveryStreamName": name,
        "DeliveryStreamARN": _arn("firehose", f"deliverystream/{name}"),
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamType": "DirectPut",
        "DeliveryStreamEncryptionConfiguration": key,
        "VersionId": "1",
        "HasMoreDestinations": False,
        "Destinations": [],
    }
    return {"DeliveryStreamDescription": row} if name == "charts" else None


CANNED: Canned = {
    "firehose.DescribeDeliveryStream": _delivery,
    "kafka.ListClustersV2": {
        "ClusterInfoList": [
            _cluster("charts", **_GOOD),
            _cluster("loose", **_BAD),
            {
                "ClusterArn": _arn("kafka", "cluster/light/0b"),
                "ClusterName": "light",
                "ClusterType": "SERVERLESS",
                "Serverless": {"ClientAuthentication": {"Sasl": {"Iam": {"Enabled": True}}}},
            },
        ]
    },
}


def seed(moto: Moto) -> None:
    """Fill an account."""
    _topics(moto)
    _queues(moto)
    _streams(moto)
    _brokers(moto.client("mq"))


def _key(moto: Moto) -> str:
    aliases = moto.client("kms").list_aliases()["Aliases"]
    return _arn("kms", f"key/{next(a['TargetKeyId'] for a in aliases if a['AliasName'] == 'alias/store')}")


def _topics(moto: Moto) -> None:
    sns = moto.client("sns")
    good = sns.create_topic(
        Name="charts",
        Attributes={"KmsMasterKeyId": "alias/store", "DisplayName": NOTE},
        Tags=[{"Key": "note", "Value": NOTE}],
    )["TopicArn"]
    sns.subscribe(TopicArn=good, Protocol="https", Endpoint=f"https://{NOTE}@alder.example/")
    loose = sns.create_topic(Name="loose", Attributes={"Policy": POLICY})["TopicArn"]
    sns.subscribe(TopicArn=loose, Protocol="http", Endpoint=f"http://{NOTE}@alder.example/")


def _queues(moto: Moto) -> None:
    sqs = moto.client("sqs")
    sqs.create_queue(QueueName="charts", Attributes={"KmsMasterKeyId": "alias/store"}, tags={"note": NOTE})
    sqs.create_queue(QueueName="loose", Attributes={"SqsManagedSseEnabled": "false", "Policy": POLICY})


def _streams(moto: Moto) -> None:
    kinesis, firehose = moto.client("kinesis"), moto.client("firehose")
    for name in ("charts", "loose"):
        kinesis.create_stream(StreamName=name, ShardCount=1)
    kinesis.start_stream_encryption(StreamName="charts", EncryptionType="KMS", KeyId=_key(moto))
    place = {
        "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/worker",
        "BucketARN": "arn:aws:s3:::alder-charts",
        "Prefix": NOTE,
    }
    source = {"KinesisStreamARN": _arn("kinesis", "stream/charts"), "RoleARN": place["RoleARN"]}
    firehose.create_delivery_stream(
        DeliveryStreamName="fed",
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration=source,
        ExtendedS3DestinationConfiguration=place,
    )
    firehose.create_delivery_stream(
        DeliveryStreamName="charts",
        DeliveryStreamEncryptionConfigurationInput={"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": _key(moto)},
        ExtendedS3DestinationConfiguration=place,
    )
    firehose.create_delivery_stream(DeliveryStreamName="loose", ExtendedS3DestinationConfiguration=place)


def _brokers(mq: Any) -> None:
    common = {"HostInstanceType": "mq.m5.large", "DeploymentMode": "SINGLE_INSTANCE"}
    people = [{"Username": NOTE, "Password": f"{NOTE}-password"}]
    mq.create_broker(
        BrokerName="charts",
        EngineType="ACTIVEMQ",
        EngineVersion="5.18",
        AutoMinorVersionUpgrade=True,
        PubliclyAccessible=False,
        Logs={"Audit": True, "General": True},
        Users=people,
        Tags={"note": NOTE},
        **common,
    )
    mq.create_broker(
        BrokerName="loose",
        EngineType="RABBITMQ",
        EngineVersion="3.13",
        AutoMinorVersionUpgrade=False,
        PubliclyAccessible=True,
        Users=people,
        **common,
    )
