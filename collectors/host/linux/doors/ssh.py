"""The SSH daemon: is it on, and what cryptography does it accept."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from collectors.host.host import Host
from collectors.host.linux.doors.door import ENROL
from collectors.host.linux.machine.host import Units
from collectors.host.offer import from_outside
from collectors.ssh.visit import OFFER
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Channel, Fact, Session, SignIn

_LISTS = ("ciphers", "macs", "kexalgorithms", "hostkeyalgorithms")
_CRYPTO = (
    "In /etc/ssh/sshd_config.d/10-crypto.conf name the strong ones only: `Ciphers aes256-gcm@openssh.com,"
    "aes128-gcm@openssh.com,aes256-ctr`, `MACs hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com`,"
    " `KexAlgorithms curve25519-sha256`; then `sshd -t && systemctl reload ssh` (RHEL: update-crypto-policies --set"
    " DEFAULT or FUTURE, systemctl reload sshd). Clients that know none of these stay out: keep a session open and try."
)
_TRY = "`sshd -t && systemctl reload ssh` (RHEL: sshd)"
_CODE = (
    f"{ENROL} Then, in /etc/pam.d/sshd, `auth required pam_google_authenticator.so` in place of @include common-auth"
    " (RHEL: of auth substack password-auth), and in /etc/ssh/sshd_config.d/10-mfa.conf (RHEL 8: in sshd_config)"
    " `KbdInteractiveAuthentication yes` (OpenSSH before 8.7: ChallengeResponseAuthentication yes as well),"
    f" `UsePAM yes` and `AuthenticationMethods publickey,keyboard-interactive:pam`; {_TRY}. A program types no code:"
    " scan this host from within then (local:)."
)
_ROOT = (
    "Once an administrator has signed in under a name of their own and sudo has worked: `PermitRootLogin no` in"
    f" /etc/ssh/sshd_config.d/10-root.conf; {_TRY}."
)
KINDS = {
    "linux.sshd": Kind(
        "SSH daemon",
        ((Channel, "ssh"), (SignIn, "everyone"), (Session, "shell")),
        {
            "encryption-in-transit.strong-algorithms": _CRYPTO,
            "mfa.demanded": _CODE,
            "mfa.no-way-round": "Once everyone who comes in has enrolled: take `nullok` and `nouserok` off the second"
            " factor in /etc/pam.d/sshd, and give Match blocks no AuthenticationMethods of their own. Keep a root shell"
            " open until a second sign-in has worked.",
            "automatic-logoff.idle-ends": "`ChannelTimeout session:*=10m` in sshd_config (OpenSSH 9.2 and later: long"
            " jobs that print nothing end too), and `readonly TMOUT=600; export TMOUT` in /etc/profile.d/tmout.sh;"
            f" {_TRY}. ClientAliveInterval ends dead peers only.",
            "automatic-logoff.enforced": "readonly TMOUT in /etc/profile.d/tmout.sh, or ChannelTimeout in sshd_config.",
        },
    ),
    "linux.sshd-off": Kind("SSH daemon that is off", ((Channel, "ssh"),)),
    "linux.sshd-root": Kind(
        "root over SSH",
        ((SignIn, "administrators"),),
        {
            "unique-user-identification.own-name": _ROOT,
            "mfa.demanded": _ROOT,
        },
    ),
}
Configuration: TypeAlias = Mapping[str, JSON]
"""One way sshd is set: for `everyone`, for `root`, and what `match` blocks touch."""
_SOCKETS = ("ssh.socket", "sshd.socket")
_SERVICES = ("ssh.service", "sshd.service")
_UNASKED = {
    "odd": "options that are not understood",
    "other": "another program than the sshd of this machine",
    "user": "an ordinary user's",
    "container": "in a container",
    "unseen": "it answers, and was not seen among the processes",
}
_GLOBAL = (9, 7)
"""OpenSSH since when `ChannelTimeout global=` ends all channels of a connection."""
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_INTERVAL = re.compile(r"(?i)(\d{1,9})([smhdw]?)")


def sshd_of(host: Host) -> Got:
    """How sshd is set, and what of it runs. Whoever has come in over SSH knows that something does."""
    sshd, session = host.ask("linux.sshd"), host.ask("ssh.session")
    if not session.ok or not sshd.good:
        return sshd
    if not sshd.ok:
        return unclear(sshd, "it answers over SSH, and not by the sshd of OpenSSH")
    if in_use(sshd, Units(host.ask("linux.units"))) or sshd.body["running"]["unasked"]:
        return sshd
    running = {**sshd.body["running"], "unasked": ["unseen"]}
    return replace(sshd, body={**sshd.body, "running": running}, place=(*sshd.place, *session.place))


def in_use(sshd: Got, units: Units) -> list[Configuration]:
    """The ways sshd is set that count: of each daemon that runs, and of one that will, or that may for all one sees."""
    counts = not units.got.good or _as_configured(sshd.body, units) or unseen(sshd, units)
    return [*([sshd.body] if counts else []), *sshd.body["running"]["daemons"]]


def _as_configured(body: Mapping[str, JSON], units: Units) -> bool:
    """A daemon without options of its own runs or will: seen as a process, or by its port, its session, its unit."""
    running = body["running"]
    claimed = {port for daemon in running["daemons"] for port in daemon["everyone"]["ports"]}
    listens = {*body["everyone"]["ports"], 22}.intersection(body["listening"]) - claimed
    somehow = running["session"] or units.running(*_SERVICES)
    waits = any(units.starts(service) and not units.running(service) for service in _SERVICES)
    by_socket = units.running(*_SOCKETS) or units.starts(*_SOCKETS)
    return bool(running["plain"] or listens or by_socket or waits or (somehow and not running["daemons"]))


def unseen(sshd: Got, units: Units) -> Got | None:
    """Why a daemon may be on, where none was seen."""
    running = sshd.body["running"]
    if running["daemons"] or running["unasked"] or _as_configured(sshd.body, units):
        return None
    if running["hidden"]:
        return unclear(sshd, "the processes of others cannot be seen, so a daemon may run")
    return None if units.got.good else units.got


def on(sshd: Got, units: Units) -> bool:
    """A daemon listens, will after the next start, or may for all that can be seen."""
    return bool(in_use(sshd, units) or sshd.body["running"]["unasked"])


def unasked(sshd: Got, units: Units) -> Got | None:
    """Why not all is known: daemons run that were not asked how they are set, or that have not read it yet."""
    if why := [_UNASKED[word] for word in sshd.body["running"]["unasked"]]:
        return unclear(sshd, f"an SSH daemon runs that was not asked: {'; '.join(why)}")
    times = (one["match"]["changed"] for one in (sshd.body, *sshd.body["running"]["daemons"]))
    return units.outdated(max((at for at in times if at is not None), default=None), *_SERVICES)


def doubt(sshd: Got, units: Units, used: Iterable[Configuration], touched: Collection[str]) -> Got | None:
    """Why these settings may be others for some: Match blocks set them, or are not known; a daemon was not asked."""
    matches = [one["match"] for one in used]
    if not all(m["read"] for m in matches):
        return unclear(sshd, "its Match blocks are not all known")
    if by := sorted({word for m in matches if not set(touched).isdisjoint(m["sets"]) for word in m["by"]}):
        return unclear(sshd, f"Match blocks by {', '.join(by)} may set it otherwise")
    return unasked(sshd, units)


def shell_limit(said: Mapping[str, str], version: str) -> tuple[int | None, bool]:
    """Seconds until `ChannelTimeout` ends an idle shell (None: no time), and whether no other way in has a longer one.

    `ssh -t HOST bash` is a shell too, and a command to sshd.
    """
    pairs = [word.partition("=")[::2] for word in said.get("channeltimeout", "none").split()]
    shell, command = (_first(pairs, channel) for channel in ("session:shell", "session:command"))
    numbers = re.search(r"_(\d+)\.(\d+)", version)
    if numbers and (int(numbers[1]), int(numbers[2])) >= _GLOBAL and (whole := dict(pairs).get("global")):
        every = interval(whole)
        shell, command = (None if one is None or every is None else min(one, every) for one in (shell, command))
    return shell, command is not None and shell is not None and command <= shell


def _first(pairs: Iterable[tuple[str, str]], channel: str) -> int | None:
    """The first pattern that matches counts, as in sshd: `*` and `?`, no brackets."""
    for pattern, span in pairs:
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), channel):
            return interval(span)
    return FOREVER


def interval(text: str) -> int | None:
    """Seconds of one of sshd's times, `1h30m`; FOREVER for 0; None if it is none."""
    parts = _INTERVAL.findall(text)
    if not parts or "".join(n + unit for n, unit in parts) != text:
        return None
    return sum(int(n) * _SECONDS[unit.lower()] for n, unit in parts) or FOREVER


