"""Comparisons of scenarios and summaries of one scenario as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sim.metrics.catalogue import describe
from sim.report.format.caution import caution_words, no_interval, verdict_words
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Cell, Column, Span, Table
from sim.statistics.comparison import Comparison, Summary

__all__ = ["chance_notes", "comparison_table", "comparison_tables", "summary_table"]


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
    return [
        replace(
            comparison_table(group, f"{variant} against {group[0].base}", currency, level),
            notes=chance_notes(group, level),
        )
        for variant, group in groups
    ]


def chance_notes(rows: Sequence[Comparison], level: float) -> tuple[str, ...]:
    """Say how many of some outcomes would be called different by chance alone; nothing where it is less than one.

    Parameters
    ----------
    rows : sequence of Comparison
        Outcomes of one variant.
    level : float
        Confidence of each interval, from 0 to 1.

    Returns
    -------
    tuple of str
        One sentence or none; outcomes that differed in no run, or are not defined, do not count.
    """
    count = sum(row.verdict not in ("no difference", "not defined") for row in rows)
    expected = round(count * (1 - level))
    if expected < 1:
        return ()
    noun = "one" if expected == 1 else local(expected, ",")
    return (f"Of {local(count, ',')} outcomes that nothing changes, about {noun} would be called different by chance.",)


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
    cautions = [_caution(row) for row in rows]
    cells: list[list[Cell]] = [
        [
            describe(row.outcome).label,
            row.base_mean,
            row.variant_mean,
            row.difference,
            no_interval(row.low, row.high, row.replications) or Span(row.low, row.high),
            row.probability_better,
            row.replications,
            f"{verdict_words(row)}\n{caution}" if caution else verdict_words(row),
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
            no_interval(row.low, row.high, row.replications) or Span(row.low, row.high),
            row.median,
            Span(row.median_low, row.median_high),
            Span(row.tenth, row.ninetieth),
            row.replications,
            caution_words(row.replications, row.required, alike=row.alike),
        )
        for row in rows
    )
    return Table(title, columns, cells, currency, outcomes=tuple(describe(row.outcome) for row in rows))


def _caution(row: Comparison) -> str:
    """Caution of a row; what its verdict says already is left out, and so is what cannot be seen: the missing pairs."""
    alike = row.alike and row.verdict != "no difference"
    caution = caution_words(row.replications, row.required, alike=alike)
    missing = f"not defined in {local(row.dropped, ',')} runs" if row.dropped and row.replications else ""
    return "\n".join(part for part in (caution, missing) if part)


def _interval(level: float) -> str:
    return f"{local(100 * level, '.4g')}{percent_sign(' %')} interval"
