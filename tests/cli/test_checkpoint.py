"""`safeguard checkpoint`, second stores, timestamps, and what an auditor makes of them."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from inline_snapshot import snapshot

from scanner.evidence.canonical import dumps, loads
from tests.cli.conftest import Ran, Safeguard, number
from tests.servers import tsa


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tsa.Authority]:
    with tsa.serving(tsa.made(tmp_path_factory.mktemp("tsa") / "ours")) as authority:
        yield authority


@pytest.fixture
def authority(made: tsa.Authority) -> tsa.Authority:
    made.fault, made.asked = "", 0
    return made


def _still(ran: Ran, *hidden: str) -> str:
    text = ran.screen
    for word in hidden:
        text = text.replace(word, "HIDDEN")
    text = re.sub(r"safeguard\.local/[0-9a-f]{8}", "ORIGIN", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text)
    return re.sub(r"\b[A-Za-z0-9+/]{43}=(?=\n)|[A-Za-z0-9+/]{80,}={0,2}", "BASE64", text)


def test_printed(safeguard: Safeguard, scanned: str, home: Path) -> None:
    ran = safeguard("checkpoint", "--output", "kept.txt", "--to", "second")
    head = (home / "evidence/checkpoint").read_bytes()
    assert ran.out.encode() == head
    assert (home / "kept.txt").read_bytes() == head
    assert _still(ran) == snapshot("""\
ORIGIN
2
BASE64

— ORIGIN BASE64
Checkpoint  kept.txt
Anchor      second/anchors/ORIGIN/000002
It covers 2 entries, the last one sealed at TIME.
Keep it where nobody who can write to the store can change it: a ticket, a mail, the log of a job.
Next: safeguard verify evidence --anchor FILE   from any day on
[exit 0]\
""")
    assert safeguard("checkpoint", "--to", "second").code == 0, "the same again is no fork"
    bundle = safeguard("bundle", "export", "--output", "run.zip")
    assert (bundle.code, safeguard("checkpoint", "run.zip").out.encode()) == (0, head)
    for anchor in ("kept.txt", "second", "file:second", "second/anchors"):
        said = safeguard("verify", "run.zip", "-c", "safeguard.yaml", "--anchor", anchor).out
        assert re.search(r"ok +anchor +consistent with your anchor of \S+ \(2 entries\)", said), said


def test_a_log_that_was_rolled_back_is_not_printed(safeguard: Safeguard, scanned: str, home: Path) -> None:
    """Dropping the last night takes no key; what was planted tells."""
    assert safeguard("checkpoint", "--to", "second").code == 0
    (home / "evidence/log/000001").unlink()
    ran = safeguard("checkpoint")
    assert (ran.code, ran.out) == (3, "")
    assert "covers 2 entries, and there are 1: entries were taken away" in ran.err
    shutil.copy(home / "evidence/checkpoints/000001", home / "evidence/checkpoint")
    (home / "evidence/checkpoints/000002").unlink()
    shutil.rmtree(home / f"evidence/runs/{scanned}")
    alone = safeguard("verify", "evidence", "-c", "safeguard.yaml", "--key", number(home))
    assert alone.code == 0
    assert "No anchor: nights dropped from the end, which takes no key, or rewritten" in alone.out
    ran = safeguard("verify", "evidence", "-c", "safeguard.yaml", "--key", number(home), "--anchor", "second")
    assert ran.code == 1
    assert "rolled back: it has 1 entry, your anchor covers 2. Runs were taken away" in " ".join(ran.out.split())
    assert ran.out.startswith("NOT VERIFIED. The log was cut or rewritten, or is another one.")


def test_two_pasts_of_one_log(safeguard: Safeguard, scanned: str, home: Path) -> None:
    assert safeguard("checkpoint", "--to", "second").code == 0
    (planted,) = (home / "second/anchors").rglob("000002")
    text = planted.read_text()
    planted.write_text(text.replace(text.split("\n")[2], f"{'A' * 43}="))
    ran = safeguard("checkpoint", "--to", "second")
    assert ran.code == 4
    assert "of this log there are two pasts, or one was rewritten" in ran.err


def test_stamped(safeguard: Safeguard, scanned: str, home: Path, authority: tsa.Authority) -> None:
    ran = safeguard("checkpoint", "--timestamp", authority.url)
    assert _still(ran).partition("BASE64\nTimestamp")[2] == snapshot("""\
   timestamps/000002-127.0.0.1.tsr   TIME
