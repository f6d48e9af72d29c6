"""What the double of Google tells, and what it refuses: near by, as no wire changes anything in it."""

import re
from typing import Any

import pytest

from tests.servers.google.assets import PLACES
from tests.servers.google.documents import DOCUMENTS, document, routes
from tests.servers.google.double import NUMBER, PROJECT, Google
from tests.servers.google.refusals import NoSuchCall, Refused, too_many

JSON = Any
BUCKETS = "storage.googleapis.com/storage/v1/b"
COMPUTE = f"compute.googleapis.com/compute/v1/projects/{PROJECT}"
ASSETS = f"cloudasset.googleapis.com/v1/projects/{PROJECT}/assets"
RING = f"projects/{PROJECT}/locations/europe-west1/keyRings/k"
MANAGER = "cloudresourcemanager.googleapis.com/v3"


def got(it: Google, place: str, *query: tuple[str, str], verb: str = "GET", body: bytes = b"") -> JSON:
    return it.answer(verb, place, query, body)


def refused(it: Google, place: str, *query: tuple[str, str], verb: str = "GET", body: bytes = b"") -> Refused:
    with pytest.raises(Refused) as caught:
        it.answer(verb, place, query, body)
    return caught.value


def bucket(it: Google, name: str = "charts", **more: JSON) -> str:
    return it.held.put("storage.googleapis.com/Bucket", {"name": name, "location": "EU", **more})


def test_every_host_is_the_one_that_its_documents_name() -> None:
    assert [document(name).host for names in DOCUMENTS.values() for name in names] == [
        host for host, names in DOCUMENTS.items() for _ in names
    ]


@pytest.mark.parametrize("type_", PLACES)
def test_every_type_is_of_a_path_or_a_schema_that_there_is(type_: str) -> None:
    host, _, path = re.sub(r"\{[\w.]+\}", "x-1", PLACES[type_].replace("{scope}", "projects/x")).partition("/")
    whole = any(name.endswith(type_.partition("/")[2]) for d in DOCUMENTS[host] for name in document(d).schemas)
    assert whole if PLACES[type_].endswith(("/v1/{name}", "/v2/{name}", "/v3/{name}")) else routes(host, f"/{path}")


@pytest.mark.parametrize(
    ("where", "body", "said"),
    [
        ("storage.googleapis.com/Bucket", {"name": "x", "iamConfig": {}}, r"\$\.iamConfig: no such name"),
        ("storage.googleapis.com/Bucket", {"name": "x", "versioning": {"enabled": "true"}}, "is no boolean"),
        ("compute.googleapis.com/Disk", {"name": "x", "zone": "z", "sizeGb": 10}, "10 is no int64"),
        ("compute.googleapis.com/Disk", {"name": "x", "zone": "z", "status": "READYISH"}, "is none of"),
        ("compute.googleapis.com/Disk", {"name": "x"}, "zone is told neither"),
        ("dns.googleapis.com/dns/v1/projects/alder-prod/policys/x", {"name": "x"}, "has such a path"),
        ("secretmanager.googleapis.com/Secret", {"name": "projects/other/secrets/x"}, "not in projects/alder-prod"),
    ],
)
def test_what_google_could_not_answer_is_not_put(near: Google, where: str, body: JSON, said: str) -> None:
    with pytest.raises((ValueError, KeyError), match=said):
        near.held.put(where, body)


