from typing import Any

import pytest

from scanner.facts import FOREVER, Delivery, LogStore, LogTrail
from tests.collectors.host.linux.doors.stacks import sshd
from tests.collectors.host.machines import only, read, why

NOW = 1795608000  # 2026-11-25T12:00:00Z

NEWEST = f"newest={NOW - 60}\n"


def audit(*rules: str, state: str = "enabled 1\npid 7\n", newest: str = NEWEST, files: str = "") -> bytes:
    return (state + "@rules\n" + "".join(f"{r}\n" for r in rules) + f"@newest\n{newest}@files\n{files}").encode()


@pytest.mark.parametrize(
    ("rules", "records", "exempt"),
    [
        ([], ("sign-in",), ()),
        (["No rules"], ("sign-in",), ()),
        (["-w /etc/passwd -p wa -k id"], ("sign-in", "admin"), ()),
        (["-w /etc/sudoers.d/ -p wa"], ("sign-in", "admin"), ()),
        (["-a always,exit -S all -F path=/etc/shadow -F perm=wa -F key=id"], ("sign-in", "admin"), ()),
        (["-w /etc/passwd -p r"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S execve -F auid>=1000"], ("sign-in", "commands"), ()),
        (["-a always,exit -F arch=b64 -S adjtimex,execve"], ("sign-in", "commands"), ()),
        (["-w /usr/bin/sudo -p x"], ("sign-in",), ()),
        (["-w /srv/patients -p rw"], ("sign-in", "data-read", "data-write"), ()),
        (["-a always,exit -F dir=/srv/patients -F perm=w"], ("sign-in", "data-write"), ()),
        (["-a never,task", "-w /etc/passwd -p wa"], ("sign-in",), ("never,task",)),
        (["-a never,exit -F exe=/usr/bin/x", "-w /etc/passwd -p wa"], ("sign-in", "admin"), ("never,exit",)),
        (["-a never,exit -S execve"], ("sign-in",), ("never,exit",)),
        (["-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=unset -F key=x"], ("sign-in", "commands"), ()),
        (["-a always,exit -F arch=b64 -S execve -F auid!=-1"], ("sign-in", "commands"), ()),
        (["-a always,exit -F arch=b64 -S execve -C euid!=uid -F auid!=-1 -F key=user_emulation"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S execve -F euid=33"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S execve -F auid>=60000"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S execve -F auid!=1000"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S execve -F success=0"], ("sign-in",), ()),
        (["-a always,exit -F arch=b32 -S execve"], ("sign-in",), ()),
        (["-a always,exit -S execve -F exit<0"], ("sign-in",), ()),
        (["-a always,exit -F path=/etc/shadow -F perm=wa -F uid=33"], ("sign-in",), ()),
        (["-a always,exit -F arch=b64 -S chmod -F path=/etc/shadow"], ("sign-in",), ()),
        (["-a always,exclude -F msgtype=USER_LOGIN"], ("sign-in",), ("exclude USER_LOGIN",)),
        (["-a never,exclude -F uid=33"], ("sign-in",), ("exclude",)),
        (["-a always,exclude -F msgtype=CWD"], ("sign-in",), ()),
        (["-a always,exclude -F msgtype>=1100"], ("sign-in",), ("exclude",)),
    ],
)
def test_what_rules_record(rules: list[str], records: tuple[str, ...], exempt: tuple[str, ...]) -> None:
    trail = only(LogTrail, read({"audit": audit(*rules)}))
    assert (trail.enabled, trail.records, trail.exempt) == (True, records, exempt)


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        ("enabled 1\npid 7\n", True),
        ("enabled 2\npid 7\n", True),
        ("enabled 0\npid 7\n", False),
        ("enabled 1\npid 0\n", False),
        ("AUDIT_STATUS: enabled=1 flag=1 pid=713 rate_limit=0 backlog_limit=320 lost=0 backlog=0\n", True),
    ],
)
def test_is_it_recorded(state: str, enabled: bool) -> None:  # noqa: FBT001  # a table
    facts = read({"audit": audit(state=state)})
    assert only(LogTrail, facts).enabled is enabled
    assert [f.silent_seconds for f in facts if isinstance(f, Delivery)] == ([60] if enabled else [])


def test_on_a_small_machine_the_rule_for_small_calls_counts() -> None:
    found = read({"audit": audit("-a always,exit -F arch=b32 -S execve")}, arch="armv7l")
    assert only(LogTrail, found).records == ("sign-in", "commands")


@pytest.mark.parametrize(("ahead", "silent"), [(0, 0), (60, 0), (3600, 0), (3601, -3601)])
def test_an_entry_in_the_future(ahead: int, silent: int) -> None:
    """What is written while the machine is asked is of now; what lies further ahead tells of a wrong clock."""
    assert only(Delivery, read({"audit": audit(newest=f"newest={NOW + ahead}\n")})).silent_seconds == silent


def test_not_installed_is_off_but_a_container_has_none_of_its_own() -> None:
    assert only(LogTrail, read({"audit": "absent"})).enabled is False
    inside = read({"audit": "absent", "forward": "absent"}, container=True)
    assert why(only(LogTrail, inside), "enabled") == "unclear"
    assert why(only(Delivery, inside), "copies") == "unclear", "of what may not be there nothing lies in one place only"
    assert why(only(LogTrail, read({"audit": "denied"})), "enabled") == "denied"


