"""Reads ElastiCache's answers. What a replication group decides for its members is told of the group only. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from collectors.aws.databases.caching import anonymous, by_token, by_users, idle, value_of
from collectors.aws.databases.elasticache import (
    GIVES,
    GROUP,
    KINDS,
    MEMCACHED,
    NODE,
    SERVERLESS,
    SERVERLESS_GIVES,
)
from collectors.aws.read import Account, body
from collectors.aws.store import ALL, Encryption, Store, listed_below, stores
from collectors.aws.words import PRIVATE, PUBLIC
from scanner.answers import Got, gaps, unclear
from scanner.facts import Backup, Exposure, Fact, Session

_ENGINE: Final = "memcached"
_PORT: Final = 6379
_SAFE: Final = frozenset({"sse-elasticache", "sse-kms"})


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of groups, of what stands alone, and of serverless caches."""
    yield from _alone(whole)
    rows, groups = "CacheClusters", ("elasticache.groups", "ReplicationGroups")
    for found in listed_below(whole, ("elasticache.clusters", rows), groups, GROUP, *GIVES, only="ReplicationGroupId"):
        if isinstance(found, Fact):
            yield found
        else:
            got, row = found
            group = Store(whole, GROUP, row["ARN"], row["ReplicationGroupId"], row, got)
            yield from _cache(group, _members(group))
            yield _backup(group, "ReplicationGroupId")
    yield from _unlisted(whole)
    names = {"arn": "ARN", "name": "ServerlessCacheName"}
    for cache in stores(whole, "elasticache.serverless", "ServerlessCaches", SERVERLESS, *SERVERLESS_GIVES, **names):
        yield from _serverless(cache) if isinstance(cache, Store) else (cache,)


def _alone(whole: Account) -> Iterator[Fact]:
    for got in whole.every("elasticache.clusters"):
        if not got.good:
            for kind in (NODE, MEMCACHED):
                yield from gaps(whole.target, kind, got, *KINDS[kind].gives, site=got.about)
        for row in body(got).get("CacheClusters", []):
            if row.get("ReplicationGroupId"):
                continue
            kind = MEMCACHED if row.get("Engine") == _ENGINE else NODE
            cluster = Store(whole, kind, row["ARN"], row["CacheClusterId"], row, got)
            yield from _cache(cluster, [row])
            if kind == NODE:
                yield _backup(cluster, "CacheClusterId")


def _unlisted(whole: Account) -> Iterator[Fact]:
    """A gap for groups that only their nodes name."""
    for nodes in whole.every("elasticache.clusters"):
        named = {r["ReplicationGroupId"] for r in body(nodes).get("CacheClusters", []) if r.get("ReplicationGroupId")}
        groups = whole.one("elasticache.groups", f"{nodes.about}/{ALL}")
        known = {r["ReplicationGroupId"] for r in body(groups).get("ReplicationGroups", [])}
        if groups.good and named - known:
            odd = unclear(groups, "it does not hold the group of a node")
            yield from gaps(whole.target, GROUP, odd, *GIVES, site=nodes.about)


def _members(group: Store) -> list[Mapping[str, Any]]:
    listing = group.whole.one("elasticache.clusters", group.region)
    rows = body(listing).get("CacheClusters", [])
    return [r for r in rows if r.get("ReplicationGroupId") == group.name]


def _cache(cache: Store, members: list[Mapping[str, Any]]) -> Iterator[Fact]:
    row = cache.row
    encrypted = _encrypted(row)
    engine = row.get("Engine") or next((m.get("Engine", "") for m in members), "")
    version = next((m.get("EngineVersion", "") for m in members), "")
    yield cache.asset("service" if engine == _ENGINE else "store")
    yield cache.data_store(row.get("KmsKeyId"), encrypted=encrypted)
    yield cache.channel(_in_transit(row), cache.got)
    yield _sign_in(cache)
    yield _session(cache, engine, members)
    yield cache.release(f"{engine} {version}".strip(), auto=bool(row.get("AutoMinorVersionUpgrade")))


