"""The keyring of this house: its file, and which keys count for what is written next."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scanner import paths
from scanner.cli import output
from scanner.cli.failures import CommandError, NotStoredError
from scanner.cli.screen import Screen
from scanner.words import counted, visible

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.evidence.chain import Keyring
    from scanner.evidence.keyring import Key, Version
    from scanner.evidence.trusted import Trusted
    from scanner.signers import Signer
    from scanner.stores import Store

_MAX_FILE: Final = 10 << 20

_WRONG: Final = """\
  Nothing was asked or signed: what is written on behind that would not verify.
  Next: safeguard keys show   says which keys count. Where it is the log that is wrong, keep this store
  as it is, and begin another with --store DIR and a keyring of its own"""

_EARLY: Final = """\
  Nothing was asked or signed, and version {} of the keyring lies in no store yet. Where a key ends in it before what
  was sealed meanwhile, take the lines from that version on out of the file of the keyring
  Next: safeguard keys rotate   makes it anew, from the next entry on"""


def default() -> Path:
    """Where it lies where nothing else is said: `~/.config/safeguard/keyring.jsonl`, or below XDG_CONFIG_HOME."""
    try:
        return paths.at_home() / "keyring.jsonl"
    except OSError as err:
        raise CommandError(f"no keyring is named, and none can be looked for: {err.strerror}") from None


def place(config: "Config", named: Path | None = None) -> Path:
    """Where the keyring lies, or is to lie: as was typed, as safeguard.yaml says, else the default place."""
    if named:
        return named
    return paths.expanded(config.keyring.removeprefix("file:")) if config.keyring else default()


def found(config: "Config") -> Path | None:
    """Where the keyring lies; None where there is none, and where nobody has a home to look for one in."""
    with suppress(CommandError):
        path = place(config)
        return path if paths.is_there(path) else None
    return None


def held(config: "Config", screen: Screen) -> "Keyring | None":
    """The keyring of this house, None where there is none; that a version is pending is said, and it does not count.

    Raises:
        CommandError: safeguard.yaml names one, and it is not there or cannot be read.
        EvidenceError: it is none to go by.
    """
    try:
        path = place(config)
    except CommandError:
        return None  # nobody here has a home, and none is named
    if not config.keyring and not paths.is_there(path):
        return None
    ring = read(path)
    if ring.pending:
        screen.talk(f"Version {ring.pending.number} of the keyring is pending, and does not count yet.")
    return ring if ring.versions else None


def read(path: Path) -> "Keyring":
    """The keyring in a file: an envelope a line, the last one may be pending. Raises CommandError, `EvidenceError`."""
    from scanner.evidence.chain import read_chain

    try:
        with paths.open_regular(path) as file:
            data = file.read(_MAX_FILE + 1)
    except OSError as err:
        raise CommandError(
            f"the keyring {visible(str(path))} cannot be read: {err.strerror}\n  Next: safeguard keys init"
        ) from None
    if len(data) > _MAX_FILE or not data.endswith(b"\n"):
        raise CommandError(f"{visible(str(path))} is no keyring: whole lines, one a version, {_MAX_FILE} bytes at most")
    return read_chain(data[:-1].split(b"\n"), pending=True)


def write(path: Path, ring: "Keyring") -> None:
    """Put the keyring into its file, whole or not at all."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as err:
        raise CommandError(f"{visible(str(path.parent))} cannot be made: {err.strerror}") from None
    output.write(output.check(path), [each.data + b"\n" for each in ring.every])


