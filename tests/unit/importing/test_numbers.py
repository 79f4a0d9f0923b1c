"""Amounts, counts and durations in the forms that exports have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.importing.numbers import amount_cents, decimal_comma, duration_seconds, number_of, unit_of_name

CENTS = st.integers(-(10**10), 10**10)


def written(cents: int, comma: bool, style: str) -> str:
    text = f"{abs(cents) / 100:,.2f}" if style != "bare" else f"{abs(cents) // 100}.{abs(cents) % 100:02d}"
    text = text.translate(str.maketrans(",.", ".,")) if comma else text
    marked = {"bare": text, "grouped": text, "symbol": f"€ {text}", "code": f"{text} EUR"}[style]
    return marked if cents >= 0 else {"bare": f"-{marked}", "grouped": f"({marked})"}.get(style, f"-{marked}")


@given(CENTS, st.booleans(), st.sampled_from(["bare", "grouped", "symbol", "code"]))
def test_an_amount_is_read_to_the_cent(cents: int, comma: bool, style: str) -> None:
    assert amount_cents(written(cents, comma, style), comma) == cents


@given(st.lists(CENTS, min_size=3, max_size=30), st.booleans(), st.sampled_from(["bare", "grouped"]))
def test_a_column_of_cents_tells_its_decimal_mark(amounts: list[int], comma: bool, style: str) -> None:
    assert decimal_comma([written(cents, comma, style) for cents in amounts]) is comma


@pytest.mark.parametrize("cells", [["1,234"], ["1.234", "5"], [""], ["17", "abc"]])
def test_what_tells_nothing_tells_nothing(cells: list[str]) -> None:
    assert decimal_comma(cells) is None


@pytest.mark.parametrize("cell", ["12/03", "abc", "", "1,23,4", "1.2.3", "12 apples", "INV-12"])
def test_what_is_no_number_is_none(cell: str) -> None:
    assert number_of(cell) is None


@given(st.integers(0, 10**6), st.sampled_from(["clock", "words", "iso", "german"]))
def test_a_duration_is_read_to_the_second(total: int, style: str) -> None:
    hours, minutes, rest = total // 3600, total % 3600 // 60, total % 60
    text = {
        "clock": f"{hours}:{minutes:02d}:{rest:02d}",
        "words": f"{hours} horas {minutes} minutos e {rest} segundos",
        "iso": f"PT{hours}H{minutes}M{rest}S",
        "german": f"{hours} Std. {minutes} Min. {rest} Sek.",
    }[style]
    assert duration_seconds(text) == total


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("3:38", 60, 13_080),
        ("3:38", 1, 218),
        ("-0:30", 60, -1_800),
        ("2d 3h", 1, 183_600),
        ("1.5", 3600, 5_400),
        ("soon", 1, None),
    ],
)
def test_units_of_durations(cell: str, unit: float, expected: float | None) -> None:
    assert duration_seconds(cell, unit) == expected


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("First response time (in hrs)", 3600),
        ("wait_ms", 0.001),
        ("handleSeconds", 1),
        ("Full time in minutes", 60),
        ("Duration", None),
    ],
)
def test_units_that_names_tell(name: str, unit: float | None) -> None:
    assert unit_of_name(name) == unit
