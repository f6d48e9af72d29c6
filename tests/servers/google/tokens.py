"""Google's tokens: who asks for one proves who he is; what was given is known again, for its scopes and its time."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.servers.google.documents import DOCUMENTS, Route, document
from tests.servers.google.refusals import Refused, scope_insufficient, unauthenticated

JSON = Any
GRANT: Final = "urn:ietf:params:oauth:grant-type:"
ACCESS: Final = "urn:ietf:params:oauth:token-type:access_token"
SUBJECTS: Final = frozenset(f"urn:ietf:params:oauth:token-type:{kind}" for kind in ("jwt", "id_token"))
AUDIENCE: Final = (
    "//iam.googleapis.com/projects/471100000815/locations/global/workloadIdentityPools/ci/providers/gitlab"
)
_HERE: Final = "https://oauth2.googleapis.com/token"
"""What google-auth writes as the audience of an assertion, wherever it sends it."""
_IAM: Final = "https://www.googleapis.com/auth/iam"
"""Good for an account's tokens, by cloud.google.com/iam/docs/reference/credentials/rest; as google-auth does."""
_HOUR: Final = 3600
_OF_ADMINS: Final = frozenset({"admin.googleapis.com", "cloudidentity.googleapis.com"})


class NotGiven(Exception):  # noqa: N818  # what the server says, not what went wrong here
    """No token: the answer of an OAuth endpoint."""

    def __init__(self, status: int, error: str, said: str) -> None:
        super().__init__(error)
        self.status, self.body = status, {"error": error, "error_description": said}


@dataclass(frozen=True, slots=True)
class Given:
    """What a token is for."""

    who: str
    """The account that it speaks as: an e-mail address, or a principal of a pool."""
    scopes: frozenset[str]
    ends: float
    direct: bool = True
    """It was given to a service account itself, and not for a user that it stands in for."""


@dataclass
class Account:
    """A service account: its keys, by id, and what it may do beyond itself."""

    email: str
    keys: dict[str, rsa.RSAPublicKey] = field(default_factory=dict)
    managed: rsa.RSAPrivateKey | None = None
    """The key that Google keeps for it, made when it is first needed."""
    delegated: frozenset[str] = frozenset()
    """Scopes for which it may stand in for users of the domain."""
    impersonators: set[str] = field(default_factory=set)
    """Who may ask for its tokens, and have it sign."""


