"""Influence of assumptions on an outcome and on conclusions: sentences, bars and tables."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.metrics.catalogue import Outcome, describe
from sim.questions.assumption_ranges import SPREAD, AssumptionRange
from sim.questions.sensitivity_study import OWN_REPLICATIONS, SensitivityDesign, SensitivityFindings
from sim.report.charts import Bar
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.table import Cell, Column, Span, Table

__all__ = [
    "conclusions_table",
    "effects_table",
    "findings_words",
    "indices_table",
    "information_table",
    "tornado_bars",
    "tornado_table",
]

MOST_EFFECTS = 15
SIGNIFICANT = 0.05
"""Probability of as large a value by chance below which an assumption is said to be worth measuring."""
WAYS = {"up": "▲", "down": "▼"}


def tornado_bars(findings: SensitivityFindings) -> list[Bar]:
    """Make the bars of the tornado.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.

    Returns
    -------
    list of Bar
        A bar an assumption, in the order of the answer.
    """
    ranges = _ranges(findings)
    return [
        Bar(
            row.path,
            (local(ranges[row.path].low, ".3g"), local(ranges[row.path].high, ".3g")),
            (row.low.estimate, row.high.estimate),
            (row.low.low, row.high.low),
            (row.low.high, row.high.high),
        )
        for row in findings.swings
    ]


def findings_words(findings: SensitivityFindings, design: SensitivityDesign) -> Iterator[str]:
    """State what the tables are based on.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.
    design : SensitivityDesign
        Sizes of the designs.

    Yields
    ------
    str
        Sentences.
    """
    spread = ", ".join(f"[{tag}] {local(factor, 'g')} times" for tag, factor in SPREAD.items())
    yield (
        f"Ranges, unless stated: {spread} smaller or larger, in the value or in the odds of a share, within "
        "what the schema allows; [M] was measured on other populations. What the scenario's own evidence calls "
        "measured stays."
    )
    if findings.effects:
        noise = _percent(findings.effects_noise)
        yield (
            f"Screening: {design.replications} replication(s) at a point, the same random numbers along a trajectory; "
            f"{noise} of the variance over the design is chance. Tornado: {OWN_REPLICATIONS} replications of each, "
            "paired."
        )
    if findings.conclusions:
        yield (
            f"Conclusions: {design.replications} paired replication(s) in a draw, with random numbers of its own. "
            "Chance is the share of the difference's variance that random numbers alone bring: it pulls shares "
            "towards a half."
        )


def effects_table(findings: SensitivityFindings, design: SensitivityDesign, title: str, currency: str) -> Table:
    """List the assumptions with the largest elementary effects.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.
    design : SensitivityDesign
        Its outcome, and whether it is a difference.
    title : str
        First words of the title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row an assumption, the largest effects first.
    """
    outcome, ranges = describe(design.outcome), _ranges(findings)
    about = f"{outcome.label}, {'difference to the first' if design.against else 'as such'}"
    size = f"{findings.trajectories} trajectories over {len(findings.ranges)} assumptions (Morris)"
    columns = (
        Column("Assumption"),
        Column("Tag"),
        Column("Value", "number", form=".3g"),
        Column("Range", "number", form=".3g"),
        Column("Uniform in"),
        Column("Mean effect", "outcome", signed=True),
        *(Column(heading, "outcome") for heading in ("Mean size", "± (95 %)", "Spread")),
    )
    effects = findings.effects[:MOST_EFFECTS]
    rows = tuple(
        (
            row.path,
            f"[{ranges[row.path].tag}]",
            ranges[row.path].value,
            _range(ranges[row.path]),
            ranges[row.path].shape,
            row.mean,
            row.size,
            row.size_half,
            row.spread,
        )
        for row in effects
    )
    return Table(f"{title} ({about}): {size}", columns, rows, currency, outcomes=(outcome,) * len(rows))


def tornado_table(findings: SensitivityFindings, outcome: Outcome, currency: str) -> Table:
    """List by how much the outcome differs at either end of each assumption's range.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.
    outcome : Outcome
        Outcome that is compared.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row an assumption, with a bar of its size.
    """
    ranges, longest = _ranges(findings), max((row.size for row in findings.swings), default=0.0) or 1.0
    columns = (
        Column("Assumption"),
        Column("Tag"),
        Column("Value", "number", form=".3g"),
        Column("Range", "number", form=".3g"),
        Column("At the low end", "outcome", signed=True),
        Column("At the high end", "outcome", signed=True),
        Column("", "bar"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row.path,
            f"[{ranges[row.path].tag}]",
            ranges[row.path].value,
            _range(ranges[row.path]),
            *(Span(end.low, end.high, end.estimate) for end in (row.low, row.high)),
            row.size / longest,
        )
        for row in findings.swings
    )
    title = f"Tornado: {outcome.label}, one assumption at an end of its range, all others as they are, less as it is"
    return Table(title, columns, rows, currency, outcomes=(outcome,) * len(rows))


def indices_table(findings: SensitivityFindings) -> Table:
    """List the shares of variance of the few assumptions that matter most.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.

    Returns
    -------
    Table
        A row an assumption.
    """
    headings = ("By itself", "By itself, ± (95 %)", "In all", "In all, ± (95 %)")
    columns = (Column("Assumption"), *(Column(heading, "number", form=".2f") for heading in headings))
    rows = tuple((row.path, row.first, row.first_half, row.total, row.total_half) for row in findings.indices)
    return Table("Shares of variance over the few (Sobol)", columns, rows)


def conclusions_table(findings: SensitivityFindings) -> Table:
    """List in what share of draws of all assumptions each conclusion holds.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.

    Returns
    -------
    Table
        A row a conclusion.
    """
    columns = (
        Column("Story"),
        Column("Concludes"),
        Column("As it is"),
        Column("Holds in", "share", form=".0f"),
        Column("Holds in, interval", "share", form=".0f"),
        Column("No difference"),
        Column("Reversed"),
        Column("Chance", "share", form=".0f"),
    )
    rows = tuple(
        (
            row.name,
            f"{describe(row.outcome).label} {WAYS.get(row.direction or '', '')}".strip(),
            f"{row.own} of {row.own_of} runs",
            row.holds.estimate,
            Span(row.holds.low, row.holds.high),
            f"{row.none} of {row.holds.count}",
            f"{row.reversed} of {row.holds.count}",
            row.noise,
        )
        for row in findings.conclusions
    )
    title = f"Conclusions over {findings.draws} draws of all {len(findings.ranges)} assumptions (Latin hypercube)"
    return Table(title, columns, rows)


def information_table(findings: SensitivityFindings, currency: str) -> Table:
    """List what it is worth to measure each of the few assumptions before choosing.

    Parameters
    ----------
    findings : SensitivityFindings
        The answer.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row an assumption.
    """
    columns = (
        Column("Assumption"),
        Column("Worth", "money"),
        Column("Probability of as much by chance", "number", form=".2f"),
        Column("Advice"),
    )
    rows = tuple(
        (
            row.path,
            row.value,
            row.probability,
            "measure it" if row.probability < SIGNIFICANT else "cannot be distinguished from zero",
        )
        for row in findings.information_values
    )
    title = f"Value of information on one assumption before choosing by margin, over {findings.draws} draws"
    return Table(title, columns, rows, currency)


def _ranges(findings: SensitivityFindings) -> dict[str, AssumptionRange]:
    return {row.path: row for row in findings.ranges}


def _range(assumption: AssumptionRange) -> Span:
    return Span(assumption.low, assumption.high)


def _percent(share: float) -> str:
    return "n/a" if np.isnan(share) else f"{100 * share:.0f}{percent_sign(' %')}"
