"""The way of a question over the wire. botocore serialises, signs, parses and judges; what lies between is kept short.

Its own way there goes through four forms of the same headers and a dozen events, and takes a third of the time of a
scan. Imported only where a client is made.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from hmac import HMAC
from io import BytesIO
from itertools import count
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode
from xml.etree.ElementTree import ParseError, iterparse

from botocore import auth
from botocore.endpoint import convert_to_response_dict
from botocore.httpchecksum import handle_checksum_body

from collectors.aws.asking.asker import Told
from collectors.aws.asking.reply import Headers
from collectors.aws.asking.signature import keyed, leanly
from collectors.aws.asking.transport import Transport

_FAILED: Final = 300
_BROKEN: Final = 500
_PAGE: Final = re.compile(rb"\s*<(!doctype\s+)?html", re.IGNORECASE)
"""How a page for people begins."""
_TEXTS: Final = frozenset({"blob", "string"})
"""Kinds of what a whole body may be, and in which anything may stand."""
_WHOSE: Final = "AWS::Auth::AccountId"
"""Rules that know of it depend on who asks."""
_UNLIKE: Final = frozenset({"AWS::S3Control::UseArnRegion"})
"""Rules that know of one of these look deeper into names."""
_ANY: Final = "any-name-at-all"
_PLAIN: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,39}(?<!-s3alias)")
"""Names that are neither ARNs nor of one of the kinds that S3 tells by their endings, and which a host may have."""
_ASKED: Final = "safeguard-name"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Request:
    """A request as botocore signs and sends one."""

    stream_output = False
    params = _NOTHING

    def __init__(self, asked: Mapping[str, Any]) -> None:
        self.method: str = asked["method"]
        self.context: dict[str, Any] = asked["context"]
        self.auth_path: str | None = asked.get("auth_path")
        body = asked["body"]
        self.body: bytes = urlencode(body, doseq=True).encode() if isinstance(body, dict) else body or b""
        self.headers = Headers(asked["headers"])
        self.url: str = asked["url"]

    @property
    def url(self) -> str:
        """Where it goes. A handler may move it, and its host with it."""
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url = url
        self.headers["host"] = _host(url.partition("?")[0])

    def seal(self) -> None:
        """Add what is not signed: a proxy may write it anew."""
        if not isinstance(self.headers, Headers):  # the signer of awscrt, where that is installed, leaves others
            self.headers = Headers(self.headers)
        self.headers["accept-encoding"] = "identity"
        if self.body or self.method not in {"GET", "HEAD"}:
            self.headers["content-length"] = str(len(self.body))


@lru_cache(maxsize=1024)
def _host(url: str) -> str:
    return str(auth._host_from_url(url))  # type: ignore[attr-defined]  # noqa: SLF001  # as it is signed


class Endpoints:
    """In the place of what finds a client's endpoints: each is found once, with any name of a bucket or a table.

    Half of the rules ask what kind of a name it is. Of plain ones all that follows is the same, but for the name.
    """

    def __init__(self, resolver: Any) -> None:
        self._resolver, self._found = resolver, dict[tuple[str, Any], Any]()
        self._moved: set[str] = set()
        """Buckets that lie in another region than the client."""
        builtins = {definition.builtin for definition in resolver._param_definitions.values()}  # noqa: SLF001  # private
        self._whose = resolver._builtins.get(_WHOSE) if _WHOSE in builtins else None  # noqa: SLF001
        self._unlike = not builtins.isdisjoint(_UNLIKE)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._resolver, name)

    def construct_endpoint(self, operation_model: Any, call_args: Any, request_context: Any) -> Any:
        """The endpoint of an operation. Raises botocore's."""
        depends = [p.member_name for p in operation_model.context_parameters if p.member_name in call_args]
        name = call_args[depends[0]] if depends else ""
        if (
            self._unlike
            or operation_model.operation_context_parameters
            or not self._plain(depends, name, request_context)
        ):
            return self._resolver.construct_endpoint(operation_model, call_args, request_context)
        key = operation_model.name, self._whose() if callable(self._whose) else self._whose
        if key not in self._found:
            any_ = {**call_args, **dict.fromkeys(depends, _ANY)}
            self._found[key] = self._resolver.construct_endpoint(operation_model, any_, request_context)
        found = self._found[key]
        return found._replace(url=found.url.replace(_ANY, name)) if name else found

    def _plain(self, depends: list[str], name: Any, context: dict[str, Any]) -> bool:
        """Nothing depends on the parameters but by one plain name, and of that nothing is known."""
        if not depends:
            return True
        if len(depends) > 1 or not (isinstance(name, str) and _PLAIN.fullmatch(name)):
            return False
        if context.get(_ASKED) == name:  # a second time for one request: it was sent on to another region
            self._moved.add(name)
        context[_ASKED] = name
        return name not in self._moved


