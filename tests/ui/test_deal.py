"""The first page in each of its states, without a browser."""

from __future__ import annotations

import json
import logging
import re
import time
from concurrent.futures import BrokenExecutor

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.errors import ScenarioError
from sim.running import jobs
from sim.scenario.overrides import with_overrides
from sim.ui import work
from sim.ui.choice import Choice, choice_of_link
from sim.ui.frame import Ground
from sim.ui.stories import story
from tests.ui.conftest import Serve, finished, headings, progress_text, specs, steps, with_tables
from tests.ui.fakes import StepExecutor, failing, never_right, replication, with_offer


def test_the_worked_example_shows_verdict_numbers_and_figures(serve: Serve) -> None:
    page = finished(serve())
    assert headings(page)[0].startswith("The over-promise keeps 3.0 fewer")
    assert "customers in 100 a year" in headings(page)[0]
    assert [metric.label for metric in page.metric] == [
        "Margin",
        "Customers kept a year",
        "Responses on time",
        "Say–do gap",
    ]
    assert len(specs(page)) == 4
    assert not page.dataframe
    assert len(with_tables(page).dataframe) == 4
    assert any("Worked example" in element.value for element in page.markdown)
    assert all(element.proto.alt for element in page.get("plotly_chart"))


def test_sentence_number_and_figure_are_of_the_same_arrays(serve: Serve) -> None:
    page = finished(serve())
    scenarios = Ground.of(Choice()).study.scenarios
    margins = [
        np.array([replication(scenario, Choice().seed, index).outcomes["margin"] for index in range(20)])
        for scenario in scenarios
    ]
    difference = float((margins[1] - margins[0]).mean())
    mean = specs(page)[1]["data"][0]["x"][0]  # type: ignore[index]
    assert mean == pytest.approx(difference)
    assert page.metric[0].value == f"${margins[1].mean() / 1000:.1f}k"
    assert f"${abs(difference) / 1000:.1f}" in " ".join(element.value for element in page.markdown).replace("\\", "")
    dots = specs(page)[2]["data"][1]["hovertext"]  # type: ignore[index]
    assert len(dots) == 20


def test_a_lever_changes_the_terms_and_what_is_shown_follows(serve: Serve) -> None:
    page = finished(serve())
    before = page.metric[0].value
    page.number_input(key="fee").set_value(25)
    finished(page)
    assert page.metric[0].value != before
    assert headings(page)[0].startswith("The over-promise (adjusted)")
    assert not any("Worked example" in element.value for element in page.markdown)
    assert dict(page.query_params) == {"fee": "25"}


