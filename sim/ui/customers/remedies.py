"""Remedies for a named account: each simulated against doing nothing, ranked, with regret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, get_origin, get_type_hints

import streamlit as st
from annotated_types import Ge, Le

from sim.errors import SaydoError
from sim.questions.remedies import REMEDIES, Advice, Option, Sizes, advise, options_for
from sim.report.charts import difference_chart
from sim.report.remedies import advice_panel, advice_table, advice_words
from sim.running.jobs import QuestionJob
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.bound import bound, pick
from sim.ui.customers.customer_history import OneRun
from sim.ui.frame import Ground
from sim.ui.live import of_now
from sim.ui.picks import number_between
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.state import change, choice
from sim.ui.text import as_markdown, say

__all__ = ["remedies"]

RUNS = (3, 5, 10, 20)
PICKS = {
    "month": "month",
    "included": "included",
    "price": "price",
    "self_service": "shunt",
    "problem_left": "problem",
    "sprees_left": "sprees",
    "per_day": "per_day",
}
"""Names in links that are older than the names of the sizes."""
SETS = 2
"""Sets of random numbers: one ranks the options, the other measures them."""


def remedies(on: Ground, one: OneRun) -> None:
    """Draws the remedies for the account and their effect on the margin."""
    customer, own = one.customer, on.own
    section("customers.remedies", customer=customer)
    accounts = [name for name in own.accounts if name not in own.absent]
    if customer not in accounts:
        names = ", ".join(accounts)
        st.info(say("customers.not_an_account", accounts=names) if names else say("customers.no_accounts"))
        return
    st.caption(say("customers.remedies_about"))
    with st.expander(say("customers.sizes")):
        sizes = _sizes(own)
    runs = pick(say("customers.runs"), RUNS, "remedy_runs", RUNS[1])
    try:
        options = options_for(own, customer, sizes)
    except SaydoError as problem:
        st.error(as_markdown(str(problem)))
        return
    fingerprints = tuple(option.scenario.fingerprint for option in options)
    question = QuestionJob(
        "remedies",
        (*fingerprints, customer, runs),
        on.study.seed,
        lambda runner: advise(runner, options, customer, runs),
    )
    about = say("customers.takes", runs=SETS * len(options) * runs)
    ask(question, partial(_show, customer, own.currency), button=say("customers.remedies_ask"), about=about)


def _sizes(own: Scenario) -> Sizes:
    """Fields for the size of every remedy, and for what each costs once."""
    usual = Sizes()
    columns = st.columns(3)
    hints = get_type_hints(Sizes, include_extras=True)
    bounds = {name: hint.__metadata__ for name, hint in hints.items() if get_origin(hint) is Annotated}
    sizes: dict[str, Any] = {
        name: _size(columns[place % len(columns)], own, name, getattr(usual, name), bounds[name])
        for place, name in enumerate(bounds)
    }
    once = {
        name: columns[1 + place % 2].number_input(
            say("customers.once", remedy=name, currency=own.currency),
            0.0,
            None,
            step=1_000.0,
            **_number(f"once:{name}", float(usual.once.get(name, 0.0)), 0.0, None),
        )
        for place, name in enumerate(REMEDIES)
    }
    return replace(usual, **sizes, once=once)


def _size(column: Any, own: Scenario, name: str, usual: float | None, bounds: Sequence[object]) -> float | None:
    """A field in percent for a share, else for a number; an empty one takes the account's own."""
    low: Any = next(bound.ge for bound in bounds if isinstance(bound, Ge))
    high: Any = next((bound.le for bound in bounds if isinstance(bound, Le)), None)
    label, key = say(f"customers.{name}", currency=own.currency), PICKS.get(name, f"size:{name}")
    if (low, high) == (0.0, 1.0):
        percent: int = column.number_input(label, 0, 100, step=5, **_number(key, round(100 * (usual or 0.0)), 0, 100))
        return percent / 100
    if name == "month":
        high = own.horizon_months - 1
        usual = min(usual or high, high)
    number: float | None = column.number_input(
        label,
        low,
        high,
        step=1 if isinstance(low, int) else 5.0,
        placeholder=say("customers.usual"),
        **_number(key, usual, low, high),
    )
    return number


def _number(name: str, usual: float | None, low: float, high: float | None) -> dict[str, Any]:
    """Widget settings of a size; whole numbers where its lowest value is one."""
    return {"value": None} | bound(f"remedy_{name}", usual, number_between(low, high, whole=isinstance(low, int)))


def _show(customer: str, currency: str, advice: Advice) -> None:
    st.markdown(f"**{as_markdown(advice_words(advice, customer, currency), 600)}**")
    st.caption(say("customers.remedies_shown", seed=advice.fresh_seed))
    panel = advice_panel(advice)
    picture(difference_chart([panel], currency), "remedies", advice_table(advice, "", currency))
    options = {row.option.title: row.option for row in advice.ranked}
    title = st.selectbox(say("customers.take"), [mark.name for mark in panel.marks], key="remedy-taken")
    st.button(
        say("customers.take_over"),
        key="remedy-take",
        help=say("customers.take_help"),
        on_click=of_now(_take_over),
        args=(options[title],),
    )


def _take_over(option: Option) -> None:
    """The remedy becomes part of the reader's own scenario."""
    change(terms={**choice().terms, **option.terms})
