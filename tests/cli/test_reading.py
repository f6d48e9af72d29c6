"""The commands that read what was sealed, and those that read what could be."""

# ruff: noqa: E501  # screens stand here as a person sees them

import json
import re
import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest
from inline_snapshot import snapshot

from scanner.cli import listing, place
from scanner.cli.failures import CommandError
from scanner.plugins import load
from scanner.profile.layers import load_profile
from scanner.targets import Target
from tests.cli.conftest import Ran, Safeguard, run_name
from tests.reports.nights import Lab, answered, disk, lab, line


def _still(ran: Ran) -> str:
    return re.sub(r"\d{8}t\d{6}z-[0-9a-f]{6}", "RUN", ran.screen)


def test_findings(safeguard: Safeguard, scanned: str) -> None:
    assert _still(safeguard("findings")) == snapshot("""\
  ✗ fail          high    automatic-logoff.idle-ends           acme:east   terminal \\x1b[2J: idle sessions stay open for 1 h, more than 10 min
  ? not assessed  high    automatic-logoff.idle-ends           acme:north  when its sessions end: denied (show idle: E7)
  ? not assessed  high    workstation-lock.idle-locks          acme:north  when its sessions end: denied (show idle: E7)
  ? not assessed  high    workstation-lock.password-on-return  acme:north  when its sessions end: denied (show idle: E7)
  ? not assessed  medium  automatic-logoff.enforced            acme:north  when its sessions end: denied (show idle: E7)
  ? not assessed  medium  automatic-logoff.lifetime-bounded    acme:north  when its sessions end: denied (show idle: E7)
Run RUN, 1 of 3 targets reached: 6 findings shown; not shown: 1 pass (--all)
Not verified: whose key signed it, and whether it is all there, is for safeguard verify to say.
Next: safeguard findings --fix
[exit 0]\
""")


def test_findings_with_what_to_do(safeguard: Safeguard, scanned: str) -> None:
    assert _still(safeguard("findings", "acme:east", "--fix")) == snapshot("""\
Should be: Idle sessions end by themselves   automatic-logoff.idle-ends
  ✗ fail  high  automatic-logoff.idle-ends  acme:east  terminal \\x1b[2J: idle sessions stay open for 1 h, more than 10 min
  Fix  set idle 600

Run RUN, 1 of 3 targets reached: 1 finding shown; not shown: 1 pass (--all)
Not verified: whose key signed it, and whether it is all there, is for safeguard verify to say.
Next: safeguard explain automatic-logoff.idle-ends
[exit 0]\
""")


@pytest.mark.parametrize(
    ("names", "fix"),
    [
        (("vty-0",), "labctl set vty-0 idle 900 --for GROUP"),
        (("vty-0", "vty-1"), "labctl set LINE idle 900 --for GROUP"),
        (("; rm -rf /",), "labctl set LINE idle 900 --for GROUP"),
        (("x`reboot`",), "labctl set LINE idle 900 --for GROUP"),
    ],
)
def test_what_to_do_about_one_thing_names_it(
    safeguard: Safeguard, home: Path, names: tuple[str, ...], fix: str
) -> None:
    """Of several the words in capitals stand, as in the pages; so they do where a name is more than a name."""
    platform = lab(fix="labctl set LINE idle 900 --for GROUP", own={"LINE": "name"})
    lines = [line("lab:h", name, idle_seconds=3600) for name in names]
    Lab(home, collectors=(platform,)).night(answered("lab:h", "sessions", *lines))
    assert f"  Fix  {fix}\n" in safeguard("findings", "--fix", "--store", "store").out
    one = safeguard("findings", names[0], "--json", "--store", "store") if len(names) == 1 else None
    assert one is None or json.loads(one.out.splitlines()[0])["fix"] == fix


@pytest.mark.parametrize("what", ["automatic-logoff", "automatic-logoff.idle-ends", "acme:east", "east"])
def test_findings_of_something(safeguard: Safeguard, scanned: str, what: str) -> None:
    ran = safeguard("findings", what)
    assert ran.code == 0
    assert "idle sessions stay open for 1 h, more than 10 min" in ran.out


