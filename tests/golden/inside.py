"""What is asked from inside, each well kept: directories, databases, a host that drops; and what nothing reads."""

from pathlib import Path
from typing import Final

from msgspec import structs

from collectors.drop import DROP
from collectors.drop.asking import LAST
from scanner.answers import Answer, Source
from scanner.targets import Target
from tests.collectors.directory import asking, slapds
from tests.collectors.directory.active_directory import clinic
from tests.collectors.directory.freeipa import realm
from tests.collectors.host import over_ssh
from tests.collectors.mssql import servers
from tests.collectors.mysql import asked as of_mariadb
from tests.collectors.mysql.conftest import well_kept
from tests.collectors.postgres import asked as of_postgres
from tests.servers.slapd import PASSWORD, READER

UNREAD: Final = Target(id="ehr:chart", scheme="ehr", name="chart", options={"what": "Chart, hosted by its vendor"})
_DROPPED: Final = Source(endpoint="nb-07, by what it drops", identity="drop key SHA256:nb-07")


def inside(place: Path) -> dict[str, list[Answer]]:
    """By target what it answers; two of them are real servers."""
    (folder := place / "slapd").mkdir()
    with slapds.kept_well(folder) as it:
        options = {"ca": str(it.ca), "user": READER, "password": "env:DIRECTORY"}
        openldap = asking.asked(asking.target(it.tls_port, **options), PASSWORD)
    with well_kept() as server:
        mariadb = of_mariadb.asked(of_mariadb.target(server))
    return {
        "ldaps:ldap1": openldap,
        "ldaps:dc1": clinic.answers(clinic.entries()),
        "ldaps:ipa1": realm.answers(realm.entries()),
        "mariadb:db1": mariadb,
        "postgres:db2": of_postgres.answers(),
        "mssql:db3": servers.answers(servers.HARDENED),
        "drop:nb-07": dropped(),
    }


def dropped() -> list[Answer]:
    """What a Linux host has dropped: whose clock that was nobody has seen."""
    first, *rest = over_ssh.whole("linux")
    own, *others = rest
    body = {name: value for name, value in own.body.items() if name != "clock"}
    last = structs.replace(
        first,
        question=LAST,
        operation=next(q.operation for q in DROP.questions if q.id == LAST),
        body={"system": "Linux", "digest": "0" * 64, "script": "0" * 64, "key": "SHA256:nb-07"},
    )
    answers = last, structs.replace(own, body=body), *others
    return [structs.replace(one, source=_DROPPED, collector=DROP.name) for one in answers]
