"""RouterOS: the log, where it goes, the clock, the copies, the release."""

import pytest

from scanner.facts import Alarm, Asset, Backup, Channel, Clock, Delivery, LogTrail, Release
from tests.collectors.network.reading import about, all_about, facts

HEAD = "# 2026-05-30 11:07:28 by RouterOS 7.18\n"
TO = "/system logging action\nset 3 remote=10.0.0.5\n"
ALL = "".join(f"add action=remote topics={topic}\n" for topic in ("info", "error", "warning", "critical"))


def test_of_which_release() -> None:
    found = facts("routeros", f"{HEAD}/system identity\nset name=r1\n")
    assert about(found, Release).version == "7.18"
    assert (about(found, Asset).role, about(found, Asset).name) == ("device", "r1")
    shown = facts("routeros", HEAD, version="     uptime: 32m\n    version: 7.16 (stable)\n build-time: x\n")
    assert about(shown, Release).version == "7.16"
    assert about(facts("routeros", "/ip ssh\nset strong-crypto=yes\n"), Release).version is None


@pytest.mark.parametrize(
    ("lines", "enabled", "records"),
    [
        ("", True, {"sign-in", "admin"}),
        ("set 0 disabled=yes\n", True, set()),  # info: sign-ins and changes
        ("set 0 topics=info,!account\n", True, {"admin"}),
        ("set 0 topics=info,!system\n", True, set()),
        ("set 0 topics=info,dhcp\n", True, set()),  # both at once
        ("set 0 action=disk\n", True, {"sign-in", "admin"}),
        ("set 0 action=echo\n", True, set()),  # shown, and kept nowhere
        ("set 1 disabled=yes\n", True, {"admin"}),  # error: those that are refused
        ("set 1 disabled=yes\nset 3 action=memory\n", True, {"sign-in", "admin"}),  # they are critical too
        ("set 0 disabled=yes\nadd topics=account\n", True, {"sign-in"}),
        ("set 0 disabled=yes\nadd topics=system\n", True, {"sign-in", "admin"}),
        ("set 0 disabled=yes\nadd action=memory\n", True, {"sign-in", "admin"}),  # without topics: every message
        ('set 0 disabled=yes\nadd topics=info regex="x"\n', True, set()),
        ('set 0 regex="" topics=info\n', True, {"sign-in", "admin"}),
        ("set 0 disabled=yes\nset 0 disabled=no\n", True, {"sign-in", "admin"}),
        ("".join(f"set {n} disabled=yes\n" for n in range(4)), False, set()),
        ("set [ find topics=info ] disabled=yes\n", None, None),
        ("add odd=1\n", None, None),
    ],
)
def test_what_is_recorded(lines: str, enabled: bool | None, records: set[str] | None) -> None:  # noqa: FBT001  # a table
    trail = about(facts("routeros", f"{HEAD}/system logging\n{lines}"), LogTrail)
    assert trail.enabled is enabled
    assert (trail.records and {*trail.records} - {"errors"}) == records or (records == set() and trail.records)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", True),
        ("set 1 disabled=yes\n", False),
        ("set 1 disabled=yes\nadd topics=critical action=disk\n", True),
        ('set 1 disabled=yes\nadd topics=critical regex="^login failure"\n', False),  # what else it says nobody knows
        ("add odd=1\n", None),
    ],
)
def test_wrong_passwords_are_told(lines: str, told: bool | None) -> None:  # noqa: FBT001  # a table
    assert about(facts("routeros", f"{HEAD}/system logging\n{lines}"), Alarm).enabled is told


