"""Why, and who costs whom, in words."""

from __future__ import annotations

import pandas as pd

from sim.metrics.catalogue import describe
from sim.questions.bridge import Bridge
from sim.questions.counterfactual import Ending, Replay
from sim.questions.externality import Externality, Portfolio
from sim.questions.remedies import NOTHING, Advice
from sim.report.format.habit import percent_sign
from sim.report.format.words import caution_note, format_difference, format_value, frequency, range_words
from sim.statistics.intervals import PairedDifference

__all__ = [
    "advice_table",
    "advice_words",
    "bridge_table",
    "bridge_words",
    "ending_words",
    "endings_table",
    "harm_table",
    "harm_words",
    "portfolio_words",
    "replay_words",
]


def bridge_words(found: Bridge, currency: str) -> str:
    """What the parts add up to, how they were found, and what cannot be told."""
    whole = format_difference(found.whole.difference, found.outcome, currency)
    within = range_words(found.whole.low, found.whole.high, found.outcome, currency, sign=True)
    told = f"The parts add up to the whole difference, {whole} ({within})"
    if found.orders is None:
        how = "each is a lever's mean contribution over all orders of pulling them (Shapley)"
    else:
        how = f"each is a lever's mean contribution over {found.orders} orders drawn at random, ± the sampling error"
    unknown = [part.lever.name for part in found.parts if part.effect.verdict == "cannot tell apart"]
    unsure = f" Cannot be told from nothing: {', '.join(unknown)}." if unknown else ""
    joined = [part.lever.name for part in found.parts if " + " in part.lever.name]
    together = f" Only possible together, and therefore one: {'; '.join(joined)}." if joined else ""
    dropped = f" {found.dropped} replications are left out." if found.dropped else ""
    narrow = caution_note((found.whole, *(part.effect for part in found.parts)))
    return f"{told}; {how}.{unsure}{together}{dropped}{narrow}"


def bridge_table(found: Bridge, base: str, variant: str, currency: str) -> pd.DataFrame:
    """The steps from the base to the variant, which add up, each with its interval and verdict."""
    ends = [
        (name, format_value(value, found.outcome, currency), "", "")
        for name, value in ((base, found.base), (variant, found.variant))
    ]
    parts = [
        (
            part.lever.name,
            format_difference(part.difference, found.outcome, currency),
            range_words(part.effect.low, part.effect.high, found.outcome, currency, sign=True),
            part.effect.verdict,
        )
        for part in found.parts
    ]
    columns = ["Step", found.outcome.label, "95 of 100 studies, all parts together", "Verdict"]
    return pd.DataFrame([ends[0], *parts, ends[1]], columns=columns)


def replay_words(customer: str, cause: str, found: Replay) -> str:
    """Whether a customer would have stayed without a cause, in how many replications."""
    runs, what = len(found.pairs), f"without {cause}"
    if not found.left:
        return f"{customer} leaves in none of {runs} runs; {what} in {found.lost}."
    share = f"{100 * found.share.low:.0f} to {100 * found.share.high:.0f}{percent_sign(' %')}"
    told = (
        f"{customer} leaves {frequency(found.left, runs)}; {what} it would have stayed in {found.stayed} of these "
        f"({share})"
    )
    also = f", and would have left in {found.lost} in which it stayed" if found.lost else ""
    return f"{told}{also}. Chances of leaving: {_verdict(found.leaving.verdict)}."


def _verdict(verdict: str) -> str:
    return {"better": "lower", "worse": "higher"}.get(verdict, verdict)


def portfolio_words(found: Portfolio, currency: str) -> str:
    """What all of it adds up to."""
    margin, cost = describe("margin"), describe("unallocated_cost")
    return (
        f"Margin {format_value(found.margin.estimate, margin, currency)} "
        f"({range_words(found.margin.low, found.margin.high, margin, currency)}): all customers' margins less "
        f"{format_value(found.unallocated_cost.estimate, cost, currency)} of people not used, actions and programmes."
    )


