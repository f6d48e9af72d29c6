"""botocore's models of the services, cut down to what is asked: a fifth of the memory, and less to make clients of.

Only those that botocore ships are read: files in ~/.aws/models could move endpoints without a trace.
"""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import msgspec

Calls: TypeAlias = frozenset[tuple[str, str]]
"""Services and operations, as their models call them."""

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
    from botocore.loaders import JSONFileLoader, Loader  # the SDK loads where it is used

    wanted: dict[str, set[str]] = {}
    for service, call in calls:
        wanted.setdefault(service, {*_OWN.get(service, ())}).add(call)

    class Files(JSONFileLoader):
        def load_file(self, file_path: str) -> Any:
            # As botocore does, but several times faster.
            for name, unpacked in ((f"{file_path}.json.gz", gzip.decompress), (f"{file_path}.json", bytes)):
                if (path := Path(name)).is_file():
                    return msgspec.json.decode(unpacked(path.read_bytes()))
            return None

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
                self._lean[service_name] = _lean(model, wanted[service_name])
                cache: dict[tuple[str, ...], Any] = self._cache  # type: ignore[attr-defined]  # the stubs lack it
                for key in [key for key in cache if key[0].startswith("load_") and "service-2" in repr(key)]:
                    del cache[key]  # it would keep the whole
            return self._lean[service_name]

    return Lean()


def _lean(model: dict[str, Any], calls: Iterable[str]) -> dict[str, Any]:
    """The model with these operations, those that find endpoints, and the shapes that they need."""
    operations = {
        name: operation
        for name, operation in model["operations"].items()
        if name in calls or operation.get("endpointoperation")
    }
    shapes: dict[str, Any] = {}
    waiting = [name for operation in operations.values() for name in _of_operation(operation)]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = model["shapes"][name]
            waiting += _of_shape(shapes[name])
    for part in (*operations.values(), *shapes.values()):
        _silence(part)
    return {**model, "operations": operations, "shapes": shapes}


def _of_operation(operation: Mapping[str, Any]) -> Iterator[str]:
    """The shapes that an operation names."""
    parts = [operation[part] for part in ("input", "output") if part in operation]
    return (part["shape"] for part in (*parts, *operation.get("errors", ())))


def _of_shape(shape: Mapping[str, Any]) -> list[str]:
    """The shapes that a shape names."""
    parts = [shape[part] for part in ("member", "key", "value") if part in shape]
    return [part["shape"] for part in (*parts, *shape.get("members", {}).values())]


def _silence(part: dict[str, Any]) -> None:
    """Take out its documentation, which is most of it."""
    part.pop("documentation", None)
    for inner in (*part.get("members", {}).values(), *(part[p] for p in ("member", "key", "value") if p in part)):
        inner.pop("documentation", None)
