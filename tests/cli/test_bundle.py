"""`safeguard bundle` as a house and an auditor use it: a period, single findings, encrypted, joined."""

# ruff: noqa: E501  # screens stand here as a person sees them

import gzip
import json
import os
import re
import stat
import subprocess
import zipfile
from pathlib import Path

import pyrage
import pytest
from inline_snapshot import snapshot

from scanner.evidence.bundle import open_bundle
from tests.cli.conftest import Ran, Safeguard, number, run_name
from tests.evidence.made import pack, unpack
from tests.evidence.test_bundle import STEPS, blocks, status, unzip
from tests.servers.need import need


def still(ran: Ran) -> str:
    text = re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3,15}\b", "KEY", ran.screen)
    text = re.sub(r"\d{8}t\d{6}z-[0-9a-f]{6}", "RUN", text)
    text = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d UTC)?", "DAY", text)
    return re.sub(r"safeguard \S+, build [0-9a-f]{12}", "safeguard VERSION, build DIGEST", text)


@pytest.fixture
def key(scanned: str, home: Path) -> str:
    return number(home)


def test_a_period(safeguard: Safeguard, scanned: str, home: Path) -> None:
    assert still(safeguard("bundle", "export", "--since", "2020-01-01", "--output", "all.zip")) == snapshot("""\
Bundle  all.zip   2 runs
Key     KEY
Tell the auditor that number by telephone or letter, all of it, and not beside the file.
Next: safeguard verify all.zip --key NUMBER
[exit 0]\
""")
    with open_bundle(home / "all.zip") as bundle:
        assert {key.split("/")[1] for key in bundle.list("runs/")} == {run_name(home, 0), scanned}
    assert safeguard("report", "all.zip", "0", "--format", "json").code == 0


def test_findings_of_one_target(safeguard: Safeguard, key: str) -> None:
    assert still(safeguard("bundle", "export", "--target", "east", "--output", "east.zip")) == snapshot("""\
Bundle  east.zip   2 findings of 1 run, with the answers that they rest on and a proof of each
Key     KEY
Tell the auditor that number by telephone or letter, all of it, and not beside the file.
Next: safeguard verify east.zip --key NUMBER
[exit 0]\
""")
    assert still(safeguard("verify", "east.zip", "--key", key)) == snapshot("""\
  ✓ ok       container   20 members, no surprise among them
  ○ open     keyring     there is none: a key counts for every entry, whatever has become of it since
  ✓ ok       signature   Ed25519, key KEY, which you trust
  ✓ ok       evidence    1 of 2 answers here, each with its proof
  ? unknown  findings    2 of 7 findings here, each with its proof
                         0 judged again from the answers that they rest on, the same; not judged: 2 (no collector here reads acme: answers)
                         left out, as it tells of other targets: coverage.json, names.jsonl, scope.json
                         asked for, as the house says: findings about east, of run RUN
  ✓ ok       program     made by safeguard VERSION, build DIGEST, from a working copy, which is compared with nothing; this one is the same
  ✓ ok       log         2 entries without a gap, 0 of its 2 runs here, parts of 1
  ○ open     anchor      No anchor given: dropped or rewritten nights would not be seen
  ○ open     continuity  1 whole run from DAY to DAY; no schedule is declared
  ○ open     retention   0 of 2 runs of its log here, as it was made; the store has to have all
  ✓ ok       unsigned    VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence

  entry 0  DAY  RUN  not here
  entry 1  DAY  RUN  partial  parts here

Intact and signed, but 2 of 2 findings here were not computed again. The whole runs would settle it.
Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.
[exit 2]\
""")
    for command in (("report", "east.zip"), ("findings", "--store", "east.zip")):
        assert safeguard(*command).err == snapshot("""\
error: east.zip holds parts of runs: single findings, and not what a night has shown as a whole
  Next: safeguard verify east.zip   says what is in it
""")


