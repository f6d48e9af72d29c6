"""Which recovery points there are, and of which resources that are still there. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from collectors.aws.read import Account, body
from collectors.aws.storage.backup import CONTINUOUS, HELD, LISTED
from scanner.answers import Got
from scanner.facts import FOREVER

Row: TypeAlias = Mapping[str, Any]
_OPEN: Final = ("CREATING", "EXPIRED", "DELETING")
"""States that say nothing of how a backup ended: what has expired since may have been good."""
_DAILY: Final = 4
"""On so many days of a week a copy is made that counts as daily: one that is missed now and then is no other rule."""
_LISTS: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "ec2:volume": ("ec2.volumes", "Volumes", "VolumeId"),
        "ec2:instance": ("ec2.instances", "Instances", "InstanceId"),
        "elasticfilesystem:file-system": ("efs.file_systems", "FileSystems", "FileSystemId"),
        "fsx:file-system": ("fsx.file_systems", "FileSystems", "FileSystemId"),
        "rds:db": ("rds.instances", "DBInstances", "DBInstanceIdentifier"),
        "dynamodb:table": ("dynamodb.tables", "TableNames", ""),
    }
)
"""By the service and the kind in an ARN: which list of a region holds all of these, and under which key their names."""


def protected(whole: Account) -> Iterator[tuple[str, Got, list[Row]]]:
    """For each region that has a vault, or may have one: the list of what is protected, and what of it there is."""
    for vaults in whole.every("backup.vaults"):
        if not vaults.good:
            yield vaults.about, vaults, []
        elif body(vaults).get("BackupVaultList"):
            got = whole.one("backup.protected", f"{vaults.about}/{LISTED}")
            rows = body(got).get("Results", [])
            yield vaults.about, got, [row for row in rows if not gone(whole, row["ResourceArn"])]


def gone(whole: Account, arn: str) -> bool:
    """It was deleted: the list of its kind does not hold it. AWS Backup lists it for as long as a point is kept.

    What is of another account, or of a kind that nobody lists, is not called gone.
    """
    _, _, service, region, account, resource = [*arn.split(":", 5), *[""] * 5][:6]
    kind, name = [*re.split("[/:]", resource, maxsplit=1), ""][:2]
    if account != whole.id or f"{service}:{kind}" not in _LISTS:
        return False
    question, rows, key = _LISTS[f"{service}:{kind}"]
    got = whole.one(question, region)
    return got.outcome in {"ok", "empty"} and name not in {r.get(key) if key else r for r in body(got).get(rows, [])}


@dataclass(frozen=True, slots=True)
class Points:
    """The recovery points of one resource made in the last week, oldest first, each with the answer of its vault."""

    rows: tuple[tuple[Got, Row], ...]

    @property
    def good(self) -> list[tuple[Got, Row]]:
        """Those that can be restored."""
        return [point for point in self.rows if point[1].get("Status") in HELD]

    @property
    def ended(self) -> list[tuple[str, bool]]:
        """When those were made that have ended, and whether they are good; one being made has not yet."""
        return [(made(r), r.get("Status") in HELD) for _, r in self.rows if r.get("Status") not in _OPEN]

    @property
    def kept_days(self) -> int:
        """How long a copy of nearly every day is kept: rules beside it may keep more copies for less, or few for more.

        Of a few days the shortest decides.
        """
        days: dict[str, int] = {}
        for _, row in self.good:
            days[made(row)[:10]] = max(days.get(made(row)[:10], 0), _kept(row))
        daily = sorted(days.values(), reverse=True)
        return daily[_DAILY - 1] if len(daily) >= _DAILY else min(_kept(row) for _, row in self.good)


def points(whole: Account) -> dict[str, Points]:
    """Those of each resource, by its ARN."""
    found: dict[str, list[tuple[Got, Row]]] = {}
    for got in whole.every("backup.points"):
        for row in body(got).get("RecoveryPoints", []):
            found.setdefault(row.get("ResourceArn", ""), []).append((got, row))
    return {arn: Points(tuple(sorted(some, key=lambda point: made(point[1])))) for arn, some in found.items()}


def made(point: Row) -> str:
    """When it was made; a continuous one, when it was begun."""
    return str(point.get("CreationDate"))


def ongoing(rows: Iterable[Row]) -> list[Row]:
    """The continuous points that still go on. They are made once; up to which moment they lead no answer tells."""
    return [r for r in rows if CONTINUOUS in r.get("RecoveryPointArn", "") and r.get("Status") in HELD]


def _kept(point: Row) -> int:
    """Days; a number below zero is AWS Backup's word for "for ever"."""
    days = int(point.get("DeleteAfterDays", FOREVER))
    return days if days >= 0 else FOREVER
