"""Reads AWS Backup's answers: copies of what is protected, vaults, and restores. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from collectors.aws.keys.custody import custody
from collectors.aws.policy import everyone, many, matches, statements
from collectors.aws.read import Account, body, days, listed, seconds
from collectors.aws.storage.backup import AIR_GAPPED, HELD, KINDS, PROTECTED, TYPE, VAULT
from collectors.aws.storage.backup_jobs import Jobs
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Backup, DataStore, Fact, Guard, Routine

_OPEN: Final = ("CREATING", "EXPIRED", "DELETING")
"""States that say nothing of how a backup ended: what has expired since may have been good."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the copies of each protected resource, the vaults, and the restore tests of each kind of resource."""
    points = _points(whole)
    for found in listed(whole, "backup.protected", "Results", PROTECTED, *KINDS[PROTECTED].gives):
        yield found if isinstance(found, Fact) else _protected(whole, points, *found)
    for found in listed(whole, "backup.vaults", "BackupVaultList", VAULT, *KINDS[VAULT].gives):
        yield from (found,) if isinstance(found, Fact) else _vault(whole, *found)
    yield from _tests(whole)


@dataclass(frozen=True, slots=True)
class _Points:
    """The recovery points of one resource made in the last week, oldest first, each with the answer of its vault."""

    rows: tuple[tuple[Got, Mapping[str, Any]], ...]

    @property
    def good(self) -> list[tuple[Got, Mapping[str, Any]]]:
        """Those that can be restored."""
        return [point for point in self.rows if point[1].get("Status") in HELD]

    @property
    def ended(self) -> list[tuple[str, bool]]:
        """When those were made that have ended, and whether they are good; one being made has not yet."""
        return [(_made(p), p[1].get("Status") in HELD) for p in self.rows if p[1].get("Status") not in _OPEN]


def _points(whole: Account) -> dict[str, _Points]:
    found: dict[str, list[tuple[Got, Mapping[str, Any]]]] = {}
    for got in whole.every("backup.points"):
        for row in body(got).get("RecoveryPoints", []):
            found.setdefault(row.get("ResourceArn", ""), []).append((got, row))
    return {arn: _Points(tuple(sorted(some, key=_made))) for arn, some in found.items()}


def _made(point: tuple[Got, Mapping[str, Any]]) -> str:
    return str(point[1].get("CreationDate"))


def _protected(whole: Account, points: Mapping[str, _Points], got: Got, row: Mapping[str, Any]) -> Backup:
    """Judged by the copies that are there: when one was last made says nothing of whether it still is."""
    arn = row["ResourceArn"]
    mine = points.get(arn, _Points(()))
    good = mine.good
    blind = _blind(whole, got, found=bool(good))
    vaults = {v["BackupVaultArn"]: v for g in whole.every("backup.vaults") for v in body(g).get("BackupVaultList", [])}
    vault = vaults.get(good[-1][0].about if good else row.get("LastBackupVaultArn", ""))
    older = whole.one("backup.older", arn)
    # The least of what was seen is the least of all only where all was seen.
    least = got if good and blind.outcome == "unclear" else blind
    newest, told = (seconds(good[-1][0], good[-1][1].get("CreationDate")), got) if good else _older(older)
    jobs = Jobs(whole, got.about, arn)
    succeeded, how = jobs.succeeded(mine.ended, None if blind.outcome == "unclear" else blind)
    offsite = _away(arn, [g.about for g, _ in good]) or jobs.left if good else None
    return Backup(
        **whole.thing(PROTECTED, arn, name=arn.rpartition(":")[2].rpartition("/")[2], site=got.about),
        answers=rests_on(
            got, blind, *((older,) if not good or not vault else ()), *(g for g, _ in mine.rows), *jobs.gots
        ),
        mechanism="copy",
        newest_seconds=newest,
        succeeded=succeeded,
        retention_days=min(_kept(point) for _, point in good) if least.good else None,
        encrypted=all(point.get("IsEncrypted") for _, point in good) if least.good else None,
        offsite=offsite,
        immutable=sealed(vault, got) if vault else None,
        unread=unread(
            newest_seconds=told,
            succeeded=got if succeeded is not None else how or _blind(whole, got, found=False),
            **dict.fromkeys(("retention_days", "encrypted"), least),
            offsite=got if offsite is not None else jobs.copied if good else blind,
            immutable=got if vault else blind,
        ),
    )


def _older(points: Got) -> tuple[int | None, Got]:
    """The age of the newest that can be restored, of all there are."""
    made = [p.get("CreationDate") for p in body(points).get("RecoveryPoints", []) if p.get("Status") in HELD]
    return (seconds(points, max(filter(None, made), default=None)) if points.good else None), points


