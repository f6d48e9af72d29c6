"""Signing in by Kerberos, in a process apart (`apart.py`): here python-ldap would stop all else while it waits."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.secured.line import Bounds
from collectors.tls.wire import UnansweredError
from scanner.facts import Failure

NO_TICKET: Final = "NoTicket"
EXPIRED: Final = "TicketExpired"
NO_SERVICE: Final = "ServiceUnknown"
SKEW: Final = "ClockSkew"
NO_KDC: Final = "NoKdc"
KEYTAB: Final = "KeytabRefused"
NO_MODULE: Final = "NoGssapiModule"
NOT_PROVED: Final = "NotProved"
BROKE: Final = "SignInBroke"
"""Codes of ours: the texts of libkrb5 name people and files."""
_PROGRAM: Final = Path(__file__).with_name("apart.py")
_LOOK_UP: Final = 0.5
"""Seconds after which the wait looks whether the time is over, or the run was told to end."""
_SAID: Final[Mapping[str, tuple[Failure, str]]] = MappingProxyType(
    {
        "Clock skew too great": ("denied", SKEW),
        r"Server \S+ not found in Kerberos database": ("denied", NO_SERVICE),
        r"Client '\S+' not found in Kerberos database": ("denied", KEYTAB),
        "Preauthentication failed": ("denied", KEYTAB),
        "Client's credentials have been revoked": ("denied", KEYTAB),
        "Ticket expired|lifetime is negative or too short": ("denied", EXPIRED),
        "No Kerberos credentials available": ("denied", NO_TICKET),
        "Cannot contact any KDC": ("unreachable", NO_KDC),
        "Cannot find KDC": ("unreachable", NO_KDC),
        "No worthy mechs found": ("error", NO_MODULE),
        "it did not prove itself": ("error", NOT_PROVED),
        r"\bSASL\(": ("error", BROKE),
    }
)
"""What stands in texts of this machine, in English: those of MIT's libkrb5 and of libsasl2, and one of `apart.py`."""


class Failed(NamedTuple):
    """What python-ldap raised there: the name of the exception, and what it holds."""

    name: str
    told: Any


def sign_in(descriptor: int, host: str, bounds: Bounds) -> Failed | None:
    """Sign in on a connection that is one of ours; None: done.

    Raises:
        UnansweredError: the time is over, the run is to end, or the process ended without a word.
    """
    uri = f"ldap://[{host}]" if ":" in host else f"ldap://{host}"
    command = [sys.executable, "-P", str(_PROGRAM), str(descriptor), uri]
    with subprocess.Popen(  # noqa: S603  # a program of ours, and a name that was looked at
        command,
        env=_environment(os.environ),
        pass_fds=[descriptor],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            said = _said(process, bounds)
        finally:
            process.kill()
    try:
        told = json.loads(said)
    except ValueError:
        raise UnansweredError("error", BROKE) from None
    return Failed(**told) if told else None


def _said(process: "subprocess.Popen[bytes]", bounds: Bounds) -> bytes:
    while True:
        try:
            return process.communicate(timeout=min(bounds.left(), _LOOK_UP))[0]
        except subprocess.TimeoutExpired:
            continue


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Ours, in English; tickets that a keytab gives are kept in memory, unless somebody names another place."""
    memory = {"KRB5CCNAME": "MEMORY:"} if "KRB5_CLIENT_KTNAME" in ours else {}
    return {**memory, **ours, "LC_ALL": "C", "LANGUAGE": ""}


def refusal(text: str) -> UnansweredError | None:
    """What the libraries of this machine mean by a text; None: nothing of signing in."""
    found = next((said for words, said in _SAID.items() if re.search(words, text)), None)
    return UnansweredError(*found) if found else None
