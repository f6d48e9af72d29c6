"""The seeded account, group by group as `collectors.aws` has them: what moto holds, and what it lacks."""

from types import ModuleType

from tests.servers.aws_groups import (
    analytics,
    compute,
    databases,
    desktops,
    detection,
    identity,
    keys,
    messaging,
    networks,
    records,
    storage,
)
from tests.servers.aws_shapes import Canned
from tests.servers.moto import Moto

_GROUPS: tuple[ModuleType, ...] = (
    *(storage, identity, compute, databases, keys, records),
    *(messaging, analytics, networks, desktops, detection),
)


def seed(moto: Moto) -> None:
    """Fill the account with what moto can hold of all groups."""
    for group in _GROUPS:
        group.seed(moto)


def canned() -> Canned:
    """What moto lacks, answered."""
    groups: list[Canned] = [group.CANNED for group in _GROUPS]
    return {operation: body for group in groups for operation, body in group.items()}
