"""Secret Manager: each setting as it should be, as it should not be, left out, and not to be read; by both ways."""

from typing import Any

import pytest

from collectors.gcp import QUESTIONS
from collectors.gcp.keys.secrets import KINDS, SECRET
from scanner.facts import FOREVER, Credential, DataStore, Exposure, Gap, facet
from tests.collectors.azure.settings import LEFT_OUT, Change, Setting
from tests.collectors.gcp import held
from tests.collectors.gcp.asking import near_answers
from tests.collectors.gcp.held import JSON, POLICY, WAYS, Held, follows, hold, missing, named, one, said, told
from tests.servers.google.double import NUMBER, Google

TYPE = "secretmanager.googleapis.com/Secret"
BASE = f"projects/{NUMBER}/secrets"
API, TWIN, PLACES = (f"//secretmanager.googleapis.com/{BASE}/{name}" for name in ("Api", "api", "Places"))
OWN = {"customerManagedEncryption": {"kmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}}


def secret(name: str, **more: JSON) -> tuple[str, JSON]:
    body = {
        "name": f"{BASE}/{name}",
        "createTime": "2020-01-01T00:00:00Z",
        "labels": {"secret": "hunter2"},
        "annotations": {"note": "hunter2"},
        "expireTime": "2026-12-05T12:00:00Z",
        "replication": {"automatic": OWN},
        **more,
    }
    return TYPE, body


def version(name: str, number: int, made: str, state: str = "ENABLED") -> tuple[str, JSON]:
    return f"{TYPE}Version", {"name": f"{BASE}/{name}/versions/{number}", "state": state, "createTime": made}


GOOD: Held = {
    "api": secret("Api"),
    "api 1": version("Api", 1, "2026-01-01T00:00:00Z"),
    "api 2": version("Api", 2, "2026-11-05T12:00:00.5Z"),
    "api 3": version("Api", 3, "2026-11-24T00:00:00Z", "DISABLED"),
    "twin": secret("api"),
    "twin 1": version("api", 1, "2024-11-25T12:00:00Z"),
    "places": secret("Places", replication={"userManaged": {"replicas": [{"location": "a", **OWN}, {}]}}),
    "places 1": version("Places", 1, "2026-11-25T00:00:00Z"),
    "none": secret("Empty"),
    "gone": secret("Gone"),
    "gone 1": version("Gone", 1, "2026-11-25T00:00:00Z", "DESTROYED"),
    "policy": (f"{POLICY}api", {"bindings": [{"role": "roles/r", "members": ["user:a@b.example"]}]}),
}


def at(name: str, path: str, value: JSON = LEFT_OUT) -> Change:
    return name, path, value


OPEN = "permission/data"
OFF = [at("api 1", "state", "DISABLED"), at("api 2", "state", "DISABLED")]
TABLE: list[Setting] = [
    ("secret.rotation", Credential, "secret", API, "age_days", 19, []),
    ("secret.rotation", Credential, "secret", API, "age_days", 328, [at("api 2", "state", "DESTROYED")]),
    ("secret.rotation", Credential, "secret", API, "age_days", 1, [at("api 3", "state", "ENABLED")]),
    ("secret.rotation", Credential, "secret", API, "age_days", None, [at("api 2", "createTime")]),
    ("secret.rotation", Credential, "secret", API, "age_days", None, [*OFF, at("api 3", "state", "STATE_UNSPECIFIED")]),
    ("secret.rotation", Credential, "secret", TWIN, "age_days", 730, []),
    ("secret.rotation", Credential, "secret", API, "stored", "vault", []),
    ("secret.end", Credential, "secret", API, "days_left", 10, []),
    ("secret.end", Credential, "secret", API, "days_left", FOREVER, [at("api", "expireTime")]),
    ("secret.cmek", DataStore, "", API, "encrypted", True, []),
    ("secret.cmek", DataStore, "", API, "documented", True, []),
    ("secret.cmek", DataStore, "", API, "customer_key", True, []),
    ("secret.cmek", DataStore, "", API, "customer_key", False, [at("api", "replication", {"automatic": {}})]),
    ("secret.cmek", DataStore, "", API, "customer_key", False, [at("api", "replication")]),
    ("secret.cmek", DataStore, "", PLACES, "customer_key", False, []),
    (
        "secret.cmek",
        DataStore,
        "",
        PLACES,
        "customer_key",
        True,
        [at("places", "replication.userManaged.replicas", [{"location": "a", **OWN}])],
    ),
    (
        "secret.cmek",
        DataStore,
        "",
        API,
        "customer_key",
        True,
        [at("api", "replication"), at("api", "customerManagedEncryption", OWN["customerManagedEncryption"])],
    ),
    ("secret.public", Exposure, OPEN, API, "audience", "owner", []),
    (
        "secret.public",
        Exposure,
        OPEN,
        API,
        "audience",
        "any-account",
        [at("policy", "bindings", [{"role": "roles/r", "members": ["allAuthenticatedUsers"]}])],
    ),
    ("secret.public", Exposure, OPEN, TWIN, "audience", "owner", []),
]


@pytest.mark.parametrize("bulk", WAYS)
@pytest.mark.parametrize("setting", TABLE, ids=named)
def test_a_setting(near: Google, setting: Setting, *, bulk: bool) -> None:
    follows(near, GOOD, setting, bulk=bulk)


@pytest.mark.parametrize("bulk", WAYS)
def test_of_a_secret_without_a_value_nothing_is_said(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    found = [f for f in told(near, bulk=bulk) if f.kind == SECRET and not isinstance(f, Gap)]
    assert {f.name for f in found} == {"Api", "api", "Places"}


@pytest.mark.parametrize("bulk", WAYS)
def test_a_secret_that_cannot_be_read_is_no_credential(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD, *OFF)
    found = [f for f in told(near, bulk=bulk) if f.resource == API]
    assert {type(f) for f in found} == {DataStore, Exposure}


def test_both_ways_say_the_same(near: Google) -> None:
    hold(near, GOOD)
    before = said(told(near, bulk=True))
    assert said(told(near, bulk=False)) == before
    near.pages.size = 1
    assert [said(told(near, bulk=bulk)) for bulk in WAYS] == [before, before]


def test_where_only_the_secrets_of_no_region_are_listed_the_others_are_missing(near: Google) -> None:
    """The global endpoint tells nothing of regional ones, and not that there are any."""
    hold(near, GOOD)
    regional = f"projects/{NUMBER}/locations/europe-west3/secrets/Ward"
    hold(near, {"ward": (TYPE, {"name": regional}), "1": (f"{TYPE}Version", {"name": f"{regional}/versions/1"})})
    assert missing(told(near, bulk=True), SECRET) == set()
    gone = missing(told(near, bulk=False), SECRET)
    assert (len(gone), {outcome for *_, outcome in gone}) == (len(KINDS[SECRET].gives), {"unclear"})
    near.denied.add("cloudasset.assets.listResource")
    assert missing(told(near, bulk=True), SECRET) == gone


@pytest.mark.parametrize("bulk", WAYS)
def test_no_value_is_asked_for_and_nothing_else_kept(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    assert "hunter2" not in repr(near_answers(near, asset_inventory=bulk))
    assert not [row.id for row in QUESTIONS if ":access" in row.path or row.needs.endswith("versions.access")]


@pytest.mark.parametrize("bulk", WAYS)
def test_every_kept_value_is_read(near: Google, *, bulk: bool) -> None:
    public = at("policy", "bindings", [{"role": "roles/r", "members": ["allUsers"]}])
    whole = at("places", "replication.userManaged.replicas", [{"location": "a", **OWN}])
    mine = [at("twin", "replication"), at("twin", "customerManagedEncryption", OWN["customerManagedEncryption"])]
    hold(near, GOOD, public, whole, *mine)
    # By Asset Inventory versions come all at once, and their names say of what they are.
    single = ("policy: etag",) if bulk else ("policy: etag", "versions: value.name")
    idle = {f"secretmanager.{name}" for name in ("policy: bindings.role", *single)}
    assert held.idle(near, bulk=bulk, of="secretmanager.") == idle


@pytest.mark.parametrize(
    ("right", "needed"),
    [
        ("secretmanager.versions.list", {(Credential, "secret")}),
        ("secretmanager.secrets.getIamPolicy", {(Exposure, OPEN)}),
    ],
)
def test_what_may_not_be_read_is_not_known(near: Google, right: str, needed: set[Any]) -> None:
    hold(near, GOOD)
    near.held.denied.add(right)
    found = [f for f in told(near, bulk=False) if f.kind == SECRET]
    assert {(type(f), facet(f)) for f in found for why in f.unread if why.outcome == "denied"} == needed


def test_what_may_not_be_listed_is_missing(near: Google) -> None:
    hold(near, GOOD)
    near.held.denied.add("secretmanager.secrets.list")
    gone = missing(told(near, bulk=False), SECRET)
    assert (len(gone), {outcome for *_, outcome in gone}) == (len(KINDS[SECRET].gives), {"denied"})


@pytest.mark.parametrize("bulk", WAYS)
def test_a_secret_is_everywhere_or_in_its_region(near: Google, *, bulk: bool) -> None:
    hold(near, GOOD)
    assert one(told(near, bulk=bulk), DataStore, "", API).site == "global"
    regional = f"projects/{NUMBER}/locations/europe-west3/secrets/Ward"
    hold(near, {"ward": (TYPE, {"name": regional}), "1": (f"{TYPE}Version", {"name": f"{regional}/versions/1"})})
    assert (
        one(told(near, bulk=True), DataStore, "", f"//secretmanager.googleapis.com/{regional}").site == "europe-west3"
    )
