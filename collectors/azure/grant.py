"""Writes rights as a role of one's own, for `az role definition create --role-definition @FILE`."""

import json
from collections.abc import Iterable


def grant(rights: Iterable[str]) -> str:
    """One role that reads these settings. Nothing of it reaches data, keys or secrets."""
    role = {
        "Name": "Safeguard reads settings",
        "IsCustom": True,
        "Description": "Reads settings for safeguard, and neither data nor keys.",
        "Actions": sorted(set(rights) - {""}),
        "NotActions": [],
        "DataActions": [],
        "NotDataActions": [],
        "AssignableScopes": ["/subscriptions/SUBSCRIPTION"],
    }
    return json.dumps(role, indent=2)
