"""Applications of the directory: machines with secrets and certificates. The secrets themselves nobody is told.

What an application may sign in with stands in two places: at its registration, which is in one directory, and at the
service principal that it has in each directory where it is used, though its registration is elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from collectors.asking.ages import days, days_until
from collectors.asking.listing import rows
from collectors.entra.question import graph
from collectors.entra.read import Tenant
from collectors.entra.roles import Roles
from collectors.entra.service_principals import counts, to_sign_in
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Certificate, Credential, Fact, Identity, Promise

APPLICATION: Final = "entra.application"
SECRET: Final = "entra.application.secret"  # noqa: S105  # a kind
CERTIFICATE: Final = "entra.application.certificate"
SERVICE: Final = "entra.service-principal"
SERVICE_SECRET: Final = "entra.service-principal.secret"  # noqa: S105  # a kind
SERVICE_CERTIFICATE: Final = "entra.service-principal.certificate"
_SECRET: Final[Promise] = (Credential, "secret")
_AGES: Final = ("password-policy.credential-age", "password-policy.credential-ends")
_RESET: Final = "az ad app credential delete --id APP-ID --key-id KEY, once a new one is in use"
_RESET_SERVICE: Final = "az ad sp credential delete --id SERVICE-PRINCIPAL-ID --key-id KEY, once a new one is in use"
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        APPLICATION: Kind(
            title="application of the directory",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "unique-user-identification.no-long-lived-keys": "az ad app credential delete --id ID --key-id "
                    "KEY-ID, of all but one; a federated credential needs none",
                }
            ),
            own={"ID": "id"},
        ),
        SECRET: Kind(
            title="secret of an application",
            gives=(_SECRET,),
            fix=MappingProxyType(dict.fromkeys(_AGES, _RESET)),
            own={"KEY": "id"},
        ),
        CERTIFICATE: Kind(title="certificate of an application", gives=(Certificate,)),
        SERVICE: Kind(
            title="service principal with secrets of its own",
            gives=(Identity,),
            fix=MappingProxyType(
                {
                    "unique-user-identification.no-long-lived-keys": "az ad sp credential delete --id ID --key-id "
                    "KEY-ID, of all but one",
                }
            ),
            own={"ID": "id"},
        ),
        SERVICE_SECRET: Kind(
            title="secret of a service principal",
            gives=(_SECRET,),
            fix=MappingProxyType(dict.fromkeys(_AGES, _RESET_SERVICE)),
            own={"KEY": "id"},
        ),
        SERVICE_CERTIFICATE: Kind(title="certificate of a service principal", gives=(Certificate,)),
    }
)

_CREDENTIALS: Final = (
    *(f"passwordCredentials[].{name}" for name in ("keyId", "startDateTime", "endDateTime")),
    *(f"keyCredentials[].{name}" for name in ("keyId", "endDateTime")),
)
_SERVICE: Final = ("id", "appId", "displayName", "appOwnerOrganizationId", "servicePrincipalType", "accountEnabled")

QUESTIONS: Final = (
    graph(
        "entra.applications",
        "/applications?$select=id,appId,displayName,passwordCredentials,keyCredentials&$top=999",
        ("id", "appId", "displayName", *_CREDENTIALS),
        needs="Application.Read.All",
        feeds=(Identity, _SECRET, Certificate),
    ),
    graph(
        "entra.service_principals",
        f"/servicePrincipals?$select={','.join(_SERVICE)},passwordCredentials,keyCredentials&$top=999",
        (*_SERVICE, *_CREDENTIALS, "keyCredentials[].usage", "keyCredentials[].customKeyIdentifier"),
        # There are hundreds, and nearly all have none of either; one that does not speak of them is kept.
        only="?to_string([passwordCredentials, keyCredentials]) != '[[],[]]'",
        needs="Application.Read.All",
        feeds=(Identity, _SECRET, Certificate),
    ),
)


class Place(NamedTuple):
    """Where credentials are: what that is called, and what they are."""

    question: str
    below: str
    machine: str
    secret: str
    certificate: str


APPLICATIONS: Final = Place("entra.applications", "applications", APPLICATION, SECRET, CERTIFICATE)
SERVICES: Final = Place("entra.service_principals", "servicePrincipals", SERVICE, SERVICE_SECRET, SERVICE_CERTIFICATE)


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give all applications, and what each proves itself with."""
    registered = rows(whole.one(APPLICATIONS.question))
    services = [to_sign_in(row) for row in rows(whole.one(SERVICES.question)) if counts(row)]
    here = {_app(one) for one in registered}
    for place, some in ((APPLICATIONS, registered), (SERVICES, services)):
        got = whole.one(place.question)
        if not got.good:
            for name in (place.machine, place.secret, place.certificate):
                yield from gaps(whole.target, name, got, *KINDS[name].gives)
        for one in some:
            if place is APPLICATIONS:
                yield _application(whole, roles, one, [row for row in services if _app(row) == _app(one)])
            elif _app(one) not in here and one.get("passwordCredentials") != []:
                yield _service(whole, roles, one)
            yield from _secrets(whole, place, got, one)
            yield from _certificates(whole, place, got, one)


