"""``saydo trade``: what makes up for a concession."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Level, StudyOptions, loaded
from sim.cli.searching import provenance
from sim.cli.study import at_work
from sim.errors import SaydoError
from sim.questions.clauses import ClauseEffect, clause_effects
from sim.questions.returns import RETURNS, Asked, ask_in_return
from sim.questions.trade import Concession, equal_margin
from sim.report.clauses import clause_table
from sim.report.returns import return_table, return_words
from sim.report.terms import Wording
from sim.report.trade import trade_words
from sim.scenario.document import Scenario
from sim.scenario.overrides import parse_override, with_overrides
from sim.scenario.paths import parse_path, print_path
from sim.scenario.source import plain
from sim.statistics.rows import as_row

__all__ = ["trade_command"]


@command()
def trade_command(
    scenario: File,
    give: Annotated[
        list[str],
        typer.Option("--give", metavar="PATH=VALUE", help="A concession; may be repeated.", show_default=False),
    ],
    study: StudyOptions,
    lever: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="PATH|TERM",
            help=f"The lever to ask for, or one of {', '.join(RETURNS)}: at equal margin and equal risk. "
            "[default: the same plan's fee]",
        ),
    ] = None,
    level: Level = 0.95,
) -> CommandAnswer:
    """Find the change of another lever that makes up for a concession.

    With the change the margin is as it was. Any concession may be set against any of the terms fee, term, prepayment,
    cap (on contacts), notice and volume, then in a bad run as well. For a path, a table says what each clause costs,
    and whether it wins deals.
    """
    concessions = dict(parse_override(text) for text in give)
    document = loaded(scenario, study.sets)
    if lever in RETURNS:
        return _in_return(scenario, document, concessions, lever, study, level)
    path = lever or _fee_of(next(iter(concessions)))
    with at_work(study, study.replications) as (runner, _):
        effects = clause_effects(runner, document, concessions, study.replications, level)
        trade = equal_margin(runner, document, Concession(concessions, path, level), study.replications)
    wording = Wording([document, with_overrides(document, concessions)])
    settings = {"give": concessions, "for": path, "level": level}
    return CommandAnswer(
        payload={"trade": as_row(trade), "clauses": [_row(effect) for effect in effects]},
        parts=[
            clause_table(effects, wording, document.currency, study.replications),
            trade_words(trade, ", ".join(give), document.currency, level),
        ],
        provenance=provenance(scenario, document, runner, **settings),
        currency=document.currency,
    )


def _in_return(
    file: Path, document: Scenario, give: dict[str, Any], name: str, study: StudyOptions, level: float
) -> CommandAnswer:
    """How much of a term makes up for the concession."""
    inquiry = Asked(give, _plan_of(next(iter(give))), name, level)
    with at_work(study, study.replications) as (runner, _):
        answer = ask_in_return(runner, document, inquiry, study.replications)
    texts = ", ".join(f"{path}={value}" for path, value in give.items())
    return CommandAnswer(
        payload={"return": as_row(answer)},
        parts=[return_table(answer, document.currency), return_words(answer, texts, document.currency)],
        provenance=provenance(file, document, runner, give=give, **{"for": name, "level": level}),
        currency=document.currency,
    )


def _row(effect: ClauseEffect) -> dict[str, Any]:
    """A clause for the JSON."""
    return {"clause": effect.name, "effects": {name: as_row(row) for name, row in effect.effects.items()}}


def _fee_of(path: str) -> str:
    """The fee of the plan that a path is of."""
    return print_path(("plans", _plan_of(path), "fee_per_month"))


def _plan_of(path: str) -> str:
    """The plan that a path is of."""
    part, *names = parse_path(path)
    if part != "plans" or not names:
        raise SaydoError(f"{plain(path)} (--give): is no term of a plan: say --for which lever is to make up for it")
    return str(names[0])
