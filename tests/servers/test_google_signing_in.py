"""How one signs in to the double: the real flows of google-auth, and what they meet where something is not right."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import jwt
import pytest
from google.auth import identity_pool
from google.auth.credentials import Credentials
from google.auth.exceptions import OAuthError, RefreshError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2 import credentials as users
from google.oauth2 import service_account as files

from tests.servers.google.credentials import READER, authorized_user, external_account, impersonation, service_account
from tests.servers.google.double import Google
from tests.servers.google.tokens import GRANT, Account

ALL = "https://www.googleapis.com/auth/cloud-platform"
READ = "https://www.googleapis.com/auth/cloud-platform.read-only"
USERS = "https://www.googleapis.com/auth/admin.directory.user.readonly"


def loaded(file: Path, *scopes: str) -> Credentials:
    """By the kind that the file is of, as google-auth now wants it."""
    load: dict[str, Callable[..., Credentials]] = {
        "service_account": files.Credentials.from_service_account_file,
        "external_account": identity_pool.Credentials.from_file,
        "authorized_user": _of_user,
    }
    return load[file.stem](str(file), scopes=scopes or (ALL,))


def _of_user(file: str, scopes: Sequence[str]) -> Credentials:
    """Google's own loader of such a file passes over its token_uri."""
    said = json.loads(Path(file).read_text())
    del said["type"]
    return users.Credentials(None, scopes=scopes, **said)


def got(it: Google, credentials: Credentials, place: str) -> tuple[int, Any]:
    with AuthorizedSession(credentials) as session:
        said = session.get(f"{it.origin}/{place}", timeout=20)
    return said.status_code, said.json()


def project(it: Google) -> str:
    return f"cloudresourcemanager.googleapis.com/v3/{it.held.name}"


def speaker(it: Google) -> str:
    return list(it.tokens.given.values())[-1].who


def test_a_service_account(it: Google, tmp_path: Path) -> None:
    assert got(it, loaded(service_account(it, tmp_path)), project(it))[0] == 200
    assert speaker(it) == READER


def test_a_key_that_is_no_longer_the_accounts(it: Google, tmp_path: Path) -> None:
    old = loaded(service_account(it, tmp_path))
    service_account(it, tmp_path)
    with pytest.raises(RefreshError, match="Invalid JWT Signature"):
        got(it, old, project(it))


def test_an_account_that_is_gone(it: Google, tmp_path: Path) -> None:
    old = loaded(service_account(it, tmp_path))
    it.tokens.accounts.clear()
    with pytest.raises(RefreshError, match="account not found"):
        got(it, old, project(it))


def test_a_token_that_an_account_signs_itself(it: Google, tmp_path: Path) -> None:
    one = loaded(service_account(it, tmp_path))
    assert isinstance(one, files.Credentials)
    assert got(it, one.with_always_use_jwt_access(always_use_jwt_access=True), project(it))[0] == 200
    assert not it.tokens.given


def test_a_user(it: Google, tmp_path: Path) -> None:
    file = authorized_user(it, tmp_path)
    assert got(it, loaded(file), project(it))[0] == 200
    it.tokens.users.clear()
    with pytest.raises(RefreshError, match="expired or revoked"):
        got(it, loaded(file), project(it))


@pytest.mark.parametrize("impersonate", ["", READER])
def test_a_workload(it: Google, tmp_path: Path, impersonate: str) -> None:
    assert got(it, loaded(external_account(it, tmp_path, impersonate)), project(it))[0] == 200
    assert speaker(it) == (
        impersonate
        or "principal://iam.googleapis.com/projects/471100000815/locations/global/workloadIdentityPools/ci/subject/job"
    )


def test_a_workload_of_somebody_else(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path)
    (tmp_path / "workload.token").write_text("header.claims.of-somebody-else")
    with pytest.raises(OAuthError, match="invalid_grant"):
        got(it, loaded(file), project(it))


def test_a_workload_that_may_not_be_the_account(it: Google, tmp_path: Path) -> None:
    file = external_account(it, tmp_path)
    it.tokens.accounts[READER].impersonators.clear()
    with pytest.raises(RefreshError, match=r"iam\.serviceAccounts\.getAccessToken"):
        got(it, loaded(file), project(it))


def test_scopes_are_what_the_method_takes(it: Google, tmp_path: Path) -> None:
    file = service_account(it, tmp_path)
    assert got(it, loaded(file, READ), project(it))[0] == 200
    code, said = got(it, loaded(file, READ), f"cloudasset.googleapis.com/v1/{it.held.name}/assets")
    assert (code, said["error"]["details"][0]["reason"]) == (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    with pytest.raises(RefreshError, match="Invalid OAuth scope"):
        got(it, loaded(file, "https://www.googleapis.com/auth/cloud-plattform"), project(it))


def test_a_token_ends(it: Google, tmp_path: Path) -> None:
    one = loaded(service_account(it, tmp_path))
    assert got(it, one, project(it))[0] == 200
    token = one.token
    it.tokens.expire()
    # Google's session signs in once more by itself.
    assert got(it, one, project(it))[0] == 200
    assert one.token != token


@pytest.mark.parametrize("header", ["", "Basic x", "Bearer ", "Bearer ya29.never-given", "Bearer a.b.c"])
def test_no_token_that_is_good(it: Google, header: str) -> None:
    import requests

    said = requests.get(f"{it.origin}/{project(it)}", headers={"Authorization": header}, timeout=20)
    assert (said.status_code, said.json()["error"]["status"]) == (401, "UNAUTHENTICATED")


def test_who_stands_in_for_a_user_of_the_domain(it: Google, tmp_path: Path) -> None:
    one = loaded(service_account(it, tmp_path, delegated=[USERS]), USERS)
    assert isinstance(one, files.Credentials)
    people = "admin.googleapis.com/admin/directory/v1/users?customer=my_customer"
    assert got(it, one.with_subject("admin@alder.example"), people)[0] == 200
    assert speaker(it) == "admin@alder.example"
    assert got(it, one.with_subject("nurse@alder.example"), people)[0] == 403
    assert got(it, one, people)[0] == 403
    other = one.with_scopes([ALL]).with_subject("admin@alder.example")
    with pytest.raises(RefreshError, match="unauthorized_client"):
        got(it, other, project(it))


def test_an_account_signs_without_a_key_of_its_own(it: Google, tmp_path: Path) -> None:
    bridge = it.tokens.accounts["bridge@x"] = Account("bridge@x", delegated=frozenset({USERS}))
    own, now = f"{it.origin}/oauth2.googleapis.com/token", int(time.time())
    claims = {"iss": "bridge@x", "sub": "admin@alder.example", "aud": own, "scope": USERS, "iat": now, "exp": now + 600}
    one = loaded(external_account(it, tmp_path, impersonate=""))
    with AuthorizedSession(one) as session:
        where = impersonation(it, "bridge@x", "signJwt")
        assert session.post(where, json={"payload": json.dumps(claims)}, timeout=20).status_code == 403
        bridge.impersonators.add(speaker(it))
        signed = session.post(where, json={"payload": json.dumps(claims)}, timeout=20).json()["signedJwt"]
        form = {"grant_type": f"{GRANT}jwt-bearer", "assertion": signed}
        assert session.post(own, data=form, timeout=20).json()["expires_in"] == it.tokens.lifetime
        assert speaker(it) == "admin@alder.example"
        forged = jwt.encode(claims, "x" * 40, "HS256", {"kid": "managed"})
        assert session.post(own, data={**form, "assertion": forged}, timeout=20).json()["error"] == "invalid_grant"
