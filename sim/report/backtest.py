"""A back-test as a table, in words, and as a record."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sim.metrics.catalogue import describe
from sim.questions.backtest import DEPENDS, Backtest, SeriesTest
from sim.questions.backtest_customers import KNOWN, SPLITS, CustomerTest
from sim.questions.backtest_weeks import ContactBand, ContactWeek
from sim.report.format.table import Column, Table
from sim.report.trust import TrustMark

__all__ = [
    "backtest_record",
    "backtest_table",
    "backtest_words",
    "customers_table",
    "marks_of",
    "trust_table",
]


def marks_of(test: Backtest) -> tuple[TrustMark, ...]:
    """List the outcomes with their colours.

    Parameters
    ----------
    test : Backtest
        The back-test.

    Returns
    -------
    tuple of TrustMark
        Of each outcome the worst colour of the series that it rests on.
    """
    return tuple(TrustMark(name, describe(name).label, *test.trust(name)) for name in DEPENDS)


def backtest_words(test: Backtest) -> Iterator[str]:
    """State what was fitted and what was tested, what the colours mean, and which days were closed.

    Parameters
    ----------
    test : Backtest
        The back-test.

    Yields
    ------
    str
        Sentences.
    """
    split = test.split
    yield (
        f"Fitted on {split.fitted} {split.unit} from {split.first.isoformat()}; simulated {split.tested} from "
        f"{split.at.isoformat()}, {test.replications} replications, fitted numbers drawn from their intervals."
    )
    yield (
        "Green: the 80 % band holds as many periods as it says, and the mean is off by less than 10 %. Amber: one of "
        "these fails, there are few periods, or the last four weeks say as much. Red: off by 25 % or more, or drift. "
        "Grey: not testable."
    )
    for day, why in sorted(test.closed.items()):
        yield f"{day.isoformat()} {day:%A} was closed ({why}): left out."
    yield from _week_words(test.weeks)
    if test.weekdays:
        inside = sum(share.inside for share in test.weekdays)
        yield f"Shares of {inside} of {len(test.weekdays)} weekdays lie inside their 80 % bands."
    yield from _customer_words(test.customers)


def _customer_words(tests: Sequence[CustomerTest]) -> Iterator[str]:
    """How the figures of customers who were not fitted were predicted, and how often they lay inside."""
    tested = [test for test in tests if test.splits]
    if tested:
        named = "; ".join(f"{test.name} {test.inside} of {test.splits}" for test in tested)
        yield (
            f"By customers: figures of {1 - KNOWN:.0%} of them predicted from the others, in {SPLITS} random splits; "
            f"inside the 80 % band: {named}."
        )


def _week_words(weeks: Sequence[ContactWeek]) -> Iterator[str]:
    """Contacts of whole weeks: how many lie inside, and which closed days explain what does not."""
    usual = [week for week in weeks if not week.closed]
    if usual:
        inside = sum(week.whole.inside for week in usual)
        yield f"Contacts of {inside} of {len(usual)} weeks without closed days lie inside their 80 % bands."
    for week in weeks:
        if not week.closed and not week.whole.inside:
            yield f"Week from {week.start.isoformat()}: {_band_words(week.whole)}."
        elif week.closed:
            named = ", ".join(day.isoformat() for day in week.closed)
            rest = "" if week.rest is None else f"; the others: {_band_words(week.rest)}"
            end = ". The closed days explain the week." if week.explained else "."
            yield f"Week from {week.start.isoformat()}: {_band_words(week.whole)}; closed: {named}{rest}{end}"


def _band_words(band: ContactBand) -> str:
    where = "inside" if band.inside else "outside"
    return f"{band.observed:,.0f} contacts of {band.days} days, {where} {band.low:,.0f} to {band.high:,.0f}"


def backtest_table(test: Backtest) -> Table:
    """List the series.

    Parameters
    ----------
    test : Backtest
        The back-test.

    Returns
    -------
    Table
        A row a series: colour, weeks inside the band, mean observed and simulated, scores, reason.
    """
    columns = (
        Column("Series"),
        Column("Trust"),
        Column(f"{test.split.unit.capitalize()} inside"),
        Column("Observed", "number", form=".3g"),
        Column("Simulated", "number", form=".3g"),
        Column("Score", "number", form=".3g"),
        Column("Score of the last four weeks", "number", form=".3g"),
        Column("Why"),
    )
    return Table("Back-test", columns, tuple(_row(series) for series in test.series))


def _row(series: SeriesTest) -> tuple[str | float | None, ...]:
    result = series.result
    if result is None:
        return series.name, str(series.trust), None, None, None, None, None, series.reason
    inside = f"{int(result.inside.sum())} of {len(result.observed)}"
    means = float(result.observed.mean()), float(result.median.mean())
    naive = None if math.isnan(result.naive_score) else result.naive_score
    return series.name, str(series.trust), inside, *means, result.score, naive, series.reason


def customers_table(test: Backtest) -> Table:
    """List the receivables of customers who were not fitted.

    Parameters
    ----------
    test : Backtest
        The back-test.

    Returns
    -------
    Table
        A row a figure: colour, splits inside the band, means observed and of the ends of the band, reason.
    """
    columns = (
        Column("Figure"),
        Column("Trust"),
        Column("Splits inside"),
        Column("Observed", "number", form=".3g"),
        Column("Band from", "number", form=".3g"),
        Column("Band to", "number", form=".3g"),
        Column("Why"),
    )
    return Table("Customers who were not fitted", columns, tuple(map(_customer_row, test.customers)))


def _customer_row(test: CustomerTest) -> tuple[str | float | None, ...]:
    if not test.splits:
        return test.name, str(test.trust), None, None, None, None, test.reason
    inside = f"{test.inside} of {test.splits}"
    return test.name, str(test.trust), inside, test.observed, test.low, test.high, test.reason


def trust_table(test: Backtest) -> Table:
    """List the headline outcomes with their colours.

    Parameters
    ----------
    test : Backtest
        The back-test.

    Returns
    -------
    Table
        A row an outcome: the worst colour of the series that it rests on.
    """
    rows = [(mark.label, str(mark.colour), mark.reason) for mark in marks_of(test)]
    return Table("How far to trust", (Column("Outcome"), Column("Trust"), Column("Because of")), tuple(rows))


def backtest_record(test: Backtest) -> dict[str, Any]:
    """Write a back-test as values that JSON knows.

    Parameters
    ----------
    test : Backtest
        The back-test.

    Returns
    -------
    dict
        Split, series period by period, closed days, trust by outcome; what is not defined is null.
    """
    split = test.split
    record = {
        "split": {"first": split.first.isoformat(), "at": split.at.isoformat()},
        "periods": {"days": split.days, "fitted": split.fitted, "tested": split.tested},
        "replications": test.replications,
        "badge": str(test.badge),
        "trust": {name: dict(zip(("colour", "reason"), map(str, test.trust(name)), strict=True)) for name in DEPENDS},
        "closed": {day.isoformat(): why for day, why in sorted(test.closed.items())},
        "weeks": [_week(week) for week in test.weeks],
        "weekday_shares": [asdict(share) | {"inside": share.inside} for share in test.weekdays],
        "series": [_series(series) for series in test.series],
        "customers": [asdict(customers) | {"trust": str(customers.trust)} for customers in test.customers],
    }
    plain: dict[str, Any] = json.loads(json.dumps(record), parse_constant=lambda _: None)
    return plain


def _week(week: ContactWeek) -> dict[str, Any]:
    parts = {"contacts": week.whole} | ({} if week.rest is None else {"without_closed_days": week.rest})
    bands = {name: asdict(band) | {"inside": band.inside} for name, band in parts.items()}
    return {"start": week.start.isoformat(), "closed": [day.isoformat() for day in week.closed], **bands}


def _series(series: SeriesTest) -> dict[str, Any]:
    record: dict[str, Any] = {"name": series.name, "trust": str(series.trust), "reason": series.reason}
    result = series.result
    if result is not None:
        record |= {
            "starts": [start.isoformat() for start in series.starts],
            "observed": result.observed.tolist(),
            "low": result.low.tolist(),
            "median": result.median.tolist(),
            "high": result.high.tolist(),
            "pit": result.pit.tolist(),
            "effective_periods": result.n_effective,
            "p_value": result.p_value,
            "bias": result.bias,
            "score": result.score,
            "naive_score": result.naive_score,
        }
    return record
