"""Options for one customer, ranked: sentence, table and figure."""

from __future__ import annotations

from sim.metrics.catalogue import describe
from sim.questions.remedies import NOTHING, Advice
from sim.report.charts import Mark, Panel
from sim.report.format.caution import caution_note, verdict_words
from sim.report.format.table import Column, Span, Table
from sim.report.format.words import format_difference, format_value, range_words

__all__ = ["advice_panel", "advice_table", "advice_words"]


def advice_words(advice: Advice, customer: str, currency: str) -> str:
    """State which option ranks first, what it brings, and what it cannot be distinguished from.

    Parameters
    ----------
    advice : Advice
        Options, the best first.
    customer : str
        Name of the customer.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    margin, first = describe("margin"), advice.ranked[0]
    regret = f"expected regret {format_value(first.regret.estimate, margin, currency)}"
    if advice.best.remedy == NOTHING:
        answer = f"For {customer}, no option tested earns more on average than doing nothing ({regret})"
    else:
        size = format_difference(first.margin.difference, margin, currency)
        within = range_words(first.margin.low, first.margin.high, margin, currency, sign=True)
        answer = f"For {customer}, {advice.best.title}: margin {size} against doing nothing ({within}; {regret})"
    narrow = caution_note(row for ranked in advice.ranked for row in (ranked.margin, ranked.own, ranked.others))
    if not advice.rivals:
        return f"{answer}. Fresh random numbers confirm it against every other.{narrow}"
    rivals = "; ".join(advice.rivals)
    return f"{answer}. On fresh random numbers it cannot be distinguished from, or loses to: {rivals}.{narrow}"


def advice_table(advice: Advice, title: str, currency: str) -> Table:
    """List the options against doing nothing, the best first, on random numbers that had no part in the ranking.

    Parameters
    ----------
    advice : Advice
        Options, the best first.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row an option.
    """
    columns = (
        Column("Option"),
        Column("Costs once", "money"),
        Column("Costs a month", "money"),
        Column("Margin", "money", signed=True),
        Column("Margin, interval", "money", signed=True),
        Column("Of the account", "money", signed=True),
        Column("Of all others", "money", signed=True),
        Column("P(best)", "number", form=".2f"),
        Column("Expected regret", "money"),
        Column("Against the next", "verdict"),
    )
    rows = tuple(
        (
            row.option.title,
            row.option.once,
            row.option.monthly,
            row.margin.difference,
            Span(row.margin.low, row.margin.high),
            row.own.difference,
            row.others.difference,
            row.probability_best.estimate,
            row.regret.estimate,
            "" if row.following is None else verdict_words(row.following),
        )
        for row in advice.ranked
    )
    return Table(title, columns, rows, currency)


def advice_panel(advice: Advice) -> Panel:
    """Make the panel of a figure: the margin of each option less that of doing nothing.

    Parameters
    ----------
    advice : Advice
        Ranked options.

    Returns
    -------
    Panel
        A mark an option, in the order of ranks; doing nothing has none.
    """
    rows = (row for row in advice.ranked if row.option.remedy != NOTHING)
    return Panel(
        describe("margin"),
        tuple(
            Mark(row.option.title, row.margin.difference, row.margin.low, row.margin.high, verdict_words(row.margin))
            for row in rows
        ),
    )