Whoever trusts that authority knows that every entry up to it was there then: its certificate goes to the
auditor by another way (safeguard verify --tsa-cert PEM). One a year carries all of history.
It covers 2 entries, the last one sealed at TIME.
Keep it where nobody who can write to the store can change it: a ticket, a mail, the log of a job.
Next: safeguard verify evidence --anchor FILE   from any day on
[exit 0]\
""")
    assert safeguard("bundle", "export", "0", "1", "--output", "run.zip").code == 0
    trust = ("verify", "run.zip", "-c", "safeguard.yaml", "--key", number(home))
    found = safeguard(*trust, "--tsa-cert", str(authority.root))
    assert re.search(r"ok +anchor +consistent with the timestamp of \S+ \(2 entries; timestamps/000002-", found.out)
    assert "on the timestamp of an authority that you named." in found.out
    assert "1 timestamp in it: --tsa-cert says whose you trust" in safeguard(*trust).out
    kept = str(home / "evidence/timestamps/000002-127.0.0.1.tsr")
    mine = shutil.copy(kept, home / "mine.tsr")
    refused = safeguard(*trust, "--anchor", str(mine))
    assert (refused.code, "is a timestamp: whose you trust, say with --tsa-cert PEM" in refused.err) == (3, True)
    good = safeguard(*trust, "--anchor", str(mine), "--tsa-cert", str(authority.root))
    assert (good.code, "consistent with the timestamp of" in good.out) == (0, True)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("garbage", "is no answer of a timestamp authority (RFC 3161)"),
        ("huge", "answered more than 65536 bytes"),
        ("redirect", "sends elsewhere, and that is not followed (HTTP 302)"),
        ("refused", "refused (HTTP 403)"),
        ("refusal", "holds a refusal (rejection)"),
        ("another", "answered about something else than was sent"),
        ("text", "answered something that is no timestamp"),
        ("replay", "answered another request than this one (its nonce differs)"),
    ],
)
def test_an_authority_that_does_not_stamp(  # noqa: PLR0913, PLR0917  # a row and its fixtures
    safeguard: Safeguard, scanned: str, home: Path, authority: tsa.Authority, fault: tsa.Fault, why: str
) -> None:
    """Nothing of it is kept, and what was asked for is said not to be done."""
    authority.fault = fault
    shutil.copy(home / "evidence/checkpoint", authority.folder / "over")
    ran = safeguard("checkpoint", "--timestamp", authority.url)
    assert (ran.code, ran.err) == (4, f"error: the authority 127.0.0.1: {why}\n")
    assert not (home / "evidence/timestamps").exists()


@pytest.mark.parametrize("url", ["http://ana:Hunter2@127.0.0.1/", "ftp://127.0.0.1/", "http://127.0.0.1:9/"])
def test_an_authority_that_cannot_be_asked(safeguard: Safeguard, scanned: str, home: Path, url: str) -> None:
    ran = safeguard("checkpoint", "--timestamp", url)
    assert (ran.code, "Hunter2" in ran.screen) == (4, False)
    assert not (home / "evidence/timestamps").exists()


SCHEDULE = """\
organisation: Alder Creek
plugins: [acme-extra]
schedule: {every: 1d}
anchors:
  to: [second]
  timestamp: URL
  timestamp_every: 30d
targets:
  - target: "acme:east"
