"""The panel of scenarios and terms: every widget is a view of the one frozen choice."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from sim.report.format.reader_locale import LOCALES, percent_sign
from sim.scenario.document import Scenario
from sim.scenario.levers import HeadlineLever, levers_of, worst_account
from sim.ui.choice import CURRENCIES, EXAMPLE, FLOORS, MOST_OTHERS, RUNS, SEEDS, Choice
from sim.ui.levers import lever_help, lever_label, lever_unit
from sim.ui.live import anew, live
from sim.ui.panel import saving
from sim.ui.panel.contract import contract_terms
from sim.ui.panel.offering import offer_dialog
from sim.ui.state import choice, complaint, complaints_of_link, has_undo, setter, start_over, undo
from sim.ui.stories import essay_of, is_own, is_saved, own_names, plan_names, saved_names, story_names, title_of
from sim.ui.text import as_markdown, say

__all__ = ["panel"]

GROUPS = ("promise", "price", "people", "abuse")


def panel() -> Choice:
    """Draws the panel and returns the choice; the address of the page follows."""
    chosen = choice()
    with st.sidebar:
        for problem in complaints_of_link():
            st.warning(as_markdown(problem))
        _actions()
        _stories(chosen)
        written = chosen.written()
        st.subheader(say("panel.contract"))
        contract_terms(chosen, written)
        _levers(chosen, written)
        _guardrails(chosen)
        _settings(chosen)
        st.button(say("panel.example"), on_click=start_over, args=(EXAMPLE,), width="stretch")
    return chosen


def listed(name: str) -> str:
    """Label of a scenario in a list: essay and title; a plan to start from or a saved one is marked as such."""
    if is_own(name):
        return say("panel.own", title=title_of(name))
    kind = say("panel.saved") if is_saved(name) else essay_of(name) or say("panel.start")
    return f"{kind} · {title_of(name)}"


def _actions() -> None:
    st.button(say("panel.new"), key="new", on_click=offer_dialog, width="stretch", help=say("panel.new_help"))
    saving.save_button()
    st.button(
        say("panel.undo"),
        key="undo",
        on_click=undo,
        disabled=not has_undo(),
        width="stretch",
        shortcut="ctrl+z",
        help=say("panel.undo_help"),
    )


def _stories(chosen: Choice) -> None:
    st.subheader(say("panel.compared"))
    stories = sorted(story_names(), key=lambda name: (essay_of(name), name))
    names = [*own_names(), *stories, *plan_names(), *saved_names()]
    names += [name for name in dict.fromkeys((chosen.story, chosen.base, *chosen.others)) if name not in names]
    key = live("story", chosen.story)
    st.selectbox(
        say("panel.story"),
        names,
        key=key,
        format_func=listed,
        help=say("panel.story_help"),
        on_change=setter("story", lambda before, name: replace(before, story=name, terms={}, moved={})),
    )
    key = live("base", chosen.base)
    st.selectbox(
        say("panel.base"),
        names,
        key=key,
        format_func=listed,
        help=say("panel.base_help"),
        on_change=setter("base", partial(_with, "base")),
    )
    key = live("others", list(chosen.others))
    st.multiselect(
        say("panel.others"),
        names,
        key=key,
        format_func=listed,
        max_selections=MOST_OTHERS,
        help=say("panel.others_help"),
        placeholder=say("panel.none"),
        select_all=False,
        on_change=setter("others", lambda before, some: replace(before, others=tuple(some))),
    )
    for field in ("story", "base", "others"):
        if problem := complaint(field):
            st.error(as_markdown(problem))


def _levers(chosen: Choice, written: Scenario) -> None:
    """The levers of the scenario, by group."""
    for group in GROUPS:
        of_group = [lever for lever in levers_of(written) if lever.group == group]
        if of_group:
            account = worst_account(written)
            suffix = f": {as_markdown(account, 60)}" if group == "abuse" and account else ""
            st.subheader(say(f"levers.group_{group}") + suffix)
        for lever in of_group:
            _lever(lever, chosen, written)


def _lever(lever: HeadlineLever, chosen: Choice, written: Scenario) -> None:
    usual = lever.read(written)

    def moved(before: Choice, value: int) -> Choice:
        others = {key: number for key, number in before.moved.items() if key != lever.key}
        return replace(before, moved=others if value == usual else others | {lever.key: value})

    name = anew(lever.key)
    key = live(name, min(max(chosen.moved.get(lever.key, usual), lever.low), lever.high))
    st.number_input(
        f"{lever_label(lever)}, {percent_sign().strip() if lever.percent else lever_unit(lever)}",
        lever.low,
        lever.high,
        value=None,
        step=lever.step,
        key=key,
        help=lever_help(lever),
        on_change=setter(name, moved, needed=True),
    )
    if problem := complaint(name):
        st.error(as_markdown(problem))


def _guardrails(chosen: Choice) -> None:
    with st.expander(say("panel.guardrails")):
        for key, field in (("margin", "margin_floor"), ("ontime", "ontime_floor")):
            drawn = live(f"{key}_floor", getattr(chosen, field))
            st.number_input(
                say(f"panel.{key}_floor"),
                *FLOORS[key],
                value=None,
                step=5 if key == "margin" else 1,
                key=drawn,
                help=say(f"panel.{key}_floor_help"),
                on_change=setter(f"{key}_floor", partial(_with, field), needed=True),
            )
            if problem := complaint(f"{key}_floor"):
                st.error(as_markdown(problem))


def _settings(chosen: Choice) -> None:
    with st.expander(say("panel.settings")):
        key = live("runs", chosen.runs)
        st.selectbox(
            say("panel.runs"),
            RUNS,
            key=key,
            help=say("panel.runs_help"),
            on_change=setter("runs", partial(_with, "runs")),
        )
        key = live("currency", chosen.currency)
        st.selectbox(
            say("panel.currency"),
            ("", *CURRENCIES),
            key=key,
            help=say("panel.currency_help"),
            format_func=lambda code: code or say("panel.currency_own"),
            on_change=setter("currency", partial(_with, "currency")),
        )
        if problem := complaint("currency"):
            st.error(as_markdown(problem))
        key = live("locale", chosen.locale)
        st.selectbox(
            say("panel.locale"),
            LOCALES,
            key=key,
            help=say("panel.locale_help"),
            format_func=lambda name: say(f"habits.{name}"),
            on_change=setter("locale", partial(_with, "locale")),
        )
        key = live("seed", chosen.seed)
        st.number_input(
            say("panel.seed"),
            *SEEDS,
            value=None,
            step=1,
            key=key,
            help=say("panel.seed_help"),
            on_change=setter("seed", partial(_with, "seed"), needed=True),
        )
        if problem := complaint("seed"):
            st.error(as_markdown(problem))


def _with(field: str, before: Choice, value: Any) -> Choice:
    return replace(before, **{field: value})
