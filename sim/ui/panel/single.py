"""A field of the schema that changes the choice at once."""

from __future__ import annotations

import streamlit as st

from sim.scenario.document import Scenario
from sim.scenario.paths import Keys
from sim.ui.edits import plain_at, with_value
from sim.ui.form import FieldForm, field_form
from sim.ui.panel.fields import TEXTS, draw_field, field_help, field_label
from sim.ui.state import complaint, setter
from sim.ui.text import as_markdown, tell, texts

__all__ = ["single_field"]


def single_field(keys: Keys, key: str, written: Scenario, holder: FieldForm | None = None) -> None:
    """Draws a field as a view of the choice, and beside it why its last value was refused.

    Parameters
    ----------
    keys : tuple of str
        Where its value stands.
    key : str
        Of the widget.
    written : Scenario
        The scenario that is shown.
    holder : FieldForm, optional
        The numbers by severity, or the like, that it is one of: it is called after them.
    """
    form = field_form(keys)
    about = holder or form

    def meant(shown: object) -> object:
        return shown or None if form.kind == "text" and form.optional else form.meant(shown)

    part = field_form(keys[:-1]).part
    owner = part.__name__ if part is not None and holder is None else ""
    label = field_label(about, written.currency, owner) + (f", {form.name}" if holder else "")
    empty = f"{TEXTS}{owner}_{about.name}_empty" if owner else f"{TEXTS}{about.name}_empty"
    more = {"placeholder": tell(empty)} if form.optional and empty in texts() else {}
    moved = setter(
        key, lambda before, shown: with_value(before, keys, meant(shown)), needed=form.is_number and not form.optional
    )
    draw_field(
        form, key, plain_at(written, keys), label, help=field_help(about, owner) or None, on_change=moved, **more
    )
    if problem := complaint(key):
        st.error(as_markdown(problem))
