"""Where drops arrive: buckets as they answer, and lists of hosts."""

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from collectors.drop import places
from collectors.drop.packet import RefusedError
from scanner.collector import CollectError
from tests.servers.moto import Moto, moto_server


@pytest.fixture(scope="module")
def s3() -> Iterator[Moto]:
    with moto_server() as server:
        client = server.client("s3")
        client.create_bucket(Bucket="clinic")
        for key, body in OBJECTS.items():
            client.put_object(Bucket="clinic", Key=key, Body=body)
        yield server


OBJECTS = {
    "night/laptop-7.drop": b"seven",
    "night/laptop-8.drop": b"eight",
    "night/large.drop": bytes((8 << 20) + 1),
    "night/readme.txt": b"none of ours",
    "nightly/laptop-9.drop": b"of another place",
}


def found(place: str, only: str = "") -> dict[str, str]:
    seen = {}
    for one in places.drops(place, only=only):
        try:
            seen[one.where] = f"{one.host}: {one.read().decode()}"
        except RefusedError as err:
            seen[one.where] = f"{one.host}: {err}"
    return seen


def wanted(scheme: str) -> dict[str, str]:
    return {
        f"{scheme}://clinic/night/laptop-7.drop": "laptop-7: seven",
        f"{scheme}://clinic/night/laptop-8.drop": "laptop-8: eight",
        f"{scheme}://clinic/night/large.drop": "large: it has more than 8 MiB",
    }


def test_a_bucket_of_s3(s3: Moto, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ENDPOINT_URL": s3.url, "ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "y"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert found("s3://clinic/night") == found("s3://clinic/night/") == wanted("s3")
    assert [*found("s3://clinic/night", only="laptop-7")] == ["s3://clinic/night/laptop-7.drop"]
    with pytest.raises(CollectError, match=r"^s3://other: cannot be listed \(NoSuchBucket\)$"):
        found("s3://other/night")


class Storage(http.server.BaseHTTPRequestHandler):
    """As much of Cloud Storage's JSON API as lists and gives objects, a page of two at a time."""

    refuse: ClassVar[int] = 0

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        name = unquote(url.path.rpartition("/o/")[2]) if "/o/" in url.path else ""
        if self.refuse:
            self._say(self.refuse, b'{"error": {"message": "no"}}')
        elif name:
            self._say(200, OBJECTS[name])
        else:
            self._say(200, json.dumps(self._page(asked)).encode())

    def _page(self, asked: dict[str, str]) -> dict[str, object]:
        names = sorted(name for name in OBJECTS if name.startswith(asked.get("prefix", "")))
        start = int(asked.get("pageToken", 0))
        items = [{"name": n, "bucket": "clinic", "size": str(len(OBJECTS[n]))} for n in names[start : start + 2]]
        return {"items": items} | ({"nextPageToken": str(start + 2)} if start + 2 < len(names) else {})

    def _say(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody listens."""


@contextmanager
def storage(refuse: int = 0) -> Iterator[str]:
    Storage.refuse = refuse
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Storage) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(10)


def test_a_bucket_of_cloud_storage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    with storage() as url:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", url)
        assert found("gs://clinic/night") == wanted("gs")
    with storage(refuse=403) as url:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", url)
        with pytest.raises(CollectError, match=r"^gs://clinic: cannot be listed \(Forbidden\)$"):
            found("gs://clinic/night")


def test_one_file_and_one_host_of_a_folder(tmp_path: Path) -> None:
    for name in ("laptop-7", "laptop-8"):
        (tmp_path / f"{name}.drop").write_bytes(name.encode())
    assert [*found(str(tmp_path / "laptop-8.drop")).values()] == ["laptop-8: laptop-8"]
    assert [*found(str(tmp_path), only="laptop-7").values()] == ["laptop-7: laptop-7"]
