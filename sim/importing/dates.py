"""Cells that tell a time: each becomes one number that keeps day and month apart until the whole column is seen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.importing.wording import folded

__all__ = [
    "CERTAIN",
    "CERTAIN_FORMS",
    "CLOCK",
    "EMPTY",
    "FAILED",
    "MONTHS",
    "NATIVE",
    "NO_TIME",
    "NUMERIC",
    "UTC",
    "TimeCodes",
    "clock_seconds",
    "codes_of",
    "form_of",
    "parts_of",
    "seconds_of",
    "time_code",
]

EMPTY: Final = 0
"""Form of a cell that holds nothing."""
FAILED: Final = 1
"""Form of a cell that tells no time."""
CERTAIN: Final = 2
"""Form of a date that has one reading."""
NUMERIC: Final = 3
"""Form of a date that may be d/m or m/d."""
UTC: Final = 4
"""Form of an instant."""
NATIVE: Final = 5
"""Form of a date that came as a date of a workbook."""
CLOCK: Final = 6
"""Form of a time of day."""
CERTAIN_FORMS: Final = frozenset({CERTAIN, NUMERIC, UTC, NATIVE})
"""Forms of a cell that tells a day."""
NO_TIME: Final = np.iinfo(np.int64).min
"""Seconds of a cell that tells no time; NumPy's own mark of a missing time."""
PLACEHOLDERS = frozenset(
    (
        "",
        "-",
        "--",
        "?",
        "null",
        "none",
        "n/a",
        "na",
        "nan",
        "nat",
        "00:00",
        "0",
        "n.a.",
        "(empty)",
        "\\n",
        "—",
        "unknown",
    )
)
CLOCK_TEXT = r"(\d{1,2})[:h.](\d{2})(?:[:m.](\d{2})(?:[.,]\d+)?s?)?\s*([ap])?\.?\s?m?\.?"
_ZONE = r"\s*(z|utc|gmt|(?:utc|gmt)?[+-]\d{2}:?\d{2}|[a-z]{3,4})?"
_BETWEEN = r"(?:,?[ t]\s*(?:at |um |kl\.? |a las |as |a |om |alle )?\s*|\s*-\s*)"
_WEEKDAY = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|mie|jeu|jue|ven|vie|sam|sab|dim|dom|seg|ter|qua|qui|sex|gio|mo|di|mi|do|"
    r"fr|sa|so|ma|wo|vr|za|zo)[a-z-]*\.?,?\s+(?=\d)"
)
_DIGITS = re.compile(rf"^(\d{{1,4}})([/.\-])(\d{{1,2}})\2(\d{{1,4}})(?:{_BETWEEN}{CLOCK_TEXT}{_ZONE})?\.?$")
_DAY_FIRST = re.compile(
    r"^(?:[a-z]+\.?,?\s+)?(\d{1,2})(?:\.|st|nd|rd|th|er|º|o)?[ \-/.]*(?:de |of |d')?([a-z]{3,})\.?[ \-/,.]*"
    rf"(?:de |of )?(\d{{4}}|\d{{2}})(?:{_BETWEEN}{CLOCK_TEXT}{_ZONE})?$"
)
_MONTH_FIRST = re.compile(
    rf"^(?:[a-z]+\.?,?\s+)?([a-z]{{3,}})\.?[ \-/]+(\d{{1,2}})(?:st|nd|rd|th)?[ ,\-/]+(\d{{4}}|\d{{2}})"
    rf"(?:{_BETWEEN}{CLOCK_TEXT}{_ZONE})?$"
)
_CTIME = re.compile(rf"^[a-z]{{3}} ([a-z]{{3}}) +(\d{{1,2}}) {CLOCK_TEXT}{_ZONE} (\d{{4}})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[ t]?(\d{2}):?(\d{2}):?(\d{2})?(?:\.\d+)?(z)?)?$")
_CLOCK_ALONE = re.compile(rf"^{CLOCK_TEXT}$")
_MONTHS = {
    1: "jan january janv janvier januar janner enero ene janeiro gennaio gen januari stycznia sty ocak leden tammikuu",
    2: "feb february fevr fevrier fev februar febrero fevereiro febbraio februari lutego lut subat helmikuu",
    3: "mar march mars mrz maerz marz marzo marco maart mrt marca mart marts maaliskuu",
    4: "apr april avril avr abril abr aprile kwietnia kwi nisan huhtikuu",
    5: "may mai mayo maio maggio mag mei maja mayis toukokuu maj",
    6: "jun june juin juni junio junho giugno giu czerwca cze haziran kesakuu",
    7: "jul july juil juillet juli julio julho luglio lug lipca lip temmuz heinakuu",
    8: "aug august aout aou agosto ago augustus sierpnia sie agustos elokuu augusti",
    9: "sep sept september septembre septiembre setembro set sett settembre wrzesnia wrz eylul syyskuu",
    10: "oct october oktober okt octobre octubre outubro out ottobre ott pazdziernika paz ekim lokakuu",
    11: "nov november novembre noviembre novembro listopada lis kasim marraskuu",
    12: "dec december decembre dez dezember des desember diciembre dic dezembro dicembre grudnia gru aralik joulukuu",
}
MONTHS: Final = {name: month for month, names in _MONTHS.items() for name in names.split()}
_PLAIN_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?|")
MOST_KEPT = 200_000
"""Days and times of day that are kept while a column is read."""
PIECE = 1 << 16
LEAST_YEAR = 1971
"""An earlier year stands for no date at all."""
MOST_YEAR = 2099
"""A later year stands for no date either: systems write 9999 where something never ends."""
UNIVERSAL = frozenset({"z", "utc", "gmt"})
_SERIAL_START = dt.date(1899, 12, 30)


