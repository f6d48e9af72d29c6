"""The way of a question over the wire. botocore serialises, signs, parses and judges; what lies between is kept short.

Its own way there goes through four forms of the same headers and a dozen events, and takes a third of the time of a
scan. Imported only where a client is made.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import count
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from botocore import auth
from botocore.endpoint import convert_to_response_dict
from botocore.httpchecksum import handle_checksum_body

from collectors.aws.asking.reply import Headers
from collectors.aws.asking.transport import Transport

_FAILED: Final = 300
_OF_CALLERS: Final = frozenset({"AWS::Auth::AccountId", "AWS::S3::UseGlobalEndpoint", "AWS::S3Control::UseArnRegion"})
"""Rules that know of these depend on who asks, or on what earlier answers said of a bucket."""
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
        self.headers = Headers(self.headers)  # the signer of awscrt, where that is installed, leaves others
        self.headers["accept-encoding"] = "identity"
        if self.body or self.method not in {"GET", "HEAD"}:
            self.headers["content-length"] = str(len(self.body))


@lru_cache(maxsize=1024)
def _host(url: str) -> str:
    return str(auth._host_from_url(url))  # type: ignore[attr-defined]  # noqa: SLF001  # as it is signed


class Endpoints:
    """In the place of what finds a client's endpoints: what depends on no parameter and no caller it finds once."""

    def __init__(self, resolver: Any) -> None:
        self._resolver, self._found = resolver, dict[str, Any]()
        builtins = {definition.builtin for definition in resolver._param_definitions.values()}  # noqa: SLF001  # private
        self._whose = bool(builtins & _OF_CALLERS)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._resolver, name)

    def construct_endpoint(self, operation_model: Any, call_args: Any, request_context: Any) -> Any:
        """The endpoint of an operation. Raises botocore's."""
        if self._whose or operation_model.context_parameters or operation_model.operation_context_parameters:
            return self._resolver.construct_endpoint(operation_model, call_args, request_context)
        if operation_model.name not in self._found:
            found = self._resolver.construct_endpoint(operation_model, call_args, request_context)
            self._found[operation_model.name] = found
        return self._found[operation_model.name]


class Wire:
    """Stands in a client where botocore's endpoint stood."""

    def __init__(self, client: Any, transport: Transport) -> None:
        self._old, model = client._endpoint, client.meta.service_model  # noqa: SLF001  # botocore lets none be chosen
        if client._ruleset_resolver:  # noqa: SLF001
            client._ruleset_resolver = Endpoints(client._ruleset_resolver)  # noqa: SLF001
        self._old.http_session = self._transport = transport
        self._sign = client._request_signer.sign  # noqa: SLF001
        self._parser = self._old._response_parser_factory.create_parser(model.resolved_protocol)  # noqa: SLF001
        self._events, self._service = client.meta.events, model.service_id.hyphenize()

    def make_request(self, operation_model: Any, request_dict: dict[str, Any]) -> Any:
        """Send a request, and again as long as `needs-retry` says so. What came, raw and parsed; raises botocore's."""
        again = self._old._needs_retry  # noqa: SLF001  # it waits, too
        for attempt in count(1):
            came, err = self._once(operation_model, request_dict)
            if not again(attempt, operation_model, request_dict, came, err):
                break
        if err:
            raise err
        return came

    def _once(self, operation: Any, asked: Mapping[str, Any]) -> tuple[Any, Exception | None]:
        request = Request(asked)
        self._sign(operation.name, request)
        request.seal()
        try:
            self._emit("before-send", operation, request=request)
            response = self._transport.send(request)
        except Exception as err:  # noqa: BLE001  # whatever it is, `needs-retry` is asked about it, and it goes on
            return None, err
        return (response, self._parsed(operation, response, asked["context"])), None

    def _parsed(self, operation: Any, response: Any, context: dict[str, Any]) -> dict[str, Any]:
        said = convert_to_response_dict(response, operation)
        handle_checksum_body(response, said, context, operation)
        more: dict[str, Any] = {}
        self._emit(
            "before-parse", operation, operation_model=operation, response_dict=said, customized_response_dict=more
        )
        parsed = {**self._parser.parse(said, operation.output_shape), **more}
        if response.status_code >= _FAILED:
            self._old._add_modeled_error_fields(said, parsed, operation, self._parser)  # noqa: SLF001
        return parsed

    def _emit(self, event: str, operation: Any, **said: Any) -> None:
        self._events.emit(f"{event}.{self._service}.{operation.name}", **said)
