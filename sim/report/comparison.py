"""Comparisons of scenarios and summaries of one scenario as tables."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sim.metrics.catalogue import describe
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Cell, Column, Span, Table
from sim.report.format.words import caution_words
from sim.statistics.comparison import Comparison, Summary

__all__ = ["comparison_table", "comparison_tables", "summary_table"]


def comparison_tables(rows: Sequence[Comparison], currency: str, level: float) -> list[Table]:
    """Make a table of each variant against the base.

    Parameters
    ----------
    rows : sequence of Comparison
        Comparisons, variant by variant.
    currency : str
        ISO 4217 code.
    level : float
        Confidence of each interval, from 0 to 1.

    Returns
    -------
    list of Table
        A table a variant.
    """
    groups = [(variant, list(group)) for variant, group in groupby(rows, key=lambda row: row.variant)]
    return [comparison_table(group, f"{variant} against {group[0].base}", currency, level) for variant, group in groups]


def comparison_table(
    rows: Sequence[Comparison], title: str, currency: str, level: float = 0.95, *, with_variant: bool = False
) -> Table:
    """List differences of outcomes with their intervals and verdicts.

    Parameters
    ----------
    rows : sequence of Comparison
        Comparisons.
    title : str
        Title.
    currency : str
        ISO 4217 code.
    level : float
        Confidence of each interval, from 0 to 1.
    with_variant : bool
        Whether the first column names the variant.

    Returns
    -------
    Table
        A row a comparison; a column of cautions where an interval may be too narrow.
    """
    columns = [
        Column("Outcome"),
        Column("Base", "outcome"),
        Column("Variant", "outcome"),
        Column("Difference", "outcome", signed=True),
        Column(_interval(level), "outcome", signed=True),
        Column("P(better)", "number", form=".2f"),
        Column("Runs", "number"),
        Column("Verdict", "verdict"),
    ]
    cautions = [caution_words(row.replications, row.required) for row in rows]
    cells: list[list[Cell]] = [
        [
            describe(row.outcome).label,
            row.base_mean,
            row.variant_mean,
            row.difference,
            Span(row.low, row.high),
            row.probability_better,
            row.replications,
            f"{row.verdict}\n{caution}" if caution else row.verdict,
        ]
        for row, caution in zip(rows, cautions, strict=True)
    ]
    if with_variant:
        columns.insert(0, Column("Scenario"))
        cells = [[row.variant, *line] for row, line in zip(rows, cells, strict=True)]
    outcomes = tuple(describe(row.outcome) for row in rows)
    return Table(title, tuple(columns), tuple(map(tuple, cells)), currency, outcomes=outcomes)


def summary_table(rows: Sequence[Summary], title: str, currency: str, level: float) -> Table:
    """List mean and median of each outcome with their intervals, and the middle eight tenths of the runs.

    Parameters
    ----------
    rows : sequence of Summary
        Summaries of outcomes.
    title : str
        Title.
    currency : str
        ISO 4217 code.
    level : float
        Confidence of each interval, from 0 to 1.

    Returns
    -------
    Table
        A row an outcome.
    """
    headings = ("Mean", _interval(level), "Median", f"Its {_interval(level)}", "8 in 10 runs")
    columns = (
        Column("Outcome"),
        *(Column(heading, "outcome") for heading in headings),
        Column("Runs", "number"),
        Column("Caution"),
    )
    cells = tuple(
        (
            describe(row.outcome).label,
            row.mean,
            Span(row.low, row.high),
            row.median,
            Span(row.median_low, row.median_high),
            Span(row.tenth, row.ninetieth),
            row.replications,
            caution_words(row.replications, row.required),
        )
        for row in rows
    )
    return Table(title, columns, cells, currency, outcomes=tuple(describe(row.outcome) for row in rows))


def _interval(level: float) -> str:
    return f"{local(100 * level, '.4g')}{percent_sign(' %')} interval"
