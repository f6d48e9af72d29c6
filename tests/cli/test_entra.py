"""`safeguard scan entra://TENANT`, from the first word to the exit code."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from tests.cli.conftest import Safeguard
from tests.collectors.entra import estate
from tests.servers.arm.tokens import APP, TENANT
from tests.servers.graph.server import Graph, graph


@pytest.fixture
def it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Graph]:
    folder = tmp_path / "graph"
    folder.mkdir()
    with graph(folder) as double:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(double.trusted))
        monkeypatch.setenv("ENTRA_SECRET", double.tokens.secret)
        declare(home, double, f"entra://{TENANT}")
        newest = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        estate.put(double, (estate.SIGN_INS, "", [{"createdDateTime": newest}]))
        yield double


def declare(home: Path, it: Graph, target: str) -> None:
    (home / "safeguard.yaml").write_text(
        f"""
targets:
  - target: "{target}"
    name: alder
    tenant: {TENANT}
    client_id: {APP}
    client_secret: env:ENTRA_SECRET
    endpoint: {it.origin}
    authority: {it.origin}
    break_glass: [eve@alder.example]
"""
    )


def written(home: Path) -> bytes:
    """All that a run left, unpacked, but for our own keys."""
    files = (file for file in home.rglob("*") if file.is_file() and "keys" not in file.parts)
    return b"".join(gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files)


def verdicts(out: str, check: str) -> set[tuple[str, str]]:
    return {(row["resource"], row["status"]) for row in json.loads(out)["findings"] if row["check"] == check}


def test_a_directory_and_its_proof(it: Graph, safeguard: Safeguard, home: Path) -> None:
    ran = safeguard("scan", "--make-key", "--json")
    at = estate.AT
    assert {status for _, status in verdicts(ran.out, "mfa.demanded")} == {"pass"}
    assert {status for _, status in verdicts(ran.out, "mfa.no-way-round")} == {"pass"}
    assert verdicts(ran.out, "automatic-logoff.lifetime-bounded") == {(at, "pass"), (f"{at}/administrators", "pass")}
    assert (f"{at}/users/{estate.ADA}", "pass") in verdicts(ran.out, "mfa.every-person")
    assert verdicts(ran.out, "emergency-access.exists") == {(at, "pass")}
    assert verdicts(ran.out, "audit-logging.alive") == {(at, "pass")}
    assert (f"{at}/roles/{estate.GLOBAL}", "fail") in verdicts(ran.out, "least-privilege.asked-for")
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    told = written(home)
    assert b"hunter2" not in told
    assert it.tokens.secret.encode() not in told
    assert not any(token.encode()[-60:] in told for token in it.tokens.given)


def test_what_is_refused_is_exit_2_and_the_right_is_named(it: Graph, safeguard: Safeguard) -> None:
    it.held.denied.add("conditionalAccess")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "? denied" in ran.out
    assert "Policy.Read.All" in ran.out
    missing = safeguard("permissions", "entra", "--missing")
    assert re.findall(r"^  (\S+)$", missing.out, re.MULTILINE) == ["Policy.Read.All"]


def test_what_there_is_no_licence_for_is_exit_2_and_said(it: Graph, safeguard: Safeguard) -> None:
    it.held.premium.add("signInActivity")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "unlicensed" in ran.out
    assert "Traceback" not in ran.screen


def test_another_directory_is_not_taken_for_the_one_that_was_meant(it: Graph, safeguard: Safeguard, home: Path) -> None:
    declare(home, it, "entra://birch.example")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "another directory answered than the one that was meant" in ran.out


def test_no_secret_no_traceback(it: Graph, safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ENTRA_SECRET")
    ran = safeguard("scan", "--make-key")
    assert ran.code == 2
    assert "Traceback" not in ran.screen
    assert not it.calls


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("entra://alder", "which directory?"),
        ("entra:", "which directory?"),
        (f"entra://{TENANT}?cloud=moon", "public, usgov, usgov-dod or china"),
        (f"entra://{TENANT}?break_glas=x", "did you mean break_glass?"),
        (f"entra://{TENANT}?client_secret=hunter2hunter2", "holds a secret itself"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_asked(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", "--make-key", uri)
    assert ran.code == 3
    assert said in ran.err
    assert "hunter2" not in ran.screen
    assert "Traceback" not in ran.screen


def test_the_rights_to_paste(safeguard: Safeguard) -> None:
    assert safeguard("permissions", "entra").out == snapshot("""\
GRAPH=00000003-0000-0000-c000-000000000000
for RIGHT in \\
  Application.Read.All \\
  AuditLog.Read.All \\
  GroupMember.Read.All \\
  GroupSettings.Read.All \\
  Organization.Read.All \\
  Policy.Read.All \\
  PrivilegedEligibilitySchedule.Read.AzureADGroup \\
  RoleManagement.Read.Directory \\
  User.Read.All
do
  ROLE=$(az ad sp show --id $GRAPH --query "appRoles[?value=='$RIGHT'].id | [0]" --output tsv)
  az ad app permission add --id CLIENT-ID --api $GRAPH --api-permissions "$ROLE=Role"
done
az ad app permission admin-consent --id CLIENT-ID
# microsoft.aadiam/diagnosticSettings/read:
az role assignment create --assignee CLIENT-ID --role Reader --scope /providers/Microsoft.aadiam
""")
