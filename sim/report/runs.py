"""The questions asked of a store as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.format.table import Cell, Column, Table
from sim.running.store import QuestionRecord

__all__ = ["runs_table"]

COUNTS = ("simulated", "stored", "seconds")


def runs_table(rows: Sequence[QuestionRecord], replications: int) -> Table:
    """List the questions asked of a store with the replications that each took.

    Parameters
    ----------
    rows : sequence of QuestionRecord
        Questions.
    replications : int
        How many replications the store holds.

    Returns
    -------
    Table
        A row a question: replications simulated and taken from the store, and seconds.
    """
    numbers = ("Simulated", "From the store", "Seconds")
    columns = (Column("Started"), Column("Question"), *(Column(heading, "number") for heading in numbers))
    title = f"{len(rows)} questions, {replications} replications kept"
    return Table(title, columns, tuple((row.started, _question(row), *_counts(row)) for row in rows))


def _question(row: QuestionRecord) -> str:
    question = dict(row.question)
    command = question.pop("command")
    options = (f"{name} {_listed(value)}" for name, value in question.items() if value not in (None, [], False))
    return f"{command}: {', '.join(options)}"


def _counts(row: QuestionRecord) -> tuple[Cell, ...]:
    if not row.provenance:
        return ("not answered", "", "")
    return tuple(str(row.provenance[name]) for name in COUNTS)


def _listed(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
