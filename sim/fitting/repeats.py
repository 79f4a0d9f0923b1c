"""Repeats: solved contacts that come back about the same matter, beyond those that chance brings together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from sim.fitting.fit import LEVEL, PRIOR_WIDTH, FittedNumber, kept, not_wider, refused
from sim.fitting.likelihood import Floats

__all__ = ["REPEAT_HOURS", "REPEAT_SHARE", "fit_repeats", "with_repeats"]

REPEAT_SHARE = "assumptions.contact.repeat_probability"
REPEAT_HOURS = "assumptions.contact.repeat_hours"
LEAST_PAIRS = 200
MOST_UNKNOWN = 0.5
BIN_HOURS = 12
BINS = 14
"""Of the week after a solution."""
CONTROLS = 3
"""Weeks after that one, in which pairs are chance: whole weeks, so that hours and weekdays fall alike."""
LEAST_CONTROL = 50
MOST_ANCHORS = 100_000
DRAWS = 199
PRIOR_LOW = 0.011
"""Formal reopening, the lower end of what is known of the share: below it the width of an interval does not matter."""
MOST_SHARE = 0.9
LIMITS = ((0.0, MOST_SHARE / (1 + MOST_SHARE)), (float(np.log(0.5)), float(np.log(1_000.0))))
"""Of the share that repeats follow, and of the logarithm of mean hours."""
GRID, ZOOMS = 24, 4
HOUR = 3_600


@dataclass(frozen=True)
class _Pairs:
    """Pairs of a solved contact and a later one of the same customer and kind, by lag."""

    near: Floats
    """By customer and half day of the first week."""
    control: Floats
    """By customer and half day, those of the control weeks together."""
    chance: Floats
    """Pairs that chance brings to a half day of the first week, over those of the control weeks."""
    anchors: Floats
    """By customer and half day, solved contacts that are followed so long."""


def fit_repeats(contacts: pd.DataFrame, days: pd.DatetimeIndex, old: tuple[float, float]) -> list[FittedNumber]:
    """Fit the share of solved contacts that come back, and the mean hours until they do.

    A mixture of lags: contacts of the same customer and kind within 7 days of a solution are chance or repeats, these
    with exponential delays. Chance is what the three weeks after that show, whose hours and weekdays fall alike, times
    the same ratio for pairs of different customers, which holds busy days, closed days and the end of the file. The
    interval is a bootstrap by customer, as pairs of one go together. As in the model a repeat does not come back again:
    the share is that of first contacts.

    Parameters
    ----------
    contacts : pandas.DataFrame
        Of people: ``customer``, ``kind``, ``opened``, ``first_response``, ``resolved`` and ``outcome``. The solution is
        the answer, and the opening where neither is known.
    days : pandas.DatetimeIndex
        Days that are whole.
    old : (float, float)
        Share and mean hours before.

    Returns
    -------
    list of FittedNumber
        Share and hours. Kept where more than half of the contacts have no kind or no customer, or under 200 pairs.
    """
    complete = contacts[contacts["customer"].notna() & contacts["kind"].notna()]
    unknown = 1 - len(complete) / max(len(contacts), 1)
    if unknown > MOST_UNKNOWN:
        reason = f"kind or customer of {unknown:.0%} is unknown; at most {MOST_UNKNOWN:.0%}"
        return _kept(old, reason)
    pairs = _pairs(complete, days)
    n = int(pairs.near.sum())
    if n < LEAST_PAIRS:
        return _kept(old, f"{n} pairs of the same customer and kind within 7 days; needs {LEAST_PAIRS}")
    best = _best(pairs, np.ones(len(pairs.near)))
    rng = np.random.default_rng(0)
    count = len(pairs.near)
    weights = rng.multinomial(count, np.full(count, 1 / count), DRAWS).astype(float)
    draws = np.array([_best(pairs, weight) for weight in weights])
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    method = f"mixture of chance and exponential delays, {BINS * BIN_HOURS // 24} days, bootstrap by customer"
    share = FittedNumber(
        REPEAT_SHARE, old[0], "contacts", new=_of_first(best[0]), low=_of_first(low[0]), high=_of_first(high[0]),
        n=n, unit="pairs", method=method,
    )  # fmt: skip
    hours = replace(
        share,
        path=REPEAT_HOURS,
        old=old[1],
        new=float(np.exp(best[1])),
        low=float(np.exp(low[1])),
        high=float(np.exp(high[1])),
    )
    return [_narrow(share), not_wider(hours)]


def with_repeats(numbers: list[FittedNumber]) -> float:
    """Contacts that files count for each first one: a file has a row for every time that a customer gets in touch.

    The model brings repeats of its own, so that contacts a year are counted without them; where files do not tell how
    many there are, contacts stay as they were counted.

    Parameters
    ----------
    numbers : list of FittedNumber
        All fits.

    Returns
    -------
    float
        At least 1.
    """
    shares = [fit.new for fit in numbers if fit.path == REPEAT_SHARE and isinstance(fit.new, float)]
    return 1 + shares[0] if shares else 1.0


def _kept(old: tuple[float, float], reason: str) -> list[FittedNumber]:
    return [
        kept(path, value, "contacts", reason) for path, value in zip((REPEAT_SHARE, REPEAT_HOURS), old, strict=True)
    ]


def _of_first(share: float) -> float:
    """Share of first contacts, by the share that repeats follow among all: a repeat is not repeated."""
    return float(min(share / (1 - share), MOST_SHARE)) if share < 1 else MOST_SHARE


def _narrow(fit: FittedNumber) -> FittedNumber:
    """Refuse a share whose interval is wider than what is known without files."""
    if not isinstance(fit.low, float) or not isinstance(fit.high, float):
        return fit
    low, high = max(fit.low, PRIOR_LOW), max(fit.high, PRIOR_LOW)
    if high / (1 - high) <= PRIOR_WIDTH * low / (1 - low):
        return fit
    return refused(fit, f"its interval is more than {PRIOR_WIDTH:g} times wide")


def _pairs(contacts: pd.DataFrame, days: pd.DatetimeIndex) -> _Pairs:
    """Count pairs by lag, without listing them."""
    customer, names = pd.factorize(contacts["customer"].astype(object), sort=True)
    kind = pd.factorize(contacts["kind"].astype(object), sort=True)[0]
    opened = _seconds(contacts["opened"])
    solved = contacts["resolved"].fillna(contacts["first_response"]).fillna(contacts["opened"])
    end = _seconds(pd.Series([days[-1] + pd.Timedelta(days=1)]))[0]
    at = _seconds(solved)
    chosen = np.flatnonzero((contacts["outcome"] == "answered").to_numpy() & (at >= opened) & (at < end))
    chosen = chosen[:: -(-len(chosen) // MOST_ANCHORS) or 1]
    group = customer * (kind.max() + 1) + kind if len(kind) else kind
    same = _later(group, opened, chosen, at)
    own = _later(customer, opened, chosen, at).sum(axis=0)
    of = customer[chosen]
    by_customer = np.zeros((len(names), same.shape[1]))
    np.add.at(by_customer, of, same)
    weeks = by_customer.reshape(len(names), CONTROLS + 1, BINS)
    followed = (end - at[chosen])[:, None] >= (np.arange(BINS) + 0.5) * BIN_HOURS * HOUR
    anchors = np.zeros((len(names), BINS))
    np.add.at(anchors, of, followed.astype(float))
    some = np.zeros((1, same.shape[1]))
    some[0] = _later(np.zeros(len(opened), np.int64), opened, chosen, at).sum(axis=0) - own
    others = some.reshape(CONTROLS + 1, BINS)
    control, near = others[1:].sum(axis=0), others[0]
    usual = np.where(control >= LEAST_CONTROL, near / np.maximum(control, 1), 1 / CONTROLS)
    return _Pairs(weeks[:, 0], weeks[:, 1:].sum(axis=1), usual, anchors)


def _later(group: np.ndarray, opened: np.ndarray, chosen: np.ndarray, at: np.ndarray) -> Floats:
    """By chosen contact and half day after its solution, contacts of its group."""
    span = int(opened.max() - opened.min()) + (CONTROLS + 2) * BINS * BIN_HOURS * HOUR if len(opened) else 1
    first = int(opened.min()) if len(opened) else 0
    places = np.sort(group * span + opened - first)
    start = group[chosen] * span + at[chosen] - first
    edges = np.arange((CONTROLS + 1) * BINS + 1) * BIN_HOURS * HOUR
    reached = np.stack([np.searchsorted(places, start + edge, side="right") for edge in edges], axis=1)
    return np.diff(reached, axis=1).astype(float)


def _seconds(times: pd.Series) -> np.ndarray:
    return times.to_numpy().astype("datetime64[s]").astype(np.int64)


def _best(pairs: _Pairs, weight: Floats) -> Floats:
    """Share and logarithm of the hours at which pairs of weighted customers are likeliest, by grids ever finer."""
    near, control, anchors = weight @ pairs.near, weight @ pairs.control, weight @ pairs.anchors
    edges = np.arange(BINS + 1) * BIN_HOURS
    ratio = np.maximum(pairs.chance, 1e-9)
    ends = LIMITS
    for _ in range(ZOOMS):
        shares, logs = (np.linspace(low, high, GRID) for low, high in ends)
        delays = -np.diff(np.exp(-edges / np.exp(logs)[:, None]), axis=1)
        repeats = shares[:, None, None] * (anchors * delays) + 1e-9
        # mean of the control weeks at its best, the positive root of its score
        linear = (1 + ratio) * repeats - (near + control) * ratio
        root = np.sqrt(linear**2 + 4 * (1 + ratio) * ratio * control * repeats)
        mean = np.maximum((root - linear) / (2 * (1 + ratio) * ratio), 1e-9)
        both = ratio * mean + repeats
        likelihood = (near * np.log(both) - both + control * np.log(mean) - mean).sum(axis=2)
        places = np.unravel_index(int(likelihood.argmax()), likelihood.shape)
        best = np.array([shares[places[0]], logs[places[1]]])
        ends = _closer(float(best[0]), *ends[0], *LIMITS[0]), _closer(float(best[1]), *ends[1], *LIMITS[1])
    return best


def _closer(middle: float, low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """The part of a grid next to its best point."""
    step = 2 * (high - low) / GRID
    return max(middle - step, least), min(middle + step, most)
