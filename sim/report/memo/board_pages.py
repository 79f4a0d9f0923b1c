"""Board papers on a deal and on the money of a portfolio: one page each, of the numbers that their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.report.about import about_words
from sim.report.budget import BudgetComparison, budget_comparison, plan_words
from sim.report.charts import Picture, fan_chart, whale_chart
from sim.report.format.table import Table, text_table
from sim.report.format.words import frequency, money
from sim.report.ledger import whale_words
from sim.report.memo.board import BoardSource, short_name, source_lines
from sim.report.memo.memo import Guardrail
from sim.report.memo.paper import Paper, Section
from sim.report.money_cards import money_cards
from sim.report.study import FEWEST, Card, StudyView, cards, sentences, view_of
from sim.scenario.document import Scenario

__all__ = ["BoardStudy", "deal_board", "money_board"]

HOW_TO_READ = "Line: the median month. Dark band: half of the runs. Pale band: nine tenths of them."
WHALE = (
    "From left to right: customers, the most profitable first. Up: their share of all customers' margin so far. "
    "Where the line falls, customers cost more than they pay."
)
MOST_REASONS = 4
"""Sentences beside the figure: three reasons, and the fee to walk away from."""
MOST_PERIODS = 12
"""Periods of a budget that a page holds; of more, the sentence stands alone."""


@dataclass(frozen=True, slots=True)
class BoardStudy:
    """A study as a page shows it: the base scenario first, the reader's own next; or one scenario alone."""

    names: Sequence[str]
    scenarios: Sequence[Scenario]
    results: Sequence[Sequence[Replication]]
    source: BoardSource

    def view(self) -> StudyView:
        """Collect the results, under names that fit.

        Returns
        -------
        StudyView
            Of the replications in which nothing failed.

        Raises
        ------
        SaydoError
            Where these are too few.
        """
        view = view_of([short_name(name) for name in self.names], self.scenarios, self.results)
        if view is None:
            raise SaydoError(f"a board paper needs {FEWEST} replications at least in which nothing failed")
        return view

    def about(self, view: StudyView) -> str:
        """Say what the paper is about: the terms, the firm, its customers and the period.

        Parameters
        ----------
        view : StudyView
            The study as it is shown.
        """
        firm = about_words(view.names[0], self.scenarios[0])
        return f"{view.focus}, compared with {firm}" if len(view.names) > 1 else firm

    def foot(self, view: StudyView) -> Section:
        """The source, which stands last.

        Parameters
        ----------
        view : StudyView
            The study as it is shown.
        """
        return Section("Source", tuple(source_lines(view.names, self.scenarios, view, self.source)))


def deal_board(study: BoardStudy, answer: Sequence[str], floors: Sequence[Guardrail]) -> Paper:
    """Write the paper on a deal.

    Parameters
    ----------
    study : BoardStudy
        Terms against their base, or terms alone.
    answer : sequence of str
        Whether it may be signed, in sentences, the headline first.
    floors : sequence of Guardrail
        How each floor is kept.

    Returns
    -------
    Paper
        Sections that fit on a page.

    Raises
    ------
    SaydoError
        Where too few runs succeeded.
    """
    view = study.view()
    effects = sentences(view)
    title, *why = answer or effects or ("This is the base scenario itself: there is nothing to compare.",)
    rows = [(row.name, row.floor, row.reached, row.verdict) for row in floors]
    paths = dict(zip(view.names[:2], view.margins, strict=False))
    picture = _on_paper(fan_chart(view.months, paths, view.currency, actions=view.actions))
    under = (*effects, HOW_TO_READ) if answer else (HOW_TO_READ,)
    sections = [Section("Margin month by month", under, picture=picture)]
    sections += [Section("Why", tuple(why[:MOST_REASONS]))] if why else []
    sections.append(Section("The numbers", table=_numbers(cards(view))))
    if rows:
        table = text_table("", ("Floor", "At least", "Reached", "Verdict"), rows)
        sections.append(Section("Floors, and how they are kept", table=table))
    return Paper(title, study.about(view), (*sections, study.foot(view)), is_one_page=True)


def money_board(study: BoardStudy, budget: BudgetComparison | None = None) -> Paper:
    """Write the paper on the money of a portfolio.

    Parameters
    ----------
    study : BoardStudy
        Terms against their base, or terms alone.
    budget : BudgetComparison, optional
        The margin against the reader's budget; without one, the mean of the base scenario by year is the budget.

    Returns
    -------
    Paper
        Sections that fit on a page.

    Raises
    ------
    SaydoError
        Where too few runs succeeded.
    """
    view = study.view()
    place = view.names.index(view.focus)
    curves = dict(zip(view.names[:2], view.whales, strict=False))
    drawn = all(np.isfinite(curve).all(axis=1).any() for curve in curves.values())
    picture = _on_paper(whale_chart(curves)) if drawn else None
    sections = [Section("Which customers make the margin", (WHALE,) if drawn else (), picture=picture)]
    sections.append(Section("The numbers", table=_numbers(money_cards(view, study.results[place]))))
    if budget is None and view.rows:
        budget = budget_comparison(view, "year", None)
    if budget is not None:
        sections.append(_against_budget(budget, view))
    title = whale_words(view.focus, view.whales[place])
    return Paper(title, study.about(view), (*sections, study.foot(view)), is_one_page=True)


def _on_paper(picture: Picture) -> Picture:
    picture.figure.update_layout(template="plotly_white")
    return picture


def _numbers(rows: Sequence[Card]) -> Table:
    """A row an outcome, with its difference to the base scenario where there is one."""
    if not any(card.difference for card in rows):
        return text_table(
            "", ("Outcome", "Mean", "Range"), [(card.outcome.label, card.value, card.range) for card in rows]
        )
    cells = [(card.outcome.label, card.value, card.range, f"{card.verdict}: {card.difference}") for card in rows]
    return text_table("", ("Outcome", "Mean", "Range", "Difference (likely range)"), cells)


def _against_budget(budget: BudgetComparison, view: StudyView) -> Section:
    """The margin against a budget, period by period."""
    words = plan_words(budget, view.focus, view.currency)
    if len(budget.periods) > MOST_PERIODS:
        return Section("Margin against budget", (words,))
    amounts = zip(budget.budget, budget.means, strict=True)
    cells = [
        (
            period,
            *(money(float(cents) / budget.units, view.currency) for cents in (planned, mean)),
            money(float(mean - planned) / budget.units, view.currency, sign=True),
            frequency(int((runs >= planned).sum()), runs.size),
        )
        for period, (planned, mean), runs in zip(budget.periods, amounts, budget.runs.T, strict=True)
    ]
    table = text_table("", ("Period", "Budget", "Simulated", "Variance", "Reached"), cells)
    return Section("Margin against budget", (words,), table)
