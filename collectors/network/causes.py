"""Why nothing came from a device, and what to do: as of hosts, but for what is otherwise on a device."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec.structs import replace

from collectors.network.over_ssh import of
from collectors.network.shell.dialects import DIALECTS
from collectors.ssh import causes, enroll
from scanner.answers import Answer
from scanner.collector import Cause, Inquiry, Shown

_CONSOLE: Final = "what the device itself says at its console"
_ADVICE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "HostKeyUnknown": "compare its key, or the fingerprint of it, with {}; then add it",
        "HostKeyChanged": "compare its key, or the fingerprint of it, with {}. If that is the new key, take the old"
        " line out of known_hosts, or set the pin anew",
        "HostKeyRevoked": "give the device a new key",
        "Refused": "check the port, and whether SSH is on there and lets this machine in",
        "ConnectionLost": "look at how many sessions it lets be open at once, and at what else is logged in",
        "LoginRefused": "look at user: and password:, or at identity: and the key that the account has there",
        "SecondFactor": "let the account of the scans in with one factor, from the address of this machine alone",
    }
)
"""By the word of a code, where a host has an sshd and its files, and a device has neither."""


def explain(answer: Answer) -> Cause | None:
    """Say why nothing came of a session, or of one of its commands; None where the outcome says enough."""
    found = causes.explain(answer) or causes.cause(answer.code)
    code, jump = causes.at(answer.code)
    scheme = answer.target.partition(":")[0]
    if found and code == "NotAuthorized":
        return replace(found, command=f"safeguard permissions {scheme}", advice="let its role run what that lists")
    advice = _ADVICE.get(code.partition(" (")[0])
    if not found or not advice or jump or host_keys(scheme) == enroll.OF_HOSTS:
        return found
    return replace(found, advice=advice.format(_console(scheme)))


def shown(inquiry: Inquiry) -> Iterator[Shown]:
    """Every key that a device shows. Raises CollectError: it cannot be reached, or shows none."""
    platform = of(inquiry.target)
    yield from enroll.shown(inquiry, host_keys(platform) or "the command that shows the keys of its SSH server")


def host_keys(platform: str) -> str:
    """What shows them at the console of a device; empty where that is not known, or which platform it has."""
    return DIALECTS[platform].host_keys if platform in DIALECTS else ""


def _console(platform: str) -> str:
    command = host_keys(platform)
    return f"{_CONSOLE}: {command}" if command else _CONSOLE
