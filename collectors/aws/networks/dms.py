"""DMS: how copies of databases travel, and who reaches the machines that copy them. Passwords are never kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.keys.custody import custody
from collectors.aws.networks.doors import Reached, public
from collectors.aws.networks.reasons import reasons
from collectors.aws.question import Ask
from collectors.aws.read import Account, listed
from collectors.aws.words import PRIVATE, PUBLIC
from scanner.answers import HIDDEN, NOT_ASKED, Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, Exposure, Fact, Release

ENDPOINT: Final = "aws.dms.endpoint"
INSTANCE: Final = "aws.dms.replication-instance"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ENDPOINT: Kind(
            title="DMS endpoint",
            gives=((Channel, "database"),),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws dms modify-endpoint --endpoint-arn ARN --ssl-mode "
                    "verify-full --certificate-arn CERTIFICATE-ARN (Kafka: --kafka-settings SecurityProtocol=sasl-ssl; "
                    "Redis: --redis-settings SslSecurityProtocol=ssl-encryption)",
                }
            ),
            own={"ARN": "resource"},
        ),
        INSTANCE: Kind(
            title="DMS replication instance",
            gives=((Asset, "service"), DataStore, (Exposure, "network/data"), Release),
            fix=MappingProxyType(
                {
                    "public-exposure.not-on-the-internet": "aws dms create-replication-instance "
                    "--no-publicly-accessible --replication-instance-identifier NEW --replication-instance-class "
                    "CLASS, move its tasks with aws dms move-replication-task --replication-task-arn TASK-ARN "
                    "--target-replication-instance-arn NEW-ARN, then aws dms delete-replication-instance "
                    "--replication-instance-arn ARN",
                    "network-segmentation.no-open-ports": "aws ec2 revoke-security-group-ingress --group-id GROUP "
                    "--protocol tcp --port PORT --cidr 0.0.0.0/0: it opens connections and takes none",
                    "patching.automatic": "aws dms modify-replication-instance --replication-instance-arn ARN "
                    "--auto-minor-version-upgrade",
                }
            ),
            own={"ARN": "resource"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        # The settings of an engine hold names and passwords.
        id="dms.endpoints",
        operation="dms.DescribeEndpoints",
        needs="dms:DescribeEndpoints",
        feeds=((Channel, "database"),),
        scope="region",
        parameters=MappingProxyType({"MaxRecords": 100}),
        keep="{Endpoints: Endpoints[].{EndpointArn: EndpointArn, EndpointIdentifier: EndpointIdentifier, "
        "EngineName: EngineName, SslMode: SslMode, Kafka: KafkaSettings.SecurityProtocol, "
        "Redis: RedisSettings.SslSecurityProtocol, "
        "Plain: starts_with(ElasticsearchSettings.EndpointUri || '', 'http://')}}",
        absent=("ResourceNotFoundFault",),
    ),
    Ask(
        id="dms.instances",
        operation="dms.DescribeReplicationInstances",
        needs="dms:DescribeReplicationInstances",
        feeds=((Asset, "service"), DataStore, (Exposure, "network/data"), Release),
        scope="region",
        parameters=MappingProxyType({"MaxRecords": 100}),
        keep="{ReplicationInstances: ReplicationInstances[].{ReplicationInstanceArn: ReplicationInstanceArn, "
        "ReplicationInstanceIdentifier: ReplicationInstanceIdentifier, PubliclyAccessible: PubliclyAccessible, "
        "KmsKeyId: KmsKeyId, EngineVersion: EngineVersion, AutoMinorVersionUpgrade: AutoMinorVersionUpgrade, "
        "Groups: VpcSecurityGroups[].VpcSecurityGroupId}}",
        absent=("ResourceNotFoundFault",),
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of endpoints and of replication instances."""
    for found in listed(whole, "dms.endpoints", "Endpoints", ENDPOINT, *KINDS[ENDPOINT].gives):
        yield found if isinstance(found, Fact) else _channel(whole, *found)
    for found in listed(whole, "dms.instances", "ReplicationInstances", INSTANCE, *KINDS[INSTANCE].gives):
        yield from (found,) if isinstance(found, Fact) else _instance(whole, *found)


_ENCRYPTED: Final = frozenset(
    {"s3", "dynamodb", "kinesis", "neptune", "redshift", "redshift-serverless", "opensearch", "elasticsearch"}
)
"""Engines that DMS speaks to by an API of AWS, or encrypted without being told to."""
_PROTOCOLS: Final[Mapping[str, str]] = MappingProxyType({"kafka": "Kafka", "redis": "Redis"})
"""Engines with a setting of their own: plain where it says `plaintext`."""


def _channel(whole: Account, got: Got, row: Mapping[str, Any]) -> Channel:
    encryption = _encryption(row)
    version, algorithms = ("", ()) if encryption == "none" else (None, None)
    name = f"{row.get('EndpointIdentifier', '')} ({row.get('EngineName', '')})"
    return Channel(
        **whole.thing(ENDPOINT, row["EndpointArn"], name=name, site=got.about),
        answers=rests_on(got),
        protocol="database",
        enabled=True,
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
        unread=reasons(
            encryption=(encryption, unclear(got, "it does not say whether it encrypts")),
            min_version=(version, HIDDEN),
            algorithms=(algorithms, HIDDEN),
        ),
    )


def _encryption(row: Mapping[str, Any]) -> Literal["required", "none"] | None:
    engine = row.get("EngineName", "")
    if engine in _ENCRYPTED:
        return "none" if row.get("Plain") else "required"
    if own := _PROTOCOLS.get(engine):
        said = row.get(own)
        return None if said is None else "none" if said == "plaintext" else "required"
    # Where nothing is said DMS does not encrypt.
    return "none" if row.get("SslMode", "none") == "none" else "required"


def _instance(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn, name = row["ReplicationInstanceArn"], row.get("ReplicationInstanceIdentifier", "")
    thing = whole.thing(INSTANCE, arn, name=name, site=got.about)
    yield Asset(**thing, answers=rests_on(got), role="service")
    customer, held = custody(whole, row.get("KmsKeyId"), got.about, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, held),
        # Its disk is encrypted whatever one does, with a key of AWS's where no other is named.
        encrypted=True,
        customer_key=customer,
        cipher="aes-256-xts",
        documented=True,
        unread=unread(customer_key=held),
    )
    yield _exposure(whole, thing, got, row)
    version = row.get("EngineVersion")
    yield Release(
        **thing,
        answers=rests_on(got),
        version=version,
        support_days_left=None,
        auto_update=bool(row.get("AutoMinorVersionUpgrade")),
        unread=unread(
            version=got if version else unclear(got, "it names no version"),
            support_days_left=NOT_ASKED,
        ),
    )


def _exposure(whole: Account, thing: Mapping[str, Any], got: Got, row: Mapping[str, Any]) -> Exposure:
    """It has a public address unless the answer says that it has none; whatever its groups open is open."""
    reached = Reached("owner", (), got, (PRIVATE,))
    if row.get("PubliclyAccessible") is not False:
        groups = row.get("Groups", [])
        reached = public(whole, got.about, groups, None).behind(PUBLIC)
        if reached.audience == "owner" and not groups:
            reached = Reached(None, (), unclear(got, "it names no security group"))
    return Exposure(
        **thing,
        answers=rests_on(got, reached.got),
        way="network",
        offers="data",
        audience=reached.audience,
        ports=reached.ports if reached.audience else None,
        considered=reached.considered,
        unread=unread(audience=reached.got, ports=reached.got) if reached.audience is None else (),
    )
