"""What there is in a region that AWS Backup could keep, kind by kind as it calls them. Pure."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from collectors.aws.read import Account, body
from scanner.answers import Got

Row: TypeAlias = Mapping[str, Any]
_STATES: Final = ("DBInstanceStatus", "LifeCycleState", "Lifecycle", "State", "Status", "TableStatus")
_GONE: Final = frozenset({"deleting", "deleted"})


class _List(NamedTuple):
    """A question whose answer lists some of a kind, the key of its rows, and which of these count."""

    question: str
    rows: str
    counts: Callable[[Row], bool] = lambda _: True


def _alone(row: Row) -> bool:
    """It is no member of a cluster, which counts by itself."""
    return not row.get("DBClusterIdentifier")


def _lasting(row: Row) -> bool:
    """FSx keeps no copy of a file system that is made to be thrown away, nor does AWS Backup."""
    return not str(row.get("DeploymentType")).startswith("SCRATCH")


_ENGINES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("aurora", "aurora-mysql", "aurora-postgresql"), "Aurora"),
        "docdb": "DocumentDB",
        "neptune": "Neptune",
    }
)
"""What AWS Backup calls clusters of these engines. Those of others span several zones, and are RDS like instances."""


def _clusters(kind: str) -> _List:
    return _List("rds.clusters", "DBClusters", lambda row: _ENGINES.get(row.get("Engine", ""), "RDS") == kind)


KEEPABLE: Final[Mapping[str, tuple[_List, ...]]] = MappingProxyType(
    {
        "DynamoDB": (_List("dynamodb.tables", "TableNames"),),
        "EBS": (_List("ec2.volumes", "Volumes"),),
        "EFS": (_List("efs.file_systems", "FileSystems"),),
        "FSx": (_List("fsx.file_systems", "FileSystems", _lasting),),
        "RDS": (_List("rds.instances", "DBInstances", _alone), _clusters("RDS")),
        **{kind: (_clusters(kind),) for kind in ("Aurora", "DocumentDB", "Neptune")},
    }
)
"""By kind: the lists that tell whether there is any."""
ALONG: Final[Mapping[str, frozenset[str]]] = MappingProxyType({"EBS": frozenset({"EC2"})})
"""By kind: the kinds of which a copy takes it along."""


def stored(whole: Account, region: str, kind: str) -> tuple[Got | None, list[Got]]:
    """Give the answer that lists something of a kind, None where none does; and the lists that were not read."""
    lists = [(whole.one(each.question, region), each) for each in KEEPABLE[kind]]
    held = (got for got, each in lists if any(map(each.counts, _rows(whole, got, each.rows))))
    return next(held, None), [got for got, _ in lists if not got.good]


def _rows(whole: Account, got: Got, key: str) -> Iterator[Row]:
    """The rows of a list, but for what is being deleted. Tables are listed by name: each tells its state itself."""
    for row in body(got).get(key, []) if got.good else []:
        known = row if isinstance(row, Mapping) else _table(whole, got.about, row)
        if _GONE.isdisjoint(str(known.get(state)).lower() for state in _STATES):
            yield known


def _table(whole: Account, region: str, name: str) -> Row:
    said: Row = body(whole.one("dynamodb.table", f"{region}/{name}")).get("Table", {})
    return said
