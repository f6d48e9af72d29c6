"""Configurations of others, read by hand before any reader was there: `labels/` says what each means."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml

from collectors.network.files import content
from collectors.network.platforms import PLATFORMS
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
    assert list(differences(label, facts(platform, text, whole=True))) == []


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
