"""What an RDS instance tells of itself, whether it stands alone or in a cluster: reach, release, certificate. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.aws.networks.reach import Opening, Ports, opening, within
from collectors.aws.read import Account, body, days_until
from scanner.answers import HIDDEN, NOT_ASKED, Got, rests_on, unclear, unread
from scanner.facts import Credential, Exposure, Fact, Release


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
            ephi=self.whole.ephi(self.row.get("TagList")),
            answers=rests_on(self.got, *gots),
        )


def encrypted(row: Mapping[str, Any], flag: str = "StorageEncrypted") -> bool:
    """With a key that AWS owns the flag is false: then the type tells it."""
    return bool(row.get(flag)) or row.get("StorageEncryptionType") in {"sse-rds", "sse-kms"}


def member(database: Database) -> Iterator[Fact]:
    """Give the facts that each instance has for itself."""
    row, got = database.row, database.got
    yield _exposure(database)
    yield Release(
        **database.thing(),
        version=f"{row.get('Engine', '')} {row.get('EngineVersion', '')}".strip(),
        support_days_left=None,
        oldest_critical_days=None,
        oldest_high_days=None,
        auto_update=bool(row.get("AutoMinorVersionUpgrade")),
        checked_days=None,
        unread=unread(
            support_days_left=NOT_ASKED,
            oldest_critical_days=HIDDEN,
            oldest_high_days=HIDDEN,
            checked_days=HIDDEN,
        ),
    )
    valid = row.get("ValidTill")
    yield Credential(
        **database.thing(),
        form="certificate",
        age_days=None,
        days_left=days_until(got, valid) if valid else None,
        stored=None,
        unread=unread(
            age_days=NOT_ASKED, stored=HIDDEN, days_left=got if valid else unclear(got, "no certificate is named")
        ),
    )


def _exposure(database: Database) -> Exposure:
    """A public address is no reach: its security groups decide. Not public: it has no address outside its network."""
    row, got = database.row, database.got
    groups = database.whole.one("ec2.groups", got.about)
    mine = {g.get("VpcSecurityGroupId") for g in row.get("VpcSecurityGroups", [])}
    opened = [opening(g) for g in body(groups).get("SecurityGroups", []) if g["GroupId"] in mine]
    port = row.get("Port")
    ports = frozenset({(port, port)}) if port else frozenset[Ports]()
    audience: str | None = "owner"
    why = got
    if row.get("PubliclyAccessible"):
        audience, why = _audience(opened, ports, groups)
        if audience != "everyone" and groups.good and len(opened) < len(mine):
            audience, why = None, unclear(groups, "a security group of the database is not listed")
    return Exposure(
        **(database.thing() if why is got else database.thing(groups)),
        way="network",
        offers="data",
        audience=audience,  # type: ignore[arg-type]  # words of the vocabulary
        ports=tuple(ports) if port or audience else None,
        unread=unread(audience=why, ports=why) if audience is None else (),
    )


def _audience(opened: list[Opening], ports: frozenset[Ports], groups: Got) -> tuple[str | None, Got]:
    """Who comes in from the internet to a public address, through these groups."""
    if not groups.good:
        return None, groups
    world, some = ({p for o in opened for p in to(o)} for to in (Opening.to_world, Opening.to_some))
    lists = {p for o in opened for p in o.lists}
    if not ports and (world or some or lists):
        return None, unclear(groups, "the database names no port")
    if any(within(port, world) for port in ports):
        return "everyone", groups
    if any(within(port, lists) for port in ports):
        return None, unclear(groups, "prefix lists are not followed")
    return "listed" if any(within(port, some) for port in ports) else "owner", groups
