"""A connection to a host by its name: each of its addresses has its share of the time."""

import os
import selectors
import socket
from errno import EINPROGRESS
from typing import Any

from collectors.ssh.failure import POLL, Deadline


def reached(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers.

    Raises:
        OSError: none does; of several, what was wrong with the last.
        SSHError: the time is over (`NoAnswer`), or the run was stopped.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    why = OSError("the name has no address")
    while found:
        share = deadline.sooner(deadline.left("NoAnswer") / len(found))
        family, kind, protocol, _, address = found.pop(0)
        sock = socket.socket(family, kind, protocol)
        # Without it the last piece of a script waits until all before it have arrived: a round trip more.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            _connect(sock, address, share)
        except OSError as err:
            sock.close()
            why = err
        else:
            return sock
    raise why


def _connect(sock: socket.socket, address: Any, deadline: Deadline) -> None:
    sock.setblocking(False)
    number = sock.connect_ex(address)
    if number == EINPROGRESS:
        with selectors.DefaultSelector() as selector:
            selector.register(sock, selectors.EVENT_WRITE)
            while not selector.select(POLL):
                if deadline.over():
                    raise TimeoutError
        number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if number:
        raise OSError(number, os.strerror(number))
