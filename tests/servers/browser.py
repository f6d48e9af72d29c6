"""Debian's Chromium, headless, without a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.servers.need import lacking, need

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Without these it looks for its maker's hosts at every start.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-sandbox",  # as root it starts no other way; it opens nothing but our own pages
)


@contextmanager
def chromium() -> Iterator["Browser"]:
    """A browser that ends with the block."""
    path = need("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("playwright is not installed (pip install playwright)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


def axe() -> str:
    """The script of axe-core (WCAG checks), as its package for Python brings it."""
    found = find_spec("axe_playwright_python")
    if not found or not found.origin:
        lacking("axe-core is not installed (pip install axe-playwright-python)")
    return Path(found.origin).with_name("axe.min.js").read_text()
