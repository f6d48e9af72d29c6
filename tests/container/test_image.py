"""The image as a pipeline and an auditor run it: read-only root, no capability, no network where none is needed."""

import json
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.container import BUILD_SECONDS, ROOT, Image, build_image
from tests.servers.moto import moto_server

pytestmark = [pytest.mark.timeout(BUILD_SECONDS + 60), pytest.mark.sampled("container")]

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


@pytest.fixture(scope="module")
def image() -> Image:
    return build_image()


def test_version(image: Image) -> None:
    run = image.run("--version", options=OFFLINE)
    assert (run.returncode, run.stderr) == (0, "")
    assert re.fullmatch(rf"safeguard {re.escape(VERSION)}\nbuild [0-9a-f]{{64}}\n", run.stdout)


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


CONFIG = """\
store: /evidence
sign_key: signing.pem
targets:
  - target: "aws:"
    name: clinic
    endpoint_url: {url}
    regions: [us-east-1]
"""


@dataclass(frozen=True)
class Place:
    """What is mounted: the configuration with the key, the store, and a folder for the bundle."""

    folder: Path

    def mount(self, name: str, mode: str = "ro") -> tuple[str, str]:
        return ("-v", f"{self.folder / name}:/{name}:{mode}")


@pytest.fixture(scope="module")
def place(image: Image, tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = Place(tmp_path_factory.mktemp("mounted"))
    for name in ("config", "evidence", "out"):
        (place.folder / name).mkdir(mode=0o700)
        os.chown(place.folder / name, 10001, 10001)
    made = image.run("keys", "new", "--output", "/config/signing.pem", options=(*OFFLINE, *place.mount("config", "rw")))
    assert made.returncode == 0, made.stderr
    return place


@pytest.fixture(scope="module")
def bundle(image: Image, place: Place) -> Path:
    """A bundle of one scan of a moto server."""
    with moto_server() as moto:
        moto.client("s3").create_bucket(Bucket="clinic-records")
        (place.folder / "config/safeguard.yaml").write_text(CONFIG.format(url=moto.url))
        mounts = (*place.mount("config"), *place.mount("evidence", "rw"))
        keys = ("-e", "AWS_ACCESS_KEY_ID=testing", "-e", "AWS_SECRET_ACCESS_KEY=canary-9c41")
        scan = image.run("scan", "-c", "/config/safeguard.yaml", options=("--network", "host", *mounts, *keys))
    assert scan.returncode == 2, scan.stderr  # moto does not know all that is asked
    assert "canary" not in scan.stdout + scan.stderr
    readable = (*place.mount("evidence"), *place.mount("config"), *place.mount("out", "rw"))
    export = ("bundle", "export", "-c", "/config/safeguard.yaml", "--output", "/out/run.zip")
    exported = image.run(*export, options=(*OFFLINE, *readable))
    assert exported.returncode == 0, exported.stderr
    return place.folder / "out/run.zip"


def verify(image: Image, place: Place, *arguments: str) -> tuple[int, str]:
    """What an auditor sees who has nothing but the image, a bundle and no network."""
    run = image.run("verify", "/out/run.zip", *arguments, options=(*OFFLINE, *place.mount("out")))
    return run.returncode, run.stdout + run.stderr


def test_a_pipeline_scans_and_an_auditor_verifies(image: Image, place: Place, bundle: Path) -> None:
    code, said = verify(image, place)
    number = re.search(r"SHA256:([0-9a-f]{64})", said)
    assert code == 5, said
    assert number, said
    # Kept by somebody else, as a pipeline would print it into the log of its job.
    (bundle.parent / "anchor").write_bytes((place.folder / "evidence/checkpoint").read_bytes())
    code, said = verify(image, place, "--key", number[1], "--anchor", "/out/anchor")
    assert code == 0, said


def test_the_store_is_its_owner_s_only(place: Place, bundle: Path) -> None:
    modes = {oct(path.stat().st_mode & 0o777) for path in (place.folder / "evidence").rglob("*") if path.is_file()}
    assert modes == {"0o600"}


def test_a_changed_bundle_does_not_verify(image: Image, place: Place, bundle: Path) -> None:
    whole = bundle.read_bytes()
    try:
        bundle.write_bytes(whole[:-40])
        assert verify(image, place)[0] == 1
    finally:
        bundle.write_bytes(whole)


def test_without_a_store_nothing_is_asked(image: Image, place: Place) -> None:
    run = image.run(
        "scan", "local:", "--sign-key", "file:/config/signing.pem", options=(*OFFLINE, *place.mount("config"))
    )
    assert run.returncode == 4
    assert "read-only file system" in run.stderr
    assert not run.stdout


def test_a_first_scan_without_configuration(image: Image, place: Place, tmp_path: Path) -> None:
    """Nothing but the store can be written, /tmp neither."""
    tmp_path.chmod(0o700)
    os.chown(tmp_path, 10001, 10001)
    mounts = ("-v", f"{tmp_path}:/evidence", *place.mount("config"))
    run = image.run("scan", "local:", "--sign-key", "file:/config/signing.pem", options=(*OFFLINE, *mounts))
    assert run.returncode in {1, 2}, run.stderr
    assert "/bundle.zip" in run.stdout
