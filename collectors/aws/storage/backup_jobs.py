"""What was tried of late to bring a resource's data to safety, and where copies of it went. Pure.

A backup job that fails leaves no recovery point, and a copy may go to an account or region that nobody looks into.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from collectors.aws.read import Account, body, first_bad
from collectors.aws.storage.backup import FAILED, JOBS
from scanner.answers import Got


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of the last week about one resource."""

    whole: Account
    region: str
    arn: str

    @property
    def gots(self) -> tuple[Got, ...]:
        """The answers they stand in."""
        return (*self._failed, self.copied)

    @property
    def copied(self) -> Got:
        """The answer that holds the copies."""
        return self.whole.one("backup.copies", f"{self.region}/{JOBS}")

    @property
    def _failed(self) -> list[Got]:
        return [self.whole.one(f"backup.jobs_{state.lower()}", f"{self.region}/{JOBS}") for state in FAILED]

    def _mine(self, got: Got, key: str) -> list[Mapping[str, Any]]:
        rows = [row for row in body(got).get(key, []) if row.get("ResourceArn") == self.arn]
        return sorted(rows, key=lambda row: str(row.get("CreationDate")))

    def succeeded(self, ended: list[tuple[str, bool]], unseen: Got | None) -> tuple[bool | None, Got | None]:
        """Whether the last backup and the last copy to each vault went well; for a None, the answer that did not come.

        `ended`: when each recovery point was made, and whether it is good. `unseen`: why there may be more of these.
        """
        bad = [(str(job.get("CreationDate")), False) for got in self._failed for job in self._mine(got, "BackupJobs")]
        last = max([*ended, *bad], key=lambda job: (job[0], not job[1]), default=None)
        copies = [job for job in self._mine(self.copied, "CopyJobs") if job.get("State") in _ENDED]
        if set({job.get("DestinationBackupVaultArn"): job["State"] for job in copies}.values()) - {"COMPLETED"}:
            return False, None
        if last and not last[1]:
            # After a job that failed a later one may have gone well.
            return (None, unseen) if unseen and last in bad else (False, None)
        if untold := first_bad(*self.gots):
            return None, untold
        return (True if last else None), None

    @property
    def left(self) -> bool | None:
        """A copy was brought to another region or account; None where copies were not listed."""
        return (
            any(_where(job, "Source") != _where(job, "Destination") for job in self._brought)
            if self.copied.good
            else None
        )

    @property
    def abroad(self) -> bool:
        """A copy was brought to another account, which does not tell us what it keeps."""
        return any(_where(job, "Source")[1:] != _where(job, "Destination")[1:] for job in self._brought)

    @property
    def _brought(self) -> list[Mapping[str, Any]]:
        done = [job for job in self._mine(self.copied, "CopyJobs") if job.get("State") == "COMPLETED"]
        return [job for job in done if _where(job, "Source") and _where(job, "Destination")]


_ENDED: Final = frozenset({"COMPLETED", "FAILED", "PARTIAL"})


def _where(job: Mapping[str, Any], end: str) -> list[str]:
    """Region and account of a copy's vault; nothing where it is not told."""
    return str(job.get(f"{end}BackupVaultArn", "")).split(":")[3:5]
