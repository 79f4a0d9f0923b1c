"""The run store keeps results between questions, in SQLite or, for those who share, PostgreSQL.

It keeps text: scenarios and results as JSON, in which every float comes back bit by bit; nothing is unpickled.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from sim.errors import SaydoError
from sim.running.database import REPLICATIONS, RUNS, SAVED, SCENARIOS, SIGNATURES, Database, is_sound, sealed
from sim.running.replicate import Measured, Task, result_type, run_replication
from sim.running.version import engine_version
from sim.scenario.document import Scenario

__all__ = ["QuestionRecord", "Store", "keep_documents"]

REST_SECONDS = 10.0
"""For which the database is left alone after it refused."""
R = TypeVar("R", bound=Measured)
Key = tuple[str, int]
"""Fingerprint of a scenario and number of a replication."""


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question that was put to this store."""

    run: int
    """Number of the question, from 1."""
    started: str
    """Moment, ISO 8601."""
    question: dict[str, Any]
    """Command and arguments."""
    provenance: dict[str, Any] | None
    """None where it is not answered: under way, or interrupted."""


def _inserting(kind: str) -> Callable[..., Any]:
    """The insertion of a kind of database that lets rows be which are there already; the other kind is not loaded."""
    if kind == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as of_postgresql

        return of_postgresql
    from sqlalchemy.dialects.sqlite import insert as of_sqlite

    return of_sqlite


