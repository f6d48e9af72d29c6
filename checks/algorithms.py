"""Names and versions, as the protocols write them: which are weak, which are older."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

OVER_TLS: Final = frozenset({"tls", "http", "ftp", "syslog", "database"})
"""Protocols whose encryption is TLS: its versions and its names."""

# crypto.weak_ssh. RFC 8332: ssh-rsa signs with SHA-1.
_SSH = (
    *("none", "cbc", "3des", "des", "blowfish", "cast128", "arcfour", "arcfour128", "arcfour256", "rc4"),
    *("md5", "sha1", "ripemd160", "umac-64"),
    *("group1", "ssh-rsa", "dss"),
)
# crypto.weak_tls. OpenSSL writes CBC suites without the word: ECDHE-RSA-AES128-SHA256 is one.
_TLS = (
    *("null", "none", "export", "exp", "exp1024", "anon", "adh", "aecdh", "rc4", "rc2", "des", "3des", "idea", "seed"),
    *("md5", "sha", "sha1", "cbc"),
    *("aes128-sha256", "aes256-sha256", "aes256-sha384"),
    *("camellia128-sha256", "camellia256-sha256", "camellia256-sha384"),
)
# crypto.weak_other
_OTHER = (
    *("null", "none", "export", "rc4", "des", "3des", "md5", "sha1"),
    *("group1", "group2", "group5", "modp768", "modp1024", "modp1536"),
)
# crypto.weak_kerberos. AES there comes with HMAC-SHA-1, in names that end in sha1-96 (RFC 3962).
_KERBEROS = ("des", "des3", "3des", "rc4", "arcfour", "exp", "md5", "crc")
WEAK: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"ssh": _SSH, "tls": _TLS, "kerberos": _KERBEROS, "other": _OTHER}
)
"""By protocol: whole parts of a name, one or more in a row: `sha1` marks `hmac-sha1-etm@openssh.com`, not `sha1xx`."""

_SEPARATOR = re.compile(r"[^a-z0-9]+")
_VERSION = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4}){0,4})c?", re.ASCII)  # SNMP writes 2c


def weak_among(offered: Iterable[str], weak: Iterable[str]) -> list[str]:
    """Name those on offer that are weak, in the order of the offer."""
    marks = [_parted(mark) for mark in weak]
    return [name for name in offered if any(mark in _parted(name) for mark in marks)]


@lru_cache(maxsize=1024)
def _parted(name: str) -> str:
    """A thousand hosts offer the same few names."""
    return f"-{_SEPARATOR.sub('-', name.lower()).strip('-')}-"


def numbers(version: str) -> tuple[int, ...] | None:
    """Read a version, so that 1.10 is newer than 1.9 and 3.0 is 3; None where it is no version."""
    if not (written := _VERSION.fullmatch(version)):
        return None
    parts = [int(part) for part in written[1].split(".")]
    while len(parts) > 1 and parts[-1] == 0:
        parts.pop()
    return tuple(parts)
