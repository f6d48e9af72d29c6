"""What a target of a network device may set."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.host.options import SCHEMA as OF_HOSTS
from collectors.inventory.platforms import known, nearest
from scanner.answers import JSON
from scanner.collector import CollectError

_ONLY_HOSTS: Final = frozenset({"sudo", "script"})
BREAK_GLASS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "type": "array",
        "items": {"type": "string", "minLength": 1},
        "description": "Local accounts that are for emergencies, by name.",
    }
)
DEVICE: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        **{name: schema for name, schema in OF_HOSTS.items() if name not in _ONLY_HOSTS},
        "enable": {
            "type": "string",
            "minLength": 1,
            "x-secret": True,
            "description": "Where the secret is found that the command enable asks for.",
        },
        "break_glass": BREAK_GLASS,
    }
)


def platform(schemes: Collection[str]) -> Mapping[str, Any]:
    """What a device is, where the scheme of its target does not say it."""
    said = (
        f"What it is: {', '.join(sorted(schemes))}, or the word that Ansible, Netmiko, NAPALM, Oxidized or RANCID has."
    )
    return {"type": "string", "minLength": 1, "description": said}


def means(schemes: Collection[str], option: str, value: JSON) -> JSON:
    """A platform in the words of others, as that platform; anything else as it stands.

    Raises:
        CollectError: no platform that is read here.
    """
    if option != "platform" or not isinstance(value, str) or not value:
        return value
    if found := known(value):
        return found
    every = ", ".join(sorted(schemes))
    if found == "":
        raise CollectError(f"platform is a word for several: write which of them it is: {every}")
    # The word is not repeated: something else may stand there by mistake.
    meant = f": did you mean {close}?" if (close := nearest(value)) else "."
    raise CollectError(f"platform is a word that is not known here{meant} There are: {every}")


FILES: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "files": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "minItems": 1,
            "description": "Patterns of the files to read, as *.cfg; all that are not hidden without it.",
        },
        "whole": {
            "type": "boolean",
            "description": "Whoever writes the files writes them whole, or not at all. Of platforms without a mark at"
            " the end of their configurations nothing in a file shows it, and without this it counts as nothing.",
        },
        "break_glass": BREAK_GLASS,
    }
)
