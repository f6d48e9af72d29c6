"""Drops that were made to do harm, or that nobody thought of: what each of them does to those of others."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from collectors.drop import DROP, lock
from collectors.drop.packet import opened
from collectors.drop.texts import asks
from collectors.host.linux.kinds import LINUX
from scanner.cli.screen import Screen
from scanner.targets import Target
from tests.cli.conftest import Safeguard
from tests.servers.drops import Drop, forged, new_host, public, small
from tests.servers.moto import moto_server

PEM = lock.new()
KEY = new_host()


@dataclass(frozen=True)
class Desk:
    """Some hosts with one key, and a place where their drops arrive."""

    place: Path
    inbox: Path
    safeguard: Safeguard

    def put(self, name: str, data: bytes) -> None:
        (self.place / f"{name}.drop").write_bytes(data)

    def ingest(self, place: str = "") -> tuple[int, str]:
        ran = self.safeguard("ingest", place or str(self.place), "--ingest-key", "ingest.pem")
        return ran.code, ran.out + ran.err

    def held(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.inbox / f"{name}.json").read_bytes())
        return found


@pytest.fixture
def desk(home: Path, tmp_path: Path, safeguard: Safeguard) -> Desk:
    made = Desk(tmp_path / "arrives", tmp_path / "inbox", safeguard)
    made.place.mkdir()
    Path("ingest.pem").write_bytes(PEM)
    Path("ingest.pem").chmod(0o600)
    declare(made, "laptop-6", "laptop-7", "mem")
    return made


def declare(desk: Desk, *hosts: str, more: str = "") -> None:
    Path("drop_keys").write_text("".join(f"{host} {public(KEY)}\n" for host in hosts))
    each = (f"  - {{target: drop://{host}, keys: drop_keys, inbox: {desk.inbox}{more}}}\n" for host in hosts)
    Path("safeguard.yaml").write_text("targets:\n" + "".join(each))


def ago(**by: float) -> str:
    return f"{datetime.now(UTC) - timedelta(**by):%Y-%m-%dT%H:%M:%SZ}"


def drop(host: str, made: str, *, key: EllipticCurvePrivateKey = KEY, more: str = "", **sections: str) -> bytes:
    """A drop of a host that says these things."""
    mark = "0" * 32
    about = f"system=Linux\nhostname={host}\nuid=0\nuser=root\n{more}"
    said = "".join(
        f"\n{mark} begin linux.{name}\n{text}\n{mark} end linux.{name} 0\n"
        for name, text in ({"machine": about} | sections).items()
    )
    names = ("host", "system", "made", "mark", "script", "to", "key", "form", "asks", "lock", "size")
    head = dict.fromkeys(names, "") | {"system": "Linux", "mark": mark, "script": "0" * 64, "asks": asks(LINUX)}
    return forged(Drop(head, f"\n{mark} hello Linux 0 \n{said}".encode()), key, PEM, host=host, made=made)


def test_a_file_that_anybody_may_put_there_costs_nobody_else_his_drop(desk: Desk) -> None:
    """No key is needed to put it there: it comes first, and is only refused."""
    good = small("laptop-6", KEY, PEM, ago(hours=1))
    desk.put("laptop-6", re.sub(rb"\nasks (\S+) ", rb"\nasks \1\1 ", good))
    desk.put("laptop-7", drop("laptop-7", ago(hours=1)))
    code, said = desk.ingest()
    assert (code, "laptop-6.drop: the line “asks” of its head cannot be read" in said) == (1, True)
    assert "1 taken, 0 already taken, 1 refused." in said


def test_a_flaw_of_ours_costs_one_drop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def flawed(data: bytes) -> object:
        if b"\nhost laptop-6\n" in data:
            raise KeyError("c4n4ry")
        return opened(data)

    monkeypatch.setattr("collectors.drop.taking.opened", flawed)
    for host in ("laptop-6", "laptop-7"):
        desk.put(host, drop(host, ago(hours=1)))
    code, said = desk.ingest()
    assert (code, "laptop-6.drop: it cannot be read, by a flaw of safeguard: KeyError at test_drops.py:" in said) == (
        1,
        True,
    )
    assert "1 taken, 0 already taken, 1 refused." in said
    assert "c4n4ry" not in said


def test_what_no_file_can_hold_is_an_error_of_that_question(desk: Desk) -> None:
    """Half a character, as the serial number of a disk: JSON can write it, and UTF-8 cannot."""
    disk = json.dumps({"blockdevices": [{"name": "sda", "serial": "\ud800"}]})
    desk.put("laptop-7", drop("laptop-7", ago(hours=1), lsblk=disk))
    assert desk.ingest()[0] == 0
    (row,) = (row for row in desk.held("laptop-7")["rows"] if row["question"] == "linux.lsblk")
    assert (row["outcome"], row["code"]) == ("error", "output not understood")
    assert "body" not in row or row["body"] is None


def test_a_drop_that_does_not_say_which_machine_it_is_of_does_not_open_the_door_to_another(desk: Desk) -> None:
    for hours, more, code in ((4, "machine-id=a\n", 0), (3, "", 0), (2, "machine-id=b\n", 1), (1, "machine-id=a\n", 0)):
        desk.put("laptop-7", drop("laptop-7", ago(hours=hours), more=more))
        assert desk.ingest()[0] == code, (hours, more)


def test_what_fails_while_it_is_read_is_refused(desk: Desk) -> None:
    """As a share that goes away. Nobody can read there from the start of it."""
    code, said = desk.ingest("/proc/self/mem")
    assert (code, "/proc/self/mem: it is a link, or cannot be read" in said) == (1, True)


def test_a_host_that_nobody_knows_is_not_read_at_all(desk: Desk) -> None:
    (desk.place / "stranger.drop").mkdir()
    (desk.place / "laptop-7.drop").mkdir()
    (desk.place / "\udcff\n.drop").write_bytes(b"")
    _, said = desk.ingest()
    assert "stranger.drop: drop:stranger is not declared" in said
    assert "laptop-7.drop: it is not a file" in said
    assert "\\udcff\\x0a.drop: drop:\\udcff\\x0a is not declared" in said


def test_one_that_is_too_old_to_count_says_so_at_once(desk: Desk) -> None:
    desk.put("laptop-6", drop("laptop-6", ago(hours=29)))
    desk.put("laptop-7", drop("laptop-7", ago(hours=31)))
    code, said = desk.ingest()
    lines = said.splitlines()
    assert code == 0
    assert "older" not in lines[0]
    assert lines[1].endswith("  (older than it may be: a scan does not count it)")


def test_a_clock_that_ran_ahead_here_says_how_to_go_on(desk: Desk) -> None:
    desk.put("laptop-7", drop("laptop-7", ago(hours=2)))
    assert desk.ingest()[0] == 0
    path = desk.inbox / "laptop-7.json"
    path.write_text(json.dumps(desk.held("laptop-7") | {"made": "2031-01-01T00:00:00Z"}))
    desk.put("laptop-7", drop("laptop-7", ago(hours=1)))
    code, said = desk.ingest()
    assert code == 1
    assert (
        "of 2031-01-01T00:00:00Z, a time that has not come: look at the clock here, then remove laptop-7.json" in said
    )
    ran = desk.safeguard("scan", "--make-key", "laptop-7")
    assert (ran.code, "then remove its file from the inbox" in " ".join(ran.out.split())) == (2, True)


def test_answers_that_are_older_than_they_may_be_are_not_sealed_as_fresh(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a program that looks away: a verifier finds it, by the time that is sealed with the target."""
    desk.put("laptop-7", drop("laptop-7", ago(hours=31)))
    assert desk.ingest()[0] == 0
    with monkeypatch.context() as patch:
        patch.setattr("collectors.drop.options.early", lambda _: 10**7)
        assert desk.safeguard("scan", "--make-key", "laptop-7").code == 2
    ran = desk.safeguard("verify", "evidence")
    assert ran.code == 1
    assert re.search(r"drop:laptop-7 was asked at \S+; the run went from", " ".join(ran.out.split()))


