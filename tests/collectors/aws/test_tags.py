"""Tags are asked for wherever something lies that is judged: AWS tells those of one region at a time."""

from collections.abc import Iterator

import pytest

from collectors.aws.tags import tags
from scanner.answers import Answer, Answers, Source
from tests.collectors.aws.scanning import NOW, ask, target
from tests.servers.aws_proxy import Reply, proxy_to
from tests.servers.moto import Moto

QUESTIONS = {"tags.resources", "tags.global", "tags.buckets", "tags.located"}


@pytest.fixture
def elsewhere(moto: Moto) -> Iterator[str]:
    """A server that holds a bucket in another region."""
    s3 = moto.client("s3", "eu-west-1")
    s3.create_bucket(Bucket="charts-of-tags", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield moto.url
    s3.delete_bucket(Bucket="charts-of-tags")


@pytest.mark.parametrize(
    ("regions", "asked"),
    [
        ("us-east-1", {"tags.resources us-east-1", "tags.located eu-west-1"}),
        ("us-east-1,eu-west-1", {"tags.resources us-east-1", "tags.resources eu-west-1"}),
        ("us-east-2", {"tags.resources us-east-2", "tags.global ", "tags.located eu-west-1"}),
    ],
)
def test_each_region_is_asked_once(elsewhere: str, regions: str, asked: set[str]) -> None:
    answers = [a for a in ask(target(elsewhere, regions=regions), QUESTIONS) if a.question in QUESTIONS]
    assert sorted(f"{a.question} {a.about}" for a in answers) == sorted(asked)


def test_a_list_of_buckets_may_tell_their_regions(elsewhere: str, moto: Moto) -> None:
    """As AWS's does."""
    listed = (
        b"<ListAllMyBucketsResult><Buckets><Bucket><Name>charts-of-tags</Name><BucketRegion>eu-west-1</BucketRegion>"
        b"</Bucket></Buckets></ListAllMyBucketsResult>"
    )
    with proxy_to(moto.port) as server:
        server.fault = lambda r: Reply(200, listed, "application/xml") if r.operation.startswith("GET /?max") else None
        answers = ask(target(server.url), QUESTIONS)
    assert {a.about for a in answers if a.question == "tags.buckets"} == {"eu-west-1"}


@pytest.mark.parametrize(
    ("regions", "asked"),
    [
        ("us-east-1", {"tags.resources us-east-1", "tags.located eu-west-1"}),
        ("eu-west-1", {"tags.resources eu-west-1"}),
    ],
)
def test_an_old_bucket_lies_in_a_region_of_an_older_name(
    elsewhere: str, moto: Moto, regions: str, asked: set[str]
) -> None:
    old = b"<LocationConstraint>EU</LocationConstraint>"
    with proxy_to(moto.port) as server:
        server.fault = lambda r: Reply(200, old, "application/xml") if r.operation.endswith("?location") else None
        answers = ask(target(server.url, regions=regions), QUESTIONS - {"tags.global"})
    assert {f"{a.question} {a.about}" for a in answers if a.question in QUESTIONS} == asked


def test_what_all_of_them_say_is_known() -> None:
    answers = [
        Answer(
            target="aws:",
            question=question,
            about=about,
            operation="resourcegroupstaggingapi.GetResources",
            outcome="ok",
            body={"ResourceTagMappingList": [{"ResourceARN": question, "Tags": [{"Key": "Owner", "Value": about}]}]},
            asked=NOW,
            source=Source(endpoint="here"),
            collector="aws 1",
        )
        for question, about in (("tags.resources", "us-east-2"), ("tags.global", "us-east-1"), ("tags.located", "b"))
    ]
    assert tags(Answers("aws:", enumerate(answers), wanted={})) == {
        "tags.resources": {"Owner": "us-east-2"},
        "tags.global": {"Owner": "us-east-1"},
        "tags.located": {"Owner": "b"},
    }
