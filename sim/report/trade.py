"""A concession and its counterpart in words."""

from __future__ import annotations

from sim.metrics.catalogue import describe
from sim.questions.goal_seek import LeverValue
from sim.questions.search import FRESH_SEEDS
from sim.report.format.amounts import short_percent
from sim.report.format.caution import caution_note
from sim.report.format.reader_locale import local, percent_sign
from sim.report.format.words import MINUS, format_difference, range_words
from sim.scenario.source import plain

__all__ = ["trade_words"]


def trade_words(answer: LeverValue, concession: str, currency: str, level: float) -> str:
    """State which change of a lever makes up for a concession.

    Parameters
    ----------
    answer : LeverValue
        The value at which the margin is as it was.
    concession : str
        The concession, as the subject of the sentence.
    currency : str
        ISO 4217 code.
    level : float
        Confidence of intervals, from 0 to 1.

    Returns
    -------
    str
        Sentences.
    """
    concession, path = plain(concession), plain(answer.path)
    if answer.value is None or answer.verified is None:
        if answer.met_before:
            return f"{concession} costs nothing that {path} would have to make up for."
        return f"{concession}: no value of {path} up to {local(max(answer.tried, key=abs), 'g')} makes up for it."
    root, margin = answer.root, describe("margin")
    change, low, high = (_change(end, answer.before) for end in (root.estimate, root.low, root.high))
    again = range_words(answer.verified.low, answer.verified.high, margin, currency, sign=True)
    return (
        f"{concession} is worth {change} ({low} to {high}) of {path}: "
        f"{local(answer.before, ',g')} becomes {local(answer.value, ',g')}. "
        f"On {FRESH_SEEDS} fresh seeds the margin then differs by "
        f"{format_difference(answer.verified.estimate, margin, currency)} ({again}, confidence {short_percent(level)})."
        f"{caution_note((answer.verified,))}"
    )


def _change(value: float, before: float) -> str:
    """A lever's change in percent, or the value itself where the lever stood at 0."""
    share = local(100 * (value / before - 1), "+,.2f") + percent_sign() if before else ""
    text = share or local(value, "+,.4g")
    return text.replace("-", MINUS)