def harm_words(row: Externality, currency: str) -> str:
    """What one customer does to all others, in a sentence."""
    margin = describe("margin")
    size = format_value(abs(row.harm.difference), margin, currency)
    within = range_words(row.harm.low, row.harm.high, margin, currency, sign=True)
    narrow = caution_note((row.harm,))
    if row.harm.verdict not in ("better", "worse"):
        return f"{row.label}: harm to others cannot be told from none ({within}).{narrow}"
    does = "costs" if row.harm.verdict == "worse" else "brings"
    return f"{row.label} {does} the provider {size} of what all others would earn it without it ({within}).{narrow}"


def advice_words(found: Advice, customer: str, currency: str) -> str:
    """What is ranked first, what it brings, and what it cannot be told from."""
    margin, first = describe("margin"), found.ranked[0]
    regret = f"expected regret {format_value(first.regret.estimate, margin, currency)}"
    if found.best.remedy == NOTHING:
        told = f"For {customer}, nothing that was tried earns more on average than doing nothing ({regret})"
    else:
        size = format_difference(first.margin.difference, margin, currency)
        within = range_words(first.margin.low, first.margin.high, margin, currency, sign=True)
        told = f"For {customer}, {found.best.title}: margin {size} against doing nothing ({within}; {regret})"
    narrow = caution_note(each for row in found.ranked for each in (row.margin, row.own, row.others))
    if not found.rivals:
        return f"{told}. Fresh luck confirms it against every other.{narrow}"
    return f"{told}. On fresh luck it cannot be told from, or loses to: {'; '.join(found.rivals)}.{narrow}"


def ending_words(ending: Ending) -> str:
    """How a life ended in one replication."""
    if ending.left:
        return f"left on day {ending.left_day:.0f}: {ending.reason}"
    return "stays" if ending.popped_day != ending.popped_day else f"stays; went POP on day {ending.popped_day:.0f}"


def endings_table(cause: str, found: Replay) -> pd.DataFrame:
    """Run by run, from 1: how it ended, and how it would have."""
    return pd.DataFrame(
        {
            "Run": [number + 1 for number, _, _ in found.pairs],
            "As it was": [ending_words(was) for _, was, _ in found.pairs],
            f"Without {cause}": [ending_words(would) for _, _, would in found.pairs],
        }
    )


def harm_table(row: Externality, currency: str) -> pd.DataFrame:
    """What one customer is worth and does to others, with intervals of the mean."""
    rows = {
        f"Own margin, {currency}": (row.own.estimate, row.own.low, row.own.high),
        f"Harm to others, {currency}": _ends(row.harm),
        f"Paid time it keeps busy, {currency}": (row.busy.estimate, row.busy.low, row.busy.high),
        f"Worth, {currency}": _ends(row.worth),
        "Late answers to others": _ends(row.late),
        "Minutes that others wait longer, each time": _ends(row.wait),
    }
    return pd.DataFrame(
        [(name, *(round(size, 2) for size in sizes)) for name, sizes in rows.items()],
        columns=["What", "Mean", "95 % interval, from", "to"],
    )


def _ends(found: PairedDifference) -> tuple[float, float, float]:
    return found.difference, found.low, found.high


def advice_table(found: Advice, currency: str) -> pd.DataFrame:
    """The options, the best first, against doing nothing, on luck that had no part in ranking them."""
    rows = found.ranked
    return pd.DataFrame(
        {
            "Option": [row.option.title for row in rows],
            f"Costs once, {currency}": [row.option.once for row in rows],
            "and a month": [row.option.monthly for row in rows],
            f"Margin, {currency}": [round(row.margin.difference) for row in rows],
            "from": [round(row.margin.low) for row in rows],
            "to": [round(row.margin.high) for row in rows],
            "of the account": [round(row.own.difference) for row in rows],
            "of all others": [round(row.others.difference) for row in rows],
            "Best, share of runs": [round(row.probability_best.estimate, 2) for row in rows],
            "Expected regret": [round(row.regret.estimate) for row in rows],
            "Against the next": ["" if row.following is None else row.following.verdict for row in rows],
        }
    )
