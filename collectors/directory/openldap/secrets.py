"""How a password is kept: of its hash the scheme alone, before anything of it goes further. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

Stored: TypeAlias = Literal["strong-hash", "weak-hash", "plain", "reversible", "empty"]
_SCHEME: Final = re.compile(rb"\{([A-Za-z0-9+/_-]{1,32})\}")
_CRYPT: Final = re.compile(rb"\$([a-z0-9]{1,6})\$")
CLEAR: Final = "{CLEARTEXT}"

_STORED: Final[Mapping[str, Stored]] = MappingProxyType(
    {
        "{ARGON2}": "strong-hash",
        **dict.fromkeys(("{PBKDF2}", "{PBKDF2-SHA1}", "{PBKDF2-SHA256}", "{PBKDF2-SHA512}"), "strong-hash"),
        **dict.fromkeys(("{CRYPT}$5", "{CRYPT}$6", "{CRYPT}$7", "{CRYPT}$y", "{CRYPT}$gy"), "strong-hash"),
        **dict.fromkeys(("{CRYPT}$2a", "{CRYPT}$2b", "{CRYPT}$2y"), "strong-hash"),
        **dict.fromkeys(("{MD5}", "{SMD5}", "{SHA}", "{SSHA}", "{CRYPT}$1", "{CRYPT}"), "weak-hash"),
        **dict.fromkeys(("{SHA256}", "{SSHA256}", "{SHA384}", "{SSHA384}", "{SHA512}", "{SSHA512}"), "weak-hash"),
        CLEAR: "plain",
        "{}": "empty",
    }
)
"""slapd.conf(5), password-hash, and the modules argon2, pw-pbkdf2 and pw-sha2. One round of a hash is none that makes
guessing expensive, salted or not: NIST SP 800-63B-4, 3.1.1.2, wants a scheme with a cost factor. `{CRYPT}` without a
word behind it is that of DES (crypt(5))."""


def scheme(value: bytes) -> str:
    """The scheme of a password's hash, in capitals: `{SSHA}`, `{CRYPT}$6`; `{CLEARTEXT}` of what is no hash."""
    if not value:
        return "{}"
    if not (found := _SCHEME.match(value)):
        return CLEAR
    name = f"{{{found[1].decode('ascii').upper()}}}"
    if name == "{CRYPT}" and (kind := _CRYPT.match(value[found.end() :])):
        return f"{name}${kind[1].decode('ascii')}"
    return name


def stored(name: str) -> Stored | None:
    """What a scheme is worth; None: nobody here knows it, or the password is kept elsewhere (`{SASL}`)."""
    return _STORED.get(name)
