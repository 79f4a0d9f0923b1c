"""The frame of every page: the panel, the study of the choice, and its results so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import streamlit as st

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.questions.capacity import capacity_of
from sim.questions.deal import deal_of
from sim.report.about import about_words
from sim.report.capacity import overloads
from sim.report.study import FEWEST, StudyView, view_of
from sim.running.jobs import Progress, StudyJob
from sim.scenario.document import Scenario
from sim.scenario.offer import withdrawn
from sim.scenario.warnings import warnings_of
from sim.ui.asking import POLL_SECONDS, WAITING, at_work, went_wrong
from sim.ui.choice import EXAMPLE, Choice
from sim.ui.panel.controls import panel
from sim.ui.panel.offering import offer_sheet
from sim.ui.state import follow
from sim.ui.text import as_markdown, say
from sim.ui.trust import show_trust
from sim.ui.work import job_manager, must_be_affordable

__all__ = ["STALE", "Draw", "Ground", "Results", "ground", "show_study"]


STALE = "stale"
"""Key of results of an earlier choice, shown dimmed while there are none of this one."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Titles and scenarios of a page: the base scenario first, the reader's own next."""

    choice: Choice
    names: tuple[str, ...]
    study: StudyJob
    """Of the scenarios with a title; where one customer is signed, of the firm without it, too."""
    customer: str | None = None
    """The one customer that the reader's own scenario signs; None where it signs no single one."""
    unsigned_place: int = 0
    """Place in the study of the reader's own scenario without that customer."""

    @classmethod
    def of(cls, choice: Choice) -> Ground:
        """Lay the ground for a choice.

        Raises
        ------
        SaydoError
            Where its scenarios are not valid, cannot be compared, or are too large for this server.
        """
        named = choice.named_scenarios()
        scenarios = list(named.values())
        for scenario in scenarios:
            must_be_affordable(scenario)
        own = scenarios[min(1, len(scenarios) - 1)]
        customer, place = deal_of(scenarios[0], own), 0
        if customer is not None:
            unsigned = withdrawn(own, customer)
            prints = [scenario.fingerprint for scenario in (*scenarios, unsigned)]
            place = prints.index(unsigned.fingerprint)
            scenarios += [unsigned][: place == len(scenarios)]
        return cls(choice, tuple(named), StudyJob(tuple(scenarios), choice.seed, choice.runs), customer, place)

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Those with a title."""
        return self.study.scenarios[: len(self.names)]

    @property
    def own_place(self) -> int:
        """Place of the reader's own scenario; the base scenario where there is no other."""
        return min(1, len(self.names) - 1)

    @property
    def own(self) -> Scenario:
        """The reader's own scenario."""
        return self.study.scenarios[self.own_place]

    @property
    def own_name(self) -> str:
        """Title of the reader's own scenario."""
        return self.names[self.own_place]

    def named(self, progress: Progress) -> tuple[tuple[Replication, ...], ...]:
        """The replications of the scenarios with a title."""
        return progress.replications[: len(self.names)]


@dataclass(frozen=True, slots=True)
class Results:
    """Results of a study so far, with its subject."""

    ground: Ground
    progress: Progress
    view: StudyView


FIRST_SECONDS = 0.25
"""How often it is looked whether there are first numbers."""
PATIENCE_SECONDS, LOOK_SECONDS = 1.0, 0.02
"""How long a page waits for first numbers before it shows those of an earlier choice, and how often it looks."""
STEP = 4
"""Factor on the runs that are drawn next: pictures take longer than runs."""
_warnings = lru_cache(maxsize=64)(warnings_of)
Draw = Callable[[Results, str, bool], None]
"""Draws results: the results, a key for widgets, and whether more are under way."""


def ground() -> Ground | None:
    """Draws the panel; None, with a message, where the choice cannot be simulated."""
    try:
        chosen = panel()
        offer_sheet()
        on = Ground.of(chosen)
    except SaydoError as problem:
        st.error(say("frame.refused", problem=str(problem)))
        return None
    if cut := chosen.cut():
        st.info(as_markdown(cut[:1].upper() + cut[1:] + "."))
    st.caption(say("frame.about", firm=about_words(on.names[0], on.study.scenarios[0])))
    show_trust(chosen)
    _warn(on.own)
    return on


