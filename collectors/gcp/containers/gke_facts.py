"""Reads what Google Kubernetes Engine says of clusters: who reaches their control plane, and what they record. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from collectors.asking.listing import listed
from collectors.gcp.containers.gke import CLUSTER, GIVES, NEW
from collectors.gcp.databases.doors import whom
from collectors.gcp.read import Project
from collectors.gcp.records import logs
from collectors.gcp.records.sinks import one_of
from collectors.gcp.rights.audit import recorded
from scanner.answers import Got, rests_on, unclear, unread
from scanner.facts import DataStore, Exposure, Fact, LogTrail, SignIn

Row: TypeAlias = Mapping[str, Any]


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all clusters. No asset: like a project it is a scope of what runs in it."""
    for found in listed(whole, "gke.clusters", CLUSTER, *GIVES):
        yield from (found,) if isinstance(found, Fact) else _cluster(whole, *found)


def full_name(project: str, location: str, name: str) -> str:
    """As Cloud Asset Inventory calls it: a cluster of a zone by that."""
    kind = "zones" if re.fullmatch(r"\w+-\w+-\w+", location) else "locations"
    return f"//container.googleapis.com/projects/{project}/{kind}/{location}/clusters/{name}"


def _cluster(whole: Project, got: Got, row: Row) -> Iterator[Fact]:
    name, site = str(row["name"]), str(row.get("location", ""))
    thing = whole.thing(
        CLUSTER, full_name(whole.id, site, name), name, got, site=site, labels=row.get("resourceLabels")
    )
    yield _store(thing, got, row.get("databaseEncryption") or {})
    yield _exposure(thing, got, row)
    yield _trail(whole, thing, got, row)
    yield _door(thing, got, row)


_ENCRYPTED: Final[Mapping[Any, bool]] = {
    "CURRENT_STATE_ENCRYPTED": True,
    "CURRENT_STATE_ALL_OBJECTS_ENCRYPTION_ENABLED": True,
    "CURRENT_STATE_DECRYPTED": False,
    "CURRENT_STATE_ENCRYPTION_PENDING": False,
    "CURRENT_STATE_ENCRYPTION_ERROR": False,
    "CURRENT_STATE_DECRYPTION_PENDING": False,
    "CURRENT_STATE_DECRYPTION_ERROR": False,
    "CURRENT_STATE_ALL_OBJECTS_ENCRYPTION_PENDING": False,
    "CURRENT_STATE_ALL_OBJECTS_ENCRYPTION_ERROR": False,
    "ENCRYPTED": True,
    "ALL_OBJECTS_ENCRYPTION_ENABLED": True,
    "DECRYPTED": False,
}
"""By what is, or else by what is wished. Half encrypted is not encrypted."""


def _store(thing: Mapping[str, Any], got: Got, said: Row) -> DataStore:
    """Kubernetes' secrets, beyond the disk that they lie on. Where nobody asked for it they are as they are written."""
    now = said.get("currentState")
    word = now if now not in {None, "CURRENT_STATE_UNSPECIFIED"} else said.get("state", "DECRYPTED")
    encrypted = _ENCRYPTED.get(word)
    why = unclear(got, "it does not say whether its secrets are encrypted") if encrypted is None else got
    return DataStore(
        **thing,
        encrypted=encrypted,
        customer_key=encrypted,
        cipher=None if encrypted is None else "aes-256" if encrypted else "",
        documented=True,
        unread=unread(encrypted=why, customer_key=why, cipher=why),
    )


_API: Final = (443, 443)


def _exposure(thing: Mapping[str, Any], got: Got, row: Row) -> Exposure:
    try:
        audience, considered = _reached(row)
    except (ValueError, LookupError):
        why = unclear(got, "a network that it lists is no network")
        return Exposure(
            **thing,
            way="network",
            offers="administration",
            audience=None,
            ports=None,
            unread=unread(audience=why, ports=why),
        )
    return Exposure(
        **thing,
        way="network",
        offers="administration",
        audience=audience,  # type: ignore[arg-type]  # words of the vocabulary
        ports=() if audience == "owner" else (_API,),
        considered=considered,
    )


