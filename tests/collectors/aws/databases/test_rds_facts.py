from typing import Any

import pytest

from collectors.aws.databases.engine_logs import held
from collectors.aws.databases.engines import Engine
from scanner.answers import Got
from scanner.facts import FOREVER, Backup, Certificate, Channel, DataStore, Exposure, Gap, LogTrail, Session, SignIn
from tests.collectors.aws.answering import ACCOUNT, DENIED, REGION, facts, one, why

ARN = "arn:aws:rds:us-east-1:123456789012:db:charts"
ROW = {
    "DBInstanceIdentifier": "charts",
    "DBInstanceArn": ARN,
    "Engine": "postgres",
    "EngineVersion": "16.3",
    "Port": 5432,
    "DBParameterGroups": [{"DBParameterGroupName": "strict", "ParameterApplyStatus": "in-sync"}],
    "StorageEncrypted": True,
    "BackupRetentionPeriod": 7,
    "LatestRestorableTime": "2026-11-25T11:55:00Z",
}


def instance(**row: Any) -> tuple[str, str, Any]:
    return ("rds.instances", REGION, {"DBInstances": [{**ROW, **row}]})


def test_where_our_collector_or_the_platform_is_the_limit_no_night_is_to_blame() -> None:
    """It would leave every night with exit code 2, and nobody could change it."""
    for name in ("oracle-se2", "sqlserver-se", "db2-se"):
        assert engine(name, "1").idle()[1].outcome == "hidden"
        assert held(engine(name, "1"), ["audit"]).got.outcome == "not-asked"
    assert {engine(name, "1").idle()[1].outcome for name in ("docdb", "neptune")} == {"hidden"}
    assert {engine(name, "1").encryption()[1].outcome for name in ("oracle-se2", "db2-se")} == {"not-asked"}


def engine(name: str, version: str, **parameters: str) -> Engine:
    rows = [{"ParameterName": k.replace("__", "."), "ParameterValue": v} for k, v in parameters.items()]
    return Engine(name, version, Got("ok" if rows else "empty", "rds.DescribeDBParameters", {"Parameters": rows}))


@pytest.mark.parametrize(
    ("it", "encryption"),
    [
        (engine("postgres", "16.3"), "required"),
        (engine("postgres", "15.0"), "required"),
        (engine("postgres", "14.9"), "offered"),
        (engine("postgres", "odd"), None),
        (engine("aurora-postgresql", "16.4"), "offered"),
        (engine("aurora-postgresql", "17.4"), "required"),
        (engine("mariadb", "11.4.5"), "offered"),
        (engine("mariadb", "11.8.3"), "required"),
        (engine("mariadb", "11.8.3", require_secure_transport="0"), "offered"),
        (engine("mysql", "8.4.3"), "offered"),
        (engine("mysql", "9.2.0"), None),
        (engine("mysql", "9.7.0"), "required"),
        (engine("aurora-mysql", "8.4.mysql_aurora.8.4.1"), None),
        (engine("mysql", "8.4.3", require_secure_transport="1"), "required"),
        (engine("aurora-mysql", "8.0.mysql_aurora.3.04.0"), "offered"),
        (engine("postgres", "16.3", rds__force_ssl="0"), "offered"),
        (engine("aurora-postgresql", "13", rds__force_ssl="1"), "required"),
        (engine("mysql", "8.0.36"), "offered"),
        (engine("mysql", "8.0.36", require_secure_transport="ON"), "required"),
        (engine("mariadb", "10.11", require_secure_transport="1"), "required"),
        (engine("mysql", "8.0.36", require_secure_transport="OFF"), "offered"),
        (engine("sqlserver-se", "15"), "offered"),
        (engine("sqlserver-se", "15", rds__force_ssl="1"), "required"),
        (engine("oracle-se2", "19"), None),
        (engine("docdb", "5.0.0"), "required"),
        (engine("docdb", "5.0.0", tls="disabled"), "none"),
        (engine("docdb", "5.0.0", tls="tls1.2+"), "required"),
        (engine("docdb", "5.0.0", tls="odd"), "offered"),
        (engine("neptune", "1.3.2.1"), "required"),
        (engine("neptune", "1.0.4.0"), "required"),
        (engine("neptune", "1.0.3.0"), None),
        (engine("neptune", ""), None),
    ],
)
def test_what_an_engine_asks_of_connections(it: Engine, encryption: str | None) -> None:
    said, got = it.encryption()
    assert said == encryption
    assert got.good is (encryption is not None)


