"""What brings it back: copies that its own history tells of, and a server that it follows, which is no copy. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from collectors.asking.listing import rows
from collectors.mysql.server import SERVER, Server
from collectors.mysql.statements import COPIES, REPLICAS
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.facts import FOREVER, Backup, Channel, Fact, Guard

REPLICA: Final = "mysql.replica"
_SILENT: Final = "it keeps no history of the copies that are made of it"
_UNSEEN: Final = ("retention_days", "encrypted", "offsite", "immutable")
_WORDS: Final = {
    True: ("Slave_IO_Running", "Slave_SQL_Running", "Seconds_Behind_Master", "Master_SSL_", "Connection_name"),
    False: ("Replica_IO_Running", "Replica_SQL_Running", "Seconds_Behind_Source", "Source_SSL_", "Channel_Name"),
}


def read(it: Server) -> Iterator[Fact]:
    """Give the copies, and the servers that it follows."""
    yield from _copies(it)
    got = it.ask(REPLICAS)
    if not got.good:
        yield from gaps(it.answers.target, SERVER, got, (Backup, "replica"))
        yield from gaps(it.answers.target, REPLICA, got, (Channel, "link"), (Guard, "impersonation"))
    for row in rows(got):
        yield from _followed(it, got, row)


def _copies(it: Server) -> Iterator[Fact]:
    """By MySQL Enterprise Backup, and mariadb-backup --history, alone: of other copies the server knows nothing."""
    got = it.ask(COPIES)
    if got.outcome == "absent" or it.tables.count("histories") == 0:
        # Who may not read a table is told the same of one that is not there: so the list of tables decides.
        yield from gaps(it.answers.target, SERVER, unclear(it.tables.got, _SILENT), (Backup, "copy"))
    elif not got.good:
        yield from gaps(it.answers.target, SERVER, got, (Backup, "copy"))
    else:
        yield _copy(it, got)


def _copy(it: Server, got: Got) -> Backup:
    """The newest good one. mariadb-backup writes down good runs alone; a copy of single tables is none of it all."""
    told = [row for row in rows(got) if row.get("partial") != "Y"]
    good = [row for row in told if str(row.get("state", "SUCCESS")).upper() == "SUCCESS" and "ended" in row]
    succeeded = None if it.mariadb or not told else told[0] in good
    silent = HIDDEN if it.mariadb else unclear(got, "no run is in it")
    return Backup(
        **it.thing(got),
        mechanism="copy",
        newest_seconds=_age(good[0]) if good else FOREVER,
        succeeded=succeeded,
        **dict.fromkeys(_UNSEEN),  # type: ignore[arg-type]  # fields of the vocabulary
        unread=unread(**({"succeeded": silent} if succeeded is None else {}), **dict.fromkeys(_UNSEEN, HIDDEN)),
    )


def _age(row: Mapping[str, Any]) -> int:
    return int(float(row["moment"])) - int(float(row["ended"]))


def _followed(it: Server, got: Got, row: Mapping[str, Any]) -> Iterator[Fact]:
    """A server whose changes come here: what it holds is here twice, and its damage too."""
    reads, writes, behind, tls, name = _WORDS[it.mariadb]
    runs = row.get(reads) == row.get(writes) == "Yes"
    late = row.get(behind)
    yield Backup(
        **it.thing(got),
        mechanism="replica",
        newest_seconds=int(late) if late is not None else None,
        succeeded=runs,
        **dict.fromkeys(_UNSEEN),  # type: ignore[arg-type]  # fields of the vocabulary
        unread=unread(
            **({} if late is not None else {"newest_seconds": unclear(got, "it does not say how far it is behind")}),
            **dict.fromkeys(_UNSEEN, HIDDEN),
        ),
    )
    called = str(row.get(name, "")) or "default"
    thing = it.thing(got, part=f"/replica/{quote(called)}", name=f"replication {called}", kind=REPLICA)
    on = row.get(f"{tls}Allowed") == "Yes"
    yield Channel(
        **thing,
        protocol="link",
        enabled=runs,
        encryption="required" if on else "none",
        min_version=None if on else "",
        algorithms=None if on else (),
        unread=unread(**({"min_version": HIDDEN, "algorithms": HIDDEN} if on else {})),
    )
    if on:
        yield Guard(**thing, prevents="impersonation", in_force=row.get(f"{tls}Verify_Server_Cert") == "Yes")
