"""A moto server that counts what it is asked: `python -m tests.servers.counted PORT`. For benchmarks.

Of what moto lacks there is nothing in its account, and no error.
"""

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, TypeAlias
from urllib.request import urlopen

from tests.servers.aws_proxy import Request
from tests.servers.aws_shapes import answering
from tests.servers.moto import Moto, running
from tests.servers.quiet import quiet

WSGI: TypeAlias = Callable[[dict[str, Any], Any], Iterable[bytes]]
_SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/")
_BUCKET = re.compile(rb"(<CreationDate>[^<]*</CreationDate>)(\s*</Bucket>)")


def counting(app: WSGI) -> WSGI:
    """Count calls by the service that they were signed for; `/counted` tells, and begins anew."""
    calls: Counter[str] = Counter()
    lacking = answering(quiet())

    def counted(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/counted":
            told = json.dumps(calls).encode()
            calls.clear()
            start("200 OK", [("content-length", str(len(told)))])
            return [told]
        environ["RAW_URI"] = environ["REQUEST_URI"]  # as moto looks for it, so that what is escaped stays so
        request = _request(environ)
        calls[f"{request.service}:{request.operation if request.operation.isalnum() else request.method}"] += 1
        if reply := lacking(request):
            headers = {"content-type": reply.type, "content-length": str(len(reply.body)), **reply.more}
            start(f"{reply.status} Said", [*headers.items()])
            return [reply.body]
        if environ["PATH_INFO"] == "/" and "max-buckets" in environ["QUERY_STRING"]:
            return _with_regions(app, environ, start)
        return app(environ, start)

    return counted


def _request(environ: dict[str, Any]) -> Request:
    """What is asked, so that it can be read again."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    signed = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    region, service = signed.groups() if signed else ("", "")
    headers = {"x-amz-target": environ["HTTP_X_AMZ_TARGET"]} if "HTTP_X_AMZ_TARGET" in environ else {}
    path = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
    return Request(service, region, environ["REQUEST_METHOD"], path, headers, body)


def _with_regions(app: WSGI, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    """The list of buckets with each one's region: AWS says it where the list comes in pages, moto does not."""
    said: list[Any] = []
    body = b"".join(app(environ, lambda *answer: said.append(answer)))
    body = _BUCKET.sub(rb"\1<BucketRegion>us-east-1</BucketRegion>\2", body)
    status, headers = said[0][:2]
    start(status, [*((k, v) for k, v in headers if k.lower() != "content-length"), ("content-length", str(len(body)))])
    return [body]


@contextmanager
def counted_moto() -> Iterator[Moto]:
    """Start one, wait until it answers, end it."""
    with running("tests.servers.counted", "{port}") as server:
        yield server


def calls(server: Moto) -> dict[str, int]:
    """What it was asked since the last time, by service."""
    with urlopen(f"{server.url}/counted", timeout=10) as answer:  # noqa: S310  # our own server
        return dict(json.load(answer))


def _versions(storage: Any) -> Iterator[Any]:
    """All versions of all functions. Moto copies each function whole, its code too: half a minute for some hundreds."""
    for group in [*storage._functions.values()]:  # noqa: SLF001
        newest = copy(group["latest"])
        newest.function_arn = f"{newest.function_arn}:$LATEST"
        yield from (newest, *group["versions"])


def main() -> None:
    """Serve until ended."""
    from moto.awslambda.models import LambdaStorage
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from waitress import serve

    LambdaStorage.all = _versions  # type: ignore[method-assign,assignment]  # a quicker one of the same shape
    # Not by werkzeug, moto's own: it closes every connection, and AWS keeps them open.
    serve(
        counting(DomainDispatcherApplication(create_backend_app)),
        listen=f"127.0.0.1:{sys.argv[1]}",
        threads=16,
        connection_limit=2000,
    )


if __name__ == "__main__":
    main()