@pytest.mark.parametrize(
    ("it", "version", "reason"),
    [
        (engine("docdb", "5.0.0"), "1.0", ""),
        (engine("docdb", "5.0.0", tls="enabled"), "1.0", ""),
        (engine("docdb", "5.0.0", tls="tls1.2+"), "1.2", ""),
        (engine("docdb", "5.0.0", tls="tls1.3+"), "1.3", ""),
        (engine("docdb", "5.0.0", tls="fips-140-3"), "1.2", ""),
        (engine("docdb", "5.0.0", tls="disabled"), "", ""),
        (engine("docdb", "5.0.0", tls="odd"), None, "unclear"),
        (Engine("docdb", "5.0.0", Got("denied", "rds.DescribeDBClusterParameters")), None, "denied"),
        (Engine("docdb", "5.0.0", Got("empty", ""), pending=True), None, "unclear"),
        (engine("neptune", "1.3.2.1"), "1.2", ""),
        (engine("neptune", "1.0.3.0"), None, "unclear"),
        (engine("postgres", "16"), None, "not-asked"),
    ],
)
def test_the_lowest_version_of_tls_that_an_engine_takes(it: Engine, version: str | None, reason: str) -> None:
    said, got = it.lowest()
    assert said == version
    assert got.good if version is not None else got.outcome == reason


@pytest.mark.parametrize(
    ("engine_name", "by_iam", "factors", "individual"),
    [
        ("neptune", True, 1, True),
        ("neptune", False, 0, False),
        ("docdb", False, 1, None),
        ("aurora-mysql", True, 1, True),
    ],
)
def test_neptune_has_no_users_of_its_own(
    *, engine_name: str, by_iam: bool, factors: int, individual: bool | None
) -> None:
    row = {"DBClusterIdentifier": "c", "DBClusterArn": "arn:c", "Engine": engine_name, "EngineVersion": "1.3.2.1"}
    listing = ("rds.clusters", REGION, {"DBClusters": [{**row, "IAMDatabaseAuthenticationEnabled": by_iam}]})
    door = one("aws.rds.cluster", SignIn, listing)
    assert (door.factors, door.individual) == (factors, individual)


@pytest.mark.parametrize(
    ("it", "idle"),
    [
        (engine("postgres", "16.3"), FOREVER),
        (engine("postgres", "16.3", idle_session_timeout="0"), FOREVER),
        (engine("postgres", "16.3", idle_session_timeout="900000"), 900),
        (engine("postgres", "16.3", idle_session_timeout="500"), 1),
        (engine("postgres", "16.3", idle_session_timeout="{x}"), None),
        (engine("postgres", "16.3", idle_in_transaction_session_timeout="60000"), FOREVER),
        (engine("mysql", "8"), 28800),
        (engine("mysql", "8", wait_timeout="600"), 28800),
        (engine("mysql", "8", wait_timeout="600", interactive_timeout="900"), 900),
        (engine("mysql", "8", wait_timeout="{DBInstanceClassMemory/1}", interactive_timeout="900"), None),
        (engine("oracle-se2", "19"), None),
    ],
)
def test_when_an_engine_ends_an_idle_session(it: Engine, idle: int | None) -> None:
    said, got = it.idle()
    assert said == idle
    assert got.good is (idle is not None)


@pytest.mark.parametrize(
    ("name", "records", "outcome"),
    [
        ("aurora-postgresql", {"sign-in", "admin", "data-read", "data-write"}, "ok"),
        ("oracle-ee", None, "not-asked"),
        ("sqlserver-ee", None, "not-asked"),
    ],
)
def test_a_stream_of_activity(name: str, records: set[str] | None, outcome: str) -> None:
    found = held(engine(name, "16", log_connections="0"), [], streamed=True)
    assert (found.records, found.got.outcome) == (records, outcome)


@pytest.mark.parametrize(("status", "enabled"), [("started", True), ("stopped", False), ("starting", False)])
def test_a_stream_counts_once_it_has_started(*, status: str, enabled: bool) -> None:
    cluster = {"DBClusterIdentifier": "c", "DBClusterArn": "arn:c", "Engine": "aurora-mysql", "EngineVersion": "8.0"}
    given = ("rds.clusters", REGION, {"DBClusters": [{**cluster, "ActivityStreamStatus": status}]})
    trail = one("aws.rds.cluster", LogTrail, given)
    assert trail.enabled is enabled


