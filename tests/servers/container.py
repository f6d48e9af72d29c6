"""The image in a container: built once by `make image`'s own script, run as its documentation says."""

import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers.need import lacking, need

ROOT = Path(__file__).parents[2]
# Two working trees on one machine must not run each other's image.
TAG = f"localhost/safeguard:test-{hashlib.sha256(bytes(ROOT)).hexdigest()[:12]}"
BUILD_SECONDS = 600
"""How long the build may take where nothing of it is there yet and the machine has other work."""
HARDENED = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")

# crun refuses machines that mount both generations of cgroups, and limits above those that this process has.
_WITHOUT_CGROUPS = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"'
_UNSHARED = ("unshare", "--mount", "--propagation", "private", "sh", "-c", _WITHOUT_CGROUPS, "sh")
_PODMAN = ("podman", "--cgroup-manager=cgroupfs", "--runtime", "crun")
_LIMITS = (
    "--cgroups=disabled",
    "--ulimit",
    "nofile=4096:4096",
    "--ulimit",
    "nproc=4096:4096",
    "--read-only-tmpfs=false",
)


@dataclass(frozen=True, kw_only=True)
class Image:
    """The built image, and the engine that runs it."""

    engine: tuple[str, ...]
    flags: tuple[str, ...]
    environ: dict[str, str]

    def run(self, *arguments: str, options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Run it with a read-only root and no capability; `options` are the engine's, `arguments` ours."""
        command = [*self.engine, "run", "--rm", *self.flags, *HARDENED, *options, TAG, *arguments]
        return subprocess.run(command, env=self.environ, check=False, capture_output=True, text=True, timeout=120)

    def labels(self) -> dict[str, str]:
        """What the image says of itself."""
        command = [*self.engine, "image", "inspect", TAG]
        answer = subprocess.run(command, env=self.environ, check=True, capture_output=True, timeout=60)
        image: dict[str, Any] = json.loads(answer.stdout)[0]
        labels: dict[str, str] = image["Config"]["Labels"]
        return labels


def build_image() -> Image:
    """Build the image with what is here; the test is skipped, or with CI=true fails, where nothing can."""
    image = _docker() or _podman()
    build = subprocess.run(
        [ROOT / "deploy/image.sh", TAG],
        env=image.environ,
        check=False,
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
    )
    assert build.returncode == 0, build.stderr[-4000:]
    return image


def _docker() -> Image | None:
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "version"], check=False, capture_output=True, timeout=30).returncode:
        return None
    return Image(engine=(docker,), flags=(), environ=dict(os.environ))


def _podman() -> Image:
    if os.geteuid():
        lacking("no Docker engine answers, and without one the image can be built by root only")
    for program in ("buildah", "podman", "crun", "mmdebstrap"):
        need(program, package=program)
    return Image(engine=(*_UNSHARED, *_PODMAN), flags=_LIMITS, environ={**os.environ, **_storage()})


def _storage() -> dict[str, str]:
    """Images of tests lie in a cache of their own: the machine's are left alone, the next run is quick."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "safeguard-tests"
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    conf = cache / "storage.conf"
    conf.write_text(f'[storage]\ndriver = "overlay"\nrunroot = "{cache}/run"\ngraphroot = "{cache}/store"\n')
    return {"CONTAINERS_STORAGE_CONF": str(conf), "BASE_IMAGE": "local"}
