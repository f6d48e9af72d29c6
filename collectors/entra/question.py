"""A question to Microsoft Graph: one row of the table. The engine knows rows, and nothing of Entra ID."""

from collections.abc import Iterable
from typing import Any, Final

from collectors.asking.keeping import keeping
from collectors.rest.ask import Rest
from scanner.facts import Promise

VERSION: Final = "v1.0"


def graph(  # noqa: PLR0913  # a row has so many columns
    id: str,
    path: str,
    fields: Iterable[str] = (),
    *,
    needs: str,
    feeds: tuple[Promise, ...],
    keep: str = "",
    only: str = "",
    one: bool = False,
    **more: Any,
) -> Rest:
    """A row.

    path: after the version, with its query. needs: application permissions of Microsoft Graph. keep: of one thing,
    where names of fields do not say it. only: JMESPath that picks the things that are kept. one: it is no list but one
    thing.
    """
    kept = keep or keeping(fields)
    return Rest(
        id=id,
        operation=f"GET {path.partition('?')[0]}",
        needs=needs,
        feeds=feeds,
        path=f"/{VERSION}{path}".replace(" ", "%20"),
        keep=kept if one else f"{{value: value[{only}].{kept}}}",
        list="" if one else "value",
        **more,
    )


def others(part: str) -> str:
    """JMESPath that keeps the names of all fields of a part, and which of them say nothing.

    A condition that this version does not know is seen so, and no policy is taken for wider than it is.
    """
    object_ = f"not_null({part}, `{{}}`)"
    empty = 'contains(`["null", "[]", "{}", "\\"\\""]`, to_string(@))'
    return f"names: keys({object_}), empty: values({object_})[*].{empty}"
