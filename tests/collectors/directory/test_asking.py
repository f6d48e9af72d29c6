"""What is said to a directory, and to whom: real connections to a double that remembers all of it."""

import socket
import ssl
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from collectors.directory import LDAPS
from scanner.answers import Answer
from scanner.collector import CollectError
from tests.collectors.directory.asking import asked, facts, target
from tests.servers.ldap import Double, directory
from tests.servers.services import exactly, service
from tests.servers.slapd import certificates

BASE = "dc=alder,dc=example"
READER = f"cn=safeguard,{BASE}"
SECRET = "c4n4ryB1ndP4ss"  # noqa: S105  # that is what it plays
ROOT = {
    "objectClass": ["top", "OpenLDAProotDSE"],
    "namingContexts": [BASE],
    "configContext": ["cn=config"],
    "monitorContext": ["cn=Monitor"],
}


def person(name: str, **more: Any) -> tuple[str, dict[str, list[Any]]]:
    """An account, with what nobody asks for."""
    said = {"objectClass": ["person"], "uid": [name], "userPassword": ["{SSHA}c4n4ryHash"], "mail": ["c4n4ry@x"]}
    return f"uid={name},ou=people,{BASE}", {**said, **more}


def double(*entries: Any, **more: Any) -> Double:
    """One that lets the reader in."""
    some = [(BASE, {"objectClass": ["dcObject"]}), *entries]
    return Double(**{"root": ROOT, "entries": some, "user": READER, "password": SECRET, **more})


def ask(it: Double, *questions: str, scheme: str = "ldaps", **options: Any) -> list[Answer]:
    """Ask it as the reader."""
    known = {"ca": str(it.ca), "user": READER, "password": "env:BIND", "timeout": 10, **options}
    known = {name: value for name, value in known.items() if value is not None}
    return asked(target(it.port, scheme, **known), SECRET, *questions)


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Double]:
    """A directory with three accounts."""
    one = double(*map(person, ("ana", "ben", "eve")))
    with directory(tmp_path, one):
        yield one


def dns(answers: list[Answer], question: str) -> list[str]:
    return [row[0] for answer in answers if answer.question == question for row in (answer.body or {})["entries"]]


def test_page_after_page_and_nothing_that_nobody_asked_for(it: Double) -> None:
    answers = ask(it, "openldap.accounts", page=2)
    assert dns(answers, "openldap.accounts") == [f"uid={name},ou=people,{BASE}" for name in ("ana", "ben", "eve")]
    assert [answer.body["last"] for answer in answers] == [True, True]
    assert [kind for kind, *_ in it.asked] == ["tls", "bind", "search", "search", "search"]
    assert b"c4n4ry" not in repr(answers).encode()
    assert answers[1].body["entries"][0][1] == {"objectclass": ["person"], "uid": ["ana"]}


def test_who_answered_and_as_whom_is_kept(it: Double) -> None:
    root, accounts = ask(it, "openldap.accounts")
    assert root.source.identity.startswith("cert SHA256:")
    assert {root.source.caller, accounts.source.caller} == {READER}
    assert (root.body["tls"], root.parameters["server_name"]) == ("TLSv1.3", "127.0.0.1")
    assert accounts.parameters["base"] == [BASE]


def test_starttls_comes_before_all_else(tmp_path: Path) -> None:
    one = double(person("ana"), starttls=True)
    with directory(tmp_path, one):
        answers = ask(one, "openldap.accounts", scheme="ldap")
    assert dns(answers, "openldap.accounts") == [f"uid=ana,ou=people,{BASE}"]
    assert [kind for kind, *_ in one.asked][:2] == ["tls", "bind"]


