"""The books of every customer: profit and loss, months, receivables, the bridge from the budget, and the workbook."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from sim.questions.ledger import Ledger, ledgers, mean_cents
from sim.report.budget import months_of, plan_steps
from sim.report.charts import ageing_chart, cash_chart, days_chart, heat_chart, statement_chart
from sim.report.format.reader_locale import in_locale
from sim.report.format.table import to_csv
from sim.report.format.words import money, step_of
from sim.report.ledger import (
    AGE_LABELS,
    FLOW_LABELS,
    ageing_table,
    cash_words,
    customers_table,
    days_table,
    heat_rows,
    heat_table,
    middle_words,
    months_table,
    names_of,
    statement,
    statement_table,
    who_pays_words,
)
from sim.report.ledger_book import ledger_workbook, runs_table
from sim.report.ledger_charges import charges_table
from sim.report.sources import sources_table
from sim.running.jobs import QuestionJob
from sim.running.version import version_block
from sim.ui.asking import ask
from sim.ui.bound import pick
from sim.ui.frame import Ground
from sim.ui.money.budget import MarginBudget
from sim.ui.pictures import picture, table
from sim.ui.sections import section
from sim.ui.text import as_markdown, say
from sim.ui.trust import trust_of

__all__ = ["XLSX", "show_ledger"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ALL = -1
"""Number for all customers together, and for all runs; a box takes None for nothing picked."""
TABS = ("customers", "months", "cash", "plan", "book")


def show_ledger(on: Ground, budget: MarginBudget) -> None:
    """Draws the ledgers of the base scenario and of the reader's own, once asked for.

    Parameters
    ----------
    on : Ground
        Subject of the page.
    budget : MarginBudget
        Where the bridge starts.
    """
    section("money.books_title")
    scenarios, runs = on.study.scenarios[:2], on.study.replications
    about = (*(scenario.fingerprint for scenario in scenarios), runs)
    question = QuestionJob("books", about, on.study.seed, partial(ledgers, scenarios=scenarios, replications=runs))
    ask(
        question,
        partial(_show, on, budget),
        button=say("money.books_ask", count=runs * len(scenarios)),
        about=say("money.books_about", names=" / ".join(on.names[:2])),
    )


def _show(on: Ground, budget: MarginBudget, answer: tuple[Ledger, ...]) -> None:
    base, own = answer[0], answer[-1]
    runs = on.study.replications
    if len(own.runs) < runs:
        st.warning(say("money.books_failed", count=runs - len(own.runs), runs=runs))
    customers, months, cash, plan, book = st.tabs([say(f"money.tab_{name}") for name in TABS])
    with customers:
        _customers(on, own)
    with months:
        _months(on, own)
    with cash:
        _cash(on, own)
    with plan:
        _bridge(on, budget, base, own)
    with book:
        _book(on, own)


def _customers(on: Ground, own: Ledger) -> None:
    currency = on.own.currency
    st.markdown(f"**{as_markdown(who_pays_words(own, currency))}**")
    st.caption(say("money.customers_about", currency=currency))
    table(customers_table(own, currency), "customers-books")
    names = [*names_of(own), say("money.everybody")]
    rows = [ALL, *range(len(own.parties) + 1)]
    row = pick(say("money.party"), rows, "money_party", ALL, names.__getitem__)
    steps, total = statement(own, None if row == ALL else row)
    margins = own.margin if row == ALL else own.lines[:, row].sum(axis=1)
    within = middle_words(margins, currency)
    title = say("money.party_title", name=names[row], margin=money(total.amount, currency), within=within)
    st.markdown(f"**{title}**")
    chart = statement_chart(names[row], steps, total, currency)
    picture(chart, "statement-books", statement_table([*steps, total]))
    charges = charges_table(own)
    if not charges.empty:
        with st.expander(say("money.charges")):
            table(charges, "charges-books")
    with st.expander(say("money.sources")):
        if 0 <= row < len(own.parties):
            table(sources_table(on.own, own.parties[row]), "sources-books")
        else:
            st.caption(say("money.sources_none"))


def _months(on: Ground, own: Ledger) -> None:
    st.caption(say("money.heat_about"))
    runs = [own.typical, ALL, *(run for run in range(len(own.runs)) if run != own.typical)]
    run = pick(say("money.heat_which"), runs, "money_run", own.typical, partial(_run_name, own))
    names, margins = heat_rows(own, None if run == ALL else run)
    if not names:
        st.info(say("money.heat_none"))
        return
    title = say("money.heat_title", name=_run_name(own, run).capitalize(), worst=names[0], best=names[-1])
    st.markdown(f"**{title}**")
    months = months_of(on.own)
    picture(heat_chart(names, months, margins, on.own.currency), "heat-books", heat_table(names, months, margins))
    table(months_table(own, months), "months-books")


def _run_name(own: Ledger, run: int) -> str:
    if run == ALL:
        return say("money.heat_mean")
    return say("money.heat_typical" if run == own.typical else "money.heat_run", number=own.runs[run] + 1)


def _cash(on: Ground, own: Ledger) -> None:
    currency, months = on.own.currency, months_of(on.own)
    frame = ageing_table(own, months)
    st.markdown(f"**{as_markdown(cash_words(frame, currency))}**")
    st.caption(say("money.ageing_about"))
    owed = frame[list(AGE_LABELS)].to_numpy(np.float64).T
    picture(ageing_chart(months, AGE_LABELS, owed, currency), "ageing-books", frame)
    st.caption(say("money.cash_about"))
    billed, cash = own.flows["billed"] / own.minor_units, own.flows["cash"] / own.minor_units
    picture(cash_chart(months, billed, cash, currency), "cash-books", frame[["Month", *FLOW_LABELS.values()]])
    st.markdown(f"**{say('money.days_title')}**")
    if not np.isfinite(own.days_outstanding).any():
        st.info(say("money.days_none"))
        return
    st.caption(say("money.days_about"))
    picture(days_chart(months, own.days_outstanding), "days-books", days_table(own, months))


def _bridge(on: Ground, budget: MarginBudget, base: Ledger, own: Ledger) -> None:
    if base is own and budget.figures is None:
        st.info(say("money.bridge_self"))
        return
    cents = int(mean_cents(base.margin) if budget.figures is None else budget.figures.sum())
    start, steps, end = plan_steps(cents, base, own)
    size = end.amount - start.amount
    difference = money(size, on.own.currency, step=step_of(size, 2), sign=True)
    st.markdown(f"**{say('money.bridge_title', name=on.own_name, difference=difference)}**")
    st.caption(say("money.bridge_about"))
    chart = statement_chart(on.own_name, steps, end, on.own.currency, start=start)
    picture(chart, "bridge-books", statement_table([start, *steps, end]))


def _book(on: Ground, own: Ledger) -> None:
    st.caption(say("money.book_about"))
    provenance = {
        "terms": on.own_name,
        "fingerprint": on.own.fingerprint,
        "seed": on.study.seed,
        "replications": len(own.runs),
        **version_block(),
    }
    months, currency, locale = months_of(on.own), on.own.currency, on.choice.locale
    trust = trust_of(on.choice)

    def workbook() -> bytes:
        with in_locale(locale):  # made when nobody's page is being chart
            return ledger_workbook(own, months, currency, provenance, trust)

    st.download_button(
        say("money.book_xlsx"),
        workbook,
        "saydo-books.xlsx",
        XLSX,
        key="books-xlsx",
        on_click="ignore",
    )
    st.download_button(
        say("money.book_runs"),
        lambda: to_csv(runs_table(own)),
        "saydo-books-runs.csv",
        "text/csv",
        key="books-runs",
        on_click="ignore",
    )
