"""The machine as a whole."""

from collections.abc import Iterator

from collectors.host.host import Host
from scanner.collector import Kind
from scanner.facts import Asset, Fact

KINDS = {
    "macos.host": Kind(
        "Mac",
        ((Asset, "host"),),
        {"backup.exists": "Time Machine to a disk or server that is not this Mac: System Settings, General."},
        always=True,
    ),
}


def read_host(host: Host) -> Iterator[Fact]:
    """The machine itself."""
    yield Asset(**host.fact("macos.host"), role="host")
