"""Where to go, through whom, and as whom: what a target says, and what ssh_config says where it is silent."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from collectors.ssh.config import ConfigError, Settings, settings
from collectors.ssh.failure import SSHError
from collectors.ssh.hop import PORT, Hop, Place, home, hop_to, me
from collectors.ssh.tokens import HOST, USER, in_command
from scanner.collector import CollectError

_PLACE: Final = re.compile(
    r"(?:(?P<user>[^@\s]+)@)?(?:\[(?P<v6>[0-9A-Fa-f:.%\w]+)\]|(?P<host>[^:\[\]@\s/]+))(?::(?P<port>\d{1,5}))?"
)
_LONGEST_JUMP: Final = 5
_SHARED: Final = ("config", "known_hosts", "agent", "identity", "passphrase", "weak_algorithms", "allow")
"""What is said of a target and holds for the hosts on the way to it too."""
_CONFIGS: Final = (("~/.ssh/config", "~/.ssh"), ("/etc/ssh/ssh_config", "/etc/ssh"))


@dataclass(frozen=True, slots=True)
class Route:
    """The way to a host."""

    hops: tuple[Hop, ...]
    """The target is the last."""
    passed_by: tuple[str, ...] = ()
    """Lines of ssh_config that were left out although they might concern it, or a host on the way."""

    @property
    def end(self) -> Hop:
        """The host itself."""
        return self.hops[-1]


def place(text: str, scheme: str = "ssh") -> Place:
    """Read `user@host:port`. scheme: of the target, for whoever has to write it anew.

    Raises:
        CollectError: it is no such thing.
    """
    found = _PLACE.fullmatch(text)
    user, port = (found["user"] or "", int(found["port"] or PORT)) if found else ("", 0)
    fits = found and re.fullmatch(HOST, found["v6"] or found["host"]) and (not user or re.fullmatch(USER, user))
    if not found or not fits or not 0 < port < 65536:  # noqa: PLR2004  # as TCP has it
        raise CollectError(f"no host is named that can be read: write it as in {scheme}://user@host:port")
    return Place(found["v6"] or found["host"], port if found["port"] else None, user)


def route(name: str, options: Mapping[str, Any], environ: Mapping[str, str]) -> Route:
    """Find the way to a target.

    name: `user@host:port`, as its URI has it. options: of the target. environ: where the agent is told.

    Raises:
        CollectError: it is no host, or an option makes no sense.
        SSHError: ssh_config cannot be read, leads in a circle, or says that a program is to be started.
    """
    return _way(place(name), options, environ, _LONGEST_JUMP)


def _way(asked: Place, options: Mapping[str, Any], environ: Mapping[str, str], room: int) -> Route:
    """room: so many jump hosts there may still be."""
    user = str(options.get("user", "")) or asked.user
    said = _settings(asked.host, user, options)
    hop = hop_to(asked, user, said, options, environ)
    tokens = {"%": "%", "h": hop.host, "n": asked.host, "p": str(hop.port), "r": hop.user}
    if "jump" not in options and (commands := said.every("ProxyCommand")):
        if "ProxyCommand" not in options.get("allow", ()):
            raise SSHError("ProxyCommand")
        return Route((replace(hop, command=in_command(commands[0], tokens)),), said.passed_by)
    named = str(options["jump"]) if "jump" in options else in_command(said.first("ProxyJump"), tokens)
    names = [] if named.lower() == "none" else [part for part in named.split(",") if part]
    if len(names) > room:
        if "jump" in options:
            raise CollectError(f"jump names more than {_LONGEST_JUMP} hosts")
        raise SSHError("JumpCircle")
    ways = [*_jumps(names, options, environ, room - len(names))]
    passed_by = dict.fromkeys(line for way in ways for line in way.passed_by)
    return Route(
        (*(each for way in ways for each in way.hops), hop), tuple(dict.fromkeys((*said.passed_by, *passed_by)))
    )


def _jumps(names: list[str], options: Mapping[str, Any], environ: Mapping[str, str], room: int) -> Iterator[Route]:
    """The hosts to jump over, looked up in ssh_config too. As with ssh, only the first may be behind others itself."""
    shared = {key: options[key] for key in _SHARED if key in options}
    if pins := options.get("jump_host_key"):
        shared |= {"host_key": pins, "jump_host_key": pins}
    for one in names:
        there = place(one.removeprefix("ssh://"))
        try:
            yield _way(there, shared, environ, room)
        except SSHError as err:
            raise SSHError(err.code, err.outcome, at=err.at or there.host) from None
        shared["jump"] = "none"


def _settings(host: str, user: str, options: Mapping[str, Any]) -> Settings:
    said = str(options.get("config", ""))
    if said == "none":
        return Settings()
    if said:
        path = home(said)
        if not path.is_file():
            raise SSHError("ConfigMissing")
        files = [(path, path.parent)]
    else:
        files = [(home(path), home(base)) for path, base in _CONFIGS]
    try:
        return settings(host, *files, user=user, local_user=me())
    except ConfigError:
        raise SSHError("ConfigUnread") from None
