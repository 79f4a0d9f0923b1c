"""Commands that ask backwards: promise, price, trade, goalseek, frontier."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer

from sim.cli.application import File, app
from sim.cli.layout import terminal_table
from sim.cli.options import StudyOptions, grouped, loaded
from sim.cli.study import at_work, version_block
from sim.cli.terminal import can_write, output, write_json
from sim.errors import SaydoError
from sim.questions.frontier import LeverRange, SearchBudget, efficient_frontier
from sim.questions.goal_seek import Concession, Goal, equal_margin, goal_seek
from sim.questions.price import walk_away_price
from sim.questions.promise import NATURAL_HOURS, Miss, Promise, strongest_promise
from sim.questions.search import FRESH_SEEDS
from sim.report.frontier import frontier_table, frontier_words
from sim.report.goal_seek import goal_words
from sim.report.price import price_words
from sim.report.promise import promise_words, zone_table
from sim.report.trade import trade_words
from sim.scenario.document import Scenario
from sim.scenario.overrides import parse_override
from sim.scenario.paths import parse_path, print_path, split_assignment
from sim.scenario.source import plain
from sim.statistics.risk import Limit

__all__ = ["frontier_command", "goalseek_command", "price_command", "promise_command", "trade_command"]

Plan = Annotated[str, typer.Option("--plan", metavar="NAME", help="A plan of the scenario.", show_default=False)]
Severity = Annotated[str, typer.Option("--severity", metavar="P1..P4", help="Which promise.", show_default=False)]
Gives = Annotated[
    list[str],
    typer.Option("--give", metavar="PATH=VALUE", help="What is conceded; may be repeated.", show_default=False),
]
Levers = Annotated[
    list[str],
    typer.Option("--lever", metavar="PATH=LOW:HIGH", help="A lever and its range; 2 to 5 of them.", show_default=False),
]
Level = Annotated[float, typer.Option(min=0.5, max=0.999, help="Confidence of what is stated.")]


@dataclass(frozen=True, slots=True)
class Counted(StudyOptions):
    """Replications enough to count misses in."""

    replications: Annotated[
        int, typer.Option(min=1, max=10_000, help="Replications of each try, and again of the answer.")
    ] = 100


@dataclass(frozen=True, slots=True)
class Tried(StudyOptions):
    """Replications of each point that an optimiser tries."""

    replications: Annotated[int, typer.Option(min=1, max=10_000, help="Replications of each point tried.")] = 5


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What a promise must keep, and which there are to choose from."""

    risk: Annotated[float, typer.Option(min=0.001, max=0.5, help="Probability of a miss that is accepted.")] = 0.05
    level: Level = 0.95
    miss: Annotated[
        float | None, typer.Option(metavar="SHARE", help="An attainment below this is a miss. [default: 0.95]")
    ] = None
    loss: Annotated[
        float | None, typer.Option(metavar="MONEY", help="Instead: losing more margin than this against today is one.")
    ] = None
    outcome: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The attainment. [default: that of the promise, plan and severity]"),
    ] = None
    hours: Annotated[
        str, typer.Option(metavar="HOURS", help="Promises to choose from, in coverage hours, by commas.")
    ] = ",".join(f"{each:g}" for each in NATURAL_HOURS)
    fees: Annotated[
        str, typer.Option(metavar="FEES", help="Monthly fees to seek it at, by commas. [default: that of the plan]")
    ] = ""

    def misses(self, plan: str, severity: str) -> Miss:
        """What counts as a miss."""
        if self.loss is None:
            share = 0.95 if self.miss is None else self.miss
            promise = f"response_attainment.{plan}.{severity}"
            return Miss(self.outcome or promise, share, undefined=self.outcome not in (None, promise))
        if self.miss is not None or self.outcome is not None:
            raise SaydoError(f"{self.loss:g} (--loss): is another criterion than --miss and --outcome: leave one out")
        return Miss("margin", -self.loss, than_today=True)


@app.command("promise")
@grouped
def promise_command(scenario: File, plan: Plan, severity: Severity, study: Counted, wanted: SearchOptions) -> None:
    """Find the strongest response promise that keeps a risk; what is safe, what is risky, what never."""
    can_write(study.json)
    promise = Promise(plan, severity, _numbers(wanted.hours, "--hours"), _numbers(wanted.fees, "--fees"))
    miss, limit = wanted.misses(plan, severity), Limit(wanted.risk, wanted.level)
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications) as (runner, _):
        found = strongest_promise(runner, document, promise, miss, limit, study.replications)
    if study.json:
        rows = [asdict(each) | {"never": each.never, "at_limit": each.at_limit} for each in found]
        asked = {"promise": asdict(promise), "miss": asdict(miss), "limit": asdict(limit)}
        write_json({"promises": rows, "provenance": _provenance(study, document) | asked}, study.json)
    if study.json != "-":
        output().print(terminal_table(zone_table(found, _title(document, study), document.currency)))
        for each in found:
            output().print(promise_words(each, promise, miss, limit, document.currency))


