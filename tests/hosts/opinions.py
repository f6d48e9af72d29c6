"""What OpenSCAP and Lynis, run inside a host, say of it; and where that is not what we say."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from scanner.finding import Status
from scanner.judging.assess import Assessment
from tests.hosts.truth import said
from tests.servers.bases import base
from tests.servers.hosts import Host

FOLDER: Final = Path(__file__).parent
_SSG: Final = "xccdf_org.ssgproject.content_"
_CONTENT: Final = "usr/share/xml/scap/ssg/content/ssg-debian12-ds.xml"
_LIMITS: Final = {
    "var_accounts_tmout": "600",
    "var_accounts_passwords_pam_faillock_deny": "5",
    "var_accounts_passwords_pam_faillock_unlock_time": "900",
    "var_password_pam_minlen": "14",
}
"""Theirs, set to ours: what is compared is the reading, not the number."""

_GROUPS: Final = "authentication ssh firewalls accounting file_integrity malware hardening time ports_packages"
"""Those of Lynis that hold the mapped tests, and what these build on."""


@dataclass(frozen=True)
class Same:
    """A line of the map."""

    program: str
    rule: str
    check: str
    resource: str
    """With a `?` at its end: where there is none there is nothing to object."""


def mapped(program: str) -> list[Same]:
    """The rules of a program that ask what we ask."""
    lines = (FOLDER / "second_opinion.map").read_text().splitlines()
    rows = [Same(*line.split()) for line in lines if line.strip() and not line.startswith("#")]
    return [row for row in rows if row.program == program]


def oscap(there: Host) -> Mapping[str, str]:
    """What OpenSCAP says, rule by rule."""
    inside = Path(f"/proc/{there.pid}/root/root")
    shutil.copy(base("trixie") / _CONTENT, inside / "content.xml")
    (inside / "tailoring.xml").write_text(_tailoring([row.rule for row in mapped("oscap")]))
    said = there.run(
        "cd /root; oscap xccdf eval --tailoring-file tailoring.xml --profile xccdf_safeguard_profile_ours"
        " --results results.xml content.xml >/dev/null 2>&1 || [ $? = 2 ]; cat results.xml"
    )
    pairs = re.findall(rf'<rule-result idref="{_SSG}rule_([^"]+)".*?<result>(\w+)', said, re.DOTALL)
    return {rule: result for rule, result in pairs if result in {"pass", "fail"}}


def _tailoring(rules: list[str]) -> str:
    lines = [
        '<Tailoring xmlns="http://checklists.nist.gov/xccdf/1.2" id="xccdf_safeguard_tailoring_ours">',
        '<version time="2026-11-26T00:00:00">1</version>',
        f'<Profile id="xccdf_safeguard_profile_ours" extends="{_SSG}profile_anssi_bp28_high"><title>Ours</title>',
        *(f'<select idref="{_SSG}rule_{rule}" selected="true"/>' for rule in rules),
        *(f'<set-value idref="{_SSG}value_{name}">{value}</set-value>' for name, value in _LIMITS.items()),
        "</Profile>",
        "</Tailoring>",
    ]
    # OpenSCAP 1.3.7 misses every second element where nothing stands between them.
    return "\n".join(lines)


def lynis(there: Host) -> Mapping[str, str]:
    """What Lynis says, test by test: it fails where it warns or suggests something, `SSH-7408:PermitRootLogin` too."""
    report = there.run(
        "cd /root; lynis audit system --quick --quiet --no-colors"
        f' --tests-from-group "{_GROUPS}" >/dev/null 2>&1 || :; cat /var/log/lynis-report.dat'
    )
    found = dict.fromkeys(re.findall(r"[A-Z]{3,4}-\d{4}", re.findall(r"tests_executed=(.*)", report)[0]), "pass")
    for test, _, detail in re.findall(r"(?m)^(?:warning|suggestion)\[\]=([^|]*)\|([^|]*)\|(\w*)", report):
        found |= {test: "fail", f"{test}:{detail}": "fail"}
    return {**{row.rule: "pass" for row in mapped("lynis") if row.rule.partition(":")[0] in found}, **found}


def ours(assessment: Assessment, same: Same) -> str:
    """What we say of it; of what we could not see, neither."""
    where, optional = same.resource.removesuffix("?"), same.resource.endswith("?")
    some = [
        status
        for (check, resource), statuses in said(assessment).items()
        for status in statuses
        if check == same.check and fnmatchcase(resource, where)
    ]
    if Status.FAIL in some:
        return "fail"
    return "pass" if Status.PASS in some or (optional and not some) else ""


def disagreements(assessment: Assessment, program: str, theirs: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """The rules of which both say something, and not the same: rule, theirs, ours."""
    for same in mapped(program):
        they, we = theirs.get(same.rule, ""), ours(assessment, same)
        if they and we and they != we:
            yield same.rule, they, we


@dataclass(frozen=True)
class Known:
    """A disagreement that is known, why we are right, and the command that shows it."""

    rules: tuple[str, ...]
    why: str
    command: str
    shows: str


def exceptions(program: str, flavour: str) -> list[Known]:
    """Those of a program on a host."""
    blocks = (FOLDER / "second_opinion.exceptions").read_text().split("\n\n")[1:]
    found = []
    for head, why, command, shows in map(str.splitlines, blocks):
        who, rules, flavours = head.split()
        if who == program and flavour in flavours.split(","):
            found.append(Known(tuple(rules.split(",")), why, command.removeprefix("$ "), shows))
    return found
