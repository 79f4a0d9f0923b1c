"""Who is best, in words and numbers of the same arrays; and that it may be untold."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sim.report.selection import (
    SCORED,
    answer_words,
    best_words,
    lead_words,
    standing_picture,
    standings,
    standings_table,
)
from sim.report.study import StudyView
from sim.statistics.intervals import mean_interval
from sim.ui.choice import Choice
from tests.unit.report.test_view import view_made

RUNS = 20
NOISE = np.random.default_rng(7).normal(0, 1, (3, RUNS))


@pytest.fixture(scope="module")
def three() -> StudyView:
    return view_made(Choice(others=("abusive-caller",)))


def with_values(view: StudyView, money: list[float], retention: list[float]) -> StudyView:
    """Two scenarios or three with these means; noise of a size of 1 in money, of .01 in customers."""
    values = {
        "margin": tuple(mean + random_numbers for mean, random_numbers in zip(money, NOISE, strict=False)),
        "customer_retention_per_year": tuple(
            mean + random_numbers / 100 for mean, random_numbers in zip(retention, NOISE, strict=False)
        ),
    }
    letters = dict(zip(view.names, "ABC", strict=True))
    rows = tuple(replace(row, base="A", variant=letters[row.variant]) for row in view.rows)
    return replace(view, names=tuple(letters.values()), rows=rows, values={**view.values, **values})


def test_each_scenario_has_its_three_numbers_and_how_often_it_is_the_best(three: StudyView) -> None:
    view = with_values(three, [100, 0, 0.2], [0.9, 0.9, 0.9])
    rows = standings(view)
    assert [row.name for row in rows] == ["A", "C", "B"], "by the mean margin"
    assert [card.outcome.name for card in rows[0].cards] == list(SCORED)
    assert [row.best[0].estimate for row in rows] == [1, 0, 0]
    assert best_words(rows[0].best[0]) == "best in 20 of 20 runs (83 to 100\u00a0%)"
    assert sum(row.best[1].estimate for row in rows) == pytest.approx(1)
    assert len(standings_table(view).rows) == 9


def test_the_picture_marks_who_is_best_beyond_chance_and_names_each(three: StudyView) -> None:
    view = with_values(three, [100, 0, 0.2], [0.5, 0.9, 0.9])
    picture = standing_picture(view)
    assert picture is not None
    figure = picture.figure.to_dict()
    symbols = [trace["marker"]["symbol"] for trace in figure["data"]]
    assert symbols == ["star", "diamond", "square"], "which of B and C keeps more cannot be told"
    assert [trace["y"][0] for trace in figure["data"]] == pytest.approx([100, 0, 0.2], abs=1)
    labels = {label["text"] for label in figure["layout"]["annotations"]}
    assert labels == {"<b>A</b><br><b>★ most money</b>", "<b>B</b>", "<b>C</b>"}
    assert "A (most money): margin $99" in picture.finding
    first = figure["data"][0]
    low, high = first["y"][0] - first["error_y"]["arrayminus"][0], first["y"][0] + first["error_y"]["array"][0]
    interval = mean_interval(view.values["margin"][0], 0.95)
    assert (low, high) == pytest.approx((interval.low, interval.high))


def test_labels_of_scenarios_that_lie_together_do_not_meet(three: StudyView) -> None:
    picture = standing_picture(with_values(three, [100, 100, 100], [0.9, 0.9, 0.9]))
    assert picture is not None
    figure = picture.figure.to_dict()
    low, high = figure["layout"]["yaxis"]["range"]
    heights = sorted(
        350 * (high - label["y"]) / (high - low) + label["ay"] for label in figure["layout"]["annotations"]
    )
    assert all(below - above >= 37.9 for above, below in pairwise(heights))


def test_where_nothing_is_defined_there_is_no_picture(three: StudyView) -> None:
    nan = float("nan")
    assert standing_picture(with_values(three, [0, 0, 0], [nan, nan, nan])) is None


@pytest.mark.parametrize(
    ("money", "retention", "sentence"),
    [
        ([100, 0, 0], [0.9, 0.5, 0.5], "A makes the most money and keeps the most customers."),
        ([100, 0, 0], [0.5, 0.9, 0.5], "A makes the most money, but B keeps the most customers."),
        (
            [100, 0, 0],
            [0.9, 0.9, 0.5],
            "A makes the most money; which keeps the most customers is not certain: A or B.",
        ),
        (
            [0, 0, -99],
            [0.5, 0.9, 0.5],
            "B keeps the most customers; which makes the most money is not certain: A or B.",
        ),
        (
            [0, 0, 0],
            [0.9, 0.9, 0.9],
            "It is not certain which makes the most money, nor which keeps the most customers: A, B or C.",
        ),
        (
            [0, 0, -99],
            [0.9, 0.9, 0.9],
            "It is not certain which makes the most money: A or B; nor which keeps the most customers: A, B or C.",
        ),
    ],
)
def test_the_answer_says_what_can_be_told(
    three: StudyView, money: list[float], retention: list[float], sentence: str
) -> None:
    assert answer_words(with_values(three, money, retention)) == sentence


def test_the_lead_is_the_difference_of_the_two_best_means(three: StudyView) -> None:
    view = with_values(three, [100, 40, 0], [0.9, 0.5, 0.5])
    lead = view.values["margin"][0].mean() - view.values["margin"][1].mean()
    assert f"Margin: A, ${lead:.0f} ahead of the next." in lead_words(view)


@pytest.mark.parametrize(
    ("money", "retention", "words"),
    [
        ([100, 0, 0], [0.9, 0.5, 0.5], "the confidence of both answers together is 95"),
        ([100, 0, 0], [0.9, 0.9, 0.9], "the confidence of the answer that is sure is 95"),
        ([0, 0, 0], [0.9, 0.9, 0.9], "neither is sure at 95"),
    ],
)
def test_confidence_is_claimed_only_of_what_the_answer_says(
    three: StudyView, money: list[float], retention: list[float], words: str
) -> None:
    """It cannot be told which is best, and below both answers held at 95 %: one of them was wrong."""
    view = with_values(three, money, retention)
    assert words in lead_words(view)
    assert lead_words(view).count("may be chance") == answer_words(view).lower().count("not certain") + (
        "nor which" in answer_words(view)
    )


def test_the_best_is_claimed_wrongly_no_more_often_than_is_said(three: StudyView) -> None:
    """Of scenarios that are the same on average, one is said to make the most money in at most 5 of 100 studies."""
    wrong = 0
    for seed in range(200):
        random_numbers = np.random.default_rng(seed).normal(0, 1, (3, RUNS))
        values = {**three.values, "margin": tuple(random_numbers)}
        wrong += "which makes the most money" not in answer_words(replace(three, values=values)).replace(
            "It is not certain which makes", "which makes"
        )
    assert wrong <= 10
