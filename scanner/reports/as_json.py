"""A night as one JSON document (`schemas/report.json`). A finding a line, so that it can be read as a stream too."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import msgspec

from scanner.check import SEVERITIES
from scanner.finding import Status
from scanner.profile.rule import Row
from scanner.reports.expand import expand
from scanner.reports.night import Night
from scanner.reports.tally import beside, requirements

if TYPE_CHECKING:
    from scanner.evidence.countersigned import Review

FORMAT: Final = "safeguard-report/1"
"""Goes up when a field changes its meaning or goes; a new field does not."""

_plain = msgspec.json.Encoder(order="deterministic").encode


def _encode(value: Any) -> bytes:
    r"""JSON in which what no screen shows is written out, `\u202e`: people look at it in logs and editors."""
    data = _plain(value)
    return data if data.isascii() else "".join(map(_escaped, data.decode())).encode()


def _escaped(char: str) -> str:
    return char if char.isprintable() else json.dumps(char)[1:-1]


def schema() -> bytes:
    """The JSON Schema (Draft 2020-12) of what `render` writes."""
    return (files("scanner.reports") / "schemas" / "report.json").read_bytes()


def render(night: Night) -> Iterator[bytes]:
    """The document, piece by piece: what a reader must know before believing a number comes before the findings."""
    yield b"{"
    for key, value in (
        ("format", FORMAT),
        ("organisation", night.organisation),
        ("run", _run(night)),
        ("profile", _profile(night)),
        ("coverage", night.coverage),
        ("counts", _counts(night)),
        ("proof", _proof(night)),
        ("rule", _rule(night)),
    ):
        yield _encode(key) + b":" + _encode(value) + b",\n"
    yield from _list("rows", map(_row, night.rows))
    yield b",\n"
    yield from _list("findings", (expand(f, night) for f in night.findings))
    yield b"}\n"


def _list(name: str, items: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    yield _encode(name) + b":["
    before = b"\n"
    for item in items:
        yield before + _encode(item)
        before = b",\n"
    yield b"\n]"


def _run(night: Night) -> dict[str, Any]:
    record = night.record
    return {
        "id": record.run,
        "first": night.first,
        "started": record.started,
        "ended": record.ended,
        "sealed": record.place.sealed,
        "tool": record.tool,
        "partial": record.partial,
        "before": night.scope.before.run if night.scope.before else None,
        "plugins": night.scope.plugins,
        "disabled": night.scope.disabled,
    }


def _profile(night: Night) -> dict[str, Any]:
    profile = night.profile
    return {
        "id": profile.id,
        "title": profile.title,
        "status": profile.status,
        "label": profile.label,
        "regulation": profile.regulation,
        "as_of": profile.as_of,
        "sha256": night.record.profile.digest,
    }


def _counts(night: Night) -> dict[str, Any]:
    """The findings in numbers, as the other reports count them: each is in one of them.

    What stands is no part of `not_assessed`; `standing_kinds` counts it once for all things of a kind.
    """
    totals = {**night.coverage.totals, Status.NOT_ASSESSED.value: night.not_assessed}
    by = Counter(f.severity for f in night.failing())
    return {
        **totals,
        "standing": night.coverage.standing,
        "standing_kinds": night.standing,
        "all": night.count,
        "failing": {severity: by[severity] for severity in SEVERITIES},
    }


def _rule(night: Night) -> dict[str, Any]:
    """The rows in numbers, as the other reports count them."""
    core, others = requirements(night.rows), beside(night.rows)
    return {
        "requirements": len(core.rows),
        **{sort or "specifications": count for sort, count in core.sorts.items()},
        "open": core.open,
        "beside": {"rows": len(others.rows), "open": others.open},
    }


def _row(row: Row) -> dict[str, Any]:
    required = row.requirement
    return {
        "cite": required.cite,
        "title": required.title,
        "designation": required.designation,
        "safeguard": required.safeguard,
        "core": required.core,
        "state": row.state,
        "mode": required.evidence.mode,
        "direct": row.direct,
        "supporting": row.supporting,
        "controls": [{"control": control, "strength": strength} for control, strength in row.controls],
    }


def _proof(night: Night) -> dict[str, Any]:
    record = night.record
    return {
        "not_verified": not night.own,
        "signed_by": record.signed_by,
        "log": record.place.origin,
        "sequence": record.place.sequence,
        "evidence": {"size": record.evidence.size, "root": record.evidence.root},
        "members": night.run.statement.digests,
        "envelope": msgspec.Raw(night.run.envelope),
        "checkpoint": night.checkpoint.decode(),
        "reviews": [_review(each) for each in night.reviews],
    }


def _review(review: "Review") -> dict[str, Any]:
    told = ("entry", "who", "role", "did", "when", "note", "doubt")
    return {name: getattr(review, name) for name in told}
