"""Redshift Serverless: namespaces, which hold the data, and workgroups, which are the way to it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from collectors.asking.ages import seconds
from collectors.aws.databases.redshift import ACTIVITY, SSL
from collectors.aws.databases.redshift_logs import Export, trail
from collectors.aws.networks.doors import Door, exposure
from collectors.aws.question import Ask, together
from collectors.aws.read import Account, body
from collectors.aws.store import ALL, Store, listed_below, once, stores
from scanner.answers import HIDDEN, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, Channel, DataStore, Delivery, Exposure, Fact, LogTrail, Session

NAMESPACE: Final = "aws.redshift-serverless.namespace"
WORKGROUP: Final = "aws.redshift-serverless.workgroup"
_HOLDS: Final = ((Asset, "store"), DataStore, (LogTrail, "store"), Delivery, (Backup, "point-in-time"))
_OPENS: Final = ((Asset, "service"), (Channel, "database"), (Session, "database"), (Exposure, "network/data"))
_NAMESPACES: Final = "redshift-serverless.namespaces"
_WORKGROUPS: Final = "redshift-serverless.workgroups"
_POINTS: Final = "redshift-serverless.points"
_AWS_KEY: Final = "AWS_OWNED_KMS_KEY"
_DAYS: Final = 1
"""For which recovery points are kept; nobody can change it."""
_PORT: Final = 5439

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        NAMESPACE: Kind(
            title="Redshift Serverless namespace",
            gives=_HOLDS,
            may=(Delivery,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws redshift-serverless update-namespace "
                    "--namespace-name NAMESPACE --kms-key-id KEY-ARN",
                    "audit-logging.recording": "aws redshift-serverless update-namespace --namespace-name NAMESPACE "
                    "--log-exports connectionlog userlog useractivitylog",
                    "audit-logging.events-complete": "aws redshift-serverless update-namespace "
                    "--namespace-name NAMESPACE --log-exports connectionlog userlog useractivitylog, and "
                    "aws redshift-serverless update-workgroup --workgroup-name WORKGROUP "
                    "--config-parameters parameterKey=enable_user_activity_logging,parameterValue=true",
                    "backup.kept": "put the namespace into a plan of AWS Backup, or on a schedule: "
                    "aws redshift-serverless create-snapshot --namespace-name NAMESPACE --snapshot-name NAME "
                    "--retention-period 35",
                }
            ),
            own={"NAMESPACE": "name"},
        ),
        WORKGROUP: Kind(
            title="Redshift Serverless workgroup",
            gives=_OPENS,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws redshift-serverless update-workgroup "
                    "--workgroup-name WORKGROUP --config-parameters parameterKey=require_ssl,parameterValue=true",
                    **dict.fromkeys(
                        ("public-exposure.not-on-the-internet", "network-segmentation.no-open-ports"),
                        "aws redshift-serverless update-workgroup --workgroup-name WORKGROUP --no-publicly-accessible",
                    ),
                }
            ),
            own={"WORKGROUP": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id=_NAMESPACES,
        operation="redshift-serverless.ListNamespaces",
        needs="redshift-serverless:ListNamespaces",
        feeds=together(*_HOLDS, *_OPENS),
        scope="region",
        keep="{namespaces: namespaces[].{namespaceName: namespaceName, namespaceArn: namespaceArn, "
        "kmsKeyId: kmsKeyId, logExports: logExports}}",
    ),
    Ask(
        id=_WORKGROUPS,
        operation="redshift-serverless.ListWorkgroups",
        needs="redshift-serverless:ListWorkgroups",
        feeds=((LogTrail, "store"), *_OPENS),
        each=_NAMESPACES,
        of=once("namespaces"),
        keep="{workgroups: workgroups[].{workgroupName: workgroupName, workgroupArn: workgroupArn, "
        "namespaceName: namespaceName, publiclyAccessible: publiclyAccessible, port: port || endpoint.port, "
        "securityGroupIds: securityGroupIds, configParameters: configParameters[?parameterKey=="
        f"'{SSL}' || parameterKey=='{ACTIVITY}'].{{parameterKey: parameterKey, parameterValue: parameterValue}}}}}}",
    ),
    Ask(
        id=_POINTS,
        operation="redshift-serverless.ListRecoveryPoints",
        needs="redshift-serverless:ListRecoveryPoints",
        feeds=((Backup, "point-in-time"),),
        each=_NAMESPACES,
        of=once("namespaces"),
        keep="{recoveryPoints: recoveryPoints[].{namespaceName: namespaceName, "
        "recoveryPointCreateTime: recoveryPointCreateTime}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of namespaces and workgroups."""
    names = {"arn": "namespaceArn", "name": "namespaceName"}
    for space in stores(whole, _NAMESPACES, "namespaces", NAMESPACE, *_HOLDS, **names):
        yield from _namespace(space) if isinstance(space, Store) else (space,)
    gate, below = (_NAMESPACES, "namespaces"), (_WORKGROUPS, "workgroups")
    for found in listed_below(whole, gate, below, WORKGROUP, *_OPENS):
        if isinstance(found, Fact):
            yield found
        else:
            got, row = found
            yield from _workgroup(Store(whole, WORKGROUP, row["workgroupArn"], row["workgroupName"], row, got))


