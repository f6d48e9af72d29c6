"""Two real servers: one well kept, one careless. What they are is written here; what is to be said of them, by hand."""

from collections.abc import Iterator

import pytest

from collectors.postgres.grant import grant
from collectors.postgres.statements import HBA, MONITOR, STORED
from tests.collectors.postgres.asked import PASSWORD
from tests.servers.postgres import Postgres, postgres

SECRETS = ("c4n4ry", "SCRAM-SHA-256$", "md5e")
HARDENED = """\
local all postgres peer map=tests
local replication postgres peer map=tests
hostnossl all all all reject
hostssl postgres safeguard 127.0.0.1/32 scram-sha-256
hostssl postgres bare 127.0.0.1/32 scram-sha-256
hostssl all all 10.0.0.0/8 scram-sha-256 clientcert=verify-full
"""
CARELESS = """\
local all all trust
host postgres safeguard 127.0.0.1/32 md5
host all all 0.0.0.0/0 md5
host all all ::/0 ldap ldapserver="dc-of-c4n4ry dc2" ldapbasedn="dc=x" ldapbinddn="cn=c4n4ry" ldapbindpasswd=c4n4ry
"""


@pytest.fixture(scope="module")
def hardened() -> Iterator[Postgres]:
    """By what `safeguard permissions` prints, put as it is."""
    settings = (
        *("shared_preload_libraries=pgaudit,passwordcheck", "pgaudit.log=read,write,ddl,role", "log_connections=on"),
        *("idle_session_timeout=10min", "idle_in_transaction_session_timeout=1min"),
        *("archive_mode=on", "archive_command=mkdir -p archive && cp %p archive/%f # c4n4ry", "log_statement=all"),
        "log_line_prefix=%u ",
        *("logging_collector=on", "log_filename=postgresql-%j.log", "log_truncate_on_rotation=on"),
    )
    with postgres(HARDENED, *settings) as it:
        it.sql(grant([MONITOR, HBA, STORED]).replace("'PASSWORD'", f"'{PASSWORD}'"))
        it.sql(
            "CREATE ROLE ana LOGIN PASSWORD 'c4n4ry-0f-hers' VALID UNTIL '2999-01-01'",
            f"CREATE ROLE bare LOGIN PASSWORD '{PASSWORD}'",
            "ALTER ROLE ana SET log_statement = 'ALL'",
            "CREATE ROLE crew ROLE ana",  # what a group has set is nobody's
            "ALTER ROLE crew SET log_statement = 'none'",
            "ALTER ROLE crew SET pgaudit.log = 'none'",
            "ALTER ROLE crew SET idle_session_timeout = 0",
        )
        it.run("pg_basebackup", "-h", str(it.folder), "-p", str(it.port), "-U", "postgres", "-D", "copy", "-c", "fast")
        it.wait_for("SELECT archived_count > 2 FROM pg_stat_archiver", "t")
        yield it


@pytest.fixture(scope="module")
def careless() -> Iterator[Postgres]:
    settings = (
        *("password_encryption=md5", "ssl_min_protocol_version=TLSv1", "archive_mode=on"),
        *("archive_command=false c4n4ry", "primary_conninfo=host=primary password=c4n4ry"),
        *("logging_collector=on", "log_filename=postgresql-%a.log", "log_truncate_on_rotation=on"),
    )
    with postgres(CARELESS, *settings) as it:
        it.sql(grant([MONITOR, HBA, STORED]).replace("'PASSWORD'", f"'{PASSWORD}'"))
        it.sql(
            "CREATE ROLE dba SUPERUSER LOGIN PASSWORD 'c4n4ry-dba'",
            "CREATE ROLE admins SUPERUSER",
            "CREATE ROLE ben LOGIN IN ROLE admins",
            "CREATE ROLE report LOGIN IN ROLE pg_read_server_files PASSWORD 'c4n4ry-report'",
            "ALTER ROLE report SET log_statement = 'none'",
            "ALTER ROLE report SET application_name = 'c4n4ry'",
            "SELECT pg_switch_wal()",
        )
        it.wait_for("SELECT failed_count > 0 FROM pg_stat_archiver", "t")
        yield it
