"""Whether what AWS Backup keeps was brought back of late: the newest round of restore tests. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias

from collectors.asking.ages import days, seconds
from collectors.aws.read import Account, body
from collectors.aws.storage.backup import KINDS, RESTORES, TYPE
from collectors.aws.storage.backup_points import protected
from collectors.aws.storage.backup_stores import ALONG, KEEPABLE, stored
from scanner.answers import NOT_OFFERED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Fact, Routine

Job: TypeAlias = Mapping[str, Any]
_DAY: Final = 86400
_ENDED: Final = frozenset({"COMPLETED", "FAILED", "ABORTED"})
_FIRST: Final = ("bad", "unverified", "good")
"""What a round comes to is the worst of what its restores came to."""
_NOWHERE: Final = ("AWS Backup is not offered in this region", "restores by other means are not looked at")


def tests(whole: Account) -> Iterator[Fact]:
    """Give, for each kind of resource that is protected in a region, the newest restores of a year."""
    for region, listing, rows in protected(whole):
        if not listing.good:
            yield from gaps(whole.target, TYPE, listing, *KINDS[TYPE].gives, site=region)
            continue
        kept = frozenset(row["ResourceType"] for row in rows if "ResourceType" in row)
        for kind in sorted(kept):
            yield _test(whole, region, listing, kind)
        yield from _untested(whole, region, listing, kept)
    for vaults in whole.every("backup.vaults"):
        if vaults.good and not body(vaults).get("BackupVaultList"):
            yield from _untested(whole, vaults.about, vaults, frozenset())


def _untested(whole: Account, region: str, listing: Got, kept: frozenset[str]) -> Iterator[Fact]:
    """What is stored in a region, and of which AWS Backup keeps nothing: it has never brought any back.

    It may have been restored by other means, of which AWS keeps no record.
    """
    for kind in sorted(KEEPABLE):
        if not kept.isdisjoint({kind, *ALONG.get(kind, ())}):
            continue
        held, bad = stored(whole, region, kind)
        if held:
            yield Routine(
                **_kind(whole, region, kind),
                answers=rests_on(listing, held),
                what="restore-test",
                age_days=FOREVER,
                outcome="unverified",
                took_seconds=FOREVER,
                considered=_NOWHERE if body(listing).get(NOT_OFFERED) else (),
            )
        else:
            for got in bad:
                yield from gaps(whole.target, TYPE, got, (Routine, "restore-test"), site=region)


def _kind(whole: Account, region: str, kind: str) -> dict[str, Any]:
    resource = whole.name("backup", region, f"resource-type/{kind}")
    return whole.thing(TYPE, resource, name=f"{kind} in {region}", site=region)


def _test(whole: Account, region: str, listing: Got, kind: str) -> Routine:
    jobs = whole.one("backup.restores", f"{region}/{RESTORES}")
    latest = _round(jobs, [j for j in body(jobs).get("RestoreJobs", []) if j.get("ResourceType") == kind])
    took = _took(jobs, latest)
    return Routine(
        **_kind(whole, region, kind),
        answers=rests_on(listing, jobs),
        what="restore-test",
        age_days=min((days(jobs, _when(j)) for j in latest), default=FOREVER) if jobs.good else None,
        outcome=min(map(_outcome, latest), key=_FIRST.index, default="unverified") if jobs.good else None,
        took_seconds=took if jobs.good else None,
        unread=unread(
            age_days=jobs,
            outcome=jobs,
            took_seconds=unclear(jobs, "it does not say how long it took") if jobs.good and took is None else jobs,
        ),
    )


def _round(jobs: Got, mine: list[Job]) -> list[Job]:
    """The newest restore, and all of the same plan that ended within a day of it: of each resource the last.

    A restore for its own sake is looked at where nobody makes tests, and one that is still looked through where no
    other has ended.
    """
    ended = sorted((j for j in mine if j.get("Status") in _ENDED), key=_when)
    made = [j for j in ended if j.get("RestoreTestingPlanArn")]
    judged = [j for j in made if j.get("ValidationStatus") != "VALIDATING"]
    some = judged or made or ended
    if not some:
        return []
    plan, newest = some[-1].get("RestoreTestingPlanArn"), seconds(jobs, _when(some[-1]))
    near = [j for j in some if j.get("RestoreTestingPlanArn") == plan and seconds(jobs, _when(j)) - newest <= _DAY]
    return list({j.get("SourceResourceArn") or j.get("RestoreJobId") or n: j for n, j in enumerate(near)}.values())


def _when(job: Job) -> str:
    """When it ended. One that failed may not say so."""
    return str(job.get("CompletionDate") or job.get("CreationDate"))


def _took(jobs: Got, latest: list[Job]) -> int | None:
    """Seconds that the slowest took; None where no one says."""
    done = [j for j in latest if j.get("CompletionDate") and j.get("CreationDate")]
    if not latest:
        return FOREVER
    return max((seconds(jobs, j["CreationDate"]) - seconds(jobs, j["CompletionDate"]) for j in done), default=None)


def _outcome(job: Job) -> Literal["good", "unverified", "bad"]:
    """Whether it came back whole. A time-out is that of those who were to look, not of the restore."""
    said = job.get("ValidationStatus", "")
    if job.get("Status") != "COMPLETED" or said == "FAILED":
        return "bad"
    return "good" if said == "SUCCESSFUL" else "unverified"