@pytest.mark.parametrize(
    ("place", "query", "code", "said"),
    [
        (f"{COMPUTE}/global/firewals", {}, 404, "was not found on this server"),
        ("pubsub.googleapis.com/v1/projects/p/topics", {}, 404, "was not found on this server"),
        (f"{MANAGER}/projects/{PROJECT}:getIamPolicy", {}, 404, "was not found on this server"),
        (BUCKETS, {}, 400, "Required parameter: project"),
        (BUCKETS, {"project": PROJECT, "maxresults": "1"}, 400, 'Unknown name "maxresults"'),
        (BUCKETS, {"project": PROJECT, "projection": "some"}, 400, "Invalid value at 'projection'"),
        (BUCKETS, {"project": PROJECT, "pageToken": "x"}, 400, "page token is not valid"),
        (BUCKETS, {"project": PROJECT, "fields": "items(nam)"}, 400, "Invalid field selection nam"),
        (BUCKETS, {"project": PROJECT, "prefix": "x"}, 501, "this double does not"),
        (BUCKETS, {"project": "other"}, 404, "projects/other"),
        (f"{BUCKETS}/none", {}, 404, "was not found"),
        (f"{COMPUTE}/aggregated/disks", {"maxResults": "501"}, 400, r"\[0, 500\]"),
        (f"{COMPUTE}/aggregated/disks", {"maxResults": "-1"}, 400, r"\[0, 500\]"),
        (ASSETS, {"contentType": "resource"}, 400, "Invalid value at 'contentType'"),
        (ASSETS, {"pageSize": "1001"}, 400, r"\[1, 1000\]"),
        (ASSETS, {"assetTypes": "storage.googleapis.com/Buckets"}, 400, "Unsupported asset type"),
        (f"cloudkms.googleapis.com/v1/projects/{PROJECT}/locations/-/keyRings", {}, 400, "Malformed name"),
        (f"cloudkms.googleapis.com/v1/{RING}/cryptoKeys", {}, 404, "keyRings/k' was not found"),
        (f"logging.googleapis.com/v2/projects/{NUMBER}1/sinks", {}, 403, r"'logging\.sinks\.list' denied"),
    ],
)
def test_refused(near: Google, place: str, query: dict[str, str], code: int, said: str) -> None:
    why = refused(near, place, *query.items())
    assert why.status == code
    assert re.search(said, why.message)
    assert isinstance(why, NoSuchCall) == ("on this server" in said)


def test_nothing_is_changed_and_no_body_is_passed_over(near: Google) -> None:
    place = bucket(near)
    assert refused(near, place, verb="DELETE").status == 501
    body = b'{"options": {"requestedVersion": 3}}'
    assert refused(near, f"{MANAGER}/projects/{PROJECT}:getIamPolicy", verb="POST", body=body).status == 400


def test_pages(near: Google) -> None:
    for n in range(5):
        bucket(near, f"b{n}")
    project, found, token = ("project", PROJECT), [], ""
    while True:
        said = got(near, BUCKETS, project, ("maxResults", "2"), *([("pageToken", token)] if token else []))
        found.append([row["name"] for row in said["items"]])
        if not (token := said.get("nextPageToken", "")):
            break
    assert found == [["b0", "b1"], ["b2", "b3"], ["b4"]]
    near.pages.size = 1
    token = got(near, BUCKETS, project)["nextPageToken"]
    assert refused(near, BUCKETS, project, ("projection", "full"), ("pageToken", token)).status == 400


def test_a_list_tells_less_than_the_thing_itself(near: Google) -> None:
    place = bucket(near, acl=[])
    assert "acl" in got(near, place)
    assert "acl" not in got(near, BUCKETS, ("project", PROJECT))["items"][0]
    dataset = {
        "datasetReference": {"datasetId": "d", "projectId": PROJECT},
        "access": [{"specialGroup": "allAuthenticatedUsers"}],
    }
    one = near.held.put("bigquery.googleapis.com/Dataset", dataset)
    assert "access" in got(near, one)
    assert "access" not in got(near, one.rpartition("/")[0])["datasets"][0]


def test_places_without_anything_are_named_with_a_warning(near: Google) -> None:
    near.held.put("compute.googleapis.com/Disk", {"name": "d", "zone": "europe-west1-b"})
    said = got(near, f"{COMPUTE}/aggregated/disks")["items"]
    assert [d["name"] for d in said.pop("zones/europe-west1-b")["disks"]] == ["d"]
    assert {part["warning"]["code"] for part in said.values()} == {"NO_RESULTS_ON_PAGE"}
    assert "global" not in said