@pytest.mark.parametrize(
    ("titles", "what", "shown"),
    [
        (("Alder Prod", "other"), "Alder Prod", ["Alder Prod"]),
        (("prod (North)", "prod (South)"), "prod", ["prod (North)", "prod (South)"]),
        (("prod", "prod"), "prod", ["prod lab:1", "prod lab:2"]),
        (("prod", "prod"), "prod lab:1", ["prod lab:1"]),
    ],
)
def test_findings_of_an_account_as_people_call_it(
    safeguard: Safeguard, home: Path, titles: tuple[str, str], what: str, shown: list[str]
) -> None:
    accounts = {f"lab:{n}": title for n, title in enumerate(titles, start=1)}
    Lab(home).night(
        *(answered(a, "disks", disk(a, "sda", encrypted=False)) for a in accounts),
        targets=tuple(Target(id=a, scheme="lab", name=a[4:], title=title) for a, title in accounts.items()),
    )
    ran = safeguard("findings", what, "--store", "store")
    assert re.findall(r"encryption-at-rest\.encrypted +(\S.*?)  ", ran.out) == shown
    step = shlex.split(ran.err.rpartition("Next: ")[2])
    assert step == ["safeguard", "findings", what, "--fix", "--store", "store"]


def test_findings_of_nothing(safeguard: Safeguard, scanned: str) -> None:
    assert _still(safeguard("findings", "automatic-logof")) == snapshot("""\
error: run RUN has no finding of a control, check or target “automatic-logof”. Did you mean automatic-logoff?
[exit 3]\
""")
    assert _still(safeguard("findings", "zzz")) == snapshot("""\
error: run RUN has no finding of a control, check or target “zzz”
  Its controls are: automatic-logoff and workstation-lock
  Its targets are: acme:east and acme:north
[exit 3]\
""")


def test_findings_that_need_nobody_are_a_number(safeguard: Safeguard, scanned: str, home: Path) -> None:
    first = run_name(home, 0)
    assert _still(safeguard("findings", "acme:west", "--run", first)) == snapshot("""\
Run RUN, 2 of 2 targets reached: no finding shown; not shown: 2 pass (--all)
Not verified: whose key signed it, and whether it is all there, is for safeguard verify to say.
Next: safeguard report RUN --format html --output report.html
[exit 0]\
""")
    assert "✓ pass" in safeguard("findings", "acme:west", "--run", first, "--all").out


def test_findings_as_json(safeguard: Safeguard, scanned: str) -> None:
    lines = safeguard("findings", "--json").out.splitlines()
    found = [json.loads(line) for line in lines]
    assert {f["status"] for f in found} == {"fail", "not_assessed"}
    assert next(f for f in found if f["status"] == "fail")["fix"] == "set idle 600"
    assert all(line.isascii() and line.isprintable() for line in lines)


@pytest.mark.parametrize("named", ["whole", "beginning", "entry", "last"])
def test_ways_to_name_a_run(safeguard: Safeguard, scanned: str, named: str) -> None:
    run = {"whole": scanned, "beginning": scanned[:-3], "entry": "1", "last": ""}[named]
    ran = safeguard("report", *([run] if run else []))
    assert ran.code == 0
    assert "acme:Read" in ran.out


def test_runs_that_are_not_there(safeguard: Safeguard, scanned: str) -> None:
    assert _still(safeguard("report", "zzz")) == snapshot("""\
error: no run “zzz” in the store evidence
  The last are: RUN, RUN
[exit 3]\
""")
    assert re.sub(r"“\d+”", "“DATE”", _still(safeguard("report", scanned[:4]))) == snapshot("""\
error: the store evidence has 2 runs that begin with “DATE”: write more of it
[exit 3]\
""")


