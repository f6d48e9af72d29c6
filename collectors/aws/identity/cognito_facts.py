"""Reads Cognito: how people sign in to applications, for how long, and who gets in without a name. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.aws.identity.cognito import CLIENT, IDENTITY_POOL, KINDS, USER_POOL
from collectors.aws.keys.custody import custody
from collectors.aws.read import Account, body, first_bad, listed
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, rests_on, unclear, unread
from scanner.facts import FOREVER, Alarm, Asset, DataStore, Exposure, Fact, Guard, PasswordPolicy, Session, SignIn

_DEFAULT_LENGTH: Final = 8
"""Characters of a password where a pool sets no policy of its own."""
_FACTORS: Final[Mapping[str, int]] = MappingProxyType({"ON": 2, "OPTIONAL": 1, "OFF": 1})
_UNITS: Final[Mapping[str, int]] = MappingProxyType({"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400})
_TOKENS: Final = (("AccessToken", 1, "hours"), ("IdToken", 1, "hours"), ("RefreshToken", 30, "days"))
"""Name, how long it is good where nothing is set, and the unit that a number has by itself."""


def read(whole: Account) -> Iterator[Fact]:
    """Give the facts of user pools, their clients, and identity pools."""
    for found in listed(whole, "cognito.pools", "UserPools", USER_POOL, *KINDS[USER_POOL].gives):
        if isinstance(found, Fact):
            yield found
        else:
            yield from _pool(whole, *found)
    yield from _clients(whole)
    for found in listed(whole, "cognito.identity_pools", "IdentityPools", IDENTITY_POOL, *KINDS[IDENTITY_POOL].gives):
        yield found if isinstance(found, Fact) else _guests(whole, *found)


def _pool(whole: Account, listing: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    region, name = listing.about, f"{listing.about}/{row['Id']}"
    detail = whole.one("cognito.pool", name)
    said = body(detail).get("UserPool", {})
    arn = whole.name("cognito-idp", region, f"userpool/{row['Id']}")
    thing = whole.thing(USER_POOL, arn, name=row.get("Name", row["Id"]), site=region)
    yield Asset(**thing, answers=rests_on(listing, detail), role="service")
    yield _store(whole, thing, detail)
    yield _door(whole, thing, detail, name)
    policy = said.get("PasswordPolicy") or {}
    yield PasswordPolicy(
        **thing,
        answers=rests_on(detail),
        min_length=int(policy.get("MinimumLength", _DEFAULT_LENGTH)) if detail.good else None,
        history=int(policy.get("PasswordHistorySize", 0)) if detail.good else None,
        max_age_days=FOREVER,  # Cognito has no such limit
        unread=unread(min_length=detail, history=detail),
    )
    yield _watch(whole, thing, detail, name)
    yield Guard(
        **thing,
        answers=rests_on(detail),
        prevents="deletion",
        in_force=said.get("DeletionProtection") == "ACTIVE" if detail.good else None,
        unread=unread(in_force=detail),
    )


def _store(whole: Account, thing: Mapping[str, Any], detail: Got) -> DataStore:
    """What Cognito knows of people is always encrypted; a pool that names no key, with one of AWS's."""
    key = (body(detail).get("UserPool", {}).get("KeyConfiguration") or {}).get("KmsKeyArn")
    customer, held = custody(whole, key, thing["site"], detail) if detail.good else (None, detail)
    return DataStore(
        **thing,
        answers=rests_on(detail, held),
        encrypted=True,
        customer_key=customer,
        cipher=None,
        documented=True,
        unread=unread(customer_key=held, cipher=HIDDEN),
    )


def _door(whole: Account, thing: Mapping[str, Any], detail: Got, name: str) -> SignIn:
    """How people sign in."""
    clients = list(_described(whole, name))
    factors, why = _factors(detail, clients)
    return SignIn(
        **thing,
        answers=rests_on(detail, *clients),
        audience="everyone",
        factors=factors,
        phishing_resistant=None,
        bypass=None,
        individual=None,
        directories=None,
        unread=unread(
            factors=why, phishing_resistant=NOT_ASKED, bypass=NOT_ASKED, individual=HIDDEN, directories=NOT_ASKED
        ),
    )


def _factors(detail: Got, clients: list[Got]) -> tuple[int | None, Got]:
    """What a pool demands, with the answer that says so. Who comes from another provider is asked there, or is not."""
    if not detail.good:
        return None, detail
    factors = _FACTORS.get(body(detail).get("UserPool", {}).get("MfaConfiguration", "OFF"))
    if factors is None:
        return None, unclear(detail, "a demand that we do not know")
    if bad := first_bad(*clients):
        return None, bad
    others = sorted({p for got in clients for p in _providers(got)} - {"COGNITO"})
    asked_here = not clients[1:] or any(_asks(body(got).get("UserPoolClient", {})) for got in clients[1:])
    if others and (factors == _FACTORS["ON"] or not asked_here):
        return None, Got("hidden", f"what {', '.join(others)} asks of people who come from there")
    return (factors, detail) if asked_here else (None, Got("hidden", "only programs sign in, with secrets of theirs"))


def _asks(said: Mapping[str, Any]) -> bool:
    """The pool itself is who asks people for a password."""
    return bool(_own(said)) or ("COGNITO" in said.get("SupportedIdentityProviders", ()) and not _for_machines(said))


def _described(whole: Account, name: str) -> Iterator[Got]:
    """The list of a pool's clients, and the answer about each."""
    listing = whole.one("cognito.clients", name)
    yield listing
    region = name.partition("/")[0]
    for row in body(listing).get("UserPoolClients", []):
        yield whole.one("cognito.client", f"{region}/{row['ClientId']}")


