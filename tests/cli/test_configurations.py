"""Folders of configurations, from the command line to the bundle."""

import gzip
import json
import os
import platform
import re
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Safeguard
from tests.collectors.network.hardened import hardened
from tests.collectors.network.ios.configurations import HARDENED

pytestmark = pytest.mark.sampled("configurations", times=8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    kept = tmp_path / "configs"
    kept.mkdir()
    (kept / "edge-1.cfg").write_text(HARDENED)
    (kept / "edge-2.cfg").write_text(
        HARDENED.replace("exec-timeout 5 0", "exec-timeout 0 0").replace("edge-1", "edge-2")
    )
    (kept / ".git").mkdir()
    (kept / "README.txt").write_text("notes")
    return kept


def scan(safeguard: Safeguard, folder: Path, options: str = "") -> int:
    return safeguard("scan", "--make-key", f"config://{folder}?platform=ios{options}").code


def findings(safeguard: Safeguard) -> list[dict[str, object]]:
    said = safeguard("report", "--format", "json")
    every: list[dict[str, object]] = json.loads(said.out)["findings"]
    return every


def test_each_file_is_a_device(safeguard: Safeguard, folder: Path) -> None:
    assert scan(safeguard, folder, "&files=*.cfg") == 2
    idle = [
        f
        for f in findings(safeguard)
        if f["check"] == "automatic-logoff.idle-ends" and "/console" in str(f["resource"])
    ]
    assert sorted((f["target"], f["status"], f["stands"]) for f in idle) == [
        (f"config:{folder}/edge-1.cfg", "pass", ["line 59: exec-timeout 5 0"]),
        (f"config:{folder}/edge-2.cfg", "fail", ["line 59: exec-timeout 0 0"]),
    ]
    assert any("V-215688" in rule for rule in idle[1]["asked_by"])  # type: ignore[attr-defined]  # a list of them


def test_a_file_is_a_device(safeguard: Safeguard, folder: Path) -> None:
    assert safeguard("scan", "--make-key", f"config://{folder}/edge-1.cfg?platform=ios").code == 2
    assert {f["target"] for f in findings(safeguard)} == {f"config:{folder}/edge-1.cfg"}
    assert {"pass", "fail"} <= {f["status"] for f in findings(safeguard)}


@pytest.mark.parametrize(
    ("files", "read"),
    [
        ("", {"edge-1.cfg", "core/sw-1.cfg", "core/old/sw-2.cfg", "README.txt"}),
        ("&files=sw-*", {"core/sw-1.cfg", "core/old/sw-2.cfg"}),
        ("&files=core/old/*", {"core/old/sw-2.cfg"}),
    ],
)
def test_groups_of_devices_are_folders(safeguard: Safeguard, folder: Path, files: str, read: set[str]) -> None:
    """As Oxidized and RANCID write them. What a link leads to is read where it is a file; a circle is not walked."""
    (folder / "edge-2.cfg").unlink()
    (folder / "core" / "old").mkdir(parents=True)
    (folder / "core" / "sw-1.cfg").write_text(HARDENED)
    (folder / "core" / "old" / "sw-2.cfg").symlink_to(folder / "edge-1.cfg")
    (folder / "core" / "round").symlink_to(folder)
    scan(safeguard, folder, files)
    assert {str(f["target"]).removeprefix(f"config:{folder}/") for f in findings(safeguard)} == read


def test_where_it_lay(safeguard: Safeguard, folder: Path, home: Path) -> None:
    (home / "backups").symlink_to(folder)
    safeguard("scan", "--make-key", "config://backups?platform=ios&files=edge-1.cfg")
    (sealed,) = home.glob("evidence/runs/*/evidence-1.jsonl.gz")
    at = [json.loads(line)["source"]["endpoint"] for line in gzip.decompress(sealed.read_bytes()).splitlines()]
    assert at == [f"{place} on {platform.node()}" for place in (folder, folder / "edge-1.cfg")]


def test_who_says_that_a_file_is_whole(safeguard: Safeguard, folder: Path) -> None:
    """Of NX-OS nothing at the end of a file shows it."""
    (folder / "edge-1.cfg").write_text(hardened("nxos"))
    uri = f"config://{folder}?platform=nxos&files=edge-1.cfg"
    safeguard("scan", "--make-key", uri)
    assert {f["status"] for f in findings(safeguard)} == {"not_assessed"}
    said = "nothing at its end shows that it is whole; whole: true says that whoever writes it always does"
    assert said in safeguard("findings").out
    safeguard("scan", f"{uri}&whole=true")
    assert "pass" in {f["status"] for f in findings(safeguard)}


def test_what_is_of_another_platform(safeguard: Safeguard, folder: Path) -> None:
    (folder / "edge-1.cfg").write_text(hardened("nxos"))
    scan(safeguard, folder, "&files=edge-1.cfg")
    assert {f["status"] for f in findings(safeguard)} == {"not_assessed"}
    assert "it is of another platform (nxos)" in safeguard("findings").out


def test_an_auditor_finds_the_same(safeguard: Safeguard, folder: Path, tmp_path: Path) -> None:
    scan(safeguard, folder, "&files=*.cfg")
    key = safeguard("keys", "show").out.split()
    number = next(word for word in key if word.startswith("SHA256:"))
    assert safeguard("bundle", "export", "--output", str(tmp_path / "run.zip")).code == 0
    for file in folder.glob("*.cfg"):
        file.unlink()
    assert safeguard("verify", str(tmp_path / "run.zip"), "--key", number).code == 0


def test_no_secret_is_anywhere(safeguard: Safeguard, folder: Path, home: Path) -> None:
    scan(safeguard, folder, "&files=*.cfg")
    safeguard("bundle", "export", "--output", "run.zip")
    secrets = ("Wint3rSale", "2MJBozw", "nhEmQVczB7dqsO", "QHCKBYNaUTeM", "0224055A5B0B0D", "to ward 3")
    text = safeguard("report", "--format", "json").out
    kept = [*map(Path.read_bytes, filter(Path.is_file, home.rglob("*"))), text.encode()]
    kept += [gzip.decompress(one) for one in kept if one[:2] == b"\x1f\x8b"]
    assert not [secret for secret in secrets for one in kept if secret.encode() in one]
    assert any(b"<secret#" in one for one in kept)


@pytest.mark.parametrize("cut", [100, 600, 1500, len(HARDENED) - 5])
def test_a_file_that_was_cut_off_lets_nothing_pass(safeguard: Safeguard, folder: Path, cut: int) -> None:
    (folder / "edge-1.cfg").write_text(HARDENED[:cut])
    scan(safeguard, folder, "&files=edge-1.cfg")
    every = findings(safeguard)
    assert {f["status"] for f in every if str(f["target"]).endswith("edge-1.cfg")} == {"not_assessed"}
    assert "the mark of its end is not there, so it may be cut off" in str(every)


def test_what_writes_no_mark_lacks_none(safeguard: Safeguard, folder: Path) -> None:
    (folder / "edge-1.cfg").write_text(hardened("nxos").rstrip("\n"))
    safeguard("scan", "--make-key", f"config://{folder}?platform=nxos&files=edge-1.cfg&whole=true")
    every = findings(safeguard)
    assert {f["status"] for f in every} == {"not_assessed"}
    assert "its last line, or a block in it, does not end, so it may be cut off" in str(every)
    assert "mark of its end" not in str(every)


@pytest.mark.parametrize(
    ("leads", "said", "advice"),
    [
        ("gone.cfg", "it is not there (FileNotFoundError)", "see where its link leads"),
        ("edge-3.cfg", "its links lead in a circle (ELOOP)", "set the link anew, or remove it"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_device_all_the_same(
    safeguard: Safeguard, folder: Path, leads: str, said: str, advice: str
) -> None:
    """It does not vanish without a word, and costs none of the others."""
    (folder / "edge-3.cfg").symlink_to(leads)
    ran = safeguard("scan", "--make-key", f"config://{folder}?platform=ios&files=*.cfg")
    assert ran.code == 2
    assert said in ran.out
    assert advice in ran.out
    states: dict[str, set[object]] = {}
    for one in findings(safeguard):
        states.setdefault(str(one["target"])[-10:], set()).add(one["status"])
    assert states["edge-3.cfg"] == {"not_assessed"}
    assert "pass" in states["edge-1.cfg"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.exists, "it is not there (FileNotFoundError)"),
        (lambda folder: folder.mkdir(), "no file in it is to be read (0 files)"),
        (os.mkfifo, "it is neither a folder nor a file (NotADirectoryError)"),
        (lambda folder: folder.symlink_to(folder), "its links lead in a circle (ELOOP)"),
        (lambda folder: folder.write_text("x"), "nothing in it is of this platform (NotThisPlatform)"),
    ],
)
def test_no_folder(safeguard: Safeguard, tmp_path: Path, make: object, said: str) -> None:
    make(tmp_path / "gone")  # type: ignore[operator]  # one of those above
    ran = safeguard("scan", "--make-key", f"config://{tmp_path}/gone?platform=ios")
    assert ran.code == 2
    assert said in ran.out
    assert "Next: " in ran.out.partition("By safeguard")[0], "and what to do about it"
    assert {f["status"] for f in findings(safeguard)} == {"not_assessed"}


def test_what_it_takes(safeguard: Safeguard, folder: Path) -> None:
    for name in ("config", f"config://{folder}?platform=ios"):
        said = safeguard("permissions", name).out
        assert said == "# the account that safeguard runs as must be let read the folder, and the files in it\n"


def test_what_is_of_something_else_is_said_to_be(safeguard: Safeguard, folder: Path) -> None:
    scan(safeguard, folder, "&files=README.txt")
    assert {f["status"] for f in findings(safeguard)} == {"not_assessed"}
    assert "nothing in it is of this platform" in safeguard("findings", "--all").out


def test_what_is_no_text(safeguard: Safeguard, folder: Path) -> None:
    (folder / "edge-1.cfg").write_bytes(b"\x7fELF\0\0\0")
    (folder / "edge-2.cfg").write_bytes(HARDENED.encode("utf-16"))
    scan(safeguard, folder, "&files=*.cfg")
    states: dict[str, set[object]] = {}
    for one in findings(safeguard):
        states.setdefault(str(one["target"])[-10:], set()).add(one["status"])
    assert states["edge-1.cfg"] == {"not_assessed"}
    assert "it is no text (NoText)" in safeguard("findings").out
    assert "pass" in states["edge-2.cfg"]


def test_how_old_the_copy_is(safeguard: Safeguard, folder: Path) -> None:
    old = time.time() - 10 * 86400
    os.utime(folder / "edge-2.cfg", (old, old))
    scan(safeguard, folder, "&files=*.cfg")
    every = [(str(f["target"])[-10:], f["status"]) for f in findings(safeguard) if f["check"] == "backup.fresh"]
    # The device sends copies off too, and of those nobody knows how old they are.
    assert sorted(every) == [
        ("edge-1.cfg", "pass"),
        ("edge-1.cfg", "pass"),
        ("edge-2.cfg", "fail"),
        ("edge-2.cfg", "not_assessed"),
    ]
    shown = [f["stands"] for f in findings(safeguard) if f["check"] == "backup.fresh" and f["status"] == "fail"]
    assert re.fullmatch(r"the file was last written at 2\d{3}-\d\d-\d\dT[\d:]{8}Z", shown[0][0])  # type: ignore[index]


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        (
            "config:///srv/configs",
            "config: platform is missing: what the files are configurations of, as in ?platf",
        ),
        (
            "config:///srv/configs?platform=ois",
            "platform is a word that is not known here: did you mean ios? There are:",
        ),
        (
            "config:///srv/configs?platform=hunter2-x",
            "platform is a word that is not known here. There are: aoscx, asa,",
        ),
        (
            "config:///srv/configs?platform=cisco",
            "platform is a word for several: write which of them it is: aoscx, asa",
        ),
        ("config:?platform=ios", "config: no folder is named: write config:///srv/configs?platform=ios"),
    ],
)
def test_mistakes(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", uri)
    assert ran.code == 3
    assert said in ran.err
    assert "hunter2" not in ran.err


@pytest.mark.parametrize("word", ["IOS", "cisco_ios", "cisco.ios.ios", "cisco_ios_ssh"])
def test_a_platform_in_the_words_of_inventories(safeguard: Safeguard, folder: Path, home: Path, word: str) -> None:
    """One way for one thing: in a URI, and below it; what is sealed is the platform itself."""
    assert safeguard("scan", "--make-key", f"config://{folder}?files=*.cfg&platform={word}").code == 2
    sealed = {json.dumps(f["status"]) for f in findings(safeguard)}
    (home / "safeguard.yaml").write_text(
        f'targets:\n  - target: "config://{folder}"\n    platform: {word}\n    files: ["*.cfg"]\n'
    )
    assert safeguard("scan").code == 2
    assert {json.dumps(f["status"]) for f in findings(safeguard)} == sealed >= {'"pass"', '"fail"'}
    assert {str(f["kind"]).partition(".")[0] for f in findings(safeguard)} == {"ios"}


def test_declared_for_emergencies(safeguard: Safeguard, folder: Path, home: Path) -> None:
    (home / "safeguard.yaml").write_text(
        f'targets:\n  - target: "config://{folder}?platform=ios"\n'
        '    files: ["edge-1.cfg"]\n    break_glass: [rescue]\n'
    )
    assert safeguard("scan", "--make-key").code == 2
    (who,) = (f for f in findings(safeguard) if f["check"] == "unique-user-identification.no-shared-account")
    assert who["seen"] == "the declared break-glass account"


SILENT = """version 15.7
hostname r1
!
username ana privilege 15 secret 9 $9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM
line con 0
line vty 0 4
 login local
!
end
"""


def test_what_would_settle_it_stands_in_next(safeguard: Safeguard, folder: Path) -> None:
    """Where no line says it and a command on the device would; one cause's remedy is not said twice."""
    (folder / "r1.cfg").write_text(SILENT)
    scan(safeguard, folder, "&files=r1.cfg")
    blocks = safeguard("findings", "--fix", "--status", "not-assessed").out.split("\n\n")
    web = next(" ".join(block.split()) for block in blocks if "http: whether it is on" in block)
    assert "“show ip http server status” would tell" in web
    assert "Next Type “show ip http server status” there to see it; what is set there in so many words, the next" in web
    for block in blocks:
        said = [line.strip() for line in block.splitlines() if line.strip().startswith("Next")]
        assert len(said) == len(set(said))
        if "would tell" in block:
            assert any("Type “" in line for line in said)
