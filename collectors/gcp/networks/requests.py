"""Which log a load balancer writes, by its backend service. Pure.

cloud.google.com/load-balancing/docs: Logging and monitoring, of each kind of load balancer.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from collectors.gcp.read import Project
from collectors.gcp.records.logs import REQUEST, TEXT, Log, written
from collectors.gcp.records.sinks import Sent
from scanner.answers import Got, unclear

_API: Final = "loadbalancing.googleapis.com"
_REQUESTS: Final = frozenset({"HTTP", "HTTPS", "HTTP2", "H2C", "GRPC"})
_STREAMS: Final = frozenset({"TCP", "SSL"})
_PACKETS: Final = frozenset({"TCP", "UDP", "UNSPECIFIED"})
_ANYWHERE: Final = (True, False)
_MANAGED: Final = ("EXTERNAL_MANAGED", "INTERNAL_MANAGED")
_SPLIT: Final = (TEXT, REQUEST)
_LOGS: Final[tuple[tuple[Collection[Any], Collection[Any], Collection[bool], Log], ...]] = (
    (("EXTERNAL", "EXTERNAL_MANAGED"), _REQUESTS, (False,), Log("requests", "http_load_balancer", (TEXT,))),
    (
        ("EXTERNAL_MANAGED",),
        _REQUESTS,
        (True,),
        Log(f"{_API}/external_regional_requests", "http_external_regional_lb_rule", (TEXT,)),
    ),
    (("INTERNAL_MANAGED",), _REQUESTS, _ANYWHERE, Log(f"{_API}/requests", "internal_http_lb_rule", (TEXT,))),
    (("EXTERNAL",), _STREAMS, (False,), Log(f"{_API}/connections", "tcp_ssl_proxy_rule", _SPLIT)),
    (_MANAGED, _STREAMS, _ANYWHERE, Log(f"{_API}/connections", "l4_proxy_rule", _SPLIT)),
    (("EXTERNAL",), _PACKETS, (True,), Log(f"{_API}/flows", f"{_API}/ExternalNetworkLoadBalancerRule", _SPLIT)),
    (("INTERNAL",), _PACKETS, _ANYWHERE, Log(f"{_API}/flows", f"{_API}/InternalNetworkLoadBalancerRule", _SPLIT)),
)
"""By the scheme, the protocol to what stands behind it, and whether it lies in a region."""


def log_kept(whole: Project, got: Got, row: Mapping[str, Any]) -> Sent:
    """Whether some sink keeps the log of a backend service."""
    scheme, protocol, regional = row.get("loadBalancingScheme"), row.get("protocol"), "/regions/" in row["selfLink"]
    found = (
        log
        for schemes, protocols, places, log in _LOGS
        if scheme in schemes and protocol in protocols and regional in places
    )
    log = next(found, None)
    return written(whole, log) if log else Sent(None, unclear(got, "it does not say which log it writes"))
