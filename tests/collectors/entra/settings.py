"""One setting of a directory as a row: what is changed, and what is then true."""

from scanner.facts import Fact
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import (
    ADA,
    APP_ID,
    BEN,
    EVE,
    GLOBAL,
    GUS,
    HELD,
    JSON,
    READER,
    SECURITY,
    TEAM,
    Change,
    one,
)
from tests.servers.graph.server import Graph

A, B, G, E = (f"/users/{who}" for who in (ADA, BEN, GUS, EVE))
TOP, CAN, READ = f"/roles/{GLOBAL}", f"/roles/{SECURITY}/eligible", f"/roles/{READER}"
LAST = "signInActivity.lastSuccessfulSignInDateTime"
MEMBERS = f"/groups/{TEAM}/members"
MACHINE = {
    "appId": APP_ID,
    "appDisplayName": "Booking",
    "appOwnerOrganizationId": "99999999-0000-4000-8000-000000000000",
}


def held(*some: JSON) -> Change:
    return HELD, "", list(some)


Row = tuple[str, type[Fact], str, str, str, JSON, list[Change]]


def agrees(near: Graph, row: Row) -> None:
    """A fact is as a row says: row of the catalogue, fact, where, field, value, and what was changed."""
    said, cls, which, at, field, value, changes = row
    estate.put(near, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value, said
