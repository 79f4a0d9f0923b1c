"""Figures that a controller counted, month by month, beside those simulated."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.questions.actuals import (
    Actuals,
    MonthlyOutcomes,
    actuals_template,
    beside_actuals,
    monthly_outcomes,
    read_actuals,
)
from sim.report.actuals import actuals_table, actuals_words
from sim.report.budget import months_of
from sim.report.charts import actuals_chart
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.frame import Ground
from sim.ui.pictures import picture, table
from sim.ui.sections import section
from sim.ui.text import as_markdown, say
from sim.ui.work import be_private

__all__ = ["show_actuals"]

DROPPED, KEPT, FILE = "money_actuals", "actuals_of_session", "actuals.csv"


def show_actuals(on: Ground) -> None:
    """Draws the place to drop actuals on; once there are some, the question, or its answer."""
    section("money.actuals_title")
    scenario, runs = on.own, on.study.replications
    actuals = _actuals(scenario)
    if actuals is None:
        return
    ask(
        QuestionJob(
            "actuals",
            (scenario.fingerprint, runs),
            on.study.seed,
            partial(_simulated, scenario=scenario, runs=runs),
        ),
        partial(_show, actuals, scenario),
        button=say("money.actuals_ask", count=runs),
        about=say("money.actuals_cost", name=on.own_name),
    )


def _actuals(scenario: Scenario) -> Actuals | None:
    """Actuals of this session; None, with a message, where there are none for this scenario."""
    months = [month[:7] for month in months_of(scenario)]
    content: bytes | None = st.session_state.get(KEPT)
    if content is None:
        st.caption(say("money.actuals_about", first=months[0], last=months[-1]))
        st.file_uploader(say("money.actuals_drop"), type=["csv"], key=DROPPED, on_change=_take)
        st.download_button(
            say("money.actuals_template"),
            partial(actuals_template, scenario),
            FILE,
            "text/csv",
            key="actuals-template",
            on_click="ignore",
        )
        return None
    st.button(say("money.actuals_away"), key="actuals-away", on_click=_put_away)
    try:
        return _read(content, scenario)
    except SaydoError as problem:
        for line in str(problem).splitlines():
            st.error(as_markdown(line, 500))
    return None


def _take() -> None:
    """Keep what was dropped for this session: an uploader forgets it when its page is left."""
    dropped = st.session_state[DROPPED]
    if dropped is not None:
        be_private()
        st.session_state[KEPT] = dropped.getvalue()


def _put_away() -> None:
    st.session_state.pop(KEPT, None)


def _read(content: bytes, scenario: Scenario) -> Actuals:
    with TemporaryDirectory(prefix="saydo-") as folder:
        path = Path(folder).resolve() / FILE
        path.write_bytes(content)
        try:
            return read_actuals(path, scenario)
        except SaydoError as error:
            raise SaydoError(str(error).replace(f"{path.parent}/", "")) from None


def _simulated(runner: ExperimentRunner, *, scenario: Scenario, runs: int) -> Sequence[MonthlyOutcomes]:
    (results,) = runner.measured(monthly_outcomes, [scenario], runs)
    return results


def _show(actuals: Actuals, scenario: Scenario, answer: Sequence[MonthlyOutcomes]) -> None:
    rows, currency = beside_actuals(actuals, scenario, answer), scenario.currency
    st.markdown(f"**{as_markdown(actuals_words(rows, actuals.outside), 1_500)}**")
    names = list(actuals.values)
    name = pick(say("money.actuals_outcome"), names, "actuals_outcome", names[0], lambda one: describe(one).label)
    st.caption(say("money.actuals_key"))
    shown = [row for row in rows if row.outcome == name]
    picture(actuals_chart(shown, currency), f"actual-{name}", actuals_table(shown, "", currency))
    with st.expander(say("money.actuals_all", count=len(rows))):
        table(actuals_table(rows, "", currency), "actuals-all")
