"""Answers of AWS from plain values: held against botocore's output shapes, written in each operation's own protocol."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from tests.servers.aws_proxy import REQUEST, Fault, Reply, Request, asks

Body: TypeAlias = Mapping[str, Any]
Canned: TypeAlias = Mapping[str, Body | Callable[[Request], Body | Reply | None]]
"""By `service.Operation`: what is answered, or what makes it of a request (None: moto answers)."""

_SCALARS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "blob": (bytes,),
}


class NotAsModelledError(AssertionError):
    """A body that the operation could not have: a test that rests on it would prove nothing."""


@lru_cache(maxsize=512)
def _operation(name: str) -> Any:
    service, _, call = name.partition(".")
    return get_service_model(service).operation_model(call)


def reply(operation: str, body: Body) -> Reply:
    """A good answer to an operation, in bytes. Timestamps are given as `datetime`.

    Raises:
        NotAsModelledError: the operation's model knows no such member, or another type or value of it.
    """
    model = _operation(operation)
    check(model.output_shape, body, operation)
    protocol = model.service_model.resolved_protocol
    made = get_serializer_class(model.service_model.service_name, protocol)(model).serialize(dict(body))
    content, headers = made["body"], dict(made["headers"])
    data = content.encode() if isinstance(content, str) else bytes(content)
    data = data.replace(b"request-id", REQUEST.encode())  # moto's stands for one
    return Reply(int(made["status_code"]), data, headers.pop("Content-Type", "application/xml"), more=headers)


def check(shape: Any, value: Any, where: str) -> None:
    """Hold a value against a shape. Raises `NotAsModelledError`."""
    kind = shape.type_name
    if kind == "structure":
        if unknown := set(value) - set(shape.members):
            raise NotAsModelledError(f"{where}: no members {sorted(unknown)}; there are {sorted(shape.members)}")
        for name, inner in value.items():
            check(shape.members[name], inner, f"{where}.{name}")
    elif kind == "list":
        for n, inner in enumerate(value):
            check(shape.member, inner, f"{where}[{n}]")
    elif kind == "map":
        for name, inner in value.items():
            check(shape.key, name, f"{where} key")
            check(shape.value, inner, f"{where}.{name}")
    else:
        _scalar(shape, value, where)


def _scalar(shape: Any, value: Any, where: str) -> None:
    number = isinstance(value, bool) and shape.type_name != "boolean"
    if not isinstance(value, _SCALARS[shape.type_name]) or number:
        raise NotAsModelledError(f"{where}: {value!r} is no {shape.type_name}")
    if getattr(shape, "enum", None) and value not in shape.enum:
        raise NotAsModelledError(f"{where}: {value!r} is none of {shape.enum}")


def answering(canned: Canned) -> Fault:
    """Answer these operations, and pass all others on."""
    table = [(asks(operation), operation, body) for operation, body in canned.items()]

    def fault(request: Request) -> Reply | None:
        for recognise, operation, body in table:
            if recognise(request):
                made = body(request) if callable(body) else body
                return made if made is None or isinstance(made, Reply) else reply(operation, made)
        return None

    return fault


def parameters(request: Request) -> Any:
    """What a request in JSON asks with."""
    return json.loads(request.body or b"{}")
