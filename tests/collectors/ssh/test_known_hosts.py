"""known_hosts: what it knows of a key that a host shows. OpenSSH's own reader has the last word."""

import base64
import subprocess
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.ssh.known_hosts import KnownHosts, KnownHostsError, Trust, called, matches
from collectors.ssh.public import Key
from tests.servers.need import need


def _key(number: int, kind: str = "ssh-ed25519") -> Key:
    text = kind.encode()
    return Key(kind, len(text).to_bytes(4, "big") + text + b"\0\0\0\x20" + bytes([number]) * 32)


def _line(key: Key, hosts: str, marker: str = "") -> str:
    return " ".join(filter(None, (marker, hosts, key.type, base64.b64encode(key.blob).decode(), "a comment")))


MINE, OTHER, THIRD, ECDSA = _key(1), _key(2), _key(3), _key(4, "ecdsa-sha2-nistp256")
HASHED = "|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg="
"""Of 192.168.1.61, as in OpenSSH's own tests."""


@pytest.mark.parametrize(
    ("lines", "host", "port", "trust"),
    [
        ([], "web1", 22, Trust.UNKNOWN),
        ([_line(MINE, "web1")], "web1", 22, Trust.KNOWN),
        ([_line(MINE, "web1")], "WEB1", 22, Trust.KNOWN),
        ([_line(MINE, "web1,10.0.0.7")], "10.0.0.7", 22, Trust.KNOWN),
        ([_line(MINE, "web1")], "web10", 22, Trust.UNKNOWN),
        ([_line(MINE, "web1")], "web1", 2222, Trust.UNKNOWN),
        ([_line(MINE, "[web1]:2222")], "web1", 2222, Trust.KNOWN),
        ([_line(MINE, "[web1]:2222")], "web1", 22, Trust.UNKNOWN),
        ([_line(MINE, "[web1]:22")], "web1", 22, Trust.UNKNOWN),
        ([_line(MINE, "[2001:db8::7]:2222")], "2001:db8::7", 2222, Trust.KNOWN),
        ([_line(MINE, "*.clinic.example")], "pacs.clinic.example", 22, Trust.KNOWN),
        ([_line(MINE, "*.clinic.example")], "clinic.example", 22, Trust.UNKNOWN),
        ([_line(MINE, "10.0.0.?")], "10.0.0.7", 22, Trust.KNOWN),
        ([_line(MINE, "10.0.0.?")], "10.0.0.77", 22, Trust.UNKNOWN),
        ([_line(MINE, "web[12]")], "web1", 22, Trust.UNKNOWN),
        ([_line(MINE, "*,!db1")], "db1", 22, Trust.UNKNOWN),
        ([_line(MINE, "!db1,*")], "db1", 22, Trust.UNKNOWN),
        ([_line(MINE, "*,!db1")], "web1", 22, Trust.KNOWN),
        ([_line(MINE, "!db1")], "web1", 22, Trust.UNKNOWN),
        ([_line(MINE, HASHED)], "192.168.1.61", 22, Trust.KNOWN),
        ([_line(MINE, HASHED)], "192.168.1.62", 22, Trust.UNKNOWN),
        ([_line(OTHER, "web1")], "web1", 22, Trust.CHANGED),
        ([_line(ECDSA, "web1")], "web1", 22, Trust.CHANGED),
        ([_line(OTHER, "web1"), _line(MINE, "web1")], "web1", 22, Trust.KNOWN),
        ([_line(MINE, "web1"), _line(MINE, "web1", "@revoked")], "web1", 22, Trust.REVOKED),
        ([_line(MINE, "*", "@revoked"), _line(MINE, "web1")], "web1", 22, Trust.REVOKED),
        ([_line(OTHER, "*", "@revoked"), _line(MINE, "web1")], "web1", 22, Trust.KNOWN),
        ([_line(MINE, "db1", "@revoked"), _line(MINE, "web1")], "web1", 22, Trust.KNOWN),
        ([_line(MINE, "*", "@cert-authority")], "web1", 22, Trust.UNKNOWN),
        ([_line(MINE, "web1", "@other")], "web1", 22, Trust.UNKNOWN),
        (["# " + _line(MINE, "web1")], "web1", 22, Trust.UNKNOWN),
        (["\t " + _line(MINE, "web1").replace(" ", "\t") + "\r"], "web1", 22, Trust.KNOWN),
        (["web1 ssh-ed25519 AAAA\u2028" + _line(MINE, "web1")], "web1", 22, Trust.UNKNOWN),
    ],
)
def test_what_is_known_of_a_key(lines: list[str], host: str, port: int, trust: Trust) -> None:
    assert KnownHosts.of("\n".join(lines), "known_hosts").trust(host, port, MINE) is trust


@pytest.mark.parametrize(
    ("lines", "trust"),
    [
        ([_line(MINE, "*.clinic.example", "@cert-authority")], Trust.KNOWN),
        ([_line(MINE, "*.clinic.example")], Trust.UNKNOWN),
        ([_line(MINE, "*.other.example", "@cert-authority")], Trust.UNKNOWN),
        ([_line(OTHER, "*", "@cert-authority")], Trust.UNKNOWN),
        ([_line(MINE, "*", "@cert-authority"), _line(MINE, "*", "@revoked")], Trust.REVOKED),
    ],
)
def test_who_may_vouch_for_a_host(lines: list[str], trust: Trust) -> None:
    assert KnownHosts.of("\n".join(lines), "known_hosts").authority("pacs.clinic.example", 22, MINE) is trust


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("web1", "no key"),
        ("web1 ssh-ed25519", "no key"),
        ("web1 ssh-ed25519 !!!", "no base64"),
        ("web1 ssh-ed25519 AAAA", "the key is of another type than the line says"),
        (_line(MINE, "web1").replace("ssh-ed25519", "ssh-rsa"), "the key is of another type than the line says"),
        ("web1 1024 35 127", "no base64"),
        (_line(MINE, "web1", "@other"), "a marker that is not known"),
        (_line(MINE, "|2|aaaa|aaaa"), "a hash that is not known"),
        (_line(MINE, "|1||aaaa"), "a hash that is not known"),
        (_line(MINE, ",!"), "no host"),
    ],
)
def test_a_line_that_says_nothing_is_told_and_the_others_count(line: str, why: str) -> None:
    known = KnownHosts.of(f"{line}\n{_line(MINE, 'db1')}\n", "known_hosts")
    assert known.trust("db1", 22, MINE) is Trust.KNOWN
    assert [*known.unread] == [(1, why)]


