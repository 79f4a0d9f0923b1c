"""Picks inside questions, the locale and the currency: in the link, undone, and never trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from sim.report.format.reader_locale import USUAL, VARIABLE, use
from sim.ui.picks import PICKS
from tests.architecture.tree import SIM
from tests.ui.conftest import Serve, finished, headings, specs


@pytest.fixture(autouse=True)
def no_habit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pages of a test are drawn in one thread, in which the last habit would stay."""
    monkeypatch.delenv(VARIABLE, raising=False)
    yield
    use(USUAL)


def opened(page: AppTest, **link: str) -> AppTest:
    for name, value in link.items():
        page.query_params[name] = value
    return finished(page)


def picks(page: AppTest) -> dict[str, object]:
    """Picks of the address."""
    values: dict[str, object] = json.loads(said_by(page, "picks") or "{}")
    return values


def said_by(page: AppTest, name: str) -> str:
    """A parameter of the address; empty where there is none."""
    text: str | list[str] = page.query_params.get(name, "")
    return text[0] if isinstance(text, list) else text


def warnings(page: AppTest) -> str:
    return " ".join(element.value.replace("\\", "") for element in page.warning)


def test_a_link_restores_what_was_picked_on_the_deal_page(serve: Serve) -> None:
    page = finished(serve())
    page.selectbox(key="plan").set_value("silver")
    page.selectbox(key="trade_gift").set_value("net90")
    page.button_group(key="reach_severity").set_value("P2")
    finished(page)
    assert picks(page) == {"plan": "silver", "trade_gift": "net90", "reach_severity": "P2"}
    again = opened(serve(), picks=json.dumps(picks(page)))
    assert again.selectbox(key="plan").value == "silver"
    assert again.selectbox(key="trade_gift").value == "net90"
    assert "P2 of plan silver" in " ".join(element.value for element in again.caption)
    assert not again.warning


def test_what_is_usual_is_not_in_the_link_and_a_pick_is_undone(serve: Serve) -> None:
    page = finished(serve())
    assert picks(page) == {}
    page.selectbox(key="plan").set_value("silver").run()
    page.selectbox(key="plan").set_value("bronze").run()
    page.button(key="undo").click().run()
    assert page.selectbox(key="plan").value == "silver"
    page.button(key="undo").click().run()
    assert page.selectbox(key="plan").value == "gold"
    assert picks(page) == {}


def test_a_link_restores_what_was_picked_on_the_page_of_comparison(serve: Serve) -> None:
    linked = {
        "frontier_scenario": 0,
        "frontier_levers": ["plans.gold.fee_per_month", "selling.clarity"],
        "frontier_low:selling.clarity": 0.3,
        "tipping_across": "selling.clarity",
        "bridge_from": 1,
        "bridge_to": 0,
        "stress_runs": 50,
        "spread_outcome": "response_attainment",
    }
    page = opened(serve("compare"), picks=json.dumps(linked))
    assert page.multiselect(key="frontier_levers").value == linked["frontier_levers"]
    assert page.number_input(key="frontier_low:selling.clarity").value == 0.3
    values = {name: page.selectbox(key=name).value for name in linked if not name.startswith("frontier_l")}
    assert values == {name: element for name, element in linked.items() if not name.startswith("frontier_l")}
    assert picks(page) == linked
    assert not page.warning


IMPOSSIBLE: dict[str, object] = {
    "frontier_scenario": 7,
    "frontier_levers": ["<img src=x>"],
    "frontier_low:selling.clarity": -5,
    "stress_runs": "10",
    "tipping_across": "plans.none.people",
    "spread_outcome": 3,
    "tipping_steps": 5.5,
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_impossible_pick_of_a_link_is_one_complaint_and_then_gone(serve: Serve, name: str) -> None:
    page = opened(serve("compare"), picks=json.dumps({name: IMPOSSIBLE[name]}))
    if name.startswith("frontier_low"):
        page.multiselect(key="frontier_levers").set_value(["plans.gold.fee_per_month", "selling.clarity"]).run()
        assert page.number_input(key=name).value == pytest.approx(0.1)
    else:
        assert len(page.warning) == 1
        assert warnings(page).startswith(f"{name} = ")
        assert "(picks of the link): must be" in warnings(page)
    assert picks(page).keys() <= {"frontier_levers"}
    assert not page.exception
    page.selectbox(key="stress_scenario").set_value(0).run()
    assert not page.warning


def test_a_pick_that_other_terms_do_not_have_is_dropped_without_a_word(serve: Serve) -> None:
    page = finished(serve("compare"))
    page.selectbox(key="bridge_from").set_value(1).run()
    page.selectbox(key="story").set_value("honest")
    finished(page)
    assert not page.warning


def test_a_pick_that_nobody_knows_is_told_of_in_the_panel(serve: Serve) -> None:
    page = opened(serve(), picks='{"<b>x</b>": 1, "plan": "nobody"}')
    assert len(page.warning) == 2
    assert "<b>x</b> (picks of the link): there is no such pick" in warnings(page)
    assert r"\<b\>" in page.warning[0].value
    assert page.selectbox(key="plan").value == "gold"


def test_each_pick_has_a_widget() -> None:
    """A name that is read nowhere would be taken from a link and never be complained of."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (SIM / "ui").rglob("*.py") if path.stem != "picks")
    composed = {"remedy_" + part for part in ("month", "included", "price", "shunt", "problem", "sprees", "per_day")}
    composed |= {"tipping_across", "tipping_up", "budget_year", "budget_month"}
    assert {name for name in PICKS if f'"{name}"' not in code} == composed


def test_money_and_dates_follow_the_setting_figures_too(serve: Serve) -> None:
    page = finished(serve())
    assert page.metric[0].value.startswith("$")
    page.selectbox(key="locale").set_value("de_DE")
    page.selectbox(key="currency").set_value("EUR")
    finished(page)
    assert page.metric[0].value.endswith("\u00a0€")
    assert all(spec["layout"]["separators"] == ",." for spec in specs(page))  # type: ignore[index]
    assert (said_by(page, "locale"), said_by(page, "currency")) == ("de_DE", "EUR")
    command = page.code[-1].value
    assert "--set 'currency=\"EUR\"'" in command
    assert command.endswith("--locale de_DE --to .")
    page.button(key="undo").click().run()
    page.button(key="undo").click()
    finished(page)
    assert page.metric[0].value.startswith("$")
    assert "The over-promise" in headings(page)[0]


def test_the_worked_example_and_the_tour_keep_the_habit(serve: Serve) -> None:
    page = opened(serve(), locale="fr_FR", seed="8")
    page.button(key="tour-promise").click()
    finished(page)
    assert page.selectbox(key="locale").value == "fr_FR"
    assert page.number_input(key="seed").value == 7
    assert any("Worked example" in element.value for element in page.markdown)


def test_a_server_says_what_is_usual_and_a_link_that_says_anything_says_all(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "en_ZA")
    assert finished(serve()).selectbox(key="locale").value == "en_ZA"
    assert opened(serve(), seed="8").selectbox(key="locale").value == USUAL
    page = finished(serve())
    page.selectbox(key="locale").set_value(USUAL).run()
    assert said_by(page, "locale") == USUAL
    assert opened(serve(), locale=USUAL).selectbox(key="locale").value == USUAL


def test_a_server_that_says_nonsense_is_told_of(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "klingon")
    page = finished(serve())
    assert page.selectbox(key="locale").value == USUAL
    assert "klingon (SAYDO_LOCALE): must be one of en_US" in warnings(page)
