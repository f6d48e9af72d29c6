"""Asks Cloud Storage through google-cloud-storage's client. What came over the wire is kept."""

import threading
from contextlib import suppress
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.storage import Client

from collectors.google.way import Session, reply
from collectors.google.way import Way as Google
from collectors.rest.way import Reply
from scanner.answers import JSON

_BUCKETS: Final = "/storage/v1/b"


class Storage(Google):
    """The client for buckets, as a way. Safe to be used by many threads."""

    def __init__(self, origin: str, session: Session, *, standard: bool) -> None:
        super().__init__(origin, session, standard=standard)
        self._came = threading.local()
        self._lock = threading.Lock()
        self._client: Client | None = None

    def send(self, method: str, url: str, body: JSON) -> Reply:
        """Ask for a page of buckets, for one's policy, or for what else there is, without the client.

        Raises what google-auth and requests raise.
        """
        parts = urlsplit(url[len(self.origin) :])
        if parts.path != _BUCKETS and not parts.path.endswith("/iam"):
            return super().send(method, url, body)
        words, client = dict(parse_qsl(parts.query)), self._made()
        self._came.response = None
        with suppress(GoogleAPICallError):  # what it makes its error of is kept, and classified as all others are
            if parts.path == _BUCKETS:
                some = client.list_buckets(
                    project=words["project"], page_token=words.get("pageToken"), page_size=1000, retry=None
                )
                next(some.pages, None)
            else:
                name = unquote(parts.path.removeprefix(f"{_BUCKETS}/").removesuffix("/iam"))
                client.bucket(name).get_iam_policy(requested_policy_version=3, retry=None)
        return reply(self._came.response) if self._came.response is not None else super().send(method, url, body)

    def _made(self) -> Client:
        session = self._session.authorized()
        with self._lock:
            if self._client is None:
                session.hooks["response"].append(self._seen)
                self._client = Client(
                    project="",
                    credentials=session.credentials,
                    _http=session,
                    client_options={"api_endpoint": self.origin},
                )
        return self._client

    def _seen(self, response: Any, **_: Any) -> None:
        self._came.response = response
