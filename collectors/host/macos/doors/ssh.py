"""Remote login: is it on, what cryptography it accepts, what must be shown, when an idle session ends."""

from collections.abc import Collection, Iterator, Mapping

from collectors.host.host import Host
from collectors.host.linux.doors.pam import UnclearError
from collectors.host.linux.doors.ssh import shell_limit
from collectors.host.linux.doors.ssh_doors import TOUCHED, for_root, lists
from collectors.host.macos.doors.openpam import ways, weight
from collectors.host.macos.doors.signin import Factors, door
from collectors.host.macos.sessions.shells import limit_of
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Channel, Fact, Session, SignIn

_FILE = "in /etc/ssh/sshd_config.d/10-own.conf"
KINDS = {
    "macos.sshd": Kind(
        "remote login (SSH)",
        ((Channel, "ssh"), (SignIn, "everyone"), (Session, "shell")),
        {
            "encryption-in-transit.strong-algorithms": f"Name the strong ones only, {_FILE}: Ciphers"
            " aes256-gcm@openssh.com,aes128-gcm@openssh.com, MACs hmac-sha2-512-etm@openssh.com,"
            "hmac-sha2-256-etm@openssh.com, KexAlgorithms curve25519-sha256.",
            "mfa.demanded": f"`AuthenticationMethods publickey,keyboard-interactive` {_FILE}, once everyone who comes"
            " in has a key in authorized_keys: who has none is locked out; then sshd -t. Or remote login off.",
            "automatic-logoff.idle-ends": f"`ChannelTimeout session:*=10m` {_FILE} (OpenSSH 9.2 and later), or"
            " `readonly TMOUT=600; export TMOUT` in /etc/zprofile and /etc/profile.",
            "automatic-logoff.enforced": f"`ChannelTimeout session:*=10m` {_FILE}.",
        },
    ),
    "macos.sshd-off": Kind("remote login (SSH) that is off", ((Channel, "ssh"),)),
    "macos.sshd-root": Kind(
        "root over SSH",
        ((SignIn, "administrators"),),
        {
            "unique-user-identification.own-name": f"`PermitRootLogin no` {_FILE}; administrators use sudo.",
            "mfa.demanded": f"`PermitRootLogin no` {_FILE}; administrators use sudo.",
        },
    ),
}
_LISTS = ("ciphers", "macs", "kexalgorithms", "hostkeyalgorithms")
_SHUT = {"no", "forced-commands-only"}


def read_ssh(host: Host) -> Iterator[Fact]:
    """The channel; where it is on, or may be, its doors and sessions too."""
    sshd = host.ask("macos.sshd")
    if not sshd.ok:
        why = sshd if not sshd.good else unclear(sshd, "no sshd")
        yield from host.gap("macos.sshd", why, (Channel, "ssh"), (SignIn, "everyone"), (Session, "shell"))
        yield from host.gap("macos.sshd-root", why, (SignIn, "administrators"))
        return
    enabled, maybe = _on(sshd)
    said: Mapping[str, JSON] = sshd.body["everyone"]
    other = _others(sshd)
    lost = other or (None if all(said.get(name) for name in _LISTS[:3]) else unclear(sshd, "not all lists were told"))
    named = {a for name in _LISTS for a in said.get(name, "").lower().split(",") if a}
    yield Channel(
        **host.fact("macos.sshd-off" if enabled is False else "macos.sshd", "sshd", sshd),
        protocol="ssh",
        enabled=enabled,
        encryption="required",
        min_version="2.0",
        algorithms=None if lost else tuple(sorted(named)),
        unread=(*(unread(enabled=maybe) if maybe else ()), *(unread(algorithms=lost) if lost else ())),
    )
    if enabled is not False:
        yield from _doors(host, sshd)
        yield _session(host, sshd)


def _on(sshd: Got) -> tuple[bool | None, Got | None]:
    """Launchd waits for it, or will: as delivered it does not."""
    body = sshd.body
    if body["loaded"] or body["switch"] or body["here"] or body["others"]:
        return True, None
    return (False, None) if body["told"] else (None, unclear(sshd, "launchctl does not tell what is disabled"))


def _others(sshd: Got) -> Got | None:
    """Why not all is known: another program listens, or must, since we came in by it."""
    body = sshd.body
    if body["others"]:
        return unclear(sshd, f"{', '.join(body['others'])} runs too, and was not asked how it is set")
    if body["here"] and not body["loaded"] and not body["switch"] and body["told"]:
        return unclear(sshd, "remote login is off, and yet somebody came over SSH: another daemon runs")
    return None