@dataclass
class Tokens:
    """Who is let in, and the tokens that were given."""

    accounts: dict[str, Account] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    """Refresh token: the user's address. Their client is `client-id` with `client-secret`."""
    consent: str = "https://www.googleapis.com/auth/cloud-platform"
    """The scopes that a user agreed to when they signed in: google-auth names none when it asks again."""
    admins: set[str] = field(default_factory=lambda: {"admin@alder.example"})
    """Users of the domain whom the Workspace APIs answer."""
    federated: str = ""
    """What a workload's own token must be."""
    given: dict[str, Given] = field(default_factory=dict)
    lifetime: int = 3599
    now: Callable[[], float] = time.time

    def expire(self) -> None:
        """End every token that was given."""
        self.given = {token: Given(g.who, g.scopes, 0, g.direct) for token, g in self.given.items()}

    def oauth(self, form: Mapping[str, str], own: str) -> JSON:
        """Answer oauth2.googleapis.com/token, which is at `own` here.

        Raises:
            NotGiven: with what Google says then.
        """
        grant = form.get("grant_type", "")
        if grant == f"{GRANT}jwt-bearer":
            return self._asserted(form.get("assertion", ""), own)
        if grant == "refresh_token":
            return self._refreshed(form)
        raise NotGiven(400, "unsupported_grant_type", f"Invalid grant_type: {grant}")

    def exchange(self, form: Mapping[str, str]) -> JSON:
        """Answer sts.googleapis.com/v1/token.

        Raises:
            NotGiven: with what Google says then.
        """
        if form.get("grant_type") != f"{GRANT}token-exchange":
            raise NotGiven(400, "unsupported_grant_type", "Unsupported grant_type.")
        if form.get("audience") != AUDIENCE:
            raise NotGiven(
                400, "invalid_target", 'The target service indicated by the "audience" parameters is invalid.'
            )
        if form.get("requested_token_type") != ACCESS or form.get("subject_token_type") not in SUBJECTS:
            raise NotGiven(400, "invalid_request", "Invalid value for a token type.")
        if not self.federated or form.get("subject_token") != self.federated:
            raise NotGiven(400, "invalid_grant", "The given credential is rejected by the attribute condition.")
        pool = AUDIENCE.removeprefix("//iam.googleapis.com/").partition("/providers/")[0]
        said = self._give(f"principal://iam.googleapis.com/{pool}/subject/job", form.get("scope", ""))
        return {**said, "issued_token_type": ACCESS}

    def impersonated(self, caller: Given, email: str, scopes: list[str]) -> JSON:
        """Answer generateAccessToken. Raises Refused: the caller may not."""
        account = self._may_use(caller, email, "iam.serviceAccounts.getAccessToken")
        try:
            said = self._give(account.email, " ".join(scopes))
        except NotGiven as err:
            raise Refused(400, "INVALID_ARGUMENT", "Invalid OAuth scope.") from err
        ends = self.given[said["access_token"]].ends
        return {
            "accessToken": said["access_token"],
            "expireTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ends)),
        }

    def signed(self, caller: Given, email: str, payload: str) -> JSON:
        """Answer signJwt. Raises Refused: the caller may not."""
        account = self._may_use(caller, email, "iam.serviceAccounts.signJwt")
        claims = json.loads(payload)
        if not self.now() < claims.get("exp", 0) <= self.now() + 12 * _HOUR:
            raise Refused(400, "INVALID_ARGUMENT", "Invalid form of exp claim.")
        account.managed = account.managed or rsa.generate_private_key(65537, 2048)
        account.keys["managed"] = account.managed.public_key()
        made = jwt.encode(claims, account.managed, "RS256", {"kid": "managed"})
        return {"keyId": "managed", "signedJwt": made}

    def lets_in(self, header: str, route: Route) -> Given:
        """Whom a request is from, where its token is good for the call.

        Raises:
            Refused: with what Google says then.
        """
        method = route.method
        if not method.scopes:
            return Given("", frozenset(), 0)
        kind, _, token = header.partition(" ")
        if kind != "Bearer" or not token:
            raise unauthenticated("CREDENTIALS_MISSING")
        found = self.given.get(token) or self._own(token)
        if not found or found.ends <= self.now():
            raise unauthenticated("ACCESS_TOKEN_EXPIRED")
        also = {_IAM} if method.document.host == "iamcredentials.googleapis.com" else set()
        if not found.scopes & {*method.scopes, *also}:
            raise scope_insufficient(method.document.host, method.id)
        if method.document.host in _OF_ADMINS and found.who not in self.admins:
            raise Refused(403, "PERMISSION_DENIED", "Not Authorized to access this resource/api")
        return found

    def _asserted(self, assertion: str, own: str) -> JSON:
        account, claims = self._verified(assertion, (own, _HERE))
        user, scope = claims.get("sub", ""), claims.get("scope", "")
        if claims["exp"] - claims["iat"] > _HOUR:
            raise NotGiven(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).")
        if user and user != account.email:
            if not {*scope.split()} <= account.delegated:
                said = "Client is unauthorized to retrieve access tokens using this method, or client not authorized"
                raise NotGiven(401, "unauthorized_client", f"{said} for any of the scopes requested.")
            return self._give(user, scope)
        return self._give(account.email, scope)

    def _verified(self, assertion: str, audiences: tuple[str, ...]) -> tuple[Account, dict[str, Any]]:
        try:
            header, shown = (
                jwt.get_unverified_header(assertion),
                jwt.decode(assertion, options={"verify_signature": False}),
            )
        except jwt.InvalidTokenError as err:
            raise NotGiven(400, "invalid_request", "Bad Request") from err
        account = self.accounts.get(shown.get("iss", ""))
        if not account:
            raise NotGiven(400, "invalid_grant", "Invalid grant: account not found")
        key = account.keys.get(header.get("kid", ""))
        wanted = {"require": ["exp", "iat"], "verify_aud": bool(audiences)}
        try:
            claims = jwt.decode(assertion, key, ["RS256"], wanted, audience=audiences or None)  # type: ignore[arg-type]  # no key is caught
        except (jwt.InvalidTokenError, TypeError) as err:
            raise NotGiven(400, "invalid_grant", "Invalid JWT Signature.") from err
        return account, claims

    def _own(self, token: str) -> Given | None:
        """A token that an account has signed for itself, with scopes: no endpoint gave it."""
        try:
            account, claims = self._verified(token, ())
        except NotGiven:
            return None
        return Given(account.email, frozenset(claims.get("scope", "").split()), claims["exp"])

    def _refreshed(self, form: Mapping[str, str]) -> JSON:
        if (form.get("client_id"), form.get("client_secret")) != ("client-id", "client-secret"):
            raise NotGiven(401, "invalid_client", "Unauthorized")
        user = self.users.get(form.get("refresh_token", ""))
        if not user:
            raise NotGiven(400, "invalid_grant", "Token has been expired or revoked.")
        return self._give(user, form.get("scope") or self.consent)

    def _give(self, who: str, scope: str) -> JSON:
        scopes = frozenset(scope.split())
        if not scopes or scopes - known_scopes():
            raise NotGiven(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        token = f"ya29.{secrets.token_urlsafe(40)}"
        self.given[token] = Given(who, scopes, self.now() + self.lifetime)
        return {"access_token": token, "expires_in": self.lifetime, "token_type": "Bearer", "scope": scope}

    def _may_use(self, caller: Given, email: str, right: str) -> Account:
        account = self.accounts.get(email)
        if not account or caller.who not in account.impersonators:
            raise Refused(403, "PERMISSION_DENIED", f"Permission '{right}' denied on resource (or it may not exist).")
        return account


@cache
def known_scopes() -> frozenset[str]:
    """All that the documents know, and those of OpenID."""
    documents = (document(name) for names in DOCUMENTS.values() for name in names)
    said = {scope for one in documents for scope in one.said.get("auth", {}).get("oauth2", {}).get("scopes", {})}
    return frozenset({*said, _IAM, "openid", "https://www.googleapis.com/auth/userinfo.email"})
