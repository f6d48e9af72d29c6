"""Further arguments of ssh in an Ansible inventory: the way through another host is followed, nothing else is."""

import re
import shlex
from collections.abc import Iterator
from typing import Final

_FLAGS: Final = re.compile(r"-[Cqv46]+")
_OPTION: Final = re.compile(r"([A-Za-z0-9]{1,40})(?:[ \t]*=[ \t]*|[ \t]+)(.*)", re.DOTALL)
_REUSE: Final = ("controlmaster", "controlpath", "controlpersist", "serveralive", "tcpkeepalive", "compression")
"""How long a connection is kept and how it is looked after: no word of where it leads."""


class ArgsError(Exception):
    """An argument that is not followed. Its text names the argument, and repeats no value."""


def jump(args: str) -> str:
    """The hosts that lie between, as ProxyJump names them; empty where none is named.

    Raises:
        ArgsError: something else is said there, too.
    """
    try:
        words = shlex.split(args)
    except ValueError:
        raise ArgsError("a quote is opened and not closed") from None
    through = ""
    for name, value in _options(words):
        if name.lower() == "proxyjump" and value and value.lower() != "none":
            through = through or value  # ssh takes what is said first
        elif name.lower() == "proxycommand":
            raise ArgsError("ProxyCommand is not run: write ProxyJump, or jump: below inventory:")
        elif not name.lower().startswith(_REUSE):
            raise ArgsError(f"{name} is not followed here")
    return through


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    rest = iter(words)
    for word in rest:
        if _FLAGS.fullmatch(word):
            continue
        flag, value = word[:2], word[2:]
        if flag == "-J":
            yield "ProxyJump", value or next(rest, "")
        elif flag == "-o" and (parted := _OPTION.fullmatch((value or next(rest, "")).strip())):
            yield parted[1], parted[2]
        else:
            yield (flag if re.fullmatch(r"-[A-Za-z0-9]", flag) else "an argument"), ""
