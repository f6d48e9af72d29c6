"""Writes the least rights as SQL to paste. None of them changes anything, and none reaches a table of data."""

from collections.abc import Iterable
from typing import Final

from collectors.mssql.needs import HISTORY, MEDIA, REGISTRY

_HEAD: Final = """\
-- As a member of sysadmin.
USE master;
CREATE LOGIN safeguard WITH PASSWORD = 'PASSWORD', CHECK_POLICY = ON, CHECK_EXPIRATION = ON;"""
_MSDB: Final = """
-- The history of backups.
USE msdb;
CREATE USER safeguard FOR LOGIN safeguard;
GRANT SELECT ON dbo.backupset TO safeguard;
GRANT SELECT ON dbo.backupmediafamily TO safeguard;"""
_EXTENDED: Final = """
-- Force Encryption and login auditing. Everybody has this right, unless somebody took it from public.
CREATE USER safeguard FOR LOGIN safeguard;
GRANT EXECUTE ON xp_instance_regread TO safeguard;"""


def grant(rights: Iterable[str]) -> str:
    """What to paste."""
    wanted = {*rights}
    server = sorted(right.replace("_", " ") for right in wanted - {HISTORY, MEDIA, REGISTRY})
    lines = [_HEAD, *(f"GRANT {right} TO safeguard;" for right in server)]
    return "\n".join([*lines, *((_EXTENDED,) if REGISTRY in wanted else ()), *((_MSDB,) if HISTORY in wanted else ())])
