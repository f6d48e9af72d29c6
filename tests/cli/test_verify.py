"""`safeguard verify` as an auditor meets it."""

# ruff: noqa: E501  # screens stand here as a person sees them

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from inline_snapshot import snapshot

from scanner.cli import supplied
from scanner.cli.failures import CommandError, StoppedError
from scanner.evidence.verify import LAYERS
from scanner.stores.opening import open_store
from tests.cli.conftest import Ran, Safeguard


@pytest.fixture
def bundle(night: Path, home: Path) -> Path:
    """A bundle of a scan of this host, in a folder of the auditor's own."""
    (found,) = (night / "evidence" / "reports").glob("*/bundle.zip")
    return Path(shutil.copy(found, home / "run.zip"))


@pytest.fixture
def number(night: Path) -> str:
    """The key of that scan, as a person would have been told."""
    (pem,) = (night / "evidence" / "public-keys").iterdir()
    return pem.stem


def _still(ran: Ran) -> str:
    text = re.sub(r"\b[0-9a-f]{64}\b", "NUMBER", ran.screen)
    text = re.sub(r"\b[0-9a-f]{4}( [0-9a-f]{4}){3}\b", "KEY", text)
    text = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d UTC)?", "DAY", text)
    text = re.sub(
        r"safeguard \S+, build [0-9a-f]{12}",
        "safeguard VERSION, build DIGEST",
        re.sub(r"\d{8}t\d{6}z-[0-9a-f]{6}", "RUN", text),
    )
    text = re.sub(r"\d+ (fail|not assessed)\b", r"N \1", text)
    return re.sub(r"\d{2,} (members|answers|computed)", r"N \1", text)


def test_intact_but_not_trusted(safeguard: Safeguard, bundle: Path) -> None:
    assert _still(safeguard("verify", "run.zip")) == snapshot("""\
  ✓ ok       container   N members, no surprise among them
  ○ open     keyring     there is none: a key counts for every entry, whatever has become of it since
  ? unknown  signature   matches a key that came with it; you have not said that you trust it
  ✓ ok       evidence    N answers, one Merkle root, every digest agrees
  ✓ ok       findings    N computed again from the evidence, byte for byte the same; by hipaa-security-rule
  ✓ ok       program     made by safeguard VERSION, build DIGEST, from a working copy, which is compared with nothing; this one is the same
  ✓ ok       log         1 entry without a gap
  ○ open     anchor      No anchor given: dropped or rewritten nights would not be seen
  ○ open     continuity  1 whole run from DAY to DAY; no schedule is declared
  ✓ ok       retention   1 of 1 run of its log here
  ✓ ok       unsigned    VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence

  entry 0  DAY  RUN  1 of 1 target reached  N fail, N not assessed

Intact, but not trusted. Anybody could have made it.
  Key  SHA256:NUMBER
Compare it with what you were told by telephone or letter.
Next: safeguard verify run.zip --key NUMBER   when it agrees
[exit 5]\
""")


def test_trusted_without_an_anchor(safeguard: Safeguard, bundle: Path, number: str) -> None:
    assert _still(safeguard("verify", "run.zip", "--key", f"SHA256:{number}")) == snapshot("""\
  ✓ ok       container   N members, no surprise among them
  ○ open     keyring     there is none: a key counts for every entry, whatever has become of it since
  ✓ ok       signature   Ed25519, key KEY, which you trust
  ✓ ok       evidence    N answers, one Merkle root, every digest agrees
  ✓ ok       findings    N computed again from the evidence, byte for byte the same; by hipaa-security-rule
  ✓ ok       program     made by safeguard VERSION, build DIGEST, from a working copy, which is compared with nothing; this one is the same
  ✓ ok       log         1 entry without a gap
  ○ open     anchor      No anchor given: dropped or rewritten nights would not be seen
  ○ open     continuity  1 whole run from DAY to DAY; no schedule is declared
  ✓ ok       retention   1 of 1 run of its log here
  ✓ ok       unsigned    VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence

  entry 0  DAY  RUN  1 of 1 target reached  N fail, N not assessed

Verified. Trust rests on the key that you supplied.
No keyring: whether a key was revoked is yours to know.
No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.
No schedule is declared: nights without a scan were not looked for. --every 1d does.
Next: safeguard verify run.zip --key NUMBER --anchor FILE   with a checkpoint that was kept elsewhere
[exit 0]\
""")


