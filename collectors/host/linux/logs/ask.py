"""Logs and the clock: what is asked and what is kept."""

import re
from collections.abc import Iterator
from itertools import pairwise

from collectors.host.kept import File, number, settings, shown, statements, there
from collectors.host.linux.logs.forwarding import keep_audit_file, keep_elsewhere, keep_targets
from collectors.host.linux.sessions.ask import overlaid
from collectors.host.question import HostQuestion
from scanner.answers import JSON
from scanner.facts import Channel, Clock, Delivery, LogStore, LogTrail

_AUDITD = {
    *("num_logs", "max_log_file", "max_log_file_action", "write_logs", "log_format", "local_events"),
    *("space_left_action", "admin_space_left_action", "disk_full_action"),
}
_TIMES = {"newest", "oldest", "turned", "others", "changed", "started", "again"}
_REMOTE = {"remote_server", "transport", "enable_krb5"}
_PLACE = re.compile(r"[A-Za-z0-9._:-]{1,253}")
_STATUS = re.compile(r"\b(enabled|failure|pid|lost)[ =](-?\d+)")
_FIELD = re.compile(r"(\w+)(!=|>=|<=|&=|=|<|>|&)(.+)")
_NOBODY = ("unset", "-1", "4294967295")
_WORD = re.compile(r"[A-Za-z0-9_]{1,20}(?!\S)")
_PATH = re.compile(r"/[A-Za-z0-9._/+@-]{0,200}")
_CHANGED = re.compile(r"(?m)^#changed (rsyslog|syslog-ng|journal-upload) (\d{1,12})$")
_BRACES = re.compile(r"([{}])")
_SCRIPT = re.compile(r"(?s)\b(?:pre|post|first|last)\w+\n.*?\bendscript\b")
_ENDS = re.compile(r"\bendscript\b")
_ROTATION = re.compile(r"(?m)^[ \t]*(rotate|maxage|size|maxsize|daily|weekly|monthly|yearly|hourly)\b[ \t]*(\S*)")


def keep_audit(text: str) -> JSON:
    """The state of the audit system, its rules reduced to what they watch, and the times of its files."""
    status, _, rest = text.partition("@rules\n")
    rules, _, rest = rest.partition("@newest\n")
    newest, _, files = rest.partition("@files\n")
    state = {m[1]: int(m[2]) for m in _STATUS.finditer(status)}
    if "enabled" not in state:
        raise ValueError("no state of the audit system")
    by_name = {f.path.rpartition("/")[2]: f for f in shown(files) if f.state == "ok"}
    conf = settings(f.lines, _AUDITD) if (f := by_name.get("auditd.conf")) else {}
    au_remote, syslog = (_active(by_name.get(f"{plugin}.conf")) for plugin in ("au-remote", "syslog"))
    remote = settings(f.lines, _REMOTE) if (f := by_name.get("audisp-remote.conf")) else {}
    return {
        "state": state,
        "rules": [rule for line in rules.splitlines() if (rule := _rule(line))],
        **_times(settings(newest.splitlines(), _TIMES)),
        # Of `exec FILE` the first word.
        "conf": {name: word[0].lower() for name, value in conf.items() if (word := _WORD.match(value))},
        "remote": {k: v for k, v in remote.items() if _PLACE.fullmatch(v)} if au_remote else {},
        "syslog": syslog,
    }


def _active(plugin: File | None) -> bool:
    return plugin is not None and settings(plugin.lines, {"active"}).get("active") == "yes"


def _times(said: dict[str, str]) -> dict[str, JSON]:
    """When the log was last written to, its oldest entry, how often it was turned over and by whom.

    And when the settings of auditd were changed, and when it read them last: at its start, or again.
    """
    read = [at for name in ("started", "again") if (at := number(said.get(name, ""))) is not None]
    return {
        "changed": number(said.get("changed", "")),
        "loaded": max(read, default=None),
        "newest": number(said.get("newest", "")),
        "oldest": number(said.get("oldest", "")),
        "turned": number(said.get("turned", "")) or 0,
        "others": said.get("others") == "yes",
    }


