"""What may stand in the place of a word: how it looks, and what evidence shows of it."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scanner.secrets.forms import made
from scanner.secrets.screen import COMMON

_ALGORITHM: Final = (
    r"(?=[a-z0-9@.+-]*(?:aes|cbc|ctr|gcm|sha|md5|hmac|umac|poly|des|arcfour|rc4|blowfish|cast|twofish|rijndael|diffie"
    r"|ecdh|curve|group|dh|rsa|dss|dsa|ecdsa|ed25519|sntrup|mlkem|kex|fips|low|medium|high|all|null|none))[A-Za-z0-9@.+-]{1,60}"
)
_SHOWN: Final = r"<secret(?:#\d{1,6}(?::[^ >]{1,16})?|:(?:empty|masked|locked))>"
"""A word that turned out to be a secret elsewhere, where kept lines are read again."""
_MASK: Final = r"<(?:[a-z]{1,15} )?(?:hidden|removed)>"
"""What backup systems write in a secret's place: Oxidized `<secret hidden>`, RANCID `<removed>`."""
_FIND: Final = "(?:name|default|default-name|topics|action|address|group|service|target|remote)"
"""By what a row is found; `secret=` would hold one."""
_NAME: Final = r"[A-Za-z0-9_.@:/+#-]{1,64}"
_GROUP: Final = rf"group (?:[A-Za-z0-9_.+-]{{1,64}}|{_SHOWN})"
_METHOD: Final = r"(?:local-case|local|line|enable|none|krb5|krb5-telnet|if-authenticated|cache [A-Za-z0-9_.+-]{1,64})"


def _some(words: str) -> str:
    """One or more of some words."""
    return rf"(?:{words})(?: (?:{words}))*"


SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "n": r"\d{1,10}",
        "digit": r"\d",
        "signed": r"[+-]?\d{1,3}",
        "ranges": r"\d{1,10}(?: ?[,-] ?\d{1,10}| \d{1,10}){0,200}",
        "model": r"[A-Z0-9-]{2,30}",
        "release": r"\d[A-Za-z0-9.()_-]{0,60}",
        "span": r"\d{1,4}(?:/\d{1,4}){0,2}",
        "ip": r"(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:.]{2,45})",
        "at": rf"(?:[A-Za-z0-9_.:%/-]{{1,100}}|{_SHOWN})",
        "name": rf'(?:[A-Za-z0-9_.@:/+#*-]{{1,64}}|"[A-Za-z0-9_.@:/+#*() -]{{0,64}}"|{_SHOWN})',
        "words": _some(rf"{_NAME}|{_SHOWN}"),
        "word": rf"(?:[A-Za-z0-9.-]{{1,32}}|{_SHOWN})",
        "path": r"[A-Za-z0-9/._-]{1,64}(?: [A-Za-z0-9/._-]{1,64}){1,8}",
        "level": r"(?:[0-7]|emergencies|alerts|critical|errors|warnings|notifications|informational|debugging)",
        "severity": r"(?:[0-7]|emergencies|alerts|critical|errors?|warnings?|notifications|info(?:rmational)?|debugging"
        "|disable)",
        "ways": _some("all|none|ssh|telnet|lat|mop|nasi|pad|rlogin|udptn|v120|lapb-ta|acercon"),
        "methods": _some(rf"{_GROUP}|{_METHOD}"),
        "prefix": r"(?=[0-9A-Fa-f]*:)[0-9A-Fa-f:.]{2,45}/\d{1,3}",
        "transport": r"(?:tcp|udp|\d{1,3})(?:/\d{1,5})?",
        "ciphers": rf'"?{_ALGORITHM}(?::{_ALGORITHM}){{0,40}}"?',
        "records": _some(rf"{_GROUP}(?: multicast)?|logging"),
        "sshways": _some("keyboard-interactive|password|public-key"),
        "versions": _some(r"\d\.\d"),
        "groups": _some(rf"[A-Za-z0-9_.-]{{1,64}}|{_SHOWN}"),
        "logged": _some(
            r"udp|tcp|tls|\d{1,5}|severity [a-z]{1,16}|filter [A-Za-z0-9_.-]{1,64}|vrf [A-Za-z0-9_.-]{1,64}|disable"
            r"|include-auditable-events|auth-mode [a-z-]{1,16}"
            r"|(?:legacy|unsecure)-tls-renegotiation|rate-limit-[a-z]{1,16} \d{1,8}"
        ),
        "timed": _some(r"(?:key-id|minpoll|maxpoll|version) \d{1,5}|i?burst|prefer"),
        "copied": r'"? ?(?:copy|write|archive)\b[^"]*"?|<copied:[a-z0-9+]*>',
        "script": r".+",
        "alg": _ALGORITHM,
        "algs": rf"{_ALGORITHM}(?:[ ,]{_ALGORITHM})*",
        "sent": r'"(?:[^"\\]|\\.)*"|<sent[^ >]*>|\S+',
        "row": rf'(?:\[ ?find {_FIND}=(?:[A-Za-z0-9_.-]{{1,64}}|"[A-Za-z0-9_. -]{{0,64}}") ?\]'
        rf'|[A-Za-z0-9_.,-]{{1,64}}|"[A-Za-z0-9_. -]{{1,64}}"|{_SHOWN})',
        "builtin": r"\[ ?find default=yes ?\]|0",
        "list": rf'(?:"[A-Za-z0-9_.!,:/%*+-]{{0,400}}"|[A-Za-z0-9_.!,:/%*+-]{{1,400}}|{_SHOWN})',
        "deeds": r"<script:[A-Za-z0-9_.:,-]{0,600}>",
        "secret": rf'(?>"(?:[^"\\]|\\.)*"(?!\S)|{_MASK}|{_SHOWN}|\S+)',
        "hash": rf"(?:{_SHOWN}|\S+)",
        "url": r"\S+",
        "any": r'(?>"(?:[^"\\]|\\.)*"(?!\S)|\S+)',
    }
)
"""By type. `n`, `at`, `name`, `words` (names), `word`, `alg` stay as they are; `secret` is replaced by what can be said
of it; of `url`, and of the one that a command copies to (`copied`) or that a script copies or sends a configuration to
(`script`, `sent`), its scheme stays; `any` is dropped. RouterOS names a line of a table by a `row`, writes a `list`
with commas, and of a script stays what it does (`deeds`)."""

