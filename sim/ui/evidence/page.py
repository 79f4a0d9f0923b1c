"""Can I trust it? The model, the evidence for each number, and the conclusions that depend on assumptions."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd
import streamlit as st

import sim
from sim.compiling import readiness
from sim.errors import SaydoError
from sim.metrics.catalogue import CATALOGUE
from sim.report.about import about_words
from sim.report.format.amounts import plain_number
from sim.report.terms import Wording
from sim.running.version import version_block
from sim.scenario.sheet import EVIDENCE, assumption_sheet
from sim.ui.bound import bound, pick
from sim.ui.evidence.sensitivity_study import sensitivity_study
from sim.ui.evidence.verification import verification
from sim.ui.picks import some_of
from sim.ui.pictures import prose, table
from sim.ui.state import choice
from sim.ui.stories import own_names, plan_names, saved_names, story, story_names, title_of
from sim.ui.text import as_markdown, say, tell, texts

__all__ = ["glossary_frame", "outcome_frame", "show"]

TABS = ("assumptions", "sensitivity", "verification", "outcomes", "glossary", "model", "limits")


def show() -> None:
    """Draws the page."""
    choice()
    st.header(say("evidence.title"), anchor=False)
    names = [*own_names(), *story_names(), *plan_names(), *saved_names()]
    name = pick(say("evidence.story"), names, "sheet_story", names[0], title_of)
    _answer(name)
    tabs = dict(zip(TABS, st.tabs([say(f"evidence.{tab}") for tab in TABS]), strict=True))
    with tabs["assumptions"]:
        _assumptions(name)
    with tabs["sensitivity"]:
        sensitivity_study(story(name))
    with tabs["verification"]:
        verification(name)
    with tabs["outcomes"]:
        table(outcome_frame(), "outcomes")
    with tabs["glossary"]:
        prose(glossary_frame(), "glossary")
    with tabs["model"]:
        st.markdown(files("sim").joinpath("model.md").read_text(encoding="utf-8"))
    with tabs["limits"]:
        for number in range(1, 7):
            st.markdown(say(f"evidence.limit_{number}"))
    versions = ", ".join(f"{part} {version}" for part, version in version_block().items())
    st.caption(tell("evidence.versions", version=sim.__version__, parts=as_markdown(versions, 500)))
    code = readiness()
    st.caption(say(f"evidence.code_{code.state}", seconds=code.seconds))


def outcome_frame() -> pd.DataFrame:
    """Every outcome with its unit, the direction that is better, and its definition."""
    rows = [
        (outcome.label, outcome.unit, say(f"evidence.better_{outcome.better}"), outcome.definition)
        for outcome in CATALOGUE.values()
    ]
    return pd.DataFrame(rows, columns=say("evidence.outcome_columns").split("|"))


def glossary_frame() -> pd.DataFrame:
    """Words with their meanings; where a text names an outcome in braces, the catalogue's own entry stands."""
    outcomes = {name: f"{outcome.label} ({outcome.unit}): {outcome.definition}" for name, outcome in CATALOGUE.items()}
    words = {key.partition(".")[2]: text for key, text in texts().items() if key.startswith("glossary.")}
    rows = [(word.replace("_", " "), words[word].format(**outcomes)) for word in sorted(words, key=str.lower)]
    return pd.DataFrame(rows, columns=say("evidence.word_columns").split("|"))


def _answer(name: str) -> None:
    """How far to rely on a scenario, in a sentence."""
    try:
        rows = assumption_sheet(story(name))
        about = about_words(title_of(name), story(name))
    except SaydoError as problem:
        st.error(as_markdown(str(problem)))
        return
    st.caption(say("frame.about", firm=about))
    st.markdown(
        say("evidence.answer", name=title_of(name), count=len(rows), assumed=sum(row.tag == "A" for row in rows))
    )


def _assumptions(name: str) -> None:
    try:
        scenario = story(name)
    except SaydoError:
        return  # the message stands above
    rows, words = assumption_sheet(scenario), Wording([scenario])
    every, none = [str(tag) for tag in EVIDENCE], list[str]()
    tags: list[str] = st.pills(
        say("evidence.tags"),
        every,
        selection_mode="multi",
        format_func=dict(EVIDENCE).__getitem__,
        help=say("evidence.tags_help"),
        default=None,
        **bound("sheet_tags", none, some_of(every)),
    )
    frame = pd.DataFrame(
        [
            (
                words.of(row.path),
                _number(row.value),
                row.unit.replace("money", scenario.currency),
                EVIDENCE[row.tag],
                row.source,
                row.role,
                row.path,
            )
            for row in rows
            if not tags or row.tag in tags
        ],
        columns=say("evidence.sheet_columns").split("|"),
    )
    st.caption(say("evidence.count", shown=len(frame)))
    table(frame, f"assumptions-{name}")


def _number(value: object) -> str:
    if value is None:
        return "none"
    return plain_number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
