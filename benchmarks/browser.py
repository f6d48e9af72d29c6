"""How long the viewer takes to verify a large bundle in Chromium, from a file, and to show its findings."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks import thousands
from benchmarks.cost import Figure, slowness
from scanner.evidence.export import export
from scanner.reports import viewer
from scanner.signers.file import new_key
from scanner.stores.opening import open_store
from tests.servers.browser import chromium

FINDINGS: Final = 10_000
MOST: Final = 3
"""Seconds, on a machine as fast as the one that the other limits are for."""


def figures(answers: int = 1_430) -> Iterator[Figure]:
    """Every figure."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o700)
        store = open_store(folder / "night", create=True)
        thousands.night(answers, store, new_key(folder / "bench.pem"))
        (run,) = {key.split("/")[1] for key in store.list("runs/")}
        export(store, [run], folder / "run.zip")
        (folder / "viewer.html").write_bytes(viewer.render())
        seconds, count = _opened(folder)
        yield Figure("viewer: 10 000 findings verified and shown", seconds * FINDINGS / count / slowness(), "s", MOST)


def _opened(folder: Path) -> tuple[float, int]:
    """Seconds until it could be read, the least of several, and how many findings it has."""
    best, said = float("inf"), ""
    with chromium() as browser:
        for _ in range(3):
            page = browser.new_page()
            page.goto((folder / "viewer.html").as_uri())
            began = time.monotonic()
            page.set_input_files("#file", str(folder / "run.zip"))
            page.locator("#night #count:not(:empty)").wait_for(timeout=120_000)
            best, said = min(best, time.monotonic() - began), str(page.locator("#count").text_content())
            page.close()
    return best, int(said.split(" of ")[1].split(" findings")[0].replace(" ", ""))
