"""API Gateway, HTTP and WebSocket: who may call APIs, and what is recorded. Their domain names REST tells of."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal

from collectors.aws.networks.apigateway_facts import arn, trail
from collectors.aws.networks.callers import Way, asking, sign_in
from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import Got, gaps, rests_on
from scanner.collector import Kind
from scanner.facts import Asset, Fact, LogTrail, Promise, SignIn

API: Final = "aws.apigatewayv2.api"
ROUTES: Final = "aws.apigatewayv2.routes"
STAGE: Final = "aws.apigatewayv2.stage"
_CONNECT: Final = "$connect"

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        API: Kind(title="HTTP or WebSocket API", gives=((Asset, "service"),)),
        ROUTES: Kind(
            title="routes of an HTTP or WebSocket API",
            gives=((SignIn, "machines"),),
            fix=MappingProxyType(
                {
                    "unique-user-identification.own-name": "aws apigatewayv2 update-route --api-id API "
                    "--route-id ROUTE --authorization-type JWT --authorizer-id AUTHORIZER (or AWS_IAM)",
                }
            ),
        ),
        STAGE: Kind(
            title="stage of an HTTP or WebSocket API",
            gives=((LogTrail, "network"),),
            fix=MappingProxyType(
                {
                    "audit-logging.recording": "aws apigatewayv2 update-stage --api-id API --stage-name STAGE "
                    "--access-log-settings DestinationArn=LOG-GROUP-ARN,Format=FORMAT",
                }
            ),
            own={"STAGE": "id"},
        ),
    }
)


def _ask(id: str, call: str, keep: str, feeds: tuple[Promise, ...], **more: Any) -> Ask:
    """One right is needed, whatever is read. Without `each` it is asked about a region."""
    scope: Literal["item", "region"] = "item" if "each" in more else "region"
    return Ask(
        id=f"apigatewayv2.{id}",
        operation=f"apigatewayv2.{call}",
        needs="apigateway:GET",
        feeds=feeds,
        scope=scope,
        keep=keep,
        **more,
    )


_OF_API: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "each": "apigatewayv2.apis",
        "of": "Items",
        "about": "ApiId",
        "given": MappingProxyType({"ApiId": "item.ApiId"}),
    }
)

QUESTIONS: Final = (
    _ask(
        "apis",
        "GetApis",
        "{Items: Items[].{ApiId: ApiId, Name: Name, ProtocolType: ProtocolType}}",
        ((Asset, "service"), (LogTrail, "network"), (SignIn, "machines")),
    ),
    _ask(
        "stages",
        "GetStages",
        "{Items: Items[].{StageName: StageName, AccessLog: AccessLogSettings.DestinationArn, "
        "Level: DefaultRouteSettings.LoggingLevel, Levels: RouteSettings.*.LoggingLevel}}",
        ((LogTrail, "network"),),
        **_OF_API,
    ),
    _ask(
        "routes",
        "GetRoutes",
        "{Items: Items[].{RouteKey: RouteKey, AuthorizationType: AuthorizationType, ApiKeyRequired: ApiKeyRequired}}",
        ((SignIn, "machines"),),
        **_OF_API,
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all HTTP and WebSocket APIs."""
    for found in listed(whole, "apigatewayv2.apis", "Items", API, *KINDS[API].gives):
        if isinstance(found, Fact):
            yield found
            for kind in (ROUTES, STAGE):
                listing = whole.one("apigatewayv2.apis", found.site)
                yield from gaps(whole.target, kind, listing, *KINDS[kind].gives, site=found.site)
        else:
            yield from _api(whole, *found)


def _api(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    about, own = f"{got.about}/{row['ApiId']}", arn(whole, got.about, f"apis/{row['ApiId']}")
    name = row.get("Name", row["ApiId"])
    yield Asset(**whole.thing(API, own, name=name, site=got.about), answers=rests_on(got), role="service")
    routes = whole.one("apigatewayv2.routes", about)
    ways = asking(_ways(row, routes))
    if ways or not routes.good:
        yield sign_in(whole.thing(ROUTES, f"{own}/routes", name=name, site=got.about), got, routes, ways)
    stages = whole.one("apigatewayv2.stages", about)
    if not stages.good:
        yield from gaps(whole.target, STAGE, stages, *KINDS[STAGE].gives, site=got.about)
    for stage in body(stages).get("Items", []):
        said = f"{name} {stage['StageName']}"
        thing = whole.thing(STAGE, f"{own}/stages/{stage['StageName']}", name=said, site=got.about, within=(own,))
        levels = {stage.get("Level"), *stage.get("Levels", [])}
        on = bool(stage.get("AccessLog")) or levels == {"INFO"}
        yield trail({**thing, "answers": rests_on(got, stages)}, on=on)


def _ways(row: Mapping[str, Any], routes: Got) -> Iterator[Way]:
    """Whoever opened a WebSocket has shown who he is: its other routes cannot ask. Without that route nobody asks."""
    rows = body(routes).get("Items", [])
    if rows and row.get("ProtocolType") == "WEBSOCKET":
        rows = [r for r in rows if r.get("RouteKey") == _CONNECT] or [
            {"RouteKey": _CONNECT, "AuthorizationType": "NONE"}
        ]
    for route in rows:
        yield Way(route.get("RouteKey", ""), route.get("AuthorizationType", ""), bool(route.get("ApiKeyRequired")))
