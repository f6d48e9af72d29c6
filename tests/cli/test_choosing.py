"""Which findings somebody means: filters, patterns, owners, and what is near to a word that fits nothing."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.check import SEVERITIES, Verdict, check, passed
from scanner.cli import findings
from scanner.facts import DataStore
from scanner.finding import Status
from scanner.targets import Target
from tests.cli.conftest import Safeguard
from tests.reports.nights import Lab, answered, disk, line, person


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two wards and a server, each somebody's; one of them was not reached."""
    folder = tmp_path_factory.mktemp("wards")
    owners = {"lab:ward-1": "M. Okafor", "lab:ward-2": "S. Ito", "lab:server": ""}
    Lab(folder).night(
        answered("lab:ward-1", "disks", disk("lab:ward-1", "sda", encrypted=False)),
        answered("lab:ward-1", "people", person("lab:ward-1", "root", mfa="none", privileged=True)),
        answered("lab:ward-2", "disks", outcome="unreachable", code="Refused"),
        answered("lab:server", "sessions", *(line("lab:server", f"tty{n}", idle_seconds=3600) for n in range(60))),
        targets=tuple(Target(id=t, scheme="lab", name=t[4:], owner=o) for t, o in owners.items()),
    )
    return str(folder / "store")


@pytest.mark.parametrize(
    ("words", "found", "lines"),
    [
        (["ward-1"], 2, 2),
        (["lab:ward-*"], 6, 6),
        (["ward-?"], 6, 6),
        (["--owner", "M. Okafor"], 2, 2),
        (["--owner", "m. okafor", "--severity", "critical"], 1, 1),
        (["--status", "fail"], 62, 3),
        (["--status", "fail", "--each"], 62, 62),
        (["--severity", "critical", "--severity", "high", "--status", "not-assessed"], 3, 3),
        (["lab:server", "--status", "pass"], 60, 1),
    ],
)
def test_filters(safeguard: Safeguard, store: str, words: list[str], found: int, lines: int) -> None:
    ran = safeguard("findings", *words, "--store", store)
    assert ran.code == 0
    assert f"{found} finding{'' if found == 1 else 's'} shown" in ran.out
    assert len([text for text in ran.out.splitlines() if text.startswith("  ")]) == lines


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "66 findings shown; not shown: 60 pass (--all); alike"),
        (["--all"], "126 findings shown; alike"),
        (["lab:server", "--severity", "critical"], "no finding shown; not asked for: 60 fail, 60 pass"),
        (["lab:server", "--severity", "high"], "60 findings shown; not asked for: 60 pass; alike"),
        (
            ["lab:server", "--severity", "medium"],
            "no finding shown; not shown: 60 pass (--all); not asked for: 60 fail",
        ),
        (["lab:ward-*", "--status", "fail"], "2 findings shown; not asked for: 4 not assessed"),
        (["lab:ward-*", "--status", "fail", "--all"], "2 findings shown; not asked for: 4 not assessed"),
    ],
)
def test_what_is_not_shown_says_how_to_see_it(safeguard: Safeguard, store: str, words: list[str], said: str) -> None:
    """`--all` is named where it would show more, and nowhere else."""
    line = safeguard("findings", *words, "--store", store).out.splitlines()[-1]
    assert line.partition("reached: ")[2].startswith(said)
    assert said.endswith("alike") or line.endswith(said)


def test_owners_stand_beside_their_findings(safeguard: Safeguard, store: str) -> None:
    out = safeguard("findings", "lab:ward-*", "--store", store).out
    assert {row.split("lab:ward-")[1][:12].strip() for row in out.splitlines()[:-1]} == {"1  M. Okafor", "2  S. Ito"}


def test_what_was_not_seen_shares_a_line_by_its_cause(safeguard: Safeguard, store: str) -> None:
    out = safeguard("findings", "--store", store).out
    (unseen,) = [row for row in out.splitlines() if row.startswith("  ? ")]
    assert "4 findings" in unseen
    assert unseen.endswith("unreachable: lab disks (Refused)")
    assert "alike ones share a line (--each)" in out


