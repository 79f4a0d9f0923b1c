"""Answers on terms, in words: promises, prices, trades, goals and frontiers."""

from __future__ import annotations

import pandas as pd

from sim.metrics.catalogue import describe
from sim.questions.frontier import Frontier, Point
from sim.questions.goal_seek import Goal, Sought
from sim.questions.price import Price
from sim.questions.promise import Miss, Promise, PromiseCheck, Strongest
from sim.questions.search import FRESH_SEEDS
from sim.report.format.amounts import amount
from sim.report.format.habit import NO_BREAK, local, percent_sign
from sim.report.format.words import MINUS, caution_note, format_difference, format_value, money, range_words
from sim.scenario.source import plain
from sim.statistics.risk import Limit

__all__ = [
    "frontier_table",
    "frontier_words",
    "goal_words",
    "hours_words",
    "neighbour_words",
    "price_words",
    "promise_words",
    "trade_words",
]


def _percent(share: float) -> str:
    return local(100 * share, ".3g") + percent_sign()


def hours_words(hours: float) -> str:
    """A promise in hours, or minutes below one."""
    return f"{local(60 * hours, 'g')}{NO_BREAK}min" if hours < 1 else f"{local(hours, 'g')}{NO_BREAK}h"


def _miss_words(miss: Miss, currency: str) -> str:
    """What must not happen."""
    outcome = describe(miss.outcome)
    if miss.than_today:
        return f"losing more than {format_value(-miss.below, outcome, currency)} of {plain(outcome.label.lower())}"
    return f"{plain(outcome.label)} below {format_value(miss.below, outcome, currency)}"


def _verified_words(verified: PromiseCheck, limit: Limit) -> str:
    """How an answer did on fresh seeds."""
    chance = verified.chance
    told = (
        f"On {FRESH_SEEDS} fresh seeds it was missed in {chance.missed} of {chance.runs} runs (a risk of "
        f"{_percent(chance.at_most)} at most)"
    )
    if verified.kept:
        return f"{told}: kept."
    return f"{told}: more often than {_percent(limit.risk)}. Take it as risky, and ask again with more replications."


def promise_words(found: Strongest, promise: Promise, miss: Miss, limit: Limit, currency: str) -> str:
    """What may be promised at one fee."""
    where = f"{plain(promise.plan)}, {promise.severity}, at {money(found.fee, currency)} a month"
    risk = f"the risk of {_miss_words(miss, currency)}"
    sure = f"with a confidence of {_percent(limit.level)}"
    if found.never:
        return f"{where}: never. Even at {hours_words(found.cells[-1].hours)} {risk} is above {_percent(limit.risk)}."
    if found.hours is None or found.verified is None:
        return f"{where}: no promise can be called safe; that {risk} is at most {_percent(limit.risk)} cannot be told."
    edge = ", the strongest there was to choose" if found.at_limit else ""
    return (
        f"{where}: promise {hours_words(found.hours)}{edge}. There {risk} is at most {_percent(limit.risk)}, {sure}. "
        f"{_verified_words(found.verified, limit)}"
    )


def price_words(found: Price, plan: str, margin: float, limit: Limit, currency: str) -> str:
    """Below which fee to walk away."""
    reached = f"a margin share of {_percent(margin)} or more in {_percent(1 - limit.risk)} of runs"
    if found.fee is None or found.verified is None:
        return f"{plain(plan)}: no fee up to {amount(round(found.tried), currency)} a month brings {reached}."
    estimate, low, fee, today = (
        amount(round(each), currency) for each in (found.estimate, found.low, found.fee, found.fee_today)
    )
    guess = f"the best guess is {estimate}, and {low} is too low for sure"
    return (
        f"{plain(plan)}: walk away below {fee} a month (today {today}). From there on it brings {reached}, with a "
        f"confidence of {_percent(limit.level)}; {guess}. {_verified_words(found.verified, limit)}"
    )