def test_verified(safeguard: Safeguard, bundle: Path, number: str, night: Path, home: Path) -> None:
    shutil.copy(night / "evidence" / "checkpoint", home / "october.txt")
    assert _still(safeguard("verify", "run.zip", "--key", number, "--anchor", "october.txt")) == snapshot("""\
  ✓ ok       container   N members, no surprise among them
  ○ open     keyring     there is none: a key counts for every entry, whatever has become of it since
  ✓ ok       signature   Ed25519, key KEY, which you trust
  ✓ ok       evidence    N answers, one Merkle root, every digest agrees
  ✓ ok       findings    N computed again from the evidence, byte for byte the same; by hipaa-security-rule
  ✓ ok       program     made by safeguard VERSION, build DIGEST, from a working copy, which is compared with nothing; this one is the same
  ✓ ok       log         1 entry without a gap
  ✓ ok       anchor      consistent with your anchor of DAY (1 entry)
  ○ open     continuity  1 whole run from DAY to DAY; no schedule is declared
  ✓ ok       retention   1 of 1 run of its log here
  ✓ ok       unsigned    VERIFY.md, bag-info.txt, bagit.txt and the keys follow from the evidence

  entry 0  DAY  RUN  1 of 1 target reached  N fail, N not assessed

Verified. Trust rests on the key and, for the nights up to it, on the anchor that you supplied.
No keyring: whether a key was revoked is yours to know.
No schedule is declared: nights without a scan were not looked for. --every 1d does.
It shows what was asked and answered. It does not show that the declared scope is all there is.
[exit 0]\
""")


def test_a_store_is_verified_like_a_bundle(safeguard: Safeguard, night: Path, home: Path, number: str) -> None:
    (home / "evidence").symlink_to(night / "evidence")
    ran = safeguard("verify", "evidence", "--key", number)
    assert _still(ran) == snapshot("""\
  ✓ ok       container   7 members of runs
  ○ open     keyring     there is none: a key counts for every entry, whatever has become of it since
  ✓ ok       signature   Ed25519, key KEY, which you trust
  ✓ ok       evidence    N answers, one Merkle root, every digest agrees
  ✓ ok       findings    N computed again from the evidence, byte for byte the same; by hipaa-security-rule
  ✓ ok       program     made by safeguard VERSION, build DIGEST, from a working copy, which is compared with nothing; this one is the same
  ✓ ok       log         1 entry without a gap
  ○ open     anchor      No anchor given: dropped or rewritten nights would not be seen
  ○ open     continuity  1 whole run from DAY to DAY; no schedule is declared
  ✓ ok       retention   1 run of the log there; the last one is to be kept until DAY; whether they are locked, safeguard store check says
  ○ open     unsigned    reports/ (2 files): not signed and not checked

  entry 0  DAY  RUN  1 of 1 target reached  N fail, N not assessed

Verified. Trust rests on the key that you supplied.
No keyring: whether a key was revoked is yours to know.
No anchor: nights dropped from the end, which takes no key, or rewritten with the key would not be seen.
No schedule is declared: nights without a scan were not looked for. --every 1d does.
Not signed and not checked: reports/.
Next: safeguard verify evidence --key NUMBER --anchor FILE   with a checkpoint that was kept elsewhere
[exit 0]\
""")


@pytest.mark.parametrize(
    ("anchor", "why"),
    [
        ("evidence/checkpoint", "lies in what it is to vouch for, so it shows nothing"),
        ("link", "lies in what it is to vouch for, so it shows nothing"),
        ("empty", "is not a checkpoint: name, size, root, an empty line, signatures"),
        ("zero", "covers no entry, so it vouches for nothing"),
        ("none", "cannot be read: No such file or directory"),
    ],
)
def test_an_anchor_that_vouches_for_nothing(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    safeguard: Safeguard, night: Path, home: Path, number: str, anchor: str, why: str
) -> None:
    """It is refused before anything is checked, and accuses nobody."""
    (home / "evidence").symlink_to(night / "evidence")
    (home / "link").symlink_to(night / "evidence" / "checkpoint")
    (home / "empty").touch()
    (home / "zero").write_text(f"x\n0\n{'A' * 43}=\n\n— x AAAAAAAA\n")
    ran = safeguard("verify", "evidence", "--key", number, "--anchor", anchor)
    assert (ran.code, ran.out) == (3, "")
    assert why in ran.err
    assert ran.err.startswith(f"error: {'' if anchor == 'none' else '--anchor '}{anchor}")


