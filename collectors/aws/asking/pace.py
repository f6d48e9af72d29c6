"""How an account asks a service in a region again: botocore's own rules, kept apart for each account.

Clients are shared by accounts, and AWS counts by account and region. So each account has, for each service and region,
botocore's quota of retries (500 tokens; a retry takes 5 or more, a success gives some back) and its adaptive limiter,
which slows down what was throttled and quickens again.
"""

from types import SimpleNamespace
from typing import Any, Final

_FAILED: Final = 300


class Pace:
    """Hears what becomes of each request, and says whether it is sent again, and when."""

    def __init__(self, service: str, attempts: int) -> None:
        from botocore.hooks import HierarchicalEmitter  # the SDK loads where it is used
        from botocore.retries import adaptive, standard

        self.throttled = False
        """AWS has said, once or more, that too much was asked."""
        self._events = HierarchicalEmitter()
        self._detector = standard.ThrottlingErrorDetector(standard.RetryEventAdapter())
        # What botocore registers its handlers at is a client; of one it looks at no more than this.
        called = SimpleNamespace(service_id=SimpleNamespace(hyphenize=lambda: service))
        client: Any = SimpleNamespace(meta=SimpleNamespace(events=self._events, service_model=called))
        standard.register_retry_handler(client, attempts)
        self._limiter = adaptive.register_retry_handler(client)

    def event(self, name: str, **said: Any) -> Any:
        """Pass an event of botocore's on; the delay in seconds after which a request is to be sent again, or None."""
        if name.startswith("needs-retry"):
            if _good(**said):  # as nearly all are: only the limiter hears of it
                self._limiter.on_receiving_response(**said)
                return None
            self.throttled |= self._detector.is_throttling_error(**said)
        answers = self._events.emit(name, **said)
        return next((answer for _, answer in answers if answer is not None), None)


def _good(response: Any = None, caught_exception: Exception | None = None, **_: Any) -> bool:
    return response is not None and caught_exception is None and response[0].status_code < _FAILED
