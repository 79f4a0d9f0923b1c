"""The page of the customers in each of its states, without a browser."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from math import nan

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from sim.customers.causes import Cause
from sim.metrics.replication import Replication
from sim.questions import customer_profiles
from sim.questions.customer_profiles import CustomerState, CustomerStates
from sim.report.format.table import to_csv
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.scenario.portfolio import member_names
from sim.ui.choice import Choice
from sim.ui.customers.customer_profiles import PICKED
from tests.ui.conftest import AS_READ, Serve, finished, headings, progress_text, specs, steps, with_tables
from tests.ui.fakes import StepExecutor, replication
from tests.worlds import changed

BASE = changed({"segments.large.customers": 1, "segments.medium.customers": 2})
SOLD = {"selling.sold_response_share": 0.5, "title": "Over"}
WILD = "<img src=x>=cmd()"
RUNS = 20


def leaving(scenario: Scenario, seed: int, index: int) -> Replication:
    """As the usual fake, where over-selling loses one customer more a year, half of them by POP."""
    plain = replication(scenario, seed, index)
    lost = 1.0 + index % 2 + 2 * (1 - scenario.selling.sold_response_share)
    gone = {f"{whose}.{name}": 10.0 for name in scenario.accounts for whose in ("margin", "margin_of_others")}
    gone |= {"customers_lost": lost, "customers_lost_by_pop": lost / 2, "customers_lost_by_not_renewing": lost / 2}
    retained = np.linspace(1, 1 - lost / 10, scenario.horizon_months)
    laid = {
        "kept": retained,
        "straws_of_lost.disrespect": retained * 0 + 1,
        "straws_of_lost.hand-off": retained * 0 + 3,
    }
    return Replication(
        {**plain.outcomes, **gone, "customers_lost_for_cause": 0.0, "customers_let_go": 0.0},
        plain.monthly | laid,
        plain.whale,
    )


def faithful(scenario: Scenario, seed: int, index: int) -> Replication:
    """Nobody leaves."""
    plain = leaving(scenario, seed, index)
    none = dict.fromkeys(("customers_lost", "customers_lost_by_pop", "customers_lost_by_not_renewing"), 0.0)
    monthly = {name: series for name, series in plain.monthly.items() if "straws" not in name}
    return Replication(plain.outcomes | none, monthly | {"kept": np.ones(scenario.horizon_months)}, plain.whale)


def states(scenario: Scenario, seed: int, index: int) -> CustomerStates:
    """Accounts lose 50 and leave in every other run for disrespect; all others earn 100 and stay."""
    members = [name for kind, segment in scenario.segments.items() for name in member_names(kind, segment)]
    loyal = CustomerState(100.0, 0.8, 30.0, 600.0, nan, "", "")
    unhappy = replace(loyal, margin=-50.0, cause=Cause.DISRESPECT)
    if index % 2 == 0:
        unhappy = replace(unhappy, left_day=90.0, reason="pop")
    return CustomerStates(
        {name: unhappy if name in scenario.accounts else loyal for name in (*scenario.accounts, *members)}
    )


@pytest.fixture
def small(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """The page on two small scenarios, with profiles of known contents: ``small(base=..., task=...)``."""

    def make(*, base: Scenario = BASE, task: object = leaving, executor: StepExecutor | None = None) -> AppTest:
        def scenarios(choice: Choice) -> dict[str, Scenario]:
            return {"Honest": base, "Over": with_overrides(base, SOLD | dict(choice.terms))}

        monkeypatch.setattr(Choice, "named_scenarios", scenarios)
        monkeypatch.setattr(customer_profiles, "customer_states", states)
        page = serve("customers", task=task, executor=executor)
        page.default_timeout = 120
        return page

    return make


def text_of(page: AppTest) -> str:
    """All that is written, as it is read."""
    return " ".join(element.value for element in (*page.markdown, *page.caption, *page.info)).translate(AS_READ)


def test_the_page_opens_with_who_left_how_and_over_what(small: Serve) -> None:
    page = finished(small())
    assert headings(page)[:4] == [
        "Over: of 4 customers, 2.5 leave a year (2.0 to 3.0 in 20 of 20 runs): 1.2 have had enough, 1.2 do not renew.",
        "How long customers stay",
        "How customers leave",
        "Grievances of the customers who left",
    ]
    assert "That is +1.0 a year against Honest" in text_of(page)
    assert "hand-off 75 %, disrespect 25 %" in text_of(page)
    assert [metric.label for metric in page.metric][:2] == ["Customers lost a year", "Had enough a year"]
    assert all(element.proto.alt for element in page.get("plotly_chart"))
    assert len(with_tables(page).dataframe) >= 5


def test_sentence_number_and_figure_are_of_the_same_arrays(small: Serve) -> None:
    page = finished(small())
    lost = np.mean([leaving(with_overrides(BASE, SOLD), 1, index).outcomes["customers_lost"] for index in range(RUNS)])
    survival, ways = specs(page)[:2]
    assert page.metric[0].value == f"{lost:.1f}"
    assert f"{lost:.1f} leave a year" in headings(page)[0]
    assert ways["data"][1]["x"][:2] == [lost / 2, lost / 2]  # type: ignore[index]
    assert survival["data"][3]["y"][-1] == pytest.approx(100 * (1 - lost / 10))  # type: ignore[index]
    by_way = with_tables(page).dataframe[1].value
    assert by_way["Over, mean"].iloc[0] == lost


def test_customers_are_told_by_margin_and_trust(small: Serve) -> None:
    page = finished(small())
    assert "By margin and trust, of 4 customers: cherish 3 ($300), charge 1 (−$50)." in text_of(page)
    bubbles = specs(page)[3]["data"]
    points = {name: place for trace in bubbles for (name,), *place in zip(trace["customdata"], trace["x"], trace["y"])}  # type: ignore[union-attr,attr-defined]  # noqa: B905
    assert points["Acme"] == [-50.0, pytest.approx(0.8)]
    edges = {trace["name"]: trace["marker"]["line"]["width"] for trace in bubbles}  # type: ignore[union-attr,attr-defined]
    assert max(edges["medium"]) > max(edges["large"])


def test_the_history_is_of_the_customer_that_the_reader_picks_in_a_run_in_which_it_left(small: Serve) -> None:
    page = finished(small())
    assert page.selectbox(key=PICKED).value == "Acme"
    run = next(element for element in page.selectbox if element.label == "Run")
    assert run.options[:2] == [r"Run 1: leaves on day 90, pop", "Run 2: stays"]
    assert run.value == 0
    assert "Acme, plan silver" in text_of(page).replace("*", "")
    page.selectbox(key=PICKED).set_value("large 001")
    finished(page)
    assert "large 001, plan gold" in text_of(page).replace("*", "")
    frame = with_tables(page).dataframe[4].value
    assert {"When", "Kind", "Event", "Straw", "Grievance"} == set(frame.columns)
    assert (frame["When"].to_numpy()[1:] >= frame["When"].to_numpy()[:-1]).all()


def test_a_week_in_motion_is_small_and_its_caption_counts_what_it_shows(small: Serve) -> None:
    page = finished(small(base=changed({"provider.teams.frontline.people": 0.25})))
    spec = page.get("plotly_chart")[-1].proto.spec
    figure = json.loads(spec)
    assert len(spec) < 1_000_000
    assert 40 <= len(figure["frames"]) <= 120
    assert [button["label"] for button in figure["layout"]["updatemenus"][0]["buttons"]] == ["▶ Play", "❚❚ Pause"]
    finding = page.get("plotly_chart")[-1].proto.alt
    others, own = (int(count) for count in re.findall(r"(\d+) (?:contacts? of others waited|waiting\.)", finding))
    assert finding in text_of(page).replace("*", "")
    start = figure["layout"]["sliders"][0]["active"]
    frame = figure["frames"][start]["data"]
    assert any(text.endswith(f" {others + own} waiting") for text in frame[-1]["text"])
    assert with_tables(page).dataframe[-1].value["Waiting"].max() >= others


def test_a_counterfactual_starts_when_it_is_asked_for(small: Serve) -> None:
    page = finished(small())
    assert "Takes 20 runs" in text_of(page)
    assert next(element for element in page.selectbox if element.label == "Without").value == "disrespect"
    page.button(key="ask-counterfactual").click()
    finished(page)
    assert "without disrespect" in text_of(page) or "in none of 10 runs" in text_of(page)
    assert any("As it was" in element.value.columns for element in page.dataframe)


def test_the_parts_of_the_externality_add_up(small: Serve) -> None:
    page = finished(small())
    page.selectbox(key="harm_runs").set_value(5)
    page.run()
    page.button(key="ask-externality").click()
    finished(page)
    rows = next(element.value for element in page.dataframe if "Own margin, USD" in element.value.columns)
    parts = ("Own margin, USD", "Cost to other customers, USD", "Paid time kept busy, USD", "Worth, USD")
    own, cost, busy, worth = rows[list(parts)].iloc[0]
    assert worth == pytest.approx(own - cost + busy, abs=0.05)


def test_a_remedy_is_ranked_and_taken_over_into_the_terms(small: Serve) -> None:
    page = finished(small())
    page.selectbox(key="remedy_runs").set_value(3)
    page.run()
    page.button(key="ask-remedies").click()
    finished(page)
    rows = next(
        element.value for element in with_tables(page).dataframe if "Expected regret, USD" in element.value.columns
    )
    assert "do nothing" in set(rows["Option"])
    assert "let go" in set(rows["Option"])
    assert (rows["Expected regret, USD"] >= 0).all()
    page.selectbox(key="remedy-taken").set_value("let go")
    page.run()
    page.button(key="remedy-take").click().run()
    (action,) = page.session_state["choice"].terms["timeline"]
    assert action["set"] == {"accounts.Acme.let_go": True}
    assert page.button(key="undo").disabled is False


def test_whoever_is_no_account_is_given_no_remedy(small: Serve) -> None:
    page = small()
    page.query_params["picks"] = '{"customer":"large 001"}'
    assert "Remedies are simulated for named accounts: Acme." in text_of(finished(page))


def test_without_accounts_the_page_says_so(small: Serve) -> None:
    page = finished(small(base=Scenario.model_validate(BASE.model_dump() | {"accounts": {}})))
    assert "this scenario has none" in text_of(page)
    assert page.selectbox(key=PICKED).value == "large 001"


def test_where_nobody_leaves_that_is_said(small: Serve) -> None:
    page = finished(small(task=faithful))
    assert headings(page)[0] == "Over: no customer of 4 leaves in any of 20 runs."
    assert "Nobody left" in text_of(page)
    assert "exactly as many as under Honest in all 20 runs; a difference is rarer than about 3 in 20." in text_of(page)


def test_while_the_study_runs_only_what_left_is_shown_and_called_preliminary(small: Serve) -> None:
    executor = StepExecutor()
    page = small(executor=executor).run()
    assert not page.metric
    steps(executor, 6)
    page.run()
    assert progress_text(page).startswith("Preliminary: 3 of 20 runs")
    assert "From 3 runs so far" in text_of(page)
    assert not any("Customers by margin" in element for element in headings(page))


def test_a_cancelled_study_keeps_what_is_done(small: Serve) -> None:
    executor = StepExecutor()
    page = small(executor=executor).run()
    steps(executor, 8)
    page.run()
    page.button(key="cancel").click().run()
    assert "Cancelled after 4 of 20 runs" in text_of(page)
    assert len(page.metric) == 5, "lost, by POP, for cause, by not renewing, let go"


def test_cancelled_profiles_leave_the_histories(small: Serve) -> None:
    executor = StepExecutor()
    page = small(executor=executor).run()
    steps(executor, 2 * RUNS)
    page.run()
    page.run()
    assert any("Customers by margin" in element for element in headings(page))
    page.button(key="cancel-profiles").click().run()
    assert page.button(key="resume-profiles").label == "Continue"
    assert page.selectbox(key=PICKED).value == "Acme"
    assert next(element for element in page.selectbox if element.label == "Run").options[0] == "Run 1"


def test_a_task_that_fails_is_an_error_in_words(small: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    page = small()
    monkeypatch.setattr(customer_profiles, "customer_states", lambda *_: CustomerStates(error="IdentityError: *no*"))
    page = finished(page)
    assert any("a replication failed of IdentityError" in element.value for element in page.error)
    assert page.selectbox(key=PICKED).value == "Acme"


def test_names_of_others_are_text(small: Serve) -> None:
    accounts = {WILD: BASE.accounts["Acme"].model_dump()}
    page = finished(small(base=Scenario.model_validate(BASE.model_dump() | {"accounts": accounts})))
    assert WILD in text_of(page)
    for element in (*page.markdown, *page.caption, *page.subheader):
        assert "<img" not in element.value.replace(r"\<img", "")
    for spec in specs(page):
        layout = json.dumps({key: element for key, element in spec.items() if key != "data"})
        assert "<img" not in layout
        for trace in spec["data"]:  # type: ignore[attr-defined]
            assert "<img" not in json.dumps({key: element for key, element in trace.items() if key != "customdata"})
    table = next(element.value for element in with_tables(page).dataframe if "Customer" in element.value.columns)
    assert WILD in set(table["Customer"])
    assert b"\n=" not in to_csv(table)
