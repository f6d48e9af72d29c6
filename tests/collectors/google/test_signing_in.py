"""How one signs in to Google: real flows of google-auth, over TLS, to an endpoint that checks what it is shown."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from google.auth.exceptions import GoogleAuthError

from collectors.google.options import options
from collectors.google.sign_in import sign_in
from collectors.google.way import Session, Way
from collectors.rest.way import Ended
from scanner.targets import Target
from tests.servers.google.credentials import JOB, READER, authorized_user, external_account, service_account
from tests.servers.google.double import Google
from tests.servers.google.tokens import Account

ALL = "https://www.googleapis.com/auth/cloud-platform"
PEOPLE = "https://www.googleapis.com/auth/admin.directory.user.readonly"
ADMIN = "admin@alder.example"
BRIDGE = "bridge@alder-prod.iam.gserviceaccount.com"
USER = "auditor@alder.example"


class Tried:
    """One who signs in, asks for something, and says how it went."""

    def __init__(self, it: Google, key: str = "", subject: str = "", scope: str = ALL, **more: Any) -> None:
        said = options(Target(id="gcp:x", scheme="gcp", name="x", options={"endpoint": it.origin, **more}))
        self.it = it
        self.session = Session(lambda: sign_in(said, (scope,), key, subject), said.numbers.timeout)
        self.error = ""
        self.ended = self._ask(f"cloudresourcemanager.googleapis.com/v3/{it.held.name}" if scope == ALL else _USERS)

    def _ask(self, place: str) -> Ended:
        way = Way(self.it.origin, self.session, standard=False)
        try:
            reply = way.send("GET", f"{self.it.origin}/{place}", None)
        except (GoogleAuthError, ValueError) as err:
            self.error = str(err)
            return way.failed(err)
        return Ended("ok", "") if reply.status == 200 else way.refused(reply)

    @property
    def who(self) -> str:
        """As whom the last token speaks."""
        return list(self.it.tokens.given.values())[-1].who


_USERS = "admin.googleapis.com/admin/directory/v1/users?customer=my_customer"


def key_of(it: Google, tmp_path: Path, *delegated: str) -> str:
    return service_account(it, tmp_path, delegated=delegated).read_text()


def bridge(it: Google, *impersonators: str, delegated: str = "") -> str:
    """An account that others may ask as."""
    it.tokens.accounts[BRIDGE] = Account(BRIDGE, delegated=frozenset({delegated}), impersonators={*impersonators})
    return BRIDGE


def test_a_key(it: Google, tmp_path: Path) -> None:
    one = Tried(it, key_of(it, tmp_path), service_account_key="file:key.json")
    assert (one.ended, one.who) == (Ended("ok", ""), READER)
    assert one.session.caller == f"service account {READER}"


def test_a_key_and_for_whom(it: Google, tmp_path: Path) -> None:
    key = key_of(it, tmp_path, PEOPLE)
    one = Tried(it, key, ADMIN, PEOPLE, service_account_key="file:key.json")
    assert (one.ended, one.who) == (Ended("ok", ""), ADMIN)


def test_a_key_for_nobody_is_told_nothing_of_people(it: Google, tmp_path: Path) -> None:
    one = Tried(it, key_of(it, tmp_path, PEOPLE), "", PEOPLE, service_account_key="file:key.json")
    assert one.ended == Ended("denied", "forbidden")


def test_a_key_that_may_not_speak_for_anybody(it: Google, tmp_path: Path) -> None:
    one = Tried(it, key_of(it, tmp_path), ADMIN, PEOPLE, service_account_key="file:key.json")
    assert one.ended == Ended("denied", "NotSignedIn (unauthorized_client)")


def test_a_workload(it: Google, tmp_path: Path) -> None:
    one = Tried(it, workload_file=str(external_account(it, tmp_path)))
    assert (one.ended, one.who) == (Ended("ok", ""), READER)


def test_a_workload_as_itself(it: Google, tmp_path: Path) -> None:
    one = Tried(it, workload_file=str(external_account(it, tmp_path, impersonate="")))
    assert one.ended == Ended("ok", "")
    assert one.who.startswith("principal://")


def test_a_workload_asks_as_an_account(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path, impersonate="")
    one = Tried(it, workload_file=str(file), impersonate=bridge(it, JOB))
    assert (one.ended, one.who, one.session.caller) == (Ended("ok", ""), BRIDGE, f"service account {BRIDGE}")


def test_a_workload_that_may_not_ask_as_an_account(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path, impersonate="")
    assert Tried(it, workload_file=str(file), impersonate=bridge(it)).ended == Ended("denied", "NotSignedIn")


def test_a_workload_asks_as_an_account_for_somebody_and_nobody_has_a_key(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path, impersonate="")
    account = bridge(it, JOB, delegated=PEOPLE)
    one = Tried(it, "", ADMIN, PEOPLE, workload_file=str(file), impersonate=account)
    assert (one.ended, one.who) == (Ended("ok", ""), ADMIN)
    assert [call for call in it.calls if "signJwt" in call]


def test_an_account_that_is_asked_as_and_may_not_speak_for_anybody(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path, impersonate="")
    one = Tried(it, "", ADMIN, PEOPLE, workload_file=str(file), impersonate=bridge(it, JOB))
    assert one.ended == Ended("denied", "NotSignedIn (unauthorized_client)")


def test_a_key_asks_as_another_account_for_somebody(it: Google, tmp_path: Path) -> None:
    account = bridge(it, READER, delegated=PEOPLE)
    key = key_of(it, tmp_path)
    one = Tried(it, key, ADMIN, PEOPLE, service_account_key="file:key.json", impersonate=account)
    assert (one.ended, one.who) == (Ended("ok", ""), ADMIN)


@pytest.mark.parametrize(
    ("make", "who"), [(service_account, READER), (external_account, READER), (authorized_user, USER)]
)
def test_what_googles_own_tools_find(
    it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any, who: str
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(make(it, tmp_path)))
    one = Tried(it)
    assert (one.ended, one.who) == (Ended("ok", ""), who)


def test_a_key_that_googles_own_tools_find_and_for_whom(
    it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(service_account(it, tmp_path, delegated=[PEOPLE])))
    one = Tried(it, "", ADMIN, PEOPLE)
    assert (one.ended, one.who) == (Ended("ok", ""), ADMIN)


def test_an_administrator_who_signed_in_at_a_terminal(
    it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(authorized_user(it, tmp_path, ADMIN)))
    one = Tried(it, scope=PEOPLE)
    assert (one.ended, one.who, one.session.caller) == (Ended("ok", ""), ADMIN, "")


@pytest.mark.parametrize("make", [external_account, authorized_user])
def test_who_cannot_speak_for_somebody_does_not_ask_as_itself(
    it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Any
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(make(it, tmp_path)))
    assert Tried(it, "", ADMIN, PEOPLE).ended == Ended("denied", "NotSignedIn (cannot_act_for)")
    assert not [call for call in it.calls if "admin.googleapis.com" in call]


def test_a_key_that_is_no_longer_the_accounts(it: Google, tmp_path: Path) -> None:
    old = key_of(it, tmp_path)
    service_account(it, tmp_path)
    assert Tried(it, old, service_account_key="file:k").ended == Ended("denied", "NotSignedIn (invalid_grant)")


def test_a_workload_of_somebody_else(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path)
    (tmp_path / "workload.token").write_text("header.claims.of-somebody-else")
    assert Tried(it, workload_file=str(file)).ended == Ended("denied", "NotSignedIn (invalid_grant)")


def test_a_user_whose_time_is_over(it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(authorized_user(it, tmp_path)))
    it.tokens.users.clear()
    assert Tried(it).ended == Ended("denied", "NotSignedIn (invalid_grant)")


def test_no_credentials(it: Google) -> None:
    assert Tried(it).ended == Ended("denied", "NoCredentials")
    assert not it.tokens.given


@pytest.mark.parametrize("file", ["nothing.json", "text.json", "empty.json"])
@pytest.mark.parametrize("way", ["default", "workload"])
def test_a_file_that_is_none(it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, way: str) -> None:
    (tmp_path / "text.json").write_text("hunter2hunter2")
    (tmp_path / "empty.json").write_text("{}")
    more = {"workload_file": str(tmp_path / file)} if way == "workload" else {}
    if way == "default":
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / file))
    assert Tried(it, **more).ended == Ended("denied", "NoCredentials")
    assert not it.calls


@pytest.mark.parametrize(
    "key", ["hunter2hunter2", "{}", '{"type": "service_account", "private_key": "hunter2hunter2"}']
)
def test_a_key_that_is_none(it: Google, key: str) -> None:
    one = Tried(it, key, service_account_key="file:k")
    assert one.ended == Ended("denied", "NoCredentials")
    assert "hunter2" not in one.error


def test_a_certificate_of_the_server_that_nobody_vouches_for(
    it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert Tried(it, key_of(it, tmp_path), service_account_key="file:k").ended.outcome == "unreachable"
    assert not it.calls


def test_a_token_that_ends_is_replaced(it: Google, tmp_path: Path) -> None:
    it.tokens.lifetime = 1
    one = Tried(it, key_of(it, tmp_path), service_account_key="file:k")
    one.session.authorized()
    assert len(it.tokens.given) > 1


@pytest.mark.parametrize("fails", [False, True])
def test_no_token_and_no_secret_is_said_anywhere(
    it: Google, tmp_path: Path, caplog: pytest.LogCaptureFixture, *, fails: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("google").setLevel(logging.DEBUG)
    account = bridge(it, JOB, delegated="" if fails else PEOPLE)
    file = external_account(it, tmp_path, impersonate="")
    one = Tried(it, "", ADMIN, PEOPLE, workload_file=str(file), impersonate=account)
    assert (one.ended.outcome == "denied") == fails
    said = f"{caplog.text}{one.error}{one.ended}{one.session!r}"
    assert it.tokens.given
    for token in it.tokens.given:
        assert token[5:25] not in said
        assert one.session.betrays(f"someone says {token}")


def test_what_an_account_signs_is_known_again(it: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What signJwt gives is as good as a token for an hour."""
    signed: list[str] = []
    sign = it.tokens.signed

    def listening(*words: Any) -> Any:
        signed.append(said := sign(*words))
        return said

    monkeypatch.setattr(it.tokens, "signed", listening)
    file = external_account(it, tmp_path, impersonate="")
    one = Tried(it, "", ADMIN, PEOPLE, workload_file=str(file), impersonate=bridge(it, JOB, delegated=PEOPLE))
    assert signed
    assert one.session.betrays(json.dumps(signed))
