"""Where replications are kept between questions: SQLite, or PostgreSQL for those who share.

What is kept is text: scenarios and results as JSON, in which every float comes back bit by bit; nothing is unpickled.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
from platformdirs import user_data_path
from sqlalchemy import (
    Boolean,
    Column,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from sim.errors import SaydoError
from sim.experiments.replicate import Replication
from sim.experiments.version import engine_version
from sim.scenario.document import Scenario
from sim.scenario.source import plain

__all__ = ["NO_STORE", "Asked", "Store", "default_url"]

Key = tuple[str, int]
"""Fingerprint of a scenario and number of a replication."""

NO_STORE = "none"
PATIENCE_SECONDS = 60
"""How long to wait for another process that writes to the same file."""
CONNECTING_SECONDS = 10
ALONE = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(5417402311)"}
"""How to create tables that another process may want to create at the same moment; the number is arbitrary."""

METADATA = MetaData()
SCENARIOS = Table(
    "scenarios",
    METADATA,
    Column("fingerprint", String(64), primary_key=True),
    Column("document", Text, nullable=False),
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
)
RUNS = Table(
    "runs",
    METADATA,
    Column("run", Integer, primary_key=True),
    Column("started", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("provenance", Text),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked of this store."""

    run: int
    started: str
    """Moment, ISO 8601."""
    question: dict[str, Any]
    provenance: dict[str, Any] | None
    """None where it is not answered: under way, or interrupted."""


