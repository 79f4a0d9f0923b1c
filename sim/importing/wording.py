"""Texts brought to a form in which they can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["folded", "header_key", "header_keys", "masked"]

_WRAPPED = re.compile(
    r"^(?:custom field|campo personali[sz]ado|benutzerdefiniertes feld|champ personnalise)\s*\((.+)\)$"
)
_UNIT = re.compile(r"[\s_\-]*(?:timestamp|time stamp|date/time|(?:in[\s_])?(?:seconds|secs?|minutes|mins?|hours|hrs))$")
_THING = re.compile(r"^(?:ticket|case|incident|issue|call|chat|conversation|request|invoice|document)[\s_]+(?=\w{3})")
_DAY_AND_CLOCK = re.compile(
    r"\b(date|data|fecha|datum)(?:/|\s+)?\s*(?:and|et|e|y|und|en|&|/)?\s*(?:time|heure|ora|hora|uhrzeit|zeit|tijd)\b(?:\s+di\b)?"
)
"""Names such as *data e ora di apertura*, which are those of *data apertura*."""
_SUFFIX = re.compile(r"\s*(?:\[[^\]]*\]|\([^)]*\))\s*$")


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """Text in lower case, without accents, with single spaces.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Such as ``agua clara s.a.`` for ``Água  Clara S.A.``
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    special = text.replace("ß", "ss").replace("ø", "o").replace("Ø", "o").replace("ł", "l").replace("æ", "ae")
    plain = "".join(char for char in unicodedata.normalize("NFKD", special) if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


def header_key(name: str) -> str:
    """Name of a column as it is compared: letters and digits alone.

    Parameters
    ----------
    name : str
        A cell of a header.

    Returns
    -------
    str
        Such as ``invoicedate`` for ``Invoice_Date*`` and for ``invoiceDate``; empty where nothing is left.
    """
    return "".join(char for char in folded(name) if char.isalnum())


@lru_cache(maxsize=1 << 14)
def header_keys(name: str) -> tuple[str, ...]:
    """Forms of a column's name, from the whole of it to its core.

    Parameters
    ----------
    name : str
        A cell of a header.

    Returns
    -------
    tuple of str
        As it stands; within ``Custom field ( )``; without a bracket, a unit or ``timestamp`` at its end; *date* for
        *date and time*; without ``ticket`` and its like before it; on either side of a colon or a dot.
    """
    text = folded(name).strip("\ufeff\"'* ")
    forms = [text]
    if wrapped := _WRAPPED.match(text):
        forms.append(wrapped[1])
    forms.append(_SUFFIX.sub("", forms[-1]))
    forms += [_UNIT.sub("", form) for form in forms[-2:]]
    forms += [_DAY_AND_CLOCK.sub(r"\1", form) for form in forms]
    forms += [_THING.sub("", form) for form in forms]
    for mark in (":", "."):
        if mark in text.strip(mark):
            left, _, right = text.rpartition(mark)
            forms += [right, left]
    return tuple(dict.fromkeys(key for form in forms if (key := header_key(form))))


def masked(value: str) -> str:
    """Form of a value that gives nobody away: each letter an a, each digit a 9.

    Parameters
    ----------
    value : str
        A cell.

    Returns
    -------
    str
        At most 24 characters, such as ``99/99/9999``.
    """
    form = "".join("a" if char.isalpha() else "9" if char.isdigit() else char for char in value[:25])
    printable = "".join(char if char.isprintable() else " " for char in form)
    return printable if len(printable) < 25 else printable[:23] + "…"
