"""Numbers in words: digits, signs, units, and the sentence of each verdict."""

from __future__ import annotations

from math import nan
from types import SimpleNamespace
from typing import Any

import pytest

from sim.report.format.caution import caution_legend, caution_mark, caution_note, caution_words
from sim.report.format.words import format_difference, format_value, frequency, money, range_words, verdict_sentence


def outcome(name: str, label: str, kind: str, better: str = "up") -> Any:
    return SimpleNamespace(name=name, label=label, unit="", better=better, format=kind, definition="")


MARGIN = outcome("margin", "Margin", "money")
RETENTION = outcome("customer_retention_per_year", "Customers kept a year", "share")
ATTAINMENT = outcome("response_attainment", "Responses within promise", "share")
HOURS = outcome("response_hours_p50", "P1 response", "hours", "down")


def row(difference: float, low: float, high: float, verdict: str) -> Any:
    return SimpleNamespace(difference=difference, low=low, high=high, verdict=verdict, count=20)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_843_210, "£1.84m"),
        (-14_321, "−£14.3k"),
        (249.6, "£250"),
        (999_999, "£1.00m"),
        (9_996, "£10.0k"),
        (12, "£12.00"),
        (0, "£0"),
        (float("nan"), "n/a"),
    ],
)
def test_money_has_three_digits_a_true_minus_and_a_scale(value: float, text: str) -> None:
    assert money(value, "GBP") == text


def test_a_currency_without_a_symbol_is_printed_as_its_code() -> None:
    assert money(84_000, "NOK") == "NOK\u00a084.0k"
    assert money(84_000, "CHF") == "CHF 84.0k"


def test_values_carry_their_unit() -> None:
    assert format_value(0.934, ATTAINMENT, "USD") == "93.4\u00a0%"
    assert format_value(1, ATTAINMENT, "USD") == "100\u00a0%"
    assert format_value(3.214, HOURS, "USD") == "3.21\u00a0h"
    assert format_value(float("nan"), HOURS, "USD") == "n/a"


def test_differences_carry_their_sign_and_shares_differ_by_points() -> None:
    assert format_difference(-31_234, MARGIN, "USD") == "−$31k"
    assert format_difference(31_234, MARGIN, "USD") == "+$31k"
    assert format_difference(-0.031, ATTAINMENT, "USD") == "−3.1\u00a0points"
    assert format_difference(0.0, MARGIN, "USD") == "$0"


def test_a_range_has_two_digits_of_its_width() -> None:
    assert range_words(-14_321, 190_234, MARGIN, "GBP") == "−£10k to £190k"
    assert range_words(1.81e6, 1.835e6, MARGIN, "USD") == "$1.810m to $1.835m"
    assert range_words(0.8912, 0.9123, ATTAINMENT, "USD") == "89.1 to 91.2\u00a0%"
    assert range_words(-0.012, 0.031, ATTAINMENT, "USD", sign=True) == "−1.2 to +3.1\u00a0points"
    assert range_words(float("nan"), 1, MARGIN, "USD") == "n/a"


def test_frequencies_count_runs() -> None:
    assert frequency(17, 20) == "in 17 of 20 runs"


@pytest.mark.parametrize(
    ("about", "result", "sentence"),
    [
        (
            RETENTION,
            row(-0.031, -0.042, -0.020, "worse"),
            "It keeps 3.1 fewer customers in 100 a year (likely 2.0 to 4.2).",
        ),
        (
            RETENTION,
            row(0.031, 0.020, 0.042, "better"),
            "It keeps 3.1 more customers in 100 a year (likely 2.0 to 4.2).",
        ),
        (
            MARGIN,
            row(-31_234, -42_000, -20_000, "worse"),
            "It: margin $31k lower (likely $20k to $42k).",
        ),
        (
            HOURS,
            row(-0.5, -0.62, -0.38, "better"),
            "It: P1 response 0.50\u00a0h lower (likely 0.38 to 0.62\u00a0h).",
        ),
        (
            ATTAINMENT,
            row(-0.031, -0.042, 0.020, "cannot tell apart"),
            "It cannot be distinguished from the base scenario on responses within promise "
            "(likely −4.2 to +2.0\u00a0points).",
        ),
        (
            ATTAINMENT,
            row(0, 0, 0, "no difference"),
            "It changes responses within promise in none of 20 runs; a change is rarer than about 3 in 20.",
        ),
        (
            MARGIN,
            row(nan, nan, nan, "not defined"),
            "Margin is not defined for It or the base scenario in any run.",
        ),
        (
            MARGIN,
            row(4_000, nan, nan, "cannot tell apart"),
            "It cannot be distinguished from the base scenario on margin (no interval: 20 runs say too little).",
        ),
        (
            MARGIN,
            row(1, -100, 102, "practically the same"),
            "It makes no practical difference to margin (likely −$100 to +$100).",
        ),
    ],
)
def test_each_verdict_is_a_sentence_with_its_interval(about: Any, result: Any, sentence: str) -> None:
    assert verdict_sentence("It", result, about, "USD") == sentence


def test_an_interval_that_may_be_too_narrow_says_how_many_runs_it_wants() -> None:
    """1,250 wanted of 20; as many as are wanted, or none wanted, say nothing."""
    assert caution_words(20, 1_250) == "skewed: the interval may be too narrow; 1,250 runs would be enough"
    assert caution_words(20, 20) == caution_words(20, 0) == ""
    sure, skewed, more = (SimpleNamespace(count=20, required=required) for required in (3, 80, 1_250))
    assert caution_note([sure, sure]) == ""
    assert (
        caution_note([sure, skewed])
        == " An interval may be too narrow, because values are skewed; 80 runs would be enough."
    )
    assert caution_note([more, skewed]).startswith(" 2 intervals may be too narrow")
    assert caution_note([more, skewed]).endswith("1,250 runs would be enough.")


def test_a_row_has_a_short_mark_and_a_table_one_line_that_explains_its_marks() -> None:
    marks = [caution_mark(20, 20), caution_mark(20, 1_250), caution_mark(20, 40)]
    assert marks == ["", "skewed (1,250)", "skewed (40)"]
    assert caution_legend(marks) == "skewed (n): the interval may be too narrow; n runs would be enough."
    assert caution_legend(marks[:1]) == caution_legend([]) == ""
    equal = caution_mark(20, 0, alike=True)
    assert equal == "all equal (3 in 20)"
    assert caution_mark(3, 0, alike=True) == "all equal (63 in 100)"
    assert caution_legend([equal, *marks]).endswith(
        " all equal (share): the same in all runs; another value is rarer than about this share of runs."
    )
