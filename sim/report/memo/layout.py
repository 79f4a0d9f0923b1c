"""The memo as a paper to read, to sign and to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from sim.report.charts import Picture, fan_chart
from sim.report.format.table import text_table
from sim.report.memo.memo import Memo
from sim.report.memo.paper import Paper, Section, clean
from sim.report.trust import trust_words
from sim.running.identity import signed_by

__all__ = ["memo_paper", "picture_of"]

SIDE_BY_SIDE = 3
MOST_CHANGES, LONGEST_CHANGE = 6, 160
"""Changes that the first page names, and characters of each."""
NOTHING = "–"
"""Stands for a term that a plan does not have and another has."""
SIGNATORIES = ("Sales", "Finance", "Executive")
LIKELY = "Likely: where the average difference lies, with 95 % certainty."
BACKTESTED = (
    "Of the portfolio, by its own data: fitted on the first part of the days, simulated and compared on the rest."
)
HOW_TO_READ = "Line: the median month. Dark band: half of the runs. Pale band: nine tenths of them."


def memo_paper(memo: Memo) -> Paper:
    """Lay out a memo as a paper: on the first page all that is decided on, in the annex what it rests on.

    Parameters
    ----------
    memo : Memo
        The memo.

    Returns
    -------
    Paper
        The paper.
    """
    return Paper(memo.title, memo.subtitle, (*_first_page(memo), *_annex(memo)))


def _first_page(memo: Memo) -> list[Section]:
    """Recommendation, what to ask, numbers, floors, what differs, who has said what."""
    sections = [Section("May it be signed?", memo.answer)] if memo.answer else []
    sections += [Section("What to ask in return", memo.to_ask)] if memo.to_ask else []
    sections += [Section("Verdict", memo.verdict), _numbers(memo), *_trust(memo)]
    if memo.guardrails:
        rows = tuple(
            (guardrail.name, guardrail.floor, guardrail.reached, guardrail.verdict) for guardrail in memo.guardrails
        )
        sections.append(Section("Guardrails", table=text_table("", ("Guardrail", "Floor", "Reached", "Verdict"), rows)))
    if memo.changes:
        sections.append(_changes(memo))
    if memo.approvals:
        said = [
            (signed_by(one.name, one.role, one.identity), one.decision, one.day, one.note) for one in memo.approvals
        ]
        sections.append(Section("Approvals and notes", table=text_table("", ("Who", "What", "Date", "Note"), said)))
    blank = tuple((who, "", "", "") for who in SIGNATORIES)
    sections.append(Section("Sign-off", table=text_table("", ("For", "Name", "Date", "Signature"), blank)))
    return sections


def _annex(memo: Memo) -> list[Section]:
    """Month by month, all changes with their paths, terms, how to get it again, assumptions."""
    sections = [
        Section("Annex: margin month by month", (HOW_TO_READ,), picture=picture_of(memo), is_annex=True),
        *_all_changes(memo),
        *_terms(memo),
    ]
    if memo.accounts:
        sections.append(
            Section("Accounts with terms of their own", table=text_table("", ("Account", "Terms"), memo.accounts))
        )
    return [*sections, _again(memo), _assumptions(memo)]


def picture_of(memo: Memo) -> Picture:
    """Draw the margin month by month, baseline and terms.

    Parameters
    ----------
    memo : Memo
        The memo.

    Returns
    -------
    Picture
        The memo's figure.
    """
    view = memo.view
    paths = dict(zip(view.names, view.margins, strict=True))
    picture = fan_chart(view.months, paths, view.currency, actions=view.actions)
    picture.figure.update_layout(template="plotly_white")
    for words in trust_words(memo.trust, ["margin"]):
        below = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom"}
        picture.figure.add_annotation(text=escape(clean(words)), showarrow=False, font={"size": 11}, **below)
    return picture


def _numbers(memo: Memo) -> Section:
    headings: tuple[str, ...] = ("Outcome", "With these terms", "Range")
    rows: list[tuple[str, ...]] = [(number.label, number.value, number.range) for number in memo.numbers]
    if memo.view.rows:
        headings += ("Difference (likely range)", "Verdict")
        rows = [(*row, number.difference, number.verdict) for row, number in zip(rows, memo.numbers, strict=True)]
    return Section("Three numbers", (LIKELY,) if memo.view.rows else (), text_table("", headings, tuple(rows)))


def _trust(memo: Memo) -> list[Section]:
    if not memo.trust:
        return []
    rows = tuple((mark.label, str(mark.colour), mark.reason) for mark in memo.trust)
    return [
        Section("How far to trust them", (BACKTESTED,), text_table("", ("Outcome", "Back-test", "Because of"), rows))
    ]


def _changes(memo: Memo) -> Section:
    """The first changes in words, and how many more the annex has."""
    shown = memo.changes[:MOST_CHANGES]
    more = len(memo.changes) - len(shown)
    lines = (f"The first {len(shown)} of {len(memo.changes)}; the annex has them all.",) if more else ()
    rows = tuple((_cut(change.about), _cut(change.before), _cut(change.after)) for change in shown)
    table = text_table("", ("What", "Before", "After"), rows)
    return Section("What differs from the base scenario", lines, table)


def _cut(text: str) -> str:
    """Cut a term to as much as the first page holds."""
    return text if len(text) <= LONGEST_CHANGE else text[: LONGEST_CHANGE - 1] + "…"


def _all_changes(memo: Memo) -> list[Section]:
    if not memo.changes:
        return []
    rows = tuple((change.about, change.path, change.before, change.after) for change in memo.changes)
    return [Section("All that differs, and where", table=text_table("", ("What", "Where", "Before", "After"), rows))]


def _terms(memo: Memo) -> list[Section]:
    """The plans side by side, as many as fit on a page."""
    sections = []
    for first in range(0, len(memo.plans), SIDE_BY_SIDE):
        plans = memo.plans[first : first + SIDE_BY_SIDE]
        wordings = [dict(plan.rows) for plan in plans]
        items = _in_order([[item for item, _ in plan.rows] for plan in plans])
        rows = tuple((item, *(words.get(item, NOTHING) for words in wordings)) for item in items)
        sections.append(Section("Terms", table=text_table("", ("Term", *(plan.plan for plan in plans)), rows)))
    return sections


def _in_order(lists: Sequence[Sequence[str]]) -> list[str]:
    """All items of some lists, each once, an item that only a later list has behind the one before it there."""
    items: list[str] = []
    for names in lists:
        place = 0
        for name in names:
            if name in items:
                place = items.index(name) + 1
            else:
                items.insert(place, name)
                place += 1
    return items


def _again(memo: Memo) -> Section:
    rows = [*memo.provenance.items()]
    rows += [(name, text) for name, text in (("command", memo.command), ("link", memo.link)) if text]
    line = "The same seed, terms and version give the same numbers."
    return Section("How to get these numbers again", (line,), text_table("", ("What", "Which"), tuple(rows)))


def _assumptions(memo: Memo) -> Section:
    counts = Counter(assumption.evidence for assumption in memo.assumptions)
    parts = ", ".join(f"{count} {evidence}" for evidence, count in counts.items())
    line = (
        f"{len(memo.assumptions)} numbers that are not the provider's to decide: {parts}. An assumption is not a fact."
    )
    rows = tuple(
        (assumption.evidence, assumption.about, assumption.path, assumption.value, assumption.source)
        for assumption in memo.assumptions
    )
    table = text_table("", ("Evidence", "What", "Where", "Value", "Source"), rows)
    return Section("Annex: what is assumed", (line,), table, is_annex=True)
