"""Predefined TLS policies of Application Gateway: the lowest version and the suites of each. Pure.

From the table in learn.microsoft.com: application-gateway-ssl-policy-overview.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple


class Policy(NamedTuple):
    """What a policy accepts."""

    version: str
    suites: tuple[str, ...]
    """As IANA names them, in lower case."""


def _suites(*ends: str) -> tuple[str, ...]:
    return tuple(f"tls_{end}".lower() for end in ends)


_NEWEST: Final = _suites("AES_128_GCM_SHA256", "AES_256_GCM_SHA384")
"""Those of TLS 1.3, which no policy that has it leaves out."""
_GCM: Final = _suites(
    *(f"ECDHE_{by}_WITH_AES_{size}" for by in ("RSA", "ECDSA") for size in ("256_GCM_SHA384", "128_GCM_SHA256"))
)
_SHA2: Final = _suites(
    *(f"ECDHE_{by}_WITH_AES_{size}" for by in ("RSA", "ECDSA") for size in ("256_CBC_SHA384", "128_CBC_SHA256"))
)
_2017: Final = (
    *_GCM,
    *_suites(*(f"ECDHE_{by}_WITH_AES_{size}_CBC_SHA" for by in ("RSA", "ECDSA") for size in (256, 128))),
    *_suites("ECDHE_ECDSA_WITH_AES_256_CBC_SHA384", "ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
    *_suites("RSA_WITH_AES_256_GCM_SHA384", "RSA_WITH_AES_128_GCM_SHA256"),
    *_suites(*(f"RSA_WITH_AES_{size}_CBC_{digest}" for size in (256, 128) for digest in ("SHA256", "SHA"))),
)
_2015: Final = (
    *_2017,
    *_suites("ECDHE_RSA_WITH_AES_256_CBC_SHA384", "ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
    *_suites("DHE_RSA_WITH_AES_256_GCM_SHA384", "DHE_RSA_WITH_AES_128_GCM_SHA256"),
    *_suites("DHE_RSA_WITH_AES_256_CBC_SHA", "DHE_RSA_WITH_AES_128_CBC_SHA"),
    *_suites(*(f"DHE_DSS_WITH_AES_{size}_CBC_{digest}" for size in (256, 128) for digest in ("SHA256", "SHA"))),
    *_suites("RSA_WITH_3DES_EDE_CBC_SHA", "DHE_DSS_WITH_3DES_EDE_CBC_SHA"),
)
PREDEFINED: Final[Mapping[str, Policy]] = MappingProxyType(
    {
        "appgwsslpolicy20150501": Policy("1.0", _2015),
        "appgwsslpolicy20170401": Policy("1.1", _2017),
        "appgwsslpolicy20170401s": Policy("1.2", _2017),
        "appgwsslpolicy20220101": Policy("1.2", (*_NEWEST, *_GCM, *_SHA2)),
        "appgwsslpolicy20220101s": Policy("1.2", (*_NEWEST, *_GCM)),
    }
)
"""By name, in lower case."""
VERSIONS: Final[Mapping[str, str]] = MappingProxyType(
    {"tlsv1_0": "1.0", "tlsv1_1": "1.1", "tlsv1_2": "1.2", "tlsv1_3": "1.3"}
)


def custom(least: str, suites: Iterable[str], *, newest: bool) -> Policy | None:
    """One of somebody's own; None where it names no version or no suites. newest: it has TLS 1.3, named or not."""
    version, named = VERSIONS.get(least.lower()), tuple(str(suite).lower() for suite in suites)
    if version is None or not (named or newest):
        return None
    return Policy(version, tuple(dict.fromkeys((*named, *(_NEWEST if newest else ())))))


def together(some: Iterable[Policy]) -> Policy:
    """What one of several accepts."""
    every = tuple(some)
    return Policy(min(p.version for p in every), tuple(dict.fromkeys(s for p in every for s in p.suites)))
