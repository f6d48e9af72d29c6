"""Reads AWS Backup's answers: copies of what is protected, vaults, and restores. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from collectors.aws.backup import PROTECTED, TYPE, VAULT
from collectors.aws.custody import custody
from collectors.aws.policy import everyone, many, statements
from collectors.aws.read import Account, body, days, listed, seconds
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Backup, DataStore, Fact, Guard, Routine


def read(whole: Account) -> Iterator[Fact]:
    """Give the copies of each protected resource, the vaults, and the restore tests of each kind of resource."""
    points = _points(whole)
    for found in listed(whole, "backup.protected", "Results", PROTECTED, Backup):
        yield found if isinstance(found, Fact) else _protected(whole, points, *found)
    for found in listed(whole, "backup.vaults", "BackupVaultList", VAULT, DataStore, Guard):
        yield from (found,) if isinstance(found, Fact) else _vault(whole, *found)
    yield from _tests(whole)


def _points(whole: Account) -> dict[str, list[tuple[Got, Mapping[str, Any]]]]:
    """The recovery points of the last week, by what they are of, newest last."""
    found: dict[str, list[tuple[Got, Mapping[str, Any]]]] = {}
    for got in whole.every("backup.points"):
        for row in body(got).get("RecoveryPoints", []):
            found.setdefault(row.get("ResourceArn", ""), []).append((got, row))
    for some in found.values():
        some.sort(key=lambda point: str(point[1].get("CreationDate")))
    return found


def _protected(
    whole: Account, points: Mapping[str, list[tuple[Got, Mapping[str, Any]]]], got: Got, row: Mapping[str, Any]
) -> Backup:
    arn = row["ResourceArn"]
    mine = points.get(arn, [])
    last = mine[-1] if mine else None
    blind = _blind(whole, got, found=bool(mine))
    vaults = {v["BackupVaultArn"]: v for g in whole.every("backup.vaults") for v in body(g).get("BackupVaultList", [])}
    vault = vaults.get(last[0].about if last else row.get("LastBackupVaultArn", ""))
    point = last[1] if last else {}
    return Backup(
        **whole.thing(PROTECTED, arn, name=arn.rpartition(":")[2].rpartition("/")[2], site=got.about),
        answers=rests_on(got, *((blind,) if not last or not vault else ()), *(g for g, _ in mine)),
        mechanism="copy",
        newest_seconds=seconds(got, row.get("LastBackupTime")),
        succeeded=point.get("Status") in {"COMPLETED", "AVAILABLE"} if last else None,
        retention_days=int(point.get("DeleteAfterDays", FOREVER)) if last else None,
        encrypted=bool(point.get("IsEncrypted")) if last else None,
        offsite=_away(arn, [g.about for g, _ in mine]) if last else None,
        immutable=sealed(vault, got) if vault else None,
        unread=unread(
            **dict.fromkeys(("succeeded", "retention_days", "encrypted", "offsite"), got if last else blind),
            immutable=got if vault else blind,
        ),
    )


def _blind(whole: Account, got: Got, *, found: bool) -> Got:
    """Why nothing is known of a resource's recovery points."""
    asked = [*whole.every("backup.vaults"), *(g for g in whole.every("backup.points") if g.place)]
    bad = next((g for g in asked if not g.good), None)
    if bad:
        return bad
    return unclear(got, "no vault of ours holds a recovery point of the last week" if not found else "no such vault")


def _away(resource: str, vaults: list[str]) -> bool:
    """A copy lies in another region or account than its original. S3's names hold neither: then we claim nothing."""
    here = resource.split(":")[3:5]
    return any(vault.split(":")[3:5] != here for vault in vaults) if here[0] else False


def sealed(vault: Mapping[str, Any], got: Got) -> bool:
    """Locked, and past the day until which the lock could be lifted. One without such a day any administrator lifts."""
    return bool(vault.get("Locked")) and "" < str(vault.get("LockDate", "")) <= got.asked


def _vault(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["BackupVaultArn"]
    thing = whole.thing(VAULT, arn, name=row["BackupVaultName"], site=got.about)
    key = row.get("EncryptionKeyArn")
    customer, held = custody(whole, key, got.about, got)
    yield DataStore(
        **thing,
        answers=rests_on(got, held),
        encrypted=bool(key),
        customer_key=customer,
        cipher="aes-256-gcm" if key else "",
        orphaned_days=None,
        unread=unread(customer_key=held, orphaned_days=NOT_ASKED),
    )
    policy = whole.one("backup.vault_policy", arn)
    kept = bool(row.get("Locked"))
    yield Guard(
        **thing,
        answers=rests_on(got, policy),
        prevents="deletion",
        in_force=True if kept else _keeps(body(policy).get("Policy")) if policy.good else None,
        unread=unread(in_force=policy) if not kept else (),
    )


def _keeps(policy: Mapping[str, Any] | None) -> bool:
    """It denies everybody, without a condition, to delete what the vault holds."""
    wanted = {"*", "backup:*", "backup:deleterecoverypoint", "backup:delete*"}
    return any(
        s.get("Effect") == "Deny"
        and everyone(s)
        and not s.get("Condition")
        and bool(wanted & {a.lower() for a in many(s.get("Action"))})
        for s in statements(policy)
    )


def _tests(whole: Account) -> Iterator[Fact]:
    """For each kind of resource that is protected in a region, the newest restore of a year."""
    for protected in whole.every("backup.protected"):
        if not protected.good:
            yield from gaps(whole.target, TYPE, protected, Routine, site=protected.about)
            continue
        jobs = whole.one("backup.restores", protected.about)
        for kind in sorted({r["ResourceType"] for r in body(protected).get("Results", []) if "ResourceType" in r}):
            yield _test(whole, protected, jobs, kind)


def _test(whole: Account, protected: Got, jobs: Got, kind: str) -> Routine:
    ended = [j for j in body(jobs).get("RestoreJobs", []) if j.get("ResourceType") == kind and j.get("CompletionDate")]
    none: Mapping[str, Any] = {}
    last = max(ended, key=lambda j: str(j["CompletionDate"]), default=none)
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
