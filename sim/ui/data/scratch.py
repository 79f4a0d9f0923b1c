"""From scratch: a dozen figures, as ``saydo init`` asks for them, become a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from sim.errors import SaydoError
from sim.scenario.by_hand import ByHand, by_hand
from sim.scenario.document import Scenario
from sim.scenario.figures import CURRENCIES, TEAMS, figures_of
from sim.ui.data.opened import portfolio
from sim.ui.data.session import scenario_of
from sim.ui.stories import keep_own
from sim.ui.text import as_markdown, say, tell

__all__ = ["edited", "from_scratch"]

PLANS, PEOPLE, MADE, PROBLEM = "scratch_grid_plans", "scratch_grid_teams", "scratch_made", "scratch_problem"
PLAN_KEYS = ("name", "customers", "fee_per_month", "contacts_per_year", "response_hours")
EXAMPLE = ((40, 250.0, 20.0, None), (20, 600.0, 90.0, None), (5, 2000.0, 300.0, 2.0))
"""Numbers of the rows to write over."""
IN_A_ROW = 3
NUMBERS = {
    "people": (3.0, 1),
    "hours_per_week": (40.0, 1),
    "wage_per_year": (None, 1),
    "shrinkage": (None, 100),
    "minutes": (None, 1),
    "margin": (None, 100),
    "churn": (None, 100),
    "dso": (None, 1),
    "won_per_year": (None, 1),
}
"""Each with its first value, and what one of the document is on the page: shares are per cent there."""


def from_scratch() -> None:
    """Draws the questions, and the portfolio that was made."""
    st.markdown(say("data.scratch_lead"))
    with st.form("scratch", enter_to_submit=False):
        left, right = st.columns(2)
        left.text_input(say("data.f_name"), tell("data.own_title"), key="scratch_name", max_chars=60)
        right.selectbox(say("data.f_currency"), CURRENCIES, key="scratch_currency")
        st.caption(say("data.f_plans"))
        st.data_editor(_plans(), key=PLANS, num_rows="dynamic", hide_index=True, column_config=_numbers(_plans()))
        keys = list(NUMBERS)
        for start in range(0, len(keys), IN_A_ROW):
            for column, key in zip(st.columns(IN_A_ROW), keys[start : start + IN_A_ROW], strict=True):
                column.number_input(
                    say(f"data.f_{key}"),
                    value=NUMBERS[key][0],
                    key=f"scratch_{key}",
                    help=say(f"data.f_{key}_help"),
                    step=1.0,
                    format="%g",
                )
        with st.expander(say("data.f_teams")):
            st.data_editor(_people(), key=PEOPLE, hide_index=True, disabled=[_people().columns[0]])
        st.form_submit_button(say("data.make"), type="primary", on_click=_make)
    if problem := st.session_state.get(PROBLEM):
        for line in problem.splitlines():
            st.error(as_markdown(line, 500))
    if MADE in st.session_state:
        _show(*st.session_state[MADE])


def edited(frame: pd.DataFrame, changes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of a grid with what its reader changed, added and took out; empty cells are None, empty rows left out."""
    names = list(frame.columns)
    rows = [{str(name): _cell(value) for name, value in row.items()} for row in frame.to_dict("records")]
    for place, cells in changes.get("edited_rows", {}).items():
        rows[int(place)] |= {name: _cell(value) for name, value in cells.items()}
    gone = set(changes.get("deleted_rows", []))
    rows = [row for place, row in enumerate(rows) if place not in gone]
    rows += [{name: _cell(row.get(name)) for name in names} for row in changes.get("added_rows", [])]
    return [row for row in rows if any(value is not None for value in row.values())]


def _cell(value: Any) -> Any:
    """A cell: what is empty, or no number, is None."""
    return None if value is None or value == "" or (isinstance(value, float) and value != value) else value  # noqa: PLR0124


def _plans() -> pd.DataFrame:
    names = say("data.plan_names").split("|")
    rows = [(name, *numbers) for name, numbers in zip(names, EXAMPLE, strict=True)]
    frame = pd.DataFrame(rows, columns=say("data.plan_columns").split("|"))
    return frame.astype(dict.fromkeys(frame.columns[1:], "float64"))


def _people() -> pd.DataFrame:
    frame = pd.DataFrame([(team, None, None) for team in TEAMS], columns=say("data.people_columns").split("|"))
    return frame.astype(dict.fromkeys(frame.columns[1:], "float64"))


def _numbers(frame: pd.DataFrame) -> dict[str, Any]:
    first, *others = frame.columns
    return {first: st.column_config.TextColumn(max_chars=60)} | {
        name: st.column_config.NumberColumn(min_value=0, format="%g") for name in others
    }


def _figures() -> dict[str, Any]:
    """Figures as they stand on the page."""
    state = st.session_state
    rows = edited(_plans(), state[PLANS])
    content: dict[str, Any] = {
        "name": state["scratch_name"],
        "currency": state["scratch_currency"],
        "plans": [dict(zip(PLAN_KEYS, row.values(), strict=True)) for row in rows],
    }
    for key, (_, scale) in NUMBERS.items():
        value = state[f"scratch_{key}"]
        content[key] = None if value is None else value / scale
    teams = edited(_people(), state[PEOPLE])
    for key, place in (("people", 1), ("wage_per_year", 2)):
        by_team = {str(next(iter(row.values()))): [*row.values()][place] for row in teams}
        if any(value is not None for value in by_team.values()):
            content[key] = {team: value or 0.0 for team, value in by_team.items()}
    return content


def _make() -> None:
    state = st.session_state
    state[PROBLEM] = ""
    try:
        made = by_hand(figures_of(_figures()))
        scenario = scenario_of({tell("data.own_file"): made.text.encode()})
    except SaydoError as problem:
        state[PROBLEM] = str(problem)
        return
    keep_own(scenario)
    state[MADE] = made, scenario


def _show(made: ByHand, scenario: Scenario) -> None:
    portfolio(scenario, "scratch")
    with st.expander(say("data.rules", count=len(made.rules)), expanded=True):
        st.markdown("\n".join(f"- {as_markdown(rule, 400)}" for rule in made.rules))
    left, right = st.columns(2)
    name = tell("data.own_file")
    left.download_button(
        say("data.get_scenario"), made.text, name, key="scratch-get", on_click="ignore", width="stretch"
    )
    if made.anchors:
        anchors = name.replace(".", "-anchors.")
        label = say("data.get_anchors")
        right.download_button(label, made.anchors, anchors, key="scratch-anchors", on_click="ignore", width="stretch")
