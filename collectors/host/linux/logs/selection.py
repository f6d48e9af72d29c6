"""Which logs a log daemon sends: all, all sign-ins, not even those, or is that not to be told. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator

_SIGN_INS = "authpriv"
_PLUGIN = "user"
"""What auditd's syslog plug-in writes to, unless it is told otherwise."""
IMFILE = "local0"
"""What rsyslog's reader of files writes to, likewise."""
_SELECTOR = re.compile(r"[\w*,]+\.[=!]*[\w*]+(?:;[\w*,]+\.[=!]*[\w*]+)*")
_DISCARD = re.compile(r"(?i)\bstop\b|\bdiscard\b|\s~$")
_FILTER = re.compile(r"""^(?:&|:\w[\w-]*,|if\b).*["']""")
_BRANCH = re.compile(r"\b(?:then|else)$")
_SIGN_IN = re.compile(r"(?i)auth|ssh|sudo|login|pam\b|facility|severity|\bpri")


class Rules:
    """The rules of rsyslog, gone through once, however many actions stand among them."""

    def __init__(self, text: str) -> None:
        self._text, self._withheld = text, withheld(text)
        self._begins, self._selectors = [0], [""]
        for line in text.splitlines(keepends=True):
            word = (line.split(None, 1) or [""])[0]
            # One more action of the rule before; its selector is the first word of the last line that has one.
            self._selectors.append(self._selectors[-1] if word in {"&", ""} else word)
            self._begins.append(self._begins[-1] + len(line))

    def sent(self, at: int, selector: str) -> str:
        """What an action that stands at a place of them sends.

        `all`, `sign-ins`: these whole, of others not all; `part`: not all of them; `unclear`: that hangs on rules.
        """
        if selector == "&":
            selector = self._selectors[bisect_right(self._begins, at) - 1]
        before = self._text[:at].rstrip()
        inside = before.count("{") > before.count("}") or _BRANCH.search(before[-5:]) is not None
        if inside or self._withheld or (selector and not _SELECTOR.fullmatch(selector)):
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


def sent_whole(text: str) -> set[str]:
    """The destinations to which syslog-ng sends all: a plain path leads there from the system's own source."""
    system = {
        name for name, block in braced(text, "source") if re.search(r"\bsystem\s*\(|\bunix-|\bsystemd-journal", block)
    }
    found: set[str] = set()
    for path in re.findall(r"\blog\s*\{([^{}]*)\}\s*;", text):
        there = {kind: set(re.findall(rf"\b{kind}\s*\(\s*([\w-]+)", path)) for kind in ("source", "destination")}
        steps = set(re.findall(r"(?<![\w-])([\w-]+)\s*\(", path)) <= {"source", "destination"}
        if steps and system & there["source"]:
            found |= there["destination"]
    return found


def braced(text: str, word: str) -> Iterator[tuple[str, str]]:
    """The blocks of syslog-ng, `destination d_x { ... };`: the name of each, and what is in it."""
    after = 0
    for found in re.finditer(rf"\b{word}\s+([\w-]+)\s*\{{", text):
        if found.start() < after:
            continue
        if (end := _END.search(text, found.end())) is None:
            return
        after = end.end()
        yield found[1], text[found.end() : end.start()]


_END = re.compile(r"\}\s*;")
