"""What Google's APIs and its tokens' endpoint mean by their errors. Texts are not kept."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from collectors.rest.way import Ended, Reply
from scanner.answers import Outcome

DISABLED: Final = "SERVICE_DISABLED"
_WORD: Final = re.compile(r"(?=.{1,64}\Z)[A-Za-z]+(?:_[A-Za-z]+)*", re.ASCII)
"""Codes are words of the provider's: `SERVICE_DISABLED`, `notFound`. A token is none."""
_STATUS: Final[Mapping[int, Outcome]] = {401: "denied", 403: "denied", 408: "timeout", 429: "throttled", 504: "timeout"}
_LATER: Final = frozenset(
    {"RATE_LIMIT_EXCEEDED", "RESOURCE_EXHAUSTED", "rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"}
)
_DISABLED: Final = frozenset({DISABLED, "accessNotConfigured"})
"""The word of today's APIs, and of those that are older."""
_SERVICE: Final = re.compile(r"[a-z][a-z0-9-]{0,60}\.[a-z][a-z0-9.-]{0,60}", re.ASCII)
_CONSUMER: Final = re.compile(r"projects/[a-z0-9][a-z0-9.:-]{0,80}", re.ASCII)
_OFF: Final = re.compile(rf"{DISABLED} \(({_SERVICE.pattern})(?:, ({_CONSUMER.pattern}))?\)", re.ASCII)
_OAUTH: Final = re.compile(
    r"\b(?:invalid_grant|invalid_client|unauthorized_client|invalid_scope|access_denied|cannot_act_for)\b"
)
_EXCEPTIONS: Final[Mapping[str, tuple[Outcome, str]]] = {
    "DefaultCredentialsError": ("denied", "NoCredentials"),
    "MalformedError": ("denied", "NoCredentials"),
    "RefreshError": ("denied", "NotSignedIn"),
    "OAuthError": ("denied", "NotSignedIn"),
    "GoogleAuthError": ("denied", "NotSignedIn"),
    "ConnectTimeout": ("timeout", "ConnectTimeout"),
    "ReadTimeout": ("timeout", "ReadTimeout"),
    "ContentDecodingError": ("error", "UnreadableResponse"),
    "ConnectionError": ("unreachable", "Connection"),
    "ChunkedEncodingError": ("unreachable", "ConnectionClosed"),
    "TooMuchError": ("error", "TooMuch"),
}


def of_reply(reply: Reply) -> Ended:
    """Classify an answer that is an error."""
    body: Any = reply.body
    error = body.get("error") if isinstance(body, Mapping) else None
    said = error if isinstance(error, Mapping) else {}
    words = [word for word in _words(said) if _WORD.fullmatch(word)]
    if not _DISABLED.isdisjoint(words):
        return Ended("denied", _which(said))
    word = words[0] if words else f"HTTP {reply.status}"
    return Ended("throttled", word) if not _LATER.isdisjoint(words) else Ended(_STATUS.get(reply.status, "error"), word)


class Off(NamedTuple):
    """An API that is switched off."""

    api: str
    """`dns.googleapis.com`."""
    project: str
    """`projects/47`; empty: the one that is asked about."""

    @property
    def code(self) -> str:
        """The code that says it."""
        return f"{DISABLED} ({self.api}{', ' * bool(self.project)}{self.project})"


def off(code: str) -> Off | None:
    """The API that a code says is switched off; None where it names none."""
    found = _OFF.fullmatch(code)
    return Off(found[1], found[2] or "") if found else None


def _which(error: Mapping[str, Any]) -> str:
    """Which one, and in whose project, by `google.rpc.ErrorInfo`: it names the one that must switch it on."""
    details = error.get("details")
    for one in details if isinstance(details, list) else ():
        more = one.get("metadata") if isinstance(one, Mapping) and one.get("reason") == DISABLED else None
        said = Off(str(more.get("service")), str(more.get("consumer"))).code if isinstance(more, Mapping) else ""
        if off(said):
            return said
    return DISABLED


def _words(error: Mapping[str, Any]) -> Iterator[str]:
    """Why, in its own words: the most exact first."""
    for part in ("details", "errors"):
        some = error.get(part)
        for one in some if isinstance(some, list) else ():
            if isinstance(one, Mapping) and one.get("reason"):
                yield str(one["reason"])
    yield str(error.get("status", ""))


def of_exception(err: Exception) -> Ended:
    """Classify what google-auth and requests raise. The nearest known class of its family decides."""
    if type(err).__name__ == "TransportError" and isinstance(err.__cause__, Exception):
        return of_exception(err.__cause__)  # google-auth's wrapper around what requests says
    if getattr(err, "retryable", False) is True:
        return Ended("unreachable", "NotSignedIn")
    for cls in type(err).__mro__:
        if found := _EXCEPTIONS.get(cls.__name__):
            outcome, code = found
            word = _OAUTH.search(str(err)) if code == "NotSignedIn" else None
            return Ended(outcome, f"{code} ({word[0]})" if word else code)
    return Ended("error", type(err).__name__)
