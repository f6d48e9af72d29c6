"""What became of a call: error codes and exceptions as outcomes. Texts of errors are not kept: they may hold anything.

Only 59 of 263 read operations model an access error and 128 an absence, so classes of exceptions say little: the code
and the HTTP status decide.
"""

import re
import socket
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from scanner.answers import Outcome

CREDENTIALS: Final = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "RequestTimeTooSkewed",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
        "UnrecognizedClientException",
    }
)
"""The caller is not taken for anybody. In a region that is not enabled AWS says the same."""
CLOCK: Final = frozenset(
    {"InvalidSignatureException", "RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch"}
)
"""What a wrong clock of ours comes back as, among other things."""
SESSION: Final = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
"""A token that was good once."""
SIGN_IN: Final = frozenset({"SSO", "SSOTokenLoad", "TokenRetrieval", "UnauthorizedSSOToken"})
LOGIN: Final = frozenset({"Login", "LoginRefresh", "LoginTokenLoad"})
OVER: Final = SESSION | SIGN_IN | LOGIN | {"MfaWanted", "RequestExpired"}
"""After one of these nothing else will be answered."""
_DENIED: Final = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AuthorizationError",
        "AuthorizationErrorException",
        "NotAuthorized",
        "NotAuthorizedException",
        "UnauthorizedAccess",
        "UnauthorizedException",
        "UnauthorizedOperation",
    }
)
_THROTTLED: Final = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_UNLICENSED: Final = frozenset({"OptInRequired", "SubscriptionRequiredException"})
_TIMEOUT: Final = frozenset({"RequestTimeout", "RequestTimeoutException"})
_STATUS: Final[dict[int, Outcome]] = {401: "denied", 403: "denied", 408: "timeout", 429: "throttled", 504: "timeout"}
_EXCEPTIONS: Final[dict[str, tuple[Outcome, str]]] = {
    "NoCredentialsError": ("denied", "NoCredentials"),
    "MfaWantedError": ("denied", "MfaWanted"),  # ours: `session`
    "PartialCredentialsError": ("denied", "PartialCredentials"),
    "CredentialRetrievalError": ("denied", "CredentialRetrieval"),
    "ProfileNotFound": ("denied", "ProfileNotFound"),
    "InvalidConfigError": ("denied", "InvalidConfig"),
    "MetadataRetrievalError": ("denied", "MetadataRetrieval"),
    "TokenRetrievalError": ("denied", "TokenRetrieval"),
    "SSOError": ("denied", "SSO"),
    "SSOTokenLoadError": ("denied", "SSOTokenLoad"),
    "UnauthorizedSSOTokenError": ("denied", "UnauthorizedSSOToken"),
    "LoginError": ("denied", "Login"),
    "LoginRefreshRequired": ("denied", "LoginRefresh"),
    "LoginTokenLoadError": ("denied", "LoginTokenLoad"),
    "ConfigParseError": ("denied", "ConfigParse"),
    "MissingDependencyException": ("error", "MissingDependency"),
    "ConnectTimeoutError": ("timeout", "ConnectTimeout"),
    "ReadTimeoutError": ("timeout", "ReadTimeout"),
    "SSLError": ("unreachable", "SSL"),
    "ProxyConnectionError": ("unreachable", "ProxyConnection"),
    "EndpointConnectionError": ("unreachable", "EndpointConnection"),
    "ConnectionClosedError": ("unreachable", "ConnectionClosed"),
    "IncompleteReadError": ("error", "IncompleteRead"),
    "ResponseStreamingError": ("error", "ResponseStreaming"),
    "HTTPClientError": ("unreachable", "HTTPClient"),
    "ResponseParserError": ("error", "UnreadableResponse"),
    "PaginationError": ("error", "Pagination"),
    "EndlessError": ("error", "Truncated"),  # ours: `call`
    "TooMuchError": ("error", "TooMuch"),  # ours: `asking.keep`
    "LateError": ("throttled", "DeadlinePassed"),  # ours: `pace`, which waits only where AWS said to ask less
}
_WORD: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Za-z]*(?:[0-9]{1,2}[A-Za-z]+)?(?:[.:][A-Z][A-Za-z]*)*")
"""Codes are words of the provider's: `EC2ThrottledException`, `InvalidAMIID.NotFound`. A token is none."""
_NO_ADDRESS: Final = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
POLICIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "service control policy": "a service control policy",
        "resource control policy": "a resource control policy",
        "permissions boundary": "a permissions boundary",
        "session policy": "a session policy",
        "VPC endpoint policy": "a VPC endpoint policy",
        "explicit deny in a resource-based policy": "a resource-based policy",
        "explicit deny in an identity-based policy": "an identity-based policy",
    }
)
"""What AWS names where it is no missing right that refuses."""


class Ended(NamedTuple):
    """How a call ended, and the platform's own word for it."""

    outcome: Outcome
    code: str


def of_error(
    code: str,
    status: int,
    message: str = "",
    absent: Collection[str] = (),
    off: Mapping[str, str] = MappingProxyType({}),
) -> Ended:
    """Classify an answer that is an error. `message` is looked into for a few phrases and dropped."""
    word = code if _WORD.fullmatch(code) else f"HTTP {status}"
    if code in absent or (code in off and off[code] in message):
        return Ended("absent", word)
    if code in CREDENTIALS:
        return Ended("denied", word)
    if code in _DENIED:
        by = next((f" by {policy}" for phrase, policy in POLICIES.items() if phrase in message), "")
        return Ended("denied", word + by)
    for outcome, codes in _BY_CODE:
        if code in codes:
            return Ended(outcome, word)
    return Ended(_STATUS.get(status, "error"), word)


_BY_CODE: Final[tuple[tuple[Outcome, frozenset[str]], ...]] = (
    ("throttled", _THROTTLED),
    ("unlicensed", _UNLICENSED),
    ("timeout", _TIMEOUT),
)


def of_role(ended: Ended, operation: str) -> Ended:
    """Of an error that came when a role was taken on, before the question was asked."""
    return Ended(ended.outcome, f"{ended.code} of {operation}")


def of_exception(err: Exception) -> Ended:
    """Classify what botocore raises where no answer came. The nearest known class of its family decides."""
    for cls in type(err).__mro__:
        if found := _EXCEPTIONS.get(cls.__name__):
            return Ended(*found)
    return Ended("error", type(err).__name__)


def nameless(err: Exception | None) -> bool:
    """Tell whether a question could not be asked because its host's name has no address, says the name service.

    One that only does not answer now (EAI_AGAIN) has said nothing.
    """
    from botocore.exceptions import EndpointConnectionError  # the SDK loads where it is used

    if not isinstance(err, EndpointConnectionError):
        return False
    seen: BaseException | None = err.kwargs.get("error")
    while seen is not None and not isinstance(seen, socket.gaierror):
        seen = seen.__cause__ or seen.__context__
    return seen is not None and seen.errno in _NO_ADDRESS
