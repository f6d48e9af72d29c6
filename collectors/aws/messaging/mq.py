"""Amazon MQ: brokers, who reaches them, and what they write down. Names of their users are never kept."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal

from collectors.aws.networks.doors import Reached, public, single
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from collectors.aws.store import Store
from collectors.aws.words import BARE, PRIVATE, PUBLIC
from scanner.answers import HIDDEN, NOT_ASKED, Got, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Exposure, Fact, LogTrail, Release

BROKER: Final = "aws.mq.broker"
_GIVES: Final = ((Asset, "service"), DataStore, (Exposure, "network/data"), (LogTrail, "service"), Release)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        BROKER: Kind(
            title="Amazon MQ broker",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws mq create-broker --broker-name NEW --engine-type ENGINE "
                    "--host-instance-type TYPE --deployment-mode MODE --no-publicly-accessible --encryption-options "
                    "UseAwsOwnedKey=false,KmsKeyId=KEY, then move the queues: the key of a broker stays",
                    "public-exposure.not-on-the-internet": "aws mq create-broker --broker-name NEW --engine-type "
                    "ENGINE --host-instance-type TYPE --deployment-mode MODE --no-publicly-accessible, then move the "
                    "queues; until then aws mq update-broker --broker-id BROKER --security-groups GROUP",
                    "network-segmentation.no-open-ports": "aws mq update-broker --broker-id BROKER "
                    "--security-groups GROUP, which lets in named networks only",
                    "audit-logging.recording": "aws mq update-broker --broker-id BROKER "
                    "--logs Audit=true,General=true, then aws mq reboot-broker --broker-id BROKER",
                    "patching.automatic": "aws mq update-broker --broker-id BROKER --auto-minor-version-upgrade",
                }
            ),
            own={"BROKER": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="mq.brokers",
        operation="mq.ListBrokers",
        needs="mq:ListBrokers",
        feeds=(Asset, DataStore, (Exposure, "network/data"), (LogTrail, "service"), Release),
        scope="region",
        keep="{BrokerSummaries: BrokerSummaries[].{BrokerArn: BrokerArn, BrokerId: BrokerId, BrokerName: BrokerName}}",
    ),
    Ask(
        id="mq.broker",
        operation="mq.DescribeBroker",
        needs="mq:DescribeBroker",
        feeds=(DataStore, (Exposure, "network/data"), (LogTrail, "service"), Release),
        each="mq.brokers",
        of="BrokerSummaries",
        about="BrokerArn",
        given=MappingProxyType({"BrokerId": "item.BrokerId"}),
        keep="{EngineType: EngineType, EngineVersion: EngineVersion, PubliclyAccessible: PubliclyAccessible, "
        "SecurityGroups: SecurityGroups, Audit: Logs.Audit, General: Logs.General, "
        "AutoMinorVersionUpgrade: AutoMinorVersionUpgrade, KmsKeyId: EncryptionOptions.KmsKeyId, "
        "UseAwsOwnedKey: EncryptionOptions.UseAwsOwnedKey}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all brokers."""
    for found in listed(whole, "mq.brokers", "BrokerSummaries", BROKER, *_GIVES):
        if isinstance(found, Fact):
            yield found
            continue
        listing, row = found
        got = whole.one("mq.broker", row["BrokerArn"])
        yield from _broker(Store(whole, BROKER, row["BrokerArn"], row["BrokerName"], body(got), listing), got)


def _broker(it: Store, got: Got) -> Iterator[Fact]:
    yield it.asset("service")
    # A broker encrypts always, by a key of AWS's own where none is named.
    yield it.data_store(None if it.row.get("UseAwsOwnedKey", True) else it.row.get("KmsKeyId"), told=got)
    reached = _reached(it, got)
    yield Exposure(
        **it.thing(got, reached.got),
        way="network",
        offers="data",
        audience=reached.audience,
        ports=reached.ports if got.good else None,
        considered=reached.considered,
        unread=unread(audience=reached.got, ports=got),
    )
    yield _trail(it, got)
    version = f"{it.row.get('EngineType', '')} {it.row.get('EngineVersion', '')}".strip()
    yield Release(
        **it.thing(got),
        version=version if got.good else None,
        support_days_left=None,
        auto_update=bool(it.row.get("AutoMinorVersionUpgrade")) if got.good else None,
        unread=unread(
            version=got,
            support_days_left=NOT_ASKED,
            auto_update=got,
        ),
    )


_PORTS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        # Console, OpenWire, AMQP, STOMP, MQTT, WSS.
        "ACTIVEMQ": (5671, 8162, 8883, 61614, 61617, 61619),
        # AMQP, console.
        "RABBITMQ": (443, 5671),
    }
)


def _reached(it: Store, got: Got) -> Reached:
    """No security group stands before a public broker of RabbitMQ: it is open to all."""
    ports = single(_PORTS.get(str(it.row.get("EngineType")).upper(), _PORTS["ACTIVEMQ"]))
    if not got.good:
        return Reached(None, ports, got)
    if it.row.get("PubliclyAccessible") is False:
        return Reached("owner", (), got, (PRIVATE,))
    groups = it.row.get("SecurityGroups", [])
    if not groups:
        return Reached("everyone", ports, got, (PUBLIC, BARE))
    return public(it.whole, it.region, groups, ports).behind(PUBLIC)


_Records = tuple[Literal["admin", "sign-in", "errors"], ...]


def _trail(it: Store, got: Got) -> LogTrail:
    """What is done to a broker of ActiveMQ only its audit log tells; RabbitMQ has one log, with each sign-in in it."""
    rabbit = str(it.row.get("EngineType")).upper() == "RABBITMQ"
    audit, general = bool(it.row.get("Audit")), bool(it.row.get("General"))
    on = general if rabbit else audit
    told: _Records = ("sign-in",) if rabbit and general else ("admin",) if audit else ()
    records: _Records = (*told, "errors") if general else told
    return LogTrail(
        **it.thing(got),
        of="service",
        enabled=on if got.good else None,
        records=records if got.good else None,
        exempt=None,
        unread=unread(enabled=got, records=got, exempt=HIDDEN),
    )