def _code(form: int, year: int, first: int, second: int, seconds: int) -> int:
    return (((form * 16384 + year) * 32 + first) * 32 + second) * 131072 + seconds


def time_code(cell: str, native: bool = False) -> int:
    """A cell as one number.

    Parameters
    ----------
    cell : str
        Text of the cell.
    native : bool, optional
        Whether a date in ISO form came from a workbook as a date, where another program may have read it wrongly.

    Returns
    -------
    int
        Form, year, first and second of day and month, and seconds of the day; `form_of` and `seconds_of` read it.
    """
    text = cell.strip().casefold() if cell.isascii() else folded(cell)
    if text in PLACEHOLDERS:
        return _code(EMPTY, 0, 0, 0, 0)
    code = _of_text(text, native)
    if code is None and text[:1].isalpha() and (weekday := _WEEKDAY.match(text)):
        code = _of_text(text[weekday.end() :], native)
    return _code(FAILED, 0, 0, 0, 0) if code is None else code


def _of_text(text: str, native: bool) -> int | None:
    """Code of a date; a weekday before it is one only where it is no month, as *mar* may be either."""
    if text.endswith(".0") and text[:-2].isdigit():
        text = text[:-2]
    match = _DIGITS.match(text)
    return _of_digits(match, native) if match else _of_words(text)


