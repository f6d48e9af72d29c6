import pytest

from collectors.aws.asking.outcome import POLICIES, of_error, of_exception


@pytest.mark.parametrize(
    ("code", "status", "outcome", "said"),
    [
        ("AccessDenied", 403, "denied", "AccessDenied"),
        ("AccessDeniedException", 400, "denied", "AccessDeniedException"),
        ("UnauthorizedOperation", 403, "denied", "UnauthorizedOperation"),
        ("AuthorizationError", 403, "denied", "AuthorizationError"),
        ("Whatever", 403, "denied", "Whatever"),
        ("Whatever", 401, "denied", "Whatever"),
        ("ExpiredToken", 400, "denied", "ExpiredToken"),
        ("InvalidClientTokenId", 403, "denied", "InvalidClientTokenId"),
        ("UnrecognizedClientException", 400, "denied", "UnrecognizedClientException"),
        ("AuthFailure", 401, "denied", "AuthFailure"),
        ("Throttling", 400, "throttled", "Throttling"),
        ("SlowDown", 503, "throttled", "SlowDown"),
        ("LimitExceeded", 409, "throttled", "LimitExceeded"),
        ("Whatever", 429, "throttled", "Whatever"),
        ("RequestTimeout", 400, "timeout", "RequestTimeout"),
        ("504", 504, "timeout", "HTTP 504"),
        ("OptInRequired", 403, "unlicensed", "OptInRequired"),
        ("SubscriptionRequiredException", 400, "unlicensed", "SubscriptionRequiredException"),
        ("500", 500, "error", "HTTP 500"),
        ("404", 404, "error", "HTTP 404"),
        ("PermanentRedirect", 301, "error", "PermanentRedirect"),
        ("NoSuchBucket", 404, "error", "NoSuchBucket"),
        ("", 0, "error", "HTTP 0"),
        ("a sentence with c4n4ry", 400, "error", "HTTP 400"),
        ("A" * 64, 400, "error", "A" * 64),
        ("A" * 65, 400, "error", "HTTP 400"),
        ("InvalidAMIID.NotFound", 400, "error", "InvalidAMIID.NotFound"),
        ("EC2ThrottledException", 400, "throttled", "EC2ThrottledException"),
        ("IQoJb3JpZ2luX2VjEJr", 400, "error", "HTTP 400"),
        ("wJalrXUtnFEMI/K7MDENG", 400, "error", "HTTP 400"),
        ("Gone", 404, "absent", "Gone"),
    ],
)
def test_of_error(code: str, status: int, outcome: str, said: str) -> None:
    assert of_error(code, status, "c4n4ry", ("Gone",)) == (outcome, said)


def test_an_absence_counts_only_where_the_row_names_it() -> None:
    assert of_error("NoSuchBucketPolicy", 404).outcome == "error"
    assert of_error("AccessDenied", 403, absent=("NoSuchBucketPolicy",)).outcome == "denied"


@pytest.mark.parametrize("phrase", POLICIES)
def test_the_policy_that_refuses_is_named_and_the_rest_of_the_text_is_not(phrase: str) -> None:
    text = f"User: arn:x is not authorized with an {phrase} c4n4ry"
    assert of_error("AccessDenied", 403, text).code == f"AccessDenied by {POLICIES[phrase]}"


def test_where_no_policy_allows_it_a_right_is_missing() -> None:
    for which in ("identity-based", "resource-based"):
        text = f"User: arn:x is not authorized because no {which} policy allows the s3:GetBucketAcl action"
        assert of_error("AccessDenied", 403, text).code == "AccessDenied"


def _error(name: str, *bases: type[Exception]) -> Exception:
    made: Exception = type(name, bases or (Exception,), {})("c4n4ry")
    return made


@pytest.mark.parametrize(
    ("err", "outcome", "code"),
    [
        (_error("NoCredentialsError"), "denied", "NoCredentials"),
        (_error("UnauthorizedSSOTokenError", type(_error("SSOError"))), "denied", "UnauthorizedSSOToken"),
        (_error("AnotherSSOError", type(_error("SSOError"))), "denied", "SSO"),
        (_error("ReadTimeoutError"), "timeout", "ReadTimeout"),
        (_error("ConnectTimeoutError"), "timeout", "ConnectTimeout"),
        (_error("EndpointConnectionError"), "unreachable", "EndpointConnection"),
        (_error("SSLError"), "unreachable", "SSL"),
        (_error("ResponseParserError"), "error", "UnreadableResponse"),
        (ValueError("c4n4ry"), "error", "ValueError"),
        (_error("Odd"), "error", "Odd"),
    ],
)
def test_of_exception(err: Exception, outcome: str, code: str) -> None:
    assert of_exception(err) == (outcome, code)


def test_every_class_that_is_named_is_one_of_botocore_s_or_ours() -> None:
    from botocore import exceptions, parsers

    from collectors.asking import keep
    from collectors.aws.asking import call, outcome, pace, signing
    from collectors.aws.asking.outcome import _EXCEPTIONS

    known = {n for m in (exceptions, parsers, keep, signing, call, pace, outcome) for n in vars(m)}
    assert set(_EXCEPTIONS) - known == set()
