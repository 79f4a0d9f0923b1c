"""Effects of clauses, one by one, as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.metrics.catalogue import describe
from sim.questions.clauses import CLAUSE_OUTCOMES, TOGETHER, ClauseEffect
from sim.report.format.caution import verdict_words
from sim.report.format.table import Cell, Column, Table
from sim.report.format.words import format_difference, range_words
from sim.report.terms import Wording

__all__ = ["clause_table"]

ALONE = "Each clause alone against the scenario as it stands; what all bring together need not be their sum."
NO_PROSPECTS = "Nobody asks for an offer in this scenario, so that no clause can win or lose a deal."


def clause_table(effects: Sequence[ClauseEffect], wording: Wording, currency: str, runs: int) -> Table:
    """List what each clause costs, and the deals and customers that it wins or loses.

    Parameters
    ----------
    effects : sequence of ClauseEffect
        Clauses, all together last.
    wording : Wording
        Names of terms.
    currency : str
        ISO 4217 code.
    runs : int
        Replications of each scenario.

    Returns
    -------
    Table
        A row a clause; an outcome that is defined in none has no columns.
    """
    outcomes = [name for name in CLAUSE_OUTCOMES if any(_is_defined(effect, name) for effect in effects)]
    columns = [Column("Clause")]
    for name in outcomes:
        columns += [Column(describe(name).label), Column("Verdict", "verdict")]
    rows: list[tuple[Cell, ...]] = []
    for effect in effects:
        cells: list[Cell] = [_named(effect.name, wording)]
        for name in outcomes:
            cells += _cells(effect, name, currency)
        rows.append(tuple(cells))
    notes = (f"{ALONE} {runs} replications.", *(() if "win_rate" in outcomes else (NO_PROSPECTS,)))
    emphasised = tuple(place for place, effect in enumerate(effects) if effect.name == TOGETHER)
    return Table("What each clause does", tuple(columns), tuple(rows), currency, emphasised=emphasised, notes=notes)


def _is_defined(effect: ClauseEffect, outcome: str) -> bool:
    row = effect.effects.get(outcome)
    return row is not None and math.isfinite(row.difference)


def _cells(effect: ClauseEffect, name: str, currency: str) -> list[Cell]:
    """The difference with its interval, and the verdict."""
    if not _is_defined(effect, name):
        return ["", ""]
    row, outcome = effect.effects[name], describe(name)
    within = range_words(row.low, row.high, outcome, currency, sign=True)
    return [f"{format_difference(row.difference, outcome, currency)} ({within})", verdict_words(row)]


def _named(name: str, wording: Wording) -> str:
    return name if name == TOGETHER else " + ".join(wording.of(path) for path in name.split(" + "))
