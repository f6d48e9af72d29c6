"""Reads what Google says of load balancers. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.asking.listing import listed, rows
from collectors.gcp.networks.balancers import BACKEND, HTTPS, KINDS, SSL
from collectors.gcp.networks.requests import log_kept
from collectors.gcp.read import Project, compute
from collectors.gcp.records.logs import switched
from scanner.answers import Got, unclear, unread
from scanner.facts import Channel, Fact, LogTrail

_VERSIONS: Final[Mapping[str, str]] = {"TLS_1_0": "1.0", "TLS_1_1": "1.1", "TLS_1_2": "1.2", "TLS_1_3": "1.3"}
_AT_LEAST: Final[Mapping[str, str]] = {"RESTRICTED": "1.2", "FIPS_202205": "1.2"}
"""Profiles without ciphers of older versions (cloud.google.com/load-balancing/docs/ssl-policies-concepts)."""
_GCM: Final = ("128_gcm_sha256", "256_gcm_sha384")
_CBC: Final = ("128_cbc_sha", "256_cbc_sha")
_COMPATIBLE: Final = tuple(
    sorted(
        {
            *(f"tls_ecdhe_{key}_with_aes_{how}" for key in ("ecdsa", "rsa") for how in (*_GCM, *_CBC)),
            *(f"tls_ecdhe_{key}_with_chacha20_poly1305_sha256" for key in ("ecdsa", "rsa")),
            *(f"tls_rsa_with_aes_{how}" for how in (*_GCM, *_CBC)),
            "tls_rsa_with_3des_ede_cbc_sha",
            *("tls_aes_128_gcm_sha256", "tls_aes_256_gcm_sha384", "tls_chacha20_poly1305_sha256"),
        }
    )
)
"""What a proxy without a policy takes: as with the profile COMPATIBLE and TLS 1.0 (ssl-policies-concepts)."""
OWN: Final = "INTERNAL_SELF_MANAGED"
"""Proxies of one's own (Cloud Service Mesh) write logs of their own."""


def read(whole: Project) -> Iterator[Fact]:
    """Give the facts of all proxies that end TLS, and of all backend services."""
    for question, kind in (("compute.https_proxies", HTTPS), ("compute.ssl_proxies", SSL)):
        for found in listed(whole, question, kind, *KINDS[kind].gives):
            yield found if isinstance(found, Fact) else _proxy(whole, kind, *found)
    for found in listed(whole, "compute.backends", BACKEND, *KINDS[BACKEND].gives):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("loadBalancingScheme") != OWN:
            yield _trail(whole, *found)


def placed(whole: Project, kind: str, row: Mapping[str, Any], *gots: Got) -> dict[str, Any]:
    """What facts about a thing of a region, or of none, share."""
    resource = compute(row["selfLink"])
    site = resource.split("/")[-3] if "/regions/" in resource else ""
    return whole.thing(kind, resource, str(row["name"]), *gots, site=site, labels=row.get("labels"))


class Ending(NamedTuple):
    """How TLS is ended: the lowest version and all ciphers, each with the answer that tells it, or would have."""

    version: str | None
    algorithms: tuple[str, ...] | None
    of_version: Got
    of_algorithms: Got

    @classmethod
    def none(cls, why: Got) -> "Ending":
        """Nobody could tell."""
        return cls(None, None, why, why)


def ending(whole: Project, row: Mapping[str, Any]) -> Ending:
    """What a proxy takes, by its SSL policy."""
    policy, policies = _policy(whole, row)
    version, of_version = _version(policy, policies)
    features = policy.get("enabledFeatures") if policy is not None else None
    algorithms = tuple(sorted({str(name).lower() for name in features})) if features else None
    of_algorithms = policies if policy is None else unclear(policies, "its SSL policy does not say what it enables")
    return Ending(version, algorithms, of_version, of_algorithms)


def leading(forwarding: Got, proxy: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rules that lead to a proxy of their own project, however they write that, or the version of the API."""
    return [rule for rule in rows(forwarding) if within(rule.get("target")) == within(proxy["selfLink"])]


def within(link: Any) -> str:
    """What it is called in its project."""
    return str(link or "").partition("/projects/")[2].partition("/")[2]


def _proxy(whole: Project, kind: str, got: Got, row: Mapping[str, Any]) -> Channel:
    """What no forwarding rule leads to takes no connections."""
    forwarding, told = whole.answers.one("compute.forwarding"), ending(whole, row)
    thing = placed(whole, kind, row, got, forwarding, told.of_version)
    used = bool(leading(forwarding, row))
    return Channel(
        **thing,
        protocol="tls",
        enabled=used if forwarding.good else None,
        encryption="required",
        min_version=told.version,
        algorithms=told.algorithms,
        unread=unread(
            **({} if forwarding.good else {"enabled": forwarding}),
            **({} if told.version else {"min_version": told.of_version}),
            **({} if told.algorithms else {"algorithms": told.of_algorithms}),
        ),
    )


def _policy(whole: Project, row: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, Got]:
    """Its SSL policy, or what goes where it has none; None with the answer that would have told."""
    got = whole.answers.one("compute.ssl_policies")
    if not row.get("sslPolicy"):
        return {"profile": "COMPATIBLE", "minTlsVersion": "TLS_1_0", "enabledFeatures": _COMPATIBLE}, got
    if not got.good:
        return None, got
    link = compute(str(row["sslPolicy"]))
    found = next((policy for policy in rows(got) if compute(policy["selfLink"]) == link), None)
    return found, got if found else unclear(got, "its SSL policy is not listed")


def _version(policy: Mapping[str, Any] | None, got: Got) -> tuple[str | None, Got]:
    """The lowest that it accepts. Where it says none, that is TLS 1.0 (Compute Engine API: SslPolicy)."""
    if policy is None:
        return None, got
    said = _VERSIONS.get(str(policy.get("minTlsVersion", "TLS_1_0")))
    if said is None:
        return None, unclear(got, "a version of TLS that is not known")
    return max(said, _AT_LEAST.get(str(policy.get("profile")), said)), got


def _trail(whole: Project, got: Got, row: Mapping[str, Any]) -> LogTrail:
    """Off by default; of what is on all is recorded, unless a rate says that nothing is (BackendServiceLogConfig)."""
    said = row.get("logConfig") or {}
    on = said.get("enable") is True and float(said.get("sampleRate", 1)) > 0
    state = switched(log_kept(whole, got, row), ("network",), on=on)
    return LogTrail(**placed(whole, BACKEND, row, got, *state.gots), of="network", **state.fields, exempt=())
