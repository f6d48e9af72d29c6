"""Reads AWS Backup's answers: copies of what is protected, vaults, and restores. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.ages import seconds
from collectors.aws.keys.custody import custody
from collectors.aws.policy import everyone, many, matches, statements
from collectors.aws.read import Account, body, first_bad, listed
from collectors.aws.storage.backup import AIR_GAPPED, BORROWED, HELD, KINDS, PROTECTED, VAULT
from collectors.aws.storage.backup_jobs import Jobs
from collectors.aws.storage.backup_points import Points, Row, made, ongoing, points, protected
from collectors.aws.storage.backup_tests import tests
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import Backup, DataStore, Fact, Guard

_LONG: Final = 35  # backup.retention
_DAY: Final = 86400


def read(whole: Account) -> Iterator[Fact]:
    """Give the copies of each protected resource, the vaults, and the restore tests of each kind of resource."""
    recent, seen = points(whole), _seen(whole)
    for region, listing, rows in protected(whole):
        if not listing.good:
            yield from gaps(whole.target, PROTECTED, listing, *KINDS[PROTECTED].gives, site=region)
        for row in rows:
            mine = recent.get(row["ResourceArn"], Points(()))
            older = whole.one("backup.older", row["ResourceArn"])
            if not mine.good and (going := ongoing(body(older).get("RecoveryPoints", []))):
                yield _ongoing(seen, region, row, older, going)
            else:
                yield _copies(seen, region, row, mine, listing)
    for found in listed(whole, "backup.vaults", "BackupVaultList", VAULT, *KINDS[VAULT].gives):
        yield from (found,) if isinstance(found, Fact) else _vault(whole, *found)
    yield from tests(whole)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The account, its vaults by their ARN, and what kept us from seeing all that lies in them."""

    whole: Account
    vaults: Mapping[str, Row]
    bad: Got | None

    def blind(self, got: Got, *, found: bool) -> Got:
        """Why nothing is known of a resource's recovery points."""
        why = "no such vault" if found else "no vault of ours holds a good copy of the last week"
        return self.bad or unclear(got, why)


def _seen(whole: Account) -> _Seen:
    lists = whole.every("backup.vaults")
    rows = {v["BackupVaultArn"]: v for got in lists for v in body(got).get("BackupVaultList", [])}
    return _Seen(whole, rows, first_bad(*lists, *(g for g in whole.every("backup.points") if g.place)))


def _thing(whole: Account, region: str, arn: str) -> dict[str, Any]:
    name = arn.rpartition(":")[2].rpartition("/")[2]
    # A host that is asked over SSH knows its instance by this name alone.
    also = (name,) if arn.split(":")[2:3] == ["ec2"] else ()
    return whole.thing(PROTECTED, arn, name=name, site=region, also=also)


def _copies(seen: _Seen, region: str, row: Row, mine: Points, got: Got) -> Backup:
    """Judged by the copies that are there: when one was last made says nothing of whether it still is."""
    arn, good = row["ResourceArn"], mine.good
    older = seen.whole.one("backup.older", arn)
    blind = seen.blind(got, found=bool(good))
    vault = seen.vaults.get(good[-1][0].about if good else row.get("LastBackupVaultArn", ""))
    # The least of what was seen is the least of all only where all was seen.
    least = got if good and blind.outcome == "unclear" else blind
    newest, told = (seconds(good[-1][0], made(good[-1][1])), got) if good else _older(older)
    going = ongoing([*(point for _, point in good), *body(older).get("RecoveryPoints", [])])
    if newest is not None and newest > _DAY and (going or (older.place and not older.good)):
        newest, told = None, HIDDEN if going else older
    jobs = Jobs(seen.whole, region, arn)
    succeeded, how = jobs.succeeded(mine.ended, HIDDEN if going else None if blind.outcome == "unclear" else blind)
    offsite = _away(arn, [g.about for g, _ in good]) or jobs.left if good else None
    kept, kept_by = (mine.kept_days if least.good else None), least
    if kept is not None and kept < _LONG and (jobs.abroad or not jobs.copied.good):
        # For how long another account keeps its copy only that account tells.
        kept, kept_by = None, HIDDEN if jobs.abroad else jobs.copied
    return Backup(
        **_thing(seen.whole, region, arn),
        answers=rests_on(
            got,
            blind,
            *((older,) if older.place or not good or not vault else ()),
            *(g for g, _ in mine.rows),
            *jobs.gots,
        ),
        mechanism="copy",
        newest_seconds=newest,
        succeeded=succeeded,
        retention_days=kept,
        encrypted=all(point.get("IsEncrypted") for _, point in good) if least.good else None,
        offsite=offsite,
        immutable=sealed(vault, got) if vault else None,
        unread=unread(
            newest_seconds=told,
            succeeded=got if succeeded is not None else how or seen.blind(got, found=False),
            retention_days=kept_by,
            encrypted=least,
            offsite=got if offsite is not None else jobs.copied if good else blind,
            immutable=got if vault else blind,
        ),
    )


