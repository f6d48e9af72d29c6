"""Resource Graph, as far as its language is used by anybody who lists: where, project, order."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from tests.servers.arm.resources import Refused, Subscription, type_of

_STAGES: Final = re.compile(r"\s*\|\s*")


def answer(held: Subscription, body: Mapping[str, Any], tables: Iterable[str] = ("resources",)) -> dict[str, Any]:
    """Answer a query. What the caller may not read is left out, and nothing says so."""
    if body.get("subscriptions") != [held.id]:
        raise Refused(403, "AccessDenied", "none of the subscriptions can be read")
    table, *stages = _STAGES.split(str(body.get("query", "")))
    if table.lower() not in tables:
        raise Refused(400, "BadRequest", f"no table {table}")
    may_not = {d.lower() for d in held.denied}
    rows = [{**r, "type": type_of(r["id"]).lower()} for r in held.resources.values() if _tracked(r["id"])]
    rows = [row for row in rows if row["type"] not in may_not]
    for stage in stages:
        rows = _stage(stage, rows)
    options = body.get("options") or {}
    start, top = int(options.get("$skipToken") or 0), int(options.get("$top") or 100)
    page = rows[start : start + top]
    more = {"$skipToken": str(start + top)} if start + top < len(rows) else {}
    return {
        "totalRecords": len(rows),
        "count": len(page),
        "data": page,
        "facets": [],
        "resultTruncated": "false",
        **more,
    }


def _tracked(id: str) -> bool:
    """It is a thing of its own, and no part of another."""
    return type_of(id).count("/") == 1


def _stage(stage: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    word, _, rest = stage.partition(" ")
    if word == "where" and (found := re.fullmatch(r"type in~ \((.*)\)", rest)):
        wanted = {name.strip().strip("'").lower() for name in found[1].split(",")}
        return [row for row in rows if row["type"] in wanted]
    if word == "project":
        columns = [name.strip() for name in rest.split(",")]
        return [{name: row.get(name) for name in columns} for row in rows]
    if stage == "order by id asc":
        return sorted(rows, key=lambda row: row["id"].lower())
    raise Refused(400, "InvalidQuery", f"no such stage: {stage}")
