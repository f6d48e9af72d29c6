"""Encrypted mappings: is a mapping one that encrypts, all of it, and with which cipher. Pure."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TypeAlias

from collectors.host.host import unanswered
from scanner.answers import Got, unclear

Way: TypeAlias = tuple[tuple[str, str], ...]
"""The mappings on one way down to a disk: the name of each, and what made it (`CRYPT-LUKS2`)."""
_ENCRYPTS = ("CRYPT-LUKS", "CRYPT-PLAIN", "CRYPT-BITLK", "CRYPT-TCRYPT", "CRYPT-LOOPAES", "CRYPT-FVAULT2")
_SIZES: Mapping[tuple[str, int], str] = {
    ("aes-xts", 64): "aes-256-xts",
    ("aes-xts", 32): "aes-128-xts",
    ("aes-cbc", 32): "aes-256-cbc",
    ("aes-cbc", 16): "aes-128-cbc",
}


def encrypted(ways: Iterable[Way], crypt: Got) -> tuple[bool | None, Got]:
    """Every way down goes through a mapping that encrypts all of it; where nobody can tell, why not."""
    seen = [_way([_seals(*mapping, crypt) for mapping in way]) for way in ways]
    verdict = False if False in seen else None if None in seen else True
    return verdict, unanswered(crypt, "what the mapping beneath does is not known")


def _way(mappings: list[bool | None]) -> bool | None:
    return True if True in mappings else None if None in mappings else False


def _seals(name: str, made: str, crypt: Got) -> bool | None:
    """The table of mappings knows; where it was not read, what made the mapping, which is no word on its cipher.

    `lsblk` calls every mapping of cryptsetup `crypt`, also those that only check (verity, integrity).
    """
    if crypt.ok:
        mapped = crypt.body.get(name)
        return mapped is not None and mapped["whole"] and not mapped["cipher"].startswith("cipher_null")
    return made.startswith(_ENCRYPTS) if made else None


def cipher(ways: Iterable[Way], crypt: Got) -> tuple[str | None, Got]:
    """The one cipher of all mappings beneath."""
    if not crypt.ok:
        return None, unanswered(crypt, "no dmsetup")
    mapped = {name: crypt.body[name] for name, _ in chain.from_iterable(ways) if name in crypt.body}
    words = {_name(m["cipher"], m["key_bytes"]) if m["cipher"] else "" for m in mapped.values()}
    if len(words) == 1 and (word := words.pop()):
        return word, crypt
    return None, unclear(crypt, f"{', '.join(sorted(mapped))}: no one cipher")


def _name(cipher: str, key_bytes: int) -> str:
    """dm-crypt's `aes-xts-plain64` with 64 bytes of key is AES-256: XTS takes two keys."""
    short = "-".join(cipher.split("-")[:2])
    return _SIZES.get((short, key_bytes), f"{short}-{key_bytes * 8}")
