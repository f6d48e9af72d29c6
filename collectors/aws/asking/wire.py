"""The way of a question over the wire. botocore serialises, signs, parses and judges; what lies between is kept short.

Its own way there goes through four forms of the same headers and a dozen events, and takes a third of the time of a
scan. Imported only where a client is made.
"""

from collections.abc import Mapping
from itertools import count
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from botocore import auth
from botocore.endpoint import convert_to_response_dict
from botocore.httpchecksum import handle_checksum_body

from collectors.aws.asking.transport import Headers, Transport

_FAILED: Final = 300
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Request:
    """A request as botocore signs and sends one."""

    stream_output = False
    params = _NOTHING

    def __init__(self, asked: Mapping[str, Any]) -> None:
        self.method: str = asked["method"]
        self.url: str = asked["url"]
        self.context: dict[str, Any] = asked["context"]
        self.auth_path: str | None = asked.get("auth_path")
        body = asked["body"]
        self.body: bytes = urlencode(body, doseq=True).encode() if isinstance(body, dict) else body or b""
        self.headers = Headers(asked["headers"])
        if self.method not in {"GET", "HEAD"}:
            self.headers["content-length"] = str(len(self.body))


class Wire:
    """Stands in a client where botocore's endpoint stood."""

    def __init__(self, client: Any, transport: Transport) -> None:
        self._old, model = client._endpoint, client.meta.service_model  # noqa: SLF001  # botocore lets none be chosen
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
        request.headers["host"] = auth._host_from_url(request.url)  # type: ignore[attr-defined]  # noqa: SLF001
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
