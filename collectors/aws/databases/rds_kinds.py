"""RDS: the kinds of things there are, what each gives, and what mends it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.collector import Kind
from scanner.facts import (
    Asset,
    Backup,
    Certificate,
    Channel,
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
    *((Asset, "store"), DataStore, (LogTrail, "store")),
    *((Channel, "database"), (Session, "database"), (SignIn, "machines"), (Guard, "deletion")),
    (Backup, "point-in-time"),
)
MEMBER_GIVES: Final = ((Exposure, "network/data"), Release, Certificate)

_OWN_GROUP: Final = (
    "; a default group cannot be changed: first aws rds create-db-parameter-group --db-parameter-group-name GROUP "
    "--db-parameter-group-family FAMILY --description TEXT; aws rds modify-db-instance --db-instance-identifier NAME "
    "--db-parameter-group-name GROUP --apply-immediately"
)
_OWN_CLUSTER_GROUP: Final = (
    "; a default group cannot be changed: first aws rds create-db-cluster-parameter-group "
    "--db-cluster-parameter-group-name GROUP --db-parameter-group-family FAMILY --description TEXT; "
    "aws rds modify-db-cluster --db-cluster-identifier NAME --db-cluster-parameter-group-name GROUP --apply-immediately"
)
_WRITTEN: Final = (
    ", and the parameters that write it: log_connections and pgaudit.log, or server_audit_logging; "
    "of DocumentDB audit_logs=all"
)
_EVENTS: Final = (
    "PostgreSQL: set shared_preload_libraries=pgaudit and pgaudit.log=all in the parameter group, and restart; MySQL: "
    "add the MARIADB_AUDIT_PLUGIN option, of Aurora set server_audit_logging=1; DocumentDB: set audit_logs=all"
)
_KEPT: Final = (
    "aws rds modify-db-instance --db-instance-identifier NAME --backup-retention-period 35 --apply-immediately "
    "(from 0 days it pauses the database for seconds to minutes)"
)
_CLUSTER_KEPT: Final = (
    "aws rds modify-db-cluster --db-cluster-identifier NAME --backup-retention-period 35 --apply-immediately"
)
_DATABASE_FIX: Final = MappingProxyType(
    {
        "encryption-at-rest.encrypted": "aws rds create-db-snapshot --db-instance-identifier NAME "
        "--db-snapshot-identifier SNAPSHOT; aws rds copy-db-snapshot --source-db-snapshot-identifier SNAPSHOT "
        "--target-db-snapshot-identifier ENCRYPTED --kms-key-id KEY-ARN; aws rds restore-db-instance-from-db-snapshot "
        "--db-instance-identifier NEW --db-snapshot-identifier ENCRYPTED, then exchange the databases",
        "encryption-in-transit.plain-refused": "aws rds modify-db-parameter-group --db-parameter-group-name GROUP "
        "--parameters ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=immediate "
        f"(MySQL, MariaDB: require_secure_transport){_OWN_GROUP}",
        "automatic-logoff.idle-ends": "aws rds modify-db-parameter-group --db-parameter-group-name GROUP "
        "--parameters ParameterName=idle_session_timeout,ParameterValue=900000,ApplyMethod=immediate "
        f"(MySQL, MariaDB: wait_timeout and interactive_timeout, 900){_OWN_GROUP}",
        "audit-logging.recording": "aws rds modify-db-instance --db-instance-identifier NAME "
        '--cloudwatch-logs-export-configuration \'{"EnableLogTypes":["audit"]}\' (PostgreSQL: "postgresql")'
        f"{_WRITTEN}",
        "audit-logging.events-complete": _EVENTS,
        "backup.kept": _KEPT,
        "backup.off-site": "aws rds start-db-instance-automated-backups-replication "
        "--source-db-instance-arn ARN --backup-retention-period 35 --region ELSEWHERE",
        "backup.exists": _KEPT,
        "backup.deletion-guarded": "aws rds modify-db-instance --db-instance-identifier NAME --deletion-protection",
        "unique-user-identification.own-name": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--enable-iam-database-authentication --apply-immediately",
    }
)
_CLUSTER_FIX: Final = MappingProxyType(
    {
        "encryption-at-rest.encrypted": "aws rds create-db-cluster-snapshot --db-cluster-identifier NAME "
        "--db-cluster-snapshot-identifier SNAPSHOT; aws rds restore-db-cluster-from-snapshot "
        "--db-cluster-identifier NEW --snapshot-identifier SNAPSHOT --engine ENGINE --kms-key-id KEY-ARN; "
        "aws rds create-db-instance --db-instance-identifier MEMBER --db-cluster-identifier NEW --engine ENGINE "
        "--db-instance-class CLASS, then exchange the clusters",
        "encryption-in-transit.plain-refused": "aws rds modify-db-cluster-parameter-group "
        "--db-cluster-parameter-group-name GROUP "
        "--parameters ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=immediate "
        f"(MySQL: require_secure_transport; DocumentDB: tls, tls1.2+, pending-reboot){_OWN_CLUSTER_GROUP}",
        "encryption-in-transit.protocol-version": "aws docdb modify-db-cluster-parameter-group "
        "--db-cluster-parameter-group-name GROUP "
        f"--parameters ParameterName=tls,ParameterValue=tls1.2+,ApplyMethod=pending-reboot{_OWN_CLUSTER_GROUP}",
        "automatic-logoff.idle-ends": "aws rds modify-db-cluster-parameter-group "
        "--db-cluster-parameter-group-name GROUP "
        "--parameters ParameterName=idle_session_timeout,ParameterValue=900000,ApplyMethod=immediate "
        f"(MySQL: wait_timeout and interactive_timeout, 900){_OWN_CLUSTER_GROUP}",
        "audit-logging.recording": "aws rds modify-db-cluster --db-cluster-identifier NAME "
        '--cloudwatch-logs-export-configuration \'{"EnableLogTypes":["audit"]}\' (PostgreSQL: "postgresql")'
        f"{_WRITTEN}",
        "audit-logging.events-complete": _EVENTS,
        "backup.kept": _CLUSTER_KEPT,
        "backup.off-site": "a plan of AWS Backup with a copy to another region, or daily aws rds "
        "copy-db-cluster-snapshot --source-db-cluster-snapshot-identifier SNAPSHOT-ARN "
        "--target-db-cluster-snapshot-identifier NEW --kms-key-id KEY-ARN --region ELSEWHERE",
        "backup.exists": _CLUSTER_KEPT,
        "backup.deletion-guarded": "aws rds modify-db-cluster --db-cluster-identifier NAME --deletion-protection",
        "unique-user-identification.own-name": "aws rds modify-db-cluster --db-cluster-identifier NAME "
        "--enable-iam-database-authentication --apply-immediately",
    }
)
_MEMBER_FIX: Final = MappingProxyType(
    {
        "public-exposure.not-on-the-internet": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--no-publicly-accessible",
        "patching.automatic": "aws rds modify-db-instance --db-instance-identifier NAME --auto-minor-version-upgrade",
        "encryption-in-transit.certificate-valid": "aws rds modify-db-instance --db-instance-identifier NAME "
        "--ca-certificate-identifier rds-ca-rsa2048-g1 --apply-immediately, once its clients know the new authority; "
        "some engines restart",
    }
)

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        INSTANCE: Kind(
            title="RDS database",
            gives=(*DATABASE_GIVES, *MEMBER_GIVES),
            fix=MappingProxyType({**_DATABASE_FIX, **_MEMBER_FIX}),
            own={"NAME": "name", "ARN": "resource"},
        ),
        CLUSTER: Kind(title="RDS cluster", gives=DATABASE_GIVES, fix=_CLUSTER_FIX, own={"NAME": "name"}),
        MEMBER: Kind(title="member of an RDS cluster", gives=MEMBER_GIVES, fix=_MEMBER_FIX, own={"NAME": "name"}),
        SNAPSHOT: Kind(
            title="RDS snapshot",
            gives=(DataStore, (Exposure, "permission/data")),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": "aws rds copy-db-snapshot --source-db-snapshot-identifier NAME "
                    "--target-db-snapshot-identifier NEW --kms-key-id KEY-ARN, "
                    "then aws rds delete-db-snapshot --db-snapshot-identifier NAME. Of a cluster it is encrypted as it "
                    "is restored: aws rds restore-db-cluster-from-snapshot --db-cluster-identifier NEW "
                    "--snapshot-identifier NAME --engine ENGINE --kms-key-id KEY-ARN",
                    "public-exposure.not-public": "aws rds modify-db-snapshot-attribute --attribute-name restore "
                    "--db-snapshot-identifier NAME --values-to-remove all (of a cluster: "
                    "aws rds modify-db-cluster-snapshot-attribute --attribute-name restore "
                    "--db-cluster-snapshot-identifier NAME --values-to-remove all)",
                }
            ),
            own={"NAME": "name"},
        ),
        COPY: Kind(
            title="newest snapshot somebody made of an RDS database",
            gives=((Backup, "copy"),),
            fix=MappingProxyType(
                {
                    "backup.fresh": f"{_KEPT}; of a cluster: {_CLUSTER_KEPT}",
                }
            ),
            own={"NAME": "name"},
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
            own={"NAME": "name"},
        ),
    }
)
