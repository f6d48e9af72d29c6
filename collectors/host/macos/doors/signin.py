"""What must be shown at the login window and to sudo."""

from collections.abc import Iterator, Sequence
from typing import Literal

from collectors.host.host import Host, unanswered
from collectors.host.linux.doors.pam import UnclearError
from collectors.host.macos.doors.openpam import CARD, ways, weight
from collectors.host.macos.machine.preferences import Preferences
from scanner.answers import NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, SignIn

_CARD = "By a profile, com.apple.security.smartcard: enforceSmartCard true"
_PAIR = "Pair a card for everyone first (sc_auth pair): whoever has none is locked out."
KINDS = {
    "macos.login": Kind(
        "login window",
        ((SignIn, "everyone"),),
        {
            "mfa.demanded": f"{_CARD}; or a sign-in to your identity provider that asks for a second factor. {_PAIR}",
            "mfa.no-way-round": f"{_CARD}, allowUnmappedUsers 0, and no NotEnforcedGroup in"
            f" /etc/SmartcardLogin.plist. {_PAIR}",
            "unique-user-identification.own-name": "System Settings, Users & Groups: automatic login off.",
        },
        always=True,
    ),
    "macos.sudo": Kind(
        "sudo",
        ((SignIn, "administrators"),),
        {
            "mfa.demanded": "In /etc/pam.d/sudo: `auth sufficient pam_smartcard.so`, then `auth required pam_deny.so`,"
            f" and a root shell kept open until sudo has worked in another. {_PAIR}"
        },
        always=True,
    ),
}
_SECOND = 2
_CARDS = "com.apple.security.smartcard"
_APPLE = frozenset(
    {
        *("builtin", "loginwindow", "HomeDirMechanism", "MCXMechanism", "PKINITMechanism", "CryptoTokenKit"),
        *("KerberosAgent", "RestartAuthorization", "DiskUnlock", "PSSOAuthPlugin", "ConfigurationProfileMechanism"),
    }
)
"""Plug-ins of the login window that are part of macOS."""

Factors = int | Got
"""How many are demanded, or why that is not known."""


def door(  # noqa: PLR0913  # one door has so many sides
    host: Host,
    kind: str,
    part: str,
    audience: Literal["everyone", "administrators"],
    factors: Factors,
    *gots: Got,
    card: bool = False,
    bypass: tuple[str, ...] | Got = (),
    individual: bool | Got = True,
) -> SignIn:
    """The fact about a door; `card`: none but a smart card opens it."""
    count = factors if isinstance(factors, int) else None
    if isinstance(factors, Got) and bypass == ():
        bypass = factors  # what one would go round is not known either
    lost = {
        "factors": factors,
        "phishing_resistant": factors if count is None else None,
        "bypass": bypass,
        "individual": individual,
        "directories": NOT_ASKED,
    }
    return SignIn(
        **host.fact(kind, part, *gots),
        audience=audience,
        factors=count,
        phishing_resistant=None if count is None else card and count >= _SECOND,
        bypass=None if isinstance(bypass, Got) else bypass,
        individual=None if isinstance(individual, Got) else individual,
        directories=None,
        unread=unread(**{name: why for name, why in lost.items() if isinstance(why, Got)}),
    )


def read_doors(host: Host) -> Iterator[Fact]:
    """The login window, and sudo."""
    login, preferences = host.ask("macos.login"), Preferences(host.ask("macos.preferences"))
    filevault, pam = host.ask("macos.filevault"), host.ask("macos.pam")
    gots = (login, preferences.got, filevault)
    factors = _at_the_window(login, preferences, filevault)
    yield door(host, "macos.login", "login", "everyone", factors, *gots, card=True, bypass=_round(login, preferences))
    known = _through_pam(pam)
    every: Sequence[frozenset[str]] = () if isinstance(known, Got) else tuple(known)
    least = known if isinstance(known, Got) else min(map(weight, known))
    only = bool(every) and all(CARD in way for way in every)
    yield door(host, "macos.sudo", "sudo", "administrators", least, pam, card=only)


def _at_the_window(login: Got, preferences: Preferences, filevault: Got) -> Factors:
    if lost := preferences.lost(_CARDS) or preferences.lost("com.apple.loginwindow"):
        return lost
    alone = preferences.value("com.apple.loginwindow", "autoLoginUser")
    if alone and not preferences.managed("com.apple.loginwindow", "DisableAutoLoginClient"):
        # FileVault asks for a password before there is anything to sign in to.
        if not filevault.ok:
            return unanswered(filevault)
        if filevault.body["on"] is not True:
            return 0
    if preferences.managed(_CARDS, "enforceSmartCard") == 1:
        return 2
    if not login.ok:
        return unanswered(login)
    if others := sorted({*login.body["plugins"]} - _APPLE):
        return unclear(login, f"{', '.join(others)} has a say at the login window; what it asks is not known")
    return 1


def _round(login: Got, preferences: Preferences) -> tuple[str, ...] | Got:
    """Ways round an enforced card."""
    if preferences.managed(_CARDS, "enforceSmartCard") != 1:
        return ()
    unmapped = ("users without a card (allowUnmappedUsers)",) if preferences.value(_CARDS, "allowUnmappedUsers") else ()
    if not login.ok:
        return unmapped or unanswered(login)
    return (*unmapped, *(("an exempt group (NotEnforcedGroup)",) if login.body["exempt"] else ()))


def _through_pam(pam: Got) -> frozenset[frozenset[str]] | Got:
    if not pam.ok:
        return unanswered(pam)
    try:
        return ways(pam.body, "sudo")
    except UnclearError as err:
        return unclear(pam, str(err))