def _rule(line: str) -> JSON:
    words = line.split()
    pairs = list(pairwise(words))
    said = [m.groups() if (m := _FIELD.fullmatch(w)) else (w, "", "") for flag, w in pairs if flag == "-F"]
    fields = {name: value for name, sign, value in said if sign == "="}
    options = {flag: word for flag, word in pairs if flag in {"-w", "-p", "-a"}}
    if "-w" not in options and "-a" not in options:
        return None
    path = options.get("-w") or fields.get("path") or fields.get("dir") or ""
    return {
        "action": options.get("-a", "always,exit"),
        "syscalls": sorted({s for flag, w in pairs if flag == "-S" for s in w.split(",") if re.fullmatch(r"\w+", s)}),
        "path": path if _PATH.fullmatch(path) else "",
        "perm": options.get("-p") or fields.get("perm") or "",
        "arch": fields["arch"] if fields.get("arch") in {"b32", "b64"} else "",
        "type": kind if re.fullmatch(r"[A-Z0-9_-]{1,40}", kind := fields.get("msgtype", "")) else "",
        "narrow": "-C" in words or not all(_for_all(*field) for field in said),
        "people": any(name == "auid" and sign == ">=" for name, sign, _ in said),
    }


def _for_all(name: str, sign: str, value: str) -> bool:
    """It leaves out nobody who signed in as a person; root perhaps, `people` says so."""
    if name == "auid":
        return (sign == ">=" and value in {"1", "500", "1000"}) or (sign == "!=" and value in _NOBODY)
    return sign == "=" and name in {"arch", "path", "dir", "perm", "key", "msgtype"}


