"""Hosts that drop what they say, by the real program of one: installed, enrolled, taken in, scanned; and attacked."""

import fcntl
import gzip
import io
import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from scanner.cli.root import run
from scanner.cli.screen import Screen
from tests.cli.conftest import Safeguard
from tests.collectors.host.test_local import CANARY, planted
from tests.servers.drops import Drop, Installed, forged, installed, new_host, public
from tests.servers.need import need
from tests.servers.other_etc import other_etc

NAME = "laptop-7"


@dataclass(frozen=True)
class Real:
    """What one real run of the installer has left, and the key that opens drops."""

    done: Installed
    data: bytes
    recipient: bytes
    program: str

    @cached_property
    def drop(self) -> Drop:
        return Drop.of(self.data, self.recipient)

    @cached_property
    def key(self) -> EllipticCurvePrivateKey:
        key = load_pem_private_key(self.done.file("/var/lib/safeguard/key.pem").read_bytes(), None)
        assert isinstance(key, EllipticCurvePrivateKey)
        return key


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """The installer as the command line prints it, run as root where secrets stand everywhere in /etc."""
    folder = tmp_path_factory.mktemp("drops")
    (folder / "etc").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        screen = io.StringIO()
        patch.setattr(Screen, "answer", lambda _, text: screen.write(f"{text}\n"))
        arrives = folder / "arrives"
        arrives.mkdir()
        assert run(["hosts", "script", "--for", "linux", "--enrol", "--to", str(arrives), "--name", NAME]) == 0
    before = other_etc(folder / "etc", planted() | {"machine-id": "0" * 31 + "7\n"}, mounted=CANARY)
    done = installed(folder, screen.getvalue(), before=before)
    assert done.code == 0, done.err
    data = (arrives / f"{NAME}.drop").read_bytes()
    return Real(done, data, (folder / "config/safeguard/keys/ingest.pem").read_bytes(), screen.getvalue())


@dataclass(frozen=True)
class Clinic:
    """A safeguard.yaml that declares two hosts, the file of their keys, and where their drops arrive."""

    home: Path
    real: Real
    keys: Path
    arrives: Path
    inbox: Path
    other: EllipticCurvePrivateKey
    safeguard: Safeguard

    def put(self, data: bytes, name: str = NAME) -> Path:
        path = self.arrives / f"{name}.drop"
        path.write_bytes(data)
        return path

    def declare(self, *hosts: str, more: str = "") -> None:
        each = (f"  - {{target: drop://{n}, keys: {self.keys}, inbox: {self.inbox}{more}}}\n" for n in hosts)
        (self.home / "safeguard.yaml").write_text("targets:\n" + "".join(each))

    def ingest(self) -> tuple[int, str]:
        ran = self.safeguard("ingest", str(self.arrives), "--ingest-key", str(self.home / "ingest.pem"))
        return ran.code, ran.out + ran.err

    def made(self, **changes: Any) -> bytes:
        """A drop with changes, signed by the key of the host."""
        return forged(self.real.drop, self.real.key, self.real.recipient, **changes)

    def seen(self) -> dict[str, bytes]:
        """All that refused drops must not change."""
        places = [self.inbox, self.home]
        return {str(p): p.read_bytes() for place in places for p in sorted(place.rglob("*")) if p.is_file()}


@pytest.fixture
def clinic(real: Real, home: Path, tmp_path: Path, safeguard: Safeguard) -> Clinic:
    keys, arrives, inbox, other = home / "drop_keys", tmp_path / "arrives", tmp_path / "inbox", new_host()
    arrives.mkdir()
    keys.write_text(f"{NAME} {public(real.key)}\nlaptop-8 {public(other)}\n")
    (home / "ingest.pem").write_bytes(real.recipient)
    (home / "ingest.pem").chmod(0o600)
    made = Clinic(home, real, keys, arrives, inbox, other, safeguard)
    made.declare(NAME, "laptop-8")
    return made


def moved(**by: float) -> str:
    return f"{datetime.now(UTC) + timedelta(**by):%Y-%m-%dT%H:%M:%SZ}"