@pytest.mark.parametrize(
    ("lines", "hosts", "copies"),
    [
        ("", {}, 0),
        (TO, {}, 0),  # no rule sends to it
        (f"{TO}/system logging\n{ALL}", {"10.0.0.5": False}, 1),
        (
            f"{TO}/system logging\nadd action=remote topics=info\nadd action=remote topics=error\n",
            {"10.0.0.5": False},
            1,
        ),
        (f"{TO}/system logging\nadd action=remote topics=info\n", {"10.0.0.5": False}, 0),
        (f"{TO}/system logging\nadd action=remote topics=info,error\n", {"10.0.0.5": False}, 0),
        (f"{TO}/system logging\nset 0 action=remote\nset 1 action=remote\n", {"10.0.0.5": False}, 1),
        (f"/system logging\n{ALL}", {}, 0),  # to nowhere
        (f"{TO.replace('10.0.0.5', '::')}/system logging\n{ALL}", {}, 0),
        (f"{TO}/system logging\n{ALL.replace('add ', 'add disabled=yes ')}", {}, 0),
        (f"{TO.replace('set 3', 'set remote')}/system logging\n{ALL}", {"10.0.0.5": False}, 1),
        (f"{TO.replace('set 3', 'set [ find name=remote ]')}/system logging\n{ALL}", {"10.0.0.5": False}, 1),
        (f"{TO.replace('remote=', 'name=far remote=')}/system logging\n{ALL}", {}, 0),
        (f"{TO}set 3 remote=10.0.0.6\n/system logging\n{ALL}", {"10.0.0.6": False}, 1),
        (
            (
                f"{TO}add name=b remote=logs.example remote-protocol=tls target=remote\n/system logging\n{ALL}"
                f"{ALL.replace('=remote', '=b')}"
            ),
            {"10.0.0.5": False, "logs.example": True},
            2,
        ),
        (
            (
                f"{TO}add name=b remote=10.0.0.5 remote-protocol=tls target=remote\n/system logging\n{ALL}"
                f"{ALL.replace('=remote', '=b')}"
            ),
            {"10.0.0.5": False},  # both ways
            1,
        ),
        (
            (
                f"{TO}add name=b remote=10.0.0.7 remote-protocol=tcp target=remote\n/system logging\n{ALL}"
                f"{ALL.replace('=remote', '=b')}"
            ),
            {"10.0.0.5": False, "10.0.0.7": False},
            2,
        ),
        (f"{TO}/system logging\n{ALL}add odd=1\n", {"10.0.0.5": None}, None),
    ],
)
def test_where_it_goes(lines: str, hosts: dict[str, bool | None], copies: int | None) -> None:
    found = facts("routeros", HEAD + lines)
    sent = {f.resource.rpartition("/")[2]: f for f in found if isinstance(f, Channel) and f.protocol == "syslog"}
    secure = {None: None, "required": True, "none": False}
    assert {host: secure[str(f.encryption) if f.encryption else None] for host, f in sent.items()} == hosts
    assert about(found, Delivery).copies == copies


SERVERS = "/system ntp client\nset enabled=yes\n/system ntp client servers\nadd address=10.0.0.1 auth-key=1\n"
KEY = "/system ntp key\nadd key-id=1\n"


@pytest.mark.parametrize(
    ("lines", "sources", "authenticated"),
    [
        ("", 0, False),
        ("/system ntp client servers\nadd address=10.0.0.1\n", 0, False),  # the client is off
        ("/system ntp client\nset enabled=yes\n", None, None),  # DHCP may name some
        (SERVERS + KEY, 1, True),
        (SERVERS, 1, None),  # the key is not there
        (SERVERS.replace(" auth-key=1", ""), 1, False),
        (SERVERS.replace("auth-key=1", "auth-key=none"), 1, False),
        (f"{SERVERS}add address=10.0.0.2\n{KEY}", 2, False),
        (f"{SERVERS}add address=10.0.0.1 auth-key=1\n{KEY}", 1, True),
        (f"{SERVERS}add address=10.0.0.2 disabled=yes\n{KEY}", 1, True),
        (f"{SERVERS}{KEY.replace('add', 'add disabled=yes')}", 1, None),
        ("/system ntp client\nset enabled=yes servers=10.0.0.1,ntp.example\n", 2, False),
        ("/system ntp client\nset enabled=yes primary-ntp=10.0.0.1 secondary-ntp=0.0.0.0\n", 1, False),
        ("/system ntp client\nset enabled=yes primary-ntp=10.0.0.1 secondary-ntp=10.0.0.2\n", 2, False),
        ('/system ntp client\nset enabled=yes server-dns-names="a.example,b.example"\n', 2, False),
        ("/system ntp client\nset enabled=yes mode=broadcast servers=10.0.0.1\n", None, None),
        (f"{SERVERS}{KEY}/system ntp client\nset enabled=no\n", 0, False),
        (f"{SERVERS}{KEY}/system ntp client servers\nadd odd=1\n", None, None),
    ],
)
def test_clock(lines: str, sources: int | None, authenticated: bool | None) -> None:  # noqa: FBT001  # a table
    clock = about(facts("routeros", HEAD + lines), Clock)
    assert (clock.sources, clock.authenticated) == (sources, authenticated)