@pytest.mark.parametrize(
    ("row", "encrypted"),
    [
        ({}, True),
        ({"StorageEncrypted": False}, False),
        ({"StorageEncrypted": False, "StorageEncryptionType": "none"}, False),
        ({"StorageEncrypted": False, "StorageEncryptionType": "sse-rds"}, True),
    ],
)
def test_a_key_that_aws_owns_encrypts_too(*, row: dict[str, Any], encrypted: bool) -> None:
    store = one("aws.rds.instance", DataStore, instance(**row))
    assert (store.encrypted, one("aws.rds.instance", Backup, instance(**row)).encrypted) == (encrypted, encrypted)
    own = {"Encrypted": False, "StorageEncryptionType": row.get("StorageEncryptionType")}
    snapshot = {"DBSnapshotArn": "arn:s", "DBSnapshotIdentifier": "s", **own}
    found = one("aws.rds.snapshot", DataStore, ("rds.snapshots", REGION, {"DBSnapshots": [snapshot]}))
    assert found.encrypted is (encrypted if row else False)


EVERYTHING = {"sign-in", "admin", "data-read", "data-write"}


def audited(classes: str) -> Engine:
    return engine("postgres", "16", shared_preload_libraries="pg_stat_statements,pgaudit", pgaudit__log=classes)


@pytest.mark.parametrize(
    ("it", "exported", "records"),
    [
        (engine("postgres", "16"), ["postgresql"], {"errors"}),
        (engine("postgres", "16", log_connections="1"), ["postgresql"], {"errors", "sign-in"}),
        (engine("postgres", "18", log_connections="receipt, authentication"), ["postgresql"], {"errors", "sign-in"}),
        (engine("postgres", "18", log_connections="receipt"), ["postgresql"], {"errors"}),
        (engine("postgres", "16", log_statement="all"), ["postgresql"], {"errors", "admin", "data-read", "data-write"}),
        (engine("postgres", "16", log_statement="mod"), ["postgresql"], {"errors", "admin", "data-write"}),
        (engine("postgres", "16", pgaudit__log="all"), ["postgresql"], {"errors"}),
        (audited("read, ddl"), ["postgresql"], {"errors", "data-read", "admin"}),
        (audited("all, -read"), ["postgresql"], {"errors", "data-write", "admin"}),
        (audited("-all"), ["postgresql"], {"errors"}),
        (audited("all"), ["upgrade"], {"errors"}),
        (engine("mysql", "8", general_log="0"), ["general"], set()),
        (engine("mysql", "8"), ["general"], set()),
        (engine("mysql", "8", general_log="1"), ["general"], None),
        (engine("mysql", "8", general_log="1", log_output="TABLE"), ["general"], set()),
        (engine("mysql", "8", general_log="1", log_output="FILE"), ["general"], EVERYTHING),
        (engine("mysql", "8"), ["audit"], None),
        (engine("aurora-mysql", "8"), ["audit"], set()),
        (engine("aurora-mysql", "8", server_audit_logging="1"), ["audit"], None),
        (
            engine("aurora-mysql", "8", server_audit_logging="1", server_audit_events="CONNECT,TABLE"),
            ["audit"],
            {"sign-in", "data-read", "data-write"},
        ),
        (
            engine(
                "aurora-mysql",
                "8",
                server_audit_logging="1",
                server_audit_events="QUERY",
                server_audit_excl_users="etl",
            ),
            ["audit"],
            None,
        ),
        (engine("mysql", "8"), ["error", "slowquery", "iam-db-auth-error"], {"errors"}),
        (engine("docdb", "5"), ["audit"], set()),
        (engine("docdb", "5", audit_logs="disabled"), ["audit"], set()),
        (engine("docdb", "5", audit_logs="enabled"), ["audit"], {"sign-in", "admin"}),
        (engine("docdb", "5", audit_logs="ddl, dml_write"), ["audit"], {"sign-in", "admin", "data-write"}),
        (engine("docdb", "5", audit_logs="all"), ["audit"], EVERYTHING),
        (engine("docdb", "5", audit_logs="all"), ["profiler"], {"errors"}),
        (engine("neptune", "1.3"), ["audit"], set()),
        (engine("neptune", "1.3", neptune_enable_audit_log="1"), ["audit"], {"data-read", "data-write"}),
        (engine("neptune", "1.3", neptune_enable_audit_log="0"), ["audit"], set()),
        (engine("db2-se", "11"), ["audit"], None),
        (engine("mysql", "8"), [], set()),
    ],
)
def test_what_exported_logs_tell(it: Engine, exported: list[str], records: set[str] | None) -> None:
    found = held(it, exported)
    assert found.records == records
    assert found.got.good is (records is not None)


