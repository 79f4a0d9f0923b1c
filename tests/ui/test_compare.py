"""The page of comparison in each of its states, without a browser."""

from __future__ import annotations

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.metrics.replication import Replication
from sim.questions import tipping
from sim.questions.tipping import READINGS
from sim.questions.yearly import YearlyOutcomes
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.statistics.selection import share_best
from sim.ui.choice import EXAMPLE, Choice
from sim.ui.compare import yearly
from sim.ui.stories import story
from tests.ui.conftest import Serve, finished, headings, progress_text, specs, steps, with_tables
from tests.ui.fakes import StepExecutor, failing, never_right, replication

HOSTILE = "<img src=x>=cmd()"


def words(page: AppTest) -> str:
    """All text of the page, as it is read."""
    return " ".join(element.value for element in (*page.markdown, *page.caption, *page.subheader)).replace("\\", "")


def three(serve: Serve) -> AppTest:
    """The worked example with a third story."""
    page = serve("compare")
    page.query_params["also"] = "ugly-things-up-front"
    return finished(page)


def values(name: str, outcome: str) -> np.ndarray:
    return np.array([replication(story(name), EXAMPLE.seed, index).outcomes[outcome] for index in range(20)])


def test_the_worked_example_is_answered_and_offers_more_stories(serve: Serve) -> None:
    page = finished(serve("compare"))
    assert headings(page)[0] == "The honest baseline makes the most money and keeps the most customers."
    assert len(page.metric) == 6
    assert len(specs(page)) == 3
    assert all(element.proto.alt for element in page.get("plotly_chart"))
    assert [
        element.label.replace("\\", "") for element in page.button if element.key and element.key.startswith("add-")
    ] == [
        "Add: The abusive caller",
        "Add: The ugly things, up front",
    ]


