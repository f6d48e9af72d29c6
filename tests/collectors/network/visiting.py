"""Devices, visited as a scan visits them."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from collectors.network.shell.dialects import DIALECTS
from collectors.network.shell.visit import Visit, visit
from scanner.collector import Inquiry
from scanner.secrets.reference import SecretError
from scanner.targets import Target
from tests.servers.device import CANARIES, ENABLE, PASSWORD, SHELLS, USER, Device

NOW: Final = "2026-11-25T12:00:00Z"
SECRETS: Final = MappingProxyType(
    {"env:PASSWORD": PASSWORD, "env:ENABLE": ENABLE, "env:WRONG": "wr0ng", "env:ODD": "two\nlines"}
)
OTHER: Final[Mapping[str, str]] = MappingProxyType(
    {"fortios": "get system status", "routeros": "/system resource print", "panos": "show system info"}
)
"""Another thing that can be asked, where it is not `show version`."""
MISSING: Final[Mapping[str, str]] = MappingProxyType({"routeros": "/whatever print"})
"""What nobody knows, where it is not `show whatever`."""


def commands(platform: str) -> tuple[str, str, str]:
    """The configuration, something short, and what the device does not know."""
    return SHELLS[platform].show, OTHER.get(platform, "show version"), MISSING.get(platform, "show whatever")


def secret(reference: str) -> str:
    if reference not in SECRETS:
        raise SecretError(reference, "is not set in the environment")
    return SECRETS[reference]


def go(platform: str, server: Device, folder: Path, asked: Sequence[str] = (), **options: Any) -> Visit:
    """Visit a device whose key is known. Nothing that it says may stand in what is shown of that."""
    return visit(inquiry(platform, server, folder, **options), DIALECTS[platform], asked or commands(platform))


def inquiry(platform: str, server: Device, folder: Path, **options: Any) -> Inquiry:
    known = folder / f"known_hosts {server.port}"
    known.write_text(server.known)
    given = {
        "config": "none",
        "agent": False,
        "known_hosts": str(known),
        "password": "env:PASSWORD",
        "timeout": 5,
        **options,
    }
    target = Target(
        id=f"{platform}:{server.port}", scheme=platform, name=f"{USER}@127.0.0.1:{server.port}", options=given
    )
    return Inquiry(target, frozenset(), lambda: NOW, secret)


class Overheard(logging.Handler):
    """All that is written to a log, whoever wants it to be, however little of it matters."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def leaks(text: str) -> list[str]:
    """What a device said, or was told in confidence, that stands there."""
    return [canary for canary in CANARIES if canary in text]
