"""Cloud KMS: each setting as it should be, as it should not be, left out, and not to be read; by both ways."""

import json

import pytest

from collectors.gcp.keys.kms import KEY, STILL
from scanner.facts import FOREVER, Exposure, Key
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import near_answers
from tests.collectors.gcp.held import JSON, POLICY, WAYS, Held, follows, hold, missing, named, one, said, told
from tests.servers.google.documents import document
from tests.servers.google.double import Google

RING = "projects/alder-prod/locations/europe-west3/keyRings/Ward"
NAME = f"{RING}/cryptoKeys/Charts"
TYPE = "cloudkms.googleapis.com/CryptoKey"
CHARTS, TWIN, SIGNS = (f"//cloudkms.googleapis.com/{RING}/cryptoKeys/{name}" for name in ("Charts", "charts", "Signs"))


def key(name: str, **more: JSON) -> tuple[str, JSON]:
    body = {
        "name": f"{RING}/cryptoKeys/{name}",
        "purpose": "ENCRYPT_DECRYPT",
        "labels": {"secret": "hunter2"},
        "rotationPeriod": "7776000s",
        "nextRotationTime": "2026-12-25T00:00:00Z",
        "destroyScheduledDuration": "2592000s",
        "primary": {"name": f"{RING}/cryptoKeys/{name}/cryptoKeyVersions/1", "state": "ENABLED"},
        "versionTemplate": {"protectionLevel": "SOFTWARE", "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION"},
        **more,
    }
    return TYPE, {name: value for name, value in body.items() if value is not None}


def version(name: str, number: int, state: str) -> tuple[str, JSON]:
    body = {"name": f"{RING}/cryptoKeys/{name}/cryptoKeyVersions/{number}", "state": state, "algorithm": "HMAC_SHA256"}
    return f"{TYPE}Version", body


GOOD: Held = {
    "ring": ("cloudkms.googleapis.com/KeyRing", {"name": RING}),
    "empty ring": ("cloudkms.googleapis.com/KeyRing", {"name": RING.replace("Ward", "Empty")}),
    "key": key("Charts"),
    "version": version("Charts", 1, "ENABLED"),
    "twin": key("charts"),
    "signs": key("Signs", purpose="ASYMMETRIC_SIGN", rotationPeriod=None, nextRotationTime=None, primary=None),
    "signs 1": version("Signs", 1, "DESTROYED"),
    "signs 2": version("Signs", 2, "ENABLED"),
    "policy": (f"{POLICY}key", {"bindings": [{"role": "roles/r", "members": ["user:a@b.example"]}]}),
    "ring's": (f"{POLICY}ring", {"bindings": [{"role": "roles/r", "members": ["group:c@d.example"]}]}),
    "twin's": (f"{POLICY}twin", {"bindings": [{"role": "roles/r", "members": ["allUsers"]}]}),
}


def says(path: str, value: JSON = LEFT_OUT) -> Change:
    return "key", path, value


def granted(of: str, *members: str, **more: JSON) -> Change:
    return of, "bindings", [{"role": "roles/cloudkms.viewer", "members": [*members], **more}]


def signs(state: str) -> Change:
    return "signs 2", "state", state


