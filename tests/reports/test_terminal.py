import dataclasses
import re
from pathlib import Path

import msgspec
import pytest
from inline_snapshot import snapshot

from checks import session
from scanner.answers import Source
from scanner.reports import html, terminal
from scanner.reports.terminal import Ending
from scanner.scope import Before
from scanner.targets import Target
from tests.reports.nights import Lab, answered, clinic, disk, lab, line, person, profile
from tests.reports.screens import printed

ENDING = Ending((("Report", "evidence/reports/20261117t021006z-5f02ab/report.html"), ("Bundle", "evidence/b.zip")), 2)
HOST = "lab:clinic-nb-07"


def _steady(shown: str) -> str:
    """Without the root: it changes with every word of a check."""
    return re.sub(r"(log 1) [A-Za-z0-9+/]{43}=", r"\1 ROOT", shown)


def test_whole_at_100(tmp_path: Path) -> None:
    assert _steady(printed(clinic(tmp_path), ending=ENDING)) == snapshot("""\
3 fail, 5 not assessed, 3 accepted, 3 pass   first run

Worst first
  ✗ critical  mfa                 lab:core-sw-01  user k.mbeki: signs in with a password alone
  ✗ high      encryption-at-rest  lab:files-01    disk sda2: not encrypted, or only in part
  ✗ high      automatic-logoff    lab:core-sw-01  line vty 0 15: idle sessions stay open for 1 h,
                                                  more than 15 min

By target
  ?  lab:jump-01     not reached
  ✗  lab:core-sw-01  2 fail (1 critical, 1 high), 0 not assessed
  ✗  lab:files-01    1 fail (1 high), 2 not assessed

Not seen   2 of 3 targets reached
  ? unreachable  leaves all of it open  lab:jump-01   lab sessions (connection refused)
  ? denied       leaves 1 open          lab:files-01  lab:ReadSessions
  ? timeout      leaves 1 open          lab:files-01  lab copies --all
  what to grant: safeguard permissions lab --missing

By safeguard   7 requirements (4 standards, 1 required, 2 addressable)
  Administrative  2 requirements  0 pass  2 open: 1 not assessed, 1 waiting for a record
  Physical        1 requirement   0 pass  1 open: 1 waiting for a record
  Technical       4 requirements  0 pass  4 open: 3 fail, 1 not assessed

Counted apart   1 row (1 documentation)
  Documentation  1 row  0 pass  1 open: 1 waiting for a record

What waits for a record stays open: this version cannot take signed records yet.

Report      evidence/reports/20261117t021006z-5f02ab/report.html
Bundle      evidence/b.zip
Checkpoint  clinic.example/log 1 ROOT
Signed by   324b e2de a8bc 4446, sealed 02:16:08 UTC, 6 min 2 s, exit 2
""")


def test_whole_at_80(tmp_path: Path) -> None:
    assert _steady(printed(clinic(tmp_path), 80, ending=ENDING)) == snapshot("""\
3 fail, 5 not assessed, 3 accepted, 3 pass   first run

Worst first
  ✗ critical  mfa                 lab:core-sw-01  user k.mbeki: signs in with a
                                                  password alone
  ✗ high      encryption-at-rest  lab:files-01    disk sda2: not encrypted, or
                                                  only in part
  ✗ high      automatic-logoff    lab:core-sw-01  line vty 0 15: idle sessions
                                                  stay open for 1 h, more than
                                                  15 min

By target
  ?  lab:jump-01     not reached
  ✗  lab:core-sw-01  2 fail (1 critical, 1 high), 0 not assessed
  ✗  lab:files-01    1 fail (1 high), 2 not assessed

Not seen   2 of 3 targets reached
  ? unreachable  leaves all of it open  lab:jump-01   lab sessions (connection
                                                      refused)
  ? denied       leaves 1 open          lab:files-01  lab:ReadSessions
  ? timeout      leaves 1 open          lab:files-01  lab copies --all
  what to grant: safeguard permissions lab --missing

By safeguard   7 requirements (4 standards, 1 required, 2 addressable)
  Administrative  2 requirements  0 pass  2 open: 1 not assessed, 1 waiting for
                                          a record
  Physical        1 requirement   0 pass  1 open: 1 waiting for a record
  Technical       4 requirements  0 pass  4 open: 3 fail, 1 not assessed

Counted apart   1 row (1 documentation)
  Documentation  1 row  0 pass  1 open: 1 waiting for a record

What waits for a record stays open: this version cannot take signed records yet.

Report      evidence/reports/20261117t021006z-5f02ab/report.html
Bundle      evidence/b.zip
Checkpoint  clinic.example/log 1 ROOT
Signed by   324b e2de a8bc 4446, sealed 02:16:08 UTC, 6 min 2 s, exit 2
""")


