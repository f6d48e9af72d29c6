"""What Azure Resource Manager, Microsoft Graph and the tokens' endpoint mean by their errors. Texts are not kept."""

import re
from collections.abc import Mapping
from typing import Any, Final

from collectors.rest.way import Ended, Reply
from scanner.answers import Outcome

_WORD: Final = re.compile(r"(?=.{1,64}\Z)[A-Z][A-Za-z]*(?:_[A-Za-z]+|\.[A-Za-z]+)*")
"""Codes are words of the provider's: `AuthorizationFailed`, `Authorization_RequestDenied`. A token is none."""
_AADSTS: Final = re.compile(r"\bAADSTS[0-9]{5,7}\b")
_STATUS: Final[Mapping[int, Outcome]] = {401: "denied", 403: "denied", 408: "timeout", 429: "throttled", 504: "timeout"}
_UNLICENSED: Final = frozenset(
    {
        "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
        "NonPremiumTenant",
        "AadPremiumLicenseRequired",  # of roles that are taken up, with status 400
        "NoLicense",  # of Entra ID Governance
    }
)
_LICENCE: Final = re.compile(r"premium licen[cs]e|does not have (a )?(valid )?(SPO|premium)", re.IGNORECASE)
_EXCEPTIONS: Final[Mapping[str, tuple[Outcome, str]]] = {
    "CredentialUnavailableError": ("denied", "NoCredentials"),
    "ClientAuthenticationError": ("denied", "NotSignedIn"),
    "ServiceRequestTimeoutError": ("timeout", "ConnectTimeout"),
    "ServiceResponseTimeoutError": ("timeout", "ReadTimeout"),
    "ReadTimeout": ("timeout", "ReadTimeout"),
    "ServiceRequestError": ("unreachable", "Connection"),
    "IncompleteReadError": ("unreachable", "ConnectionClosed"),
    "ServiceResponseError": ("unreachable", "ConnectionClosed"),
    "ProtocolError": ("unreachable", "ConnectionClosed"),
    "DecodeError": ("error", "UnreadableResponse"),
    "TooMuchError": ("error", "TooMuch"),
}


def of_reply(reply: Reply) -> Ended:
    """Classify an answer that is an error."""
    error = reply.body.get("error") if isinstance(reply.body, Mapping) else None
    said: Mapping[str, Any] = error if isinstance(error, Mapping) else {}
    code, message = str(said.get("code", "")), str(said.get("message", ""))
    word = code if _WORD.fullmatch(code) else f"HTTP {reply.status}"
    if code in _UNLICENSED or (reply.status in _STATUS and _LICENCE.search(message)):
        return Ended("unlicensed", word)
    if code in {"TooManyRequests", "RateLimiting"}:
        return Ended("throttled", word)
    return Ended(_STATUS.get(reply.status, "error"), word)


def of_exception(err: Exception) -> Ended:
    """Classify what azure-core, azure-identity and requests raise. The nearest known class of its family decides."""
    for cls in type(err).__mro__:
        if found := _EXCEPTIONS.get(cls.__name__):
            outcome, code = found
            number = _AADSTS.search(str(err)) if outcome == "denied" else None
            return Ended(outcome, f"{code} ({number[0]})" if number else code)
    return Ended("error", type(err).__name__)