def test_before_there_are_results_the_page_says_how_far_it_is(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve(executor=executor).run()
    assert progress_text(page).startswith("Calculating the example: 0 of 20 runs")
    assert not page.metric
    steps(executor, 6)
    page.run()
    assert progress_text(page).startswith("Preliminary: 3 of 20 runs, about ")
    assert len(page.metric) == 4
    assert any("3 runs so far" in element.value for element in page.caption)


def test_after_a_change_the_last_result_stays_dimmed_until_there_is_a_new_one(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve(executor=executor).run()
    steps(executor, 6)
    page.run()
    before = page.metric[0].value
    page.number_input(key="fee").set_value(25).run()
    assert progress_text(page).startswith("Scenario changed – updating")
    assert page.metric[0].value == before
    steps(executor, 24)
    page.run()
    assert progress_text(page).startswith("Preliminary")
    assert page.metric[0].value != before


def test_cancel_keeps_what_is_done_and_says_how_much(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve(executor=executor).run()
    steps(executor, 8)
    page.run()
    page.button(key="cancel").click().run()
    assert "Cancelled after 4 of 20 runs" in page.info[0].value
    assert len(page.metric) == 4
    page.button(key="resume").click().run()
    assert progress_text(page).startswith("Preliminary")


def test_a_study_too_many_is_refused_in_words(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_JOBS", 0)
    page = serve(executor=StepExecutor()).run()
    assert "Too many studies" in page.warning[0].value


def test_a_simulation_that_stops_names_its_incident_and_can_be_tried_again(
    serve: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    executor = StepExecutor()
    page = serve(executor=executor).run()
    steps(executor, 6)
    while not executor.waiting:
        time.sleep(0.002)
    executor.fail(BrokenExecutor("no memory left"))
    time.sleep(0.05)
    page.run()
    incident = page.error[0].value.replace("\\", "").split("incident ")[1].split(" ")[0]
    assert f"incident {incident}" in caplog.text
    assert len(page.metric) == 4
    assert page.button(key="retry").label == "Try again"


def test_failed_replications_are_reported(serve: Serve) -> None:
    page = finished(serve(task=failing))
    assert "2 of the replications failed and are left out, with their pairs" in [box.label for box in page.expander]
    assert any("19 runs" in element.value for element in page.caption)


def test_a_model_that_never_works_is_an_error_in_words(serve: Serve) -> None:
    page = finished(serve(task=never_right))
    assert "No result: 40 replications failed" in page.error[0].value
    assert r"\*at all\*" in page.error[0].value
    assert not page.metric


def test_terms_that_are_not_valid_leave_the_last_good_result(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    page = finished(serve())
    before = page.metric[0].value

    def refuse(choice: Choice) -> None:
        raise ScenarioError("plans.gold.fee_per_month = -1: must be at least 0")

    monkeypatch.setattr(Choice, "named_scenarios", refuse)
    page.run()
    assert r"plans.gold.fee\_per\_month = \-1\: must be at least 0" in page.error[0].value
    assert page.metric[0].value == before


def test_stories_that_cannot_be_compared_leave_the_last_good_result(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = finished(serve())
    before = page.metric[0].value
    abroad = with_overrides(story("over-promise"), {"currency": "EUR"})
    monkeypatch.setattr(Choice, "scenario", lambda choice: abroad)
    page.run()
    assert "currency = USD in The honest baseline, EUR in The over\\-promise" in page.error[0].value
    assert page.metric[0].value == before


def test_stories_of_several_lengths_are_compared_over_the_shortest_and_the_page_says_so(serve: Serve) -> None:
    for query in ({"story": "whales"}, {"base": "whales", "story": "honest"}):
        page = serve()
        for key, name in query.items():
            page.query_params[key] = name
        page = finished(page)
        assert not page.error
        assert len(page.metric) == 4
        assert "Compared over the first 12 months\\: The whales has no more" in page.info[0].value


def test_a_link_sets_the_page_and_what_it_may_not_say_is_a_warning(serve: Serve) -> None:
    page = serve()
    page.query_params["sold"] = "75"
    page.query_params["runs"] = "7"
    page = finished(page)
    assert page.number_input(key="sold").value == 75
    assert "must be a whole number from 20 to 100" in page.warning[0].value


def test_another_story_puts_the_levers_where_it_has_them(serve: Serve) -> None:
    page = finished(serve())
    page.number_input(key="sold").set_value(75)
    finished(page)
    page.selectbox(key="story").set_value("abusive-caller")
    finished(page)
    assert page.number_input(key="sold").value == 100
    assert page.number_input(key="sprees").value == 2
    assert dict(page.query_params) == {"story": "abusive-caller"}


def test_the_baseline_against_itself_has_no_verdict(serve: Serve) -> None:
    page = serve()
    page.query_params["story"] = "honest"
    page = finished(page)
    assert headings(page)[0].startswith("This is the base scenario itself")
    assert len(specs(page)) == 3


def test_each_stop_of_the_tour_is_a_choice_and_can_be_undone(serve: Serve) -> None:
    page = finished(serve())
    page.button(key="tour-caller").click()
    finished(page)
    assert dict(page.query_params) == {"story": "abusive-caller"}
    assert page.button(key="tour-caller").label.startswith("2")
    page.button(key="undo").click()
    finished(page)
    assert dict(page.query_params) == {}
    assert page.button(key="undo").disabled


def test_a_term_of_the_contract_is_a_path_in_the_link_and_goes_when_it_is_as_the_story_has_it(serve: Serve) -> None:
    page = finished(serve())
    own = page.number_input(key="term-gold-fee").value
    page.number_input(key="term-gold-fee").set_value(2_500.0)
    finished(page)
    assert json.loads(page.query_params["terms"]) == {"plans.gold.fee_per_month": 2_500.0}
    assert headings(page)[0].startswith("The over-promise (adjusted)")
    page.number_input(key="term-gold-fee").set_value(own)
    finished(page)
    assert dict(page.query_params) == {}


def test_a_new_deal_goes_from_a_blank_sheet_to_a_verdict(serve: Serve) -> None:
    page = finished(serve(task=with_offer))
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("<img src=x>=cmd()")
    page.number_input(key="offer_gold_fee").set_value(3_000.0)
    page.button(key="offer_judge").click()
    finished(page)
    terms = json.loads(page.query_params["terms"])
    assert terms['accounts."<img src=x>=cmd()"']["plan"] == "offered"
    assert terms["plans.offered.fee_per_month"] == 3_000
    assert any("Responses on time, " in element.value and "img src" in element.value for element in page.markdown)
    assert "<img" not in " ".join(re.sub(r"\\<", "", element.value) for element in page.markdown)


def test_fee_and_discount_of_a_new_deal_follow_each_other(serve: Serve) -> None:
    page = finished(serve(task=with_offer))
    page.button(key="new").click().run()
    listed = page.number_input(key="offer_gold_fee").value
    label = page.number_input(key="offer_gold_discount").label.replace("\\", "")
    assert label == f"Discount from {listed:,.0f} USD, %"
    page.number_input(key="offer_gold_discount").set_value(10.0).run()
    assert page.number_input(key="offer_gold_fee").value == pytest.approx(0.9 * listed)
    page.number_input(key="offer_gold_fee").set_value(0.75 * listed).run()
    assert page.number_input(key="offer_gold_discount").value == 25
    page.text_input(key="offer_customer").set_value("Initech")
    page.button(key="offer_judge").click()
    finished(page)
    assert json.loads(page.query_params["terms"])["plans.offered.fee_per_month"] == pytest.approx(0.75 * listed)
    assert headings(page)[0].startswith("The honest baseline with Initech")


def test_concessions_of_a_new_deal_become_terms_of_its_plan(serve: Serve) -> None:
    page = finished(serve(task=with_offer))
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("Initech")
    entered = {"notice": 90, "uplift": 4.0, "at_first": 50.0, "at_first_months": 6}
    for name, number in entered.items():
        page.number_input(key=f"offer_gold_{name}").set_value(number)
    page.button(key="offer_judge").click()
    finished(page)
    plan = choice_of_link(dict(page.query_params.items()))[0].scenario().plans["offered"]
    assert (plan.notice_days, plan.uplift_per_year) == (90, pytest.approx(0.04))
    assert plan.discounts["first months"].as_tuple() == (0.5, 1, 7)
    assert "plan of the new deal" in page.selectbox(key="plan").options


def test_without_concessions_a_new_deal_has_the_discounts_of_its_plan(serve: Serve) -> None:
    page = finished(serve(task=with_offer))
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("Initech")
    page.button(key="offer_judge").click()
    finished(page)
    plans = choice_of_link(dict(page.query_params.items()))[0].scenario().plans
    assert plans["offered"].discounts == plans["gold"].discounts
    assert plans["offered"].uplift_per_year == plans["gold"].uplift_per_year


def test_what_is_saved_is_a_version_and_survives_a_restart(serve: Serve) -> None:
    page = finished(serve())
    page.number_input(key="fee").set_value(10)
    finished(page)
    margin = page.metric[0].value
    page.text_input(key="save_name").set_value("Acme, second offer")
    page.text_area(key="save_note").set_value("ten per cent more")
    page.button(key="save").click()
    finished(page)
    assert page.query_params["story"] == "saved:Acme, second offer:1"
    assert page.metric[0].value == margin
    again = serve()
    again.query_params["story"] = "saved:Acme, second offer:1"
    finished(again)
    assert again.metric[0].value == margin
    assert headings(again)[0].startswith("Acme, second offer, version 1")


def test_who_signs_is_kept_with_the_verdict_of_the_guardrails(serve: Serve) -> None:
    page = finished(serve())
    page.text_input(key="sign_name").set_value("Grace")
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="approve").click()
    finished(page)
    assert any("Approved" in element.value and "Grace" in element.value for element in page.markdown)
    page.text_input(key="sign_name").set_value(" ")
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="refuse").click()
    finished(page)
    assert "must be 1 to 60 printable characters" in page.error[0].value


def offered_at(page: AppTest, fee: float) -> AppTest:
    """The page with a deal for Initech at a fee."""
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("Initech")
    page.number_input(key="offer_gold_fee").set_value(fee)
    page.button(key="offer_judge").click()
    return finished(page)


def said(page: AppTest) -> list[str]:
    """Paragraphs of the main part, in their order, as they are read."""
    return [element.value.replace("\\", "") for element in page.main.markdown]


def test_a_deal_that_costs_more_than_it_brings_is_refused_by_name_before_all_else(serve: Serve) -> None:
    """At $100 the firm keeps every floor, and loses 12 times 2,400 with the customer: the floors alone said safe."""
    page = offered_at(finished(serve(task=with_offer)), 100.0)
    words = said(page)
    assert "**Do not sign Initech.**" in words
    assert any(line.startswith("- Signing Initech costs the firm $28.") for line in words)
    assert [element.value for element in page.main.markdown if "do not sign" in element.value], "the badge"
    assert words.index("**Do not sign Initech.**") < min(words.index(line) for line in words if "Margin" in line)
    page.text_input(key="sign_name").set_value("Grace")
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="refuse").click()
    finished(page)
    assert any("Grace" in line and "at the answer do not sign" in line for line in said(page))


def test_a_first_answer_on_a_deal_comes_from_three_runs_and_gives_way_to_the_whole_one(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve(executor=executor, task=with_offer)
    page.run()
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("Initech")
    page.number_input(key="offer_gold_fee").set_value(100.0)
    page.button(key="offer_judge").click().run()
    first: list[int] = []
    for step in range(400):
        if not executor.waiting:
            break
        executor.step()
        time.sleep(0.01)
        page.run()
        words, early = said(page), [caption.value for caption in page.main.caption]
        if any(line.startswith("Preliminary: 3 runs so far") for line in early) and "**Do not sign Initech.**" in words:
            first.append(step)
    page = finished(page)
    assert first, "no answer before the last run"
    assert said(page).count("**Do not sign Initech.**") == 1


def test_a_deal_that_brings_more_than_it_costs_is_signed_by_name(serve: Serve) -> None:
    words = said(offered_at(finished(serve(task=with_offer)), 6_000.0))
    assert "**Sign Initech.**" in words
    assert any(line.startswith("- Signing Initech adds $42.") for line in words)


def test_terms_for_all_are_judged_by_the_firm_s_floors_and_the_page_says_so(serve: Serve) -> None:
    page = finished(serve())
    assert "**The firm's floors hold.**" in said(page)
    assert any("No single customer is signed here" in element.value for element in page.caption)


def test_nothing_is_signed_while_the_numbers_are_those_of_earlier_terms(serve: Serve) -> None:
    executor = StepExecutor()
    page = serve(executor=executor).run()
    steps(executor, 40)
    page.run()
    assert [button.key for button in page.button if button.key == "approve"] == ["approve"]
    page.number_input(key="fee").set_value(25).run()
    assert progress_text(page).startswith("Scenario changed – updating")
    assert not [button.key for button in page.button if button.key in ("approve", "refuse")]
    assert any("once all runs of this scenario are done" in element.value for element in page.caption)


def test_what_is_signed_is_the_scenario_that_is_shown(serve: Serve) -> None:
    page = finished(serve())
    page.number_input(key="fee").set_value(25)
    finished(page)
    page.text_input(key="sign_name").set_value("Grace")
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="approve").click()
    finished(page)
    assert [row.signatory for row in work.library().signatures(Choice(moved={"fee": 25}).scenario().fingerprint)] == [
        "Grace"
    ]
    assert not work.library().signatures(Choice().scenario().fingerprint)


def test_guardrails_say_in_how_many_runs_their_floors_were_kept(serve: Serve) -> None:
    page = finished(serve())
    rows = [element.value for element in page.markdown if "reached in" in element.value]
    assert len(rows) == 2
    assert "reached in 20 of 20 runs" in rows[0]
    page.number_input(key="ontime_floor").set_value(99)
    finished(page)
    assert any("never" in element.value for element in page.markdown if "reached in 0 of 20 runs" in element.value)


def test_nothing_that_is_used_will_be_removed(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        finished(serve())
    assert "will be removed" not in caplog.text
    assert "deprecat" not in caplog.text.lower()
