"""Tags are asked for wherever something lies that is judged: AWS tells those of one region at a time."""

from collections.abc import Iterator

import pytest

from collectors.aws.tags import tags
from scanner.answers import Answer, Answers, Source
from tests.collectors.aws.scanning import NOW, ask, target
from tests.servers.aws_proxy import Fault, Reply, error, proxy_to
from tests.servers.moto import Moto

QUESTIONS = {"tags.resources", "tags.global", "tags.buckets", "tags.located"}


@pytest.fixture
def elsewhere(moto: Moto) -> Iterator[str]:
    """A server that holds a bucket in another region."""
    s3 = moto.client("s3", "eu-west-1")
    s3.create_bucket(Bucket="charts-of-tags", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    yield moto.url
    s3.delete_bucket(Bucket="charts-of-tags")


def telling(*regions: str) -> Fault:
    """A list of buckets that tells their regions, as AWS's does and moto's does not."""
    rows = "".join(f"<Bucket><Name>charts-{r}</Name><BucketRegion>{r}</BucketRegion></Bucket>" for r in regions)
    listed = f"<ListAllMyBucketsResult><Buckets>{rows}</Buckets></ListAllMyBucketsResult>".encode()
    return lambda r: Reply(200, listed, "application/xml") if regions and r.operation.startswith("GET /?max") else None


HOME, IRELAND = "us-east-1", "eu-west-1"


@pytest.mark.parametrize(
    ("regions", "told", "asked"),
    [
        ("us-east-1", (), {"tags.resources us-east-1", "tags.located eu-west-1"}),
        ("us-east-1,eu-west-1", (), {"tags.resources us-east-1", "tags.resources eu-west-1"}),
        ("us-east-2", (), {"tags.resources us-east-2", "tags.global ", "tags.located eu-west-1"}),
        ("us-west-2", (HOME,), {"tags.resources us-west-2", "tags.global "}),
        ("us-west-2", (HOME, IRELAND), {"tags.resources us-west-2", "tags.global ", "tags.buckets eu-west-1"}),
        ("us-east-1", (HOME, IRELAND), {"tags.resources us-east-1", "tags.buckets eu-west-1"}),
    ],
)
@pytest.mark.usefixtures("elsewhere")
def test_each_region_is_asked_once(moto: Moto, regions: str, told: tuple[str, ...], asked: set[str]) -> None:
    with proxy_to(moto.port) as server:
        server.fault = telling(*told)
        answers = [a for a in ask(target(server.url, regions=regions), QUESTIONS) if a.question in QUESTIONS]
    assert sorted(f"{a.question} {a.about}" for a in answers) == sorted(asked)


def test_what_the_home_region_did_not_tell_is_asked_of_its_buckets(moto: Moto) -> None:
    told = telling(HOME)
    with proxy_to(moto.port) as server:
        server.fault = lambda r: error(r, "AccessDenied") if r.operation == "GetResources" else told(r)
        answers = ask(target(server.url, regions="us-west-2"), QUESTIONS)
    said = {f"{a.question} {a.about}": a.outcome for a in answers if a.question in QUESTIONS}
    assert said == dict.fromkeys(("tags.resources us-west-2", "tags.global ", f"tags.buckets {HOME}"), "denied")


@pytest.mark.parametrize(
    ("regions", "asked"),
    [
        ("us-east-1", {"tags.resources us-east-1", "tags.located eu-west-1"}),
        ("eu-west-1", {"tags.resources eu-west-1", "tags.global "}),
    ],
)
def test_an_old_bucket_lies_in_a_region_of_an_older_name(
    elsewhere: str, moto: Moto, regions: str, asked: set[str]
) -> None:
    old = b"<LocationConstraint>EU</LocationConstraint>"
    with proxy_to(moto.port) as server:
        server.fault = lambda r: Reply(200, old, "application/xml") if r.operation.endswith("?location") else None
        answers = ask(target(server.url, regions=regions), QUESTIONS)
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
