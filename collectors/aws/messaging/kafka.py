"""MSK: Kafka clusters, how one talks to them, who comes in, and what their brokers write down."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from collectors.aws.networks.doors import public, single
from collectors.aws.question import Ask
from collectors.aws.read import Account
from collectors.aws.store import Encryption, Store, stores
from collectors.aws.words import PRIVATE, PUBLIC
from scanner.answers import HIDDEN, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, Exposure, Fact, LogTrail, SignIn

CLUSTER: Final = "aws.kafka.cluster"
SERVERLESS: Final = "aws.kafka.serverless-cluster"
_SHARED: Final = ((Asset, "service"), DataStore, (Channel, "tls"), (SignIn, "machines"), (Exposure, "network/data"))
_UPDATE: Final = "aws kafka update-security --cluster-arn CLUSTER-ARN --current-version VERSION"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        CLUSTER: Kind(
            title="MSK cluster",
            gives=(*_SHARED, (Channel, "link"), (LogTrail, "service")),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws kafka create-cluster --cluster-name NEW --kafka-version "
                    "VERSION --number-of-broker-nodes 3 --broker-node-group-info file://FILE --encryption-info "
                    "'EncryptionAtRest={DataVolumeKMSKeyId=KEY-ARN}', then move the topics: the key of a cluster stays",
                    "encryption-in-transit.plain-refused": f"{_UPDATE} "
                    "--encryption-info 'EncryptionInTransit={ClientBroker=TLS}'; between brokers "
                    "(InCluster) only a new cluster can be set to encrypt",
                    "unique-user-identification.own-name": f"{_UPDATE} --client-authentication "
                    '\'{"Sasl":{"Iam":{"Enabled":true}},"Unauthenticated":{"Enabled":false}}\'',
                    "public-exposure.not-on-the-internet": "aws kafka update-connectivity --cluster-arn CLUSTER-ARN "
                    "--current-version VERSION --connectivity-info 'PublicAccess={Type=DISABLED}'",
                    "network-segmentation.no-open-ports": "aws kafka update-connectivity --cluster-arn CLUSTER-ARN "
                    "--current-version VERSION --connectivity-info 'PublicAccess={Type=DISABLED}'",
                    "audit-logging.recording": "aws kafka update-monitoring --cluster-arn CLUSTER-ARN "
                    "--current-version VERSION --logging-info "
                    "'BrokerLogs={CloudWatchLogs={Enabled=true,LogGroup=GROUP}}'",
                }
            ),
            own={"CLUSTER-ARN": "resource"},
        ),
        SERVERLESS: Kind(title="MSK cluster without servers", gives=_SHARED),
    }
)

QUESTIONS: Final = (
    Ask(
        id="kafka.clusters",
        operation="kafka.ListClustersV2",
        needs="kafka:ListClustersV2",
        feeds=(*_SHARED, (Channel, "link"), (LogTrail, "service")),
        scope="region",
        keep="{ClusterInfoList: ClusterInfoList[].{ClusterArn: ClusterArn, ClusterName: ClusterName, "
        "ClusterType: ClusterType, Key: Provisioned.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId, "
        "ClientBroker: Provisioned.EncryptionInfo.EncryptionInTransit.ClientBroker, "
        "InCluster: Provisioned.EncryptionInfo.EncryptionInTransit.InCluster, "
        "Scram: Provisioned.ClientAuthentication.Sasl.Scram.Enabled, "
        "Iam: Provisioned.ClientAuthentication.Sasl.Iam.Enabled, Tls: Provisioned.ClientAuthentication.Tls.Enabled, "
        "Unauthenticated: Provisioned.ClientAuthentication.Unauthenticated.Enabled, "
        "PublicAccess: Provisioned.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type, "
        "SecurityGroups: Provisioned.BrokerNodeGroupInfo.SecurityGroups, "
        "Logs: Provisioned.LoggingInfo.BrokerLogs.[CloudWatchLogs.Enabled, Firehose.Enabled, S3.Enabled]}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all clusters."""
    names = {"arn": "ClusterArn", "name": "ClusterName"}
    for kind, serverless in ((CLUSTER, False), (SERVERLESS, True)):
        for found in stores(whole, "kafka.clusters", "ClusterInfoList", kind, *KINDS[kind].gives, **names):
            if isinstance(found, Fact):
                yield found
            elif (found.row.get("ClusterType") == "SERVERLESS") is serverless:
                yield from _serverless(found) if serverless else _cluster(found)


