"""Client VPN: how people come into a VPC from outside, how long they stay, and whether it is recorded."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.networks.asked import nothing, spared
from collectors.aws.question import Ask
from collectors.aws.read import Account, listed
from scanner.answers import HIDDEN, Got, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import FOREVER, Asset, Fact, LogTrail, Session, SignIn

ENDPOINT: Final = "aws.ec2.client-vpn"
_GIVES: Final = ((Asset, "service"), (Session, "remote-access"), (SignIn, "everyone"), (LogTrail, "service"))
_MODIFY: Final = "aws ec2 modify-client-vpn-endpoint --client-vpn-endpoint-id ENDPOINT "
_GONE: Final = frozenset({"deleting", "deleted"})
_HOURS: Final = 24
"""Where the answer says nothing (ClientVpnEndpoint, EC2 API)."""

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        ENDPOINT: Kind(
            title="Client VPN endpoint",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "automatic-logoff.lifetime-bounded": f"{_MODIFY}--session-timeout-hours 8 "
                    "--disconnect-on-session-timeout",
                    "automatic-logoff.idle-ends": f"{_MODIFY}--session-timeout-hours 8 "
                    "--disconnect-on-session-timeout is the shortest: it has no idle limit, so end sessions where "
                    "people work behind it; here it goes on failing",
                    "audit-logging.recording": f"{_MODIFY}--connection-log-options Enabled=true,"
                    "CloudwatchLogGroup=GROUP",
                    "mfa.demanded": "how an endpoint asks is chosen when it is made: aws ec2 "
                    "create-client-vpn-endpoint --client-cidr-block NETWORK --server-certificate-arn CERTIFICATE-ARN "
                    "--connection-log-options Enabled=true,CloudwatchLogGroup=GROUP --authentication-options "
                    "file://FILE, with a certificate and a directory or an identity provider",
                    "unique-user-identification.own-name": "make a new endpoint that asks a directory or an identity "
                    "provider: aws ec2 create-client-vpn-endpoint --client-cidr-block NETWORK "
                    "--server-certificate-arn CERTIFICATE-ARN --connection-log-options "
                    "Enabled=true,CloudwatchLogGroup=GROUP --authentication-options "
                    "'Type=federated-authentication,FederatedAuthentication={SAMLProviderArn=ARN}'",
                }
            ),
            own={"ENDPOINT": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="ec2.client_vpn",
        operation="ec2.DescribeClientVpnEndpoints",
        needs="ec2:DescribeClientVpnEndpoints",
        feeds=((Asset, "service"), (LogTrail, "service"), (Session, "remote-access"), (SignIn, "everyone")),
        scope="region",
        parameters=MappingProxyType({"MaxResults": 1000}),
        # One that people can come in by has interfaces in its networks.
        after=("ec2.interfaces",),
        unless=nothing("ec2.interfaces"),
        keep="{ClientVpnEndpoints: ClientVpnEndpoints[]"
        ".{ClientVpnEndpointId: ClientVpnEndpointId, Status: Status.Code, "
        "Types: AuthenticationOptions[].Type, Logged: ConnectionLogOptions.Enabled, "
        "SessionTimeoutHours: SessionTimeoutHours, DisconnectOnSessionTimeout: DisconnectOnSessionTimeout}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all endpoints."""
    if spared(whole, "ec2.client_vpn", "ec2.interfaces"):
        return
    for found in listed(whole, "ec2.client_vpn", "ClientVpnEndpoints", ENDPOINT, *_GIVES):
        if isinstance(found, Fact):
            yield found
        elif found[1].get("Status") not in _GONE:
            yield from _endpoint(whole, *found)


def _endpoint(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    name = row["ClientVpnEndpointId"]
    arn = whole.name("ec2", got.about, f"client-vpn-endpoint/{name}")
    thing = whole.thing(ENDPOINT, arn, name=name, site=got.about, answers=rests_on(got))
    yield Asset(**thing, role="service")
    yield _session(thing, row)
    yield _sign_in(thing, got, set(row.get("Types", [])))
    on = bool(row.get("Logged"))
    yield LogTrail(
        **thing,
        of="service",
        enabled=on,
        records=("sign-in",) if on else (),
        exempt=(),
    )


def _session(thing: Mapping[str, Any], row: Mapping[str, Any]) -> Session:
    """Nothing ends it before its time, however idle.

    One that connects anew by itself does not end, unless an identity provider asks who comes back.
    """
    goes_on = row.get("DisconnectOnSessionTimeout") is False and _FEDERATED not in row.get("Types", [])
    lasts = FOREVER if goes_on else int(row.get("SessionTimeoutHours", _HOURS)) * 3600
    return Session(
        **thing,
        surface="remote-access",
        idle_seconds=lasts,
        on_idle="ends",
        max_seconds=lasts,
        enforced=True,
        reauth_seconds=None,
        unread=unread(reauth_seconds=HIDDEN),
    )


_CERTIFICATE: Final = "certificate-authentication"
_DIRECTORY: Final = "directory-service-authentication"
_FEDERATED: Final = "federated-authentication"
_RADIUS: Final = Got("not-asked", "ds:DescribeDirectories")
"""Whether a directory asks for a second factor."""


def _sign_in(thing: Mapping[str, Any], got: Got, types: set[str]) -> SignIn:
    """A certificate beside a person's own sign-in makes two; one certificate may be in everybody's hands."""
    named, device = types & {_DIRECTORY, _FEDERATED}, _CERTIFICATE in types
    if not named and not device:
        why = unclear(got, "it does not say how it asks")
        return _door(thing, factors=(None, why), individual=(None, why), strong=(None, why), directories=(None, why))
    alone = _RADIUS if _DIRECTORY in types else HIDDEN
    return _door(
        thing,
        factors=((2 if named else 1), got) if device else (None, alone),
        individual=(True, got) if named else (None, HIDDEN),
        strong=(True, got) if device else (None, alone),
        directories=(2 if named else 0, got),
    )


def _door(thing: Mapping[str, Any], **said: tuple[Any, Got]) -> SignIn:
    """Every way in is the same one."""
    return SignIn(
        **thing,
        audience="everyone",
        factors=said["factors"][0],
        phishing_resistant=said["strong"][0],
        bypass=(),
        individual=said["individual"][0],
        directories=said["directories"][0],
        unread=unread(
            factors=said["factors"][1],
            phishing_resistant=said["strong"][1],
            individual=said["individual"][1],
            directories=said["directories"][1],
        ),
    )
