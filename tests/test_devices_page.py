"""What docs/devices.md says is assessed is what the platforms promise, not what one configuration happens to hold."""

from pathlib import Path

import pytest

from collectors.network.platforms import PLATFORMS
from docs.devices import _FAMILIES, promised

PAGE = Path(__file__).parents[1] / "docs" / "devices.md"
ELSEWHERE = {
    ("routeros", "local accounts"),  # `/user print` shows them, an export does not
    ("frr", "the clock"),  # of its host
    ("frr", "copies of the configuration"),
}


def table() -> dict[tuple[str, str], str]:
    """The cells, by platform and family."""
    head, _, *rows = (line for line in PAGE.read_text().partition("\n## ")[0].splitlines() if line.startswith("|"))
    names = _cells(head)[1:]
    rows = rows[: len(_FAMILIES)]
    return {
        (name, family): told for family, *every in map(_cells, rows) for name, told in zip(names, every, strict=True)
    }


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("|").split("|")]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_family_that_a_platform_promises_is_shown(platform: str) -> None:
    cells, judged = table(), promised(platform)
    for family, cls in _FAMILIES.items():
        told = cells[platform, family]
        assert (told != "—") == (cls in judged), family
        assert (told == "not in it") == ((platform, family) in ELSEWHERE), family
        assert told in ("yes", "in part", "not in it", "—")
