"""``saydo promise``: the strongest response promise within a risk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, Level, loaded, numbers
from sim.cli.searching import PlanName, TrialOptions, provenance, title
from sim.cli.study import at_work
from sim.errors import SaydoError
from sim.questions.promise import NATURAL_HOURS, Miss, Promise, strongest_promise
from sim.report.promise import promise_words, zone_table
from sim.statistics.risk import Limit
from sim.statistics.rows import as_row

__all__ = ["promise_command"]

ATTAINMENT = 0.95


@dataclass(frozen=True, slots=True)
class PromiseOptions:
    """The risk a promise must keep, the criterion of a miss, and the promises to choose from."""

    risk: Annotated[float, typer.Option(min=0.001, max=0.5, help="Probability of a miss that is accepted.")] = 0.05
    level: Level = 0.95
    miss: Annotated[
        float | None, typer.Option(metavar="SHARE", help="An attainment below this is a miss. [default: 0.95]")
    ] = None
    loss: Annotated[
        float | None,
        typer.Option(metavar="MONEY", help="Instead: a miss is a loss of margin against today that exceeds this."),
    ] = None
    outcome: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The attainment. [default: that of the promise, plan and severity]"),
    ] = None
    hours: Annotated[
        str, typer.Option(metavar="HOURS", help="Promises to try, in coverage hours, separated by commas.")
    ] = ",".join(f"{hours:g}" for hours in NATURAL_HOURS)
    fees: Annotated[
        str, typer.Option(metavar="FEES", help="Monthly fees to try, separated by commas. [default: that of the plan]")
    ] = ""

    def criterion(self, plan: str, severity: str) -> Miss:
        """The criterion of a miss."""
        if self.loss is None:
            share = ATTAINMENT if self.miss is None else self.miss
            promise = f"response_attainment.{plan}.{severity}"
            return Miss(self.outcome or promise, share, undefined=self.outcome not in (None, promise))
        if self.miss is not None or self.outcome is not None:
            raise SaydoError(f"{self.loss:g} (--loss): is another criterion than --miss and --outcome: leave one out")
        return Miss("margin", -self.loss, than_today=True)


@command()
def promise_command(
    scenario: File,
    plan: PlanName,
    severity: Annotated[str, typer.Option(metavar="P1..P4", help="Severity of the promise.", show_default=False)],
    study: TrialOptions,
    options: PromiseOptions,
) -> CommandAnswer:
    """Find the strongest response promise within an accepted risk.

    Every promise is marked as safe, risky or never kept, at each fee.
    """
    promise = Promise(plan, severity, numbers(options.hours, "--hours"), numbers(options.fees, "--fees"))
    miss, limit = options.criterion(plan, severity), Limit(options.risk, options.level)
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications) as (runner, _):
        results = strongest_promise(runner, document, promise, miss, limit, study.replications)
    settings = {"promise": as_row(promise), "miss": as_row(miss), "limit": as_row(limit)}
    return CommandAnswer(
        payload={
            "promises": [as_row(row) | {"never": row.never, "at_limit": row.at_limit} for row in results],
        },
        parts=[
            zone_table(results, title(document, study), document.currency),
            *(promise_words(row, promise, miss, limit, document.currency) for row in results),
        ],
        provenance=provenance(scenario, document, runner, **settings),
        currency=document.currency,
    )
