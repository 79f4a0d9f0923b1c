"""The database of the run store and of saved scenarios: its tables, and how it is opened."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from platformdirs import user_data_path
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from sim.errors import Problem, SaydoError, remedy_of
from sim.scenario.source import plain

__all__ = [
    "NO_STORE",
    "REPLICATIONS",
    "RUNS",
    "SAVED",
    "SCENARIOS",
    "SCHEMA",
    "SEALED",
    "SIGNATURES",
    "Database",
    "default_url",
    "is_sound",
    "seal_of",
    "sealed",
]

NO_STORE = "none"
PATIENCE_SECONDS = 60
"""Longest wait for another process that writes to the same file."""
CONNECTING_SECONDS = 10
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(5417402311)"}
"""How to create tables that another process may want to create at the same moment; the number is arbitrary."""

METADATA = MetaData()
LATER = {"later": True}
"""Of a column that tables of an earlier version lack; no value in it stands for a row that such a version wrote."""
SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("document", Text, nullable=False),
    Column("sha256", String(64)),
)
REPLICATIONS = Table(
    "replications",
    METADATA,
    Column("engine", String(64), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("seed", String(20), primary_key=True),  # up to 2**64 - 1, more than an integer of a database holds
    Column("number", Integer, primary_key=True),
    Column("failed", Boolean, nullable=False),
    Column("content", Text, nullable=False),
    Column("sha256", String(64)),
)
RUNS = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True),
    Column("started", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("provenance", Text),
)
SAVED = Table(
    "saved",
    METADATA,
    Column("name", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("author", String(254), nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Column("sha256", String(64)),
    Column("identity", String(8), info=LATER),
)
SIGNATURES = Table(
    "signatures",
    METADATA,
    Column("signature", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("signatory", String(254), nullable=False),
    Column("at", String(32), nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("sha256", String(64)),
    Column("identity", String(8), info=LATER),
    Column("role", String(60), info=LATER),
    Column("document", String(64), info=LATER),  # hash of the scenario that is kept for it; empty where none is
    Column("previous", String(64), info=LATER),  # hash of the signature before it; empty where there is none
)
SCHEMAS = Table("schemas", METADATA, Column("version", Integer, primary_key=True))
"""Version of these tables; a database without it is of version 1, whose rows have no hashes.