SHOWN: Final = re.compile(_SHOWN)
HIDDEN: Final = frozenset({"secret", "url", "copied", "script", "sent", "hash", "any"})
"""Those that evidence does not hold as they are."""

EMPTY: Final = frozenset({"", '""', "''"})
_MASKED: Final = re.compile(
    rf"x{{5,}}|\*{{2,}}|\.{{3,}}|%[A-Z_]+%|<(?:[a-z-]{{1,15}} )?(?:masked|redacted|omitted|scrubbed)>|{_MASK}",
    re.IGNORECASE,
)
"""A device, or who kept its configuration, has taken the secret out: nobody can tell what stood there."""
_FACTORY: Final = frozenset(
    {
        # "vyos", of the image of VyOS
        "$6$QxPS.uk6mfo$9QBSo8u1FkH16gMyAVhus6fU3LOzvLR9Z9.82m3tiHFAxTtIkhaZSWssSgzt4v4dGAL8rhVQxTg0oAG9/q11h/",
    }
)
"""Hashes that come with a system: everybody knows the password."""
_LOCKED: Final = frozenset({"*", "!", "!!", "!*"})
"""In the place of a hash: no password is it."""
_SENT: Final = re.compile(
    r"\bexe[a-z]* backup [a-z-]{0,40}config (flash|ftp|tftp|sftp|usb(?:-mode)?|management-station)\b"
)
_SCHEME: Final = re.compile(
    r"(scp|sftp|(?:pasv)?ftp|ftps|tftp|rcp|(?:git\+)?https?|git(?:\+ssh)?|ssh|file|flash|bootflash|harddisk|nvram|disk[0-9]|usb[0-9]?|checkpoint|cache|system):"
)
"""Any other word before a colon may be a piece of a password."""


def form(secret: str) -> str:
    """What can be said of a secret without saying it: how it was made (`$6$`), or nothing.

    Or that it is `empty`, `masked`, `locked`, or `known`: one that everybody tries first.
    """
    bare = secret.strip("\"'")
    if secret in EMPTY or not bare:
        return "empty"
    if bare in _LOCKED or _MASKED.fullmatch(bare):
        return "locked" if bare in _LOCKED else "masked"
    if bare.lower() in COMMON or bare in _FACTORY:
        return "known"
    return made(bare)


def scheme(url: str) -> str:
    """How a place is reached: `scp`; empty where it does not say."""
    found = _SCHEME.match(url.strip("\"'").lower())
    return found[1] if found else ""


_OTHER: Final = re.compile(r"(?:log|crash|core).*|.*\.(?:bin|img|pkg|rpm|swi|tar|log|dat)", re.IGNORECASE)
"""What holds no configuration."""
_BY_WAY_OF: Final = re.compile(r"(?: (?:cli|json))?(?: (?:vrf|use-vrf|source|source-interface) \S+| use-kstack)*")
"""What may stand behind the place: in which form, and by which way."""
_READABLE: Final = frozenset({"ftp", "tftp", "rcp", "http"})
"""By these everybody on the path reads it, whatever else is said."""


def copied_to(command: str) -> str:
    """How the place is reached that a command copies the configuration to: `scp`.

    Empty where it names none, copies something else or to here, or says more than is known, which may change it.
    """
    words = [word for word in command.strip("\"'").split() if not word.startswith("/")]
    if words[:1] != ["copy"]:
        return next((said for word in reversed(words) if (said := scheme(word))), "") if words[:1] == ["write"] else ""
    what, where, more = " ".join(words[1:2]), " ".join(words[2:3]), "".join(f" {word}" for word in words[3:])
    known = _BY_WAY_OF.fullmatch(more) or scheme(where) in _READABLE
    return scheme(where) if known and not _OTHER.fullmatch(what) else ""


_TOOLS: Final = frozenset({"scp", "sftp", "ftp", "tftp"})


def scripted(script: str) -> str:
    """How a script of a shell copies the configuration away: by a place that it names, or by the tool that it calls."""
    words = [word.strip("\"'();") for word in script.split()]
    if not any("-config" in word for word in words):
        return ""
    named = (said for word in words if "://" in word and (said := scheme(word)))
    return next(named, "") or next((tool for word in words if (tool := word.rpartition("/")[2]) in _TOOLS), "")


def sent(script: str) -> str:
    """How a FortiOS script sends the configuration away: `sftp`, `ftp,tftp`; empty where it does not."""
    return ",".join(sorted(set(_SENT.findall(script.lower()))))
