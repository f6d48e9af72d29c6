"""What goes over the wire is what botocore's own way sends, byte for byte where it is signed; and what comes back."""

import datetime as dt
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from typing import Any, cast

import botocore.auth
import botocore.session
import pytest
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.loaders import create_loader
from botocore.parsers import ResponseParserError

from collectors.aws.asking.transport import Transport
from collectors.aws.asking.wire import Request, Wire
from tests.servers.scripted import playing

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
NOTHING = b"HTTP/1.1 404 Nothing\r\ncontent-length: 0\r\n\r\n"
TELEMETRY = {"amz-sdk-invocation-id", "amz-sdk-request"}
"""Headers of botocore's that are not signed, and which nothing asks for."""
ACCOUNT = "123456789012"
ODD = "ä b/../%2f+~*'(é)//\U0001f5c4?&=#"


LOADER = create_loader()


class StopError(Exception):
    """Nothing goes further."""


class Stub:
    """A transport that only looks."""

    def send(self, request: Any) -> Any:
        self.sent = request
        raise StopError


@pytest.fixture(autouse=True)
def _frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: NOW)


def client(service: str, region: str = "us-east-1", url: str | None = None, s3: Any = None) -> Any:
    config = Config(
        user_agent="safeguard",
        retries={"mode": "standard", "total_max_attempts": 1},
        connect_timeout=5,
        read_timeout=5,
        s3=s3,
    )
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    return session.create_client(service, region_name=region, endpoint_url=url, config=config)


class _Nobody:
    """Hears what becomes of a request."""

    def sends(self, request: Any) -> None:
        pass

    def good(self, response: Any, context: Any) -> None:
        pass


def wired(one: Any, transport: Any = None) -> Any:
    old = one._endpoint.http_session  # noqa: SLF001  # as `connections` does
    one._endpoint = Wire(one, transport or Transport.like(old, nullcontext), cast("Any", _Nobody()))  # noqa: SLF001
    return one


def seen(sent: Any) -> tuple[Any, ...]:
    """Of a request of either kind, before a connection writes it, all that is sent."""
    texts = {str(n).lower(): v.decode() if isinstance(v, bytes) else v for n, v in sent.headers.items()}
    headers = {n: v for n, v in texts.items() if n not in TELEMETRY | {"host", "accept-encoding"}}
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    return sent.method, sent.url, headers, body


