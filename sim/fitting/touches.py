"""Minutes of work on a contact, from columns of work and from nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import log_ndtr, ndtri
from scipy.stats import beta, norm

from sim.fitting.fit import BADLY, LEVEL, FittedNumber, kept, not_wider
from sim.fitting.likelihood import Floats, best_values, profile_interval

__all__ = ["LEAST_SECONDS", "concurrency", "corner_words", "fit_solved", "fit_touches", "recorded_unit"]

LEAST_SECONDS = 10.0
"""A shorter spell is no work."""
LEAST = 50
UNITS = (3600.0, 1800.0, 900.0, 360.0, 300.0, 60.0, 30.0, 10.0, 6.0, 1.0)
LEAST_RECORDED = 0.9
WHOLE = 0.98
"""Share of records that are multiples of the unit."""
CHECKED = (0.25, 0.5, 0.75, 0.9)
WORST_MISFIT = 0.15
MOST_SIGMA = 2.5
COARSE = 300.0
"""Seconds of a unit from which on it matters whether it was rounded up."""
MOST_EACH = 2.1
NO_WORK = "no column of work; the time to a solution is not work"


def recorded_unit(seconds: Floats) -> float:
    """Unit in which durations were noted.

    Parameters
    ----------
    seconds : array of float
        Durations.

    Returns
    -------
    float
        The largest of an hour, a half, a quarter, ... a second of which nearly all are multiples.
    """
    for unit in UNITS:
        if np.mean(np.abs(seconds / unit - np.round(seconds / unit)) < 1e-6) >= WHOLE:
            return unit
    return UNITS[-1]


def concurrency(work: pd.DataFrame) -> float:
    """How many contacts a person works on at a time.

    Parameters
    ----------
    work : pandas.DataFrame
        ``agent``, ``started`` and ``ended``.

    Returns
    -------
    float
        Sum of the spells of work over the time in which there was any, by agent; 1 where it cannot be told.
    """
    spells = work.dropna(subset=["agent", "started", "ended"])
    spells = spells[spells["ended"] > spells["started"]].sort_values(["agent", "started"])
    if len(spells) < LEAST:
        return 1.0
    start = spells["started"].to_numpy().astype("datetime64[s]").astype(float)
    end = spells["ended"].to_numpy().astype("datetime64[s]").astype(float)
    agent = pd.factorize(spells["agent"])[0]
    shift = agent * (end.max() - start.min() + 1)
    start, end = start + shift, end + shift
    latest = np.maximum.accumulate(end)
    before = np.concatenate([[start[0]], latest[:-1]])
    busy = np.maximum(latest - np.maximum(start, before), 0).sum()
    return float(max((end - start).sum() / busy, 1.0)) if busy else 1.0


def fit_touches(team: str, work: pd.DataFrame | None, old: tuple[float, float]) -> list[FittedNumber]:
    """Fit mean and spread of working time: lognormal, interval-censored to the unit in which it was noted.

    Records under 10 seconds are no work, and less than half a unit is none: the likelihood is truncated there.

    Parameters
    ----------
    team : str
        Name of the team in the scenario.
    work : pandas.DataFrame or None
        ``handle_s`` of spells of work, with ``agent``, ``started`` and ``ended`` where known.
    old : (float, float)
        Mean minutes and sigma of the logarithm before.

    Returns
    -------
    list of FittedNumber
        Mean minutes, and sigma.
    """
    paths = f"provider.teams.{team}.touch_minutes", f"provider.teams.{team}.touch_sigma"
    seconds = np.array([]) if work is None else work["handle_s"].dropna().to_numpy(float)
    seconds = seconds[seconds >= LEAST_SECONDS]
    if len(seconds) < LEAST:
        reason = NO_WORK if work is None or not len(seconds) else f"{len(seconds)} records of work; needs {LEAST}"
        return [kept(path, value, "work", reason) for path, value in zip(paths, old, strict=True)]
    at_once = 1.0 if work is None else concurrency(work)
    low, high, weight = _intervals(seconds)
    least = float(np.log(_least(seconds)))

    def _negative(point: Floats) -> float:
        """By logarithm of the mean and of sigma."""
        sigma = float(np.exp(np.clip(point[1], -5, np.log(4))))
        middle = point[0] - sigma**2 / 2
        a, b = (low - middle) / sigma, (high - middle) / sigma
        inside = _log_between(a, b) - log_ndtr((middle - least) / sigma)
        return -float((weight * np.maximum(inside, -700)).sum())

    logs = np.log(seconds)
    spread = max(float(logs.std()), 0.05)
    best = best_values(_negative, np.array([float(logs.mean()) + spread**2 / 2, np.log(spread)]))
    ends = [np.exp(profile_interval(_negative, best, place)) for place in (0, 1)]
    warning = _misfit(seconds, best)
    unit = recorded_unit(seconds)
    if not warning and unit >= COARSE:
        warning = f"noted in steps of {unit / 60:g} minutes, taken as rounded to the nearest"
    scale = 60 * at_once
    method = "lognormal from 10 s on, interval-censored, profile likelihood"
    if at_once > 1.005:
        method += f"; {at_once:.2f} at a time"
    mean, sigma = float(np.exp(best[0])) / scale, float(np.exp(best[1]))
    minutes, deviation = (
        FittedNumber(
            path,
            value,
            "work",
            new=new,
            low=float(pair[0]),
            high=float(pair[1]),
            n=len(seconds),
            unit="spells of work",
            method=method,
            warning=warning,
        )
        for path, value, new, pair in zip(
            paths, old, (mean, min(sigma, MOST_SIGMA)), (ends[0] / scale, np.minimum(ends[1], MOST_SIGMA)), strict=True
        )
    )
    return [not_wider(minutes), not_wider(deviation)]


def corner_words(lost: float) -> str:
    """Say how far an interval of a share solved reaches for corners that were cut.

    Parameters
    ----------
    lost : float
        Share of touches that no longer solve while corners are cut.

    Returns
    -------
    str
        Empty where none is lost.
    """
    return f", and {lost:g} above for corners that a busy line cuts" if lost else ""


def fit_solved(team: str, work: pd.DataFrame | None, answered: int, old: float, lost: float = 0.0) -> FittedNumber:
    """Fit the share of contacts that are solved at a touch: 2 less the spells of work on a contact.

    Ids of work are not trusted: all spells are counted over all contacts. Files do not tell tiers, so that the next
    touch is the same team's; as in the model it is the last (`sim.model.contact_rules`).

    Parameters
    ----------
    team : str
        Name of the team in the scenario.
    work : pandas.DataFrame or None
        ``handle_s`` of spells of work.
    answered : int
        Contacts that people took up in the same days.
    old : float
        Share before.
    lost : float, optional
        Share of touches that no longer solve while corners are cut: files do not say when they were, so that the
        interval reaches as far above.

    Returns
    -------
    FittedNumber
        Kept without work, and where there is less of it than contacts: then it is not all on record.
    """
    path, source = f"provider.teams.{team}.solved_share", "work and contacts"
    spells = 0 if work is None else int((work["handle_s"] >= LEAST_SECONDS).sum())
    if spells < LEAST or not answered:
        return kept(path, old, source, NO_WORK if not spells else f"{spells} records of work; needs {LEAST}")
    if spells < LEAST_RECORDED * answered:
        return kept(path, old, source, f"{spells:,} spells of work on {answered:,} contacts: not all is on record")
    again = int(np.clip(spells - answered, 0, answered))
    tail = (1 - LEVEL) / 2
    low, high = (float(beta.ppf(end, answered - again + 0.5, again + 0.5)) for end in (tail, 1 - tail))
    share = 1 - again / answered
    spells_each = spells / answered
    return FittedNumber(
        path,
        old,
        source,
        new=share,
        low=min(low, share),
        high=min(max(high, share) + lost, 1.0),
        n=answered,
        unit="contacts",
        method=f"2 less spells of work on a contact, binomial{corner_words(lost)}",
        warning=f"{spells_each:.2g} spells of work on a contact, where the model has two at most"
        if spells_each > MOST_EACH
        else "",
    )


def _least(seconds: Floats) -> float:
    """Seconds under which nothing is on record: what is rounded to nothing is no record either."""
    return max(LEAST_SECONDS, recorded_unit(seconds) / 2)


def _intervals(seconds: Floats) -> tuple[Floats, Floats, Floats]:
    """Logarithms of the ends of what each record stands for, equal ones once with their number."""
    unit = recorded_unit(seconds)
    values, counts = np.unique(seconds, return_counts=True)
    low = np.maximum(values - unit / 2, _least(seconds))
    return np.log(low), np.log(np.maximum(values + unit / 2, low + 1e-3)), counts.astype(float)


def _log_between(a: Floats, b: Floats) -> Floats:
    """Logarithm of the normal probability between two ends, by the tail in which it is exact."""
    flip = a > 0
    lower, upper = np.where(flip, -b, a), np.where(flip, -a, b)
    top, bottom = log_ndtr(upper), log_ndtr(lower)
    return np.asarray(top + np.log1p(-np.exp(np.minimum(bottom - top, -1e-12))))


def _misfit(seconds: Floats, best: Floats) -> str:
    sigma = float(np.exp(best[1]))
    middle = best[0] - sigma**2 / 2
    cut = float(norm.cdf((np.log(_least(seconds)) - middle) / sigma))
    unit = recorded_unit(seconds)
    for share in CHECKED:
        seen = float(np.quantile(seconds, share))
        fitted = float(np.exp(middle + sigma * ndtri(cut + share * (1 - cut))))
        if abs(fitted - seen) > WORST_MISFIT * seen + unit / 2:
            return f"{BADLY}: {share:.0%} take up to {seen / 60:.1f} minutes, not {fitted / 60:.1f}"
    return ""
