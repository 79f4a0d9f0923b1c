"""Comparisons of scenarios and summaries of one scenario as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from sim.metrics.catalogue import describe
from sim.questions.sign_stability import RUNS_A_DRAW, SignStability
from sim.report.format.caution import caution_legend, caution_mark, no_interval, verdict_words
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Cell, Column, Span, Table
from sim.statistics.comparison import Comparison, Summary

__all__ = [
    "SIGN_KEPT",
    "chance_notes",
    "comparison_table",
    "comparison_tables",
    "sign_words",
    "summary_table",
    "with_signs",
]

SIGN_KEPT = "Keeps its sign in draws"


def comparison_tables(
    rows: Sequence[Comparison], currency: str, level: float, signs: SignStability | None = None
) -> list[Table]:
    """Make a table of each variant against the base.

    Parameters
    ----------
    rows : sequence of Comparison
        Comparisons, variant by variant.
    currency : str
        ISO 4217 code.
    level : float
        Confidence of each interval, from 0 to 1.
    signs : SignStability, optional
        Draws of the assumptions; with them a column says in how many each difference keeps its sign.

    Returns
    -------
    list of Table
        A table a variant.
    """
    groups = [(variant, list(group)) for variant, group in groupby(rows, key=lambda row: row.variant)]
    tables = []
    for variant, group in groups:
        table = comparison_table(group, f"{variant} against {group[0].base}", currency, level)
        if signs is not None and signs.draws:
            table = with_signs(table, group, signs)
        tables.append(replace(table, notes=(*table.notes, *chance_notes(group, level))))
    return tables


def with_signs(table: Table, rows: Sequence[Comparison], signs: SignStability) -> Table:
    """Add a column of how often each difference keeps its sign.

    Parameters
    ----------
    table : Table
        A comparison.
    rows : sequence of Comparison
        The comparison's rows.
    signs : SignStability
        Draws of the assumptions.

    Returns
    -------
    Table
        With one column more; empty where a difference has no sign.
    """
    kept = [signs.kept(row.variant, row.outcome) for row in rows]
    cells = ["" if one is None else f"{local(one.kept, ',')} of {local(one.of, ',')}" for one in kept]
    rows_with = tuple((*line, cell) for line, cell in zip(table.rows, cells, strict=True))
    return replace(table, columns=(*table.columns, Column(SIGN_KEPT)), rows=rows_with)


def sign_words(rows: Sequence[Comparison], signs: SignStability) -> list[str]:
    """State in how many draws of the assumptions each conclusion keeps its sign.

    Parameters
    ----------
    rows : sequence of Comparison
        Differences; those that are better, worse, higher or lower are conclusions.
    signs : SignStability
        Draws of the assumptions.

    Returns
    -------
    list of str
        A sentence a conclusion, and what the draws rest on.
    """
    sentences = []
    for row in rows:
        one = signs.kept(row.variant, row.outcome)
        if one is None or row.verdict not in ("better", "worse", "higher", "lower"):
            continue
        none = f" ({local(one.none, ',')} without any difference)" if one.none else ""
        count, of = local(one.kept, ","), local(one.of, ",")
        label = describe(row.outcome).label
        sentences.append(f"{row.variant}, {label}: {row.verdict}; keeps its sign in {count} of {of} draws{none}.")
    if not signs.draws:
        return ["No draw of the assumptions was completed."]
    kept = (
        f"; {signs.fixed} keep their value, as a scenario does not allow an end of their range" if signs.fixed else ""
    )
    return [
        *(sentences or ["There is no conclusion whose sign could be kept."]),
        f"In each of {local(signs.draws, ',')} draws all {signs.varied} assumptions take other values of their ranges "
        f"(Latin hypercube){kept}; {RUNS_A_DRAW} pairs in a draw, whose chance pulls counts towards a half.",
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
        A row a comparison; under its verdict a mark where its interval may be too narrow, and a note that explains it.
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
    return Table(title, tuple(columns), tuple(map(tuple, cells)), currency, outcomes, notes=_legend(cautions))


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
    marks = [caution_mark(row.replications, row.required, alike=row.alike) for row in rows]
    cells = tuple(
        (
            describe(row.outcome).label,
            row.mean,
            no_interval(row.low, row.high, row.replications) or Span(row.low, row.high),
            row.median,
            Span(row.median_low, row.median_high),
            Span(row.tenth, row.ninetieth),
            row.replications,
            mark,
        )
        for row, mark in zip(rows, marks, strict=True)
    )
    outcomes = tuple(describe(row.outcome) for row in rows)
    return Table(title, columns, cells, currency, outcomes, notes=_legend(marks))


def _caution(row: Comparison) -> str:
    """Caution of a row; what its verdict says already is left out, and so is what cannot be seen: the missing pairs."""
    alike = row.alike and row.verdict != "no difference"
    caution = caution_mark(row.replications, row.required, alike=alike)
    missing = f"not defined in {local(row.dropped, ',')} runs" if row.dropped and row.replications else ""
    return "\n".join(part for part in (caution, missing) if part)


def _legend(marks: Sequence[str]) -> tuple[str, ...]:
    legend = caution_legend(marks)
    return (legend,) if legend else ()


def _interval(level: float) -> str:
    return f"{local(100 * level, '.4g')}{percent_sign(' %')} interval"
