"""Charges beside the fee in words: the memo's rows and the buyer's sentences."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.format.amounts import count_words, listed, percent, plain_number
from sim.report.memo.clauses import Clauses, Row
from sim.scenario.charges import Charge, PriceTier, Unit

__all__ = ["charge_sentences", "named_charge_rows"]

UNITS: dict[Unit, tuple[str, str]] = {
    "contact": ("contact", "contacts"),
    "hour": ("hour of work", "hours of work"),
    "seat": ("seat a month", "seats"),
    "person": ("person who looks after the account alone, a month", "people"),
    "visit": ("visit on site", "visits"),
    "spend": ("", "of spend"),
    "month": ("month", "months"),
    "start": ("", ""),
}
"""One unit, and several."""


def named_charge_rows(clauses: Clauses) -> list[Row]:
    """Write the memo's rows on charges beside the fee.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of Row
        A row a charge.
    """
    return [
        (f"Charge: {name}", "charges", "; ".join(_phrases(charge, clauses)))
        for name, charge in clauses.plan.charges.items()
    ]


def charge_sentences(clauses: Clauses) -> list[str]:
    """Write the buyer's sentences on charges beside the fee.

    Parameters
    ----------
    clauses : Clauses
        The terms.

    Returns
    -------
    list of str
        One a charge, such as ``Travel: $150 for each visit on site.``
    """
    return [
        f"{name[:1].upper()}{name[1:]}: {'; '.join(_phrases(charge, clauses))}."
        for name, charge in clauses.plan.charges.items()
    ]


def _phrases(charge: Charge, clauses: Clauses) -> Iterator[str]:
    """A charge in phrases: its price first."""
    yield _price(charge, clauses)
    if charge.severities:
        yield f"of severity {listed(charge.severities)} only"
    yield from _covered(charge, clauses)
    yield from _of_work(charge)
    if charge.settle_months > 1:
        yield f"settled together every {charge.settle_months} months"
    if charge.least:
        yield f"at least {clauses.money(charge.least)} a month"


def _price(charge: Charge, clauses: Clauses) -> str:
    """The price, its tiers or its steps."""
    if charge.tiers:
        return _tiers(charge, clauses)
    text = _priced(charge, charge.price or 0.0, clauses)
    months = sorted(charge.steps, key=int)
    later = [f"{_money(charge, charge.steps[month], clauses)} from month {month}" for month in months]
    return f"{text}, {', '.join(later)} of the contract on" if later else text


def _priced(charge: Charge, price: float, clauses: Clauses) -> str:
    """One price with its unit."""
    money = _money(charge, price, clauses)
    if charge.per == "spend":
        return f"{money} of monthly spend"
    if charge.per == "start":
        return f"{money} once, with the first invoice of a new contract"
    return f"{money} for each {UNITS[charge.per][0]}"


def _money(charge: Charge, price: float, clauses: Clauses) -> str:
    """A price: a share where spend is charged."""
    return percent(price) if charge.per == "spend" else clauses.money(price)


def _tiers(charge: Charge, clauses: Clauses) -> str:
    """Prices by tier, such as ``10 % of the first $10,000 of spend, 7 % of the rest``."""
    ends: list[PriceTier | None] = [*charge.tiers[1:], None]
    return ", ".join(_tier(charge, tier, end, clauses) for tier, end in zip(charge.tiers, ends, strict=True)) + (
        " of monthly spend" if charge.per == "spend" else f" of the {UNITS[charge.per][1]} of a month"
    )


def _tier(charge: Charge, tier: PriceTier, end: PriceTier | None, clauses: Clauses) -> str:
    """One tier."""
    share = "of" if charge.per == "spend" else "for each of"
    price = f"{_money(charge, tier.price, clauses)} {share}"
    if end is None:
        return f"{price} {'the rest' if tier.above else 'all'}"
    size = _size(charge, end.above - tier.above, clauses)
    return f"{price} the {'next' if tier.above else 'first'} {size}"


def _size(charge: Charge, units: float, clauses: Clauses) -> str:
    """A number of units: money where spend is charged."""
    return clauses.money(units) if charge.per == "spend" else plain_number(units)


def _covered(charge: Charge, clauses: Clauses) -> Iterator[str]:
    """Units that the fee covers, and for how long they are valid."""
    if not charge.included_per_month:
        return
    units = UNITS[charge.per][1]
    yield f"{_size(charge, charge.included_per_month, clauses)} {units} a month are included in the fee"
    if charge.carry_over_months:
        months = count_words(charge.carry_over_months, "month")
        yield f"unused ones stay valid for {months} more, the oldest are used first"


def _of_work(charge: Charge) -> Iterator[str]:
    """How work is counted."""
    if charge.least_minutes:
        yield f"at least {count_words(charge.least_minutes, 'minute')} for each contact"
    if charge.step_minutes:
        yield f"rounded up to steps of {count_words(charge.step_minutes, 'minute')}"
    if charge.out_of_hours_factor > 1:
        yield f"outside the hours of service each counts {plain_number(charge.out_of_hours_factor)} times"