def test_a_trail_without_a_file_is_not_called_silent() -> None:
    assert why(only(Delivery, read({"audit": audit(newest="")})), "silent_seconds") == "unclear"


BY_PEOPLE = "-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=unset"
WATCH = "-w /etc/passwd -p wa"
ROOT = "root where it signs in itself (auid>=1000)"


@pytest.mark.parametrize(
    ("rules", "shadow", "door", "exempt"),
    [
        ((BY_PEOPLE,), b"root:yescrypt:20000:99999::\n", sshd(""), (ROOT,)),
        ((BY_PEOPLE,), b"root:locked:20000:99999::\n", sshd(""), ()),
        ((BY_PEOPLE,), b"root:locked:20000:99999::\n", sshd("", root="permitrootlogin yes\nciphers a\n"), (ROOT,)),
        ((BY_PEOPLE,), b"root:locked:20000:99999::\n", "absent", ()),
        ((BY_PEOPLE,), "denied", sshd(""), None),
        ((BY_PEOPLE,), b"root:locked:20000:99999::\n", "denied", None),
        ((BY_PEOPLE,), b"root:locked:20000:99999::\n", sshd("", match="odd\n"), None),
        ((BY_PEOPLE.replace(">=1000", ">=1"),), "denied", sshd(""), None),
        (("-a always,exit -F arch=b64 -S execve -F auid!=unset",), b"root:empty:20000:99999::\n", sshd(""), ()),
        ((WATCH,), b"root:yescrypt:20000:99999::\n", sshd(""), ()),
        ((WATCH, "-a always,exit -F path=/etc/shadow -F perm=wa -F auid>=1000"), b"root:empty:1:1::\n", sshd(""), ()),
        (("-a never,exit -S execve", BY_PEOPLE), "denied", sshd(""), ("never,exit",)),
    ],
)
def test_rules_for_people_leave_out_root(rules: Any, shadow: Any, door: Any, exempt: Any) -> None:
    bodies = {"audit": audit(*rules), "shadow": shadow, "sshd": door, "units": {}}
    assert only(LogTrail, read(bodies)).exempt == exempt


@pytest.mark.parametrize("body", ["absent", audit(state="enabled 1\npid 0\n")])
def test_auditbeat_records_in_the_place_of_auditd(body: Any) -> None:
    runs = {"auditbeat.service": {"ActiveState": "active"}}
    assert why(only(LogTrail, read({"audit": body, "units": runs})), "enabled") == "unclear"
    assert only(LogTrail, read({"audit": body, "units": {}})).enabled is False


def test_auditd_that_takes_only_the_records_of_others() -> None:
    files = "@ok /etc/audit/auditd.conf\n|local_events = no\n"
    assert only(LogTrail, read({"audit": audit(files=files)})).enabled is False


@pytest.mark.parametrize(
    ("conf", "times", "days"),
    [
        ("max_log_file_action = ROTATE\n|num_logs = 5", {"oldest": 30, "turned": 4}, 30),
        ("max_log_file_action = ROTATE\n|num_logs = 5", {"oldest": 30, "turned": 3}, None),
        ("max_log_file_action = rotate\n|num_logs = 99", {"oldest": 365, "turned": 3}, 365),
        ("max_log_file_action = rotate\n|num_logs = 99", {"oldest": 364, "turned": 3}, None),
        ("", {"oldest": 30, "turned": 4}, 30),
        ("num_logs = 0", {"oldest": 30, "turned": 0}, None),
        ("num_logs = 1", {"oldest": 30, "turned": 0}, None),
        ("max_log_file_action = keep_logs", {"oldest": 30, "turned": 60}, FOREVER),
        ("max_log_file_action = KEEP_LOGS\n|disk_full_action = ROTATE", {"oldest": 30, "turned": 60}, None),
        ("max_log_file_action = keep_logs\n|space_left_action = rotate", {"oldest": 400, "turned": 60}, 400),
        ("max_log_file_action = keep_logs", {"oldest": 30, "turned": 60, "others": True}, None),
        ("max_log_file_action = keep_logs\n|space_left_action = exec /usr/local/bin/clean", {"oldest": 30}, None),
        ("max_log_file_action = ignore", {"oldest": 30, "turned": 0}, FOREVER),
        ("max_log_file_action = rotate", {"turned": 4}, None),
        ("write_logs = no", {}, None),
        ("log_format = NOLOG", {}, None),
    ],
)
def test_how_long_the_audit_log_is_kept(conf: str, times: dict[str, Any], days: int | None) -> None:
    oldest = f"oldest={NOW - times['oldest'] * 86400}\n" if "oldest" in times else "oldest=\n"
    said = f"{NEWEST}turned={times.get('turned', 0)}\n{oldest}" + ("others=yes\n" if "others" in times else "")
    found = read({"audit": audit(newest=said, files=f"@ok /etc/audit/auditd.conf\n|{conf}\n")})
    assert only(LogStore, found, "linux.audit-log").retention_days == days


def test_a_machine_without_an_audit_log_has_none() -> None:
    assert not [f for f in read({"audit": "absent"}) if f.kind == "linux.audit-log"]
    assert [f.missing for f in read({"audit": "denied"}) if f.kind == "linux.audit-log"] == ["log-store"]  # type: ignore[attr-defined]  # gaps
