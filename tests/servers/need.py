"""What a test needs and the machine may lack: programs, and the vectors that lie beside the repository."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def need(program: str, *, package: str = "") -> str:
    """The path of `program`; without it the test is skipped, or fails where CI=true promises that all is there."""
    # Daemons such as sshd lie where the PATH of an ordinary user does not look.
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
    found = shutil.which(program, path=path)
    return found or lacking(f"{program} is not on this machine (Debian: apt-get install {package or program})")


def lacking(reason: str) -> NoReturn:
    """Skip this test because something is missing; with CI=true fail instead, so that nothing goes unseen there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}; with CI=true this is a failure")
    pytest.skip(reason)


def shared(name: str) -> Path:
    """A folder of test data made by others, which lies beside the repository on some machines only."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "testdata" / name
    if not folder.is_dir():
        pytest.skip(f"no {folder}: vectors made by others are not part of the repository")
    return folder
