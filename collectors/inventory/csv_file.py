"""Reads hosts from CSV, as a spreadsheet or a list of assets writes it: a row of headings, then a row for each host."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from collectors.inventory.words import WordError, bracketed, port, text, texts, yes
from scanner.listed import Inventory, Listed
from scanner.secrets.reference import holds_secret, looks_secret
from scanner.written.document import FileError, Problem, said
from scanner.written.yamlfile import read_text
from scanner.written.yamlschema import nearest


def _words(value: str) -> list[str]:
    return [word for word in re.split(r"[\s,;]+", value) if word]


_OPTIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "host": text,
    "port": port,
    "user": text,
    "identity": text,
    "jump": text,
    "host_key": lambda value: texts(words if len(words := _words(value)) > 1 else value),
    "sudo": yes,
}
_OTHERS: Final[Mapping[str, Callable[[Any], Any]]] = {"name": text, "ephi": yes, "owner": text, "groups": _words}
_COLUMNS: Final = {**_OPTIONS, **_OTHERS}
_KNOWN: Final = f"Columns are: {', '.join(_COLUMNS)}, address (as host), labels.WORD"
_LABEL: Final = re.compile(r"labels?\.(.+)")
_DELIMITERS: Final = ",;\t"


def read(inventory: Inventory) -> Iterator[Listed | Problem]:
    """The hosts of its rows, and what is wrong in it."""
    file = str(inventory.path)
    lines = read_text(inventory.path).splitlines(keepends=True)
    head = next((line for line in lines if line.strip()), "")
    # The headings hold no text of people, and so no sign that only looks like what parts them.
    rows = _rows(lines, max(_DELIMITERS, key=head.count), file)
    line, headings = next(rows, (1, []))
    columns = _meant([cell.strip().lower() for cell in headings])
    problems = [*_headings(inventory, columns, file, line)]
    if problems:
        raise FileError(problems)
    seen: dict[str, int] = {}
    for number, cells in rows:
        if len(cells) > len(columns):
            yield Problem(file, f"this row has {len(cells)} cells, and there are {len(columns)} headings", number)
            continue
        found = _host({c: cell for c, cell in zip(columns, map(str.strip, cells), strict=False) if cell}, file, number)
        if found is None:
            yield Problem(file, "this row names no host: neither name nor host stands in it", number)
        elif found.name in seen:
            yield Problem(file, f"this host stands here a second time, first on line {seen[found.name]}", number)
        else:
            seen[found.name] = number
            yield found


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


def _meant(columns: list[str]) -> list[str]:
    """The columns in our words: `address` is where a host is, and `host` beside it what it is called."""
    same = {"address": "host"} | ({"host": "name"} if {"host", "address"} <= set(columns) - {"name"} else {})
    return [same.get(name, name) for name in columns]


def _headings(inventory: Inventory, columns: list[str], file: str, line: int) -> Iterator[Problem]:
    if {"name", "host"}.isdisjoint(columns):
        text = "no heading is called name or host: the first row says what the columns are"
        yield Problem(file, text, line, more=(_KNOWN,))
        return
    for place, name in enumerate(columns):
        if inventory.ignores(name):
            continue
        without = "To do without a column, below inventory: ignore: [NAME]"
        if looks_secret(name):
            yield Problem(file, "a heading has the shape of a secret", line)
        elif holds_secret(name, "x"):
            more = ("Write a reference to it below inventory: password: env:NAME", without)
            yield Problem(file, f"a column of secrets is not read: {said(name)}", line, more=more)
        elif name in columns[:place]:
            yield Problem(file, f"two columns mean {said(name)}", line)
        elif name not in _COLUMNS and not _LABEL.fullmatch(name):
            hint, _ = nearest(name, _COLUMNS)
            yield Problem(file, f"unknown column {said(name)}", line, more=(hint or _KNOWN, without))


def _host(row: Mapping[str, str], file: str, line: int) -> Listed | None:
    name = row.get("name") or row.get("host")
    if not name:
        return None
    wrong: list[Problem] = []
    values: dict[str, Any] = {}
    for column, value in row.items():
        if column in _COLUMNS:
            try:
                values[column] = _COLUMNS[column](value)
            except WordError as err:
                wrong.append(Problem(file, f"{column}: {err}", line))
    options = {key: value for key, value in values.items() if key in _OPTIONS}
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
