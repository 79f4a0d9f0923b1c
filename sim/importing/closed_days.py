"""The country whose public holidays are closed days: asked for where days of contacts, clocks or money point to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.importing.questions import Question

__all__ = ["HOLIDAYS", "NO_HOLIDAYS", "country_code", "country_question"]

HOLIDAYS = "holidays"
NO_HOLIDAYS = "none"
LEAST_DAYS = 28
LEAST_MEDIAN = 4.0
"""Contacts of a weekday by which a day of hardly any can be told."""
QUIET_SHARE = 0.4
OBSERVED = 0.8
"""Share of a country's holidays on which its desks are closed or hardly called."""
LEAST_HITS = 2
LEAST_EVIDENCE = float(np.log(1_000))
"""Logarithm of the odds for a country against none."""
ALIKE = float(np.log(20))
"""Odds up to which countries are told apart by clock and currency first, and then by size."""
MOST_OPTIONS = 4
MOST_NAMED = 4
BY_ZONE = {
    "Europe/London": "GB", "Europe/Dublin": "IE", "Europe/Lisbon": "PT", "Europe/Madrid": "ES", "Europe/Paris": "FR",
    "Europe/Brussels": "BE", "Europe/Amsterdam": "NL", "Europe/Berlin": "DE", "Europe/Zurich": "CH",
    "Europe/Vienna": "AT", "Europe/Rome": "IT", "Europe/Prague": "CZ", "Europe/Warsaw": "PL", "Europe/Budapest": "HU",
    "Europe/Copenhagen": "DK", "Europe/Oslo": "NO", "Europe/Stockholm": "SE", "Europe/Helsinki": "FI",
    "Europe/Athens": "GR", "Europe/Istanbul": "TR", "Asia/Dubai": "AE", "Asia/Kolkata": "IN", "Asia/Bangkok": "TH",
    "Asia/Singapore": "SG", "Asia/Tokyo": "JP", "Asia/Seoul": "KR", "Asia/Manila": "PH", "Asia/Jakarta": "ID",
    "Australia/Sydney": "AU", "Pacific/Auckland": "NZ", "Africa/Johannesburg": "ZA", "America/Sao_Paulo": "BR",
    "America/Bogota": "CO", "America/Mexico_City": "MX", "America/Toronto": "CA", "America/Halifax": "CA",
    "America/New_York": "US", "America/Chicago": "US", "America/Denver": "US", "America/Los_Angeles": "US",
}  # fmt: skip
BY_CURRENCY = {
    "USD": "US", "GBP": "GB", "BRL": "BR", "INR": "IN", "JPY": "JP", "AUD": "AU", "NZD": "NZ", "CAD": "CA", "CHF": "CH",
    "SEK": "SE", "NOK": "NO", "DKK": "DK", "PLN": "PL", "CZK": "CZ", "HUF": "HU", "TRY": "TR", "ZAR": "ZA", "MXN": "MX",
    "SGD": "SG", "THB": "TH", "KRW": "KR", "COP": "CO", "PHP": "PH", "IDR": "ID", "AED": "AE",
}  # fmt: skip


@dataclass(frozen=True)
class _CalendarMatch:
    """How well the holidays of a country are the quiet days."""

    country: str
    quiet: tuple[date, ...]
    """Of its holidays on working days, those that were quiet."""
    count: int
    """Its holidays on working days."""
    evidence: float


def country_code(answer: str) -> str:
    """Code that an answer names.

    Parameters
    ----------
    answer : str
        Such as ``br``, or ``none``.

    Returns
    -------
    str
        In capitals; empty for none.
    """
    code = answer.strip()
    return "" if code.lower() == NO_HOLIDAYS else code.upper()


