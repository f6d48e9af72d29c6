"""Copies: 164.308(a)(7)(ii)(A), 164.310(d)(2)(iv)."""

from collections.abc import Iterator
from itertools import chain
from typing import Final, TypeGuard

from checks.judgements import FREE_OF_EPHI, spared, supposing, switch
from scanner.check import (
    Judged,
    Related,
    Verdict,
    cannot_tell,
    check,
    days,
    failed,
    inapplicable,
    passed,
    span,
    unknown,
)
from scanner.facts import FOREVER, Asset, Backup, Guard

FRESH_SECONDS: Final = 90000  # backup.rpo
KEPT_DAYS: Final = 35  # backup.retention
UNDELETE_DAYS: Final = 7  # backup.undelete

_COPIES: Final = ("copy", "point-in-time")
_UNDELETE: Final = ("versions", "soft-delete")
_FACETS: Final = (*_COPIES, *_UNDELETE)


@check(id="backup.exists", title="There is a backup of it", control="backup", severity="high")
def exists(asset: Asset, backups: Related[Backup], *, ephi_only: bool = True) -> Iterator[Verdict]:
    """Without a copy a lost disk is lost care.

    Rule: only of hosts, devices and stores. Passes where a backup of it, or of each disk it rests on, holds a good
    copy; versions and deleted objects count if kept at all, replicas never. Else fails; not assessed where the newest
    copy lies in the future, or a list of backups failed. If ephi_only: not applicable to what is declared free of ePHI.

    Fix: put it into a backup plan.
    """
    if asset.role not in ("host", "device", "store"):
        return
    if spared(asset, ephi_only=ephi_only):
        yield inapplicable(FREE_OF_EPHI)
        return
    real = [backup for backup in backups.seen if backup.mechanism != "replica" and not _off(backup)]
    own = [backup for backup in real if asset.is_also(backup)]
    good = sorted({backup.mechanism for backup in own if _holds_something(backup)})
    parts = [[backup for backup in real if part in backup.ids] for part in asset.rests_on]
    copied = [part for part in parts if any(map(_holds_something, part))]
    every = [*own, *chain(*parts)]
    unread = [backup for backup in every if _holds_something(backup) is None and not _ahead(backup)]
    if good:
        yield passed(f"has a backup ({', '.join(good)})")
    elif parts and copied == parts:
        yield passed(f"has a backup (copies of {_disks(len(parts))})")
    elif unread:
        yield _unread(unread)
    elif any(map(_ahead, every)):
        yield cannot_tell("the newest copy lies in the future, so a clock is wrong")
    elif copied:
        yield backups.absent(f"of {_disks(len(parts))} only {len(copied)} with a copy", _FACETS)
    elif every:
        yield backups.absent("a backup is set up, but holds no good copy", _FACETS)
    else:
        yield backups.absent(_nothing(backups.seen), _FACETS)


def _disks(count: int) -> str:
    return "its disk" if count == 1 else f"its {count} disks"


def _unread(some: list[Backup]) -> Verdict:
    """What the platform tells nobody stands; that nobody asks yet does not: this store may have no copy at all."""
    why = [unknown(backup, "newest_seconds", "retention_days") for backup in some]
    if loud := next((verdict for verdict in why if not verdict.standing), None):
        return loud
    reason = "hidden" if all(verdict.reason == "hidden" for verdict in why) else "unclear"
    return cannot_tell(f"a backup is set up; what it holds is not known: {why[0].seen}", reason)


def _nothing(seen: tuple[Backup, ...]) -> str:
    if any(map(_off, seen)):
        return "its own backups are switched off, and nothing else copies it"
    return "only a replica, which copies the damage too" if seen else "it has no backup"


def _off(backup: Backup) -> bool:
    """It holds nothing, and would keep it for no time. `exists` says so: three findings would share one cause."""
    return backup.retention_days == 0 and _holds_something(backup) is False


