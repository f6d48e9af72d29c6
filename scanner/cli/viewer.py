"""`safeguard viewer`: the page in which an auditor verifies and reads a bundle."""

from hashlib import sha256
from pathlib import Path

import click

from scanner.cli import output as files
from scanner.cli import shared
from scanner.cli.screen import Screen
from scanner.words import visible


@click.command("viewer", cls=shared.Command, short_help="Write the page that verifies and shows any bundle.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("viewer.html"),
    show_default=True,
    metavar="FILE",
    help="The page to write.",
)
@click.pass_obj
def viewer(screen: Screen, /, output: Path) -> int:
    """Write one HTML page, the same for everybody, that verifies any bundle in a browser, offline, and shows it.

    It holds nothing of any run. An auditor gets it once, from a source of their own, and compares its digest.
    """
    files.check(output)
    from scanner.reports.viewer import render

    page = render()
    files.write(output, [page])
    screen.talk(f"Viewer  {visible(str(output))}")
    screen.talk(f"SHA-256 {sha256(page).hexdigest()}")
    screen.talk("The same version writes the same page everywhere: compare that number with one from another source.")
    screen.talk("Next: open it in a browser and drop a bundle on it")
    return 0
