"""Amounts and shares as a contract writes them: to the cent, nothing rounded away."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sim.report.format.reader_locale import NO_BREAK, around, decimal_places, local, percent_sign
from sim.report.format.words import MINUS

__all__ = ["amount", "count_words", "hours_words", "listed", "percent", "plain_number", "short_percent", "worded"]


def plain_number(value: float) -> str:
    """Write a number with the reader's separators and ten significant digits.

    Parameters
    ----------
    value : float
        The number.

    Returns
    -------
    str
        Text with a true minus sign.
    """
    return local(value, ",.10g").replace("-", MINUS)


def amount(value: float, currency: str) -> str:
    """Write an amount of money in full, with its smallest unit only where there is any.

    Parameters
    ----------
    value : float
        Major units.
    currency : str
        ISO 4217 code.

    Returns
    -------
    str
        Such as ``$2,150`` or ``$12.50``.
    """
    before, after = around(currency)
    places = decimal_places(currency)
    whole = float(f"{abs(value):.{places}f}").is_integer()
    text = local(abs(value), ",.0f" if whole else f",.{places}f")
    return (MINUS if value < 0 else "") + before + text + after


def percent(share: float) -> str:
    """Write a share in percent, in full.

    Parameters
    ----------
    share : float
        From 0 to 1.

    Returns
    -------
    str
        Such as ``12.5 %``.
    """
    return f"{plain_number(100 * share)}{percent_sign()}"


def count_words(count: float, unit: str, *, owning: bool = False) -> str:
    """Write a number of things, one or several.

    Parameters
    ----------
    count : float
        The number.
    unit : str
        Word for one, whose plural ends in s.
    owning : bool
        Whether something is theirs.

    Returns
    -------
    str
        Such as ``1 day``, ``12 months``, or ``1 day's`` and ``12 months'``.
    """
    if count == 1:
        return f"1 {unit}" + ("'s" if owning else "")
    return f"{plain_number(count)} {unit}s" + ("'" if owning else "")


def listed(names: Sequence[str], word: str = "and") -> str:
    """Write names as a list in words.

    Parameters
    ----------
    names : sequence of str
        At least one.
    word : str
        Word before the last.

    Returns
    -------
    str
        Such as ``P1, P2 and P3``.
    """
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def worded(value: object, unit: str, currency: str) -> str:  # noqa: PLR0911  one return for each kind of value
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


def short_percent(share: float) -> str:
    """Write a share in percent with three significant digits.

    Parameters
    ----------
    share : float
        From 0 to 1.

    Returns
    -------
    str
        Such as ``4.66 %``.
    """
    return local(100 * share, ".3g") + percent_sign()


def hours_words(hours: float) -> str:
    """Write a promise in hours, or in minutes below one hour.

    Parameters
    ----------
    hours : float
        Hours.

    Returns
    -------
    str
        Such as ``1.5 h`` or ``15 min``.
    """
    return f"{local(60 * hours, 'g')}{NO_BREAK}min" if hours < 1 else f"{local(hours, 'g')}{NO_BREAK}h"
