"""One host on the way: what a target says of it, and what ssh_config says where that is silent."""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from collectors.ssh.config import Settings
from collectors.ssh.failure import SSHError
from collectors.ssh.tokens import in_path
from scanner import paths
from scanner.collector import CollectError

PORT: Final = 22
_KNOWN: Final = ("~/.ssh/known_hosts", "~/.ssh/known_hosts2", "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2")
_KEYS: Final = ("~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa")
"""Where no key is named: those that ssh looks for too, as far as they are there."""


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
    revoked: tuple[Path, ...] = ()
    """Files of keys that no host may show."""
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


def hop_to(asked: Place, user: str, said: Settings, options: Mapping[str, Any], environ: Mapping[str, str]) -> Hop:
    """Put together what is said of a host.

    Raises:
        CollectError: an option makes no sense.
        SSHError: ssh_config names a file that cannot be told.
    """
    host = (
        str(options.get("host", ""))
        or said.first("HostName").replace("%h", asked.host).replace("%%", "%")
        or asked.host
    )
    port = options.get("port") or asked.port or said.first("Port") or PORT
    if not str(port).isdecimal() or not 0 < int(port) < 65536:  # noqa: PLR2004  # as TCP has it
        raise CollectError(f"port is {port!r}, and must be a number from 1 to 65535")
    user, alias = user or said.first("User") or me(), said.first("HostKeyAlias")
    tokens = {"%": "%", "h": host, "n": asked.host, "p": str(port), "r": user, "u": me(), "k": alias or asked.host}
    files = _Files(said, options, tokens, environ)
    return Hop(
        host=host,
        port=int(port),
        user=user,
        known_as=alias or host,
        alias=bool(alias),
        pins=_pins(options.get("host_key")),
        known_hosts=files.known_hosts(),
        revoked=files.named("RevokedHostKeys"),
        identities=files.identities(),
        agent=files.agent(),
        all_of_agent=options.get("agent") is True,
        weak=options.get("weak_algorithms") is True,
        passphrase=str(options.get("passphrase", "")),
        password=str(options.get("password", "")),
    )


@lru_cache(maxsize=1)
def me() -> str:
    """Whose account this is, as far as it has a name."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # nobody by that number
        return ""


def home(name: str) -> Path:
    """A path with `~` written out; `%d` is the home, as in ssh_config. Raises SSHError."""
    try:
        return paths.home(name.replace("%d", "~", 1) if name.startswith("%d") else name)
    except OSError:
        raise SSHError("NoHome") from None


def _pins(said: Any) -> tuple[str, ...]:
    pins = (said,) if isinstance(said, str) else tuple(said or ())
    return tuple(pin.rstrip("=") for pin in pins)


@dataclass(frozen=True, slots=True)
class _Files:
    """The files that are named for a host."""

    said: Settings
    options: Mapping[str, Any]
    tokens: Mapping[str, str]
    environ: Mapping[str, str]

    def named(self, keyword: str) -> tuple[Path, ...]:
        """All that ssh_config names."""
        words = (word for line in self.said.said.get(keyword.lower(), ()) for word in line)
        return tuple(self._written_out(word) for word in words if word.lower() != "none")

    def known_hosts(self) -> tuple[Path, ...]:
        """Those of the user first: new keys go there."""
        if own := self.options.get("known_hosts"):
            return (home(str(own)),)
        some: list[Path] = []
        for keyword, usual in (("UserKnownHostsFile", _KNOWN[:2]), ("GlobalKnownHostsFile", _KNOWN[2:])):
            some += self.named(keyword) if keyword.lower() in self.said.said else map(home, usual)
        return tuple(some)

    def identities(self) -> tuple[Path, ...]:
        own = self.options.get("identity")
        named = tuple(map(home, [own] if isinstance(own, str) else own or ()))
        return named or self.named("IdentityFile") or tuple(filter(paths.is_file, map(home, _KEYS)))

    def agent(self) -> str:
        """The socket; `$NAME` says which variable names it."""
        own = self.said.first("IdentityAgent") if "identityagent" in self.said.said else "SSH_AUTH_SOCK"
        if not own or self.options.get("agent") is False:
            return ""
        if own == "SSH_AUTH_SOCK" or (own.startswith("$") and not own.startswith("${")):
            return self.environ.get(own.removeprefix("$"), "")
        return str(self._written_out(own))

    def _written_out(self, word: str) -> Path:
        return home(in_path(word, {**self.tokens, "d": str(home("~"))}, self.environ))