@pytest.mark.parametrize(
    ("name", "days", "issuer", "why"),
    [
        ("directory.example", 100, "ours", "CertificateRefused: made for another name"),
        ("127.0.0.1", -1, "ours", "CertificateRefused: expired"),
        ("127.0.0.1", 100, "another", "CertificateRefused: its issuer is not known"),
    ],
)
@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_nobody_signs_in_where_the_certificate_is_wrong(  # noqa: PLR0913, PLR0917  # a table
    tmp_path: Path, scheme: str, name: str, days: int, issuer: str, why: str
) -> None:
    one = double(starttls=scheme == "ldap")
    with directory(tmp_path, one, name, days_left=days):
        if issuer == "another":
            (tmp_path / "other").mkdir()
            one.ca = certificates(tmp_path / "other", "127.0.0.1")
        (answer,) = ask(one, scheme=scheme)
    assert (answer.question, answer.outcome, answer.code) == ("directory.root", "error", why)
    assert [kind for kind, *_ in one.asked if kind != "tls"] == []
    cause = LDAPS.explain(answer)
    assert cause
    assert "No name and no password was sent" in cause.more


def test_the_name_that_is_named_is_the_one_that_counts(it: Double) -> None:
    (answer,) = ask(it, server_name="dc9.example")
    assert answer.code == "CertificateRefused: made for another name"
    assert [kind for kind, *_ in it.asked if kind != "tls"] == []


