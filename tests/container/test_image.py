"""The image as a pipeline and an auditor run it: read-only root, no capability, no network where none is needed."""

import json
import tomllib
from pathlib import Path

import pytest

from tests.servers.container import ROOT, Image, build_image

# One worker builds, and runs them all.
pytestmark = pytest.mark.xdist_group("image")

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
OFFLINE = ("--network", "none")

LOOK = """
import json, os, pwd, shutil, sys, importlib.util

def writable(place):
    try:
        open(f"{place}/probe", "w").close()
    except OSError as err:
        return err.strerror
    return "written"

status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
print(json.dumps({
    "uid": os.getuid(), "gid": os.getgid(), "user": pwd.getpwuid(os.getuid()).pw_name,
    "capabilities": int(status["CapEff"], 16), "more privileges": status["NoNewPrivs"] == "0",
    "writable": {place: writable(place) for place in ("/", "/opt/safeguard", "/tmp", "/config", "/evidence")},
    "compilers": [name for name in ("cc", "gcc", "g++", "make") if shutil.which(name)],
    "build tools": [name for name in ("pip", "hatchling", "setuptools") if importlib.util.find_spec(name)],
    "left over": [place for place in ("/source", "/build", "/wheel", "/own", "/root/.cache") if os.path.exists(place)],
}))
"""


@pytest.fixture(scope="session")
def image() -> Image:
    return build_image()


def test_version(image: Image) -> None:
    run = image.run("--version", options=OFFLINE)
    assert (run.returncode, run.stdout, run.stderr) == (0, f"safeguard {VERSION}\n", "")


def test_what_it_may_do(image: Image, tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    mounts = ("-v", f"{tmp_path}:/evidence", "-v", f"{tmp_path}:/config:ro")
    run = image.run("-c", LOOK, options=(*OFFLINE, *mounts, "--entrypoint", "python3"))
    refused = dict.fromkeys(("/", "/opt/safeguard", "/tmp", "/config"), "Read-only file system")  # noqa: S108  # theirs
    assert json.loads(run.stdout) == {
        "uid": 10001, "gid": 10001, "user": "safeguard", "capabilities": 0, "more privileges": False,
        "writable": {**refused, "/evidence": "written"},
        "compilers": [], "build tools": [], "left over": [],
    }  # fmt: skip


def test_what_it_says_of_itself(image: Image) -> None:
    name = "org.opencontainers.image."
    labels = image.labels()
    assert labels[f"{name}title"] == "safeguard"
    assert labels[f"{name}licenses"] == "Apache-2.0"
    assert labels[f"{name}version"] == VERSION
