"""What applications sign in with that stands at their service principals, wherever they are registered."""

from typing import Any

import pytest

from scanner.facts import Certificate, Credential, Fact, Gap, Identity
from tests.collectors.azure.settings import LEFT_OUT
from tests.collectors.entra import estate
from tests.collectors.entra.asking import answers, facts
from tests.collectors.entra.estate import (
    APP,
    APP_ID,
    APPS,
    CERT,
    GLOBAL,
    HELD,
    JSON,
    KEY,
    LEDGER,
    LEDGER_ID,
    PASS,
    PROOF,
    SERVICES,
    Change,
    one,
)
from tests.collectors.entra.making import holds
from tests.servers.graph.server import Graph

AT = f"/serviceprincipals/{LEDGER}"
BOOKING = f"/applications/{APP}"
SECRET, CERTIFICATE = f"{AT}/secrets/{PASS}", f"{AT}/certificates/{PROOF}"
LEDGER_HAS = estate.GOOD[SERVICES][0]
OLD = {"keyId": "k2", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": "2026-11-01T12:00:00Z"}
MORE = {"keyId": "k3", "startDateTime": "2026-11-01T00:00:00Z", "endDateTime": "2026-12-30T12:00:00Z"}
SAML = {
    "passwordCredentials": [{"keyId": "sign", "endDateTime": "2029-11-01T12:00:00Z"}],
    "keyCredentials": [
        {"keyId": "sign", "usage": "Sign", "customKeyIdentifier": "mark", "endDateTime": "2026-11-01T12:00:01Z"},
        {"keyId": "verify", "usage": "Verify", "customKeyIdentifier": "mark", "endDateTime": "2026-11-01T12:00:02Z"},
    ],
}


def ledger(path: str, value: JSON) -> Change:
    return f"{SERVICES}#0", path, value


def ours(path: str, value: JSON) -> Change:
    """Of the service principal of an application that is registered here."""
    return f"{SERVICES}#1", path, value


@pytest.mark.parametrize(
    ("cls", "which", "at", "field", "value", "changes"),
    [
        (Credential, "secret", SECRET, "age_days", 30, []),
        (Credential, "secret", SECRET, "age_days", None, [ledger("passwordCredentials", [{"keyId": PASS}])]),
        (Credential, "secret", SECRET, "days_left", 60, []),
        (Credential, "secret", SECRET, "days_left", -24, [ledger("passwordCredentials", [{**OLD, "keyId": PASS}])]),
        (Certificate, "", CERTIFICATE, "days_left", 10, []),
        (Identity, "", AT, "keys", 1, []),
        (Identity, "", AT, "keys", 2, [ledger("passwordCredentials", [MORE, MORE, OLD])]),
        (Identity, "", AT, "keys", 0, [ledger("passwordCredentials", [OLD])]),
        (Identity, "", AT, "keys", None, [ledger("passwordCredentials", LEFT_OUT)]),
        (Identity, "", AT, "holder", "machine", []),
        (Identity, "", AT, "enabled", True, []),
        (Identity, "", AT, "enabled", False, [ledger("accountEnabled", False)]),
        (Identity, "", AT, "enabled", None, [ledger("accountEnabled", LEFT_OUT)]),
        (Identity, "", AT, "privileged", None, []),
        (
            Identity,
            "",
            AT,
            "privileged",
            True,
            [(HELD, "", [holds(LEDGER, GLOBAL, "servicePrincipal", appId=LEDGER_ID)])],
        ),
        (Identity, "", BOOKING, "keys", 1, []),
        (Identity, "", BOOKING, "keys", 2, [ours("passwordCredentials", [MORE, OLD])]),
        (
            Identity,
            "",
            BOOKING,
            "keys",
            2,
            [ours("passwordCredentials", [MORE]), ours("appId", APP_ID.upper())],
        ),
        (Identity, "", BOOKING, "keys", None, [ours("passwordCredentials", LEFT_OUT)]),
        (
            Identity,
            "",
            BOOKING,
            "keys",
            1,
            [ours("passwordCredentials", SAML["passwordCredentials"]), ours("keyCredentials", SAML["keyCredentials"])],
        ),
    ],
)
def test_a_secret_of_a_service_principal(  # noqa: PLR0913, PLR0917  # as wide as its table
    near: Graph, cls: type[Fact], which: str, at: str, field: str, value: JSON, changes: list[Change]
) -> None:
    estate.put(near, *changes)
    assert getattr(one(facts(near), cls, which, at), field) == value


MICROSOFTS = ledger("appOwnerOrganizationId", "F8CDEF31-a31e-4b4a-93e4-5f571e91255a")
ITSELF = ledger("appOwnerOrganizationId", "72f988bf-86f1-41af-91ab-2d7cd011db47")


def kinds(found: list[Fact]) -> set[str]:
    return {fact.kind for fact in found if "service-principal" in fact.kind}


def credentials(found: list[Fact]) -> list[str]:
    return sorted(f.resource.rpartition("/")[2] for f in found if isinstance(f, Credential | Certificate))


@pytest.mark.parametrize(
    "changes",
    [
        [MICROSOFTS, ledger("passwordCredentials", [])],
        [ITSELF, ledger("passwordCredentials", [])],
        [MICROSOFTS, ledger("passwordCredentials", []), ledger("keyCredentials", None)],
        [ledger("servicePrincipalType", "ManagedIdentity"), ledger("appOwnerOrganizationId", None)],
        [ledger(name, some) for name, some in SAML.items()],
        [ledger("passwordCredentials", []), ledger("keyCredentials", [])],
    ],
)
def test_what_is_microsofts_or_azures_or_signs_for_others_is_no_secret_of_ours(
    near: Graph, changes: list[Change]
) -> None:
    estate.put(near, *changes)
    found = facts(near)
    assert kinds(found) == set()
    assert not [f for f in found if isinstance(f, Gap)]


def test_whoever_signs_for_others_may_have_secrets_of_its_own(near: Graph) -> None:
    both: list[Any] = [ledger(name, [*some, *LEDGER_HAS[name]]) for name, some in SAML.items()]
    estate.put(near, *both)
    assert {PASS, PROOF} <= set(credentials(facts(near)))
    assert not {"sign", "verify"} & set(credentials(facts(near)))


@pytest.mark.parametrize("owner", [MICROSOFTS, ITSELF])
def test_a_secret_that_was_added_to_an_application_of_microsoft_is_somebodys_here(near: Graph, owner: Change) -> None:
    estate.put(near, owner)
    found = facts(near)
    assert kinds(found) == {"entra.service-principal", "entra.service-principal.secret"}
    assert one(found, Credential, "secret", SECRET).age_days == 30
    assert one(found, Identity, "", AT).keys == 1


MARKS = ("customKeyIdentifier", "usage", "keyId")


@pytest.mark.parametrize(
    ("more", "kept"),
    [
        ([("other", "Verify", "rogue")], {"rogue"}),
        ([(None, "Verify", "rogue")], {"rogue"}),
        ([("mark", "Verify", "rogue")], {"verify"}),
        ([(None, "Sign", "signs")], set()),
        ([(None, "Sign", "signs"), (None, "Verify", "rogue")], {"rogue"}),
        ([("other", "Sign", "signs"), ("other", "Verify", "public")], set()),
        ([("other", "Verify", "public"), ("other", "Sign", "signs")], set()),
    ],
)
def test_a_certificate_beside_one_that_signs_for_others_is_its_own(
    near: Graph, more: list[tuple[str | None, str, str]], kept: set[str]
) -> None:
    end = {"endDateTime": "2026-11-01T12:00:01Z"}
    beside = [{**dict(zip(MARKS, one, strict=True)), **end} for one in more]
    estate.put(near, ledger("passwordCredentials", []), ledger("keyCredentials", [*SAML["keyCredentials"], *beside]))
    assert set(credentials(facts(near))) - {CERT, KEY} == kept


def test_an_application_that_is_registered_here_is_one_machine(near: Graph) -> None:
    estate.put(near, ours("passwordCredentials", [MORE]))
    found = facts(near)
    assert len([f for f in found if isinstance(f, Identity) and f.name == "Booking"]) == 1
    assert "k3" in credentials(found)


def test_one_that_signs_in_with_certificates_alone_has_no_keys_to_count(near: Graph) -> None:
    estate.put(near, ledger("passwordCredentials", []))
    assert kinds(facts(near)) == {"entra.service-principal.certificate"}


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("passwordCredentials", "entra.service-principal.secret"),
        ("keyCredentials", "entra.service-principal.certificate"),
    ],
)
def test_one_that_says_nothing_of_them_leaves_a_gap(near: Graph, part: str, kind: str) -> None:
    estate.put(near, ledger(part, LEFT_OUT))
    assert [(f.kind, f.outcome) for f in facts(near) if isinstance(f, Gap)] == [(kind, "unclear")]


def test_service_principals_that_may_not_be_read_leave_gaps_and_no_count(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("/servicePrincipals")
    found = facts(near)
    assert {f.kind for f in found if isinstance(f, Gap)} == {
        "entra.service-principal",
        "entra.service-principal.secret",
        "entra.service-principal.certificate",
    }
    booking = one(found, Identity, "", BOOKING)
    assert booking.keys is None
    assert {(u.field, u.outcome) for u in booking.unread} >= {("keys", "denied")}
    assert len(credentials(found)) == 2


def test_service_principals_are_facts_though_applications_are_refused(near: Graph) -> None:
    estate.put(near)
    near.held.denied.add("/applications")
    assert one(facts(near), Identity, "", AT).keys == 1


def test_those_without_credentials_are_not_kept(near: Graph) -> None:
    estate.put(near)
    came = next(a for a in answers(near) if a.question == "entra.service_principals")
    assert [row["id"] for row in came.body["value"]] == [LEDGER]
    assert APPS not in came.operation
