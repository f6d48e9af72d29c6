"""How one signs in: google-auth's credentials, the kind chosen by name. Imported only where something is asked."""

import json
import logging
import warnings
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import google.auth
import requests
from google.auth import compute_engine, identity_pool, impersonated_credentials
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, MalformedError
from google.auth.transport import Request
from google.auth.transport.requests import Request as Sender
from google.oauth2 import service_account

from collectors.google.options import Options
from collectors.rest.given import Given
from collectors.rest.session import careful

_TOKENS: Final = ("access_token", "accessToken", "id_token", "refresh_token", "signedJwt")
"""Where Google's endpoints give tokens."""
_TALKATIVE: Final = ("google", "urllib3")


class Tokens(Request):
    """The way to the tokens' endpoints: remembers what they give."""

    def __init__(self, said: Options, given: Given) -> None:
        self._session = careful(requests.Session(), said.numbers.timeout)
        self._send, self._endpoint, self._given = Sender(self._session), said.endpoint, given

    def __call__(  # as google-auth calls it
        self,
        url: str,
        method: str = "GET",
        body: Any = None,
        headers: Any = None,
        timeout: Any = None,  # noqa: ARG002  # the session has its own
        **more: Any,
    ) -> Any:
        """Send a request. Raises TransportError."""
        response = self._send(self._placed(url), method, body, headers, timeout=None, **more)
        try:
            said = json.loads(response.data)
        except ValueError:
            said = {}
        for name in _TOKENS:
            if isinstance(said, Mapping) and isinstance(said.get(name), str):
                self._given.note(said[name])
        return response

    def _placed(self, url: str) -> str:
        """Where somebody's own endpoint stands for Google, it gives the tokens too."""
        parts = urlsplit(url)
        if not self._endpoint or url.startswith(f"{self._endpoint}/") or not parts.hostname:
            return url
        return f"{self._endpoint}/{parts.hostname}{parts.path}{f'?{parts.query}' if parts.query else ''}"


def sign_in(
    said: Options, scopes: tuple[str, ...], key: str = "", subject: str = ""
) -> tuple[Credentials, Tokens, Given]:
    """The credentials, the way to their endpoints, and what they give. key: of a service account (JSON).

    subject: the person for whom the account speaks.

    Raises:
        GoogleAuthError, ValueError: there are none to be had, or they cannot be read.
    """
    for name in _TALKATIVE:
        # At finer levels they write whole requests and answers.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    given = Given()
    tokens = Tokens(said, given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # they quote files and projects
        found = _found(said, scopes, key, tokens, "" if said.impersonate else subject)
    if said.impersonate:
        found = impersonated_credentials.Credentials(
            found, said.impersonate, list(scopes), subject=subject or None, quota_project_id=said.quota_project or None
        )
    elif said.quota_project and hasattr(found, "with_quota_project"):
        found = found.with_quota_project(said.quota_project)
    return found, tokens, given


def _found(said: Options, scopes: tuple[str, ...], key: str, tokens: Tokens, subject: str) -> Credentials:
    match said.sign_in:
        case "key":
            info = _parsed(key)
            account: Credentials = service_account.Credentials.from_service_account_info(
                info, scopes=scopes, subject=subject or None
            )
            return account
        case "workload":
            return _workload(said.workload_file, scopes)
        case "attached":
            return compute_engine.Credentials(scopes=scopes)
        case _:
            found: Any = google.auth.default(scopes=scopes, request=tokens)[0]
            if subject and not hasattr(found, "with_subject"):
                raise GoogleAuthError("cannot_act_for")  # outcome knows the word
            return found.with_subject(subject) if subject else found  # type: ignore[no-any-return]


def _workload(file: str, scopes: tuple[str, ...]) -> Credentials:
    try:
        made: Credentials = identity_pool.Credentials.from_file(file, scopes=scopes)
    except (OSError, ValueError, TypeError):  # there is none, or it is another kind of file, which may be a key
        raise MalformedError("the workload's file cannot be read") from None
    return made


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # its text may quote the key
        raise MalformedError("the key cannot be read") from None
