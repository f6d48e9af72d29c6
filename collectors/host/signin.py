"""The doors of a machine: what must be shown at SSH, at the console, on the desktop and to sudo."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from collectors.host.machine import Host, Units
from collectors.host.pam import DIRECTORIES, FACTORS, Module, UnclearError, Way, flat, stack, ways
from collectors.host.ssh import on
from scanner.answers import JSON, NOT_ASKED, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Fact, SignIn

_SECOND = (
    "Add a second factor after the password: `auth required pam_google_authenticator.so` or pam_u2f, pam_duo, pam_sss"
    " with a smart card; without nullok. Keep a root shell open while you test."
)
KINDS = {
    "linux.login": Kind(
        "console sign-in", ((SignIn, "everyone"),), {"mfa.demanded": f"In /etc/pam.d/login: {_SECOND}"}
    ),
    "linux.sudo": Kind("sudo", ((SignIn, "administrators"),), {"mfa.demanded": f"In /etc/pam.d/sudo: {_SECOND}"}),
    "linux.display": Kind(
        "desktop sign-in", ((SignIn, "everyone"),), {"mfa.demanded": f"In /etc/pam.d/gdm-password: {_SECOND}"}
    ),
}
_DISPLAYS = ("gdm-password", "lightdm", "sddm")
_WEIGHT = {"smart card": 2}
"""A card and its PIN are two factors in one."""
_RESISTANT = frozenset({"smart card", "security key"})


@dataclass(frozen=True, slots=True)
class Door:
    """What a door asks: the ways in that are sure, those there may be, and how sure that is."""

    sure: frozenset[Way]
    possible: frozenset[Way]
    modules: tuple[Module, ...] = ()

    def factors(self) -> int:
        """The least that lets somebody in.

        Raises:
            UnclearError: it cannot be told; nobody can get in.
        """
        if not self.possible:
            raise UnclearError("no way in was found")
        sure, possible = (min(map(_weight, w), default=-1) for w in (self.sure, self.possible))
        if sure != possible:
            raise UnclearError("it depends on conditions: who signs in, and from where")
        if sure < 2 and all("radius" in way for way in self.possible if _weight(way) == sure):  # noqa: PLR2004
            raise UnclearError("RADIUS may ask for more than a password")
        return sure


def _weight(way: Way) -> int:
    return sum(_WEIGHT.get(kind, 1) for kind in way)


def read_doors(host: Host) -> Iterator[Fact]:
    """One `SignIn` for each door; what a door's PAM stack asks is played through, not grepped."""
    yield from _sshd(host)
    pam = host.ask("linux.pam")
    for kind, services, audience in _LOCAL:
        if kind == "linux.login" and host.about["container"]:
            continue  # nobody stands at the console of a container
        if not pam.good:
            yield from host.gap(kind, pam, (SignIn, audience))
        elif service := next((s for s in services if s in (pam.body or {})), ""):
            yield _signin(host, kind, kind.partition(".")[2], audience, _pam_door(pam, service), pam)


_LOCAL: tuple[tuple[str, tuple[str, ...], Literal["everyone", "administrators"]], ...] = (
    ("linux.login", ("login",), "everyone"),
    ("linux.display", _DISPLAYS, "everyone"),
    ("linux.sudo", ("sudo",), "administrators"),
)


def _pam_door(pam: Got, service: str) -> Door | UnclearError:
    try:
        return pam_door(pam.body, service)
    except UnclearError as err:
        return err


def pam_door(services: Mapping[str, JSON], service: str) -> Door:
    """The door that a PAM service guards. Raises `UnclearError` where it cannot be told."""
    modules = tuple(stack(services, service, "auth"))
    return Door(ways(modules, sure=True), ways(modules, sure=False), modules)


def _sshd(host: Host) -> Iterator[Fact]:
    sshd, pam, units = host.ask("linux.sshd"), host.ask("linux.pam"), host.ask("linux.units")
    if not sshd.good:
        yield from host.gap("linux.sshd", sshd, (SignIn, "everyone"))
        yield from host.gap("linux.sshd-root", sshd, (SignIn, "administrators"))
    if not sshd.ok or (units.good and not on(sshd, Units(units))):
        return
    door = _ssh_door(sshd.body["everyone"], pam)
    yield _signin(host, "linux.sshd", "sshd", "everyone", door, sshd, pam, matches=_matches(sshd))
    root = sshd.body["root"]
    if root.get("permitrootlogin") in {"yes", "without-password", "prohibit-password"}:
        if root["permitrootlogin"] != "yes":
            root = {**root, "passwordauthentication": "no", "kbdinteractiveauthentication": "no"}
        yield _signin(host, "linux.sshd-root", "sshd/root", "administrators", _ssh_door(root, pam), sshd, pam)


