"""Transfer Family: the protocols its servers speak, the algorithms they accept, and what they write down."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.question import Ask
from collectors.aws.read import Account, body, listed
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.collector import Kind
from scanner.facts import Asset, Channel, Fact, LogTrail

SERVER: Final = "aws.transfer.server"
_GIVES: Final = ((Asset, "service"), Channel, (LogTrail, "service"))
_OFF: Final = frozenset({"OFFLINE", "START_FAILED"})

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        SERVER: Kind(
            title="Transfer Family server",
            gives=_GIVES,
            fix=MappingProxyType(
                {
                    "encryption-in-transit.plain-refused": "aws transfer update-server --server-id SERVER "
                    "--protocols SFTP FTPS",
                    **dict.fromkeys(
                        ("encryption-in-transit.strong-algorithms", "encryption-in-transit.protocol-version"),
                        "aws transfer update-server --server-id SERVER --security-policy-name POLICY, with the newest "
                        "of aws transfer list-security-policies",
                    ),
                    "audit-logging.recording": "aws transfer update-server --server-id SERVER "
                    "--structured-log-destinations GROUP-ARN --logging-role ROLE-ARN",
                }
            ),
            own={"SERVER": "id"},
        ),
    }
)

QUESTIONS: Final = (
    Ask(
        id="transfer.servers",
        operation="transfer.ListServers",
        needs="transfer:ListServers",
        feeds=_GIVES,
        scope="region",
        parameters=MappingProxyType({"MaxResults": 1000}),
        keep="{Servers: Servers[].{Arn: Arn, ServerId: ServerId, State: State}}",
    ),
    Ask(
        id="transfer.server",
        operation="transfer.DescribeServer",
        needs="transfer:DescribeServer",
        feeds=(Channel, (LogTrail, "service")),
        each="transfer.servers",
        of="Servers",
        about="Arn",
        given=MappingProxyType({"ServerId": "item.ServerId"}),
        keep="{Server: Server.{Protocols: Protocols, SecurityPolicyName: SecurityPolicyName, "
        "LoggingRole: LoggingRole, StructuredLogDestinations: StructuredLogDestinations}}",
    ),
    Ask(
        # Once for each policy that a server of the region has.
        id="transfer.policy",
        operation="transfer.DescribeSecurityPolicy",
        needs="transfer:DescribeSecurityPolicy",
        feeds=(Channel,),
        each="transfer.server",
        of="Server",
        about="SecurityPolicyName",
        given=MappingProxyType({"SecurityPolicyName": "item.SecurityPolicyName"}),
        keep="{SecurityPolicy: SecurityPolicy.{SshCiphers: SshCiphers, SshKexs: SshKexs, SshMacs: SshMacs, "
        "TlsCiphers: TlsCiphers}}",
    ),
)


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of all servers."""
    for found in listed(whole, "transfer.servers", "Servers", SERVER, *_GIVES):
        yield from (found,) if isinstance(found, Fact) else _facts(whole, *found)


def _facts(whole: Account, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    arn = row["Arn"]
    thing = whole.thing(SERVER, arn, name=row["ServerId"], site=got.about)
    detail = whole.one("transfer.server", arn)
    server = body(detail).get("Server", {})
    yield Asset(**thing, answers=rests_on(got), role="service")
    yield _trail(thing, detail, server)
    spoken = set(server.get("Protocols", ()))
    if not spoken:
        silent = detail if not detail.good else unclear(detail, "it names no protocol")
        yield from gaps(whole.target, SERVER, silent, Channel, site=got.about)
    policy = _policy(whole, got, detail, server)
    thing |= {"answers": rests_on(got, detail, policy)}
    on = row.get("State") not in _OFF
    if "SFTP" in spoken:
        yield _sftp(thing, policy, on=on)
    if ftp := spoken & {"FTP", "FTPS"}:
        yield _ftp(thing, policy, ftp, on=on)
    if "AS2" in spoken:
        yield _as2(thing, on=on)


def _policy(whole: Account, got: Got, detail: Got, server: Mapping[str, Any]) -> Got:
    name = server.get("SecurityPolicyName")
    return whole.one("transfer.policy", f"{got.about}/{name}") if name else unclear(detail, "it names no policy")


def _algorithms(policy: Got, *lists: str) -> tuple[tuple[str, ...] | None, Got]:
    said = body(policy).get("SecurityPolicy", {}) if policy.ok else {}
    named = tuple(sorted({name.lower() for key in lists for name in said.get(key, [])}))
    return (named, policy) if named else (None, unclear(policy, "it lists no algorithm") if policy.good else policy)


def _sftp(thing: Mapping[str, Any], policy: Got, *, on: bool) -> Channel:
    accepted, why = _algorithms(policy, "SshCiphers", "SshKexs", "SshMacs")
    return Channel(
        **thing,
        protocol="ssh",
        enabled=on,
        encryption="required",
        min_version="2.0",
        algorithms=accepted,
        unread=unread(algorithms=why),
    )


def _ftp(thing: Mapping[str, Any], policy: Got, spoken: set[str], *, on: bool) -> Channel:
    """With and without TLS on one port: what a server speaks plainly the client may choose."""
    if spoken == {"FTP"}:
        return Channel(**thing, protocol="ftp", enabled=on, encryption="none", min_version="", algorithms=())
    suites, why = _algorithms(policy, "TlsCiphers")
    # Suites that end so do not exist before TLS 1.2 (RFC 5246, RFC 8446).
    new = suites is not None and all(suite.endswith(("sha256", "sha384", "poly1305")) for suite in suites)
    told = unclear(policy, "its suites do not say which versions go with them") if suites and not new else why
    return Channel(
        **thing,
        protocol="ftp",
        enabled=on,
        encryption="offered" if "FTP" in spoken else "required",
        min_version="1.2" if new else None,
        algorithms=suites,
        unread=unread(min_version=told, algorithms=why),
    )


def _as2(thing: Mapping[str, Any], *, on: bool) -> Channel:
    """AS2 comes by plain HTTP; whether each message is encrypted the agreement with the partner says."""
    return Channel(
        **thing,
        protocol="http",
        enabled=on,
        encryption=None,
        min_version=None,
        algorithms=None,
        unread=unread(encryption=NOT_ASKED, min_version=NOT_ASKED, algorithms=NOT_ASKED),
    )


def _trail(thing: Mapping[str, Any], detail: Got, server: Mapping[str, Any]) -> LogTrail:
    on = bool(server.get("LoggingRole") or server.get("StructuredLogDestinations"))
    return LogTrail(
        **thing,
        answers=rests_on(detail),
        of="service",
        enabled=on if detail.good else None,
        records=(("data-read", "data-write", "sign-in") if on else ()) if detail.good else None,
        exempt=None,
        unread=unread(enabled=detail, records=detail, exempt=HIDDEN),
    )
