"""How passwords look that programs have made into something else: one table for all who tell them or look for them."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Final

HASH: Final = "a password as a hash"
ENCRYPTED: Final = "a password as a device encrypts it"


@dataclass(frozen=True, slots=True)
class Form:
    """How some of them begin, and go on."""

    mark: str
    """What all of them begin with."""
    names: tuple[str, ...]
    """What may stand behind it. Known ones alone: `$winter$2026` is a password."""
    end: str
    rest: str
    """A pattern: what stands behind all that at the least."""
    what: str = HASH
    salted: bool = True
    """The same password looks otherwise each time, so that two of them cannot be compared."""
    sure: bool = True
    """Nothing else looks so, whatever the text; else it is looked for in texts of devices alone, as a word."""
    fold: bool = False
    """Names are written in any case."""

    @property
    def behind(self) -> str:
        """A pattern: how it begins, behind its mark."""
        names = "|".join(map(re.escape, self.names))
        return f"(?{'i' if self.fold else ''}:{names}){re.escape(self.end)}"

    @property
    def begin(self) -> str:
        """A pattern: how it begins."""
        return re.escape(self.mark) + self.behind


FORMS: Final = (
    Form(
        "$",
        (
            *map(str, (*range(10), 14)),
            *("2a", "2b", "2x", "2y", "y", "gy", "md5", "apr1", "sha1", "sha2", "sha256", "sha512"),
            *("scrypt", "nx-scrypt", "nx-pbkdf2", "argon2i", "argon2d", "argon2id"),
            *("pbkdf2", "pbkdf2-sha1", "pbkdf2-sha224", "pbkdf2-sha256", "pbkdf2-sha384", "pbkdf2-sha512"),
        ),
        "$",
        r"[./A-Za-z0-9=,$+-]{8}",
    ),
    Form("{", ("crypt",), "}", r"[./A-Za-z0-9$]{13}", fold=True),
    Form(
        "{",
        (
            *("md5", "smd5", "sha", "sha224", "sha256", "sha384", "sha512"),
            *("ssha", "ssha224", "ssha256", "ssha384", "ssha512"),
        ),
        "}",
        # Behind a place for a name, as in `{sha256}/objects/attributes`, stands no word that mixes capitals.
        r"(?=[a-z0-9+/]{0,20}[A-Z])(?=[A-Z0-9+/]{0,20}[a-z])[A-Za-z0-9+/]{22}",
        fold=True,
    ),
    Form(
        "{",
        ("pbkdf2", "pbkdf2-sha1", "pbkdf2-sha256", "pbkdf2-sha512", "bcrypt", "argon2"),
        "}",
        r"(?=[a-z0-9./+=,$-]{0,60}[A-Z])[./A-Za-z0-9=,$+-]{22}",
        fold=True,
    ),
    Form("ENC ", ("",), "", r"[A-Za-z0-9+/]{20}", ENCRYPTED),
    Form("", ("SH2", "AK1", "PB2"), "", r"[A-Za-z0-9+/]{30}", sure=False),  # FortiOS, behind an ENC or without
    Form("-AQ==", ("",), "", r"[A-Za-z0-9+/]{4}", ENCRYPTED),  # PAN-OS
    Form("0x", ("",), "", r"[0-9A-Fa-f]{32}", salted=False, sure=False),  # a key of SNMP
)
_ANY: Final = re.compile("|".join(form.begin for form in FORMS))
_SALTED: Final = re.compile("|".join(form.begin for form in FORMS if form.salted))


def made(secret: str) -> str:
    """How a secret begins that was made by a program, `$6$`; empty where it was not."""
    found = _ANY.match(secret)
    return found[0].strip() if found else ""


def salted(form: str) -> bool:
    """Whether the same password looks otherwise each time, in a form that `made` has told."""
    return _SALTED.match(f"{form} ") is not None


def found(data: bytes) -> str:
    """What stands in any evidence that nothing but a made secret looks like; empty where nothing does."""
    for mark, pattern, what in _sure():
        if mark in data and pattern.search(data):
            return what
    return ""


def in_text(text: str) -> str:
    """What stands in a text of a device as a word that looks like a made secret; empty where nothing does."""
    return next((what for pattern, what in _others() if pattern.search(text)), "")


@cache
def _sure() -> tuple[tuple[bytes, re.Pattern[bytes], str], ...]:
    """All of one mark at once, and behind a mark one look at the next sign: most of them, as in JSON, begin nothing."""
    every: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for form in FORMS:
        if form.sure:
            every[form.mark, form.what].append(form.behind + form.rest)
    return tuple(
        (mark.encode(), re.compile(f"{re.escape(mark)}(?=[A-Za-z0-9+/])(?:{'|'.join(rests)})".encode()), what)
        for (mark, what), rests in every.items()
    )


@cache
def _others() -> tuple[tuple[re.Pattern[str], str], ...]:
    every = (form for form in FORMS if not form.sure)
    return tuple((re.compile(rf"(?<![A-Za-z0-9+/]){form.begin}{form.rest}"), form.what) for form in every)
