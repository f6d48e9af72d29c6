"""Configurations of others, read by hand before any reader was there: `labels/` says what each means."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.network.files import content
from collectors.network.platforms import PLATFORMS
from scanner.facts import Gap
from tests.collectors.network.labelled import differences
from tests.collectors.network.reading import facts
from tests.servers.need import shared

LABELS = Path(__file__).parent / "labels"


def labelled() -> list[tuple[str, str, dict[str, Any]]]:
    files = (file for file in sorted(LABELS.glob("*.yaml")) if file.stem in PLATFORMS)
    return [(file.stem, name, label) for file in files for name, label in yaml.safe_load(file.read_text()).items()]


@pytest.mark.parametrize(
    ("platform", "name", "label"), labelled(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_label(platform: str, name: str, label: dict[str, Any]) -> None:
    try:
        text, _ = content(shared("network") / name)
    except ValueError:
        assert label["whole"] == "unreadable"
        return
    if label["whole"] != "unmarked":
        assert PLATFORMS[platform].config.keep(text)["whole"] is label["whole"]
    if label["whole"] is False:  # nothing is judged of it; what its lines say is read all the same below
        assert all(isinstance(fact, Gap) for fact in facts(platform, text))
    # What came whole is read as it came, its end too: a reader that does not see the end has no facts.
    found = facts(platform, text, whole=None if label["whole"] is True else True)
    assert list(differences(label, found)) == []
    if label["whole"] is True and PLATFORMS[platform].marked(text):
        *_, end = re.finditer(r"^end\b.*$", text, re.MULTILINE)
        assert all(isinstance(fact, Gap) for fact in facts(platform, text[: end.start()]))


def test_every_file_can_be_read() -> None:
    count = 0
    for platform in PLATFORMS.values():
        for file in sorted(shared("network").glob(f"*/{platform.scheme}/*")):
            if file.is_file():
                with suppress(ValueError):  # no text, or cut in half a character
                    text, _ = content(file)
                    facts(platform.scheme, text)
                    facts(platform.scheme, text, whole=True)
                    count += 1
    assert count