def trusted(store: "Store", signer: "Signer", kind: str, config: "Config", screen: Screen) -> "Trusted":
    """Which keys count for the next entries of a log: by the keyring, else this signer's own.

    Raises:
        NotStoredError: this signer's key does not count, or the log is one that the keyring does not bear out.
        EvidenceError: the keyring is none to go by.
    """
    from scanner.evidence import EvidenceError, adopted, history, log
    from scanner.evidence.trusted import Trusted

    ring = held(config, screen)
    if ring is None:
        _alone(store)
        return Trusted({signer.keyid: signer.public})
    try:
        due = adopted.due(store, ring)
    except EvidenceError as err:
        raise NotStoredError(f"{err}\n{_WRONG}") from err
    found = Trusted({}, due.ring)
    try:
        if due.revokes:
            adopted.put(store, due)
        if log.read_head(store):
            history.check_log(store, found)
        adopted.put(store, due)
    except EvidenceError as err:
        # What lies in no store yet can be made anew, as where a scan was faster than the end of its key.
        early = due.versions and not due.revokes
        raise NotStoredError(f"{err}\n{_EARLY.format(due.versions[0].number) if early else _WRONG}") from err
    _counts(store, signer, found, kind, len(due.versions))
    return found


def _alone(store: "Store") -> None:
    """Refuse a log that goes by a keyring where there is none."""
    from scanner.evidence import adopted, keys

    if theirs := adopted.lying_in(store):
        raise NotStoredError(
            f"the log in {store.name} goes by the keyring {keys.short(theirs.genesis)}, and there is none here\n"
            "  Nothing was asked or signed. Put a copy of it there, or name it in safeguard.yaml (keyring: FILE):\n"
            "  whoever looks after the keys has it, and one out of the store would show nothing."
        )


def _counts(store: "Store", signer: "Signer", found: "Trusted", kind: str, due: int) -> None:
    """Refuse a key that does not count for what comes next: the versions that are due, then what is to be said."""
    from scanner.evidence.statement import KEYRING_TYPE

    size = sum(1 for _ in store.list("log/"))
    for entry, each in enumerate([KEYRING_TYPE] * due + [kind], start=size):
        if why := found.doubt(signer.keyid, entry, each):
            raise NotStoredError(
                f"entry {entry} of the log in {store.name} would be signed with {why}\n"
                "  Nothing was asked or signed. Next: safeguard keys show   says which keys count; --sign-key URI\n"
                "  names one"
            )


def take_up(store: "Store", signer: "Signer", found: "Trusted", screen: Screen) -> int:
    """Let the log take up what it lacks of the keyring; how many versions that were. Raises NotStoredError."""
    from scanner.evidence import EvidenceError, adopted
    from scanner.signers import SignerError
    from scanner.stores import StoreError

    if not found.keyring:
        return 0
    try:
        due = adopted.adopt(store, signer, found.keyring)
    except (EvidenceError, SignerError, StoreError) as err:
        raise NotStoredError(f"{err}\n  The keyring was not taken up, and nothing was asked or signed.") from err
    for version in due.versions:
        screen.talk(f"The log has taken up version {version.number} of the keyring.")
    return len(due.versions)


def lines(ring: "Keyring", path: Path, shown: "Version | None" = None) -> Iterator[str]:
    """What a keyring says, for people: pinned by what, signed by whom, which key counts for what.

    As the version that holds says it, or the one that is to be `shown`.
    """
    from scanner.evidence import chain, keys

    document = (shown or (ring.last if ring.versions else ring.every[-1])).document
    yield f"Keyring   {visible(paths.shortened(path))}   {counted(len(ring.versions), 'version')}"
    yield f"Genesis   {keys.spaced(ring.genesis)}"
    yield f"Log       {document.origin or 'of any name, until a store is there'}"
    yield f"Roots     {document.threshold} of {len(document.roots)} sign"
    for root in document.roots:
        yield f"  {keys.short(root.keyid)}  {root.name}"
    yield "Keys"
    for key in document.keys:
        yield f"  {keys.short(key.keyid)}  {key.name}: {' and '.join(key.roles)}, {reach(key)}"
    if ring.pending:
        yield f"Pending   version {ring.pending.number}, which does not count yet"
        for lack in chain.missing(ring.versions, ring.pending):
            yield f"  it {lack}"


def reach(key: "Key") -> str:
    """For which entries a key counts."""
    said = f"from entry {key.from_} on" if key.to is None else f"entries {key.from_} to {key.to - 1}"
    if key.revoked_from is not None:
        said += f", revoked from entry {key.revoked_from} on"
    return f"{said} ({key.why})" if key.why else said