def country_question(
    tables: Mapping[str, pa.Table], zones: Iterable[str], currencies: Iterable[str]
) -> Question | None:
    """Put the question whose public holidays are closed days.

    A day is quiet where it has less than 0.4 of the contacts of its weekday. The odds for a country weigh its holidays
    that were quiet, and those that were not, against the share of quiet days among all; clocks and money name
    candidates, and decide between those that fit as well. The default is a country for whose holidays the odds are a
    thousand to one, and else none.

    Parameters
    ----------
    tables : mapping of str to pyarrow.Table
        As an import has them.
    zones, currencies : iterable of str
        Clocks to which times were brought, and codes of the money of invoices, where files tell them.

    Returns
    -------
    Question or None
        None where contacts do not span four weeks, nothing points to a country, or none of those had a holiday.
    """
    counted = _days(tables)
    if counted is None:
        return None
    working, quiet = counted
    hints = [BY_ZONE.get(zone, "") for zone in zones] + [BY_CURRENCY.get(code.upper(), "") for code in currencies]
    named = [code for code in dict.fromkeys(hints) if code]
    years = (min(working).year, max(working).year) if working else (0, -1)
    kept_by = {code: kept for code in _countries() if (kept := _holidays(code, *years) & working)}
    fits = [_match(code, kept, working, quiet) for code, kept in kept_by.items()]
    best = max((fit.evidence for fit in fits), default=0.0)
    larger = set(BY_ZONE.values())
    fits.sort(
        key=lambda fit: (
            0.0 if best - fit.evidence <= ALIKE else best - fit.evidence,
            fit.country not in named,
            fit.country not in larger,
            -round(fit.evidence, 6),
            fit.country,
        )
    )
    likely = [fit for fit in fits if len(fit.quiet) >= LEAST_HITS and fit.evidence >= LEAST_EVIDENCE]
    options = [
        *likely[:MOST_OPTIONS],
        *(fit for fit in fits if fit.country in named and fit not in likely[:MOST_OPTIONS]),
    ]
    if not options:
        return None
    return Question(
        HOLIDAYS,
        "Public holidays of which country or region are closed days?",
        _evidence(options, likely, named),
        (*(fit.country for fit in options), NO_HOLIDAYS),
        likely[0].country if likely else NO_HOLIDAYS,
        _files(tables["contacts"]),
    )


def _days(tables: Mapping[str, pa.Table]) -> tuple[frozenset[date], frozenset[date]] | None:
    """Days on which contacts are usual, and those of them that were quiet; first and last day are not whole."""
    if "contacts" not in tables:
        return None
    contacts = tables["contacts"].select(["opened", "robot"]).to_pandas()
    opened = contacts["opened"][~contacts["robot"].fillna(value=False).astype(bool)].dropna().dt.normalize()
    if opened.empty or (opened.max() - opened.min()).days < LEAST_DAYS:
        return None
    days = pd.date_range(opened.min(), opened.max(), freq="D")[1:-1]
    counts = opened.value_counts().reindex(days, fill_value=0)
    usual = counts.groupby(days.day_of_week).transform("median")
    working = usual >= LEAST_MEDIAN
    quiet = working & (counts < QUIET_SHARE * usual)
    return frozenset(days[working].date), frozenset(days[quiet].date)


def _countries() -> list[str]:
    import holidays

    return sorted(holidays.list_supported_countries(include_aliases=False))


@lru_cache(maxsize=1_000)
def _holidays(code: str, first_year: int, last_year: int) -> frozenset[date]:
    """Public holidays of a country, of the category of that name in the library ``holidays``."""
    import holidays

    return frozenset(holidays.country_holidays(code, years=range(first_year, last_year + 1)))


def _match(code: str, kept: frozenset[date], working: frozenset[date], quiet: frozenset[date]) -> _CalendarMatch:
    hits = tuple(sorted(kept & quiet))
    chance = (len(quiet - kept) + 1) / (len(working - kept) + 20)
    evidence = len(hits) * np.log(OBSERVED / chance) + (len(kept) - len(hits)) * np.log((1 - OBSERVED) / (1 - chance))
    return _CalendarMatch(code, hits, len(kept), float(evidence))


def _evidence(options: list[_CalendarMatch], likely: list[_CalendarMatch], named: list[str]) -> str:
    parts = []
    for fit in options:
        days = ", ".join(day.isoformat() for day in fit.quiet[:MOST_NAMED])
        days += " ..." if len(fit.quiet) > MOST_NAMED else ""
        hint = "; clock or currency point to it" if fit.country in named else ""
        share = f"{len(fit.quiet)} of {fit.count} holidays on working days were quiet"
        parts.append(f"{fit.country}: {share}{f' ({days})' if days else ''}{hint}")
    best = max((fit.evidence for fit in likely), default=0.0)
    alike = sum(best - fit.evidence <= ALIKE for fit in likely)
    if alike > 1:
        parts.append(f"days alone fit {alike} countries or territories about as well")
    return "; ".join(parts)


def _files(contacts: pa.Table) -> str:
    names = contacts["source_file"].unique().to_pylist()
    return ", ".join(sorted(str(name) for name in names if name))
