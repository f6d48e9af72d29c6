"""Applications that are registered here, and what they sign in with."""

import pytest

from scanner.facts import Certificate, Credential, Gap, Identity
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.entra import estate
from tests.collectors.entra.asking import facts
from tests.collectors.entra.estate import APP, APPS, CERT, GLOBAL, KEY, Change
from tests.collectors.entra.making import holds
from tests.collectors.entra.settings import MACHINE, Row, agrees, held
from tests.servers.graph.server import Graph

SECRET, CERTIFICATE = f"/applications/{APP}/secrets/{KEY}", f"/applications/{APP}/certificates/{CERT}"
TWO = [*estate.GOOD[APPS][0]["passwordCredentials"], {"keyId": "k2", "endDateTime": "2026-11-26T12:00:00Z"}]
OVER = [{"keyId": KEY, "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-11-01T12:00:00Z"}]
TABLE: list[Row] = [
    ("app_secrets", Credential, "secret", SECRET, "age_days", 30, []),
    ("app_secrets", Credential, "secret", SECRET, "days_left", 60, []),
    ("app_secrets", Credential, "secret", SECRET, "days_left", -24, [(f"{APPS}#0", "passwordCredentials", OVER)]),
    ("app_secrets", Certificate, "", CERTIFICATE, "days_left", 10, []),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 1, []),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 2, [(f"{APPS}#0", "passwordCredentials", TWO)]),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 0, [(f"{APPS}#0", "passwordCredentials", OVER)]),
    ("app_secrets", Identity, "", f"/applications/{APP}", "keys", 0, [(f"{APPS}#0", "passwordCredentials", [])]),
    (
        "app_secrets",
        Identity,
        "",
        f"/applications/{APP}",
        "keys",
        None,
        [(f"{APPS}#0", "passwordCredentials", LEFT_OUT)],
    ),
    ("app_secrets", Identity, "", f"/applications/{APP}", "holder", "machine", []),
    ("app_secrets", Identity, "", f"/applications/{APP}", "privileged", None, []),
    (
        "app_secrets",
        Identity,
        "",
        f"/applications/{APP}",
        "privileged",
        True,
        [held(holds("sp", GLOBAL, "servicePrincipal", **MACHINE))],
    ),
]


@pytest.mark.parametrize("row", TABLE)
def test_a_setting(near: Graph, row: Row) -> None:
    agrees(near, row)


def test_an_application_without_secrets_has_none(near: Graph) -> None:
    none: list[Change] = [(f"{APPS}#0", part, []) for part in ("passwordCredentials", "keyCredentials")]
    estate.put(near, *none, (estate.SERVICES, "", []))
    found = facts(near)
    assert not [f for f in found if isinstance(f, Credential | Certificate)]
    assert not [f for f in found if isinstance(f, Gap)]


@pytest.mark.parametrize("part", ["passwordCredentials", "keyCredentials"])
def test_an_application_that_says_nothing_of_them_leaves_a_gap(near: Graph, part: str) -> None:
    estate.put(near, (f"{APPS}#0", part, LEFT_OUT))
    assert [f.outcome for f in facts(near) if isinstance(f, Gap)] == ["unclear"]
