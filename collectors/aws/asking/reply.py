"""An answer of HTTP, read whole from a connection. Imported only where a client is made."""

from collections.abc import Iterator
from typing import Any, Final

from httptools import HttpParserError, HttpResponseParser
from urllib3.exceptions import ProtocolError

_PIECE: Final = 1 << 14
_MOST: Final = 1 << 26
"""Bytes of an answer: no page of AWS's comes near."""
_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})
"""An answer with one of these ends where they say, another with its connection."""
_FINAL: Final = 200
"""Statuses below are of what comes before the answer."""


class Reply:
    """What urllib3 and botocore look at as at a response of urllib3's, and what httptools calls as it reads.

    The parsers of http.client and email, through which each answer went, took a tenth of the time of a scan.
    """

    version_string = "HTTP/1.1"
    length_remaining = 0

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        """In lower case."""
        self._pieces: list[bytes] = []
        self._headed = self._whole = False

    def stream(self) -> Iterator[bytes]:
        """The body."""
        yield from self._pieces

    def read(self, sock: Any, method: str) -> bool:
        """Read it, and tell whether the connection may be used again.

        Raises:
            ProtocolError: what comes is no answer, ends before its end, has more behind it, or has no end.
            OSError: the connection broke, or nothing came in time.
        """
        self._parser = parser = HttpResponseParser(self)
        size = 0
        try:
            while not self._whole and (piece := sock.recv(_PIECE)):
                size += len(piece)
                parser.feed_data(piece)
                if size > _MOST:
                    raise ProtocolError("the answer has no end")
                self._whole |= self._headed and method == "HEAD"
            if not self._whole and (not self._headed or _LENGTHS & self.headers.keys()):
                raise ProtocolError("the answer ends before its end")
            return self._whole and bool(parser.should_keep_alive())
        except HttpParserError:
            # Not its text: that holds what came.
            raise ProtocolError("what came is no answer") from None
        finally:
            del self._parser  # each holds the other

    def on_message_begin(self) -> None:
        """Of what comes behind the answer, too: nobody asked for that."""
        if self._whole:
            raise ProtocolError("more came than was asked for")

    def on_header(self, name: bytes, value: bytes) -> None:
        """One line; of one that comes twice the values stand in a row."""
        key, said = name.decode("latin-1").lower(), value.decode("latin-1")
        self.headers[key] = f"{self.headers[key]}, {said}" if key in self.headers else said

    def on_headers_complete(self) -> None:
        """The answer itself, or one that says that it is coming."""
        self.status = int(self._parser.get_status_code())
        self._headed = self.status >= _FINAL

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._pieces.append(body)

    def on_message_complete(self) -> None:
        """The end."""
        self._whole = self._headed
        if not self._headed:
            self.headers.clear()
