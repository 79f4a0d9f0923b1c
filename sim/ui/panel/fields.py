"""Widgets for fields of the schema: one at once, or several in a form that are set together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from sim.ui.form import FieldForm, forms_of
from sim.ui.live import comes_into_view, live
from sim.ui.text import as_markdown, say, tell, texts

__all__ = [
    "TEXTS",
    "draw_field",
    "draw_form",
    "field_help",
    "field_label",
    "forget_typed",
    "option_label",
    "read_form",
    "show",
]

TEXTS = "fields."
OPTIONS = "options."
STEPS = {"money": 5.0, "share": 1.0, "hour": 0.5, "hours": 0.25, "coverage": 1.0, "minutes": 5.0}
"""Steps of number fields by the first word of their unit; others go by 1."""
LEAST_ROWS = {"rows": 3, "steps": 2}
ZONE = "time_zone"
CUSTOMER = "customer"
UNNAMED = ("etc/", "systemv/", "posix/", "right/")
OPEN, SHOWN = "null", "-shown"


def show(key: str, value: Any, *, in_form: bool = False) -> str:
    """The widget of this name shows a value; returns its key.

    Parameters
    ----------
    key : str
        Name of the widget.
    value : object
        What it shows.
    in_form : bool
        Whether it is in a form: then what is typed and not yet set stays until the value changes.
    """
    if not in_form:
        return live(key, value)
    state, source = st.session_state, key + SHOWN
    if comes_into_view(key) or key not in state or state.get(source, OPEN) != value:
        state[key] = value
    state[source] = value
    return key


def forget_typed(key: str) -> None:
    """The fields of a form show what was set, not what was typed, from now on."""
    for name in [str(name) for name in st.session_state if str(name).startswith(key) and str(name).endswith(SHOWN)]:
        del st.session_state[name]


def field_label(form: FieldForm, currency: str, owner: str = "") -> str:
    """Names a field in the words of a contract, with its unit."""
    words = next((texts()[key] for key in _keys(form, owner) if key in texts()), None)
    if words is not None:
        return as_markdown(words.format(currency=currency))
    name = form.name.replace("_", " ")
    return as_markdown(name[:1].upper() + name[1:] + _unit(form, currency))


def field_help(form: FieldForm, owner: str = "") -> str:
    """Tells what a field means, in the words of the schema where there are no others."""
    words = next((texts()[f"{key}_help"] for key in _keys(form, owner) if f"{key}_help" in texts()), form.about)
    return as_markdown(words[:1].upper() + words[1:] + ("" if words.endswith(".") or not words else "."))


def option_label(name: str, option: Any) -> str:
    """Names an option of a list."""
    if option is None:
        return tell("fields.none")
    key = OPTIONS + f"{name}_{option}".replace(" ", "_").replace("-", "_")
    return texts().get(key, str(option).replace("_", " "))


def draw_field(form: FieldForm, key: str, value: Any, label: str, **more: Any) -> None:
    """One widget that shows a value of the document.

    Parameters
    ----------
    form : FieldForm
        What it takes.
    key : str
        Of the widget.
    value : object
        As JSON knows it.
    label : str
        Beside the widget.
    **more
        For Streamlit's widget: help, and what happens when it is moved; ``in_form`` as of :func:`show`, by default
        where nothing happens then.
    """
    in_form = more.pop("in_form", "on_change" not in more)
    if form.optional:
        more = {"placeholder": texts().get(f"{TEXTS}{form.name}_empty", tell("fields.empty")), **more}
    if form.kind in ("number", "whole"):
        key = show(key, form.shown(value), in_form=in_form)
        _number(form, key, label, **more)
    elif form.kind == "flag":
        key = show(key, bool(value), in_form=in_form)
        st.checkbox(label, key=key, **more)
    elif form.kind == "choices":
        key = show(key, list(value or ()), in_form=in_form)
        st.pills(label, form.options, selection_mode="multi", format_func=str.capitalize, key=key, **more)
    elif form.kind == "choice" or form.name == ZONE:
        options = list(form.options) or _zones(CUSTOMER if CUSTOMER in form.about else "")
        shown = value if value in options or value is None else options.append(value) or value
        key = show(key, shown, in_form=in_form)
        words = _option_words(form.name)
        st.selectbox(label, [None, *options] if form.optional else options, format_func=words, key=key, **more)
    elif form.kind == "day":
        key = show(key, value, in_form=in_form)
        more.pop("placeholder", None)
        st.date_input(label, key=key, value=None if form.optional else "today", **more)
    else:
        key = show(key, "" if value is None else str(value), in_form=in_form)
        st.text_input(label, key=key, max_chars=60, **more)


def draw_form(forms: Sequence[FieldForm], key: str, value: Mapping[str, Any], currency: str, owner: str) -> None:
    """The fields of a part of the document; what is entered is read by :func:`read_form` when all are set together."""
    rare = [form for form in forms if _usual(form, value.get(form.name, form.default)) and not form.required]
    first = [form for form in forms if form not in rare] or rare
    _fields(first, key, value, currency, owner)
    if first is not rare and rare:
        with st.expander(say("contract.more")):
            _fields(rare, key, value, currency, owner)


def _fields(forms: Sequence[FieldForm], key: str, value: Mapping[str, Any], currency: str, owner: str) -> None:
    for form in forms:
        inside, own = f"{key}-{form.name}", value.get(form.name, form.default)
        label, words = field_label(form, currency, owner), field_help(form, owner)
        if form.kind == "part":
            _part(form, inside, own, currency)
        elif form.kind in ("rows", "steps"):
            st.markdown(f"**{label}**", help=words or None)
            _rows(form, inside, own, currency)
        elif form.kind not in ("named", "other"):
            draw_field(form, inside, own, label, help=words or None)


def read_form(forms: Sequence[FieldForm], key: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Values entered in the fields of :func:`draw_form`; fields at their default are left out where they were."""
    entered: dict[str, Any] = {}
    for form in forms:
        own = _read(form, f"{key}-{form.name}", value.get(form.name))
        if form.required or form.name in value or not _usual(form, own):
            entered[form.name] = own
    return entered