@pytest.mark.parametrize(
    ("args", "begins"),
    [
        (("--format", "json"), b"{"),
        (("--format", "html"), b"<!DOCTYPE html>"),
        (("--format", "terminal"), b"1 fail"),
        ((), b"1 fail"),
    ],
)
def test_report_to_stdout(safeguard: Safeguard, scanned: str, args: tuple[str, ...], begins: bytes) -> None:
    ran = safeguard("report", *args)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.lower().startswith(begins.decode().lower())


def test_report_to_a_file(safeguard: Safeguard, scanned: str, home: Path) -> None:
    ran = safeguard("report", "--output", "night.html")
    assert (ran.code, ran.screen) == (0, "Report written: night.html\n[exit 0]")
    assert (home / "night.html").read_bytes().lower().startswith(b"<!doctype html>")
    assert not list(home.glob(".night*"))


def test_the_same_report_twice_is_the_same_bytes(safeguard: Safeguard, scanned: str, home: Path) -> None:
    for name in ("a.json", "b.json"):
        safeguard("report", "--output", name)
    assert (home / "a.json").read_bytes() == (home / "b.json").read_bytes()


def test_report_with_a_suffix_of_nothing(safeguard: Safeguard, scanned: str) -> None:
    assert safeguard("report", "--output", "night.pdf").screen == snapshot("""\
error: --output night.pdf: its suffix says no format, and --format is missing
  There are: html, json, terminal
[exit 3]\
""")


def test_bundle_of_a_run_and_its_report(safeguard: Safeguard, scanned: str, home: Path) -> None:
    ran = safeguard("bundle", "export", scanned, "--output", "run.zip")
    assert re.sub(r"[0-9a-f]{4}( [0-9a-f]{4}){3}", "KEY", ran.screen) == snapshot("""\
Bundle  run.zip   1 run
Key     KEY KEY KEY KEY
Tell the auditor that number by telephone or letter, all of it, and not beside the file.
Next: safeguard verify run.zip --key NUMBER
[exit 0]\
""")
    of_bundle, of_store = safeguard("report", "run.zip").out, safeguard("report", scanned).out
    assert of_bundle == of_store.replace(f"--run {scanned}", "--store run.zip")
    assert safeguard("verify", "run.zip").code == 5


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (["run.zip"], "--store run.zip"),
        (["--store", "run.zip", "1"], "--run 1 --store run.zip"),
        (["run.zip", "1"], "--run 1 --store run.zip"),
        (["1"], "--run 1"),
    ],
)
def test_what_a_report_says_to_type_is_about_the_same_run(
    safeguard: Safeguard, scanned: str, words: list[str], where: str
) -> None:
    safeguard("bundle", "export", scanned, "--output", "run.zip")
    (step,) = re.findall(r"what to grant: safeguard (permissions .*)", safeguard("report", *words).out)
    assert step == f"permissions acme --missing {where}"
    assert safeguard(*shlex.split(step)).out == "allow acme:Read\n"


def test_bundle_of_all_runs(safeguard: Safeguard, scanned: str) -> None:
    ran = safeguard("bundle", "export", "0", "1", "--output", "runs.zip")
    assert "2 runs" in ran.err
    assert "2 entries" in safeguard("verify", "runs.zip", "--all").out


def test_permissions(safeguard: Safeguard, scanned: str) -> None:
    assert safeguard("permissions", "acme").screen == snapshot("""\
allow acme:Read
# Acme: 1 right that profile hipaa-security-rule takes
# The plugin acme-extra 1.1 asks for them, and is not ours: what they let it read, and what it keeps
# of that, its makers know. Look at it before you grant them.
[exit 0]\
""")
    assert _still(safeguard("permissions", "acme", "--missing")) == snapshot("""\
allow acme:Read
# Acme: 1 of 1 right that profile hipaa-security-rule takes was denied in run RUN
#   acme:Read   leaves 5 open
# The plugin acme-extra 1.1 asks for them, and is not ours: what they let it read, and what it keeps
# of that, its makers know. Look at it before you grant them.
[exit 0]\
""")
    assert _still(safeguard("permissions", "acme", "--missing", "--run", "0")) == snapshot("""\
# Acme: none of 1 right that profile hipaa-security-rule takes was denied in run RUN
[exit 0]\
""")
    assert _still(safeguard("permissions", "aws", "--missing")) == snapshot("""\
# AWS answered nothing in run RUN: what is missing is not known
[exit 0]\
""")


