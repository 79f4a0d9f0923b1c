"""Numbers in words: money, shares, ranges with no more digits than they deserve, verdicts in a sentence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.metrics.quantiles import central_range
from sim.report.format.caution import DifferenceLike, Judged, no_interval, rarity
from sim.report.format.reader_locale import NO_BREAK, around, local, percent_sign
from sim.units import minor_units

if TYPE_CHECKING:
    from sim.metrics.catalogue import Outcome

__all__ = [
    "MINUS",
    "NO_BREAK",
    "UNDEFINED",
    "central_words",
    "decimal",
    "difference_words",
    "format_difference",
    "format_value",
    "frequency",
    "money",
    "range_words",
    "step_of",
    "verdict_sentence",
]

MINUS = "\u2212"
UNDEFINED = "n/a"
LEAST_WITHIN = 0.8
"""With fewer runs within a range, strictly counted, it is described as what it estimates: nine tenths of the runs."""
SUFFIXES = {"points": NO_BREAK + "points", "hours": NO_BREAK + "h", "days": NO_BREAK + "days"}


def step_of(size: float, digits: int) -> float:
    """Return the value of the last of some significant digits.

    Parameters
    ----------
    size : float
        The number.
    digits : int
        Significant digits.

    Returns
    -------
    float
        A power of ten; 0 for a size of 0.
    """
    if not math.isfinite(size) or size == 0:
        return 0.0
    rounded = float(f"{abs(size):.{digits - 1}e}")
    return float(10.0 ** (math.floor(math.log10(rounded) + 1e-9) - digits + 1))


def step_between(low: float, high: float) -> float:
    """Return the value of the second significant digit of a range's width.

    Parameters
    ----------
    low : float
        Lower end.
    high : float
        Upper end.

    Returns
    -------
    float
        A power of ten; 0 where the width is a rounding error.
    """
    width = high - low
    return step_of(width, 2) if width > 1e-9 * max(abs(low), abs(high)) else 0.0


def money(value: float, currency: str, *, step: float | None = None, sign: bool = False) -> str:
    """Money in a few characters, in the reader's locale: ``$1.84m``, ``−£14k``, ``1,84m €``; cents only below 100.

    Parameters
    ----------
    value : float
        Amount in major units.
    currency : str
        ISO 4217 code; one without a symbol of its own is printed as the code.
    step : float, optional
        Rounded to multiples of this power of ten; three significant digits when not given.
    sign : bool
        Whether a gain carries a plus sign.
    """
    if not math.isfinite(value):
        return UNDEFINED
    step = step_of(value, 3) if step is None else step
    if 0 < step < 1:
        step = 1 / minor_units(currency) if abs(value) < 100 else 1.0
    scale, letter = next(
        (pair for pair in ((1e6, "m"), (1e3, "k")) if max(abs(value), step) >= pair[0] * 0.9995), (1.0, "")
    )
    before, after = around(currency)
    number = decimal(value / scale, step / scale, sign=sign)
    if not any(map("123456789".__contains__, number)):
        return f"{before}0{after}"
    digits = number.lstrip(MINUS + "+")
    return number.removesuffix(digits) + before + digits + letter + after


def decimal(value: float, step: float, *, sign: bool = False) -> str:
    """Write a number rounded to a step, with the reader's separators and a true minus sign.

    Parameters
    ----------
    value : float
        The number.
    step : float
        Power of ten.
    sign : bool
        Whether a gain carries a plus sign.

    Returns
    -------
    str
        Text.
    """
    places = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    rounded = round(value / step) * step if step > 1 else value
    text = local(abs(rounded), f",.{places}f")
    if not any(digit in text for digit in "123456789"):
        return "0" if sign else text
    return (MINUS if rounded < 0 else "+" if sign else "") + text


def format_value(value: float, outcome: Outcome, currency: str, *, step: float | None = None) -> str:
    """One value of an outcome with its unit; ``n/a`` where it is not defined.

    Parameters
    ----------
    value : float
        In the outcome's unit; shares from 0 to 1.
    outcome : Outcome
        What it is a value of.
    currency : str
        ISO 4217 code.
    step : float, optional
        Rounded to multiples of this power of ten; three significant digits when not given.
    """
    if not math.isfinite(value):
        return UNDEFINED
    return _worded(value, outcome.format, currency, step or _step(value, outcome.format))


def format_difference(value: float, outcome: Outcome, currency: str, *, step: float | None = None) -> str:
    """Write a difference of an outcome with its sign.

    Parameters
    ----------
    value : float
        Difference, in the outcome's unit; shares differ by points.
    outcome : Outcome
        Outcome that it is a difference of.
    currency : str
        ISO 4217 code.
    step : float, optional
        Power of ten that it is rounded to; two significant digits without one.

    Returns
    -------
    str
        Text; ``n/a`` where it is not defined.
    """
    if not math.isfinite(value):
        return UNDEFINED
    kind = "points" if outcome.format == "share" else outcome.format
    return _worded(value, kind, currency, step or step_of(value, 2), sign=True)


def range_words(low: float, high: float, outcome: Outcome, currency: str, *, sign: bool = False) -> str:
    """``low to high`` of an outcome, rounded to two significant digits of their distance.

    Parameters
    ----------
    low, high : float
        The ends, in the outcome's unit.
    outcome : Outcome
        What it is a range of.
    currency : str
        ISO 4217 code.
    sign : bool
        Whether it is a range of differences: signs are printed, and shares differ by points.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return UNDEFINED
    kind = "points" if sign and outcome.format == "share" else outcome.format
    step = step_between(low, high) or _step(high, outcome.format)
    ends = [_worded(end, kind, currency, step, sign=sign) for end in (low, high)]
    suffix = _suffix(kind)
    if suffix:
        ends[0] = ends[0].removesuffix(suffix)
    return " to ".join(ends)


