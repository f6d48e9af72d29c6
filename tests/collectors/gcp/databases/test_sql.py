"""Cloud SQL: each setting as it should be, as it should not be, left out, and not to be read; by both ways."""

from typing import Any

import pytest

from collectors.gcp.databases.sql import GIVES, INSTANCE
from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Exposure, Fact, Guard, LogTrail, facet
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import near_answers
from tests.collectors.gcp.databases.sql import (
    ALL,
    AUDIT,
    AUDITED,
    CONNECTORS,
    DB,
    GOOD,
    MS,
    MY,
    NET,
    ON,
    OPEN,
    PG,
    PIT,
    PLAIN,
    PSC,
    REPLICA,
    SHUT,
    SIGNED,
    UNSAID,
    audited,
    flagged,
    ip,
    networks,
    own,
    pg,
)
from tests.collectors.gcp.held import JSON, WAYS, follows, hold, missing, named, one, said, told
from tests.servers.google.double import Google

TABLE: list[Setting] = [
    ("sql", Asset, "store", PG, "role", "store", []),
    ("sql.ssl", Channel, DB, PG, "encryption", "required", []),
    ("sql.ssl", Channel, DB, PG, "encryption", "required", [ip("sslMode", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED")]),
    ("sql.ssl", Channel, DB, PG, "encryption", "offered", [PLAIN]),
    ("sql.ssl", Channel, DB, PG, "encryption", "offered", [PLAIN, ip("requireSsl", value=True)]),
    ("sql.ssl", Channel, DB, PG, "encryption", "required", [ip("requireSsl", value=False)]),
    ("sql.ssl", Channel, DB, PG, "encryption", "required", [ip("sslMode"), ip("requireSsl", value=True)]),
    ("sql.ssl", Channel, DB, PG, "encryption", "offered", [ip("sslMode"), ip("requireSsl", value=False)]),
    ("sql.ssl", Channel, DB, PG, "encryption", "offered", [ip("sslMode")]),
    ("sql.ssl", Channel, DB, PG, "encryption", "offered", [UNSAID]),
    ("sql.ssl", Channel, DB, PG, "encryption", "required", [PLAIN, CONNECTORS]),
    ("sql.ssl", Channel, DB, PG, "encryption", "offered", [PLAIN, pg("connectorEnforcement", "NOT_REQUIRED")]),
    ("sql.ssl", Channel, DB, PG, "encryption", None, [pg("ipConfiguration")]),
    ("sql.ssl", Channel, DB, PG, "min_version", None, []),
    ("sql.ssl", Channel, DB, PG, "min_version", "1.1", [flagged(ssl_min_protocol_version="TLSv1.1")]),
    ("sql.ssl", Channel, DB, MY, "min_version", "1.2", []),
    ("sql.ssl", Channel, DB, MY, "min_version", "1.0", [flagged("my", tls_version="TLSv1,TLSv1.2")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "listed", []),
    ("sql.public_net", Exposure, NET, PG, "ports", ((5432, 5432),), []),
    ("sql.public_net", Exposure, NET, MY, "ports", ((3306, 3306),), []),
    ("sql.public_net", Exposure, NET, MS, "ports", ((1433, 1433),), []),
    ("sql.public_net", Exposure, NET, PG, "audience", "everyone", [OPEN]),
    ("sql.public_net", Exposure, NET, PG, "audience", "everyone", [networks("0.0.0.0/1", "128.0.0.0/1")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "everyone", [networks("64.0.0.0/2")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "everyone", [networks("50.0.0.0/8", "60.0.0.0/24")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "listed", [networks("50.0.0.0/8", "50.1.0.0/16")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "everyone", [networks("2000::/3")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "listed", [networks("2a00:1450::/32")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "everyone", [networks("::/0")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "owner", [ip("authorizedNetworks")]),
    ("sql.public_net", Exposure, NET, PG, "audience", None, [networks("anywhere")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "owner", [OPEN, CONNECTORS]),
    ("sql.public_ip", Exposure, NET, PG, "audience", None, [pg("ipConfiguration")]),
    ("sql.public_ip", Exposure, NET, PG, "audience", "owner", [OPEN, SHUT]),
    ("sql.public_ip", Exposure, NET, PG, "ports", (), [OPEN, SHUT]),
    ("sql.public_ip", Exposure, NET, PG, "audience", "everyone", [OPEN, ip("ipv4Enabled")]),
    ("sql.public_ip", Exposure, NET, PG, "audience", "listed", [SHUT, ip("pscConfig", PSC)]),
    ("sql.public_ip", Exposure, NET, PG, "audience", "listed", [ip("authorizedNetworks"), ip("pscConfig", PSC)]),
    ("sql.public_net", Exposure, NET, PG, "considered", (), [networks("anywhere")]),
    ("sql.public_net", Exposure, NET, PG, "audience", "listed", [networks("198.51.100.7/24")]),
    ("sql.public_ip", Exposure, NET, PG, "audience", "owner", [SHUT, ip("pscConfig", {**PSC, "pscEnabled": False})]),
    ("sql.backup", Backup, "copy", PG, "newest_seconds", 35999, []),
    ("sql.backup", Backup, "copy", PG, "succeeded", True, []),
    ("sql.backup", Backup, "copy", PG, "succeeded", False, [("run", "status", "FAILED")]),
    ("sql.backup", Backup, "copy", PG, "newest_seconds", 122400, [("run", "status", "FAILED")]),
    ("sql.backup", Backup, "copy", PG, "succeeded", True, [("run", "status", "RUNNING")]),
    ("sql.backup", Backup, "copy", PG, "succeeded", True, [("run", "status", "SKIPPED")]),
    ("sql.backup", Backup, "copy", PG, "newest_seconds", FOREVER, [("run", "", LEFT_OUT), ("older", "", LEFT_OUT)]),
    ("sql.backup", Backup, "copy", PG, "newest_seconds", FOREVER, [own("enabled", value=False)]),
    ("sql.backup", Backup, "copy", PG, "retention_days", 0, [own("enabled")]),
    ("sql.backup", Backup, "copy", MY, "succeeded", False, []),
    ("sql.backup", Backup, "copy", MY, "newest_seconds", FOREVER, []),
    ("sql.backup", Backup, "copy", MS, "succeeded", None, []),
    ("sql.backup", Backup, "copy", PG, "offsite", True, []),
    ("sql.backup", Backup, "copy", PG, "offsite", False, [("run", "location", "europe-west3")]),
    ("sql.backup", Backup, "copy", PG, "offsite", None, [("run", "location", LEFT_OUT)]),
    ("sql.backup", Backup, "copy", PG, "newest_seconds", None, [own("backupTier", "ENHANCED")]),
    ("sql.backup", Backup, "copy", PG, "newest_seconds", 35999, [own("backupTier", "STANDARD")]),
    ("sql.backup", Backup, "copy", REPLICA, "newest_seconds", 35999, []),
    ("sql.backup", Backup, "copy", REPLICA, "retention_days", 0, [own("enabled", value=False)]),
    ("sql.backup", Backup, "copy", REPLICA, "newest_seconds", None, [("replica", "masterInstanceName", "birch:pg")]),
    ("sql.backup", Backup, "copy", REPLICA, "retention_days", None, [("replica", "masterInstanceName", LEFT_OUT)]),
    ("sql.backup", Backup, PIT, REPLICA, "retention_days", None, [("pg", "instanceType", "ON_PREMISES_INSTANCE")]),
    ("sql.backup_retention", Backup, "copy", PG, "retention_days", 40, []),
    ("sql.backup_retention", Backup, "copy", PG, "retention_days", 15, [own("backupRetentionSettings")]),
    (
        "sql.backup_retention",
        Backup,
        "copy",
        PG,
        "retention_days",
        7,
        [own("backupRetentionSettings"), pg("edition", "ENTERPRISE")],
    ),
    ("sql.pitr", Backup, PIT, PG, "retention_days", 0, []),
    ("sql.pitr", Backup, PIT, PG, "newest_seconds", FOREVER, []),
    ("sql.pitr", Backup, PIT, PG, "encrypted", True, []),
    ("sql.pitr", Backup, PIT, PG, "offsite", False, []),
    ("sql.pitr", Backup, PIT, PG, "immutable", False, []),
    ("sql.pitr", Backup, PIT, PG, "newest_seconds", 300, ON),
    ("sql.pitr", Backup, PIT, PG, "encrypted", True, ON),
    ("sql.pitr", Backup, PIT, PG, "offsite", False, ON),
    ("sql.pitr", Backup, PIT, PG, "immutable", False, ON),
    ("sql.backup", Backup, "copy", PG, "encrypted", True, []),
    ("sql.backup", Backup, "copy", PG, "immutable", False, []),
    ("sql.ssl", Channel, DB, PG, "enabled", True, []),
    ("sql.pitr", Backup, PIT, PG, "retention_days", 20, ON),
    ("sql.pitr", Backup, PIT, REPLICA, "newest_seconds", 300, ON),
    ("sql.pitr", Backup, PIT, PG, "retention_days", 14, [*ON, own("transactionLogRetentionDays")]),
    ("sql.pitr", Backup, PIT, PG, "retention_days", 7, [*ON, own("transactionLogRetentionDays"), pg("edition")]),
    ("sql.pitr", Backup, PIT, PG, "retention_days", 0, [*ON, own("enabled", value=False)]),
    ("sql.pitr", Backup, PIT, PG, "retention_days", 0, [own("binaryLogEnabled", value=True)]),
    ("sql.pitr", Backup, PIT, MY, "retention_days", 20, [own("binaryLogEnabled", value=True, of="my")]),
    ("sql.pitr", Backup, PIT, MY, "retention_days", 0, [own("pointInTimeRecoveryEnabled", value=True, of="my")]),
    ("sql.pitr", Backup, PIT, PG, "newest_seconds", None, [*ON, ("latest", "latestRecoveryTime", LEFT_OUT)]),
    ("sql.cmek", DataStore, "", PG, "encrypted", True, []),
    ("sql.cmek", DataStore, "", PG, "documented", True, []),
    ("sql.cmek", DataStore, "", PG, "customer_key", True, []),
    ("sql.cmek", DataStore, "", PG, "customer_key", False, [("pg", "diskEncryptionConfiguration", LEFT_OUT)]),
    ("sql.guard", Guard, "deletion", PG, "in_force", True, []),
    ("sql.guard", Guard, "deletion", PG, "in_force", False, [pg("deletionProtectionEnabled")]),
    ("sql.flags", LogTrail, "store", PG, "records", ALL, []),
    ("sql.flags", LogTrail, "store", PG, "enabled", False, [flagged()]),
    ("sql.flags", LogTrail, "store", PG, "records", ("sign-in",), [flagged(**SIGNED)]),
    ("sql.flags", LogTrail, "store", PG, "records", (), [flagged(log_connections="on", log_disconnections="off")]),
    ("sql.flags", LogTrail, "store", PG, "records", (), [flagged(log_disconnections="on")]),
    ("sql.flags", LogTrail, "store", PG, "records", ("data-read",), [flagged(**AUDIT, pgaudit__log="READ")]),
    ("sql.flags", LogTrail, "store", PG, "records", (), [flagged(**AUDIT)]),
    ("sql.flags", LogTrail, "store", PG, "records", (), [flagged(pgaudit__log="all")]),
    ("sql.flags", LogTrail, "store", PG, "records", ALL[:2], [flagged(**AUDIT, pgaudit__log="all,-write")]),
    ("sql.flags", LogTrail, "store", PG, "records", ("sign-in",), [audited()]),
    ("sql.flags", LogTrail, "store", PG, "records", ("data-read", "sign-in"), [audited("DATA_READ")]),
    ("sql.flags", LogTrail, "store", PG, "records", ALL[:3], [flagged(log_statement="all"), audited()]),
    ("sql.flags", LogTrail, "store", PG, "records", ("admin", "data-write"), [flagged(log_statement="mod")]),
    ("sql.flags", LogTrail, "store", MY, "records", ALL, []),
    ("sql.flags", LogTrail, "store", MY, "records", (), [flagged("my", general_log="off")]),
    ("sql.flags", LogTrail, "store", MY, "records", (), [flagged("my", general_log="on", log_output="TABLE")]),
    ("sql.flags", LogTrail, "store", MY, "records", None, [flagged("my", cloudsql_mysql_audit="ON")]),
    ("sql.flags", LogTrail, "store", MY, "enabled", False, [flagged("my", cloudsql_mysql_audit="ON"), audited()]),
    ("sql.flags", LogTrail, "store", MS, "enabled", False, []),
    ("sql.flags", LogTrail, "store", MS, "enabled", None, [("ms", "settings.sqlServerAuditConfig.bucket", "gs://b")]),
    ("sql.flags", LogTrail, "store", PG, "records", None, [("pg", "databaseVersion", LEFT_OUT)]),
]


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("setting", TABLE, ids=named)
def test_a_setting(near: Google, setting: Setting, *, bulk: bool) -> None:
    follows(near, GOOD, setting, bulk=bulk)


@pytest.mark.parametrize(
    ("changes", "considered"),
    [
        ([], "it has a public address, and named networks are authorised"),
        ([OPEN], "it has a public address, and so many addresses are authorised that it is as good as all"),
        ([ip("authorizedNetworks")], "it has a public address, and no network is authorised"),
        ([SHUT], "it has no public address"),
        ([CONNECTORS], "only Cloud SQL's connectors are let in, which ask IAM"),
        (
            [SHUT, ip("pscConfig", PSC)],
            "it has no public address; other projects may connect to it by Private Service Connect",
        ),
    ],
)
def test_what_was_weighed_is_said(near: Google, changes: list[Change], considered: str) -> None:
    hold(near, GOOD, *changes)
    fact = one(told(near, bulk=True), Exposure, NET, PG)
    assert isinstance(fact, Exposure)
    assert fact.considered == (considered,)


@pytest.mark.parametrize("bulk", WAYS)
def test_a_server_elsewhere_is_none_of_ours(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    assert {f.name for f in told(near, bulk=bulk) if f.kind == INSTANCE} == {"pg", "my", "ms", "pg-replica"}


@pytest.mark.parametrize("changes", [[], ON, [PLAIN, OPEN]])
def test_both_ways_say_the_same(near: Google, changes: list[Change]) -> None:
    hold(near, GOOD, *changes)
    before = said(told(near, bulk=True))
    assert said(told(near, bulk=False)) == before
    near.pages.size = 1
    assert [said(told(near, bulk=bulk)) for bulk in WAYS] == [before, before]


@pytest.mark.parametrize("bulk", WAYS)
def test_nothing_else_of_an_instance_is_kept(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD, *ON)
    assert "hunter2" not in repr(near_answers(near, asset_inventory=bulk)).replace("'value': 'hunter2'", "")
    assert "hunter2" not in repr(told(near, bulk=bulk))


def test_every_kept_value_is_read(near: Google) -> None:
    hold(near, GOOD, *ON)
    idle = held.idle(near, bulk=True, of="sql.")
    changes = [ip("sslMode"), ip("requireSsl", value=True), ip("pscConfig", PSC), SHUT, own("enabled", value=False)]
    unsaid = [own("backupRetentionSettings"), own("backupTier", "ENHANCED", of="my")]
    for change in ([CONNECTORS, ip("sslMode")], changes, unsaid):
        hold(near, GOOD, *change, ("my", "settings.backupConfiguration.binaryLogEnabled", True), AUDITED)
        idle &= held.idle(near, bulk=True, of="sql.")
    # There is one unit only: the other ones that may come are not known.
    assert idle == {"sql.instances: value.settings.backupConfiguration.backupRetentionSettings.retentionUnit"}


@pytest.mark.parametrize(
    ("part", "name", "cls", "which", "field"),
    [
        ("ipConfiguration", "sslMode", Channel, DB, "encryption"),
        ("backupConfiguration", "backupRetentionSettings", Backup, "copy", "retention_days"),
    ],
)
def test_a_word_that_nobody_knows_decides_nothing(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Google, part: str, name: str, cls: type[Fact], which: str, field: str
) -> None:
    def twisted(method: str, body: JSON) -> JSON:
        if method == "sql.instances.list":
            new = "A_NEW_WORD" if name == "sslMode" else {"retainedBackups": 40, "retentionUnit": "A_NEW_WORD"}
            body["items"][0]["settings"][part][name] = new
        return body

    hold(near, {name: held for name, held in GOOD.items() if name in {"pg", "run"}})
    near.twist = twisted
    fact = one(told(near, bulk=False), cls, which, PG)
    assert getattr(fact, field) is None
    assert [why.outcome for why in fact.unread if why.field == field] == ["unclear"]


@pytest.mark.parametrize(
    ("right", "needed"),
    [
        ("cloudsql.backupRuns.list", {(Backup, "copy")}),
        ("cloudsql.instances.get", {(Backup, PIT)}),
        ("resourcemanager.projects.getIamPolicy", {(LogTrail, "store")}),
    ],
)
def test_what_may_not_be_read_is_not_known(near: Google, right: str, needed: set[Any]) -> None:
    hold(near, GOOD, *ON)
    near.held.denied.add(right)
    found = [f for f in told(near, bulk=True) if f.kind == INSTANCE]
    denied = [(f, why) for f in found for why in f.unread if why.outcome == "denied"]
    assert {(type(f), facet(f)) for f, _ in denied} == needed
    assert all(f"({right})" in why.ask for _, why in denied)


def test_what_may_not_be_listed_is_missing(near: Google) -> None:
    hold(near, GOOD)
    near.held.denied.add("cloudsql.instances.list")
    assert len(missing(told(near, bulk=False), INSTANCE)) == len(GIVES)
    assert {outcome for *_, outcome in missing(told(near, bulk=False), INSTANCE)} == {"denied"}


def test_an_api_that_is_off_tells_nothing_and_asset_inventory_does(near: Google) -> None:
    hold(near, GOOD)
    near.held.disabled.add("sqladmin.googleapis.com")
    assert len(missing(told(near, bulk=False), INSTANCE)) == len(GIVES)
    assert not missing(told(near, bulk=True), INSTANCE)


def test_what_needs_no_audit_of_the_project_is_known_without_it(near: Google) -> None:
    near.held.denied.add("resourcemanager.projects.getIamPolicy")
    plugin = flagged("my", cloudsql_mysql_audit="ON")
    hold(near, GOOD, flagged(**AUDIT, pgaudit__log="all", log_statement="all"), plugin)
    trails = [one(told(near, bulk=True), LogTrail, "store", at) for at in (PG, MY)]
    assert [getattr(trail, "records", "") for trail in trails] == [ALL[:3], None]
    assert {why.outcome for why in trails[1].unread} == {"denied"}


def test_who_is_left_out_of_an_audit_is_told(near: Google) -> None:
    kinds = [{"logType": kind, "exemptedMembers": ["user:a@b.example"]} for kind in ("DATA_READ", "DATA_WRITE")]
    hold(near, GOOD, ("audit", "auditConfigs", [{"service": "cloudsql.googleapis.com", "auditLogConfigs": kinds}]))
    trail = one(told(near, bulk=True), LogTrail, "store", PG)
    assert isinstance(trail, LogTrail)
    assert (trail.records, trail.exempt) == (ALL, ("user:a@b.example",))
    near.scopes["organizations/77"].denied.add("resourcemanager.organizations.getIamPolicy")
    trail = one(told(near, bulk=True), LogTrail, "store", PG)
    assert isinstance(trail, LogTrail)
    assert (trail.records, trail.exempt, [why.field for why in trail.unread]) == (ALL, None, ["exempt"])


def test_backups_are_asked_for_once_and_only_where_there_are_any(near: Google) -> None:
    hold(near, GOOD, *ON)
    asked = [a.about for a in near_answers(near) if a.question in {"sql.backups", "sql.recovery"}]
    assert sorted(asked) == ["all", "pg"]
    off = [own("enabled", value=False, of=name) for name in ("pg", "my", "ms")]
    hold(near, GOOD, *off)
    assert [a for a in near_answers(near) if a.question in {"sql.backups", "sql.recovery"}] == []