def test_fields(near: Google) -> None:
    bucket(near, encryption={"defaultKmsKeyName": "k"}, versioning={"enabled": True})
    query = (("project", PROJECT), ("fields", "items(name,encryption/defaultKmsKeyName),nextPageToken"))
    assert got(near, BUCKETS, *query) == {"items": [{"name": "charts", "encryption": {"defaultKmsKeyName": "k"}}]}


def test_policies(near: Google) -> None:
    place = bucket(near)
    assert got(near, f"{place}/iam") == {
        "kind": "storage#policy",
        "resourceId": "projects/_/buckets/charts",
        "etag": "ACAB",
    }
    condition = {"title": "t", "expression": "true"}
    near.held.policy(place, {"bindings": [{"role": "roles/x", "members": ["allUsers"], "condition": condition}]})
    plain = got(near, f"{place}/iam")["bindings"][0]
    assert plain["role"].startswith("roles/x_withcond_")
    assert "condition" not in plain
    assert got(near, f"{place}/iam", ("optionsRequestedPolicyVersion", "3"))["bindings"][0]["condition"] == condition
    with pytest.raises(ValueError, match="no IAM policy"):
        near.held.policy(place, {"binding": []})
    asked = f"cloudresourcemanager.googleapis.com/v1/projects/{NUMBER}:getIamPolicy"
    assert got(near, asked, verb="POST") == {"etag": "ACAB"}


def test_both_ways_tell_the_same(near: Google) -> None:
    bucket(near)
    near.held.put("cloudkms.googleapis.com/KeyRing", {"name": RING})
    key = near.held.put("cloudkms.googleapis.com/CryptoKey", {"name": f"{RING}/cryptoKeys/c", "purpose": "MAC"})
    near.held.policy(key, {"bindings": [{"role": "roles/x", "members": ["allUsers"]}]})
    near.add("projects/other", "9", "folders/55").put("storage.googleapis.com/Bucket", {"name": "elsewhere"})
    said = got(near, ASSETS, ("contentType", "RESOURCE"))["assets"]
    rows = {row["name"]: row for row in said}
    assert rows["//storage.googleapis.com/charts"]["resource"]["data"] == got(
        near, f"{BUCKETS}/charts", ("projection", "full")
    )
    assert "//storage.googleapis.com/elsewhere" not in rows
    name = f"//cloudkms.googleapis.com/{RING}/cryptoKeys/c"
    assert rows[name]["resource"]["data"] == got(near, key)
    assert rows[name]["resource"]["parent"] == f"//cloudkms.googleapis.com/{RING}"
    assert rows[name]["ancestors"] == [f"projects/{NUMBER}", "folders/55", "organizations/77"]
    assert f"//cloudresourcemanager.googleapis.com/projects/{NUMBER}" in rows
    policies = got(near, ASSETS, ("contentType", "IAM_POLICY"))["assets"]
    assert [(row["name"], row["iamPolicy"]["bindings"]) for row in policies] == [
        (name, got(near, f"{key}:getIamPolicy")["bindings"])
    ]
    query = (("contentType", "RESOURCE"), ("assetTypes", "storage.*"))
    below = got(near, "cloudasset.googleapis.com/v1/organizations/77/assets", *query)["assets"]
    assert [row["name"] for row in below] == ["//storage.googleapis.com/charts", "//storage.googleapis.com/elsewhere"]


@pytest.mark.parametrize(
    ("denied", "place", "query"),
    [
        ("storage.buckets.list", BUCKETS, {"project": PROJECT}),
        ("cloudsql.instances.list", f"sqladmin.googleapis.com/v1/projects/{PROJECT}/instances", {}),
        ("compute.disks.list", f"{COMPUTE}/aggregated/disks", {}),
        ("logging.sinks.list", f"logging.googleapis.com/v2/projects/{PROJECT}/sinks", {}),
        ("cloudasset.assets.listIamPolicy", ASSETS, {"contentType": "IAM_POLICY"}),
    ],
)
def test_denied(near: Google, denied: str, place: str, query: dict[str, str]) -> None:
    assert got(near, place, *query.items()) is not None
    near.held.denied.add(denied)
    why = refused(near, place, *query.items())
    assert why.status == 403
    assert denied in why.message
    assert ("errors" in why.body["error"]) == (why.api in {"storage", "sqladmin", "compute"})


