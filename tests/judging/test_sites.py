"""What is said of several whole sites in the same words is one finding, with its scope."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scanner.answers import Answers, rests_on, unread
from scanner.facts import Fact, Guard
from scanner.finding import Finding
from scanner.judging.assess import Assessment, assess
from scanner.judging.sites import Sites, of_site
from tests import tiny
from tests.make import make

LINES = tiny.lines(tiny.box())


def found(sites: Mapping[str, bool | None], **more: Any) -> list[Finding]:
    """What is found where each of these sites guards its boxes, or does not."""

    def read(answers: Answers) -> Iterator[Fact]:
        listing = answers.one("tiny.list")
        for site, guarded in sites.items():
            yield Guard(
                **{
                    "target": answers.target,
                    "resource": f"land:{site}:*",
                    "kind": "tiny.box",
                    "name": site,
                    "site": site,
                    "answers": rests_on(answers.one("tiny.copies") if site == "north" else listing),
                    **more,
                },
                prevents="deletion",
                in_force=guarded,
                unread=unread(in_force=dataclasses.replace(listing, outcome="denied")) if guarded is None else (),
            )

    registry = tiny.registry()
    one = dataclasses.replace(registry.collectors["tiny"], read=read)
    rule = tiny.profile()
    all_: Assessment = assess(
        LINES, tiny.scope(rule=rule), rule, dataclasses.replace(registry, collectors={"tiny": one})
    )
    return [f for f in all_.findings if f.check == "guard.deletion"]


def said(findings: list[Finding]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(f.status.value, f.name, f.resource, f.sites or ()) for f in findings]


@pytest.mark.parametrize(
    ("sites", "findings"),
    [
        ({"north": False}, [("fail", "north", "land:north:*", ())]),
        ({"south": False, "north": False}, [("fail", "north and south", "land:*:*", ("north", "south"))]),
        (
            {"east": False, "north": False, "west": True, "south": False},
            [
                ("fail", "east, north and 1 more", "land:*:*", ("east", "north", "south")),
                ("pass", "west", "land:west:*", ()),
            ],
        ),
        (
            {"east": None, "north": None, "west": True, "south": True},
            [
                ("not_assessed", "east and north", "land:*:*", ("east", "north")),
                ("pass", "south and west", "land:*:*", ("south", "west")),
            ],
        ),
    ],
)
def test_sites_of_which_the_same_is_said_are_one_finding(
    sites: Mapping[str, bool | None], findings: list[tuple[str, str, str, tuple[str, ...]]]
) -> None:
    assert said(found(sites)) == findings


def test_it_rests_on_the_answers_of_all_and_keeps_its_name() -> None:
    two, three = (found(dict.fromkeys(names, False)) for names in (["north", "south"], ["north", "south", "west"]))
    (one,), (other,) = two, three
    assert len(one.answers) == len({r.leaf for r in one.answers}) == 2  # a list and copies
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != found({"north": False})[0].fingerprint
    assert one.fingerprint not in {f.fingerprint for f in found({"north": True, "south": True})}


def test_things_in_sites_stay_apart() -> None:
    assert said(found({"north": False, "south": False}, name="a box")) == [
        ("fail", "a box", "land:north:*", ()),
        ("fail", "a box", "land:south:*", ()),
    ]


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (("boxes in north", "boxes in south"), "boxes in north and south"),
        (("north", "south"), "north and south"),
        (("boxes in north", "crates in south"), None),
        (("boxes in north", "south"), None),
        (("boxes in the north", "boxes in the south"), None),
        (("boxes in south", "boxes in north"), None),
    ],
)
def test_what_is_called_by_its_site_says_of_what_in_it(names: tuple[str, str], name: str | None) -> None:
    both = Sites()
    for site, called in zip(("north", "south"), names, strict=True):
        for finding in found({site: False}, name=called):
            if of_site(make(Guard, prevents="deletion", name=called, site=site)):
                both.hold(finding)
    assert [f.name for f in both.rest(lambda *_: ("", "")) if f.sites] == ([name] if name else [])


def test_two_things_that_are_called_by_their_site_are_two() -> None:
    assert said(found({"north": False}) + found({"north": False}, resource="sea:north:*")) == [
        ("fail", "north", "land:north:*", ()),
        ("fail", "north", "sea:north:*", ()),
    ]
    both = Sites()
    for one in found({"north": False, "south": True}) + found({"north": False, "south": True}, resource="sea:north:*"):
        both.hold(one)
    assert {f.name for f in both.rest(lambda *_: ("", ""))} == {"north", "south"}


def test_of_each_owner_it_is_said_apart() -> None:
    findings = found({"north": False, "south": False}, owner="ward 7") + found({"north": False, "south": False})
    assert [f.owner or "" for f in findings] == ["ward 7", ""]