def keep_journald(text: str) -> JSON:
    """Where journald keeps its journal and how long: by its settings, and how far it goes back."""
    said = [line for line in text.splitlines() if line.startswith("#")]
    files = shown("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    wanted = {"Storage", "MaxRetentionSec", "SystemMaxUse", "ForwardToSyslog", "Seal"}
    found = overlaid(files, wanted)
    return {
        "kept": "#kept" in said,
        "sealed": "#sealed" in said and found.get("Seal", "yes").lower() not in {"no", "n", "false", "f", "off", "0"},
        "oldest": _first(said, "#oldest="),
        "begun": _first(said, "#begun="),
        "files": there(files),
        "settings": found,
    }


def _first(lines: list[str], head: str) -> int | None:
    """The earliest of some times; a file system that keeps no such time says 0."""
    times = [n for line in lines if line.startswith(head) and (n := number(line[len(head) :]))]
    return min(times, default=None)


def keep_forward(text: str) -> JSON:
    """Where logs are sent: host, port, protocol, TLS, which. Nothing else of these files: they can hold passwords."""
    files = shown("\n".join(line for line in text.splitlines() if not line.startswith("#")))
    return {
        "files": there(files),
        "targets": keep_targets(files),
        "elsewhere": keep_elsewhere(files),
        "audit_file": keep_audit_file(files),
        "changed": {name: int(at) for name, at in _CHANGED.findall(text)},
    }


def keep_logrotate(text: str) -> JSON:
    """For each log how often it is turned over and how many are kept; what is said last stands."""
    logs: dict[str, JSON] = {}
    defaults: dict[str, str] = {}
    for file in shown(text):
        body = "\n".join(statements(file.lines))
        if file.path.endswith("/logrotate.conf"):
            defaults = _rotation(_blocks(body)[0])
        for paths, block in _blocks(_without_scripts(body))[1]:
            said = {**defaults, **_rotation(block)}
            logs |= {p: {"path": p, **said} for p in _paths(paths)}
    return list(logs.values())


def _without_scripts(text: str) -> str:
    # Behind the last end there is none to look for, however many begin.
    *_, last = 0, *(found.end() for found in _ENDS.finditer(text))
    return _SCRIPT.sub("", text[:last]) + text[last:]


def _blocks(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands outside of braces, and each block with what stands before it."""
    outside: list[str] = []
    found: list[tuple[str, str]] = []
    parts, at = _BRACES.split(text), 0
    while at < len(parts) - 1:
        if parts[at + 1] == "{" and parts[at + 3 : at + 4] == ["}"]:
            found.append((parts[at], parts[at + 2]))
            at += 4
        else:
            outside += parts[at : at + 2]
            at += 2
    return "".join([*outside, parts[at]]), found


def _paths(text: str) -> Iterator[str]:
    yield from (p.strip("\"'") for p in text.split() if p.startswith(("/", '"/')))


def _rotation(text: str) -> dict[str, str]:
    """`weekly` and `rotate 4` as settings; the last one of each stands."""
    found: dict[str, str] = {}
    for word, value in _ROTATION.findall(text):
        if word.endswith("ly") or word == "daily":
            found["every"] = word
        else:
            found[word] = value
    return found


_LEAP = ("Normal", "Insert second", "Delete second", "Not synchronised")


def keep_time(text: str) -> JSON:
    """Whether the clock is in step, with how many sources, and whether these prove who they are."""
    said = settings(text.splitlines(), {"NTP", "NTPSynchronized"})
    rows = [line.split(",") for line in text.splitlines()]
    # Where chronyd does not run, chronyc says so in the place of its table.
    tracking = next((r for r in rows if r[0] == "tracking" and len(r) > 13), [])  # noqa: PLR2004  # its columns
    sources = [r[2] for r in rows if r[0] == "source" and len(r) > 6 and r[6] != "0"]  # noqa: PLR2004  # reach
    peers = [line[5] for line in text.splitlines() if line.startswith("ntpq,") and len(line) > 5]  # noqa: PLR2004
    return {
        "timedatectl": said,
        "chrony": bool(tracking),
        "leap": tracking[-1] if tracking and tracking[-1] in _LEAP else "",
        "sources": len(sources) if tracking else len([p for p in peers if p in "*+o#-"]),
        "chosen": "*" in sources or "*" in peers or "o" in peers,
        "ntpq": bool(peers),
        "authenticated": [r[2] for r in rows if r[0] == "auth" and len(r) > 2],  # noqa: PLR2004
    }


QUESTIONS = (
    HostQuestion(
        id="linux.audit",
        operation="auditctl -s; auditctl -l; cat /etc/audit/auditd.conf; stat /var/log/audit/*",
        needs="root",
        feeds=((LogTrail, "host"), Delivery, LogStore, (Channel, "syslog")),
        sheet="linux/logs/logs.sh",
        keep=keep_audit,
    ),
    HostQuestion(
        id="linux.journald",
        operation="cat /etc/systemd/journald.conf and its drop-ins; stat /var/log/journal/*; journalctl (first time)",
        needs="",
        feeds=(LogStore,),
        sheet="linux/logs/logs.sh",
        keep=keep_journald,
    ),
    HostQuestion(
        id="linux.forward",
        operation="cat /etc/rsyslog.conf /etc/rsyslog.d/* /etc/syslog-ng/* /etc/systemd/journal-upload.conf",
        needs="",
        feeds=(Delivery, LogStore, (Channel, "syslog")),
        sheet="linux/logs/logs.sh",
        keep=keep_forward,
        dropped=("all but host, port, protocol, TLS and selection of the targets",),
    ),
    HostQuestion(
        id="linux.logrotate",
        operation="cat /etc/logrotate.conf /etc/logrotate.d/*",
        needs="",
        feeds=(LogStore,),
        sheet="linux/logs/logs.sh",
        keep=keep_logrotate,
        dropped=("scripts",),
    ),
    HostQuestion(
        id="linux.time",
        operation="timedatectl show; chronyc -c tracking, sources, authdata; ntpq -pn",
        needs="",
        feeds=(Clock,),
        sheet="linux/logs/logs.sh",
        keep=keep_time,
    ),
)
