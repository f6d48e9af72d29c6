"""What Microsoft's own packages say of Azure's paths: fetched from PyPI, and kept as a list beside this file.

`python -m tests.servers.arm.official` writes the list anew. A line is one call that reads: the path with names in
braces, the version of the API, and the names of its query.
"""

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

LIST: Final = Path(__file__).with_name("paths.txt")
PACKAGES: Final = (
    "azure-mgmt-alertsmanagement==2.0.0b2",  # 1 knows no alert processing rules
    "azure-mgmt-authorization==4.0.0",
    "azure-mgmt-compute==39.0.0",
    "azure-mgmt-containerservice==41.8.0",
    "azure-mgmt-cosmosdb==10.0.0",
    "azure-mgmt-dataprotection==2.2.0",
    "azure-mgmt-hybridcompute==9.0.0",
    "azure-mgmt-keyvault==14.1.0",
    "azure-mgmt-loganalytics==14.0.0",
    "azure-mgmt-managedservices==7.0.0b2",  # 6 knows a preview alone
    "azure-mgmt-managementgroups==2.0.0",
    "azure-mgmt-monitor==6.0.2",  # 7 has no diagnostic settings any more
    "azure-mgmt-mysqlflexibleservers==1.0.0",
    "azure-mgmt-network==33.1.0",
    "azure-mgmt-postgresqlflexibleservers==3.0.0",
    "azure-mgmt-resource==26.0.0",
    "azure-mgmt-recoveryservices==4.3.0",
    "azure-mgmt-recoveryservicesbackup==11.2.0",
    "azure-mgmt-security==7.0.0",
    "azure-mgmt-sql==4.0.0",
    "azure-mgmt-storage==25.3.0",
    "azure-mgmt-web==11.0.1",
)
_BUILDER: Final = re.compile(r"^def build_\w+_request\(", re.MULTILINE)
_URL: Final = re.compile(r'_url = (?:kwargs\.pop\(\s*"template_url",)?\(?\s*((?:"[^"]*"\s*)+)')
_VERSION: Final = re.compile(r'_params\.pop\(\s*"api-version", "([^"]+)"')
_READS: Final = "/backupStatus"
"""How the one path ends that is read with POST."""
_QUERY: Final = re.compile(r'_params\["([^"]+)"\]')


def fetched(folder: Path, *packages: str) -> Iterator[Path]:
    """The wheels of these packages, without what they need."""
    words = ["download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(folder), *packages]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True, timeout=300)
    yield from sorted(folder.glob("*.whl"))


def calls(wheel: Path) -> Iterator[str]:
    """The calls of a package that read."""
    with zipfile.ZipFile(wheel) as whole:
        for name in whole.namelist():
            if re.search(r"/operations/_\w*operations\.py$", name) and "/aio/" not in name:
                yield from _of_module(whole.read(name).decode())


def _of_module(text: str) -> Iterator[str]:
    starts = [found.start() for found in _BUILDER.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        url, version = _URL.search(part), _VERSION.search(part)
        path = "".join(re.findall(r'"([^"]*)"', url[1])) if url else ""
        if path and version and ('method="GET"' in part or path.endswith(_READS)):
            query = sorted(set(_QUERY.findall(part)) - {"api-version"})
            yield " ".join((path, version[1], *query))


def written() -> str:
    """The list."""
    with TemporaryDirectory() as folder:
        lines = {line for wheel in fetched(Path(folder), *PACKAGES) for line in calls(wheel)}
    return "".join(f"{line}\n" for line in sorted(lines))


if __name__ == "__main__":
    LIST.write_text(written(), encoding="utf-8")