def read(raw: bytes) -> tuple[bytes, Mapping[bytes, bytes], bytes]:
    """Of a request as it was sent: the first line, the headers, the body."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    headers = {name.lower(): said for name, said in (line.split(b": ", 1) for line in lines)}
    assert len(headers) == len(lines)
    return first, {n: v for n, v in headers.items() if n.decode() not in TELEMETRY}, body


@pytest.mark.parametrize(
    ("service", "region", "call", "parameters"),
    [
        ("sts", "eu-central-1", "get_caller_identity", {}),  # query
        ("iam", "us-east-1", "get_role_policy", {"RoleName": "a", "PolicyName": "b c+é"}),
        ("iam", "cn-north-1", "list_users", {}),
        ("sns", "us-gov-west-1", "get_topic_attributes", {"TopicArn": "arn:aws-us-gov:sns:us-gov-west-1:1:ü"}),
        ("ec2", "eu-west-1", "describe_volumes", {"Filters": [{"Name": "tag:é", "Values": ["a b", "c&d=e"]}]}),  # ec2
        ("kms", "us-east-1", "describe_key", {"KeyId": "ü"}),  # json
        ("dynamodb", "us-east-1", "describe_table", {"TableName": "patients"}),
        ("sqs", "us-east-1", "list_queues", {}),
        ("cloudwatch", "us-east-1", "describe_alarms", {}),  # the newest protocol that botocore finds for it
        ("eks", "us-east-1", "describe_cluster", {"name": "ä b+c"}),  # rest-json
        ("lambda", "us-east-1", "get_policy", {"FunctionName": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f:1"}),
        ("apigateway", "us-east-1", "get_rest_apis", {"limit": 7}),
        (
            "backup",
            "us-east-1",
            "list_recovery_points_by_backup_vault",
            {"BackupVaultName": "a", "MaxResults": 1},
        ),
        ("batch", "us-east-1", "describe_job_definitions", {"status": "ACTIVE"}),
        ("iot", "us-east-1", "get_policy", {"policyName": "p"}),
        ("route53", "us-east-1", "list_resource_record_sets", {"HostedZoneId": "/hostedzone/Z1"}),  # rest-xml
        ("cloudfront", "us-east-1", "get_distribution_config", {"Id": "E1"}),
        ("s3", "us-east-1", "list_buckets", {}),
        ("s3", "eu-west-1", "list_buckets", {"MaxBuckets": 10, "BucketRegion": "eu-west-1"}),
        ("s3", "eu-west-1", "head_bucket", {"Bucket": "charts"}),
        ("s3", "eu-west-1", "get_bucket_policy", {"Bucket": "charts", "ExpectedBucketOwner": ACCOUNT}),
        ("s3", "eu-west-1", "get_bucket_encryption", {"Bucket": "dotted.charts"}),
        ("s3", "eu-west-1", "list_objects_v2", {"Bucket": "charts", "Prefix": ODD, "MaxKeys": 1}),
        ("s3", "eu-west-1", "get_object_tagging", {"Bucket": "charts", "Key": ODD, "VersionId": "a+b/c="}),
        ("s3", "eu-west-1", "get_bucket_acl", {"Bucket": f"arn:aws:s3:eu-central-1:{ACCOUNT}:accesspoint/a"}),
        ("s3control", "us-east-1", "get_public_access_block", {"AccountId": ACCOUNT}),
        ("s3control", "us-east-1", "get_access_point_policy", {"AccountId": ACCOUNT, "Name": "ward"}),
        ("glacier", "us-east-1", "get_vault_access_policy", {"accountId": "-", "vaultName": "v"}),
    ],
)
def test_a_request_is_botocore_s(
    monkeypatch: pytest.MonkeyPatch, service: str, region: str, call: str, parameters: dict[str, Any]
) -> None:
    monkeypatch.setenv("AWS_ACCOUNT_ID", ACCOUNT)
    theirs, ours = both(service, region, call, parameters)
    assert seen(ours) == seen(theirs)
    assert "Signature=" in ours.headers["authorization"]
    assert ours.headers["host"] == ours.url.split("/")[2]


def both(service: str, region: str, call: str, parameters: dict[str, Any]) -> tuple[Any, Any]:
    """What botocore's way and ours send, each up to the connection."""
    stubs = Stub(), Stub()
    theirs, ours = client(service, region), wired(client(service, region), stubs[1])
    theirs._endpoint.http_session = stubs[0]  # noqa: SLF001
    for one in (theirs, ours):
        with pytest.raises(StopError):
            getattr(one, call)(**parameters)
    return stubs[0].sent, stubs[1].sent


CHARTS = {"Bucket": "charts"}
PATIENTS = {"TableName": "patients"}
OWN = {"AccountId": ACCOUNT}


@pytest.mark.parametrize(
    ("service", "call", "parameters", "kind", "host"),
    [
        ("kms", "list_keys", {}, "FIPS", "kms-fips.us-east-1.amazonaws.com"),
        ("ec2", "describe_volumes", {}, "DUALSTACK", "ec2.us-east-1.api.aws"),
        ("s3", "list_buckets", {}, "FIPS", "s3-fips.us-east-1.amazonaws.com"),
        ("s3", "get_bucket_acl", CHARTS, "DUALSTACK", "charts.s3.dualstack.us-east-1.amazonaws.com"),
        (
            "s3control",
            "list_jobs",
            {"AccountId": ACCOUNT},
            "FIPS",
            f"{ACCOUNT}.s3-control-fips.us-east-1.amazonaws.com",
        ),
        ("dynamodb", "describe_table", PATIENTS, "", f"{ACCOUNT}.ddb.us-east-1.amazonaws.com"),
    ],
)
def test_so_it_is_at_other_endpoints(  # noqa: PLR0913, PLR0917  # a column each
    monkeypatch: pytest.MonkeyPatch, service: str, call: str, parameters: dict[str, Any], kind: str, host: str
) -> None:
    monkeypatch.setenv("AWS_ACCOUNT_ID", ACCOUNT)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "FwoGZXIvYXdzEBYaDA")
    monkeypatch.setenv(f"AWS_USE_{kind}_ENDPOINT", "true")
    theirs, ours = both(service, "us-east-1", call, parameters)
    assert (seen(ours), ours.headers["host"]) == (seen(theirs), host)
    assert ours.headers["x-amz-security-token"] == "FwoGZXIvYXdzEBYaDA"


