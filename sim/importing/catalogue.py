"""Kinds of tables, dialects of systems and meanings of words, read from the files beside the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from sim.importing.wording import folded, header_key, header_keys

__all__ = [
    "Dialect",
    "Field",
    "Kind",
    "dialects",
    "is_column_name",
    "is_header_name",
    "is_title_word",
    "kinds",
    "meanings",
]


CLOCKS = {
    "date": ("time", "heure"),
    "datum": ("uhrzeit", "tijd"),
    "data": ("hora", "ora"),
    "fecha": ("hora",),
}
"""Parts of names of dates, and how the column with the time of day is named beside them."""
CLOCK_ENDS = {"am": "um", "le": "a", "el": "alas", "il": "alle"}
"""The same of words at their end: beside ``Erledigt am`` stands ``Erledigt um``."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of table."""

    name: str
    type: str
    """One of time, month, clock, id, customer, person, agent, address, category, count, number, amount, duration, flag,
    share, text, subject, zone, worklog, remaining."""
    keys: tuple[str, ...]
    """How its column may be named, as `header_key` writes it, the best first."""
    weight: int = 1
    """How much it tells of the kind."""
    values: str = ""
    """Section of ``values.toml`` that its values are looked up in."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of table that is made into rows of internal tables."""

    name: str
    title: str
    table: str
    needs: tuple[tuple[str, ...], ...]
    """Of each group one field must be there."""
    fields: Mapping[str, Field]
    least: int = 3
    """Fields that must be recognised by name before the kind is taken."""
    channel: str = ""
    never_alone: bool = False
    """Whether a dialect must name it, because its fields fit too much else."""
    foreign: frozenset[str] = frozenset()
    """Names of columns with which it is another kind, unless one of the fields in `own` is there."""
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Dialect:
    """Exports of one system, told by their columns."""

    name: str
    title: str
    kind: str
    signature: frozenset[str]
    least: int
    """Names of the signature that must be there."""
    required: frozenset[str] = frozenset()
    """Names without which it is another."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """From a field to the names of its column, before those of the kind."""
    units: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """From a field to what its words mean here, before the meanings for all."""
    ignore: frozenset[str] = frozenset()
    """Names that are no field here although a field of the kind has such a name."""
    rules: Mapping[str, Any] = field(default_factory=dict)
    """Rules of its rows: ``layout``; of files without a header its names, and a column with the words it may hold."""


def _toml(folder: str) -> dict[str, dict[str, Any]]:
    place = files("sim.importing").joinpath(folder)
    names = sorted(item.name for item in place.iterdir() if item.name.endswith(".toml"))
    return {name[:-5]: tomllib.loads(place.joinpath(name).read_text("utf-8")) for name in names}


def _keys(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(header_key(name) for name in names))


def _clock_of(item: Field, fields: Mapping[str, Field]) -> Field | None:
    """Time of day in a column beside that of a date: of ``Close Date`` it is ``Close Time``."""
    if item.type != "time":
        return None
    name = f"{item.name}_clock"
    keys = [
        key.replace(day, time) for key in item.keys for day, times in CLOCKS.items() if day in key for time in times
    ]
    keys += [key.removesuffix(day) + time for key in item.keys for day, time in CLOCK_ENDS.items() if key.endswith(day)]
    own = fields[name].keys if name in fields else ()
    return Field(name, "clock", tuple(dict.fromkeys([*own, *keys])), 0)


@cache
def kinds() -> Mapping[str, Kind]:
    """Kinds of tables by name.

    Returns
    -------
    mapping of str to Kind
        One for each file in ``kinds/``.
    """
    result = {}
    for name, text in _toml("kinds").items():
        fields = {
            key: Field(key, item["type"], _keys(item["names"]), item.get("weight", 1), item.get("values", ""))
            for key, item in text["fields"].items()
        }
        fields |= {clock.name: clock for item in list(fields.values()) if (clock := _clock_of(item, fields))}
        needs = tuple(tuple(group) for group in text["needs"])
        result[name] = Kind(
            name,
            text["title"],
            text["table"],
            needs,
            fields,
            text["least"],
            text.get("channel", ""),
            text.get("never_alone", False),
            frozenset(_keys(text.get("foreign", []))),
            frozenset(text.get("own", [])),
        )
    return result


@cache
def dialects() -> Mapping[str, Dialect]:
    """Dialects by name.

    Returns
    -------
    mapping of str to Dialect
        One for each file in ``dialects/``.
    """
    result = {}
    for name, text in _toml("dialects").items():
        signature = frozenset(_keys(text["signature"]))
        result[name] = Dialect(
            name,
            text["title"],
            text["kind"],
            signature,
            text.get("least", len(signature)),
            frozenset(_keys(text.get("required", []))),
            {key: _keys(names) for key, names in text.get("columns", {}).items()},
            text.get("units", {}),
            {
                key: {folded(word): value for word, value in words.items()}
                for key, words in text.get("values", {}).items()
            },
            frozenset(_keys(text.get("ignore", []))),
            text.get("rows", {}),
        )
    return result


@cache
def meanings(section: str) -> Mapping[str, str]:
    """Meanings of words.

    Parameters
    ----------
    section : str
        Section of ``values.toml``, such as ``severity``.

    Returns
    -------
    mapping of str to str
        From a folded word to its meaning.
    """
    text = tomllib.loads(files("sim.importing").joinpath("values.toml").read_text("utf-8"))[section]
    result: dict[str, str] = {}
    for meaning, words in text.items():
        for word in words:
            result.setdefault(folded(word), meaning)
    return result


@cache
def _names() -> frozenset[str]:
    of_kinds = {key for kind in kinds().values() for item in kind.fields.values() for key in item.keys}
    of_dialects = {key for dialect in dialects().values() for key in dialect.signature}
    of_columns = {key for dialect in dialects().values() for names in dialect.columns.values() for key in names}
    return frozenset(of_kinds | of_dialects | of_columns) - {
        "a",
        "in",
        "from",
        "to",
        "de",
        "out",
        "1",
        "n",
        "no",
        "nr",
        "",
    }


def is_header_name(cell: str) -> bool:
    """Tell whether a cell is a name that a column of some kind or dialect has.

    Parameters
    ----------
    cell : str
        A cell.

    Returns
    -------
    bool
        False for long texts, whatever they hold.
    """
    return 0 < len(cell) < 80 and any(key in _names() for key in header_keys(cell))


def is_column_name(cell: str) -> bool:
    """Tell whether a cell is a name of a column of some kind or dialect, of those too that are not read.

    Parameters
    ----------
    cell : str
        A cell of a header.

    Returns
    -------
    bool
        As `is_header_name`, and True of columns that a dialect leaves out.
    """
    return is_header_name(cell) or (0 < len(cell) < 80 and any(key in _left_out() for key in header_keys(cell)))


def is_title_word(word: str) -> bool:
    """Tell whether a word says what an export, a sheet or a column is, and no more.

    Parameters
    ----------
    word : str
        A word of a title.

    Returns
    -------
    bool
        True of numbers of up to four digits or eight, as in dates, and of words that names of columns are made of.
    """
    if word.isdigit():
        return len(word) <= 4 or len(word) == 8
    return folded(word).rstrip("0123456789") in _title_words()


@cache
def _left_out() -> frozenset[str]:
    return frozenset(key for dialect in dialects().values() for key in dialect.ignore)


@cache
def _title_words() -> frozenset[str]:
    titles = [f"{name} {text['title']}" for name, text in {**_toml("dialects"), **_toml("kinds")}.items()]
    titles += [name for text in _toml("dialects").values() for name in text["signature"]]
    titles += [name for text in _toml("kinds").values() for item in text["fields"].values() for name in item["names"]]
    return (
        frozenset(word for title in titles for word in re.split(r"[\W_]+", folded(title))) | meanings("titles").keys()
    )