OPEN = "permission/data"
OUTSIDE = says("versionTemplate.protectionLevel", "EXTERNAL")
NO_PERIOD = [says("rotationPeriod"), says("nextRotationTime")]
CONDITION = {"condition": {"title": "nights", "expression": "request.time > hunter2"}}
TABLE: list[Setting] = [
    ("kms.rotation", Key, "", CHARTS, "rotation_days", 90, []),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", 366, [says("rotationPeriod", "31536001s")]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", FOREVER, NO_PERIOD),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", FOREVER, [says("nextRotationTime")]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", 3652, [says("nextRotationTime", "2036-11-25T00:00:00Z")]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", None, [says("nextRotationTime", "2026-11-01T00:00:00Z")]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", 0, [*NO_PERIOD, says("importOnly", value=True)]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", 90, [says("importOnly", value=True)]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", 0, [*NO_PERIOD, OUTSIDE]),
    ("kms.rotation", Key, "", CHARTS, "rotation_days", None, [says("purpose")]),
    ("kms.rotation", Key, "", SIGNS, "rotation_days", 0, []),
    ("kms.state", Key, "", CHARTS, "state", "enabled", []),
    ("kms.state", Key, "", CHARTS, "state", "disabled", [says("primary.state", "DISABLED")]),
    ("kms.state", Key, "", CHARTS, "state", "dying", [says("primary.state", "DESTROY_SCHEDULED")]),
    ("kms.state", Key, "", CHARTS, "state", None, [says("primary.state", "DESTROYED")]),
    ("kms.state", Key, "", CHARTS, "state", None, [says("primary.state", "PENDING_GENERATION")]),
    ("kms.state", Key, "", CHARTS, "state", "enabled", [says("primary")]),
    ("kms.state", Key, "", SIGNS, "state", "enabled", []),
    ("kms.state", Key, "", SIGNS, "state", "disabled", [signs("DISABLED")]),
    ("kms.state", Key, "", SIGNS, "state", "dying", [signs("DESTROY_SCHEDULED")]),
    ("kms.state", Key, "", SIGNS, "state", None, [signs("PENDING_IMPORT")]),
    ("kms.recoverable", Key, "", CHARTS, "recoverable", True, []),
    ("kms.recoverable", Key, "", CHARTS, "recoverable", False, [says("destroyScheduledDuration", "0s")]),
    ("kms.recoverable", Key, "", CHARTS, "recoverable", True, [says("destroyScheduledDuration")]),
    ("kms.public", Exposure, OPEN, CHARTS, "audience", "owner", []),
    ("kms.public", Exposure, OPEN, CHARTS, "audience", "owner", [("policy", "", LEFT_OUT)]),
    ("kms.public", Exposure, OPEN, CHARTS, "audience", "everyone", [granted("policy", "user:a@b", "allUsers")]),
    ("kms.public", Exposure, OPEN, CHARTS, "audience", "any-account", [granted("policy", "allAuthenticatedUsers")]),
    ("kms.public", Exposure, OPEN, CHARTS, "audience", "everyone", [granted("policy", "allUsers", **CONDITION)]),
    ("kms.public", Exposure, OPEN, CHARTS, "audience", "everyone", [granted("ring's", "allUsers")]),
    ("kms.public", Exposure, OPEN, SIGNS, "audience", "any-account", [granted("ring's", "allAuthenticatedUsers")]),
    ("kms.public", Exposure, OPEN, TWIN, "audience", "everyone", []),
]


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("setting", TABLE, ids=named)
def test_a_setting(near: Google, setting: Setting, *, bulk: bool) -> None:
    follows(near, GOOD, setting, bulk=bulk)


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("changes", [[signs("DESTROYED")], [("signs 1", "", LEFT_OUT), ("signs 2", "", LEFT_OUT)]])
def test_of_a_key_that_was_destroyed_nothing_is_left(near: Google, changes: list[Change], *, bulk: bool) -> None:
    hold(near, GOOD, *changes)
    assert {f.resource for f in told(near, bulk=bulk) if f.kind == KEY} == {CHARTS, TWIN}


@pytest.mark.parametrize("changes", [[], [says("primary.state", "DISABLED")], [("signs 2", "", LEFT_OUT)]])
def test_both_ways_say_the_same(near: Google, changes: list[Change]) -> None:
    hold(near, GOOD, *changes)
    before = said(told(near, bulk=True))
    assert said(told(near, bulk=False)) == before
    near.pages.size = 1
    assert said(told(near, bulk=True)) == before
    assert said(told(near, bulk=False)) == before
    near.held.denied |= {"cloudasset.assets.listResource", "cloudasset.assets.listIamPolicy"}
    assert said(told(near, bulk=True)) == before
    near.held.denied.remove("cloudasset.assets.listResource")
    assert said(told(near, bulk=True)) == before


@pytest.mark.parametrize("bulk", WAYS)
def test_nothing_else_of_a_key_is_kept(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD, granted("policy", "allUsers", **CONDITION))
    assert "hunter2" not in repr(near_answers(near, asset_inventory=bulk))


@pytest.mark.parametrize("bulk", WAYS)
def test_every_kept_value_is_read(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD, granted("ring's", "allUsers"), says("destroyScheduledDuration", "0s"))
    idle = held.idle(near, bulk=bulk, of="kms.")
    outside = [*NO_PERIOD, says("versionTemplate.protectionLevel", "EXTERNAL"), says("primary.state", "DISABLED")]
    for changes in ([*NO_PERIOD, says("importOnly", value=True)], outside):
        hold(near, GOOD, granted("ring's"), *changes)
        idle &= held.idle(near, bulk=bulk, of="kms.")
    shown = {f"kms.{of}: bindings.role" for of in ("policy", "ring.policy")}
    single = {"kms.policy: etag", "kms.ring.policy: etag", "kms.versions: value.name"}
    # By Asset Inventory all keys and versions come at once: their names say of what they are.
    etags = {"kms.policy: etag", "kms.ring.policy: etag"}  # of those that Asset Inventory has no policy of
    assert idle == {*shown, *({"kms.rings: value.name", *etags} if bulk else single)}


