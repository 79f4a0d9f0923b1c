"""The scale of people who were counted by their work: matched to how many calls were queued, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from sim.fitting.fit import BADLY, LEVEL
from sim.fitting.holding import DAY, SHORT_SECONDS, SLOTS, EnteredCalls, hold, whole_people
from sim.fitting.likelihood import Floats
from sim.fitting.segments import clean_name

__all__ = ["DAYTIME", "CallHandling", "DeskScale", "fit_scales", "scaled"]

PARTS = ((0, 12), (12, 18), (18, 24))
"""Parts of a day, by hours: each has its own scale."""
DAYTIME = (0, 24)
"""All of it: its scale is in no table, but tells how sure the level is."""
GRID = np.geomspace(0.5, 2.0, 17)
FINE = np.geomspace(0.5, 2.0, 281)
LEAST_CALLS, MOST_CALLS = 200, 30_000
"""A part with fewer calls takes the scale of the whole day; of more calls the last whole days are used."""
PASSES, RESAMPLES = 3, 400
LEAST_ERROR = 1e-3
WORST_MISFIT = 0.15


@dataclass(frozen=True)
class CallHandling:
    """The numbers by which calls wait, as fitted."""

    patience_minutes: float
    touch_minutes: float
    touch_sigma: float
    by_kind: Mapping[str, float] = field(default_factory=dict)
    """Minutes of patience of kinds of calls that have their own; without a name of all others."""

    def patience_of(self, kind: np.ndarray) -> Floats:
        """Look up patience.

        Parameters
        ----------
        kind : array of str, shape (calls,)
            Of each call.

        Returns
        -------
        array of float, shape (calls,)
            Mean minutes.
        """
        usual = self.by_kind.get("", self.patience_minutes)
        return np.array([self.by_kind.get(clean_name(name), usual) for name in kind.tolist()], float)


@dataclass(frozen=True)
class DeskScale:
    """Scale of people in a part of the day."""

    hours: tuple[int, int]
    value: float
    low: float
    high: float
    calls: int
    queued: tuple[float, float]
    """Share of calls queued: observed, and by the queue with the scale."""
    wait: tuple[float, float]
    """Mean seconds of those queued: observed, and by the queue with the scale."""

    @property
    def at_end(self) -> bool:
        """Whether no scale that was tried is enough."""
        return not FINE[0] * 1.01 < self.value < FINE[-1] / 1.01

    @property
    def misfit(self) -> str:
        """Say what share or wait of the queue with the scale is off by more than 15 %; empty where neither is."""
        pairs = (("share of calls queued", self.queued), ("mean wait of those queued", self.wait))
        off = [
            f"{name} {model:.3g}, not {seen:.3g}"
            for name, (seen, model) in pairs
            if abs(model - seen) > WORST_MISFIT * seen
        ]
        return f"{BADLY}: no number of people gives both: {', '.join(off)}" if off else ""

    def text(self) -> str:
        """Print the scale.

        Returns
        -------
        str
            One line.
        """
        return (
            f"people from {self.hours[0]} to {self.hours[1]} h: those counted by work × {self.value:.2f} "
            f"[{self.low:.2f}, {self.high:.2f}], n = {self.calls:,} calls; queued {self.queued[0]:.1%} observed, "
            f"{self.queued[1]:.1%} matched; wait of those {self.wait[0]:.0f} s observed, {self.wait[1]:.0f} s matched"
        )


def scaled(table: Floats, scales: tuple[DeskScale, ...]) -> Floats:
    """Multiply people by the scale of their part of the day.

    Parameters
    ----------
    table : array of float, shape (7, 48)
        People by weekday and half hour.
    scales : tuple of DeskScale
        As of :func:`fit_scales`; that of the whole day is not used.

    Returns
    -------
    array of float, shape (7, 48)
        The table itself where there are no scales.
    """
    factor = np.ones(SLOTS)
    for scale in scales:
        if scale.hours == DAYTIME:
            continue
        factor[2 * scale.hours[0] : 2 * scale.hours[1]] = scale.value
    return table * factor


def fit_scales(calls: EnteredCalls, table: Floats, line: CallHandling, seed: int = 0) -> tuple[DeskScale, ...]:
    """Match one scale for each part of the day to the share of calls queued and to the mean wait of those.

    The queue is run over the calls that were observed, in the order in which they came, once for each scale of a grid,
    with the same patience and work of every call, its own work where it was answered: a recursion, since it needs no
    whole scenario, and takes a second where replications for each scale would take hours. The scale is that with the
    least sum of the two squared differences, each by its standard error over days (observed less run, of the same
    calls); its interval that of days drawn again. A call that is still on hold when the next part begins counts in its
    own.

    Parameters
    ----------
    calls : EnteredCalls
        Observed.
    table : array of float, shape (7, 48)
        People at the desk by weekday and half hour, before.
    line : CallHandling
        Numbers by which calls wait.
    seed : int, optional
        Of patience and work.

    Returns
    -------
    tuple of DeskScale
        By part of the day, then of the whole day; empty for fewer than 200 calls.
    """
    calls = calls.part(np.arange(len(calls.at)) >= len(calls.at) - MOST_CALLS)
    if len(calls.at) < LEAST_CALLS:
        return ()
    day = (calls.at // DAY).astype(int)
    day -= day[0]
    observed = np.stack([np.ones(len(day)), calls.queued, np.where(calls.queued, calls.wait, 0.0)])
    simulated = _simulated(calls, table, line, seed)
    hour = calls.at % DAY / 3600
    rng = np.random.default_rng([seed, 2])
    again = rng.multinomial(int(day[-1]) + 1, np.full(day[-1] + 1, 1 / (day[-1] + 1)), RESAMPLES).astype(float)
    scales = []
    for first, last in (*PARTS, DAYTIME):
        inside = (hour >= first) & (hour < last)
        used = inside if int(inside.sum()) >= LEAST_CALLS else np.ones(len(day), bool)
        sums = [_by_day(rows[..., used], day[used], day[-1] + 1) for rows in (observed[None], simulated)]
        scales.append(_matched((first, last), sums[0], sums[1], again, int(used.sum())))
    return tuple(scales)


def _simulated(calls: EnteredCalls, table: Floats, line: CallHandling, seed: int) -> Floats:
    """Calls counted, calls queued and their seconds, shape (scales, 3, calls); the mean of some passes."""
    rng = np.random.default_rng([seed, 1])
    start = int(calls.at[0] // DAY)
    days = int(calls.at[-1] // DAY) - start + 1
    total, minutes = np.zeros((len(GRID), 3, len(calls.at))), line.patience_of(calls.kind)
    for number in range(PASSES):
        middle = np.log(line.touch_minutes * 60) - line.touch_sigma**2 / 2
        service = calls.own_work(np.exp(middle + line.touch_sigma * rng.standard_normal(len(calls.at))))
        patience = 60 * minutes * rng.standard_exponential(len(calls.at))
        for place, scale in enumerate(GRID):
            people = whole_people(table * scale, start, days, (number + 0.5) / PASSES)
            outcome = hold(calls.at, service, patience, float(start * DAY), people)
            queued = outcome.wait > SHORT_SECONDS
            total[place] += [~(outcome.hung_up & ~queued), queued, np.where(queued, outcome.wait, 0.0)]
    return total / PASSES


def _by_day(rows: Floats, day: np.ndarray, days: int) -> Floats:
    """Sums by day, shape (scales, 3, days)."""
    flat = rows.reshape(-1, rows.shape[-1])
    return np.array([np.bincount(day, row, days) for row in flat]).reshape(*rows.shape[:2], days)


def _matched(hours: tuple[int, int], observed: Floats, simulated: Floats, again: Floats, calls: int) -> DeskScale:
    """The best scale, and that of days drawn again."""
    weights = np.concatenate([np.ones((1, again.shape[1])), again])
    seen, model = (_figures(sums, weights) for sums in (observed, simulated))
    middle = len(GRID) // 2
    error = [
        max(float(np.std(other[1:, middle] - one[1:, 0])), LEAST_ERROR) for one, other in zip(seen, model, strict=True)
    ]
    places = np.interp(np.log(FINE), np.log(GRID), np.arange(len(GRID)))
    low = np.minimum(places.astype(int), len(GRID) - 2)
    part = places - low
    fine = [row[:, low] * (1 - part) + row[:, low + 1] * part for row in model]
    loss = sum(((one - other) / by) ** 2 for one, other, by in zip(fine, seen, error, strict=True))
    best = FINE[np.argmin(loss, axis=1)]
    tail = (1 - LEVEL) / 2
    ends = np.quantile(best[1:], (tail, 1 - tail))
    place = int(np.argmin(loss[0]))
    pairs = [(float(one[0, 0]), float(other[0, place])) for one, other in zip(seen, fine, strict=True)]
    value = float(best[0])
    return DeskScale(hours, value, min(float(ends[0]), value), max(float(ends[1]), value), calls, pairs[0], pairs[1])


def _figures(sums: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Share queued, and mean wait of those, each of shape (weights, scales)."""
    counted, queued, seconds = (weights @ sums[:, row].T for row in range(3))
    return queued / np.maximum(counted, 1e-9), seconds / np.maximum(queued, 1e-9)
