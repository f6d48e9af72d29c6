"""`safeguard keys init` and what follows from it, `safeguard countersign`, and a scan by a keyring."""

# ruff: noqa: E501  # screens stand here as a person sees them

# screens stand here as a person sees them

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from scanner.cli import keyring
from scanner.cli.root import run
from scanner.signers.file import new_key
from tests.cli.conftest import DECLARED, Ran, Safeguard

PEOPLE = ("one", "two", "ana", "next")
INIT = (
    "--root",
    "people/one.pem",
    "--root",
    "people/two.pem",
    "--threshold",
    "2",
    "--name",
    "Root One",
    "--machine",
    "scanner-1",
)


@pytest.fixture
def people(home: Path) -> Path:
    """Two roots, a reviewer and the next key of the machine, in a folder of their own."""
    folder = home / "people"
    for name in PEOPLE:
        new_key(folder / f"{name}.pem")
    return folder


def _still(ran: Ran) -> str:
    text = re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){15}\b", "NUMBER", ran.screen)
    text = re.sub(r"[0-9a-f]{8}…", "DIGEST", re.sub(r"\b[0-9a-f]{64}\b", "NUMBER", text))
    text = re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b", "KEY", text)
    text = re.sub(r"\d{8}t\d{6}z-[0-9a-f]{6}", "RUN", text)
    text = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", "DAY", text)
    return re.sub(r"safeguard\.local/[0-9a-f]+", "ORIGIN", text)


def _init(safeguard: Safeguard) -> Ran:
    return safeguard("keys", "init", *INIT)


def _both(safeguard: Safeguard, *command: str) -> Ran:
    return safeguard("keys", *command, "--root", "people/one.pem", "--root", "people/two.pem")


def _genesis(home: Path) -> str:
    return keyring.read(home.parent / "config" / "safeguard" / "keyring.jsonl").genesis


