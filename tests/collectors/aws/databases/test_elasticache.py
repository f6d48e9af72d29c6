from typing import Any

import pytest

from scanner.facts import FOREVER, Asset, Backup, Channel, DataStore, Exposure, Fact, Gap, Release, Session, SignIn
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, facts, one, why

GROUP, NODE = "aws.elasticache.replication-group", "aws.elasticache.node"
MEMCACHED, SERVERLESS = "aws.elasticache.memcached", "aws.elasticache.serverless"
HOME = f"arn:aws:elasticache:{REGION}:{ACCOUNT}"
ARN = f"{HOME}:replicationgroup:sessions"
DEFAULTS = {"CacheParameterGroupName": "default.valkey8", "ParameterApplyStatus": "in-sync"}
STRICT = {**DEFAULTS, "CacheParameterGroupName": "strict"}


def cluster(**row: Any) -> tuple[str, str, Any]:
    whole = {
        "CacheClusterId": "c-1",
        "ARN": f"{HOME}:cluster:c-1",
        "Engine": "valkey",
        "EngineVersion": "8.0",
        "CacheParameterGroup": DEFAULTS,
        **row,
    }
    return ("elasticache.clusters", REGION, {"CacheClusters": [whole]})


MEMBER = cluster(ReplicationGroupId="sessions")


def group(**row: Any) -> tuple[str, str, Any]:
    return (
        "elasticache.groups",
        f"{REGION}/all",
        {"ReplicationGroups": [{"ReplicationGroupId": "sessions", "ARN": ARN, **row}]},
    )


def serverless(**row: Any) -> tuple[str, str, Any]:
    whole = {"ServerlessCacheName": "burst", "ARN": f"{HOME}:serverlesscache:burst", "Engine": "valkey", **row}
    return ("elasticache.serverless", REGION, {"ServerlessCaches": [whole]})


def of_group(cls: type[Fact], *given: Any, **where: Any) -> Any:
    return one(GROUP, cls, MEMBER, *given, **where)


@pytest.mark.parametrize(
    ("row", "encrypted"),
    [
        ({"AtRestEncryptionEnabled": True}, True),
        ({"AtRestEncryptionEnabled": False}, False),
        ({"AtRestEncryptionEnabled": False, "StorageEncryptionType": "sse-elasticache"}, True),
        ({"AtRestEncryptionEnabled": False, "StorageEncryptionType": "none"}, False),
        ({}, False),
    ],
)
def test_how_it_rests(*, row: dict[str, Any], encrypted: bool) -> None:
    store = of_group(DataStore, group(**row))
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, encrypted, False)
    assert of_group(Backup, group(**row)).encrypted is encrypted


@pytest.mark.parametrize(
    ("row", "encryption"),
    [
        ({"TransitEncryptionEnabled": True, "TransitEncryptionMode": "required"}, "required"),
        ({"TransitEncryptionEnabled": True}, "required"),
        ({"TransitEncryptionEnabled": True, "TransitEncryptionMode": "preferred"}, "offered"),
        ({"TransitEncryptionEnabled": False, "TransitEncryptionMode": "required"}, "none"),
        ({}, "none"),
    ],
)
def test_how_one_talks_to_it(row: dict[str, Any], encryption: str) -> None:
    assert of_group(Channel, group(**row)).encryption == encryption


def users(*some: tuple[str | None, bool | None], of: str = "staff", question: str = "users") -> tuple[str, str, Any]:
    rows = [{"UserGroupIds": [of], "Type": kind, **({} if off is None else {"Off": off})} for kind, off in some]
    return (f"elasticache.{question}", f"{REGION}/all", {"Users": rows})


@pytest.mark.parametrize(
    ("said", "factors", "individual", "reason"),
    [
        (users(("iam", False)), 1, True, ""),
        (users(("iam", False), ("no-password", True)), 1, True, ""),
        (users(("iam", False), ("password", False)), 1, None, "hidden"),
        (users(("iam", False), ("no-password", False)), 0, False, ""),
        (users(("iam", False), ("no-password", None)), 0, False, ""),
        (users((None, False)), 0, False, ""),
        (users(("iam", True)), None, None, "unclear"),
        (users(("iam", False), of="others"), None, None, "unclear"),
        (("elasticache.users", f"{REGION}/all", DENIED), None, None, DENIED),
    ],
)
def test_the_users_of_a_group(said: Any, factors: int | None, individual: bool | None, reason: str) -> None:  # noqa: FBT001  # a table
    door = of_group(SignIn, group(UserGroupIds=["staff"], AuthTokenEnabled=True), said)
    assert (door.factors, door.individual) == (factors, individual)
    assert individual is not None or why(door, "individual") == reason