def test_one_click_adds_a_story(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.button(key="add-ugly-things-up-front").click()
    finished(page)
    assert len(page.metric) == 9
    assert dict(page.query_params) == {"also": "ugly-things-up-front"}
    assert not any(element.key and element.key.startswith("add-") for element in page.button)


def test_sentence_number_and_figure_are_of_the_same_arrays(serve: Serve) -> None:
    page = three(serve)
    names = ("honest", "over-promise", "ugly-things-up-front")
    margins = np.array([values(name, "margin") for name in names])
    shown = [f"${row.mean() / 1000:.1f}k" for row in sorted(margins, key=lambda row: -row.mean())]
    assert [page.metric[3 * number].value for number in range(3)] == shown
    best = share_best(margins, 0.95)[0]
    assert f"best in {round(20 * best.estimate)} of 20 runs" in words(page)
    crosses, differences, spreads = specs(page)
    assert [trace["y"][0] for trace in crosses["data"]] == pytest.approx(margins.mean(axis=1).tolist())  # type: ignore[attr-defined]
    assert differences["data"][0]["x"][0] == pytest.approx((margins[1] - margins[0]).mean())  # type: ignore[index]
    assert spreads["data"][0]["x"] == pytest.approx(margins[0].tolist())  # type: ignore[index]
    assert spreads["data"][2]["x"][0] == pytest.approx(margins[0].mean())  # type: ignore[index]


def test_where_it_cannot_be_told_which_is_best_it_says_so(serve: Serve) -> None:
    page = three(serve)
    assert headings(page)[0] == (
        "It is not certain which makes the most money, nor which keeps the most customers: "
        "The honest baseline or The ugly things, up front."
    )


def test_another_outcome_is_drawn_when_it_is_picked(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.selectbox(key="spread_outcome").set_value("response_attainment")
    finished(page)
    trace = specs(page)[2]["data"][0]["x"]  # type: ignore[index]
    assert trace == pytest.approx(values("honest", "response_attainment").tolist())


def test_the_terms_that_differ_stand_in_one_table_in_words(serve: Serve) -> None:
    page = three(serve)
    frame = next(element.value for element in page.dataframe if "Term" in element.value)
    assert list(frame.columns) == [
        "Term",
        "In The honest baseline",
        "In The over-promise",
        "In The ugly things, up front",
        "Path",
    ]
    sold = frame[frame["Path"] == "selling.sold_response_share"].iloc[0]
    assert sold["Term"] == "response as sold over response as written: 0.5 promises twice as fast"
    assert sold.tolist()[1:4] == ["100\u00a0% of the written response", "50\u00a0% of the written response", "same"]
    assert frame[frame["Path"] == "selling.payer_briefed"].iloc[0].tolist()[:4] == [
        "payer briefed",
        "no",
        "same",
        "yes",
    ]


def test_the_paper_for_a_board_is_the_page_in_three_formats(serve: Serve) -> None:
    page = three(serve)
    assert "One page for a board" in headings(page)
    labels = [element.proto.label for element in page.get("download_button")]
    assert {"PDF", "PPTX", "PNG"} <= set(labels)
    assert "Firm: The honest baseline: 60 customers at the start, 36 months from 2027-01-01" in words(page)


def test_one_scenario_alone_has_no_contest(serve: Serve) -> None:
    page = serve("compare")
    page.query_params["story"] = "honest"
    page = finished(page)
    assert headings(page)[0].startswith("There is only one scenario")
    assert "best in" not in " ".join(element.value for element in page.caption)
    assert not any("Why do two" in element for element in headings(page))
    assert "One page for a board" not in headings(page)


def test_the_bridge_adds_up(serve: Serve) -> None:
    page = three(serve)
    page.selectbox(key="bridge_to").set_value("The ugly things, up front").run()
    assert "up to 40 runs" in page.button(key="ask-bridge").label
    page.button(key="ask-bridge").click()
    finished(page)
    trace = specs(page)[3]["data"][0]["x"]  # type: ignore[index]
    assert trace[0] + sum(trace[1:-1]) == pytest.approx(trace[-1], abs=0.005)
    assert trace[0] == pytest.approx(values("honest", "margin")[:10].mean(), abs=0.01)
    assert "The parts add up to the whole difference" in words(page)


def test_many_terms_that_differ_are_split_by_parts_of_the_contract(serve: Serve) -> None:
    page = serve("compare")
    page.query_params["story"] = "marquee-account"
    page = finished(page)
    assert "up to 80 runs" in page.button(key="ask-bridge").label
    page.selectbox(key="bridge_parts").set_value(4).run()
    assert "up to 80 runs" in page.button(key="ask-bridge").label, "there are three parts, however many are allowed"


def test_a_bridge_of_other_ends_is_asked_anew(serve: Serve) -> None:
    page = three(serve)
    page.button(key="ask-bridge").click()
    finished(page)
    page.selectbox(key="bridge_outcome").set_value("customer_retention_per_year").run()
    assert "The scenario has changed since" in words(page)
    assert page.button(key="ask-bridge")


def test_stress_names_the_hardest_test(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.button(key="ask-stress").click()
    finished(page)
    assert "No test lowers margin for sure" in words(page)
    assert len(specs(page)) == 4


def test_draws_of_the_assumptions_say_how_often_each_sign_is_kept(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.button(key="ask-draws").click()
    finished(page)
    assert "keeps its sign in 20 of 20 draws" in words(page)
    assert any("Keeps its sign in draws" in frame.value.columns for frame in page.dataframe)


def years(scenario: Scenario, seed: int, number: int) -> YearlyOutcomes:
    """Each year as bad as the one before."""
    whole = replication(scenario, seed, number).outcomes
    return YearlyOutcomes(whole, [whole] * 3)


def test_outcomes_are_shown_by_year(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yearly, "yearly", years)
    page = finished(serve("compare"))
    page.button(key="ask-years").click()
    finished(page)
    frame = with_tables(page).dataframe[-1].value
    assert "Margin" in frame["Outcome"].tolist()
    assert "Whole study" in frame.columns


def test_the_frontier_is_drawn_with_the_scenario_as_it_stands(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.multiselect(key="frontier_levers").set_value(["plans.gold.fee_per_month", "selling.sold_response_share"]).run()
    page.button(key="ask-frontier").click()
    finished(page)
    trace = specs(page)[3]["data"]
    assert trace[-1]["marker"]["symbol"] == "diamond"  # type: ignore[index]
    frame = with_tables(page).dataframe[-1].value
    assert len(frame) == len(trace) - 1  # type: ignore[arg-type]
    assert frame.columns[0] == "gold: flat fee"
    assert frame["Margin with run-off, USD"].iloc[0] > frame["Margin with run-off, USD, from"].iloc[0]


def test_a_frontier_needs_two_levers_and_ranges_with_something_between(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.multiselect(key="frontier_levers").set_value(["plans.gold.fee_per_month"]).run()
    assert "Choose 2 or 3" in page.error[0].value
    page.multiselect(key="frontier_levers").set_value(["plans.gold.fee_per_month", "selling.clarity"]).run()
    page.number_input(key="frontier_low:selling.clarity").set_value(0.95).run()
    assert "is no range" in page.error[0].value
    assert not any(element.key == "ask-frontier" for element in page.button)


def watched(scenario: Scenario, seed: int, index: int) -> Replication:
    """Tips where there are fewer than 1.7 people."""
    few = scenario.provider.teams["frontline"].people < 1.7
    calm = dict.fromkeys((name for _, name in READINGS), 1.0) | {"customer_retention_per_year": 0.9}
    return Replication(calm | ({"response_attainment": 0.3, "backlog_growth": 9.0} if few else {}))


def test_the_tipping_map_shows_where_runs_tip(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tipping, "tipping_replication", watched)
    page = finished(serve("compare"))
    page.button(key="ask-tipping").click()
    finished(page)
    cells = specs(page)[3]["data"][0]["text"]  # type: ignore[index]
    assert cells[0] == ["100", "100", "0", "0", "0"]
    frame = with_tables(page).dataframe[-1].value
    assert frame.columns[0] == "frontline: people on a full shift"
    assert frame["Share of runs that tip"].sum() == 10
    assert "0 of 2 runs tip." in words(page)
    assert "A run tips that ends with responses on time below 80" in words(page)


def test_the_tipping_map_is_of_what_the_reader_means_by_breaking(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tipping, "tipping_replication", watched)
    page = finished(serve("compare"))
    page.selectbox(key="tipping_measure").set_value("customers")
    finished(page)
    page.button(key="ask-tipping").click()
    finished(page)
    assert "On average nothing on this map has customers kept a year below 80" in words(page)
    assert "neither lever moves it" in words(page)
    page.number_input(key="tipping_level:customers").set_value(95.0)
    finished(page)
    page.button(key="ask-tipping").click()
    finished(page)
    assert "On average everything on this map has customers kept a year below 95" in words(page)
    assert json.loads(page.query_params["picks"]) == {"tipping_measure": "customers", "tipping_level:customers": 95.0}


def test_a_question_is_cancelled_and_taken_up_again(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve("compare", executor=executor).run()
    steps(executor, 40)
    page.run()
    page.button(key="ask-stress").click().run()
    steps(executor, 3)
    page.run()
    assert "Calculating: 13 runs done, at least 37 more" in [
        element.value for element in page.markdown
    ]  # 10 were there
    page.button(key="cancel-stress").click().run()
    assert "Cancelled after" in page.info[-1].value
    page.button(key="resume-stress").click().run()
    assert any(element.value.startswith("Calculating") for element in page.markdown)


def test_before_all_runs_are_in_it_is_preliminary_and_a_change_leaves_the_last_answer(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve("compare", executor=executor).run()
    assert not page.metric
    steps(executor, 8)
    page.run()
    assert "from 3 runs of each so far" in words(page)
    before = page.metric[0].value
    page.number_input(key="fee").set_value(25).run()
    assert progress_text(page).startswith("Scenario changed – updating")
    assert page.metric[0].value == before


def test_a_failure_among_the_first_runs_is_no_missing_result_while_more_are_under_way(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve("compare", executor=executor, task=failing).run()
    steps(executor, 8)
    page.run()
    assert not page.error
    assert not page.metric
    steps(executor, 16)
    page.run()
    assert "from 11 runs of each so far" in words(page)


def test_failed_runs_are_left_out_in_pairs(serve: Serve) -> None:
    page = finished(serve("compare", task=failing))
    assert "of 19 runs" in words(page)


def test_a_model_that_never_works_is_an_error_in_words(serve: Serve) -> None:
    page = finished(serve("compare", task=never_right))
    assert "No result: 40 replications failed" in page.error[0].value
    page.button(key="ask-stress").click()
    finished(page)
    assert any("no replication succeeded" in element.value for element in page.error)


def test_hostile_names_are_shown_as_text(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def scenarios(choice: Choice) -> dict[str, Scenario]:
        base = story("honest")
        return {
            f"{HOSTILE} {number}": with_overrides(base, {"selling.clarity": share})
            for number, share in enumerate((0.3, 0.4))
        }

    monkeypatch.setattr(Choice, "named_scenarios", scenarios)
    page = finished(serve("compare"))
    page.button(key="ask-bridge").click()
    finished(page)
    texts = [text.value for text in (*page.markdown, *page.caption, *page.subheader)]
    assert any(r"\<img" in text for text in texts)
    assert not any("<img" in text.replace(r"\<img", "") for text in texts)
    assert "<img" not in "".join(element.proto.spec for element in page.get("plotly_chart"))
