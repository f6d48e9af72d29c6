"""A domain to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.google.double import Google
from tests.servers.google.server import google


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    with google(tmp_path) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        yield double


@pytest.fixture
def near() -> Google:
    """One that no wire leads to: for what is read, not how it is asked."""
    return Google(443, Path())