@pytest.mark.parametrize("line", ["@revoked", "@revoked *", "@revoked * ssh-ed25519 AAAA", "@revoked * ssh-rsa !!!"])
def test_whoever_revokes_a_key_that_cannot_be_read_is_told(line: str) -> None:
    with pytest.raises(KnownHostsError, match=r"^known_hosts, line 2: it revokes a key that cannot be read"):
        KnownHosts.of(f"# mine\n{line}\n", "known_hosts")


def test_files_know_together_and_one_that_is_not_there_knows_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(_line(MINE, "web1"))
    (tmp_path / "b").write_text(_line(ECDSA, "web1") + "\n" + _line(MINE, "db1", "@revoked"))
    known = KnownHosts.read(tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert (known.trust("web1", 22, MINE), known.trust("db1", 22, MINE)) == (Trust.KNOWN, Trust.REVOKED)
    assert known.types("web1", 22) == ("ssh-ed25519", "ecdsa-sha2-nistp256")
    with pytest.raises(KnownHostsError, match=r"cannot be read: Is a directory$"):
        KnownHosts.read(tmp_path)
    (tmp_path / "d").symlink_to("d")
    with pytest.raises(KnownHostsError, match=r"cannot be read: Too many levels of symbolic links$"):
        KnownHosts.read(tmp_path / "d")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{mine}\n", ""),
        ("# lost\n\n {mine} in 2024\n{ecdsa}\n", ""),
        (None, "revoked: it revokes keys, and is not there: put it back"),
        ("SSHKRL\n\0\0\0\0\1", "revoked, line 1: no key: it must hold a line for each key, and no KRL"),
        ("{mine}\nssh-ed25519 AAAA\n", "revoked, line 2: the key is of another type than the line says"),
        ("web1 {mine}\n", "revoked, line 1: no base64"),
        ("{certificate}\n", "revoked, line 1: a certificate: name its key"),
    ],
)
def test_a_file_of_keys_that_no_host_may_show(tmp_path: Path, text: str | None, why: str) -> None:
    (tmp_path / "known").write_text(_line(MINE, "web1") + "\n" + _line(OTHER, "*", "@cert-authority"))
    kinds = {"mine": MINE, "ecdsa": ECDSA, "certificate": _key(5, "ssh-ed25519-cert-v01@openssh.com")}
    if text is not None:
        lines = {name: f"{key.type} {base64.b64encode(key.blob).decode()}" for name, key in kinds.items()}
        (tmp_path / "revoked").write_text(text.format(**lines))
    if why:
        with pytest.raises(KnownHostsError, match=why):
            KnownHosts.read(tmp_path / "known", revoked=[tmp_path / "revoked"])
        return
    known = KnownHosts.read(tmp_path / "known", revoked=[tmp_path / "revoked"])
    assert (known.trust("web1", 22, MINE), known.authority("db1", 22, MINE)) == (Trust.REVOKED, Trust.REVOKED)
    assert known.authority("db1", 22, OTHER) is Trust.KNOWN


def test_a_key_is_compared_as_people_are_told(tmp_path: Path) -> None:
    _keygen("-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "key"))
    kind, text, *_ = (tmp_path / "key.pub").read_text().split()
    told = _keygen("-l", "-E", "sha256", "-f", str(tmp_path / "key.pub")).split()[1]
    assert Key(kind, base64.b64decode(text)).fingerprint == told


def _keygen(*args: str) -> str:
    done = subprocess.run(
        [need("ssh-keygen", package="openssh-client"), *args], capture_output=True, text=True, timeout=20, check=False
    )
    return done.stdout


@lru_cache(maxsize=1)
def _public() -> str:
    return base64.b64encode(MINE.blob).decode()


HOSTS = st.text("ab1.-", min_size=1, max_size=6).filter(lambda name: not name.startswith("-"))
PATTERNS = st.lists(
    st.tuples(st.sampled_from(["", "", "!"]), st.text("ab1.-*?[]", min_size=1, max_size=6)).map("".join),
    min_size=1,
    max_size=3,
).map(",".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(host=HOSTS, port=st.sampled_from([22, 2222]), hosts=PATTERNS, hashed=st.booleans())
def test_a_host_is_found_where_openssh_finds_it(
    tmp_path: Path, host: str, port: int, hosts: str, *, hashed: bool
) -> None:
    file = tmp_path / "known_hosts"
    file.write_text(f"{hosts} {MINE.type} {_public()}\n")
    if hashed:
        _keygen("-H", "-f", str(file))
    lines = file.read_text().splitlines()  # each name that was hashed has one of its own
    said = _keygen("-F", called(host, port), "-f", str(file))
    assert any(matches(called(host, port), line.split(" ")[0]) for line in lines) == ("found: line" in said)
