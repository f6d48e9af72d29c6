"""A question to Azure Resource Manager: one row of a table of types. The engine knows rows, and no service."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from collectors.asking.keeping import keeping
from collectors.rest.ask import Rest
from scanner.facts import Promise

SHARED: Final = ("id", "name", "location", "tags")
"""Of all that has a place and an owner."""


@dataclass(frozen=True, kw_only=True)
class Arm(Rest):
    """A type of resources: all of a subscription, or those of a thing (`each`)."""

    type: str
    fields: tuple[str, ...]
    """What is kept of one, in Azure's words: `properties.networkAcls.ipRules[].value`."""
    bulk: str = ""
    """The table of Resource Graph that has all of them; empty: none has."""


def everything(types: Iterable[str]) -> str:
    """The path of the list of everything, for these types. It leaves out in silence what one may not read."""
    wanted = "%20or%20".join(f"resourceType%20eq%20%27{name.replace('/', '%2F')}%27" for name in types)
    return f"/subscriptions/{{subscription}}/resources?api-version=2025-04-01&$filter={wanted}"


def arm(  # noqa: PLR0913  # a row has so many columns
    id: str,
    type: str,
    version: str,
    fields: Iterable[str],
    *,
    feeds: tuple[Promise, ...],
    each: str = "",
    under: str = "",
    one: bool = False,
    bulk: str = "Resources",
    only: tuple[str, ...] = (),
    **more: Any,
) -> Arm:
    """A row.

    version: of the API. each: the row whose things have it; under: what follows their id in the path. one: it is no
    list but one thing. bulk: see `Arm`; of things of other things there is none. only: names of those of a list that
    are kept.
    """
    below = f"{{id}}/{under}" if under else "{id}"
    path = below if each else f"/subscriptions/{{subscription}}/providers/{type}"
    kept = tuple(fields) if one else (*SHARED, *fields) if not each else ("id", "name", *fields)
    return Arm(
        id=id,
        operation=f"GET {type}",
        needs=f"{type}/read",
        feeds=feeds,
        path=f"{path}?api-version={version}",
        keep=keeping(kept) if one else f"{{value: value[{_named(only)}].{keeping(kept)}}}",
        list="" if one else "value",
        each=each,
        of="value[]",
        about="id",
        type=type,
        fields=kept,
        bulk="" if each else bulk,
        **more,
    )


def _named(names: tuple[str, ...]) -> str:
    """What lets through those of a list that have one of these names."""
    return f"?contains({json.dumps(names).join('``')}, name)" if names else ""