@pytest.mark.parametrize(
    ("service", "call", "parameters"),
    [
        ("sts", "get_caller_identity", {}),
        ("ec2", "describe_volumes", {"Filters": [{"Name": "tag:é", "Values": ["a b", "c&d=e"]}]}),
        ("kms", "describe_key", {"KeyId": "ü"}),
        ("eks", "describe_cluster", {"name": "ä b+c"}),
        ("route53", "list_hosted_zones", {}),
        ("s3", "list_buckets", {}),
        ("s3", "head_bucket", {"Bucket": "charts"}),
        ("s3", "get_object_tagging", {"Bucket": "charts", "Key": ODD}),
    ],
)
def test_so_is_what_a_connection_writes(service: str, call: str, parameters: dict[str, Any]) -> None:
    with playing(NOTHING) as server:
        url = f"http://127.0.0.1:{server.port}"
        for one in (client(service, url=url), wired(client(service, url=url))):
            with suppress(ClientError, ResponseParserError):
                getattr(one, call)(**parameters)
        theirs, ours = (read(asked) for asked in server.asked)
    assert ours == theirs
    assert ours[1][b"accept-encoding"] == b"identity"


def test_a_signer_may_bring_headers_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of awscrt does, which botocore prefers where it is installed."""

    class Signer(botocore.auth.SigV4Auth):
        def add_auth(self, request: Any) -> None:
            super().add_auth(request)
            request.headers = HTTPHeaders.from_pairs([(n.title(), v) for n, v in request.headers.items()])

    with playing(NOTHING) as server:
        one = wired(client("kms", url=f"http://127.0.0.1:{server.port}"))
        for signer in (botocore.auth.SigV4Auth, Signer):
            monkeypatch.setitem(botocore.auth.AUTH_TYPE_MAPS, "v4", signer)
            with pytest.raises(ClientError):
                one.list_keys()
    assert read(server.asked[0]) == read(server.asked[1])


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [("GET", b"", None), ("HEAD", None, None), ("GET", b"{}", "2"), ("POST", b"", "0"), ("DELETE", None, "0")],
)
def test_a_body_says_how_long_it_is(method: str, body: bytes | None, length: str | None) -> None:
    """Or what is in it would be taken for the next request."""
    request = Request({"method": method, "url": "https://a.example/", "context": {}, "body": body, "headers": {}})
    assert "content-length" not in request.headers
    request.seal()
    assert request.headers.get("content-length") == length


@pytest.mark.parametrize("value", ["1\r\nx-more: 1", "1\nx-more: 1", "1\r", "1\r\n\r\nGET / HTTP/1.1"])
def test_no_value_is_more_than_a_header(value: str) -> None:
    with playing(NOTHING) as server:
        one = wired(client("s3", url=f"http://127.0.0.1:{server.port}"))
        with pytest.raises(HTTPClientError):
            one.get_bucket_policy(Bucket="charts", ExpectedBucketOwner=value)
    assert server.asked == []


@pytest.mark.parametrize("name", ["a b", "a\r\nx-more: 1", "a HTTP/1.1\r\n\r\n", "a\x00", "a\u2028", "a\ud800"])
def test_no_name_is_more_than_a_part_of_the_first_line(name: str) -> None:
    with playing(NOTHING) as server:
        one = wired(client("eks", url=f"http://127.0.0.1:{server.port}"))
        with suppress(ClientError, UnicodeError):
            one.describe_cluster(name=name)
    for asked in server.asked:
        first, headers, body = read(asked)
        assert first.split(b" ")[0::2] == [b"GET", b"HTTP/1.1"]
        assert (b"x-more" in headers, body) == (False, b"")


def answer(status: int, body: bytes, *lines: str) -> bytes:
    head = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status} Said", f"content-length: {len(body)}", *lines))
    return head.encode() + b"\r\n" + body


def heard(one: Any, call: str, parameters: dict[str, Any]) -> Any:
    """What a client makes of an answer, be it an error, and whether it is one."""
    raised = ""
    try:
        said = getattr(one, call)(**parameters)
    except ClientError as err:
        said, raised = err.response, type(err).__name__
    except Exception as err:  # noqa: BLE001  # whatever it is, the other must make the same of it
        return type(err)
    for how_often in ("RetryAttempts", "MaxAttemptsReached"):
        said["ResponseMetadata"].pop(how_often, None)
    said["ResponseMetadata"]["HTTPHeaders"].pop("x-safeguard-peer", None)
    return raised, said


QUERY = b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account></GetCallerIdentityResult>"
FAULT = b"<Error><Code>InternalError</Code><Message>again</Message><HostId>h</HostId></Error>"
EXPIRES = ("x-amzn-requestid: 0a1b2c3d", "Date: Wed, 25 Nov 2026 12:00:00 GMT", "x-a: 1", "X-A: 2")


@pytest.mark.parametrize(
    ("service", "call", "parameters", "said"),
    [
        ("sts", "get_caller_identity", {}, answer(200, QUERY + b"</GetCallerIdentityResponse>", *EXPIRES)),
        ("sts", "get_caller_identity", {}, answer(200, QUERY, *EXPIRES)),
        ("sts", "get_caller_identity", {}, answer(403, b"<R>" + FAULT + b"</R>")),
        ("ec2", "describe_volumes", {}, answer(400, b"<R><Errors>" + FAULT + b"</Errors><RequestID>r</RequestID></R>")),
        ("kms", "list_keys", {}, answer(200, b'{"Keys": [{"KeyId": "a"}]}', *EXPIRES)),
        ("kms", "list_keys", {}, answer(200, b"")),
        ("kms", "list_keys", {}, answer(200, b'{"Keys":')),
        ("kms", "list_keys", {}, answer(400, b'{"__type": "a#NotFoundException", "message": "no"}')),
        ("kms", "list_keys", {}, answer(500, b"<html>", "x-amzn-query-error: KMS.Other;Sender")),
        ("kms", "list_keys", {}, answer(302, b"", "location: https://elsewhere.example/")),
        ("dynamodb", "list_tables", {}, answer(200, b'{"TableNames": []}', "x-amz-crc32: 2745614147")),
        ("dynamodb", "list_tables", {}, answer(200, b'{"TableNames": []}', "x-amz-crc32: 1")),
        ("eks", "list_clusters", {}, answer(403, b'{"message": "no"}', "x-amzn-errortype: AccessDeniedException:http")),
        ("s3", "get_bucket_location", CHARTS, answer(200, b"<LocationConstraint>eu-west-1</LocationConstraint>")),
        ("s3", "get_bucket_location", CHARTS, answer(200, b"<LocationConstraint/>")),
        ("s3", "get_bucket_acl", CHARTS, answer(200, FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b'<?xml version="1.0" encoding="UTF-8"?>\n' + FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"\xef\xbb\xbf" + FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"<!-- of S3 -->" + FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"<!DOCTYPE Error>" + FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"<V><!-- no --><Error>is</Error></V>")),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"<VersioningConfiguration><Sta")),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"")),
        ("s3", "get_bucket_website", CHARTS, answer(200, b"<W><ErrorDocument><Key>k</Key></ErrorDocument></W>")),
        ("s3", "get_bucket_policy", CHARTS, answer(200, FAULT)),
        ("s3", "get_bucket_versioning", CHARTS, answer(200, b"<VersioningConfiguration/>")),
        ("s3", "get_bucket_acl", CHARTS, answer(404, FAULT, "x-amz-request-id: R", "x-amz-id-2: I")),
        (
            "s3",
            "head_bucket",
            CHARTS,
            answer(200, b"", "x-amz-bucket-region: eu-west-1", "x-amz-access-point-alias: false"),
        ),
        ("s3", "head_bucket", CHARTS, answer(403, b"")),
        ("s3", "head_bucket", CHARTS, b"HTTP/1.1 404 Not\r\ncontent-length: 9\r\n\r\n"),
        ("s3", "head_object", {**CHARTS, "Key": "k"}, answer(200, b"", "expires: never", "x-amz-meta-ward: 7")),
        ("s3", "list_objects_v2", CHARTS, answer(200, b"<R><Contents><Key>a%20b</Key></Contents></R>")),
    ],
)
def test_an_answer_is_what_botocore_makes_of_it(
    service: str, call: str, parameters: dict[str, Any], said: bytes
) -> None:
    with playing(said) as server:
        url = f"http://127.0.0.1:{server.port}"
        theirs, ours = (
            heard(one, call, parameters) for one in (client(service, url=url), wired(client(service, url=url)))
        )
    assert ours == theirs


@pytest.mark.parametrize("page", [b"<html><body>Sign in</body></html>", b"\n<!DOCTYPE html>\n<HTML></HTML>"])
@pytest.mark.parametrize(
    ("service", "call", "parameters"),
    [
        ("s3", "get_bucket_versioning", CHARTS),
        ("s3", "get_bucket_location", CHARTS),
        ("ec2", "describe_volumes", {}),
        ("iam", "list_users", {}),
        ("kms", "list_keys", {}),
    ],
)
def test_a_page_for_people_is_no_answer(page: bytes, service: str, call: str, parameters: dict[str, Any]) -> None:
    """As a portal sends one whatever it is asked: to the parsers it is an answer in which nothing is set."""
    with playing(answer(200, page)) as server:
        said = heard(wired(client(service, url=f"http://127.0.0.1:{server.port}")), call, parameters)
    assert (said[0], said[1]["Error"]["Code"]) == ("ClientError", "500")


@pytest.mark.parametrize(
    ("service", "call", "said"),
    [
        ("iam", "list_users", answer(429, b"", *EXPIRES)),
        ("ec2", "describe_volumes", answer(400, b"busy")),
        ("sns", "list_topics", answer(302, b"", "location: https://elsewhere.example/")),
        ("rds", "describe_db_instances", answer(503, b"<!DOCTYPE html><p>busy", *EXPIRES)),
        ("iam", "list_users", answer(403, b"<R><Error>no</Error></R>")),
        ("kms", "list_keys", answer(400, b'["busy"]')),
        ("eks", "list_clusters", answer(429, b'"busy"')),
    ],
)
def test_an_error_that_botocore_cannot_read_is_told_by_its_status(service: str, call: str, said: bytes) -> None:
    """The one exception: botocore's own way gives up before `needs-retry` is asked, with an error of its parsers."""
    with playing(said) as server:
        url = f"http://127.0.0.1:{server.port}"
        theirs = heard(client(service, url=url), call, {})
        raised, ours = heard(wired(client(service, url=url)), call, {})
    assert not isinstance(theirs, tuple)
    assert not issubclass(theirs, ClientError)
    status = said.split()[1].decode()
    assert (raised, ours["Error"]["Code"]) == ("ClientError", status)
    metadata = ours["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == int(status)
    assert ("x-amzn-requestid" in metadata["HTTPHeaders"]) == (EXPIRES[0].encode() in said)


MOVED = b"HTTP/1.1 301 Moved\r\nx-amz-bucket-region: eu-west-1\r\n"
WRONG = b"<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>"
POLICY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([MOVED + b"content-length: 73\r\n\r\n" + WRONG, POLICY], ["GET us-east-1", "GET eu-west-1"]),
        (
            [
                b"HTTP/1.1 301 Moved\r\ncontent-length: 73\r\n\r\n" + WRONG,
                MOVED + b"content-length: 73\r\n\r\n",
                b"HTTP/1.1 200 OK\r\nx-amz-bucket-region: eu-west-1\r\ntransfer-encoding: chunked\r\n\r\n",
                POLICY,
            ],
            ["GET us-east-1", "HEAD us-east-1", "HEAD eu-west-1", "GET eu-west-1"],
        ),
    ],
)
def test_a_bucket_of_another_region_is_asked_there(answers: list[bytes], asked: list[str]) -> None:
    with playing(*answers) as server:
        one = wired(client("s3", url=f"http://127.0.0.1:{server.port}", s3={"addressing_style": "path"}))
        assert one.get_bucket_policy(Bucket="charts")["Policy"] == "{}"
    requests = [read(raw) for raw in server.asked]
    scopes = [headers[b"authorization"].split(b"/")[2].decode() for _, headers, _ in requests]
    assert [f"{r[0].split()[0].decode()} {scope}" for r, scope in zip(requests, scopes, strict=True)] == asked
    assert server.met == 1
