"""Our quicker signature is botocore's."""

from datetime import datetime
from typing import Any

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials

from collectors.aws.asking.signature import LEAN, keyed
from collectors.aws.asking.wire import Request

URL = "https://a.example/b//../c%2F?x=&a=1"
ODD = {"X-Amz-Odd": "  a \t b\u2003c ", "x-amz-empty": "", "X-Amz-Ü": "é,  f", "User-Agent": "u", "Expect": "x"}


@pytest.mark.parametrize("kind", [*LEAN])
@pytest.mark.parametrize("now", [datetime(2026, 11, 25, 23, 59, 59), datetime(2026, 11, 26)])  # noqa: DTZ001  # as botocore's
@pytest.mark.parametrize("secret", ["one", "anöther"])
@pytest.mark.parametrize("signed", [True, False])
def test_a_signature_is_botocore_s(
    monkeypatch: pytest.MonkeyPatch, kind: type[botocore.auth.SigV4Auth], now: datetime, secret: str, *, signed: bool
) -> None:
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda **_: now)
    who, context = ReadOnlyCredentials("AKIA", secret, "token"), {"payload_signing_enabled": signed}
    theirs = AWSRequest("GET", URL, headers=ODD, data=b"{}")
    theirs.context = dict(context)
    ours: Any = Request({"method": "GET", "url": URL, "headers": ODD, "body": b"{}", "context": dict(context)})
    kind(who, "s3", "us-east-1").add_auth(theirs)
    lean = LEAN[kind](who, "s3", "us-east-1")
    lean.keyed = keyed
    lean.add_auth(ours)
    assert ours.headers["authorization"] == theirs.headers["Authorization"]


def test_a_day_has_a_key_of_its_own_and_so_has_each_region_and_service() -> None:
    about = [
        ("secret", "20261125", "us-east-1", "s3"),
        ("secret", "20261126", "us-east-1", "s3"),
        ("secret", "20261125", "eu-west-1", "s3"),
        ("secret", "20261125", "us-east-1", "ec2"),
        ("another", "20261125", "us-east-1", "s3"),
    ]
    assert len({keyed(*one).hexdigest() for one in about}) == len(about)
