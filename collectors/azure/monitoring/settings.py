"""Diagnostic settings: which logs of a thing are sent where. One that is on and names no place sends nothing. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.azure.read import canonical, properties
from scanner.answers import Got, unclear

TYPE: Final = "Microsoft.Insights/diagnosticSettings"
VERSION: Final = "2021-05-01-preview"
UNDER: Final = f"providers/{TYPE}"
_PLACES: Final = ("storageAccountId", "workspaceId")
_ONWARD: Final = ("eventHubAuthorizationRuleId", "serviceBusRuleId", "marketplacePartnerId")
"""What hands it on, to where nobody here says."""
FIELDS: Final = (
    *(f"properties.{place}" for place in (*_PLACES, *_ONWARD)),
    *(f"properties.logs[].{field}" for field in ("category", "categoryGroup", "enabled")),
)
ALL: Final = "alllogs"
"""The group of all categories, as Azure means it: no case counts in these names."""

_AUDIT: Final = "audit"
"""A group of which nobody says what is in it, of most types."""


class Setting(NamedTuple):
    """One that sends something somewhere."""

    logs: frozenset[str]
    """Categories and groups of them that are on, in lower case."""
    places: tuple[str, ...]
    """Ids of where it is kept."""
    onward: tuple[str, ...]
    """Ids of what hands it on."""


def settings(got: Got) -> Iterator[Setting]:
    """Give those of a thing that send something somewhere; none where there are none, or where nobody could look."""
    for row in (got.body or {}).get("value", []):
        said = properties(row)
        logs = frozenset(name for log in said.get("logs") or [] if log.get("enabled") is True for name in _names(log))
        places, onward = (tuple(canonical(said[f]) for f in some if said.get(f)) for some in (_PLACES, _ONWARD))
        if places or onward:
            yield Setting(logs, places, onward)


def sends(got: Got, category: str) -> tuple[bool | None, Got]:
    """Whether some setting of a thing sends a category of its logs somewhere, and why that is not known."""
    logs = frozenset[str]().union(*(setting.logs for setting in settings(got)))
    if not got.good or logs & {ALL, category.lower()}:
        return (True if got.good else None), got
    return (
        (None, unclear(got, f"whether its group audit has {category} is not known")) if _AUDIT in logs else (False, got)
    )


def _names(log: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(log[field]).lower() for field in ("category", "categoryGroup") if log.get(field))