def test_an_anchor_in_the_very_bucket(tmp_path: Path) -> None:
    """A store that is no folder, here one that only looks so, is known by what it calls itself."""
    store = open_store(tmp_path / "store", create=True, origin="test.invalid/log")
    with pytest.raises(CommandError, match="lies in what it is to vouch for, so it shows nothing"):
        supplied.anchors([f"file://{tmp_path}/store"], store, store)


@pytest.mark.parametrize("form", ["{}", "SHA256:{}", "sha256:{}", "{:.32}", "spaced", "pem", "file"])
@pytest.mark.usefixtures("bundle")
def test_ways_to_name_a_key(safeguard: Safeguard, number: str, night: Path, home: Path, form: str) -> None:
    (pem,) = (night / "evidence" / "public-keys").iterdir()
    (home / "genesis.txt").write_text(f"Alder Creek, by telephone:\nSHA256:{number}\n")
    spaced = " ".join(number[n : n + 4] for n in range(0, 64, 4))
    named = {"pem": str(pem), "file": "genesis.txt", "spaced": spaced}.get(form) or form.format(number)
    for option in ("--key", "--genesis"):
        ran = safeguard("verify", "run.zip", option, named)
        assert "which you trust" in ran.out, named


@pytest.mark.parametrize("wrong", ["0" * 64])
def test_another_key_is_not_trusted(safeguard: Safeguard, bundle: Path, wrong: str) -> None:
    ran = safeguard("verify", "run.zip", "--key", wrong)
    assert ran.code == 1
    assert ran.out.startswith("NOT VERIFIED. ")


def test_half_a_number_must_be_that_of_a_key_that_is_there(safeguard: Safeguard, bundle: Path) -> None:
    ran = safeguard("verify", "run.zip", "--key", "0" * 32)
    assert (ran.code, ran.err) == (
        3,
        f"error: no key that came along begins with {'0' * 32}: give all 64 digits of the number\n",
    )


@pytest.mark.parametrize("form", ["{0} {1} {2} {3}", "{0}{1}{2}{3}", "SHA256:{0}", "{0} {1} {2} {3} {4} {5} {6}"])
def test_too_few_digits_are_asked_for_again(safeguard: Safeguard, bundle: Path, number: str, form: str) -> None:
    named = form.format(*(number[n : n + 4] for n in range(0, 64, 4)))
    ran = safeguard("verify", "run.zip", "--key", named)
    assert (ran.code, ran.out) == (3, "")
    few = len(named.removeprefix("SHA256:").replace(" ", ""))
    assert ran.err.startswith(f"error: --key {named}: these are {few} of 64 digits, and another key can begin so\n")


def test_a_bundle_that_was_unpacked_is_no_forgery(safeguard: Safeguard, bundle: Path, home: Path) -> None:
    """An auditor has unpacked it to read VERIFY.md."""
    shutil.unpack_archive(bundle, home / "out")
    (base,) = (home / "out").iterdir()
    ran = safeguard("verify", str(base))
    assert (ran.code, ran.out, "is a bundle that was unpacked: nothing was checked" in ran.err) == (3, "", True)


def test_a_bundle_with_something_behind_it(safeguard: Safeguard, bundle: Path, number: str) -> None:
    bundle.write_bytes(bundle.read_bytes() + b"more")
    ran = safeguard("verify", "run.zip", "--key", number)
    assert ran.code == 1
    assert "run.zip goes on after its end" in ran.out
    assert "ends early" not in ran.out


@pytest.mark.parametrize(
    ("harm", "verdict"),
    [
        (
            lambda store: (store / "log" / "000000").write_bytes(b'{"payload":'),
            "Its log is damaged or cut, or is not th",
        ),
        (lambda store: (store / "log" / "000000").rename(store / "log" / "000001"), "Its log is damaged or cut, or is"),
        (lambda store: shutil.rmtree(store / "public-keys"), "A key that signed it did not come along, so its signat"),
    ],
)
def test_what_is_damaged_is_not_called_another_key(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    safeguard: Safeguard, night: Path, home: Path, number: str, harm: Callable[[Path], object], verdict: str
) -> None:
    """Nobody need ring up the house about its key because an entry of the log is damaged."""
    harm(Path(shutil.copytree(night / "evidence", home / "evidence")))
    ran = safeguard("verify", "evidence", "--key", number)
    assert (ran.code, ran.out.splitlines()[0].startswith(f"NOT VERIFIED. {verdict}")) == (1, True), ran.out


