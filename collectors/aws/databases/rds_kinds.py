"""RDS: the kinds of things there are, what each gives, and what mends it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.collector import Kind
from scanner.facts import (
    Asset,
    Backup,
    Channel,
    Credential,
    DataStore,
    Exposure,
    Guard,
    LogTrail,
    Release,
    Session,
    SignIn,
)

INSTANCE: Final = "aws.rds.instance"
CLUSTER: Final = "aws.rds.cluster"
MEMBER: Final = "aws.rds.cluster-member"
SNAPSHOT: Final = "aws.rds.snapshot"
COPY: Final = "aws.rds.copy"
PROXY: Final = "aws.rds.proxy"
DATABASE_GIVES: Final = (
    *(Asset, DataStore, LogTrail),
    *((Channel, "database"), (Session, "database"), (SignIn, "machines"), (Guard, "deletion")),
    (Backup, "point-in-time"),
)
MEMBER_GIVES: Final = ((Exposure, "network/data"), Release, (Credential, "certificate"))

_DATABASE_FIX: Final = MappingProxyType(
    {
        "encryption-at-rest.encrypted": "aws rds create-db-snapshot; aws rds copy-db-snapshot --kms-key-id KEY-ARN; "
        "aws rds restore-db-instance-from-db-snapshot, then exchange the databases",
        "encryption-in-transit.plain-refused": "aws rds modify-db-parameter-group --db-parameter-group-name GROUP "
        "--parameters ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=immediate "
        "(MySQL, MariaDB: require_secure_transport; DocumentDB: tls, tls1.2+)",
        "encryption-in-transit.protocol-version": "aws docdb modify-db-cluster-parameter-group "
        "--db-cluster-parameter-group-name GROUP "
        "--parameters ParameterName=tls,ParameterValue=tls1.2+,ApplyMethod=pending-reboot",
        "automatic-logoff.idle-ends": "aws rds modify-db-parameter-group --db-parameter-group-name GROUP "
        "--parameters ParameterName=idle_session_timeout,ParameterValue=900000,ApplyMethod=immediate "
        "(MySQL, MariaDB: wait_timeout and interactive_timeout, 900)",
        "audit-logging.recording": "aws rds modify-db-instance --db-instance-identifier NAME "
        '--cloudwatch-logs-export-configuration \'{"EnableLogTypes":["audit"]}\' (PostgreSQL: "postgresql"), '
        "and the parameters that write it: log_connections and pgaudit.log, or server_audit_logging",
        "audit-logging.events-complete": "PostgreSQL: set shared_preload_libraries=pgaudit and pgaudit.log=all in the "
        "parameter group; MySQL: add the MARIADB_AUDIT_PLUGIN option; DocumentDB: set audit_logs=all",
        "backup.kept": "aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 35",
        "backup.off-site": "aws rds start-db-instance-automated-backups-replication "
        "--source-db-instance-arn ARN --backup-retention-period 35 --region ELSEWHERE",
        "backup.exists": "aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 35",
        "backup.deletion-guarded": "aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection",
        "unique-user-identification.own-name": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--enable-iam-database-authentication",
    }
)
_MEMBER_FIX: Final = MappingProxyType(
    {
        "public-exposure.not-on-the-internet": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--no-publicly-accessible",
        "patching.automatic": "aws rds modify-db-instance --db-instance-identifier NAME --auto-minor-version-upgrade",
        "encryption-in-transit.certificate-valid": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--ca-certificate-identifier rds-ca-rsa2048-g1",
    }
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        INSTANCE: Kind(
            title="RDS database",
            gives=(*DATABASE_GIVES, *MEMBER_GIVES),
            fix=MappingProxyType({**_DATABASE_FIX, **_MEMBER_FIX}),
        ),
        CLUSTER: Kind(title="RDS cluster", gives=DATABASE_GIVES, fix=_DATABASE_FIX),
        MEMBER: Kind(title="member of an RDS cluster", gives=MEMBER_GIVES, fix=_MEMBER_FIX),
        SNAPSHOT: Kind(
            title="RDS snapshot",
            gives=(DataStore, (Exposure, "permission/data")),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws rds copy-db-snapshot --source-db-snapshot-identifier NAME "
                    "--target-db-snapshot-identifier NEW --kms-key-id KEY-ARN, "
                    "then aws rds delete-db-snapshot --db-snapshot-identifier NAME",
                    "public-exposure.not-public": "aws rds modify-db-snapshot-attribute --attribute-name restore "
                    "--db-snapshot-identifier NAME --values-to-remove all",
                }
            ),
        ),
        COPY: Kind(
            title="newest snapshot somebody made of an RDS database",
            gives=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "backup.fresh": "aws rds modify-db-instance --db-instance-identifier NAME "
                    "--backup-retention-period 35",
                }
            ),
        ),
        PROXY: Kind(
            title="RDS proxy",
            gives=((Channel, "database"), (Session, "database")),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws rds modify-db-proxy --db-proxy-name NAME --require-tls",
                    "automatic-logoff.idle-ends": "aws rds modify-db-proxy --db-proxy-name NAME "
                    "--idle-client-timeout 900",
                }
            ),
        ),
    }
)
