"""History matching in tables and words: residuals of facts, and what is left of the numbers that were moved."""

from __future__ import annotations

from math import isfinite

from sim.metrics.catalogue import describe
from sim.questions.history_matching import FactMatched, HistoryMatch, LeverMatched
from sim.questions.plausible_points import PlausiblePoints
from sim.report.format.amounts import short_percent
from sim.report.format.reader_locale import local
from sim.report.format.table import Column, Table
from sim.report.format.words import format_value
from sim.scenario.source import plain

__all__ = ["match_tables", "match_words", "points_words"]

MOST_NAMED = 5
"""Numbers that a sentence names; it counts the rest."""
FACTS = ("Fact", "Known", "Within the ranges", "Plausible points", "Mean", "Residual", "Verdict")
NUMBERS = ("Moved", "Range", "Plausible", "Spread left", "Verdict")


def match_tables(result: HistoryMatch, title: str, currency: str) -> list[Table]:
    """List the facts with their residuals, and the numbers with what is left of their ranges.

    Parameters
    ----------
    result : HistoryMatch
        The answer.
    title : str
        Title of the scenario.
    currency : str
        ISO 4217 code.

    Returns
    -------
    list of Table
        A row a fact, and a row for numbers that were moved together.
    """
    facts = tuple(_fact(row, currency) for row in result.facts)
    levers = tuple(_lever(row) for row in result.levers)
    return [
        Table(f"{plain(title)}: facts", tuple(map(Column, FACTS)), facts),
        Table("Numbers that were moved", tuple(map(Column, NUMBERS)), levers),
    ]


def match_words(result: HistoryMatch) -> str:
    """State how much of the ranges is left, which numbers the facts tell, and which facts clash.

    Parameters
    ----------
    result : HistoryMatch
        The answer.

    Returns
    -------
    str
        Sentences.
    """
    if not result.points:
        return f"Nothing is left of the ranges, by {result.simulated} points. {_clash_words(result)}"
    words = [f"{short_percent(result.volume)} of the ranges is left, by {result.simulated} points."]
    words.append(f"Draw from the {len(result.points)} plausible points, not from one of them: all are in keeping.")
    moved = [plain(row.name) for row in result.levers if row.moved]
    still = [plain(row.name) for row in result.levers if not row.moved]
    if moved:
        words.append(f"The facts tell of: {', '.join(moved)}.")
    if still:
        words.append(f"They do not tell, and all of the range remains: {', '.join(still)}.")
    missed = [plain(row.name) for row in result.facts if not row.matched]
    if missed:
        words.append(f"Simulated at plausible points, the mean misses: {', '.join(missed)}.")
    return " ".join(words)


def points_words(points: PlausiblePoints, file: str) -> str:
    """State how many plausible points are drawn from, and which ranges they replace.

    Parameters
    ----------
    points : PlausiblePoints
        The points.
    file : str
        Where they stand.

    Returns
    -------
    str
        Sentences.
    """
    count, size = len(points.values), len(points.paths)
    more = f" and {size - MOST_NAMED} more" if size > MOST_NAMED else ""
    names = ", ".join(map(plain, points.paths[:MOST_NAMED]))
    return (
        f"{local(count, ',')} plausible points of {plain(file)} replace the ranges of {local(size, ',')} "
        f"number{'s' * (size != 1)}, which move together: {names}{more}. Where nothing else decides "
        "on the point, each replication has one by its number, the same for all that is compared."
    )


def _clash_words(result: HistoryMatch) -> str:
    alone = [plain(names[0]) for names in result.clashes if len(names) == 1]
    pairs = [" with ".join(map(plain, names)) for names in result.clashes if len(names) > 1]
    words = []
    if alone:
        words.append(f"Out of reach by itself: {', '.join(alone)}.")
    if pairs:
        words.append(f"These clash: {'; '.join(pairs)}.")
    if not words:
        words.append("Any two of the facts go together, but not all of them.")
    return " ".join([*words, "Widen ranges or tolerances, move other numbers, or look the facts up again."])


def _fact(row: FactMatched, currency: str) -> tuple[str, ...]:
    return (
        plain(row.name),
        _span(row, (row.low, row.high), currency),
        _span(row, row.prior, currency),
        _span(row, row.spread, currency),
        _value(row, row.mean, currency),
        local(row.residual, "+.3g") if isfinite(row.residual) else "–",
        ("matched" if row.matched else "not matched") if isfinite(row.mean) else "nothing left",
    )


def _span(row: FactMatched, ends: tuple[float, float], currency: str) -> str:
    if not all(map(isfinite, ends)):
        return "–"
    return f"{_value(row, ends[0], currency)} to {_value(row, ends[1], currency)}"


def _value(row: FactMatched, value: float, currency: str) -> str:
    """A value of a fact; a ratio is a plain number."""
    if not isfinite(value):
        return "–"
    if "/" in row.name:
        return local(value, ".3g")
    return format_value(value, describe(row.outcome), currency)


def _lever(row: LeverMatched) -> tuple[str, ...]:
    more = f" and {len(row.paths) - 1} more" if len(row.paths) > 1 else ""
    name = plain(row.name) if row.name == row.paths[0] else f"{plain(row.name)} ({plain(row.paths[0])}{more})"
    low, high = row.plausible
    left = "–" if not isfinite(low) else f"{local(low, '.3g')} to {local(high, '.3g')}"
    spread = "–" if not isfinite(row.spread_left) else local(row.spread_left, ".2f")
    verdict = "told by the facts" if row.moved else "not told"
    prior = f"{local(row.prior[0], '.3g')} to {local(row.prior[1], '.3g')}"
    return name, prior, left, spread, verdict if isfinite(low) else "–"
