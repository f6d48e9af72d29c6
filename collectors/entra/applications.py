"""Applications of the directory: machines with secrets and certificates. The secrets themselves nobody is told."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from collectors.asking.ages import days, days_until
from collectors.entra.question import graph
from collectors.entra.read import Tenant, rows
from collectors.entra.roles import Roles
from scanner.answers import HIDDEN, NOT_ASKED, Got, gaps, unclear, unread
from scanner.collector import Kind
from scanner.facts import Certificate, Credential, Fact, Identity, Promise

APPLICATION: Final = "entra.application"
SECRET: Final = "entra.application.secret"  # noqa: S105  # a kind
CERTIFICATE: Final = "entra.application.certificate"
_SECRET: Final[Promise] = (Credential, "secret")
_RESET: Final = "az ad app credential delete --id APP-ID --key-id KEY, once a new one is in use"
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
            fix=MappingProxyType({"password-policy.credential-age": _RESET, "password-policy.credential-ends": _RESET}),
            own={"KEY": "id"},
        ),
        CERTIFICATE: Kind(title="certificate of an application", gives=(Certificate,)),
    }
)

QUESTIONS: Final = (
    graph(
        "entra.applications",
        "/applications?$select=id,appId,displayName,passwordCredentials,keyCredentials&$top=999",
        (
            *("id", "appId", "displayName"),
            *(f"passwordCredentials[].{name}" for name in ("keyId", "startDateTime", "endDateTime")),
            *(f"keyCredentials[].{name}" for name in ("keyId", "endDateTime")),
        ),
        needs="Application.Read.All",
        feeds=(Identity, _SECRET, Certificate),
    ),
)


def read(whole: Tenant, roles: Roles) -> Iterator[Fact]:
    """Give all applications, and what each proves itself with."""
    got = whole.one("entra.applications")
    if not got.good:
        for name, kind in KINDS.items():
            yield from gaps(whole.target, name, got, *kind.gives)
    for app in rows(got):
        yield _machine(whole, roles, got, app)
        yield from _secrets(whole, got, app)
        yield from _certificates(whole, got, app)


def _machine(whole: Tenant, roles: Roles, got: Got, app: Mapping[str, Any]) -> Identity:
    """What an application may do by a role of the directory is known; what else it was granted is not asked."""
    secrets = app.get("passwordCredentials")
    live = None if secrets is None else sum(1 for one in secrets if days_until(got, one.get("endDateTime")) >= 0)
    admin = str(app.get("appId", "")).lower() in roles.machines or None
    return Identity(
        **whole.thing(APPLICATION, _below(app), _name(app), got),
        holder="machine",
        enabled=None,
        interactive=False,
        privileged=admin,
        mfa=None,
        unused_days=None,
        keys=live,
        unread=unread(
            enabled=NOT_ASKED,
            mfa=HIDDEN,
            unused_days=HIDDEN,
            privileged=got if admin else NOT_ASKED,
            keys=got if live is not None else unclear(got, "it does not speak of secrets"),
        ),
    )


def _secrets(whole: Tenant, got: Got, app: Mapping[str, Any]) -> Iterator[Fact]:
    if app.get("passwordCredentials") is None:
        yield from gaps(whole.target, SECRET, unclear(got, "it does not speak of secrets"), _SECRET)
    for one in app.get("passwordCredentials") or []:
        made = one.get("startDateTime")
        yield Credential(
            **_of(whole, SECRET, app, f"secrets/{one['keyId']}", got),
            form="secret",
            age_days=days(got, made) if made else None,
            days_left=days_until(got, one.get("endDateTime")),
            stored=None,
            unread=unread(age_days=got if made else unclear(got, "it does not say since when"), stored=HIDDEN),
        )


def _certificates(whole: Tenant, got: Got, app: Mapping[str, Any]) -> Iterator[Fact]:
    if app.get("keyCredentials") is None:
        yield from gaps(whole.target, CERTIFICATE, unclear(got, "it does not speak of certificates"), Certificate)
    for one in app.get("keyCredentials") or []:
        yield Certificate(
            **_of(whole, CERTIFICATE, app, f"certificates/{one['keyId']}", got),
            days_left=days_until(got, one.get("endDateTime")),
        )


def _of(whole: Tenant, kind: str, app: Mapping[str, Any], below: str, got: Got) -> dict[str, Any]:
    """What belongs to an application is within it."""
    thing = whole.thing(kind, f"{_below(app)}/{below}", _name(app), got)
    return {**thing, "within": (f"{whole.resource}{_below(app)}".lower(),)}


def _below(app: Mapping[str, Any]) -> str:
    return f"/applications/{app['id']}"


def _name(app: Mapping[str, Any]) -> str:
    return str(app.get("displayName") or app["id"])
