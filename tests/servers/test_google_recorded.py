"""Real answers of Google's are what the documents say, and the double gives them again."""

from collections import Counter

from tests.servers.google import recorded
from tests.servers.google.double import Google


def test_most_are_as_the_documents_say() -> None:
    """What is not: enums that were recorded as numbers by another protocol, and fields that are no longer told of."""
    said = [(place, recorded.problems(place, body)) for place, body in recorded.answers()]
    bad = [problem for _, found in said for problem in found]
    assert len(said) > 400
    assert sum(not found for _, found in said) > 0.85 * len(said)
    kinds = Counter("no such name" if "no such name" in p else "number" if p.endswith("no string") else p for p in bad)
    assert {*kinds} <= {"no such name", "number"} | {p for p in bad if " is none of " in p}


def test_what_was_put_is_told_again(near: Google) -> None:
    places = recorded.feed(near)
    assert len(places) > 150
    for place in places:
        near.answer("GET", place)
    query = [("contentType", "RESOURCE"), ("pageSize", "1000")]
    assets = near.answer("GET", f"cloudasset.googleapis.com/v1/{near.held.name}/assets", query)
    assert {asset["assetType"] for asset in assets["assets"]} >= {
        "compute.googleapis.com/Network",
        "storage.googleapis.com/Bucket",
        "sqladmin.googleapis.com/Instance",
    }