def _holds_something(backup: Backup) -> bool | None:
    if backup.mechanism in _UNDELETE:
        return None if backup.retention_days is None else backup.retention_days > 0
    if backup.newest_seconds is None or _ahead(backup):
        return None
    return backup.newest_seconds != FOREVER


def _ahead(backup: Backup) -> bool:
    return backup.mechanism not in _UNDELETE and backup.newest_seconds is not None and backup.newest_seconds < 0


@check(id="backup.fresh", title="The newest backup is young", control="backup", severity="high")
def fresh(backup: Backup, others: Related[Backup], *, max_seconds: int = FRESH_SECONDS) -> Iterator[Verdict]:
    """What was entered since the last good copy is lost.

    Rule: only of copies and points in time. Passes where the newest good one of this backup, or of another one of the
    same thing, is at most max_seconds old; else fails: what is not known of another one excuses nothing. Says nothing
    where this one has none: backup.exists does. One in the future is not assessed.

    Fix: back up more often; find out why the last run failed.
    """
    age = backup.newest_seconds
    if backup.mechanism not in _COPIES or age == FOREVER:
        return  # where nothing else holds a copy `exists` says so
    theirs = [other.newest_seconds for other in _same(backup, others) if other.mechanism in _COPIES]
    young = [one for one in theirs if _within(one, max_seconds)]
    if _within(age, max_seconds):
        yield passed(f"the newest good copy is {span(age)} old")
    elif young:
        yield passed(f"by another backup the newest good copy is {span(min(young))} old")
    elif age is None:
        yield unknown(backup, "newest_seconds")
    elif age < 0:
        yield cannot_tell("the newest copy lies in the future, so a clock is wrong")
    else:
        yield failed(f"the newest good copy is {span(age)} old, more than {span(max_seconds)}")


def _same(backup: Backup, others: Related[Backup]) -> Iterator[Backup]:
    """Others of the same thing: a copy of a part of it, or of what it is a part of, is none of it."""
    return (other for other in others.seen if backup.is_also(other))


def _within(age: int | None, most: int) -> TypeGuard[int]:
    return age is not None and 0 <= age <= most


@check(id="backup.kept", title="Backups are kept long enough", control="backup", severity="medium")
def kept(
    backup: Backup, others: Related[Backup], *, min_days: int = KEPT_DAYS, undelete_min_days: int = UNDELETE_DAYS
) -> Iterator[Verdict]:
    """Damage that is found late can be undone only from a copy older than it.

    Rule: passes where this backup, or another one of the same thing that holds a good copy, is kept for at least
    min_days (undelete_min_days where this one is of versions or of deleted objects); else fails: what is not known of
    another one excuses nothing. Says nothing of a replica, nor of a backup that is kept for 0 days and holds nothing.

    Fix: keep backups longer.
    """
    if backup.mechanism == "replica" or _off(backup):
        return
    least = undelete_min_days if backup.mechanism in _UNDELETE else min_days
    longest = max(map(_keeps, _same(backup, others)), default=-1)
    match backup.retention_days:
        case int(count) if count >= least:
            yield passed(_kept(count))
        case _ if longest >= least:
            yield passed(f"another backup is {_kept(longest)}")
        case None:
            yield unknown(backup, "retention_days")
        case 0 if backup.mechanism in _COPIES:
            yield supposing(backup, failed("nothing of it is kept"), "newest_seconds")
        case count:
            yield failed(f"{_kept(count)}, less than {days(least)}")


def _keeps(backup: Backup) -> int:
    """For how many days, as far as one can count on it; less than none where that is nothing, or not known."""
    counts = backup.mechanism != "replica" and _holds_something(backup) is True
    return backup.retention_days if counts and backup.retention_days is not None else -1


def _kept(count: int) -> str:
    return "kept for ever" if count == FOREVER else f"kept {days(count)}"


