"""What an RDS instance tells of itself, whether it stands alone or in a cluster: reach, release, certificate. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collectors.aws.network import opening
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
    port = row.get("Port", 0)
    public, known = bool(row.get("PubliclyAccessible")), groups
    if groups.good and len(opened) < len(mine):
        known = unclear(groups, "a security group of the database is not listed")
    world = any(low <= port <= high for o in opened for low, high in o.world)
    listed_ = any(low <= port <= high for o in opened for low, high in o.listed)
    if groups.good and not world and any(o.prefixes for o in opened):
        known = unclear(groups, "prefix lists are not followed")
    audience = "owner" if not public else "everyone" if world else "listed" if listed_ else "owner"
    return Exposure(
        **database.thing(groups) if public else database.thing(),
        way="network",
        offers="data",
        audience=audience if not public or world or known.good else None,  # type: ignore[arg-type]  # words of the vocabulary
        ports=((port, port),) if port else (),
        unread=unread(audience=known) if public and not world else (),
    )
