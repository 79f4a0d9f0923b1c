"""Papers of the page Deal: guardrails, sign-off, the link, the memo and the buyer's sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from sim.questions.guardrails import Guarded, guarded, verdict
from sim.report.charts.images import has_browser
from sim.report.format.reader_locale import in_locale
from sim.report.memo import (
    MEMO_FILES,
    Memo,
    Origin,
    StudySettings,
    buyer_paper,
    command_of,
    guardrail_rows,
    memo_files,
    memo_of,
    paper_files,
)
from sim.scenario.document import Scenario
from sim.scenario.offer import OFFERED
from sim.ui.bound import value_of_pick
from sim.ui.choice import Choice
from sim.ui.frame import Results
from sim.ui.panel.saving import sign_off
from sim.ui.picks import one_of
from sim.ui.state import choice
from sim.ui.stories import is_saved, story
from sim.ui.text import say

__all__ = ["guardrails_of", "link_of", "memo", "papers", "plan_of"]

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
ZONE_COLOURS = {"safe": "green", "risky": "gray", "never": "red"}


def plan_of(chosen: Choice) -> str:
    """The plan that a deal is about: that of an offer, or the one whose terms the panel shows."""
    plans = list(chosen.written().plans)
    return OFFERED if OFFERED in plans else value_of_pick("plan", plans[-1], one_of(plans))


def guardrails_of(results: Results) -> list[Guarded]:
    """Verdict of the reader's runs on the floors; responses are those of an offer where there is one."""
    on = results.ground
    own = results.progress.replications[min(1, len(results.progress.replications) - 1)]
    return guarded(own, on.choice.guardrails, plan=OFFERED if OFFERED in on.own.plans else None)


def link_of(chosen: Choice) -> str:
    """The address of the page with this choice; without a server's address, its query alone."""
    query = urlencode(chosen.link())
    here = urlsplit(st.context.url or "")
    return urlunsplit((here.scheme, here.netloc, here.path, query, "")) if here.netloc else f"?{query}"


def memo(results: Results) -> Memo:
    """The memo of the reader's scenario against the base scenario; its numbers are those of the page."""
    return replace(memo_of(_question(results)), command=_command(results))


def _question(results: Results) -> StudySettings:
    on, pair = results.ground, slice(0, 2)
    rows = guardrail_rows(guardrails_of(results))
    return StudySettings(
        on.names[pair],
        on.study.scenarios[pair],
        results.progress.replications[pair],
        _origin(results),
        rows,
        on.choice.cut(),
    )


def _memo_file(question: StudySettings, command: str, kind: str) -> bytes:
    """Bytes of one file; a download is written when no page is drawn, so it reads no state."""
    return memo_files(replace(memo_of(question), command=command), {kind})[MEMO_FILES[kind][0]]


def _origin(results: Results) -> Origin:
    chosen = results.ground.choice
    start = "honest" if is_saved(chosen.story) else chosen.story
    rails = chosen.guardrails
    floors = ("--margin-floor", f"{rails.margin_share}", "--response-floor", f"{rails.attainment}")
    label = {"currency": chosen.currency} if chosen.currency else {}
    return Origin(start, story(start), chosen.base, chosen.seed, results.progress.done, link_of(chosen), floors, label)


def _command(results: Results) -> str:
    """The command of the same memo, computed once for a choice; empty where the base scenario is a saved one."""
    key = replace(results.ground.choice, picks={}), results.progress.done
    last: tuple[object, str] | None = st.session_state.get("command")
    if last is None or last[0] != key:
        saved = is_saved(results.ground.choice.base)
        last = key, "" if saved else command_of(_origin(results), _whole(results))
        st.session_state["command"] = last
    return last[1]


def _whole(results: Results) -> Scenario:
    """The reader's scenario before it is cut, where the command cuts it to the same length."""
    chosen, own = results.ground.choice, results.ground.own
    whole = chosen.scenario()
    months = min(whole.horizon_months, story(chosen.base).horizon_months)
    return whole if months == own.horizon_months else own


def papers(results: Results, preliminary: bool) -> None:
    """Draws guardrails, sign-off, link and downloads.

    Parameters
    ----------
    results : Results
        Results on the page.
    preliminary : bool
        Whether more runs are under way, so that nothing is to be signed yet.
    """
    rows = guardrails_of(results)
    zone = verdict(rows)
    st.subheader(say("memo.guardrails"), anchor=False)
    st.badge(say(f"memo.{zone}"), color=ZONE_COLOURS[zone])  # type: ignore[arg-type]
    for row in guardrail_rows(rows):
        st.markdown(say("memo.row", name=row.name, floor=row.floor, reached=row.reached, zone=row.verdict))
    if preliminary:
        st.caption(say("memo.later"))
        return
    sign_off(results.ground.choice, zone)
    first, second = st.columns(2)
    with first:
        st.markdown(say("memo.memo"))
        _downloads("memo", tuple(KINDS), partial(_memo_file, _question(results), _command(results)))
    with second:
        plan = plan_of(results.ground.choice)
        st.markdown(say("memo.sheet", plan=plan))
        _downloads("sheet", BUYER_KINDS, partial(_sheet, results, plan))
    with st.expander(say("memo.again")):
        st.caption(say("memo.link"))
        st.code(link_of(results.ground.choice), language=None, wrap_lines=True)
        if command := _command(results):
            st.caption(say("memo.command"))
            st.code(command, language=None, wrap_lines=True)


def _sheet(results: Results, plan: str, kind: str) -> bytes:
    on = results.ground
    paper = buyer_paper(on.own, plan, results.progress.replications[min(1, len(on.names) - 1)])
    return paper_files(paper, {kind}, "sheet")[f"sheet.{kind}"]


def _in_locale(locale: str, write: Callable[[str], bytes], kind: str) -> bytes:
    with in_locale(locale):
        return write(kind)


def _downloads(stem: str, kinds: tuple[str, ...], write: Callable[[str], bytes]) -> None:
    """A button a format; those that a browser draws are there where the server has one."""
    locale = choice().locale
    with st.container(horizontal=True, gap="small"):
        for kind in kinds:
            missing = kind in ("pdf", "png", "svg") and not has_browser()
            st.download_button(
                kind.upper(),
                partial(_in_locale, locale, write, kind),
                f"saydo-{stem}.{kind}",
                KINDS[kind],
                key=f"{stem}-{kind}",
                on_click="ignore",
                disabled=missing,
                help=say("memo.no_browser") if missing else None,
            )
