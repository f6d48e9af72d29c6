"""What a scan says of real hosts, beside what is true of them: with root's eyes, and without."""

from pathlib import Path

import pytest

from scanner.finding import Status
from scanner.judging.assess import Assessment
from tests.hosts.asking import FLAVOURS, from_within, ready
from tests.hosts.truth import differences, said, table, unseen
from tests.servers.bases import BUILD_SECONDS, SUITES, bases

pytestmark = pytest.mark.timeout(2 * BUILD_SECONDS)
FIRST, *OTHERS = SUITES


@pytest.fixture(scope="module", autouse=True)
def _bases(request: pytest.FixtureRequest) -> None:
    """All that the chosen cases want are built at once."""
    mine = [item for item in request.session.items if item.path == request.path]
    bases({str(item.callspec.params.get("suite", FIRST)) for item in mine if isinstance(item, pytest.Function)})


def compare(flavour: str, suite: str, folder: Path, patch: pytest.MonkeyPatch) -> None:
    rows = table(flavour, suite)
    with ready(flavour, suite, folder) as one:
        within = from_within(one, patch)
        assert "\n".join(differences(within, rows)) == ""
        if flavour == "mfa":
            refused(one.ask("visitor"))
            return
        for user in ("root", "scanner"):
            if (flavour, user) != ("hardened", "root"):
                assert "\n".join(differences(one.ask(user), rows)) == "", user
        assert "\n".join(unseen(within, one.ask("visitor"), rows)) == ""


def refused(assessment: Assessment) -> None:
    """A host that wants a code from everyone lets in no program: nothing is claimed but what it offers to all."""
    claimed = {resource for (_, resource), statuses in said(assessment).items() if statuses != {Status.NOT_ASSESSED}}
    assert claimed == {"/sshd"}
    assert {f.reason for f in assessment.findings if f.status is Status.NOT_ASSESSED and not f.standing} == {"denied"}


@pytest.mark.sampled("hosts")
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_truth(flavour: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(flavour, FIRST, tmp_path, monkeypatch)


@pytest.mark.sampled
@pytest.mark.parametrize("suite", OTHERS)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_truth_of_other_releases(flavour: str, suite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(flavour, suite, tmp_path, monkeypatch)
