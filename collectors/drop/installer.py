"""Writes the one program that makes a host drop what it has to say: its script, what locks and signs, and the timer."""

import base64
import re
import shlex
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from collectors.drop import lock, options
from collectors.drop.asking import systems
from collectors.drop.texts import asks
from collectors.host.platform import Platform
from collectors.host.script import installed
from collectors.host.windows import script as powershell
from scanner.collector import CollectError
from scanner.drops import Wanted

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_WHOLE: Final = 300
"""Seconds for the script: nobody waits for it."""
_END: Final = "END-OF-SAFEGUARD"
_FOLDERS: Final = MappingProxyType(
    {
        "linux": ("/usr/local/lib/safeguard", "/var/lib/safeguard"),
        # Not below /usr/local, which may belong to anybody on a Mac.
        "macos": ("/Library/Application Support/Safeguard", "/Library/Application Support/Safeguard/state"),
    }
)
"""Where the programs go, and where the key lies."""
_SHARE: Final = r"\\\\[A-Za-z0-9._$-]+(?:\\[^\\/:*?\"<>|`'\s\x00-\x1f]+)+"
_WHERE: Final = MappingProxyType(
    {
        "linux": r"/[^\s\x00-\x1f\x7f\"']*|s3://[A-Za-z0-9._/-]+|https://[^\s\"\\\x00-\x1f\x7f]+",
        "macos": r"/[^\x00-\x1f\x7f\"']*|https://[^\s\"\\\x00-\x1f\x7f]+",
        "windows": rf"[A-Za-z]:\\[^\"<>|`'\x00-\x1f]*|{_SHARE}|s3://[A-Za-z0-9._/-]+|https://[^\s\"'\\`\x00-\x1f\x7f]+",
    }
)


def installer(wanted: Wanted) -> str:
    """The program, to be run there by its root or administrator.

    Raises:
        CollectError: the key is none, or that system cannot drop there.
    """
    every = options.seconds(wanted.every)
    if wanted.name and not re.fullmatch(options.HOST, wanted.name):
        raise CollectError("--name: must be small letters, digits and . _ - (63 at most)")
    # PowerShell takes curly quotes for quotes too, and its files are written in ASCII.
    if wanted.to and not (re.fullmatch(_WHERE[wanted.system], wanted.to) and _writable(wanted)):
        raise CollectError(f"--to: {_PLACES[wanted.system]}")
    try:
        key = lock.private(wanted.recipient)
    except ValueError:
        raise CollectError(lock.NO_KEY) from None
    write = _windows if wanted.system == "windows" else _unix
    return write(wanted, systems()[wanted.system], key, every)


def _writable(wanted: Wanted) -> bool:
    return wanted.system != "windows" or wanted.to.isascii()


_PLACES: Final = MappingProxyType(
    {
        "linux": "must be a whole path without blanks, s3://BUCKET/PREFIX or https://...",
        "macos": "must be a whole path or https://... (s3:// takes a program that may belong to anybody there)",
        "windows": "must be a whole path, \\\\SERVER\\SHARE, s3://BUCKET/PREFIX or https://..., in ASCII",
    }
)


def _unix(wanted: Wanted, platform: Platform, key: "RSAPrivateKey", every: int) -> str:
    here, state = _FOLDERS[wanted.system]
    spki = lock.spki(key)
    told = {"here": here, "state": state, "to": wanted.to, "every": every, "whole": _WHOLE}
    told |= {"recipient": sha256(spki).hexdigest(), "asks": asks(platform)}
    scheme = wanted.to.partition("://")[0]
    about = {"system": platform.system, "here": here, "state": state, "name": wanted.name}
    about |= {"programs": {"s3": "aws", "https": "curl"}.get(scheme, "")}
    parts = (
        "#!/bin/sh\n# Run as root on the host, by hand or by what manages it: it installs the read-only script of"
        " safeguard,\n# what locks and signs what that prints, and a timer. Again: anew, with the same key. It prints"
        " the line to enroll.\n" + _assigned(about) + _sheet("install.sh"),
        _put("ask", "0755", installed({platform.system: platform.questions}).decode()),
        _put("recipient.pem", "0644", _pem(spki)),
        # It may hold a signed address: for root alone.
        _put("drop", "0700", f"#!/bin/sh\n{_assigned(told)}{_sheet('drop.sh')}"),
        _sheet(f"timer-{wanted.system}.sh"),
        _sheet("first.sh"),
    )
    return "".join(parts)


def _assigned(told: Mapping[str, object]) -> str:
    return "".join(f"{name}={shlex.quote(str(value))}\n" for name, value in told.items())


def _put(name: str, mode: str, text: str) -> str:
    return f"put \"$here/{name}\" {mode} <<'{_END}'\n{text}{_END}\n"


def _sheet(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _pem(spki: bytes) -> str:
    text = base64.b64encode(spki).decode()
    lines = "\n".join(text[n : n + 64] for n in range(0, len(text), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"


def _windows(wanted: Wanted, platform: Platform, key: "RSAPrivateKey", every: int) -> str:
    told = {"to": wanted.to, "every": every, "whole": _WHOLE, "asks": asks(platform)}
    told |= {"recipient": sha256(lock.spki(key)).hexdigest(), "rsa": _xml(key)}
    drop = f"param([switch]$Key, [switch]$Now)\n{_set(told)}{_sheet('drop.ps1')}"
    parts = (
        "# Run as an administrator on the host, or by what manages it as SYSTEM: it installs the read-only script of"
        " safeguard,\n# what locks and signs what that prints, and a scheduled task. Again: anew, with the same key. It"
        " prints the line to enroll.\n" + _set({"name": wanted.name}) + _sheet("install.ps1"),
        _here("ask.ps1", powershell.installed(platform.questions)),
        _here("drop.ps1", drop),
        _sheet("task.ps1"),
    )
    return "".join(parts)


def _set(told: Mapping[str, object]) -> str:
    """Single quotes are doubled: nothing in it is looked at by PowerShell."""
    return "".join(
        f"${name} = {value}\n" if isinstance(value, int) else "${} = '{}'\n".format(name, str(value).replace("'", "''"))
        for name, value in told.items()
    )


def _here(name: str, text: str) -> str:
    """No here-string: a text may have one of its own, and would end this one."""
    return "put '{}' '{}'\n".format(name, text.replace("'", "''"))


def _xml(key: "RSAPrivateKey") -> str:
    """The public half as RSACryptoServiceProvider reads it."""
    numbers = key.public_key().public_numbers()
    modulus, exponent = (
        base64.b64encode(n.to_bytes((n.bit_length() + 7) // 8, "big")).decode() for n in (numbers.n, numbers.e)
    )
    return f"<RSAKeyValue><Modulus>{modulus}</Modulus><Exponent>{exponent}</Exponent></RSAKeyValue>"