@pytest.mark.parametrize(
    ("every", "seconds"), [("24h", 108_000), ("1h", 7200), ("31d", 3_348_000), ("often", 0), (7, 0)]
)
def test_a_time_that_was_sealed_and_is_none_lets_nothing_wait(every: object, seconds: int) -> None:
    target = Target(id="drop:laptop-7", scheme="drop", name="laptop-7", options={"every": every})
    assert DROP.early(target) == seconds


def test_an_inbox_that_others_may_write_to_counts_for_nothing(desk: Desk) -> None:
    """They could put an older one back, or take one away."""
    desk.put("laptop-7", drop("laptop-7", ago(hours=1)))
    assert desk.ingest()[0] == 0
    desk.inbox.chmod(0o777)
    ran = desk.safeguard("scan", "--make-key", "laptop-7")
    assert (ran.code, "others may write to what was taken in of it" in ran.out) == (2, True)


@contextmanager
def bucket(monkeypatch: pytest.MonkeyPatch, **objects: bytes) -> Iterator[str]:
    with moto_server() as server:
        said = {
            "ENDPOINT_URL": server.url,
            "ACCESS_KEY_ID": "x",
            "SECRET_ACCESS_KEY": "y",
            "DEFAULT_REGION": "us-east-1",
        }
        for name, value in said.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        client = server.client("s3")
        client.create_bucket(Bucket="clinic-drops")
        for name, body in objects.items():
            client.put_object(Bucket="clinic-drops", Key=f"night/{name}.drop", Body=body)
        yield "s3://clinic-drops/night"


def test_a_bucket_from_the_first_key_to_the_scan(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    stranger = drop("laptop-6", ago(hours=1), key=new_host())
    theirs = {"laptop-6": stranger, "laptop-7": drop("laptop-7", ago(hours=1)), "laptop-70": b"another's"}
    with bucket(monkeypatch, **theirs) as place:
        declare(desk, "laptop-6", "laptop-7", more=f", from: {place}")
        Path("drop_keys").write_text("")
        monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
        monkeypatch.setattr(Screen, "asks", lambda _: True)
        ran = desk.safeguard("hosts", "enroll", "laptop-7")
        assert (ran.code, Path("drop_keys").read_text()) == (0, f"laptop-7 {public(KEY)}\n")
        assert f"drop:laptop-7 ({place}/laptop-7.drop) shows" in ran.err
        code, said = desk.ingest(place)
        assert code == 1
        assert f"REFUSED       {place}/laptop-6.drop: no key is enrolled for this host" in said
        assert f"REFUSED       {place}/laptop-70.drop: drop:laptop-70 is not declared" in said
        assert "1 taken, 0 already taken, 2 refused." in said
        assert "already taken laptop-7  " in desk.ingest(place)[1]
        code, said = desk.ingest("s3://other/night")
        assert (code, "s3://other: cannot be listed (NoSuchBucket)" in said) == (3, True)
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        code, said = desk.ingest(place)
        assert (code, "s3://clinic-drops: cannot be listed (ProfileNotFound)" in said) == (3, True)
    assert desk.safeguard("scan", "--make-key", "laptop-7").code == 2
