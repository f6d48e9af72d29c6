"""botocore's models of the services, cut down to what is asked and kept: a fifth of the memory, and less to read.

What a model does not name no parser reads: of an answer nothing comes into memory but what may be kept of it.

Only those that botocore ships are read: files in ~/.aws/models could move endpoints without a trace.
"""

import gzip
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

import msgspec

from collectors.aws.asking.fields import Read, inner


class Call(NamedTuple):
    """What is asked of AWS, as its models call it."""

    service: str
    operation: str
    paths: tuple[str, ...] | None = None
    """JMESPath of what is read of its answers; None: all."""


Calls: TypeAlias = frozenset[Call]

_OWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # Roles and codes of devices; where a bucket is, which botocore asks for itself.
        "sts": ("AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity", "GetSessionToken"),
        "s3": ("HeadBucket",),
    }
)


@lru_cache(maxsize=2)
def loader(calls: Calls) -> Any:
    """One for all sessions: it reads and keeps the models of the services, the dearest part of a client.

    A service of which no call is named is loaded whole: the SDK itself talks to some.
    """
    from botocore.exceptions import DataNotFoundError  # the SDK loads where it is used
    from botocore.loaders import JSONFileLoader, Loader

    wanted: dict[str, list[Call]] = {}
    for call in calls:
        own = [Call(call.service, operation) for operation in _OWN.get(call.service, ())]
        wanted.setdefault(call.service, own).append(call)

    class Files(JSONFileLoader):
        def load_file(self, file_path: str) -> Any:
            return _file(file_path)

    class Lean(Loader):
        FILE_LOADER_CLASS = Files

        def __init__(self) -> None:
            super().__init__(include_default_search_paths=False, extra_search_paths=[Loader.BUILTIN_DATA_PATH])
            self._lean: dict[str, Any] = {}

        def load_service_model(self, service_name: str, type_name: str, api_version: str | None = None) -> Any:
            if type_name != "service-2" or service_name not in wanted:
                return super().load_service_model(service_name, type_name, api_version)
            if service_name not in self._lean:
                model = super().load_service_model(service_name, type_name, api_version)
                self._lean[service_name] = _lean(model, wanted[service_name], self._paging(service_name))
                cache: dict[tuple[str, ...], Any] = self._cache  # type: ignore[attr-defined]  # the stubs lack it
                # It would keep the whole. Others make clients at the same time.
                for key in [key for key in tuple(cache) if key[0].startswith("load_") and "service-2" in repr(key)]:
                    cache.pop(key, None)
            return self._lean[service_name]

        def _paging(self, service_name: str) -> Mapping[str, Any]:
            try:
                paging: Mapping[str, Any] = super().load_service_model(service_name, "paginators-1")["pagination"]
            except DataNotFoundError:
                return {}
            return paging

    return Lean()


def _file(place: str) -> Any:
    """As botocore reads it, but several times faster."""
    for name, unpacked in ((f"{place}.json.gz", gzip.decompress), (f"{place}.json", bytes)):
        if (path := Path(name)).is_file():
            return msgspec.json.decode(unpacked(path.read_bytes()))
    return None


def _lean(model: dict[str, Any], calls: Collection[Call], paging: Mapping[str, Any]) -> dict[str, Any]:
    """The model with these operations, those that find endpoints, and what is read of the shapes that they need."""
    asked = {c.operation for c in calls}
    operations = {
        name: operation
        for name, operation in model["operations"].items()
        if name in asked or operation.get("endpointoperation")
    }
    read = Read(model["shapes"])
    cut = asked - {c.operation for c in calls if c.paths is None}
    for name, operation in operations.items():
        read.take(_of_operation(operation, answer=name not in cut))
    for call in calls:
        if call.operation in cut and "output" in operations[call.operation]:
            for path in (*(call.paths or ()), *_pages(paging.get(call.operation, {}))):
                read.note(path, operations[call.operation]["output"]["shape"])
    shapes: dict[str, Any] = {}
    waiting = [name for operation in operations.values() for name in _of_operation(operation, answer=True)]
    while waiting:
        if (name := waiting.pop()) not in shapes:
            shapes[name] = _cut(model["shapes"][name], read.fields.get(name, ()))
            waiting += inner(shapes[name])
    for part in (*operations.values(), *shapes.values()):
        _silence(part)
    return {**model, "operations": operations, "shapes": shapes}


def _cut(shape: Mapping[str, Any], fields: Collection[str]) -> Mapping[str, Any]:
    if "members" not in shape:
        return shape
    kept = {name: m for name, m in shape["members"].items() if name in fields or name == shape.get("payload")}
    return {**shape, "members": kept}


def _pages(config: Mapping[str, Any]) -> Iterator[str]:
    """What botocore reads of an answer to know whether more comes, and what is joined."""
    for key in ("output_token", "more_results", "result_key", "non_aggregate_keys"):
        said = config.get(key, ())
        yield from [said] if isinstance(said, str) else said


def _of_operation(operation: Mapping[str, Any], *, answer: bool) -> Iterator[str]:
    """The shapes that an operation names."""
    parts = [operation[part] for part in ("input", *(["output"] if answer else [])) if part in operation]
    return (part["shape"] for part in (*parts, *operation.get("errors", ())))


def _silence(part: dict[str, Any]) -> None:
    """Take out its documentation, which is most of it."""
    part.pop("documentation", None)
    for named in (*part.get("members", {}).values(), *(part[p] for p in ("member", "key", "value") if p in part)):
        named.pop("documentation", None)