def _kept(point: Mapping[str, Any]) -> int:
    """Days; a number below zero is AWS Backup's word for "for ever"."""
    days_ = int(point.get("DeleteAfterDays", FOREVER))
    return days_ if days_ >= 0 else FOREVER


def _blind(whole: Account, got: Got, *, found: bool) -> Got:
    """Why nothing is known of a resource's recovery points."""
    asked = [*whole.every("backup.vaults"), *(g for g in whole.every("backup.points") if g.place)]
    bad = next((g for g in asked if not g.good), None)
    if bad:
        return bad
    return unclear(got, "no vault of ours holds a good copy of the last week" if not found else "no such vault")


def _away(resource: str, vaults: list[str]) -> bool:
    """A copy lies in another region or account than its original. S3's names hold neither: then we claim nothing."""
    here = resource.split(":")[3:5]
    return any(vault.split(":")[3:5] != here for vault in vaults) if here[0] else False


def sealed(vault: Mapping[str, Any], got: Got) -> bool:
    """Locked, and past the day until which the lock could be lifted. One without such a day any administrator lifts."""
    if vault.get("VaultType") == AIR_GAPPED:
        return True
    return bool(vault.get("Locked")) and "" < str(vault.get("LockDate", "")) <= got.asked


def _vault(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["BackupVaultArn"]
    thing = whole.thing(VAULT, arn, name=row["BackupVaultName"], site=got.about)
    points = whole.one("backup.points", arn)
    # A vault has a key in any case, AWS's where none is named; of some services a copy is as plain as its original.
    plain = any(p.get("Status") in HELD and not p.get("IsEncrypted") for p in body(points).get("RecoveryPoints", []))
    customer, held = (False, points) if plain else custody(whole, row.get("EncryptionKeyArn"), got.about, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, points, held),
        encrypted=False if plain else True if points.good else None,
        customer_key=customer,
        cipher=("" if plain else "aes-256-gcm") if points.good else None,
        orphaned_days=None,
        unread=unread(encrypted=points, cipher=points, customer_key=held, orphaned_days=NOT_ASKED),
    )
    yield _guard(whole, thing, got, row)


def _guard(whole: Account, thing: dict[str, Any], got: Got, row: Mapping[str, Any]) -> Guard:
    """Locked, or with a policy that forbids it. What holds nothing is not blamed for keeping nothing."""
    policy = whole.one("backup.vault_policy", row["BackupVaultArn"])
    locked = bool(row.get("Locked")) or row.get("VaultType") == AIR_GAPPED
    on = True if locked else _keeps(body(policy).get("Policy")) if policy.good else None
    if on is False and row.get("NumberOfRecoveryPoints") == 0:
        on, policy = None, unclear(policy, "the vault is empty: there is nothing to guard")
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


def _tests(whole: Account) -> Iterator[Fact]:
    """For each kind of resource that is protected in a region, the newest restore of a year."""
    for protected in whole.every("backup.protected"):
        if not protected.good:
            yield from gaps(whole.target, TYPE, protected, *KINDS[TYPE].gives, site=protected.about)
            continue
        jobs = whole.one("backup.restores", protected.about)
        for kind in sorted({r["ResourceType"] for r in body(protected).get("Results", []) if "ResourceType" in r}):
            yield _test(whole, protected, jobs, kind)


def _test(whole: Account, protected: Got, jobs: Got, kind: str) -> Routine:
    ended = [j for j in body(jobs).get("RestoreJobs", []) if j.get("ResourceType") == kind and j.get("CompletionDate")]
    none: Mapping[str, Any] = {}
    # A restore for its own sake is looked at where nobody makes tests.
    tests = [j for j in ended if j.get("RestoreTestingPlanArn")]
    last = max(tests or ended, key=lambda j: str(j["CompletionDate"]), default=none)
    began, done = seconds(jobs, last.get("CreationDate")), seconds(jobs, last.get("CompletionDate"))
    return Routine(
        **whole.thing(
            TYPE,
            whole.name("backup", protected.about, f"resource-type/{kind}"),
            name=f"{kind} in {protected.about}",
            site=protected.about,
        ),
        answers=rests_on(protected, jobs),
        what="restore-test",
        age_days=days(jobs, last.get("CompletionDate")) if jobs.good else None,
        outcome=_outcome(last) if jobs.good else None,
        took_seconds=(FOREVER if FOREVER in {began, done} else began - done) if jobs.good else None,
        unread=unread(age_days=jobs, outcome=jobs, took_seconds=jobs),
    )


def _outcome(job: Mapping[str, Any]) -> Literal["good", "unverified", "bad"]:
    if job and job.get("Status") != "COMPLETED":
        return "bad"
    said = job.get("ValidationStatus", "")
    return "good" if said == "SUCCESSFUL" else "bad" if said in {"FAILED", "TIMED_OUT"} else "unverified"
