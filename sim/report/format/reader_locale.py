"""The reader's locale: how numbers, money and dates are written; the language stays what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from sim.errors import SaydoError

__all__ = [
    "LOCALES",
    "NO_BREAK",
    "USUAL",
    "VARIABLE",
    "around",
    "current_locale",
    "day_of",
    "decimal_places",
    "in_locale",
    "local",
    "locale_named",
    "month_of",
    "nearest",
    "percent_sign",
    "read_number",
    "separators",
    "use",
]

VARIABLE = "SAYDO_LOCALE"
"""The environment variable that names the locale of a reader who chooses none."""
USUAL = "en_US"
LOCALES = (
    USUAL,
    "en_AU",
    "en_CA",
    "en_GB",
    "en_IE",
    "en_NZ",
    "en_ZA",
    "cs_CZ",
    "da_DK",
    "de_DE",
    "de_AT",
    "de_CH",
    "es_ES",
    "es_MX",
    "fi_FI",
    "fr_FR",
    "fr_BE",
    "fr_CA",
    "fr_CH",
    "it_IT",
    "ja_JP",
    "nb_NO",
    "nl_NL",
    "nl_BE",
    "pl_PL",
    "pt_PT",
    "pt_BR",
    "sv_SE",
)
"""Those that write digits in threes; the first of a language stands for its other countries."""
NO_BREAK = "\u00a0"
CURRENCY = "¤"
BLANKS = " \t\u00a0\u2007\u2009\u202f"
APOSTROPHES = "'\u2019"
MINUSES = "-\u2010\u2012\u2013\u2212\ufe63\uff0d"
GROUPED = re.compile(f"[0-9]{{1,3}}([{BLANKS}{APOSTROPHES}][0-9]{{3}})+(?![0-9])")
SYMBOLS = {
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "ZAR": "R",
    "CAD": "C$",
    "AUD": "A$",
    "CHF": "CHF ",
    "JPY": "¥",
}


@dataclass(frozen=True, slots=True)
class ReaderLocale:
    """The conventions of a locale; the usual one is the product's own style, not that of a country."""

    name: str = USUAL
    decimal: str = "."
    group: str = ","
    percent: str = NO_BREAK + "%"
    before: str = CURRENCY
    """What stands before an amount; the sign of currency stands for the currency's own."""
    after: str = ""
    day: str = "yyyy-MM-dd"
    month: str = "yyyy-MM"


HOUSE = ReaderLocale()
_current: ContextVar[ReaderLocale] = ContextVar("reader_locale", default=HOUSE)


def current_locale() -> ReaderLocale:
    """Return the conventions in force.

    Returns
    -------
    ReaderLocale
        Conventions of this thread.
    """
    return _current.get()


@cache
def locale_named(name: str, where: str = "locale") -> ReaderLocale:
    """Look up the conventions of a locale.

    Parameters
    ----------
    name : str
        Such as ``de_DE`` or ``de-DE``.
    where : str
        Where it was stated, for the error.

    Returns
    -------
    ReaderLocale
        Conventions.

    Raises
    ------
    SaydoError
        Where it is not one of ``LOCALES``.
    """
    code = name.replace("-", "_")
    if code not in LOCALES:
        raise SaydoError(f"{name[:40] or 'nothing'} ({where}): must be one of {', '.join(LOCALES)}")
    if code == USUAL:
        return HOUSE
    # Read only by those who want it, since reading a locale's data takes longer than drawing a page.
    from babel import Locale
    from babel.numbers import get_decimal_symbol, get_group_symbol

    locale = Locale.parse(code)
    money, skeletons = locale.currency_formats["standard"], locale.datetime_skeletons
    return ReaderLocale(
        code,
        get_decimal_symbol(locale),
        get_group_symbol(locale),
        locale.percent_formats[None].suffix[0],
        money.prefix[0],
        money.suffix[0],
        skeletons["yMd"].pattern,
        skeletons["yM"].pattern,
    )


def nearest(tag: str) -> str:
    """Choose the locale for a browser's language tag.

    Parameters
    ----------
    tag : str
        Such as ``de-LI``.

    Returns
    -------
    str
        Its own locale, else its language's, else the usual one.
    """
    name = tag.replace("-", "_")
    language = name.partition("_")[0]
    of_language = (code for code in LOCALES if code.partition("_")[0] == language)
    return name if name in LOCALES else next(of_language, USUAL)


def use(name: str) -> None:
    """Put the conventions of a locale in force in this thread.

    Parameters
    ----------
    name : str
        One of ``LOCALES``.
    """
    _current.set(locale_named(name))


@contextmanager
def in_locale(name: str, where: str = "locale") -> Iterator[None]:
    """Put the conventions of a locale in force for as long as the context lasts.

    Parameters
    ----------
    name : str
        One of ``LOCALES``.
    where : str
        Where it was stated, for the error.

    Raises
    ------
    SaydoError
        Where it is not one of ``LOCALES``.
    """
    token = _current.set(locale_named(name, where))
    try:
        yield
    finally:
        _current.reset(token)


def local(value: float, form: str) -> str:
    """Write a number with the reader's separators.

    Parameters
    ----------
    value : float
        The number.
    form : str
        Format of Python's, such as ``,.1f``.

    Returns
    -------
    str
        Text.
    """
    number, now = format(value, form), _current.get()
    return number if now.name == USUAL else number.translate(_table(now))


@cache
def _table(locale: ReaderLocale) -> dict[int, str]:
    return str.maketrans({",": locale.group, ".": locale.decimal})


def percent_sign(usual: str = NO_BREAK + "%") -> str:
    """Return the text behind a number of per cent.

    Parameters
    ----------
    usual : str
        Text where the usual conventions are in force.

    Returns
    -------
    str
        The sign, with a space where the locale has one.
    """
    now = _current.get()
    return usual if now.name == USUAL else now.percent


