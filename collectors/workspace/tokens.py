"""Tokens for scopes: one for all of them; where that is refused one for each, so that each is refused by its name.

Google gives a token for all the scopes that it is asked for, or none. Imported only where something is asked.
"""

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession

from collectors.google.outcome import of_exception
from collectors.google.sign_in import Tokens
from collectors.google.way import Session, Way
from collectors.rest.given import Given
from collectors.rest.way import Ended
from collectors.workspace.question import AUTH, REFUSALS, SCOPES

_REFUSED: Final[Mapping[str, str]] = MappingProxyType({f"NotSignedIn ({word})": word for word in REFUSALS})
"""It may be one scope of several that is not granted, or all of them."""


class Scopes:
    """The tokens of one caller. Safe to be used by many threads."""

    def __init__(
        self, make: Callable[[tuple[str, ...]], tuple[Credentials, Tokens, Given]], timeout: float, subject: str
    ) -> None:
        """make: signs in for some scopes. subject: as whom."""
        self._make, self._timeout, self._subject = make, timeout, subject
        self._lock = threading.Lock()
        self._all = self._session(SCOPES)
        self._whole: bool | None = None
        """Whether there is a token for all of them; None before anybody has asked for one."""
        self._each = {scope: self._session((scope,)) for scope in SCOPES}

    def _session(self, scopes: tuple[str, ...]) -> Session:
        return Session(lambda: self._make(tuple(f"{AUTH}{scope}" for scope in scopes)), self._timeout)

    def authorized(self, scope: str) -> AuthorizedSession:
        """The connections, with a token that is good for a scope. Raises what google-auth raises."""
        with self._lock:
            if self._whole is None:
                self._whole = self._granted()
        return (self._all if self._whole else self._each[scope]).authorized()

    def _granted(self) -> bool:
        try:
            self._all.authorized()
        except GoogleAuthError as err:
            if of_exception(err).code in _REFUSED:
                return False
            raise
        return True

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a token that was given us."""
        return any(session.betrays(text) for session in (self._all, *self._each.values()))

    @property
    def caller(self) -> str:
        """As whom we ask, and who we are."""
        some = (session.caller for session in (self._all, *self._each.values()))
        return " by ".join(filter(None, (self._subject, next(filter(None, some), ""))))


class OneScope(Session):
    """What a way sends through: the tokens for its scope."""

    def __init__(self, scopes: Scopes, scope: str) -> None:
        self._scopes, self._scope = scopes, scope

    def authorized(self) -> AuthorizedSession:
        """The connections, with a token. Raises what google-auth raises."""
        return self._scopes.authorized(self._scope)

    def betrays(self, text: str) -> bool:
        """Tell whether a text holds a token that was given us."""
        return self._scopes.betrays(text)


class Scoped(Way):
    """One API, for one scope: that it is refused says nothing of the others."""

    def failed(self, err: Exception) -> Ended:
        """What it means that no answer came."""
        ended = super().failed(err)
        return ended._replace(code=_REFUSED.get(ended.code, ended.code))