@pytest.mark.parametrize(
    ("row", "factors"), [({"AuthTokenEnabled": True}, 1), ({"AuthTokenEnabled": False}, 0), ({"UserGroupIds": []}, 0)]
)
def test_without_users_nobody_has_a_name(row: dict[str, Any], factors: int) -> None:
    door = of_group(SignIn, group(**row))
    assert (door.factors, door.individual) == (factors, False)


def timeout(value: str, name: str = "timeout") -> tuple[str, str, Any]:
    rows = [{"ParameterName": name, "ParameterValue": value}]
    return ("elasticache.parameters", f"{REGION}/strict", {"Parameters": rows})


@pytest.mark.parametrize(
    ("parameters", "said", "idle", "reason"),
    [
        (DEFAULTS, None, FOREVER, ""),
        (STRICT, timeout("900"), 900, ""),
        (STRICT, timeout("0"), FOREVER, ""),
        (STRICT, timeout("900", "idle_timeout"), FOREVER, ""),
        (STRICT, timeout("-1"), None, "unclear"),
        (STRICT, ("elasticache.parameters", f"{REGION}/strict", {}), FOREVER, ""),
        (STRICT, ("elasticache.parameters", f"{REGION}/strict", DENIED), None, DENIED),
        ({**STRICT, "ParameterApplyStatus": "applying"}, timeout("900"), None, "unclear"),
        ({"CacheParameterGroupName": "strict"}, timeout("900"), None, "unclear"),
        (None, None, None, "unclear"),
    ],
)
def test_when_an_idle_connection_ends(parameters: Any, said: Any, idle: int | None, reason: str) -> None:
    row = {"CacheParameterGroup": parameters} if parameters else {"CacheParameterGroup": {}}
    member = cluster(ReplicationGroupId="sessions", **row)
    if not parameters:
        del member[2]["CacheClusters"][0]["CacheParameterGroup"]
    session = one(GROUP, Session, member, group(), *([said] if said else []))
    assert session.idle_seconds == idle
    assert idle is not None or (why(session, "idle_seconds"), why(session, "enforced")) == (reason, reason)


def test_memcached_calls_it_otherwise_and_is_no_store_that_one_could_copy() -> None:
    given = (cluster(Engine="memcached", CacheParameterGroup=STRICT), timeout("600", "idle_timeout"))
    assert one(MEMCACHED, Session, *given).idle_seconds == 600
    assert one(MEMCACHED, Asset, *given).role == "service"
    assert one(MEMCACHED, SignIn, *given).factors == 0
    assert [f for f in facts(*given) if f.kind == MEMCACHED and isinstance(f, Backup)] == []


def snapshots(*made: tuple[str, str, list[str]], key: str = "ReplicationGroupId", of: str = "sessions") -> Any:
    rows = [{key: of, "SnapshotSource": s, "SnapshotStatus": status, "Made": when} for s, status, when in made]
    return ("elasticache.snapshots", f"{REGION}/all", {"Snapshots": rows})


OLD, NEW = "2026-11-24T06:00:00Z", "2026-11-25T06:00:00Z"


@pytest.mark.parametrize(
    ("kept", "said", "newest"),
    [
        (35, snapshots(("automated", "available", [NEW]), ("automated", "available", [OLD])), 21600),
        (35, snapshots(("automated", "available", [NEW, OLD])), 108000),
        (35, snapshots(("automated", "creating", [NEW])), FOREVER),
        (35, snapshots(("automated", "available", [])), FOREVER),
        (35, snapshots(("manual", "available", [NEW])), FOREVER),
        (35, snapshots(("automated", "available", [NEW]), of="another"), FOREVER),
        (35, ("elasticache.snapshots", f"{REGION}/all", DENIED), None),
        (0, ("elasticache.snapshots", f"{REGION}/all", DENIED), FOREVER),
        (0, snapshots(("automated", "available", [NEW])), FOREVER),
    ],
)
def test_its_snapshots(kept: int, said: Any, newest: int | None) -> None:
    backup = of_group(Backup, group(SnapshotRetentionLimit=kept), said)
    assert (backup.newest_seconds, backup.retention_days) == (newest, kept)
    assert newest is not None or why(backup, "newest_seconds") == DENIED