Version 2 has no identities, roles and chain of signatures, and lets anybody change rows of saved versions.
"""
SCHEMA = 3
SEALED = (SCENARIOS, REPLICATIONS, SAVED, SIGNATURES)
"""Tables whose rows carry a hash of themselves."""
LASTING = (SAVED, SIGNATURES)
"""Tables whose rows the database itself never changes, deletes or replaces."""
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER {table}_stay_update BEFORE UPDATE ON {table} BEGIN {refuse} END",
        "CREATE TRIGGER {table}_stay_delete BEFORE DELETE ON {table} BEGIN {refuse} END",
        "CREATE TRIGGER {table}_stay_insert BEFORE INSERT ON {table} WHEN EXISTS "
        "(SELECT 1 FROM {table} WHERE {same}) BEGIN {refuse} END",  # INSERT OR REPLACE deletes without a trigger
    ),
    "postgresql": (
        "CREATE FUNCTION {table}_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$",
        "CREATE TRIGGER {table}_stay_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stay()",
        "CREATE TRIGGER {table}_stay_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stay()",
        "CREATE TRIGGER {table}_stay_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_stay()",
    ),
}
REFUSAL = {"sqlite": "SELECT RAISE(ABORT, '{rule}');", "postgresql": "RAISE EXCEPTION '{rule}';"}
STAYING = "rows of {table} are never changed or deleted"
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
}
WIDER = ("ALTER TABLE saved ALTER author TYPE VARCHAR(254)", "ALTER TABLE signatures ALTER signatory TYPE VARCHAR(254)")
"""For PostgreSQL; SQLite holds texts of any length in any column."""


def default_url() -> str:
    """Name a file in the user's folder of data, and make the folder.

    Returns
    -------
    str
        URL of SQLite.

    Raises
    ------
    SaydoError
        Where the user has no home folder, or the folder cannot be made.
    """
    folder = user_data_path("saydo", appauthor=False)
    if not folder.is_absolute():  # no HOME, and a user whom the system does not know
        raise SaydoError(_refusal(str(folder), "the user has no home folder; set SAYDO_STORE"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaydoError(_refusal(str(folder), error.strerror or str(error))) from None
    return URL.create("sqlite", database=str(folder / "runs.sqlite")).render_as_string()


class Database:
    """Tables in SQLite or PostgreSQL; created where there are none; used by several threads and processes at once.

    Parameters
    ----------
    url : str
        ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``.

    Raises
    ------
    SaydoError
        Where the URL cannot be used, or the database behind it not be opened; as from all that is done with it.
    """

    def __init__(self, url: str) -> None:
        address = _address(url)
        self.kind = address.get_backend_name()
        self._name = address.set(drivername=self.kind).render_as_string(hide_password=True)
        with self._refusing():
            self._engine = _opened(address)
        with self.alone() as connection:
            _bring_up_to_date(connection, self._name)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection to read from; an error of it becomes one message.

        Yields
        ------
        Connection
            It is closed afterwards.
        """
        with self._refusing(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a connection whose changes are kept together at the end, or not at all.

        Yields
        ------
        Connection
            It is closed afterwards.
        """
        with self._refusing(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """As :meth:`writing`, while nobody else is in such a block: what is read in it is so until its end.

        Yields
        ------
        Connection
            It is closed afterwards.
        """
        with self.writing() as connection:
            connection.exec_driver_sql(ALONE[self.kind])
            yield connection

    def missing_guards(self) -> list[str]:
        """List the tables of which the database would let rows be changed or deleted.

        Returns
        -------
        list of str
            Their names; empty where somebody who may has not removed what guards them.
        """
        with self.reading() as connection:
            there = set(connection.exec_driver_sql(STANDING[self.kind]).scalars())
        return [table.name for table in LASTING if not _guards(table, self.kind) <= there]

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except ImportError as error:
            rule = remedy_of(error) or str(error)
            raise SaydoError(Problem.of("store", self._name, rule)) from None
        except (SQLAlchemyError, ValueError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise SaydoError(_refusal(self._name, str(reason))) from None


def seal_of(table: Table, row: Mapping[str, object]) -> str:
    """Compute the hash of a row.

    Parameters
    ----------
    table : Table
        One of :data:`SEALED`.
    row : mapping of str to value
        All columns but the hash, and but the number that the database itself gives a signature; without a value in
        those that the version lacks which wrote the row.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits.
    """
    names = sorted(
        column.name
        for column in table.columns
        if column.name not in ("sha256", "signature") and not (column.info and row.get(column.name) is None)
    )
    text = json.dumps([table.name, *((name, row[name]) for name in names)], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """Add the hash of a row to it.

    Parameters
    ----------
    table : Table
        One of :data:`SEALED`.
    row : mapping of str to value
        As of :func:`seal_of`.

    Returns
    -------
    dict of str to value
        The row with ``sha256``.
    """
    return {**row, "sha256": seal_of(table, row)}


def is_sound(table: Table, row: Mapping[str, object]) -> bool:
    """Whether a row is as it was written; one that a version without hashes wrote is taken for sound.

    Parameters
    ----------
    table : Table
        One of :data:`SEALED`.
    row : mapping of str to value
        All of its columns.

    Returns
    -------
    bool
        False where any value has changed since.
    """
    if row["sha256"] is None:
        return all(row[column.name] is None for column in table.columns if column.info)
    return seal_of(table, row) == row["sha256"]


def _bring_up_to_date(connection: Connection, name: str) -> None:
    """Create the tables where there are none, and add what tables of an earlier version lack.

    Raises
    ------
    SaydoError
        Where a later version of Saydo has made them.
    """
    there = set(inspect(connection).get_table_names())
    version = connection.execute(select(func.max(SCHEMAS.c.version))).scalar() if SCHEMAS.name in there else None
    if version is not None and version > SCHEMA:
        rule = f"is of version {version}, made by a newer Saydo; this one reads up to version {SCHEMA}"
        raise SaydoError(Problem.of("store", name, rule))
    METADATA.create_all(connection)
    if version == SCHEMA:
        return
    for table in SEALED:
        if table.name in there:
            _add_columns(connection, table)
    kind = connection.dialect.name
    if kind == "postgresql" and SAVED.name in there:
        for statement in WIDER:
            connection.exec_driver_sql(statement)
    for table in LASTING:
        refuse = REFUSAL[kind].format(rule=STAYING.format(table=table.name))
        same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
        for statement in GUARDS[kind]:
            connection.exec_driver_sql(statement.format(table=table.name, refuse=refuse, same=same))
    connection.execute(insert(SCHEMAS).values(version=SCHEMA))


def _add_columns(connection: Connection, table: Table) -> None:
    """Add the columns of a table that the version lacks which made it; all of them may be empty."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in there:
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")


def _guards(table: Table, kind: str) -> set[str]:
    """Names of the triggers that guard a table."""
    named = (statement.format(table=table.name, refuse="", same="").split() for statement in GUARDS[kind])
    return {words[2] for words in named if words[1] == "TRIGGER"}


def _refusal(name: str, reason: str) -> Problem:
    """The first line of a database's reason."""
    lines = reason.strip().splitlines() or ["it gives no reason"]
    return Problem.of("store", name, f"cannot be used: {lines[0]}; {NO_STORE} does without a store")


def _address(url: str) -> URL:
    """A URL with the driver that we use.

    Raises
    ------
    SaydoError
        Where it is none, or that of another database.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = URL.create("unknown")
    if address.get_backend_name() not in DRIVERS:
        rule = f"must be sqlite:///FILE, postgresql://USER@HOST/NAME or {NO_STORE}"
        raise SaydoError(Problem.of("store", plain(url), rule))
    return address.set(drivername=DRIVERS[address.get_backend_name()])


def _opened(address: URL) -> Engine:
    if address.get_backend_name() == "postgresql":
        return create_engine(address, pool_pre_ping=True, connect_args={"connect_timeout": CONNECTING_SECONDS})
    database = create_engine(address, connect_args={"timeout": PATIENCE_SECONDS})

    @event.listens_for(database, "connect")
    def settle_in(connection: sqlite3.Connection, _: object) -> None:
        """Readers need not wait for a writer, and what is committed outlives the process."""
        with suppress(sqlite3.OperationalError):  # another process is at it, for good: the file keeps the mode
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return database