class Wire:
    """Stands in a client where botocore's endpoint stood."""

    def __init__(self, client: Any, transport: Transport, told: Told, keys: Callable[..., HMAC] = keyed) -> None:
        """`keys`: gives signing keys, and may remember them."""
        self._old, model = client._endpoint, client.meta.service_model  # noqa: SLF001  # botocore lets none be chosen
        if client._ruleset_resolver:  # noqa: SLF001
            client._ruleset_resolver = Endpoints(client._ruleset_resolver)  # noqa: SLF001
        self._old.http_session = self._transport = transport
        self._sign = leanly(client._request_signer, keys)  # noqa: SLF001
        self._parser = self._old._response_parser_factory.create_parser(model.resolved_protocol)  # noqa: SLF001
        self._events, self._service = client.meta.events, model.service_id.hyphenize()
        self._masks = self._service == "s3"
        """Some of its errors come as if all were well."""
        self._told = told

    def make_request(self, operation_model: Any, request_dict: dict[str, Any]) -> Any:
        """Send a request, and again as long as `needs-retry` says so. What came, raw and parsed; raises botocore's."""
        again = self._old._needs_retry  # noqa: SLF001  # it waits, too
        for attempt in count(1):
            came, err = self._once(operation_model, request_dict)
            # As it was parsed: S3 says of some that all is well, and puts an error into the body.
            if came and came[1]["ResponseMetadata"]["HTTPStatusCode"] < _FAILED:
                # As nearly all are: nobody wants it again, and only who keeps the pace wants to know.
                self._told.good(came, request_dict["context"])
                return came
            if not again(attempt, operation_model, request_dict, came, err):
                break
        if err:
            raise err
        return came

    def _once(self, operation: Any, asked: Mapping[str, Any]) -> tuple[Any, Exception | None]:
        request = Request(asked)
        self._sign(operation.name, request)
        request.seal()
        self._told.sends(request)
        try:
            response = self._transport.send(request)
        except Exception as err:  # noqa: BLE001  # whatever it is, `needs-retry` is asked about it, and it goes on
            return None, err
        return (response, self._parsed(operation, response, asked["context"])), None

    def _parsed(self, operation: Any, response: Any, context: dict[str, Any]) -> dict[str, Any]:
        said = convert_to_response_dict(response, operation)
        handle_checksum_body(response, said, context, operation)
        more: dict[str, Any] = {}
        if not self._masks or _expires(operation):
            self._events.emit(
                f"before-parse.{self._service}.{operation.name}",
                operation_model=operation,
                response_dict=said,
                customized_response_dict=more,
            )
        elif _masked(operation, said):
            said["status_code"] = _BROKEN
        if said["status_code"] < _FAILED and _PAGE.match(response.content):
            # Somebody on the way has answered; parsed, it would be an answer in which nothing is set.
            response.status_code = said["status_code"] = _BROKEN
            return _by_status(said)
        return {**self._read(operation, response, said), **more}

    def _read(self, operation: Any, response: Any, said: dict[str, Any]) -> dict[str, Any]:
        try:
            parsed: dict[str, Any] = self._parser.parse(said, operation.output_shape)
            if response.status_code >= _FAILED:
                self._old._add_modeled_error_fields(said, parsed, operation, self._parser)  # noqa: SLF001
        except Exception:  # what garbage makes of the parsers has no end
            if said["status_code"] >= _FAILED:
                return _by_status(said)
            if not self._masks:
                raise
            said["status_code"] = _BROKEN  # as botocore takes what S3 breaks off: it is asked again
            return self._read(operation, response, said)
        return parsed


def _expires(operation: Any) -> bool:
    """It tells a time that botocore reads with care, before all else."""
    return operation.output_shape is not None and "Expires" in operation.output_shape.members


def _masked(operation: Any, said: Mapping[str, Any]) -> bool:
    """An error that S3 sends as if all were well. botocore parses each answer twice to see that it is none."""
    if b"<Error" not in said["body"] or said["status_code"] >= _FAILED or not operation.output_shape:
        return False
    payload = operation.output_shape.members.get(operation.output_shape.serialization.get("payload"))
    return (payload is None or payload.type_name not in _TEXTS) and _root(said["body"]) == "Error"


def _root(body: bytes) -> str:
    """The name of what a body of XML holds, whatever stands before it, without its namespace."""
    with suppress(ParseError):
        for _, root in iterparse(BytesIO(body), ("start",)):  # noqa: S314  # it comes from AWS, and ends where it begins
            return str(root.tag).rpartition("}")[2]
    return ""


def _by_status(said: Mapping[str, Any]) -> dict[str, Any]:
    """What botocore makes of an error that a balancer sends as HTML: of it there is no more than its status."""
    status = said["status_code"]
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": said["headers"]}
    return {"Error": {"Code": str(status), "Message": ""}, "ResponseMetadata": metadata}
