"""Care of a store: whether everything in it is as it was written, and a copy of it in one file."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from sim.errors import Place, Problem, SaydoError
from sim.running.database import (
    REPLICATIONS,
    RUNS,
    SAVED,
    SCENARIOS,
    SCHEMA,
    SEALED,
    SIGNATURES,
    Database,
    is_sound,
    seal_of,
)
from sim.running.files import write_whole
from sim.scenario.files import restored
from sim.scenario.fingerprints import is_of

__all__ = ["back_up", "restore", "verify"]

FORMAT = "saydo store"
SCHEMAS = (2, 3)
"""Versions whose copies are read."""
COPIED = (SCENARIOS, REPLICATIONS, RUNS, SAVED, SIGNATURES)
NAMED = {
    SCENARIOS: "scenario {fingerprint}",
    REPLICATIONS: "replication {number} of {fingerprint} under seed {seed} by {engine}",
    SAVED: "version {version} of {name!r}",
    SIGNATURES: "signature {signature} of {fingerprint}",
}
ROWS_AT_ONCE = 500
NUMBERED = {RUNS: "run", SIGNATURES: "signature"}
"""Tables whose rows the database numbers."""
GO_ON = "SELECT setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) FROM {table} HAVING count(*) > 0"
"""PostgreSQL goes on numbering after the rows that were copied; SQLite does so by itself."""


def verify(database: Database) -> list[str]:
    """Read every row of a store, and check it against its hash, its fingerprint and what refers to it.

    Parameters
    ----------
    database : Database
        Of the store.

    Returns
    -------
    list of str
        What is wrong, a line each; empty where all is well.

    Raises
    ------
    SaydoError
        Where the database cannot be read.
    """
    problems: list[str] = []
    with database.reading() as connection:
        if database.kind == "sqlite":
            lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            problems += [f"database file: {line}" for line in lines if line != "ok"]
        for table in SEALED:
            problems += [
                f"{NAMED[table].format(**row)}: is not what was written"
                for row in _rows(connection, table)
                if not is_sound(table, row)
            ]
        problems += _wrong_documents(connection)
        problems += _wrong_references(connection)
        problems += _broken_chain(connection)
    return [
        *problems,
        *(f"table {name}: nothing keeps its rows from being changed" for name in database.missing_guards()),
    ]


def back_up(database: Database, path: Path) -> int:
    """Copy a store into a file, which is written whole or not at all.

    Parameters
    ----------
    database : Database
        Of the store.
    path : Path
        The file; JSON, a row a line, compressed by gzip, with a hash at its end.

    Returns
    -------
    int
        Number of rows in it.

    Raises
    ------
    SaydoError
        Where the store cannot be read, or the file not be written.
    """
    lines = [json.dumps({"format": FORMAT, "schema": SCHEMA})]
    with database.reading() as connection:
        for table in COPIED:
            lines += [json.dumps([table.name, dict(row)]) for row in _rows(connection, table)]
    text = "\n".join(lines)
    whole = f"{text}\n{json.dumps({'sha256': hashlib.sha256(text.encode()).hexdigest()})}\n"
    try:
        write_whole({path: gzip.compress(whole.encode(), mtime=0)})
    except OSError as error:
        raise _unusable(path, f"cannot be written: {error.strerror}") from None
    return len(lines) - 1


def restore(database: Database, path: Path) -> int:
    """Fill an empty store from a file of :func:`back_up`, at once or not at all.

    Parameters
    ----------
    database : Database
        Of the store.
    path : Path
        The file.

    Returns
    -------
    int
        Number of rows in it.

    Raises
    ------
    SaydoError
        Where the file is damaged or none of a store, or the store is not empty.
    """
    rows = _read(path)
    with database.writing() as connection:
        for table in COPIED:
            if connection.execute(select(func.count()).select_from(table)).scalar():
                raise SaydoError(f"the store already holds {table.name}: restore into an empty one")
        for table in COPIED:
            content = [row for name, row in rows if name == table.name]
            for start in range(0, len(content), ROWS_AT_ONCE):
                connection.execute(insert(table), content[start : start + ROWS_AT_ONCE])
            if database.kind == "postgresql" and table in NUMBERED:
                connection.exec_driver_sql(GO_ON.format(table=table.name, column=NUMBERED[table]))
    return len(rows)


def _read(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Rows of a file, with the table of each."""
    try:
        text, _, seal = gzip.decompress(path.read_bytes()).decode().rstrip("\n").rpartition("\n")
        head, *lines = text.split("\n")
        form, stated = json.loads(head), json.loads(seal)["sha256"]
        rows = [(str(name), dict(row)) for name, row in map(json.loads, lines)]
    except FileNotFoundError:
        raise _unusable(path, "there is no such file") from None
    except (OSError, EOFError, ValueError, LookupError, TypeError, zlib.error) as error:
        raise _unusable(path, f"is no copy of a store, or a damaged one: {error}") from None
    if not isinstance(form, dict) or form.get("format") != FORMAT or form.get("schema") not in SCHEMAS:
        raise _unusable(path, f"must be a copy of a store of version {' or '.join(map(str, SCHEMAS))}")
    if hashlib.sha256(text.encode()).hexdigest() != stated:
        raise _unusable(path, "is not what was written: its hash differs")
    return rows


def _unusable(path: Path, rule: str) -> SaydoError:
    return SaydoError(Problem(rule, place=Place(str(path))))


def _rows(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """All rows of a table, in the order of their keys."""
    for row in connection.execute(select(table).order_by(*table.primary_key.columns)):
        yield row._asdict()


def _wrong_documents(connection: Connection) -> Iterator[str]:
    """Documents that are no scenario, or that of another fingerprint."""
    for row in _rows(connection, SCENARIOS):
        name = NAMED[SCENARIOS].format(**row)
        try:
            scenario = restored(row["document"], name)
        except SaydoError as error:
            yield error.message()
            continue
        if not is_of(row["fingerprint"], scenario.fingerprint):
            yield f"{name}: its document is that of {scenario.fingerprint}"


def _wrong_references(connection: Connection) -> Iterator[str]:
    """Saved versions and signatures without their documents, and names whose versions are not 1, 2, 3, and so on."""
    documents = {row["fingerprint"]: row["sha256"] for row in _rows(connection, SCENARIOS)}
    latest: dict[str, int] = {}
    for row in _rows(connection, SAVED):
        name = NAMED[SAVED].format(**row)
        if row["fingerprint"] not in documents:
            yield f"{name}: its document {row['fingerprint']} is missing"
        if row["version"] != latest.get(row["name"], 0) + 1:
            yield f"{name}: a version before it is missing"
        latest[row["name"]] = row["version"]
    for row in _rows(connection, SIGNATURES):
        if row["document"] and row["document"] != documents.get(row["fingerprint"]):
            yield f"{NAMED[SIGNATURES].format(**row)}: the document that was signed is missing"


def _broken_chain(connection: Connection) -> Iterator[str]:
    """Signatures that do not follow the one which they were written after; those of earlier versions say none."""
    last, is_chained = "", False
    for row in _rows(connection, SIGNATURES):
        if row["previous"] not in ((last,) if is_chained else (last, None)):
            yield f"{NAMED[SIGNATURES].format(**row)}: a signature before it is missing"
        last, is_chained = seal_of(SIGNATURES, row), is_chained or row["previous"] is not None