def test_permissions_of_aws_are_policies_one_after_another(safeguard: Safeguard) -> None:
    ran = safeguard("permissions", "aws")
    assert ran.code == 0
    policies = [json.loads(document) for document in ran.out.split("\n\n")]
    assert [p["Version"] for p in policies] == ["2012-10-17"] * 2
    assert "2 documents" in ran.err
    assert "All are reads" in ran.err


@pytest.mark.parametrize("name", ["aws", "AWS", "aws:", "Linux", "local"])
def test_ways_to_name_a_platform(safeguard: Safeguard, name: str) -> None:
    assert safeguard("permissions", name).code == 0


@pytest.mark.parametrize(
    ("system", "rights"),
    [
        ("linux", {"as root"}),
        ("macOS", {"as root", "Full Disk Access"}),
        ("windows", {"group Administrators"}),
        ("ssh", {"as root", "Full Disk Access", "group Administrators"}),
    ],
)
def test_a_system_has_its_own_rights(safeguard: Safeguard, system: str, rights: set[str]) -> None:
    said = safeguard("permissions", system).out
    assert {right for right in ("as root", "Full Disk Access", "group Administrators") if right in said} == rights


def test_explain_a_citation(safeguard: Safeguard, scanned: str) -> None:
    assert safeguard("explain", "164.312(a)(2)(iii)").screen == snapshot("""\
45 CFR 164.312(a)(2)(iii)   Automatic logoff   addressable   technical

    “Implement electronic procedures that terminate an electronic session after a predetermined time
    of inactivity.”

Addressable is not optional: implement it, or decide in writing why not and what instead
(164.306(d)(3)).
  Seen by  automatic-logoff  direct      1 fail, 3 not assessed, 1 pass
           workstation-lock  supporting  2 not assessed
A machine can see: After how long without activity sessions end: shells, consoles, web sign-ins,
remote access, databases.
A person must sign: The decision on the time for each kind of place.
  NIST     AC-12
Next: safeguard explain automatic-logoff
[exit 0]\
""")
    assert safeguard("explain", "45 CFR 164.312(a)(2)(iii)").screen == safeguard("explain", "164.312(a)(2)(iii)").screen


def test_explain_a_check(safeguard: Safeguard) -> None:
    assert safeguard("explain", "mfa.demanded").screen == snapshot("""\
mfa.demanded   Signing in takes two factors   critical

A stolen password alone must not open the door.

  For      mfa
  Supports 164.312(d)            direct           standard
           164.308(a)(5)(ii)(D)  supporting only  addressable
           164.312(a)(1)         supporting only  standard
  Setting  factors = 2
           mfa.factors: proposed 164.304: at least two of three categories of factors
           The rule: 164.312(d): “verify that a person or entity seeking access … is the one
           claimed”; no number of factors

How it is judged: fails where fewer than factors are demanded of anybody on any way in; passes where
so many or more are. Says nothing of ways in for machines.

Fix: demand a second factor of everyone who comes in here.

Next: safeguard findings mfa.demanded --fix
[exit 0]\
""")


@pytest.mark.parametrize(
    ("cite", "first", "rows"),
    [("164.312", "164.312(a)(1)", 12), ("§164.308(a)(5)", "164.308(a)(5)(i)", 5)],
)
def test_explain_a_section(safeguard: Safeguard, cite: str, first: str, rows: int) -> None:
    ran = safeguard("explain", cite)
    head, _, *lines, last = ran.out.splitlines()
    assert (ran.code, head) == (0, f"{cite.lstrip('§')}   {rows} rows of HIPAA Security Rule")
    assert (len(lines), lines[0].split()[0], last) == (rows, first, f"Next: safeguard explain '{first}'")


