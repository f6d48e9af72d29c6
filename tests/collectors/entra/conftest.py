"""A directory to ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.graph.server import Graph, graph


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Graph]:
    with graph(tmp_path) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        yield double


@pytest.fixture
def near() -> Graph:
    """One that no wire leads to: for what is read, not how it is asked."""
    return Graph(443, Path())