def central_words(values: npt.ArrayLike, outcome: Outcome, currency: str) -> str:
    """Range of the middle nine tenths of the runs: ``$84k to $120k in 18 of 20 runs``.

    Parameters
    ----------
    values : array, shape (runs,)
        The outcome by run; NaN where it is not defined.
    outcome : Outcome
        What the values are of.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        The ends, and how many runs lie between; no number where runs are so few that too few lie strictly between.
    """
    runs = np.asarray(values, np.float64)
    low, high = central_range(runs)
    within = int(((low <= runs) & (runs <= high)).sum())
    often = frequency(within, runs.size) if within >= LEAST_WITHIN * runs.size else "in nine tenths of the runs"
    return f"{range_words(low, high, outcome, currency)} {often}"


def difference_words(row: DifferenceLike, outcome: Outcome, currency: str) -> str:
    """Write a paired difference with its sign, rounded as its interval is.

    Parameters
    ----------
    row : DifferenceLike
        The comparison.
    outcome : Outcome
        Outcome that is compared.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Such as ``−$40k``.
    """
    return format_difference(row.difference, outcome, currency, step=step_between(row.low, row.high) or None)


def frequency(count: int, runs: int) -> str:
    """Write how often something occurs.

    Parameters
    ----------
    count : int
        Runs in which it occurs.
    runs : int
        All runs.

    Returns
    -------
    str
        Such as ``in 17 of 20 runs``.
    """
    return f"in {count} of {runs} runs"


def verdict_sentence(subject: str, row: Judged, outcome: Outcome, currency: str) -> str:
    """State a paired difference in one sentence, with what it likely is (its confidence interval) and the verdict.

    Parameters
    ----------
    subject : str
        What was changed, as the sentence's subject.
    row : PairedDifference
        Variant less base, its interval and the verdict.
    outcome : Outcome
        What was compared.
    currency : str
        ISO 4217 code.
    """
    label = _in_sentence(outcome.label)
    if row.verdict == "not defined":
        return f"{outcome.label} is not defined for {subject} or the base scenario in any run."
    if row.verdict == "no difference":
        runs = local(row.count, ",")
        return f"{subject} changes {label} in none of {runs} runs; a change is rarer than {rarity(row.count)}."
    if math.isnan(row.low):
        nothing = no_interval(row.low, row.high, row.count)
        return f"{subject} cannot be distinguished from the base scenario on {label} ({nothing})."
    if row.verdict == "practically the same":
        within = range_words(row.low, row.high, outcome, currency, sign=True)
        return f"{subject} makes no practical difference to {label} (likely {within})."
    if row.verdict == "cannot tell apart" or not math.isfinite(row.difference):
        within = range_words(row.low, row.high, outcome, currency, sign=True)
        return f"{subject} cannot be distinguished from the base scenario on {label} (likely {within})."
    low, high = sorted((abs(row.low), abs(row.high)))
    step = step_between(low, high) or step_of(row.difference, 2)
    effect = _effect(row.difference, step, outcome, currency)
    return f"{subject}{effect} (likely {_range_of_sizes(low, high, outcome, currency)})."


def _effect(difference: float, step: float, outcome: Outcome, currency: str) -> str:
    """By how much it is higher or lower, as it follows the subject, for a difference that is one."""
    size = abs(difference)
    if outcome.name == "customer_retention_per_year":
        more = "more" if difference > 0 else "fewer"
        return f" keeps {decimal(size * 100, step * 100)} {more} customers in 100 a year"
    kind = "points" if outcome.format == "share" else outcome.format
    amount = _worded(size, kind, currency, step)
    return f": {_in_sentence(outcome.label)} {amount} {'higher' if difference > 0 else 'lower'}"


def _range_of_sizes(low: float, high: float, outcome: Outcome, currency: str) -> str:
    if outcome.name != "customer_retention_per_year":
        kind = "points" if outcome.format == "share" else outcome.format
        step = step_between(low, high) or step_of(high, 2)
        ends = [_worded(end, kind, currency, step) for end in (low, high)]
        return " to ".join((ends[0].removesuffix(_suffix(kind)), ends[1]))
    step = (step_between(low, high) or step_of(high, 2)) * 100
    return f"{decimal(low * 100, step)} to {decimal(high * 100, step)}"


def _in_sentence(label: str) -> str:
    """A label's first letter lowered, unless the first word is an abbreviation."""
    first = label.split(" ", 1)[0]
    return (
        label if first[1:].lower() != first[1:] or any(map(str.isdigit, first)) else first.lower() + label[len(first) :]
    )


def _step(value: float, kind: str) -> float:
    """Three significant digits; a tenth of a point is the finest of a share."""
    return max(step_of(value, 3), 0.001) if kind == "share" else step_of(value, 3)


def _suffix(kind: str) -> str:
    return percent_sign() if kind == "share" else SUFFIXES.get(kind, "")


def _worded(value: float, kind: str, currency: str, step: float, *, sign: bool = False) -> str:
    if kind == "money":
        return money(value, currency, step=step, sign=sign)
    factor = 100.0 if kind in ("share", "points") else 1.0
    return decimal(value * factor, step * factor, sign=sign) + _suffix(kind)
