import json
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.servers.arm.tokens import APP, TENANT
from tests.servers.keeping.server import Keeping, keeping
from tests.servers.keeping.services import ACCOUNT, TOKEN


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    with keeping(tmp_path_factory.mktemp("keeping")) as it:
        yield it


@pytest.fixture
def kept(services: Keeping, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    """All of them, and an environment that leads to them and signs in there."""
    folder = tmp_path_factory.mktemp("account")
    pem = services.kept.account.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    account = {"type": "service_account", "client_email": ACCOUNT, "private_key": pem, "private_key_id": "1"}
    (folder / "account.json").write_text(json.dumps({**account, "token_uri": "https://oauth2.googleapis.com/token"}))
    said = {
        "HOME": str(folder),
        "HTTPS_PROXY": f"http://127.0.0.1:{services.proxy}",
        "NO_PROXY": "127.0.0.1",
        "REQUESTS_CA_BUNDLE": str(services.trusted),
        "AWS_ENDPOINT_URL_KMS": f"http://127.0.0.1:{services.plain}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "kept-out-of-sight-4711",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AZURE_TENANT_ID": TENANT,
        "AZURE_CLIENT_ID": APP,
        "AZURE_CLIENT_SECRET": services.kept.azure.secret,
        "GOOGLE_APPLICATION_CREDENTIALS": str(folder / "account.json"),
        "GOOGLE_CLOUD_PROJECT": "clinic",
        "VAULT_ADDR": f"http://127.0.0.1:{services.plain}",
        "VAULT_TOKEN": TOKEN,
    }
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "VAULT_CACERT", "VAULT_NAMESPACE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("scanner.signers.rest._PAUSE", 0)
    monkeypatch.setitem(services.kept.__dict__, "refusals", {})
    monkeypatch.setitem(services.kept.__dict__, "twist", lambda _, body: body)
    services.kept.calls.clear()
    services.kept.said.clear()
    return services