def default_url() -> str:
    """A file in the user's folder of data; the folder is made.

    Raises
    ------
    SaydoError
        Where it cannot be made.
    """
    folder = user_data_path("saydo", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaydoError(_refusal(str(folder), error.strerror or str(error))) from None
    return URL.create("sqlite", database=str(folder / "runs.sqlite")).render_as_string()


class Store:
    """Replications by engine version, scenario, seed and number; several processes may read and write at once.

    Once something has been simulated, trouble with the database is noted and the store left alone, so that no
    answer is lost for it.

    Parameters
    ----------
    url : str
        ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``; tables are created where there are none.
    engine : str
        What the replications are computed by; those of another version are not seen.

    Raises
    ------
    SaydoError
        Where the URL cannot be used, or the database behind it not be opened.
    """

    def __init__(self, url: str, *, engine: str | None = None) -> None:
        self.trouble: str | None = None
        """What the database refused since something was simulated."""
        self.scenarios: set[str] = set()
        """Fingerprints of the scenarios that were asked for."""
        self.served = 0
        """Replications that did not have to be simulated."""
        self.simulated = 0
        """Those that had to be."""
        self._engine = engine or engine_version()
        self._described: set[str] = set()
        address = _address(url)
        self._name = address.set(drivername=address.get_backend_name()).render_as_string(hide_password=True)
        self._upsert = postgresql.insert if address.get_backend_name() == "postgresql" else sqlite.insert
        with self._told():
            self._database = _database(address)
            with self._database.begin() as connection:
                connection.exec_driver_sql(ALONE[address.get_backend_name()])
                METADATA.create_all(connection)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.dispose()

    def known(self, wanted: Mapping[Key, Scenario], seed: int) -> dict[Key, Replication]:
        """Of the replications wanted, those that were simulated before and did not fail."""
        self.scenarios |= {fingerprint for fingerprint, _ in wanted}
        if not wanted or self.trouble:
            return {}
        numbers = [number for _, number in wanted]
        query = select(REPLICATIONS.c.fingerprint, REPLICATIONS.c.number, REPLICATIONS.c.content).where(
            REPLICATIONS.c.engine == self._engine,
            REPLICATIONS.c.seed == str(seed),
            REPLICATIONS.c.fingerprint.in_({fingerprint for fingerprint, _ in wanted}),
            REPLICATIONS.c.number.between(min(numbers), max(numbers)),
            REPLICATIONS.c.failed.is_(False),
        )
        with self._noted(), self._database.connect() as connection:
            rows = connection.execute(query).all()
            found = {(name, number): _replication(text) for name, number, text in rows if (name, number) in wanted}
            self.served += len(found)
            return found
        return {}

    def keep(self, results: Mapping[Key, Replication], wanted: Mapping[Key, Scenario], seed: int) -> None:
        """Keep results and the scenarios that they are of; one that is there stays, unless it failed."""
        self.simulated += len(results)
        if self.trouble:
            return
        new = {key[0]: wanted[key] for key in results if key[0] not in self._described}
        with self._noted(), self._database.begin() as connection:
            if new:
                documents = self._upsert(SCENARIOS).on_conflict_do_nothing()
                connection.execute(documents, [_description(new[name]) for name in sorted(new)])
            statement = self._upsert(REPLICATIONS)
            replaced = {"failed": statement.excluded.failed, "content": statement.excluded.content}
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=REPLICATIONS.primary_key, set_=replaced, where=REPLICATIONS.c.failed
                ),
                [self._row(key, seed, results[key]) for key in sorted(results)],  # in one order: no deadlock
            )
            self._described |= new.keys()

    def _row(self, key: Key, seed: int, result: Replication) -> dict[str, Any]:
        fingerprint, number = key
        return {
            "engine": self._engine, "fingerprint": fingerprint, "seed": str(seed), "number": number,
            "failed": result.error is not None, "content": _content(result),
        }  # fmt: skip

    def begin(self, question: Mapping[str, Any], started: str) -> int:
        """Note a question before it is worked on; what cannot be written to is refused here."""
        with self._told(), self._database.begin() as connection:
            noted = insert(RUNS).values(started=started, question=json.dumps(question)).returning(RUNS.c.run)
            run: int = connection.execute(noted).scalar_one()
            return run

    def finish(self, run: int, provenance: Mapping[str, Any]) -> None:
        """Note that a question is answered."""
        if self.trouble:
            return
        with self._noted(), self._database.begin() as connection:
            connection.execute(update(RUNS).where(RUNS.c.run == run).values(provenance=json.dumps(provenance)))

    def asked(self) -> list[Asked]:
        """The questions asked, in the order in which they were."""
        with self._told(), self._database.connect() as connection:
            rows = connection.execute(select(RUNS).order_by(RUNS.c.run)).all()
            return [
                Asked(row.run, row.started, json.loads(row.question), json.loads(row.provenance or "null"))
                for row in rows
            ]

    def size(self) -> int:
        """Replications kept, of whatever version."""
        with self._told(), self._database.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(REPLICATIONS)).scalar_one())

    def clear(self) -> None:
        """Forget everything."""
        with self._told(), self._database.begin() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(delete(table))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong inside becomes one message."""
        try:
            yield
        except ImportError as error:
            raise SaydoError(f"{self._name} (--store): needs {error.name}: install saydo[postgresql]") from None
        except (SQLAlchemyError, ValueError) as error:
            reason = error.orig if isinstance(error, DBAPIError) else error
            raise SaydoError(_refusal(self._name, str(reason))) from None

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """What goes wrong inside is an error as long as nothing was simulated, and a note from then on."""
        try:
            with self._told():
                yield
        except SaydoError as error:
            if not self.simulated:
                raise
            self.trouble = str(error)


def _refusal(name: str, reason: str) -> str:
    lines = reason.strip().splitlines() or ["no reason given"]
    return f"{name} (--store): cannot be used: {lines[0]}; --store {NO_STORE} does without a store"


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
    drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
    if address.get_backend_name() not in drivers:
        raise SaydoError(f"{plain(url)} (--store): must be sqlite:///FILE, postgresql://USER@HOST/NAME or {NO_STORE}")
    return address.set(drivername=drivers[address.get_backend_name()])


def _database(address: URL) -> Engine:
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


def _description(scenario: Scenario) -> dict[str, str]:
    return {"fingerprint": scenario.fingerprint, "document": json.dumps(scenario.model_dump(mode="json"))}


def _content(result: Replication) -> str:
    """A replication as JSON; NaN and infinities in the words of Python's ``json``."""
    if result.error is not None:
        return json.dumps({"error": result.error})
    monthly = {name: series.tolist() for name, series in result.monthly.items()}
    return json.dumps({"outcomes": result.outcomes, "monthly": monthly, "whale": result.whale.tolist()})


def _replication(text: str) -> Replication:
    """The replication that a text was made from.

    Raises
    ------
    ValueError
        Where it was made from none.
    """
    try:
        content = json.loads(text)
        monthly = {name: np.array(series, np.float64) for name, series in content["monthly"].items()}
        return Replication(content["outcomes"], monthly, np.array(content["whale"], np.float64))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ValueError("a replication in it is damaged") from None
