"""The one script that asks a Windows machine everything, and how it gets there. Pure."""

import base64
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from collectors.host.question import HostQuestion

_WORD = re.compile(r"[0-9a-zA-Z]{1,64}")
_BOOTSTRAP = """\
$ProgressPreference='SilentlyContinue'
if("$($ExecutionContext.SessionState.LanguageMode)" -ne 'FullLanguage'){"`n%(mark)s constrained`n";exit 77}
$ErrorActionPreference='Stop'
$r=New-Object IO.StreamReader([Console]::OpenStandardInput())
$b=New-Object Text.StringBuilder
while($null -ne ($l=$r.ReadLine())){if($l -ceq '# %(mark)s end'){& ([ScriptBlock]::Create($b.ToString()));exit 0}
$null=$b.Append($l).Append("`n")}
exit 1
"""
# Where modules are scripts (BitLocker, NetSecurity) a client that runs no scripts would not load them; RemoteSigned is
# for this one process, and a policy of the machine stands above it.
_COMMAND = "powershell -NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -EncodedCommand "


def command(mark: str) -> str:
    """What is run on the machine: it reads the script from standard input up to its last line, and not up to its end.

    Some versions of sshd do not pass the end of the input on. It is short: cmd takes 8191 characters.

    Raises:
        ValueError: the mark is no plain word.
    """
    return _COMMAND + base64.b64encode((_BOOTSTRAP % {"mark": _plain(mark)}).encode("utf-16-le")).decode()


def assemble(questions: Iterable[HostQuestion], *, mark: str, whole: int) -> bytes:
    """Write the script. `whole`: seconds for all of it; `mark`: a random word.

    Raises:
        ValueError: the mark is no plain word.
    """
    lines = [f"$mark = '{_plain(mark)}'", f"$whole = {whole}", *_all_of(questions), f"# {mark} end", ""]
    return "\n".join(lines).encode("ascii")


def installed(questions: Iterable[HostQuestion]) -> str:
    """Write the script that stands on a machine: whoever starts it says the word that marks the frame, and seconds."""
    return "\n".join(["param([string]$mark, [int]$whole)", *_all_of(questions), ""])


def _all_of(questions: Iterable[HostQuestion]) -> Iterator[str]:
    yield from (_frame(), "try {")
    yield from (f"section '{q.id}' {q.most + 1} {q.seconds} {{\n{q.text}\n}}" for q in questions)
    # By force: a question that hangs must not keep the process.
    yield from ("trailer", "} finally {", "sweep", "}", "[Environment]::Exit(0)")


def constrained(output: bytes, mark: str) -> bool:
    """Tell whether the machine lets PowerShell run only what it has signed (Constrained Language Mode)."""
    return f"{mark} constrained".encode() in output


@cache
def _frame() -> str:
    return files(__package__).joinpath("frame.ps1").read_text("ascii")


def _plain(mark: str) -> str:
    if not _WORD.fullmatch(mark):
        raise ValueError(f"{mark!r} is no plain word")
    return mark
