"""Which resources have a plan of Backup and DR, by their full names. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from collectors.asking.listing import rows
from collectors.gcp.read import Project

Row: TypeAlias = Mapping[str, Any]
ASSOCIATIONS: Final = "backupdr.associations"
_HOSTS: Final = {"sqladmin.googleapis.com": "cloudsql.googleapis.com"}
"""Of full names, where that of the type is another."""
_BEFORE: Final = re.compile(r"^(?:(?:https:)?//[^/]+/(?:(?:[a-z]+/)?v\d\w*/)?|/)")


def protected(whole: Project) -> dict[str, list[Row]]:
    """Associations with a plan, by the full name of what is protected: `//compute.googleapis.com/projects/p/...`.

    Empty where they could not be listed: `whole.answers.one(ASSOCIATIONS)` says so.
    """
    found: dict[str, list[Row]] = {}
    for row in rows(whole.answers.one(ASSOCIATIONS)):
        if row.get("state") != "DELETING":
            found.setdefault(resource(whole, row), []).append(row)
    return found


def resource(whole: Project, row: Row) -> str:
    """What an association protects; it is told as a name or as an address, and the project by its id or its number."""
    host = str(row.get("resourceType", "")).partition("/")[0]
    path = _BEFORE.sub("", str(row.get("resource", "")), count=1)
    named = re.sub(rf"^projects/{re.escape(whole.number)}(?=/)", f"projects/{whole.id}", path) if whole.number else path
    return f"//{_HOSTS.get(host, host)}/{named}"
