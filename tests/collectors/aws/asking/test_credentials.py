"""What is said of places where credentials were looked for, and that nothing of what lies there is."""

import hashlib
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from collectors.aws.asking.connections import Connections
from collectors.aws.asking.credentials import look
from collectors.aws.causes.explain import explain
from collectors.aws.options import options
from scanner.answers import Answer
from scanner.targets import Target
from tests.collectors.aws.scanning import ask, target
from tests.servers.aws_canned import completed
from tests.servers.aws_proxy import Proxy, Reply, error

pytestmark = pytest.mark.sampled("credentials", times=8)

CONFIG = """
[profile clinic-prod]
sso_session = alder
sso_account_id = 123456789012
sso_role_name = Audit
[profile clinic-old]
sso_start_url = https://alder.example/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Audit
[sso-session alder]
sso_start_url = https://alder.example/start
sso_region = us-east-1
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = c4n4ry-Tr0ub4dor-secret
[profile half]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
[profile gov]
region = us-gov-east-1
[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = keys
mfa_serial = arn:aws:iam::123456789012:mfa/ana
"""
Configured = Callable[[str], None]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Configured:
    """A home with a configuration, and nothing in the environment."""

    def write(text: str = CONFIG) -> None:
        (tmp_path / "config").write_text(text)

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    write()
    return write


def looked(profile: str = "", method: str = "", **said: Any) -> Mapping[str, Any]:
    return look(options(Target(id="aws:", scheme="aws", name=profile, options=said)), method)


def named(profile: str, url: str) -> Target:
    it = target(url)
    return Target(id=f"aws:{profile}", scheme="aws", name=profile, options=it.options)


def only(answers: list[Answer]) -> Answer:
    (one,) = answers
    assert one.question == "aws.identity"
    return one


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("clinic-prod", {"There": True, "Kind": "sso"}),
        ("clinic-pord", {"There": False, "Kind": "", "Nearest": "clinic-prod"}),
        ("zzz", {"There": False, "Kind": ""}),
        ("keys", {"There": True, "Kind": "keys"}),
        ("admin", {"There": True, "Kind": "role"}),
        ("gov", {"There": True, "Kind": ""}),
    ],
)
@pytest.mark.usefixtures("configured")
def test_a_profile(profile: str, found: Mapping[str, Any]) -> None:
    others = 5 if found["There"] else 6
    wanted = {"Variables": [], "InstanceRoleOff": True, "Profile": profile, "By": "", "Others": others, **found}
    assert looked(profile) == wanted


@pytest.mark.usefixtures("configured")
def test_what_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "keys")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "c4n4ry")
    found = looked(method="env")
    assert (found["Profile"], found["By"], found["Variables"], found["Tried"]) == (
        "keys",
        "AWS_PROFILE",
        ["AWS_SESSION_TOKEN"],
        "env",
    )
    assert "c4n4ry" not in json.dumps(found)
    assert "Tried" not in looked(method="somebody's plugin")


