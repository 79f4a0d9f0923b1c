"""``saydo customers``: what each customer earns and costs, alone and through others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated

import numpy as np
import typer

from sim.cli.answer import CommandAnswer, Part
from sim.cli.command import command
from sim.cli.options import File, Html, StudyOptions, loaded
from sim.cli.study import at_work
from sim.errors import SaydoError
from sim.questions.externality import Portfolio, leave_out, portfolio
from sim.report.charts import Picture, whale_chart
from sim.report.externality import (
    customers_table,
    externality_table,
    externality_words,
    groups_table,
    portfolio_words,
)
from sim.running.database import NO_STORE
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["customers_command"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class PortfolioOptions:
    """The customers that are left out, and how much is printed."""

    heaviest: Annotated[
        int, typer.Option(min=0, max=100, help="Besides the accounts, leave out so many of the heaviest, in each run.")
    ] = 0
    everything: Annotated[
        bool, typer.Option("--all-customers", help="Print every customer of the start, one by one.")
    ] = False
    html: Html = None


@command(spellings={"--harm": "--heaviest", "--all": "--all-customers"})
def customers_command(scenario: File, study: StudyOptions, options: PortfolioOptions) -> CommandAnswer:
    """Print what each customer earns and costs, and what it costs all others.

    Each account is left out once, on common random numbers; the change to everybody else is its externality.
    """
    document = loaded(scenario, study.sets)
    accounts = tuple(name for name in document.accounts if name not in document.absent)
    with at_work(replace(study, store=NO_STORE), study.replications) as (runner, _):
        task = partial(leave_out, named=accounts, most=options.heaviest)
        (results,) = runner.measured(task, [document], study.replications)
    result = portfolio(document, results, LEVEL)
    failed = [replication.error for replication in results if replication.error]
    title, currency = document.title, document.currency
    heading = f"{title}: {result.replications} replications, seed {study.seed}"
    warning = f"{len(failed)} replications failed and are left out; the first of {failed[0]}" if failed else ""
    return CommandAnswer(
        payload={"portfolio": as_row(result)},
        parts=list(_parts(result, heading, currency, options)),
        provenance={
            "fingerprints": [document.fingerprint],
            "level": LEVEL,
            "harm": options.heaviest,
            "failures": failed,
            "stored": runner.stored,
        },
        currency=currency,
        errors=[{"message": error} for error in failed],
        figure=partial(_whales, title, result),
        warnings=[warning] if warning else [],
        status=int(bool(failed)),
    )


def _whales(title: str, result: Portfolio) -> Picture:
    """The whale curve of a portfolio."""
    if not np.isfinite(result.whales).all(axis=1).any():
        raise SaydoError(f"{plain(title)}: no run has a positive sum of margins, so there is no whale curve to draw")
    return whale_chart({title: result.whales})


def _parts(result: Portfolio, heading: str, currency: str, options: PortfolioOptions) -> Iterator[Part]:
    """Tables and sentences of a portfolio."""
    yield groups_table(result, heading, currency)
    yield portfolio_words(result, currency)
    if options.everything:
        yield customers_table(result, currency)
    if result.externalities:
        yield externality_table(result.externalities, currency)
        for row in result.externalities:
            yield plain(externality_words(row, currency))
