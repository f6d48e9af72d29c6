"""What the account that asked is shown. Accounts with super_admin are shown to each other alone.

https://community.fortinet.com/t5/FortiGate/Technical-Tip-Custom-admin-profiles-including-those-with/ta-p/405626
"""

from typing import Final

from collectors.network.config import Stated, parsed
from collectors.network.device import Device
from collectors.network.grammar.grammar import grammar
from collectors.network.platforms.fortios.settings import bare, entries, on, said
from scanner.answers import Answers, Got, unclear

_WHOLE: Final = "super_admin"
_ALL: Final = frozenset({_WHOLE, "super_admin_readonly"})


def part(answers: Answers) -> str:
    """Why only a part may have been shown, by who asked: the head of a configuration names the account."""
    config = parsed(answers.one("fortios.config").body["lines"], grammar("fortios"))
    user, every = _user(config), entries(config.block("config system admin"))
    if not user:
        return ""
    asking = [every[user]] if user in every else [one for one in every.values() if on(one, "wildcard")]
    if asking and {*map(_profile, asking)} <= _ALL:
        return ""
    if user not in every and _WHOLE in map(_profile, every.values()):
        return ""
    return f"{user} has neither the profile super_admin nor super_admin_readonly, and may have been shown a part"


def hidden(device: Device) -> Got | None:
    """Why there may be more accounts than are shown: one with super_admin there always is."""
    every = entries(device.config.block("config system admin"))
    if _WHOLE in map(_profile, every.values()) or not (every or _user(device.config)):
        return None
    return unclear(
        device.got, "accounts with super_admin are shown to nobody else, and whoever asked has another profile"
    )


def _user(config: Stated) -> str:
    """Who asked; a name that is not kept is some name."""
    head = config.last("config-version by")
    return "" if head is None else bare(head["user"]).strip(".") or "who asked"


def _profile(account: Stated) -> str:
    line = said(account, "accprofile")
    return bare(line["profile"]) if line else ""