def _namespace(namespace: Store) -> Iterator[Fact]:
    """What it holds is always encrypted: with a key that AWS owns where no other is named."""
    key = namespace.row.get("kmsKeyId")
    yield namespace.asset()
    yield namespace.data_store(None if key == _AWS_KEY else key, encrypted=True)
    exported = frozenset(namespace.row.get("logExports", ()))
    activity, told = _activity(namespace)
    yield from trail(namespace, Export(exported, namespace.got, None, NOT_ASKED), activity=activity, told=told)
    yield _points(namespace)


def _activity(namespace: Store) -> tuple[bool | None, Got]:
    """Whether the log of what users do is written, by all ways to the namespace."""
    told = namespace.whole.one(_WORKGROUPS, f"{namespace.region}/{ALL}")
    mine = [w for w in body(told).get("workgroups", []) if w.get("namespaceName") == namespace.name]
    said = [_switch(Store(namespace.whole, WORKGROUP, "", "", row, told), ACTIVITY) for row in mine]
    if not told.good:
        return None, told
    # Where there is no way in there is nothing to record.
    return next((s for s in said if s[0] is not True), (True, told))


def _switch(workgroup: Store, name: str) -> tuple[bool | None, Got]:
    values = {p["parameterKey"]: p.get("parameterValue") for p in workgroup.row.get("configParameters", [])}
    match values.get(name):
        case "true" | "false" as value:
            return value == "true", workgroup.got
        case _:
            return None, unclear(workgroup.got, f"{name} is not among its parameters")


def _points(namespace: Store) -> Backup:
    """Recovery points, which Redshift makes every half an hour."""
    told = namespace.whole.one(_POINTS, f"{namespace.region}/{ALL}")
    mine = [
        p.get("recoveryPointCreateTime", "")
        for p in body(told).get("recoveryPoints", [])
        if p.get("namespaceName") == namespace.name
    ]
    return Backup(
        **namespace.thing(told),
        mechanism="point-in-time",
        newest_seconds=seconds(told, max(mine, default=None)) if told.good else None,
        succeeded=None,
        retention_days=_DAYS,
        encrypted=True if told.good else None,
        offsite=False,
        immutable=False,
        unread=unread(newest_seconds=told, encrypted=told, succeeded=HIDDEN),
    )


def _workgroup(workgroup: Store) -> Iterator[Fact]:
    row = workgroup.row
    groups = frozenset(row.get("securityGroupIds", ()))
    door = Door(row.get("publiclyAccessible"), row.get("port", _PORT), groups, workgroup.region)
    ssl, told = _switch(workgroup, SSL)
    yield workgroup.asset("service")
    yield exposure(workgroup.whole, workgroup.thing, workgroup.got, door)
    yield workgroup.channel(None if ssl is None else "required" if ssl else "offered", told)
    # Each user may have a limit of their own, which is told inside the database only.
    yield workgroup.session(None, HIDDEN)
