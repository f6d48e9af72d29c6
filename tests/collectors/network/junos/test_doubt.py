"""What must not pass on Junos: a log that is sent to the device itself is not copied away."""

import pytest

from tests.collectors.network.doubts import passing


@pytest.mark.parametrize(("address", "passes"), [("10.9.0.1", True), ("127.0.0.1", False), ("::1", False)])
def test_what_is_sent_to_itself_stays(address: str, *, passes: bool) -> None:
    found = passing("junos", f"set version 21.4R3\nset system syslog host {address} any info\n")
    assert ("audit-logging.copied-away" in found) is passes