def test_ascii(tmp_path: Path) -> None:
    assert printed(clinic(tmp_path), encoding="ascii").split("By safeguard")[0] == snapshot("""\
3 fail, 5 not assessed, 3 accepted, 3 pass   first run

Worst first
  x critical  mfa                 lab:core-sw-01  user k.mbeki: signs in with a password alone
  x high      encryption-at-rest  lab:files-01    disk sda2: not encrypted, or only in part
  x high      automatic-logoff    lab:core-sw-01  line vty 0 15: idle sessions stay open for 1 h,
                                                  more than 15 min

By target
  ?  lab:jump-01     not reached
  x  lab:core-sw-01  2 fail (1 critical, 1 high), 0 not assessed
  x  lab:files-01    1 fail (1 high), 2 not assessed

Not seen   2 of 3 targets reached
  ? unreachable  leaves all of it open  lab:jump-01   lab sessions (connection refused)
  ? denied       leaves 1 open          lab:files-01  lab:ReadSessions
  ? timeout      leaves 1 open          lab:files-01  lab copies --all
  what to grant: safeguard permissions lab --missing

""")


def test_colour_is_on_mark_and_word_alone(tmp_path: Path) -> None:
    said = printed(clinic(tmp_path), color="always").splitlines()[3]
    assert said.startswith("  \x1b[1;31m✗ critical\x1b[0m  mfa                 lab:core-sw-01  user k.mbeki: signs in")


def test_a_file_is_as_a_pipe(tmp_path: Path) -> None:
    night = clinic(tmp_path)
    assert b"".join(terminal.render(night)).decode() == printed(night, tty=False, color="auto")


def test_things_of_which_the_same_is_said_share_a_line(tmp_path: Path) -> None:
    """The first screen is for the dozen worst things to do, not for the first dozen of many alike."""
    disks = [disk(HOST, f"sd{n:03}", encrypted=False) for n in range(40)]
    night = Lab(tmp_path).night(
        answered(HOST, "disks", *disks, disk(HOST, "vault")),
        answered(HOST, "sessions", line(HOST, "shell", idle_seconds=3600)),
    )
    assert printed(night).split("Seen")[0] == snapshot("""\
41 fail, 2 pass   lab:clinic-nb-07, first run

Worst first
  ✗ high  encryption-at-rest  disk sd000: not encrypted, or only in part (also sd001, sd002 and 37
                              more)
  ✗ high  automatic-logoff    line shell: idle sessions stay open for 1 h, more than 15 min

""")


@pytest.mark.parametrize(("lines", "others"), [(1, ""), (2, " (1 other)"), (40, " (39 others)")])
def test_what_fails_one_check_shares_a_line(tmp_path: Path, lines: int, others: str) -> None:
    sessions = [line(HOST, f"vty {n}", idle_seconds=1000 + 100 * n) for n in range(lines)]
    told = printed(Lab(tmp_path).night(answered(HOST, "sessions", *sessions)), width=120).split("Seen")[0]
    assert told.count("idle sessions stay open") == 1
    assert f"line vty 0: idle sessions stay open for 16 min 40 s, more than 15 min{others}\n" in told


@pytest.mark.parametrize(("checks", "more"), [(12, ""), (13, "and 1 more: "), (40, "and 28 more: ")])
def test_what_no_line_shows_is_counted(tmp_path: Path, checks: int, more: str) -> None:
    many = tuple(dataclasses.replace(session.idle_ends, id=f"automatic-logoff.{n:02}") for n in range(checks))
    night = Lab(tmp_path, checks=many).night(answered(HOST, "sessions", line(HOST, "shell", idle_seconds=3600)))
    told = printed(night).split("Seen")[0]
    assert told.count("idle sessions stay open") == 12
    assert ("safeguard findings" in told) == bool(more)
    assert more in told