@pytest.mark.parametrize("value", ["AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG", "x" * 33, "a b"])
@pytest.mark.usefixtures("configured")
def test_a_secret_in_place_of_a_name_is_not_repeated(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", value)
    assert looked()["Profile"] == ""


@pytest.mark.parametrize("text", ["[profile", "a = b", "\x00"])
def test_a_configuration_that_cannot_be_read(text: str, configured: Configured, proxy: Proxy) -> None:
    configured(text)
    assert looked("clinic")["Unreadable"] is True
    assert only(ask(named("clinic", proxy.url))).code == "ConfigParse"


@pytest.mark.parametrize(
    ("token", "until"),
    [
        ({"accessToken": "c4n4ry", "expiresAt": "2026-11-25T10:00:00Z"}, "2026-11-25T10:00:00Z"),
        ({"accessToken": "c4n4ry", "expiresAt": "c4n4ry"}, None),
        ({"expiresAt": "2026-11-25T10:00:00Z"}, None),
    ],
)
@pytest.mark.parametrize(("profile", "key"), [("clinic-prod", "alder"), ("clinic-old", "https://alder.example/start")])
@pytest.mark.usefixtures("configured")
def test_of_a_sign_in_only_its_end_is_told(
    token: Any, until: str | None, profile: str, key: str, tmp_path: Path
) -> None:
    cache = tmp_path / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    (cache / f"{hashlib.sha1(key.encode()).hexdigest()}.json").write_text(json.dumps(token))  # noqa: S324  # as botocore names it
    found = looked(profile)
    assert found.get("SignedInUntil") == until
    assert "c4n4ry" not in json.dumps(found)


@pytest.mark.parametrize(
    ("profile", "code", "said"),
    [
        ("clinic-prod", "SSOTokenLoad", "nobody has signed in through IAM Identity Center"),
        ("clinic-pord", "ProfileNotFound", "there is no AWS profile clinic-pord"),
        ("half", "PartialCredentials", "the AWS credentials are half there"),
        ("gov", "NoCredentials", "there are no AWS credentials to ask with"),
        ("admin", "MfaWanted", "the role of the AWS profile asks for a code from an MFA device"),
    ],
)
@pytest.mark.usefixtures("configured")
def test_a_scan_without_credentials_asks_nothing_and_says_why(profile: str, code: str, said: str, proxy: Proxy) -> None:
    answer = only(ask(named(profile, proxy.url)))
    cause = explain(answer)
    assert (answer.outcome, answer.code, cause and cause.said) == ("denied", code, said)
    assert proxy.asked == {}
    assert "c4n4ry" not in str(answer)


@pytest.mark.parametrize(
    ("code", "date", "said"),
    [
        ("InvalidClientTokenId", "", "AWS does not know the access key"),
        ("ExpiredToken", "", "the AWS session has ended"),
        ("SignatureDoesNotMatch", "", "the secret access key does not fit its key id"),
        ("SignatureDoesNotMatch", "no date", "the secret access key does not fit its key id"),
        (
            "SignatureDoesNotMatch",
            "Fri, 31 Dec 9999 23:59:59 -2359",
            "the secret access key does not fit its key id",
        ),
        ("SignatureDoesNotMatch", "Wed, 25 Nov 2026 20:00:00 GMT", "the clock of this machine is 8 h behind"),
    ],
)
@pytest.mark.usefixtures("configured")
def test_credentials_that_are_refused_say_where_they_came_from(code: str, date: str, said: str, proxy: Proxy) -> None:
    proxy.fault = lambda request: replace(error(request, code), more={"date": date} if date else {})
    answer = only(ask(named("keys", proxy.url)))
    cause = explain(answer)
    assert answer.body["Looked"]["Tried"] == "config-file"
    assert cause
    assert cause.said == said
    assert [piece for piece in ("c4n4ry", "AKIA") if piece in str(answer)] == []


@pytest.mark.usefixtures("configured")
def test_the_region_of_a_profile_chooses_the_partition() -> None:
    assert _connections("gov").home() == "us-gov-west-1"
    assert _connections("none").home() == "us-east-1"


def _connections(profile: str) -> Connections:
    return Connections(options(Target(id=f"aws:{profile}", scheme="aws", name=profile)), {})


def test_regions_that_are_shut_or_are_none_are_not_asked(proxy: Proxy) -> None:
    it = target(proxy.url, regions="us-east-1,me-south-1,us-esat-1")
    rows = "".join(
        f"<item><regionName>{name}</regionName><optInStatus>{status}</optInStatus></item>"
        for name, status in (("us-east-1", "opt-in-not-required"), ("me-south-1", "not-opted-in"))
    )
    listed, whole = Reply(200, f"<R><regionInfo>{rows}</regionInfo></R>".encode()), completed()
    proxy.fault = lambda request: listed if request.operation == "DescribeRegions" else whole(request)
    answers = ask(it, {"ec2.volumes", "kms.keys"})
    assert {(a.question, a.about, a.outcome, a.code) for a in answers if a.outcome not in {"ok", "empty"}} == {
        ("aws.regions", "me-south-1", "absent", "NotEnabled"),
        ("ec2.volumes", "us-esat-1", "error", "NoSuchRegion"),
        ("kms.keys", "us-esat-1", "error", "NoSuchRegion"),
    }
    assert {a.source.endpoint for a in answers if a.about == "us-esat-1"} == {"not asked"}
    assert {(a.body["NotOffered"], a.complete) for a in answers if a.about == "me-south-1"} == {(True, True)}


@pytest.mark.parametrize("profile", ["slow", "role"])
def test_a_program_that_does_not_end_is_ended(
    configured: Configured, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    """The profile's own, or that of the profile from which its role is taken on."""
    program = f"credential_process = {sys.executable} -c 'import time; time.sleep(60)'"
    role = "role_arn = arn:aws:iam::123456789012:role/a\nsource_profile = slow"
    configured(f"[profile slow]\n{program}\n[profile role]\n{role}\n")
    monkeypatch.setattr("collectors.aws.asking.signing.SECONDS", 0.5)
    began = time.monotonic()
    refused = only(ask(named(profile, proxy.url)))
    assert (refused.outcome, refused.code) == ("denied", "CredentialRetrieval")
    assert time.monotonic() - began < 30


def test_a_program_reads_from_nobody(configured: Configured, proxy: Proxy) -> None:
    keys = {"Version": 1, "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "SecretAccessKey": "c4n4ry-Tr0ub4dor"}
    code = f"import sys, json; print(sys.stdin.read() or json.dumps({keys}))"
    configured(f'[profile quick]\ncredential_process = {sys.executable} -c "{code}"\n')
    assert {a.outcome for a in ask(named("quick", proxy.url), ())} == {"ok"}