@pytest.mark.parametrize(
    ("exported", "enabled"), [([], False), (["error"], False), (["general"], True), (["audit"], None)]
)
def test_a_log_of_errors_is_no_record(*, exported: list[str], enabled: bool | None) -> None:
    rows = [{"ParameterName": "general_log", "ParameterValue": "1"}]
    rows += [{"ParameterName": "log_output", "ParameterValue": "FILE"}]
    row = instance(Engine="mysql", EngineVersion="8.0.36", EnabledCloudwatchLogsExports=exported)
    trail = one("aws.rds.instance", LogTrail, row, ("rds.parameters", f"{REGION}/strict", {"Parameters": rows}))
    assert trail.enabled is enabled


@pytest.mark.parametrize("status", ["pending-reboot", "applying", "failed-to-apply"])
def test_parameters_that_are_not_in_force(status: str) -> None:
    waits = instance(DBParameterGroups=[{"DBParameterGroupName": "strict", "ParameterApplyStatus": status}])
    forced = {"Parameters": [{"ParameterName": "rds.force_ssl", "ParameterValue": "1"}]}
    assert why(one("aws.rds.instance", Channel, waits, ("rds.parameters", f"{REGION}/strict", forced)), "encryption")


CLUSTER = {
    "DBClusterIdentifier": "aurora",
    "DBClusterArn": "arn:aws:rds:us-east-1:123456789012:cluster:aurora",
    "Engine": "aurora-mysql",
    "EngineVersion": "8.0.mysql_aurora.3.04.0",
    "DBClusterParameterGroup": "shared",
}


def waits(seconds: str) -> dict[str, Any]:
    names = ("wait_timeout", "interactive_timeout")
    return {"Parameters": [{"ParameterName": n, "ParameterValue": seconds} for n in names]}


@pytest.mark.parametrize(
    ("status", "member", "idle"),
    [
        ("in-sync", {}, 900),
        ("in-sync", waits("600"), 600),
        ("in-sync", waits("28800"), 28800),
        ("in-sync", DENIED, None),
        ("pending-reboot", {}, None),
    ],
)
def test_a_cluster_is_as_weak_as_its_weakest_member(status: str, member: Any, idle: int | None) -> None:
    said = [{"DBInstanceIdentifier": "charts", "DBClusterParameterGroupStatus": status}]
    session = one(
        "aws.rds.cluster",
        Session,
        ("rds.clusters", REGION, {"DBClusters": [{**CLUSTER, "DBClusterMembers": said}]}),
        ("rds.cluster_parameters", f"{REGION}/shared", waits("900")),
        instance(DBClusterIdentifier="aurora"),
        ("rds.parameters", f"{REGION}/strict", member),
    )
    assert session.idle_seconds == idle


def test_a_cluster_whose_members_are_not_listed_is_open() -> None:
    said = [{"DBInstanceIdentifier": "elsewhere"}]
    row = ("rds.clusters", REGION, {"DBClusters": [{**CLUSTER, "DBClusterMembers": said}]})
    assert why(one("aws.rds.cluster", Session, row, ("rds.instances", REGION, DENIED)), "idle_seconds") == DENIED
    assert why(one("aws.rds.cluster", Session, row, ("rds.instances", REGION, {})), "idle_seconds") == "unclear"


def test_a_replica_comes_back_from_its_source() -> None:
    replica = {**ROW, "DBInstanceIdentifier": "copy", "DBInstanceArn": f"{ARN}-copy", "BackupRetentionPeriod": 0}
    for source, kept in (("charts", 7), (ARN, 7), ("gone", None)):
        rows = {"DBInstances": [ROW, {**replica, "ReadReplicaSourceDBInstanceIdentifier": source}]}
        found = facts(("rds.instances", REGION, rows), ("rds.automated", f"{REGION}/all", {}))
        (backup,) = (f for f in found if isinstance(f, Backup) and f.resource == f"{ARN}-copy")
        assert backup.retention_days == kept
        assert kept or why(backup, "newest_seconds") == "unclear"


