"""What Microsoft's own package says of Graph's paths: fetched from PyPI, and kept as two lists beside this file.

`python -m tests.servers.graph.official` writes them anew. A line of `paths.txt` is one call that reads: the path with
names in braces, the kind of thing it answers with, and the options of its query. A line of `fields.txt` is a kind of
thing with all its fields.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.servers.arm.official import fetched

PATHS: Final = Path(__file__).with_name("paths.txt")
FIELDS: Final = Path(__file__).with_name("fields.txt")
PACKAGE: Final = "msgraph-sdk==1.65.0"
_FAMILIES: Final[Mapping[str, int]] = {
    "identity": 4,
    "policies": 4,
    "users": 3,
    "groups": 3,
    "groupSettings": 3,
    "roleManagement": 4,
    "reports": 4,
    "auditLogs": 3,
    "applications": 3,
    "servicePrincipals": 3,
    "directoryRoles": 3,
    "organization": 3,
    "identityGovernance": 5,
    "subscribedSkus": 3,
}
"""Those that could matter, by the first word of a path; and how many words one may have to do so."""
_TEMPLATE: Final = re.compile(r'"\{\+baseurl\}(/[^"{]*(?:\{[\w%]+\}[^"{]*)*)(?:\{\?([^}]*)\})?"')
_MODEL: Final = re.compile(r"async def get\(.*?-> Optional\[(\w+?)(?:CollectionResponse)?\]")
_CLASS: Final = re.compile(r"^class (\w+)\((?:(\w+), )?", re.MULTILINE)
_FIELD: Final = re.compile(r'"(@?[\w.]+)": lambda n')


def calls(wheel: Path) -> Iterator[str]:
    """The calls of the families that read."""
    with zipfile.ZipFile(wheel) as whole:
        for name in whole.namelist():
            if name.endswith("_request_builder.py"):
                yield from _of_builder(whole.read(name).decode())


def _of_builder(text: str) -> Iterator[str]:
    template, model = _TEMPLATE.search(text), _MODEL.search(text)
    if template and model:
        path, options = template[1].replace("%2D", "-"), template[2] or ""
        words = path.strip("/").split("/")
        if len(words) <= _FAMILIES.get(words[0], 0) and "(" not in path:
            query = sorted(one.replace("%24", "$") for one in options.rstrip("*").split(",") if one)
            yield " ".join((path, model[1], *query))


def kinds(wheel: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """By kind of thing: what it is a kind of, and its own fields."""
    found = {}
    with zipfile.ZipFile(wheel) as whole:
        for name in whole.namelist():
            if re.search(r"generated/models/\w+\.py$", name):  # deeper ones have names that stand here too
                text = whole.read(name).decode()
                if one := _CLASS.search(text):
                    found[one[1]] = (one[2] or "", frozenset(_FIELD.findall(text)))
    return found


def fields(wheel: Path) -> Iterator[str]:
    """A line for each kind of thing that a call of the families answers with."""
    known = kinds(wheel)
    for model in sorted({line.split()[1] for line in calls(wheel)} & known.keys()):
        yield " ".join((model, *sorted(_all(known, model))))


def _all(known: Mapping[str, tuple[str, frozenset[str]]], model: str) -> frozenset[str]:
    above, own = known.get(model, ("", frozenset()))
    return own | (_all(known, above) if above in known else frozenset())


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        (made,) = fetched(Path(folder), PACKAGE)
        PATHS.write_text("".join(f"{line}\n" for line in sorted(set(calls(made)))), encoding="utf-8")
        FIELDS.write_text("".join(f"{line}\n" for line in fields(made)), encoding="utf-8")
