"""What SQL Server is asked: its own views, and the history of backups in msdb. No table of data stands here.

Most lists hold only what the account may see, without a word about the rest (learn.microsoft.com: "Metadata visibility
configuration"): each of those first asks whether it will be whole, and is refused (50229) where it would not be.
"""

from typing import Final

from collectors.mssql.needs import (
    ANY,
    DATABASE,
    DEFINITION,
    HISTORY,
    MEDIA,
    REGISTRY,
    STATE,
    registry,
    rights,
    seen,
    setting,
    told_by,
    whole,
)
from collectors.sql.statement import Statement
from scanner.facts import (
    CLASSES,
    Asset,
    Backup,
    Channel,
    Credential,
    DataStore,
    Grant,
    Identity,
    Lockout,
    LogStore,
    LogTrail,
    PasswordPolicy,
    SignIn,
)

SERVER: Final = "mssql.server"
CONNECTIONS: Final = "mssql.connections"
SETTINGS: Final = "mssql.settings"
LOGINS: Final = "mssql.logins"
RIGHTS: Final = "mssql.rights"
AUDITS: Final = "mssql.audits"
DATABASE_AUDITS: Final = "mssql.database_audits"
DATABASES: Final = "mssql.databases"
BACKUPS: Final = "mssql.backups"

