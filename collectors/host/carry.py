"""What is sent to a host, and how its answer is unpacked: sh for Unix, PowerShell for Windows. Pure."""

import secrets
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from collectors.host.asking import by_system, wants_sudo
from collectors.host.platform import Platform
from collectors.host.question import HostQuestion
from collectors.host.script import AROUND, TOGETHER, assemble, installed, spoken_to
from collectors.host.windows import script as powershell
from collectors.ssh.failure import SSHError
from scanner.answers import JSON

_SLACK: Final = 65_536
"""Bytes of a frame beyond those of its sections."""
_WINDOWS: Final = "for_Windows"
"""Stands in the name of Microsoft's SSH server."""


@dataclass(frozen=True, slots=True)
class Load:
    """One command, and what it reads."""

    command: str
    given: bytes
    preface: str
    """A word that comes before all else, once something has begun. It stands in the command line, where others see it,
    so the frame has another one."""
    most: int
    """Bytes that it may print, unpacked or not."""


def load(  # noqa: PLR0913  # one run has so many sides
    software: str,
    platforms: Sequence[Platform],
    ids: frozenset[str],
    options: Mapping[str, JSON],
    *,
    mark: str,
    whole: int,
    key: str,
) -> Load:
    """Make it for a host whose SSH server calls itself so.

    whole: seconds for all of it. mark: a random word. key: a host key that is thrown away.
    """
    asked = by_system((p for p in platforms if _speaks(p, software)), ids)
    most_said = max(map(most, asked.values()), default=most(()))
    if _WINDOWS in software:
        every = [q for some in asked.values() for q in some]
        return Load(powershell.command(mark), powershell.assemble(every, mark=mark, whole=whole), mark, most_said)
    path, preface = str(options.get("script", "")), secrets.token_hex(16)
    line = command(preface, path or "sh -s", sudo=wants_sudo(options))
    if path:
        ours = sha256(whole_script(platforms)).hexdigest()
        given = spoken_to(_every(asked.values()), ours, mark=mark, whole=whole, key=key)
    else:
        given = assemble(asked, mark=mark, whole=whole, key=key)
    return Load(line, given, preface, most_said)


def most(questions: Iterable[HostQuestion]) -> int:
    """Bytes that a script with these questions may print."""
    return sum(q.most + AROUND for q in questions) + TOGETHER + _SLACK


def _every(many: Iterable[Collection[HostQuestion]]) -> list[HostQuestion]:
    return [question for some in many for question in some]


def _speaks(platform: Platform, software: str) -> bool:
    return (platform.questions[0].language == "ps1") == (_WINDOWS in software)


def command(preface: str, shell: str, *, sudo: bool) -> str:
    """What is run on a Unix: the script from standard input, its output packed where there is gzip.

    Where sudo refuses it has read nothing, and the script goes to a shell without it.
    """
    run = f"sudo -n {shell} || {shell}" if sudo else shell
    return (
        'sh -c \'g=cat; command -v gzip >/dev/null 2>&1 && g="gzip -1"; '
        f'printf "\\n%s %s\\n" {preface} "${{g%% *}}"; {{ {run}; }} 2>/dev/null | $g\''
    )


def unpacked(output: bytes, preface: str, most: int) -> bytes:
    """The frame as it was before it was packed, as far as it came.

    Raises:
        SSHError: it is more than `most` bytes, or was not packed by gzip; or PowerShell may not run it.
    """
    if powershell.constrained(output, preface):
        raise SSHError("ConstrainedLanguage")
    _, found, packed = output.partition(f"\n{preface} gzip\n".encode())
    if not found:
        return output.partition(f"\n{preface} cat\n".encode())[2]
    unpack = zlib.decompressobj(wbits=31)
    try:
        whole = unpack.decompress(packed, most + 1)
    except zlib.error:
        raise SSHError("CutOff") from None
    if len(whole) > most:
        raise SSHError("Flood")
    return whole


def whole_script(platforms: Iterable[Platform]) -> bytes:
    """The script to install on hosts: every question of every Unix."""
    return installed({p.system: p.questions for p in platforms if p.questions[0].language == "sh"})
