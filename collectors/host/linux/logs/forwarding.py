"""Where a machine sends its logs: rsyslog's two languages, syslog-ng, journal-upload. Pure."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Final

from collectors.host.kept import File, settings, statements
from collectors.host.linux.logs.selection import IMFILE, Rules, braced, sent_whole, withheld
from scanner.answers import JSON

_HOST = r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)"
_LEGACY = re.compile(rf"\s(@@?)(?:\([^()]*\))?{_HOST}(?::(\d+))?")
_RELP = re.compile(rf":omrelp:{_HOST}(?::(\d+))?")
_PARAMETER = re.compile(r'(?<![\w.])([\w.]+)\s*=\s*"([^"]*)"')
_NG = re.compile(rf'\b(network|syslog|tcp6?|udp6?)\s*\(\s*"?{_HOST}"?')
_URL = re.compile(rf"(https?)://(?:[^@/]*@)?{_HOST}(?::(\d+))?")
_MODULES = {"omfwd": "", "omrelp": "relp", "omelasticsearch": "https", "omkafka": "kafka", "omhttp": "https"}
_LEGACY_INPUT = re.compile(r"(?im)^\$InputFileName\s+\S*/audit\.log$")
_IMFILE = re.compile(r"""(?i)\bload\s*=\s*"imfile"|\$ModLoad\s+imfile""")
_INCLUDE = re.compile(r"(?im)^[ \t]*\$IncludeConfig\s+(\S+)")
_LOOKED_AT = ("/etc/rsyslog.d/*.conf",)
_NG_INCLUDE = re.compile(r"""(?m)^[ \t]*@include\s+["']([^"']+)["']""")
_NG_KNOWN = re.compile(r"scl(?:\.conf$|/)|(?:/etc/syslog-ng/)?conf\.d/?(?:\*\.conf)?$")
_PLACE = re.compile(r"[A-Za-z0-9._/*?-]{1,120}")
_MOST: Final = 300
"""Places that one machine sends its logs to: each is held against all the rules."""
_HERE = re.compile(r"(?i)127\.\d+\.\d+\.\d+|localhost(?:\..*)?|\[?::1\]?")


def keep_targets(files: Iterable[File]) -> JSON:
    """Each target once: by what it is sent, host, port, protocol, whether by TLS, and which. None that is here.

    `sends`: `all`, `sign-ins`: these whole, `part`: not all of them, `unclear`: that hangs on rules not followed.
    """
    readable = [f for f in files if f.state == "ok"]
    rsyslog, ng = _rsyslog(readable), _text(readable, "syslog-ng")
    upload = [line for f in readable if "journal-upload" in f.path for line in f.lines]
    rules = Rules(rsyslog)
    found = [
        *islice(chain(_legacy(rsyslog, rules), _actions(rsyslog, rules), _syslog_ng(ng), _upload(upload)), _MOST + 1)
    ]
    if len(found) > _MOST:
        raise ValueError("too many targets")
    unique = {tuple(t.values()): t for t in found if not _HERE.fullmatch(t["host"])}
    return [unique[key] for key in sorted(unique)]


def keep_elsewhere(files: Iterable[File]) -> JSON:
    """Settings that are included from where nobody looks."""
    readable = [f for f in files if f.state == "ok"]
    text = _rsyslog(readable)
    places = [*_INCLUDE.findall(text), *(said.get("file", "") for _, said in calls(text, "include"))]
    included = {("rsyslog", place) for place in places if place not in _LOOKED_AT}
    included |= {("syslog-ng", p) for p in _NG_INCLUDE.findall(_text(readable, "syslog-ng")) if not _NG_KNOWN.match(p)}
    return [{"by": by, "place": p if _PLACE.fullmatch(p) else "a place"} for by, p in sorted(included)]


def keep_audit_file(files: Iterable[File]) -> JSON:
    """The daemons that read auditd's file themselves; true where what they read goes the way of all else."""
    readable = [f for f in files if f.state == "ok"]
    text, found = _rsyslog(readable), {}
    watching = [said for _, said in calls(text, "input") if said.get("file", "").endswith("/audit.log")]
    if watching or _LEGACY_INPUT.search(text):
        bound = any("ruleset" in said for said in watching) or "$inputfilebindruleset" in text.lower()
        found["rsyslog"] = _IMFILE.search(text) is not None and not bound and not withheld(text, IMFILE)
    if "/audit.log" in _text(readable, "syslog-ng"):
        found["syslog-ng"] = False
    return found


def _rsyslog(files: Iterable[File]) -> str:
    """All of rsyslog's settings; the drop-ins only where the main file takes them in."""
    text = _text(files, "/etc/rsyslog.conf")
    return f"{text}\n{_text(files, '/etc/rsyslog.d/')}" if "rsyslog.d" in text else text


