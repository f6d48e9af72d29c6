"""How Google says no: a body for newer APIs, one with a list of errors for older, a page for what is no call."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

JSON = Any
_REASONS: Final = {
    "INVALID_ARGUMENT": "invalid",
    "UNAUTHENTICATED": "authError",
    "PERMISSION_DENIED": "forbidden",
    "NOT_FOUND": "notFound",
    "RESOURCE_EXHAUSTED": "rateLimitExceeded",
    "UNAVAILABLE": "backendError",
    "INTERNAL": "backendError",
}
_WITHOUT_STATUS: Final = frozenset({"admin", "compute", "sqladmin", "storage"})
_INFO: Final = "type.googleapis.com/google.rpc.ErrorInfo"


class Refused(Exception):  # noqa: N818  # what the server says, not what went wrong here
    """An answer that is an error: its status in HTTP, and the code that Google calls its status."""

    def __init__(  # noqa: PLR0913  # all that an error of Google's may hold
        self,
        status: int,
        code: str,
        message: str = "",
        *,
        reason: str = "",
        domain: str = "global",
        details: Iterable[JSON] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.reason, self.domain, self.details, self.headers = reason, domain, tuple(details), dict(headers or {})
        self.api = ""

    @property
    def body(self) -> JSON:
        """As this API writes it: those of before 2016 name a reason in a list, and some of them no status."""
        from tests.servers.google.documents import LEGACY

        said: dict[str, JSON] = {"code": self.status, "message": self.message}
        if self.api in LEGACY:
            reason = self.reason or _REASONS.get(self.code, "invalid")
            said["errors"] = [{"message": self.message, "domain": self.domain, "reason": reason}]
        if self.api not in _WITHOUT_STATUS or self.details:
            said["status"] = self.code
        return {"error": {**said, **({"details": [*self.details]} if self.details else {})}}


class NoSuchCall(Refused):
    """No document knows it: Google shows a page then, and no JSON."""

    def __init__(self, path: str) -> None:
        super().__init__(404, "", f"The requested URL {path} was not found on this server.")

    @property
    def body(self) -> JSON:
        """The page."""
        return f"<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p>{self.message}</html>"


def invalid(message: str, *, reason: str = "invalid", field: str = "") -> Refused:
    """The call has words that it must not, or lacks one."""
    violations = [{"field": field, "description": message}]
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": violations}] if field else []
    return Refused(400, "INVALID_ARGUMENT", message, reason=reason, details=details)


def denied(permission: str, on: str) -> Refused:
    """The caller may not."""
    return Refused(
        403,
        "PERMISSION_DENIED",
        f"Permission '{permission}' denied on resource '//{on}' (or it may not exist).",
        details=[
            {
                "@type": _INFO,
                "reason": "IAM_PERMISSION_DENIED",
                "domain": on.partition("/")[0],
                "metadata": {"permission": permission, "resource": on.partition("/")[2]},
            }
        ],
    )


def forbidden(permission: str, on: str) -> Refused:
    """The caller may not, as the older APIs say it."""
    return Refused(403, "PERMISSION_DENIED", f"Required '{permission}' permission for '{on}'")


def disabled(service: str, consumer: str) -> Refused:
    """The API is not switched on in the project."""
    number = consumer.partition("/")[2]
    url = f"https://console.developers.google.com/apis/api/{service}/overview?project={number}"
    message = (
        f"{service.partition('.')[0]} API has not been used in project {number} before or it is disabled. Enable it by "
        f"visiting {url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate "
        "to our systems and retry."
    )
    links = [{"description": "Google developers console API activation", "url": url}]
    metadata = {"service": service, "consumer": consumer}
    return Refused(
        403,
        "PERMISSION_DENIED",
        message,
        reason="accessNotConfigured",
        domain="usageLimits",
        details=[
            {"@type": "type.googleapis.com/google.rpc.Help", "links": links},
            {"@type": _INFO, "reason": "SERVICE_DISABLED", "domain": "googleapis.com", "metadata": metadata},
        ],
    )


def unauthenticated(reason: str) -> Refused:
    """No token, or none that is good."""
    said = (
        "Request had invalid authentication credentials."
        if reason == "ACCESS_TOKEN_EXPIRED"
        else "Request is missing required authentication credential."
    )
    message = f"{said} Expected OAuth 2 access token, login cookie or other valid authentication credential."
    info = {"@type": _INFO, "reason": reason, "domain": "googleapis.com"}
    headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'}
    return Refused(401, "UNAUTHENTICATED", message, details=[info], headers=headers)


def scope_insufficient(service: str, method: str) -> Refused:
    """The token was given for other things."""
    metadata = {"service": service, "method": method}
    info = {
        "@type": _INFO,
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": metadata,
    }
    message = "Request had insufficient authentication scopes."
    headers = {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'}
    return Refused(403, "PERMISSION_DENIED", message, reason="insufficientPermissions", details=[info], headers=headers)


def not_found(what: str) -> Refused:
    """There is no such thing, or nobody says so."""
    return Refused(404, "NOT_FOUND", f"The resource '{what}' was not found")


def too_many(after: int = 0) -> Refused:
    """The quota of this minute is used up."""
    message = "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute'."
    info = {"@type": _INFO, "reason": "RATE_LIMIT_EXCEEDED", "domain": "googleapis.com"}
    headers = {"Retry-After": str(after)} if after else {}
    return Refused(429, "RESOURCE_EXHAUSTED", message, domain="usageLimits", details=[info], headers=headers)
