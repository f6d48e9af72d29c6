"""Asking an authority for a timestamp (RFC 3161 over HTTP), and keeping its answer in the store."""

import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from scanner.evidence import log, note, retention, statement, timestamps
from scanner.evidence.dsse import read_envelope
from scanner.evidence.timestamps import TimestampError, Token
from scanner.stores import Store
from scanner.words import visible

_SECONDS: Final = 20
"""How long an authority may take to say something, and three times that for all of its answer."""

_REPLY: Final = "application/timestamp-reply"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An answer from elsewhere is not the one that was asked for."""

    def redirect_request(self, *_: Any) -> None:
        """Follow none: it is an error then."""


def name_of(url: str) -> str:
    """The host of an authority, as its tokens are called."""
    return urlsplit(url).hostname or "authority"


def stamp(store: Store, url: str, checkpoint: bytes) -> tuple[str, str]:
    """Have a checkpoint stamped and keep the token beside the log; its key, and the time that the authority says.

    Raises:
        TimestampError: there is no such answer, or it is about something else.
        StoreError: it could not be kept.
    """
    size = note.read_note(checkpoint, "the checkpoint").checkpoint.size
    key = timestamps.token_key(size, name_of(url))
    what = f"the authority {visible(name_of(url))}"
    asked, nonce = timestamps.request(checkpoint, what)
    data = _post(url, asked, what)
    when = timestamps.check_answer(Token(what, data), checkpoint, nonce)
    store.create(key, data, retention.until(key, datetime.now(UTC)))  # by what is known here, not by what it says
    return key, f"{when:%Y-%m-%dT%H:%M:%SZ}"


def newest(store: Store) -> str:
    """When the last entry was sealed that a timestamp covers; empty where there is no timestamp yet."""
    size = max((size for _, size in timestamps.lying_in(store)), default=0)
    if not size:
        return ""
    key = log.leaf_key(size - 1)
    return statement.place(statement.loads(read_envelope(store.read(key), key).payload, key), key).sealed


def _post(url: str, data: bytes, what: str) -> bytes:
    _check(url, what)
    headers = {"Content-Type": "application/timestamp-query", "Accept": _REPLY}
    request = urllib.request.Request(url, data, headers, method="POST")  # noqa: S310  # http and https alone: see above
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=_SECONDS) as answer:
            if answer.headers.get_content_type() != _REPLY:
                raise TimestampError(what, "answered something that is no timestamp")
            return _read(answer, what)
    except urllib.error.HTTPError as err:
        err.close()
        moved = 300 <= err.code < 400  # noqa: PLR2004  # a redirect
        why = "sends elsewhere, and that is not followed" if moved else "refused"
        raise TimestampError(what, f"{why} (HTTP {err.code})") from None
    except TimeoutError:
        raise TimestampError(what, f"did not answer within {_SECONDS} s") from None
    except (OSError, ValueError) as err:
        reason = getattr(err, "reason", err)
        said = getattr(reason, "strerror", "") or type(reason).__name__
        raise TimestampError(what, f"could not be asked: {visible(str(said))}") from None


def _check(url: str, what: str) -> None:
    found = urlsplit(url)
    if found.scheme not in {"http", "https"} or not found.hostname:
        raise TimestampError(what, "is asked over http:// or https:// only")
    if found.username or found.password:
        raise TimestampError(what, "is named with a password in its URL, which is not repeated: none can be sent")


def _read(answer: Any, what: str) -> bytes:
    """All of an answer that comes in time and is not too large."""
    end, found = time.monotonic() + 3 * _SECONDS, bytearray()
    while piece := answer.read1(1 << 14):
        found += piece
        if len(found) > timestamps.MAX_TOKEN:
            raise TimestampError(what, f"answered more than {timestamps.MAX_TOKEN} bytes")
        if time.monotonic() > end:
            raise TimestampError(what, f"did not end within {3 * _SECONDS} s")
    return bytes(found)
