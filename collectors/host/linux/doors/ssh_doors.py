"""What must be shown at SSH: by everyone, and by root. All daemons that run are one door."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Literal

from collectors.host.host import Host
from collectors.host.linux.doors.door import Door, Known, signin
from collectors.host.linux.doors.pam import UnclearError, Way, stack
from collectors.host.linux.doors.pamplay import ways
from collectors.host.linux.doors.ssh import Configuration, doubt, in_use, on, sshd_of, unasked
from collectors.host.linux.machine.host import Units
from scanner.answers import JSON, Got, unclear
from scanner.facts import Fact, SignIn

METHODS = {
    "publickey": ("pubkeyauthentication",),
    "password": ("passwordauthentication",),
    "keyboard-interactive": ("kbdinteractiveauthentication", "challengeresponseauthentication"),
    "gssapi-with-mic": ("gssapiauthentication",),
    "hostbased": ("hostbasedauthentication",),
}
_OWN = {"publickey": "ssh key", "gssapi-with-mic": "kerberos ticket"}
TOUCHED = frozenset({"authenticationmethods", "permitemptypasswords", *chain.from_iterable(METHODS.values())})
"""Settings that bear on what must be shown."""
_SHUT = {"no", "forced-commands-only"}
_BY_KEY = {"without-password", "prohibit-password"}


def read_ssh_doors(host: Host) -> Iterator[Fact]:
    """The door for everyone, and the one for root where it is not shut for sure."""
    sshd, pam, units = sshd_of(host), host.ask("linux.pam"), Units(host.ask("linux.units"))
    if not sshd.good:
        yield from host.gap("linux.sshd", sshd, (SignIn, "everyone"))
        yield from host.gap("linux.sshd-root", sshd, (SignIn, "administrators"))
    if not sshd.ok or not on(sshd, units):
        return
    used = in_use(sshd, units)
    gots = (sshd, pam, units.got)
    less = doubt(sshd, units, used, TOUCHED)
    everyone = _all((one["everyone"] for one in used), pam)
    yield signin(host, "linux.sshd", "sshd", "everyone", everyone, *gots, doubt=less)
    let_in, maybe = [said for one in used if (said := for_root(one))], _maybe_for_root(sshd, units, used)
    root: tuple[str, str, Literal["administrators"]] = ("linux.sshd-root", "sshd/root", "administrators")
    if let_in:
        yield signin(host, *root, _all(let_in, pam), *gots, individual=False, doubt=less or maybe)
    elif maybe:
        yield signin(host, *root, maybe, *gots, individual=None, doubt=maybe)


def root_comes_in(host: Host) -> tuple[bool | None, Got]:
    """Tell whether somebody can sign in as root, with a password at the console or over SSH; or why not known."""
    shadow = host.ask("linux.shadow")
    if shadow.ok and shadow.body.get("root", {}).get("class", "locked") != "locked":
        return True, shadow
    over_ssh, sshd = root_over_ssh(host)
    if over_ssh is False and not shadow.good:
        return None, shadow
    return over_ssh, sshd


def root_over_ssh(host: Host) -> tuple[bool | None, Got]:
    """Tell whether root can sign in over SSH, or why that is not known."""
    sshd, units = sshd_of(host), Units(host.ask("linux.units"))
    if not sshd.ok:
        return (False if sshd.good else None), sshd
    used = in_use(sshd, units)
    if any(for_root(one) is not None for one in used):
        return True, sshd
    maybe = _maybe_for_root(sshd, units, used)
    return (None, maybe) if maybe else (False, sshd)


def for_root(one: Configuration) -> Mapping[str, JSON] | None:
    """The settings that hold for root; None where root is not let in."""
    said: Mapping[str, JSON] = one["root"]
    match said.get("permitrootlogin"):
        case "yes":
            return said
        case str(word) if word in _BY_KEY:
            return {**said, "passwordauthentication": "no", "kbdinteractiveauthentication": "no"}
    return None


def _maybe_for_root(sshd: Got, units: Units, used: Iterable[Configuration]) -> Got | None:
    """Why root may be let in by a daemon that, asked for one place, says no: Match blocks, or a daemon not asked."""
    for one in used:
        by_match: Mapping[str, str] = one["match"]["root"]
        # A block for root by name says what would else stand for everyone.
        general = by_match.get("named") or one["everyone"].get("permitrootlogin", "")
        if not one["match"]["read"]:
            return unclear(sshd, "its Match blocks are not all known")
        if not {by_match.get("others", "no"), general} <= _SHUT and for_root(one) is None:
            return unclear(sshd, "Match blocks may let root in from some places")
    return unasked(sshd, units)


def _all(settings: Iterable[Mapping[str, JSON]], pam: Got) -> Known:
    """The doors of several daemons as one: whoever finds the weakest is in."""
    doors = [_door(said, pam) for said in settings]
    known = [door for door in doors if isinstance(door, Door)]
    lost = next((door for door in doors if not isinstance(door, Door)), None)
    if lost or not doors:
        return lost or UnclearError("no daemon could be asked")
    return Door(
        frozenset().union(*(d.sure for d in known)),
        frozenset().union(*(d.possible for d in known)),
        tuple(m for d in known for m in d.modules),
    )


def lists(said: Mapping[str, JSON]) -> list[list[str]]:
    """The ways in that sshd offers: each list of `AuthenticationMethods`, or else each method that is on."""
    methods = said.get("authenticationmethods", "any")
    if methods != "any":
        return [words.split(",") for words in methods.split()]
    return [[m] for m, names in METHODS.items() if any(said.get(name) == "yes" for name in names)]


def asks_password(said: Mapping[str, JSON]) -> bool:
    """One of the ways goes through a password, or through what PAM asks."""
    return any(m.partition(":")[0] in {"password", "keyboard-interactive"} for words in lists(said) for m in words)


def _door(said: Mapping[str, JSON], pam: Got) -> Known:
    behind: Door | None = None
    if asks_password(said) and said.get("usepam") == "yes":
        if not pam.good:
            return pam
        try:
            behind = pam_door(pam.body or {}, "sshd" if "sshd" in (pam.body or {}) else "other")
        except UnclearError as err:
            return err
    sure = frozenset(way for words in lists(said) for way in _together(words, behind.sure if behind else None))
    possible = frozenset(way for words in lists(said) for way in _together(words, behind.possible if behind else None))
    return Door(sure, possible, behind.modules if behind else ())


def pam_door(services: Mapping[str, JSON], service: str) -> Door:
    """The door that a PAM service guards. Raises `UnclearError` where it cannot be told."""
    modules = tuple(stack(services, service, "auth"))
    return Door(ways(modules, sure=True), ways(modules, sure=False), modules)


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
