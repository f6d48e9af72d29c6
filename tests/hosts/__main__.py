"""Print what is true of the test hosts beside what a scan says: python -m tests.hosts [FLAVOUR...]."""

import operator
import sys
import tempfile
from pathlib import Path

import pytest

from scanner.finding import Status
from tests.hosts.asking import FLAVOURS, Ready, from_within, ready
from tests.hosts.truth import SHORT, said, table
from tests.servers.bases import SUITES

Statuses = dict[tuple[str, str], set[Status]]


def columns(one: Ready) -> dict[str, Statuses]:
    """What is said by whom; of a host that lets in nobody without a code, from within only."""
    found = {"within": said(from_within(one, pytest.MonkeyPatch()))}
    if one.flavour != "mfa":
        users = ("scanner", "visitor") if one.flavour == "hardened" else ("root", "scanner", "visitor")
        found |= {user: said(one.ask(user)) for user in users}
    return found


def show(flavour: str, suite: str) -> None:
    """One host."""
    rows = table(flavour, suite)
    with tempfile.TemporaryDirectory() as folder, ready(flavour, suite, Path(folder)) as one:
        by = columns(one)
    write(f"\n{flavour} ({suite})\n{'truth':6}{''.join(f'{name:9}' for name in by)}check, resource")
    right = total = 0
    for check, resource in sorted(by["within"]):
        row = next(r for r in rows if r.fits(check, resource))
        told = [seen.get((check, resource), {Status.NOT_ASSESSED}) for seen in by.values()]
        want = [{row.visitor if name == "visitor" else row.root} for name in by]
        right, total = right + sum(map(operator.eq, told, want)), total + len(told)
        words = (f"{' '.join(sorted(SHORT[s] for s in statuses)):9}" for statuses in told)
        write(f"{SHORT[row.root]:6}{''.join(words)}{check} {resource}")
    write(f"{right} of {total} verdicts are as it is true")


def write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


for chosen in sys.argv[1:] or FLAVOURS:
    show(chosen, SUITES[0])