def test_the_installer_leaves_what_it_says_and_runs_once_a_day(real: Real) -> None:
    said = {
        "/usr/local/lib/safeguard/ask": 0o755,
        "/usr/local/lib/safeguard/drop": 0o700,
        "/var/lib/safeguard/key.pem": 0o600,
        "/var/lib/safeguard/last": 0o600,
    }
    assert {path: stat.S_IMODE(real.done.file(path).stat().st_mode) for path in said} == said
    assert real.done.out == f"{NAME} {public(real.key)}\n"
    assert not [*real.done.file("/var/lib/safeguard").glob("work.*")]
    cron = (real.done.folder / "etc/upper/cron.d/safeguard-drop").read_text()
    minute, rest = cron.split(" ", 1)
    assert 0 <= int(minute) < 60
    assert rest == "* * * * root /bin/sh /usr/local/lib/safeguard/drop >/dev/null 2>&1\n"


def test_a_drop_holds_more_than_is_kept_and_only_the_key_here_opens_it(real: Real) -> None:
    assert CANARY.encode() in real.drop.plain
    assert CANARY.encode() not in real.data
    assert CANARY.encode() not in gzip.compress(real.data)
    with pytest.raises(ValueError, match=r".*"):
        Drop.of(real.data, subprocess.run(["openssl", "genrsa", "3072"], capture_output=True, check=True).stdout)