def _reached(row: Row) -> tuple[str, tuple[str, ...]]:
    """Who gets to the control plane, by its name or by its address: the wider of the two."""
    new = row.get(NEW) or {}
    if (new.get("dnsEndpointConfig") or {}).get("allowExternalTraffic") is True:
        return "everyone", ("its DNS endpoint takes traffic from outside, whose callers IAM looks at",)
    said = new.get("ipEndpointsConfig") or {}
    old = row.get("privateClusterConfig") or {}
    if said.get("enabled") is False:
        return "owner", ("its control plane has no address to call",)
    public = said.get("enablePublicEndpoint")
    if public is False or (public is None and old.get("enablePrivateEndpoint") is True):
        return "owner", ("its control plane has no public address",)
    # "It is invalid to specify both" (IPEndpointsConfig.authorizedNetworksConfig): the newer place counts.
    networks = said.get("authorizedNetworksConfig") or row.get("masterAuthorizedNetworksConfig") or {}
    if networks.get("enabled") is not True:
        return "everyone", (_PUBLIC, "no networks are named")
    return _named(networks, private=_private(row))


_PUBLIC: Final = "its control plane has a public address"


def _private(row: Row) -> bool:
    """Its nodes have no public addresses."""
    network, old = row.get("networkConfig") or {}, row.get("privateClusterConfig") or {}
    return network.get("defaultEnablePrivateNodes", old.get("enablePrivateNodes")) is True


def _named(networks: Row, *, private: bool) -> tuple[str, tuple[str, ...]]:
    """By the networks that are named.

    Beside them all public addresses of Google Cloud come in, of other customers too, unless somebody said no; to a
    private cluster they do not (cloud.google.com/kubernetes-engine/docs/how-to/authorized-networks).
    """
    audience: str = whom([str(block["cidrBlock"]) for block in networks.get("cidrBlocks") or []])
    google = networks.get("gcpPublicCidrsAccessEnabled")
    if audience != "everyone" and (google is True or (google is None and not private)):
        return "provider", (_PUBLIC, "addresses of Google Cloud are let in, those of other customers too")
    return audience, (_PUBLIC, _NETS[audience])


_NETS: Final = {
    "owner": "no network is let in",
    "listed": "named networks are let in",
    "everyone": "so many addresses are let in that it is as good as all",
}


_LOST: Final = "its logs are on, and no sink keeps any of them"
_SOME: Final = "some of its logs no sink keeps"


def _trail(whole: Project, thing: Mapping[str, Any], got: Got, row: Row) -> LogTrail:
    """What it tells Cloud Logging. That somebody changed something is recorded always, reading where it is configured.

    cloud.google.com/kubernetes-engine/docs/how-to/audit-logging: Admin Activity cannot be switched off.
    """
    audit = recorded(whole, "container.googleapis.com")
    config = row.get("loggingConfig")
    # Where nothing is said it is on (Cluster.loggingService); an empty set of components is off (LoggingConfig).
    on = row.get("loggingService") != "none"
    if on and config is not None:
        on = "SYSTEM_COMPONENTS" in ((config.get("componentConfig") or {}).get("enableComponents") or [])
    each = [logs.written(whole, log) for log in logs.CLUSTER]
    kept = one_of(each)
    state = logs.switched(kept, (), on=on, lost=_LOST)
    records = None if audit.bad else tuple(sorted({"admin", *audit.records}))
    some_lost = kept.it_does is True and any(log.it_does is False for log in each)
    said = {
        **({"stands": (_SOME,)} if on and some_lost else {}),
        **state.fields,
        "records": records,
        "exempt": None if audit.bad else tuple(sorted(audit.exempt)),
        "unread": unread(
            **({"enabled": kept.why} if state.fields["enabled"] is None else {}),
            **({"records": audit.bad, "exempt": audit.bad} if audit.bad else {}),
        ),
    }
    return LogTrail(**{**thing, "answers": rests_on(got, *audit.gots, *state.gots)}, of="service", **said)


def _door(thing: Mapping[str, Any], got: Got, row: Row) -> SignIn:
    """Who is let in beside those whom Google knows: by a password or a certificate, both of nobody in particular.

    Every cluster has an authority for its certificates: where none is told, nothing of this kind is.
    """
    local = bool(row.get("password") or row.get("certificate"))
    known = local or bool(row.get("authority"))
    why = got if known else unclear(got, "it tells nothing of how one signs in")
    return SignIn(
        **thing,
        audience="administrators",
        factors=None,
        phishing_resistant=None,
        bypass=(("local-accounts",) if local else ()) if known else None,
        individual=not local if known else None,
        directories=2,
        unread=unread(factors=_ELSEWHERE, phishing_resistant=_ELSEWHERE, bypass=why, individual=why),
    )


_ELSEWHERE: Final = Got("not-asked", "what Google demands of who signs in is asked of it, as in workspace://DOMAIN")
