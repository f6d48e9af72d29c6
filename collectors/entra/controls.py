"""What a policy of conditional access demands of those whom it meets. Pure.

Words and built-in strengths: learn.microsoft.com/graph/api/resources/conditionalaccessgrantcontrols and
/entra/identity/authentication/concept-authentication-strengths.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.entra.read import texts


class Demand(NamedTuple):
    """What somebody must show."""

    factors: int | None
    """1: no second one. None: it cannot be told."""
    resistant: bool | None
    """Whether no false page could take it."""
    blocks: bool = False
    """Nobody comes in."""


NOTHING: Final = Demand(1, resistant=False)
UNCLEAR: Final = Demand(None, resistant=None)
_BLOCKED: Final = Demand(2, resistant=True, blocks=True)

_WORDS: Final[Mapping[str, Demand]] = MappingProxyType(
    {
        "mfa": Demand(2, resistant=False),
        # A machine that is managed is no factor of the person at it: a password alone is enough there.
        "compliantDevice": NOTHING,
        "domainJoinedDevice": NOTHING,
        "approvedApplication": NOTHING,
        "compliantApplication": NOTHING,
        "passwordChange": NOTHING,
        "riskRemediation": NOTHING,
    }
)
_RESISTANT: Final = frozenset({"windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"})
_WHOLE: Final = _RESISTANT | {
    "deviceBasedPush",
    "temporaryAccessPassOneTime",
    "temporaryAccessPassMultiUse",
    "federatedMultiFactor",
}
"""Modes that Microsoft takes for two factors by themselves."""
_HALF: Final = frozenset(
    {
        *("password", "voice", "hardwareOath", "softwareOath", "sms", "microsoftAuthenticatorPush", "email"),
        *("x509CertificateSingleFactor", "federatedSingleFactor", "qrCodePin"),
    }
)
_BUILT_IN: Final[Mapping[str, Demand]] = MappingProxyType(
    {
        "00000000-0000-0000-0000-000000000002": Demand(2, resistant=False),  # multifactor authentication
        "00000000-0000-0000-0000-000000000003": Demand(2, resistant=False),  # passwordless: also deviceBasedPush
        "00000000-0000-0000-0000-000000000004": Demand(2, resistant=True),  # phishing-resistant
    }
)
_KNOWN: Final = frozenset(
    {
        *("operator", "builtInControls", "customAuthenticationFactors", "termsOfUse", "authenticationStrength"),
        *("authenticationStrength@odata.context", "@odata.type"),
    }
)


def demand(controls: Mapping[str, Any] | None) -> Demand:
    """What `grantControls` demand."""
    if not controls:
        return NOTHING
    built_in = texts(controls, "builtInControls")
    if "block" in built_in:
        return _BLOCKED
    parts = [*(_WORDS.get(word, UNCLEAR) for word in built_in), *_beside(controls)]
    if not parts:
        return NOTHING
    if str(controls.get("operator", "")).upper() == "AND":
        return Demand(_most([p.factors for p in parts], 2, 1), _most([p.resistant for p in parts], True, False))
    return Demand(_most([p.factors for p in parts], 1, 2), _most([p.resistant for p in parts], False, True))


def _most(said: list[Any], decides: Any, else_: Any) -> Any:
    """Of several parts: one that decides is enough; without one, what nobody can tell leaves it open."""
    if decides in said:
        return decides
    return None if None in said else else_


def _beside(controls: Mapping[str, Any]) -> Iterable[Demand]:
    if strength := controls.get("authenticationStrength"):
        yield of_strength(strength)
    yield from (UNCLEAR for _ in texts(controls, "customAuthenticationFactors"))
    yield from (NOTHING for _ in texts(controls, "termsOfUse"))
    if unknown(controls, _KNOWN):
        yield UNCLEAR


def of_strength(strength: Mapping[str, Any]) -> Demand:
    """What an authentication strength demands: the weakest of what it allows."""
    allowed = [tuple(part.strip() for part in one.split(",")) for one in _allowed(strength)]
    if not allowed:
        return _BUILT_IN.get(str(strength.get("id", "")).lower(), UNCLEAR)
    some = [_combination(modes) for modes in allowed]
    return Demand(_most([d.factors for d in some], 1, 2), _most([d.resistant for d in some], False, True))


def _allowed(strength: Mapping[str, Any]) -> Iterable[str]:
    # Each is a text with commas in it, so this is no place for `texts`.
    return (str(one) for one in strength.get("allowedCombinations") or ())


def _combination(modes: tuple[str, ...]) -> Demand:
    """What one of the ways that a strength allows takes: one mode, or several together."""
    if not set(modes) <= _WHOLE | _HALF:
        return UNCLEAR
    whole = not _WHOLE.isdisjoint(modes)
    return Demand(2 if whole or len(set(modes)) > 1 else 1, resistant=not _RESISTANT.isdisjoint(modes))


def unknown(part: Mapping[str, Any] | None, known: Iterable[str]) -> frozenset[str]:
    """The fields of a part that say something and that nobody here knows (see `question.others`)."""
    said = (part or {}).get("others") or {}
    pairs = zip(said.get("names") or (), said.get("empty") or (), strict=False)
    return frozenset(name for name, empty in pairs if not empty) - frozenset(known)
