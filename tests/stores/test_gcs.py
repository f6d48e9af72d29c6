"""What Google Cloud Storage is sent, and what is said of what it answers, as far as no server here holds to it."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
import urllib3

from scanner.stores import StoreError
from scanner.stores.buckets import SIGN_IN, parse
from scanner.stores.gcs import GCS
from scanner.stores.opening import open_store
from scanner.stores.remote import RemoteStore

UNTIL = datetime(2090, 3, 1, tzinfo=UTC)
BUCKET = {"name": "evidence", "objectRetention": {"mode": "Enabled"}}


class Google:
    """Answers by method and the last part of the path; keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {("GET", "evidence"): (200, BUCKET)}
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, **__: object) -> requests.Response:
        self.sent.append(request)
        path = str(request.url).partition("?")[0].rpartition("/")[2]
        code, body = self.answers.get((str(request.method), path), (404, {}))
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = code, str(request.url), request
        answer._content = json.dumps(body).encode()  # noqa: SLF001  # as its own adapter does
        answer.headers["Content-Type"] = "application/json"
        return answer


@pytest.fixture
def google(monkeypatch: pytest.MonkeyPatch) -> Google:
    double = Google()
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:1")
    monkeypatch.setattr(requests.Session, "send", double.send)
    return double


def test_a_member_is_new_and_locked(google: Google) -> None:
    google.answers["POST", "o"] = (200, {"name": "prod/store.json", "generation": "1"})
    google.answers["GET", "o"] = (200, {})
    store = open_store("gs://evidence/prod?lock=compliance&kms_key=k", create=True)
    store.create("log/000000", b"x", UNTIL)
    sent = google.sent[-1]
    assert "ifGenerationMatch=0" in str(sent.url)
    assert "kmsKeyName=k" in str(sent.url)
    body = sent.body if isinstance(sent.body, bytes) else b""
    assert b'"retention": {"mode": "Locked", "retainUntilTime": "2090-03-01T00:00:00.000000Z",' in body
    assert b'"crc32c": ' in body


def test_a_head_that_is_replaced_while_it_is_read(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    """A night of ours is not lost because another scanner seals its own."""
    about = {"name": "prod/checkpoint", "generation": "1", "size": "3", "bucket": "evidence"}
    google.answers["GET", "prod%2Fcheckpoint"] = (200, about)
    store = RemoteStore(GCS(parse("gs", "//evidence/prod", names=1, options=())), "x")
    answered = google.send
    monkeypatch.setattr(requests.Session, "send", lambda _, request, **__: _late(google, request, answered(request)))
    assert store.read("checkpoint") == b"two"


def _late(google: Google, request: requests.PreparedRequest, answer: requests.Response) -> requests.Response:
    """What it says to whoever wants the bytes of the generation that was there a moment ago, and of the next one."""
    if "alt=media" in str(request.url):
        new = "ifGenerationMatch=2" in str(request.url)
        answer.status_code, said = (200, b"two") if new else (412, b"{}")
        answer.raw = urllib3.HTTPResponse(io.BytesIO(said), preload_content=False)
        answer._content, answer._content_consumed = False, False  # noqa: SLF001  # as its own adapter does
        google.answers["GET", "prod%2Fcheckpoint"][1]["generation"] = "2"
    return answer


@pytest.mark.parametrize(
    ("bucket", "why"),
    [
        ({"retentionPolicy": {"retentionPeriod": "9"}}, "its bucket has a retention policy, under which the newest"),
        (
            {"objectRetention": None},
            r"is to lock what is put there \(compliance\), and its bucket has no object retention",
        ),
    ],
)
def test_buckets_that_cannot_hold_a_store(google: Google, bucket: dict[str, Any], why: str) -> None:
    google.answers["GET", "evidence"] = (200, BUCKET | bucket)
    with pytest.raises(StoreError, match=why):
        open_store("gs://evidence/prod?lock=compliance", create=True)
    assert {request.method for request in google.sent} == {"GET"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (403, "Forbidden. store.json was not read.\n  Next: allow storage.objects.get there to whom you sign in as"),
        (401, f"InvalidOperation. store.json was not read.\n  Next: {SIGN_IN['gs']}"),  # nobody to renew it for
    ],
)
def test_what_is_refused(google: Google, code: int, said: str) -> None:
    refused = {"error": {"message": "user:a@b.example has no access, token ya29.secret"}}
    google.answers["GET", "prod%2Fstore.json"] = (code, refused)
    with pytest.raises(StoreError) as err:
        open_store("gs://evidence/prod")
    assert str(err.value) == f"the store gs://evidence/prod: {said}"
