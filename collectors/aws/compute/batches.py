"""Finds what a question about several things at once told of each of them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from collectors.aws.read import Account, body
from scanner.answers import Got, unclear


@dataclass(frozen=True, slots=True)
class Batches:
    """The answers of one region to such a question."""

    missing: Got
    """Stands for a thing that none tells of."""
    rows: Mapping[str, tuple[Got, Mapping[str, Any]]]

    def find(self, name: str) -> tuple[Got, Mapping[str, Any]]:
        """The answer that tells of a thing, and what it tells; a bad one and nothing where none does."""
        return self.rows.get(name, (self.missing, {}))


def batches(whole: Account, question: str, region: str, rows: str, name: str) -> Batches:
    """Gather the `rows` of all answers about things of a region, by the field that names each."""
    gots = [g for g in whole.every(question) if _region(g.about) in {region, ""}]
    found = {row[name]: (got, row) for got in gots for row in body(got).get(rows, [])}
    bad = next((g for g in gots if not g.good), None)
    # One that was not answered may have told of it; of the others each might have had to.
    none = unclear(gots[0], "it does not tell of this one") if gots else whole.one(question, f"{region}/")
    return Batches(bad or none, found)


def _region(about: str) -> str:
    return about.split(":")[3] if about.startswith("arn:") else about.partition("/")[0]
