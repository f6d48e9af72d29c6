"""Real shells, scanned from the command line: FRR's own, and a server that knows only what is broken."""

import gzip
from pathlib import Path

import pytest

from tests.cli.conftest import Safeguard
from tests.cli.test_devices import findings
from tests.collectors.network.test_live import CONFIG
from tests.servers.frr import frr
from tests.servers.sshd import Pair, Sshd, me, pair, sshd


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("live") / "user")


def declare(server: Sshd, user: Pair, home: Path, *more: str) -> str:
    (home / "known").write_text(server.known)
    lines = ["config: none", "agent: false", f'identity: "{user.path}"', "known_hosts: known", *more]
    name = f"{me()}@127.0.0.1:{server.port}"
    target = f'  - target: "frr://{name}"\n' + "".join(f"    {line}\n" for line in lines)
    (home / "safeguard.yaml").write_text(f"targets:\n{target}")
    return f"frr:{name}"


def test_the_shell_of_frr(safeguard: Safeguard, user: Pair, home: Path, tmp_path: Path) -> None:
    with frr(tmp_path / "s", CONFIG, user=user) as server:
        target = declare(server, user, home)
        assert safeguard("scan", "--make-key").code == 2
    every = {(f["check"], f["resource"].removeprefix(target).lstrip("/")): f for f in findings(safeguard)}
    idle = every["automatic-logoff.idle-ends", "vty"]
    assert (idle["status"], idle["seen"]) == ("pass", "idle sessions end after 5 min")
    assert any(line.endswith("exec-timeout 5 0") for line in idle["stands"])
    stored = {part: f["status"] for (check, part), f in every.items() if check == "password-policy.stored-safely"}
    assert "fail" in stored.values()
    assert "pass" not in stored.values()
    kept = [*map(Path.read_bytes, filter(Path.is_file, home.rglob("*")))]
    kept += [gzip.decompress(one) for one in kept if one[:2] == b"\x1f\x8b"]
    assert not [one for one in kept if b"c4n4ry" in one]
    number = next(word for word in safeguard("keys", "show").out.split() if word.startswith("SHA256:"))
    assert safeguard("bundle", "export", "--output", "run.zip").code == 0
    assert safeguard("verify", "run.zip", "--key", number).code == 0


def test_a_device_that_knows_only_what_is_broken(safeguard: Safeguard, user: Pair, home: Path, tmp_path: Path) -> None:
    """What it offers fails by name; all else of it is not assessed, and nothing is said to it."""
    settings = ("KexAlgorithms diffie-hellman-group14-sha1", "HostKeyAlgorithms ssh-rsa", "Ciphers aes128-cbc")
    with sshd(tmp_path / "s", *settings, authorized=[user], keys=("rsa",)) as server:
        declare(server, user, home)
        assert safeguard("scan", "--make-key").code == 2
        assert server.attempts() == []
    every = findings(safeguard)
    (weak,) = (f for f in every if f["status"] == "fail")
    assert weak["check"] == "encryption-in-transit.strong-algorithms"
    assert weak["seen"].startswith("accepts aes128-cbc, diffie-hellman-group14-sha1, hmac-sha1, ")
    assert {f["resource"].rpartition("/")[2] for f in every if f["status"] == "pass"} == {"sshd"}
    assert {f["status"] for f in every if not f["resource"].endswith("/sshd")} == {"not_assessed"}
