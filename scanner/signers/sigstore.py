"""An identity instead of a key: `sigstore:`, for pipelines with a token (OIDC) that says who they are.

With `?token=env:NAME` or `?token=file:PATH` for another token than the pipeline's own, and `?config=FILE` for another
instance than the public one. For each signature a key is made, certified for the identity, used once and forgotten.
"""

import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from scanner import paths
from scanner.evidence import EvidenceError, canonical, identity, keyless
from scanner.signers import NotSignedError, Passphrase, Signer, SignerError, file, uri
from scanner.signers.remote import TRIAL, RemoteSigner
from scanner.signers.rest import address
from scanner.words import visible

if TYPE_CHECKING:
    import requests
    from sigstore.models import Bundle, ClientTrustConfig
    from sigstore.sign import SigningContext

T = TypeVar("T")

_FORM: Final = "sigstore:?token=env:NAME or file:PATH, &config=FILE"
_TOKEN: Final = re.compile(r"(env):([A-Za-z_][A-Za-z0-9_]{0,127})|(file):(.+)")
_JWT: Final = re.compile(r"[A-Za-z0-9_=-]{1,16384}(\.[A-Za-z0-9_=-]{1,16384}){2}")
_TIMEOUT: Final = (10, 60)
"""Seconds: to be connected, and to wait for a part of an answer. A log answers when it has taken the entry up."""
_NOBODY: Final = (
    "no token that says who this is was found. Next: in GitHub Actions the permission id-token: write, in GitLab\n"
    "  id_tokens: SIGSTORE_ID_TOKEN with aud: sigstore, elsewhere sigstore:?token=env:NAME or file:PATH"
)
_CERTIFICATES: Final = "the authority for certificates (Fulcio)"
_LOG: Final = "the log of signatures (Rekor)"


def open_signer(rest: str, passphrase: Passphrase | None) -> Signer:  # noqa: ARG001  # as every opener is called
    """The signer by the identity of the token. One sentence is signed: its certificate says which identity that is.

    Raises `SignerError`.
    """
    name, said = uri.split(rest, "sigstore", ("token", "config"))
    token = _TOKEN.fullmatch(said.get("token", "env:_"))
    if name or not token:
        raise SignerError(f"the signing key sigstore: what it names is no token. Its form is {_FORM}")
    try:
        import sigstore  # noqa: F401  # whether it is here
    except ImportError:
        raise SignerError(
            "the signing key sigstore: takes a package. Next: pip install 'safeguard-scanner[sigstore]'"
        ) from None
    # At finer levels they write whole requests and answers.
    for each in ("sigstore", "id", "tuf", "urllib3"):
        logging.getLogger(each).setLevel(logging.CRITICAL)
    where = f":?config={said['config']}" if "config" in said else ""
    return _Kept(f"the signing key sigstore{where}", said.get("token", ""), said.get("config", "")).signer()