@app.command("price")
@grouped
def price_command(
    scenario: File,
    plan: Plan,
    study: Counted,
    margin: Annotated[float, typer.Option(max=0.99, help="Margin share of the provider that is to be reached.")] = 0.2,
    confidence: Annotated[float, typer.Option(min=0.5, max=0.999, help="Share of runs that reach it.")] = 0.9,
    level: Level = 0.95,
) -> None:
    """Find the walk-away price: the lowest fee of a plan that brings the margin as often as it must."""
    can_write(study.json)
    limit = Limit(round(1 - confidence, 9), level)
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications) as (runner, _):
        found = walk_away_price(runner, document, plan, margin, limit, study.replications)
    if study.json:
        asked = {"plan": plan, "margin": margin, "confidence": confidence, "level": level}
        write_json({"price": asdict(found), "provenance": _provenance(study, document) | asked}, study.json)
    if study.json != "-":
        output().print(price_words(found, plan, margin, limit, document.currency))


@app.command("trade")
@grouped
def trade_command(
    scenario: File,
    give: Gives,
    study: StudyOptions,
    wanted: Annotated[
        str | None, typer.Option("--for", metavar="PATH", help="What to ask for. [default: the same plan's fee]")
    ] = None,
    level: Level = 0.95,
) -> None:
    """Find what to ask for in return: the change of another lever that leaves the margin as it was."""
    can_write(study.json)
    given = dict(parse_override(text) for text in give)
    path = wanted or _fee_of(next(iter(given)))
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications) as (runner, _):
        found = equal_margin(runner, document, Concession(given, path, level), study.replications)
    if study.json:
        asked = {"give": given, "for": path, "level": level}
        write_json({"trade": asdict(found), "provenance": _provenance(study, document) | asked}, study.json)
    if study.json != "-":
        output().print(trade_words(found, ", ".join(give), document.currency, level))


@app.command("goalseek")
@grouped
def goalseek_command(
    scenario: File,
    lever: Annotated[str, typer.Option(metavar="PATH", help="People, a term, any number.", show_default=False)],
    outcome: Annotated[str, typer.Option(metavar="NAME", help="An outcome of the catalogue.", show_default=False)],
    target: Annotated[float, typer.Option(help="What its mean is to be.", show_default=False)],
    study: StudyOptions,
    level: Level = 0.95,
) -> None:
    """Find the value of a lever at which an outcome's mean meets a goal."""
    can_write(study.json)
    goal = Goal(outcome, target, level=level)
    document = loaded(scenario, study.sets)
    with at_work(study, study.replications) as (runner, _):
        found = goal_seek(runner, document, lever, goal, study.replications)
    if study.json:
        asked = {"outcome": outcome, "target": target, "level": level}
        write_json({"goal": asdict(found), "provenance": _provenance(study, document) | asked}, study.json)
    if study.json != "-":
        output().print(goal_words(found, goal, document.currency))


@app.command("frontier")
@grouped
def frontier_command(
    scenario: File,
    lever: Levers,
    study: Tried,
    evaluations: Annotated[int, typer.Option(min=12, max=10_000, help="Points to try.")] = 60,
    again: Annotated[int, typer.Option(min=10, max=10_000, help="Replications of each point shown, fresh.")] = 40,
) -> None:
    """Find the efficient frontier of margin and customers kept over a few levers."""
    can_write(study.json)
    ranges = [_range(text) for text in lever]
    budget = SearchBudget(evaluations, study.replications, again)
    document = loaded(scenario, study.sets)
    with at_work(study, evaluations * study.replications) as (runner, _):
        found = efficient_frontier(runner, document, ranges, budget)
    if study.json:
        asked = {"levers": [asdict(each) for each in ranges], **asdict(budget)}
        write_json({"frontier": asdict(found), "provenance": _provenance(study, document) | asked}, study.json)
    if study.json != "-":
        output().print(terminal_table(frontier_table(found, _title(document, study), document.currency)))
        output().print(frontier_words(found))


def _title(document: Scenario, study: StudyOptions) -> str:
    return plain(f"{document.title}: {study.replications} replications of each try, seed {study.seed}")


def _provenance(study: StudyOptions, document: Scenario) -> dict[str, Any]:
    """All that it takes to get the same answer again."""
    return {
        **version_block(),
        "seed": study.seed,
        "fresh_seeds": FRESH_SEEDS,
        "replications": study.replications,
        "set": study.sets,
        "fingerprint": document.fingerprint,
    }


def _numbers(text: str, option: str) -> tuple[float, ...]:
    """Numbers parted by commas; none where there is no text."""
    try:
        return tuple(float(part) for part in text.split(",")) if text else ()
    except ValueError:
        raise SaydoError(f"{plain(text)} ({option}): must be numbers parted by commas, such as 1,2,4") from None


def _range(text: str) -> LeverRange:
    """A lever and its range."""
    path, span = split_assignment(text)
    low, _, high = span.partition(":")
    try:
        return LeverRange(path, float(low), float(high))
    except ValueError:
        raise SaydoError(f"{plain(text)} (--lever): must be path=low:high, such as selling.clarity=0.2:0.8") from None


def _fee_of(path: str) -> str:
    """The fee of the plan that a path is of."""
    part, *names = parse_path(path)
    if part != "plans" or not names:
        raise SaydoError(f"{plain(path)} (--give): is no term of a plan: say --for which lever is to make up for it")
    return print_path((part, names[0], "fee_per_month"))
