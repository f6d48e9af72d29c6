"""Versions and ciphers of TLS as AWS's network services name them. Pure."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

# SSL 3.0 is older than any TLS: the oldest that a fact can name stands for it.
VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"SSLv3": "1.0", "TLSv1": "1.0", "TLSv1.1": "1.1", "TLSv1.2": "1.2", "TLSv1.3": "1.3"}
)


def lowest(names: Iterable[str]) -> str | None:
    """The lowest of some versions; None where there is none, or one that is not known."""
    found = [VERSIONS.get(name) for name in names]
    known = [version for version in found if version]
    return min(known) if known and len(known) == len(found) else None


def ciphers(names: Iterable[str]) -> tuple[str, ...]:
    """Their names as facts have them: each once, lower case, in order."""
    return tuple(sorted({name.lower() for name in names}))