def test_a_keyring_from_its_first_version_on(safeguard: Safeguard, acme: Path, home: Path, people: Path) -> None:
    """Two roots on two machines, a reviewer, a new key for the machine, and what an auditor sees of it."""
    assert _still(_init(safeguard)) == snapshot("""\
Keyring   ~/config/safeguard/keyring.jsonl   version 1
Genesis   NUMBER
Next: safeguard keys adopt   or the next scan, which takes it up too
Tell the genesis number to whoever verifies, by telephone or letter: safeguard verify BUNDLE --key NUMBER
[exit 0]\
""")
    assert safeguard("scan", "west").code == 0
    added = ("keys", "add", "people/ana.pem", "--role", "reviewer", "--name", "Ana Ruiz")
    assert _still(safeguard(*added, "--root", "people/one.pem")) == snapshot("""\
Keyring   ~/config/safeguard/keyring.jsonl   version 2
Genesis   NUMBER
Pending   it has 1 of the 2 signatures that it needs of the roots of version 1, and does not count yet
Pending   it has 1 of the 2 signatures that it needs of its own roots, and does not count yet
Next: safeguard keys sign ~/config/safeguard/keyring.jsonl --root URI   where another root key is
[exit 0]\
""")
    pending = safeguard("countersign", "--sign-key", "people/ana.pem")
    assert (pending.code, "Version 2 of the keyring is pending, and does not count yet." in pending.err) == (4, True)
    assert _still(safeguard("keys", "sign", "--root", "people/two.pem")) == snapshot("""\
Keyring   ~/config/safeguard/keyring.jsonl   1 version
Genesis   NUMBER
Log       ORIGIN
Roots     2 of 2 sign
  KEY  Root One
  KEY  root 2
Keys
  KEY  scanner-1: collector, from entry 0 on
  KEY  Ana Ruiz: reviewer, from entry 2 on
Pending   version 2, which does not count yet
  it has 1 of the 2 signatures that it needs of the roots of version 1
  it has 1 of the 2 signatures that it needs of its own roots
Keyring   ~/config/safeguard/keyring.jsonl   version 2
Genesis   NUMBER
Next: safeguard keys adopt   or the next scan, which takes it up too
[exit 0]\
""")
    signed = ("countersign", "--sign-key", "people/ana.pem", "--note", "two accounts to close")
    assert _still(safeguard(*signed)) == snapshot("""\
The log has taken up version 2 of the keyring.
Entry 3 of the log says that Ana Ruiz reviewed run RUN.
Next: safeguard report RUN --output report.html   says so too
[exit 0]\
""")
    assert _still(_both(safeguard, "rotate", "people/next.pem")) == snapshot("""\
Keyring   ~/config/safeguard/keyring.jsonl   version 3
Genesis   NUMBER
Next: safeguard keys adopt   or the next scan, which takes it up too
[exit 0]\
""")
    refused = safeguard("scan", "west")
    assert _still(refused) == snapshot("""\
error: entry 4 of the log in the store evidence would be signed with key KEY of scanner-1, which was replaced from entry 4 on, and this is entry 4
  Nothing was asked or signed. Next: safeguard keys show   says which keys count; --sign-key URI
  names one
[exit 4]\
""")
    assert safeguard("scan", "west", "--sign-key", "people/next.pem").code == 0
    assert _still(safeguard("keys", "show", str(home.parent / "config/safeguard/keyring.jsonl"))) == snapshot("""\
Keyring   ~/config/safeguard/keyring.jsonl   3 versions
Genesis   NUMBER
Log       ORIGIN
Roots     2 of 2 sign
  KEY  Root One
  KEY  root 2
Keys
  KEY  scanner-1: collector, entries 0 to 3
  KEY  Ana Ruiz: reviewer, from entry 2 on
  KEY  scanner-1: collector, from entry 4 on
Tell the genesis number to whoever verifies, by telephone or letter: safeguard verify BUNDLE --key NUMBER
[exit 0]\
""")
    seen = safeguard("verify", "evidence", "--key", _genesis(home), "-c", "safeguard.yaml")
    assert _lines(_still(seen), "keyring", "signature", "log", "reviewed", "Verified") == snapshot(
        [
            "✓ ok       keyring     version 3 of the keyring KEY, which you pinned: 3 keys, 2 of 2 roots sign it",
            "✓ ok       signature   2 envelopes, 2 keys of the keyring",
            "✓ ok       log         6 entries without a gap",
            "✓ ok       retention   2 runs of the log there; the last one is to be kept until DAY; whether they are locked, safeguard store check says",
            "entry 3  DAY UTC  RUN  reviewed by Ana Ruiz, reviewer: two accounts to close",
            "Verified. Trust rests on the keyring that you supplied.",
        ]
    )
    report = safeguard("report", "1", "--output", "report.html")
    assert report.code == 0
    assert "Ana Ruiz, reviewer" in (home / "report.html").read_text()
    assert "two accounts to close" in (home / "report.html").read_text()
    assert safeguard("report", "1", "--output", "report.json").code == 0
    (review,) = json.loads((home / "report.json").read_text())["proof"]["reviews"]
    assert (review["entry"], review["who"], review["did"], review["note"], review["doubt"]) == (
        *(3, "Ana Ruiz", "reviewed", "two accounts to close", ""),
    )


def _lines(text: str, *words: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if any(word in line for word in words)]


@pytest.fixture(scope="session")
def house(plugged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night by a keyring that the log has taken up, entries 0 and 1; made once, to be copied."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "clinic").mkdir()
    (folder / "clinic" / "safeguard.yaml").write_text(DECLARED)
    for name in PEOPLE:
        new_key(folder / "clinic" / "people" / f"{name}.pem")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder / "clinic")
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.syspath_prepend(plugged)
        assert run(["keys", "new"]) == 0
        assert run(["keys", "init", *INIT]) == 0
        assert run(["scan", "west", "--json"]) == 0
        sys.modules.pop("acme_collector", None)
    return folder


@pytest.fixture
def begun(house: Path, plugin: None, home: Path) -> Path:
    shutil.copytree(house / "clinic", home, dirs_exist_ok=True)
    shutil.copytree(house / "config", home.parent / "config")
    return home