@pytest.mark.parametrize("what", ["automatic-logoff", "automatic-logoff.idle-ends"])
def test_a_limit_is_said_in_one_unit(safeguard: Safeguard, what: str) -> None:
    out = safeguard("explain", what).out
    assert "= 10 min\n" in out
    assert "600" not in out


def test_what_no_finding_looked_at_is_said(safeguard: Safeguard, scanned: str) -> None:
    assert re.search(r"^[ a-zA-Z]+mfa +direct +nothing looked$", safeguard("explain", "164.312(d)").out, re.MULTILINE)


def test_explain_a_control(safeguard: Safeguard, scanned: str) -> None:
    out = safeguard("explain", "automatic-logoff").out
    assert out.startswith("automatic-logoff   a session that nobody watches ends by itself\n")
    assert "Does not show: " in out
    assert re.search(
        r"^Last run  \d fail, \d not assessed, \d pass \(run \S+, 1 of 3 targets reached\)$", out, re.MULTILINE
    )


def test_explain_by_your_own_profile(safeguard: Safeguard, home: Path) -> None:
    (home / "clinic.yaml").write_text(
        "extends: hipaa-security-rule\nthresholds:\n"
        "  session.idle.server_shell: {value: 300, authority: our own decision of 3 May}\n"
    )
    out = safeguard("explain", "automatic-logoff", "--profile", "clinic.yaml").out
    assert "session.idle.server_shell = 5 min\n           our own decision of 3 May, clinic.yaml line 3" in out


def test_the_proposal_is_never_shown_as_law(safeguard: Safeguard) -> None:
    row = load_profile("hipaa-nprm-2025", load().checks).requirements[0]
    assert "proposed, not law" in safeguard("explain", row.cite, "--profile", "hipaa-nprm-2025").out


def test_checks(safeguard: Safeguard) -> None:
    ran = safeguard("checks")
    line = next(line for line in ran.out.splitlines() if "automatic-logoff.idle-ends" in line)
    assert line.split()[:4] == ["automatic-logoff.idle-ends", "automatic-logoff", "164.312(a)(2)(iii)", "A"]
    assert line.split()[4:]
    assert [row["id"] for row in json.loads(safeguard("checks", "--json").out)] == [
        line.split()[0] for line in ran.out.splitlines() if line.startswith("  ")
    ]


def test_checks_name_every_platform_that_feeds_them(safeguard: Safeguard, night: Path) -> None:
    fed = {row["id"]: row["platforms"] for row in json.loads(safeguard("checks", "--json").out)}
    seen = safeguard("findings", "--store", str(night / "evidence"), "--all", "--json").out.splitlines()
    assert {check for line in seen if "local" not in fed[check := json.loads(line)["check"]]} == set()
    # One class of facts, and each check says something of other facets of it only.
    assert fed["malware-protection.on"] == ["aws", "azure", "drop", "local", "ssh"]
    assert fed["threat-detection.on-and-heard"] == ["aws", "azure", "gcp"]


def test_no_id_of_a_check_is_cut() -> None:
    assert max(map(len, load().checks)) <= listing._CHECK  # noqa: SLF001  # whose width it is


def test_profiles(safeguard: Safeguard, home: Path) -> None:
    assert safeguard("profiles", "list").screen == snapshot("""\
  hipaa-security-rule     HIPAA Security Rule
    55 requirements (19 standards, 14 required, 22 addressable), and beside them 25 rows (5 general, 13 organizational, 7 documentation)
  hipaa-nprm-2025         HIPAA Security Rule, proposed changes of 2025   proposed, not law
    47 requirements (22 standards, 25 specifications), and beside them 6 rows (3 general, 2 organizational, 1 documentation)
Next: safeguard scan --profile hipaa-security-rule
[exit 0]\
""")
    (home / "clinic.yaml").write_text("extends: hipaa-security-rule\nchecks:\n  mfa.demanded: {disabled: badges}\n")
    assert safeguard("profiles", "validate", "clinic.yaml").screen == snapshot("""\
clinic.yaml is a profile: HIPAA Security Rule
  made of    hipaa-security-rule.yaml, clinic.yaml
  sets       no limit of its own
  disables   mfa.demanded
Next: safeguard scan --profile clinic.yaml
[exit 0]\
""")


