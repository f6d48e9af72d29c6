"""What must not pass on RouterOS: a log that is sent to the device itself is not copied away."""

from tests.collectors.network.doubts import passing


def test_what_is_sent_to_itself_stays() -> None:
    told = "# by RouterOS 7.16\n/system logging action\nset 3 remote={}\n/system logging\n"
    told += "".join(
        f"add action=remote topics={topic}\n" for topic in ("info", "error", "critical", "warning", "account")
    )
    assert "audit-logging.copied-away" in passing("routeros", told.format("10.9.0.1"))
    assert "audit-logging.copied-away" not in passing("routeros", told.format("127.0.0.1"))