def _usual(form: FieldForm, own: Any) -> bool:
    """Whether a value is the schema's default."""
    own, default = (list(value) if isinstance(value, tuple) else value for value in (own, form.default))
    return bool(own == default) or (own in (None, {}, []) and not default)


def _read(form: FieldForm, key: str, before: Any) -> Any:
    entered = st.session_state.get(key)
    if form.kind in ("named", "other"):
        own: Any = before
    elif form.kind == "part" and form.part is not None:
        agreed = not form.optional or st.session_state.get(f"{key}-agreed")
        own = read_form(forms_of(form.part, form.unit), key, before or {}) if agreed else None
    elif form.kind == "rows":
        own = _read_rows(form, key)
    elif form.kind == "steps":
        own = _read_steps(form, key)
    elif form.kind == "choices":
        own = [option for option in form.options if option in (entered or ())]
    else:
        own = (entered or None) if form.kind == "text" and form.optional else form.meant(entered)
    return own


def _read_steps(form: FieldForm, key: str) -> dict[str, float]:
    """Numbers by the number of the month from which they hold; a step with an empty end is none."""
    state, numbers = st.session_state, range(_slots(form, key))
    pairs = [(state.get(f"{key}-{number}-at"), state.get(f"{key}-{number}-to")) for number in numbers]
    return {str(at): to for at, to in pairs if at is not None and to is not None}


