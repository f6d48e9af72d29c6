"""Secrets planted wherever both collectors look: no byte of them in the store, the logs or a traceback."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collectors.host.test_local import CANARY as HOST
from tests.collectors.host.test_local import planted
from tests.servers.aws_account import CANARY as CLOUD
from tests.servers.aws_account import seed
from tests.servers.moto import Moto, moto_server
from tests.servers.other_etc import other_etc

pytestmark = pytest.mark.sampled("canaries")

KEY = "c4n4ryS3cr3tAcc3ssK3y"
TOKEN = "c4n4ryS3ss10nT0k3n"  # noqa: S105  # that is what it plays
SECRETS = (HOST, CLOUD, KEY, TOKEN, "c4n4ry")
PROGRAM = str(Path(sys.executable).with_name("safeguard"))


@pytest.fixture(scope="module")
def moto() -> Iterator[Moto]:
    with moto_server() as server:
        seed(server)
        yield server


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path / "tmp"),
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_SESSION_TOKEN": TOKEN,
        **more,
    }


def leaks(folder: Path) -> list[str]:
    """The files that hold a secret, in their names or in any byte, unpacked or as they are."""
    found = []
    for path in folder.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        if path.suffix == ".gz":
            data += gzip.decompress(data)
        found += [f"{path.relative_to(folder)}: {s}" for s in SECRETS if s.encode() in data or s in path.name]
    return found


@pytest.mark.parametrize("debug", [(), ("--debug",)], ids=["plain", "debug"])
def test_a_scan_of_both(tmp_path: Path, moto: Moto, debug: tuple[str, ...]) -> None:
    (tmp_path / "tmp").mkdir()
    here = tmp_path / "work"
    here.mkdir()
    (here / "safeguard.yaml").write_text(
        "targets:\n"
        '  - target: "local:"\n'
        '  - target: "aws:"\n'
        f'    endpoint_url: "{moto.url}"\n'
        "    regions: [us-east-1]\n"
        '    secret_key: "env:AWS_SECRET_ACCESS_KEY"\n'
        '    access_key: "env:AWS_ACCESS_KEY_ID"\n'
        '    session_token: "env:AWS_SESSION_TOKEN"\n'
        # Nobody listens there, and the SDK's own words would tell of it.
        '  - target: "aws://nowhere"\n'
        '    endpoint_url: "http://127.0.0.1:9"\n'
        "    regions: [us-east-1]\n"
        '    secret_key: "env:AWS_SECRET_ACCESS_KEY"\n'
        '    access_key: "env:AWS_ACCESS_KEY_ID"\n'
    )
    (tmp_path / "etc").mkdir()
    seen = other_etc(tmp_path / "etc", planted(), mounted=HOST)
    done = subprocess.run(
        [*seen, PROGRAM, "scan", *debug, "--make-key", "--report", "night.json", "--report", "night.html"],
        cwd=here,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 2, done.stderr
    assert "2 of 3 targets reached" in done.stdout
    assert leaks(here) == []
    assert leaks(tmp_path / "tmp") == []
    assert [s for s in SECRETS if s in done.stdout + done.stderr] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("scan", f"aws://ana:{KEY}@prod"), 3),
        (("scan", f"aws://prod?secret_key={KEY}"), 3),
        (("scan", "local:", "--sign-key", f"file:/nowhere/{KEY}"), 3),
        (("verify", f"/nowhere/{TOKEN}"), 3),
    ],
)
def test_mistakes_leave_nothing_behind(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "tmp").mkdir()
    done = subprocess.run(
        [PROGRAM, *words],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == code
    assert leaks(tmp_path) == []
    if words[0] == "scan" and "sign-key" not in "".join(words):
        assert KEY not in done.stdout + done.stderr