def test_a_node_alone_is_a_store_of_its_own() -> None:
    made = snapshots(("automated", "available", [NEW]), key="CacheClusterId", of="c-1")
    given = (cluster(SnapshotRetentionLimit=1), made)
    assert one(NODE, Backup, *given).newest_seconds == 21600
    assert (one(NODE, Asset, *given).resource, one(NODE, Asset, *given).role) == (f"{HOME}:cluster:c-1", "store")
    assert one(NODE, Release, *given).version == "valkey 8.0"
    assert {
        f.kind for f in facts(MEMBER, group()) if f.kind.startswith("aws.elasticache") and not isinstance(f, Gap)
    } == {GROUP}


@pytest.mark.parametrize(
    ("row", "audience"),
    [({"ConnectionType": "public"}, "everyone"), ({"ConnectionType": "vpc"}, "owner"), ({}, "owner")],
)
def test_who_reaches_a_serverless_cache(row: dict[str, Any], audience: str) -> None:
    found = one(SERVERLESS, Exposure, serverless(**row))
    assert (found.audience, found.ports) == (audience, ((6379, 6379),))


def test_a_serverless_cache_is_encrypted_and_its_users_decide_who_comes_in() -> None:
    assert one(SERVERLESS, DataStore, serverless()).encrypted is True
    assert one(SERVERLESS, Channel, serverless()).encryption == "required"
    assert one(SERVERLESS, SignIn, serverless()).factors == 0
    said = users(("iam", False), question="serverless_users")
    assert one(SERVERLESS, SignIn, serverless(UserGroupId="staff"), said).individual is True
    refused = ("elasticache.serverless_users", f"{REGION}/all", DENIED)
    assert why(one(SERVERLESS, SignIn, serverless(UserGroupId="staff"), refused), "factors") == DENIED


@pytest.mark.parametrize(
    ("kept", "row", "newest"),
    [
        (35, {}, 21600),
        (35, {"Status": "creating"}, FOREVER),
        (35, {"SnapshotType": "manual"}, FOREVER),
        (35, {"ServerlessCacheName": "another"}, FOREVER),
        (0, {}, FOREVER),
    ],
)
def test_the_snapshots_of_a_serverless_cache(kept: int, row: dict[str, Any], newest: int) -> None:
    one_ = {"ServerlessCacheName": "burst", "Status": "available", "SnapshotType": "automated", "CreateTime": NEW}
    said = ("elasticache.serverless_snapshots", f"{REGION}/all", {"ServerlessCacheSnapshots": [{**one_, **row}]})
    backup = one(SERVERLESS, Backup, serverless(SnapshotRetentionLimit=kept), said)
    assert (backup.newest_seconds, backup.retention_days) == (newest, kept)


def _kinds(*given: tuple[str, str, Any], outcome: str = DENIED) -> set[str]:
    return {f.kind for f in facts(*given) if isinstance(f, Gap) and f.outcome == outcome}


def test_what_was_not_listed_is_a_gap() -> None:
    assert _kinds(("elasticache.clusters", REGION, DENIED)) == {GROUP, NODE, MEMCACHED}
    assert _kinds(MEMBER, ("elasticache.groups", f"{REGION}/all", DENIED)) == {GROUP}
    assert _kinds(("elasticache.serverless", REGION, DENIED)) == {SERVERLESS}
    other = cluster(ReplicationGroupId="another")
    assert _kinds(other, group(), outcome="unclear") == {GROUP}
    assert _kinds(other, ("elasticache.groups", f"{REGION}/all", {}), outcome="unclear") == {GROUP}
    assert _kinds(MEMBER, group(), outcome="unclear") == set()


@pytest.mark.parametrize("body", [ABSENT, {}])
def test_where_nothing_is_nothing_is_missing(body: Any) -> None:
    found = facts(("elasticache.clusters", REGION, body), ("elasticache.serverless", REGION, body))
    assert [f for f in found if f.kind.startswith("aws.elasticache")] == []
    assert [f for f in facts(cluster(), ("elasticache.serverless", REGION, body)) if f.kind == GROUP] == []