def test_any_run_of_a_bundle_can_be_shown(safeguard: Safeguard, scanned: str, home: Path) -> None:
    first = run_name(home, 0)
    assert safeguard("bundle", "export", "0", "1", "--output", "runs.zip").code == 0
    for args, shown in (
        (("report", "runs.zip"), scanned),
        (("report", "runs.zip", "0"), first),
        (("report", "runs.zip", first), first),
        (("report", "--store", "runs.zip", "0"), first),
        (("findings", "--store", "runs.zip"), scanned),
        (("findings", "--store", "runs.zip", "--run", "0"), first),
        (("findings", "--run", "runs.zip"), scanned),
    ):
        ran = safeguard(*args)
        assert ran.code == 0, ran.err
        assert f"Run {1 + (shown == scanned)} of 2 in runs.zip: {shown}\n" in ran.err, args
    of_bundle = safeguard("explain", "automatic-logoff", "--store", "runs.zip", "--run", "0")
    of_store = safeguard("explain", "automatic-logoff", "--run", first)
    assert of_bundle.out.rpartition("Next: ")[0] == of_store.out.rpartition("Next: ")[0]
    assert safeguard("explain", "automatic-logoff", "--run", "zzz").code == 3
    assert safeguard("report", "runs.zip", "zzz").code == 3


def test_a_bundle_of_one_run_is_not_counted(safeguard: Safeguard, scanned: str) -> None:
    safeguard("bundle", "export", "--output", "run.zip")
    assert safeguard("report", "run.zip").err == ""
    assert "Run 1" not in safeguard("report").err


def test_a_file_that_is_taken_for_a_filter(safeguard: Safeguard, scanned: str) -> None:
    safeguard("bundle", "export", "--output", "run.zip")
    assert safeguard("findings", "run.zip").screen == snapshot("""\
error: run.zip is a file
  Its findings, if it is a bundle: safeguard findings --store run.zip
[exit 3]\
""")
    assert safeguard("report", "run.zip", "0", "--store", "evidence").code == 3


def test_whose_evidence_it_is_is_sealed_with_it(safeguard: Safeguard, scanned: str, home: Path) -> None:
    """An auditor stands in a folder with another client's safeguard.yaml."""
    safeguard("bundle", "export", "--output", "run.zip")
    (home / "safeguard.yaml").write_text('organisation: "Some Other Hospital"\ntargets: [{target: "local:"}]\n')
    for args in (("report", "run.zip"), ("report", "evidence"), ("report", "run.zip", "-c", "safeguard.yaml")):
        assert json.loads(safeguard(*args, "--format", "json").out)["organisation"] == "Alder Creek"
    assert "of Alder Creek" in safeguard("verify", "run.zip").out
    (home / "safeguard.yaml").write_text("nonsense: 1\n")
    assert safeguard("report", "run.zip").code == 0
    assert safeguard("findings", "--store", "run.zip").code == 0
    assert safeguard("report", "run.zip", "-c", "safeguard.yaml").code == 3
    assert safeguard("report", "evidence").code == 3


def test_an_entry_is_meant_though_names_of_runs_begin_with_digits(
    scanned: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["20261126t1", "20261127t1", "20261128t1"]
    made = [SimpleNamespace(record=SimpleNamespace(run=name, sequence=at)) for at, name in enumerate(names)]
    monkeypatch.setattr("scanner.cli.place.runs", lambda _: iter(reversed(made)))
    reader = SimpleNamespace(name="the store")
    assert [place.find(reader, name).record.sequence for name in ("0", "1", "2", "20261127")] == [0, 1, 2, 1]
    with pytest.raises(CommandError, match="3 runs that begin with"):
        place.find(reader, "20261")
