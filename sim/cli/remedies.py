"""``saydo remedies``: what to do about one account."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import typer

from sim.cli.answer import CommandAnswer
from sim.cli.command import command
from sim.cli.options import File, StudyOptions, loaded
from sim.cli.study import at_work
from sim.errors import SaydoError
from sim.questions.remedies import REMEDIES, Advice, Sizes, advise, options_for
from sim.report.remedies import advice_table, advice_words
from sim.scenario.overrides import parse_override
from sim.scenario.source import plain, printed
from sim.statistics.rows import as_row

__all__ = ["remedies_command"]

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class CostOptions:
    """Costs of remedies, by remedy."""

    cost: Annotated[
        list[str], typer.Option(metavar="REMEDY=MONEY", help="What a remedy costs once; may be repeated.")
    ] = field(default_factory=list)
    cost_per_month: Annotated[
        list[str], typer.Option(metavar="REMEDY=MONEY", help="What it costs a month; may be repeated.")
    ] = field(default_factory=list)

    def added(self, sizes: Sizes) -> Sizes:
        """The sizes of the remedies with these costs."""
        once, monthly = _costs(self.cost, "--cost"), _costs(self.cost_per_month, "--cost-per-month")
        return replace(sizes, once={**sizes.once, **once}, monthly={**sizes.monthly, **monthly})


def _costs(texts: list[str], option: str) -> dict[str, float]:
    """Money by remedy."""
    costs: dict[str, float] = {}
    for text in texts:
        name, value = parse_override(text) if "=" in text else (text, None)
        if name not in REMEDIES or isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            names = ", ".join(REMEDIES)
            raise SaydoError(f"{printed(text)} ({option}): must be remedy=money from 0, with a remedy of {names}")
        costs[name] = float(value)
    return costs


@command()
def remedies_command(
    scenario: File,
    customer: Annotated[str, typer.Option(metavar="NAME", help="The account to treat.", show_default=False)],
    study: StudyOptions,
    sizes: Sizes,
    costs: CostOptions,
) -> CommandAnswer:
    """Rank the remedies for one account against doing nothing.

    Each remedy is simulated on common random numbers, ranked with its regret, and checked on fresh random numbers.
    """
    document = loaded(scenario, study.sets)
    sizes = costs.added(sizes)
    options = options_for(document, customer, sizes)
    with at_work(study, 2 * len(options) * study.replications) as (runner, _):
        advice = advise(runner, options, customer, study.replications, LEVEL)
    ranking = f"{customer}: {study.replications} replications, ranked under seed {study.seed}"
    return CommandAnswer(
        payload={"customer": customer, "ranked": _rows(advice), "rivals": advice.rivals},
        parts=[
            advice_table(advice, f"{ranking}, figures from seed {advice.fresh_seed}", document.currency),
            plain(advice_words(advice, customer, document.currency)),
        ],
        provenance={
            "fingerprints": [document.fingerprint],
            "level": LEVEL,
            "fresh_seed": advice.fresh_seed,
            "sizes": as_row(sizes),
            "stored": runner.stored,
        },
        currency=document.currency,
    )


def _rows(advice: Advice) -> list[dict[str, Any]]:
    """Each option with its figures, the best first."""
    figures = ("margin", "own", "others", "probability_best", "regret")
    return [
        {
            "remedy": row.option.remedy,
            "title": row.option.title,
            "once": row.option.once,
            "monthly": row.option.monthly,
            "fingerprint": row.option.scenario.fingerprint,
            **{name: as_row(getattr(row, name)) for name in figures},
            "following": None if row.following is None else as_row(row.following),
        }
        for row in advice.ranked
    ]
