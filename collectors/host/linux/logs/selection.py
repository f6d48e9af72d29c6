"""Which logs a log daemon sends: all, all sign-ins, not even those, or is that not to be told. Pure."""

import re

_SIGN_INS = "authpriv"
_PLUGIN = "user"
"""What auditd's syslog plug-in writes to, unless it is told otherwise."""
IMFILE = "local0"
"""What rsyslog's reader of files writes to, likewise."""
_SELECTOR = re.compile(r"[\w*,]+\.[=!]*[\w*]+(?:;[\w*,]+\.[=!]*[\w*]+)*")
_DISCARD = re.compile(r"(?i)\bstop\b|\bdiscard\b|\s~$")
_FILTER = re.compile(r"""^(?:&|:\w[\w-]*,|if\b).*["']""")
_SIGN_IN = re.compile(r"(?i)auth|ssh|sudo|login|pam\b|facility|severity|\bpri")


def sent(text: str, at: int, selector: str) -> str:
    """What an action of rsyslog that stands at a place of its settings sends.

    `all`, `sign-ins`: these whole, of others not all; `part`: not all of them; `unclear`: that hangs on rules.
    """
    before = text[:at].rstrip()
    if selector == "&":
        # One more action of the rule before; its selector is the first word of the last line that has one.
        selector = next((w for line in reversed(before.splitlines()) if (w := line.split()[0]) != "&"), "")
    inside = before.count("{") > before.count("}") or re.search(r"\b(?:then|else)$", before) is not None
    if inside or withheld(text) or (selector and not _SELECTOR.fullmatch(selector)):
        return "unclear"
    if selector and not covers(selector):
        return "part"
    return "all" if not selector or all(covers(selector, other) for other in (_PLUGIN, IMFILE)) else "sign-ins"


def covers(selector: str, facility: str = _SIGN_INS) -> bool:
    """A selector takes what PAM and sudo write, from `info` down: `*.*`, `*.info;mail.none`, `auth,authpriv.*`.

    `facility`: of others that write.
    """
    taken = False
    for part in selector.split(";"):
        facilities, _, priority = part.rpartition(".")
        if {"*", facility}.intersection(facilities.split(",")):
            taken = priority in {"*", "debug", "info"}
    return taken


def withheld(text: str, *facilities: str) -> bool:
    """Some rule may throw away, before they are sent, sign-ins and what auditd's plug-in writes; or these facilities.

    Rules that name another program do not.
    """
    wanted = facilities or (_SIGN_INS, _PLUGIN)
    lines = text.splitlines()
    for n, line in enumerate(lines):
        if not _DISCARD.search(line):
            continue
        rule = f"{lines[n - 1]} {line}" if line.startswith("&") and n else line
        first = rule.split()[0]
        another = (
            not any(covers(first, facility) for facility in wanted)
            if _SELECTOR.fullmatch(first)
            else _FILTER.search(rule) and not _SIGN_IN.search(rule)
        )
        if not another:
            return True
    return False


def sent_by_ng(text: str, destination: str) -> str:
    """What syslog-ng sends to a destination: `all` where a plain path leads there from the system's own source."""
    system = {
        name
        for name, block in re.findall(r"\bsource\s+([\w-]+)\s*\{(.*?)\}\s*;", text)
        if re.search(r"\bsystem\s*\(|\bunix-|\bsystemd-journal", block)
    }
    for path in re.findall(r"\blog\s*\{([^{}]*)\}\s*;", text):
        there = {kind: set(re.findall(rf"\b{kind}\s*\(\s*([\w-]+)", path)) for kind in ("source", "destination")}
        steps = set(re.findall(r"\b([\w-]+)\s*\(", path)) <= {"source", "destination"}
        if steps and destination in there["destination"] and system & there["source"]:
            return "all"
    return "unclear"