class Store:
    """Results by engine version and task, scenario, seed and number; several processes may use it at once.

    Once something has been simulated, trouble with the database is noted and the store left alone for a while, so that
    no answer is lost for it; then it is tried again.

    Parameters
    ----------
    url : str
        ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``; tables are created where there are none.
    engine : callable
        From a task to the version that its results are computed by; results of another version are not read.
    clock : callable
        Seconds that never go back.

    Raises
    ------
    SaydoError
        Where the URL cannot be used, or the database behind it not be opened.
    """

    def __init__(
        self,
        url: str,
        *,
        engine: Callable[[Task[Any]], str] = engine_version,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trouble: SaydoError | None = None
        """Last refusal of the database since something was simulated: not everything is kept."""
        self.in_trouble = False
        """Whether it has not been used since that."""
        self._clock = clock
        self._next_try = 0.0
        self.scenarios: set[str] = set()
        """Fingerprints of the scenarios that were asked for."""
        self.served = 0
        """Replications that did not have to be simulated."""
        self.simulated = 0
        """Those that had to be."""
        self._is_written = True
        self._engine = engine
        self._described: set[str] = set()
        self.database = Database(url)
        self._upsert = _inserting(self.database.kind)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def unwritten(self) -> Store:
        """Return this store for questions of which nothing may be kept.

        Returns
        -------
        Store
            One that is read, but keeps neither results nor scenarios.
        """
        other = copy(self)
        other._is_written = False  # noqa: SLF001
        return other

    def read(self, scenarios: Mapping[Key, Scenario], seed: int, task: Task[R]) -> dict[Key, R]:
        """Return the results of a task that are here and did not fail.

        Parameters
        ----------
        scenarios : mapping of (str, int) to Scenario
            Scenarios by fingerprint and number of a replication.
        seed : int
            Root seed.
        task : callable
            What was done with each replication.

        Returns
        -------
        dict of (str, int) to result
            By the same keys, as many as there are.

        Raises
        ------
        SaydoError
            Where the database cannot be used or holds a damaged result, and nothing was simulated so far.
        """
        self.scenarios |= {fingerprint for fingerprint, _ in scenarios}
        if not scenarios or self._is_resting():
            return {}
        numbers = [number for _, number in scenarios]
        query = select(REPLICATIONS).where(
            *self._of(task, seed),
            REPLICATIONS.c.fingerprint.in_({fingerprint for fingerprint, _ in scenarios}),
            REPLICATIONS.c.number.between(min(numbers), max(numbers)),
        )
        kind: type[R] = result_type(task)
        with self._noted(), self.database.reading() as connection:
            rows = [row._asdict() for row in connection.execute(query)]
            results = {
                (row["fingerprint"], row["number"]): kind.from_json(_content(row))
                for row in rows
                if (row["fingerprint"], row["number"]) in scenarios
            }
            self.served += len(results)
            return results
        return {}

    def keep(
        self, results: Mapping[Key, Measured], scenarios: Mapping[Key, Scenario], seed: int, task: Task[Any]
    ) -> None:
        """Keep results and the scenarios that they are of; one that is there stays, unless it failed.

        Parameters
        ----------
        results : mapping of (str, int) to result
            By fingerprint of the scenario and number of the replication.
        scenarios : mapping of (str, int) to Scenario
            Scenarios by the same keys.
        seed : int
            Root seed.
        task : callable
            What was done with each replication.
        """
        self.simulated += len(results)
        if self._is_resting() or not self._is_written:
            return
        rows = {
            key: {"failed": result.error is not None, "content": result.to_json()} for key, result in results.items()
        }
        self._write(rows, scenarios, seed, task)

    def take_over(self, contents: Mapping[Key, str], scenarios: Mapping[Key, Scenario], seed: int) -> None:
        """Keep replications that another simulator, one that gives the same bytes, has written.

        Parameters
        ----------
        contents : mapping of (str, int) to str
            JSON of each replication, by fingerprint of the scenario and number.
        scenarios : mapping of (str, int) to Scenario
            Scenarios by the same keys.
        seed : int
            Root seed.
        """
        rows = {key: {"failed": False, "content": content} for key, content in contents.items()}
        self._write(rows, scenarios, seed, run_replication)

    def has(self, scenarios: Mapping[Key, Scenario], seed: int) -> bool:
        """Return whether all of these replications are here and did not fail; their contents are not read.

        Parameters
        ----------
        scenarios : mapping of (str, int) to Scenario
            Scenarios by fingerprint and number of a replication.
        seed : int
            Root seed.

        Returns
        -------
        bool
            True where none is missing.
        """
        names = {fingerprint for fingerprint, _ in scenarios}
        query = select(REPLICATIONS.c.fingerprint, REPLICATIONS.c.number).where(
            *self._of(run_replication, seed), REPLICATIONS.c.fingerprint.in_(names)
        )
        with self.database.reading() as connection:
            return scenarios.keys() <= {(name, number) for name, number in connection.execute(query)}

    def _of(self, task: Task[Any], seed: int) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions of rows of a task under a seed that succeeded; without a hash none is to be trusted."""
        table = REPLICATIONS.c
        succeeded = table.failed.is_(False) & table.sha256.is_not(None)
        return table.engine == self._engine(task), table.seed == str(seed), succeeded

    def _write(
        self, rows: Mapping[Key, dict[str, Any]], scenarios: Mapping[Key, Scenario], seed: int, task: Task[Any]
    ) -> None:
        """Write rows, and the documents of their scenarios where they are new."""
        new = {key[0]: scenarios[key] for key in rows if key[0] not in self._described}
        of_all = {"engine": self._engine(task), "seed": str(seed)}
        with self._noted(), self.database.writing() as connection:
            if new:
                keep_documents(connection, [new[name] for name in sorted(new)])
            statement = self._upsert(REPLICATIONS)
            replaced = {name: statement.excluded[name] for name in ("failed", "content", "sha256")}
            replaceable = REPLICATIONS.c.failed | REPLICATIONS.c.sha256.is_(None)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=REPLICATIONS.primary_key, set_=replaced, where=replaceable
                ),
                [  # in one order: no deadlock
                    sealed(REPLICATIONS, {**of_all, "fingerprint": name, "number": number, **rows[name, number]})
                    for name, number in sorted(rows)
                ],
            )
            self._described |= new.keys()

    def begin(self, question: Mapping[str, Any], started: str) -> int:
        """Note a question before it is worked on, so that a store that cannot be written to is refused here.

        Parameters
        ----------
        question : mapping of str to any
            Command and arguments, as JSON knows them.
        started : str
            Moment, ISO 8601.

        Returns
        -------
        int
            Number of the question, from 1.

        Raises
        ------
        SaydoError
            Where the database cannot be written to.
        """
        with self.database.writing() as connection:
            statement = insert(RUNS).values(started=started, question=json.dumps(question)).returning(RUNS.c.run)
            run: int = connection.execute(statement).scalar_one()
            return run

    def finish(self, run: int, provenance: Mapping[str, Any]) -> None:
        """Note that a question is answered.

        Parameters
        ----------
        run : int
            Number of the question.
        provenance : mapping of str to any
            All that it takes to get the same answer again, as JSON knows it.
        """
        if self._is_resting():
            return
        with self._noted(), self.database.writing() as connection:
            connection.execute(update(RUNS).where(RUNS.c.run == run).values(provenance=json.dumps(provenance)))

    def questions(self) -> list[QuestionRecord]:
        """Return the questions put to this store.

        Returns
        -------
        list of QuestionRecord
            The oldest first.
        """
        with self.database.reading() as connection:
            rows = connection.execute(select(RUNS).order_by(RUNS.c.run)).all()
            return [
                QuestionRecord(row.run, row.started, json.loads(row.question), json.loads(row.provenance or "null"))
                for row in rows
            ]

    def size(self) -> int:
        """Return the number of results, of every version and task.

        Returns
        -------
        int
            At least 0.
        """
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(REPLICATIONS)).scalar_one())

    def clear(self) -> None:
        """Delete all results and questions; scenarios that a reader saved or signed stay."""
        named = select(SAVED.c.fingerprint).union(select(SIGNATURES.c.fingerprint))
        with self.database.alone() as connection:  # nobody saves or signs at the same moment
            for statement in (delete(REPLICATIONS), delete(RUNS)):
                connection.execute(statement)
            connection.execute(delete(SCENARIOS).where(SCENARIOS.c.fingerprint.not_in(named)))
        self._described.clear()

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Raise an error of the database as long as nothing was simulated, and note it from then on."""
        try:
            yield
            self.in_trouble = False
        except SaydoError as error:
            if not self.simulated:
                raise
            self.trouble, self.in_trouble = error, True
            self._next_try = self._clock() + REST_SECONDS

    def _is_resting(self) -> bool:
        """Whether the database is left alone, after it was in trouble."""
        return self.in_trouble and self._clock() < self._next_try


def _content(row: Mapping[str, Any]) -> str:
    """The text of a replication that is as it was written.

    Raises
    ------
    ValueError
        Where it has changed since.
    """
    if not is_sound(REPLICATIONS, row):
        raise ValueError("a replication in it is damaged: saydo store verify names what is")
    return str(row["content"])


def keep_documents(connection: Connection, scenarios: Sequence[Scenario]) -> None:
    """Keep the documents of scenarios; one that is there stays as it is.

    Parameters
    ----------
    connection : Connection
        To the database, for writing.
    scenarios : sequence of Scenario
        At least one.
    """
    rows = [
        {"fingerprint": scenario.fingerprint, "document": json.dumps(scenario.model_dump(mode="json"))}
        for scenario in scenarios
    ]
    statement = _inserting(connection.dialect.name)(SCENARIOS).on_conflict_do_nothing()
    connection.execute(statement, [sealed(SCENARIOS, row) for row in rows])
