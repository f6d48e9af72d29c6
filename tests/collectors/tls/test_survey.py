"""Versions and suites, as services offer them: OpenSSL's own, and such as speak what no OpenSSL speaks any more."""

import itertools
import socket
import subprocess
from pathlib import Path

import pytest

from scanner.check import Judged
from tests.collectors.tls.asked import asked, channel, facts, judged, read, why
from tests.collectors.tls.hellos import accepting, alert, hello, record, server_hello
from tests.servers.need import need
from tests.servers.services import s_server, service
from tests.servers.tls import certificate

RC4, TRIPLE_DES, AES_GCM = 0x0005, 0x000A, 0xC02F
EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
CHANNEL = frozenset({"tls.protocols", "tls.ciphers", "tls.plain"})
PASS, FAIL, UNKNOWN = Judged.PASS, Judged.FAIL, Judged.UNKNOWN


@pytest.mark.parametrize(
    ("options", "version", "verdicts"),
    [
        (["-tls1_3"], "1.3", (PASS, PASS)),
        (["-no_tls1_3", "-no_tls1_1", "-no_tls1", "-cipher", "ECDHE+AESGCM"], "1.2", (PASS, PASS)),
        (["-no_tls1_1", "-no_tls1"], "1.2", (PASS, FAIL)),
        (["-tls1_1", "-cipher", EVERYTHING], "1.1", (FAIL, FAIL)),
        (["-tls1", "-cipher", EVERYTHING], "1.0", (FAIL, FAIL)),
        (["-cipher", EVERYTHING], "1.0", (FAIL, FAIL)),
        (["-tls1_2", "-cipher", "NULL:@SECLEVEL=0"], "1.2", (PASS, FAIL)),
    ],
)
def test_openssl(tmp_path: Path, options: list[str], version: str, verdicts: tuple[Judged, Judged]) -> None:
    with s_server(certificate(tmp_path, "127.0.0.1"), *options) as port:
        one = channel(facts(f"127.0.0.1:{port}"))
    assert (one.encryption, one.min_version) == ("required", version)
    said = judged(one)
    assert (said["protocol-version"], said["strong-algorithms"]) == verdicts


def test_every_suite_of_openssl_is_found(tmp_path: Path) -> None:
    ciphers = "aECDSA:aNULL:@SECLEVEL=0"
    listed = subprocess.run(
        [need("openssl"), "ciphers", "-s", "-tls1_2", "-stdname", ciphers], capture_output=True, text=True, check=True
    )
    with s_server(certificate(tmp_path, "127.0.0.1"), "-tls1_2", "-cipher", ciphers) as port:
        one = channel(facts(f"127.0.0.1:{port}"))
    known = {line.split()[0].lower() for line in listed.stdout.splitlines()}
    assert len(known) > 20
    assert set(one.algorithms or ()) == known


@pytest.mark.parametrize(
    ("accepted", "version", "algorithms"),
    [
        ({0x0300: [RC4]}, "1.0", ("tls_rsa_with_rc4_128_sha",)),
        ({0x0301: [TRIPLE_DES, RC4]}, "1.0", ("tls_rsa_with_3des_ede_cbc_sha", "tls_rsa_with_rc4_128_sha")),
        ({0x0302: [0x0064]}, "1.1", ("tls_rsa_export1024_with_rc4_56_sha",)),
        (
            {0x0303: [0x0003, AES_GCM]},
            "1.2",
            ("tls_ecdhe_rsa_with_aes_128_gcm_sha256", "tls_rsa_export_with_rc4_40_md5"),
        ),
        ({0x0304: [0xC0B4]}, "1.3", ("tls_sha256_sha256 (null)",)),
        (
            {0x0303: [AES_GCM], 0x0301: [RC4]},
            "1.0",
            ("tls_ecdhe_rsa_with_aes_128_gcm_sha256", "tls_rsa_with_rc4_128_sha"),
        ),
    ],
)
@pytest.mark.parametrize(
    "refuses", [alert(40), alert(70), b""], ids=["handshake_failure", "protocol_version", "closes"]
)
def test_what_openssl_no_longer_speaks(
    accepted: dict[int, list[int]], version: str, algorithms: tuple[str, ...], refuses: bytes
) -> None:
    with service(accepting(accepted, refuses)) as it:
        one = channel(read(asked(f"127.0.0.1:{it.port}", CHANNEL)))
    assert (one.min_version, one.algorithms) == (version, algorithms)
    if algorithms != ("tls_ecdhe_rsa_with_aes_128_gcm_sha256",):
        assert judged(one)["strong-algorithms"] is FAIL


def test_an_older_version_in_answer_refuses_the_newer() -> None:
    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        client.sendall(record(server_hello(min(version, 0x0302), RC4)) if RC4 in offered else alert(40))

    with service(play) as it:
        said = asked(f"127.0.0.1:{it.port}", frozenset({"tls.protocols"}))["tls.protocols"].body["versions"]
    assert {name: row["said"] for name, row in said.items()} == {
        "TLS 1.3": "refused",
        "TLS 1.2": "refused",
        "TLS 1.1": "accepted",
        "TLS 1.0": "accepted",
        "SSL 3.0": "accepted",
    }


def test_who_is_shut_out_half_way_has_seen_nothing() -> None:
    """A guard that closes every connection after the third must not look like a service that refuses what is old."""
    count = itertools.count()

    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        if next(count) < 3 and AES_GCM in offered:
            client.sendall(record(server_hello(min(version, 0x0303), AES_GCM)))

    with service(play) as it:
        one = channel(read(asked(f"127.0.0.1:{it.port}", CHANNEL)))
    assert (one.min_version, one.algorithms) == (None, None)
    assert why(one, "min_version").endswith("TLS 1.1: closed, and so was an offer that was taken before")


def test_who_stumbles_over_a_suite_may_take_another() -> None:
    """OpenSSL chooses a suite, cannot sign for it at its level of security, and says `internal_error`."""

    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        if version == 0x0303 or RC4 not in offered:
            client.sendall(alert(40) if AES_GCM not in offered else record(server_hello(version, AES_GCM)))
        else:
            client.sendall(alert(80) if 0xC013 in offered else record(server_hello(version, RC4)))

    with service(play) as it:
        one = channel(read(asked(f"127.0.0.1:{it.port}", CHANNEL)))
    assert (one.min_version, "tls_rsa_with_rc4_128_sha" in (one.algorithms or ())) == ("1.0", True)


@pytest.mark.parametrize("silent", [0x0300, 0x0301, 0x0302, 0x0303])
def test_a_version_that_could_not_be_tried_is_no_pass(silent: int) -> None:
    def play(client: socket.socket) -> None:
        version, offered, _ = hello(client)
        if version == silent:
            client.sendall(b"\x16\x03\x01\x00\x05hello")
        elif version == 0x0304:
            client.sendall(record(server_hello(version, 0x1301)) if 0x1301 in offered else alert(40))
        else:
            client.sendall(alert(70))

    with service(play) as it:
        one = channel(read(asked(f"127.0.0.1:{it.port}", CHANNEL)))
    assert (one.min_version, one.algorithms) == (None, None)
    assert {judged(one)[check] for check in ("protocol-version", "strong-algorithms")} == {UNKNOWN}


def test_few_connections() -> None:
    with service(accepting({0x0304: [0x1301, 0x1302, 0x1303], 0x0303: [AES_GCM, 0xC030, 0xCCA8]}, alert(70))) as it:
        asked(f"127.0.0.1:{it.port}", CHANNEL)
    assert it.met <= 5 + 3 + 1 + 3 + 5 + 1  # versions, suites one by one and their ends, and one without TLS