def _providers(got: Got) -> list[str]:
    said: list[str] = body(got).get("UserPoolClient", {}).get("SupportedIdentityProviders", [])
    return said


def _watch(whole: Account, thing: Mapping[str, Any], detail: Got, name: str) -> Alarm:
    """Threat protection. In audit mode it only counts; in full it acts, and tells the user where it is set so."""
    mode = body(detail).get("UserPool", {}).get("AdvancedSecurityMode", "OFF")
    risk = whole.one("cognito.risk", name) if mode == "ENFORCED" else detail
    actions = (body(risk).get("RiskConfiguration", {}).get("Actions") or {}) if mode == "ENFORCED" else {}
    return Alarm(
        **thing,
        answers=rests_on(detail, risk),
        watches="sign-ins",
        enabled=mode in {"ENFORCED", "AUDIT"} if detail.good else None,
        notifies=any(action.get("Notify") for action in actions.values()) if risk.good else None,
        unread=unread(enabled=detail, notifies=risk),
    )


def _clients(whole: Account) -> Iterator[Fact]:
    for pools in whole.every("cognito.pools"):
        if not pools.good:
            yield from gaps(whole.target, CLIENT, pools, Session, site=pools.about)
        for pool in body(pools).get("UserPools", []):
            listing = whole.one("cognito.clients", f"{pools.about}/{pool['Id']}")
            if not listing.good:
                yield from gaps(whole.target, CLIENT, listing, Session, site=pools.about)
            for row in body(listing).get("UserPoolClients", []):
                yield _session(whole, pools.about, listing, row)


def _session(whole: Account, region: str, listing: Got, row: Mapping[str, Any]) -> Session:
    """How long one stays signed in: as long as the token lasts by which one gets the others anew."""
    detail = whole.one("cognito.client", f"{region}/{row['ClientId']}")
    said = body(detail).get("UserPoolClient", {})
    arn = whole.name("cognito-idp", region, f"userpool/{row['UserPoolId']}/client/{row['ClientId']}")
    machines = _for_machines(said)
    lasts = [_seconds(said, *token) for token in (_TOKENS[:1] if machines else _TOKENS)]
    known = unclear(detail, "a unit of time that we do not know") if detail.good and None in lasts else detail
    return Session(
        **whole.thing(CLIENT, arn, name=row.get("ClientName", row["ClientId"]), site=region),
        answers=rests_on(listing, detail),
        surface="token" if machines else "web",
        idle_seconds=None,
        on_idle=None,
        max_seconds=max(s or 0 for s in lasts) if known.good else None,
        enforced=None,
        reauth_seconds=None,
        unread=unread(idle_seconds=HIDDEN, on_idle=HIDDEN, max_seconds=known, enforced=HIDDEN, reauth_seconds=HIDDEN),
    )


def _for_machines(said: Mapping[str, Any]) -> bool:
    """Only programs sign in, with the client's own secret: they are given no token to get another with."""
    flows = said.get("AllowedOAuthFlows") if said.get("AllowedOAuthFlowsUserPoolClient") else None
    return flows == ["client_credentials"] and not _own(said)


def _own(said: Mapping[str, Any]) -> set[str]:
    """The ways in beside the pages that Cognito shows; where none are named there are some."""
    return set(said.get("ExplicitAuthFlows") or ("ALLOW_USER_SRP_AUTH",)) - {"ALLOW_REFRESH_TOKEN_AUTH"}


def _seconds(said: Mapping[str, Any], token: str, default: int, unit: str) -> int | None:
    """How long a token is good. Zero and nothing stand for what Cognito does by itself."""
    set_ = said.get(f"{token}Validity")
    size = _UNITS.get((said.get("TokenValidityUnits") or {}).get(token, unit))
    if not set_:
        return default * _UNITS[unit]
    return int(set_) * size if size else None


def _guests(whole: Account, listing: Got, row: Mapping[str, Any]) -> Exposure:
    """Where guests are let in, anybody on the internet gets credentials of the account: those of the guests' role."""
    region = listing.about
    detail = whole.one("cognito.identity_pool", f"{region}/{row['IdentityPoolId']}")
    guests = body(detail).get("AllowUnauthenticatedIdentities")
    known = unclear(detail, "it does not say whether guests are let in") if detail.good and guests is None else detail
    if guests is False:
        known = _closed(whole, region, detail)
    arn = whole.name("cognito-identity", region, f"identitypool/{row['IdentityPoolId']}")
    return Exposure(
        **whole.thing(IDENTITY_POOL, arn, name=row.get("IdentityPoolName", row["IdentityPoolId"]), site=region),
        answers=rests_on(listing, detail, known),
        way="permission",
        offers="data",
        audience=("everyone" if guests else "listed") if known.good else None,
        ports=(),
        considered=(_GUESTS if guests else _PEOPLE) if known.good else (),
        unread=unread(audience=known),
    )


_GUESTS: Final = ("guests are let in",)
_PEOPLE: Final = ("no guest is let in", "administrators alone add its people")


def _closed(whole: Account, region: str, detail: Got) -> Got:
    """What shows that only people whom somebody here admitted sign in; or why that does not show.

    Whom a provider outside has for a customer, or who registers by himself, AWS does not tell: the application decides.
    """
    said = body(detail)
    if said.get("LoginProviders") or said.get("OpenIdConnectProviderARNs"):
        return HIDDEN
    for provider in said.get("UserPools") or ():
        pool = whole.one("cognito.pool", f"{region}/{provider.rpartition('/')[2]}")
        if not pool.good:
            return pool if pool.place else HIDDEN  # a pool of another region or account
        if not body(pool).get("UserPool", {}).get("AdminsOnly"):
            return HIDDEN
    return detail
