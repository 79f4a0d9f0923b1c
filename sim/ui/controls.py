"""The panel of stories and terms: widgets are views of one frozen choice."""

from __future__ import annotations

import streamlit as st

from sim.ui.choice import EXAMPLE, MOST_OTHERS, RUNS, SEEDS, Choice, choice_of_link
from sim.ui.levers import Lever, levers_of, worst_account
from sim.ui.stories import story, story_names, title_of
from sim.ui.text import as_markdown

__all__ = ["chosen"]

GROUPS = ("Promise", "Price", "People", "Abusive volume")


def chosen() -> Choice:
    """Draws the panel and returns what it says; the address of the page follows."""
    if "story" not in st.session_state:
        choice, complaints = choice_of_link(dict(st.query_params))
        _show_in_widgets(choice)
        st.session_state["link_complaints"] = complaints
    with st.sidebar:
        for complaint in st.session_state.get("link_complaints", []):
            st.warning(as_markdown(complaint))
        _stories()
        moved = _levers(st.session_state["story"])
        _settings()
    choice = Choice(
        base=st.session_state["base"],
        story=st.session_state["story"],
        others=tuple(st.session_state["others"]),
        moved=moved,
        seed=st.session_state["seed"],
        runs=st.session_state["runs"],
    )
    link = choice.link()
    if link != dict(st.query_params):
        st.query_params.from_dict(link)
    return choice


def _show_in_widgets(choice: Choice) -> None:
    state = st.session_state
    state["base"], state["story"], state["others"] = choice.base, choice.story, list(choice.others)
    state["seed"], state["runs"] = choice.seed, choice.runs
    _set_levers(choice)


def _set_levers(choice: Choice) -> None:
    for lever in levers_of(story(choice.story)):
        st.session_state[lever.key] = choice.moved.get(lever.key, lever.read(story(choice.story)))


def _new_story() -> None:
    _set_levers(Choice(story=st.session_state["story"]))
    st.session_state["link_complaints"] = []


def _back_to_example() -> None:
    _show_in_widgets(EXAMPLE)
    st.session_state["link_complaints"] = []


def _stories() -> None:
    st.subheader("What is compared")
    names = story_names()
    st.selectbox(
        "Story", names, key="story", format_func=title_of, on_change=_new_story, persist_state="session",
        help="Where the terms below start from. Picking another puts them where that story has them.",
    )  # fmt: skip
    st.selectbox(
        "Baseline", names, key="base", format_func=title_of, persist_state="session",
        help="What every difference on the page is a difference to.",
    )  # fmt: skip
    st.multiselect(
        "Other stories", names, key="others", format_func=title_of, max_selections=MOST_OTHERS, persist_state="session",
        help="Further stories for the chart of differences.", placeholder="None",
    )  # fmt: skip


def _levers(name: str) -> dict[str, int]:
    """The levers of a story, by group; returns those that stand elsewhere than in it."""
    scenario = story(name)
    levers = levers_of(scenario)
    for group in GROUPS:
        of_group = [lever for lever in levers if lever.group == group]
        if of_group:
            account = worst_account(scenario)
            named = f": {as_markdown(account, 60)}" if group == "Abusive volume" and account else ""
            st.subheader(f"{group}{named}")
        for lever in of_group:
            _slider(lever)
    values = {lever.key: int(st.session_state[lever.key]) for lever in levers}
    return {lever.key: values[lever.key] for lever in levers if values[lever.key] != lever.read(scenario)}


def _slider(lever: Lever) -> None:
    st.session_state.setdefault(lever.key, lever.low)
    percent = lever.unit == "%"
    signed = percent and lever.low < 0
    st.slider(
        lever.label if percent else f"{lever.label}, {lever.unit}",
        lever.low, lever.high, step=lever.step, key=lever.key, persist_state="session", help=lever.help,
        format="%+d %%" if signed else "%d %%" if percent else "%d",
    )  # fmt: skip


def _settings() -> None:
    with st.expander("Model settings"):
        st.selectbox(
            "Runs", RUNS, key="runs", persist_state="session",
            help="How many times each story is run; more runs, narrower ranges. Run 1 of each has the same luck, "
            "and so has run 2, so that differences are due to the terms.",
        )  # fmt: skip
        st.number_input(
            "Seed", *SEEDS, step=1, key="seed", persist_state="session",
            help="Which luck: the same seed gives the same numbers, to the cent.",
        )  # fmt: skip
    st.button("Back to the worked example", on_click=_back_to_example, width="stretch")
