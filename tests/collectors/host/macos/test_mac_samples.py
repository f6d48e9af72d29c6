"""The well kept Mac: what the checks say of it, and what is said when one question is not answered."""

import re

import pytest

from collectors.host.macos.kinds import KINDS
from collectors.host.macos.questions import QUESTIONS
from scanner.collector import Kind
from scanner.facts import Fact, Gap, promised, spread, tag
from scanner.finding import Status
from tests.collectors.host.macos.mac import BY_ID, answer, answers, facts, findings
from tests.collectors.host.macos.samples import SAMPLES
from tests.feeding import about
from tests.judged import lost, registry

ROWS = [q.id for q in QUESTIONS[1:]]
SHORT = [name.removeprefix("macos.") for name in ROWS]


def test_every_question_has_a_sample_and_every_kind_a_fact() -> None:
    assert SAMPLES.keys() == BY_ID.keys()
    assert set(KINDS) - {f.kind for f in facts(answers({}))} == {"macos.sshd-off", "macos.sshd-root"}


def test_nothing_of_the_well_kept_mac_fails() -> None:
    found = findings(answers({}))
    failed = {(f.check, f.resource): f.seen for f in found if f.status is Status.FAIL}
    assert failed == {
        ("least-privilege.no-everything", "local:mac-1/sudo/%admin"): "may do everything, and is not approved",
    }
    passed = {f.check for f in found if f.status is Status.PASS}
    assert {
        *("encryption-at-rest.encrypted", "workstation-lock.idle-locks", "workstation-lock.password-on-return"),
        *("mfa.demanded", "audit-logging.recording", "audit-logging.events-complete", "log-retention.long-enough"),
        *("backup.exists", "backup.fresh", "backup.encrypted", "password-policy.long-enough"),
        *("password-policy.lockout", "integrity.boot", "network-segmentation.deny-by-default"),
        *("patching.supported-release", "patching.state-known", "malware-protection.on", "asset-inventory.known"),
        *("audit-logging.clock-right", "automatic-logoff.idle-ends", "unique-user-identification.built-in-idle"),
    } <= passed


def test_no_secret_is_kept() -> None:
    body = repr([a.body for a in answers({})])
    for word in ("s3cr3t", "01234567-89AB", "Safe of Ana", "ana@example.org", "time.apple.com", "example.com"):
        assert word not in body, word


def test_each_kind_gives_what_it_promises() -> None:
    for fact in facts(answers({})):
        if not isinstance(fact, Gap):
            assert type(fact) in {promised(p) for p in KINDS[fact.kind].gives}, fact


def test_every_fix_is_of_a_check_that_judges_what_the_kind_gives() -> None:
    known = registry().checks
    for name, kind in KINDS.items():
        given = {promised(p) for p in kind.gives}
        for check in kind.fix:
            assert known[check].fact in given, f"{name}: {check}"
        assert isinstance(kind, Kind)


def test_every_fact_rests_on_answers_that_feed_it() -> None:
    some = answers({})
    for fact in facts(some):
        for place in fact.answers:
            fed = {one for promise in BY_ID[some[place].question].feeds for one in spread(promise)}
            assert fed.issuperset(spread(about(fact))), (some[place].question, fact.kind, type(fact).__name__)


@pytest.mark.parametrize("outcome", ["denied", "timeout", "error"])
@pytest.mark.parametrize("question", SHORT)
def test_what_was_not_answered_is_no_claim(question: str, outcome: str) -> None:
    """Nothing passes that did not before, no word of what is known changes, nothing vanishes without a gap."""
    before, after = answers({}), answers({question: f"!{outcome}"})
    assert claims(before, after) == []


def claims(before: list, after: list) -> list[str]:  # type: ignore[type-arg]  # answers
    class Found:
        def __init__(self, some: list) -> None:  # type: ignore[type-arg]
            self.findings = findings(some)

    return lost(Found(before), Found(after))  # type: ignore[arg-type]  # it looks at the findings alone


def test_everything_denied() -> None:
    said = findings(answers(dict.fromkeys(SHORT, "!denied")))
    passed = {(f.check, f.kind) for f in said if f.status in (Status.PASS, Status.FAIL)}
    assert passed == {("patching.supported-release", "macos.release")}, "the version is known of the first question"


@pytest.mark.parametrize("outcome", ["denied", "timeout", "error", "absent"])
def test_a_mac_that_cannot_be_named_gives_gaps_only(outcome: str) -> None:
    found = facts(answers({"machine": f"!{outcome}"}))
    assert {f.kind for f in found} == set(KINDS)
    assert all(isinstance(f, Gap) for f in found)


def test_the_id_is_that_of_the_name_that_stays() -> None:
    assert {f.resource.partition("/")[0] for f in facts(answers({})) if not isinstance(f, Gap)} == {"local:mac-1"}
    body = BY_ID["macos.machine"].keep(SAMPLES["macos.machine"])
    assert re.fullmatch(r"SHA256:[0-9a-f]{32}", body["machine"])


def test_what_is_said_without_a_version() -> None:
    with pytest.raises(ValueError, match="no version of macOS"):
        BY_ID["macos.machine"].keep("hostname=x\nproductVersion=\n")


def test_tags() -> None:
    assert {tag(type(f)) for f in facts([answer("macos.machine", outcome="denied")])} == {"gap"}
    assert all(isinstance(f, Fact) for f in facts(answers({})))