def test_an_api_that_is_not_switched_on(near: Google) -> None:
    near.held.disabled |= {"compute.googleapis.com", "cloudkms.googleapis.com"}
    for place in (f"{COMPUTE}/global/firewalls", f"cloudkms.googleapis.com/v1/projects/{PROJECT}/locations"):
        why = refused(near, place)
        assert why.details[1]["reason"] == "SERVICE_DISABLED"
        assert why.details[1]["metadata"] == {"service": place.partition("/")[0], "consumer": f"projects/{NUMBER}"}
        old = why.body["error"].get("errors", [{}])[0].get("reason")
        assert old == ("accessNotConfigured" if why.api == "compute" else None)


def test_secrets_of_a_region_are_refused_at_the_global_endpoint(near: Google) -> None:
    base = f"secretmanager.googleapis.com/v1/projects/{PROJECT}"
    for place in ("/secrets", "/secrets/x/versions", "/secrets/x:getIamPolicy"):
        why = refused(near, f"{base}/locations/europe-west3{place}")
        assert (why.status, why.code) == (400, "INVALID_ARGUMENT")
    assert got(near, f"{base}/secrets") == {}


def test_refused_once_and_twisted(near: Google) -> None:
    near.refusals["storage.buckets.list"] = [too_many(7)]
    why = refused(near, BUCKETS, ("project", PROJECT))
    assert (why.status, why.headers) == (429, {"Retry-After": "7"})
    near.twist = lambda method, body: {"items": []} if method == "storage.buckets.list" else body
    assert got(near, BUCKETS, ("project", PROJECT)) == {"items": []}


def test_the_tree(near: Google) -> None:
    near.add("projects/other", "9", "folders/55").denied.add("resourcemanager.projects.get")
    found = got(near, f"{MANAGER}/projects:search", ("query", "parent:folders/55"))["projects"]
    assert [row["projectId"] for row in found] == [PROJECT]
    assert len(got(near, f"{MANAGER}/projects", ("parent", "folders/55"))["projects"]) == 2
    assert got(near, f"{MANAGER}/projects/{NUMBER}")["parent"] == "folders/55"
    old = got(near, f"cloudresourcemanager.googleapis.com/v1/projects/{PROJECT}")
    assert (old["projectNumber"], old["parent"]) == (NUMBER, {"type": "folder", "id": "55"})
    assert refused(near, f"{MANAGER}/projects:search", ("query", "labels.x:y")).status == 501


def test_workspace(near: Google) -> None:
    customer = near.scopes["customers/C01abcdef"]
    base = "admin.googleapis.com/admin/directory/v1/users"
    customer.put(f"{base}/n@alder.example", {"primaryEmail": "n@alder.example", "isEnrolledIn2Sv": True})
    assert got(near, base, ("customer", "my_customer"))["users"][0]["isEnrolledIn2Sv"] is True
    assert refused(near, base, ("customer", "my_customer"), ("maxResults", "501")).status == 400


def test_a_name_with_a_slash_in_it(near: Google) -> None:
    near.held.put("logging.googleapis.com/LogMetric", {"name": "audit/changes", "filter": "x"})
    base = f"logging.googleapis.com/v2/projects/{PROJECT}/metrics"
    assert [row["name"] for row in got(near, base)["metrics"]] == ["audit/changes"]
    assert got(near, f"{base}/audit%2Fchanges")["filter"] == "x"
    assert isinstance(refused(near, f"{base}/audit/changes"), NoSuchCall)
