"""TLS as Windows offers it to whatever runs on it: IIS, remote desktops, WinRM."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, unanswered
from collectors.host.windows.channels.ask import PROTOCOLS
from collectors.host.windows.kept import number
from collectors.host.windows.machine.host import build
from scanner.answers import JSON, Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact, Unread

_KEY = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"
KINDS = {
    "windows.schannel": Kind(
        "TLS of Windows",
        ((Channel, "tls"),),
        {
            "encryption-in-transit.protocol-version": rf"In {_KEY}\TLS 1.0\Server and \TLS 1.1\Server: Enabled=0,"
            " DisabledByDefault=1 (DWORD); restart.",
            "encryption-in-transit.strong-algorithms": "Group policy: SSL Configuration Settings, SSL Cipher Suite"
            " Order, only ECDHE suites with GCM; or Disable-TlsCipherSuite NAME for each weak one.",
        },
        always=True,
    ),
}
_WITHOUT_SSL3 = 14393
_WITHOUT_TLS10 = 26100
"""Newer ones may have switched TLS 1.0 and 1.1 off without a word in the registry."""
_WITH_TLS13 = 20348
_OFF = {"Triple DES 168": "3DES", "RC4 128/128": "RC4_128", "NULL": "NULL", "DES 56/56": "WITH_DES_CBC"}


def read_schannel(host: Host) -> Iterator[Fact]:
    """What Windows offers where a program does not choose for itself."""
    schannel = host.ask("windows.schannel")
    if not schannel.ok:
        yield from host.gap("windows.schannel", unanswered(schannel), (Channel, "tls"))
        return
    version, algorithms, why = offered(host, schannel)
    yield Channel(
        **host.fact("windows.schannel", "schannel", schannel, name="TLS"),
        protocol="tls",
        enabled=True,
        encryption="required",
        min_version=version,
        algorithms=algorithms,
        unread=why,
    )


def offered(host: Host, schannel: Got) -> tuple[str | None, tuple[str, ...] | None, tuple[Unread, ...]]:
    """The lowest version and all suites, with the reasons for what is not known."""
    if not schannel.ok:
        lost = unanswered(schannel)
        return None, None, unread(min_version=lost, algorithms=lost)
    version = _lowest(schannel.body["protocols"], build(host))
    suites = tuple(s.lower() for s in schannel.body["suites"] if not _switched_off(s, schannel.body["off"]))
    no_version = unclear(schannel, "the registry does not say of all versions whether they are on")
    why = (
        *(() if version else unread(min_version=no_version)),
        *(() if suites else unread(algorithms=unclear(schannel, "the registry lists no cipher suites"))),
    )
    return version, suites or None, why


def _lowest(protocols: Mapping[str, Mapping[str, JSON]], made: int | None) -> str | None:
    for protocol in PROTOCOLS:
        state = _on(protocol, protocols[protocol], made)
        if state is None:
            return None
        if state:
            return protocol.removeprefix("TLS ") if protocol.startswith("TLS") else "1.0"  # SSL: older than any TLS
    return None


def _on(protocol: str, said: Mapping[str, JSON], made: int | None) -> bool | None:
    """Enabled=0 is off; what is only off by default a program may still ask for."""
    enabled, by_default = number(said, "Enabled"), number(said, "DisabledByDefault")
    if "other" in said.values():
        return None
    if enabled == 0:
        return False
    if by_default:
        return None
    return True if enabled else _as_delivered(protocol, made)


def _as_delivered(protocol: str, made: int | None) -> bool | None:
    match protocol:
        case "TLS 1.2":
            return True
        case _ if made is None:
            return None
        case "SSL 2.0" | "SSL 3.0":
            return False if made >= _WITHOUT_SSL3 else None
        case "TLS 1.3":
            return made >= _WITH_TLS13
    return True if made < _WITHOUT_TLS10 else None


def _switched_off(suite: str, off: list[str]) -> bool:
    return any(_OFF[cipher] in suite for cipher in off if cipher in _OFF)