def _doubt(sshd: Got, touched: Collection[str]) -> Got | None:
    match = sshd.body["match"]
    if not match["read"]:
        return unclear(sshd, "its Match blocks are not all known")
    if not set(touched).isdisjoint(match["sets"]):
        return unclear(sshd, f"Match blocks by {', '.join(match['by'])} may set it otherwise")
    return _others(sshd)


def _doors(host: Host, sshd: Got) -> Iterator[Fact]:
    pam = host.ask("macos.pam")
    less = _doubt(sshd, TOUCHED)
    yield _door(host, "macos.sshd", "sshd", sshd.body["everyone"], sshd, pam, less)
    let_in, maybe = for_root(sshd.body), _maybe_root(sshd)
    if let_in or maybe:
        kind, part = "macos.sshd-root", "sshd/root"
        yield _door(
            host, kind, part, let_in or sshd.body["root"], sshd, pam, less or maybe, root=True, sure=bool(let_in)
        )


def _maybe_root(sshd: Got) -> Got | None:
    """Why root may come in though sshd, asked for one place, says no."""
    match = sshd.body["match"]
    if not match["read"]:
        return unclear(sshd, "its Match blocks are not all known")
    general = match["root"].get("named") or sshd.body["everyone"].get("permitrootlogin", "")
    if not {match["root"].get("others", "no"), general} <= _SHUT and for_root(sshd.body) is None:
        return unclear(sshd, "Match blocks may let root in from some places")
    return _others(sshd)


def _door(  # noqa: PLR0913, PLR0917  # one door has so many sides
    host: Host,
    kind: str,
    part: str,
    said: Mapping[str, JSON],
    sshd: Got,
    pam: Got,
    less: Got | None,
    *,
    root: bool = False,
    sure: bool = True,
) -> SignIn:
    """One factor for everyone is one, whatever Match blocks say; two may be fewer for some."""
    factors = _factors(said, sshd, pam) if sure else less or sshd
    if less and not (isinstance(factors, int) and factors <= 1):
        factors = less
    mine: bool | Got = not root if sure else less or sshd
    audience = "administrators" if root else "everyone"
    return door(host, kind, part, audience, factors, sshd, pam, individual=mine)  # type: ignore[arg-type]


def _factors(said: Mapping[str, JSON], sshd: Got, pam: Got) -> Factors:
    """The fewest of all lists of methods; what PAM asks is counted, a key is one, whatever it lies on."""
    offered = [{method.partition(":")[0] for method in words} for words in lists(said)]
    if not offered:
        return unclear(sshd, "no way in was found")
    alone = [len(_OWN & words) for words in offered if not _TYPED & words]
    typed = [len(_OWN & words) for words in offered if _TYPED & words]
    behind = _behind(pam) if typed and said.get("usepam") == "yes" else 1
    if isinstance(behind, Got):
        return 1 if 1 in alone else behind
    return min([*alone, *(own + behind for own in typed)])


_OWN = frozenset({"publickey", "gssapi-with-mic"})
_TYPED = frozenset({"password", "keyboard-interactive"})


def _behind(pam: Got) -> Factors:
    if not pam.ok:
        return pam if not pam.good else unclear(pam, "no PAM")
    try:
        return min(map(weight, ways(pam.body, "sshd")))
    except UnclearError as err:
        return unclear(pam, str(err))


def _session(host: Host, sshd: Got) -> Session:
    """`ChannelTimeout` and `TMOUT`: the shortest that nobody can change; where there is none, the shortest of all."""
    shell = host.ask("macos.shell")
    seconds, fixed = shell_limit(sshd.body["everyone"], sshd.body["version"])
    why = _doubt(sshd, {"channeltimeout"}) or (
        None if seconds is not None else unclear(sshd, "ChannelTimeout is no time")
    )
    by_shell = limit_of(shell)
    known = [] if why or seconds is None else [(seconds, fixed)]
    known += [] if isinstance(by_shell, Got) else [by_shell]
    lost = why or (by_shell if isinstance(by_shell, Got) else None)
    held = [limit for limit in known if limit[1] and limit[0] != FOREVER]
    idle, _ = min(held or known, default=(FOREVER, False))
    open_ = lost if idle == FOREVER else None
    return Session(
        **host.fact("macos.sshd", "sshd", sshd, shell),
        surface="shell",
        idle_seconds=None if open_ else idle,
        on_idle="ends",
        max_seconds=FOREVER,
        enforced=bool(held) if held or not lost else None,
        reauth_seconds=0,
        unread=(
            *(unread(idle_seconds=open_) if open_ else ()),
            *(unread(enforced=lost) if lost and not held else ()),
        ),
    )
