"""Signing in by Kerberos: a real KDC of MIT and a real slapd; and directories that refuse it, hang, or are others."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from collectors.directory import LDAPS, kerberos
from scanner.answers import Answer
from scanner.collector import Inquiry
from scanner.facts import Gap
from tests.collectors.directory.asking import NOW, asked, facts, target
from tests.collectors.directory.slapds import entries
from tests.collectors.directory.test_asking import double
from tests.servers.kdc import REALM, Kdc, kdc
from tests.servers.ldap import Double, directory
from tests.servers.slapd import READER, Slapd, configuration, slapd

NAME, ANOTHER = "dc1.alder.example", "dc2.alder.example"
ACCOUNTS = "openldap.accounts"
_GLOBALLY = f"""\
olcSecurity: ssf=128
olcSaslHost: {NAME}
olcSaslRealm: {REALM}
olcAuthzRegexp: {{0}}uid=safeguard,cn=[^,]*,cn=gssapi,cn=auth {READER}"""
_DATABASE = f'olcAccess: {{0}}to * by dn.exact="{READER}" read by * none'


@dataclass(frozen=True)
class Realm:
    """A KDC, a directory that it vouches for, and a ticket."""

    kdc: Kdc
    slapd: Slapd
    ticket: Path

    def ask(self, name: str = NAME, **options: Any) -> list[Answer]:
        """Ask the directory by a name."""
        known: dict[str, Any] = {
            "server_name": name,
            "ca": str(self.slapd.ca),
            "sasl": "gssapi",
            "timeout": 10,
            **options,
        }
        return asked(target(self.slapd.tls_port, **known), "", ACCOUNTS)


@pytest.fixture(scope="module")
def realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    folder, at = tmp_path_factory.mktemp("kdc"), tmp_path_factory.mktemp("slapd")
    with (
        kdc(folder, "safeguard", f"ldap/{NAME}", f"ldap/{ANOTHER}", gone="left") as it,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("KRB5_CONFIG", str(it.config))
        patch.setenv("KRB5_KTNAME", str(it.keytab(f"ldap/{NAME}")))
        with slapd(at, configuration(at, _GLOBALLY, _DATABASE), entries(), "127.0.0.1", NAME, ANOTHER) as server:
            yield Realm(it, server, it.ticket("safeguard"))


@pytest.fixture(autouse=True)
def holder(realm: Realm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the scan holds the ticket."""
    monkeypatch.delenv("KRB5_CLIENT_KTNAME", raising=False)
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{realm.ticket}")


def advice(answer: Answer) -> str:
    cause = LDAPS.explain(answer)
    assert cause
    return f"{cause.said}. {cause.more} {cause.advice}"


def test_who_holds_a_ticket_reads_and_nothing_of_it_is_kept(realm: Realm) -> None:
    root, accounts = realm.ask()
    names = {dict(values)["uid"][0] for _, values in accounts.body["entries"] if "uid" in dict(values)}
    assert (root.outcome, accounts.outcome, names) == ("ok", "ok", {"ana", "ben", "eve"})
    assert {root.source.caller, accounts.source.caller} == {"the holder of a Kerberos ticket"}
    assert (root.parameters["sasl"], root.parameters["server_name"]) == ("gssapi", NAME)
    assert REALM not in repr((root, accounts))


def test_starttls_comes_first_here_too(realm: Realm) -> None:
    of = target(realm.slapd.port, "ldap", server_name=NAME, ca=str(realm.slapd.ca), sasl="gssapi", timeout=20)
    assert [answer.outcome for answer in asked(of, "", ACCOUNTS)] == ["ok", "ok"]


def test_without_a_ticket_the_same_accounts_are_not_shown(realm: Realm) -> None:
    assert [answer.outcome for answer in realm.ask(sasl="")] == ["ok", "denied"]


