"""A directory on loopback that a test plays itself: over TLS, with entries as Python values, and lies where wanted.

It speaks as much of LDAP (RFC 4511) as reads: bind, search with paging (RFC 2696) and range retrieval (MS-ADTS
3.1.1.3.1.3.3), StartTLS. All that was asked of it is remembered.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.servers.ber import Item, integer, item, octets, parsed, whole
from tests.servers.filters import fits
from tests.servers.services import Service, service
from tests.servers.slapd import certificates

Values: TypeAlias = Mapping[str, Sequence[str | bytes]]
_PAGED = b"1.2.840.113556.1.4.319"
_START_TLS = b"1.3.6.1.4.1.1466.20037"


@dataclass
class Double:
    """What it holds, how it answers, and what it was asked."""

    root: Values
    entries: Sequence[tuple[str, Values]]
    user: str = ""
    """Who may sign in; everybody else is told 49."""
    password: str = ""
    anonymous: int = 0
    """The result for whoever has not signed in and looks below the root DSE: 0 lets them; Active Directory says 1."""
    hidden: Mapping[str, int] = field(default_factory=dict)
    """By distinguished name: the result of a search there."""
    ranges: int = 0
    """So many values of an attribute come at once; 0: all of them."""
    refers: Sequence[str] = ()
    """Where each search of a subtree is told that parts of the tree lie."""
    starttls: bool = False
    play: Callable[["Double", "Talk", int, bytes], bool] | None = None
    """Answers a search itself (number of the message, its base), and says that it did."""
    ticket: Callable[["Talk", int], None] | None = None
    """Answers a sign-in by SASL (number of the message)."""
    asked: list[tuple[str, ...]] = field(default_factory=list)
    """In their order: ("tls",), ("bind", DN, password), ("search", base, scope, filter), ("other", hex of the kind);
    and ("sasl", mechanism, hex of the token)."""
    port: int = 0
    ca: Path = Path()

    def found(self, base: str, scope: int, wanted: Item) -> list[tuple[str, Values]]:
        """The entries that a search finds."""
        if not base and scope == 0:
            return [("", self.root)]
        at = base.lower()

        def within(dn: str) -> bool:
            dn = dn.lower()
            if scope == 0:
                return dn == at
            below = dn.endswith(f",{at}")
            return below and dn.removesuffix(f",{at}").count(",") == 0 if scope == 1 else dn == at or below

        return [(dn, values) for dn, values in self.entries if within(dn) and fits(values, wanted)]


class Talk:
    """One connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.signed_in = False
        self._held = b""

    def message(self) -> bytes:
        """The next message."""
        while (size := whole(self._held)) is None or len(self._held) < size:
            if not (more := self.connection.recv(65536)):
                raise EOFError
            self._held += more
        taken, self._held = self._held[:size], self._held[size:]
        return taken

    def say(self, number: int, operation: bytes, controls: bytes = b"") -> None:
        """Answer."""
        self.connection.sendall(item(0x30, integer(number) + operation + (item(0xA0, controls) if controls else b"")))

    def result(self, number: int, kind: int, code: int, controls: bytes = b"", text: str = "") -> None:
        """The last answer to a request."""
        self.say(number, item(kind, integer(code, 0x0A) + octets("") + octets(text)), controls)

    def entry(self, number: int, dn: str, values: Values) -> None:
        """One entry."""
        rows = b"".join(
            item(0x30, octets(name) + item(0x31, b"".join(map(octets, some)))) for name, some in values.items()
        )
        self.say(number, item(0x64, octets(dn) + item(0x30, rows)))


@contextlib.contextmanager
def directory(folder: Path, it: Double, *names: str, days_left: int = 100) -> Iterator[Service]:
    """Serve it. `names`: what its certificate holds, 127.0.0.1 by default."""
    it.ca = certificates(folder, *(names or ("127.0.0.1",)), days_left=days_left)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")

    def play(client: socket.socket) -> None:
        if it.starttls:
            client = _begun(it, client)
        with context.wrap_socket(client, server_side=True) as secure:
            it.asked.append(("tls",))
            talk = Talk(secure)
            while True:
                _answer(it, talk, talk.message())

    with service(play) as serving:
        it.port = serving.port
        yield serving


