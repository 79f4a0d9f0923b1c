"""Match my figures, on the page of one's own data: residuals, points to draw from, and what then draws from them."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from sim.metrics.catalogue import CATALOGUE
from sim.questions import history_matching
from sim.questions.facts import anchor_of
from sim.questions.matched_numbers import usual_numbers
from sim.questions.plausible_points import points_in_order
from sim.questions.yearly import YearlyOutcomes
from sim.scenario.document import Scenario
from sim.scenario.overrides import with_overrides
from sim.ui import stories
from sim.ui.choice import Choice
from sim.ui.stories import story
from tests.ui.conftest import Serve, finished

DISPUTED = "disputed_share_of_invoices"


def of_year(scenario: Scenario, seed: int, index: int) -> YearlyOutcomes:
    """Disputes that are ten times the share of correct invoices that are disputed; no other number tells."""
    del seed, index
    share = 10 * scenario.assumptions.billing.correct_disputed
    return YearlyOutcomes(whole=dict.fromkeys(CATALOGUE, 0.5) | {DISPUTED: share})


def portfolio() -> Scenario:
    return with_overrides(story("honest"), {"title": "My portfolio"})


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """The portfolio of every session: a test names it outside of one, too."""
    scenario = portfolio()
    monkeypatch.setattr(stories, "_own", lambda: {scenario.fingerprint: scenario})
    return scenario


@pytest.fixture
def page(serve: Serve, own: Scenario, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(history_matching, "yearly", of_year)
    opened = serve("data")
    opened.default_timeout = 120
    return finished(opened)


def spoken(page: AppTest) -> str:
    parts = (page.markdown, page.caption, page.error, page.info, page.success)
    return re.sub(r"\\(.)", r"\1", "\n".join(element.value for part in parts for element in part))


def matched(page: AppTest) -> AppTest:
    usual = 100 * 10 * portfolio().assumptions.billing.correct_disputed
    page.number_input(key="match_disputes").set_value(usual)
    page.number_input(key="match_disputes_within").set_value(0.1 * usual)
    finished(page)
    page.button(key="ask-match").click()
    return finished(page)


def test_without_a_portfolio_the_tab_says_what_brings_one(serve: Serve) -> None:
    page = finished(serve("data"))
    assert "Needs a portfolio of your own first" in spoken(page)
    assert not [widget for widget in page.number_input if str(widget.key).startswith("match_")]


def test_without_a_figure_nothing_is_asked(page: AppTest) -> None:
    assert "Fill in at least one figure" in spoken(page)
    assert "ask-match" not in [button.key for button in page.button]
    page.number_input(key="match_retention").set_value(90.6)
    finished(page)
    assert page.button(key="ask-match").label == "Match: about 430 runs"
    names = [one.name for one in usual_numbers(portfolio())]
    assert f"Moves: {', '.join(names)}." in spoken(page)


@pytest.mark.parametrize(
    ("value", "within", "message"),
    [(906.0, None, "must be from 0 to 1"), (-3.0, None, "must be from 0 to 1"), (90.0, 0.0, "must be above 0")],
)
def test_a_figure_that_cannot_be_is_told_and_nothing_is_asked(
    page: AppTest, value: float, within: float | None, message: str
) -> None:
    page.number_input(key="match_retention").set_value(value)
    if within is not None:
        page.number_input(key="match_retention_within").set_value(within)
    finished(page)
    (problem,) = page.error
    assert message in problem.value.replace("\\", "")
    assert "ask-match" not in [button.key for button in page.button]


def test_figures_leave_points_with_residuals_and_their_numbers(page: AppTest) -> None:
    matched(page)
    assert "The facts tell of: disputes of correct invoices." in spoken(page)
    frames = [frame.value for frame in page.dataframe]
    (facts,) = [frame for frame in frames if "Residual" in frame.columns]
    assert list(facts["Verdict"]) == ["matched"]
    (numbers,) = [frame for frame in frames if "Spread left" in frame.columns]
    verdicts = dict(zip(numbers["Moved"].str.split(" \\(", regex=True).str[0], numbers["Verdict"], strict=True))
    assert verdicts.pop("disputes of correct invoices") == "told by the facts"
    assert set(verdicts.values()) == {"not told"}


def test_points_are_drawn_from_once_they_are_used_and_until_they_are_left(page: AppTest) -> None:
    matched(page)
    assert "plausible_points" not in page.session_state
    page.button(key="match-use").click()
    finished(page)
    ((mark, points),) = page.session_state["plausible_points"].items()
    assert mark == portfolio().fingerprint
    path = "assumptions.billing.correct_disputed"
    usual = portfolio().assumptions.billing.correct_disputed
    assert all(0.8 * usual < point[path] < 1.2 * usual for point in points.values)

    evidence = AppTest.from_string("from sim.ui.evidence.page import show\nshow()", default_timeout=120)
    evidence.session_state["plausible_points"] = page.session_state["plausible_points"]
    assert f"{len(points.values)} plausible points of Match my figures replace the ranges" in spoken(evidence.run())
    page.button(key="match-leave").click()
    finished(page)
    assert not page.session_state["plausible_points"]
    evidence.session_state["plausible_points"] = {}
    assert "plausible points of" not in spoken(evidence.run())


def test_stress_tests_and_map_of_a_portfolio_draw_from_its_points(
    serve: Serve, own: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    points = points_in_order([{"selling.clarity": 0.3}, {"selling.clarity": 0.5}])
    page = serve("compare")
    page.session_state["plausible_points"] = {own.fingerprint: points}
    name = f"own:{own.fingerprint}"
    page.session_state["choice"] = Choice(base=name, story=name)

    def withstood(*_: object, **named: object) -> list[object]:
        drawn.append(named["points"])
        return []

    monkeypatch.setattr("sim.ui.compare.stress.withstood_at_points", withstood)
    monkeypatch.setattr("sim.ui.compare.stress._show", lambda answer, **_: None)
    finished(page)
    page.button(key="ask-stress").click()
    finished(page)
    assert drawn == [points]
    assert spoken(page).count("2 plausible points of Match my figures replace the ranges of 1 number") == 2
    page.selectbox(key="tipping_up").set_value("selling.clarity")
    finished(page)
    assert "hold one of these two numbers" in spoken(page)
    assert "ask-tipping" not in [button.key for button in page.button]


@pytest.mark.parametrize(
    ("name", "value", "ends"),
    [
        ("retention", 0.9, (0.88, 0.92)),
        ("margin_share", 0.02, (0.0, 0.04)),
        ("dso", 40.0, (38.0, 42.0)),
    ],
)
def test_a_share_is_known_to_two_points_and_anything_else_to_a_twentieth(
    name: str, value: float, ends: tuple[float, float]
) -> None:
    anchor = anchor_of(name, value)
    assert (anchor.low, anchor.high) == pytest.approx(ends)
    assert anchor.aim == value
