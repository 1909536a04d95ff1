"""CSV and JSON Lines cut into records of cells, each cell with its line and column."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bridge.text.columns import Use, header_of

DELIMITERS = ",;\t|"
"""What may stand between cells, the likeliest first."""

WIDEST_CELL = 1_000_000
"""In characters; a wider cell is a quote that does not close."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value and where it begins in the file; lines and columns count from 1."""

    value: object
    line: int
    column: int


Record = dict[str, Cell]
"""Column name -> cell."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be read, and where; the words name no cell's content."""

    line: int
    column: int
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A file taken apart: names of columns with their places, records, and what could not be read.

    Each record comes with the line on which it begins. `broken` says that reading stopped at the last fault.
    """

    names: tuple[Cell, ...]
    records: tuple[tuple[int, Record], ...]
    faults: tuple[Fault, ...]
    broken: bool = False


def read_csv(text: str) -> Table:
    """Comma, semicolon, tab or bar separated values, whichever makes more known columns of the first line."""
    lines = list(io.StringIO(text, newline=""))
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    header = lines[first : first + 1]
    delimiter = max(DELIMITERS, key=lambda sign: (_known(header, sign), -DELIMITERS.index(sign)))
    csv.field_size_limit(WIDEST_CELL)
    reader = csv.reader(iter(lines[first:]), delimiter=delimiter, strict=True)
    names: tuple[Cell, ...] = ()
    records: list[tuple[int, Record]] = []
    faults: list[Fault] = []
    broken = False
    begins = first
    try:
        for row in reader:
            ends = first + reader.line_num
            places = cell_places("".join(lines[begins:ends]), delimiter, begins + 1)
            begins = ends
            cells = [Cell(value, *place) for value, place in zip(row, places, strict=True)]
            if not any(value.strip() for value in row):
                continue
            if not names:
                names = tuple(cells)
                continue
            for cell in cells[len(names) :]:
                if str(cell.value).strip():
                    message = (
                        f"more cells than the {len(names)} columns; quote a cell that holds the separator"
                    )
                    faults.append(Fault(cell.line, cell.column, message))
                    break
            else:
                record = {str(name.value): cell for name, cell in zip(names, cells, strict=False)}
                records.append((cells[0].line, record))
    except csv.Error:
        message = (
            "a cell's quotes do not close, or something stands after them; double the quotes inside a cell"
        )
        faults.append(Fault(begins + 1, 1, message))
        broken = True
    return Table(names, tuple(records), tuple(faults), broken)


def read_json_lines(text: str) -> Table:
    """One JSON object on each line."""
    names: dict[str, Cell] = {}
    records: list[tuple[int, Record]] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            column = getattr(error, "colno", 1)
            faults.append(Fault(number, column, "not valid JSON; each line holds one object"))
            continue
        if not isinstance(value, dict):
            faults.append(Fault(number, 1, 'not an object; each line holds one, such as {"text": "..."}'))
            continue
        record = {key: Cell(cell, number, _key_column(line, key)) for key, cell in value.items()}
        for key, cell in record.items():
            names.setdefault(key, Cell(key, cell.line, cell.column))
        records.append((number, record))
    return Table(tuple(names.values()), tuple(records), tuple(faults))


def _known(header: Sequence[str], delimiter: str) -> int:
    try:
        cells = next(csv.reader(header, delimiter=delimiter), [])
    except csv.Error:
        return 0
    return sum(header_of(cell).use is not Use.UNKNOWN for cell in cells)


def cell_places(record: str, delimiter: str, line: int) -> Iterator[tuple[int, int]]:
    """Where each cell of one CSV record begins; `line` is the record's first line."""
    column, opened, quoted = 1, False, False
    start = True
    yield line, column
    for sign in record.rstrip("\r\n"):
        column += 1
        if sign == '"':
            # Quotes mean something only in a cell that begins with one.
            opened = opened or start
            quoted = opened and not quoted
        elif sign == "\n":
            line, column = line + 1, 1
        start = False
        if sign == delimiter and not quoted:
            opened, start = False, True
            yield line, column


def _key_column(line: str, key: str) -> int:
    return line.find(json.dumps(key, ensure_ascii=False)) + 1 or 1
