"""Where to go, through whom, and as whom: what a target says, and what ssh_config says where it is silent."""

import getpass
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from collectors.ssh.config import ConfigError, Settings, settings
from collectors.ssh.failure import SSHError
from scanner import paths
from scanner.collector import CollectError

PORT: Final = 22
_PLACE: Final = re.compile(
    r"(?:(?P<user>[^@\s]+)@)?(?:\[(?P<v6>[0-9A-Fa-f:.%\w]+)\]|(?P<host>[^:\[\]@\s/]+))(?::(?P<port>\d{1,5}))?"
)
_LONGEST_JUMP: Final = 5
_KNOWN: Final = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2")
_KEYS: Final = ("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa")
"""Where no key is named: those that ssh looks for too, as far as they are there."""
_SHARED: Final = ("config", "known_hosts", "agent", "identity", "passphrase", "weak_algorithms")
"""What is said of a target and holds for the hosts on the way to it too."""
_CONFIGS: Final = (("~/.ssh/config", "~/.ssh"), ("/etc/ssh/ssh_config", "/etc/ssh"))


@dataclass(frozen=True, slots=True)
class Place:
    """`user@host:port`, as far as it says."""

    host: str
    port: int | None = None
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One host on the way, the last one being the target."""

    host: str
    """Name or address to connect to."""
    port: int
    user: str
    known_as: str
    """How files of known hosts, and certificates, call it."""
    alias: bool = False
    """It is called so whatever its port: HostKeyAlias."""
    pins: tuple[str, ...] = ()
    """`SHA256:...` of the keys it may show; nothing else is asked then."""
    known_hosts: tuple[Path, ...] = ()
    identities: tuple[Path, ...] = ()
    """Files of private keys, in the order in which they are tried."""
    agent: str = ""
    """The socket of an agent: it signs for the identities it holds."""
    all_of_agent: bool = False
    """Its other keys are tried too."""
    weak: bool = False
    """Algorithms that are broken may be used."""
    command: str = ""
    """A ProxyCommand that its owner has allowed: it is started, and speaks for the network."""
    passphrase: str = ""
    """A reference."""
    password: str = ""
    """A reference."""

    @property
    def listed(self) -> tuple[str, int]:
        """Name and port, as files of known hosts have them."""
        return self.known_as, PORT if self.alias else self.port

    @property
    def endpoint(self) -> str:
        """Host and port."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Route:
    """The way to a host."""

    hops: tuple[Hop, ...]
    """The target is the last."""
    passed_by: tuple[str, ...] = ()
    """Lines of ssh_config that were left out although they might concern it."""

    @property
    def end(self) -> Hop:
        """The host itself."""
        return self.hops[-1]


def place(text: str) -> Place:
    """Read `user@host:port`.

    Raises:
        CollectError: it is no such thing.
    """
    found = _PLACE.fullmatch(text)
    port = int(found["port"]) if found and found["port"] else None
    if not found or (port is not None and not 0 < port < 65536):  # noqa: PLR2004  # as TCP has it
        raise CollectError("no host is named that can be read: ssh://user@host:port is wanted")
    return Place(found["v6"] or found["host"], port, found["user"] or "")


def route(name: str, options: Mapping[str, Any], environ: Mapping[str, str]) -> Route:
    """Find the way to a target.

    name: `user@host:port`, as its URI has it. options: of the target. environ: where the agent is told.

    Raises:
        CollectError: it is no host, or an option makes no sense.
        SSHError: ssh_config cannot be read, or says that a program is to be started.
    """
    asked = place(name)
    user = str(options.get("user", "")) or asked.user
    said = _settings(asked.host, user, options)
    hop = _hop(asked, user, said, options, environ)
    before = [*_jumps(_named_jumps(said, options), options, environ)]
    if said.every("ProxyCommand") and "jump" not in options:
        hop = replace(hop, command=_command(said, hop, asked.host, options))
        before = []
    return Route((*before, hop), said.passed_by)


def _named_jumps(said: Settings, options: Mapping[str, Any]) -> list[str]:
    named = str(options["jump"]) if "jump" in options else ",".join(said.every("ProxyJump"))
    return [] if named.lower() == "none" else [part for part in named.split(",") if part]


