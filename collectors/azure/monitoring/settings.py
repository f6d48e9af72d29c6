"""Diagnostic settings: which logs of a thing are sent where. One that is on and names no place sends nothing. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.azure.question import Arm, arm
from collectors.azure.read import canonical, properties
from scanner.answers import JSON, Got, unclear
from scanner.facts import LogTrail

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
"""A group that has of each type what its maker put there: Azure tells of each category which groups have it."""
_CATEGORIES: Final = "Microsoft.Insights/diagnosticSettingsCategories"


def groups(logging: str, each: str, category: str) -> Arm:
    """The row of which categories are in which groups: asked where a setting names the group alone.

    logging: the row of the settings of the same things.
    """
    return arm(
        f"{logging}_groups",
        _CATEGORIES,
        VERSION,
        ("properties.categoryGroups",),
        feeds=((LogTrail, "store"),),
        each=each,
        under=f"providers/{_CATEGORIES}",
        after=(logging,),
        unless=lambda known, item: not _hangs(known.body(logging, canonical(str(item.get("id", "")))), category),
    )


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
    yield from _settings(got.body)


def _settings(body: JSON) -> Iterator[Setting]:
    for row in (body or {}).get("value", []):
        said = properties(row)
        logs = frozenset(name for log in said.get("logs") or [] if log.get("enabled") is True for name in _names(log))
        places, onward = (tuple(canonical(said[f]) for f in some if said.get(f)) for some in (_PLACES, _ONWARD))
        if places or onward:
            yield Setting(logs, places, onward)


def sends(got: Got, category: str, categories: Got) -> tuple[bool | None, Got]:
    """Whether some setting of a thing sends a category of its logs somewhere, and why that is not known.

    categories: what groups there are, which is looked at only where it depends on them.
    """
    if not got.good:
        return None, got
    if not _hangs(got.body, category):
        return bool(_logs(got.body) & {ALL, category.lower()}), got
    if not categories.good:
        return None, categories
    for row in (categories.body or {}).get("value", []):
        if str(row.get("name", "")).lower() == category.lower():
            return _AUDIT in {str(name).lower() for name in properties(row).get("categoryGroups") or []}, categories
    return None, unclear(categories, f"whether its group audit has {category} is not told")


def _hangs(body: JSON, category: str) -> bool:
    """That a category is sent on depends on what is in the group."""
    logs = _logs(body)
    return _AUDIT in logs and not logs & {ALL, category.lower()}


def _logs(body: JSON) -> frozenset[str]:
    return frozenset[str]().union(*(setting.logs for setting in _settings(body)))


def _names(log: Mapping[str, Any]) -> Iterator[str]:
    yield from (str(log[field]).lower() for field in ("category", "categoryGroup") if log.get(field))