def test_a_key_that_was_revoked(safeguard: Safeguard, begun: Path) -> None:
    key = keyring.read(begun.parent / "config/safeguard/keyring.jsonl").document.keys[0].keyid
    assert _still(_both(safeguard, "revoke", key, "--from", "1", "--why", "laptop stolen")) == snapshot("""\
Keyring   ~/config/safeguard/keyring.jsonl   version 2
Genesis   NUMBER
Next: safeguard keys adopt   or the next scan, which takes it up too
Not verified any more: 1 entry from 1 on that it signed.
This log stays so. Keep the store as it is, and begin another: --store DIR, and a keyring of its own
[exit 0]\
""")
    assert _still(safeguard("scan", "west")) == snapshot("""\
error: the checkpoint of the log: is signed with key KEY of scanner-1, which was revoked from entry 1 on, and this is entry 1
  Nothing was asked or signed: what is written on behind that would not verify.
  Next: safeguard keys show   says which keys count. Where it is the log that is wrong, keep this store
  as it is, and begin another with --store DIR and a keyring of its own
[exit 4]\
""")
    refused = safeguard("verify", "evidence", "--key", _genesis(begun))
    assert (refused.code, _lines(_still(refused), "keyring", "signature")) == snapshot(
        (
            1,
            [
                "✓ ok       keyring     version 2 of the keyring KEY, which you pinned: 1 key, 2 of 2 roots sign it; the log has not taken up 1 version of it yet",
                "✗ fails    signature   run RUN: is signed with key KEY of scanner-1, which was revoked from entry 1 on, and this is entry 1",
            ],
        )
    )


def test_revoked_from_now_on(safeguard: Safeguard, begun: Path) -> None:
    key = keyring.read(begun.parent / "config/safeguard/keyring.jsonl").document.keys[0].keyid
    add = ("add", "people/next.pem", "--role", "collector", "--name", "scanner-2")
    assert _both(safeguard, *add).code == 0
    assert _both(safeguard, "revoke", key, "--now").code == 0
    assert safeguard("scan", "west").code == 4
    adopt = safeguard("keys", "adopt", "--sign-key", "people/next.pem")
    assert (adopt.code, adopt.err.count("The log has taken up version")) == (0, 2)
    assert "goes by version 3 of the keyring already" in safeguard("keys", "adopt", "--sign-key", "people/next.pem").err
    assert safeguard("scan", "west", "--sign-key", "people/next.pem").code == 0
    assert safeguard("verify", "evidence", "--key", _genesis(begun), "-c", "safeguard.yaml").code == 0


def test_countersigning_takes_a_key_with_that_role(safeguard: Safeguard, begun: Path) -> None:
    assert _still(safeguard("countersign")) == snapshot("""\
error: entry 2 of the log in the store evidence would be signed with key KEY of scanner-1, which is that of a collector: it takes that of a reviewer or an approver
  Nothing was asked or signed. Next: safeguard keys show   says which keys count; --sign-key URI
  names one
[exit 4]\
""")
    assert len(list((begun / "evidence" / "log").iterdir())) == 2


def test_what_is_not_as_it_was_signed_is_not_countersigned(safeguard: Safeguard, begun: Path) -> None:
    assert _both(safeguard, "add", "people/ana.pem", "--role", "approver", "--name", "Ana").code == 0
    (member,) = (begun / "evidence" / "runs").glob("*/coverage.json")
    member.write_bytes(member.read_bytes().replace(b"1", b"2", 1))
    refused = safeguard("countersign", "--as", "approver", "--sign-key", "people/ana.pem")
    assert _still(refused) == snapshot("""\
error: run RUN: coverage.json was changed: DIGEST, signed as DIGEST. Next: safeguard verify
  Nothing was signed. Next: safeguard verify STORE   says what else is wrong
[exit 4]\
""")
    assert len(list((begun / "evidence" / "log").iterdir())) == 2


def test_a_store_with_a_keyring_wants_it_here(safeguard: Safeguard, begun: Path) -> None:
    kept = begun.parent / "config/safeguard/keyring.jsonl"
    kept.rename(begun / "kept.jsonl")
    assert _still(safeguard("scan", "west")) == snapshot("""\
error: the log in the store evidence goes by the keyring KEY, and there is none here
  Nothing was asked or signed. Put a copy of it there, or name it in safeguard.yaml (keyring: FILE):
  whoever looks after the keys has it, and one out of the store would show nothing.
[exit 4]\
""")
    with (begun / "safeguard.yaml").open("a") as file:
        file.write("keyring: kept.jsonl\n")
    assert safeguard("scan", "west").code == 0
    (begun / "kept.jsonl").unlink()
    assert _still(safeguard("scan", "west")) == snapshot("""\
error: the keyring kept.jsonl cannot be read: No such file or directory
  Next: safeguard keys init
[exit 3]\
""")


