"""What an RDS instance tells of itself, whether it stands alone or in a cluster: reach, release, certificate. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.asking.ages import days_until
from collectors.aws.networks.doors import Door, exposure
from collectors.aws.read import Account
from scanner.answers import NOT_ASKED, Got, rests_on, unclear, unread
from scanner.facts import Certificate, Fact, Release


@dataclass(frozen=True, slots=True)
class Database:
    """An instance that stands alone, a cluster, or a cluster's member."""

    whole: Account
    kind: str
    arn: str
    name: str
    row: Mapping[str, Any]
    got: Got

    def thing(self, *gots: Got) -> dict[str, Any]:
        """What all facts about it share."""
        return self.whole.thing(
            self.kind,
            self.arn,
            name=self.name,
            site=self.got.about,
            answers=rests_on(self.got, *gots),
        )


def encrypted(row: Mapping[str, Any], flag: str = "StorageEncrypted") -> bool:
    """With a key that AWS owns the flag is false: then the type tells it."""
    return bool(row.get(flag)) or row.get("StorageEncryptionType") in {"sse-rds", "sse-kms"}


def member(database: Database) -> Iterator[Fact]:
    """Give the facts that each instance has for itself."""
    row, got = database.row, database.got
    yield exposure(database.whole, database.thing, got, _door(database))
    yield Release(
        **database.thing(),
        version=f"{row.get('Engine', '')} {row.get('EngineVersion', '')}".strip(),
        support_days_left=None,
        auto_update=bool(row.get("AutoMinorVersionUpgrade")),
        unread=unread(support_days_left=NOT_ASKED),
    )
    valid = row.get("ValidTill")
    yield Certificate(
        **database.thing(),
        days_left=days_until(got, valid) if valid else None,
        unread=() if valid else unread(days_left=unclear(got, "no certificate is named")),
    )


def _door(database: Database) -> Door:
    row = database.row
    groups = {g.get("VpcSecurityGroupId", "") for g in row.get("VpcSecurityGroups", [])}
    return Door(bool(row.get("PubliclyAccessible")), row.get("Port"), frozenset(groups), database.got.about)