@pytest.mark.parametrize(
    ("time", "date", "zone", "off"),
    [
        ("02:10:00", "2026-11-26", "+00:00", 0),
        ("04:10:30", "2026-11-26", "+02:00", 30),
        ("22:10:00", "nov/25/2026", "-04:00", 0),
        ("07:40:00", "2026-11-26", "+05:30", 0),
    ],
)
def test_the_clock_by_its_own_word(time: str, date: str, zone: str, off: int) -> None:
    shown = f"                  time: {time}\n                  date: {date}\n        gmt-offset: {zone}\n"
    found = facts("routeros", HEAD, clock=shown, ntp_status="    enabled: yes\n     status: synchronized\n")
    assert (about(found, Clock).off_seconds, about(found, Clock).synchronised) == (off, True)
    waits = facts("routeros", HEAD, clock=shown, ntp_status="     status: waiting\n")
    assert about(waits, Clock).synchronised is False
    assert about(facts("routeros", HEAD, ntp_status="enabled: no\n"), Clock).synchronised is None


@pytest.mark.parametrize(
    "shown", ["", "time: 02:10:00\ndate: 2026-11-26\n", "time: 2\ndate: foo/1/2\ngmt-offset: +00:00\n"]
)
def test_a_clock_that_cannot_be_read(shown: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        facts("routeros", HEAD, clock=shown)


UPLOAD = '"/export file=x; /tool fetch upload=yes mode=sftp address=h src-path=x.rsc"'


@pytest.mark.parametrize(
    ("lines", "ways"),
    [
        ("", []),
        (f"/system scheduler\nadd interval=1d name=a on-event={UPLOAD}\n", ["ssh"]),
        (f"/system scheduler\nadd interval=1d name=a on-event={UPLOAD.replace('sftp', 'ftp')}\n", ["ftp"]),
        (f"/system scheduler\nadd name=a on-event={UPLOAD}\n", []),  # once
        (f"/system scheduler\nadd interval=0s name=a on-event={UPLOAD}\n", []),
        (f"/system scheduler\nadd days=mon,fri name=a on-event={UPLOAD}\n", ["ssh"]),
        (f"/system scheduler\nadd days=never name=a on-event={UPLOAD}\n", []),
        (f"/system scheduler\nadd disabled=yes interval=1d name=a on-event={UPLOAD}\n", []),
        ("/system scheduler\nadd interval=1d name=a on-event=copy\n", []),  # no such script
        (
            f"/system scheduler\nadd interval=1d name=a on-event=copy\n/system script\nadd name=copy source={UPLOAD}\n",
            ["ssh"],
        ),
        (f"/system script\nadd name=copy source={UPLOAD}\n", []),  # nothing runs it
        (
            (
                '/system scheduler\nadd interval=1d name=a on-event="/system script run one"\n/system script\n'
                'add name=one source="/export file=x; /system script run two"\n'
                'add name=two source="/tool fetch upload=yes mode=sftp; /system script run one"\n'
            ),
            ["ssh"],
        ),
        ('/system scheduler\nadd interval=1d name=a on-event="/tool fetch upload=yes mode=sftp"\n', []),  # of what
        ('/system scheduler\nadd interval=1d name=a on-event="/system backup save name=x"\n', []),  # it stays there
    ],
)
def test_copies(lines: str, ways: list[str]) -> None:
    found = facts("routeros", HEAD + lines)
    assert len(all_about(found, Backup)) == len(ways)
    assert [f.protocol for f in found if isinstance(f, Channel) and "/copy/" in f.resource] == ways


def test_a_copy_by_mail_is_one() -> None:
    lines = '/system scheduler\nadd interval=1d name=a on-event="/export file=x; /tool e-mail send to=x file=x.rsc"\n'
    found = facts("routeros", HEAD + lines)
    assert about(found, Backup).offsite is True
    assert not [f for f in found if isinstance(f, Channel) and "/copy/" in f.resource]
