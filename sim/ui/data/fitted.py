"""Numbers that files tell, before and now, the portfolio made of them, and its back-test."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import streamlit as st

from sim.errors import SaydoError
from sim.fitting.observed import observations
from sim.questions.backtest import Backtest, Split, backtest, grounds_of, split_of
from sim.questions.backtest_customers import KNOWN, SPLITS
from sim.report.backtest import backtest_table, backtest_words, customers_table, marks_of, trust_table
from sim.report.fits import fits_table
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.ui.asking import ask
from sim.ui.data.opened import portfolio
from sim.ui.data.reading import FileReading
from sim.ui.pictures import table
from sim.ui.state import choice
from sim.ui.stories import story
from sim.ui.text import as_markdown, say
from sim.ui.trust import COLOURS, keep_trust

__all__ = ["fitted"]

RUNS = 100


def fitted(reading: FileReading) -> None:
    """Draws the fits, the portfolio and the question how far to trust it."""
    st.subheader(say("data.fits"), anchor=False)
    own, scenario = reading.own, reading.scenario
    if own is None or scenario is None:
        st.info(as_markdown(reading.unfitted or say("data.no_portfolio")))
        return
    count = sum(number.fitted for number in own.numbers)
    st.markdown(say("data.fits_lead", count=count, kept=len(own.numbers) - count))
    table(fits_table(own.numbers, scenario), "fits")
    with st.expander(say("data.fits_lines", count=len(own.lines))):
        st.markdown("\n".join(f"- {as_markdown(line, 600)}" for line in own.lines))
    portfolio(scenario, "files")
    _trust(reading)


def _trust(reading: FileReading) -> None:
    """The back-test, where there are days enough for one."""
    st.subheader(say("data.backtest"), anchor=False)
    imported, scenario = reading.imported, reading.scenario
    observed = observations(imported.tables) if imported is not None else None
    if imported is None or scenario is None or observed is None:
        return
    try:
        split = split_of(observed.days[0].date(), observed.days[-1].date())
    except SaydoError as problem:
        st.info(as_markdown(str(problem)))
        return
    tables, country = imported.tables, reading.country
    question = QuestionJob(
        "backtest",
        (scenario.fingerprint, country, RUNS, split),
        choice().seed,
        partial(_tested, tables=tables, split=split, country=country),
    )
    about = say("data.backtest_about", fitted=split.fitted, tested=split.tested, unit=split.unit)
    ask(
        question,
        partial(_show, scenario.fingerprint),
        button=say("data.backtest_ask", count=RUNS),
        about=about,
    )


def _tested(runner: ExperimentRunner, *, tables: Mapping[str, pa.Table], split: Split, country: str) -> Backtest:
    grounds = partial(grounds_of, base=story("honest"), country=country or None)
    return backtest(tables, split, grounds, runner, RUNS)


def _show(fingerprint: str, answer: Backtest) -> None:
    keep_trust(fingerprint, marks_of(answer))
    st.badge(say("data.badge", colour=str(answer.badge)), color=COLOURS[answer.badge])  # type: ignore[arg-type]
    table(trust_table(answer), "trust")
    table(backtest_table(answer), "backtest", folded=True)
    if answer.customers:
        st.markdown(f"**{say('data.backtest_customers', share=f'{1 - KNOWN:.0%}', splits=SPLITS)}**")
        table(customers_table(answer), "customers-backtest")
    for line in backtest_words(answer):
        st.caption(as_markdown(line, 600))