def _serverless(it: Store) -> Iterator[Fact]:
    """It knows no other way than TLS and IAM, and no address outside its network."""
    yield it.asset("service")
    yield it.data_store(None, encrypted=True)
    yield it.channel("required", it.got, protocol="tls")
    yield _sign_in(it, factors=1, individual=True)
    yield _private(it)


def _cluster(it: Store) -> Iterator[Fact]:
    yield it.asset("service")
    # MSK encrypts what rests always, by a key of its own where none is named.
    yield it.data_store(it.row.get("Key"), encrypted=True)
    yield _channel(it, "tls", _CLIENTS.get(str(it.row.get("ClientBroker"))))
    yield _channel(it, "link", _BETWEEN.get(it.row.get("InCluster")))
    ways = {way for way in ("Scram", "Iam", "Tls") if it.row.get(way)}
    open_ = not ways or bool(it.row.get("Unauthenticated"))
    yield _sign_in(it, factors=0 if open_ else 1, individual=False if open_ else True if ways == {"Iam"} else None)
    yield _exposure(it)
    yield _trail(it)


def _channel(it: Store, protocol: Literal["tls", "link"], encryption: Encryption | None) -> Channel:
    told = it.got if encryption else unclear(it.got, "it does not say whether that is encrypted")
    return it.channel(encryption, told, protocol=protocol)


_CLIENTS: Final[Mapping[str, Encryption]] = MappingProxyType(
    {"TLS": "required", "TLS_PLAINTEXT": "offered", "PLAINTEXT": "none"}
)
_BETWEEN: Final[Mapping[bool | None, Encryption]] = MappingProxyType({True: "required", False: "none"})


def _sign_in(it: Store, *, factors: int, individual: bool | None) -> SignIn:
    """Without a way to sign in all may come that reach it. How many share a password or a certificate, none tells."""
    return SignIn(
        **it.thing(),
        audience="machines",
        factors=factors,
        phishing_resistant=False,
        bypass=(),
        individual=individual,
        directories=None,
        unread=unread(**({"individual": HIDDEN} if individual is None else {}), directories=HIDDEN),
    )


_PUBLIC: Final = (9194, 9196, 9198)
"""Where brokers that are public listen: TLS, SCRAM, IAM."""


def _exposure(it: Store) -> Exposure:
    if it.row.get("PublicAccess", "DISABLED") == "DISABLED":
        return _private(it)
    reached = public(it.whole, it.region, it.row.get("SecurityGroups", []), single(_PUBLIC)).behind(PUBLIC)
    return Exposure(
        **it.thing(reached.got),
        way="network",
        offers="data",
        audience=reached.audience,
        ports=reached.ports,
        considered=reached.considered,
        unread=unread(audience=reached.got),
    )


def _private(it: Store) -> Exposure:
    return Exposure(**it.thing(), way="network", offers="data", audience="owner", ports=(), considered=(PRIVATE,))


_OF_THEMSELVES: Final = Got("hidden", "brokers log what goes wrong; MSK keeps no log of who reads and writes")


def _trail(it: Store) -> LogTrail:
    """What brokers write of themselves. Who read what it does not say: with it on, that is no record yet."""
    places = sum(bool(on) for on in it.row.get("Logs") or ())
    unknown = {"enabled": _OF_THEMSELVES} if places else {}
    return LogTrail(
        **it.thing(),
        of="service",
        enabled=None if places else False,
        records=("errors",) if places else (),
        exempt=None,
        unread=unread(**unknown, exempt=HIDDEN),
    )