def _encrypted(row: Mapping[str, Any]) -> bool:
    """With a key that AWS owns the flag is false: then the type tells it."""
    return bool(row.get("AtRestEncryptionEnabled")) or row.get("StorageEncryptionType") in _SAFE


def _in_transit(row: Mapping[str, Any]) -> Encryption:
    """While clients are being moved to TLS it takes both."""
    if not row.get("TransitEncryptionEnabled"):
        return "none"
    return "required" if row.get("TransitEncryptionMode", "required") == "required" else "offered"


def _sign_in(cache: Store) -> Fact:
    if mine := set(cache.row.get("UserGroupIds", ())):
        told = cache.beside("elasticache.users")
        return by_users(cache, _users(told, mine), told)
    return by_token(cache) if cache.row.get("AuthTokenEnabled") else anonymous(cache, cache.got)


def _users(told: Got, groups: set[str]) -> list[Mapping[str, Any]]:
    return [u for u in body(told).get("Users", []) if groups.intersection(u.get("UserGroupIds", ()))]


def _session(cache: Store, engine: str, members: list[Mapping[str, Any]]) -> Session:
    """The members of a group share its parameters."""
    name = "idle_timeout" if engine == _ENGINE else "timeout"
    group = next((m["CacheParameterGroup"] for m in members if "CacheParameterGroup" in m), None)
    if group is None:
        return cache.session(None, unclear(cache.got, "no parameter group is named"))
    named = group.get("CacheParameterGroupName", "")
    made = not named.startswith("default.")
    told = cache.whole.one("elasticache.parameters", f"{cache.region}/{named}") if made else cache.got
    value = value_of(told, name) if made else None
    return cache.session(*idle(name, value, told, group.get("ParameterApplyStatus")))


def _backup(cache: Store, key: str) -> Backup:
    kept = int(cache.row.get("SnapshotRetentionLimit", 0))
    told = cache.beside("elasticache.snapshots") if kept else cache.got
    made = [
        # As old as its oldest part.
        min(s.get("Made", ()), default=None)
        for s in body(told).get("Snapshots", [])
        if s.get(key) == cache.name and (s.get("SnapshotSource"), s.get("SnapshotStatus")) == ("automated", "available")
    ]
    return cache.snapshots(kept, made, told, encrypted=_encrypted(cache.row))


def _serverless(cache: Store) -> Iterator[Fact]:
    """One is always encrypted, at rest and on its way."""
    row = cache.row
    users, kept = row.get("UserGroupId"), int(row.get("SnapshotRetentionLimit", 0))
    listed, copies = (cache.beside(f"elasticache.serverless_{what}") for what in ("users", "snapshots"))
    made = [
        s.get("CreateTime")
        for s in body(copies).get("ServerlessCacheSnapshots", [])
        if (s.get("ServerlessCacheName"), s.get("Status")) == (cache.name, "available")
        and s.get("SnapshotType") == "automated"
    ]
    yield cache.asset()
    yield cache.data_store(row.get("KmsKeyId"), encrypted=True)
    yield cache.channel("required", cache.got)
    yield by_users(cache, _users(listed, {users}), listed) if users else anonymous(cache, cache.got)
    public = row.get("ConnectionType") == "public"
    yield Exposure(
        **cache.thing(),
        way="network",
        offers="data",
        audience="everyone" if public else "owner",
        considered=(PUBLIC if public else PRIVATE,),
        ports=((row.get("Port", _PORT),) * 2,),
    )
    yield cache.snapshots(kept, made, copies if kept else cache.got, encrypted=True)
    # AWS keeps the engine of these up to date, and nobody can hinder it.
    yield cache.release(f"{row.get('Engine', '')} {row.get('FullEngineVersion', '')}".strip(), auto=True)
