"""``saydo backtest``: fit the first weeks of an import, simulate the rest, compare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import Json, ReplicationOptions
from sim.cli.study import at_work
from sim.errors import InputError, Problem
from sim.fitting.observed import observations
from sim.fitting.own_portfolio import BASELINE
from sim.importing.closed_days import country_code
from sim.importing.folder import add_file, locality_of, read_folder
from sim.questions.backtest import Backtest, backtest, grounds_of, split_of
from sim.report.backtest import backtest_record, backtest_table, backtest_words, customers_table, trust_table
from sim.report.format.table import Table
from sim.report.trust import RECORD
from sim.scenario.files import load, resolve
from sim.scenario.source import plain

__all__ = ["backtest_command"]


@dataclass(frozen=True, slots=True)
class BacktestOptions(ReplicationOptions):
    """Replications of a back-test."""

    replications: Annotated[int, typer.Option(min=20, max=10_000, help="Replications of the days tested.")] = 200
    json: Json = None


@command()
def backtest_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What saydo import wrote.", show_default=False)],
    study: BacktestOptions,
    public_holidays: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="Country or region whose public holidays are closed days, such as BR; none for none. "
            "[default: that of the import]",
        ),
    ] = None,
) -> CommandAnswer:
    """Fit the first 70 % of the days of an import, simulate the rest, and compare.

    FOLDER gets backtest.json with every series week by week, or day by day.
    """
    tables, locality = read_folder(folder), locality_of(folder)
    country = locality.country if public_holidays is None else country_code(public_holidays)
    observed = observations(tables)
    if observed is None:
        raise InputError(Problem.of("folder", folder, "holds no contacts over some days: a back-test needs them"))
    split = split_of(observed.days[0].date(), observed.days[-1].date())
    grounds = partial(grounds_of, base=load(resolve(BASELINE)), country=country or None)
    with at_work(study, study.replications, private=True) as (runner, _):
        result = backtest(tables, split, grounds, runner, study.replications)
    record = backtest_record(result)
    add_file(folder, RECORD, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())
    return CommandAnswer(
        payload={"backtest": record},
        parts=[*_tables(result), *backtest_words(result), f"Badge: {result.badge}."],
        provenance={"stored": runner.stored, "public_holidays": country, "time_zones": list(locality.time_zones)},
        notes=[f"wrote {plain(str(folder / RECORD))}"],
    )


def _tables(result: Backtest) -> list[Table]:
    customers = [customers_table(result)] if result.customers else []
    return [backtest_table(result), *customers, trust_table(result)]
