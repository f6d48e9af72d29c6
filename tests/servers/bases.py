"""Root file systems of Debian, built once per machine and suite, outside the repository, for hosts to start from."""

import fcntl
import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tests.servers.need import lacking, need

SUITES: Final = ("bookworm", "trixie", "bullseye")
PACKAGES: Final = (
    *("systemd-sysv", "dbus", "openssh-server", "sudo", "rsyslog", "cron", "logrotate", "auditd", "nftables"),
    *("iproute2", "procps", "libpam-google-authenticator", "libpam-pwquality", "openssl"),
)
MORE: Final = {"bookworm": ("openscap-scanner", "lynis", "linux-base"), "trixie": ("ssg-debian",)}
"""Second opinions. OpenSCAP's content is trixie's, for that of bookworm is older than bookworm; it wants linux-base."""
BUILD_SECONDS: Final = 300


def bases(suites: Iterable[str]) -> None:
    """Build all that are wanted and not there yet, at once."""
    with ThreadPoolExecutor() as pool:
        list(pool.map(base, suites))


def base(suite: str) -> Path:
    """The root file system of a suite, built if it is not there yet; the machine's own apt sources say from where."""
    if os.geteuid() != 0:
        lacking("only root can start hosts")
    program = need("mmdebstrap")
    packages = ",".join((*PACKAGES, *MORE.get(suite, ())))
    what = hashlib.sha256(f"{suite} {packages}".encode()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "safeguard-tests"
    cache.mkdir(parents=True, exist_ok=True)
    made = cache / f"{suite}-{what}"
    with (cache / f"{suite}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.is_dir():
            return made
        with tempfile.TemporaryDirectory(prefix=f"{suite}-", dir=cache, ignore_cleanup_errors=True) as half:
            Path(half).chmod(0o755)
            words = ["--quiet", "--mode=root", "--variant=minbase", f"--include={packages}"]
            done = subprocess.run(
                [program, *words, suite, f"{half}/root", *_mirror()],
                capture_output=True,
                text=True,
                check=False,
                timeout=BUILD_SECONDS,
            )
            if done.returncode:
                lacking(f"mmdebstrap could not build {suite}: {done.stderr[-500:]}")
            (Path(half) / "root").rename(made)
    return made


def _mirror() -> list[str]:
    """Where this machine gets Debian from, if that is not where mmdebstrap would look."""
    told = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Label: Debian"],
        capture_output=True,
        text=True,
        check=False,
    )
    found = next(iter(re.findall(r"https?://\S+", told.stdout)), "")
    return [found] if found else []
