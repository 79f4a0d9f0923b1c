"""Year on year: from the margin of one year to that of another, by price, volume, mix and line."""

from __future__ import annotations

from functools import partial

import streamlit as st

from sim.questions.bridge import Bridge
from sim.questions.year_bridge import StudyYear, year_bridge
from sim.report.bridge import bridge_table, bridge_workbook, year_bridge_words, year_name, year_parts
from sim.report.charts import waterfall_chart
from sim.report.format.reader_locale import in_locale
from sim.running.jobs import QuestionJob
from sim.running.runner import ExperimentRunner
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.frame import Ground
from sim.ui.money.ledger import XLSX
from sim.ui.pictures import picture
from sim.ui.sections import section
from sim.ui.text import as_markdown, say
from sim.units import MONTHS_PER_YEAR

__all__ = ["show_year_bridge"]


def show_year_bridge(on: Ground) -> None:
    """Draws the question, or its answer; a note where there is no second whole year."""
    section("money.years_title")
    years = {
        f"{place}:{year}": StudyYear(scenario, year)
        for place, scenario in enumerate(on.study.scenarios[:2])
        for year in range(1, scenario.horizon_months // MONTHS_PER_YEAR + 1)
    }
    if len(years) < 2:
        st.info(say("money.years_none"))
        return
    names = {key: f"{on.names[int(key.partition(':')[0])]}, {year_name(year)}" for key, year in years.items()}
    own = [key for key in years if years[key].scenario is on.own]
    usual = own[:2] if len(own) > 1 else list(years)[:2]
    one, two = st.columns(2)
    with one:
        first = pick(say("money.years_from"), list(years), "year_from", usual[0], names.__getitem__)
    others = [key for key in years if key != first]
    with two:
        second = pick(say("money.years_to"), others, "year_to", usual[1], names.__getitem__)
    pair, runs = (years[first], years[second]), on.study.replications
    job = QuestionJob(
        "year_bridge",
        (*((year.scenario.fingerprint, year.year) for year in pair), runs),
        on.study.seed,
        partial(_bridged, pair=pair, runs=runs),
    )
    ask(
        job,
        partial(_show, on, pair, (names[first], names[second])),
        button=say("money.years_ask", count=runs * len({year.scenario.fingerprint for year in pair})),
        about=say("money.years_about"),
    )


def _bridged(runner: ExperimentRunner, *, pair: tuple[StudyYear, StudyYear], runs: int) -> Bridge:
    return year_bridge(runner, *pair, runs)


def _show(on: Ground, pair: tuple[StudyYear, StudyYear], names: tuple[str, str], answer: Bridge) -> None:
    shown, currency, locale = year_parts(answer), on.own.currency, on.choice.locale
    st.markdown(as_markdown(year_bridge_words(shown, currency), 1_500))
    picture(waterfall_chart(shown, *names, currency), "years-bridge", bridge_table(shown, *names, currency))
    provenance: dict[str, object] = {
        "fingerprints": [year.scenario.fingerprint for year in pair],
        "years": [year.year for year in pair],
        "seed": on.study.seed,
    }

    def workbook() -> bytes:
        with in_locale(locale):
            return bridge_workbook(shown, names, currency, provenance)

    st.download_button(say("money.years_xlsx"), workbook, "saydo-years.xlsx", XLSX, key="years-xlsx", on_click="ignore")
