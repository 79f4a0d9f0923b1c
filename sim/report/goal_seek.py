"""The value of a lever that meets a goal, in words."""

from __future__ import annotations

from math import isfinite

from sim.metrics.catalogue import describe
from sim.questions.goal_seek import Goal, LeverValue
from sim.questions.search import FRESH_SEEDS
from sim.report.format.amounts import short_percent
from sim.report.format.caution import caution_note
from sim.report.format.reader_locale import local
from sim.report.format.words import format_value, range_words
from sim.scenario.source import plain

__all__ = ["goal_words"]


def goal_words(answer: LeverValue, goal: Goal, currency: str) -> str:
    """State where a lever must stand for an outcome's mean to meet a goal.

    Parameters
    ----------
    answer : LeverValue
        The answer.
    goal : Goal
        Outcome, target and confidence.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Sentences.
    """
    outcome, path = describe(goal.outcome), plain(answer.path)
    target = format_value(goal.target, outcome, currency)
    if answer.value is None or answer.verified is None:
        state = "met" if answer.met_before else "missed"
        least, *_, most = sorted((answer.before, *answer.tried))
        between = f"from {local(least, ',g')} to {local(most, ',g')}"
        return f"{plain(outcome.label)} of {target} is {state} wherever {path} stands {between}."
    again = range_words(answer.verified.low, answer.verified.high, outcome, currency)
    root = _indistinct(answer.root.low, answer.root.high)
    return (
        f"{plain(outcome.label)} of {target}: {path} from {local(answer.before, ',g')} to {local(answer.value, ',g')} "
        f"({root}). On {FRESH_SEEDS} fresh seeds it "
        f"comes to {format_value(answer.verified.estimate, outcome, currency)} ({again}, confidence "
        f"{short_percent(goal.level)}).{caution_note((answer.verified,))}"
    )


def _indistinct(low: float, high: float) -> str:
    """Values of the lever that the runs cannot tell from the answer; too few runs give no limit on a side."""
    if not (isfinite(low) or isfinite(high)):
        return "no limits can be given: more replications narrow it"
    if not isfinite(low):
        return f"values up to {local(high, ',.4g')} cannot be distinguished from it, and no lower limit can be given"
    if not isfinite(high):
        return f"values from {local(low, ',.4g')} cannot be distinguished from it, and no upper limit can be given"
    return f"values from {local(low, ',.4g')} to {local(high, ',.4g')} cannot be distinguished from it"
