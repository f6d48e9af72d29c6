"""GKE: what is read in a cluster its API for Kubernetes records by another name than its own."""

import pytest

from scanner.facts import LogTrail
from tests.collectors.gcp.containers.test_gke import GOOD, WARD
from tests.collectors.gcp.held import POLICY, WAYS, hold, one, told
from tests.collectors.gcp.logs import default, leave_out
from tests.servers.google.double import Google

DATA = 'LOG_ID("cloudaudit.googleapis.com/data_access")'
READ = ("admin", "data-read")


@pytest.fixture
def it(near: Google) -> Google:
    """What is read in its clusters is recorded."""
    audit = [{"service": "container.googleapis.com", "auditLogConfigs": [{"logType": "DATA_READ"}]}]
    hold(near, {**GOOD, "audit": (POLICY, {"auditConfigs": audit})})
    return near


def records(it: Google, *, bulk: bool = True) -> tuple[str, ...] | None:
    trail = one(told(it, bulk=bulk), LogTrail, "service", WARD)
    assert isinstance(trail, LogTrail)
    return trail.records


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('protoPayload.serviceName="k8s.io"', ("admin",)),
        ('protoPayload.serviceName="container.googleapis.com"', ("admin",)),
        ('protoPayload.serviceName=("k8s.io" OR "storage.googleapis.com")', ("admin",)),
        ('resource.type="k8s_cluster"', ("admin",)),
        (f'resource.type="k8s_cluster" AND {DATA}', ("admin",)),
        ('resource.type="k8s_cluster" AND protoPayload.methodName:"list"', None),
        ('resource.type="gke_cluster"', None),
        ('protoPayload.serviceName="storage.googleapis.com"', READ),
        ('resource.type="k8s_container"', READ),
        ('labels."k8s-pod/app"="x"', READ),
        ('labels."k8s.io/deprecated"="true"', None),
        ('protoPayload.serviceName="k8s.io" AND severity>=ERROR', ("admin",)),
        ('protoPayload.serviceName="k8s.io" AND severity<=DEBUG', READ),
        ('protoPayload.serviceName="k8s.io" AND LOG_ID("cloudaudit.googleapis.com/activity")', READ),
    ],
)
def test_what_default_leaves_out(it: Google, written: str, said: tuple[str, ...] | None, *, bulk: bool) -> None:
    leave_out(it, written)
    assert records(it, bulk=bulk) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('protoPayload.serviceName="container.googleapis.com"', ("admin",)),
        ('protoPayload.serviceName="k8s.io"', ("admin",)),
        ('protoPayload.serviceName=("container.googleapis.com" OR "k8s.io")', READ),
        (DATA, READ),
        ("", READ),
    ],
)
def test_what_default_lets_through(it: Google, written: str, said: tuple[str, ...]) -> None:
    default(it, filter=written)
    assert records(it) == said