def test_a_sample(safeguard: Safeguard, key: str, home: Path) -> None:
    words = ("bundle", "export", "--since", "2020-01-01", "--sample", "3", "--seed", "auditor-7")
    made = still(safeguard(*words, "--output", "one.zip"))
    assert re.sub(r"of (1 run|2 runs),", "of RUNS,", made) == snapshot("""\
Bundle  one.zip   3 findings of RUNS, with the answers that they rest on and a proof of each
Key     KEY
Tell the auditor that number by telephone or letter, all of it, and not beside the file.
Next: safeguard verify one.zip --key NUMBER
[exit 0]\
""")
    safeguard(*words, "--output", "two.zip")
    assert (home / "one.zip").read_bytes() == (home / "two.zip").read_bytes()
    ran = safeguard("verify", "one.zip", "--key", key, "-c", "safeguard.yaml")
    assert "3 findings drawn by the seed “auditor-7” from all runs from 2020-01-01 to the last" in ran.out
    assert ran.code == 0


def test_what_is_refused(safeguard: Safeguard, scanned: str, home: Path) -> None:
    asked = [
        ("--since", "yesterday"),
        ("--since", "2026-02-30"),
        ("--since", "2026-02-02", "--until", "2026-02-01"),
        ("--since", "2020-01-01", scanned),
        ("--until", "2020-01-01"),
        ("--sample", "3"),
        ("--seed", "x"),
        ("--sample", "3", "--seed", "x", "--check", "mfa"),
        ("--sample", "3", "--seed", "x y"),
        ("--check", "no.such"),
        ("--citation", "164.999"),
        ("--recipient", "nobody.txt"),
        ("--recipient", "age1notakeyatall0000"),
    ]
    said = {
        " ".join(words).replace(scanned, "RUN"): still(safeguard("bundle", "export", *words, "--output", "x.zip"))
        for words in asked
    }
    assert said == snapshot(
        {
            "--since yesterday": """\
error: --since is “yesterday”, and must be a day, as DAY
[exit 3]\
""",
            "--since 2026-02-30": """\
error: --since is “DAY”, and must be a day, as DAY
[exit 3]\
""",
            "--since 2026-02-02 --until 2026-02-01": """\
error: --since DAY is after --until DAY
[exit 3]\
""",
            "--since 2020-01-01 RUN": """\
error: runs are named, or a period by --since and --until, and not both
[exit 3]\
""",
            "--until 2020-01-01": """\
error: the store evidence has no run of that time
  Nothing was written.
[exit 3]\
""",
            "--sample 3": """\
error: --sample N and --seed TEXT belong together: the auditor names both
[exit 3]\
""",
            "--seed x": """\
error: --sample N and --seed TEXT belong together: the auditor names both
[exit 3]\
""",
            "--sample 3 --seed x --check mfa": """\
error: --sample draws from all findings of the runs, not from those of a citation, target or check:
  which findings those are nobody can tell who has not all, so nobody could draw again
[exit 3]\
""",
            "--sample 3 --seed x y": """\
error: --sample takes up to 100000, --seed up to 200 characters of ASCII without blanks
[exit 3]\
""",
            "--check no.such": """\
error: no finding by no.such in run RUN
  Nothing was written. Next: safeguard findings --all
[exit 3]\
""",
            "--citation 164.999": """\
error: hipaa-security-rule has no row “164.999”; it has 164.306(a), 164.306(b), 164.306(c) and 77 more. Next: safeguard explain RULE
[exit 3]\
""",
            "--recipient nobody.txt": """\
error: --recipient nobody.txt cannot be read: No such file or directory
[exit 3]\
""",
            "--recipient age1notakeyatall0000": """\
error: --recipient age1notakeyatall0000 is no recipient
  Give an age public key (age1…), an SSH one (ssh-ed25519 …) or a file of them
[exit 3]\
""",
        }
    )
    assert not (home / "x.zip").exists()


# Encrypted


@pytest.fixture
def identity(home: Path) -> Path:
    made = pyrage.x25519.Identity.generate()
    (home / "auditor.key").write_text(f"# created: today\n{made}\n")
    (home / "auditor.pub").write_text(f"# the auditor\n{made.to_public()}\n")
    return home / "auditor.key"


@pytest.fixture
def encrypted(safeguard: Safeguard, scanned: str, identity: Path, home: Path) -> Path:
    ran = safeguard("bundle", "export", "--recipient", "auditor.pub", "--output", "run.age")
    assert ran.code == 0
    assert "safeguard verify run.age --key NUMBER --identity FILE" in ran.err
    return home / "run.age"


