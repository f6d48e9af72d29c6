"""Which firewalls a network has: its own rules, policies of its own, and what was put above it."""

from collections.abc import Mapping
from typing import Any, Final

from tests.servers.google.refusals import not_found
from tests.servers.google.resources import Scope

JSON = Any
_COMPUTE: Final = "compute.googleapis.com/compute/v1"


def effective(scope: Scope, words: Mapping[str, str]) -> JSON:
    """The answer of getEffectiveFirewalls. What is put at its path itself is told of what stands above the project.

    Raises:
        Refused: there is no such network.
    """
    base = f"{_COMPUTE}/projects/{scope.id}/global"
    place = f"{base}/networks/{words['network']}"
    if place not in scope.things:
        raise not_found(place)
    above = scope.things.get(f"{place}/getEffectiveFirewalls")
    own = [thing.body for name, thing in sorted(scope.things.items()) if name.startswith(f"{base}/firewalls/")]
    policies = [thing.body for name, thing in scope.things.items() if name.startswith(f"{base}/firewallPolicies/")]
    rules = [body for body in own if _of(body.get("network"), place)]
    told = [*(above.body.get("firewallPolicys", ()) if above else ()), *(_told(p) for p in policies if _at(p, place))]
    return {**({"firewalls": rules} if rules else {}), **({"firewallPolicys": told} if told else {})}


def _told(policy: JSON) -> JSON:
    return {"type": "NETWORK", "name": policy["name"], "rules": policy.get("rules", [])}


def _at(policy: JSON, place: str) -> bool:
    return any(_of(one.get("attachmentTarget"), place) for one in policy.get("associations", ()))


def _of(link: str | None, place: str) -> bool:
    """A link names what lies at a place."""
    return bool(link) and str(link).partition("/compute/v1/")[2] == place.partition("/compute/v1/")[2]
