"""Parts of the page of one's own data that stay in the session of its reader, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.source import read_mapping
from sim.ui.state import choice, go_to
from sim.ui.stories import keep_own
from sim.ui.text import tell

__all__ = ["ANSWERS", "ASKED", "MAPPING", "READING", "draw_again", "forget", "scenario_of", "use_as_baseline"]

ANSWERS = "data_answers"
MAPPING = "data_mapping"
ASKED = "data_asked"
READING = "data_reading"


def draw_again() -> None:
    """Have the whole page drawn, where a part of it is drawn alone."""
    st.session_state["page_follows"] = True


def forget(*keys: str) -> None:
    """Leave parts of the session out, and draw the page again."""
    for key in keys:
        st.session_state.pop(key, None)
    draw_again()


def use_as_baseline(scenario: Scenario) -> None:
    """Make a portfolio the base of every page, and the scenario that is looked at."""
    name = keep_own(scenario)
    go_to(replace(choice(), base=name, story=name, others=(), terms={}, moved={}))


def scenario_of(files: Mapping[str, bytes]) -> Scenario:
    """The scenario of a file, with the tables that lie beside it; nothing else on this machine is read but stories.

    Parameters
    ----------
    files : mapping of str to bytes
        One scenario (``.yaml``), and the files that it names, by name.

    Raises
    ------
    ScenarioError
        Where there is none, several, or it cannot be used; messages name files as their reader does.
    """
    named = {Path(name.replace("\\", "/")).name: content for name, content in files.items()}
    documents = [name for name in named if name.endswith((".yaml", ".yml"))]
    with TemporaryDirectory(prefix="saydo-") as folder:
        for name, content in named.items():
            Path(folder, name).write_bytes(content)
        try:
            based = {name: read_mapping(Path(folder, name))[0].get("extends") for name in documents}
            for base in based.values():
                if isinstance(base, str) and Path(base).name != base:
                    raise ScenarioError(tell("data.extends_far", base=base[:60]))
            first = [name for name in documents if name not in based.values()]
            if len(first) != 1:
                raise ScenarioError(tell("data.one_scenario", count=len(first)))
            return load(Path(folder, first[0]))
        except ScenarioError as error:
            raise ScenarioError(str(error).replace(f"{folder}/", "")) from None
