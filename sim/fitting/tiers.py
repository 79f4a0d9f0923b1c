"""Tiers: what each line of a desk solves and hands on, where names of teams tell which line it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import beta

from sim.fitting.fit import LEVEL, FittedNumber, kept
from sim.fitting.likelihood import Floats
from sim.fitting.touches import LEAST_SECONDS, corner_words, fit_touches
from sim.importing.wording import folded
from sim.scenario.desk import Provider
from sim.scenario.paths import print_path

__all__ = ["Tiers", "fit_tiers", "tier_of"]

LINE = r"(?:support level|tier|level|line|lvl|stufe|ebene|niveau|nivel|livello|linha|linea|ligne|lijn)"
FORMS = (
    re.compile(rf"\b{LINE}[\s_\-]*([1-3])\b"),
    re.compile(rf"\b([1-3])\s*(?:st|nd|rd|er|e|eme|a|o|\.)?[\s_\-]*{LINE}\b"),
    re.compile(r"(?<![a-z0-9])[ltn][\s_\-]?([1-3])(?![a-z0-9])"),
)
WORDS = {"first": 1, "second": 2, "third": 3, "primeira": 1, "segunda": 2, "terceira": 3, "erste": 1, "zweite": 2}
DESK = re.compile(r"\b(?:service|help)[\s_\-]*desk\b|\bfront[\s_\-]*(?:line|desk|office)\b")
"""The first line, where the name tells no other."""
LEAST_NAMED = 0.9
"""Share of touches whose team must tell its line."""
LEAST_MATCHED = 0.9
"""Share of touches whose contact must be among the contacts."""
LEAST = 50
MOST_BACK = 0.05
PRIOR = 0.5
"""Of each share (Jeffreys)."""
DIGITS = 1e4


class _ShareBasis(NamedTuple):
    """Source, loss and warning of all shares of a desk."""

    source: str
    lost: float
    warning: str


@dataclass(frozen=True)
class Tiers:
    """Lines of a desk."""

    names: tuple[str, ...]
    """Teams of the scenario, the first line first; one where files do not tell lines."""
    numbers: list[FittedNumber]
    """Solved and escalated of each but the last, which hands nothing on; then minutes of work of each."""
    minutes: tuple[float, ...] = (1.0,)
    """Share of the minutes of work that each line does."""

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return len(self.names) > 1

    def teams(self, provider: Provider, people: float | None) -> dict[str, dict[str, object]]:
        """Lines as a document has them; fitted numbers take their places later.

        Parameters
        ----------
        provider : Provider
            Of the baseline, whose lines hold what files do not tell.
        people : float or None
            Of all lines together; None where a roster tells them.

        Returns
        -------
        dict of str to dict
            By name, in their order.
        """
        teams: dict[str, dict[str, object]] = {}
        for place, (name, share) in enumerate(zip(self.names, self.minutes, strict=True)):
            base, last = provider.teams[provider.tiers[place]], place == len(self.names) - 1
            teams[name] = {
                "cost_per_hour": base.cost_per_hour,
                "touch_minutes": base.touch_minutes,
                "touch_sigma": base.touch_sigma,
                "solved_share": base.solved_share,
                "escalated_share": 0.0 if last else base.escalated_share,
            }
            teams[name] |= {} if last else {"escalates_to": self.names[place + 1]}
            teams[name] |= {} if people is None else {"people": max(float(f"{people * share:.4g}"), 0.05)}
        return teams


def tier_of(team: str) -> int | None:
    """Line that the name of a team tells.

    Parameters
    ----------
    team : str
        Such as ``Service Desk L1``, ``2nd level`` or ``Third Line``.

    Returns
    -------
    int or None
        1 to 3; None where it tells none, or several.
    """
    text = folded(team)
    lines = {int(match[1]) for form in FORMS for match in form.finditer(text)}
    lines |= {tier for word, tier in WORDS.items() if re.search(rf"\b{word}[\s_\-]+(?:{LINE}|support|\w*desk)\b", text)}
    lines = lines or ({1} if DESK.search(text) else set())
    return lines.pop() if len(lines) == 1 else None


def fit_tiers(
    touches: Mapping[str, pd.DataFrame | None],
    contacts: pd.DataFrame,
    provider: Provider,
    first: str,
    lost: float = 0.0,
) -> Tiers:
    """Fit what each line solves and hands on: multinomial by line, along the chain of touches of a contact.

    Touches by one line without another between them are a visit. It is solved if it is one touch and the last of a
    contact that was answered, handed on if a touch by a higher line follows, and else needed a second touch: in the
    model the next one by the same line is the last (`sim.model.contact_rules`). Events tell visits, but not their
    touches. The last visit to a contact that is still open tells nothing.

    A line that is busy cuts corners, and solves less for as long; files do not say when. What they show is the number
    of the scenario less up to what cutting costs, so that its interval reaches as far above: over the years of a desk
    that is often busy the share solved spreads more than by chance, and within a year by neither week nor customer.

    Parameters
    ----------
    touches : mapping of str to pandas.DataFrame or None
        ``work`` (``contact_id``, ``team``, ``started``, ``handle_s``) and ``events`` (``contact_id``, ``team``,
        ``at``); the first of them that tells lines is taken.
    contacts : pandas.DataFrame
        ``contact_id`` and ``outcome``.
    provider : Provider
        Of the baseline: values before, and names of the lines after the first.
    first : str
        Name of the first line.
    lost : float, optional
        Share of touches that no longer solve while corners are cut.

    Returns
    -------
    Tiers
        One line, with the reason, where names of teams do not tell lines or ids are not those of contacts.
    """
    reasons = []
    for source in ("work", "events"):
        rows = touches.get(source)
        if rows is None or not len(rows):
            continue
        chain, reason = _chain(rows, contacts, source, len(provider.tiers))
        if chain is None:
            reasons.append(reason)
            continue
        return _fitted(chain, rows if source == "work" else None, provider, first, lost)
    reason = reasons[0] if reasons else "tiers unknown: no work or events by team"
    return Tiers((first,), [kept(_path(first, "escalated_share"), 0.0, "work or events", reason)])


def _chain(rows: pd.DataFrame, contacts: pd.DataFrame, source: str, most: int) -> tuple[pd.DataFrame | None, str]:
    """Visits with line, whether there was a second touch, next line (-1 for none); or why there are none.

    The last visit to a contact that is not over is left out.
    """
    at = "started" if source == "work" else "at"
    rows = rows[rows["contact_id"].notna() & rows[at].notna()]
    rows = rows[rows["handle_s"] >= LEAST_SECONDS] if source == "work" else rows[rows["team"].notna()]
    places = _lines(rows["team"], most)
    named, count = float((places >= 0).mean()) if len(rows) else 0.0, len(np.unique(places[places >= 0]))
    if named < LEAST_NAMED or count < 2:
        return None, f"tiers unknown: names of teams tell the line of {named:.0%} of {source}, and {count} of them"
    over = contacts.drop_duplicates("contact_id").set_index("contact_id")["outcome"].astype(object)
    matched = float(rows["contact_id"].isin(over.index).mean())
    if matched < LEAST_MATCHED or len(over) < LEAST_MATCHED * len(contacts):
        return None, f"tiers known, but {matched:.0%} of {source} has the id of one contact; needs {LEAST_MATCHED:.0%}"
    chain = pd.DataFrame({"id": rows["contact_id"].astype(str), "at": rows[at], "tier": places})
    chain = chain[places >= 0].sort_values(["id", "at"], kind="stable")
    same = (chain["id"] == chain["id"].shift()) & (chain["tier"] == chain["tier"].shift())
    again = same.shift(-1, fill_value=False).to_numpy() & (source == "work")
    chain = chain.assign(again=again)[~same.to_numpy()]
    follows = chain["id"] == chain["id"].shift(-1)
    chain["next"] = chain["tier"].shift(-1).where(follows, -1).astype(int)
    chain["over"] = chain["id"].map(over).eq("answered").to_numpy()
    return chain[(chain["next"] >= 0) | chain["over"]], ""


def _fitted(chain: pd.DataFrame, work: pd.DataFrame | None, provider: Provider, first: str, lost: float) -> Tiers:
    count = int(chain["tier"].max()) + 1
    names = (first, *provider.tiers[1:count])
    numbers, minutes = [], np.ones(count)
    back = float((chain["next"].between(0, chain["tier"] - 1)).mean())
    warning = f"{back:.0%} of visits hand back to a lower line, which the model does not" if back > MOST_BACK else ""
    lines = None if work is None else _lines(work["team"], count)
    basis = _ShareBasis("events and contacts" if work is None else "work and contacts", lost, warning)
    for place, name in enumerate(names):
        team = provider.teams[provider.tiers[place]]
        part = chain[chain["tier"] == place]
        solved = (part["next"] == -1) & ~part["again"]
        counts = np.array([solved.sum(), (part["next"] > place).sum()], float)
        old = (team.solved_share, team.escalated_share)[: 1 if place == count - 1 else 2]
        numbers += _shares(name, counts, len(part), old, basis)
        of_line = None if work is None or lines is None else work[lines == place]
        numbers += fit_touches(name, of_line, (team.touch_minutes, team.touch_sigma))
        weight = len(part) * team.touch_minutes if of_line is None else float(of_line["handle_s"].sum())
        minutes[place] = weight
    return Tiers(names, numbers, tuple((minutes / minutes.sum()).tolist()))


def _lines(teams: pd.Series, most: int) -> np.ndarray:
    """By row the place of the line of its team; -1 where that tells none. A line of a few rows is the one below it."""
    teams = teams.astype(object)
    tier = teams.map({team: tier_of(str(team)) for team in teams.dropna().unique()}).to_numpy(float)
    levels = [level for level in (1.0, 2.0, 3.0) if (tier == level).sum() >= LEAST]
    place = np.clip(np.searchsorted(levels, tier, side="right") - 1, 0, max(most - 1, 0))
    return np.where(np.isnan(tier), -1, place)


def _shares(name: str, counts: Floats, n: int, old: Sequence[float], basis: _ShareBasis) -> list[FittedNumber]:
    """Shares of touches that solve and hand on, rounded down so that they never exceed 1 together."""
    tail = (1 - LEVEL) / 2
    fits = []
    for field, value, hits in zip(("solved_share", "escalated_share"), old, counts, strict=False):
        low, high = (float(beta.ppf(end, hits + PRIOR, n - hits + 2 * PRIOR)) for end in (tail, 1 - tail))
        share = float(np.floor(DIGITS * hits / n) / DIGITS)
        lost = basis.lost if field == "solved_share" else 0.0
        fits.append(
            FittedNumber(
                _path(name, field),
                value,
                basis.source,
                new=share,
                low=min(low, share),
                high=min(max(high, share) + lost, 1.0),
                n=n,
                unit="visits",
                method=f"multinomial by line, Jeffreys{corner_words(lost)}",
                warning=basis.warning,
            )
        )
    return fits


def _path(team: str, field: str) -> str:
    return print_path(("provider", "teams", team, field))
