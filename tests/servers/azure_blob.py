"""A double of Azure Blob Storage's REST API on loopback: conditions, blocks, versions and version-level immutability.

It knows only what a store asks. Azurite, which is asked too (azurite.py), has no immutability at all.
"""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

ACCOUNT, KEY = "evidence", base64.b64encode(b"k" * 64).decode()
_DATE = "%a, %d %b %Y %H:%M:%S GMT"


@dataclass
class Version:
    """One version of a blob."""

    data: bytes
    number: int
    etag: str
    written: datetime
    until: str = ""
    mode: str = ""
    deleted: bool = False
    """Somebody has deleted the blob; this older version of it is kept."""


@dataclass
class Account:
    """What a container holds, and how it is set."""

    immutable: bool = True
    """Version-level immutability support, and versions with it."""
    policy: bool = False
    """A policy of the container as a whole."""
    page: int = 5000
    blobs: dict[str, list[Version]] = field(default_factory=dict)
    deny: set[str] = field(default_factory=set)
    """Methods that are refused."""
    refuse: set[str] = field(default_factory=set)
    """Blobs that nobody may lock."""
    seen: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    lock: Any = field(default_factory=threading.Lock)
    blocks: dict[tuple[str, str], bytes] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))


@contextmanager
def azure_blob(account: Account) -> Iterator[str]:
    """Serve it; the address of the account."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.account = account  # type: ignore[attr-defined]  # for its handlers
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{ACCOUNT}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    @property
    def it(self) -> Account:
        account: Account = self.server.account  # type: ignore[attr-defined]  # see above
        return account

    def _asked(self) -> tuple[str, dict[str, str], bytes]:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        _, _, _, *rest = unquote(parts.path).split("/", 3)
        name = rest[0] if rest else ""
        self.it.seen.append((self.command, name, {key.lower(): value for key, value in self.headers.items()}))
        return name, query, body

    def _reply(self, code: int, body: bytes = b"", error: str = "", **headers: str) -> None:
        self.send_response(code)
        if error:
            body = b"" if self.command == "HEAD" else f"<Error><Code>{error}</Code></Error>".encode()
            self.send_header("x-ms-error-code", error)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _dispatch(self) -> None:
        name, query, body = self._asked()
        if self.command in self.it.deny:
            return self._reply(403, error="AuthorizationPermissionMismatch")
        if query.get("comp") == "list":
            return self._list(query)
        if not name:
            flags = {"x-ms-has-immutability-policy": self.it.policy}
            flags["x-ms-immutable-storage-with-versioning-enabled"] = self.it.immutable
            return self._reply(200, ETag='"0x1"', **{key: str(value).lower() for key, value in flags.items()})  # type: ignore[arg-type]  # none is called body
        with self.it.lock:
            getattr(self, f"_{self.command.lower()}")(name, query, body)
        return None

    do_GET = do_PUT = do_HEAD = do_DELETE = _dispatch  # noqa: N815  # as the base calls them

    def _put(self, name: str, query: dict[str, str], body: bytes) -> None:
        there = self.it.blobs.get(name, [])
        if query.get("comp") == "block":
            self.it.blocks[name, query["blockid"]] = body
            return self._reply(201)
        if query.get("comp") == "immutabilityPolicies":
            if name in self.it.refuse:
                return self._reply(403, error="AuthorizationPermissionMismatch")
            there[-1].until = self.headers["x-ms-immutability-policy-until-date"]
            there[-1].mode = self.headers["x-ms-immutability-policy-mode"]
            return self._reply(200)
        sent = self.headers.get("Content-MD5")
        if sent and base64.b64decode(sent) != hashlib.md5(body).digest():  # noqa: S324  # what the protocol has
            return self._reply(400, error="Md5Mismatch")
        if self.headers.get("If-None-Match") == "*" and there:
            return self._reply(409, error="BlobAlreadyExists")
        if (wanted := self.headers.get("If-Match")) and (not there or there[-1].etag != wanted):
            return self._reply(412, error="ConditionNotMet")
        if query.get("comp") == "blocklist":
            listed = [str(one.text) for one in ET.fromstring(body)]  # noqa: S314  # of our own
            body = b"".join(self.it.blocks.pop((name, block)) for block in listed)
        number = next(self.it.numbers)
        until = self.headers.get("x-ms-immutability-policy-until-date", "")
        mode = self.headers.get("x-ms-immutability-policy-mode", "")
        made = Version(body, number, f'"0x{number:X}"', datetime.now(UTC), until, mode)
        self.it.blobs[name] = [*(there if self.it.immutable else ()), made]
        return self._reply(201, ETag=made.etag, Last_Modified=f"{made.written:{_DATE}}")

    def _get(self, name: str, query: dict[str, str], body: bytes) -> None:  # noqa: ARG002  # all take the same
        there = self.it.blobs.get(name)
        if not there or there[-1].deleted:
            return self._reply(404, error="BlobNotFound")
        last = there[-1]
        about: dict[str, Any] = {
            "ETag": last.etag,
            "Last_Modified": f"{last.written:{_DATE}}",
            "x_ms_blob_type": "BlockBlob",
        }
        if last.until:
            about |= {"x_ms_immutability_policy_until_date": last.until, "x_ms_immutability_policy_mode": last.mode}
        if self.command == "HEAD":
            return self._reply(200, **about, Content_Length=str(len(last.data)))
        if (wanted := self.headers.get("If-Match")) and wanted != last.etag:
            return self._reply(412, error="ConditionNotMet")
        start, end = 0, len(last.data) - 1
        if ranged := self.headers.get("x-ms-range") or self.headers.get("Range"):
            first, _, final = ranged.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(final or end), end)
            if start >= len(last.data):
                return self._reply(416, error="InvalidRange")
            about["Content_Range"] = f"bytes {start}-{end}/{len(last.data)}"
        return self._reply(206 if ranged else 200, last.data[start : end + 1], **about)

    _head = _get

    def _delete(self, name: str, query: dict[str, str], body: bytes) -> None:  # noqa: ARG002  # as above
        there = self.it.blobs.get(name, [])
        number = int(query["versionid"]) if "versionid" in query else there[-1].number if there else 0
        if any(one.number == number and one.mode for one in there):
            return self._reply(409, error="BlobImmutableDueToPolicy")
        left = [one for one in there if one.number != number]
        self.it.blobs[name] = left
        if not left:
            del self.it.blobs[name]
        return self._reply(202)

    def _list(self, query: dict[str, str]) -> None:
        prefix, versions = query.get("prefix", ""), "versions" in query.get("include", "")
        rows = [
            (name, one, one is all_of[-1] and not one.deleted)
            for name, all_of in sorted(self.it.blobs.items())
            if name.startswith(prefix) and (versions or not all_of[-1].deleted)
            for one in (all_of if versions else all_of[-1:])
        ]
        start = int(query.get("marker") or 0)
        page, more = rows[start : start + self.it.page], start + self.it.page < len(rows)
        self._reply(
            200,
            (
                '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="c">'
                f"<Prefix>{prefix}</Prefix><Blobs>"
                f"{''.join(_row(*row, versions=versions) for row in page)}"
                f"</Blobs><NextMarker>{start + self.it.page if more else ''}</NextMarker></EnumerationResults>"
            ).encode(),
            Content_Type="application/xml",
        )


def _row(name: str, one: Version, current: bool, *, versions: bool) -> str:  # noqa: FBT001  # a row as it was made
    about = f"<VersionId>{one.number}</VersionId>" if versions else ""
    about += "<IsCurrentVersion>true</IsCurrentVersion>" if versions and current else ""
    return (
        f"<Blob><Name>{name}</Name>{about}<Properties><Last-Modified>{one.written:{_DATE}}</Last-Modified>"
        f"<Etag>{one.etag}</Etag><Content-Length>{len(one.data)}</Content-Length><BlobType>BlockBlob</BlobType>"
        f"</Properties></Blob>"
    )
