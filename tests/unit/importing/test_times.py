"""Cells that tell a time, and columns that say whether the day or the month comes first."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.importing.date_order import DateReading, read_dates
from sim.importing.dates import NO_TIME, TimeCodes, clock_seconds, codes_of, form_of, seconds_of, time_code

EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001  by the clock on the wall
MOMENTS = st.datetimes(min_value=dt.datetime(1985, 1, 1), max_value=dt.datetime(2060, 1, 1))  # noqa: DTZ001
ONE_READING = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%d %b %Y %H:%M:%S",
    "%d-%B-%Y, %I:%M:%S %p",
    "%B %d, %Y %H:%M:%S",
    "%a, %d %b %Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%Y%m%d %H%M%S",
)


def seconds(moment: dt.datetime) -> int:
    return int((moment.replace(microsecond=0) - EPOCH).total_seconds())


def times(*cells: str, month_first: bool = False) -> list[int]:
    return [int(value) for value in seconds_of(codes_of(cells), month_first)]


@given(MOMENTS, st.sampled_from(ONE_READING))
def test_a_form_of_one_reading_gives_its_time_back(moment: dt.datetime, pattern: str) -> None:
    text = moment.strftime(pattern)
    assert times(text) == times(text, month_first=True) == [seconds(moment)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 5, 2024", (2024, 3, 5)),
        ("Mar 5, 2024 10:00", (2024, 3, 5)),
        ("May 05, 2024", (2024, 5, 5)),
        ("mar. 12/11/2024", (2024, 11, 12)),
        ("mar 12 nov. 2024", (2024, 11, 12)),
        ("ma 12-11-2024", (2024, 11, 12)),
        ("Tuesday, March 5, 2024", (2024, 3, 5)),
        ("mardi 5 mars 2024", (2024, 3, 5)),
        ("Mon, 12/11/2024", (2024, 11, 12)),
    ],
)
def test_a_month_is_no_weekday_though_it_may_begin_like_one(text: str, day: tuple[int, int, int]) -> None:
    assert [value // 86_400 for value in times(text)] == [dt.date(*day).toordinal() - EPOCH.toordinal()]


@given(MOMENTS, st.booleans(), st.sampled_from(["/", "-"]), st.sampled_from(["", " %H:%M", ", %I:%M:%S %p"]))
def test_two_numbers_are_read_in_the_order_that_is_said(
    moment: dt.datetime, american: bool, mark: str, clock: str
) -> None:
    text = moment.strftime(mark.join(["%m", "%d", "%Y"] if american else ["%d", "%m", "%Y"]) + clock)
    kept = moment.replace(second=moment.second if "%S" in clock else 0)
    kept = kept if clock else kept.replace(hour=0, minute=0)
    assert times(text, month_first=american) == [seconds(kept)]


@given(st.lists(st.one_of(MOMENTS.map(lambda at: at.strftime("%d/%m/%Y %H:%M")), st.text(max_size=20)), max_size=30))
def test_reading_many_cells_is_reading_each(cells: list[str]) -> None:
    reader = TimeCodes()
    twice = [int(code) for _ in range(2) for code in reader.read(cells)]
    assert twice == [time_code(cell) for cell in cells] * 2


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("11/May/24 03:26 PM", "2024-05-11 15:26"),
        ("06/ene/25 12:05 AM", "2025-01-06 00:05"),
        ("3 février 2024", "2024-02-03 00:00"),
        ("5 de enero de 2024 10:30", "2024-01-05 10:30"),
        ("31. Dezember 2023", "2023-12-31 00:00"),
        ("990201", "1999-02-01 00:00"),
        ("45000.5", "2023-03-15 12:00"),
        ("2024-05-22T21:08:36.794Z", "2024-05-22 21:08:36"),
        ("2025-01-06 09:38:00 +0100", "2025-01-06 08:38"),
        ("Tue Mar 04 10:22:33 GMT 2025", "2025-03-04 10:22:33"),
        ("1717000000", "2024-05-29 16:26:40"),
        ("1717000000000", "2024-05-29 16:26:40"),
    ],
)
def test_forms_that_exports_have(cell: str, expected: str) -> None:
    assert times(cell) == [seconds(dt.datetime.fromisoformat(expected))]


@pytest.mark.parametrize("cell", ["", "-", "?", "NULL", "00:00", "1/1/1970", "0", "n/a"])
def test_placeholders_are_no_time(cell: str) -> None:
    assert times(cell) == [NO_TIME]


@pytest.mark.parametrize("cell", ["31/02/2024", "13/13/2024", "hello", "12:00:99", "2024-13-01", "99/99/9999"])
def test_what_is_no_date_is_none(cell: str) -> None:
    assert times(cell) == [NO_TIME]
    assert form_of(codes_of([cell]))[0] in {1, 3}


@pytest.mark.parametrize(
    ("cell", "expected"), [("9h30", 34_200), ("0930", 34_200), ("7:00 PM", 68_400), ("24:00", 86_400), ("x", None)]
)
def test_times_of_day(cell: str, expected: int | None) -> None:
    assert clock_seconds(cell) == expected


def read(columns: dict[str, list[str]], as_of: str = "", answer: str = "") -> DateReading:
    codes = {name: codes_of(cells) for name, cells in columns.items()}
    limit = seconds(dt.datetime.fromisoformat(as_of)) if as_of else None
    return read_dates(codes, {name: name for name in codes}, limit, answer)


def days(start: str, *steps: int) -> list[dt.datetime]:
    return [dt.datetime.fromisoformat(start) + dt.timedelta(days=step) for step in steps]


def shown(moments: list[dt.datetime], pattern: str) -> list[str]:
    return [moment.strftime(pattern) for moment in moments]


def test_one_cell_beyond_the_twelfth_decides_its_column() -> None:
    reading = read({"opened": ["01/02/2024", "25/02/2024"]})
    assert list(reading.times["opened"]) == [seconds(at) for at in days("2024-02-01", 0, 24)]
    assert not reading.open_order


def test_columns_beside_decide_one_without_such_cells() -> None:
    reading = read({"opened": ["01/25/2024", "02/03/2024"], "due": ["02/03/2024", "02/04/2024"]})
    assert list(reading.times["due"]) == [seconds(at) for at in days("2024-02-03", 0, 1)]


def test_nothing_lies_after_the_date_of_the_report() -> None:
    moments = days("2024-03-01", *range(10))
    reading = read({"opened": shown(moments, "%d/%m/%Y")}, as_of="2024-03-12")
    assert list(reading.times["opened"]) == [seconds(at) for at in moments]
    assert not reading.open_order


@pytest.mark.parametrize(("pattern", "answer"), [("%d/%m/%Y", "d/m"), ("%m/%d/%Y", "m/d")])
def test_where_nothing_decides_it_is_asked_and_the_answer_is_taken(pattern: str, answer: str) -> None:
    cells = ["02/03/2024"]
    assert read({"opened": cells}).open_order == ("opened",)
    reading = read({"opened": cells}, answer=answer)
    assert list(reading.times["opened"]) == [seconds(dt.datetime.strptime(cells[0], pattern))]  # noqa: DTZ007
    assert not reading.open_order


@pytest.mark.parametrize("seed", range(5))
def test_swapped_rows_are_swapped_back_where_rows_around_them_are_sharp(seed: int) -> None:
    rng = np.random.default_rng(seed)
    moments = days("2024-01-02", *sorted(int(day) for day in rng.integers(0, 360, 400)))
    swapped = rng.random(400) < 0.1
    cells = [
        at.strftime("%m/%d/%Y" if swap and at.day <= 12 else "%d/%m/%Y")
        for at, swap in zip(moments, swapped, strict=True)
    ]
    reading = read({"opened": cells})
    truth = np.array([seconds(at) for at in moments])
    wrong = reading.times["opened"] != truth
    far = np.abs(reading.times["opened"] - truth) > 25 * 86_400
    assert not far.any()
    assert wrong.mean() < 0.01
    assert any("swapped back" in note for note in reading.notes)


def test_a_long_resolution_is_not_taken_for_a_swapped_date() -> None:
    rng = np.random.default_rng(3)
    opened = days("2024-01-02", *sorted(int(day) for day in rng.integers(0, 300, 300)))
    resolved = [at + dt.timedelta(days=float(days)) for at, days in zip(opened, rng.exponential(20, 300), strict=True)]
    reading = read({"opened": shown(opened, "%d/%m/%Y"), "resolved": shown(resolved, "%d/%m/%Y")})
    truth = [seconds(dt.datetime.combine(at.date(), dt.time())) for at in resolved]
    assert list(reading.times["resolved"]) == truth


def test_a_workbook_that_swapped_what_it_could_is_undone() -> None:
    moments = days("2024-01-02", *range(0, 300, 2))
    text = [at.strftime("%d/%m/%Y") if at.day > 12 else at.strftime("%Y-%d-%m") for at in moments]
    codes = {"opened": codes_of(text, native=True)}
    reading = read_dates(codes, {"opened": "opened"})
    assert list(reading.times["opened"]) == [seconds(at) for at in moments]
    assert any("swapped back" in note for note in reading.notes)


def test_a_date_that_another_of_its_row_bears_out_is_no_leap_whatever_the_rows_around_are() -> None:
    """An audit log of four rows a ticket, each closed five days after it was resolved; one took a month longer."""
    first = EPOCH.replace(year=2025, month=1, day=13, hour=9)
    moments = [first + dt.timedelta(hours=7 * place) for place in range(240)]
    resolved = [moment for moment in moments if f"{moment + dt.timedelta(days=5):%m%d}" not in {"0201", "0202"}]
    late = sum(f"{moment + dt.timedelta(days=5):%m}" == "01" for moment in resolved) - 1
    resolved[late] += dt.timedelta(days=28)
    columns = {"resolved": resolved, "closed": [moment + dt.timedelta(days=5) for moment in resolved]}
    cells = {
        name: codes_of([f"{m:%d/%m/%Y %H:%M}" for m in moments for _ in range(4)]) for name, moments in columns.items()
    }
    reading = read_dates(cells, {name: name for name in cells})
    assert reading.repaired is None
    for name, moments in columns.items():
        assert [int(value) for value in reading.times[name]] == [seconds(m) for m in moments for _ in range(4)]