def around(currency: str) -> tuple[str, str]:
    """Return the text before and behind an amount of a currency.

    Parameters
    ----------
    currency : str
        ISO 4217 code.

    Returns
    -------
    tuple
        Such as ``$`` and nothing, or nothing and `` €``.
    """
    return _around(_current.get(), currency)


@lru_cache(maxsize=256)
def _around(locale: ReaderLocale, currency: str) -> tuple[str, str]:
    if locale.name == USUAL:
        return SYMBOLS.get(currency, currency + NO_BREAK), ""
    from babel.numbers import get_currency_symbol

    symbol = get_currency_symbol(currency, locale.name)
    # Letters do not touch digits: the rule of currency spacing, which Babel leaves to its user.
    before = locale.before.replace(CURRENCY, symbol + NO_BREAK if symbol[-1:].isalpha() else symbol)
    return before.replace(NO_BREAK * 2, NO_BREAK), locale.after.replace(CURRENCY, symbol)


def decimal_places(currency: str) -> int:
    """Digits behind the decimal point of an amount in full.

    Parameters
    ----------
    currency : str
        ISO 4217 code.

    Returns
    -------
    int
        0 for the yen, 2 for the dollar, 3 for the Kuwaiti dinar.

    Notes
    -----
    Source: Unicode CLDR, by Babel.
    """
    from babel.numbers import get_currency_precision

    return get_currency_precision(currency)


def read_number(text: str, currency: str = "") -> Decimal:
    """Read a number as the reader writes it, strictly by the conventions of the locale in force.

    Spaces and apostrophes may set off thousands in any locale; a minus sign may be of any form, stand before or behind,
    or be written as brackets.

    Parameters
    ----------
    text : str
        Such as ``35.000,00 €`` or ``(1,000)``.
    currency : str
        ISO 4217 code of the amount, whose sign may stand beside it; empty for a number that is no amount.

    Returns
    -------
    Decimal
        The number.

    Raises
    ------
    SaydoError
        Where it is no number of this locale, or could as well be a thousand times as much.
    """
    locale = _current.get()
    digits, negative = _unsigned(text, _signs(locale, currency))
    if GROUPED.match(digits):
        digits = re.sub(f"[{BLANKS}{APOSTROPHES}]", locale.group, digits)
    decimal = re.escape(locale.decimal)
    if re.fullmatch(f"[1-9][0-9]{{0,2}}{decimal}[0-9]{{3}}", digits):
        whole, _, rest = digits.partition(locale.decimal)
        raise SaydoError(f"would be read as {whole}, not {whole}{rest}: write {digits}0 or {whole}{rest}")
    if not re.fullmatch(f"[0-9{re.escape(locale.group)}]*({decimal}[0-9]*)?", digits) or not re.search("[0-9]", digits):
        raise SaydoError(_not_here(locale))
    from babel.numbers import NumberFormatError, parse_decimal

    try:
        number = parse_decimal(digits, locale=locale.name, strict=True)
    except NumberFormatError:
        raise SaydoError(_not_here(locale)) from None
    return -number if negative else number


def _not_here(locale: ReaderLocale) -> str:
    """The rule that a text breaks which is no number of a locale."""
    usual = f"1{locale.group}234{locale.decimal}50"
    return f"must be a number as it is written in {locale.name.replace('_', '-')}, such as {usual}"


def _signs(locale: ReaderLocale, currency: str) -> tuple[str, ...]:
    """Texts that stand for a currency, the longest first."""
    if not currency:
        return ()
    from babel.numbers import get_currency_symbol

    signs = {currency, SYMBOLS.get(currency, currency).strip(), get_currency_symbol(currency, locale.name)}
    return tuple(sorted({*signs, *("$" for sign in signs if sign.endswith("$"))}, key=len, reverse=True))


def _unsigned(text: str, signs: tuple[str, ...]) -> tuple[str, bool]:
    """The digits and separators of a number, and whether it is below zero."""
    digits, before, minus = text.strip(BLANKS), None, 0
    while digits != before:
        before = digits
        if digits.startswith("(") and digits.endswith(")"):
            digits, minus = digits[1:-1], minus + 1
        elif digits[:1] and digits[0] in MINUSES:
            digits, minus = digits[1:], minus + 1
        elif digits[-1:] and digits[-1] in MINUSES:
            digits, minus = digits[:-1], minus + 1
        for sign in signs:
            digits = digits.removeprefix(sign).removesuffix(sign)
        digits = digits.strip(BLANKS)
    return (digits.removeprefix("+") if not minus else digits if minus == 1 else ""), minus == 1


def day_of(day: date) -> str:
    """Write a day in figures.

    Parameters
    ----------
    day : date
        The day.

    Returns
    -------
    str
        Text.
    """
    locale = _current.get()
    return day.strftime("%Y-%m-%d") if locale.name == USUAL else _dated(day, locale.day, locale.name)


def month_of(day: str) -> str:
    """Write the month of a day in figures.

    Parameters
    ----------
    day : str
        ISO date.

    Returns
    -------
    str
        Text.
    """
    locale = _current.get()
    return day[:7] if locale.name == USUAL else _dated(date.fromisoformat(day), locale.month, locale.name)


@lru_cache(maxsize=1024)
def _dated(day: date, pattern: str, name: str) -> str:
    from babel.dates import format_date

    return format_date(day, pattern, name)


def separators() -> dict[str, str]:
    """Return the separators as a setting of a figure.

    Returns
    -------
    mapping of str to str
        Empty where they are the usual ones.
    """
    now = _current.get()
    return {} if now.name == USUAL else {"separators": now.decimal + now.group}
