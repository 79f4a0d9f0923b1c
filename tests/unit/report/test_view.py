"""Sentence, number and figure say the same, because they come from the same arrays."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics.catalogue import describe
from sim.metrics.quantiles import central_range
from sim.metrics.replication import Replication
from sim.report.charts import difference_chart, dot_chart, fan_chart
from sim.report.format.caution import verdict_words
from sim.report.format.table import to_frame
from sim.report.format.words import difference_words, format_value, range_words, verdict_sentence
from sim.report.study import StudyView, cards, differences_table, monthly_table, panels, runs_table, sentences, view_of
from sim.running.replicate import Task
from sim.ui.choice import Choice
from sim.ui.frame import Ground
from tests.ui.fakes import failing, replication

RUNS = 20


def results_of(choice: Choice, task: Task, results: int = RUNS) -> list[list[Replication]]:
    return [
        [task(scenario, choice.seed, index) for index in range(results)]
        for scenario in Ground.of(choice).study.scenarios
    ]


def view_made(choice: Choice, task: Task = replication, results: int = RUNS) -> StudyView:
    named = choice.named_scenarios()
    view = view_of(tuple(named), tuple(named.values()), results_of(choice, task, results))
    assert view is not None
    return view


@pytest.fixture(scope="module")
def view() -> StudyView:
    return view_made(Choice(others=("abusive-caller",)))


def test_the_card_is_the_mean_of_the_array_and_the_row(view: StudyView) -> None:
    for card in cards(view):
        values = view.values[card.outcome.name][1]
        row = view.row(card.outcome.name, view.focus)
        assert row.variant_mean == pytest.approx(values.mean())
        assert card.value == format_value(float(values.mean()), card.outcome, view.currency)
        assert card.difference.startswith(difference_words(row, card.outcome, view.currency))
        assert card.verdict == row.verdict


def test_the_range_of_a_card_says_in_how_many_runs(view: StudyView) -> None:
    card = cards(view)[0]
    values = view.values["margin"][1]
    low, high = central_range(values)
    assert card.range == f"{range_words(low, high, card.outcome, view.currency)} in 18 of 20 runs"
    assert np.count_nonzero((values >= low) & (values <= high)) == 18


def test_the_difference_chart_draws_the_rows(view: StudyView) -> None:
    data = difference_chart(panels(view), view.currency).figure.to_dict()["data"]
    figure = [(trace["x"][0], trace["error_x"]["array"][0], trace["error_x"]["arrayminus"][0]) for trace in data]
    rows = [view.row(panel.outcome.name, mark.name) for panel in panels(view) for mark in panel.marks]
    assert figure == [(row.difference, row.high - row.difference, row.difference - row.low) for row in rows]
    assert len(figure) == 8


def test_the_fan_draws_the_median_of_the_same_paths(view: StudyView) -> None:
    paths = dict(zip(view.names[:2], view.margins, strict=False))
    figure = fan_chart(view.months, paths, view.currency).figure.to_dict()
    lines = [trace["y"] for trace in figure["data"] if trace["line"].get("dash")]
    assert len(lines) == 2
    for line, runs in zip(lines, view.margins, strict=False):
        assert line == pytest.approx(np.median(runs, axis=0))
    for runs, total in zip(view.margins, view.values["margin"], strict=True):
        assert np.corrcoef(runs.sum(axis=1), total)[0, 1] > 0.95


def test_the_dots_are_the_runs(view: StudyView) -> None:
    values = dict(zip(view.names[:2], view.values["margin"], strict=False))
    figure = dot_chart(values, describe("margin"), view.currency).figure.to_dict()
    assert [len(trace["x"]) for trace in figure["data"]] == [RUNS, RUNS]


def test_the_sentence_is_the_rows_sentence_and_what_can_be_told_stands_first(view: StudyView) -> None:
    sentence = sentences(view)
    retention = view.row("customer_retention_per_year", view.focus)
    assert retention.verdict == "worse"
    expected = verdict_sentence(view.focus, retention, describe(retention.outcome), view.currency)
    assert sentence[0] == expected
    assert sentence[0].startswith("The over-promise keeps 3.0 fewer")
    assert len(sentence) == 2


def test_the_tables_are_the_same_numbers(view: StudyView) -> None:
    table = to_frame(differences_table(view))
    verdicts = [verdict_words(view.row(row.outcome, row.variant)) for row in _table_rows(view)]
    pairs = list(zip(table["Verdict"], verdicts, strict=True))
    assert all(text == verdict or text.startswith(f"{verdict}; ") for text, verdict in pairs)
    median = monthly_table(view)[f"{view.focus}, median"]
    assert list(median) == pytest.approx(np.median(view.margins[1], axis=0), abs=0.005)
    assert list(runs_table(view)[f"Margin, {view.focus}"]) == pytest.approx(view.values["margin"][1])


def _table_rows(view: StudyView) -> list[object]:
    return [view.row(panel.outcome.name, name) for name in view.names[1:] for panel in panels(view)]


def test_a_failed_replication_is_reported_and_its_pair_left_out() -> None:
    view = view_made(Choice(), failing)
    assert view.runs == RUNS - 1
    assert view.failures == (
        "The honest baseline, run 2: IdentityError: nothing adds up",
        "The over-promise, run 2: IdentityError: nothing adds up",
    )
    whole = view_made(Choice())
    assert view.values["margin"][1] == pytest.approx(np.delete(whole.values["margin"][1], 1))


def test_two_pairs_say_nothing() -> None:
    choice = Choice()
    named = choice.named_scenarios()
    assert view_of(tuple(named), tuple(named.values()), results_of(choice, replication, 2)) is None


def test_the_baseline_alone_has_numbers_and_no_verdict() -> None:
    view = view_made(Choice(story="honest"))
    assert sentences(view) == []
    assert [card.difference for card in cards(view)] == [""] * 4
    assert all(card.value for card in cards(view))
