"""Files that google-auth signs in with, for the double: a service account's key, a workload's, a user's."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers.google.tokens import AUDIENCE, Account

if TYPE_CHECKING:
    from tests.servers.google.double import Google

READER: Final = "reader@alder-prod.iam.gserviceaccount.com"
FEDERATED: Final = "header.claims.signature-of-the-pipeline"
JOB: Final = f"principal:{AUDIENCE.partition('/providers/')[0]}/subject/job"
"""As whom a workload's token speaks before it stands in for an account."""


def service_account(it: "Google", folder: Path, email: str = READER, delegated: Iterable[str] = ()) -> Path:
    """A file with a fresh key of an account; it may stand in for users with the scopes that are `delegated`."""
    key = rsa.generate_private_key(65537, 2048)
    account = it.tokens.accounts.setdefault(email, Account(email))
    account.keys["key-1"], account.delegated = key.public_key(), frozenset(delegated)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    said = {
        "type": "service_account",
        "project_id": it.held.id,
        "private_key_id": "key-1",
        "private_key": key.private_bytes(pem, pkcs8, serialization.NoEncryption()).decode(),
        "client_email": email,
        "client_id": "100000000000000000001",
        "token_uri": f"{it.origin}/oauth2.googleapis.com/token",
    }
    return _written(folder / "service_account.json", said)


def external_account(it: "Google", folder: Path, impersonate: str = READER) -> Path:
    """A file for a workload whose own token lies beside it; as itself where it stands in for no account."""
    it.tokens.federated = FEDERATED
    token = folder / "workload.token"
    token.write_text(FEDERATED)
    said: dict[str, Any] = {
        "type": "external_account",
        "audience": AUDIENCE,
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": f"{it.origin}/sts.googleapis.com/v1/token",
        "credential_source": {"file": str(token)},
    }
    if impersonate:
        it.tokens.accounts.setdefault(impersonate, Account(impersonate)).impersonators.add(JOB)
        said["service_account_impersonation_url"] = impersonation(it, impersonate)
    return _written(folder / "external_account.json", said)


def authorized_user(it: "Google", folder: Path, user: str = "auditor@alder.example") -> Path:
    """A file of a user who signed in at a terminal."""
    it.tokens.users["1//refresh"] = user
    said = {
        "type": "authorized_user",
        "client_id": "client-id",
        "client_secret": "client-secret",
        "refresh_token": "1//refresh",
        "token_uri": f"{it.origin}/oauth2.googleapis.com/token",
    }
    return _written(folder / "authorized_user.json", said)


def impersonation(it: "Google", email: str, verb: str = "generateAccessToken") -> str:
    """Where the tokens of an account are asked for, or its signature."""
    return f"{it.origin}/iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/{email}:{verb}"


def _written(path: Path, said: dict[str, Any]) -> Path:
    path.write_text(json.dumps(said))
    return path
