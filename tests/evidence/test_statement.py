from collections.abc import Callable
from typing import Any

import pytest

from scanner.evidence import canonical, statement
from scanner.evidence.canonical import MalformedError
from scanner.evidence.statement import Evidence, Place, RunRecord, StatementError
from tests.evidence.made import DIGEST, ORIGIN, a_run


def a_record(**more: Any) -> RunRecord:
    run = a_run(3)
    fields = {name: getattr(run, name) for name in run.__struct_fields__}
    place = Place(origin=ORIGIN, sequence=3, previous=DIGEST, sealed="2026-11-04T03:05:00Z")
    evidence = Evidence(size=1, root=DIGEST, segments=("evidence-1.jsonl.gz",))
    return RunRecord(**{**fields, "place": place, "evidence": evidence, "signed_by": f"SHA256:{DIGEST}", **more})


PAYLOAD = statement.dumps(a_record(), [("findings.jsonl", DIGEST), ("coverage.json", DIGEST)])


def test_comes_back() -> None:
    found = statement.loads(PAYLOAD, "it")
    assert statement.run_record(found, "it") == a_record()
    assert list(found.digests) == ["evidence", "coverage.json", "findings.jsonl"]
    assert statement.place(found, "it") == a_record().place
    assert a_record().sequence == 3


def test_one_of_an_earlier_version_comes_back_too() -> None:
    earlier = PAYLOAD.replace(statement.RUN_TYPE.encode(), statement.EARLIER_RUN_TYPE.encode())
    assert statement.run_record(statement.loads(earlier, "it"), "it") == a_record()


def test_it_is_small_enough_for_a_key_service() -> None:
    """A KMS signs at most 4,096 bytes as they are."""
    names = [f"{name}.json" for name in ("coverage", "profile", "catalogue", "scope", "plugins")]
    assert len(statement.dumps(a_record(), [(name, DIGEST) for name in names])) < 3000


EDITS: list[tuple[Callable[[Any], Any], str]] = [
    (lambda doc: doc.update(_type="https://in-toto.io/Statement/v0.1"), "Invalid enum value"),
    (lambda doc: doc.update(predicateType="https://slsa.dev/provenance/v1"), "is about 'https://slsa.dev/prov"),
    (
        lambda doc: doc.update(
            predicateType=statement.EARLIER_RUN_TYPE,
            predicate={**doc["predicate"], "findings": {"size": 1, "root": DIGEST}},
        ),
        "is a run/v1, and says what only later ones say",
    ),
    (lambda doc: doc.update(subject=[]), "length >= 1"),
    (lambda doc: doc["subject"].append(doc["subject"][0]), "two subjects of the statement have one name"),
    (lambda doc: doc["subject"][0]["digest"].update(sha256="0" * 64), "the root in the record is not the one"),
    (lambda doc: doc["subject"][0]["digest"].update(sha512="0"), "unknown field `sha512`"),
    (lambda doc: doc["subject"][0].update(name="evidences"), "the root in the record is not the one"),
    (lambda doc: doc["subject"][1].update(name="../x.json"), "has a subject called '../x.json'"),
    (lambda doc: doc["subject"][1].update(name="a.json\n"), "has a subject called"),
    (lambda doc: doc["subject"][1]["digest"].update(sha256=DIGEST.upper()), "matching regex"),
    (lambda doc: doc["predicate"].update(run="../x"), "matching regex.*run"),
    (lambda doc: doc["predicate"].update(run="a\n"), "matching regex.*run"),
    (lambda doc: doc["predicate"].update(note="x"), "unknown field `note`"),
    (lambda doc: doc["predicate"].pop("partial"), "missing required field `partial`"),
    (lambda doc: doc["predicate"].update(partial=0), "Expected `bool`, got `int`"),
    (lambda doc: doc["predicate"].update(ended="2026-11-01"), "matching regex.*ended"),
    (lambda doc: doc["predicate"].update(ended="2020-11-31T03:00:00Z"), "day is out of range"),
    (lambda doc: doc["predicate"].update(ended="2020-11-04T02:59:59Z"), "the run ended before it started"),
    (lambda doc: doc["predicate"].update(ended="2026-11-04T03:00:00+01:00"), "matching regex.*ended"),
    (lambda doc: doc["predicate"]["place"].update(sealed="2026-02-30T03:05:00Z"), "day is out of range"),
    (lambda doc: doc["predicate"]["place"].update(sealed="9999-99-99T99:99:99Z"), "month must be in 1..12"),
    (lambda doc: doc["predicate"]["place"].update(sealed="2020-11-04T02:54:59Z"), "was sealed before it ended"),
    (lambda doc: doc["predicate"]["evidence"].update(size=statement.MAX_ANSWERS + 1), "<= 4194304"),
    (lambda doc: doc["predicate"]["totals"].update({f"{at}": 1 for at in range(64)}), "length <= 64"),
    (lambda doc: doc["predicate"]["evidence"].update(segments=["evidence-1.jsonl.gz"] * 4097), "length <= 4096"),
    (lambda doc: doc["subject"].extend(doc["subject"] * 256), "length <= 256"),
    (lambda doc: doc["predicate"]["totals"].update({"pass": -1}), ">= 0"),
    (lambda doc: doc["predicate"]["totals"].update({"pass": True}), "Expected `int`, got `bool`"),
    (lambda doc: doc["predicate"]["tool"].update(installed="maybe"), "Invalid enum value 'maybe'"),
    (lambda doc: doc["predicate"]["place"].update(previous="x"), "matching regex"),
    (lambda doc: doc["predicate"]["place"].update(sequence="3"), "Expected `int`, got `str`"),
    (lambda doc: doc["predicate"]["evidence"].update(segments=["../../etc/passwd"]), "matching regex"),
    (lambda doc: doc.update(predicate=[]), "Expected `object`"),
]


@pytest.mark.parametrize(("edit", "why"), EDITS)
def test_edited(edit: Callable[[Any], Any], why: str) -> None:
    doc = canonical.loads(PAYLOAD, "it")
    edit(doc)
    with pytest.raises(StatementError, match=f"^entry 3: .*{why}"):
        statement.run_record(statement.loads(canonical.dumps(doc), "entry 3"), "entry 3")


@pytest.mark.parametrize("sealed", ["2020-11-04T02:55:00Z", "2020-11-04T03:00:00Z", "2020-11-05T00:00:00Z"])
def test_a_clock_may_be_put_right_while_a_run_is_sealed(sealed: str) -> None:
    place = Place(origin=ORIGIN, sequence=3, previous=DIGEST, sealed=sealed)
    assert a_record(place=place).ended == "2020-11-04T03:00:00Z"


def test_spelled_otherwise() -> None:
    with pytest.raises(MalformedError, match="not in its canonical form"):
        statement.loads(PAYLOAD + b"\n", "it")


def test_the_place_of_something_that_is_no_run() -> None:
    doc = canonical.loads(PAYLOAD, "it")
    doc["predicateType"] = "https://safeguard.invalid/decision/v1"
    doc["predicate"] = {"place": doc["predicate"]["place"], "what": "a decision"}
    found = statement.loads(canonical.dumps(doc), "it")
    assert statement.place(found, "it").sequence == 3
    with pytest.raises(StatementError, match=r"is about 'https://safeguard\.invalid/decision/v1', not a run"):
        statement.run_record(found, "it")
    with pytest.raises(StatementError, match="does not hold what it should"):
        statement.place(statement.loads(canonical.dumps({**doc, "predicate": {}}), "it"), "it")
