"""Whether what it holds is encrypted, as far as the server does that itself. Pure."""

from collections.abc import Iterator
from typing import Final

from collectors.asking.listing import rows
from collectors.mysql.server import SERVER, Server
from collectors.mysql.statements import SPACES
from scanner.answers import HIDDEN, Got, gaps, unclear, unread
from scanner.facts import Asset, DataStore, Fact, Guard

_BENEATH: Final = Got("hidden", "it encrypts nothing itself, and cannot see whether the disk beneath does")
_CIPHER: Final = "aes-256-cbc"
"""MySQL's, which cannot be chosen (dev.mysql.com/doc/refman/8.4/en/innodb-data-encryption.html)."""


def read(it: Server) -> Iterator[Fact]:
    """Give the store, what it holds, and whether new tables are encrypted unasked where any is."""
    yield Asset(**it.thing(), role="store")
    spaces = it.ask(SPACES)
    used, encrypted, why, stands = _encrypted(it, spaces)
    cipher = "" if encrypted is False else _CIPHER if encrypted and not it.mariadb else None
    yield DataStore(
        **{**it.thing(spaces, it.tables.got), "stands": stands},
        encrypted=encrypted,
        customer_key=False if encrypted is False else None,
        cipher=cipher,
        documented=cipher == _CIPHER,
        unread=unread(
            **({"encrypted": why} if encrypted is None else {}),
            **({} if encrypted is False else {"customer_key": HIDDEN if encrypted else why}),
            **({} if cipher is not None else {"cipher": HIDDEN if encrypted else why}),
        ),
    )
    if not spaces.good:
        yield from gaps(it.answers.target, SERVER, spaces, (Guard, "unencrypted-stores"))
    elif used:
        yield Guard(**it.thing(spaces), prevents="unencrypted-stores", in_force=_by_default(it))


def _encrypted(it: Server, got: Got) -> tuple[bool, bool | None, Got, tuple[str, ...]]:
    """Whether it encrypts anything, whether all of it, why that is not known, and what it leaves in plain.

    All: each tablespace, the log that is written ahead, and the binary log. Tables of other engines it cannot encrypt
    in this way.
    """
    row = next(iter(rows(got)), None)
    if row is None:
        return False, None, got if not got.good else unclear(got, "it lists no tablespaces"), ()
    spaces, done = int(row["spaces"]), int(row["encrypted"])
    if not done:
        return False, None, _BENEATH, ()
    plain = [*_plain_logs(it)]
    if done < spaces:
        plain.append(f"tablespaces that are not encrypted: {spaces - done} of {spaces}")
    beside = it.tables.count("beside")
    if beside:
        plain.append(f"tables of engines that are not encrypted so: {beside}")
    if plain:
        return True, False, got, tuple(plain)
    tables = it.tables.got
    unseen = unclear(tables, "it may have shown fewer tables than there are") if tables.good else tables
    return True, None if beside is None else True, unseen, ()


def _plain_logs(it: Server) -> Iterator[str]:
    said, binary = it.settings, "encrypt_binlog" if it.mariadb else "binlog_encryption"
    ahead = ("innodb_encrypt_log",) if it.mariadb else ("innodb_redo_log_encrypt", "innodb_undo_log_encrypt")
    for name in (*ahead, *((binary,) if said.on("log_bin") else ())):
        if not said.on(name):
            yield f"{name} is off"


def _by_default(it: Server) -> bool:
    """FORCE lets nobody make a plain one; of MySQL, that nobody overrides the default without a right to."""
    said = it.settings
    if it.mariadb:
        return said.text("innodb_encrypt_tables").lower() in {"on", "force", "1"}
    return said.on("default_table_encryption")
