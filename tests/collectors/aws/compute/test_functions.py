"""Lambda: who may call a function, what encrypts its environment, and until when its runtime is mended."""

from typing import Any

import pytest

from checks.exposure import not_public
from collectors.asking.memory import Memory
from collectors.asking.paths import search
from collectors.aws import QUESTIONS
from collectors.aws.compute.runtimes import ENDS
from collectors.aws.question import Place
from scanner.facts import DataStore, Exposure, Gap, Release
from tests.collectors.aws.answering import ABSENT, ACCOUNT, DENIED, REGION, answer, facts, one, why
from tests.collectors.aws.possible import Odd

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:charts"
FUNCTION, ALIASES = "aws.lambda.function", "aws.lambda.aliases"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
KEYS: tuple[tuple[str, str, Any], ...] = (
    ("kms.aliases", REGION, {"Aliases": []}),
    ("kms.keys", REGION, {"Keys": [{"KeyArn": KEY}]}),
    ("kms.key", KEY, {"KeyMetadata": {"KeyId": "k1", "KeyManager": "CUSTOMER"}}),
)


def listed(**row: Any) -> tuple[str, str, Any]:
    named = {"FunctionArn": ARN, "FunctionName": "charts", "Runtime": "python3.13", **row}
    return ("lambda.functions", REGION, {"Functions": [named]})


