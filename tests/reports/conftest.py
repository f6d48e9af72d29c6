from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.servers.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """One browser for all tests of a worker."""
    with chromium() as running:
        yield running
