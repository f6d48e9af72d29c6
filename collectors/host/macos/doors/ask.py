"""The doors: sshd as it is set and whether launchd starts it, the PAM stacks, the login window."""

import re

from collectors.host.kept import settings
from collectors.host.linux.doors.ask import keep_pam
from collectors.host.linux.doors.ask import keep_sshd as keep_settings
from collectors.host.macos.plists import plist, words
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, Session, SignIn

_SWITCH = {"enabled": True, "false": True, "disabled": False, "true": False}
"""How `launchctl print-disabled` says it; before macOS 13 `true` is disabled."""
_OTHER = re.compile(r"(?m)^other=(dropbear|tinysshd|sshd)$")
_PLUGIN = re.compile(r"([A-Za-z0-9._ -]{1,60}):.*")


def keep_sshd(text: str) -> JSON:
    """The named settings of sshd, for everyone and root, what Match blocks set; is it on; what else runs."""
    head = text.partition("\nversion ")[0].splitlines()
    said = settings(head, {"told", "switch", "loaded", "here"})
    body = keep_settings(text)
    return {
        **{name: body[name] for name in ("version", "everyone", "root", "match")},
        "switch": _SWITCH.get(said.get("switch", "")),
        "told": said.get("told") == "yes",
        "loaded": said.get("loaded") == "yes",
        "here": said.get("here") == "yes",
        "others": sorted(set(_OTHER.findall("\n".join(head)))),
    }


def keep_login(text: str) -> JSON:
    """Which plug-ins the login window asks, and is a group spared the smart card."""
    rule, _, exempt = text.partition("\n@exempt\n")
    mechanisms = words(plist(rule).get("mechanisms"))
    if not mechanisms:
        raise ValueError("no mechanisms of the login window")
    plugins = {found[1] if (found := _PLUGIN.fullmatch(one)) else "odd" for one in mechanisms}
    return {"plugins": sorted(plugins), "exempt": "group=yes" in exempt.splitlines()}


QUESTIONS = (
    HostQuestion(
        id="macos.sshd",
        operation="launchctl print-disabled system; sshd -G; sshd -G -C user=root,host=client,addr=192.0.2.1",
        needs="",
        feeds=((Channel, "ssh"), (SignIn, "everyone"), (SignIn, "administrators"), (Session, "shell")),
        sheet="macos/doors/doors.sh",
        keep=keep_sshd,
    ),
    HostQuestion(
        id="macos.pam",
        operation="cat /etc/pam.d/*",
        needs="",
        feeds=((SignIn, "everyone"), (SignIn, "administrators")),
        sheet="macos/doors/doors.sh",
        keep=keep_pam,
        dropped=("arguments of PAM modules",),
    ),
    HostQuestion(
        id="macos.login",
        operation="security authorizationdb read system.login.console; defaults read /etc/SmartcardLogin (group?)",
        needs="",
        feeds=((SignIn, "everyone"),),
        sheet="macos/doors/doors.sh",
        keep=keep_login,
    ),
)