"""


def test_after_every_run(
    safeguard: Safeguard, acme: Path, authority: tsa.Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into the second store each time, to the authority once in thirty days; the schedule is sealed."""
    (acme / "safeguard.yaml").write_text(SCHEDULE.replace("URL", authority.url))
    first, second = safeguard("scan"), safeguard("scan")
    assert {first.code, second.code} <= {0, 1}
    assert re.search(r"^Anchor +second/anchors/safeguard\.local/[0-9a-f]{8}/000001$", first.out, re.MULTILINE)
    assert re.search(r"^Stamped +by 127\.0\.0\.1$", first.out, re.MULTILINE)
    assert ("Anchor" in second.out, "Stamped" in second.out, authority.asked) == (True, False, 1)
    assert sorted(path.name for path in (acme / "second/anchors").rglob("00*")) == ["000001", "000002"]
    ran = safeguard(
        *("verify", "evidence", "-c", "safeguard.yaml", "--key", number(acme)),
        *("--anchor", "second", "--tsa-cert", str(authority.root)),
    )
    said = " ".join(ran.out.split())
    assert ran.code == 0
    assert "your anchor of" in said
    assert "and the timestamp of" in said
    assert re.search(r"ok continuity 1 of 1 night from", said), said
    monkeypatch.setattr("scanner.cli.verify.datetime", _NextMonth)
    own = ("--key", number(acme), "-c", "safeguard.yaml")
    silent = safeguard("verify", "evidence", *own)
    said = " ".join(silent.out.split())
    assert (silent.code, "nights are missing on which a scan was due" in said) == (2, True)
    assert re.search(r"unknown continuity 1 of 2[678] nights from .*, gaps: ", said), said
    assert safeguard("bundle", "export", "--output", "b.zip").code == 0
    assert safeguard("verify", "b.zip", *own).code == 0, "it says what was so when it was made"


class _NextMonth(datetime):
    """Four weeks on, for what asks which night it is."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # of its own kind it need not be
        return datetime.now(tz) + timedelta(days=28)


def test_what_cannot_be_planted_does_not_hide_the_night(
    safeguard: Safeguard, acme: Path, authority: tsa.Authority
) -> None:
    (acme / "safeguard.yaml").write_text(SCHEDULE.replace("URL", authority.url))
    authority.fault = "refused"
    (acme / "second").write_text("a file")
    ran = safeguard("scan")
    assert ran.code == 4
    assert "second is there, and is no folder" in ran.err
    assert "the authority 127.0.0.1: refused (HTTP 403)" in ran.err
    assert re.search(r"The run itself is sealed: \S+, entry 0 of the log", ran.err)
    assert "By safeguard" in ran.out
    assert list((acme / "evidence/reports").glob("*/report.html"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("schedule: {every: nightly}", "must be hours or days, such as 12h or 1d"),
        ("schedule: {}", "every"),
        ("anchors: {timestamp: 'https://u:Hunter2@tsa.example/'}", "6"),
        ("anchors: {timestamp_every: 30}", "hours or days"),
        ("anchors: {where: x}", "where"),
    ],
)
def test_what_cannot_be_meant(safeguard: Safeguard, acme: Path, text: str, why: str) -> None:
    (acme / "safeguard.yaml").write_text(f"{text}\ntargets: []\n")
    ran = safeguard("scan")
    assert (ran.code, why in ran.err, "Hunter2" in ran.screen) == (3, True, False), ran.err


def test_a_profile_that_was_loosened_is_not_the_pinned_one(safeguard: Safeguard, scanned: str, home: Path) -> None:
    """The house seals looser numbers from the first night on: nothing in its bundle is false, but the profile."""
    (profile,) = (home / "evidence/runs" / scanned).glob("profile.json")
    mine = loads(profile.read_bytes(), "it")
    mine["thresholds"]["session.idle.server_shell"]["value"] = 300
    (home / "mine.json").write_bytes(dumps(mine))
    trust = ("verify", "evidence", "-c", "safeguard.yaml", "--key", number(home))
    ran = safeguard(*trust, "--profile", "mine.json")
    assert (ran.code, ran.out.splitlines()[0]) == (
        1,
        "NOT VERIFIED. It was judged by another profile than the one that you pinned.",
    )
    assert "session.idle.server_shell: sealed 600, pinned 300" in ran.out
    assert safeguard(*trust, "--profile", "hipaa-security-rule").code == 0
    profile.write_bytes(dumps(mine))
    swapped = safeguard(*trust, "--profile", "mine.json")
    assert swapped.code == 1
    assert "profile.json was changed" in " ".join(swapped.out.split())


def test_nights_that_an_auditor_demands(safeguard: Safeguard, scanned: str, home: Path) -> None:
    trust = ("verify", "evidence", "-c", "safeguard.yaml", "--key", number(home))
    ran = safeguard(*trust, "--since", "2020-03-01", "--until", "2020-03-03", "--every", "1d")
    assert (ran.code, ran.out.splitlines()[-2]) == (
        2,
        "Intact and signed, but nights are missing on which a scan was due.",
    ), ran.out
    assert re.search(r"unknown +continuity +0 of 3 nights from 2020-03-01 to 2020-03-03, gaps: 2020-03-01 to", ran.out)