def _ongoing(seen: _Seen, region: str, row: Row, older: Got, going: list[Row]) -> Backup:
    """A copy that was made once and follows the resource since: its day is not its age, and a run leaves no point."""
    jobs, vault = Jobs(seen.whole, region, row["ResourceArn"]), seen.vaults.get(row.get("LastBackupVaultArn", ""))
    succeeded, how = jobs.succeeded([(made(point), True) for point in going], HIDDEN)
    return Backup(
        **_thing(seen.whole, region, row["ResourceArn"]),
        answers=rests_on(older, *jobs.gots),
        mechanism="copy",
        newest_seconds=None,
        succeeded=succeeded,
        retention_days=None,
        encrypted=all(point.get("EncryptionKeyArn") for point in going),
        offsite=jobs.left,
        immutable=sealed(vault, older) if vault else None,
        unread=unread(
            newest_seconds=HIDDEN,
            succeeded=how or older,
            retention_days=NOT_ASKED,
            offsite=jobs.copied,
            immutable=older if vault else unclear(older, "no such vault"),
        ),
    )


def _older(older: Got) -> tuple[int | None, Got]:
    """The age of the newest that can be restored, of all there are."""
    when = [p.get("CreationDate") for p in body(older).get("RecoveryPoints", []) if p.get("Status") in HELD]
    return (seconds(older, max(filter(None, when), default=None)) if older.good else None), older


def _away(resource: str, vaults: list[str]) -> bool:
    """A copy lies in another region or account than its original. S3's names hold neither: then we claim nothing."""
    here = resource.split(":")[3:5]
    return any(vault.split(":")[3:5] != here for vault in vaults) if here[0] else False


def sealed(vault: Mapping[str, Any], got: Got) -> bool:
    """Locked, and past the day until which the lock could be lifted. One without such a day any administrator lifts."""
    if vault.get("VaultType") == AIR_GAPPED:
        return True
    return bool(vault.get("Locked")) and "" < str(vault.get("LockDate", "")) <= got.asked


def _vault(whole: Account, got: Got, row: Row) -> Iterator[Fact]:
    """Nothing of one that holds nothing of its own: AWS makes a vault `Default` by itself."""
    arn = row["BackupVaultArn"]
    thing = whole.thing(VAULT, arn, name=row["BackupVaultName"], site=got.about)
    held = whole.one("backup.points", arn)
    rows = body(held).get("RecoveryPoints", [])
    if row.get("VaultType") == BORROWED or (row.get("NumberOfRecoveryPoints") == 0 and held.good and not rows):
        return
    # A vault has a key in any case, AWS's where none is named; of some services a copy is as plain as its original.
    plain = any(p.get("Status") in HELD and not p.get("IsEncrypted") for p in rows)
    customer, key = (False, held) if plain else custody(whole, row.get("EncryptionKeyArn"), got.about, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, held, key),
        encrypted=False if plain else True if held.good else None,
        customer_key=customer,
        cipher=("" if plain else "aes-256-gcm") if held.good else None,
        documented=True,
        unread=unread(encrypted=held, cipher=held, customer_key=key),
    )
    yield _guard(whole, thing, got, row)


def _guard(whole: Account, thing: dict[str, Any], got: Got, row: Row) -> Guard:
    """Locked, or with a policy that forbids it."""
    policy = whole.one("backup.vault_policy", row["BackupVaultArn"])
    locked = bool(row.get("Locked")) or row.get("VaultType") == AIR_GAPPED
    on = True if locked else _keeps(body(policy).get("Policy")) if policy.good else None
    return Guard(
        **thing,
        answers=rests_on(got, policy),
        prevents="deletion",
        in_force=on,
        unread=unread(in_force=policy) if not locked else (),
    )


def _keeps(policy: Mapping[str, Any] | None) -> bool:
    """It denies everybody, without a condition, to delete anything that the vault holds.

    The ARNs of recovery points are of many services: only a denial of all of them is of all that it holds.
    """
    return any(
        s.get("Effect") == "Deny"
        and everyone(s)
        and not s.get("Condition")
        and "*" in many(s.get("Resource"))
        and any(matches(a.lower(), "backup:deleterecoverypoint") for a in many(s.get("Action")))
        for s in statements(policy)
    )
