"""Problems of a scenario in the words of its reader: path, value, place and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import ValidationError

from sim.errors import Problem
from sim.scenario.fields import field_names, unit_of
from sim.scenario.misfit import Misfits
from sim.scenario.paths import Keys, print_path
from sim.scenario.quantity import CLOCK_UNITS
from sim.scenario.source import Places, place_of, plain, printed

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["complaints", "suggestion"]

RULES = {
    "greater_than": "must be greater than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "finite_number": "must be a finite number",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "too_short": "must hold at least {min_length}, and holds {actual_length}",
    "too_long": "must hold at most {max_length}, and holds {actual_length}",
    "string_type": "must be text; what looks like a number or true or false needs quotes",
    "int_from_float": "must be a whole number",
    "tuple_type": "must be a list, such as [a, b]",
}
KINDS = {
    "float": "must be a number",
    "int": "must be a whole number",
    "bool": "must be true or false",
    "date": "must be a date, such as 2027-01-01",
    "dict": "must be a mapping of names to values",
    "model": "must be a mapping of keys to values",
}


def suggestion(key: str, names: Iterable[str]) -> str:
    """Suggest the nearest name to one that does not exist.

    Parameters
    ----------
    key : str
        The name that does not exist.
    names : iterable of str
        Those that do.

    Returns
    -------
    str
        A question with the nearest, or a list of all of them.
    """
    names = list(names)
    near = difflib.get_close_matches(key, names, 1, 0.6) or [name for name in names if key and key in name]
    if near:
        return f"did you mean {printed(near[0])}?"
    return f"known here: {', '.join(printed(name) for name in names)}" if names else "nothing is known here"


def complaints(error: ValidationError, places: Places) -> list[Problem]:
    """Put the errors of a validation in the words of the reader.

    Parameters
    ----------
    error : ValidationError
        Of a whole document.
    places : Places
        Where its values were written.

    Returns
    -------
    list of Problem
        One or more, in the order of the document.
    """
    details = error.errors(include_url=False)
    return [problem for detail in details if not _follows(detail) for problem in _problems(detail, places)]


def _follows(error: ErrorDetails) -> bool:
    """Whether an error only counts the items of a list that are left without those in error."""
    return error["type"] == "too_short" and len(error["input"]) > error["ctx"]["actual_length"]


def _problems(error: ErrorDetails, places: Places) -> Iterator[Problem]:
    """The problems of one error of pydantic."""
    keys = tuple(str(key) for key in error["loc"] if key != "[key]")
    raised = error["ctx"]["error"] if error["type"] == "value_error" else None
    if isinstance(raised, Misfits):
        for misfit in raised.misfits:
            value = None if misfit.value is None else printed(misfit.value)
            where = (*keys, *misfit.keys)
            yield Problem(plain(misfit.rule), plain(print_path(where)), value, place_of(places, where))
        return
    message = str(raised or "")
    named = [(*keys, *word.split(".")) for word in message.split() if (*keys, *word.split(".")) in places]
    path = plain(print_path(keys)) or "the scenario"
    rule, value = plain(message), None
    if error["type"] == "missing":
        rule = "is missing"
    elif error["type"] == "extra_forbidden":
        rule = f"unknown key; {suggestion(keys[-1], field_names(keys[:-1]))}"
    else:
        rule = rule or _rule(error, keys)
        value = None if isinstance(error["input"], Mapping | list | tuple) else printed(error["input"])
    place = place_of(places, keys)
    yield Problem(rule, path, value, place_of(places, named[0]) if named and not place.field else place)


def _rule(error: ErrorDetails, keys: Keys) -> str:
    """The values that are allowed, in words."""
    kind = error["type"]
    if kind in ("float_parsing", "int_parsing") and ":" in str(error["input"]):
        unit = unit_of(keys)
        if unit in CLOCK_UNITS:
            return "must be a number of hours, or hours and minutes such as 1:30"
        return f"must be a number{f', in {unit},' if unit else ''} not hours and minutes"
    if kind in RULES:
        return RULES[kind].format_map({key: printed(value) for key, value in error.get("ctx", {}).items()})
    return KINDS.get(kind.partition("_")[0], plain(error["msg"]))