def test_only_its_recipient_reads_it(safeguard: Safeguard, encrypted: Path, key: str, home: Path) -> None:
    assert encrypted.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert stat.S_IMODE(encrypted.stat().st_mode) == 0o600
    safeguard("bundle", "export", "--output", "plain.zip")
    opened, plain = (
        safeguard("verify", name, "--key", key, "--identity", "auditor.key", "-c", "safeguard.yaml")
        for name in ("run.age", "plain.zip")
    )
    assert opened.screen.replace("run.age", "plain.zip") == plain.screen
    assert opened.code == 0
    assert safeguard("report", "run.age", "--identity", "auditor.key", "--format", "json").code == 0
    assert safeguard("findings", "--store", "run.age", "--identity", "auditor.key").code == 0
    again = ("bundle", "export", "--store", "run.age", "--identity", "auditor.key", "--output", "again.zip")
    assert safeguard(*again).code == 0
    assert (home / "again.zip").read_bytes() == (home / "plain.zip").read_bytes()


def test_without_what_opens_it(safeguard: Safeguard, encrypted: Path, home: Path) -> None:
    (home / "other.key").write_text(f"{pyrage.x25519.Identity.generate()}\n")
    (home / "no.key").write_text("hello\n")
    (home / "bad.key").write_text("AGE-SECRET-KEY-1QQQQ\n")
    said = {
        " ".join(more): still(safeguard("verify", "run.age", *more))
        for more in ((), *(("--identity", name) for name in ("other.key", "no.key", "bad.key", "gone.key")))
    }
    assert said == snapshot(
        {
            "": """\
error: run.age is encrypted
  Next: the same with --identity FILE   the secret key of one of its recipients
  Nothing was checked.
[exit 3]\
""",
            "--identity other.key": """\
error: run.age is for other recipients: no --identity that you gave opens it
  Nothing was checked.
[exit 3]\
""",
            "--identity no.key": """\
error: --identity no.key holds no secret key that can be used
  Give a file with an age key (AGE-SECRET-KEY-1…) or an SSH key without passphrase
  Nothing was checked.
[exit 3]\
""",
            "--identity bad.key": """\
error: --identity bad.key holds no secret key that can be used
  Give a file with an age key (AGE-SECRET-KEY-1…) or an SSH key without passphrase
  Nothing was checked.
[exit 3]\
""",
            "--identity gone.key": """\
error: --identity gone.key cannot be read: No such file or directory
  Nothing was checked.
[exit 3]\
""",
        }
    )


@pytest.mark.parametrize("cut", [0.2, 0.9])
def test_a_cut_one(safeguard: Safeguard, encrypted: Path, home: Path, cut: float) -> None:
    data = encrypted.read_bytes()
    encrypted.write_bytes(data[: int(len(data) * cut)])
    ran = safeguard("verify", "run.age", "--identity", "auditor.key")
    assert (ran.code, ran.err) == (
        1,
        "error: run.age is damaged or was cut: it does not decrypt\n  Nothing was read.\n",
    )


