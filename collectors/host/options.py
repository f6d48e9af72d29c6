"""What a target `ssh:` may set, as JSON Schema and as a check."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.ssh.route import place
from collectors.ssh.tokens import HOST, USER
from scanner.answers import JSON
from scanner.collector import CollectError
from scanner.targets import Target

_TEXT: Final = {"type": "string", "minLength": 1}
_REFERENCE: Final = {"type": "string", "x-secret": True}
_PIN: Final = {"type": "string", "pattern": "^SHA256:[A-Za-z0-9+/]{43}=?$"}
_YES: Final = {"type": "boolean"}


def _some(one: JSON, wanted: str) -> JSON:
    return {"oneOf": [one, {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}], "x-wanted": wanted}


def _name(pattern: str, wanted: str) -> dict[str, JSON]:
    return {"type": "string", "pattern": f"^{pattern}$", "x-wanted": wanted}


SUDO: Final[JSON] = {
    "enum": [True, False, "true", "false"],
    "description": "Run the script, and it alone, through sudo -n.",
}
TIMEOUT: Final[JSON] = {
    "type": ["integer", "string"],
    "minimum": 1,
    "maximum": 3600,
    "pattern": "^(?:[1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|3600)$",
    "x-wanted": "a whole number of seconds from 1 to 3600",
    "description": "Seconds for the whole machine; 120 by default.",
}
SCHEMA: Final[Mapping[str, JSON]] = MappingProxyType(
    {
        "user": {
            **_name(USER, "the name of an account without quotes, spaces or signs of a shell"),
            "description": "The account to come in with; ssh_config and your own name stand behind it.",
        },
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "description": "22 if nothing says another."},
        "host": {
            **_name(HOST, "the name or address of a host without quotes, spaces or signs of a shell"),
            "description": "The address, where the name of the target is none.",
        },
        "host_key": {
            **_some(_PIN, "a fingerprint, SHA256:... as ssh-keygen -l prints it"),
            "description": "The host key that it must show; files of known hosts can then only revoke it.",
        },
        "known_hosts": {**_TEXT, "description": "Another file of known hosts than yours and this machine's."},
        "identity": {
            **_some(_TEXT, "the file of a private key"),
            "description": "Private keys to come in with; the agent signs for those that it holds.",
        },
        "agent": {**_YES, "description": "true: try the agent's other keys too; false: do not ask it at all."},
        "passphrase": {**_REFERENCE, "description": "Where the passphrase of the private key is found."},
        "password": {**_REFERENCE, "description": "Where the password is found; it is tried after the keys."},
        "jump": {**_TEXT, "description": "Hosts to go through, user@host:port, with commas between them."},
        "jump_host_key": {
            **_some(_PIN, "a fingerprint, SHA256:... as ssh-keygen -l prints it"),
            "description": "The host keys that the hosts on the way must show.",
        },
        "config": {**_TEXT, "description": "Another ssh_config than yours and this machine's; none: read none."},
        "allow": {
            "type": "array",
            "items": {"enum": ["ProxyCommand"]},
            "description": "What ssh_config may start here.",
        },
        "weak_algorithms": {**_YES, "description": "Speak with it though it knows only algorithms that are broken."},
        "sudo": SUDO,
        "script": {
            "type": "string",
            "pattern": "^/[A-Za-z0-9._/-]+$",
            "description": "Run the script that is installed there, in place of sending one.",
        },
        "timeout": TIMEOUT,
    }
)


def check(target: Target) -> None:
    """Look at what only makes sense together. Raises CollectError."""
    place(target.name, target.scheme)
    for hop in filter(None, str(target.options.get("jump", "none")).split(",")):
        try:
            place(hop.removeprefix("ssh://"))
        except CollectError:
            raise CollectError(_JUMP) from None


_JUMP: Final = (
    "jump: must be hosts, user@host:port, with commas between them; a password has no place there: what is said by"
    " password: and identity: holds for them too"
)