def _begun(it: Double, client: socket.socket) -> socket.socket:
    """Go on once StartTLS was asked for; whatever else comes in plain is remembered, and ends it."""
    talk = Talk(client)
    number, (kind, content) = _opened(talk.message())
    if kind != 0x77 or parsed(content)[0][1] != _START_TLS:
        it.asked.append(("plain", f"{kind:#x}"))
        raise EOFError
    talk.result(number, 0x78, 0)
    return client


def _opened(message: bytes) -> tuple[int, Item]:
    number, operation, *_ = parsed(parsed(message)[0][1])
    return int.from_bytes(number[1]), operation


def _answer(it: Double, talk: Talk, message: bytes) -> None:
    _, _, *controls = parsed(parsed(message)[0][1])
    number, (kind, content) = _opened(message)
    match kind:
        case 0x60:
            _, (_, dn), (way, password) = parsed(content)
            if way == 0xA3 and it.ticket:
                (_, mechanism), (_, token) = parsed(password)
                it.asked.append(("sasl", mechanism.decode(), token.hex()))
                it.ticket(talk, number)
                return
            it.asked.append(("bind", dn.decode(), password.decode()))
            talk.signed_in = (dn.decode(), password.decode()) == (it.user, it.password)
            said = "80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data 52e, v4563"
            talk.result(number, 0x61, 0 if talk.signed_in else 49, text="" if talk.signed_in else said)
        case 0x63:
            _search(it, talk, number, content, controls)
        case 0x42:
            raise EOFError
        case 0x50:
            it.asked.append(("abandon",))
        case _:
            it.asked.append(("other", f"{kind:#x}"))


def _search(it: Double, talk: Talk, number: int, content: bytes, controls: list[Item]) -> None:
    (_, base), (_, scope), _, (_, limit), _, (_, types), wanted, (_, attributes) = parsed(content)
    at, depth = base.decode(), int.from_bytes(scope)
    it.asked.append(("search", at, ("base", "one", "sub")[depth], f"{wanted[0]:#x}"))
    if it.play and it.play(it, talk, number, base):
        return
    if at and not talk.signed_in and it.anonymous:
        talk.result(number, 0x65, it.anonymous)
        return
    if at in it.hidden:
        talk.result(number, 0x65, it.hidden[at])
        return
    names = [name.decode() for _, name in parsed(attributes)]
    found = it.found(at, depth, wanted)
    most, size, start = int.from_bytes(limit), *_paging(controls)
    some = found[start : start + size] if size else found
    for dn, values in some[:most] if most else some:
        talk.entry(number, dn, _shown(it, values, names, types=types != b"\0"))
    for uri in it.refers if depth and not start else ():
        talk.say(number, item(0x73, octets(uri)))
    last = start + len(some) >= len(found)
    cookie = b"" if last else str(start + len(some)).encode()
    paging = _control(item(0x30, integer(len(found)) + octets(cookie))) if size else b""
    talk.result(number, 0x65, 4 if most and len(found) > most else 0, paging)


def _control(value: bytes) -> bytes:
    return item(0x30, octets(_PAGED) + octets(value))


def _paging(controls: list[Item]) -> tuple[int, int]:
    """How many are wanted, and from which on; (0, 0): all of them."""
    for _, some in controls:
        for _, control in parsed(some):
            name, *rest = parsed(control)
            if name[1] == _PAGED:
                (_, size), (_, cookie) = parsed(parsed(rest[-1][1])[0][1])
                return int.from_bytes(size), int(cookie or b"0")
    return 0, 0


def _shown(it: Double, values: Values, names: Sequence[str], *, types: bool) -> dict[str, Any]:
    """The attributes that are asked for, and of a long one a part."""
    shown: dict[str, Any] = {}
    wanted = {name.lower().partition(";")[0]: name for name in names}
    for name, some in values.items():
        if name.lower() not in wanted and "*" not in wanted:
            continue
        _, _, options = wanted.get(name.lower(), "").partition(";")
        begin = int(options.removeprefix("range=").partition("-")[0]) if options.startswith("range=") else 0
        if types:
            shown[name] = []
        elif it.ranges and (len(some) > it.ranges or options):
            part = some[begin : begin + it.ranges]
            end = "*" if begin + len(part) >= len(some) else str(begin + len(part) - 1)
            shown[f"{name};range={begin}-{end}"] = part
        else:
            shown[name] = some
    return shown
