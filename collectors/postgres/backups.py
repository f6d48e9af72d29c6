"""How it can be brought back, as far as the server itself knows. Pure.

A base backup leaves a history file among the write-ahead log, and what is written since goes to the archive: with both
the server can be brought to any moment since (https://www.postgresql.org/docs/current/continuous-archiving.html). What
is dumped or copied from outside it does not know.
"""

from collections.abc import Iterator
from typing import Final

from collectors.asking.listing import rows
from collectors.postgres.kinds import SERVER
from collectors.postgres.statements import ACTIVITY, BASE_BACKUPS, NOTHING, SETTINGS
from collectors.postgres.statements import SERVER as ITSELF
from collectors.postgres.whole import Whole
from scanner.answers import Got, gaps, unclear, unread
from scanner.facts import FOREVER, Backup, Fact

_OUTSIDE: Final = Got("unclear", "it archives nothing, and does not know of dumps and of copies of its disks")
_PRIMARY: Final = Got("not-asked", "it copies another one: that one is asked")
_FIELDS: Final = ("retention_days", "encrypted", "offsite", "immutable")
_ELSEWHERE: Final = Got("hidden", "what becomes of what is archived")
_COPY: Final = Got("hidden", "how far behind a copy is, and where it stands")


def read(whole: Whole) -> Iterator[Fact]:
    """Give what is archived, and who copies it as it runs; what else there may be is a gap."""
    activity, itself = whole.answers.one(ACTIVITY), whole.answers.one(ITSELF)
    if not activity.good or not itself.good:
        yield from gaps(whole.target, SERVER, itself if not itself.good else activity, Backup)
        return
    archives, why = _archives(whole)
    if archives and not whole.standby:
        yield _archive(whole, activity)
    else:
        yield from gaps(whole.target, SERVER, _PRIMARY if whole.standby else why, Backup)
    yield from _replicas(whole, activity)


def _archives(whole: Whole) -> tuple[bool, Got]:
    """It is told to archive, and how."""
    mode, command, library = (whole.setting(name) for name in ("archive_mode", "archive_command", "archive_library"))
    if mode.value is None or command.value is None:
        return False, mode.got if mode.value is None and not mode.got.good else _bad(command.got)
    return mode.value in ("on", "always") and bool(library.value or command.value not in ("", NOTHING)), _OUTSIDE


def _bad(got: Got) -> Got:
    return unclear(got, "it does not say whether it archives") if got.good else got


def _archive(whole: Whole, activity: Got) -> Backup:
    """Without a base backup what is archived brings nothing back."""
    newest, why = _newest(whole, activity)
    said = rows(activity)[0]
    tried = bool(said.get("archived")) or said.get("failing") is True
    return Backup(
        **whole.thing(SERVER, "", "", *whole.rested(SETTINGS, ACTIVITY, BASE_BACKUPS)),
        mechanism="point-in-time",
        newest_seconds=newest,
        succeeded=said.get("failing") is not True if tried else None,
        retention_days=None,
        encrypted=None,
        offsite=None,
        immutable=None,
        unread=unread(
            newest_seconds=why,
            **({} if tried else {"succeeded": unclear(activity, "nothing was archived yet")}),
            **dict.fromkeys(_FIELDS, _ELSEWHERE),
        ),
    )


def _newest(whole: Whole, activity: Got) -> tuple[int | None, Got]:
    archived, bases = rows(activity)[0].get("archived_seconds"), whole.answers.one(BASE_BACKUPS)
    if archived is None:
        return FOREVER, activity
    if not bases.good:
        return None, bases
    if not next((row.get("kept") for row in rows(bases)), 0):
        return None, unclear(bases, "what is archived counts from a base backup on, and no history file tells of one")
    return int(archived), activity


def _replicas(whole: Whole, activity: Got) -> Iterator[Fact]:
    """Copies that run along; whether there are any is told to who may see the sessions of others."""
    if whole.row.get("sees_sessions") is not True or not rows(activity)[0].get("replicas"):
        return
    yield Backup(
        **whole.thing(SERVER, "", "", *whole.rested(ACTIVITY)),
        mechanism="replica",
        newest_seconds=None,
        succeeded=True,
        retention_days=None,
        encrypted=None,
        offsite=None,
        immutable=None,
        unread=unread(
            **dict.fromkeys(("newest_seconds", *_FIELDS), Got("hidden", "how far behind a copy is, and where"))
        ),
    )
