"""Who is best, in words and numbers of the same arrays; and that it may be untold."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.report.selection import SCORED, answer_words, best_words, lead_words, standings, standings_table
from sim.report.study import StudyView
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
    assert [row.name for row in rows] == ["A", "B", "C"]
    assert [card.outcome.name for card in rows[0].cards] == list(SCORED)
    assert [row.best[0].estimate for row in rows] == [1, 0, 0]
    assert best_words(rows[0].best[0]) == "best in 20 of 20 runs (83 to 100\u00a0%)"
    assert sum(row.best[1].estimate for row in rows) == pytest.approx(1)
    assert len(standings_table(view).rows) == 9


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