def test_parameters_that_were_refused_or_wait_leave_it_open() -> None:
    denied = ("rds.parameters", f"{REGION}/strict", DENIED)
    assert why(one("aws.rds.instance", Channel, instance(), denied), "encryption") == DENIED
    assert why(one("aws.rds.instance", Session, instance(), denied), "idle_seconds") == DENIED
    exported = instance(EnabledCloudwatchLogsExports=["postgresql"])
    assert why(one("aws.rds.instance", LogTrail, exported, denied), "records") == DENIED
    waits = instance(DBParameterGroups=[{"DBParameterGroupName": "strict", "ParameterApplyStatus": "pending-reboot"}])
    there: tuple[str, str, Any] = ("rds.parameters", f"{REGION}/strict", {"Parameters": []})
    assert why(one("aws.rds.instance", Channel, waits, there), "encryption") == "unclear"


def test_a_group_of_aws_s_own_needs_no_question() -> None:
    plain = instance(DBParameterGroups=[{"DBParameterGroupName": "default.postgres16"}])
    assert one("aws.rds.instance", Channel, plain).encryption == "required"


@pytest.mark.parametrize(
    ("public", "groups", "audience"),
    [
        (False, DENIED, "owner"),
        (True, DENIED, None),
        (
            True,
            [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
            "everyone",
        ),
        (
            True,
            [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "IpRanges": [{"CidrIp": "8.8.8.0/24"}]}],
            "listed",
        ),
        (True, [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}], "owner"),
        (
            True,
            [{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "PrefixListIds": [{"PrefixListId": "p"}]}],
            None,
        ),
        (True, [], "owner"),
    ],
)
def test_who_reaches_a_database(*, public: bool, groups: Any, audience: str | None) -> None:
    said = groups if isinstance(groups, str) else {"SecurityGroups": [{"GroupId": "sg-1", "IpPermissions": groups}]}
    row = instance(PubliclyAccessible=public, VpcSecurityGroups=[{"VpcSecurityGroupId": "sg-1"}])
    assert one("aws.rds.instance", Exposure, row, ("ec2.groups", REGION, said)).audience == audience


def test_a_group_that_is_not_listed_leaves_it_open() -> None:
    row = instance(PubliclyAccessible=True, VpcSecurityGroups=[{"VpcSecurityGroupId": "sg-9"}])
    exposure = one("aws.rds.instance", Exposure, row, ("ec2.groups", REGION, {"SecurityGroups": []}))
    assert why(exposure, "audience") == "unclear"


def test_backups_and_their_absence() -> None:
    on = one("aws.rds.instance", Backup, instance(), ("rds.automated", f"{REGION}/all", {}))
    assert (on.newest_seconds, on.retention_days, on.offsite) == (300, 7, False)
    off = one("aws.rds.instance", Backup, instance(BackupRetentionPeriod=0), ("rds.automated", f"{REGION}/all", DENIED))
    assert (off.newest_seconds, off.retention_days, why(off, "offsite")) == (FOREVER, 0, DENIED)
    away = {"DBInstanceAutomatedBackups": [{"DBInstanceArn": ARN, "Replications": ["arn:elsewhere"]}]}
    assert one("aws.rds.instance", Backup, instance(), ("rds.automated", f"{REGION}/all", away)).offsite is True


def test_users_of_an_engine_may_be_anybody_s() -> None:
    assert one("aws.rds.instance", SignIn, instance(IAMDatabaseAuthenticationEnabled=True)).individual is True
    assert why(one("aws.rds.instance", SignIn, instance()), "individual") == "hidden"


def test_a_certificate_that_ends() -> None:
    assert one("aws.rds.instance", Certificate, instance(ValidTill="2026-12-05T12:00:00Z")).days_left == 10


def test_a_cluster_s_member_tells_what_is_its_own() -> None:
    found = facts(instance(DBClusterIdentifier="aurora"))
    assert {type(f).__name__ for f in found if f.kind == "aws.rds.cluster-member"} == {
        "Exposure",
        "Release",
        "Certificate",
    }
    assert not [f for f in found if f.kind == "aws.rds.instance" and not isinstance(f, Gap)]


SNAPSHOT = {
    "DBSnapshotIdentifier": "s",
    "DBSnapshotArn": "arn:aws:rds:us-east-1:123456789012:snapshot:s",
    "DBInstanceIdentifier": "charts",
    "SnapshotType": "manual",
    "Status": "available",
    "SnapshotCreateTime": "2026-11-25T10:00:00Z",
    "Encrypted": False,
}