def trade_words(found: Sought, given: str, currency: str, level: float) -> str:
    """What makes up for a concession."""
    given, path = plain(given), plain(found.path)
    if found.value is None or found.verified is None:
        if found.met_before:
            return f"{given} costs nothing that {path} would have to make up for."
        return f"{given}: no value of {path} up to {local(max(found.tried, key=abs), 'g')} makes up for it."
    root, margin = found.root, describe("margin")
    change, low, high = (_change(end, found.before) for end in (root.estimate, root.low, root.high))
    again = range_words(found.verified.low, found.verified.high, margin, currency, sign=True)
    return (
        f"{given} is worth {change} ({low} to {high}) of {path}: "
        f"{_number(found.before)} becomes {_number(found.value)}. "
        f"On {FRESH_SEEDS} fresh seeds the margin then differs by "
        f"{format_difference(found.verified.estimate, margin, currency)} ({again}, confidence {_percent(level)})."
        f"{caution_note((found.verified,))}"
    )


def _change(value: float, before: float) -> str:
    """A lever's change in percent, or as it is where the lever stood at 0."""
    share = local(100 * (value / before - 1), "+,.2f") + percent_sign() if before else ""
    text = share or local(value, "+,.4g")
    return text.replace("-", MINUS)


def _number(value: float) -> str:
    return local(value, ",g")


def goal_words(found: Sought, goal: Goal, currency: str) -> str:
    """Where a lever must stand for a goal."""
    outcome, path = describe(goal.outcome), plain(found.path)
    target = format_value(goal.target, outcome, currency)
    if found.value is None or found.verified is None:
        state = "met" if found.met_before else "missed"
        least, *_, most = sorted((found.before, *found.tried))
        tried = f"from {_number(least)} to {_number(most)}"
        return f"{plain(outcome.label)} of {target} is {state} wherever {path} stands {tried}."
    again = range_words(found.verified.low, found.verified.high, outcome, currency)
    return (
        f"{plain(outcome.label)} of {target}: {path} from {_number(found.before)} to {_number(found.value)} "
        f"(values from {local(found.root.low, ',.4g')} to {local(found.root.high, ',.4g')} cannot be told from it). "
        f"On {FRESH_SEEDS} fresh seeds it "
        f"comes to {format_value(found.verified.estimate, outcome, currency)} ({again}, confidence "
        f"{_percent(goal.level)}).{caution_note((found.verified,))}"
    )


def frontier_words(found: Frontier) -> str:
    """How much of the frontier can be told apart."""
    alike = sum(not point.told_apart for point in found.points[1:])
    told = f"{len(found.points)} points of {found.evaluated} tried are efficient on {FRESH_SEEDS} fresh seeds"
    behind = f"; {found.fell_behind} more fell behind there" if found.fell_behind else ""
    same = (
        f"; {alike} cannot be told apart from the point above" if alike else "; each is told apart from its neighbour"
    )
    narrow = caution_note(each for point in found.points for each in (point.margin, point.retention))
    return f"{told}{behind}{same}.{narrow}"


def frontier_table(found: Frontier, currency: str) -> pd.DataFrame:
    """The points from the highest margin down, and the scenario as it stands below them."""
    outcomes = describe("margin"), describe("customer_retention_per_year")
    rows = []
    for point in (*found.points, found.today):
        told = "as it stands" if point is found.today else neighbour_words(point)
        reached = [
            text
            for each, outcome in zip((point.margin, point.retention), outcomes, strict=True)
            for text in (
                format_value(each.estimate, outcome, currency),
                range_words(each.low, each.high, outcome, currency),
            )
        ]
        rows.append((*point.values.values(), *reached, told))
    ranges = [name for outcome in outcomes for name in (outcome.label, f"{outcome.label}, range")]
    return pd.DataFrame(rows, columns=[*found.today.values, *ranges, "Against the point above"])


def neighbour_words(point: Point) -> str:
    """How a point of a frontier stands against the one above it; empty for the first."""
    if point.margin_verdict is None:
        return ""
    if not point.told_apart:
        return "cannot tell apart"
    return f"margin {point.margin_verdict}, customers kept {point.retention_verdict}"