def _text(files: Iterable[File], name: str) -> str:
    return "\n".join(line for f in files if name in f.path for line in statements(f.lines))


def _target(by: str, host: str, port: str | None, protocol: str, sends: str, *, tls: bool) -> dict[str, JSON]:  # noqa: PLR0913  # one target has so many sides
    return {"by": by, "host": host, "port": port or "", "protocol": protocol, "tls": tls, "sends": sends}


def _legacy(text: str, rules: Rules) -> Iterator[dict[str, JSON]]:
    """`*.* @@host:port`; TLS is what the lines before it, or `global(...)`, have set."""
    driver, mode = _tls_driver(text), False
    at = 0
    for line in text.splitlines():
        if re.match(r"(?i)\$DefaultNetstreamDriver\s+(?:gtls|ossl)", line):
            driver = True
        elif setting := re.match(r"(?i)\$ActionSendStreamDriverMode\s+(\d)", line):
            mode = setting[1] == "1"
        elif not line.startswith(("$", "action", "global", "module")):
            places = [
                (host, port, "tcp" if sign == "@@" else "udp") for sign, host, port in _LEGACY.findall(f" {line}")
            ]
            places += [(host, port, "relp") for host, port in _RELP.findall(line)]
            sends = rules.sent(at, line.split()[0]) if places else ""
            for host, port, protocol in places:
                yield _target("rsyslog", host, port, protocol, sends, tls=protocol == "tcp" and driver and mode)
        at += len(line) + 1


def _tls_driver(text: str) -> bool:
    said = {k: v.lower() for _, some in calls(text, "global", "module") for k, v in some.items()}
    return said.get("defaultnetstreamdriver", "") in {"gtls", "ossl"}


def calls(text: str, *names: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The statements of rsyslog such as `action(...)`: where each begins, and its parameters by name."""
    after = 0
    for found in re.finditer(rf"(?i)\b(?:{'|'.join(names)})\s*\(", text):
        if found.start() >= after and (end := text.find(")", found.end())) < 0:
            return
        if found.start() >= after:
            after = end
            yield found.start(), {k.lower(): v for k, v in _PARAMETER.findall(text, found.end(), end)}


def _actions(text: str, rules: Rules) -> Iterator[dict[str, JSON]]:
    everywhere = _tls_driver(text)
    for begins, said in calls(text, "action"):
        module = said.get("type", "").lower()
        host = said.get("target") or said.get("server") or said.get("broker") or ""
        if module not in _MODULES or not host:
            continue
        url = _URL.search(host)
        bare = url[2] if url else m[0] if (m := re.match(_HOST, host)) else "unknown"
        protocol = _MODULES[module] or said.get("protocol", "udp").lower()
        driver = said.get("streamdriver", "").lower() in {"gtls", "ossl"} or everywhere
        tls = {
            "tcp": driver and said.get("streamdrivermode") == "1",
            "relp": said.get("tls", "").lower() == "on",
            "https": said.get("usehttps", "on" if url and url[1] == "https" else "off").lower() == "on",
        }
        line = text.rfind("\n", 0, begins) + 1
        sends = rules.sent(line, text[line:begins].strip())
        yield _target("rsyslog", bare, said.get("port"), protocol, sends, tls=tls.get(protocol, False))


def _syslog_ng(text: str) -> Iterator[dict[str, JSON]]:
    text = text.replace("\n", " ")
    whole = sent_whole(text)
    for name, block in braced(text, "destination"):
        sends = "all" if name in whole else "unclear"
        for driver, host, rest in _drivers(block):
            transport = m[1] if (m := re.search(r'transport\(\s*"?([a-z-]+)', rest)) else ""
            port = m[1] if (m := re.search(r"\bport\(\s*\"?(\d+)", rest)) else ""
            tls = "tls" in transport or (driver == "syslog" and re.search(r"\btls\s*\(", rest) is not None)
            yield _target(
                "syslog-ng",
                host,
                port,
                "udp" if driver.startswith("udp") or transport == "udp" else "tcp",
                sends,
                tls=tls,
            )


def _drivers(block: str) -> Iterator[tuple[str, str, str]]:
    """Each statement of a destination that names a host: how it is reached, the host, and the rest of it."""
    for statement in block.split(";")[:-1]:
        if found := _NG.search(statement):
            yield found[1], found[2], statement[found.end() :]


def _upload(lines: list[str]) -> Iterator[dict[str, JSON]]:
    url = _URL.match(settings(lines, {"URL"}).get("URL", ""))
    if url:
        # Without a port systemd-journal-upload goes to 19532.
        yield _target("journal-upload", url[2], url[3], url[1], "all", tls=url[1] == "https")
