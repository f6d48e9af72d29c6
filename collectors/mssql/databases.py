"""The databases: how they rest on disk, what is recorded of them, and which copies there are. Pure."""

from collections.abc import Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.listing import rows
from collectors.mssql.audits import PICKS, picked, recorded
from collectors.mssql.instance import Instance, flag, known
from collectors.mssql.statements import AUDITS, BACKUPS, DATABASES
from collectors.mssql.stig import rules
from scanner.answers import Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Backup, DataStore, Fact, LogTrail, Promise

DATABASE: Final = "mssql.database"
_WAYS: Final[tuple[Promise, ...]] = ((Backup, "copy"), (Backup, "point-in-time"))
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        DATABASE: Kind(
            title="database of SQL Server",
            gives=((Asset, "store"), DataStore, (LogTrail, "store"), *_WAYS),
            may=_WAYS,
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "encrypt the disks beneath, and scan what they are in; or by the "
                    "server itself (Enterprise, from 2019 on Standard too): in master CREATE MASTER KEY ENCRYPTION BY "
                    "PASSWORD = 'PASSWORD'; CREATE CERTIFICATE CERT WITH SUBJECT = 'TDE'; then USE [NAME]; CREATE "
                    "DATABASE ENCRYPTION KEY WITH ALGORITHM = AES_256 ENCRYPTION BY SERVER CERTIFICATE CERT; ALTER "
                    "DATABASE [NAME] SET ENCRYPTION ON; back the certificate and its key up elsewhere, for without "
                    "them no copy can be read",
                    "encryption-at-rest.approved-cipher": "USE [NAME]; ALTER DATABASE ENCRYPTION KEY REGENERATE WITH "
                    "ALGORITHM = AES_256",
                    "audit-logging.recording": "USE [NAME]; CREATE DATABASE AUDIT SPECIFICATION SPEC FOR SERVER AUDIT "
                    "AUDIT ADD (SELECT, INSERT, UPDATE, DELETE ON DATABASE::[NAME] BY public) WITH (STATE = ON)",
                    "audit-logging.events-complete": "USE [NAME]; ALTER DATABASE AUDIT SPECIFICATION SPEC WITH (STATE "
                    "= OFF); ALTER DATABASE AUDIT SPECIFICATION SPEC ADD (SELECT, INSERT, UPDATE, DELETE ON "
                    "DATABASE::[NAME] BY public) WITH (STATE = ON)",
                    "backup.exists": "a job of SQL Server Agent: BACKUP DATABASE [NAME] TO DISK = 'FILE' WITH CHECKSUM",
                    "backup.fresh": "see why the job that backs NAME up has not run: SQL Server Agent > Jobs > History",
                    "backup.encrypted": "BACKUP DATABASE [NAME] TO DISK = 'FILE' WITH ENCRYPTION (ALGORITHM = AES_256, "
                    "SERVER CERTIFICATE = CERT)",
                }
            ),
            own={"NAME": "name"},
            asked_by=partial(rules, "database"),
        )
    }
)
_NONE: Final = (0, 1)
_ENCRYPTED: Final[Mapping[int, bool]] = MappingProxyType({2: False, 3: True, 4: True, 5: False, 6: True})
"""States of encryption. 0 and 1: none; 2 and 5: on its way there, and back; 4 and 6: a change of key or certificate,
all of it stays encrypted (learn.microsoft.com: sys.dm_database_encryption_keys)."""
_BENEATH: Final = Got(
    "hidden", "the server itself encrypts nothing of it, and cannot see whether the disk beneath does"
)
_LIES: Final = Got("hidden", "the server itself leaves copies plain, and cannot see whether what they lie on does")
_FULL, _DIFFERENTIAL, _LOG = "D", "I", "L"
_MINUTE: Final = 60


def read(whole: Instance) -> Iterator[Fact]:
    """Give the facts of each database. Those of the server's own, and snapshots, hold nobody's data of their own."""
    got = whole.answers.one(DATABASES)
    if not got.good:
        yield from gaps(whole.target, DATABASE, got, *KINDS[DATABASE].gives)
        return
    for row in rows(got):
        yield Asset(**_thing(whole, row, got), role="store")
        yield _store(whole, got, row)
        yield _trail(whole, got, row)
        yield from _backups(whole, got, row)


def _thing(whole: Instance, row: Mapping[str, Any], *gots: Got) -> dict[str, Any]:
    return whole.thing(DATABASE, f"/databases/{row['name']}", str(row["name"]), *gots)


