"""TLS, file shares and remote desktops: what is asked and what is kept."""

import re
from typing import Final

from collectors.host.question import HostQuestion
from collectors.host.windows.kept import numbers, part, several, told, whole
from scanner.answers import JSON
from scanner.facts import Channel, Session, SignIn

PROTOCOLS: Final = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
_SUITE = re.compile(r"(?:TLS|SSL)_[A-Z0-9_]{1,70}")
_CIPHER = re.compile(r"[A-Za-z0-9 /]{1,30}")
_SWITCHES = ("EnableSMB1Protocol", "EnableSMB2Protocol", "EncryptData", "RejectUnencryptedAccess")
_SIGNING = ("RequireSecuritySignature", "EnableSecuritySignature")
_DIALECTS = ("None", "SMB202", "SMB210", "SMB300", "SMB302", "SMB311")
_RDP = (
    *("fDenyTSConnections", "UserAuthentication", "SecurityLayer", "MinEncryptionLevel", "MaxIdleTime"),
    *("MaxDisconnectionTime", "MaxConnectionTime", "fResetBroken"),
    *("fInheritMaxIdleTime", "fInheritMaxDisconnectionTime", "fInheritResetBroken"),
)


def keep_schannel(text: str) -> JSON:
    """Which versions of TLS a server may speak, which ciphers are off, and the suites in their order."""
    said = told(text)
    protocols, suites = part(said.get("protocols")), said.get("suites")
    off = [c for c in several(said.get("off")) if isinstance(c, str) and _CIPHER.fullmatch(c)]
    return {
        "protocols": {p: numbers(protocols.get(p), ("Enabled", "DisabledByDefault")) for p in PROTOCOLS},
        "off": sorted(off),
        "suites": [s for s in re.split(r"[\s,]+", str(suites or "")) if _SUITE.fullmatch(s)],
        "fips": numbers(said.get("fips"), ("Enabled",)).get("Enabled") == 1,
    }


def keep_smb(text: str) -> JSON:
    """The settings of the file server that bear on encryption, and how many of its shares do not encrypt."""
    said = told(text)
    server = part(said.get("server"))
    if not {"EncryptData", "EnableSMB2Protocol"} <= server.keys():
        raise ValueError("no settings of the file server")
    body: dict[str, JSON] = {s: _switch(server[s]) for s in (*_SWITCHES, *_SIGNING) if s in server}
    ciphers = str(server.get("EncryptionCiphers", ""))
    body["ciphers"] = sorted({c for c in re.split(r"[\s,]+", ciphers) if re.fullmatch(r"AES_\d{3}_[GC]CM", c)})
    dialect = server.get("Smb2DialectMin")
    body["least"] = dialect if dialect in _DIALECTS else "other" if dialect else ""
    return {**body, "shares": whole(said.get("shares")), "plain": whole(said.get("plain"))}


def _switch(value: JSON) -> bool:
    if value not in ("True", "False"):  # no set: it may be a list
        raise ValueError("neither True nor False")
    return bool(value == "True")


def keep_rdp(text: str) -> JSON:
    """The settings of remote desktops, by policy and without one."""
    said = told(text)
    if part(said.get("server")) == {}:
        raise ValueError("no settings of remote desktops")
    return {where: numbers(said.get(where), _RDP) for where in ("policy", "server", "listener")}


QUESTIONS = (
    HostQuestion(
        id="windows.schannel",
        operation="registry SCHANNEL Protocols and Ciphers, SSL\\00010002 Functions, FipsAlgorithmPolicy",
        needs="",
        feeds=((Channel, "tls"),),
        sheet="windows/channels/channels.ps1",
        keep=keep_schannel,
        json=True,
    ),
    HostQuestion(
        id="windows.smb",
        operation="Get-SmbServerConfiguration; Get-SmbShare EncryptData",
        needs="administrator",
        feeds=((Channel, "smb"),),
        sheet="windows/channels/channels.ps1",
        keep=keep_smb,
        json=True,
        seconds=40,
        dropped=("names and places of shares",),
    ),
    HostQuestion(
        id="windows.rdp",
        operation="registry Policies Terminal Services, Terminal Server, WinStations RDP-Tcp",
        needs="",
        feeds=((Channel, "tls"), (SignIn, "everyone"), (Session, "remote-access")),
        sheet="windows/channels/channels.ps1",
        keep=keep_rdp,
        json=True,
    ),
)
