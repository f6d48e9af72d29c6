"""Reads hosts from CSV, as a spreadsheet or a list of assets writes it: a row of headings, then a row for each host."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from collectors.inventory.platforms import platform
from collectors.inventory.words import AN_ENTRY_OF_ITS_OWN, BY_REFERENCE, WordError, bracketed, port, text, texts, yes
from scanner.listed import Inventory, Listed
from scanner.secrets.reference import holds_secret, looks_secret
from scanner.written.document import FileError, Problem, said
from scanner.written.yamlfile import read_text
from scanner.written.yamlschema import nearest


def _words(value: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", value) if word]


Columns: TypeAlias = Mapping[str, Callable[[Any], Any]]
"""By name: how a cell is read."""

_OPTIONS: Final[Columns] = {
    "host": text,
    "port": port,
    "user": text,
    "identity": text,
    "jump": text,
    "host_key": lambda value: texts(words if len(words := _words(value)) > 1 else value),
}
_OTHERS: Final[Columns] = {"name": text, "ephi": yes, "owner": text, "groups": _words}
HOSTS: Final[Columns] = {**_OPTIONS, "sudo": yes, **_OTHERS}
DEVICES: Final[Columns] = {**_OPTIONS, "platform": platform, **_OTHERS}
DROPS: Final[Columns] = {"every": text, **_OTHERS}
_PLATFORM: Final = ("network_os", "os")
"""Headings that others have for it."""
_LABEL: Final = re.compile(r"labels?\.(.+)")
_DELIMITERS: Final = ",;\t"


def read(inventory: Inventory, columns: Columns) -> Iterator[Listed | Problem]:
    """The hosts of its rows, and what is wrong in it."""
    file = str(inventory.path)
    lines = read_text(inventory.path).splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    # The headings hold no text of people, and so no sign that only looks like what parts them.
    rows = _rows(lines, max(_DELIMITERS, key=head.count), file)
    line, cells = next(rows, (1, []))
    headings = _meant([_wanted(cell.strip().lower(), inventory) for cell in cells], columns)
    problems = [*_headings(headings, columns, file, line)]
    if problems:
        raise FileError(problems)
    seen: dict[str, int] = {}
    for number, cells in rows:
        if len(cells) > len(headings):
            yield Problem(file, f"this row has {len(cells)} cells, and there are {len(headings)} headings", number)
            continue
        row = {name: cell for name, cell in zip(headings, map(str.strip, cells), strict=False) if name and cell}
        found = _host(row, columns, file, number)
        if found is None:
            yield Problem(file, "this row names no host: neither name nor host stands in it", number)
        elif found.name in seen:
            yield Problem(file, f"this host stands here a second time, first on line {seen[found.name]}", number)
        else:
            seen[found.name] = number
            yield found


def _wanted(heading: str, inventory: Inventory) -> str:
    """The heading; empty where somebody has said not to mind it."""
    return "" if inventory.ignores(heading) else heading


def _rows(lines: list[str], delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it ends."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        text = "this is no row of CSV: a quote is opened and not closed, or stands inside a cell"
        raise FileError([Problem(file, text, reader.line_num)]) from None


def _meant(headings: list[str], columns: Columns) -> list[str]:
    """The headings in our words: `address` is where a host is, and `host` beside it what it is called."""
    same = {"address": "host"} | ({"host": "name"} if {"host", "address"} <= set(headings) - {"name"} else {})
    if "platform" in columns and "platform" not in headings:
        same |= {next((name for name in _PLATFORM if name in headings), ""): "platform"}
    return [same.get(name, name) if name else "" for name in headings]


def _headings(headings: list[str], columns: Columns, file: str, line: int) -> Iterator[Problem]:
    known = f"Columns are: {', '.join(columns)}, address (as host), labels.WORD"
    if {"name", "host"}.isdisjoint(headings):
        text = "no heading is called name or host: the first row says what the columns are"
        yield Problem(file, text, line, more=(known,))
        return
    for place, name in enumerate(headings):
        without = "To do without a column, below inventory: ignore: [NAME]"
        if looks_secret(name):
            yield Problem(file, "a heading has the shape of a secret", line)
        elif holds_secret(name, "x"):
            more = (BY_REFERENCE, without)
            yield Problem(file, f"a column of secrets is not read: {said(name)}", line, more=more)
        elif name and name in headings[:place]:
            yield Problem(file, f"two columns mean {said(name)}", line)
        elif name and name not in columns and not _LABEL.fullmatch(name):
            hint = AN_ENTRY_OF_ITS_OWN if name in DEVICES or name in _PLATFORM else nearest(name, columns)[0]
            yield Problem(file, f"unknown column {said(name)}", line, more=(hint or known, without))


def _host(row: Mapping[str, str], columns: Columns, file: str, line: int) -> Listed | None:
    name = row.get("name") or row.get("host")
    if not name:
        return None
    wrong: list[Problem] = []
    values: dict[str, Any] = {}
    for column, value in row.items():
        if column in columns:
            try:
                values[column] = columns[column](value)
            except WordError as err:
                wrong.append(Problem(file, f"{column}: {err}", line, more=err.more))
    options = {key: value for key, value in values.items() if key not in _OTHERS and value != ""}
    if options.get("host") == name:  # the name says it
        del options["host"]
    return Listed(
        name=bracketed(name),
        file=file,
        line=line,
        options=options,
        groups=tuple(dict.fromkeys(values.get("groups", ()))),
        labels={label[1]: value for column, value in row.items() if (label := _LABEL.fullmatch(column))},
        ephi=values.get("ephi"),
        owner=values.get("owner", ""),
        wrong=tuple(wrong),
    )
