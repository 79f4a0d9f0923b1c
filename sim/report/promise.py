"""The strongest promise and its zones: sentences and table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.metrics.catalogue import describe
from sim.questions.promise import Miss, Promise, PromiseCheck, Strongest, ZoneCell
from sim.questions.search import FRESH_SEEDS
from sim.report.entries import plan_name
from sim.report.format.amounts import hours_words, short_percent
from sim.report.format.table import Column, Table
from sim.report.format.words import format_value, money
from sim.scenario.source import plain
from sim.statistics.risk import Limit

__all__ = ["check_words", "promise_words", "zone_table"]


def promise_words(strongest: Strongest, promise: Promise, miss: Miss, limit: Limit, currency: str) -> str:
    """State what may be promised at one fee.

    Parameters
    ----------
    strongest : Strongest
        The answer at one fee.
    promise : Promise
        Plan, severity and candidates.
    miss : Miss
        What must not happen.
    limit : Limit
        Accepted risk, and confidence.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    where = f"{plain(plan_name(promise.plan))}, {promise.severity}, at {money(strongest.fee, currency)} a month"
    risk, accepted = f"the risk of {_miss_words(miss, currency)}", short_percent(limit.risk)
    if strongest.never:
        return f"{where}: never. Even at {hours_words(strongest.cells[-1].hours)} {risk} is above {accepted}."
    if strongest.hours is None or strongest.verified is None:
        return f"{where}: no promise can be called safe; that {risk} is at most {accepted} cannot be shown."
    edge = ", the strongest there was to choose" if strongest.at_limit else ""
    sure = f"with a confidence of {short_percent(limit.level)}"
    return (
        f"{where}: promise {hours_words(strongest.hours)}{edge}. There {risk} is at most {accepted}, {sure}. "
        f"{check_words(strongest.verified, limit)}"
    )


def _miss_words(miss: Miss, currency: str) -> str:
    """A phrase for what must not happen."""
    outcome = describe(miss.outcome)
    if miss.than_today:
        return f"losing more than {format_value(-miss.below, outcome, currency)} of {plain(outcome.label.lower())}"
    return f"{plain(outcome.label)} below {format_value(miss.below, outcome, currency)}"


def check_words(check: PromiseCheck, limit: Limit) -> str:
    """State how an answer did on fresh seeds.

    Parameters
    ----------
    check : PromiseCheck
        Misses on fresh seeds.
    limit : Limit
        Accepted risk.

    Returns
    -------
    str
        Sentences.
    """
    chance = check.chance
    misses = (
        f"On {FRESH_SEEDS} fresh seeds it was missed in {chance.missed} of {chance.runs} runs (a risk of "
        f"{short_percent(chance.at_most)} at most)"
    )
    if check.kept:
        return f"{misses}: kept."
    more = f"more often than {short_percent(limit.risk)}"
    return f"{misses}: {more}. Take it as risky, and ask again with more replications."


def zone_table(answers: Sequence[Strongest], title: str, currency: str) -> Table:
    """List the zone of each promise at each fee.

    Parameters
    ----------
    answers : sequence of Strongest
        The answers, one a fee.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a promise; misses and runs where it was simulated and not inferred.
    """
    fees = (Column(f"At {money(answer.fee, currency)}", "verdict") for answer in answers)
    cells = zip(*(answer.cells for answer in answers), strict=True)
    rows = tuple((hours_words(row[0].hours), *map(_zone_words, row)) for row in cells)
    return Table(title, (Column("Promise"), *fees), rows, currency)


def _zone_words(cell: ZoneCell) -> str:
    count = "" if cell.chance is None else f" ({cell.chance.missed} of {cell.chance.runs} missed)"
    return f"{cell.zone}{count}"