@check(id="backup.last-run-good", title="The last backup run succeeded", control="backup", severity="high")
def last_run_good(backup: Backup) -> Iterator[Verdict]:
    """A backup that fails in silence is found out on the day it is needed.

    Rule: only of copies and replicas: the others have no runs. Passes where the last run succeeded, fails where it
    failed, whatever the runs before it did.

    Fix: read the log of the failed run, repair the cause, and run it again.
    """
    if backup.mechanism in ("copy", "replica"):  # the others have no runs
        yield switch(backup, "succeeded", on="the last run succeeded", off="the last run failed")


@check(id="backup.off-site", title="A copy lies elsewhere", control="backup", severity="medium")
def off_site(backup: Backup, others: Related[Backup], *, required: bool = False) -> Iterator[Verdict]:
    """Fire, flood and a stolen account take everything that lies in one place.

    Rule: only if required. Passes where this backup lies in another region, account or building, or another one of the
    same thing does that holds a good copy; else fails: what is not known of another one excuses nothing. Says nothing
    of a backup that holds no copy.

    Fix: copy backups to another region, account or building.
    """
    if required and _holds_something(backup) is not False:
        said = switch(backup, "offsite", on="a copy lies elsewhere", off="the copy lies beside the original")
        yield _or_another(backup, said, others, "offsite", "another copy lies elsewhere")


@check(id="backup.unalterable", title="Nobody can delete a backup early", control="backup", severity="medium")
def unalterable(backup: Backup, others: Related[Backup], *, required: bool = False) -> Iterator[Verdict]:
    """Extortionists delete the backups before they encrypt the rest.

    Rule: only if required. Passes where nobody can delete this backup early, or another one of the same thing that
    holds a good copy; else fails: what is not known of another one excuses nothing. Says nothing of a backup that holds
    no copy.

    Fix: lock the backups for as long as they are to be kept.
    """
    if required and _holds_something(backup) is not False:
        said = switch(backup, "immutable", on="nobody can delete it early", off="an administrator can delete it early")
        yield _or_another(backup, said, others, "immutable", "nobody can delete another backup early")


def _or_another(backup: Backup, said: Verdict, others: Related[Backup], field: str, otherwise: str) -> Verdict:
    """One backup that has it is enough, if it holds a copy."""
    if said.judged is not Judged.PASS and any(getattr(o, field) and _holds_something(o) for o in _same(backup, others)):
        return passed(otherwise)
    return _of_copies(backup, said)


@check(id="backup.encrypted", title="Backups are encrypted", control="encryption-at-rest", severity="high")
def encrypted(backup: Backup) -> Iterator[Verdict]:
    """A copy holds all that the original holds, and travels further.

    Rule: passes where the copies are encrypted, fails where they are not. Says nothing of a backup that holds no copy,
    nor of versions and deleted objects that are kept for 0 days.

    Fix: encrypt the copies, and keep the key where it survives the original.
    """
    if _holds_something(backup) is False:
        return  # there are none
    said = switch(backup, "encrypted", on="its backups are encrypted", off="its backups are not encrypted")
    yield _of_copies(backup, said)


def _of_copies(backup: Backup, said: Verdict) -> Verdict:
    """What is wrong with copies is wrong only where there are any."""
    held = "retention_days" if backup.mechanism in _UNDELETE else "newest_seconds"
    return supposing(backup, said, held) if said.judged is Judged.FAIL else said


@check(id="backup.deletion-guarded", title="A deletion needs a second step", control="backup", severity="medium")
def deletion_guarded(guard: Guard, *, ephi_only: bool = True) -> Iterator[Verdict]:
    """One wrong command must not be the end of it.

    Rule: only of the guard against deletion. Passes where it is in force, fails where it is not. If ephi_only: not
    applicable to what is declared free of ePHI.

    Fix: switch deletion protection on.
    """
    if guard.prevents != "deletion":
        return
    if spared(guard, ephi_only=ephi_only):
        yield inapplicable(FREE_OF_EPHI)
    else:
        yield switch(guard, "in_force", on="a deletion needs a second step", off="deletion protection is off")
