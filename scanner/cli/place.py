"""Where evidence lies: the store of safeguard.yaml, a bundle, and the runs in them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner import paths
from scanner.cli.failures import CommandError
from scanner.evidence import log, note
from scanner.evidence.sealed import SealedRun, read_run
from scanner.words import counted, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.config import Config
    from scanner.evidence.bundle import Bundle
    from scanner.stores import Reader, Store

_FEW: Final = 5
PARTS: Final = (
    "{0} holds parts of runs: single findings, and not what a night has shown as a whole\n"
    "  Next: safeguard verify {0}   says what is in it"
)


class NoRunError(CommandError):
    """There is nothing here to read yet: no store, or no run in it."""


@contextmanager
def opened(
    name: str, config: "Config", uri: str | None = None, identities: "Sequence[Path]" = ()
) -> Iterator[tuple["Reader", str]]:
    """What `name` means, open for reading, and the run it names, empty for the last one.

    A file is a bundle, a folder or URI a store; anything else is a run of the bundle or store at `uri`, or else of the
    store that safeguard.yaml names. Of a bundle every member is held against its manifests first; an encrypted one is
    opened with one of the `identities`.

    Raises:
        EvidenceError, StoreError: it cannot be read, or is refused.
        CommandError: it is not there.
    """
    _trust_root(config)
    if file := _bundle(name) or _bundle(uri):
        with closing(plain(file, identities)) as bundle:
            bundle.check()
            yield bundle, "" if _bundle(name) else name
    elif is_place(name):
        yield store(name, config, identities=identities), ""
    elif not set(name).isdisjoint("./"):  # the name of no run
        raise CommandError(f"there is no bundle and no store {visible(name)} here")
    else:
        yield store(uri or config.store, config, identities=identities), name


def plain(file: Path, identities: "Sequence[Path]") -> "Bundle":
    """The bundle in a file, decrypted where it is encrypted. Raises `EvidenceError`."""
    from scanner.evidence import encrypted
    from scanner.evidence.bundle import open_bundle

    if not encrypted.is_encrypted(file):
        return open_bundle(file)
    with closing(encrypted.decrypt(file, identities)) as found:
        return found.bundle()


def is_place(name: str) -> bool:
    """Tell whether it names a bundle or a store, and not a run of one."""
    return bool(name) and bool(_bundle(name) or paths.is_folder(Path(name)) or "://" in name)


def _bundle(named: str | None) -> Path | None:
    """The bundle of this name; None where there is no such file."""
    path = Path((named or "").removeprefix("file:"))
    return path if named and paths.is_file(path) else None


def settings(config: Path | None, *named: str | None) -> "Config":
    """What safeguard.yaml says. Where a bundle is named, none is read that happens to lie here: it may be another's.

    Raises:
        FileError, PluginError: it cannot be used.
    """
    from scanner import plugins
    from scanner.config import Config, load_config

    if config is None and any(map(_bundle, named)):
        return Config(load=plugins.load)
    return load_config(config)


def which(run: SealedRun) -> str:
    """Which of several runs of a bundle it is, in words; empty of the only one, and of a store."""
    from scanner.evidence.bundle import Bundle

    names = [one.record.run for one in reversed([*runs(run.reader)])] if isinstance(run.reader, Bundle) else []
    if len(names) < 2:  # noqa: PLR2004  # several
        return ""
    return f"Run {names.index(run.record.run) + 1} of {len(names)} in {run.reader.name}: {run.record.run}"


def store(
    uri: str, config: "Config", *, create: bool = False, identities: "Sequence[Path]" = (), to: "Sequence[str]" = ()
) -> "Store":
    """The store at `uri`; an encrypted one as whoever has the `identities`, or that of safeguard.yaml, can read it.

    Raises:
        StoreError, SecretError: it cannot be used.
        CommandError: there is no such identity or recipient, or nobody is named to encrypt for.
        NoRunError: there is none to read.
    """
    from scanner.stores.opening import open_store

    _trust_root(config)
    if not create and ":" not in uri and not paths.is_there(paths.resolved(uri)):
        raise NoRunError(
            f"there is no store {visible(uri)} here\n"
            "  Next: safeguard scan   makes it, or name another one with --store"
        )
    found = open_store(uri, create=create, plugins=config.plugins)
    shown = veiled(found, identities, to, config.identity)
    if create and shown is not found and not to:
        raise CommandError(
            f"{found.name} holds encrypted runs, and nobody is named for whom to encrypt: nothing was asked\n"
            "  Next: --encrypt-to age1…, or encrypt_to: in safeguard.yaml"
        )
    return shown


def veiled(found: "Store", identities: "Sequence[Path]" = (), to: "Sequence[str]" = (), reference: str = "") -> "Store":
    """The store as it is read with these identities and written for these recipients. Raises as `store` does."""
    from scanner.stores import MissingError
    from scanner.stores.encrypting import MARK

    try:
        found.read(MARK)
    except MissingError:
        if not to:
            return found
    from scanner.evidence import encrypted
    from scanner.secrets.lookup import resolve
    from scanner.stores.encrypting import EncryptedStore

    secrets = [resolve(reference)] if reference and not identities else []
    try:
        recipients = encrypted.recipients(to, "--encrypt-to") if to else []
        return EncryptedStore(found, recipients, encrypted.identities(identities, secrets))
    except encrypted.RecipientError as err:
        raise CommandError(str(err)) from None


def _trust_root(config: "Config") -> None:
    """From now on identities are checked by the trust root of safeguard.yaml. Raises CommandError."""
    from scanner.cli import supplied

    if config.sigstore_root:
        supplied.trust_root(Path(config.sigstore_root), "sigstore_root")


def within(uri: str, key: str) -> str:
    """What a member of the store at this URI is called; options stay out of it."""
    bare = uri.partition("?")[0] if "://" in uri else uri
    return f"{bare}/{key}"


def find(reader: "Reader", name: str) -> SealedRun:
    """The run of that name, of a name that begins so, or of that entry of the log; the last one without a name.

    Raises:
        CommandError: there is none, or more than one.
    """
    if not name:
        if lost := lacking(reader):
            raise CommandError(f"{lost}\n  An older run can be shown by its name: safeguard report RUN")
        if last := latest(reader):
            return last
        if any(reader.list("parts/")):
            raise CommandError(PARTS.format(reader.name))
        raise NoRunError(f"{reader.name} holds no run\n  Next: safeguard scan")
    every = [*runs(reader)]
    exact = next((run for run in every if name.isdecimal() and run.record.sequence == int(name)), None)
    if exact:  # though the names of runs begin with digits too
        return exact
    found = {run.record.run: run for run in every if run.record.run.startswith(name)}
    if not found and any(reader.list("parts/")):
        raise CommandError(PARTS.format(reader.name))
    if len(found) == 1:
        return found.popitem()[1]
    if found:
        raise CommandError(f"{reader.name} has {len(found)} runs that begin with “{visible(name)}”: write more of it")
    known = [run.record.run for run in every[:_FEW]]
    there = f"The last are: {', '.join(known)}" if known else "It holds none: safeguard scan"
    raise CommandError(f"no run “{visible(name)}” in {reader.name}\n  {there}")


def latest(reader: "Reader") -> SealedRun | None:
    """The last run of the log, None where it has none."""
    return next(runs(reader), None)


def lacking(reader: "Reader") -> str:
    """What was taken from the end of a store, also where all that told of it was taken too, and what shows it.

    Empty where nothing was.
    """
    from scanner.cli import anchor
    from scanner.evidence import keys

    if said := gone(reader):
        return f"{said}\n  Next: safeguard verify STORE   says what else was changed"
    return anchor.lacks(reader, keys.lying_in(reader))


def gone(reader: "Reader") -> str:
    """What somebody has taken from the end of a store, in words; empty where nothing is missing, and of a bundle.

    Of a bundle runs are left out on purpose, and its checkpoint is held against its log as it is opened.
    """
    from scanner.evidence.bundle import Bundle

    head = log.read_head(reader)
    if isinstance(reader, Bundle) or head is None:
        return ""
    size = note.read_note(head, f"the checkpoint of {reader.name}").checkpoint.size
    kept = (key.rpartition("/")[2] for key in reader.list("checkpoints/"))
    entries = sum(1 for _ in reader.list("log/"))
    # A scan puts its entry there before its checkpoint, and may have been killed between the two; the copy of its
    # checkpoint comes before the checkpoint itself, and the next scan mends that.
    there = max([entries - 1, *(int(name) for name in kept if name.isdecimal())])
    if there > size and log.read_head(reader) != head:
        return gone(reader)  # a scan has put its own there meanwhile
    covered = f"the checkpoint of {reader.name} covers {counted(size, 'entry', 'entries')}, and there are"
    if there > size:
        return (
            f"{covered} more: an older one was put back, or a scan puts its own there now, or was killed before it did"
        )
    if entries < size:
        return f"{covered} {entries}: entries were taken away, or it is the checkpoint of another log"
    last = next(filter(None, _entries(reader, size)), None)
    if last and not any(reader.list(f"runs/{last.record.run}/")):
        day = last.record.place.sealed[:10]
        return f"the last run of {reader.name}, {last.record.run} of {day}, is in its log, and its evidence is gone"
    return ""


def _entries(reader: "Reader", size: int) -> Iterator[SealedRun | None]:
    """The first `size` entries of the log, the last one first; None for one that is no run."""
    for number in reversed(range(size)):
        key = log.leaf_key(number)
        yield read_run(reader, reader.read(key), key)


def logged(reader: "Reader") -> Iterator[SealedRun]:
    """All runs that the checkpoint covers, the first one first, whether their members lie there or not."""
    if head := log.read_head(reader):
        size = note.read_note(head, f"the checkpoint of {reader.name}").checkpoint.size
        yield from filter(None, reversed([*_entries(reader, size)]))


def runs(reader: "Reader") -> Iterator[SealedRun]:
    """All runs that the checkpoint covers and whose members lie there, the last one first. Nothing is believed here."""
    head = log.read_head(reader)
    if head is None:
        return
    present = {key.split("/")[1] for key in reader.list("runs/")}
    for run in _entries(reader, note.read_note(head, f"the checkpoint of {reader.name}").checkpoint.size):
        if run and run.record.run in present:
            yield run
