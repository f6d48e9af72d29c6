"""How long logs are kept on the machine itself, and would a change to them show."""

from collections.abc import Iterator, Mapping

from collectors.host.host import Host, age
from collectors.host.kept import number
from collectors.host.linux.logs.auditd import unread_yet
from collectors.host.linux.logs.copies import FORWARD, Away, log_away, sent_away
from collectors.host.linux.sessions.sessions import spanned
from scanner.answers import Got, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Fact, LogStore

KINDS = {
    "linux.journal": Kind(
        "journal",
        (LogStore,),
        {
            "log-retention.long-enough": "In /etc/systemd/journald.conf.d/keep.conf: Storage=persistent,"
            " MaxRetentionSec=400day, SystemMaxUse large enough; systemctl restart systemd-journald.",
            "log-retention.tamper-evident": "journalctl --setup-keys, and keep the verification key elsewhere.",
        },
    ),
    "linux.log-file": Kind(
        "log file",
        (LogStore,),
        {
            "log-retention.long-enough": "In /etc/logrotate.d/rsyslog: weekly and rotate 56, no size or maxsize.",
            "log-retention.tamper-evident": FORWARD,
        },
    ),
    "linux.audit-log": Kind(
        "audit log",
        (LogStore,),
        {
            "log-retention.long-enough": "In /etc/audit/auditd.conf: max_log_file_action = keep_logs, with a job that"
            " takes old files away after a year; or num_logs and max_log_file large enough."
        },
    ),
}
_ALL_LOGS = ("/var/log/messages", "/var/log/syslog")
_SIGN_IN_LOGS = ("/var/log/auth.log", "/var/log/secure", "/var/log/messages", "/var/log/syslog")
_EVERY = {"hourly": 1, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}


def read_stores(host: Host) -> Iterator[Fact]:
    """How long the journal and the log of sign-ins are kept on the machine itself."""
    journal, rotate = host.ask("linux.journald"), host.ask("linux.logrotate")
    if not journal.good:
        yield from host.gap("linux.journal", journal, LogStore)
    if journal.ok:
        days, why = _journal_days(journal)
        # What a log daemon sends away of it is not all that it holds.
        yield _store(host, "linux.journal", "journal", days, why, journal, (int(journal.body["sealed"]), None, ()))
    yield from _audit(host, host.ask("linux.audit"))
    if not rotate.good:
        yield from host.gap("linux.log-file", rotate, LogStore)
    for log in rotate.body or [] if rotate.ok else []:
        if log["path"] in _SIGN_IN_LOGS:
            days, why = _rotated(log, rotate)
            yield _store(
                host, "linux.log-file", log["path"], days, why, rotate, log_away(host, every=log["path"] in _ALL_LOGS)
            )


def _audit(host: Host, audit: Got) -> Iterator[Fact]:
    if not audit.good:
        yield from host.gap("linux.audit-log", audit, LogStore)
    elif audit.ok and (audit.body["newest"] is not None or audit.body["state"]["enabled"] >= 1):
        days, why = _audit_days(audit)
        yield _store(host, "linux.audit-log", "audit-log", days, why, audit, sent_away(host, audit))


def _audit_days(audit: Got) -> tuple[int | None, Got]:
    """What auditd keeps: for ever where it takes nothing away, else as far back as its full set of files goes."""
    conf: Mapping[str, str] = audit.body["conf"]
    if late := unread_yet(audit):
        return None, late
    if conf.get("write_logs", "yes") == "no" or conf.get("log_format") == "nolog":
        return None, unclear(audit, "auditd writes no file of its own")
    takes_away = not {"rotate", "exec"}.isdisjoint(conf.get(name) for name in _WHEN_FULL)
    if conf.get("max_log_file_action", "") in _KEEPING and not takes_away and not audit.body["others"]:
        return FOREVER, audit
    oldest = _days(audit, audit.body["oldest"])
    if oldest is None or audit.body["others"]:
        return None, unclear(audit, "how far its files go back is not seen")
    # With 0 or 1 files it turns nothing over, and the one file grows.
    turns = conf.get("max_log_file_action", "rotate") == "rotate"
    full = (number(conf.get("num_logs", "5")) or 0) if turns else 0
    if oldest >= _LONG or 1 < full <= audit.body["turned"] + 1:
        return oldest, audit
    return None, unclear(audit, f"its oldest entry is {oldest} days old, and nothing shows that it forgets")


_KEEPING = ("keep_logs", "ignore", "syslog", "suspend")
_WHEN_FULL = ("space_left_action", "admin_space_left_action", "disk_full_action")


def _store(  # noqa: PLR0913, PLR0917  # one store has so many sides
    host: Host, kind: str, part: str, days: int | None, why: Got, got: Got, away: Away
) -> LogStore:
    """`away`: how many places hold a copy beside which a change would show, and why that is not known."""
    copies, doubt, gots = away
    return LogStore(
        **host.fact(kind, part, got, *gots),
        retention_days=days,
        tamper_evident=None if copies is None else copies > 0,
        immutable=False,
        unread=(
            *(unread(retention_days=why) if days is None else ()),
            *(unread(tamper_evident=doubt) if copies is None and doubt else ()),
        ),
    )


def _journal_days(journal: Got) -> tuple[int | None, Got]:
    """How far back the journal goes where it has begun to forget; `MaxRetentionSec` only says that it goes no further.

    Size cuts it earlier, and a machine that is younger than its limit has not shown yet what it keeps.
    """
    said: Mapping[str, str] = journal.body["settings"]
    storage = said.get("Storage", "auto").lower()
    if storage in {"volatile", "none"} or (storage == "auto" and not journal.body["kept"]):
        return 0, journal
    most = spanned(said.get("MaxRetentionSec", "0"))
    limit = FOREVER if most in {None, FOREVER} else (most or 0) // 86400
    oldest, begun = (_days(journal, at) for at in (journal.body["oldest"], journal.body["begun"]))
    if limit < _LEAST or (oldest is not None and oldest >= limit):
        return limit, journal
    if oldest is None:
        return None, unclear(journal, "how old its oldest entry is can only root see, or the group systemd-journal")
    if oldest >= _LONG or (begun is not None and begun > oldest + 1):
        return oldest, journal
    return None, unclear(journal, f"its oldest entry is {oldest} days old, and nothing shows that it forgets")


_LEAST = 90
"""Days. No authority asks for fewer (PCI DSS 10.5.1: three months at hand), so a limit below is an answer by itself."""
_LONG = 365
"""Days that show by themselves how it is kept."""


def _days(journal: Got, at: int | None) -> int | None:
    return None if at is None else age(journal.asked, at) // 86400


def _rotated(log: Mapping[str, str], rotate: Got) -> tuple[int | None, Got]:
    """`rotate 4` and `weekly` keep four weeks; where size turns a log over, no number of days is promised."""
    count, every = number(log.get("rotate", "0")), _EVERY.get(log.get("every", ""), 0)
    if "size" in log or "maxsize" in log or not every or count is None:
        return None, unclear(rotate, f"{log['path']} is turned over by size")
    if count == -1:
        return FOREVER, rotate
    if log.get("every") == "hourly":
        return count // 24, rotate
    limit = number(log["maxage"]) if "maxage" in log else None
    return (count * every if limit is None else min(count * every, limit)), rotate