def _matches(sshd: Got) -> Got | None:
    """Match blocks may open a shorter way to some; for those we did not ask."""
    conditions = [m for m in sshd.body["match"] if m != "all"]
    if not sshd.body["match_read"]:
        return unclear(sshd, "sshd_config cannot be read: its Match blocks are not known")
    return unclear(sshd, f"Match blocks by {', '.join(conditions)} may ask for less") if conditions else None


def _ssh_door(said: Mapping[str, JSON], pam: Got) -> Door | UnclearError | Got:
    """The ways in that sshd offers: each list of `AuthenticationMethods`, or else each method that is on."""
    methods = said.get("authenticationmethods", "any")
    single = [m for m, names in _METHODS.items() if any(said.get(name) == "yes" for name in names)]
    lists = [[m] for m in single] if methods == "any" else [words.split(",") for words in methods.split()]
    asks_pam = any(m.partition(":")[0] in {"password", "keyboard-interactive"} for words in lists for m in words)
    behind: Door | None = None
    if asks_pam and said.get("usepam") == "yes":
        if not pam.good:
            return pam
        try:
            behind = pam_door(pam.body or {}, "sshd" if "sshd" in (pam.body or {}) else "other")
        except UnclearError as err:
            return err
    sure = frozenset(way for words in lists for way in _together(words, behind.sure if behind else None))
    possible = frozenset(way for words in lists for way in _together(words, behind.possible if behind else None))
    return Door(sure, possible, behind.modules if behind else ())


_METHODS = {
    "publickey": ("pubkeyauthentication",),
    "password": ("passwordauthentication",),
    "keyboard-interactive": ("kbdinteractiveauthentication", "challengeresponseauthentication"),
    "gssapi-with-mic": ("gssapiauthentication",),
    "hostbased": ("hostbasedauthentication",),
}
_OWN = {"publickey": "ssh key", "gssapi-with-mic": "kerberos ticket"}


def _together(words: Iterable[str], pam: frozenset[Way] | None) -> Iterator[Way]:
    """All that one list of methods asks: of PAM whichever way is the shortest, of the others one factor each."""
    own: Way = frozenset()
    asked: list[frozenset[Way]] = []
    for word in words:
        method = word.partition(":")[0]
        if method in {"password", "keyboard-interactive"}:
            asked.append(frozenset({frozenset({"password"})}) if pam is None else pam)
        elif method in _OWN:
            own |= {_OWN[method]}
    combined = frozenset({own})
    for one in asked:
        combined = frozenset(before | way for before in combined for way in one)
    yield from combined


def _signin(  # noqa: PLR0913  # one door has so many sides
    host: Host,
    kind: str,
    part: str,
    audience: Literal["everyone", "administrators"],
    door: Door | UnclearError | Got,
    *gots: Got,
    matches: Got | None = None,
) -> SignIn:
    factors, why = _count(door, gots[0])
    known = door if isinstance(door, Door) else None
    reason = why or gots[0]
    bypass = _bypass(known.modules) if known else None
    if matches and not bypass and factors != 1:
        # With one factor for everyone there is nothing left to go round; with two, some may get by with one.
        bypass, reason = None, matches
    resistant = all(_RESISTANT & way for way in known.possible) if known and not why else None
    directories = None if known is None or any(m.name in DIRECTORIES for m in flat(known.modules)) else 0
    return SignIn(
        **host.fact(kind, part, *gots),
        audience=audience,
        factors=factors,
        phishing_resistant=resistant,
        bypass=bypass,
        individual=kind != "linux.sshd-root",
        directories=directories,
        unread=(
            *(unread(factors=reason) if factors is None else ()),
            *(unread(phishing_resistant=reason) if resistant is None else ()),
            *(unread(bypass=reason) if bypass is None else ()),
            *(unread(directories=NOT_ASKED if known else reason) if directories is None else ()),
        ),
    )


def _count(door: Door | UnclearError | Got, asked: Got) -> tuple[int | None, Got | None]:
    """The number of factors, or why it is not known."""
    if isinstance(door, Got):
        return None, door
    try:
        if isinstance(door, UnclearError):
            raise door
        return door.factors(), None
    except UnclearError as err:
        return None, unclear(asked, str(err))


def _bypass(modules: tuple[Module, ...]) -> tuple[str, ...]:
    """`nullok` on a second factor lets in whoever has not enrolled."""
    skipped = (
        m.name for m in flat(modules) if FACTORS.get(m.name, "password") != "password" and "nullok" in m.arguments
    )
    return tuple(f"nullok ({name})" for name in dict.fromkeys(skipped))
