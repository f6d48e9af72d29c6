"""Why a PostgreSQL did not answer, in plain words, and what to do. Pure: from sealed answers only."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from collectors.postgres.statements import HBA, MONITOR, STORED
from collectors.secured.causes import explain as shared
from collectors.sql.asking import ODD
from scanner.answers import GOOD, Answer
from scanner.collector import Cause

NO_METHOD: Final = "AuthenticationMethod"
"""Code: it asks for a way to sign in that is not spoken here."""
NO_CONNECT: Final = "NoConnect"
"""Code: the account is let in, and not to that database."""
_NO_RULE: Final = Cause(
    said="pg_hba.conf has no line that lets this account in from here over TLS by a password, or no role has that name",
    advice="add a line above the others: hostssl postgres safeguard ADDRESS/32 scram-sha-256; SELECT pg_reload_conf()",
)
_BY_CODE: Final[Mapping[str, Cause]] = MappingProxyType(
    {
        "28P01": Cause(
            said="it refuses the account or its password",
            more="It says no more where the password's own time is over (VALID UNTIL).",
            advice="look at user and password of the target; what makes the account: safeguard permissions postgres",
        ),
        "28000": _NO_RULE,
        NO_CONNECT: Cause(
            said="the account may not connect to that database",
            advice="GRANT CONNECT ON DATABASE postgres TO safeguard; or name another one: database: NAME",
        ),
        "3D000": Cause(said="it has no database of that name", advice="name one that it has: database: NAME"),
        "42501": Cause(
            said="the account lacks a right", advice="what it takes, to paste there: safeguard permissions postgres"
        ),
        "53300": Cause(
            said="all its connections are taken",
            advice="scan when it is less busy; pg_use_reserved_connections keeps some free (PostgreSQL 16)",
        ),
        "57P03": Cause(said="it is starting or stopping", advice="scan again later"),
        "57014": Cause(said="a statement took too long, and was ended", advice="scan when it is less busy"),
        "08P01": Cause(
            said="it does not take the settings of a session that cannot write",
            more="A pool of connections in between (PgBouncer) refuses such; the server itself takes them.",
            advice="name the server itself in the target, not the pool",
        ),
        NO_METHOD: Cause(
            said="it asks this account for a way to sign in that is not spoken here, as Kerberos",
            advice="let this account in by a password: hostssl postgres safeguard ADDRESS/32 scram-sha-256",
        ),
        ODD: Cause(said="it answers, and not as a PostgreSQL does", advice="look at the port: 5432 is the usual one"),
    }
)
_RIGHTS: Final = (MONITOR, HBA, STORED)


def explain(answer: Answer) -> Cause | None:
    """Say why an answer did not come; None where its outcome says it."""
    if answer.outcome in GOOD:
        return None
    if answer.code == "42501" and answer.needs in _RIGHTS:
        return None  # which one stands beside it
    return _BY_CODE.get(answer.code) or shared(answer)
