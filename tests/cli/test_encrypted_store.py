"""A store at rest that its recipients alone can read: written without a secret, read with one, opened by age."""

import gzip
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.cli.root import run
from scanner.evidence import dsse, statement
from tests.cli.conftest import DECLARED, Safeguard, number, run_name
from tests.servers.need import need


@pytest.fixture(scope="module")
def made(plugged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two nights in an encrypted store, made without the secret key that lies beside it."""
    from pyrage import x25519

    folder = tmp_path_factory.mktemp("nights") / "clinic"
    folder.mkdir()
    secret = x25519.Identity.generate()
    (folder.parent / "age.key").write_text(f"{secret}\n")
    (folder / "safeguard.yaml").write_text(f"{DECLARED}encrypt_to: [{secret.to_public()}]\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("XDG_CONFIG_HOME", str(folder.parent / "config"))
        patch.syspath_prepend(plugged)
        for more in (["--make-key"], []):
            assert run(["scan", *more, "east", "--json"]) == 1
        sys.modules.pop("acme_collector", None)
    return folder


@pytest.fixture
def clinic(made: Path, home: Path, plugin: None, tmp_path: Path) -> Path:
    """All of it in a folder of our own; the secret key beside it."""
    shutil.copytree(made, home, dirs_exist_ok=True)
    shutil.copytree(made.parent / "config", tmp_path / "config", dirs_exist_ok=True)
    shutil.copy(made.parent / "age.key", tmp_path / "age.key")
    return home


def statement_of(folder: Path, entry: int) -> statement.Statement:
    data = (folder / f"evidence/log/{entry:06}").read_bytes()
    return statement.loads(dsse.read_envelope(data, "it").payload, "it")


def test_nothing_of_a_run_lies_there_in_the_clear(clinic: Path) -> None:
    there = [path for path in (clinic / "evidence").rglob("*") if path.is_file()]
    told = [path for path in there if path.relative_to(clinic / "evidence").parts[0] in {"runs", "reports"}]
    assert len(told) >= 2 * 8
    assert all(path.suffix == ".age" and path.read_bytes().startswith(b"age-encryption.org/v1\n") for path in told)
    assert not [path for path in there if b"acme:east" in path.read_bytes()]


def test_age_itself_opens_what_the_statement_names(clinic: Path, tmp_path: Path) -> None:
    """The digests that were signed are those of what the members hold in the clear."""
    age, digests = need("age"), statement_of(clinic, 1).digests
    for name, packed in {"findings.jsonl": ".gz", "scope.json": ""}.items():
        member = clinic / "evidence/runs" / run_name(clinic, 1) / f"{name}{packed}.age"
        plain = subprocess.run([age, "-d", "-i", tmp_path / "age.key", member], capture_output=True, check=True).stdout
        plain = gzip.decompress(plain) if packed else plain
        assert hashlib.sha256(plain).hexdigest() == digests[name]


def test_verified_with_the_secret_key_and_not_without(clinic: Path, tmp_path: Path, safeguard: Safeguard) -> None:
    asked = ("verify", "evidence", "--key", number(clinic), "-c", "safeguard.yaml")
    without = safeguard(*asked)
    assert without.code == 2, without.screen
    assert "evidence.jsonl" not in without.screen
    assert "/evidence-1.jsonl.gz in the store evidence is encrypted" in without.out.replace("\n", " ")
    assert "whether it is what was signed nobody can tell who cannot open it" in without.out
    subprocess.run([need("age-keygen", package="age"), "-o", tmp_path / "other.key"], capture_output=True, check=True)
    other = safeguard(*asked, "--identity", str(tmp_path / "other.key"))
    assert (other.code, "for other recipients" in other.out) == (2, True), other.screen
    opened = safeguard(*asked, "--all", "--identity", str(tmp_path / "age.key"))
    assert opened.code == 0, opened.screen
    member = next((clinic / "evidence/runs" / run_name(clinic, 1)).glob("coverage*"))
    member.write_bytes(member.read_bytes()[:-1] + b"x")
    changed = safeguard(*asked, "--identity", str(tmp_path / "age.key"))
    assert changed.code == 1, changed.screen
    (member.parent / "coverage.json").write_bytes(b"{}")
    twice = safeguard(*asked)
    assert (twice.code, "twice, encrypted and in the clear" in twice.out.replace("\n", " ")) == (1, True), twice.screen


@pytest.mark.parametrize(
    "command",
    ["report --output r.html", "findings", "bundle export --output r.zip", "countersign", "store check"],
)
def test_what_reads_says_what_it_cannot_open(clinic: Path, tmp_path: Path, safeguard: Safeguard, command: str) -> None:
    without = safeguard(*command.split())
    assert without.code not in {0, 1}, without.screen
    assert "is encrypted" in without.screen
    assert not [*clinic.glob("r.*")]
    with (clinic / "safeguard.yaml").open("a") as file:
        file.write(f"identity: file:{tmp_path}/age.key\n")
    (tmp_path / "age.key").chmod(0o600)
    opened = safeguard(*command.split())
    assert opened.code == 0, opened.screen


def test_the_next_night(clinic: Path, tmp_path: Path, safeguard: Safeguard) -> None:
    """It says what is no longer asked by what the last scan has left here; elsewhere it takes the secret key once."""
    shutil.rmtree(tmp_path / "config/safeguard/scopes")
    lost = safeguard("scan", "east")
    assert lost.code == 4, lost.screen
    assert "/scope.json in the store evidence is encrypted" in lost.err
    assert "nothing was asked" in lost.err
    opened = safeguard("scan", "west", "--identity", str(tmp_path / "age.key"))
    assert (opened.code, "no longer asked  1 target: acme:east" in opened.out) == (0, True), opened.screen
    assert safeguard("scan", "east").code == 1
    checked = safeguard(
        *("verify", "evidence", "--all", "--key", number(clinic), "-c", "safeguard.yaml"),
        *("--identity", str(tmp_path / "age.key")),
    )
    assert checked.code == 0, checked.screen


@pytest.mark.parametrize("where", ["identity: AGE-SECRET-KEY-1HUNTER2", "encrypt_to: [AGE-SECRET-KEY-1HUNTER2]"])
def test_a_secret_key_has_no_place_in_safeguard_yaml(clinic: Path, safeguard: Safeguard, where: str) -> None:
    (clinic / "safeguard.yaml").write_text(f"{DECLARED}{where}\n")
    refused = safeguard("report")
    assert (refused.code, "HUNTER2" in refused.screen) == (3, False), refused.screen


def test_a_scan_that_would_put_a_run_there_in_the_clear(clinic: Path, safeguard: Safeguard) -> None:
    (clinic / "safeguard.yaml").write_text(DECLARED)
    refused = safeguard("scan", "east")
    assert (refused.code, "nobody is named for whom to encrypt" in refused.err) == (3, True), refused.screen
    wrong = safeguard("scan", "east", "--encrypt-to", "AGE-SECRET-KEY-1HUNTER2")
    assert (wrong.code, "HUNTER2" in wrong.screen) == (3, False), wrong.screen
