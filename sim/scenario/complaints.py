"""What is wrong with a scenario, in the words of its reader: path, value, place and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.scenario.fields import field_names
from sim.scenario.source import Keys, Places, place_of, plain, printed

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["complaints", "keys_of", "suggestion"]

MOST_COMPLAINTS = 4
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
    "string_type": "must be text",
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


def suggestion(key: str, known: Iterable[str]) -> str:
    """The nearest of the known keys as a question, or all of them."""
    names = list(known)
    near = difflib.get_close_matches(key, names, 1, 0.6) or [name for name in names if key and key in name]
    if near:
        return f"did you mean {printed(near[0])}?"
    return f"known here: {', '.join(printed(name) for name in names)}" if names else "nothing is known here"


def keys_of(tree: Mapping[str, Any], path: str) -> Keys:
    """The keys of a dotted path; a name that holds a dot is recognised where it exists."""
    keys: list[str] = []
    node: Any = tree
    rest = path
    while rest:
        names = list(node) if isinstance(node, Mapping) else []
        known = [name for name in names if rest == name or rest.startswith(f"{name}.")]
        key = max(known, key=len, default=rest.partition(".")[0])
        node = node.get(key) if isinstance(node, Mapping) else None
        keys.append(key)
        rest = rest[len(key) + 1 :]
    return tuple(keys)


def _rule(error: ErrorDetails) -> str:
    kind = error["type"]
    if kind in RULES:
        return RULES[kind].format_map({key: printed(value) for key, value in error.get("ctx", {}).items()})
    return KINDS.get(kind.partition("_")[0], plain(error["msg"]))


def _complaint(error: ErrorDetails, tree: Mapping[str, Any], places: Places) -> str:
    keys = tuple(str(key) for key in error["loc"] if key != "[key]")
    message = str(error["ctx"]["error"]) if error["type"] == "value_error" else ""
    if message and not keys:  # a rule across parts, which begins with the path it is about
        head, _, tail = message.partition(": ")
        place = place_of(places, keys_of(tree, head.partition(" = ")[0]))
        return f"{plain(head)} ({place}): {plain(tail)}" if place else plain(message)
    path = plain(".".join(keys)) or "the scenario"
    named = [(*keys, word) for word in message.split() if (*keys, word) in places]
    place = place_of(places, named[0] if named else keys)
    where = f" ({place})" if place else ""
    if message:
        return f"{path}{where}: {plain(message)}"
    if error["type"] == "missing":
        return f"{path}{where}: is missing"
    if error["type"] == "extra_forbidden":
        return f"{path}{where}: unknown key; {suggestion(keys[-1], field_names(keys[:-1]))}"
    given = "" if isinstance(error["input"], Mapping | list | tuple) else f" = {printed(error['input'])}"
    return f"{path}{given}{where}: {_rule(error)}"


def complaints(error: ValidationError, tree: Mapping[str, Any], places: Places) -> str:
    """All that a validation found, a line each, the first few of them."""
    lines = [_complaint(detail, tree, places) for detail in error.errors(include_url=False)]
    more = len(lines) - MOST_COMPLAINTS
    return "\n".join(lines[:MOST_COMPLAINTS] + ([f"and {more} more"] if more > 0 else []))