def _clock(parts: tuple[str | None, ...]) -> int | None:
    if parts[0] is None:
        return 0
    hour, minute, second = int(parts[0]), int(parts[1] or 0), int(parts[2] or 0)
    if parts[3]:
        if not 1 <= hour <= 12:
            hour = hour if parts[3] == "p" else hour % 24
        else:
            hour = hour % 12 + (12 if parts[3] == "p" else 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    return min(hour * 3600 + minute * 60 + min(second, 59), 86399)


def _zoned(day: tuple[int, int, int], seconds: int, zone: str | None) -> int | None:
    """Code of a day that has one reading, as an instant where it has a zone."""
    try:
        moment = dt.datetime(*day, tzinfo=dt.UTC)
    except ValueError:
        return None
    if not LEAST_YEAR <= moment.year <= MOST_YEAR:
        return _code(EMPTY, 0, 0, 0, 0)
    if zone is None or (zone.isalpha() and zone not in UNIVERSAL):
        return _code(CERTAIN, day[0], day[2], day[1], seconds)
    digits = re.sub(r"[^\d+-]", "", zone)
    offset = (1 if "+" in digits else -1) * (int(digits[1:3]) * 60 + int(digits[3:5])) if digits else 0
    return _instant(moment + dt.timedelta(seconds=seconds, minutes=-offset))


def _instant(at: dt.datetime) -> int:
    if at.year > MOST_YEAR:
        return _code(EMPTY, 0, 0, 0, 0)
    return _code(UTC, at.year, at.day, at.month, at.hour * 3600 + at.minute * 60 + at.second)


def _of_digits(match: re.Match[str], native: bool) -> int | None:
    seconds = _clock(match.groups()[4:8])
    lengths = (len(match[1]), len(match[4]))
    if seconds is None:
        return None
    if lengths[0] == 4 and lengths[1] < 3:
        code = _zoned((int(match[1]), int(match[3]), int(match[4])), seconds, match[9])
        if native and code is not None and code >> 41 == CERTAIN:
            return _code(NATIVE, int(match[1]), int(match[4]), int(match[3]), seconds)
        return code
    if lengths[0] > 2 or lengths[1] not in {2, 4}:
        return None
    return _of_two_numbers(int(match[1]), int(match[3]), _year(match[4]), seconds, (match[2], match[9]))


def _of_two_numbers(first: int, second: int, year: int, seconds: int, marks: tuple[str, str | None]) -> int | None:
    """A date of which either number may be the month; with points between, the day is first."""
    mark, zone = marks
    if (mark == "." and second <= 12) or first == second:
        return _zoned((year, second, first), seconds, zone)
    if not (1 <= first <= 31 and 1 <= second <= 31) or (first > 12 and second > 12):
        return None
    if zone in UNIVERSAL and max(first, second) > 12:
        return _zoned((year, min(first, second), max(first, second)), seconds, zone)
    sound = LEAST_YEAR <= year <= MOST_YEAR
    return _code(NUMERIC, year, first, second, seconds) if sound else _code(EMPTY, 0, 0, 0, 0)


def _year(text: str) -> int:
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _of_words(text: str) -> int | None:
    if text[0].isdigit() and not any(char.isalpha() and char not in "tzhpam" for char in text):
        return _of_numbers(text)
    if (match := _DAY_FIRST.match(text)) and match[2] in MONTHS:
        year, month, day, clock, zone = match[3], MONTHS[match[2]], int(match[1]), match.groups()[3:7], match[8]
    elif (match := _MONTH_FIRST.match(text)) and match[1] in MONTHS:
        year, month, day, clock, zone = match[3], MONTHS[match[1]], int(match[2]), match.groups()[3:7], match[8]
    elif (match := _CTIME.match(text)) and match[1] in MONTHS:
        year, month, day, clock, zone = match[8], MONTHS[match[1]], int(match[2]), match.groups()[2:6], match[7]
    else:
        return None
    seconds = _clock(clock)
    return None if seconds is None else _zoned((_year(year), month, day), seconds, zone)


def _of_numbers(text: str) -> int | None:
    match = _COMPACT.match(text)
    if match and 1900 < int(match[1]) < 2200 and (seconds := _clock((match[4], match[5], match[6], None))) is not None:
        return _zoned((int(match[1]), int(match[2]), int(match[3])), seconds, match[7])
    match = _CLOCK_ALONE.match(text)
    if match and (":" in text or match[4] or "h" in text):
        alone = _clock(match.groups())
        return None if alone is None else _code(CLOCK, 0, 0, 0, alone)
    return _of_number(text) if re.fullmatch(r"\d+([.,]\d+)?", text) else None


def _of_number(text: str) -> int | None:
    """Day as six digits, seconds, milliseconds or microseconds since 1970, or days of a workbook."""
    number = float(text.replace(",", "."))
    digits = len(re.split(r"[.,]", text)[0])
    if digits == 6 and text.isdigit():
        return _zoned((_year(text[:2]), int(text[2:4]), int(text[4:])), 0, None)
    if digits in {10, 13, 16}:
        return _instant(
            dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=int(number / 10 ** (digits - 10)))
        )
    if 20_000 <= number < 80_000:
        days, share = divmod(number, 1)
        day = _SERIAL_START + dt.timedelta(days=int(days))
        return _zoned((day.year, day.month, day.day), min(round(share * 86400), 86399), None)
    return None


@lru_cache(maxsize=1 << 12)
def clock_seconds(cell: str) -> int | None:
    """Seconds after midnight that a cell tells.

    Parameters
    ----------
    cell : str
        Such as ``7:02:47``, ``1:00 PM``, ``09h30`` or ``0930``.

    Returns
    -------
    int or None
        None where it tells no time of day.
    """
    text = folded(cell)
    if re.fullmatch(r"\d{3,4}", text):
        text = f"{text[:-2]}:{text[-2:]}"
    elif re.fullmatch(r"\d{1,2}\s*[ap]\.?m\.?", text):
        text = re.sub(r"^(\d+)", r"\1:00", text)
    elif re.fullmatch(r"\d{1,2}h?", text):
        text = text.rstrip("h") + ":00"
    match = _CLOCK_ALONE.match(text)
    if match and text.startswith("24"):
        return 86400
    return _clock(match.groups()) if match else None


