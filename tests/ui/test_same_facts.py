"""One fact, one place: every page and the memo say the same of the same choice."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from sim.metrics.catalogue import describe
from sim.report.charts import bubble_chart
from sim.report.customer_profiles import profiles_sentence, profiles_table
from sim.report.format.words import money
from sim.report.memo import Memo
from sim.scenario.overrides import with_overrides
from sim.scenario.portfolio import member_names
from sim.ui.deal import memo as papers
from sim.ui.deal import page as deal_page
from sim.ui.frame import Results
from sim.ui.stories import story
from tests.ui.conftest import AS_READ, Serve, finished, headings, with_tables
from tests.ui.fakes import with_offer
from tests.unit.report.test_customers import profile

ZONES = {"sign": "safe", "sign if": "risky", "do not sign": "never"}
NO_BREAK = "\u00a0"


@pytest.fixture
def memos(monkeypatch: pytest.MonkeyPatch) -> list[Memo]:
    """The memos of the results that the page drew its papers of."""
    made: list[Memo] = []
    drawn = papers.papers

    def watched(results: Results, ready: bool) -> None:
        if ready:
            made.append(papers.memo(results))
        drawn(results, ready)

    monkeypatch.setattr(deal_page, "papers", watched)
    return made


def lines(page: AppTest) -> list[str]:
    """What is read on the page, without the marks of its layout."""
    every = [*page.main.markdown, *page.main.subheader, *page.main.caption]
    return [element.value.translate(AS_READ).replace("**", "").removeprefix("- ") for element in every]


def answer_of(memos: list[Memo]) -> list[str]:
    """The answer of the last memo; a page has plain spaces where a memo keeps words together."""
    return [line.replace(NO_BREAK, " ") for line in memos[-1].answer]


def badge(page: AppTest) -> str:
    """The answer at the top of the page."""
    answers = [line.split("[", 1)[1].removesuffix("]") for line in lines(page) if "-badge[" in line]
    return next(answer for answer in answers if answer in (*ZONES, *ZONES.values()))


def zone_now(page: AppTest, hours: str, fee: float) -> str:
    """The zone of the promise map at the terms as they are."""
    page.button(key="ask-zones").click()
    finished(page)
    frames: list[pd.DataFrame] = [element.value for element in with_tables(page).dataframe]
    zones = next(frame for frame in frames if frame.columns[0] == "Promise")
    row = zones[[str(cell).replace(NO_BREAK, " ") == hours for cell in zones["Promise"]]]
    return str(row[f"At {money(fee, 'USD')}"].item())


@pytest.mark.parametrize(("floor", "zone"), [(90, "safe"), (93, "risky"), (99, "never")])
def test_badge_sentence_floors_map_and_memo_have_one_verdict_on_the_firm(
    serve: Serve, memos: list[Memo], floor: int, zone: str
) -> None:
    """The badge said risky and the map never, for the same terms: other outcomes, other runs, another rule."""
    page = finished(serve())
    page.number_input(key="ontime_floor").set_value(floor)
    finished(page)
    assert badge(page) == zone
    assert [line for line in answer_of(memos) if line not in lines(page)] == []
    rows = memos[-1].guardrails
    assert min((row.verdict for row in rows), key=("never", "risky", "safe").index) == zone
    for row in rows:
        assert any(
            row.name in line and row.reached in line and line.endswith(f"{row.verdict}.") for line in lines(page)
        )
    assert zone_now(page, "30 min", story("over-promise").plans["gold"].fee_per_month) == zone


@pytest.mark.parametrize(("fee", "answer"), [(100.0, "do not sign"), (2_500.0, "sign if"), (6_000.0, "sign")])
def test_badge_sentence_map_sign_off_and_memo_have_one_verdict_on_a_deal(
    serve: Serve, memos: list[Memo], fee: float, answer: str
) -> None:
    page = finished(serve(task=with_offer))
    page.button(key="new").click().run()
    page.text_input(key="offer_customer").set_value("Initech")
    page.number_input(key="offer_gold_fee").set_value(fee)
    page.button(key="offer_judge").click()
    finished(page)
    finished(page)
    assert badge(page) == answer
    assert [line for line in answer_of(memos) if line not in lines(page)] == []
    assert any("Initech" in line and line.startswith(("Walk away", "Initech is worth")) for line in memos[-1].answer)
    promises = memos[-1].guardrails[-1]
    reached = promises.reached.replace(NO_BREAK, " ")
    assert "96.0 % of 2,000 responses" in reached, "96 of 100 in each of 20 runs"
    assert any(promises.name in line and reached in line and promises.verdict in line for line in lines(page))
    page.text_input(key="sign_name").set_value("Grace")
    page.text_input(key="sign_role").set_value("Finance")
    page.button(key="refuse").click()
    finished(page)
    assert any("Grace" in line and f"at the answer {answer}" in line for line in lines(page))
    assert zone_now(page, "30 min", fee) == ZONES[answer]


def test_pages_and_memo_give_the_same_numbers_of_the_same_runs(serve: Serve, memos: list[Memo]) -> None:
    page = finished(serve())
    cards = {metric.label: metric.value.replace("\\", "") for metric in page.metric}
    numbers = {number.label: number.value for number in memos[-1].numbers}
    assert numbers == {label: cards[label] for label in numbers}
    assert len(numbers) >= 3
    assert "20 runs of 36 months" in " ".join(lines(page))
    title = memos[-1].title
    assert headings(page)[0].startswith("The over-promise")
    assert "over-promise" in title
    compared = finished(serve("compare"))
    own = [line for line in lines(compared) if line == cards[describe("margin").label]]
    values = [*own, *(metric.value.replace("\\", "") for metric in compared.metric)]
    assert cards[describe("margin").label] in values


def test_customers_are_counted_once() -> None:
    """85 of them in the sentence, 86 in the figure below it."""
    scenario = with_overrides(story("honest"), {"absent": ["Acme"]})
    segments = {member: name for name, segment in scenario.segments.items() for member in member_names(name, segment)}
    profiles = [profile(name, segment, 5.0, 0.8, 0) for name, segment in segments.items()]
    assert len(profiles) == scenario.customers == 59
    count = f"of {scenario.customers} customers"
    assert count in profiles_sentence(profiles, "USD").lower()
    assert count in bubble_chart(profiles, "USD").finding.lower()
    assert len(profiles_table(profiles, "USD").rows) == len(profiles)
