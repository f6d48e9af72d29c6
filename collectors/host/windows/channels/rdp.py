"""Remote desktops: whether there are any, and what they travel in."""

from collections.abc import Iterator
from typing import Literal

from collectors.host.host import Host, unanswered
from collectors.host.windows.channels.schannel import offered
from collectors.host.windows.kept import number
from collectors.host.windows.machine.host import services
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import Channel, Fact, Session, SignIn

_TERMINAL = r"HKLM\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services"
KINDS = {
    "windows.rdp": Kind(
        "remote desktop",
        ((Channel, "tls"), (SignIn, "everyone"), (Session, "remote-access")),
        {
            "encryption-in-transit.plain-refused": rf"In {_TERMINAL}: SecurityLayer=2, UserAuthentication=1 (DWORD).",
            "mfa.demanded": "A gateway that asks for a second factor, an agent of the identity provider, or smart cards"
            " (Interactive logon: require Windows Hello for Business or smart card), which must be enrolled first: who"
            " has none is locked out.",
            "automatic-logoff.idle-ends": rf"In {_TERMINAL}: MaxIdleTime=600000, fResetBroken=1 (DWORD); without the"
            " second a session is only disconnected, and MaxDisconnectionTime=60000 ends it.",
            "automatic-logoff.enforced": "Set the limits by group policy.",
            "automatic-logoff.lifetime-bounded": rf"In {_TERMINAL}: MaxConnectionTime=28800000 (DWORD).",
        },
    ),
    "windows.rdp-off": Kind("remote desktop, off", ((Channel, "tls"),)),
}
_RDP, _TLS = 0, 2


def setting(rdp: Got, name: str) -> int | None:
    """What holds: the policy, where there is one, before the listener's own setting."""
    body = rdp.body
    return next((n for part in ("policy", "listener", "server") if (n := number(body[part], name)) is not None), None)


def refused(rdp: Got) -> bool | None:
    """Nobody comes in by it; None: not said."""
    denied = number(rdp.body["policy"], "fDenyTSConnections")
    denied = number(rdp.body["server"], "fDenyTSConnections") if denied is None else denied
    return None if denied is None else denied != 0


def on(host: Host, rdp: Got) -> bool | None:
    """There are remote desktops; None: not known."""
    off, runs = refused(rdp), services(host)
    if off:
        return False
    # A service that does not run now may be started by the first who comes.
    return None if off is None or runs.disabled("TermService") is None else not runs.disabled("TermService")


def read_rdp(host: Host) -> Iterator[Fact]:
    """The channel of remote desktops; that they are off is evidence too."""
    rdp, schannel, runs = host.ask("windows.rdp"), host.ask("windows.schannel"), services(host)
    if not rdp.ok:
        yield from host.gap("windows.rdp", unanswered(rdp), *KINDS["windows.rdp"].gives)
        return
    enabled = on(host, rdp)
    encryption = _encryption(rdp)
    version, algorithms, why = offered(host, schannel)
    if encryption == "none":
        version, algorithms, why = "", (), ()
    unsaid = unclear(rdp, "SecurityLayer is not set, or to none that we know")
    lost = unclear(rdp, "whether they are on is not said") if refused(rdp) is None or runs.got.good else runs.got
    yield Channel(
        **host.fact(
            "windows.rdp-off" if enabled is False else "windows.rdp", "rdp", rdp, schannel, runs.got, name="RDP"
        ),
        protocol="tls",
        enabled=enabled,
        encryption=encryption,
        min_version=version,
        algorithms=algorithms,
        unread=(
            *why,
            *(unread(enabled=lost) if enabled is None else ()),
            *(unread(encryption=unsaid) if encryption is None else ()),
        ),
    )


def _encryption(rdp: Got) -> Literal["required", "offered", "none"] | None:
    """TLS where it is demanded, or where the client must prove itself over CredSSP first: that runs in TLS.

    RDP's own is RC4 without any proof of the server, which is none.
    """
    layer, first = setting(rdp, "SecurityLayer"), setting(rdp, "UserAuthentication")
    if layer == _TLS or first == 1:
        return "required"
    if layer == _RDP:
        return "none"
    return "offered" if layer == 1 else None
