"""An answer of HTTP, read whole from a connection. Imported only where a client is made."""

import time
from collections.abc import Mapping
from math import inf
from ssl import SSLEOFError
from types import MappingProxyType
from typing import Any, Final

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser
from urllib3.exceptions import ProtocolError

from collectors.asking.keep import TooMuchError

_PIECE: Final = 1 << 14
_WHOLE: Final = 10
"""An answer may take so many times as long as a piece of it: one that drips would hold us for ever."""
_MOST: Final = 1 << 26
"""Bytes of an answer: no page of AWS's comes near."""
_PARTS: Final = 1 << 21
"""Elements, objects, lists and entries in it: read, each takes many times the bytes that it has on its way."""
_BEGINS: Final = (b"<", b"[", b"{", b",")
_AROUND: Final = 1 << 16
"""Bytes around its body: headers, trailers, sizes of chunks. They may be so many more than the body's."""
_LENGTHS: Final = frozenset({"content-length", "transfer-encoding"})
"""An answer with one of these ends where they say, another with its connection."""
_FINAL: Final = 200
"""Statuses below are of what comes before the answer."""


class Headers(dict[str, Any]):
    """Headers, whose names are the same in capitals."""

    def __init__(self, headers: Mapping[str, Any] = MappingProxyType({})) -> None:
        super().__init__((name.lower(), value) for name, value in headers.items())

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name.lower())

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name.lower(), value)

    def __delitem__(self, name: str) -> None:
        super().__delitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return super().__contains__(str(name).lower())

    def get(self, name: str, otherwise: Any = None) -> Any:
        """One header, or something else."""
        return super().get(name.lower(), otherwise)


class Reply:
    """What urllib3 and botocore take for their responses, and what httptools calls as it reads.

    The parsers of http.client and email, through which each answer went, took a tenth of the time of a scan.
    """

    version_string = "HTTP/1.1"
    length_remaining = 0
    raw = ""
    """Only looked at whether there is one."""

    def __init__(self) -> None:
        self.status_code = 0
        """botocore's handlers change it where a body says something else."""
        self.headers = Headers()
        self._body: bytearray | bytes = bytearray()
        self._headed = self._whole = self._stays = False

    @property
    def status(self) -> int:
        """The status, as urllib3 calls it."""
        return self.status_code

    @property
    def content(self) -> bytes:
        """The body."""
        if not isinstance(self._body, bytes):
            self._body = bytes(self._body)  # once, for it may be large
        return self._body

    def read(self, sock: Any, method: str) -> bool:
        """Read it, and tell whether the connection may be used again.

        Raises:
            ProtocolError: what comes is no answer, ends before its end, or has more behind it.
            TooMuchError: it has no end, or too many parts.
            OSError: the connection broke, or nothing came in time.
        """
        self._parser = parser = HttpResponseParser(self)
        size, parts, ends = 0, 0, time.monotonic() + _WHOLE * (sock.gettimeout() or inf)
        try:
            while not self._whole and (piece := sock.recv(_PIECE)):
                if time.monotonic() > ends:
                    raise TimeoutError
                size += len(piece)
                parts += sum(map(piece.count, _BEGINS))
                parser.feed_data(piece)
                if size > _MOST or size - 2 * len(self._body) > _AROUND:
                    raise TooMuchError("the answer has no end")
                if parts > _PARTS:  # as it comes: many at once would fill the memory, though none of them is read
                    raise TooMuchError("the answer has too many parts")
                self._whole |= self._headed and method == "HEAD"
            if not self._whole and (not self._headed or _LENGTHS & self.headers.keys()):
                raise ProtocolError("the answer ends before its end")
            if method == "HEAD" and self._body:
                raise ProtocolError("more came than was asked for")
        except SSLEOFError:
            # Without a word of the other side's, anybody on the way may have cut it.
            raise ProtocolError("the answer ends before its end") from None
        except (HttpParserError, HttpParserUpgrade):
            # Not its text: that holds what came.
            raise ProtocolError("what came is no answer") from None
        finally:
            del self._parser  # each holds the other
        return self._whole and self._stays

    def on_message_begin(self) -> None:
        """Of what comes behind the answer, too: nobody asked for that."""
        if self._whole:
            raise ProtocolError("more came than was asked for")

    def on_header(self, name: bytes, value: bytes) -> None:
        """One line; of one that comes twice the values stand in a row. What comes behind the body is none."""
        if self._headed:
            return
        key, said = name.decode("latin-1").lower(), value.decode("latin-1")
        before = dict.get(self.headers, key)  # in small letters already
        dict.__setitem__(self.headers, key, said if before is None else f"{before}, {said}")

    def on_headers_complete(self) -> None:
        """The answer itself, or one that says that it is coming."""
        self.status_code = int(self._parser.get_status_code())
        self._headed = self.status_code >= _FINAL
        self._stays = bool(self._parser.should_keep_alive())  # which it knows no more at the end

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """The end."""
        self._whole = self._headed
        if not self._headed:
            self.headers.clear()
