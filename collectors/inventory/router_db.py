"""Reads router.db, the list of devices of RANCID and Oxidized: in each row a name, a model, and a group or a state."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from collectors.inventory.platforms import known, platform
from collectors.inventory.words import WordError, bracketed
from scanner.listed import Inventory, Listed
from scanner.written.document import Problem
from scanner.written.yamlfile import read_text

_STATES: Final = frozenset({"up", "down"})
_MODEL: Final = re.compile(r"(?=.*[A-Za-z])[\w-]{1,40}")
"""Not a port."""
_REST: Final = "rest"
_ADVICE: Final = (
    "With Oxidized a user and a password may stand there. Write them below inventory: user: NAME, password: env:NAME",
    f"To do without it, below inventory: ignore: [{_REST}]",
)


class _Row(NamedTuple):
    line: int
    name: str
    address: str
    model: str
    rest: list[str]
    """A group; or a state, and what somebody noted of it."""


def read(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The devices of its rows, and what is wrong in it."""
    file = str(inventory.path)
    seen: dict[str, int] = {}
    for row in _rows(read_text(inventory.path)):
        if not row.name or not row.model:
            yield Problem(file, "this must be a device and what it is: NAME:MODEL:GROUP", row.line)
        elif row.name in seen:
            yield Problem(file, f"this device stands here a second time, first on line {seen[row.name]}", row.line)
        else:
            seen[row.name] = row.line
            yield _device(row, inventory, file)


def shaped(text: str) -> bool:
    """Tell whether every row names a device and a model, one of them known: no inventory of Ansible has such rows."""
    rows = [*_rows(text)]
    models = [row.model for row in rows if row.name and _MODEL.fullmatch(row.model)]
    return len(models) == len(rows) and any(known(model) is not None for model in models)


def _rows(text: str) -> Iterator[_Row]:
    stripped = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    lines = [(number, line) for number, line in stripped if line and not line.startswith("#")]
    # RANCID has had semicolons since 3.0, and Oxidized has colons unless somebody says otherwise.
    sign = ";" if all(";" in line for _, line in lines) else ":"
    for number, line in lines:
        name, *fields = map(str.strip, line.split(sign))
        address = fields.pop(0) if len(fields) > 1 and _is_address(fields[0]) else ""
        model, *rest = fields or [""]
        while rest and not rest[-1]:
            del rest[-1]
        yield _Row(number, name, address, model, rest)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _device(row: _Row, inventory: Inventory, file: str) -> Listed:
    wrong: list[Problem] = []
    options = {"host": row.address} if row.address else {}
    try:
        if not inventory.ignores("model") and (found := platform(row.model)):
            options["platform"] = found
    except WordError as err:
        wrong.append(Problem(file, f"model: {err}", row.line, more=err.more))
    groups = () if inventory.ignores(_REST) else tuple(row.rest[:1])
    # Behind a state stands what somebody noted of it.
    if groups and len(row.rest) > 1 and groups[0] not in _STATES:
        wrong.append(Problem(file, "more than a group stands behind the model", row.line, more=_ADVICE))
    return Listed(
        name=bracketed(row.name), file=file, line=row.line, options=options, groups=groups, wrong=tuple(wrong)
    )
