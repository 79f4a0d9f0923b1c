"""``saydo customers``: what each customer earns and costs, alone and through others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
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
from sim.scenario.document import Scenario
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["customers_command"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class PortfolioOptions:
    """The customers that are left out, and how much is printed."""

    leave_out: Annotated[
        list[str],
        typer.Option(metavar="NAME", help="Leave this account out, to see what it costs others; may be repeated."),
    ] = field(default_factory=list)
    every_account: Annotated[
        bool, typer.Option("--every-account", help="Leave each account out, one simulation more for each.")
    ] = False
    heaviest: Annotated[
        int, typer.Option(min=0, max=100, help="Leave so many of the heaviest customers out, in each run.")
    ] = 0
    everything: Annotated[
        bool, typer.Option("--all-customers", help="Print every customer of the start, one by one.")
    ] = False
    html: Html = None


@command(spellings={"--harm": "--heaviest", "--all": "--all-customers"})
def customers_command(scenario: File, study: StudyOptions, options: PortfolioOptions) -> CommandAnswer:
    """Print what each customer earns and costs, and what it costs all others.

    Whoever is named is left out once, on common random numbers; the change to everybody else is its externality.
    """
    document = loaded(scenario, study.sets)
    accounts = _accounts(document, options)
    with at_work(study, study.replications) as (runner, _):
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
            "left_out": list(accounts),
            "harm": options.heaviest,
            "failures": failed,
            "stored": runner.stored,
        },
        currency=currency,
        errors=[{"message": error} for error in failed],
        figure=partial(_whales, title, result),
        notes=_notes(document, accounts),
        warnings=[warning] if warning else [],
        status=int(bool(failed)),
    )


def _accounts(document: Scenario, options: PortfolioOptions) -> tuple[str, ...]:
    """Accounts that are to be left out, one by one, each once."""
    present = [name for name in document.accounts if name not in document.absent]
    unknown = next((name for name in options.leave_out if name not in present), None)
    if unknown is not None:
        there = ", ".join(map(plain, present)) or "none"
        raise SaydoError(f"{plain(unknown)} (--leave-out): must be an account of the scenario: {there}")
    return tuple(present if options.every_account else dict.fromkeys(options.leave_out))


def _notes(document: Scenario, accounts: tuple[str, ...]) -> list[str]:
    """Say who was left out, and how others would be."""
    if accounts:
        return [f"left out, one by one: {', '.join(map(plain, accounts))}"]
    if not document.accounts:
        return []
    return ["nobody was left out by name: --leave-out NAME or --every-account shows what accounts cost all others"]


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
