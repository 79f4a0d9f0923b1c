"""From scratch: a dozen figures, as ``saydo init`` asks for them, become a portfolio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from sim.errors import Problem, SaydoError
from sim.scenario.by_hand import ByHand, by_hand
from sim.scenario.document import Scenario
from sim.scenario.figures import BOUNDS, CURRENCIES, TEAMS, figures_of
from sim.ui.data.opened import portfolio
from sim.ui.data.session import scenario_of
from sim.ui.stories import keep_own
from sim.ui.text import as_markdown, say, tell

__all__ = ["edited", "from_scratch"]

PLANS, PEOPLE, MADE, PROBLEM = "scratch_grid_plans", "scratch_grid_teams", "scratch_made", "scratch_problem"
FIRST_ROWS, USED_ROWS = "scratch_first_rows", "scratch_used_rows"
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
        left.text_input(
            say("data.f_name"), tell("data.own_title"), key="scratch_name", max_chars=60, persist_state="session"
        )
        right.selectbox(say("data.f_currency"), CURRENCIES, key="scratch_currency", persist_state="session")
        st.caption(say("data.f_plans"))
        plans = _rows(PLANS)
        st.data_editor(plans, key=PLANS, num_rows="dynamic", hide_index=True, column_config=_numbers(plans))
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
                    persist_state="session",
                )
        with st.expander(say("data.f_teams")):
            people = _rows(PEOPLE)
            st.data_editor(people, key=PEOPLE, hide_index=True, disabled=[people.columns[0]])
        st.form_submit_button(say("data.make"), type="primary", on_click=_make)
    for line in st.session_state.get(PROBLEM, ()):
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


def _rows(key: str) -> pd.DataFrame:
    """Rows that a grid begins with: it forgets its edits when its page is left, and goes on with those last used."""
    state = st.session_state
    frames: dict[str, pd.DataFrame] = state.setdefault(FIRST_ROWS, {})
    if key not in frames or key not in state:
        usual = _plans() if key == PLANS else _people()
        used = state.get(USED_ROWS, {}).get(key)
        frames[key] = usual if used is None else pd.DataFrame(used, columns=usual.columns).astype(usual.dtypes)
    return frames[key]


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
    rows, teams = edited(_rows(PLANS), state[PLANS]), edited(_rows(PEOPLE), state[PEOPLE])
    state[USED_ROWS] = {PLANS: rows, PEOPLE: teams}
    content: dict[str, Any] = {
        "name": state["scratch_name"],
        "currency": state["scratch_currency"],
        "plans": [dict(zip(PLAN_KEYS, row.values(), strict=True)) for row in rows],
    }
    for key, (_, scale) in NUMBERS.items():
        value = state[f"scratch_{key}"]
        content[key] = None if value is None else value / scale
    for key, place in (("people", 1), ("wage_per_year", 2)):
        by_team = {str(next(iter(row.values()))): [*row.values()][place] for row in teams}
        if any(value is not None for value in by_team.values()):
            content[key] = {team: value or 0.0 for team, value in by_team.items()}
    return content


def _make() -> None:
    state = st.session_state
    state[PROBLEM] = ()
    try:
        made = by_hand(figures_of(_figures()))
        scenario = scenario_of({tell("data.own_file"): made.text.encode()})
    except SaydoError as refused:
        state[PROBLEM] = [_on_page(problem) for problem in refused.problems]
        return
    keep_own(scenario)
    state[MADE] = made, scenario


def _on_page(problem: Problem) -> str:
    """A problem in the words and units of the page."""
    key, *rest = problem.path.split(".")
    value, rule, scale = problem.value, problem.rule, NUMBERS.get(key, (None, 1))[1]
    if scale != 1:
        low, high = (f"{scale * end:g}" for end in BOUNDS[key])
        value, rule = f"{st.session_state[f'scratch_{key}']:g}", tell("data.f_range", low=low, high=high)
    name = _label(problem.path, key, rest)
    return f"{name} = {value}: {rule}" if value else f"{name}: {rule}"


def _label(path: str, key: str, rest: list[str]) -> str:
    """The name of a figure on the page: of a cell its row and column, of a number its label."""
    if key in (*NUMBERS, "name", "currency"):
        return ", ".join([tell(f"data.f_{key}"), *rest])
    if key != "plans" or (rest and rest[-1] not in PLAN_KEYS):
        return path
    if not rest:
        return tell("data.f_customers")
    row = st.session_state[USED_ROWS][PLANS][int(rest[0]) - 1]
    name = next(iter(row.values())) or tell("data.f_row", number=rest[0])
    return f"{name}, {tell('data.plan_columns').split('|')[PLAN_KEYS.index(rest[-1])]}"


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
