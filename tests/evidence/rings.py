"""Keyrings for tests, and an enemy's tools to change them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from scanner.evidence import canonical, dsse, growing, keyring, keys
from scanner.evidence.chain import Keyring, read_chain
from scanner.evidence.keyring import Document, Version
from scanner.signers import Signer
from scanner.signers.file import new_key
from tests.evidence.made import ORIGIN


@dataclass(frozen=True)
class People:
    """Whose keys there are: two roots, what scans, its next key, who reviews, and a thief."""

    one: Signer
    two: Signer
    machine: Signer
    next: Signer
    ana: Signer
    thief: Signer


def people(folder: Path) -> People:
    folder.chmod(0o700)
    return People(*(new_key(folder / f"{name}.pem") for name in ("one", "two", "machine", "next", "ana", "thief")))


def named(text: str, who: People) -> str:
    """A sentence with names in the place of numbers; which root comes first, chance says."""
    for name in ("one", "two", "machine", "next", "ana", "thief"):
        shown = "ROOT" if name in {"one", "two"} else name.upper()
        text = text.replace(keys.short(getattr(who, name).keyid), shown)
    return text


def first(who: People, **more: Any) -> Document:
    """A keyring whose two roots must both sign: a machine collects, Ana reviews."""
    roots = [growing.root(who.one.public, "Root One"), growing.root(who.two.public, "Root Two")]
    held = [
        growing.key(who.machine.public, "scanner-1", ["collector"], 0),
        growing.key(who.ana.public, "Ana Ruiz", ["reviewer"], 0),
    ]
    return edited(growing.first(roots, 2, held, ORIGIN), **more)


def ring(who: People, **more: Any) -> Keyring:
    return growing.signed(first(who, **more), None, [who.one, who.two])


def revoked(who: People, before: Keyring, signer: Signer, entry: int) -> Keyring:
    document = growing.revoked(before, signer.keyid, entry, "lost", "")
    return growing.signed(document, before, [who.one, who.two])


def edited(document: Document, **more: Any) -> Document:
    """A document with other fields, as it would be read."""
    fields = {**msgspec.to_builtins(document), **more}
    return msgspec.convert(fields, Document)


def forged(document: Any, signers: Sequence[Signer], edit: Callable[[Any], None] = lambda _: None) -> bytes:
    """An envelope as an enemy would make it: whatever the document says, and whoever signs it."""
    doc = msgspec.json.decode(msgspec.json.encode(document))
    edit(doc)
    payload = canonical.dumps(doc)
    pae = dsse.pae(payload, keyring.PAYLOAD_TYPE)
    signed = dsse.Signed(payload, {signer.keyid: signer.sign(pae) for signer in signers})
    return dsse.write_signed(signed, keyring.PAYLOAD_TYPE, "it")


def follower(before: Version, **more: Any) -> Document:
    """The document of the version after this one, with other fields."""
    return edited(before.document, **{"version": before.number + 1, "previous": before.digest, **more})


def chain(*envelopes: bytes) -> Keyring:
    return read_chain(envelopes)
