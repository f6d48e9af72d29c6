"""Sinks above that take entries for themselves: whoever stands higher comes first, and below nobody is given them."""

import pytest

from scanner.facts import Delivery, LogTrail
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.gcp.asking import facts
from tests.collectors.gcp.kept import HERE, JSON, archive, put, the
from tests.servers.google.double import Google

FOLDER, TOP = "folders/55", "organizations/77"
THERE = "bigquery.googleapis.com/projects/archive/datasets/logs"
GONE, ONWARD = f"{THERE}-gone", "logging.googleapis.com/projects/archive"
ALL: dict[str, JSON] = {"includeChildren": True}
TAKES: dict[str, JSON] = {**ALL, "interceptChildren": True}
ERRORS, SOME = "severity>=ERROR", "sample(insertId, 0.1)"


@pytest.fixture
def it(near: Google) -> Google:
    """A project with _Default alone."""
    put(near, ("sink", "", LEFT_OUT))
    return near


def add(it: Google, scope: str, name: str, destination: str, **more: JSON) -> None:
    archive(it)
    it.scopes[scope].put("logging.googleapis.com/LogSink", {"name": name, "destination": destination, **more})


def said(it: Google, way: str = "true") -> tuple[int | None, bool | None]:
    """To how many places the record goes, and whether that of data is kept at all."""
    found = facts(it, asset_inventory=way)
    sent, trail = the(found, Delivery, "", HERE), the(found, LogTrail, "store", HERE)
    assert isinstance(sent, Delivery)
    assert isinstance(trail, LogTrail)
    return sent.copies, trail.enabled


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("below", "above", "more", "copies", "kept"),
    [
        (THERE, GONE, {}, 0, False),
        (THERE, ONWARD, {}, None, None),
        (GONE, THERE, {}, 1, True),
        (THERE, GONE, {"filter": 'resource.type="k8s_container"'}, 1, True),
        (THERE, GONE, {"filter": ERRORS}, None, False),
        (THERE, GONE, {"disabled": True}, 1, True),
        (THERE, GONE, {"interceptChildren": False}, 1, True),
        (THERE, GONE, {"filter": SOME}, None, None),
        (THERE, GONE, {"exclusions": [{"name": "x", "filter": "severity<ERROR"}]}, None, False),
        (THERE, GONE, {"exclusions": [{"name": "x", "filter": "severity>=DEBUG"}]}, 1, True),
        (GONE, ONWARD, {"filter": ERRORS}, 0, False),
    ],
)
def test_of_two_that_take_the_one_above_comes_first(  # noqa: PLR0913, PLR0917  # as wide as its table
    it: Google,
    below: str,
    above: str,
    more: dict[str, JSON],
    copies: int | None,
    kept: bool | None,  # noqa: FBT001  # a column of a table
    way: str,
) -> None:
    add(it, FOLDER, "below", below, **TAKES)
    add(it, TOP, "above", above, **{**TAKES, **more})
    assert said(it, way) == (copies, kept)


@pytest.mark.parametrize("way", ["true", "false"])
@pytest.mark.parametrize(
    ("taking", "plain", "copies", "kept"),
    [
        (TOP, TOP, 1, True),
        (FOLDER, FOLDER, 1, True),
        (FOLDER, TOP, 1, True),
        (TOP, FOLDER, None, None),
    ],
)
def test_beside_one_that_takes_and_above_it_others_are_given_all(  # noqa: PLR0913, PLR0917  # as wide as its table
    it: Google,
    taking: str,
    plain: str,
    copies: int | None,
    kept: bool | None,  # noqa: FBT001  # a column of a table
    way: str,
) -> None:
    add(it, taking, "central", ONWARD, **TAKES)
    add(it, plain, "copy", THERE, **ALL)
    assert said(it, way) == (copies, kept)


@pytest.mark.parametrize("name", [LEFT_OUT, "", "folders/56/sinks/central"])
def test_whose_a_sink_that_takes_is_may_not_be_told(it: Google, name: JSON) -> None:
    add(it, FOLDER, "copy", THERE, **ALL)
    add(it, TOP, "central", GONE, **TAKES)
    assert said(it) == (0, False)

    def untold(method: str, body: JSON) -> JSON:
        if method == "logging.projects.sinks.list":
            for row in body.get("sinks", []):
                row.pop("resourceName", None)
                row.update({} if name is LEFT_OUT else {"resourceName": name})
        return body

    it.twist = untold
    assert said(it) == (None, None)


@pytest.mark.parametrize(("scope", "copies"), [(TOP, 1), (FOLDER, None)])
def test_nothing_above_an_organization_takes_anything(it: Google, scope: str, copies: int | None) -> None:
    """Even where nobody may ask the project for it."""
    add(it, scope, "copy", THERE, **ALL)
    it.denied.add("logging.projects.sinks.list")
    assert said(it)[0] == copies


@pytest.mark.parametrize("way", ["true", "false"])
def test_where_it_goes_may_not_be_told_either(it: Google, way: str) -> None:
    """The project tells that it is there, and what it takes: that is no "no" as long as it may keep it."""
    add(it, TOP, "central", GONE, **TAKES)
    assert said(it, way) == (0, False)
    it.scopes[TOP].denied.add("logging.sinks.list")
    assert said(it, way) == (None, None)