def test_what_was_not_seen_has_no_fix(safeguard: Safeguard, store: str) -> None:
    out = safeguard("findings", "ward-2", "--fix", "--store", store).out
    assert out.startswith("Not seen: unreachable: lab disks (Refused)\n")
    assert "  Next  Check that it runs and can be reached from here\n" in out
    assert "Fix" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lab:wrad-1"], "no finding of a control, check or target “lab:wrad-1”. Did you mean lab:ward-1?"),
        (["wrd-2"], "no finding of a control, check or target “wrd-2”. Did you mean ward-2?"),
        (["ssh:*"], "no finding of a control, check or target “ssh:*”\n  Its targets are: lab:server, lab:ward-1 and"),
        (["--owner", "M. Okafr"], "no finding of an owner “M. Okafr”. Did you mean M. Okafor?"),
        (["--owner", "nobody"], "no finding of an owner “nobody”\n  Its owners are: M. Okafor and S. Ito"),
        (["ward-2", "--owner", "M. Okafor"], "no finding of “ward-2” whose owner is M. Okafor"),
    ],
)
def test_what_fits_nothing_is_told_what_is_near(safeguard: Safeguard, store: str, words: list[str], said: str) -> None:
    ran = safeguard("findings", *words, "--store", store)
    assert ran.code == 3
    assert said in ran.err


def test_the_next_step_keeps_the_choice(safeguard: Safeguard, store: str) -> None:
    ran = safeguard("findings", "lab:*", "--owner", "M. Okafor", "--status", "fail", "--store", store)
    assert "Next: safeguard findings 'lab:*' --owner 'M. Okafor' --status fail --fix" in ran.err


@pytest.mark.parametrize(
    ("words", "step"),
    [
        (["findings", "ward-1", "--all", "--each"], "findings ward-1 --all --each --fix"),
        (["findings", "ward-1", "--fix"], "explain mfa.every-person"),
        (["findings", "ward-1", "--status", "stale"], "report 0 --format html --output report.html"),
        (["explain", "mfa"], "findings mfa --fix"),
        (["explain", "mfa.every-person"], "findings mfa.every-person --fix"),
        (["explain", "164.312(d)"], "explain mfa"),
        (["explain", "164.312(d)", "--profile", "hipaa-nprm-2025"], "explain audit-logging --profile hipaa-nprm-2025"),
        (["explain", "164.308(a)(5)(i)"], "report 0"),
    ],
)
def test_the_next_step_is_about_the_same_run_of_the_same_store(
    safeguard: Safeguard, store: str, words: list[str], step: str
) -> None:
    """Without it the step would show what lies here: another run, or somebody else's evidence."""
    ran = safeguard(*words, "--run", "0", "--store", store)
    run = "" if step.startswith("report") else " --run 0"
    assert f"{ran.out}{ran.err}".endswith(f"Next: safeguard {step}{run} --store {store}\n")
    assert safeguard(*shlex.split(f"{step}{run} --store {store}")).code == 0


@check(id="encryption-at-rest.lasts", title="Disks last", control="encryption-at-rest", severity="low")
def lasts(store: DataStore) -> Iterator[Verdict]:
    """Disks wear out.

    Fix: buy another one in time.
    """
    yield passed("lasts a while", fails_in=int(store.name.removeprefix("sd")))


def test_all_that_fails_next_can_be_listed(safeguard: Safeguard, tmp_path: Path) -> None:
    """At the end of a scan stand the first six."""
    Lab(tmp_path, checks=(lasts,)).night(
        answered("lab:h", "disks", *(disk("lab:h", f"sd{days}") for days in (*range(1, 9), 30, 31)))
    )
    (step,) = re.findall(r"and 3 more within a month: safeguard (.*)", safeguard("report", str(tmp_path / "store")).out)
    ran = safeguard(*shlex.split(step), "--fix")
    assert {*re.findall(r"  (sd\d+: .*)", ran.out)} == {
        f"sd{days}: lasts a while (fails in {days} day{'s' * (days != 1)})" for days in (*range(1, 9), 30)
    }
    assert "  Fix  buy another one in time" in ran.out
    assert "9 findings shown; not asked for: 1 pass" in ran.out


def test_a_target_at_another_endpoint_is_meant_by_its_declared_name(safeguard: Safeguard, tmp_path: Path) -> None:
    from scanner.answers import Source

    source = Source(endpoint="127.0.0.1:5000", standard=False)
    Lab(tmp_path).night(answered("lab:prod", "disks", disk("lab:prod", "sda", encrypted=False), source=source))
    assert "1 finding shown" in safeguard("findings", "prod", "--store", str(tmp_path / "store")).out
    assert " lab:prod  sda: " in safeguard("findings", "--store", str(tmp_path / "store")).out


def test_the_options_name_every_severity_and_state() -> None:
    assert findings.SEVERITIES == SEVERITIES
    assert [*findings.STATES] == [*(status.value.replace("_", "-") for status in Status), "standing", "soon"]


def test_that_nothing_is_verified_is_said_beside_json_too(safeguard: Safeguard, store: str) -> None:
    ran = safeguard("findings", "--store", store, "--json")
    assert ran.err.startswith("Not verified: ")
    assert all(line.startswith("{") for line in ran.out.splitlines())