def test_an_auditor_with_a_copy_of_their_own(safeguard: Safeguard, begun: Path) -> None:
    safeguard("bundle", "export", "--output", "run.zip")
    shutil.copy(begun.parent / "config/safeguard/keyring.jsonl", "mine.jsonl")
    assert safeguard("verify", "run.zip", "--genesis", "mine.jsonl", "-c", "safeguard.yaml").code == 0
    asked = safeguard("verify", "run.zip")
    assert (asked.code, f"Keyring  SHA256:{_genesis(begun)}" in asked.out) == (5, True)
    (begun / "mine.jsonl").write_text('{"payload":1}\n')
    assert _still(safeguard("verify", "run.zip", "--key", "mine.jsonl")) == snapshot("""\
error: --key mine.jsonl: version 1 of the keyring: is no envelope with signatures: Expected `str`, got `int` - at `$.payload`
  Nothing was checked.
[exit 3]\
""")
    found = json.loads(safeguard("verify", "run.zip", "--key", _genesis(begun)[:32], "--json").out)
    assert [entry["keyring"] for entry in found["log"]] == [1, 0]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("init",), "which root keys, and how many of them have to sign?"),
        (("init", "--root", "people/one.pem", "--threshold", "2"), "wants 2 signatures of 1 roots"),
        (("init", "--root", "people/one.pem", "--name", "a\x1b[2J"), "a name holds what no screen shows"),
        (("init", "--root", "none.pem"), "none.pem: is not there"),
        (("add", "people/ana.pem", "--role", "reviewer"), "whose key is it?"),
        (("add", "people/ana.pem", "--role", "reviewer", "--name", "A"), "cannot be read: No such file or directory"),
        (("show", "none.jsonl"), "cannot be read: No such file or directory"),
        (("show", "safeguard.yaml"), "not JSON"),
        (("sign",), "cannot be read: No such file or directory"),
        (("adopt",), "there is no store here that could take it up"),
    ],
)
def test_mistakes(safeguard: Safeguard, acme: Path, people: Path, command: tuple[str, ...], why: str) -> None:
    ran = safeguard("keys", *command)
    assert (ran.code, bool(re.search(why, ran.err))) == (3, True), ran.err
    assert "Traceback" not in ran.err


def test_mistakes_with_a_keyring(safeguard: Safeguard, begun: Path) -> None:
    path = begun.parent / "config/safeguard/keyring.jsonl"
    before = path.read_bytes()
    add = ("add", "people/ana.pem", "--role", "reviewer", "--name", "A")
    for ran, why in (
        (_init(safeguard), "is there already, and is never written over"),
        (safeguard("keys", *add), "no root key was named that signs: nothing was changed"),
        (safeguard("keys", *add, "--root", "people/next.pem"), "which is no root of it"),
        (
            _both(safeguard, "add", "people/ana.pem", "--role", "root", "--role", "reviewer", "--name", "A"),
            "give --role root alone",
        ),
        (_both(safeguard, "revoke", "1234"), "has no key '1234'"),
        (_both(safeguard, "revoke", keyring.read(path).document.keys[0].keyid), "Give --now, or --from ENTRY."),
        (safeguard("keys", "sign", "--root", "people/one.pem"), "is pending: there is nothing to sign"),
        (_both(safeguard, *add, "--keyring", "evidence/keyring.jsonl"), "lies inside the store evidence"),
        (safeguard("countersign", "--note", "a\nb"), "--note takes one line"),
    ):
        assert (ran.code, why in ran.err) == (3, True), ran.err
    assert path.read_bytes() == before
    assert safeguard("keys", *add, "--root", "people/one.pem").code == 0
    waits = _both(safeguard, "rotate", "people/next.pem")
    assert (waits.code, "version 2 of the keyring is pending: one comes after the other" in waits.err) == (3, True)


def test_without_a_keyring_the_key_of_the_log_countersigns(safeguard: Safeguard, acme: Path, people: Path) -> None:
    assert safeguard("scan", "west").code == 0
    other = safeguard("countersign", "--sign-key", "people/ana.pem")
    assert (other.code, "is not signed with this key" in other.err) == (4, True)
    assert safeguard("countersign").code == 0
    report = safeguard("report", "0")
    assert re.search(r"Reviewed +by key [0-9a-f ]{19}, reviewer, ", report.out)
