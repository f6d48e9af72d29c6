"""Further arguments of ssh in an Ansible inventory: the way through another host and the file of known hosts count.

That a host's key need not be known (StrictHostKeyChecking) is never followed.
"""

import re
import shlex
from collections.abc import Iterator
from typing import Final

_FLAGS: Final = re.compile(r"-[Cqv46]+")
_OPTION: Final = re.compile(r"([A-Za-z0-9]{1,40})(?:[ \t]*=[ \t]*|[ \t]+)(.*)", re.DOTALL)
_PASSED_BY: Final = (
    *("controlmaster", "controlpath", "controlpersist", "serveralive", "tcpkeepalive", "compression"),
    "stricthostkeychecking",
)
"""How long a connection is kept and how it is looked after, no word of where it leads; and what never holds here."""
_KEEPS_NONE: Final = ("/dev/null", "none")
"""No file of known hosts: the usual ones are looked at in its place."""


class ArgsError(Exception):
    """An argument that is not followed. Its text names the argument, and repeats no value."""


def followed(args: str) -> dict[str, str]:
    """The options of a target that it says: `jump`, the hosts that lie between, and `known_hosts`.

    Raises:
        ArgsError: something else is said there, too.
    """
    try:
        words = shlex.split(args)
    except ValueError:
        raise ArgsError("a quote is opened and not closed") from None
    found: dict[str, str] = {}
    for name, value in _options(words):
        match name.lower():
            case "proxyjump" if value and value.lower() != "none":
                found.setdefault("jump", value)  # ssh takes what is said first
            case "userknownhostsfile":
                if set(value) & set(" %$"):
                    raise ArgsError("UserKnownHostsFile is followed where it names one file, without tokens")
                found.setdefault("known_hosts", value)
            case "proxycommand":
                raise ArgsError("ProxyCommand is not run: write ProxyJump, or jump: below inventory:")
            case word if word != "proxyjump" and not word.startswith(_PASSED_BY):
                raise ArgsError(f"{name} is not followed here")
    if found.get("known_hosts", "").lower() in _KEEPS_NONE:
        del found["known_hosts"]
    return found


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