def _store(whole: Instance, got: Got, row: Mapping[str, Any]) -> DataStore:
    """Transparent data encryption. What lies beneath the files the server cannot see."""
    on, why = _encrypted(got, row)
    tde = _ENCRYPTED.get(row.get("encryption_state", -1))
    name, length = row.get("key_algorithm"), row.get("key_length")
    cipher = f"{str(name).lower().replace('triple des', '3des')}-{length}" if name and length else None
    cipher = "" if on is False else cipher if tde else None
    return DataStore(
        **_thing(whole, row, got),
        encrypted=on,
        # A certificate lies in the server itself; a key elsewhere, which EKM fetches, is its owner's to revoke.
        customer_key=None if on is None else on and row.get("encryptor_type") == "ASYMMETRIC KEY",
        cipher=cipher,
        unread=unread(
            **({"encrypted": why, "customer_key": why} if on is None else {}),
            **({"cipher": unclear(got, "it names no cipher") if tde else why} if cipher is None else {}),
        ),
    )


def _encrypted(got: Got, row: Mapping[str, Any]) -> tuple[bool | None, Got]:
    """Whether all of it is, and why that is not known. Half way there is not.

    TDE leaves FILESTREAM out (learn.microsoft.com: "Transparent data encryption"), whose files are listed like those of
    tables in memory, which it encrypts.
    """
    state = row.get("encryption_state", -1)
    if state in _NONE or (state == -1 and flag(row.get("is_encrypted")) is False):
        return None, _BENEATH
    on = _ENCRYPTED.get(state)
    if on and row.get("file_streams") != 0:
        return None, unclear(got, "it may have FILESTREAM files, which its encryption leaves out")
    return on, known(on, got, "whether all of it is encrypted")


def _trail(whole: Instance, got: Got, row: Mapping[str, Any]) -> LogTrail:
    on, records, why = recorded(whole, int(row["database_id"]))
    audits = whole.answers.one(AUDITS)
    picks = audits.good and picked(rows(audits))
    return LogTrail(
        **_thing(whole, row, got, audits, why),
        of="store",
        enabled=on,
        records=records,
        exempt=None if picks or records is None else (),
        unread=unread(
            **({"enabled": why} if on is None else {}),
            **({"records": why} if records is None else {}),
            **({"exempt": unclear(audits, PICKS) if picks else why} if picks or records is None else {}),
        ),
    )


def _backups(whole: Instance, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    """Copies by the server's own history; of the log, which needs a copy to begin with, as points in time."""
    history = whole.answers.one(BACKUPS)
    made = {str(one["type"]).strip(): one for one in rows(history) if one.get("database_name") == row["name"]}
    copies = [one for kind, one in made.items() if kind in (_FULL, _DIFFERENTIAL)] if _FULL in made else []
    if copies or not history.good or row.get("replicated") == 1:
        yield _backup(whole, got, row, "copy", copies)
    if copies and _LOG in made and row.get("recovery_model_desc") in ("FULL", "BULK_LOGGED"):
        yield _backup(whole, got, row, "point-in-time", [made[_LOG]])


def _backup(
    whole: Instance, got: Got, row: Mapping[str, Any], mechanism: Any, copies: list[Mapping[str, Any]]
) -> Backup:
    """One way back. A copy that is older than the database is of another one that had its name, or of its past."""
    history = whole.answers.one(BACKUPS)
    newest = min((int(one["minutes"]) for one in copies), default=None)
    age, why = _age(history, row, newest)
    by_tde = _encrypted(got, row)[0] is True  # which its backups are encrypted by too
    sealed = age is not None and (by_tde or all(one.get("encrypted") == 1 for one in copies))
    return Backup(
        **_thing(whole, row, got, history),
        mechanism=mechanism,
        newest_seconds=age,
        succeeded=None,
        retention_days=None,
        encrypted=sealed or None,
        offsite=None,
        immutable=None,
        unread=unread(
            **({"newest_seconds": why} if age is None else {}),
            **({} if sealed else {"encrypted": why if age is None else _LIES}),
            **dict.fromkeys(("succeeded", "retention_days", "offsite", "immutable"), _HISTORY),
        ),
    )


_HISTORY: Final = Got("hidden", "the history holds what was finished, and not what became of it")


def _age(history: Got, row: Mapping[str, Any], newest: int | None) -> tuple[int | None, Got]:
    """Seconds since the newest copy. Replicas of a group back up in turn, and each has a history of its own."""
    if not history.good:
        return None, history
    if newest is None:
        return None, unclear(history, "none here, and other replicas of its group keep a history of their own")
    if newest > int(row.get("made_minutes", newest)):
        return None, unclear(history, "the newest copy is older than the database itself")
    return newest * _MINUTE, history
