"""A project in which every log beside those of audits is on, and what a sink may do to them."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, TypeAlias

from scanner.facts import Fact, LogTrail
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp import held, kept, things
from tests.collectors.gcp.containers import test_gke as gke
from tests.collectors.gcp.databases import sql
from tests.collectors.gcp.networks import test_balancers as balancers
from tests.collectors.gcp.networks import test_firewalls as firewalls
from tests.servers.google.double import PROJECT, Google

JSON: TypeAlias = Any
SINK: Final = "logging.googleapis.com/LogSink"
_STATEMENTS: Final = sql.flagged(**sql.SIGNED, log_statement="all")


class Kind(NamedTuple):
    """A log: what has it, how its entries are named, and what it records where it is kept, and where it is not."""

    at: str
    of: str
    log: str
    resource: str
    records: tuple[str, ...] = ("network",)
    without: tuple[str, ...] = ()


KINDS: Final = {
    "flows": Kind(firewalls.SUBNET, "network", "compute.googleapis.com/vpc_flows", "gce_subnetwork"),
    "firewall": Kind(firewalls.RULE, "network", "compute.googleapis.com/firewall", "gce_subnetwork"),
    "names": Kind(kept.WARD, "service", "dns.googleapis.com/dns_queries", "dns_query", ("dns",)),
    "requests": Kind(balancers.BACKEND, "network", "requests", "http_load_balancer"),
    "postgres": Kind(sql.PG, "store", "cloudsql.googleapis.com/postgres.log", "cloudsql_database", sql.ALL),
    "mysql": Kind(sql.MY, "store", "cloudsql.googleapis.com/mysql-general.log", "cloudsql_database", sql.ALL),
    "cluster": Kind(gke.ZONAL, "service", "kubelet", "k8s_node", ("admin",), ("admin",)),
}


def put(it: Google, *changes: things.Change) -> None:
    """Have the double hold all that has such a log, changed."""
    dns: things.Things = {"dns": ("dns.googleapis.com/Policy", kept.good()["dns"], {})}
    for good in (firewalls.GOOD, balancers.GOOD, dns):
        things.put(it, good, *(change for change in changes if change[0] in good))
    for more in (gke.GOOD, sql.GOOD):
        held.hold(it, more, *(change for change in (_STATEMENTS, *changes) if change[0] in more))


def default(it: Google, **more: JSON) -> None:
    """Change the sink that every project has."""
    own = it.held.things[f"logging.googleapis.com/v2/projects/{PROJECT}/sinks/_Default"].body
    it.held.put(SINK, {**own, **more})


def leave_out(it: Google, written: str, **more: JSON) -> None:
    """Have that sink leave out what comes through this filter."""
    default(it, exclusions=[{"name": "x", "filter": written, **more}])


def above(it: Google, scope: str, **more: JSON) -> None:
    """Have a folder or an organization send everything to one place, changed."""
    sent = {"name": "all", "destination": "storage.googleapis.com/archive-of-another", "includeChildren": True}
    kept.archive(it)
    it.scopes[scope].put(SINK, {name: value for name, value in {**sent, **more}.items() if value is not LEFT_OUT})


def trail(found: Iterable[Fact], kind: Kind) -> LogTrail:
    """The fact of a log."""
    fact = kept.the(found, LogTrail, kind.of, kind.at)
    assert isinstance(fact, LogTrail)
    return fact


def says(fact: LogTrail, kind: Kind, *, is_kept: bool | None, why: str = "unclear", part: bool = False) -> None:
    """Make sure that it is told so, with a reason. part: of what is kept some is lost, which is told, too."""
    assert fact.enabled is is_kept
    if is_kept is None:
        assert fact.records == (kind.without or None)
        assert {one.outcome for one in fact.unread} == {why}
    else:
        assert fact.records == (kind.records if is_kept else kind.without)
        assert not fact.unread
    assert bool(fact.stands) is (part or is_kept is False)
