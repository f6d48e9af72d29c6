"""A subscription to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.arm.resources import Subscription
from tests.servers.arm.server import ID, Arm, arm


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Arm]:
    with arm(tmp_path) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        yield double


@pytest.fixture
def near() -> Arm:
    """One that no wire leads to: for what is read, not how it is asked."""
    return Arm(443, Path(), {ID: Subscription(ID)})