def _read_rows(form: FieldForm, key: str) -> list[dict[str, Any]]:
    """Rows of a table; one whose first field is empty is none."""
    forms = forms_of(form.part, form.unit) if form.part is not None else []
    rows = []
    for number in range(_slots(form, key)):
        row = {one.name: _read(one, f"{key}-{number}-{one.name}", None) for one in forms}
        if row[forms[0].name] not in (None, []):
            rows.append({one.name: row[one.name] for one in forms if not _usual(one, row[one.name])})
    return rows


def _part(form: FieldForm, key: str, value: Any, currency: str) -> None:
    """A part within a form; one that may be left out has a box to tick."""
    if form.part is None:
        return
    label = field_label(form, currency)
    if form.optional:
        show(f"{key}-agreed", value is not None, in_form=True)
        st.checkbox(label, key=f"{key}-agreed", help=field_help(form) or None)
    else:
        st.markdown(f"**{label}**")
    draw_form(forms_of(form.part, form.unit), key, value or {}, currency, form.part.__name__)


def _rows(form: FieldForm, key: str, value: Any, currency: str) -> None:
    """A table with empty rows for more; a row is taken out by emptying its first field."""
    if form.kind == "steps":
        rows: list[Any] = [{"at": int(at), "to": to} for at, to in (value or {}).items()]
        columns = [FieldForm("at", "whole", optional=True, low=1), FieldForm("to", "number", optional=True, low=0)]
    else:
        rows = list(value or ())
        columns = [_optional(one) for one in forms_of(form.part, form.unit)] if form.part is not None else []
    wide = len(columns) > 2
    count = max(1 if wide else LEAST_ROWS[form.kind], len(rows) + 1)
    st.session_state[f"{key}-slots"] = count
    for number in range(count):
        row = rows[number] if number < len(rows) else {}
        cells = [st.container()] * len(columns) if wide else st.columns(len(columns))
        for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            own = row.get(column.name, None if place == 0 or not wide else column.default)
            with cell:
                label = field_label(column, currency, form.part.__name__ if form.part else "steps")
                draw_field(column, f"{key}-{number}-{column.name}", own, label, help=field_help(column) or None)


def _slots(form: FieldForm, key: str) -> int:
    return int(st.session_state.get(f"{key}-slots", LEAST_ROWS[form.kind]))


def _optional(form: FieldForm) -> FieldForm:
    return replace(form, optional=True) if form.kind in ("number", "whole") else form


def _number(form: FieldForm, key: str, label: str, **more: Any) -> None:
    kind: Callable[[Any], Any] = int if form.kind == "whole" else float
    scale = 100 if form.percent else 1
    low, high = (None if end is None else kind(round(scale * end, 6)) for end in (form.low, form.high))
    widget: Any = st.number_input
    step = STEPS.get(form.unit.partition(" ")[0], 1.0)
    widget(
        label,
        min_value=low,
        max_value=high,
        key=key,
        format="%d" if form.kind == "whole" else "%g",
        value=None,
        **{
            "step": kind(max(step, 1) if form.kind == "whole" else step),
            **more,
        },
    )


def _unit(form: FieldForm, currency: str) -> str:
    """The unit behind a name that does not say it."""
    if form.percent:
        return ", %"
    unit = form.unit.partition(";")[0]
    if "money" in unit:
        return f", {unit.replace('money', currency)}"
    said = any(word in form.name for word in unit.replace("coverage", "").split())
    return "" if said or unit in ("share", "multiple", "number", "") else f", {unit}"


def _keys(form: FieldForm, owner: str) -> tuple[str, ...]:
    return (f"{TEXTS}{owner}_{form.name}", TEXTS + form.name) if owner else (TEXTS + form.name,)


def _option_words(name: str) -> Callable[[Any], str]:
    return lambda option: option_label(name, option)


def _zones(first: str) -> list[str]:
    """Time zones by name; where it is possible, that of the customer first."""
    named = (zone for zone in available_timezones() if "/" in zone and not zone.lower().startswith(UNNAMED))
    return [*filter(None, [first]), *sorted(named)]