def form_of(codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Form of each cell of a column.

    Parameters
    ----------
    codes : array of int64
        As `time_code` makes them.

    Returns
    -------
    array of int64
        One of the forms of this module.
    """
    return codes >> 41


def parts_of(codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two numbers of day and month, in the order in which they stand.

    Parameters
    ----------
    codes : array of int64
        As `time_code` makes them.

    Returns
    -------
    first, second : array of int64
        Of a date with one reading, day and month.
    """
    return (codes >> 22) & 31, (codes >> 17) & 31


def seconds_of(codes: NDArray[np.int64], month_first: bool | NDArray[np.bool_] = False) -> NDArray[np.int64]:
    """Seconds since 1970 by the clock on the wall.

    Parameters
    ----------
    codes : array of int64
        As `time_code` makes them.
    month_first : bool or array of bool, optional
        Whether the first of two numbers is the month; it moves dates that have two readings alone.

    Returns
    -------
    array of int64
        `NO_TIME` where there is no time, or no such day; of a time of day alone, its seconds.
    """
    pieces = []
    for start in range(0, max(len(codes), 1), PIECE):
        some = slice(start, start + PIECE)
        pieces.append(_seconds(codes[some], month_first if isinstance(month_first, bool) else month_first[some]))
    return np.concatenate(pieces)


def _seconds(codes: NDArray[np.int64], month_first: bool | NDArray[np.bool_]) -> NDArray[np.int64]:
    form = form_of(codes)
    year = (codes >> 27) & 16383
    first, second = parts_of(codes)
    swapped = ((form == NUMERIC) | (form == NATIVE)) & month_first
    day, month = np.where(swapped, second, first), np.where(swapped, first, second)
    dated = (form >= CERTAIN) & (form <= NATIVE)
    sound = dated & (month >= 1) & (month <= 12) & (day >= 1)
    months = (np.where(sound, year, 1970) - 1970) * 12 + np.where(sound, month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) - start
    sound &= day <= length
    result = (start + day - 1) * 86400 + (codes & 131071)
    result = np.where(sound, result, NO_TIME)
    return np.where(form == CLOCK, codes & 131071, result)


class TimeCodes:
    """Reads cells as `time_code` does, where days and times of day that occur again are read once.

    Parameters
    ----------
    native : bool, optional
        As for `time_code`.
    """

    def __init__(self, native: bool = False) -> None:
        self.native = native
        self._days: dict[str, int] = {}
        self._clocks: dict[str, int] = {"": 0}
        self._marks: set[str] = set()

    def read(self, cells: Sequence[str]) -> NDArray[np.int64]:
        """Codes of cells.

        Parameters
        ----------
        cells : sequence of str
            The cells.

        Returns
        -------
        array of int64
            One code a cell.
        """
        days, clocks = self._days, self._clocks
        if len(days) + len(clocks) > MOST_KEPT:
            days.clear()
            clocks.clear()
            clocks[""] = 0
        result = []
        for cell in cells:
            day, _, clock = cell.partition(" ")
            base, more = days.get(day), clocks.get(clock)
            result.append(self._slow(cell, day, clock) if base is None or more is None else base + more)
        return np.array(result, np.int64)

    def marks(self) -> set[str]:
        """Texts that stood for no time: marks of what is missing, and days that no system means.

        Returns
        -------
        set of str
            Without times of day, and without the empty one.
        """
        return self._marks - {""}

    def _slow(self, cell: str, day: str, clock: str) -> int:
        """Code of a cell, whose parts are kept where it is no more than a day and a plain time."""
        code = time_code(cell, self.native)
        whole = time_code(day, self.native)
        if (
            whole >> 41 in {CERTAIN, NUMERIC, NATIVE}
            and _PLAIN_CLOCK.fullmatch(clock)
            and code - whole == code & 131071
        ):
            self._days[day], self._clocks[clock] = whole, code - whole
        elif not clock:
            self._days[day] = code
        if code >> 41 == EMPTY:
            self._marks.add(day)
        return code


def codes_of(cells: Sequence[str], native: bool = False) -> NDArray[np.int64]:
    """Codes of cells.

    Parameters
    ----------
    cells : sequence of str
        The cells.
    native : bool, optional
        As for `time_code`.

    Returns
    -------
    array of int64
        One code a cell.
    """
    return TimeCodes(native).read(cells)