def test_first_run_of_one_host(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(answered(HOST, "sessions", line(HOST, "shell", idle_seconds=3600)))
    assert printed(night).split("By safeguard")[0] == snapshot("""\
1 fail, 1 pass   lab:clinic-nb-07, first run

Worst first
  ✗ high  automatic-logoff  line shell: idle sessions stay open for 1 h, more than 15 min

Seen   1 of 1 target reached

""")


def test_nothing_fails(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(
        answered(HOST, "sessions", line(HOST, "shell")), before=Before(run="r0", targets=(), checks=())
    )
    assert printed(night).split("By safeguard")[0] == snapshot("""\
2 findings, none fails, all assessed.   lab:clinic-nb-07

Seen   1 of 1 target reached

""")


def test_what_is_accepted_is_never_left_out(tmp_path: Path) -> None:
    rule = profile(disabled={"automatic-logoff.enforced": "locked rooms"})
    night = Lab(tmp_path, profile=rule).night(answered(HOST, "sessions", line(HOST, "shell")))
    assert printed(night).splitlines()[0] == snapshot("0 fail, 1 accepted, 1 pass   lab:clinic-nb-07, first run")


def test_nothing_assessed(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(answered(HOST, "sessions", outcome="denied", code="NoCredentials"))
    assert printed(night).split("By safeguard")[0] == snapshot("""\
Nothing could be assessed: denied: lab sessions (NoCredentials).   lab:clinic-nb-07, first run

Not seen   0 of 1 target reached
  ? denied  leaves all of it open  lab sessions (NoCredentials)

""")


def test_nothing_asked(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(targets=(Target(id=HOST, scheme="lab", name="clinic-nb-07"),))
    assert printed(night).split("By safeguard")[0] == snapshot("""\
Nothing could be assessed: nothing was asked of it.   lab:clinic-nb-07, first run

Not seen   0 of 1 target reached
  ? error  leaves all of it open  nothing was asked of it

""")


def test_what_must_be_known_first(tmp_path: Path) -> None:
    simulator = Source(endpoint="127.0.0.1:5000", standard=False)
    night = Lab(tmp_path, profile=profile(status="proposed", label="proposed, not law")).night(
        answered("lab:prod", "sessions", line("lab:prod", "shell"), source=simulator),
        before=Before(
            run="r0", targets=("lab:gone", "lab:prod"), checks=("mfa.demanded", *(c.id for c in Lab(tmp_path).checks))
        ),
        left_out=("lab:a", "lab:b", "lab:c", "lab:d"),
        installed="modified",
    )
    assert printed(night).split("By safeguard")[0] == snapshot("""\
2 findings were assessed, none of them fails.   A small rule: proposed, not law

  !  lab:prod was answered by 127.0.0.1:5000, not by the provider's own service: these findings are
     not about the real account
  !  not comparable with the night before: 1 target of it was not asked tonight, 1 check of it was
     not made tonight
  !  safeguard's own files differ from those that were installed; that is sealed with the run

Seen   1 of 5 targets reached
  ! left out         4 targets: lab:a, lab:b, lab:c and 1 more
  ! no longer asked  1 target: lab:gone
  ! no longer asked  1 check: mfa.demanded

""")


def test_many_fails_and_many_causes(tmp_path: Path) -> None:
    hosts = [f"lab:host-{n:02}" for n in range(15)]
    night = Lab(tmp_path).night(
        *(answered(h, "people", *(person(h, f"u{n}", mfa="none") for n in range(2))) for h in hosts),
        *(answered(h, "sessions", outcome="denied", needs=f"lab:Right{n % 7}") for n, h in enumerate(hosts)),
    )
    assert printed(night).split("By safeguard")[0] == snapshot("""\
30 fail, 30 not assessed   first run

Worst first
  ✗ critical  mfa  lab, 15 targets  user u0: signs in with a password alone (also u1)

By target
  ✗  lab:host-00  2 fail (2 critical), 2 not assessed
  ✗  lab:host-01  2 fail (2 critical), 2 not assessed
  ✗  lab:host-02  2 fail (2 critical), 2 not assessed
  ✗  lab:host-03  2 fail (2 critical), 2 not assessed
  ✗  lab:host-04  2 fail (2 critical), 2 not assessed
  and 10 more targets, which the report lists

Not seen   15 of 15 targets reached
  ? denied  leaves 6 open  lab, 3 targets  lab:Right0
  ? denied  leaves 4 open  lab, 2 targets  lab:Right1
  ? denied  leaves 4 open  lab, 2 targets  lab:Right2
  ? denied  leaves 4 open  lab, 2 targets  lab:Right3
  ? denied  leaves 4 open  lab, 2 targets  lab:Right4
  ? 2 more  leave 8 open  denied 2
  what to grant: safeguard permissions lab --missing

""")


@pytest.mark.parametrize("name", ["\x1b[2Jx", "a\nb", "\u202egpj.exe", "[bold]x[/bold]", ":warning:", "é\udc80"[:1]])
def test_names_from_outside_move_nothing(tmp_path: Path, name: str) -> None:
    night = Lab(tmp_path).night(answered("lab:h", "disks", disk("lab:h", name, encrypted=False)))
    shown = printed(night, color="always", tty=True)
    written = {"\x1b[2Jx": "\\x1b[2Jx", "a\nb": "a\\x0ab", "\u202egpj.exe": "\\u202egpj.exe"}.get(name, name)
    assert f"{written}: not encrypted, or only in part" in shown
    assert "\x1b[2J" not in shown
    assert "\u202e" not in shown


def test_names_that_the_locale_lacks_are_written_out(tmp_path: Path) -> None:
    night = Lab(tmp_path).night(answered("lab:h", "disks", disk("lab:h", "Röntgen", encrypted=False)))
    assert "R\\xf6ntgen: not encrypted" in printed(night, encoding="ascii")


def test_a_long_name_leaves_the_columns_in_place(tmp_path: Path) -> None:
    host = "lab:" + "x" * 90
    night = Lab(tmp_path).night(
        answered(host, "disks", disk(host, "sda", encrypted=False)), answered("lab:b", "disks", disk("lab:b", "sdb"))
    )
    assert max(map(len, printed(night, 80).splitlines())) <= 80


def test_rights_of_two_platforms(tmp_path: Path) -> None:
    night = Lab(tmp_path, collectors=(lab(), lab("two", "Two"), lab("local", "Linux"))).night(
        *(answered(f"{s}:h", "sessions", outcome="denied", needs="root") for s in ("lab", "two", "local")),
        *(answered(f"{s}:h", "people", outcome="empty") for s in ("lab", "two", "local")),
    )
    assert [text for text in printed(night).splitlines() if "grant" in text] == snapshot(
        ["  what to grant: safeguard permissions lab --missing", "  what to grant: safeguard permissions two --missing"]
    )


def test_standing_ones_are_one_line(tmp_path: Path) -> None:
    hidden = [{"field": "idle_seconds", "outcome": "hidden", "ask": "the platform does not tell"}]
    shell = msgspec.convert(
        {**msgspec.to_builtins(line(HOST, "shell")), "idle_seconds": None, "unread": hidden}, type(line(HOST, "shell"))
    )
    night = Lab(tmp_path).night(answered(HOST, "sessions", shell))
    assert printed(night).split("By safeguard")[0] == snapshot("""\
1 findings were assessed, none of them fails.   lab:clinic-nb-07, first run

Seen   1 of 1 target reached
  1 kind of question (1 finding) never visible to this scanner: safeguard findings --all

""")


def test_services_that_are_not_there_are_named_place_by_place(tmp_path: Path) -> None:
    nowhere = [
        answered(HOST, f"lab.{place}", about=place, outcome="absent", code="NotOffered", operation=f"{service}.List")
        for place, service in (("north", "lakes"), ("south", "lakes"), ("south", "desktops"))
    ]
    alike = msgspec.structs.replace(nowhere[2], question="lab.other")
    night = Lab(tmp_path).night(answered(HOST, "sessions", line(HOST, "shell")), *nowhere[:2], alike)
    assert printed(night).split("Seen")[1].split("By safeguard")[0] == snapshot("""\
   1 of 1 target reached
  ! not offered  north  lakes
  ! not offered  south  desktops and lakes

""")
    page = b"".join(html.render(night)).decode()
    assert "desktops, lakes: there is no such service" in page


@pytest.mark.parametrize("alone", [True, False])
def test_places_that_are_not_enabled_are_named_and_for_whom(tmp_path: Path, *, alone: bool) -> None:
    there = answered(HOST, "sessions", line(HOST, "shell"))
    nowhere = answered(HOST, "lab.places", about="south", outcome="absent", code="NotEnabled", operation="lab.Places")
    other = () if alone else (answered("lab:ward-3", "sessions", line("lab:ward-3", "shell")),)
    night = Lab(tmp_path).night(there, nowhere, *other)
    said = f"the region is not enabled for {'the account' if alone else 'lab:clinic-nb-07'}: nothing was asked there"
    assert f"! not enabled  south  {said}\n" in printed(night)
    assert f'<td colspan="3">{said}</td>' in b"".join(html.render(night)).decode()
    assert not night.whole
    assert "all assessed" not in night.clean
