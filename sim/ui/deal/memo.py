"""Papers of the page Deal: sign-off, the link, the memo and the buyer's sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from sim.report.entries import plan_name
from sim.report.format.reader_locale import day_of
from sim.report.memo import (
    MEMO_FILES,
    Approval,
    Memo,
    Origin,
    StudySettings,
    buyer_paper,
    command_of,
    deal_board,
    memo_files,
    memo_of,
    paper_files,
)
from sim.scenario.document import Scenario
from sim.scenario.files import OWN_SCENARIO
from sim.scenario.fingerprints import is_of
from sim.ui.board import show_board
from sim.ui.choice import Choice
from sim.ui.deal.plan import plan_of
from sim.ui.deal.trade import asked_so_far
from sim.ui.deal.verdict import verdict_of
from sim.ui.downloads import downloads
from sim.ui.frame import Ground, Results
from sim.ui.identity import SIGNING
from sim.ui.panel.saving import sign_off
from sim.ui.sections import section
from sim.ui.state import complaint
from sim.ui.stories import is_own, is_saved, saved_version, story
from sim.ui.text import as_markdown, say, tell
from sim.ui.trust import trust_of
from sim.ui.work import library

__all__ = ["link_of", "memo", "papers"]

KINDS = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
}
BUYER_KINDS = ("html", "pdf", "docx")
DRAWN = ("pdf", "png", "svg")
"""Formats that a browser draws."""


def link_of(chosen: Choice) -> str:
    """The address of the page with this choice; without a server's address, its query alone; empty for one's own."""
    if chosen.is_own:
        return ""
    query = urlencode(chosen.link())
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, query, "")) if here.netloc else f"?{query}"


def memo(results: Results) -> Memo:
    """The memo of the reader's scenario against the base scenario; its numbers are those of the page."""
    return replace(memo_of(_question(results)), command=_command(results))


def _question(results: Results) -> StudySettings:
    on, pair = results.ground, slice(0, 2)
    answer = verdict_of(on, results.progress)
    return StudySettings(
        on.names[pair],
        on.study.scenarios[pair],
        results.progress.replications[pair],
        _origin(results),
        answer.rows if answer else (),
        on.choice.cut(),
        answer.lines if answer else (),
        trust_of(on.choice),
        asked_so_far(on),
        _approvals(on),
    )


def _approvals(on: Ground) -> tuple[Approval, ...]:
    """The note of the version that is shown, and all signatures under its terms, as they were given."""
    said = []
    saved = saved_version(on.choice.story)
    if saved is not None and is_of(saved.fingerprint, on.own.fingerprint) and (saved.author or saved.note):
        words = tell("memo.saved", version=saved.version)
        said.append(Approval(saved.author, words, _day(saved.at), saved.note, identity=saved.identity))
    for signed in library().signatures(on.own.fingerprint):
        words = tell("memo.approved" if signed.approved else "memo.refused", verdict=signed.verdict)
        day = _day(signed.at)
        said.append(Approval(signed.signatory, words, day, signed.note, signed.role, signed.identity))
    return tuple(said)


def _day(moment: str) -> str:
    return day_of(date.fromisoformat(moment[:10]))


def _memo_file(question: StudySettings, command: str, kind: str) -> bytes:
    """Bytes of one file; a download is written when no page is drawn, so it reads no state."""
    return memo_files(replace(memo_of(question), command=command), {kind})[MEMO_FILES[kind][0]]


def _origin(results: Results) -> Origin:
    chosen = results.ground.choice
    start = "honest" if is_saved(chosen.story) else _typed(chosen.story)
    rails = chosen.guardrails
    floors = ("--margin-floor", f"{rails.margin_share}", "--response-floor", f"{rails.attainment}")
    label = {"currency": chosen.currency} if chosen.currency else {}
    return Origin(
        start,
        story("honest" if is_saved(chosen.story) else chosen.story),
        _typed(chosen.base),
        chosen.seed,
        results.progress.done,
        link_of(chosen),
        floors,
        label,
    )


def _typed(name: str) -> str:
    """A scenario as a command names it: a portfolio of one's own by its file in the folder of the import."""
    return OWN_SCENARIO if is_own(name) else name


def _command(results: Results) -> str:
    """The command of the same memo, computed once for a choice; empty where the base scenario has no file."""
    key = replace(results.ground.choice, picks={}), results.progress.done
    last: tuple[object, str] | None = st.session_state.get("command")
    if last is None or last[0] != key:
        chosen = results.ground.choice
        own = {name for name in (chosen.base, chosen.story) if is_own(name)}
        nameless = is_saved(chosen.base) or len(own) > 1
        last = key, "" if nameless else command_of(_origin(results), _whole(results))
        st.session_state["command"] = last
    return last[1]


def _whole(results: Results) -> Scenario:
    """The reader's scenario before it is cut, where the command cuts it to the same length."""
    chosen, own = results.ground.choice, results.ground.own
    whole = chosen.scenario()
    months = min(whole.horizon_months, story(chosen.base).horizon_months)
    return whole if months == own.horizon_months else own


def papers(results: Results, ready: bool) -> None:
    """Draws sign-off, link and downloads; they are closed until the numbers shown are all those of the choice.

    Parameters
    ----------
    results : Results
        Results on the page.
    ready : bool
        Whether they are those of the choice as it is, and no more runs are under way.
    """
    section("memo.papers")
    answer = verdict_of(results.ground, results.progress) if ready else None
    if answer is None:
        st.caption(say("memo.later"))
        if problem := complaint(SIGNING):
            st.error(as_markdown(problem))
        return
    on = results.ground
    sign_off(on.choice, on.own, answer.decision)
    first, second = st.columns(2)
    with first:
        st.markdown(say("memo.memo"))
        downloads("memo", KINDS, partial(_memo_file, _question(results), _command(results)), DRAWN)
    with second:
        plan = plan_of(results.ground.choice)
        st.markdown(say("memo.sheet", plan=plan_name(plan)))
        downloads("sheet", {kind: KINDS[kind] for kind in BUYER_KINDS}, partial(_sheet, results, plan), DRAWN)
    write = partial(deal_board, answer=answer.lines, floors=answer.rows)
    show_board("deal-board", results, write, ready=True)
    with st.expander(say("memo.again")):
        if link := link_of(results.ground.choice):
            st.caption(say("memo.link"))
            st.code(link, language=None, wrap_lines=True)
        else:
            st.caption(say("memo.no_link"))
        if command := _command(results):
            st.caption(say("memo.command"))
            st.code(command, language=None, wrap_lines=True)


def _sheet(results: Results, plan: str, kind: str) -> bytes:
    on = results.ground
    paper = buyer_paper(on.own, plan, results.progress.replications[min(1, len(on.names) - 1)])
    return paper_files(paper, {kind}, "sheet")[f"sheet.{kind}"]
