"""Whether the verdict on a deal is that of a long simulation: ``python -m tests.benchmarks.deals``.

Twenty deals are planted in the honest baseline: good ones, bad ones, and some near the line. Each is judged as a page
judges it, in 20 runs of seed 7, and again in 200 runs of another seed, which had no part in it. The two agree where
they decide alike; a deal planted near the line may also be undecided in one of them, and a decided deal may not. It
ends with status 1 where fewer than 19 in 20 agree. ``--only 3 8`` judges some alone. A deal takes as many runs twice,
with it and without it: some minutes on two cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal, TypeAlias

from rich.console import Console
from rich.table import Table

from sim.questions.deal import DealVerdict, Decision, judge
from sim.questions.guardrails import Guardrails
from sim.running.executors import PoolExecutor
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve
from sim.scenario.offer import Offer, offered
from sim.scenario.overrides import with_overrides

__all__ = ["DEALS", "Judged", "Planted", "agrees", "judged", "main", "planted", "report"]

Kind: TypeAlias = Literal["good", "bad", "borderline"]
SEED, RUNS = 7, 20
"""Those of a page that nothing was changed on."""
LONG_SEED, LONG_RUNS = 20_271, 200
LEAST = 0.95
"""Share of the deals on which the two must agree."""
CUSTOMER = "Initech"
BASE = "honest"


@dataclass(frozen=True, slots=True)
class Planted:
    """A deal: what it is meant to be, and its terms."""

    kind: Kind
    segment: str
    plan: str
    contacts: float
    """A month."""
    fee: float
    """A month."""
    people: float = 0.0
    """Of its own, on a full shift."""
    response: float | None = None
    """Hours to P1; as the plan has it without one."""

    def __str__(self) -> str:
        """Its terms on one line."""
        own = f", {self.people:g} people of its own" if self.people else ""
        fast = f", P1 in {self.response:g} h" if self.response else ""
        return f"{self.segment}, {self.plan}, {self.contacts:g} contacts, ${self.fee:g} a month{own}{fast}"


DEALS: tuple[Planted, ...] = (
    Planted("good", "small", "bronze", 1, 600),
    Planted("good", "small", "bronze", 2, 900),
    Planted("good", "medium", "silver", 2, 1_200),
    Planted("good", "medium", "silver", 4, 2_000),
    Planted("good", "medium", "silver", 6, 3_000),
    Planted("good", "large", "gold", 4, 4_000),
    Planted("good", "large", "gold", 8, 6_000),
    Planted("bad", "small", "bronze", 2, 100, people=0.25),
    Planted("bad", "medium", "silver", 10, 100, people=0.5),
    Planted("bad", "medium", "silver", 60, 100),
    Planted("bad", "medium", "silver", 120, 500),
    Planted("bad", "large", "gold", 30, 100, people=0.5),
    Planted("bad", "large", "gold", 60, 500, people=0.5),
    Planted("bad", "large", "gold", 150, 1_000),
    Planted("borderline", "small", "bronze", 6, 266),
    Planted("borderline", "medium", "silver", 9, 522),
    Planted("borderline", "medium", "silver", 15, 900),
    Planted("borderline", "large", "gold", 30, 1_975),
    Planted("borderline", "large", "gold", 30, 3_000),
    Planted("borderline", "large", "gold", 20, 2_500, response=0.25),
)


@dataclass(frozen=True, slots=True)
class Judged:
    """A deal with both verdicts."""

    number: int
    deal: Planted
    short: DealVerdict
    long: DealVerdict

    @property
    def agrees(self) -> bool:
        """Whether the two verdicts agree."""
        return agrees(self.deal.kind, self.short.decision, self.long.decision)


def agrees(kind: Kind, short: Decision, long: Decision) -> bool:
    """Whether a verdict agrees with that of a long simulation.

    Alike, or undecided in one of them where the deal was planted near the line; to sign what the other refuses is never
    agreement.
    """
    return short == long or (kind == "borderline" and "sign if" in (short, long))


def planted(base: Scenario, deal: Planted) -> Scenario:
    """The firm with the deal."""
    terms: dict[str, object] = {"fee_per_month": deal.fee}
    if deal.response is not None:
        terms["response_hours.P1"] = deal.response
    document = with_overrides(base, offered(base, Offer(CUSTOMER, deal.segment, deal.plan, deal.contacts, terms)))
    return with_overrides(document, {f"accounts.{CUSTOMER}.account_people": deal.people}) if deal.people else document


def judged(
    runner: ExperimentRunner, base: Scenario, numbers: Iterable[int], runs: int = RUNS, long_runs: int = LONG_RUNS
) -> Iterator[Judged]:
    """Judge deals by number, from 1, at both sizes."""
    long_runner = runner.with_seed(LONG_SEED)
    for number in numbers:
        scenario = planted(base, DEALS[number - 1])
        short, long = (
            judge(one, scenario, CUSTOMER, Guardrails(), size)
            for one, size in ((runner, runs), (long_runner, long_runs))
        )
        yield Judged(number, DEALS[number - 1], short, long)


def report(rows: Sequence[Judged]) -> Table:
    """A row a deal, and how many agree."""
    agreed = sum(row.agrees for row in rows)
    title = f"The verdict agrees with the long simulation in {agreed} of {len(rows)} deals"
    table = Table("", "planted", "deal", "verdict", "long", "worth, long", "on time, long", "", title=title)
    for row in rows:
        worth = row.long.effects.worth
        interval = f"{worth.low:,.0f} to {worth.high:,.0f}"
        share = row.long.promises.share
        on_time = f"{share.low:.1%} to {share.high:.1%}"
        mark = "" if row.agrees else "differs"
        cells = (row.deal.kind, str(row.deal), row.short.decision, row.long.decision, interval, on_time, mark)
        table.add_row(str(row.number), *cells)
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; status 1 where too few agree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", type=int, nargs="+", default=list(range(1, len(DEALS) + 1)), metavar="NUMBER")
    parser.add_argument("--runs", type=int, default=RUNS, help="runs of the verdict")
    parser.add_argument("--long", type=int, default=LONG_RUNS, help="runs of the long simulation")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(arguments)
    unknown = [number for number in options.only if not 1 <= number <= len(DEALS)]
    if unknown:
        parser.error(f"--only {unknown[0]}: must be a number from 1 to {len(DEALS)}")
    base = load(resolve(BASE))
    with PoolExecutor(options.workers) as pool:
        runner = ExperimentRunner(pool, seed=SEED)
        rows = list(judged(runner, base, options.only, options.runs, options.long))
    Console(width=170).print(report(rows))
    return int(sum(row.agrees for row in rows) < ceil(LEAST * len(rows)))


if __name__ == "__main__":
    sys.exit(main())