@dataclass
class _Kept:
    what: str
    token: str
    config: str

    def signer(self) -> RemoteSigner:
        instance = self._instance()
        tried = self._bundle(instance, TRIAL)
        try:
            public = identity.write(keyless.told(tried.signing_certificate))
        except ValueError:
            raise NotSignedError(self.what, "its certificate is not plainly one identity's, in plain ASCII") from None
        trial = _written(tried)

        def ask(data: bytes) -> bytes:
            return trial if data == TRIAL else _written(self._bundle(instance, data))

        signer = RemoteSigner(self.what, "sigstore-oidc", public, ask)
        signer.sign(TRIAL)
        return signer

    def _bundle(self, instance: "SigningContext", data: bytes) -> "Bundle":
        """A signature by whoever the token says that this is, by now: the one before may have expired."""
        from sigstore.oidc import IdentityToken
        from sigstore.sign import Signer as Once

        try:
            token = IdentityToken(self._token())
        except SignerError:
            raise
        except Exception:  # noqa: BLE001  # of several kinds, and their texts may quote the token
            why = "its token has expired, or is none for Sigstore (audience sigstore). Next: a new one, as of a new job"
            raise NotSignedError(self.what, why) from None
        once = self._asked(_CERTIFICATES, lambda: Once(token, instance))
        return self._asked(_LOG, lambda: once.sign_artifact(data))

    def _token(self) -> str:
        found = _TOKEN.fullmatch(self.token)
        if found and found[3]:
            token = file.read(paths.expanded(found[4]), "the token for Sigstore", "a token there").decode(
                errors="replace"
            )
        else:
            token = os.environ.get(found[2], "") if found else self._ambient()
        if not token:
            raise NotSignedError(self.what, _NOBODY)
        if not _JWT.fullmatch(token.strip()):
            raise NotSignedError(self.what, "what is there for a token is none")
        return token.strip()

    def _ambient(self) -> str:
        from sigstore.oidc import detect_credential

        try:
            return detect_credential() or ""
        except Exception:  # noqa: BLE001  # of several kinds, and their texts quote what was answered
            raise NotSignedError(self.what, _NOBODY) from None

    def _instance(self) -> "SigningContext":
        from sigstore.sign import SigningContext

        config = self._private() if self.config else self._public()
        said = config.signing_config
        fulcio, rekor = said.get_fulcio(), said.get_tlogs()[0]
        for session in (fulcio.session, rekor._session):  # type: ignore[attr-defined]  # noqa: SLF001  # both have one, and it waits for ever
            _patient(session)
        return SigningContext(fulcio=fulcio, rekor=rekor, trusted_root=config.trusted_root, tsa_clients=said.get_tsas())

    def _public(self) -> "ClientTrustConfig":
        from sigstore.models import ClientTrustConfig

        return self._asked("the repository of its trust root (TUF)", ClientTrustConfig.production)

    def _private(self) -> "ClientTrustConfig":
        """What a file says of an instance. What it signs here is checked by the same file, unless another was named."""
        from sigstore.models import ClientTrustConfig

        shown = f"the trust configuration {visible(self.config)}"
        try:
            with paths.open_regular(paths.expanded(self.config)) as held:
                data = held.read(keyless.MAX_ROOT)
            root, doc = keyless.read_root(data, shown), canonical.loads(data, shown)
            config = ClientTrustConfig.from_json(data.decode())
            _ = config.trusted_root, config.signing_config
        except OSError as err:
            raise SignerError(f"{self.what}: cannot be read: {err.strerror}") from None
        except EvidenceError as err:
            raise SignerError(f"{self.what}: {err}") from None
        except Exception as err:  # noqa: BLE001  # somebody's file: whatever is wrong with it, it cannot be used
            raise SignerError(
                f"{self.what}: is no trust configuration that is good today: {type(err).__name__}"
            ) from None
        for each in _urls(doc):
            address(each, self.what)
        if not keyless.is_named():
            keyless.use(root)
        return config

    def _asked(self, whom: str, call: Callable[[], T]) -> T:
        """What a call of the package gives. Its errors come as ours: whom it has asked, never what was said."""
        import requests

        try:
            return call()
        except requests.Timeout:
            why = "does not answer"
        except requests.exceptions.SSLError:
            why = "shows a certificate that is not one that is trusted here"
        except requests.RequestException:
            why = "cannot be reached"
        except OSError as err:
            why = f"cannot be kept here: {err.strerror}"
        except Exception as err:  # noqa: BLE001  # it has a dozen kinds of error, and their texts quote what was answered
            why = _refusal(err)
        raise NotSignedError(self.what, f"{whom} {why}")


def _refusal(err: Exception) -> str:
    response = getattr(err.__cause__ or err.__context__, "response", None)
    if response is None:
        return f"gives no answer that can be used: {type(err).__name__}"
    return f"refuses: HTTP {response.status_code}"


def _written(bundle: "Bundle") -> bytes:
    """A bundle in its one spelling."""
    return canonical.dumps(canonical.loads(bundle.to_json().encode(), "the bundle"))


def _urls(doc: Any) -> list[str]:
    """Where a trust configuration leads to."""
    said = doc["signingConfig"]
    return [str(each["url"]) for kind in ("caUrls", "rekorTlogUrls", "tsaUrls") for each in said.get(kind, ())]


def _patient(session: "requests.Session") -> None:
    """Let it wait so long and no longer, be led nowhere else, and send nothing that lies in ~/.netrc."""
    from requests.adapters import HTTPAdapter

    class _Adapter(HTTPAdapter):
        def send(self, request: Any, *args: Any, **words: Any) -> Any:
            return super().send(request, *args, **{**words, "timeout": _TIMEOUT})

    session.max_redirects = 0
    session.auth = lambda request: request
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Adapter())
