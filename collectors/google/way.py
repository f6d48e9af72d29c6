"""Asks one of Google's APIs through google-auth's session. Imported only where it is used."""

import re
import threading
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import msgspec
from google.auth.credentials import Credentials
from google.auth.transport.requests import AuthorizedSession

from collectors.google.outcome import of_exception, of_reply
from collectors.google.sign_in import Tokens
from collectors.rest.given import Given
from collectors.rest.session import careful
from collectors.rest.way import Ended, Reply
from scanner.answers import JSON

_REQUEST: Final = re.compile(r"[0-9A-Za-z_-]{8,64}", re.ASCII)


class Session:
    """The connections and tokens of one caller, for all of Google's APIs. Safe to be used by many threads."""

    def __init__(self, make: Callable[[], tuple[Credentials, Tokens, Given]], timeout: float) -> None:
        """make: what it signs in with, once that is needed. timeout: seconds to wait for a part of an answer."""
        self._make, self._timeout = make, timeout
        self._lock = threading.Lock()
        self._session: AuthorizedSession | None = None
        self._given = Given()
        self._credentials: Any = None

    def authorized(self) -> AuthorizedSession:
        """The session, with a token that is good for a while. Raises what google-auth raises."""
        with self._lock:  # one thread asks for a token, and the others find it
            if self._session is None:
                self._credentials, self._tokens, self._given = self._make()
                made = AuthorizedSession(self._credentials, auth_request=self._tokens)
                self._session = careful(made, self._timeout)  # type: ignore[assignment]  # the same, made careful
            if not self._credentials.valid:
                self._credentials.refresh(self._tokens)
        return self._session  # type: ignore[return-value]

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a token that was given us."""
        return self._given.betrays(text)

    @property
    def caller(self) -> str:
        """Whom the token is for; empty where it does not say it."""
        said = getattr(self._credentials, "service_account_email", "") or ""
        return f"service account {said}" if "@" in str(said) else ""


class Way:
    """One API. Safe to be used by many threads."""

    def __init__(self, origin: str, session: Session, *, standard: bool) -> None:
        self.origin, self.standard, self._session = origin, standard, session

    def send(self, method: str, url: str, body: JSON) -> Reply:
        """Send a request, with a token. Raises what google-auth and requests raise."""
        session = self._session.authorized()
        data = msgspec.json.encode(body) if body is not None else None  # some that are POSTed must have none
        headers = {"Content-Type": "application/json"} if data else {}
        return reply(session.request(method, url, data=data, headers=headers, timeout=None, allow_redirects=False))

    def refused(self, reply: Reply) -> Ended:
        """What an answer that is an error means."""
        return of_reply(reply)

    def failed(self, err: Exception) -> Ended:
        """What it means that no answer came."""
        return of_exception(err)

    def following(self, url: str, body: Mapping[str, JSON]) -> str:
        """The same question with the token of the next page: Google names no other address."""
        return following(url, body)

    def request(self, reply: Reply) -> str:
        """The provider's own id of the request."""
        said = reply.headers.get("x-guploader-uploadid", "")
        return said if _REQUEST.fullmatch(said) else ""

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a token that was given us."""
        return self._session.betrays(text)


def following(url: str, body: Mapping[str, JSON]) -> str:
    """Where the next page is; empty after the last."""
    token = body.get("nextPageToken")
    if not isinstance(token, str) or not token:
        return ""
    start, _, query = url.partition("?")
    words = [(key, value) for key, value in parse_qsl(query) if key != "pageToken"]
    return f"{start}?{urlencode([*words, ('pageToken', token)])}"


def reply(response: Any) -> Reply:
    """What came, as it is kept."""
    try:
        body = msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        body = None
    return Reply(response.status_code, {k.lower(): v for k, v in response.headers.items()}, body)