@pytest.mark.parametrize("said", [b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x02\x04\x00\x04\x00", b"220 mail.example\r\n"])
def test_without_tls_nothing_is_said(tmp_path: Path, said: bytes) -> None:
    heard: list[bytes] = []

    def play(client: socket.socket) -> None:
        heard.append(exactly(client, 31))
        client.sendall(said)
        heard.append(client.recv(100))

    with service(play) as it:
        (answer,) = asked(target(it.port, "ldap", user=READER, password="env:BIND", timeout=10), SECRET)  # noqa: S106  # a reference
    assert answer.outcome == "error"
    assert heard[1] == b""
    assert SECRET.encode() not in b"".join(heard)
    assert {fact.__class__.__name__ for fact in facts([answer], target(it.port))} == {"Gap"}


def test_what_came_in_plain_behind_starttls_is_no_part_of_it(tmp_path: Path) -> None:
    done = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00"

    def play(client: socket.socket) -> None:
        exactly(client, 31)
        client.sendall(done + done)
        client.recv(100)

    with service(play) as it:
        (answer,) = asked(target(it.port, "ldap", timeout=10))
    assert (answer.outcome, answer.code) == ("error", "not understood: more than STARTTLS was answered")


def test_a_wrong_password_is_denied_with_the_servers_own_code(it: Double) -> None:
    it.password = "another"  # noqa: S105  # that is what it plays
    (answer,) = ask(it)
    assert (answer.operation, answer.outcome, answer.code) == ("bind", "denied", "invalidCredentials (49, 52e)")
    cause = LDAPS.explain(answer)
    assert cause
    assert cause.said == "the password is wrong"
    assert {fact.__class__.__name__ for fact in facts([answer], target(it.port))} == {"Gap"}


def test_an_empty_password_is_not_sent(it: Double) -> None:
    of = target(it.port, ca=str(it.ca), user=READER, password="env:BIND", timeout=10)  # noqa: S106  # a reference
    (answer,) = asked(of, "")
    assert (answer.outcome, answer.code) == ("denied", "the password is empty")
    assert [kind for kind, *_ in it.asked if kind != "tls"] == []


def test_without_a_name_nobody_is_signed_in(it: Double) -> None:
    answers = ask(it, "openldap.accounts", user=None, password=None)
    assert [kind for kind, *_ in it.asked] == ["tls", "search", "search"]
    assert answers[0].source.caller == "anonymous"


def test_what_only_nobody_is_asked_goes_over_a_connection_of_its_own(it: Double) -> None:
    it.anonymous = 8
    shown = [answer for answer in ask(it, "openldap.anonymous", "openldap.accounts") if "anonymous" in answer.question]
    assert [(a.outcome, a.code, a.source.caller) for a in shown] == [("empty", "strongAuthRequired (8)", "")]
    assert [kind for kind, *_ in it.asked].count("tls") == 2


def test_all_values_of_a_long_attribute_come(tmp_path: Path) -> None:
    members = [f"uid=p{n},ou=people,{BASE}" for n in range(35)]
    group = f"cn=admins,{BASE}", {"objectClass": ["groupOfNames"], "cn": ["admins"], "member": members}
    one = double(group, ranges=10)
    with directory(tmp_path, one):
        answers = ask(one, "openldap.groups")
    assert answers[1].outcome == "ok"
    assert answers[1].body["entries"] == [[f"cn=admins,{BASE}", {"cn": ["admins"], "member": members}]]


def test_referrals_are_named_and_not_followed(tmp_path: Path) -> None:
    uri = "ldap://ana:c4n4ry@other.example:389/ou=away,dc=alder,dc=example??sub"
    one = double(person("ana"), refers=[uri, "mailto:c4n4ry"])
    with directory(tmp_path, one):
        accounts = ask(one, "openldap.accounts")[1]
    assert accounts.outcome == "ok"
    assert accounts.body["references"] == [
        "ldap://other.example:389/ou=away,dc=alder,dc=example",
        "no address of LDAP",
    ]


@pytest.mark.parametrize(
    ("code", "outcome", "said"),
    [
        (10, "error", "referral (10)"),
        (4, "error", "sizelimitExceeded (4)"),
        (11, "error", "adminlimitExceeded (11)"),
        (3, "timeout", "timelimitExceeded (3)"),
        (50, "denied", "insufficientAccess (50)"),
        (51, "throttled", "busy (51)"),
        (32, "denied", "noSuchObject (32)"),
    ],
)
def test_a_refused_search_costs_that_question_alone(it: Double, code: int, outcome: str, said: str) -> None:
    it.hidden = {BASE: code}
    root, accounts, monitor = ask(it, "openldap.accounts", "openldap.monitor")[:1] + sorted(
        ask(it, "openldap.accounts", "openldap.monitor")[1:], key=lambda a: a.question
    )
    assert root.outcome == "ok"
    assert (accounts.outcome, accounts.code) == (outcome, said)
    assert (monitor.outcome, monitor.code) == ("denied", "nothing of it may be seen")


def test_a_value_of_any_bytes_and_length_is_kept_bounded(tmp_path: Path) -> None:
    odd = person("ana", uid=["a\udcff".encode("utf-8", "surrogateescape"), "é" * 5000], cn=[b"\x00\x1b[31m"])
    one = double(odd)
    with directory(tmp_path, one):
        answers = ask(one, "openldap.accounts")
    ((_, kept),) = answers[1].body["entries"]
    assert kept["uid"] == ["a\\xff", "é" * 1024 + "…"]
    assert kept["cn"] == ["\x00\x1b[31m"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"user": READER}, "user and password"),
        ({"sasl": "gssapi", "user": READER, "password": "env:X"}, "sasl: gssapi takes the ticket"),
        ({"sasl": "gssapi", "password": "env:X"}, "sasl: gssapi takes the ticket"),
        ({"user": "ana", "password": "env:X"}, "distinguished name"),
        ({"base": "alder"}, "base"),
        ({"break_glass": ["uid=a", "b"]}, "break_glass"),
        ({"page": 5000}, "page"),
        ({"timeout": 0}, "timeout"),
    ],
)
def test_options_that_make_no_sense(options: dict[str, Any], said: str) -> None:
    with pytest.raises(CollectError, match=said):
        LDAPS.check(target(636, **options))


def test_a_missing_package_is_named(it: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ldap", None)
    with pytest.raises(CollectError, match=r"pip install 'safeguard-scanner\[ldap\]'"):
        ask(it)


def test_old_versions_of_tls_are_not_spoken(tmp_path: Path) -> None:
    certificates(tmp_path, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with service(lambda client: context.wrap_socket(client, server_side=True).close()) as it:
        (answer,) = asked(target(it.port, ca=f"{tmp_path}/ca.pem", timeout=10))
    assert answer.code.startswith("NoHandshake")