def _unknown(near: Google) -> set[tuple[str, str, str]]:
    found = [f for f in told(near, bulk=False) if f.kind == KEY]
    return {(f.resource.rpartition("/")[2], why.field, why.outcome) for f in found for why in f.unread}


@pytest.mark.parametrize(
    ("right", "needed"),
    [
        ("cloudkms.cryptoKeys.getIamPolicy", {("Charts", "audience", "denied"), ("Signs", "audience", "denied")}),
        ("cloudkms.keyRings.getIamPolicy", {("Charts", "audience", "denied"), ("Signs", "audience", "denied")}),
        ("cloudkms.cryptoKeyVersions.list", {("Signs", "state", "denied")}),
    ],
)
def test_what_may_not_be_read_is_not_known(near: Google, right: str, needed: set[tuple[str, str, str]]) -> None:
    hold(near, GOOD)
    near.held.denied.add(right)
    # That everybody is let in by one of the two is known whatever the other says.
    twin = {("charts", "audience", "denied")} if right == "cloudkms.cryptoKeys.getIamPolicy" else set()
    assert _unknown(near) == needed | twin


@pytest.mark.parametrize("right", ["cloudkms.locations.list", "cloudkms.keyRings.list", "cloudkms.cryptoKeys.list"])
def test_what_may_not_be_listed_is_missing(near: Google, right: str) -> None:
    hold(near, GOOD)
    near.held.denied.add(right)
    gone = {("key", "", "denied"), ("exposure", "permission/data", "denied")}
    assert missing(told(near, bulk=False), KEY) == gone


def test_one_ring_that_cannot_be_read_hides_none_of_another(near: Google) -> None:
    other = RING.replace("europe-west3", "global")
    hold(near, {**GOOD, "other": ("cloudkms.googleapis.com/KeyRing", {"name": other})})

    def twisted(method: str, body: JSON) -> JSON:
        asked = near.calls
        if method.endswith("cryptoKeys.list") and not asked:
            near.calls.append("first")
            return {"cryptoKeys": "none"}
        return body

    near.twist = twisted
    found = told(near, bulk=False)
    assert missing(found, KEY)
    assert {f.resource for f in found if f.kind == KEY} >= {CHARTS}


def test_an_api_that_is_off_tells_nothing_and_asset_inventory_does(near: Google) -> None:
    hold(near, GOOD)
    near.held.disabled.add("cloudkms.googleapis.com")
    assert {outcome for *_, outcome in missing(told(near, bulk=False), KEY)} == {"denied"}
    answers = near_answers(near)
    bad = {a.question for a in answers if a.question.startswith("kms.") and a.outcome not in {"ok", "empty"}}
    assert bad == {"kms.policy", "kms.ring.policy"}  # what Asset Inventory has no policy of is asked of the service
    assert not missing(told(near, bulk=True), KEY)
    assert "kms.locations" not in {a.question for a in answers}


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize(
    ("word", "new", "field"), [("ENCRYPT_DECRYPT", "HOMOMORPHIC", "rotation_days"), ("ENABLED", "ASLEEP", "state")]
)
def test_a_word_that_is_new_is_not_guessed_at(near: Google, word: str, new: str, field: str, *, bulk: bool) -> None:
    hold(near, GOOD)
    near.twist = lambda _, body: json.loads(json.dumps(body).replace(f'"{word}"', f'"{new}"'))
    fact = one(told(near, bulk=bulk), Key, "", CHARTS)
    assert getattr(fact, field) is None
    assert (field, "unclear") in {(why.field, why.outcome) for why in fact.unread}


@pytest.mark.parametrize("purpose", sorted(STILL))
def test_of_a_purpose_that_cannot_rotate_that_is_known(near: Google, purpose: str) -> None:
    hold(near, GOOD, *NO_PERIOD, says("purpose", purpose))
    assert one(told(near, bulk=True), Key, "", CHARTS).rotation_days == 0  # type: ignore[attr-defined]


def test_all_purposes_of_googles_are_known() -> None:
    words = document("cloudkms.v1").schemas["CryptoKey"]["properties"]["purpose"]["enum"]
    assert {*words} - {"CRYPTO_KEY_PURPOSE_UNSPECIFIED", "ENCRYPT_DECRYPT"} == STILL
