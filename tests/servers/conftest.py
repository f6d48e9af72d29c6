"""Google to ask, over the wire and near by."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.google.double import Google
from tests.servers.google.server import google


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    with google(tmp_path) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", double.held.id)
        yield double


@pytest.fixture
def near() -> Google:
    """One that no wire leads to."""
    return Google(443, Path())