def test_all_of_it_as_json(safeguard: Safeguard, bundle: Path, number: str) -> None:
    ran = safeguard("verify", "run.zip", "--key", number, "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["exit"], ran.err) == (0, 0, "")
    assert [layer["name"] for layer in found["layers"]] == list(LAYERS)
    (entry,) = found["log"]
    assert (entry["entry"], entry["here"], entry["partial"], entry["reach"]["reached"]) == (0, True, False, 1)
    assert (found["otherwise"], found["verdict"][0]) == ([], "Verified. Trust rests on the key that you supplied.")


def test_findings_that_come_out_otherwise_are_all_listed(
    safeguard: Safeguard, night: Path, home: Path, number: str
) -> None:
    store = Path(shutil.copytree(night / "evidence", home / "evidence"))
    (findings,) = store.glob("runs/*/findings.jsonl.gz")
    text = gzip.decompress(findings.read_bytes())
    findings.write_bytes(gzip.compress(text.replace(b'"status":"fail"', b'"status":"pass"'), mtime=0))
    found = json.loads(safeguard("verify", "evidence", "--key", number, "--json").out)
    assert (found["exit"], found["log"]) == (1, [])  # nothing is said of runs that nobody signed so
    assert len(found["otherwise"]) == text.count(b'"status":"fail"') > 3
    assert {(o["sealed"], o["here"]) for o in found["otherwise"]} == {("pass", "fail")}


def test_runs_that_are_not_here_are_named(safeguard: Safeguard, scanned: str, home: Path) -> None:
    assert safeguard("bundle", "export", "1", "--output", "one.zip").code == 0
    ran = safeguard("verify", "one.zip", "-c", "safeguard.yaml")
    lines = re.findall(r"^  entry .*$", ran.out, re.MULTILINE)
    assert [re.sub(r"\d{4}-\S+ \S+ UTC  \S+", "RUN", line) for line in lines] == [
        "  entry 1  RUN  1 of 3 targets reached  1 fail, 5 not assessed  of Alder Creek  partial",
        "  entry 0  RUN  not here",
    ]


def test_changed_evidence(safeguard: Safeguard, night: Path, home: Path, number: str) -> None:
    """The store of somebody who would rather have passed."""
    store = Path(shutil.copytree(night / "evidence", home / "evidence"))
    (findings,) = store.glob("runs/*/findings.jsonl.gz")
    text = gzip.decompress(findings.read_bytes()).replace(b'"status":"fail"', b'"status":"pass"', 1)
    findings.write_bytes(gzip.compress(text, mtime=0))
    ran = safeguard("verify", "evidence", "--key", number)
    assert ran.code == 1
    assert ran.out.splitlines()[0] == snapshot(
        "NOT VERIFIED. The findings are not those that were signed, or not what the evidence says."
    )
    assert ran.out.splitlines()[-1] == snapshot(
        "Use nothing from it. Keep it as it is, and ask for the original by another way."
    )
    named = " ".join(ran.out.split())
    assert re.search(r"[\w.-]+ of .+: the bundle says pass, the evidence says fail", named)


Lines: TypeAlias = list[bytes]


def _edited(lines: Lines) -> Lines:
    return [line.replace(b'"ok"', b'"empty"') if b'"linux.accounts"' in line else line for line in lines]


def _cut(lines: Lines) -> Lines:
    return lines[:3]


def _garbled(lines: Lines) -> Lines:
    return [b"{" if b'"linux.accounts"' in line else line for line in lines]


@pytest.mark.parametrize(
    ("change", "which"),
    [
        (_edited, r"leaf \d+, linux\.accounts of local:.*, is not the one that [\w.-]+ of .+ rests on"),
        (_garbled, r"leaf \d+, which cannot be read, is not the one that [\w.-]+ of .+ rests on"),
        (_cut, r"leaf ([3-9]|[12]\d), on which [\w.-]+ of .+ rests, is gone: there are 3 leaves"),
    ],
)
def test_a_changed_answer_is_named(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    safeguard: Safeguard, night: Path, home: Path, number: str, change: Callable[[Lines], Lines], which: str
) -> None:
    store = Path(shutil.copytree(night / "evidence", home / "evidence"))
    (answers,) = store.glob("runs/*/evidence-1.jsonl.gz")
    lines = change(gzip.decompress(answers.read_bytes()).splitlines())
    answers.write_bytes(gzip.compress(b"".join(line + b"\n" for line in lines), mtime=0))
    ran = safeguard("verify", "evidence", "--key", number)
    assert ran.code == 1
    assert re.search(rf"fails +evidence .*\n +{which}\n", ran.screen), ran.screen


def test_a_run_that_is_gone_is_said_to_be(safeguard: Safeguard, night: Path, home: Path, number: str) -> None:
    store = Path(shutil.copytree(night / "evidence", home / "evidence"))
    shutil.rmtree(store / "runs")
    ran = safeguard("verify", "evidence", "--key", number)
    assert ran.code == 1
    assert re.search(r"fails +retention +1 run of the log is gone, and is younger than 6 years: \S+ of", ran.screen), (
        ran.screen
    )


def test_a_signal_in_the_midst_of_a_check_accuses_nobody(
    safeguard: Safeguard, night: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise StoppedError(15, "Stopped.")

    monkeypatch.setattr("checks.session.failed", stopped)
    assert safeguard("verify", str(night / "evidence")).screen == "Stopped.\n[exit 143]"


def test_a_store_without_a_run_gets_no_advice_about_a_key(safeguard: Safeguard, home: Path) -> None:
    open_store(home / "evidence", create=True)
    ran = safeguard("verify", "evidence")
    assert (ran.code, ran.out.splitlines()[-1]) == (2, "Nothing to verify: no run has been sealed in it.")


def test_truncated(safeguard: Safeguard, bundle: Path) -> None:
    data = bundle.read_bytes()
    bundle.write_bytes(data[: len(data) // 2])
    ran = safeguard("verify", "run.zip")
    assert ran.code == 1
    assert ran.out.startswith("NOT VERIFIED. ")


@pytest.mark.parametrize("command", ["verify", "permissions"])
@pytest.mark.parametrize(
    "target", ["ssh://u:Hunter2@web1", "ssh:u:Hunter2@web1", "aws:?secret_key=Hunter2", "tls://h?token=Hunter2"]
)
def test_a_password_in_a_target_at_the_wrong_place_is_not_repeated(
    safeguard: Safeguard, command: str, target: str
) -> None:
    ran = safeguard(command, target)
    assert (ran.code, ran.out, "Hunter2" in ran.err) == (3, "", False)


def test_not_a_bundle(safeguard: Safeguard, home: Path) -> None:
    (home / "run.zip").write_bytes(b"hello")
    ran = safeguard("verify", "run.zip")
    assert ran.code == 1
    (home / "folder").mkdir()
    assert safeguard("verify", "folder").code == 1


def test_a_plugin_is_not_loaded_because_a_bundle_names_it(safeguard: Safeguard, scanned: str) -> None:
    ran = safeguard("verify", "evidence")
    assert ran.code == 5
    assert (
        "no collector that reads acme: answers: it was judged with the plugins acme-extra 1.1, and they are not here"
        " as they were. Whoever trusts them installs them, names them under plugins: in a safeguard.yaml, and verifies"
        " with -c FILE"
    ) in ran.out


def test_whose_findings_a_plugin_computes_is_not_sent_to_look_for_a_checkpoint(
    safeguard: Safeguard, scanned: str, home: Path
) -> None:
    (pem,) = (home / "evidence" / "public-keys").iterdir()
    for more, there in (((), False), (("-c", "safeguard.yaml"), True)):
        ran = safeguard("verify", "evidence", "--all", "--key", pem.stem, *more)
        assert ("--anchor" in ran.out) is there


def test_a_plugin_judges_again_where_the_verifier_s_own_file_names_it(safeguard: Safeguard, scanned: str) -> None:
    ran = safeguard("verify", "evidence", "-c", "safeguard.yaml", "--all")
    assert ran.code == 5
    assert "those of 2 runs computed again, all the same" in ran.out


def test_layers_fold_in_a_narrow_terminal(safeguard: Safeguard, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    layers = safeguard("verify", "run.zip").out.split("\n\n")[0].splitlines()
    assert max(map(len, layers)) <= 60
    assert [line for line in layers if "signature" in line or "that you trust" in line] == [
        "  ? unknown  signature   matches a key that came with it;",
        "                         you have not said that you trust it",
    ]


def test_marks_are_ascii_where_the_locale_is(
    safeguard: Safeguard, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scanner.cli.screen.Screen.mark", lambda _, _mark, plain: plain)
    assert "  ok ok" in safeguard("verify", "run.zip").out
