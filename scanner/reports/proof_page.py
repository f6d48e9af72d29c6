"""The proof on the page: what was signed, by which key, and how to check it without the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scanner.evidence import keys, note
from scanner.reports.night import Night
from scanner.reports.text import clock, day, reviewed, took
from scanner.words import counted, number

INSTALLED: Final = {"verified": "as installed", "modified": "NOT as installed", "editable": "from a working copy"}
RETAIN: Final = "164.316(b)(2)(i)"
YEARS: Final = 6


@dataclass(frozen=True)
class Proof:
    """What the run's envelope and its log say."""

    night: Night

    @property
    def key(self) -> str:
        """The name of the key, in fours, for comparing by telephone."""
        return keys.spaced(self.night.record.signed_by)

    @property
    def short(self) -> str:
        """As much of it as a sentence bears."""
        return keys.short(self.night.record.signed_by)

    @property
    def said(self) -> Iterator[tuple[str, str]]:
        """What was signed, by name."""
        record = self.night.record
        yield "Signature", f"{keys.titled(self.night.public)} over an in-toto statement (DSSE)"
        at = f"{day(record.place.sealed)}, {clock(record.place.sealed, seconds=True)} UTC"
        yield "Sealed", f"{at}, after {took(record.started, record.ended)}"
        yield "Entry", f"{number(record.place.sequence)} of the log {record.place.origin}, counted from 0"
        yield "Made by", f"{record.tool.name} {record.tool.version}, its files {INSTALLED[record.tool.installed]}"
        yield (
            "Judged by",
            f"{self.night.profile.title}: {self.night.profile.regulation}, as of {self.night.profile.as_of}",
        )
        yield from ((each.did.capitalize(), reviewed(each)) for each in self.night.reviews)
        yield "Answers", f"{number(record.evidence.size)}, in {counted(len(record.evidence.segments), 'file')}"

    @property
    def export(self) -> str:
        """What makes the file for an auditor, where the evidence is kept."""
        return f"safeguard bundle export {self.night.record.run} --output run.zip"

    @property
    def openssl(self) -> str:
        """The same two checks without safeguard, in the unpacked bundle."""
        at = f"data/signed/{self.night.record.run}/statement"
        key = f"data/{keys.key_of(self.night.record.signed_by)}"
        kind = keys.ALGORITHMS[keys.algorithm(self.night.public)]
        checked, number = kind.openssl.format(key=key, data=f"{at}.pae", sig=f"{at}.sig"), kind.number.format(key=key)
        return f"sha256sum --check --quiet manifest-sha256.txt\n{number}\n{checked}"

    @property
    def checkpoint(self) -> str:
        """Name, size and root of the log that covers the run; empty where it is not at hand."""
        if not self.night.checkpoint:
            return ""
        return note.read_note(self.night.checkpoint, "the checkpoint").checkpoint.text

    @property
    def members(self) -> list[tuple[str, str]]:
        """What else was signed, with its SHA-256."""
        return sorted((n, d) for n, d in self.night.run.statement.digests.items() if n != "evidence")

    @property
    def retain(self) -> str:
        """Until when the rule wants it kept; nothing where the profile has no such row."""
        if all(r.requirement.cite != RETAIN for r in self.night.rows):
            return ""
        sealed = self.night.record.place.sealed
        until = f"{int(sealed[:4]) + YEARS}{sealed[4:].replace('-02-29', '-02-28')}"
        return f"Retain this run until {day(until)} ({RETAIN}), or longer where a policy is in effect longer."
