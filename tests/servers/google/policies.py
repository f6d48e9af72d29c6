"""IAM policies: none that was set is an empty one, and conditions are told only to who asks for version 3."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from tests.servers.google.documents import Route
from tests.servers.google.refusals import invalid

JSON = Any
VERBS: Final = (":getIamPolicy", "/getIamPolicy", "/iam")
_VERSIONS: Final = (0, 1, 3)


def about(place: str) -> str:
    """The place of the resource whose policy is asked for."""
    return next(place.removesuffix(verb) for verb in VERBS if place.endswith(verb))


def told(route: Route, policy: JSON, query: Mapping[str, JSON], body: JSON) -> JSON:
    """The policy in the version that was asked for."""
    wanted = query.get("optionsRequestedPolicyVersion") or query.get("options.requestedPolicyVersion")
    wanted = int(wanted or (body.get("options") or {}).get("requestedPolicyVersion", 0))
    if wanted not in _VERSIONS:
        raise invalid(f"Invalid policy version {wanted}", field="options.requested_policy_version")
    kind = route.method.response.get("properties", {}).get("kind", {}).get("default")
    beside = {"kind": kind, "resourceId": f"projects/_/buckets/{route.words['bucket']}"} if kind else {}
    if not policy:
        return {**beside, "etag": "ACAB"}
    whole = {**beside, **policy}
    if wanted != max(_VERSIONS) and "bindings" in policy:
        whole |= {"version": 1, "bindings": [*map(_plain, policy["bindings"])]}
    return {k: v for k, v in whole.items() if k in route.method.response["properties"]}


def _plain(binding: JSON) -> JSON:
    """A binding with a condition, as it is told to who does not know of conditions."""
    if "condition" not in binding:
        return binding
    mark = hashlib.sha256(json.dumps(binding["condition"], sort_keys=True).encode()).hexdigest()[:20]
    return {"role": f"{binding['role']}_withcond_{mark}", "members": binding.get("members", [])}
