"""`safeguard scan workspace://DOMAIN`, from the first word to the exit code."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from collectors.workspace.question import AUTH, SCOPES
from tests.cli.conftest import Safeguard
from tests.collectors.workspace.asking import ADMIN, put
from tests.servers.google.credentials import FEDERATED, JOB, external_account, service_account
from tests.servers.google.double import Google
from tests.servers.google.server import google
from tests.servers.google.tokens import Account

FULL = [f"{AUTH}{scope}" for scope in SCOPES]


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Google]:
    folder = tmp_path / "google"
    folder.mkdir()
    with google(folder) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
        declare(home, double, delegated(double, folder, *FULL))
        put(double)
        yield double


def delegated(it: Google, folder: Path, *scopes: str) -> Path:
    """A key of an account that may ask for people of the domain, with some scopes."""
    key = service_account(it, folder, delegated=scopes)
    key.chmod(0o600)
    return key


def declare(home: Path, it: Google, key: Path) -> None:
    (home / "safeguard.yaml").write_text(
        f"""
targets:
  - target: "workspace://alder.example"
    name: alder
    admin: {ADMIN}
    service_account_key: file:{key}
    endpoint: {it.origin}
"""
    )


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def statuses(out: str) -> dict[tuple[str, str], set[str]]:
    """By check and thing, how it was judged."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in json.loads(out)["findings"]:
        found.setdefault((row["check"], row["resource"].rpartition("C01abcdef")[2]), set()).add(row["status"])
    return found


def test_a_domain_and_its_proof(it: Google, safeguard: Safeguard, home: Path, tmp_path: Path) -> None:
    found = statuses(safeguard("scan", "--make-key", "--json").out)
    for check, at in (
        ("mfa.every-person", "/users/2"),
        ("mfa.demanded", "/sign-in"),
        ("mfa.no-way-round", "/sign-in"),
        ("account-lifecycle.unused-closed", "/users/2"),
        ("automatic-logoff.lifetime-bounded", "/sessions"),
        ("password-policy.long-enough", "/passwords"),
        ("encryption-at-rest.encrypted", "/devices/mobile/AFiQxQ8"),
        ("audit-logging.recording", "/log"),
        ("audit-logging.events-complete", "/log"),
    ):
        # The clock of the run is not that of the double: what has an age is judged in tests of its own.
        assert (
            found[check, at] <= {"pass", "fail", "not_assessed"}
            if "unused" in check or "devices" in at
            else (found[check, at] == {"pass"})
        ), (check, found[check, at])
    assert found["least-privilege.no-everything", "/users/1"] == {"fail"}
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    told = written(home)
    key = json.loads((tmp_path / "google" / "service_account.json").read_text())["private_key"]
    assert key.splitlines()[3].encode() not in told
    assert not any(token.encode()[-30:] in told for token in it.tokens.given)
    assert b"Secret" not in told
    assert b"home.example" not in told


def test_a_super_admin_without_a_second_step_fails(it: Google, safeguard: Safeguard) -> None:
    put(it, ("users/1", "isEnrolledIn2Sv", False), ("users/1", "isEnforcedIn2Sv", False))
    ran = safeguard("scan", "--make-key")
    assert ran.code in {1, 2}  # entries of the log have an age, and the run's clock is not the double's
    assert "signs in with a password alone" in ran.out
    assert "1 factor is enough to sign in" in ran.out
    assert ADMIN in ran.out


def test_a_scope_that_is_refused_is_named_and_what_to_paste(
    it: Google, safeguard: Safeguard, home: Path, tmp_path: Path
) -> None:
    lacking = f"{AUTH}admin.directory.device.mobile.readonly"
    declare(home, it, delegated(it, tmp_path / "google", *(scope for scope in FULL if scope != lacking)))
    ran = safeguard("scan", "--make-key")
    assert ran.code in {1, 2}
    assert "admin.directory.device.mobile.readonly" in ran.screen
    missing = safeguard("permissions", "workspace", "--missing")
    assert lacking in missing.out
    assert "admin.directory.user.readonly" not in missing.out


def test_nothing_delegated_is_exit_2(it: Google, safeguard: Safeguard, home: Path, tmp_path: Path) -> None:
    declare(home, it, delegated(it, tmp_path / "google"))
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "? denied" in ran.out
    assert "grant all of them: safeguard permissions workspace" in ran.screen
    assert "Traceback" not in ran.screen


def test_an_administrator_who_is_no_super_admin(it: Google, safeguard: Safeguard) -> None:
    it.denied.add("cloudidentity.policies.list")
    ran = safeguard("scan", "--make-key")
    assert ran.code in {1, 2}
    assert "cloud-identity.policies.readonly" in ran.screen


def test_no_key_no_traceback(it: Google, safeguard: Safeguard, tmp_path: Path) -> None:
    (tmp_path / "google" / "service_account.json").unlink()
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "Traceback" not in ran.screen
    assert not it.calls


def test_a_pipeline_without_any_key_says_all_of_it_in_the_uri(
    it: Google, safeguard: Safeguard, home: Path, tmp_path: Path
) -> None:
    bridge = "bridge@alder-prod.iam.gserviceaccount.com"
    it.tokens.accounts[bridge] = Account(bridge, delegated=frozenset(FULL), impersonators={JOB})
    file = external_account(it, tmp_path / "google", impersonate="")
    said = {"workload_file": str(file), "impersonate": bridge, "admin": ADMIN, "endpoint": it.origin}
    (home / "safeguard.yaml").unlink()
    ran = safeguard("scan", "--make-key", f"workspace://alder.example?{urlencode(said)}")
    assert "alder.example" in ran.out
    assert "Traceback" not in ran.screen
    assert "? denied" not in ran.out
    assert FEDERATED.encode() not in written(home)


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("workspace:", "which domain?"),
        ("workspace://alder", "which domain?"),
        ("workspace://alder.example?service_account_key=file:k", "needs the option admin"),
        ("workspace://alder.example?impersonate=a@b.iam.gserviceaccount.com", "needs the option admin"),
        ("workspace://alder.example?admin=ana", "e-mail address of an administrator"),
        ("workspace://alder.example?admn=x", "did you mean"),
        ("workspace://alder.example?endpoint=http://x", "https://"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(
    it: Google, safeguard: Safeguard, home: Path, uri: str, said: str
) -> None:
    (home / "safeguard.yaml").unlink()
    ran = safeguard("scan", "--make-key", uri)
    assert ran.code == 3
    assert said in " ".join(ran.screen.split())
    assert not it.calls


def test_what_to_paste_into_the_admin_console(safeguard: Safeguard) -> None:
    text = safeguard("permissions", "workspace").out
    (line,) = [line for line in text.splitlines() if line.startswith(AUTH)]
    assert set(line.split(",")) == set(FULL)
    assert "Manage domain-wide delegation" in text
    assert "super admins alone" in text
