"""Tables beside a scenario: CSV files that it names, read as cells with the line of each."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import Place, Problem, ScenarioError
from sim.scenario.complaints import suggestion
from sim.scenario.source import Places, place_of, plain, printed

__all__ = ["LARGEST_BYTES", "Row", "read_table", "reference_schema"]

LARGEST_BYTES = 4_000_000
MOST_ROWS = 5_000
SHA256 = re.compile(r"[0-9a-fA-F]{64}")
KEYS = ("file", "sha256")


class Row(NamedTuple):
    """A row of a table: its cells that are not empty, by column, and where it stands."""

    cells: dict[str, str]
    place: Place


def read_table(
    reference: object, key: str, places: Places, folder: Path, needed: Sequence[str], allowed: Collection[str]
) -> list[Row]:
    """Read the table that a scenario refers to; nothing in it is evaluated.

    Parameters
    ----------
    reference : object
        As of the scenario: ``{file: accounts.csv, sha256: ...}``. The file lies beside the scenario; where the hash is
        given, the file has it, or would have it with the line ends of the machine that wrote it.
    key : str
        Key of the reference in the scenario.
    places : Places
        Where its values were written.
    folder : path
        Of the scenario.
    needed : sequence of str
        Columns that it must have.
    allowed : collection of str
        Columns that it may have, those too.

    Returns
    -------
    list of Row
        In the order of the file.

    Raises
    ------
    ScenarioError
        Where the reference or the file is not as it must be, with file and line.
    """
    path, sha256 = _reference(reference, key, places, folder)
    file = Place(str(path))
    data = _bytes(path, file)
    digest = hashlib.sha256(data).hexdigest()
    if sha256 not in {None, digest, hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()}:
        rule = f"is not the file that the scenario was made with: its sha256 is {digest}"
        raise ScenarioError(Problem(rule, f"{key}.sha256", place=place_of(places, (key, "sha256"))))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError(
            Problem(f"is not UTF-8 text: byte {error.start + 1:,} cannot be read", place=file)
        ) from None
    rows = list(islice(_rows(text, file, needed, allowed), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise ScenarioError(Problem(f"has more than {MOST_ROWS:,} rows", place=rows[-1].place))
    return rows


def reference_schema(about: str) -> dict[str, Any]:
    """Make the JSON Schema of a reference to a table.

    Parameters
    ----------
    about : str
        Description of the table.

    Returns
    -------
    dict
        Of an object with ``file`` and, where it is to be held, ``sha256``.
    """
    return {
        "type": "object",
        "description": about,
        "properties": {
            "file": {"type": "string", "description": "name of a CSV file in the folder of the scenario"},
            "sha256": {
                "type": "string",
                "pattern": f"^{SHA256.pattern}$",
                "description": "hash that the file must have",
            },
        },
        "required": ["file"],
        "additionalProperties": False,
    }


def _reference(reference: object, key: str, places: Places, folder: Path) -> tuple[Path, str | None]:
    """File and hash of a reference."""

    def refuse(rule: str, name: str, value: object = None) -> ScenarioError:
        shown = None if value is None else printed(value)
        path = f"{key}.{plain(name)}" if name else key
        return ScenarioError(Problem(rule, path, shown, place_of(places, (key, name) if name else (key,))))

    if not isinstance(reference, Mapping) or "file" not in reference:
        raise refuse("must be {file: NAME.csv, sha256: HASH}, the hash where the file must not change", "")
    for name in reference:
        if name not in KEYS:
            raise refuse(f"unknown key; {suggestion(str(name), KEYS)}", str(name))
    file, sha256 = reference["file"], reference.get("sha256")
    if not isinstance(file, str) or Path(file).name != file or not file.strip(".") or "\\" in file or ":" in file:
        raise refuse("must be the name of a file beside the scenario, without a folder", "file", file)
    if sha256 is not None and not (isinstance(sha256, str) and SHA256.fullmatch(sha256)):
        raise refuse("must be 64 hexadecimal digits in quotes", "sha256", sha256)
    path = folder / file
    try:
        beside = path.is_file() and path.resolve().parent == folder.resolve()
    except (OSError, ValueError):
        beside = False
    if not beside:
        raise refuse("there is no such file beside the scenario", "file", file)
    return path, None if sha256 is None else sha256.lower()


def _bytes(path: Path, file: Place) -> bytes:
    """Content of a file of a bearable size."""
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise ScenarioError(Problem(f"cannot be read: {error.strerror or error}", place=file)) from None
    if len(data) > LARGEST_BYTES:
        raise ScenarioError(Problem(f"is more than {LARGEST_BYTES:,} bytes", place=file))
    return data


def _rows(text: str, file: Place, needed: Sequence[str], allowed: Collection[str]) -> Iterator[Row]:
    """Rows of a table, each as wide as its header."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    header: list[str] = []
    line = 1
    try:
        for cells in reader:
            place, line = Place(file.file, line), reader.line_num + 1
            values = [cell.strip() for cell in cells]
            if not any(values):
                continue
            if not header:
                header = _header(values, place, needed, allowed)
                continue
            if len(values) != len(header):
                rule = f"has {len(values)} cells where the header has {len(header)}"
                raise ScenarioError(Problem(rule, place=place))
            yield Row({name: value for name, value in zip(header, values, strict=True) if value}, place)
    except csv.Error as error:
        rule = f"cannot be read as CSV: {plain(str(error))}"
        raise ScenarioError(Problem(rule, place=Place(file.file, line))) from None
    if not header:
        raise ScenarioError(Problem(f"is empty: it needs the columns {', '.join(needed)}", place=file))


def _header(names: list[str], place: Place, needed: Sequence[str], allowed: Collection[str]) -> list[str]:
    """Names of the columns, each once, and all that must be there."""
    problems = []
    if len(names) > len(allowed):
        raise ScenarioError(Problem(f"has {len(names):,} columns: at most {len(allowed)} are known", place=place))
    for number, name in enumerate(names):
        if name in names[:number]:
            problems.append(Problem("is given twice", printed(name), place=place))
        elif name not in allowed:
            rule = f"unknown column; {suggestion(name, allowed)}" if name else f"column {number + 1} has no name"
            problems.append(Problem(rule, printed(name), place=place))
    missing = [name for name in needed if name not in names]
    if missing and len(names) == 1 and ";" in names[0]:
        problems = [Problem("cells must be parted by commas, not by semicolons", place=place)]
    elif missing:
        problems.append(Problem(f"needs the columns {', '.join(missing)}", place=place))
    if problems:
        raise ScenarioError(*problems)
    return names
