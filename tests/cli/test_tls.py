"""`safeguard scan tls://HOST:PORT`, from the first word to the exit code."""

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Safeguard
from tests.collectors.tls import dialogues
from tests.servers.services import s_server, service
from tests.servers.tls import certificate, serving

IN_TRANSIT = "encryption-in-transit."


def found(safeguard: Safeguard, *args: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit code, and by check what is said of each resource, in the order of the checks."""
    ran = safeguard("scan", "--make-key", "--json", *args)
    report: dict[str, Any] = json.loads(ran.out)
    rows = {
        row["check"].removeprefix(IN_TRANSIT): (row["status"], row["seen"])
        for row in report["findings"]
        if row["check"].startswith(IN_TRANSIT)
    }
    assert safeguard("verify", "evidence").code == 5  # intact, and nobody has said whose key it is
    return ran.code, rows


def test_a_service_of_today(tmp_path: Path, safeguard: Safeguard) -> None:
    strong = ["-no_tls1", "-no_tls1_1", "-cipher", "ECDHE+AESGCM:ECDHE+CHACHA20"]
    with s_server(certificate(tmp_path, "127.0.0.1"), *strong) as port:
        code, rows = found(safeguard, f"tls://127.0.0.1:{port}")
    assert code == 1
    assert rows == {
        "plain-refused": ("pass", "it refuses unencrypted connections"),
        "protocol-version": ("pass", "TLS 1.2 is the lowest accepted"),
        "strong-algorithms": ("pass", "none of the 6 on offer is weak"),
        "certificate-valid": ("fail", rows["certificate-valid"][1]),
        "server-proven": ("fail", "nobody but itself vouches for its certificate"),
    }
    assert rows["certificate-valid"][1].startswith("expires in ")


@pytest.mark.parametrize(("left", "fails_in", "soon"), [(45, 15, True), (30 + 31, 31, False), (20, None, False)])
def test_what_ends_soon_is_said_before_it_fails(
    tmp_path: Path, safeguard: Safeguard, left: int, fails_in: int | None, *, soon: bool
) -> None:
    """A pass that time alone ends: until when, in its sentence, in the JSON, on the page and at the end of a scan."""
    with s_server(certificate(tmp_path, "127.0.0.1", days_left=left), "-tls1_3") as port:
        ran = safeguard("scan", "--make-key", f"tls://127.0.0.1:{port}")
    assert ("Fails next, if nobody does anything" in ran.out) is soon
    report = json.loads(safeguard("report", "--format", "json").out)
    (row,) = (row for row in report["findings"] if row["check"] == f"{IN_TRANSIT}certificate-valid")
    assert (row["status"], row["fails_in"]) == ("pass" if fails_in else "fail", fails_in)
    assert not fails_in or row["seen"] == f"expires in {left - 1} days; fails when fewer than 30 days are left"
    page = safeguard("report", "--format", "html").out
    assert ("Fails next, if nobody does anything" in page) is soon
    assert (f", for {fails_in} days</span>" in page) is soon


def test_a_service_of_yesterday(tmp_path: Path, safeguard: Safeguard) -> None:
    with s_server(certificate(tmp_path, "127.0.0.1"), "-cipher", "ALL:@SECLEVEL=0") as port:
        code, rows = found(safeguard, f"tls://127.0.0.1:{port}")
    assert code == 1
    assert rows["protocol-version"] == ("fail", "TLS 1.0 is accepted, less than 1.2")
    assert rows["strong-algorithms"][0] == "fail"
    assert "TLS_DH_ANON_WITH_AES_128_CBC_SHA" in rows["strong-algorithms"][1]


@pytest.mark.parametrize(
    ("words", "status", "seen"),
    [
        (["SIZE 1000"], "fail", "it does not encrypt"),
        (["STARTTLS", "AUTH LOGIN"], "fail", "it accepts unencrypted connections too"),
        (["STARTTLS"], "pass", "it refuses unencrypted connections"),
    ],
)
def test_mail(tmp_path: Path, safeguard: Safeguard, words: list[str], status: str, seen: str) -> None:
    with service(dialogues.smtp(serving(certificate(tmp_path)), *words)) as it:
        code, rows = found(safeguard, f"tls://127.0.0.1:{it.port}?starttls=smtp")
    assert (code, rows["plain-refused"]) == (1, (status, seen))


def test_nobody_is_there(safeguard: Safeguard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    code, rows = found(safeguard, f"tls://127.0.0.1:{port}")
    assert code == 2
    assert {status for status, _ in rows.values()} == {"not_assessed"}
    assert "nothing listens at that port" in safeguard("scan", f"tls://127.0.0.1:{port}").screen


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("tls://portal.example/login", "tls: it must name a host, and a port where it is not the usual one"),
        ("tls://portal.example?starttls=gopher", "starttls"),
        ("tls://portal.example?timeout=soon", "timeout"),
        ("tls://portal.example?name=x", "name"),
    ],
)
def test_a_target_that_makes_no_sense(safeguard: Safeguard, uri: str, said: str) -> None:
    ran = safeguard("scan", "--make-key", uri)
    assert (ran.code, said in ran.err) == (3, True)


def test_declared(home: Path, tmp_path: Path, safeguard: Safeguard) -> None:
    with service(dialogues.postgres(serving(certificate(tmp_path, "127.0.0.1")))) as it:
        (home / "safeguard.yaml").write_text(
            f"targets:\n  - target: tls://127.0.0.1:{it.port}\n    name: ehr-database\n    starttls: postgres\n"
            f"    ephi: true\n    timeout: 30\n    ca: {tmp_path}/both.pem\n"
        )
        code, rows = found(safeguard)
    assert code == 1
    assert rows["plain-refused"] == ("fail", "the database accepts unencrypted connections too")