def _warn(scenario: Scenario) -> None:
    """Lists, in a field that opens, whatever the reader's own scenario holds that is hardly meant."""
    warnings = [*_warnings(scenario), *overloads(capacity_of(scenario))]
    if warnings:
        with st.expander(say("frame.warnings", count=len(warnings))):
            for warning in warnings:
                st.markdown(as_markdown(warning.text()))


def show_study(on: Ground | None, show: Draw, above: Callable[[Ground, Progress], None] | None = None) -> None:
    """Runs the study in the background and draws its results so far, again as more runs are in until it is done.

    While there are no results of this choice, the last good ones stay, dimmed. What ``above`` draws before them has the
    same runs, so that it says the same.
    """
    if on is None:
        _show_last(show)
        return
    before: StudyJob = st.session_state.setdefault("study", on.study)
    if before.key != on.study.key:
        job_manager().leave(before)
    st.session_state["study"] = on.study
    progress = _in_steps(_first(on.study) if before.key != on.study.key else job_manager().poll(on.study))
    waiting = progress.state in WAITING
    if above is not None:
        above(on, progress)
    every = FIRST_SECONDS if progress.done < FEWEST else POLL_SECONDS
    st.fragment(_watch, run_every=every if waiting else None)(on, progress.done, waiting)
    st.fragment(_draw)(on, show, progress)


def _first(study: StudyJob) -> Progress:
    """The progress of a new study, once it has first numbers, or will not have them in a moment."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while True:
        progress = job_manager().poll(study)
        if progress.state != "running" or progress.done >= FEWEST or time.monotonic() > patience:
            return progress
        time.sleep(LOOK_SECONDS)


def _watch(on: Ground, drawn: int, waiting: bool) -> None:
    """The state of the study, again each second while it is worked on; the page is drawn anew for more results."""
    follow()
    progress = job_manager().poll(on.study)
    shown = _in_steps(progress)
    if waiting and (progress.state not in WAITING or shown.done != drawn):
        st.rerun()
    _status(on, progress, _results(on, shown))


def _draw(on: Ground, show: Draw, progress: Progress) -> None:
    follow()
    results = _results(on, progress)
    if results is not None:
        with st.container(key="results"):
            show(results, str(abs(hash(on.study.key))), progress.state != "done")
    else:
        _show_last(show)


def _in_steps(progress: Progress) -> Progress:
    """The runs to draw: while more are under way, the first 3, 12, 48 and so on."""
    if progress.state != "running":
        return progress
    if progress.done < FEWEST:
        return replace(progress, done=0, replications=tuple(() for _ in progress.replications))
    runs = FEWEST
    while runs * STEP <= progress.done:
        runs *= STEP
    return replace(progress, done=runs, replications=tuple(column[:runs] for column in progress.replications))


def _results(on: Ground, progress: Progress) -> Results | None:
    """Results of the runs so far, computed once for each number of runs; they become the last good ones."""
    last: Results | None = st.session_state.get("last_results")
    version = on.names, on.study.key, progress.done
    if last is not None and st.session_state.get("last_version") == version:
        return Results(on, progress, last.view)
    view = view_of(on.names, on.scenarios, on.named(progress))
    if view is None:
        return None
    results = Results(on, progress, view)
    st.session_state["last_version"], st.session_state["last_results"] = version, results
    return results


def _show_last(show: Draw) -> None:
    results = st.session_state.get("last_results")
    if results is not None:
        with st.container(key="results-stale"):
            show(results, STALE, False)


def _status(on: Ground, progress: Progress, results: Results | None) -> None:
    """One line with the state of the numbers below, and the button that changes it."""
    if progress.state == "running":
        word = "frame.first"
        if results is not None:
            word = "frame.preliminary"
        elif "last_results" in st.session_state:
            word = "frame.updating"
        at_work(on.study, progress, say(word))
    elif progress.state != "done":
        went_wrong(on.study, progress)
    elif on.choice.question() == EXAMPLE:
        st.badge(say("frame.example"), color="blue")
    if results is not None and results.view.failures:
        with st.expander(say("frame.failures", count=len(results.view.failures))):
            for failure in results.view.failures[:10]:
                st.markdown(as_markdown(failure))
    elif progress.state != "running" and progress.done >= FEWEST and results is None:
        errors = [row.error for column in progress.replications for row in column if row.error is not None]
        st.error(say("frame.all_failed", count=len(errors), first=errors[0] if errors else ""))
