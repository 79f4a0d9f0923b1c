"""Parts of a contract that are set as a whole: entries by name, parts that may be agreed or not, tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from pydantic import BaseModel

from sim.report.format.amounts import plain_number
from sim.scenario.document import Scenario
from sim.scenario.paths import Keys
from sim.ui.choice import Choice
from sim.ui.edits import plain_at, with_value, without
from sim.ui.form import FieldForm, field_form, forms_of
from sim.ui.live import of_now
from sim.ui.panel.fields import draw_form, field_help, field_label, forget_typed, option_label, read_form, show
from sim.ui.panel.presets import PRESETS, preset_name
from sim.ui.state import choice, complaint, go_to
from sim.ui.text import as_markdown, say, tell, texts

__all__ = ["named_entries", "part_form", "set_form", "table_form"]

LONGEST_NAME = 60
MOST_WORDS = 3


def named_entries(keys: Keys, key: str, written: Scenario) -> None:
    """Draws the entries of a mapping by name: each opens into a form; a list adds another of a usual kind.

    Parameters
    ----------
    keys : tuple of str
        Of the mapping.
    key : str
        Of its widgets.
    written : Scenario
        The scenario that is shown.
    """
    form = field_form(keys)
    entries: Mapping[str, Any] = plain_at(written, keys) or {}
    st.markdown(f"**{field_label(form, written.currency)}**", help=field_help(form) or None)
    if form.part is not None:
        for name, entry in entries.items():
            _entry((*keys, name), f"{key}-{name}", entry, written, form.part)
    _add(keys, key, entries)


def part_form(keys: Keys, key: str, written: Scenario) -> None:
    """Draws a part that may be agreed or not; it opens into a form, and is set as a whole."""
    form, value = field_form(keys), plain_at(written, keys)
    label = field_label(form, written.currency)
    if form.part is None:
        return
    agreed = tell("contract.agreed") if value is not None else tell("contract.not_agreed")
    with st.expander(
        f"{label}: {as_markdown(agreed)}" if form.optional else label, key=f"{key}-open", on_change="rerun"
    ):
        if not st.session_state.get(f"{key}-open"):
            return
        if about := field_help(form):
            st.caption(about)
        set_form(keys, key, value or {}, written, forms_of(form.part, form.unit))
        if form.optional and value is not None:
            st.button(
                say("contract.remove"),
                key=f"{key}-remove",
                on_click=of_now(lambda: go_to(with_value(choice(), keys, None), field=key)),
            )


def table_form(keys: Keys, key: str, written: Scenario) -> None:
    """Draws a list of rows with a button that sets all of them."""
    form = field_form(keys)
    rows = plain_at(written, keys) or []
    holder = [form]

    def set_rows() -> None:
        _go(with_value(choice(), keys, read_form(holder, key, {form.name: rows})[form.name]), key)

    with st.form(key=f"{key}-form", border=False):
        draw_form(holder, key, {form.name: rows}, written.currency, "")
        st.form_submit_button(
            say("contract.set"),
            key=f"{key}-set",
            on_click=of_now(set_rows),
        )
    _complain(key)


def set_form(
    keys: Keys, key: str, value: Mapping[str, Any], written: Scenario, forms: list[FieldForm], *, name: str = ""
) -> None:
    """Draws a form for a part of the document; its button sets all fields together.

    Parameters
    ----------
    keys : tuple of str
        Of the part.
    key : str
        Of its widgets.
    value : mapping of str to object
        What the part holds, as JSON knows it.
    written : Scenario
        The scenario that is shown.
    forms : list of FieldForm
        Its fields.
    name : str
        Name of an entry, which may be changed too; empty where the part has none of its own.
    """
    with st.form(key=f"{key}-form", border=False, enter_to_submit=True):
        if name:
            show(f"{key}-name", name, in_form=True)
            st.text_input(
                say("contract.name"), key=f"{key}-name", max_chars=LONGEST_NAME, help=say("contract.name_help")
            )
        draw_form(forms, key, value, written.currency, _owner(keys))
        st.form_submit_button(
            say("contract.set"),
            key=f"{key}-set",
            type="primary",
            on_click=of_now(_set_part),
            args=(keys, key, dict(value), forms, name),
        )
    _complain(key)


def _owner(keys: Keys) -> str:
    """Name of the part of the schema at some keys."""
    part = field_form(keys).part
    return part.__name__ if part is not None else ""


def _set_part(keys: Keys, key: str, value: dict[str, Any], forms: list[FieldForm], name: str) -> None:
    before = choice()
    entered = read_form(forms, key, value)
    renamed = " ".join(str(st.session_state.get(f"{key}-name", name)).split())
    if name and renamed and renamed != name:
        holder = plain_at(before.written(), keys[:-1])
        taken = renamed in holder
        entries = {renamed if other == name else other: entry for other, entry in holder.items()}
        if not taken:
            _go(with_value(before, keys[:-1], entries | {renamed: entered}), key)
            st.session_state[f"{key.removesuffix(name)}{renamed}-open"] = True
            return
    _go(with_value(before, keys, entered), key)


def _go(new: Choice, key: str) -> None:
    """Goes to a choice; where it is refused, the fields keep what was typed."""
    go_to(new, field=key)
    if not complaint(key):
        forget_typed(key)


def _complain(key: str) -> None:
    if problem := complaint(key):
        st.error(as_markdown(problem))


def _entry(keys: Keys, key: str, entry: Any, written: Scenario, part: type[BaseModel]) -> None:
    """One entry: its name and what it says, a form to change it, a button to take it out."""
    name = keys[-1]
    label = f"{as_markdown(name)} · {as_markdown(_summary(entry, part))}"
    with st.expander(label, key=f"{key}-open", on_change="rerun"):
        if st.session_state.get(f"{key}-open"):
            set_form(keys, key, entry, written, forms_of(part), name=name)
            st.button(
                say("contract.remove"),
                key=f"{key}-remove",
                on_click=of_now(lambda: go_to(without(choice(), keys), field=key)),
            )
        elif complaint(key):
            _complain(key)


def _summary(entry: Any, part: type[BaseModel]) -> str:
    """Summary of an entry: the first fields that it states."""
    if not isinstance(entry, Mapping):
        return str(entry)
    words = []
    for form in forms_of(part):
        value = entry.get(form.name)
        if value in (None, form.default) or form.kind in ("part", "rows", "steps", "other", "named"):
            continue
        shown = form.shown(value)
        text = plain_number(shown) if isinstance(shown, int | float) and not isinstance(shown, bool) else None
        if form.kind == "choice":
            words.append(option_label(form.name, value))
        elif form.kind == "choices":
            words.append(", ".join(value))
        elif text is not None:
            words.append(f"{text} %" if form.percent else f"{form.name.replace('_', ' ')} {text}")
    return ", ".join(words[:MOST_WORDS])


def _add(keys: Keys, key: str, entries: Mapping[str, Any]) -> None:
    """A list of usual kinds; picking one adds it under a name that is free, and opens it.

    Each addition has a list of its own, and does nothing once it was made: a browser that still shows the kind that was
    picked sends it with whatever its reader does next.
    """
    field = keys[-1]
    kinds = list(PRESETS.get(field, {}))
    if not kinds:
        return
    additions: int = st.session_state.get(f"{key}-additions", 0)
    list_key = f"{key}-add-{additions}"

    def added() -> None:
        kind = st.session_state[list_key]
        if kind is None or st.session_state.get(f"{key}-additions", 0) != additions:
            return
        st.session_state[f"{key}-additions"] = additions + 1
        first = preset_name(field, kind)
        name = next(name for name in (first, *(f"{first} {n}" for n in range(2, 99))) if name not in entries)
        go_to(with_value(choice(), (*keys, name), dict(PRESETS[field][kind])), field=key)
        st.session_state[f"{key}-{name}-open"] = True

    words = f"contract.add_{field}"
    with st.container(key=f"{key}-add"):
        st.selectbox(
            tell(words) if words in texts() else tell("contract.add"),
            kinds,
            index=None,
            key=list_key,
            format_func=lambda kind: tell(f"presets.{field}_{kind}_title"),
            placeholder=tell("contract.pick"),
            on_change=of_now(added),
        )
    _complain(key)
