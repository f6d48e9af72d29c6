"""What a directory of 50,000 accounts costs: a real slapd, asked over TLS, page after page."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.cost import Figure, command
from scanner.signers.file import new_key
from tests.servers.slapd import BASE, PASSWORD, READER, configuration, slapd

ACCOUNTS: Final = 50_000
_LIMITS: Final = f'olcLimits: dn.exact="{READER}" size=unlimited time=unlimited'
_ACCESS: Final = f"""\
olcAccess: to attrs=userPassword by dn.exact="{READER}" none by self write by anonymous auth by * none
olcAccess: to * by dn.exact="{READER}" read by * none
olcLastBind: TRUE
{_LIMITS}"""


def figures() -> Iterator[Figure]:
    """Every figure."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        with slapd(folder, configuration(folder, database=_ACCESS), "".join(_entries())) as server:
            new_key(folder / "key.pem", None)
            (folder / "safeguard.yaml").write_text(
                f"targets:\n  - target: ldaps://127.0.0.1:{server.tls_port}\n    ca: {server.ca}\n"
                f'    user: "{READER}"\n    password: env:BIND\n    page: 1000\n'
            )
            words = ("scan", "--config", str(folder / "safeguard.yaml"), "--store", str(folder / "night"))
            child = command(*words, "--sign-key", str(folder / "key.pem"), env={"BIND": PASSWORD})
            if child.code != 1:  # it has findings, and all of it was read
                raise SystemExit(f"the scan ended with {child.code}: nothing was measured")
    name = f"directory of {ACCOUNTS} accounts"
    yield Figure(name, child.own, "CPU-s", 20)
    yield Figure(f"{name}: peak memory", child.peak_mib, "MiB", 200)


def _entries() -> Iterator[str]:
    yield f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: alder\ndc: alder\n\n"
    yield f"dn: ou=people,{BASE}\nobjectClass: organizationalUnit\nou: people\n\n"
    yield f"dn: {READER}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: safeguard\n"
    yield f"userPassword: {PASSWORD}\n\n"
    for n in range(ACCOUNTS):
        yield (
            f"dn: uid=person{n:05},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: person{n:05}\ncn: Person {n}\n"
            f"sn: Person\nuserPassword: {{SSHA}}c4n4ry\npwdLastSuccess: 2026112{n % 5}020000Z\n\n"
        )
