"""Commands on single customers: who costs whom, and what to do about one of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Annotated, Any

import numpy as np
import typer

from sim.cli.application import File, app
from sim.cli.layout import terminal_table
from sim.cli.options import StudyOptions, grouped, loaded
from sim.cli.pages import Page, write_page
from sim.cli.study import at_work
from sim.cli.terminal import can_write, output, say, write_json
from sim.cli.why import provenance
from sim.errors import SaydoError
from sim.questions.externality import Portfolio, leave_out, portfolio
from sim.questions.remedies import REMEDIES, Advice, Sizes, advise, options_for
from sim.report.charts import whale_chart
from sim.report.externality import (
    customers_table,
    externality_table,
    externality_words,
    groups_table,
    portfolio_words,
)
from sim.report.remedies import advice_table, advice_words
from sim.running.database import NO_STORE
from sim.scenario.overrides import parse_override
from sim.scenario.source import plain, printed

__all__ = ["customers_command", "remedies_command"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Detail:
    """Who is left out, and how much is told."""

    harm: Annotated[
        int, typer.Option(min=0, max=100, help="Besides the accounts, leave out so many of the heaviest, in each run.")
    ] = 0
    everything: Annotated[bool, typer.Option("--all", help="Every customer of the start, one by one.")] = False
    html: Page = None


@app.command("customers")
@grouped
def customers_command(scenario: File, study: StudyOptions, detail: Detail) -> None:
    """Tell what each customer earns and costs, and what it costs all others: left out under the same luck."""
    can_write(study.json)
    can_write(None if detail.html is None else str(detail.html), "--html")
    document = loaded(scenario, study.sets)
    named = tuple(name for name in document.accounts if name not in document.absent)
    with at_work(replace(study, store=NO_STORE), study.replications) as (runner, _):
        task = partial(leave_out, named=named, most=detail.harm)
        (results,) = runner.doing(task).results([document], study.replications)
    found = portfolio(document, results, LEVEL)
    failed = [each.error for each in results if each.error]
    title, currency = plain(document.title), document.currency
    if study.json:
        more = {"level": LEVEL, "harm": detail.harm, "failures": failed}
        told = asdict(found) | {"whales": found.whales.tolist()}
        write_json({"portfolio": told, "provenance": provenance(study, [document], **more)}, study.json)
    if detail.html is not None:
        if not np.isfinite(found.whales).all(axis=1).any():
            raise SaydoError(f"{title}: no run has a positive sum of margins, so there is no whale curve to draw")
        write_page(whale_chart({title: found.whales}), detail.html)
    if study.json != "-":
        _print(found, f"{title}: {found.replications} replications, seed {study.seed}", currency, detail)
    if failed:
        say(f"{len(failed)} replications failed and are left out; the first of {failed[0]}")
        raise typer.Exit(1)


def _print(found: Portfolio, title: str, currency: str, detail: Detail) -> None:
    output().print(terminal_table(groups_table(found, title, currency)))
    output().print(portfolio_words(found, currency))
    if detail.everything:
        output().print(terminal_table(customers_table(found, currency)))
    if found.harms:
        output().print(terminal_table(externality_table(found.harms, currency)))
        output().print("worth = own margin - cost to other customers + paid people who would otherwise be idle")
        for row in found.harms:
            output().print(plain(externality_words(row, currency)))


@dataclass(frozen=True, slots=True)
class Treatment:
    """When, how far and at what cost an account is treated; assumed, unless the reader knows better."""

    month: Annotated[int, typer.Option(min=1, max=59, help="From which month of the study on.")] = 6
    included: Annotated[
        int | None, typer.Option(metavar="N", help="Charge: contacts a month that the fee covers. [default: its usual]")
    ] = None
    price: Annotated[
        float | None, typer.Option(metavar="MONEY", help="Charge: for each beyond. [default: what its plan says]")
    ] = None
    self_service: Annotated[float, typer.Option(metavar="SHARE", help="Shunt: share solved without a person.")] = 0.7
    problem_left: Annotated[float, typer.Option(metavar="SHARE", help="Fix: share of its contacts left.")] = 0.6
    sprees_left: Annotated[float, typer.Option(metavar="SHARE", help="Fix: share of its days of dozens left.")] = 0.1
    per_day: Annotated[
        int | None, typer.Option(metavar="N", help="Throttle: contacts a day. [default: three usual days']")
    ] = None
    cost: Annotated[
        list[str], typer.Option(metavar="REMEDY=MONEY", help="What a remedy costs once; may be repeated.")
    ] = field(default_factory=list)
    cost_per_month: Annotated[
        list[str], typer.Option(metavar="REMEDY=MONEY", help="What it costs a month; may be repeated.")
    ] = field(default_factory=list)

    def sizes(self) -> Sizes:
        """The same, costs by remedy."""
        usual = Sizes()
        return Sizes(
            self.month,
            self.included,
            self.price,
            self.self_service,
            self.problem_left,
            self.sprees_left,
            self.per_day,
            once={**usual.once, **_costs(self.cost, "--cost")},
            monthly={**usual.monthly, **_costs(self.cost_per_month, "--cost-per-month")},
        )


def _costs(texts: list[str], option: str) -> dict[str, float]:
    """Money by remedy."""
    found: dict[str, float] = {}
    for text in texts:
        name, value = parse_override(text) if "=" in text else (text, None)
        if name not in REMEDIES or isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            known = ", ".join(REMEDIES)
            raise SaydoError(f"{printed(text)} ({option}): must be remedy=money from 0, with a remedy of {known}")
        found[name] = float(value)
    return found


@app.command("remedies")
@grouped
def remedies_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="The account to treat.", show_default=False)],
    study: StudyOptions,
    treatment: Treatment,
) -> None:
    """Try each remedy on one account against doing nothing; rank them, with regret, and check on fresh luck."""
    can_write(study.json)
    document = loaded(scenario, study.sets)
    sizes = treatment.sizes()
    options = options_for(document, customer, sizes)
    with at_work(study, 2 * len(options) * study.replications) as (runner, _):
        found = advise(runner, options, customer, study.replications, LEVEL)
    if study.json:
        more = {"level": LEVEL, "fresh_seed": found.fresh_seed, "sizes": asdict(sizes)}
        told = {"customer": customer, "ranked": _rows(found), "rivals": found.rivals}
        write_json({**told, "provenance": provenance(study, [document], **more)}, study.json)
    if study.json != "-":
        title = f"{plain(customer)}: {study.replications} replications, ranked under seed {study.seed}, told from seed"
        output().print(terminal_table(advice_table(found, f"{title} {found.fresh_seed}", document.currency)))
        output().print(plain(advice_words(found, customer, document.currency)))


def _rows(found: Advice) -> list[dict[str, Any]]:
    """Each option with its figures, the best first."""
    figures = ("margin", "own", "others", "probability_best", "regret")
    return [
        {
            "remedy": row.option.remedy,
            "title": row.option.title,
            "once": row.option.once,
            "monthly": row.option.monthly,
            "fingerprint": row.option.scenario.fingerprint,
            **{name: asdict(getattr(row, name)) for name in figures},
            "following": None if row.following is None else asdict(row.following),
        }
        for row in found.ranked
    ]