@pytest.mark.parametrize(
    ("row", "values", "audience"),
    [
        ({"SnapshotType": "manual"}, [], "owner"),
        ({"SnapshotType": "manual"}, ["210987654321"], "listed"),
        ({"SnapshotType": "manual"}, ["210987654321", "all"], "any-account"),
        ({"SnapshotType": "manual"}, DENIED, None),
        ({"SnapshotType": "automated"}, None, "owner"),
        # Whoever is let in must be let in by its key, too: nobody is that has no name.
        ({"SnapshotType": "manual", "Encrypted": True}, None, "listed"),
        ({"SnapshotType": "automated", "Encrypted": True}, None, "owner"),
        # A key of AWS's own, which the flag does not tell, keeps nobody out.
        ({"SnapshotType": "manual", "Encrypted": False, "StorageEncryptionType": "sse-rds"}, DENIED, None),
    ],
)
def test_with_whom_a_snapshot_is_shared(row: dict[str, Any], values: Any, audience: str | None) -> None:
    said = (
        values if isinstance(values, str) else {"Attributes": [{"AttributeName": "restore", "AttributeValues": values}]}
    )
    rows = {"DBSnapshots": [{**SNAPSHOT, **row}]}
    given: list[tuple[str, str, Any]] = [("rds.snapshots", REGION, rows)]
    given += [("rds.snapshot_sharing", str(SNAPSHOT["DBSnapshotArn"]), said)] if values is not None else []
    assert one("aws.rds.snapshot", Exposure, *given).audience == audience


def test_a_snapshot_made_by_hand_counts_where_nothing_else_copies_the_database() -> None:
    older = {**SNAPSHOT, "DBSnapshotArn": "arn:o", "SnapshotCreateTime": "2026-11-01T10:00:00Z"}
    snapshots = ("rds.snapshots", REGION, {"DBSnapshots": [SNAPSHOT, older]})
    assert [f for f in facts(instance(), snapshots) if f.kind == "aws.rds.copy" and isinstance(f, Backup)] == []
    copy = one("aws.rds.copy", Backup, instance(BackupRetentionPeriod=0), snapshots)
    assert (copy.resource, copy.newest_seconds, copy.encrypted) == (ARN, 7200, False)


def test_a_proxy() -> None:
    arn = f"arn:aws:rds:{REGION}:{ACCOUNT}:db-proxy:p"
    row = {"DBProxyName": "p", "DBProxyArn": arn, "RequireTLS": False, "IdleClientTimeout": 600}
    given = (instance(), ("rds.proxies", f"{REGION}/all", {"DBProxies": [row]}))
    assert one("aws.rds.proxy", Channel, *given).encryption == "offered"
    assert one("aws.rds.proxy", Session, *given).idle_seconds == 600


@pytest.mark.parametrize(
    "given", [[("rds.instances", REGION, DENIED)], [instance(), ("rds.proxies", f"{REGION}/all", DENIED)]]
)
def test_proxies_that_were_not_listed(given: list[Any]) -> None:
    gaps = [f for f in facts(*given) if isinstance(f, Gap) and f.kind == "aws.rds.proxy" and f.outcome == DENIED]
    assert {f.missing for f in gaps} == {"channel", "session"}


@pytest.mark.parametrize(
    ("group", "said", "encryption", "version"),
    [
        ("default.docdb5.0", None, "required", "1.0"),
        ("strict", {"tls": "tls1.2+"}, "required", "1.2"),
        ("strict", {"tls": "disabled"}, "none", ""),
        ("strict", DENIED, None, None),
    ],
)
def test_how_one_talks_to_documents(group: str, said: Any, encryption: str | None, version: str | None) -> None:
    row = {"DBClusterIdentifier": "c", "DBClusterArn": "arn:c", "Engine": "docdb", "EngineVersion": "5.0.0"}
    listing = ("rds.clusters", REGION, {"DBClusters": [{**row, "DBClusterParameterGroup": group}]})
    rows = (
        said if isinstance(said, str) else [{"ParameterName": k, "ParameterValue": v} for k, v in (said or {}).items()]
    )
    parameters = (
        "rds.cluster_parameters",
        f"{REGION}/{group}",
        rows if isinstance(rows, str) else {"Parameters": rows},
    )
    channel = one("aws.rds.cluster", Channel, listing, parameters)
    assert (channel.encryption, channel.min_version) == (encryption, version)
    assert version is not None or {why(channel, f) for f in ("encryption", "min_version")} == {DENIED}
