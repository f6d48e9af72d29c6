"""Rights of SQL Server, and how a statement says that it lacks one; what the server says of itself by name. Pure."""

from typing import Final

from collectors.mssql.entering import PART

DEFINITION: Final = "VIEW ANY DEFINITION"
STATE: Final = "VIEW SERVER STATE"
DATABASE: Final = "VIEW ANY DATABASE"
ANY: Final = "CONNECT ANY DATABASE"
HISTORY: Final = "msdb.dbo.backupset"
MEDIA: Final = "msdb.dbo.backupmediafamily"
REGISTRY: Final = "xp_instance_regread"


def rights(*names: str) -> str:
    """As a question names them, each a word: `VIEW_ANY_DEFINITION`."""
    return " ".join(name.replace(" ", "_") for name in names)


def whole(sql: str, *rights: str) -> str:
    """Refuse unless one of these is held. Versions that do not know a right say NULL of it."""
    held = " + ".join(f"ISNULL(HAS_PERMS_BY_NAME(NULL, NULL, N'{right}'), 0)" for right in rights)
    return f"IF {held} = 0 THROW {PART}, N'{rights[0]}', 1; {sql}"


def seen(sql: str) -> str:
    """SQL Server 2022 tells principals, roles and audits to the narrower right too."""
    return whole(sql, DEFINITION, "VIEW ANY SECURITY DEFINITION")


def told_by(name: str, kind: str = "nvarchar(128)") -> str:
    """What the server says of itself."""
    return f"CONVERT({kind}, SERVERPROPERTY(N'{name}'))"


def setting(name: str) -> str:
    """A setting as it is in use."""
    return "(SELECT CONVERT(int, value_in_use) FROM sys.configurations WHERE name = N'NAME')".replace("NAME", name)


def registry(variable: str, key: str, value: str) -> str:
    """Read a value of the registry, below the key of this server, into a variable."""
    return f"EXEC master.dbo.xp_instance_regread N'HKEY_LOCAL_MACHINE', N'{key}', N'{value}', @{variable} OUTPUT; "
