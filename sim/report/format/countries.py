"""Names of countries by their codes."""

from __future__ import annotations

from babel import Locale

__all__ = ["country_of"]

WITH_ARTICLE = ("United ", "Netherlands", "Philippines")
"""Beginnings of names of countries that take an article."""


def country_of(code: str) -> str:
    """Name the country of a code of public holidays.

    Parameters
    ----------
    code : str
        ISO 3166, with a region where there is one.

    Returns
    -------
    str
        Such as ``Germany``, or ``Switzerland (CH-ZH)`` for a region.
    """
    name = Locale.parse("en").territories.get(code.partition("-")[0], code)
    name = f"the {name}" if name.startswith(WITH_ARTICLE) else name
    return f"{name} ({code})" if "-" in code else name
