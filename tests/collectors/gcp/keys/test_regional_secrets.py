"""Secrets of one region: the global endpoint refuses them, so that Asset Inventory alone tells of them."""

from typing import Any

import pytest

from scanner.facts import Credential, Exposure
from tests.collectors.gcp.asking import near_answers, read, target
from tests.collectors.gcp.held import JSON, POLICY, Held, hold, one, told
from tests.servers.google.double import NUMBER, Google

TYPE, OPEN = "secretmanager.googleapis.com/Secret", "permission/data"
REGIONAL = f"projects/{NUMBER}/locations/europe-west3/secrets/Ward"
WARD = f"//secretmanager.googleapis.com/{REGIONAL}"
NEW: JSON = {"name": f"{REGIONAL}/versions/1", "state": "ENABLED", "createTime": "2026-11-01T00:00:00Z"}
HELD: Held = {"ward": (TYPE, {"name": REGIONAL}), "1": (f"{TYPE}Version", NEW)}


def test_the_global_endpoint_is_not_asked_about_a_secret_of_a_region(near: Google) -> None:
    """It would refuse: what Asset Inventory does not tell of it is not known, and why is said."""
    hold(near, HELD)
    answers = near_answers(near)
    assert not [a for a in answers if a.question.startswith("secretmanager.") and a.outcome not in {"ok", "empty"}]
    assert not [call for call in near.calls if "europe-west3/secrets" in call]
    found = read(target(near), answers)
    assert one(found, Credential, "secret", WARD).age_days == 24  # type: ignore[attr-defined]
    exposure = one(found, Exposure, OPEN, WARD)
    assert exposure.audience is None  # type: ignore[attr-defined]
    assert [(why.field, why.outcome) for why in exposure.unread] == [("audience", "unclear")]
    assert "endpoint of that region" in exposure.unread[0].ask


@pytest.mark.parametrize(("who", "audience"), [("allUsers", "everyone"), ("user:jane@alder.example", "owner")])
def test_what_asset_inventory_tells_of_a_policy_there_is_known(near: Google, who: str, audience: str) -> None:
    bindings = [{"role": "roles/secretmanager.secretAccessor", "members": [who]}]
    hold(near, {**HELD, "policy": (f"{POLICY}ward", {"bindings": bindings})})
    assert one(told(near, bulk=True), Exposure, OPEN, WARD).audience == audience  # type: ignore[attr-defined]


def test_versions_there_that_asset_inventory_does_not_tell_are_not_known(near: Google) -> None:
    hold(near, HELD)

    def cut(method: str, body: Any) -> Any:
        some = body.get("assets", []) if method == "cloudasset.assets.list" else []
        for one_ in some:
            if one_["assetType"] == f"{TYPE}Version":
                one_["assetExceptions"] = [{"exceptionType": "TRUNCATION"}]
        return body

    near.twist = cut
    credential = one(told(near, bulk=True), Credential, "secret", WARD)
    assert [(why.field, why.outcome) for why in credential.unread] == [("age_days", "unclear")]
