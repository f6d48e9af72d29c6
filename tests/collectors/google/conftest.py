"""Google to sign in to, over TLS."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.google.double import Google
from tests.servers.google.server import google


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Google]:
    folder = tmp_path / "server"
    folder.mkdir()
    with google(folder) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        # Nothing of whoever runs the tests is found; a machine's own account is asked for at the double, as all else.
        monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path / "nothing"))
        yield double
