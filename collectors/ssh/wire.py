"""The SSH protocol, by paramiko, as we want it spoken: strong algorithms only, and all that the server says is seen."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

import paramiko
from paramiko.message import Message

from collectors.ssh.failure import POLL, SSHError
from collectors.ssh.metered import Metered, Packets
from scanner.facts import Failure

_LISTS: Final = {
    "kex": ("kex_algo_list",),
    "host_keys": ("server_key_algo_list",),
    "ciphers": ("client_encrypt_algo_list", "server_encrypt_algo_list"),
    "macs": ("client_mac_algo_list", "server_mac_algo_list"),
    "compression": ("client_compress_algo_list", "server_compress_algo_list"),
}
"""What RFC 4253 calls them both ways, by what is kept."""
_SIGNALS: Final = ("ext-info-", "kex-strict-")
"""No algorithms, though they stand among them."""
_BROKEN: Final = ("sha1", "md5", "-cbc", "ssh-rsa", "ssh-dss", "arcfour")
_CERTIFICATE: Final = "-cert-v01@openssh.com"

Offer = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Shown:
    """The host key that a server has shown and proved to hold, or a certificate for it."""

    type: str
    blob: bytes


class UnprovedError(paramiko.SSHException):  # type: ignore[misc]  # it has no types
    """The server does not hold the key that it shows."""


class SwappedError(paramiko.SSHException):  # type: ignore[misc]  # it has no types
    """The server shows another key than at first."""


class Wire(paramiko.Transport):  # type: ignore[misc]  # it has no types
    """One connection. `offer` and `shown` are what the server said of itself, if it came so far."""

    _active_check_timeout = POLL
    """Seconds after which its thread looks up while nothing comes; paramiko's tenth costs more than all the reading."""
    _preferred_ciphers = (
        "aes256-gcm@openssh.com",
        "aes128-gcm@openssh.com",
        "aes256-ctr",
        "aes192-ctr",
        "aes128-ctr",
    )
    _preferred_macs = (
        "hmac-sha2-256-etm@openssh.com",
        "hmac-sha2-512-etm@openssh.com",
        "hmac-sha2-256",
        "hmac-sha2-512",
    )
    # RFC 8731 gave curve25519-sha256@libssh.org a name of its own; paramiko knows the old one only.
    _kex_info = paramiko.Transport._kex_info | {  # noqa: SLF001
        "curve25519-sha256": paramiko.Transport._kex_info["curve25519-sha256@libssh.org"]  # noqa: SLF001
    }
    _preferred_kex = tuple(
        dict.fromkeys(
            name
            for k in paramiko.Transport._preferred_kex  # noqa: SLF001
            if "sha1" not in k
            for name in (k.removesuffix("@libssh.org"), k)
        )
    )
    _preferred_keys = tuple(k for k in paramiko.Transport._preferred_keys if k not in _BROKEN)  # noqa: SLF001
    _preferred_pubkeys = tuple(k for k in paramiko.Transport._preferred_pubkeys if k not in _BROKEN)  # noqa: SLF001

    def __init__(
        self,
        sock: Any,
        *,
        known: Sequence[str] = (),
        only: Sequence[str] = (),
        certified: bool = False,
        weak: bool = False,
    ) -> None:
        """Begin on a socket, or what is like one.

        known: types of the keys that are known of the host; it is asked for these first.
        only: algorithms of the one kind of key that it may show.
        certified: somebody vouches for hosts of its name, so it may show a certificate.
        weak: what is broken may be used too.
        """
        self.metered = Metered(sock)
        self.offer: Offer | None = None
        self.shown: Shown | None = None
        self.kex = ""
        """The key exchange that was agreed on."""
        self.weak = weak
        self._certified = certified
        super().__init__(self.metered, packetizer_class=Packets)
        if weak:
            for name in ("ciphers", "macs", "kex", "keys", "pubkeys"):
                every = getattr(paramiko.Transport, f"_preferred_{name}")
                own = getattr(self, f"_preferred_{name}")
                setattr(self, f"_preferred_{name}", (*own, *(a for a in every if a not in own)))
        first = [k for kind in known for k in algorithms(kind) if k in self._preferred_keys]
        self._preferred_keys = (*first, *(k for k in self._preferred_keys if k not in first))
        self._every_key = self._preferred_keys
        if only:
            self._preferred_keys = tuple(k for k in self._preferred_keys if k in only)

    @property
    def preferred_keys(self) -> tuple[str, ...]:
        """Certificates first, as in OpenSSH, and only where somebody could vouch for them."""
        plain = tuple(self._preferred_keys)
        certificates = (f"{k}{_CERTIFICATE}" for k in plain if f"{k}{_CERTIFICATE}" in self._key_info)
        return (*certificates, *plain) if self._certified else plain

    def _check_banner(self) -> None:
        try:
            super()._check_banner()
        except paramiko.ssh_exception.IncompatiblePeer:
            self.offer = dict.fromkeys(_LISTS, ())  # that version has none
            raise

    def _really_parse_kex_init(self, m: Any, ignore_first_byte: bool = False) -> Any:  # noqa: FBT001, FBT002  # as paramiko has it
        lists = super()._really_parse_kex_init(m, ignore_first_byte)
        if not ignore_first_byte and self.offer is None:
            self.offer = {kept: _joined(lists, names) for kept, names in _LISTS.items()}
        return lists

    def _log(self, level: int, msg: str, *args: Any) -> None:
        """Say nothing: it may quote the host."""

    def _parse_debug(self, m: Any) -> None:
        """Pass by what a host tells of its own working."""

    def _verify_key(self, host_key: bytes, sig: bytes) -> None:
        if self.shown is not None and self.shown.blob != host_key:
            raise SwappedError
        try:
            super()._verify_key(host_key, sig)
        except Exception:  # noqa: BLE001  # whatever is wrong with a key or a signature
            raise UnprovedError from None
        self.kex = next((name for name, made in self._kex_info.items() if type(self.kex_engine) is made), "")
        self.shown = Shown(Message(host_key).get_text(), host_key)

    def get_exception(self) -> Exception | None:
        """What ended it; what a host made paramiko stumble over is an `SSHException` too, without a word of its own."""
        ended: Exception | None = super().get_exception()
        known = ended is None or isinstance(ended, paramiko.SSHException | OSError | EOFError)
        return ended if known else paramiko.SSHException(type(ended).__name__)

    def lost(self, code: str, outcome: Failure, why: Exception | None) -> SSHError:
        """What it means that it ended: `code`, unless more is known."""
        if self.metered.flooded:
            return SSHError("Flood")
        match why:
            case UnprovedError():
                return SSHError("HostKeyUnproved")
            case SwappedError():
                return SSHError("HostKeySwapped")
        return SSHError(code, outcome)

    @property
    def others(self) -> tuple[str, ...]:
        """The types of the keys that the server has and we can read, besides the one that it has shown."""
        names = (self.offer or {}).get("host_keys", ())
        kinds = dict.fromkeys("ssh-rsa" if "rsa" in name else name for name in names if "-cert-" not in name)
        seen = self.shown.type if self.shown else ""
        return tuple(k for k in kinds if k != seen and not set(algorithms(k)).isdisjoint(self._every_key))

    @property
    def software(self) -> str:
        """What the server calls itself, `OpenSSH_9.2p1 Debian-2`; empty where it has not said."""
        said = str(self.remote_version or "")
        word = said.removeprefix("SSH-").partition("-")[2][:100]
        return "".join(c if c.isascii() and c.isprintable() else "?" for c in word)

    @property
    def protocol(self) -> str:
        """The version that it speaks, `2.0`; `1.99` where it speaks the broken first one too, `1.5` where only that."""
        said = re.match(r"SSH-(2\.0|1\.\d{1,2})-", str(self.remote_version or ""))
        return said[1] if said else ""

    def shut(self) -> None:
        """End it, whatever state it is in."""
        self.close()
        with suppress(OSError):
            self.sock.close()


def _joined(lists: Mapping[str, Sequence[str]], names: Sequence[str]) -> tuple[str, ...]:
    """What is offered in either direction, each once, in order; names that no screen could show are none."""
    every = (a for name in names for a in lists[name])
    kept = (a for a in every if a and a.isascii() and a.isprintable() and len(a) <= 100 and not a.startswith(_SIGNALS))  # noqa: PLR2004
    return tuple(dict.fromkeys(kept))[:200]


def algorithms(kind: str) -> tuple[str, ...]:
    """The algorithms by which a key of a type is shown."""
    return ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa") if kind == "ssh-rsa" else (kind,)
