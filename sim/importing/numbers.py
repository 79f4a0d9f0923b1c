"""Amounts, counts and durations: which comma is the decimal one, and which unit a column counts in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from sim.importing.wording import folded

__all__ = ["amount_cents", "decimal_comma", "duration_seconds", "number_of", "unit_of_name"]

_AMOUNT = re.compile(r"^\(?[+-]?\s*\d[\d.,' \u00a0\u202f]*\)?[+-]?$")
_SIGNS = re.compile(
    r"(?:usd|eur|gbp|chf|aud|cad|nzd|brl|mxn|inr|jpy|sek|nok|dkk|pln|zar|ils|thb|us\$|r\$|kr\.?|zł|cr|dr|[$€£¥₹₪₩฿%])",
    re.I,
)
_HMS = re.compile(r"^(-?)(\d{1,7}):([0-5]?\d)(?::([0-5]?\d)(?:[.,]\d+)?)?$")
_DAYS_HMS = re.compile(
    r"^(-?)(\d+)\s*(?:d|days?|tage?|jours?|dias?|giorni|giorno|dagen|dag)[,.]?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?$"
)
_ISO = re.compile(r"^(-?)p(?:(\d+)d)?(?:t(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(?:\.\d+)?s)?)?$")
_WORD = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*([a-z]+)\.?")
_WORDS = {
    604800: "w week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
    86400: "d day days tag tage tagen jour jours dia dias giorno giorni dag dagen j",
    3600: "h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur uren",
    60: "m min mins minute minutes minuten minuto minutos minuti minuut",
    1: "s sec secs second seconds sekunde sekunden sek seconde secondes segundo segundos secondo secondi seconden",
    0.001: "ms",
}
UNITS = {word: seconds for seconds, words in _WORDS.items() for word in words.split()}
JOINERS = {"e", "y", "and", "und", "et", "en", "ed"}


def decimal_comma(cells: Sequence[str]) -> bool | None:
    """Tell whether the comma is the decimal mark of a column.

    Parameters
    ----------
    cells : sequence of str
        Distinct cells of the column.

    Returns
    -------
    bool or None
        None where no cell tells, such as where all are whole or only ``1,234`` and its like occur.
    """
    votes = [vote for cell in cells if (vote := _comma_is_decimal(cell)) is not None]
    comma = sum(votes)
    return None if 2 * comma == len(votes) else 2 * comma > len(votes)


def _comma_is_decimal(cell: str) -> bool | None:
    """Vote of one cell on the decimal mark."""
    text = _bare(cell)
    if text is None or not ("," in text or "." in text):
        return None
    last_comma, last_point = text.rfind(","), text.rfind(".")
    if min(last_comma, last_point) >= 0:
        return last_comma > last_point
    mark, place = (",", last_comma) if last_comma >= 0 else (".", last_point)
    if text.count(mark) > 1:
        return mark == "."
    whole = text[:place].lstrip("-")
    decimal = len(text) - place - 1 != 3 or whole == "0" or len(whole) > 3
    return (mark == ",") if decimal else None


def _bare(cell: str) -> str | None:
    """Digits, marks and a leading minus of an amount; None for what is none."""
    text = cell.strip().replace("\u2212", "-").replace("\u2013", "-")
    if not text or not any(char.isdigit() for char in text):
        return None
    text = _SIGNS.sub("", text).strip() if not text[0].isdigit() or not text[-1].isdigit() else text
    if not _AMOUNT.match(text):
        return None
    negative = text.startswith(("(", "-")) or text.endswith("-")
    text = re.sub(r"[^\d.,]", "", text)
    return ("-" if negative else "") + text if text else None


@lru_cache(maxsize=1 << 15)
def number_of(cell: str, comma: bool = False) -> float | None:
    """Number in a cell.

    Parameters
    ----------
    cell : str
        Such as ``$4,250.00``, ``1.234,50 €``, ``(12.00)`` or ``17-``.
    comma : bool, optional
        Whether the comma is the decimal mark.

    Returns
    -------
    float or None
        None where the cell holds no number, or one whose groups are no thousands.
    """
    text = _bare(cell)
    if text is None:
        return None
    group, mark = (".", ",") if comma else (",", ".")
    whole, _, decimals = text.partition(mark)
    if mark in decimals or group in decimals:
        return None
    if group in whole and not re.fullmatch(rf"-?\d{{1,3}}(?:\{group}\d{{2,3}})*\{group}\d{{3}}", whole):
        return None
    return float(f"{whole.replace(group, '')}.{decimals or 0}")


def amount_cents(cell: str, comma: bool = False) -> int | None:
    """Amount in a cell, in hundredths.

    Parameters
    ----------
    cell : str
        As for `number_of`.
    comma : bool, optional
        Whether the comma is the decimal mark.

    Returns
    -------
    int or None
        Half a cent is rounded away from zero. None where the cell holds no amount.
    """
    number = number_of(cell, comma)
    if number is None or abs(number) > 1e13:
        return None
    return int(abs(number) * 100 + 0.5 + 1e-7) * (-1 if number < 0 else 1)


@lru_cache(maxsize=1 << 15)
def duration_seconds(cell: str, unit: float = 1.0, comma: bool = False) -> float | None:
    """Duration in a cell.

    Parameters
    ----------
    cell : str
        ``H:MM:SS`` beyond 24 hours, ``H:MM``, words such as ``2 horas 3 minutos``, ISO 8601, or a number.
    unit : float, optional
        Seconds in one of what a plain number counts; of ``a:b``, minutes and seconds are meant where it is below 60.
    comma : bool, optional
        Whether the comma is the decimal mark.

    Returns
    -------
    float or None
        Seconds; None where the cell holds no duration.
    """
    text = folded(cell).strip("'\" ")
    if match := _HMS.match(text):
        first, second, third = int(match[2]), int(match[3]), match[4]
        seconds = first * 3600 + second * 60 + int(third or 0) if third or unit >= 60 else first * 60 + second
        return -seconds if match[1] else seconds
    if match := _DAYS_HMS.match(text):
        total = int(match[2]) * 86400 + int(match[3]) * 3600 + int(match[4]) * 60 + int(match[5] or 0)
        return -total if match[1] else total
    if text.startswith(("p", "-p")) and (match := _ISO.match(text)) and any(match.groups()[1:]):
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
        total = days * 86400 + hours * 3600 + minutes * 60 + seconds
        return -total if match[1] else total
    number = number_of(text, comma)
    if number is not None and not any(char.isalpha() for char in text):
        return number * unit
    return _of_words(text)


def _of_words(text: str) -> float | None:
    rest = _WORD.sub(lambda match: "" if match[2] in UNITS else match[0], text)
    if any(word not in JOINERS for word in re.findall(r"[a-z0-9]+", rest)):
        return None
    parts = [(float(number.replace(",", ".")), UNITS[word]) for number, word in _WORD.findall(text) if word in UNITS]
    return sum(number * seconds for number, seconds in parts) if parts else None


def unit_of_name(name: str) -> float | None:
    """Unit that a column's name tells.

    Parameters
    ----------
    name : str
        Such as ``First response time (in hrs)``.

    Returns
    -------
    float or None
        Seconds in one of it; None where the name tells none.
    """
    words = [word for word in re.split(r"[^a-z]+", folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))) if word]
    for word in reversed(words):
        if word in UNITS and len(word) > 1:
            return UNITS[word]
    return UNITS[words[-1]] if words and words[-1] in {"s", "h", "m"} and len(words) > 1 else None