def test_a_header_without_end(safeguard: Safeguard, identity: Path, home: Path) -> None:
    """Reading one takes age the square of its length: minutes for four MiB."""
    (home / "run.age").write_bytes(
        b"age-encryption.org/v1\n" + (b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n") * 50_000
    )
    ran = safeguard("verify", "run.age", "--identity", "auditor.key")
    assert (ran.code, ran.err.splitlines()[0]) == (
        1,
        "error: run.age is damaged or was cut: it does not decrypt, or is for more than 100 recipients",
    )


def test_nothing_is_left_in_the_clear(
    safeguard: Safeguard, encrypted: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    there = sorted(home.iterdir())
    assert safeguard("verify", "run.age", "--identity", "auditor.key").code == 5
    assert (sorted(home.iterdir()), list((tmp_path / "temp").iterdir())) == (there, [])


def test_several_recipients(safeguard: Safeguard, scanned: str, identity: Path, home: Path) -> None:
    """One of age in a file, one of SSH as it is written; each opens it alone."""
    subprocess.run(
        [need("ssh-keygen", package="openssh-client"), "-q", "-t", "ed25519", "-N", "", "-f", home / "ssh"], check=True
    )
    public = (home / "ssh.pub").read_text().strip()
    ran = safeguard("bundle", "export", "--recipient", "auditor.pub", "--recipient", public, "--output", "run.age")
    assert ran.code == 0
    for name in ("auditor.key", "ssh"):
        assert safeguard("verify", "run.age", "--identity", name).code == 5


def test_a_secret_key_for_a_recipient_is_not_repeated(safeguard: Safeguard, scanned: str, identity: Path) -> None:
    secret = identity.read_text().splitlines()[1]
    for given in (secret, "auditor.key"):
        ran = safeguard("bundle", "export", "--recipient", given, "--output", "run.age")
        assert ran.code == 3
        assert secret not in ran.screen
    assert not os.path.exists("run.age")  # noqa: PTH110  # here


# Joined


def test_two_nights_that_were_handed_out_apart(safeguard: Safeguard, scanned: str, key: str, home: Path) -> None:
    for run in ("0", "1"):
        assert safeguard("bundle", "export", run, "--output", f"{run}.zip").code == 0
    assert still(safeguard("bundle", "merge", "1.zip", "0.zip", "--output", "both.zip")) == snapshot("""\
Bundle  both.zip   2 runs
Key     KEY
Tell the auditor that number by telephone or letter, all of it, and not beside the file.
Next: safeguard verify both.zip --key NUMBER
[exit 0]\
""")
    safeguard("bundle", "export", "0", "1", "--output", "whole.zip")
    assert (home / "both.zip").read_bytes() == (home / "whole.zip").read_bytes()


def test_findings_that_were_handed_out_apart(safeguard: Safeguard, scanned: str, key: str, home: Path) -> None:
    for target in ("east", "north"):
        assert safeguard("bundle", "export", "--target", target, "--output", f"{target}.zip").code == 0
    assert still(safeguard("bundle", "merge", "east.zip", "north.zip", "--output", "both.zip")) == snapshot("""\
Bundle  both.zip   parts of 1 run
Not in it, of the runs in its log: RUN
Key     KEY
Tell the auditor that number by telephone or letter, all of it, and not beside the file.
Next: safeguard verify both.zip --key NUMBER
[exit 0]\
""")
    ran = safeguard("verify", "both.zip", "--key", key)
    assert [line.strip() for line in still(ran).splitlines() if "here" in line or "asked" in line] == snapshot(
        [
            "○ open     keyring     there is none: a key counts for every entry, whatever has become of it since",
            "✓ ok       evidence    2 of 2 answers here, each with its proof",
            "? unknown  findings    7 of 7 findings here, each with its proof",
            "0 judged again from the answers that they rest on, the same; not judged: 7 (no collector here reads acme: answers)",
            "asked for, as the house says: findings about east, of run RUN",
            "asked for, as the house says: findings about north, of run RUN",
            "✓ ok       log         2 entries without a gap, 0 of its 2 runs here, parts of 1",
            "○ open     retention   0 of 2 runs of its log here, as it was made; the store has to have all",
            "entry 0  DAY  RUN  not here",
            "entry 1  DAY  RUN  partial  parts here",
            "Intact and signed, but 7 of 7 findings here were not computed again. The whole runs would settle it.",
            "Parts of runs: what is here was signed; whether it is all there is of its kind, and what the rest of those nights says, is not shown.",
        ]
    )
    safeguard("bundle", "merge", "north.zip", "both.zip", "east.zip", "--output", "again.zip")
    with open_bundle(home / "both.zip") as both, open_bundle(home / "again.zip") as again:
        assert [both.read(name) for name in both.list("parts/")] == [again.read(name) for name in again.list("parts/")]


def test_parts_beside_the_whole(safeguard: Safeguard, scanned: str, home: Path) -> None:
    """The whole run has them all."""
    safeguard("bundle", "export", "--target", "east", "--output", "east.zip")
    safeguard("bundle", "export", "--output", "run.zip")
    assert safeguard("bundle", "merge", "east.zip", "run.zip", "--output", "both.zip").code == 0
    assert (home / "both.zip").read_bytes() == (home / "run.zip").read_bytes()


def test_what_is_not_joined(safeguard: Safeguard, scanned: str, home: Path) -> None:
    safeguard("bundle", "export", "--output", "run.zip")
    safeguard("scan", "east", "--store", "second", "--make-key", "--json")
    assert safeguard("bundle", "export", "--store", "second", "--output", "other.zip").code == 0
    (home / "cut.zip").write_bytes((home / "run.zip").read_bytes()[:-100])
    asked = [
        ("run.zip",),
        ("run.zip", "run.zip"),
        ("run.zip", "gone.zip"),
        ("run.zip", "cut.zip"),
        ("run.zip", "other.zip"),
    ]
    said = {" ".join(some): still(safeguard("bundle", "merge", *some, "--output", "x.zip")) for some in asked}
    said = {some: re.sub(r"/[0-9a-f]{8}\b|[\d ]{3,} (of|bytes)", "N", text) for some, text in said.items()}
    assert said == snapshot(
        {
            "run.zip": """\
error: bundle merge joins several bundles: name at least two, each once
[exit 3]\
""",
            "run.zip run.zip": """\
error: bundle merge joins several bundles: name at least two, each once
[exit 3]\
""",
            "run.zip gone.zip": """\
error: gone.zip is no bundle: there is no such file
[exit 3]\
""",
            "run.zip cut.zip": """\
error: cut.zip does not verify, so nothing was joined
  container: cut.zip ends early:NN
  The central directory is missing, so nothing in it was read.
  A cut download looks like this; so does a cut bundle. Compare: sha256sum cut.zip
  Next: safeguard verify cut.zip
[exit 3]\
""",
            "run.zip other.zip": """\
error: the bundles were not joined: other.zip is of the log safeguard.localN, run.zip of safeguard.localN. Hand them out one beside the other
[exit 3]\
""",
        }
    )
    assert not (home / "x.zip").exists()


# To be read


def test_the_report_comes_along(safeguard: Safeguard, scanned: str, key: str, home: Path) -> None:
    assert safeguard("bundle", "export", "--report", "--output", "run.zip").code == 0
    ran = safeguard("verify", "run.zip", "--key", key, "-c", "safeguard.yaml")
    assert ran.code == 0
    assert "report.html and schemas.json: as this version writes them of run" in ran.out
    base = unzip(home / "run.zip", home / "unpacked")
    assert [status(base, block) for block in blocks(base)] == [0] * len(STEPS)
    assert "a line of findings.jsonl" in json.loads((base / "schemas.json").read_bytes())
    ran = safeguard("bundle", "export", "--report", "--check", "*", "--output", "part.zip")
    assert ran.screen == "error: --report is of a whole run, and single findings were asked for\n[exit 3]"


def test_a_report_that_somebody_has_edited(safeguard: Safeguard, scanned: str, key: str, home: Path) -> None:
    """Whoever edits it makes the manifests fit; nobody signs them."""
    safeguard("bundle", "export", "--report", "--output", "run.zip")
    with zipfile.ZipFile(home / "run.zip") as made:
        page, schemas = (made.read(f"safeguard-{scanned}/{name}") for name in ("report.html", "schemas.json"))
    better = page.replace(b"Acme", b"None")
    pack(unpack(home / "run.zip"), home / "bad.zip", {"report.html": better, "schemas.json": schemas})
    ran = safeguard("verify", "bad.zip", "--key", key, "-c", "safeguard.yaml")
    assert still(ran).splitlines()[-3:] == snapshot(
        [
            "Intact, but its report.html is not what this version writes. Nobody signed it: write it anew with safeguard report.",
            "Next: safeguard verify bad.zip --key NUMBER --anchor FILE   with a checkpoint that was kept elsewhere",
            "[exit 2]",
        ]
    )


def test_findings_that_are_no_text_beside_a_report(safeguard: Safeguard, scanned: str, key: str, home: Path) -> None:
    """The report is written anew to be compared: of what is no finding there is none."""
    safeguard("bundle", "export", "--report", "--output", "run.zip")
    with zipfile.ZipFile(home / "run.zip") as made:
        around = {name: made.read(f"safeguard-{scanned}/{name}") for name in ("report.html", "schemas.json")}
    payload = unpack(home / "run.zip")
    name = f"runs/{scanned}/findings.jsonl.gz"
    payload[name] = gzip.compress(gzip.decompress(payload[name]).replace(b"idle", b"\xee\xee\xee\xee", 1))
    pack(payload, home / "bad.zip", around)
    ran = safeguard("verify", "bad.zip", "--key", key, "-c", "safeguard.yaml")
    assert "findings.jsonl, line 1: 'utf-8' codec can't decode" in ran.out
    assert ran.code == 1
