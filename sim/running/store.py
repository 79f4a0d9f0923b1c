"""Where replications are kept between questions: SQLite, or PostgreSQL for those who share.

What is kept is text: scenarios and results as JSON, in which every float comes back bit by bit; nothing is unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.running.database import REPLICATIONS, RUNS, SAVED, SCENARIOS, Database
from sim.running.replicate import Task, run_replication
from sim.running.version import engine_version
from sim.scenario.document import Scenario

__all__ = ["AskedQuestion", "Store"]

Key = tuple[str, int]
"""Fingerprint of a scenario and number of a replication."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question that was asked of this store."""

    run: int
    started: str
    """Moment, ISO 8601."""
    question: dict[str, Any]
    provenance: dict[str, Any] | None
    """None where it is not answered: under way, or interrupted."""


class Store:
    """Replications by engine version and task, scenario, seed and number; several processes may use it at once.

    Once something has been simulated, trouble with the database is noted and the store left alone, so that no
    answer is lost for it.

    Parameters
    ----------
    url : str
        ``sqlite:///FILE`` or ``postgresql://USER@HOST/NAME``; tables are created where there are none.
    engine : callable
        Names what the replications of a task are computed by; those of another version are not seen.

    Raises
    ------
    SaydoError
        Where the URL cannot be used, or the database behind it not be opened.
    """

    def __init__(self, url: str, *, engine: Callable[[Task], str] = engine_version) -> None:
        self.trouble: SaydoError | None = None
        """What the database refused since something was simulated."""
        self.scenarios: set[str] = set()
        """Fingerprints of the scenarios that were asked for."""
        self.served = 0
        """Replications that did not have to be simulated."""
        self.simulated = 0
        """Those that had to be."""
        self._engine = engine
        self._described: set[str] = set()
        self.database = Database(url)
        self._upsert = postgresql.insert if self.database.kind == "postgresql" else sqlite.insert

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.close()

    def known(self, wanted: Mapping[Key, Scenario], seed: int, task: Task = run_replication) -> dict[Key, Replication]:
        """Of the replications wanted, those that were simulated before and did not fail."""
        self.scenarios |= {fingerprint for fingerprint, _ in wanted}
        if not wanted or self.trouble:
            return {}
        numbers = [number for _, number in wanted]
        query = select(REPLICATIONS.c.fingerprint, REPLICATIONS.c.number, REPLICATIONS.c.content).where(
            *self._of(task, seed),
            REPLICATIONS.c.fingerprint.in_({fingerprint for fingerprint, _ in wanted}),
            REPLICATIONS.c.number.between(min(numbers), max(numbers)),
        )
        with self._noted(), self.database.reading() as connection:
            rows = connection.execute(query).all()
            found = {
                (name, number): Replication.from_json(text) for name, number, text in rows if (name, number) in wanted
            }
            self.served += len(found)
            return found
        return {}

    def keep(
        self,
        results: Mapping[Key, Replication],
        wanted: Mapping[Key, Scenario],
        seed: int,
        task: Task = run_replication,
    ) -> None:
        """Keep results and the scenarios that they are of; one that is there stays, unless it failed."""
        self.simulated += len(results)
        if self.trouble:
            return
        rows = {key: {"failed": each.error is not None, "content": each.to_json()} for key, each in results.items()}
        self._write(rows, wanted, seed, task)

    def take_over(self, contents: Mapping[Key, str], wanted: Mapping[Key, Scenario], seed: int) -> None:
        """Keep results of another simulator of the same bytes, as :meth:`Replication.to_json` writes them."""
        rows = {key: {"failed": False, "content": content} for key, content in contents.items()}
        self._write(rows, wanted, seed, run_replication)

    def has(self, wanted: Mapping[Key, Scenario], seed: int) -> bool:
        """Whether all of these replications are here, and did not fail; nothing of them is read."""
        names = {fingerprint for fingerprint, _ in wanted}
        query = select(REPLICATIONS.c.fingerprint, REPLICATIONS.c.number).where(
            *self._of(run_replication, seed), REPLICATIONS.c.fingerprint.in_(names)
        )
        with self.database.reading() as connection:
            return wanted.keys() <= {(name, number) for name, number in connection.execute(query)}

    def _of(self, task: Task, seed: int) -> tuple[ColumnElement[bool], ...]:
        """Which rows are those of a task under a seed that succeeded."""
        table = REPLICATIONS.c
        return table.engine == self._engine(task), table.seed == str(seed), table.failed.is_(False)

    def _write(self, rows: Mapping[Key, dict[str, Any]], wanted: Mapping[Key, Scenario], seed: int, task: Task) -> None:
        new = {key[0]: wanted[key] for key in rows if key[0] not in self._described}
        of_all = {"engine": self._engine(task), "seed": str(seed)}
        with self._noted(), self.database.writing() as connection:
            if new:
                documents = self._upsert(SCENARIOS).on_conflict_do_nothing()
                connection.execute(documents, [_description(new[name]) for name in sorted(new)])
            statement = self._upsert(REPLICATIONS)
            replaced = {"failed": statement.excluded.failed, "content": statement.excluded.content}
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=REPLICATIONS.primary_key, set_=replaced, where=REPLICATIONS.c.failed
                ),
                [  # in one order: no deadlock
                    {**of_all, "fingerprint": name, "number": number, **rows[name, number]}
                    for name, number in sorted(rows)
                ],
            )
            self._described |= new.keys()

    def begin(self, question: Mapping[str, Any], started: str) -> int:
        """Note a question before it is worked on; what cannot be written to is refused here."""
        with self.database.writing() as connection:
            noted = insert(RUNS).values(started=started, question=json.dumps(question)).returning(RUNS.c.run)
            run: int = connection.execute(noted).scalar_one()
            return run

    def finish(self, run: int, provenance: Mapping[str, Any]) -> None:
        """Note that a question is answered."""
        if self.trouble:
            return
        with self._noted(), self.database.writing() as connection:
            connection.execute(update(RUNS).where(RUNS.c.run == run).values(provenance=json.dumps(provenance)))

    def asked(self) -> list[AskedQuestion]:
        """The questions asked, in the order in which they were."""
        with self.database.reading() as connection:
            rows = connection.execute(select(RUNS).order_by(RUNS.c.run)).all()
            return [
                AskedQuestion(row.run, row.started, json.loads(row.question), json.loads(row.provenance or "null"))
                for row in rows
            ]

    def size(self) -> int:
        """Replications kept, of whatever version."""
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(REPLICATIONS)).scalar_one())

    def clear(self) -> None:
        """Forget all runs; scenarios that a reader saved stay."""
        saved = select(SAVED.c.fingerprint)
        with self.database.writing() as connection:
            for statement in (delete(REPLICATIONS), delete(RUNS)):
                connection.execute(statement)
            connection.execute(delete(SCENARIOS).where(SCENARIOS.c.fingerprint.not_in(saved)))

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """What goes wrong inside is an error as long as nothing was simulated, and a note from then on."""
        try:
            yield
        except SaydoError as error:
            if not self.simulated:
                raise
            self.trouble = error


def _description(scenario: Scenario) -> dict[str, str]:
    return {"fingerprint": scenario.fingerprint, "document": json.dumps(scenario.model_dump(mode="json"))}
