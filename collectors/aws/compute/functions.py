"""Lambda: functions, who may call them, their environment and their runtimes. Values of variables are never kept."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from collectors.asking.ages import days_until
from collectors.asking.row import Known
from collectors.aws.compute.runtimes import ENDS
from collectors.aws.policy import conditions, everyone, many, outsiders, statements, weighed
from collectors.aws.question import Ask, Place
from collectors.aws.read import Account, body, first_bad
from collectors.aws.store import Store, stores
from scanner.answers import HIDDEN, JSON, NOT_ASKED, Got, gaps, unread
from scanner.collector import Kind
from scanner.facts import Asset, DataStore, Detector, Exposure, Fact, Release

FUNCTION: Final = "aws.lambda.function"
ALIASES: Final = "aws.lambda.aliases"
ENVIRONMENT: Final = "aws.lambda.environment"
_ABSENT: Final = ("ResourceNotFoundException",)
_NEWEST: Final = "$LATEST"
"""The version that is not published. Where versions are listed, a function's ARN ends in it."""


def _for_all(policy: JSON) -> bool:
    """Some statement of it lets in everybody, if only on a condition: only then a URL makes a difference."""
    allows = (s for s in statements((policy or {}).get("Policy")) if s.get("Effect") == "Allow")
    return any(everyone(s) or "NotPrincipal" in s for s in allows)


def _nameless(known: Known, place: Place) -> bool:
    """It has no published version, and no policy lets anybody call it: an alias could name its newest code only."""
    published = (known.body("lambda.functions", place.region) or {}).get("Published", [])
    return _unshared(place.item, known.outcome("lambda.policy", place.about), published)


def _unshared(row: Mapping[str, Any], policy: str, published: Collection[str]) -> bool:
    return policy == "absent" and row.get("Version") == _NEWEST and row["FunctionName"] not in published


