"""From what Windows said to what is judged of it, through the real checks."""

from typing import Any

import pytest

from tests.collectors.host.windows.cases import CASES
from tests.collectors.host.windows.outputs import OTHER
from tests.collectors.host.windows.pcs import answers, to, verdicts

FORWARDED = {("log-retention.tamper-evident", f"event-log/{name}") for name in ("Security", "System", "Application")}


def test_a_well_kept_machine() -> None:
    found = verdicts(answers())
    failed = {where for where, status in found.items() if status == "fail"}
    unknown = {where for where, status in found.items() if status == "not_assessed"}
    assert failed == set()
    # They are forwarded; only whoever gets the logs can tell that they were not changed.
    assert unknown == FORWARDED
    assert sum(status == "pass" for status in found.values()) > 40


TABLE = [(q, change, check, where, status) for q, check, where, rows in CASES for change, status in rows]


@pytest.mark.parametrize(("question", "change", "check", "where", "status"), TABLE)
def test_one_thing_is_otherwise(question: str, change: Any, check: str, where: str, status: str) -> None:
    assert verdicts(answers(**{question: change})).get((check, where)) == status


ASKED = sorted(q.removeprefix("windows.").replace("-", "_") for q in (a.question for a in answers()))


@pytest.mark.parametrize("outcome", ["denied", "error", "timeout"])
@pytest.mark.parametrize("question", ASKED)
def test_what_was_not_read_is_not_assessed(question: str, outcome: str) -> None:
    """Without one answer nothing passes that did not before, and nothing that stood is gone without a word."""
    before, after = verdicts(answers()), verdicts(answers(**{question: outcome}))
    assert [where for where, status in after.items() if status == "pass" and before.get(where) != "pass"] == []
    assert [where for where, status in after.items() if status == "fail" and before.get(where) != "fail"] == []
    # Where Windows locks for everyone, nothing hangs on the screen savers.
    unknown = {where for where, status in after.items() if status == "not_assessed"}
    assert bool(unknown - FORWARDED) == (question != "screens")


WORKGROUP = {"AzureAdJoined": False, "DomainJoined": False}


def test_where_nothing_else_could_ask_a_password_is_all() -> None:
    """Outside a domain, with no provider but Microsoft's own."""

    def plain(body: Any) -> None:
        body.update(system={}, device=WORKGROUP)

    found = verdicts(answers(sign_in=plain))
    assert found["mfa.demanded", "sign-in"] == found["mfa.demanded", "rdp"] == "fail"

    def guarded(body: Any) -> None:
        body.update(system={}, device=WORKGROUP, providers=["{0}"])

    foreign = verdicts(answers(sign_in=guarded))
    assert foreign["mfa.demanded", "sign-in"] == "not_assessed"


@pytest.mark.parametrize(
    "state",
    [
        to("searched", value=1_790_000_000),
        to("searched", value=None),
        to("searched", value=1_799_000_000),
        to("told", value=False),
        to("policy", value={"UseWUServer": 1}),
        to("paused", value="2026-12-01"),
        to("access", value={"DeferQualityUpdatesPeriodInDays": 7}),
        to("restart", value=True),
        "denied",
    ],
)
def test_that_nothing_was_found_is_not_that_nothing_is_open(state: Any) -> None:
    assert verdicts(answers(update_state=state))["patching.flaws-fixed-in-time", ""] == "not_assessed"


def test_who_was_not_seen_is_not_locked() -> None:
    """Without a limit of the machine each has a screen saver of their own, and some are not signed in."""
    off = to("system", value={})
    someone = {"sid": OTHER, "policy": {}, "own": {}}
    for screens, status in (
        (to("unseen", value=[OTHER]), "not_assessed"),
        (lambda body: body["seen"].append(someone), "fail"),
        (to("seen", value=[]), "not_assessed"),
        ("denied", "not_assessed"),
        (to("seen", 0, "policy", "ScreenSaverIsSecure", value=0), "fail"),
        (to("seen", 0, "policy", "ScreenSaveTimeOut", value=901), "fail"),
        (to("seen", 0, "own", value={}), "fail"),
    ):
        assert verdicts(answers(lock=off, screens=screens))["workstation-lock.idle-locks", "screen"] == status


def test_of_a_machine_without_any_answer_nothing_passes() -> None:
    found = verdicts(answers(**dict.fromkeys(ASKED, "denied")))
    assert set(found.values()) == {"not_assessed"}
