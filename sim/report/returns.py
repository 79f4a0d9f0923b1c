"""Terms to ask for in return for a concession: sentences and a table."""

from __future__ import annotations

from math import isinf, isnan

from sim.metrics.catalogue import describe
from sim.questions.returns import ReturnAnswer, ReturnStep
from sim.questions.search import FRESH_SEEDS
from sim.report.format.amounts import amount, plain_number
from sim.report.format.caution import caution_note
from sim.report.format.table import Table, text_table
from sim.report.format.words import format_difference, range_words, step_of
from sim.scenario.source import plain
from sim.statistics.intervals import Interval

__all__ = ["asked_words", "return_table", "return_words"]

PHRASES = {
    "fee": "a fee of {value} a month",
    "term": "a term of {value} months",
    "prepayment": "payment of {value} months in advance",
    "cap": "a cap of {value} contacts a month",
    "notice": "a notice of {value} days",
    "volume": "{value} times the volume",
}
"""By name of the return."""
OPEN = {"cap": "contacts without limit"}
OUTCOME = "margin"


def asked_words(name: str, value: float, currency: str) -> str:
    """Name so much of a return.

    Parameters
    ----------
    name : str
        One of ``sim.questions.returns.RETURNS``.
    value : float
        How much of it.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        As in the middle of a sentence, such as ``a term of 36 months``.
    """
    if isinf(value):
        return OPEN.get(name, "no limit")
    return PHRASES[name].format(value=amount(value, currency) if name == "fee" else plain_number(value))


def return_words(answer: ReturnAnswer, concession: str, currency: str) -> str:
    """State what a concession costs, and how much of the return makes up for it.

    Parameters
    ----------
    answer : ReturnAnswer
        The answer.
    concession : str
        The concession, as the subject of a sentence.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    alone = answer.alone
    first = f"{plain(concession)} {_cost(alone.margin, currency)}; the margin of a bad run {_moves(alone, currency)}."
    if alone.margin.estimate >= 0 and alone.bad_run.estimate >= 0:
        return f"{first} On average and in a bad run there is nothing to make up for."
    reached = 10 * (1 - answer.risk)
    return " ".join(
        [
            first,
            _made_up(answer, answer.equal_margin, "At equal margin", currency),
            _made_up(answer, answer.equal_risk, "At equal risk", currency),
            f"A bad run: the margin that {reached:g} of 10 runs reach, by {answer.replications} runs.",
            *_verified(answer.verified, "equal margin leaves the margin", currency),
            *_verified(answer.verified_risk, "equal risk leaves the margin of a bad run", currency),
        ]
    )


def return_table(answer: ReturnAnswer, currency: str) -> Table:
    """List what was tried in return.

    Parameters
    ----------
    answer : ReturnAnswer
        The answer.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a value, after that of the concession alone.
    """
    rows = []
    for step in (answer.alone, *answer.steps):
        what = "nothing" if isnan(step.value) else asked_words(answer.name, step.value, currency)
        rows.append((what, _likely(step.margin, currency), _likely(step.bad_run, currency)))
    return text_table("", ("In return", "Margin, less that of today", "Margin of a bad run, likewise"), rows)


def _cost(margin: Interval, currency: str) -> str:
    """Say what a concession alone does to the margin."""
    outcome = describe(OUTCOME)
    low, high = sorted((abs(margin.low), abs(margin.high)))
    if margin.high < 0 or margin.low > 0:
        does = "costs" if margin.high < 0 else "brings"
        size = _difference(abs(margin.estimate), currency).removeprefix("+")
        return f"{does} {size} of margin (likely {range_words(low, high, outcome, currency)})"
    within = range_words(margin.low, margin.high, outcome, currency, sign=True)
    return f"cannot be told from no change of the margin (likely {within})"


def _moves(alone: ReturnStep, currency: str) -> str:
    """Say what a concession alone does to a bad run."""
    if alone.bad_run.high < 0 or alone.bad_run.low > 0:
        return f"differs by {_likely(alone.bad_run, currency)}"
    return f"cannot be told from that of before: {_likely(alone.bad_run, currency)}"


def _verified(again: Interval | None, trade: str, currency: str) -> list[str]:
    """Say what a trade does on seeds that had no part in finding it; nothing where there is none."""
    if again is None:
        return []
    within = f"{_likely(again, currency)}.{caution_note((again,))}"
    return [f"On {FRESH_SEEDS} fresh seeds the trade at {trade} at {within}"]


def _likely(difference: Interval, currency: str) -> str:
    """A difference with the range that it is likely in; where there is none, that runs are too few for it."""
    estimate = _difference(difference.estimate, currency)
    if isnan(difference.low):
        return f"{estimate} (too few runs for a range)"
    within = range_words(difference.low, difference.high, describe(OUTCOME), currency, sign=True)
    return f"{estimate} (likely {within})"


def _made_up(answer: ReturnAnswer, step: ReturnStep | None, when: str, currency: str) -> str:
    if step is not None:
        now = "" if isnan(answer.before) else f" (today {asked_words(answer.name, answer.before, currency)})"
        now = "" if answer.name == "volume" else now
        return f"{when}, ask for {asked_words(answer.name, step.value, currency)}{now}."
    if not answer.steps:
        return f"{when}, no fee makes up for it."
    furthest = asked_words(answer.name, answer.steps[-1].value, currency)
    return f"{when}, not even {furthest} makes up for it."


def _difference(size: float, currency: str) -> str:
    return format_difference(size, describe(OUTCOME), currency, step=step_of(size, 2) or None)