def _no_stranger(known: Known, place: Place) -> bool:
    """A URL lets nobody in whom no policy of the function or of an alias lets in."""
    aliases = (known.body("lambda.aliases", place.about) or {}).get("Aliases", [])
    policies = (known.body("lambda.alias_policy", a["AliasArn"]) for a in aliases)
    return not any(map(_for_all, (known.body("lambda.policy", place.about), *policies)))


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        FUNCTION: Kind(
            title="Lambda function",
            gives=((Asset, "service"), (Exposure, "permission/data"), Release),
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws lambda get-policy --function-name FUNCTION, then aws lambda "
                    "remove-permission --function-name FUNCTION --statement-id STATEMENT; of a URL: aws lambda "
                    "update-function-url-config --function-name FUNCTION --auth-type AWS_IAM",
                    "patching.supported-release": "aws lambda update-function-configuration "
                    "--function-name FUNCTION --runtime RUNTIME",
                }
            ),
            own={"FUNCTION": "name"},
        ),
        ALIASES: Kind(
            title="Lambda function, called by its aliases",
            gives=((Exposure, "permission/data"),),
            fix=MappingProxyType(
                {
                    "public-exposure.not-public": "aws lambda get-policy --function-name FUNCTION --qualifier ALIAS, "
                    "then aws lambda remove-permission --function-name FUNCTION --qualifier ALIAS "
                    "--statement-id STATEMENT; of a URL: aws lambda update-function-url-config "
                    "--function-name FUNCTION --qualifier ALIAS --auth-type AWS_IAM",
                }
            ),
            own={"FUNCTION": "name"},
        ),
        ENVIRONMENT: Kind(
            title="environment of a Lambda function",
            gives=(DataStore,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.customer-key": "aws lambda update-function-configuration "
                    "--function-name FUNCTION --kms-key-arn KEY-ARN",
                }
            ),
            own={"FUNCTION": "name"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="lambda.functions",
        operation="lambda.ListFunctions",
        needs="lambda:ListFunctions",
        feeds=(Asset, DataStore, (Exposure, "permission/data"), Release, (Detector, "vulnerabilities")),
        scope="region",
        parameters=MappingProxyType({"FunctionVersion": "ALL"}),
        # Where the caller may not decrypt the variables there is an error in their place: then there are some.
        keep=f"{{Functions: Functions[?Version == '{_NEWEST}' || !Version].{{"
        "FunctionName: FunctionName, FunctionArn: FunctionArn, Version: Version, Runtime: Runtime, "
        "PackageType: PackageType, KMSKeyArn: KMSKeyArn, "
        "HasVariables: Environment.Error != null || length(keys(Environment.Variables || `{}`)) > `0`}, "
        f"Published: Functions[?Version && Version != '{_NEWEST}'].FunctionName}}",
    ),
    Ask(
        id="lambda.policy",
        operation="lambda.GetPolicy",
        needs="lambda:GetPolicy",
        feeds=((Exposure, "permission/data"),),
        each="lambda.functions",
        of="Functions",
        about="FunctionArn",
        given=MappingProxyType({"FunctionName": "item.FunctionName"}),
        keep="{Policy: Policy}",
        absent=_ABSENT,
    ),
    Ask(
        # Lambda lets an account ask for fifteen such lists in a second, and its deployments need them too.
        id="lambda.aliases",
        operation="lambda.ListAliases",
        needs="lambda:ListAliases",
        feeds=((Exposure, "permission/data"),),
        each="lambda.functions",
        of="Functions",
        about="FunctionArn",
        after=("lambda.policy",),
        unless=_nameless,
        given=MappingProxyType({"FunctionName": "item.FunctionName"}),
        keep="{Aliases: Aliases[].{AliasArn: AliasArn}}",
    ),
    Ask(
        # Who calls an alias is let in by its own policy, which is none of the function's.
        id="lambda.alias_policy",
        operation="lambda.GetPolicy",
        needs="lambda:GetPolicy",
        feeds=((Exposure, "permission/data"),),
        each="lambda.aliases",
        of="Aliases",
        about="AliasArn",
        given=MappingProxyType({"FunctionName": "item.AliasArn"}),
        keep="{Policy: Policy}",
        absent=_ABSENT,
    ),
    Ask(
        id="lambda.urls",
        operation="lambda.ListFunctionUrlConfigs",
        needs="lambda:ListFunctionUrlConfigs",
        feeds=((Exposure, "permission/data"),),
        each="lambda.functions",
        of="Functions",
        about="FunctionArn",
        given=MappingProxyType({"FunctionName": "item.FunctionName"}),
        keep="{FunctionUrlConfigs: FunctionUrlConfigs[].{FunctionArn: FunctionArn, AuthType: AuthType}}",
        after=("lambda.policy", "lambda.aliases", "lambda.alias_policy"),
        unless=_no_stranger,
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all functions, and of their aliases."""
    gives = KINDS[FUNCTION].gives
    for found in stores(
        whole, "lambda.functions", "Functions", FUNCTION, *gives, arn="FunctionArn", name="FunctionName"
    ):
        yield from (found,) if isinstance(found, Fact) else _function(replace(found, arn=_bare(found.arn)))
    for got in whole.every("lambda.functions"):
        if not got.good:
            for kind in (ALIASES, ENVIRONMENT):
                yield from gaps(whole.target, kind, got, *KINDS[kind].gives, site=got.about)


def _bare(arn: str) -> str:
    return arn.removesuffix(f":{_NEWEST}")


def _published(listing: Got) -> frozenset[str]:
    return frozenset(body(listing).get("Published", []))


def _function(it: Store) -> Iterator[Fact]:
    yield it.asset("service")
    yield from _doors(it)
    yield _release(it)
    if it.row.get("HasVariables"):
        # Lambda encrypts them always, by a key of its own where none is named.
        where = Store(it.whole, ENVIRONMENT, it.arn, it.name, it.row, it.got)
        yield where.data_store(it.row.get("KMSKeyArn"), encrypted=True)


def _release(it: Store) -> Release:
    """What runs in a container image is known to its maker only. Lambda mends its own runtimes as it calls them."""
    runtime = it.row.get("Runtime")
    end = it.whole.answers.until(str(runtime), ENDS)
    # The table holds all that were ever ended: what it does not know is newer.
    why = it.got if end else Got("not-asked", f"the end of {runtime}, newer than our table") if runtime else HIDDEN
    return Release(
        **it.thing(),
        version=runtime,
        support_days_left=days_until(it.got, f"{end}T00:00:00Z") if end else None,
        auto_update=None,
        unread=unread(
            version=it.got if runtime else HIDDEN,
            support_days_left=why,
            auto_update=NOT_ASKED,
        ),
    )


_Audience = Literal["owner", "listed", "provider", "any-account", "everyone"]
_WIDTH: Final[tuple[_Audience, ...]] = ("owner", "listed", "provider", "any-account", "everyone")
_SPARED: Final = Got("not-asked", "lambda.ListAliases where no version is published and nobody else may call")


def _doors(it: Store) -> Iterator[Exposure]:
    """Who may call it by its name, and by those of its aliases. A policy of one version alone is not looked for."""
    about = it.row["FunctionArn"]
    own, aliases, urls = (it.whole.one(f"lambda.{question}", about) for question in ("policy", "aliases", "urls"))
    yield _exposure(it, it.thing(own, urls), urls, {it.arn: own})
    if _unshared(it.row, own.outcome, it.whole.once(it.got, _published)):
        aliases = _SPARED
    named = [a["AliasArn"] for a in body(aliases).get("Aliases", [])]
    if named or not aliases.good:
        guards = {arn: it.whole.one("lambda.alias_policy", arn) for arn in named}
        thing = {**it.thing(aliases, *guards.values(), urls), "kind": ALIASES, "resource": f"{it.arn}:*"}
        yield _exposure(it, thing, urls, guards, aliases)


def _exposure(it: Store, thing: Mapping[str, Any], urls: Got, guards: Mapping[str, Got], *lists: Got) -> Exposure:
    """Of all ways to call it the widest. `guards`: the policies, by what they are of."""
    told = (urls,) if any(_for_all(body(guard)) for guard in guards.values()) else ()
    signs = {u["FunctionArn"]: u.get("AuthType", "NONE") for u in body(urls).get("FunctionUrlConfigs", [])}
    seen = [
        _called(body(g).get("Policy"), it.whole.id, signs.get(a) if urls.good else _UNTOLD) for a, g in guards.items()
    ]
    widest, why = max((_OWN, *seen), key=lambda called: _WIDTH.index(called.audience))
    bad = None if widest == "everyone" else first_bad(*guards.values(), *lists, *told)
    return Exposure(
        **thing,
        way="permission",
        offers="data",
        audience=None if bad else widest,
        ports=(),
        considered=() if bad else why,
        unread=unread(audience=bad) if bad else (),
    )


class _Called(NamedTuple):
    audience: _Audience
    considered: tuple[str, ...]


_OWN: Final = _Called("owner", ())
_UNTOLD: Final = ""
"""How a URL has callers sign, where that was not read."""
_SIGNING: Final = ("stringequals", "lambda:functionurlauthtype")
"""The condition that AWS's own console writes: so long as the URL has its callers sign in this way."""


def _called(policy: Mapping[str, Any] | None, account: str, sign: str | None) -> _Called:
    """Whom a policy lets call: a call is signed, so that "everybody" is every account.

    `sign`: how its URL has callers sign, None where it has none. One that asks for no signature is open to everyone.
    """
    mine = [s for s in statements(policy) if _concerns(s, sign)]
    strangers, why = outsiders({"Statement": mine}, account), weighed({"Statement": mine}, account)
    if "*" in strangers:
        if sign == "NONE":
            return _Called("everyone", (*why, "its URL asks for no signature"))
        return _Called("any-account", (*why, "a call must be signed"))
    # Of which customer's bucket the event comes, S3 does not ask.
    if any(map(_any_bucket, mine)):
        return _Called("provider", (*why, "its policy lets events of any bucket in"))
    return _Called("listed" if strangers else "owner", why)


def _concerns(statement: Mapping[str, Any], sign: str | None) -> bool:
    """It has a say here: not one for a URL that is gone, or that has its callers sign in another way by now."""
    if sign is None and _of_urls(statement):
        return False
    ways = [set(said) for op, key, said in conditions(statement) if (op, key) == _SIGNING]
    return sign == _UNTOLD or all((sign or "").lower() in some for some in ways)


def _of_urls(statement: Mapping[str, Any]) -> bool:
    """It lets in through a URL only; a URL that was deleted leaves such a one behind."""
    return {a.lower() for a in many(statement.get("Action"))} == {"lambda:invokefunctionurl"}


_SOURCES: Final = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})


def _any_bucket(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    services = many(principal.get("Service")) if isinstance(principal, Mapping) else []
    tied = any(key in _SOURCES for _, key, _ in conditions(statement))
    return statement.get("Effect") == "Allow" and "s3.amazonaws.com" in services and not tied
