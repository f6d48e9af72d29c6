"""API Gateway, REST: what to ask about APIs, their stages, who may call them, and names of their own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.question import Ask
from scanner.collector import Kind
from scanner.facts import Asset, Channel, DataStore, LogTrail, Promise, SignIn

API: Final = "aws.apigateway.rest-api"
METHODS: Final = "aws.apigateway.methods"
STAGE: Final = "aws.apigateway.stage"
CACHE: Final = "aws.apigateway.cache"
DOMAIN: Final = "aws.apigateway.domain-name"
_STAGE_SET: Final = "aws apigateway update-stage --rest-api-id API --stage-name STAGE --patch-operations "

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        API: Kind(
            title="REST API",
            gives=((Asset, "service"), (Channel, "http")),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.protocol-version": "aws apigateway update-rest-api --rest-api-id API "
                    "--patch-operations op=replace,path=/securityPolicy,value=SecurityPolicy_TLS13_1_2_2021_06 "
                    "op=replace,path=/endpointAccessMode,value=BASIC, or "
                    "op=replace,path=/disableExecuteApiEndpoint,value=true where it has a domain name of its own",
                }
            ),
            own={"API": "id"},
        ),
        METHODS: Kind(
            title="methods of a REST API",
            gives=((SignIn, "machines"),),
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": "aws apigateway update-method --rest-api-id API "
                    "--resource-id RESOURCE --http-method METHOD --patch-operations "
                    "op=replace,path=/authorizationType,value=AWS_IAM (or COGNITO_USER_POOLS, CUSTOM), then "
                    "aws apigateway create-deployment --rest-api-id API --stage-name STAGE. An API key is no "
                    "authentication",
                }
            ),
        ),
        STAGE: Kind(
            title="stage of a REST API",
            gives=((LogTrail, "network"),),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": f"{_STAGE_SET}"
                    "op=replace,path=/accessLogSettings/destinationArn,value=LOG-GROUP-ARN "
                    "op=replace,path=/accessLogSettings/format,value=FORMAT. Errors alone are no record of what "
                    "was done",
                }
            ),
            own={"STAGE": "id"},
        ),
        CACHE: Kind(
            title="cache of a REST API",
            gives=(DataStore,),
            fix=MappingProxyType(
                {
                    "encryption-at-rest.encrypted": f"{_STAGE_SET}"
                    "'op=replace,path=/*/*/caching/dataEncrypted,value=true'",
                }
            ),
        ),
        DOMAIN: Kind(
            title="domain name of API Gateway",
            gives=((Channel, "http"),),
            fix=MappingProxyType(
                {
                    "encryption-in-transit.protocol-version": "aws apigateway update-domain-name --domain-name NAME "
                    "--patch-operations op=replace,path=/securityPolicy,value=TLS_1_2",
                }
            ),
            own={"NAME": "name"},
        ),
    }
)


def _ask(id: str, call: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """One right is needed, whatever is read. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"apigateway.{id}",
        operation=f"apigateway.{call}",
        needs="apigateway:GET",
        feeds=feeds,
        scope=scope,
        keep=keep,
        **more,
    )


_OF_API: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "each": "apigateway.apis",
        "of": "items",
        "about": "id",
        "given": MappingProxyType({"restApiId": "item.id"}),
    }
)
_PAGE: Final = MappingProxyType({"limit": 500})

QUESTIONS: Final = (
    _ask(
        "apis",
        "GetRestApis",
        "{items: items[].{id: id, name: name, types: endpointConfiguration.types, securityPolicy: securityPolicy, "
        "disableExecuteApiEndpoint: disableExecuteApiEndpoint}}",
        ((Asset, "service"), (Channel, "http"), DataStore, (LogTrail, "network"), (SignIn, "machines")),
        parameters=_PAGE,
    ),
    _ask(
        # Those of HTTP and WebSocket APIs are among them.
        "domains",
        "GetDomainNames",
        "{items: items[].{domainName: domainName, domainNameId: domainNameId, securityPolicy: securityPolicy}}",
        ((Channel, "http"),),
        parameters=_PAGE,
    ),
    _ask(
        # Variables of stages hold anything.
        "stages",
        "GetStages",
        "{item: item[].{stageName: stageName, AccessLog: accessLogSettings.destinationArn, "
        'Level: methodSettings."*/*".loggingLevel, Levels: methodSettings.*.loggingLevel, '
        "cacheClusterEnabled: cacheClusterEnabled, Caching: methodSettings.*.{cachingEnabled: cachingEnabled, "
        "cacheDataEncrypted: cacheDataEncrypted}}}",
        (DataStore, (LogTrail, "network"), (SignIn, "machines")),
        **_OF_API,
    ),
    _ask(
        "methods",
        "GetResources",
        "{items: items[].{path: path, methods: resourceMethods.*.{httpMethod: httpMethod, "
        "authorizationType: authorizationType, apiKeyRequired: apiKeyRequired}}}",
        ((SignIn, "machines"),),
        # Without a stage nobody can call any.
        after=("apigateway.stages",),
        unless=lambda known, place: known.outcome("apigateway.stages", place.about) == "empty",
        parameters=MappingProxyType({"embed": ["methods"], "limit": 500}),
        **_OF_API,
    ),
)
