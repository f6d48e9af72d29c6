"""`safeguard keys init`, `add`, `rotate`, `revoke`, `sign`, `adopt`: what root keys say of the others."""

import platform
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from scanner import paths
from scanner.cli import keyring, shared, signing
from scanner.cli.failures import CommandError
from scanner.cli.house import House
from scanner.cli.house import house as of
from scanner.cli.screen import Screen
from scanner.words import counted, visible

_ROLES: Final = ("collector", "reviewer", "approver")

_root = click.option(
    "--root",
    "roots",
    multiple=True,
    metavar="URI",
    help="A root key that signs; or, of others, a PEM: they sign later.",
)
_file = click.option(
    "--keyring",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Another one than that of safeguard.yaml.",
)
_from = click.option(
    "--from",
    "first",
    type=click.IntRange(min=0),
    metavar="ENTRY",
    help="From which entry of the log on. Default: the next one.",
)
_why = click.option("--why", default="", metavar="TEXT", help="The reason, which the keyring keeps.")
_name = click.option("--name", metavar="TEXT", help="Of the person or machine.")


def _common(command: Callable[..., int]) -> Callable[..., int]:
    for option in (shared.fd_option, shared.config_option, shared.store_option, _file):
        command = option(command)
    return command


@click.command("init", cls=shared.Command)
@_root
@click.option("--threshold", type=click.IntRange(min=1), metavar="K", help="How many of the roots have to sign.")
@click.option("--name", "names", multiple=True, metavar="TEXT", help="Of each root, in their order.")
@click.option("--sign-key", metavar="URI|PEM", help="The key that signs runs. Default: the one that scans use.")
@click.option("--machine", metavar="TEXT", help="Of the machine that scans. Default: the name of this one.")
@_common
@click.pass_obj
def init(screen: Screen, /, roots: Sequence[str], threshold: int | None, names: Sequence[str], **options: Any) -> int:
    """Begin a keyring: roots, how many of them have to sign, and the key that signs runs."""
    from scanner.evidence import growing

    sign_key, machine = options.pop("sign_key"), options.pop("machine")
    house = of(screen, options)
    if paths.is_there(house.path):
        raise CommandError(f"{visible(paths.shortened(house.path))} is there already, and is never written over")
    if not roots or (threshold is None and len(roots) > 1):
        raise CommandError("which root keys, and how many of them have to sign?\n  Give --root URI... --threshold K.")
    found = [house.key(uri) for uri in roots]
    called = [*names, *(f"root {number}" for number in range(len(names) + 1, len(roots) + 1))]
    held = [growing.root(public, name) for (public, _), name in zip(found, called, strict=False)]
    public, _ = house.key(sign_key or house.config.sign_key or f"file:{signing.default_key()}")
    collector = growing.key(public, machine or platform.node() or "collector", ["collector"], 0)
    document = growing.first(held, threshold or 1, [collector], house.origin)
    house.keep(growing.signed(document, None, [signer for _, signer in found if signer]))
    screen.talk(
        "Tell the genesis number to whoever verifies, by telephone or letter: safeguard verify BUNDLE --key NUMBER"
    )
    return 0


@click.command("add", cls=shared.Command)
@click.argument("key", metavar="PEM|URI")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([*_ROLES, "root"]),
    help="What it may sign: runs, that a run was reviewed, that it was approved; or the keyring itself.",
)
@_name
@_from
@click.option("--threshold", type=click.IntRange(min=1), metavar="K", help="With a new root: how many have to sign.")
@_why
@_root
@_common
@click.pass_obj
def add(
    screen: Screen, /, key: str, roles: Sequence[str], name: str | None, roots: Sequence[str], **options: Any
) -> int:
    """Add a key of a person or machine, or a root."""
    from scanner.evidence import growing

    first, why, threshold = options.pop("first"), options.pop("why"), options.pop("threshold")
    house = of(screen, options)
    if not name:
        raise CommandError("whose key is it?\n  Give --name, of the person or machine.")
    ring, (public, _) = house.ring(), house.key(key)
    if "root" in roles:
        if len(roles) > 1:
            raise CommandError("a root signs keyrings and nothing else: give --role root alone")
        new = growing.root(public, name)
        document = growing.rooted(ring, new, threshold or ring.document.threshold, house.origin)
    else:
        new_key = growing.key(public, name, roles, house.entry(first), why)  # type: ignore[arg-type]  # of a choice
        document = growing.added(ring, new_key, house.origin)
    return house.keep(growing.signed(document, ring, house.roots(roots)))