def _jumps(names: list[str], options: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Hop]:
    """The hosts to jump over; each is looked up in ssh_config too, but for what it may say of jumps."""
    if len(names) > _LONGEST_JUMP:
        raise CollectError(f"jump names more than {_LONGEST_JUMP} hosts")
    shared = {key: options[key] for key in _SHARED if key in options}
    if pins := options.get("jump_host_key"):
        shared["host_key"] = pins
    for one in names:
        there = place(one.removeprefix("ssh://"))
        yield _hop(there, there.user, _settings(there.host, there.user, shared), shared, environ)


def _command(said: Settings, hop: Hop, name: str, options: Mapping[str, Any]) -> str:
    """The command, its tokens written out. Raises SSHError where its owner has not allowed it."""
    if "ProxyCommand" not in options.get("allow", ()):
        raise SSHError("ProxyCommand")
    line = " ".join(said.said["proxycommand"][0])
    tokens = {"%%": "%", "%h": hop.host, "%n": name, "%p": str(hop.port), "%r": hop.user}
    return re.sub("%[%hnpr]", lambda found: tokens[found[0]], line)


def _settings(host: str, user: str, options: Mapping[str, Any]) -> Settings:
    said = str(options.get("config", ""))
    if said == "none":
        return Settings()
    if said:
        path = _home(said)
        if not path.is_file():
            raise SSHError("ConfigMissing")
        files = [(path, path.parent)]
    else:
        files = [(_home(path), _home(base)) for path, base in _CONFIGS]
    try:
        return settings(host, *files, user=user, local_user=_me())
    except ConfigError:
        raise SSHError("ConfigUnread") from None


@lru_cache(maxsize=1)
def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # nobody by that number
        return ""


def _hop(asked: Place, user: str, said: Settings, options: Mapping[str, Any], environ: Mapping[str, str]) -> Hop:
    host = (
        str(options.get("host", ""))
        or said.first("HostName").replace("%h", asked.host).replace("%%", "%")
        or asked.host
    )
    port = options.get("port") or asked.port or said.first("Port") or PORT
    if not str(port).isdecimal() or not 0 < int(port) < 65536:  # noqa: PLR2004  # as TCP has it
        raise CollectError(f"port is {port!r}: a number from 1 to 65535 is wanted")
    return Hop(
        host=host,
        port=int(port),
        user=user or said.first("User") or _me(),
        known_as=said.first("HostKeyAlias") or host,
        alias=bool(said.first("HostKeyAlias")),
        pins=_pins(options.get("host_key")),
        known_hosts=_known_hosts(said, options),
        identities=_identities(said, options),
        agent=_agent(said, options, environ),
        all_of_agent=options.get("agent") is True,
        weak=options.get("weak_algorithms") is True,
        passphrase=str(options.get("passphrase", "")),
        password=str(options.get("password", "")),
    )


def _pins(said: Any) -> tuple[str, ...]:
    pins = (said,) if isinstance(said, str) else tuple(said or ())
    return tuple(pin.rstrip("=") for pin in pins)


def _known_hosts(said: Settings, options: Mapping[str, Any]) -> tuple[Path, ...]:
    if own := options.get("known_hosts"):
        return (_home(str(own)),)
    lines = [*said.said.get("userknownhostsfile", ()), *said.said.get("globalknownhostsfile", ())]
    named = [word for line in lines for word in line if word.lower() != "none"]
    user = [] if "userknownhostsfile" in said.said else list(_KNOWN[:2])
    everybody = [] if "globalknownhostsfile" in said.said else list(_KNOWN[2:])
    return tuple(map(_home, (*named, *user, *everybody)))


def _identities(said: Settings, options: Mapping[str, Any]) -> tuple[Path, ...]:
    own = options.get("identity")
    named = [own] if isinstance(own, str) else list(own or said.every("IdentityFile"))
    return tuple(map(_home, named)) or tuple(path for path in map(_home, _KEYS) if paths.is_file(path))


def _agent(said: Settings, options: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    if options.get("agent") is False:
        return ""
    own = said.first("IdentityAgent")
    return str(_home(own)) if own and own != "SSH_AUTH_SOCK" else environ.get("SSH_AUTH_SOCK", "")


def _home(name: str) -> Path:
    """A path; `%d` is the home, as in ssh_config."""
    try:
        return paths.home(name.replace("%d", "~", 1) if name.startswith("%d") else name)
    except OSError:
        raise SSHError("NoHome") from None
