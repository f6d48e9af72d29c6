"""An account of a hospital in moto: as large as wanted, good and bad things in it by a seed, and the truth about each.

The truth is what was asked for when a thing was made, never what any reader of ours makes of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final, TypeAlias

from tests.servers.moto import ACCOUNT, Moto

REGION: Final = "us-east-1"
APPS: Final = ("ehr", "claims", "pharmacy", "imaging", "portal", "billing", "lab", "telehealth", "hl7", "fhir")
SHARE: Final[Mapping[str, float]] = {
    **dict.fromkeys(("bucket", "user", "volume", "instance", "group", "log-group", "table"), 1.0),
    **dict.fromkeys(("secret", "topic", "queue"), 1.0),
    "function": 0.6,
    **dict.fromkeys(("key", "database", "role", "policy"), 0.4),
    **dict.fromkeys(("balancer", "file-system", "certificate"), 0.2),
    **dict.fromkeys(("vpc", "vault", "warehouse", "domain", "distribution", "team", "api"), 0.1),
}
"""How many there are of each kind for one of the size."""
Step: TypeAlias = Callable[["Estate"], None]


@dataclass(frozen=True)
class Thing:
    """One resource, and what was asked for when it was made."""

    kind: str
    id: str
    """As findings call it."""
    said: dict[str, Any]


@dataclass
class Estate:
    """Fills an account. The same seed and size make the same one."""

    moto: Moto
    size: int
    seed: int
    things: list[Thing] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """ARNs of the customer's own keys."""
    vpcs: list[str] = field(default_factory=list)
    subnets: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    mighty: set[str] = field(default_factory=set)
    """Policies that allow everything."""
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """The SDK's client of a service."""
        if service not in self._clients:
            self._clients[service] = self.moto.client(service, REGION)
        return self._clients[service]

    def chance(self, kind: str) -> Random:
        """A source of its own for each kind: one more of another changes nothing of these."""
        return Random(f"{self.seed}/{kind}")  # noqa: S311  # no secret depends on it

    def numbers(self, kind: str) -> range:
        """As many as there are of a kind."""
        return range(max(2, round(self.size * SHARE[kind])))

    def key(self, number: int) -> str:
        """One of the customer's own keys."""
        return self.keys[number % len(self.keys)]

    def add(self, kind: str, id: str, **said: Any) -> None:
        """Note what was made."""
        self.things.append(Thing(kind, id, said))

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something in the account's region."""
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


def app(number: int) -> str:
    """The application that a thing belongs to."""
    return APPS[number % len(APPS)]


def fill(moto: Moto, size: int, seed: int) -> Estate:
    """Empty an account and fill it."""
    from tests.servers.estate import apps, data, networks, people, records  # they need what stands above

    moto.reset()
    estate = Estate(moto, size, seed)
    for step in (*people.STEPS, *data.STEPS, *networks.STEPS, *records.STEPS, *apps.STEPS):
        step(estate)
    return estate
