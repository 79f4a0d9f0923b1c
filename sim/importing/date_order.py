"""Day or month first: decided over whole columns, by cells of one reading, columns beside them, and order of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.importing.dates import NATIVE, NO_TIME, NUMERIC, form_of, parts_of, seconds_of

__all__ = ["DateReading", "read_dates"]

Times = NDArray[np.int64]
Flags = NDArray[np.bool_]
DAY = 86_400
SHARP_DAYS = 3
"""Days within which 95 % of certain rows agree with what is expected of them, where that is used to doubt a date."""
LEAP_DAYS = 20
LEAST_LEAPS = 3
EDGE_DAYS = 15
"""Days from the first or the last certain row within which a row before or after it may lie."""
ORDERED = (
    ("opened", "first_response"),
    ("opened", "resolved"),
    ("opened", "closed"),
    ("resolved", "closed"),
    ("issued", "due"),
    ("issued", "paid_at"),
    ("started", "ended"),
    ("opened", "ended"),
    ("started", "renews_on"),
    ("started", "left_on"),
)
"""Fields of which the first is not later than the second."""


@dataclass
class DateReading:
    """Times of the columns of a sheet, and how they were arrived at."""

    times: dict[str, Times]
    notes: list[str] = field(default_factory=list)
    repaired: Flags | None = None
    """Rows in which a date was read against the rest of its column, on evidence."""
    assumed: Flags | None = None
    """Rows with two readings for which nothing spoke."""
    open_order: tuple[str, ...] = ()
    """Columns of which both readings parse and neither is better attested."""
    default: str = "d/m"
    evidence: str = ""


def read_dates(
    codes: Mapping[str, Times],
    headers: Mapping[str, str],
    as_of: int | None = None,
    answer: str = "",
    english: bool = True,
) -> DateReading:
    """Times of all columns of a sheet.

    Parameters
    ----------
    codes : mapping of str to array of int64
        By field, cells as `sim.importing.dates.time_code` makes them.
    headers : mapping of str to str
        By field, the name of its column.
    as_of : int, optional
        Seconds since 1970 after which nothing can have been recorded.
    answer : str, optional
        ``d/m`` or ``m/d`` where the reader was asked.
    english : bool, optional
        Whether the columns are named in English: where nothing decides, m/d is then as likely as d/m.

    Returns
    -------
    DateReading
        Its ``open_order`` is empty where everything was decided.
    """
    orders: dict[str, bool | None] = {}
    result = DateReading({})
    mixed: list[str] = []
    for name, column in codes.items():
        day_first, month_first = _certain(column)
        if day_first and month_first:
            mixed.append(name)
            orders[name] = month_first > day_first
        elif day_first or month_first:
            orders[name] = bool(month_first)
            certain = max(day_first, month_first)
            result.notes.append(f"{headers[name]}: {_word(bool(month_first))}, by {certain:,} cells of one reading")
        elif (form_of(column) == NUMERIC).any():
            orders[name] = None
        else:
            orders[name] = False
    _decide_open(codes, headers, orders, result, (as_of, answer, english))
    swaps = _native_swaps(codes, headers, result)
    for name, column in codes.items():
        result.times[name] = seconds_of(column, _flags(column, orders[name], swaps.get(name)))
    if mixed:
        _resolve_mixed(codes, mixed, result, headers)
    _repair_leaps(codes, mixed, result, headers, as_of)
    return result


def _word(month_first: bool | None) -> str:
    return "month first" if month_first else "day first"


def _flags(column: Times, order: bool | None, swap: Flags | None) -> Flags:
    flags = np.full(len(column), bool(order)) & (form_of(column) == NUMERIC)
    first, second = parts_of(column)
    numeric = form_of(column) == NUMERIC
    flags = np.where(numeric & (first > 12), False, np.where(numeric & (second > 12), True, flags))
    return flags if swap is None else flags | swap


def _certain(column: Times) -> tuple[int, int]:
    first, second = parts_of(column)
    numeric = form_of(column) == NUMERIC
    return int((numeric & (first > 12)).sum()), int((numeric & (second > 12)).sum())


def _ambiguous(column: Times) -> Flags:
    first, second = parts_of(column)
    form = form_of(column)
    two: Flags = ((form == NUMERIC) | (form == NATIVE)) & (first <= 12) & (second <= 12) & (first != second)
    return two


def _decide_open(
    codes: Mapping[str, Times],
    headers: Mapping[str, str],
    orders: dict[str, bool | None],
    result: DateReading,
    hints: tuple[int | None, str, bool],
) -> None:
    """Columns without any cell of one reading: by the columns beside them, by sense, by the answer, or left open."""
    waiting = [name for name, order in orders.items() if order is None]
    if not waiting:
        return
    as_of, answer, english = hints
    decided = {order for name, order in orders.items() if order is not None and any(_certain(codes[name]))}
    votes = _votes(codes, orders, waiting, as_of)
    names = ", ".join(headers[name] for name in waiting)
    if answer in {"d/m", "m/d"}:
        order, how = answer == "m/d", "as answered"
    elif len(decided) == 1:
        order, how = decided.pop(), "as in the columns beside"
    elif votes and len(set(votes.values())) == 1:
        order, how = next(iter(votes.values())), "by " + " and ".join(votes)
    else:
        order = sum(votes.values()) * 2 > len(votes) if votes else english and _looks_american(codes, waiting)
        result.open_order, result.default = tuple(waiting), "m/d" if order else "d/m"
        result.evidence = f"{names}: both readings are dates in every row" + (
            f"; {' and '.join(votes)} disagree" if votes else ""
        )
        how = "assumed; nothing decides"
    for name in waiting:
        orders[name] = order
    result.notes.append(f"{names}: {_word(order)}, {how}")


def _looks_american(codes: Mapping[str, Times], names: list[str]) -> bool:
    """Days are spread over more values than months in a few months of data."""
    first = np.concatenate([parts_of(codes[name])[0][_ambiguous(codes[name])] for name in names])
    second = np.concatenate([parts_of(codes[name])[1][_ambiguous(codes[name])] for name in names])
    return len(np.unique(second)) > len(np.unique(first)) + 2


def _votes(
    codes: Mapping[str, Times], orders: Mapping[str, bool | None], waiting: list[str], as_of: int | None
) -> dict[str, bool]:
    """Votes for month first (True) or day first (False), by who casts them."""
    readings = [
        {
            name: seconds_of(column, _flags(column, month_first if orders[name] is None else orders[name], None))
            for name, column in codes.items()
        }
        for month_first in (False, True)
    ]
    votes: dict[str, bool] = {}
    if as_of is not None:
        day, month = (
            sum(int((times[name] > as_of + 2 * DAY).sum()) for name in waiting if name != "due") for times in readings
        )
        _vote(votes, "the date of the report", day, month)
    day, month = (_violations(times, waiting) for times in readings)
    _vote(votes, "the order of the columns", day, month)
    day_leaps, month_leaps = (sum(_travel(times[name]) for name in waiting) for times in readings)
    if max(day_leaps, month_leaps) > 1.5 * max(min(day_leaps, month_leaps), DAY):
        votes["the order of the rows"] = month_leaps < day_leaps
    day_spread, month_spread = (_spread(times, waiting, orders) for times in readings)
    if max(day_spread, month_spread) > 2 * max(min(day_spread, month_spread), DAY):
        votes["the other dates of a row"] = month_spread < day_spread
    return votes


def _vote(votes: dict[str, bool], name: str, day: int, month: int) -> None:
    if max(day, month) >= 3 and max(day, month) >= 5 * min(day, month):
        votes[name] = month < day


def _violations(times: Mapping[str, Times], waiting: list[str]) -> int:
    count = 0
    for before, after in ORDERED:
        if before in times and after in times and (before in waiting or after in waiting):
            both = (times[before] != NO_TIME) & (times[after] != NO_TIME)
            count += int((both & (times[after] < times[before] - DAY)).sum())
    return count


def _travel(times: Times) -> float:
    """Seconds that a column goes to and fro from row to row."""
    present = times[times != NO_TIME]
    return float(np.abs(np.diff(present)).sum()) if len(present) > 5 else 0.0


def _spread(times: Mapping[str, Times], waiting: list[str], orders: Mapping[str, bool | None]) -> float:
    total = 0.0
    for name in waiting:
        for other, column in times.items():
            if orders[other] is not None:
                both = (times[name] != NO_TIME) & (column != NO_TIME)
                if both.sum() > 5:
                    total += float(np.median(np.abs(times[name][both] - column[both])))
    return total


def _native_swaps(codes: Mapping[str, Times], headers: Mapping[str, str], result: DateReading) -> dict[str, Flags]:
    """Dates that a workbook program took for month first: all of them have two readings, all texts beside them one."""
    swaps = {}
    for name, column in codes.items():
        form, (first, second) = form_of(column), parts_of(column)
        native, text = form == NATIVE, form == NUMERIC
        if native.sum() < 10 or text.sum() < 10:
            continue
        if (first[native] <= 12).all() and not _ambiguous(column)[text].any() and (first[text] > 12).all():
            swaps[name] = native & (first != second)
            result.notes.append(
                f"{headers[name]}: day and month swapped back in {int(swaps[name].sum()):,} cells, which a workbook "
                "program had read as month first: none of them has a day after the 12th, all cells left as text have"
            )
            result.repaired = swaps[name] if result.repaired is None else result.repaired | swaps[name]
    return swaps


def _expected(times: Times, certain: Flags) -> tuple[Times, float] | None:
    """Time that the rows around lead one to expect, and the days within which certain rows are mostly right."""
    rows = np.flatnonzero(certain & (times != NO_TIME))
    if len(rows) < 20:
        return None
    values = times[rows]
    steps = np.diff(values)
    rising = float((steps >= 0).mean())
    if max(rising, float((steps <= 0).mean())) < 0.8 and np.quantile(np.abs(steps), 0.9) > SHARP_DAYS * DAY:
        return None
    place = (rows[1:-1] - rows[:-2]) / (rows[2:] - rows[:-2])
    between = values[:-2] + place * (values[2:] - values[:-2])
    error = np.quantile(np.abs(values[1:-1] - between), 0.95) / DAY
    expected = np.interp(np.arange(len(times)), rows, values).astype(np.int64)
    return expected, float(error)


def _costs(
    codes: Mapping[str, Times], names: list[str], result: DateReading, certain: Flags
) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """How badly each row fits its surroundings with day first and with month first; and whether anything was sharp."""
    count = len(certain)
    costs = np.zeros((2, count))
    sharp = False
    readings = [
        {name: seconds_of(codes[name], _flags(codes[name], order, None)) for name in names} for order in (False, True)
    ]
    references: list[tuple[str, Times | None, str]] = []
    for name in names:
        expected = _expected(result.times[name], certain)
        if expected is not None:
            references.append((name, expected[0], ""))
        for other, column in result.times.items():
            if other not in names and ((column != NO_TIME) & certain).sum() >= 5:
                references.append((name, column, ""))
    references += [(name, None, other) for index, name in enumerate(names) for other in names[index + 1 :]]
    for name, reference, other in references:
        gaps = []
        for times in readings:
            beside = reference if reference is not None else times[other]
            both = (times[name] != NO_TIME) & (beside != NO_TIME)
            gaps.append(np.where(both, (times[name] - np.where(both, beside, 0)) / DAY, np.nan))
        attested = gaps[0][certain & ~np.isnan(gaps[0])]
        if len(attested) < 5:
            continue
        middle = float(np.median(attested))
        width = float(np.quantile(np.abs(attested - middle), 0.95))
        sharp |= width <= SHARP_DAYS
        for row, gap in enumerate(gaps):
            costs[row] += np.nan_to_num(np.abs(gap - middle) / (width / 2 + 1), nan=0.0)
    return costs[0], costs[1], sharp


def _resolve_mixed(
    codes: Mapping[str, Times], mixed: list[str], result: DateReading, headers: Mapping[str, str]
) -> None:
    """Columns that hold both orders: each row by its own certain cells, else by what fits its surroundings."""
    count = len(codes[mixed[0]])
    day, month, doubtful = np.zeros(count, bool), np.zeros(count, bool), np.zeros(count, bool)
    for name in mixed:
        first, second = parts_of(codes[name])
        numeric = form_of(codes[name]) == NUMERIC
        day |= numeric & (first > 12)
        month |= numeric & (second > 12)
        doubtful |= numeric & (first <= 12) & (second <= 12) & (first != second)
    certain = ~doubtful & (day ^ month | ~(day | month))
    if certain.sum() < 5:
        certain = day ^ month
    cost_day, cost_month, _ = _costs(codes, mixed, result, certain)
    majority = month.sum() > day.sum()
    clear = np.abs(cost_day - cost_month) > 1
    chosen = np.where(day ^ month, month, np.where(clear, cost_month < cost_day, majority))
    assumed = doubtful & ~(day ^ month) & ~clear
    for name in mixed:
        result.times[name] = seconds_of(codes[name], _flags(codes[name], False, None) | _ruled(codes[name], chosen))
    other = (day | month | doubtful) & (chosen != majority)
    names = ", ".join(headers[name] for name in mixed)
    result.notes.append(
        f"{names}: both orders occur; {int(other.sum()):,} rows read {_word(not majority)}, "
        f"the rest {_word(bool(majority))}, by cells of one reading, the other dates of a row and the rows around it"
    )
    if assumed.any():
        result.notes.append(
            f"{names}: {int(assumed.sum()):,} rows have two readings that fit alike; read {_word(bool(majority))}"
        )
        result.assumed = assumed
    result.repaired = other if result.repaired is None else result.repaired | other


def _ruled(column: Times, chosen: Flags) -> Flags:
    ruled: Flags = chosen & _ambiguous(column) & (form_of(column) == NUMERIC)
    return ruled


def _repair_leaps(
    codes: Mapping[str, Times], mixed: list[str], result: DateReading, headers: Mapping[str, str], as_of: int | None
) -> None:
    """Single rows that leap by months although their other reading fits: only where rows around or beside are sharp.

    A date that fits the rows around it, or another date of its row, as it stands is no leap.
    """
    for name, column in codes.items():
        doubtful = _ambiguous(column)
        if name in mixed or doubtful.sum() < LEAST_LEAPS:
            continue
        times = result.times[name]
        swapped = seconds_of(column, ~(times == seconds_of(column, True)))
        certain = (times != NO_TIME) & ~doubtful
        leaps, settled = np.zeros((2, len(times)), bool)
        near = _tolerances(column, certain)
        for expected in _sharp_references(name, times, certain, result):
            placed = expected != NO_TIME
            middle = np.where(placed, expected, 0)
            here, there = np.abs(times - middle) / DAY, np.abs(swapped - middle) / DAY
            leaps |= doubtful & placed & (here > LEAP_DAYS) & (there <= near)
            settled |= placed & (here <= near)
        leaps &= ~settled
        if as_of is not None:
            leaps &= swapped <= as_of + DAY
        if LEAST_LEAPS <= leaps.sum() <= 0.4 * (times != NO_TIME).sum():
            result.times[name] = np.where(leaps, swapped, times)
            result.notes.append(
                f"{headers[name]}: day and month swapped back in {int(leaps.sum()):,} rows that leap by months"
            )
            result.repaired = leaps if result.repaired is None else result.repaired | leaps


def _tolerances(column: Times, certain: Flags) -> NDArray[np.float64]:
    """Days from what is expected within which the other reading of a row must lie.

    None will do for dates of a workbook that no certain row follows, or precedes.
    """
    near = np.full(len(column), 2.0 * SHARP_DAYS)
    rows = np.flatnonzero(certain)
    if len(rows):
        edge = np.where(form_of(column) == NATIVE, -1.0, EDGE_DAYS)
        near[: rows[0]], near[rows[-1] + 1 :] = edge[: rows[0]], edge[rows[-1] + 1 :]
    return near


def _sharp_references(name: str, times: Times, certain: Flags, result: DateReading) -> list[Times]:
    references = []
    around = _expected(times, certain)
    if around is not None and around[1] <= SHARP_DAYS:
        references.append(around[0])
    for other, column in result.times.items():
        both = certain & (column != NO_TIME)
        if other == name or both.sum() < 20:
            continue
        gaps = (times[both] - column[both]) / DAY
        middle = float(np.median(gaps))
        if np.quantile(np.abs(gaps - middle), 0.95) <= SHARP_DAYS:
            references.append(np.where(column != NO_TIME, column + int(middle * DAY), NO_TIME))
    return references
