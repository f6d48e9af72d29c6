"""Traffic of the real Azure Resource Manager, as Microsoft recorded it for the tests of its old packages, from PyPI."""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from tests.servers.arm.server import ID

PACKAGES: Final = (
    "azure-mgmt-compute==17.0.0",
    "azure-mgmt-keyvault==8.0.0",
    "azure-mgmt-monitor==2.0.0",
    "azure-mgmt-network==17.0.0",
    "azure-mgmt-sql==1.0.0",
    "azure-mgmt-storage==16.0.0",
)
_SUBSCRIPTION: Final = re.compile(r"/subscriptions/[^/]+", re.IGNORECASE)


def fetched(folder: Path, *packages: str) -> list[Path]:
    """The source archives of these packages. Raises CalledProcessError, TimeoutExpired: they cannot be had."""
    how = ("-q", "--no-deps", "--no-binary", ":all:", "--no-build-isolation", "-d", str(folder))
    subprocess.run(
        [sys.executable, "-m", "pip", "download", *how, *packages], check=True, capture_output=True, timeout=300
    )
    return sorted(folder.glob("*.zip"))


def resources(archive: Path) -> Iterator[dict[str, Any]]:
    """Every resource that was answered in a recording, as it was answered last."""
    found: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(archive) as whole:
        for name in sorted(whole.namelist()):
            if "/recordings/" in name and name.endswith(".yaml"):
                for body in _bodies(whole.read(name).decode()):
                    for one in body["value"] if isinstance(body.get("value"), list) else [body]:
                        if isinstance(one, dict) and "/providers/" in str(one.get("id", "")):
                            place = _SUBSCRIPTION.sub(f"/subscriptions/{ID}", str(one["id"]), count=1)
                            found[place.lower()] = {**one, "id": place}
    yield from found.values()


def _bodies(text: str) -> Iterator[dict[str, Any]]:
    for one in yaml.load(text, Loader=yaml.CSafeLoader)["interactions"]:  # a safe one
        if one["response"]["status"]["code"] in {200, 201}:
            try:
                body = json.loads(one["response"]["body"]["string"] or "null")
            except ValueError:
                continue
            if isinstance(body, dict):
                yield body