def read_channel(host: Host) -> Iterator[Fact]:
    """The channel that sshd offers, all daemons together; an sshd that is installed and off is evidence too."""
    sshd, units = sshd_of(host), Units(host.ask("linux.units"))
    if not sshd.good:
        yield from host.gap("linux.sshd", sshd, (Channel, "ssh"))
    if not sshd.ok:
        return
    if "unseen" in sshd.body["running"]["unasked"]:
        # None of the daemons that are known is the one that answers: its own offer is all that is known of it.
        yield from_outside(host.fact("linux.sshd", "sshd", sshd), host.ask(OFFER))
        return
    used, lost = in_use(sshd, units), unasked(sshd, units)
    maybe = None if host.ask("ssh.session").ok else unseen(sshd, units)
    enabled = None if maybe else bool(used or lost)
    said = [one["everyone"] for one in used or [sshd.body]]
    if not lost and not all(one.get(name) for one in said for name in _LISTS[:3]):
        lost = unclear(sshd, "not all lists of algorithms were told")
    algorithms = {a for one in said for name in _LISTS for a in one.get(name, "").lower().split(",") if a}
    yield Channel(
        **host.fact("linux.sshd-off" if enabled is False else "linux.sshd", "sshd", sshd, units.got),
        protocol="ssh",
        enabled=enabled,
        encryption="required",
        min_version="2.0",
        algorithms=None if lost else tuple(sorted(algorithms)),
        unread=(*(unread(enabled=maybe) if maybe else ()), *(unread(algorithms=lost) if lost else ())),
    )
