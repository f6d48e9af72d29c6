"""Cipher suites: all that are offered, by the version of TLS that can use them."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

SSL_3: Final = 0x0300
TLS_1_2: Final = 0x0303
TLS_1_3: Final = 0x0304
VERSIONS: Final[Mapping[str, int]] = MappingProxyType(
    {"TLS 1.3": TLS_1_3, "TLS 1.2": TLS_1_2, "TLS 1.1": 0x0302, "TLS 1.0": 0x0301, "SSL 3.0": SSL_3}
)
"""The newest first: what most services speak."""
TOGETHER: Final = 96
"""Suites in one hello. Some servers take no more than 128, and fail on more as if they refused."""

# RFC 8446, 8998, 9150, 9367 and draft-irtf-cfrg-aegis-aead; the others belong to the versions before.
_OF_1_3: Final = frozenset({*range(0x1301, 0x1308), 0x00C6, 0x00C7, *range(0xC0B0, 0xC0B6), *range(0xC103, 0xC107)})
_ONLY_SINCE_1_2: Final = ("SHA256", "SHA384", "GCM", "CCM", "POLY1305", "OMAC", "MGM")
_COMMON: Final = ("TLS_ECDHE_RSA_WITH_", "TLS_ECDHE_ECDSA_WITH_", "TLS_DHE_RSA_WITH_", "TLS_RSA_WITH_")


@cache
def names() -> Mapping[int, str]:
    """Every suite that is offered, as its registry writes it, by its number."""
    lines = files(__package__).joinpath("suites.txt").read_text("ascii").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return MappingProxyType({int(number, 16): name for number, name in rows})


@cache
def usable(version: int) -> tuple[int, ...]:
    """The suites that a version can use; what most servers know comes first, one way to exchange keys after another."""
    if version >= TLS_1_3:
        return tuple(sorted(_OF_1_3 & names().keys(), key=lambda suite: suite >> 8 != 0x13))  # noqa: PLR2004  # TLS 1.3's own
    older = {suite: name for suite, name in names().items() if suite not in _OF_1_3}
    if version < TLS_1_2:
        older = {suite: name for suite, name in older.items() if not any(part in name for part in _ONLY_SINCE_1_2)}
    return tuple(sorted(older, key=lambda suite: (_rank(older[suite]), suite)))


def _rank(name: str) -> int:
    return next((place for place, begin in enumerate(_COMMON) if name.startswith(begin)), len(_COMMON))


def portions(suites: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """As many at a time as one hello may hold."""
    for start in range(0, len(suites), TOGETHER):
        yield suites[start : start + TOGETHER]