def letting(principal: Any, action: str = "lambda:InvokeFunction", **condition: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": action}
    return {"Policy": {"Statement": [{**statement, **({"Condition": condition} if condition else {})}]}}


def exposures(
    policy: Any, urls: Any = None, aliases: Any = None, guards: dict[str, Any] | None = None
) -> dict[str, Exposure]:
    """By kind. `guards`: the policies of aliases. Without `urls` they are not asked for."""
    listing = {"Aliases": [{"AliasArn": arn} for arn in guards or {}]}
    asked = [("lambda.alias_policy", arn, body) for arn, body in (guards or {}).items()]
    asked += [] if urls is None else [("lambda.urls", ARN, urls)]
    given = [("lambda.policy", ARN, policy), ("lambda.aliases", ARN, aliases or listing), *asked]
    found = {f.kind: f for f in facts(listed(), *given) if isinstance(f, Exposure) and "lambda" in f.kind}
    assert {kind: f.resource for kind, f in found.items()}.items() <= {FUNCTION: ARN, ALIASES: f"{ARN}:*"}.items()
    return found


def urls(*auth: str, alias: str = "") -> dict[str, Any]:
    return {"FunctionUrlConfigs": [{"FunctionArn": f"{ARN}{alias}", "AuthType": a} for a in auth]}


NO_URLS = urls()
BY_URL = letting("*", "lambda:InvokeFunctionUrl")
UNSIGNED = letting("*", "lambda:InvokeFunctionUrl", StringEquals={"lambda:FunctionUrlAuthType": "NONE"})
S3 = {"Service": "s3.amazonaws.com"}
LIVE, OLD = f"{ARN}:live", f"{ARN}:old"


@pytest.mark.parametrize(
    ("policy", "listing", "guards", "audience", "by_alias"),
    [
        (ABSENT, None, {}, "owner", None),
        (letting("*"), NO_URLS, {}, "any-account", None),
        (letting({"AWS": "*"}), NO_URLS, {}, "any-account", None),
        (letting("*", StringEquals={"aws:SourceAccount": ACCOUNT}), NO_URLS, {}, "owner", None),
        (letting({"AWS": "210987654321"}), None, {}, "listed", None),
        (letting({"Service": "events.amazonaws.com"}), None, {}, "owner", None),
        (letting(S3), None, {}, "provider", None),
        (letting(S3, StringEquals={"AWS:SourceAccount": ACCOUNT}), None, {}, "owner", None),
        # A URL that is gone leaves its statement behind.
        (BY_URL, NO_URLS, {}, "owner", None),
        (BY_URL, urls("AWS_IAM"), {}, "any-account", None),
        (BY_URL, urls("NONE"), {}, "everyone", None),
        # Nor does one for callers who do not sign let in those who must.
        (UNSIGNED, urls("NONE"), {}, "everyone", None),
        (UNSIGNED, urls("AWS_IAM"), {}, "owner", None),
        (UNSIGNED, NO_URLS, {}, "owner", None),
        (BY_URL, urls("NONE", alias=":old"), {OLD: ABSENT}, "owner", "owner"),
        (ABSENT, urls("NONE", alias=":old"), {OLD: BY_URL}, "owner", "everyone"),
        (ABSENT, None, {OLD: letting({"AWS": ACCOUNT})}, "owner", "owner"),
        # An alias has a policy of its own.
        (ABSENT, None, {LIVE: ABSENT, OLD: letting({"AWS": "210987654321"})}, "owner", "listed"),
        (ABSENT, NO_URLS, {LIVE: letting("*"), OLD: ABSENT}, "owner", "any-account"),
        (letting("*"), NO_URLS, {LIVE: letting(S3)}, "any-account", "provider"),
    ],
)
def test_who_may_call(policy: Any, listing: Any, guards: dict[str, Any], audience: str, by_alias: str | None) -> None:
    found = exposures(policy, listing, None, guards)
    assert {kind: (f.audience, f.unread) for kind, f in found.items()} == {
        FUNCTION: (audience, ()),
        **({ALIASES: (by_alias, ())} if by_alias else {}),
    }


@pytest.mark.parametrize(
    ("policy", "listing", "aliases", "guards", "open_"),
    [
        (DENIED, None, None, {}, {FUNCTION}),
        (ABSENT, None, DENIED, {}, {ALIASES}),
        (letting("*"), NO_URLS, DENIED, {}, {ALIASES}),
        (letting("*"), DENIED, None, {}, {FUNCTION}),
        (letting("*"), DENIED, None, {OLD: ABSENT}, {FUNCTION}),
        (ABSENT, DENIED, None, {OLD: BY_URL}, {ALIASES}),
        (ABSENT, None, None, {OLD: DENIED}, {ALIASES}),
        (DENIED, None, None, {OLD: ABSENT}, {FUNCTION}),
    ],
)
def test_what_was_refused_leaves_it_open(
    policy: Any, listing: Any, aliases: Any, guards: dict[str, Any], open_: set[str]
) -> None:
    found = exposures(policy, listing, aliases, guards)
    assert {kind for kind, f in found.items() if f.audience is None} == open_
    assert {why(found[kind], "audience") for kind in open_} == {DENIED}


def test_urls_that_were_not_asked_for_may_let_in_whom_a_policy_lets_in() -> None:
    found = exposures(BY_URL)[FUNCTION]
    assert (found.audience, why(found, "audience")) == (None, "error")


@pytest.mark.parametrize(
    ("policy", "guard", "asked"),
    [
        (ABSENT, ABSENT, 0),
        (DENIED, ABSENT, 0),
        (letting(S3), letting({"AWS": ACCOUNT}), 0),
        (letting("*"), ABSENT, 1),
        (ABSENT, BY_URL, 1),
        (letting("*", StringEquals={"aws:SourceArn": ARN}), ABSENT, 1),
    ],
)
def test_urls_are_asked_for_where_somebody_might_come_in_by_one(policy: Any, guard: Any, asked: int) -> None:
    memory = Memory(QUESTIONS)
    aliases = {"Aliases": [{"AliasArn": OLD}]}
    said = (("lambda.policy", ARN, policy), ("lambda.aliases", ARN, aliases), ("lambda.alias_policy", OLD, guard))
    for given in said:
        memory.note(answer(*given))
    (row,) = (q for q in QUESTIONS if q.id == "lambda.urls")
    assert row.unless(memory, Place(REGION, ARN)) is not bool(asked)


NEWEST = {"FunctionName": "charts", "FunctionArn": f"{ARN}:$LATEST", "Version": "$LATEST"}
BEFORE = {"FunctionName": "charts", "FunctionArn": ARN}
"""Of a function before versions were listed, and of an endpoint that does not list them."""


@pytest.mark.parametrize(
    ("row", "published", "policy", "spared"),
    [
        (NEWEST, [], ABSENT, True),
        (NEWEST, ["labs"], ABSENT, True),
        # A version is there to be named, or somebody else may call it: then aliases are in use.
        (NEWEST, ["labs", "charts"], ABSENT, False),
        (NEWEST, [], letting({"Service": "events.amazonaws.com"}), False),
        (NEWEST, [], DENIED, False),
        (BEFORE, [], ABSENT, False),
    ],
)
def test_aliases_of_a_function_that_has_no_version_to_name(
    row: Any, published: list[str], policy: Any, *, spared: bool
) -> None:
    listing = ("lambda.functions", REGION, {"Functions": [row], "Published": published})
    own, aliases = ("lambda.policy", row["FunctionArn"], policy), ("lambda.aliases", row["FunctionArn"], DENIED)
    memory = Memory(QUESTIONS)
    for given in (listing, own):
        memory.note(answer(*given))
    (question,) = (q for q in QUESTIONS if q.id == "lambda.aliases")
    assert question.unless(memory, Place(REGION, row["FunctionArn"], row)) is spared

    # Nobody looked, so nothing is known of them; that stands on any night.
    found = one(ALIASES, Exposure, listing, own, *(() if spared else (aliases,)))
    assert (found.resource, found.audience, why(found, "audience")) == (
        f"{ARN}:*",
        None,
        "not-asked" if spared else DENIED,
    )
    (verdict,) = not_public.judge(found)
    assert verdict.standing is spared
    assert one(FUNCTION, Exposure, listing, own).audience == (None if policy == DENIED else "owner")


def test_an_endpoint_that_names_no_versions_has_functions_all_the_same() -> None:
    (question,) = (q for q in QUESTIONS if q.id == "lambda.functions")
    kept = search(question.keep, {"Functions": [BEFORE, NEWEST, {**NEWEST, "Version": "1"}]})
    assert ([row["FunctionArn"] for row in kept["Functions"]], kept["Published"]) == (
        [BEFORE["FunctionArn"], NEWEST["FunctionArn"]],
        ["charts"],
    )


@pytest.mark.parametrize(
    ("runtime", "left"),
    [
        ("python3.13", 947),
        ("nodejs16.x", -897),
        ("provided.al2", -118),
        (Odd("python3.99"), None),
        (None, None),
    ],
)
def test_until_when_a_runtime_is_mended(runtime: str | None, left: int | None) -> None:
    found = one(FUNCTION, Release, listed(Runtime=runtime))
    assert (found.version, found.support_days_left) == (runtime, left)
    if left is None:
        assert why(found, "support_days_left") == ("not-asked" if runtime else "hidden")


def test_every_runtime_that_the_sdk_knows_has_an_end_but_for_previews() -> None:
    import botocore.session

    model = botocore.session.get_session().get_service_model("lambda")
    known = set(model.shape_for("Runtime").metadata["enum"])
    assert known - set(ENDS) <= {"nodejs26.x", "python3.15", "custom"}


@pytest.mark.parametrize(("key", "customer"), [({}, False), ({"KMSKeyArn": KEY}, True)])
def test_what_encrypts_the_environment(*, key: dict[str, str], customer: bool) -> None:
    store = one("aws.lambda.environment", DataStore, listed(HasVariables=True, **key), *KEYS)
    assert (store.resource, store.encrypted, store.customer_key) == (ARN, True, customer)
    assert not [f for f in facts(listed(HasVariables=False)) if f.kind == "aws.lambda.environment"]


def test_functions_that_were_not_listed_are_missing() -> None:
    gaps = [f for f in facts(("lambda.functions", REGION, DENIED)) if isinstance(f, Gap) and "lambda" in f.kind]
    assert {(f.kind, f.missing, f.outcome) for f in gaps} == {
        (FUNCTION, "asset", DENIED),
        (FUNCTION, "exposure", DENIED),
        (FUNCTION, "release", DENIED),
        (ALIASES, "exposure", DENIED),
        ("aws.lambda.environment", "data-store", DENIED),
    }
    assert not [f for f in facts(("lambda.functions", REGION, ABSENT)) if "lambda" in f.kind]
