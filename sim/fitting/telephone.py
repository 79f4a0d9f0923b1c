"""The telephone: patience of callers on hold, and whether one who hung up tries again."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.stats import CensoredData, beta, chi2, ecdf, weibull_min

from sim.fitting.fit import BADLY, LEVEL, FittedNumber, kept, not_wider
from sim.fitting.likelihood import Floats

__all__ = [
    "LEAST_HANG_UPS",
    "SHORT_SECONDS",
    "fit_patience",
    "fit_retry",
    "fit_written",
    "patience_interval",
    "patience_misfit",
    "retries_among",
]

LEAST_HANG_UPS = 50
SHORT_SECONDS = 5.0
WORST_MISFIT = 0.15
CHECKED = 0.25
RETRY = pd.Timedelta(minutes=60)
MOST_WITHOUT_ID = 0.5
MOST_FOR_WEIBULL = 20_000
LEAST_CONTACTS, ALL_BY_PHONE = 300, 0.99
PHONE, HUNG_UP, ANSWERED = "phone", "hung_up", "answered"


def fit_patience(contacts: pd.DataFrame, old: float) -> FittedNumber:
    """Fit mean patience: exponential, censored by the answer: the sum of waits over hang-ups.

    Who hangs up within 5 seconds dialled wrongly; waits count from there on, which changes nothing for an exponential.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``channel``, ``outcome`` and ``wait_s``.
    old : float
        Minutes before.

    Returns
    -------
    FittedNumber
        Kept under 50 hang-ups; with a warning where a quarter of callers gives up 15 % sooner or later than fitted.
    """
    path, source = "assumptions.contact.patience_minutes", "contacts"
    calls = contacts[(contacts["channel"] == PHONE) & contacts["outcome"].isin([HUNG_UP, ANSWERED])]
    calls = calls[calls["wait_s"] >= SHORT_SECONDS]
    waits = calls["wait_s"].to_numpy(float) - SHORT_SECONDS
    gave_up = (calls["outcome"] == HUNG_UP).to_numpy()
    n = int(gave_up.sum())
    if n < LEAST_HANG_UPS:
        return kept(path, old, source, f"{n} hang-ups with a wait; needs {LEAST_HANG_UPS}")
    total = waits.sum() / 60
    low, high = patience_interval(total / n, n)
    waiting = waits > 0
    shape, warning = (
        _weibull(waits[waiting], gave_up[waiting]),
        patience_misfit(waits[waiting], gave_up[waiting], total / n),
    )
    return not_wider(
        FittedNumber(
            path,
            old,
            source,
            new=float(total / n),
            low=low,
            high=high,
            n=n,
            unit="hang-ups",
            warning=warning,
            method=f"exponential, censored by the answer; Weibull shape {shape:.2f}",
        )
    )


def patience_interval(minutes: float, n: int) -> tuple[float, float]:
    """Ends of the interval of a mean patience (exponential, censored: minutes on hold are Gamma given the hang-ups).

    Parameters
    ----------
    minutes : float
        Mean: minutes on hold over hang-ups.
    n : int
        Hang-ups.

    Returns
    -------
    tuple of float
        At ``LEVEL``.
    """
    tail = (1 - LEVEL) / 2
    low, high = (float(2 * n * minutes / chi2.ppf(q, 2 * n)) for q in (1 - tail, tail))
    return low, high


def fit_retry(contacts: pd.DataFrame, old: float) -> FittedNumber:
    """Fit the share of those who hung up that call again within the hour, less calls that would have come anyway.

    Parameters
    ----------
    contacts : pandas.DataFrame
        In order of ``opened``, with ``customer``, ``channel`` and ``outcome``.
    old : float
        Share before.

    Returns
    -------
    FittedNumber
        Kept where more than half of the hang-ups have no caller, or there are fewer than 50.
    """
    path, source = "assumptions.contact.retry_probability", "contacts"
    calls = contacts[contacts["channel"] == PHONE]
    hung_up = calls["outcome"] == HUNG_UP
    without = float(calls.loc[hung_up, "customer"].isna().mean()) if hung_up.any() else 1.0
    if without > MOST_WITHOUT_ID:
        reason = (
            f"callers of {without:.0%} are unknown; at most {MOST_WITHOUT_ID:.0%}" if hung_up.any() else "no hang-ups"
        )
        return kept(path, old, source, reason)
    callers = calls[calls["customer"].notna()]
    n = int((callers["outcome"] == HUNG_UP).sum())
    if n < LEAST_HANG_UPS:
        return kept(path, old, source, f"{n} hang-ups with a caller; needs {LEAST_HANG_UPS}")
    after = _called_after(callers)
    gave_up = (callers["outcome"] == HUNG_UP).to_numpy()
    chance = float(after[~gave_up].mean()) if (~gave_up).any() else 0.0
    again = int(after[gave_up].sum())
    tail = (1 - LEVEL) / 2
    share, low, high = (
        float(np.clip((value - chance) / (1 - chance), 0, 0.95)) if chance < 1 else 0.0
        for value in (
            again / n,
            beta.ppf(tail, again + 0.5, n - again + 0.5),
            beta.ppf(1 - tail, again + 0.5, n - again + 0.5),
        )
    )
    method = f"share within 60 minutes, less {chance:.0%} that come after answered calls too"
    fit = FittedNumber(path, old, source, new=share, low=low, high=high, n=n, unit="hang-ups", method=method)
    return not_wider(fit, share=True)


def fit_written(contacts: pd.DataFrame, old: Mapping[str, float]) -> list[FittedNumber]:
    """Say what nobody does in writing, where a file shows that nobody writes.

    A list of calls holds every call, whether or not its matter had been brought up before: who comes back, and who
    calls again having hung up for the last time, is in it as a further contact. Where all contacts came by telephone,
    nobody wrote a ticket instead either. To let contacts come back in writing would count their work twice.

    Parameters
    ----------
    contacts : pandas.DataFrame
        ``channel`` of contacts.
    old : mapping of str to float
        Shares before, by the name of the number under ``assumptions.contact``.

    Returns
    -------
    list of FittedNumber
        Each 0, or kept where anybody wrote, or there are fewer than 300 contacts.
    """
    channels = contacts["channel"].dropna()
    share = float((channels == PHONE).mean()) if len(channels) else 0.0
    few = len(channels) < LEAST_CONTACTS
    reason = f"{len(channels)} contacts with a channel; needs {LEAST_CONTACTS}" if few else f"{1 - share:.0%} write"
    fits = []
    for name, value in old.items():
        path = f"assumptions.contact.{name}"
        if few or share < ALL_BY_PHONE:
            fits.append(kept(path, value, "contacts", reason))
            continue
        method = "nobody writes: who comes back is in the file as a further call"
        n = len(channels)
        fits.append(
            FittedNumber(path, value, "contacts", new=0.0, low=0.0, high=0.0, n=n, unit="contacts", method=method)
        )
    return fits


def retries_among(calls: int, hung_up: int, retry: float, most: int) -> float:
    """Expect how many of the calls of callers without a name are further tries of some that hung up.

    The model has callers try again, and a file of calls holds these tries: contacts are what is left.

    Parameters
    ----------
    calls, hung_up : int
        Calls that reached the queue, and those of them that hung up.
    retry : float
        Share that tries again.
    most : int
        Times that a caller does so at most.

    Returns
    -------
    float
        Tries, fewer than the calls.
    """
    if not calls:
        return 0.0
    again = retry * hung_up / calls
    more = sum(again**number for number in range(1, most + 1))
    return calls * more / (1 + more)


def _called_after(callers: pd.DataFrame) -> np.ndarray:
    """Whether the caller of each call calls again within the hour."""
    opened = callers["opened"].to_numpy()
    caller = pd.factorize(callers["customer"])[0]
    order = np.lexsort((opened, caller))
    following = np.zeros(len(callers), bool)
    same = caller[order][1:] == caller[order][:-1]
    soon = opened[order][1:] - opened[order][:-1] <= RETRY.to_timedelta64()
    following[order[:-1]] = same & soon
    return following


def _weibull(waits: Floats, gave_up: np.ndarray) -> float:
    step = max(len(waits) // MOST_FOR_WEIBULL, 1)
    waits, gave_up = waits[::step], gave_up[::step]
    data = CensoredData(uncensored=waits[gave_up], right=waits[~gave_up])
    return float(weibull_min.fit(data, floc=0)[0])


def patience_misfit(waits: Floats, gave_up: np.ndarray, mean: float) -> str:
    """Compare the time by which a quarter would have given up (Kaplan-Meier) with that of the family.

    Parameters
    ----------
    waits : array of float
        Seconds on hold.
    gave_up : array of bool
        Whether each ended with a hang-up.
    mean : float
        Minutes of patience.

    Returns
    -------
    str
        Empty where it is within 15 %.
    """
    curve = ecdf(CensoredData(uncensored=waits[gave_up], right=waits[~gave_up])).sf
    below = np.flatnonzero(curve.probabilities <= 1 - CHECKED)
    if not below.size:
        return ""
    seen = float(curve.quantiles[below[0]]) / 60
    fitted = -mean * np.log(1 - CHECKED)
    off = abs(fitted - seen) > WORST_MISFIT * seen
    return f"{BADLY}: a quarter gives up within {seen:.1f} minutes, not {fitted:.1f}" if off else ""
