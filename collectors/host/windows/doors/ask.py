"""The doors: what is asked of sign-in and of sshd, and what is kept."""

import re
from typing import Final

from collectors.host.kept import settings
from collectors.host.linux.doors.ask import SSHD
from collectors.host.question import HostQuestion
from collectors.host.windows.kept import numbers, several, told
from scanner.answers import JSON
from scanner.facts import Channel, Session, SignIn

_CLASS_ID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_DEVICE: Final = re.compile(r"(AzureAdJoined|EnterpriseJoined|DomainJoined|WorkplaceJoined|NgcSet)=(YES|NO)")
_VERSION = re.compile(r"(?m)^version (OpenSSH_[\d.]{1,20})$")
_MATCH = re.compile(r"(?m)^match (\w{1,20})$")
_CONDITIONS = ("user", "group", "host", "localaddress", "localport", "address", "all", "include")


def keep_sign_in(text: str) -> JSON:
    """Whether smart cards are demanded, whether anybody is let in unasked, what else may ask, and how it is joined."""
    said = told(text)
    ids = {p.lower() for p in several(said.get("providers")) if isinstance(p, str) and _CLASS_ID.fullmatch(p)}
    joins = (_DEVICE.fullmatch(str(d)) for d in several(said.get("device")))
    return {
        "system": numbers(said.get("system"), ("scforceoption",)),
        "hello": numbers(said.get("hello"), ("Enabled", "RequireSecurityDevice")),
        "logon": numbers(said.get("logon"), ("AutoAdminLogon", "ForceAutoLogon", "ScRemoveOption")),
        "providers": sorted(ids),
        "device": {m[1]: m[2] == "YES" for m in joins if m},
    }


def keep_sshd(text: str) -> JSON:
    """The named settings of sshd, its version, and by what `Match` blocks go, apart from the one as delivered."""
    head, found, rest = text.partition("@settings\n")
    said = settings(rest.splitlines(), SSHD - {"port"}, " ")
    if not found or "ciphers" not in said or "pubkeyauthentication" not in said:
        raise ValueError("no settings of sshd")
    by = {word if (word := m.lower()) in _CONDITIONS else "other" for m in _MATCH.findall(head)}
    return {"version": m[1] if (m := _VERSION.search(head)) else "", "settings": said, "match": sorted(by)}


QUESTIONS = (
    HostQuestion(
        id="windows.sign-in",
        operation="registry Policies System, PassportForWork, Winlogon, Credential Providers; dsregcmd /status",
        needs="",
        feeds=((SignIn, "everyone"),),
        sheet="windows/doors/doors.ps1",
        keep=keep_sign_in,
        json=True,
        seconds=40,
        dropped=("who is let in unasked, and by which password",),
    ),
    HostQuestion(
        id="windows.sshd",
        operation="sshd -T; Match and Include lines of sshd_config",
        needs="administrator",
        feeds=((Channel, "ssh"), (SignIn, "everyone"), (Session, "shell")),
        sheet="windows/doors/doors.ps1",
        keep=keep_sshd,
    ),
)
