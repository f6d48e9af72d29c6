import pytest

from scanner.facts import FOREVER, LogTrail
from tests.collectors.host.machines import only, read, why

NOW = 1795608000  # 2026-11-25T12:00:00Z


def audit(*rules: str, state: str = "enabled 1\npid 7\n", newest: str = f"{NOW - 60}\n", files: str = "") -> bytes:
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
    trail = only(LogTrail, read({"audit": audit(state=state)}))
    assert trail.enabled is enabled
    assert trail.silent_seconds == (60 if enabled else FOREVER)


def test_on_a_small_machine_the_rule_for_small_calls_counts() -> None:
    found = read({"audit": audit("-a always,exit -F arch=b32 -S execve")}, arch="armv7l")
    assert only(LogTrail, found).records == ("sign-in", "commands")


@pytest.mark.parametrize(("ahead", "silent"), [(0, 0), (60, 0), (3600, 0), (3601, -3601)])
def test_an_entry_in_the_future(ahead: int, silent: int) -> None:
    """What is written while the machine is asked is of now; what lies further ahead tells of a wrong clock."""
    assert only(LogTrail, read({"audit": audit(newest=f"{NOW + ahead}\n")})).silent_seconds == silent


def test_not_installed_is_off_but_a_container_has_none_of_its_own() -> None:
    assert only(LogTrail, read({"audit": "absent"})).enabled is False
    assert why(only(LogTrail, read({"audit": "absent"}, container=True)), "enabled") == "unclear"
    assert why(only(LogTrail, read({"audit": "denied"})), "enabled") == "denied"


def test_a_trail_without_a_file_is_not_called_silent() -> None:
    assert why(only(LogTrail, read({"audit": audit(newest="")})), "silent_seconds") == "unclear"