def test_a_keytab_will_do_and_its_tickets_stay_in_memory(
    realm: Realm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KRB5_CLIENT_KTNAME", str(realm.kdc.keytab("safeguard")))
    monkeypatch.delenv("KRB5CCNAME")
    config = realm.kdc.config.read_text().replace("rdns", f"default_ccache_name = FILE:{tmp_path}/cache\nrdns", 1)
    (tmp_path / "krb5.conf").write_text(config)
    monkeypatch.setenv("KRB5_CONFIG", f"{tmp_path}/krb5.conf")
    assert [answer.outcome for answer in realm.ask()] == ["ok", "ok"]
    assert not (tmp_path / "cache").exists()


def _no_ticket(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("KRB5CCNAME", f"FILE:{realm.ticket}.none")


def _no_keytab(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("KRB5CCNAME")
    patch.setenv("KRB5_CLIENT_KTNAME", f"{realm.ticket}.none")


def _old_keytab(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    patch.delenv("KRB5CCNAME")
    patch.setenv("KRB5_CLIENT_KTNAME", str(realm.kdc.keytab("left")))


def _expired(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("KRB5CCNAME", f"FILE:{realm.kdc.ticket('safeguard', '-l', '1s')}")
    time.sleep(2.1)  # Kerberos counts in whole seconds


def _no_kdc(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("KRB5CCNAME", f"FILE:{realm.kdc.ticket('safeguard')}")
    elsewhere = realm.kdc.folder / "elsewhere.conf"
    elsewhere.write_text(re.sub(r"(kdc = 127\.0\.0\.1):\d+", r"\1:1", realm.kdc.config.read_text()))
    patch.setenv("KRB5_CONFIG", str(elsewhere))


def _no_module(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("SASL_PATH", str(realm.kdc.folder))


def _nothing(realm: Realm, patch: pytest.MonkeyPatch) -> None:
    """All is well but for the name."""


@pytest.mark.parametrize(
    ("wrong", "name", "outcome", "code", "said"),
    [
        (_no_ticket, NAME, "denied", "NoTicket", "kinit NAME"),
        (_no_keytab, NAME, "denied", "NoTicket", "KRB5_CLIENT_KTNAME=FILE"),
        (_old_keytab, NAME, "denied", "KeytabRefused", "write its keytab anew"),
        (_expired, NAME, "denied", "TicketExpired", "kinit NAME"),
        (_nothing, "127.0.0.1", "denied", "ServiceUnknown", "server_name: NAME"),
        (_nothing, ANOTHER, "denied", "invalidCredentials (49)", "the key that the KDC has for ldap/NAME"),
        (_no_kdc, NAME, "unreachable", "NoKdc", "krb5.conf"),
        (_no_module, NAME, "error", "NoGssapiModule", "libsasl2-modules-gssapi-mit"),
    ],
)
def test_who_is_not_let_in_is_told_what_to_do(  # noqa: PLR0913, PLR0917  # a table
    realm: Realm,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Callable[[Realm, pytest.MonkeyPatch], None],
    name: str,
    outcome: str,
    code: str,
    said: str,
) -> None:
    wrong(realm, monkeypatch)
    (answer,) = realm.ask(name)
    assert (answer.question, answer.outcome, answer.code) == ("directory.root", outcome, code)
    assert said in advice(answer)
    assert str(realm.kdc.folder) not in repr(answer)
    assert {type(fact) for fact in facts([answer], target(realm.slapd.tls_port))} == {Gap}


def play(it: Double, **options: Any) -> Answer:
    """What a double says to the ticket."""
    known: dict[str, Any] = {"server_name": NAME, "ca": str(it.ca), "sasl": "gssapi", **options}
    (answer,) = asked(target(it.port, timeout=20, **known), "", ACCOUNTS)
    return answer


@pytest.mark.parametrize(
    ("result", "text", "code", "said"),
    [
        (
            49,
            "80090346: LdapErr: DSID-0C0905E4, comment: AcceptSecurityContext error, data 80090346, v3839",
            "invalidCredentials (49, 80090346)",
            "LdapEnforceChannelBinding",
        ),
        (
            49,
            "80090308: LdapErr: DSID-0C09044E, comment: AcceptSecurityContext error, data 57, v4563",
            "invalidCredentials (49, 57)",
            "name a user and a password",
        ),
        (
            49,
            "8009030C: LdapErr: DSID-0C0904DC, comment: AcceptSecurityContext error, data 52e, v3839",
            "invalidCredentials (49, 52e)",
            "the key that the KDC has for ldap/NAME",
        ),
        (8, "SASL:[GSSAPI]: Sign or Seal are required.", "strongAuthRequired (8)", "ldap server require strong auth"),
        (49, "SASL(-13): Clock skew too great: c4n4ry", "invalidCredentials (49)", "its clock is right"),
    ],
)
def test_what_other_directories_say(tmp_path: Path, result: int, text: str, code: str, said: str) -> None:
    it = double(ticket=lambda talk, number: talk.result(number, 0x61, result, text=text))
    with directory(tmp_path, it, NAME):
        answer = play(it)
    assert (answer.outcome, answer.code) == ("denied", code)
    assert said in advice(answer)


def test_a_directory_that_does_not_prove_itself_to_kerberos_too_is_not_believed(tmp_path: Path) -> None:
    it = double(ticket=lambda talk, number: talk.result(number, 0x61, 0))
    with directory(tmp_path, it, NAME):
        answer = play(it)
    assert [kind for kind, *_ in it.asked] == ["tls", "sasl"]
    _, mechanism, token = it.asked[-1]
    assert (mechanism, answer.outcome, answer.code) == ("GSSAPI", "error", "NotProved")
    assert "a20703050020000000" in token  # ap-options of RFC 4120, 5.5.1: mutual-required, and nothing else
    assert "server_name" in advice(answer)


def test_nothing_is_said_before_the_certificate_is_accepted(realm: Realm, tmp_path: Path) -> None:
    before, it = realm.ticket.read_bytes(), double(ticket=lambda talk, number: talk.result(number, 0x61, 0))
    with directory(tmp_path, it, "dc3.alder.example"):
        answer = play(it, server_name="dc4.alder.example")
    assert answer.code == "CertificateRefused: made for another name"
    assert [kind for kind, *_ in it.asked if kind != "tls"] == []
    assert realm.ticket.read_bytes() == before  # nor was the KDC asked for that service


def test_without_a_ticket_nothing_is_said(realm: Realm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _no_ticket(realm, monkeypatch)
    it = double(ticket=lambda talk, number: talk.result(number, 0x61, 0))
    with directory(tmp_path, it, NAME):
        assert play(it).code == "NoTicket"
    assert [kind for kind, *_ in it.asked] == ["tls"]


@pytest.mark.parametrize(("stop", "outcome", "code"), [(False, "timeout", "3 s"), (True, "error", "stopped")])
def test_a_directory_that_hangs_holds_nobody_up(tmp_path: Path, *, stop: bool, outcome: str, code: str) -> None:
    it, begun = double(ticket=lambda talk, _: talk.message() and None), time.monotonic()  # it plays in this process
    with directory(tmp_path, it, NAME):
        of = target(it.port, server_name=NAME, ca=str(it.ca), sasl="gssapi", timeout=60 if stop else 3)
        asking = Inquiry(of, frozenset({ACCOUNTS}), lambda: NOW, str, lambda: stop and len(it.asked) > 1)
        (answer,) = LDAPS.collect(asking)
    assert (answer.outcome, answer.code) == (outcome, code)
    assert time.monotonic() - begun < 10
    assert [kind for kind, *_ in it.asked] == ["tls", "sasl"]


def test_a_process_that_says_nothing_is_no_sign_in(
    realm: Realm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apart.py").write_text("")
    monkeypatch.setattr(kerberos, "_PROGRAM", tmp_path / "apart.py")
    (answer,) = realm.ask()
    assert (answer.outcome, answer.code) == ("error", "SignInBroke")
    assert "KRB5_TRACE" in advice(answer)


_GSS = "SASL(-1): generic failure: GSSAPI Error: Unspecified GSS failure.  Minor code may provide more information ({})"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Clock skew too great", "ClockSkew"),
        ('Cannot find KDC for realm "ALDER.EXAMPLE"', "NoKdc"),
        ("Requested effective lifetime is negative or too short", "TicketExpired"),
        ("Preauthentication failed", "KeytabRefused"),
        ("Client's credentials have been revoked", "KeytabRefused"),
        ("Something else", "SignInBroke"),
    ],
)
def test_what_libkrb5_says_besides(text: str, code: str) -> None:
    said = kerberos.refusal(_GSS.format(text))
    assert said
    assert said.code == code


def test_what_is_nothing_of_signing_in() -> None:
    assert kerberos.refusal("Can't contact LDAP server") is None
