"""What all readers share: ages, and what one of them that stumbles costs."""

import pytest

from collectors.asking.ages import days, seconds
from collectors.aws import AWS, QUESTIONS, SERVICES
from collectors.aws.compute import ec2_facts
from scanner.answers import Answers, Got
from scanner.facts import FOREVER, Asset, Gap
from tests.collectors.aws.answering import ACCOUNT, NOW, REGION, answer
from tests.collectors.aws.possible import Odd

GOT = Got("ok", "test", asked=NOW)


@pytest.mark.parametrize(
    ("when", "age"),
    [
        (None, FOREVER),
        ("", FOREVER),
        (NOW, 0),
        ("2026-11-25T11:59:59Z", 1),
        ("2026-11-25T13:00:00Z", 0),
        ("2026-11-25T13:00:01Z", -3601),
    ],
)
def test_clocks_may_differ_by_an_hour(when: str | None, age: int) -> None:
    assert seconds(GOT, when) == age


def test_days_of_what_lies_ahead_are_negative() -> None:
    assert [days(GOT, f"2026-11-2{n}T12:00:00Z") for n in (4, 5, 6)] == [1, 0, -1]


def test_an_answer_that_a_reader_stumbles_over_costs_its_service_and_no_other() -> None:
    given = (
        answer("aws.identity", "", {"Account": ACCOUNT, "Arn": f"arn:aws:iam::{ACCOUNT}:user/me"}),
        answer("ec2.volumes", REGION, {"Volumes": [{"VolumeId": "vol-1", "CreateTime": Odd("c4n4ry")}]}),
        answer("rds.instances", REGION, {"DBInstances": [{"DBInstanceArn": "arn:d", "DBInstanceIdentifier": "d"}]}),
    )
    wanted = {q.id: q.operation for q in QUESTIONS}
    found = list(AWS.read(Answers("aws:", enumerate(given), wanted=wanted)))
    stumbled = [f for f in found if isinstance(f, Gap) and "could not read an answer" in f.ask]
    (service,) = (s for s in SERVICES if ec2_facts.read in s.readers)
    assert {f.kind for f in stumbled} == {*service.kinds, "aws.account", "aws.region"}
    assert {(f.outcome, f.ask) for f in stumbled} == {
        ("error", "collectors.aws.compute.ec2_facts could not read an answer (ValueError)")
    }
    assert [f.name for f in found if isinstance(f, Asset) and f.kind == "aws.rds.instance"] == ["d"]
    assert not any("c4n4ry" in repr(f) for f in found)
