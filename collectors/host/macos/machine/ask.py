"""Which machine this is, and the preferences that hold for all of it: what is asked and what is kept."""

import hashlib
import re

from collectors.host.kept import settings
from collectors.host.macos.plists import layers
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import CLASSES, Definitions, Detector, Fixes, Identity, Release, Session, SignIn

_PLAIN = ("system", "hostname", "kernel", "arch", "user", "clock")
_PRODUCT = {"productName": "os", "productVersion": "version", "buildVersion": "build"}
_UUID = re.compile(r"[0-9A-Fa-f-]{36}")
_KEYS = frozenset(
    {
        *("AutomaticCheckEnabled", "AutomaticDownload", "AutomaticallyInstallMacOSUpdates", "CriticalUpdateInstall"),
        *("ConfigDataInstall", "LastSuccessfulDate", "LastFullSuccessfulDate", "LastBackgroundSuccessfulDate"),
        *("enforceSmartCard", "allowSmartCard", "allowUnmappedUsers", "DisableGuestAccount", "EnableGuestAccount"),
        *("idleTime", "askForPassword", "askForPasswordDelay", "GuestEnabled", "autoLoginUser"),
        *("forceDelayedSoftwareUpdates", "enforcedSoftwareUpdateDelay", "forceDelayedMajorSoftwareUpdates"),
        *("enforcedSoftwareUpdateMinorOSDeferredInstallDelay", "DisableAutoLoginClient"),
    }
)


def keep_machine(text: str) -> JSON:
    """Name, system, who we are; of the hardware's UUID only a digest."""
    said = settings(text.splitlines(), {*_PLAIN, *_PRODUCT, "uid", "virtual", "uuid"})
    if not said.get("hostname") or not said.get("productVersion"):
        raise ValueError("no host name, or no version of macOS")
    uuid = said.get("uuid", "")
    body: dict[str, JSON] = {name: said.get(name, "") for name in _PLAIN}
    body |= {name: said.get(key, "") for key, name in _PRODUCT.items()}
    body["root"] = said.get("uid") == "0"
    body["virtual"] = said.get("virtual") == "1"
    known = _UUID.fullmatch(uuid) is not None
    body["machine"] = f"SHA256:{hashlib.sha256(uuid.upper().encode()).hexdigest()[:32]}" if known else ""
    return body


def keep_preferences(text: str) -> JSON:
    """By layer and domain the named settings: numbers, switches, times. Null where a file could not be opened."""
    lines = [line.replace(".com.apple.login.mcx.", ".") for line in text.splitlines()]
    found = layers(lines, _KEYS)
    if any(line and "=" not in line for line in lines) and not found:
        raise ValueError("no preferences")
    return found


QUESTIONS = (
    HostQuestion(
        id="macos.machine",
        operation="scutil --get HostName; uname -a; sw_vers; id; date -u; ioreg -c IOPlatformExpertDevice (UUID)",
        needs="",
        feeds=CLASSES,
        sheet="macos/machine/machine.sh",
        keep=keep_machine,
        dropped=("the hardware's UUID (a digest is kept)",),
    ),
    HostQuestion(
        id="macos.preferences",
        operation='defaults read "/Library/Managed Preferences/..." and /Library/Preferences/... (named keys)',
        needs="",
        feeds=(
            Release,
            Fixes,
            (Session, "desktop"),
            (SignIn, "everyone"),
            Identity,
            (Detector, "malware"),
            Definitions,
        ),
        sheet="macos/machine/machine.sh",
        keep=keep_preferences,
        dropped=("the name of who is signed in without a password",),
    ),
)
