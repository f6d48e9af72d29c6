"""AWS Backup: what it protects, how the newest copies are kept, and whether any was ever brought back.

Plans say what shall be; recovery points say what is. Only the second are asked for.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.custody import custody
from collectors.aws.policy import everyone, many, statements
from collectors.aws.question import Ask, Known, Place
from collectors.aws.read import Account, body, days, listed, seconds
from scanner.answers import NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Backup, DataStore, Fact, Guard, Routine

PROTECTED: Final = "aws.backup.protected"
VAULT: Final = "aws.backup.vault"
TYPE: Final = "aws.backup.resource-type"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        PROTECTED: Kind(
            title="copies in AWS Backup",
            gives=(Backup,),
            fix=MappingProxyType(
                {
                    "backup.fresh": "aws backup start-backup-job --backup-vault-name VAULT --resource-arn ARN "
                    "--iam-role-arn ROLE, and a daily rule: aws backup update-backup-plan",
                    "backup.kept": "aws backup update-backup-plan with Lifecycle.DeleteAfterDays of 35 or more",
                    "backup.last-run-good": "aws backup list-backup-jobs --by-state FAILED says why",
                    "backup.off-site": "aws backup update-backup-plan with CopyActions to a vault elsewhere",
                    "backup.unalterable": "aws backup put-backup-vault-lock-configuration --backup-vault-name VAULT "
                    "--min-retention-days 35 --changeable-for-days 3",
                    "backup.encrypted": "copy it to a vault that has a key: aws backup start-copy-job",
                }
            ),
        ),
        VAULT: Kind(
            title="backup vault",
            gives=(DataStore, (Guard, "deletion")),
            fix=MappingProxyType(
                {
                    "backup.deletion-guarded": "aws backup put-backup-vault-access-policy --backup-vault-name VAULT "
                    "--policy file://FILE, which denies backup:DeleteRecoveryPoint to everybody",
                    "encryption-at-rest.customer-key": "aws backup create-backup-vault --backup-vault-name NEW "
                    "--encryption-key-arn KEY-ARN, then copy the recovery points there",
                }
            ),
        ),
        TYPE: Kind(
            title="kind of resource in AWS Backup",
            gives=(Routine,),
            fix=MappingProxyType(
                {
                    "restore-test.recent": "aws backup create-restore-testing-plan --restore-testing-plan file://FILE; "
                    "aws backup create-restore-testing-selection, and aws backup put-restore-validation-result",
                    "restore-test.in-time": "restore from a vault in the same region, or keep copies in warm storage",
                }
            ),
        ),
    }
)


def _locked(known: Known, place: Place) -> bool:  # noqa: ARG001  # the shape of a rule
    return bool(place.item.get("Locked"))


QUESTIONS: Final = (
    Ask(
        id="backup.protected",
        operation="backup.ListProtectedResources",
        needs="backup:ListProtectedResources",
        feeds=(Backup, Routine),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{Results: Results[].{ResourceArn: ResourceArn, ResourceType: ResourceType, "
        "LastBackupTime: LastBackupTime, LastBackupVaultArn: LastBackupVaultArn}}",
    ),
    Ask(
        id="backup.vaults",
        operation="backup.ListBackupVaults",
        needs="backup:ListBackupVaults",
        feeds=(Backup, DataStore, Guard),
        scope="region",
        keep="{BackupVaultList: BackupVaultList[].{BackupVaultName: BackupVaultName, BackupVaultArn: BackupVaultArn, "
        "VaultType: VaultType, EncryptionKeyArn: EncryptionKeyArn, NumberOfRecoveryPoints: NumberOfRecoveryPoints, "
        "Locked: Locked, LockDate: LockDate, MinRetentionDays: MinRetentionDays}}",
    ),
    Ask(
        id="backup.points",
        operation="backup.ListRecoveryPointsByBackupVault",
        needs="backup:ListRecoveryPointsByBackupVault",
        feeds=(Backup,),
        each="backup.vaults",
        of="BackupVaultList",
        about="BackupVaultArn",
        given=MappingProxyType({"BackupVaultName": "item.BackupVaultName", "ByCreatedAfter": "week"}),
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{RecoveryPoints: RecoveryPoints[].{RecoveryPointArn: RecoveryPointArn, ResourceArn: ResourceArn, "
        "Status: Status, CreationDate: CreationDate, IsEncrypted: IsEncrypted, "
        "DeleteAfterDays: Lifecycle.DeleteAfterDays}}",
    ),
    Ask(
        id="backup.vault_policy",
        operation="backup.GetBackupVaultAccessPolicy",
        needs="backup:GetBackupVaultAccessPolicy",
        feeds=(Guard,),
        each="backup.vaults",
        of="BackupVaultList",
        about="BackupVaultArn",
        unless=_locked,
        given=MappingProxyType({"BackupVaultName": "item.BackupVaultName"}),
        keep="{Policy: Policy}",
        absent=("ResourceNotFoundException",),
    ),
    Ask(
        id="backup.restores",
        operation="backup.ListRestoreJobs",
        needs="backup:ListRestoreJobs",
        feeds=(Routine,),
        scope="region",
        given=MappingProxyType({"ByCreatedAfter": "year"}),
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{RestoreJobs: RestoreJobs[].{RestoreJobId: RestoreJobId, ResourceType: ResourceType, Status: Status, "
        "ValidationStatus: ValidationStatus, CreationDate: CreationDate, CompletionDate: CompletionDate, "
        "RestoreTestingPlanArn: CreatedBy.RestoreTestingPlanArn}}",
    ),
)


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
        answers=rests_on(got, blind, *(g for g, _ in mine)),
        mechanism="copy",
        newest_seconds=seconds(got, row.get("LastBackupTime")),
        succeeded=point.get("Status") in {"COMPLETED", "AVAILABLE"} if last else None,
        retention_days=int(point.get("DeleteAfterDays", FOREVER)) if last else None,
        encrypted=bool(point.get("IsEncrypted")) if last else None,
        offsite=_away(arn, [g.about for g, _ in mine]) if last else None,
        immutable=sealed(vault, got) if vault else None,
        unread=unread(succeeded=blind, retention_days=blind, encrypted=blind, offsite=blind, immutable=blind),
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