def test_enrolled_taken_in_and_scanned(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty file of keys to findings, as a person goes; nothing that is not kept is in any byte left."""
    clinic.keys.unlink()
    path = clinic.put(clinic.real.data)
    code, said = clinic.ingest()
    assert (code, "no key is enrolled for this host: safeguard hosts enroll" in said) == (1, True)
    clinic.declare(NAME, more=f", from: {clinic.arrives}")
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    monkeypatch.setattr(Screen, "asks", lambda _: True)
    ran = clinic.safeguard("hosts", "enroll", NAME)
    fingerprint = clinic.real.done.err.split("SHA256:")[1].split()[0]
    assert ran.code == 0, ran.screen
    assert f"SHA256:{fingerprint}  not known here" in ran.err
    assert "At the machine itself: sudo sh /usr/local/lib/safeguard/drop --key" in ran.err
    assert clinic.keys.read_text() == clinic.real.done.out
    keygen = subprocess.run([need("ssh-keygen"), "-lf", clinic.keys], capture_output=True, text=True, check=True)
    assert f"SHA256:{fingerprint}" in keygen.stdout
    before = path.stat()
    told = f"taken         {NAME}  {clinic.real.drop.head['made']}\n1 taken, 0 already taken, 0 refused.\n"
    assert clinic.ingest() == (0, f"{told}Next: safeguard scan\n")
    assert clinic.ingest()[1].startswith("already taken")
    assert path.stat() == before
    ran = clinic.safeguard("scan", "--make-key", NAME, "--json")
    assert ran.code == 2
    report = json.loads(ran.out)
    assert {row["target"] for row in report["findings"]} == {f"drop:{NAME}"}
    statuses = [row["status"] for row in report["findings"]]
    assert (statuses.count("pass") > 5, statuses.count("fail") > 5) == (True, True)
    assert clinic.safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    left = {name: gzip.decompress(data) if name.endswith(".gz") else data for name, data in clinic.seen().items()}
    assert [name for name, data in left.items() if CANARY.encode() in data] == []
    assert len(left) > 10
    assert CANARY not in ran.out + ran.err


def answers(clinic: Clinic) -> dict[str, dict[str, Any]]:
    (file,) = clinic.home.glob("evidence/runs/*/evidence-*.jsonl.gz")
    lines = map(json.loads, gzip.decompress(file.read_bytes()).splitlines())
    return {line["question"]: line for line in lines}


def test_its_answers_say_of_when_and_by_which_key_and_its_clock_is_held_against_none(clinic: Clinic) -> None:
    clinic.put(clinic.made(made=moved(hours=-5)))
    assert clinic.ingest()[0] == 0
    clinic.safeguard("scan", "--make-key", NAME)
    found = answers(clinic)
    asked = json.loads((clinic.inbox / f"{NAME}.json").read_bytes())["made"]
    assert {line["asked"] for line in found.values()} == {asked}
    assert all(line["source"]["identity"].startswith("drop key SHA256:") for line in found.values())
    assert {line["source"]["caller"] for line in found.values()} == {"0"}
    assert "clock" not in found["linux.machine"]["body"]
    assert found["linux.machine"]["body"]["machine"].startswith("SHA256:")
    report = json.loads(clinic.safeguard("report", "--format", "json").out)
    clocks = [row for row in report["findings"] if row["check"] == "audit-logging.clock-right"]
    assert [row["status"] for row in clocks] != ["pass"]


BEFORE, NOW = moved(hours=-20), moved()


def older(c: Clinic, host: str) -> bytes:
    return c.made(host=host, made=moved(hours=-30))


def fresh(c: Clinic, host: str = NAME) -> bytes:
    return c.made(host=host, made=NOW)


def unsigned(data: bytes) -> bytes:
    head = data.partition(b"\n\n")[0]
    return data[: len(head) + 2 + int(head.rpartition(b"size ")[2])]


def changed(data: bytes, at: int) -> bytes:
    """Another letter of base64 there, or another bit of what is none."""
    return data[:at] + (b"B" if data[at : at + 1] == b"A" else b"A") + data[at + 1 :]


def twin(c: Clinic, host: str) -> bytes:
    other = replace(c.real.drop, plain=c.real.drop.plain.replace(b"0" * 31 + b"7", b"0" * 31 + b"8"))
    assert other.plain != c.real.drop.plain
    return forged(other, c.real.key, c.real.recipient, host=host, made=NOW)


def remade(**said: Any) -> "Attack":
    return lambda c, host: c.made(**{"host": host, "made": NOW, **said})


def packed(cut: Callable[[bytes], bytes]) -> "Attack":
    return lambda c, host: c.made(host=host, made=NOW, packed=cut(c.real.drop.plain))


def by_another(**said: Any) -> "Attack":
    return lambda c, host: forged(c.real.drop, c.other, c.real.recipient, **{"host": host, "made": NOW, **said})


Attack: TypeAlias = Callable[[Clinic, str], bytes]
OLDER = "it is not newer than the one that was taken in last, of "
CHANGED = "its signature is wrong: it was changed, or signed by another"
CUT = "what its script printed did not come to its end"
ATTACKS: dict[str, tuple[Attack, str]] = {
    "an older one": (older, f"{OLDER}{BEFORE}"),
    "another one of the same second": (remade(made=BEFORE), f"{OLDER}{BEFORE}"),
    "from the future": (remade(made=moved(minutes=20)), f"it is of a time that has not come: {moved(minutes=20)}"),
    "the drop of another host, renamed": (
        remade(host="laptop-00"),
        "another host's name stands in it than the file has",
    ),
    "unsigned": (lambda c, host: unsigned(fresh(c, host)), "it is not signed"),
    "no signature": (lambda c, host: unsigned(fresh(c, host)) + bytes(90), "what stands at its end is no signature"),
    "signed by another key": (remade(signer=new_host()), CHANGED),
    "another key": (by_another(), "it shows another key than the one that is enrolled for this host"),
    "its time changed": (lambda c, host: older(c, host).replace(moved(hours=-30).encode(), NOW.encode(), 1), CHANGED),
    "its system changed": (lambda c, host: fresh(c, host).replace(b"system Linux", b"system Darwin", 1), CHANGED),
    "what is locked changed": (lambda c, host: changed(fresh(c, host), -400), CHANGED),
    "its lock changed": (lambda c, host: changed(data := fresh(c, host), data.index(b"\nlock ") + 20), CHANGED),
    "an unknown format": (
        remade(first="safeguard-drop 2"),
        "its format is not known: it was made for another version of this program",
    ),
    "no drop at all": (lambda _c, _h: b"MZ" + bytes(9000), "it is no drop"),
    "nothing": (lambda _c, _h: b"", "it is no drop"),
    "a line more in its head": (remade(extra="x"), "its head lacks a line, or has one more"),
    "a name that leads elsewhere": (remade(host="../7"), "the line “host” of its head cannot be read"),
    "a time that is none": (remade(made="2026-13-01T00:00:00Z"), "its time, its key or its signature is none"),
    "a size that is none": (remade(size="0"), "the line “size” of its head cannot be read"),
    "too large": (lambda c, host: fresh(c, host) + bytes(9 << 20), "it has more than 8 MiB"),
    "no end of its head": (
        lambda _c, _h: b"safeguard-drop 1\nhost " + b"a" * 20_000,
        "it is cut off, or its head is longer than any",
    ),
    "cut in its head": (lambda c, host: fresh(c, host)[:900], "it is cut off, or its head is longer than any"),
    "cut in the midst": (lambda c, host: fresh(c, host)[:9000], "it is cut off"),
    "cut before its signature": (lambda c, host: fresh(c, host)[:-100], "it is cut off"),
    "cut in its signature": (lambda c, host: fresh(c, host)[:-60], "what stands at its end is no signature"),
    "cut at its end": (lambda c, host: fresh(c, host)[:-1], "what stands at its end is no signature"),
    "a bomb": (
        packed(lambda _: gzip.compress(bytes(40 << 20))),
        "what its script printed is more than any host has to say",
    ),
    "half a frame": (packed(lambda plain: gzip.compress(plain[:5000])), CUT),
    "half of what was packed": (packed(lambda plain: gzip.compress(plain)[:900]), CUT),
    "not packed": (packed(lambda _: b"nothing"), CUT),
    "a frame with another mark": (lambda c, host: remade(frame=c.real.drop.marked("f" * 32))(c, host), CUT),
    "another system in its head": (remade(system="Darwin"), "its head says another thing than what is locked in it"),
    "a system that nobody knows": (remade(system="Plan"), "its system is not known here"),
    "another script in its head": (remade(script="0" * 64), "its head says another thing than what is locked in it"),
    "locked for another": (
        remade(to="0" * 64),
        "it is locked for another key than the one here: install its script anew",
    ),
    "a lock that does not open": (remade(lock="A" * 512), "its lock does not open"),
    "of another version": (
        remade(asks="linux.machine=0123456789abcdef"),
        "its script is of another version, and nothing of it can be read: install it anew",
    ),
    "from another machine": (
        twin,
        "it comes from another machine, which has the same key: make a new key on one of them",
    ),
}


def test_what_is_refused_is_named_and_changes_nothing(clinic: Clinic) -> None:
    """Each attack on a host of its own, all by two commands: what was taken in before stands as it was."""
    hosts = {attack: f"laptop-{number:02}" for number, attack in enumerate(ATTACKS)}
    clinic.declare(*hosts.values())
    clinic.keys.write_text(f"laptop-?? {public(clinic.real.key)}\n")
    for host in hosts.values():
        clinic.put(clinic.made(host=host, made=BEFORE), host)
    code, said = clinic.ingest()
    assert (code, said.count("\ntaken ") + 1) == (0, len(hosts))
    for attack, host in hosts.items():
        clinic.put(ATTACKS[attack][0](clinic, host), host)
    clinic.put(fresh(clinic, "laptop-99"), "laptop-99")
    before = clinic.seen()
    code, said = clinic.ingest()
    wanted = [f"REFUSED       {clinic.arrives}/{host}.drop: {ATTACKS[attack][1]}" for attack, host in hosts.items()]
    assert said.splitlines() == [
        *wanted,
        f"REFUSED       {clinic.arrives}/laptop-99.drop: drop:laptop-99 is not declared",
        f"0 taken, 0 already taken, {len(hosts) + 1} refused.",
    ]
    assert code == 1
    assert clinic.seen() == before


@pytest.mark.parametrize("keys", ["@revoked {name} {key}\n{name} {key}\n", "{name} {other}\n", ""])
def test_a_key_that_is_revoked_changed_or_not_there(clinic: Clinic, keys: str) -> None:
    """Nothing is taken in; and what was taken in before counts no more: not assessed, with the reason."""
    clinic.put(clinic.made(made=moved(hours=-1)))
    assert clinic.ingest()[0] == 0
    clinic.keys.write_text(keys.format(name=NAME, key=public(clinic.real.key), other=public(new_host())))
    code, said = clinic.ingest()
    assert code == 1
    clinic.put(fresh(clinic))
    assert clinic.ingest()[0] == 1
    ran = clinic.safeguard("scan", "--make-key", NAME)
    assert ran.code == 2
    words = {"": ("no key is enrolled", "no key is enrolled for it any more")}
    words |= {
        "@": ("its key is revoked", "is revoked"),
        "{": ("it shows another key", "another key is enrolled for it"),
    }
    at_ingest, at_scan = words[keys[:1]]
    assert at_ingest in said
    assert at_scan in ran.out
    assert " pass" not in ran.out.splitlines()[0]


def test_what_is_no_file_is_not_waited_for(clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(clinic.real.data)
    (clinic.arrives / f"{NAME}.drop").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(clinic.arrives / "laptop-8.drop")
    (clinic.arrives / "laptop-9.drop").mkdir()
    (clinic.arrives / ".laptop-7.drop").write_bytes(b"half")
    (clinic.arrives / "readme.txt").write_bytes(b"none of ours")
    code, said = clinic.ingest()
    assert code == 1
    assert f"{NAME}.drop: it is a link, or cannot be read" in said
    assert "laptop-8.drop: it is not a file" in said
    assert "laptop-9.drop: drop:laptop-9 is not declared" in said
    assert said.count("REFUSED") == 3


def test_two_at_once_and_one_that_is_allowed_a_little(clinic: Clinic) -> None:
    clinic.put(clinic.made(made=moved(minutes=4)))
    clinic.inbox.mkdir(mode=0o700)
    held = os.open(clinic.inbox, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    code, said = clinic.ingest()
    assert (code, "another safeguard ingest is at work there" in said) == (3, True)
    os.close(held)
    assert clinic.ingest()[0] == 0


def test_a_good_one_beside_bad_ones_is_taken(clinic: Clinic) -> None:
    clinic.put(clinic.real.data)
    clinic.put(clinic.real.data, "laptop-8")
    code, said = clinic.ingest()
    assert code == 1
    assert "1 taken, 0 already taken, 1 refused." in said


def test_what_windows_makes_is_read_and_another_version_asks_less(clinic: Clinic) -> None:
    """Signature and lock as .NET makes them; one question of another text is not assessed, and nothing else."""
    asks = clinic.real.drop.head["asks"].split()
    old = [one if not one.startswith("linux.sshd=") else "linux.sshd=0123456789abcdef" for one in asks]
    clinic.put(clinic.made(made=moved(), raw=True, asks=" ".join(old)))
    code, said = clinic.ingest()
    assert code == 0
    assert f"its script is of another version: 1 of {len(asks)} questions are not read; install it anew" in said
    clinic.safeguard("scan", "--make-key", NAME)
    found = answers(clinic)
    assert (found["linux.sshd"]["outcome"], found["linux.sshd"]["code"]) == ("error", "ScriptDiffers")
    assert [q for q, line in found.items() if line["code"] == "ScriptDiffers"] == ["linux.sshd"]


DUE = {
    "laptop-0": ("24h", 29.9, True),
    "laptop-1": ("24h", 30.1, False),
    "laptop-2": ("1h", 1.9, True),
    "laptop-3": ("1h", 2.1, False),
    "laptop-4": ("7d", 209.0, True),
    "laptop-5": ("7d", 211.0, False),
}


def test_a_drop_that_is_overdue_is_not_assessed_by_name(clinic: Clinic) -> None:
    """A quarter of its time is grace, and an hour at least."""
    clinic.keys.write_text(f"laptop-? {public(clinic.real.key)}\n")
    each = (f"{host}, keys: {clinic.keys}, inbox: {clinic.inbox}, every: {DUE[host][0]}" for host in DUE)
    declared = "".join(f"  - {{target: drop://{one}}}\n" for one in each)
    (clinic.home / "safeguard.yaml").write_text(f"targets:\n{declared}")
    for host, (_, hours, _) in DUE.items():
        clinic.put(clinic.made(host=host, made=moved(hours=-hours)), host)
    assert clinic.ingest()[0] == 0
    ran = clinic.safeguard("scan", "--make-key", "--json")
    assert ran.code == 2
    found: dict[str, set[str]] = {}
    for row in json.loads(ran.out)["findings"]:
        found.setdefault(row["target"], set()).add(row["status"])
    assert {host: found[f"drop:{host}"] != {"not_assessed"} for host in DUE} == {h: one[2] for h, one in DUE.items()}
    said = clinic.safeguard("report", "--format", "json").out
    assert f"its last drop is of {moved(hours=-30.1)[:13]}" in said
    for every, grace in (("24h", 6), ("1h", 1), ("7d", 42)):
        assert f"and one is due every {every}, with {grace} h of grace" in said
    assert clinic.safeguard("verify", "evidence").code == 5  # intact: nothing is asked again, so nothing is overdue


def test_none_that_was_ever_taken_in_and_one_that_others_may_write(clinic: Clinic) -> None:
    ran = clinic.safeguard("scan", "--make-key", NAME)
    assert (ran.code, "no drop of it was ever taken in" in ran.out) == (2, True)
    clinic.put(clinic.real.data)
    assert clinic.ingest()[0] == 0
    (clinic.inbox / f"{NAME}.json").chmod(0o666)
    ran = clinic.safeguard("scan", NAME)
    assert (ran.code, "others may write to what was taken in of it" in ran.out) == (2, True)
    (clinic.inbox / f"{NAME}.json").chmod(0o600)
    (clinic.inbox / f"{NAME}.json").write_bytes(b"{}")
    ran = clinic.safeguard("scan", NAME)
    assert (ran.code, "what was taken in of it cannot be read" in ran.out) == (2, True)
    clinic.inbox.chmod(0o777)
    code, said = clinic.ingest()
    assert (code, "others may write there" in said) == (3, True)


def test_a_disk_that_is_full_leaves_the_last_one(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic.put(clinic.made(made=moved(hours=-2)))
    assert clinic.ingest()[0] == 0
    before = clinic.seen()
    clinic.put(fresh(clinic))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    code, said = clinic.ingest()
    assert (code, "No space left on device: nothing more was taken in" in said) == (4, True)
    assert clinic.seen() == before
    assert [p.name for p in clinic.inbox.iterdir()] == [f"{NAME}.json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--enrol",), "--enrol stands with --for linux, macos or windows, and without --sudoers"),
        (("--enrol", "--for", "linux", "--sudoers"), "--enrol stands with --for"),
        (("--for", "linux"), "--for, --to, --every, --name and --ingest-key stand with --enrol alone"),
        (("--to", "/srv/drops"), "stand with --enrol alone"),
        (("--enrol", "--for", "linux", "--every", "often"), "must be hours or days"),
        (("--enrol", "--for", "linux", "--to", "env:NOWHERE"), "is not set in the environment"),
        (("--enrol", "--for", "linux", "--ingest-key", "evidence/key.pem"), "lies inside the store"),
    ],
)
def test_words_that_do_not_stand_together(safeguard: Safeguard, words: tuple[str, ...], said: str) -> None:
    Path("evidence").mkdir()
    Path("evidence/store.json").write_text("{}")
    ran = safeguard("hosts", "script", *words)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err


def test_a_signed_address_comes_by_reference_and_the_key_stays(
    safeguard: Safeguard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DROPS", "https://clinic.example/drops?sig=c4n4ry")
    first = safeguard("hosts", "script", "--enrol", "--for", "linux", "--to", "env:DROPS")
    key = tmp_path / "config/safeguard/keys/ingest.pem"
    made = key.read_bytes()
    assert first.out.count("to='https://clinic.example/drops?sig=c4n4ry'\n") == 1
    assert "c4n4ry" not in first.err
    assert (stat.S_IMODE(key.stat().st_mode), "A key that opens drops was made" in first.err) == (0o600, True)
    second = safeguard("hosts", "script", "--enrol", "--for", "linux", "--to", "env:DROPS")
    assert (second.out, key.read_bytes(), "was made" in second.err) == (first.out, made, False)
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and b"c4n4ry" in p.read_bytes()]


def test_no_place_no_host_no_key(clinic: Clinic) -> None:
    code, said = clinic.ingest()
    assert (code, "No drop lies at" in said) == (1, True)
    ran = clinic.safeguard("ingest", "nowhere", "--ingest-key", "ingest.pem")
    assert (ran.code, "there is no such folder or file" in ran.err) == (3, True)
    ran = clinic.safeguard("ingest", "ftp://nas/drops", "--ingest-key", "ingest.pem")
    assert (ran.code, "ftp:// cannot be read from here" in ran.err) == (3, True)
    ran = clinic.safeguard("ingest", str(clinic.arrives))
    assert (ran.code, "is not there. Next: safeguard hosts script --for linux --enrol" in ran.err) == (3, True)
    shutil.copy("ingest.pem", "exposed.pem")
    Path("exposed.pem").chmod(0o644)
    ran = clinic.safeguard("ingest", str(clinic.arrives), "--ingest-key", "exposed.pem")
    assert (ran.code, "the key that opens drops, exposed.pem: others may use it" in ran.err) == (3, True)
    Path("safeguard.yaml").write_text('targets:\n  - target: "local:"\n')
    assert "no host is declared that drops what it says" in clinic.safeguard("ingest", "x").err
