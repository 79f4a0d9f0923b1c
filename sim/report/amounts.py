"""Amounts and shares as a contract writes them: to the cent, nothing rounded away."""

from __future__ import annotations

import json

from sim.report.words import MINUS, NO_BREAK, money

__all__ = ["amount", "percent", "plain_number", "symbol_of", "worded"]


def symbol_of(currency: str) -> str:
    """What stands before an amount: ``$``, or the code of a currency without a symbol of its own."""
    return money(0, currency).removesuffix("0")


def plain_number(value: float) -> str:
    """A number with thousands separators, ten significant digits and a true minus sign."""
    return f"{value:,.10g}".replace("-", MINUS)


def amount(value: float, currency: str) -> str:
    """An amount of money in full, with cents only where there are any: ``$2,150``, ``$12.50``."""
    text = f"{abs(value):,.2f}".removesuffix(".00")
    return (MINUS if value < 0 else "") + symbol_of(currency) + text


def percent(share: float) -> str:
    """A share from 0 to 1 in percent, in full."""
    return f"{plain_number(100 * share)}{NO_BREAK}%"


def worded(value: object, unit: str, currency: str) -> str:
    """A value of a scenario with its unit.

    Parameters
    ----------
    value : object
        What stands at a path of a scenario: a number, a word, a truth value, None or a list or mapping of these.
    unit : str
        As the schema gives it, such as ``money / month`` or ``share of the fee``; empty for what is no number.
    currency : str
        ISO 4217 code.
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float):
        return json.dumps(value, ensure_ascii=False, default=str)
    if unit.startswith("money"):
        return amount(value, currency) + unit.removeprefix("money")
    if unit.startswith("share"):
        return percent(value) + unit.removeprefix("share")
    return f"{plain_number(value)} {unit}".strip()