def _app(row: Mapping[str, Any]) -> str:
    return str(row.get("appId", "")).lower()


def _live(got: Got, some: Iterable[Mapping[str, Any]]) -> int | None:
    """How many secrets work; None where one of these does not speak of them."""
    lists = [one.get("passwordCredentials") for one in some]
    if any(one is None for one in lists):
        return None
    return sum(1 for one in lists for secret in one or () if days_until(got, secret.get("endDateTime")) >= 0)


def _application(
    whole: Tenant, roles: Roles, app: Mapping[str, Any], services: Iterable[Mapping[str, Any]]
) -> Identity:
    """Its secrets are those of its registration and those of its service principal here."""
    got, beside = whole.one(APPLICATIONS.question), whole.one(SERVICES.question)
    live = _live(got, (app, *services)) if beside.good else None
    why = beside if not beside.good else got if live is not None else unclear(got, "it does not speak of secrets")
    return _machine(whole, roles, APPLICATIONS, app, live, why)


def _service(whole: Tenant, roles: Roles, row: Mapping[str, Any]) -> Identity:
    """Of an application that is registered elsewhere."""
    got = whole.one(SERVICES.question)
    live = _live(got, (row,))
    why = got if live is not None else unclear(got, "it does not speak of secrets")
    return _machine(whole, roles, SERVICES, row, live, why)


def _machine(  # noqa: PLR0913, PLR0917  # what it is, and how many secrets it has
    whole: Tenant, roles: Roles, place: Place, app: Mapping[str, Any], live: int | None, why: Got
) -> Identity:
    """What an application may do by a role of the directory is known; what else it was granted is not asked."""
    got = whole.one(place.question)
    on = app.get("accountEnabled")
    enabled = on if isinstance(on, bool) else None
    admin = _app(app) in roles.machines or None
    return Identity(
        **whole.thing(place.machine, _below(place, app), _name(app), got, why),
        holder="machine",
        enabled=enabled,
        interactive=False,
        privileged=admin,
        mfa=None,
        unused_days=None,
        keys=live,
        unread=unread(
            enabled=got if enabled is not None else NOT_ASKED,
            mfa=HIDDEN,
            unused_days=HIDDEN,
            privileged=got if admin else NOT_ASKED,
            keys=why,
        ),
    )


def _secrets(whole: Tenant, place: Place, got: Got, app: Mapping[str, Any]) -> Iterator[Fact]:
    if app.get("passwordCredentials") is None:
        yield from gaps(whole.target, place.secret, unclear(got, "it does not speak of secrets"), _SECRET)
    for one in app.get("passwordCredentials") or []:
        made = one.get("startDateTime")
        yield Credential(
            **_of(whole, place, place.secret, app, f"secrets/{one['keyId']}"),
            form="secret",
            age_days=days(got, made) if made else None,
            days_left=days_until(got, one.get("endDateTime")),
            stored=None,
            unread=unread(age_days=got if made else unclear(got, "it does not say since when"), stored=HIDDEN),
        )


def _certificates(whole: Tenant, place: Place, got: Got, app: Mapping[str, Any]) -> Iterator[Fact]:
    if app.get("keyCredentials") is None:
        yield from gaps(whole.target, place.certificate, unclear(got, "it does not speak of certificates"), Certificate)
    for one in app.get("keyCredentials") or []:
        yield Certificate(
            **_of(whole, place, place.certificate, app, f"certificates/{one['keyId']}"),
            days_left=days_until(got, one.get("endDateTime")),
        )


def _of(whole: Tenant, place: Place, kind: str, app: Mapping[str, Any], below: str) -> dict[str, Any]:
    """What belongs to an application is within it."""
    thing = whole.thing(kind, f"{_below(place, app)}/{below}", _name(app), whole.one(place.question))
    return {**thing, "within": (f"{whole.resource}{_below(place, app)}".lower(),)}


def _below(place: Place, app: Mapping[str, Any]) -> str:
    return f"/{place.below}/{app['id']}"


def _name(app: Mapping[str, Any]) -> str:
    return str(app.get("displayName") or app["id"])
