"""What happens where the machine lacks what a test needs."""

import pytest

from tests.servers.need import need


def test_need_finds_a_program() -> None:
    assert need("sh", package="dash").endswith("/sh")


def test_need_finds_a_daemon_with_the_path_of_an_ordinary_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert need("ldconfig", package="libc-bin").endswith("sbin/ldconfig")


MISSING = r"no-such-program is not on this machine \(Debian: apt-get install some-package\)"


def test_a_missing_program_skips_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"^{MISSING}$"):
        need("no-such-program", package="some-package")


def test_a_missing_program_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=f"^{MISSING}; with CI=true this is a failure$"):
        need("no-such-program", package="some-package")
