"""What people write in inventories, as the values that options take."""

import ipaddress
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

_YES: Final[Mapping[str, bool]] = MappingProxyType(
    dict.fromkeys(("true", "yes", "y", "on", "1", "t"), True)
    | dict.fromkeys(("false", "no", "n", "off", "0", "f"), False)
)
_PORTS: Final = range(1, 1 << 16)


LEAVE_OUT: Final = "Leave out whom it concerns, below inventory: except: [HOST or GROUP]"
BY_REFERENCE: Final = "Write a reference to it below inventory: password: env:NAME"
AN_ENTRY_OF_ITS_OWN: Final = "Network devices are read by an entry of their own: - {inventory: FILE, scheme: network}"


class WordError(Exception):
    """Something else stands there than is wanted. It is not repeated: it may be what it should not be."""

    def __init__(self, said: str, *more: str) -> None:
        super().__init__(said)
        self.more = more
        """What to do about it."""


def bracketed(name: str) -> str:
    """A name as a URI would have it: an address of IPv6 stands in brackets."""
    try:
        return f"[{ipaddress.IPv6Address(name)}]" if ":" in name else name
    except ValueError:
        return name


def text(value: Any) -> str:
    """A text; a number is one too."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise WordError("must be text")


def texts(value: Any) -> str | list[str]:
    """One text, or several."""
    return [text(one) for one in value] if isinstance(value, list | tuple) else text(value)


def port(value: Any) -> int:
    """The number of a port."""
    said = str(value)
    if not (said.isascii() and said.isdigit() and len(said) <= 5 and int(said) in _PORTS):  # noqa: PLR2004  # 65535
        raise WordError("must be the number of a port")
    return int(said)


def yes(value: Any) -> bool:
    """Yes or no, in the words that Ansible knows for them."""
    said = _YES.get(str(value).lower())
    if said is None:
        raise WordError("must be true or false")
    return said