@click.command("rotate", cls=shared.Command)
@click.argument("key", metavar="PEM|URI")
@click.option("--old", metavar="KEYID", help="Which key ends. Default: the one that signs runs.")
@_name
@_from
@_why
@_root
@_common
@click.pass_obj
def rotate(screen: Screen, /, key: str, old: str | None, name: str | None, roots: Sequence[str], **options: Any) -> int:
    """Let a new key sign runs from an entry of the log on, where the old one ends."""
    from scanner.evidence import growing

    first, why = options.pop("first"), options.pop("why")
    house = of(screen, options)
    ring = house.ring()
    ends = ring.document.key.get(growing.named(ring, old)) if old else None
    going = [each for each in ring.document.keys if each.roles == ("collector",) and each.end is None]
    if not ends and len(going) != 1:
        raise CommandError(
            f"{counted(len(going), 'key')} of the keyring signs runs: say which one ends, with --old KEYID"
        )
    ends = ends or going[0]
    public, _ = house.key(key)
    new = growing.key(public, name or ends.name, ends.roles, house.entry(first), why)
    document = growing.rotated(ring, ends.keyid, new, house.origin)
    return house.keep(growing.signed(document, ring, house.roots(roots)))


@click.command("revoke", cls=shared.Command)
@click.argument("key", metavar="KEYID")
@click.option(
    "--from", "first", type=click.IntRange(min=0), metavar="ENTRY", help="The first entry that nobody vouches for."
)
@click.option("--now", is_flag=True, help="From the next entry on: what there is stays good.")
@_why
@_root
@_common
@click.pass_obj
def revoke(screen: Screen, /, key: str, first: int | None, roots: Sequence[str], *, now: bool, **options: Any) -> int:
    """Say from which entry of the log on a key does not count, or that a root is none any more."""
    from scanner.evidence import growing

    why = options.pop("why")
    house = of(screen, options)
    ring = house.ring()
    name = growing.named(ring, key)
    if name not in ring.document.root and (first is None) != now:
        raise CommandError("from which entry on does it not count?\n  Give --now, or --from ENTRY.")
    entry = house.next if now else first or 0
    document = growing.revoked(ring, name, entry, why, house.origin)
    done = house.keep(growing.signed(document, ring, house.roots(roots)))
    if lost := list(_lost(house, name, entry)):
        screen.talk(
            f"Not verified any more: {counted(len(lost), 'entry', 'entries')} from {lost[0]} on that it signed."
        )
        screen.talk(
            "This log stays so. Keep the store as it is, and begin another: --store DIR, and a keyring of its own"
        )
    return done


def _lost(house: House, name: str, entry: int) -> Iterator[int]:
    """The entries from this one on that a key has signed."""
    from scanner.evidence import dsse, log

    for number, data in enumerate(log.leaves(house.store) if house.store else ()):
        if number >= entry and dsse.read_envelope(data, f"entry {number}").keyid == name:
            yield number


@click.command("sign", cls=shared.Command)
@click.argument("named", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@_root
@_common
@click.pass_obj
def sign(screen: Screen, /, named: Path | None, roots: Sequence[str], **options: Any) -> int:
    """Sign the version that is pending, with a root key that is here."""
    from scanner.evidence import growing
    from scanner.evidence.chain import Keyring

    options["file"] = named or options["file"]
    house = of(screen, options)
    ring = keyring.read(house.path)
    if ring.pending is None:
        raise CommandError(f"no version of {visible(paths.shortened(house.path))} is pending: there is nothing to sign")
    for line in keyring.lines(ring, house.path, ring.pending):
        screen.answer(line)
    before = Keyring(ring.versions) if ring.versions else None
    return house.keep(growing.more(before, ring.pending, house.roots(roots)))


@click.command("adopt", cls=shared.Command)
@click.option("--sign-key", metavar="URI", help="A key of the keyring, which says so in the log.")
@_common
@click.pass_obj
def adopt(screen: Screen, /, sign_key: str | None, **options: Any) -> int:
    """Let the log of a store take up the keyring now, and not with the next scan."""
    from scanner.evidence.statement import KEYRING_TYPE

    fd, named = options["passphrase_fd"], options["store"]
    house = of(screen, options)
    if house.store is None:
        raise CommandError(
            "there is no store here that could take it up\n  Name it with --store; the first scan makes it."
        )
    uri = named or house.config.store
    signer = signing.open_key(signing.KeyChoice(uri=sign_key or "", passphrase_fd=fd), house.config, uri, screen)
    found = keyring.trusted(house.store, signer, KEYRING_TYPE, house.config, screen)
    if found.keyring is None:
        raise CommandError("there is no keyring here, or its first version is pending\n  Next: safeguard keys init")
    if not keyring.take_up(house.store, signer, found, screen):
        screen.talk(f"The log goes by version {found.keyring.last.number} of the keyring already.")
    return 0


COMMANDS: Final = (init, add, rotate, revoke, sign, adopt)