QUESTIONS: Final = (
    Statement(
        id=SERVER,
        operation="SERVERPROPERTY, sys.configurations",
        needs="",
        feeds=CLASSES,
        untried=True,
        sql=f"SELECT {told_by('ServerName')} AS server_name, {told_by('ProductVersion')} AS product_version,"
        f" {told_by('EngineEdition', 'int')} AS engine_edition,"
        f" {told_by('IsIntegratedSecurityOnly', 'int')} AS windows_only,"
        f" {setting('xp_cmdshell')} AS xp_cmdshell, {setting('Ole Automation Procedures')} AS ole_automation,"
        f" {setting('contained database authentication')} AS contained",
        columns=(
            *("server_name", "product_version", "engine_edition"),
            *("windows_only", "xp_cmdshell", "ole_automation", "contained"),
        ),
    ),
    Statement(
        id=CONNECTIONS,
        operation="sys.dm_exec_connections",
        needs=rights(STATE),
        feeds=((Channel, "database"),),
        untried=True,
        sql="SELECT encrypt_option, CASE WHEN session_id = @@SPID THEN 1 ELSE 0 END AS own, COUNT(*) AS connections"
        " FROM sys.dm_exec_connections WHERE net_transport = N'TCP' AND client_net_address NOT LIKE N'<%'"
        " GROUP BY encrypt_option, CASE WHEN session_id = @@SPID THEN 1 ELSE 0 END",
        columns=("encrypt_option", "own", "connections"),
    ),
    Statement(
        id=SETTINGS,
        operation="xp_instance_regread",
        needs=REGISTRY,
        feeds=((Channel, "database"), (LogTrail, "scope")),
        untried=True,
        sql="DECLARE @force int, @audit int; "
        + registry("force", r"SOFTWARE\Microsoft\Microsoft SQL Server\MSSQLServer\SuperSocketNetLib", "ForceEncryption")
        + registry("audit", r"Software\Microsoft\MSSQLServer\MSSQLServer", "AuditLevel")
        + "SELECT @force AS force_encryption, @audit AS audit_level",
        columns=("force_encryption", "audit_level"),
    ),
    Statement(
        id=LOGINS,
        operation="sys.server_principals, sys.sql_logins, LOGINPROPERTY",
        needs=rights(DEFINITION),
        feeds=(Identity, (Credential, "password"), PasswordPolicy, Lockout, (SignIn, "everyone")),
        untried=True,
        sql=seen(
            "SELECT p.name, p.type, p.is_disabled, CASE WHEN p.sid = 0x01 THEN 1 ELSE 0 END AS is_sa,"
            " l.is_policy_checked, l.is_expiration_checked,"
            " CONVERT(int, LOGINPROPERTY(p.name, N'PasswordHashAlgorithm')) AS hash_algorithm,"
            " DATEDIFF(DAY, CONVERT(datetime, LOGINPROPERTY(p.name, N'PasswordLastSetTime')), GETDATE())"
            " AS password_days,"
            " CONVERT(int, LOGINPROPERTY(p.name, N'DaysUntilExpiration')) AS days_left"
            " FROM sys.server_principals AS p LEFT JOIN sys.sql_logins AS l ON l.principal_id = p.principal_id"
            " WHERE p.type IN ('S', 'U', 'E') ORDER BY p.principal_id"
        ),
        columns=(
            *("name", "type", "is_disabled", "is_sa", "is_policy_checked", "is_expiration_checked"),
            *("hash_algorithm", "password_days", "days_left"),
        ),
    ),
    Statement(
        id=RIGHTS,
        operation="sys.server_role_members, sys.server_permissions",
        needs=rights(DEFINITION),
        feeds=(Grant, Identity),
        untried=True,
        # Names have the server's collation and permissions one of their own, which a union cannot join.
        sql=seen(
            "SELECT 'role' AS through, r.name COLLATE DATABASE_DEFAULT AS granted,"
            " m.name COLLATE DATABASE_DEFAULT AS holder, m.type COLLATE DATABASE_DEFAULT AS holder_type"
            " FROM sys.server_role_members AS x"
            " JOIN sys.server_principals AS r ON r.principal_id = x.role_principal_id"
            " JOIN sys.server_principals AS m ON m.principal_id = x.member_principal_id"
            " UNION ALL SELECT 'permission', x.permission_name COLLATE DATABASE_DEFAULT,"
            " m.name COLLATE DATABASE_DEFAULT, m.type COLLATE DATABASE_DEFAULT FROM sys.server_permissions AS x"
            " JOIN sys.server_principals AS m ON m.principal_id = x.grantee_principal_id"
            " WHERE x.class = 100 AND x.state IN ('G', 'W') AND x.permission_name IN"
            " (N'CONTROL SERVER', N'ALTER ANY LOGIN', N'IMPERSONATE ANY LOGIN')"
            # Of one login, or of one role: who may take its place, or put themselves into it.
            " UNION ALL SELECT 'principal', o.name COLLATE DATABASE_DEFAULT, m.name COLLATE DATABASE_DEFAULT,"
            " m.type COLLATE DATABASE_DEFAULT FROM sys.server_permissions AS x"
            " JOIN sys.server_principals AS o ON o.principal_id = x.major_id"
            " JOIN sys.server_principals AS m ON m.principal_id = x.grantee_principal_id"
            " WHERE x.class = 101 AND x.state IN ('G', 'W') AND (x.permission_name IN (N'IMPERSONATE', N'CONTROL')"
            " OR (o.type = 'R' AND x.permission_name = N'ALTER'))"
        ),
        columns=("through", "granted", "holder", "holder_type"),
    ),
    Statement(
        id=AUDITS,
        operation="sys.server_audits, sys.server_audit_specification_details, sys.dm_server_audit_status",
        needs=rights(DEFINITION, STATE),
        feeds=((LogTrail, "scope"), (LogTrail, "store"), LogStore),
        untried=True,
        sql=seen(
            "SELECT a.name, CONVERT(nvarchar(36), a.audit_guid) AS guid, a.type_desc, a.is_state_enabled,"
            " t.status_desc, CASE WHEN a.predicate IS NULL THEN 0 ELSE 1 END AS picks,"
            " f.max_rollover_files, f.max_files,"
            " s.is_state_enabled AS specified, d.audit_action_name, d.audited_result"
            " FROM sys.server_audits AS a LEFT JOIN sys.dm_server_audit_status AS t ON t.audit_id = a.audit_id"
            " LEFT JOIN sys.server_file_audits AS f ON f.audit_id = a.audit_id"
            " LEFT JOIN sys.server_audit_specifications AS s ON s.audit_guid = a.audit_guid"
            " LEFT JOIN sys.server_audit_specification_details AS d"
            " ON d.server_specification_id = s.server_specification_id"
        ),
        columns=(
            *("name", "guid", "type_desc", "is_state_enabled", "status_desc", "picks"),
            *("max_rollover_files", "max_files", "specified", "audit_action_name", "audited_result"),
        ),
    ),
    Statement(
        id=DATABASE_AUDITS,
        operation="sys.database_audit_specification_details of each database",
        needs=rights(ANY, DEFINITION),
        feeds=((LogTrail, "store"),),
        untried=True,
        # Each database has a view of its own. One that cannot be entered gives no row at all, and is told apart so.
        sql=seen(
            "DECLARE @sql nvarchar(max) = STUFF((SELECT N' UNION ALL SELECT '"
            " + CONVERT(nvarchar(11), database_id) + N' AS database_id, CONVERT(nvarchar(36), s.audit_guid) AS guid,"
            " s.is_state_enabled AS specified, d.class, d.audited_principal_id,"
            " d.audit_action_name COLLATE DATABASE_DEFAULT AS audit_action_name,"
            " d.audited_result COLLATE DATABASE_DEFAULT AS audited_result FROM (SELECT 1 AS one) AS o LEFT JOIN ('"
            " + QUOTENAME(name) + N'.sys.database_audit_specifications AS s JOIN ' + QUOTENAME(name)"
            " + N'.sys.database_audit_specification_details AS d"
            " ON d.database_specification_id = s.database_specification_id) ON 1 = 1'"
            " FROM sys.databases WHERE database_id > 4 AND state = 0 AND HAS_DBACCESS(name) = 1"
            " AND ISNULL(sys.fn_hadr_is_primary_replica(name), 1) = 1"
            " FOR XML PATH(N''), TYPE).value(N'.', N'nvarchar(max)'), 1, 11, N''); EXEC (@sql)"
        ),
        columns=(
            *("database_id", "guid", "specified", "class", "audited_principal_id"),
            *("audit_action_name", "audited_result"),
        ),
    ),
    Statement(
        id=DATABASES,
        operation="sys.databases, sys.dm_database_encryption_keys",
        needs=rights(DATABASE, DEFINITION, STATE),
        feeds=((Asset, "store"), DataStore, (LogTrail, "store"), Backup),
        untried=True,
        sql=whole(
            "SELECT d.database_id, d.name,"
            " d.recovery_model_desc, d.is_encrypted, k.encryption_state, k.key_algorithm, k.key_length,"
            " k.encryptor_type,"
            " CASE WHEN d.replica_id IS NULL THEN 0 ELSE 1 END AS replicated,"
            " DATEDIFF(MINUTE, d.create_date, GETDATE()) AS made_minutes,"
            # Shown to whoever may see definitions; to others none, without a word.
            f" CASE WHEN HAS_PERMS_BY_NAME(NULL, NULL, N'{DEFINITION}') = 1 THEN"
            " (SELECT COUNT(*) FROM sys.master_files AS f WHERE f.database_id = d.database_id AND f.type = 2) END"
            " AS file_streams"
            " FROM sys.databases AS d LEFT JOIN sys.dm_database_encryption_keys AS k ON k.database_id = d.database_id"
            " WHERE d.database_id > 4 AND d.source_database_id IS NULL ORDER BY d.database_id",
            DATABASE,
            "ALTER ANY DATABASE",
        ),
        columns=(
            *("database_id", "name", "recovery_model_desc", "is_encrypted", "encryption_state"),
            *("key_algorithm", "key_length", "encryptor_type", "replicated", "made_minutes", "file_streams"),
        ),
    ),
    Statement(
        id=BACKUPS,
        operation="msdb.dbo.backupset, msdb.dbo.backupmediafamily",
        needs=f"{HISTORY} {MEDIA}",
        feeds=(Backup,),
        untried=True,
        # A copy that was made elsewhere and restored here stands in the history too, and so does one that was written
        # to nowhere (NUL), as is done to empty a log. Where others are is not selected.
        sql="SELECT database_name, type, minutes, encrypted FROM (SELECT b.database_name, b.type,"
        " DATEDIFF(MINUTE, b.backup_finish_date, GETDATE()) AS minutes,"
        " CASE WHEN b.key_algorithm IS NULL THEN 0 ELSE 1 END AS encrypted,"
        " ROW_NUMBER() OVER (PARTITION BY b.database_name, b.type ORDER BY b.backup_finish_date DESC) AS place"
        " FROM msdb.dbo.backupset AS b WHERE b.is_damaged = 0 AND b.type IN ('D', 'I', 'L')"
        " AND b.server_name IN (@@SERVERNAME, CONVERT(nvarchar(128), SERVERPROPERTY(N'ServerName')))"
        " AND NOT EXISTS (SELECT 1 FROM msdb.dbo.backupmediafamily AS m WHERE m.media_set_id = b.media_set_id"
        " AND (UPPER(m.physical_device_name) IN (N'NUL', N'NUL:') OR m.physical_device_name = N'/dev/null')))"
        " AS newest"
        " WHERE place = 1",
        columns=("database_name", "type", "minutes", "encrypted"),
    ),
)
"""The order in which they are put."""
