"""The first five minutes: three examples, each readable in one screen."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from sim.ui.choice import EXAMPLE, Choice
from sim.ui.state import start_over
from sim.ui.text import say

__all__ = ["STOPS", "tour"]

STOPS = {
    "promise": EXAMPLE,
    "caller": Choice(story="abusive-caller"),
    "ugly": Choice(base="over-promise", story="ugly-things-up-front"),
}
"""Each stop is a choice that anybody could have made in the panel."""


def tour(chosen: Choice) -> None:
    """Draws the stops, with their texts folded away so that the answer comes first on a narrow screen too."""
    here = next((name for name, stop in STOPS.items() if _same_question(stop, chosen)), None)
    with st.container(horizontal=True, gap="small", key="tour"):
        for name, stop in STOPS.items():
            st.button(
                say(f"tour.{name}"),
                key=f"tour-{name}",
                on_click=start_over,
                args=(stop,),
                type="primary" if name == here else "secondary",
                help=say("tour.help"),
            )
    with st.expander(say("tour.look") if here else say("tour.title")):
        st.markdown(say(f"tour.{here}_text") if here else say("tour.elsewhere"))


def _same_question(stop: Choice, chosen: Choice) -> bool:
    return replace(chosen.question(), seed=stop.seed, runs=stop.runs) == stop
