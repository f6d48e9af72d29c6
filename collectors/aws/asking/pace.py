"""How an account asks a service in a region again: botocore's own rules, kept apart for each account.

Clients are shared by accounts, and AWS counts by account and region. So each account has, for each service and region,
botocore's quota of retries (500 tokens; a retry takes 5 or more, a success gives some back) and its adaptive limiter,
which slows down what was throttled and quickens again.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, Final, TypeAlias

_Handler: TypeAlias = Callable[..., Any]
_FAILED: Final = 300
_NAP: Final = 0.25
"""Seconds after which whoever waits looks again whether there is still something to wait for."""


class _Handlers(defaultdict[str, list[_Handler]]):
    """Takes handlers as botocore's events do, by the first part of an event's name."""

    def register(self, name: str, handler: _Handler, **_: Any) -> None:
        self[name.partition(".")[0]].append(handler)


class Pace:
    """Hears what becomes of each request, and says whether it is sent again, and when."""

    def __init__(self, service: str, attempts: int) -> None:
        """`service`: as botocore's events call it."""
        from botocore.retries import adaptive, standard  # the SDK loads where it is used

        self.throttled = False
        """AWS has said, once or more, that too much was asked."""
        detector = standard.ThrottlingErrorDetector(standard.RetryEventAdapter())
        self._slow_down = detector.is_throttling_error
        handlers = _Handlers(list)
        # What botocore registers its handlers at is a client; of one it looks at no more than this.
        called = SimpleNamespace(service_id=SimpleNamespace(hyphenize=lambda: service))
        client: Any = SimpleNamespace(meta=SimpleNamespace(events=handlers, service_model=called))
        standard.register_retry_handler(client, attempts)
        self._limiter: Any = adaptive.register_retry_handler(client)
        # Of good answers, as nearly all are, botocore's detector would look at each.
        self._limiter._throttling_detector = self  # type: ignore[attr-defined]  # noqa: SLF001  # it lets none be chosen
        self._asked_again, self._received = handlers["needs-retry"]
        (self._gives_back,) = handlers["after-call"]

    def sends(self, over: Callable[[float], bool]) -> None:
        """Wait before a request is sent, where AWS has said that too much was asked.

        `over`: whether there will be no more time in so many seconds.

        Raises:
            LateError: there will be none before its turn.
        """
        if self._limiter._enabled:  # noqa: SLF001  # botocore's own way waits, and looks at no clock but its own
            self._wait(over)

    def _wait(self, over: Callable[[float], bool]) -> None:
        from botocore.exceptions import CapacityNotAvailableError  # the SDK loads where it is used

        bucket = self._limiter._token_bucket  # noqa: SLF001
        while True:
            try:
                bucket.acquire(block=False)
            except CapacityNotAvailableError:
                pause = bucket._sleep_amount(1)  # noqa: SLF001
                if over(pause):
                    raise LateError from None
                time.sleep(max(0, min(pause, _NAP)))
            else:
                return

    def good(self, response: tuple[Any, Any], context: Mapping[str, Any]) -> None:
        """Note a good answer to the request of this context."""
        if self._limiter._enabled:  # noqa: SLF001
            self._received(response=response)
        else:
            self._limiter._rate_clocker.record()  # noqa: SLF001  # what else botocore works out nobody looks at before
        self._gives_back(http_response=response[0], context=context)

    def again(self, **said: Any) -> float | None:
        """Take botocore's `needs-retry` of a failure: the seconds after which to send it again, or None."""
        if self.is_throttling_error(**said):
            self.throttled = True
        delay: float | None = self._asked_again(**said)
        self._received(**said)
        return delay

    def is_throttling_error(self, **said: Any) -> bool:
        """Tell the limiter, and ourselves, whether AWS says that too much is asked.

        Of what S3 sends as if all were well, botocore has set the status right before this.
        """
        response = said.get("response")
        failed = response is None or response[0].status_code >= _FAILED
        return failed and bool(self._slow_down(**said))


class LateError(Exception):
    """The time of an account is over, or the run is, before a request had its turn."""
