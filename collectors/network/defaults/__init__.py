"""What a device does where no line says it: data for each platform and release, each row with its basis."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import msgspec
from msgspec import Struct

Basis = Literal["stig", "doc", "seen", "memory"]


class Default(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What no line means."""

    value: int | str | bool
    """`unknown` where nothing settles it."""
    versions: str = ""
    """Ranges with commas between them, `>=15.0`, `>=7.13,<7.16`; empty: all."""
    basis: Basis
    """`memory` is not enough to let anything pass."""
    says: str
    """One clause, to be read aloud."""
    source: str = ""
    settles: str = ""
    """The command that shows the value that is in effect."""


class Ends(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When its maker stops fixing a release."""

    version: str
    """Its first parts: `7.2` is 7.2.11 too."""
    ends: str
    source: str


class Stig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule of a DISA STIG that asks what checks of ours ask. Ids and titles are the US Government's."""

    id: str
    rule: str = ""
    title: str
    checks: tuple[str, ...]


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The data of one platform."""

    defaults: Mapping[str, tuple[Default, ...]] = {}
    releases: tuple[Ends, ...] = ()
    stig: tuple[Stig, ...] = ()


@lru_cache
def known(platform: str) -> Known:
    """The data of a platform, as its file has it."""
    import yaml

    text = (files(__package__) / f"{platform}.yaml").read_bytes()
    loaded: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # safe, both
    return msgspec.convert(loaded, Known)


def default(platform: str, setting: str, version: str) -> Default | None:
    """What no line means on this release; None where no row is of it. A row for a range needs a known release."""
    for row in known(platform).defaults.get(setting, ()):
        if not row.versions or (version and within(version, row.versions)):
            return row
    return None


def within(version: str, ranges: str) -> bool:
    """Tell whether a release is in all of some ranges."""
    return all(_holds(version, one.strip()) for one in ranges.split(","))


def _holds(version: str, one: str) -> bool:
    sign = one[:2] if one[1:2] == "=" else one[:1]
    have, bound = numbers(version), numbers(one[len(sign) :])
    match sign:
        case ">=":
            return have >= bound
        case "<=":
            return have[: len(bound)] <= bound
        case "<":
            return have < bound
        case ">":
            return have[: len(bound)] > bound
        case _:
            return have[: len(bound)] == bound


def numbers(version: str) -> tuple[int, ...]:
    """`15.2(7)E3` as 15, 2, 7, 3: enough to put releases of one maker in order."""
    import re

    return tuple(int(part) for part in re.findall(r"\d+", version))
