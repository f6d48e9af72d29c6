"""Google's own clients, as they are, ask the double as they ask Google."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import google.auth
import httplib2
import pytest
from google.api_core.exceptions import Forbidden, NotFound
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession
from google.cloud import storage
from google.oauth2 import service_account as files
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient import discovery
from googleapiclient.errors import HttpError

from tests.servers.google.credentials import service_account
from tests.servers.google.double import Google

SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]


@pytest.fixture
def reader(it: Google, tmp_path: Path) -> Credentials:
    made: Credentials = files.Credentials.from_service_account_file(str(service_account(it, tmp_path)), scopes=SCOPES)
    return made


def test_a_session(it: Google, reader: Credentials) -> None:
    it.held.put("dns.googleapis.com/Policy", {"name": "p", "enableLogging": True})
    with AuthorizedSession(reader) as session:
        got = session.get(f"{it.origin}/dns.googleapis.com/dns/v1/projects/{it.held.id}/policies", timeout=20)
        none = session.get(f"{it.origin}/dns.googleapis.com/dns/v1/projects/{it.held.id}/policy", timeout=20)
    assert (got.status_code, [p["name"] for p in got.json()["policies"]]) == (200, ["p"])
    assert (none.status_code, none.headers["Content-Type"]) == (404, "text/html; charset=UTF-8")
    assert it.calls[0] == "POST oauth2.googleapis.com/token"


def test_the_client_for_storage(it: Google, reader: Credentials) -> None:
    it.pages.size = 2
    for n in range(5):
        place = it.held.put("storage.googleapis.com/Bucket", {"name": f"b{n}", "location": "EU"})
    it.held.policy(place, {"bindings": [{"role": "roles/storage.objectViewer", "members": ["allUsers"]}]})
    endpoint = f"{it.origin}/storage.googleapis.com"
    client = storage.Client(it.held.id, reader, client_options={"api_endpoint": endpoint})
    assert [bucket.name for bucket in client.list_buckets()] == ["b0", "b1", "b2", "b3", "b4"]
    bucket = client.bucket("b4")
    assert bucket.get_iam_policy(requested_policy_version=3)["roles/storage.objectViewer"] == {"allUsers"}
    with pytest.raises(NotFound):
        client.get_bucket("b9")
    it.held.denied.add("storage.buckets.list")
    with pytest.raises(Forbidden, match=r"storage\.buckets\.list"):
        list(client.list_buckets())
    client.close()


@contextmanager
def _built(it: Google, reader: Credentials, api: str, version: str, base: str) -> Iterator[Any]:
    http = AuthorizedHttp(reader, httplib2.Http(ca_certs=str(it.trusted)))
    options = {"api_endpoint": f"{it.origin}/{base}"}
    with closing(discovery.build(api, version, http=http, client_options=options, static_discovery=True)) as made:
        yield made


def test_the_client_that_is_made_of_the_documents(it: Google, reader: Credentials) -> None:
    it.pages.size = 1
    for zone in ("europe-west1-b", "us-central1-a"):
        it.held.put("compute.googleapis.com/Disk", {"name": f"d-{zone}", "zone": zone})
    with _built(it, reader, "compute", "v1", "compute.googleapis.com/compute/v1/") as compute:
        request, found = compute.disks().aggregatedList(project=it.held.id), []
        while request is not None:
            said = request.execute()
            found += [d["name"] for part in said["items"].values() for d in part.get("disks", ())]
            request = compute.disks().aggregatedList_next(request, said)
        assert found == ["d-europe-west1-b", "d-us-central1-a"]
        it.held.disabled.add("compute.googleapis.com")
        with pytest.raises(HttpError, match="has not been used in project"):
            compute.firewalls().list(project=it.held.id).execute()


def test_policies_and_assets_by_that_client(it: Google, reader: Credentials) -> None:
    it.held.policy("", {"bindings": [{"role": "roles/owner", "members": ["user:o@alder.example"]}]})
    with _built(it, reader, "cloudresourcemanager", "v3", "cloudresourcemanager.googleapis.com/") as manager:
        asked = {"resource": it.held.name, "body": {"options": {"requestedPolicyVersion": 3}}}
        assert manager.projects().getIamPolicy(**asked).execute()["bindings"][0]["role"] == "roles/owner"
    with _built(it, reader, "cloudasset", "v1", "cloudasset.googleapis.com/") as inventory:
        said = inventory.assets().list(parent="organizations/77", contentType="IAM_POLICY").execute()
        assert [asset["iamPolicy"]["bindings"][0]["role"] for asset in said["assets"]] == ["roles/owner"]


def test_the_default_credentials(it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(service_account(it, tmp_path)))
    found, project = google.auth.default(scopes=SCOPES)
    assert project == it.held.id
    got = AuthorizedSession(found).get(
        f"{it.origin}/sqladmin.googleapis.com/v1/projects/{project}/instances", timeout=20
    )
    assert got.json() == {}
