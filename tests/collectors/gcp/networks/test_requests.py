"""Which log a load balancer writes, and whether some sink keeps it."""

import pytest

from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.logs import JSON, KINDS, Kind, leave_out, put, says, trail
from tests.collectors.gcp.networks import test_balancers as balancers
from tests.servers.google.double import Google

API, SCHEME = "loadbalancing.googleapis.com", "loadBalancingScheme"
BALANCERS = [
    ("backend", "EXTERNAL", "HTTP", "requests", "http_load_balancer"),
    ("backend", "EXTERNAL_MANAGED", "HTTP2", "requests", "http_load_balancer"),
    ("backend", "EXTERNAL_MANAGED", "H2C", "requests", "http_load_balancer"),
    ("backend", "INTERNAL_MANAGED", "GRPC", f"{API}/requests", "internal_http_lb_rule"),
    ("backend", "EXTERNAL", "SSL", f"{API}/connections", "tcp_ssl_proxy_rule"),
    ("backend", "EXTERNAL_MANAGED", "TCP", f"{API}/connections", "l4_proxy_rule"),
    ("behind", "EXTERNAL_MANAGED", "HTTPS", f"{API}/external_regional_requests", "http_external_regional_lb_rule"),
    ("behind", "INTERNAL_MANAGED", "HTTPS", f"{API}/requests", "internal_http_lb_rule"),
    ("behind", "INTERNAL_MANAGED", "TCP", f"{API}/connections", "l4_proxy_rule"),
    ("behind", "EXTERNAL", "TCP", f"{API}/flows", f"{API}/ExternalNetworkLoadBalancerRule"),
    ("behind", "EXTERNAL", "UNSPECIFIED", f"{API}/flows", f"{API}/ExternalNetworkLoadBalancerRule"),
    ("behind", "INTERNAL", "UDP", f"{API}/flows", f"{API}/InternalNetworkLoadBalancerRule"),
]


@pytest.mark.parametrize("row", BALANCERS)
def test_each_load_balancer_has_its_log(near: Google, row: tuple[str, str, str, str, str]) -> None:
    which, scheme, protocol, log, resource = row
    put(near, (which, "logConfig", {"enable": True}), (which, "protocol", protocol), (which, SCHEME, scheme))
    kind = Kind(balancers.BACKEND if which == "backend" else balancers.BEHIND, "network", log, resource)
    logs, resources = ({one[n] for one in BALANCERS} for n in (3, 4))
    for written, is_kept in (
        (f'log_id("{log}")', False),
        (f'resource.type="{resource}"', False),
        (" OR ".join(f'log_id("{one}")' for one in sorted(logs - {log})), True),
        (" OR ".join(f'resource.type="{one}"' for one in sorted(resources - {resource})), True),
        ('textPayload:"x"', True),
        ("httpRequest.status=200", None if log.endswith("requests") else True),
    ):
        leave_out(near, written)
        says(trail(facts(near), kind), kind, is_kept=is_kept)


@pytest.mark.parametrize("inventory", [True, False])
@pytest.mark.parametrize(
    ("field", "value"), [("protocol", LEFT_OUT), (SCHEME, LEFT_OUT), (SCHEME, "EXTERNAL_PASSTHROUGH")]
)
def test_which_log_it_is_may_not_be_told(near: Google, field: str, value: JSON, *, inventory: bool) -> None:
    put(near)
    whole = near.held.things["compute.googleapis.com/compute/v1/projects/alder-prod/global/backendServices/pacs"].body
    whole.pop(field) if value is LEFT_OUT else whole.update({field: value})
    says(trail(facts(near, asset_inventory=inventory), KINDS["requests"]), KINDS["requests"], is_kept=None)
