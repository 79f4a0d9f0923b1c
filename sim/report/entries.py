"""Whole parts of a document in words: a plan, an account or another entry by its main terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sim.report.format.amounts import listed
from sim.scenario.offer import OFFERED
from sim.scenario.paths import Keys, parse_path, print_path

__all__ = ["entry_words", "name_of_entry", "plan_name"]

THE_OFFER = "plan of the new deal"

MAIN: Mapping[Keys, Mapping[str, str]] = {
    ("plans",): {
        "fee_per_month": "fee",
        "response_hours.P1": "first response to P1",
        "resolution_hours.P1": "solution of P1",
        "included_contacts_per_month": "included",
        "term_months": "term",
    },
    ("accounts",): {
        "segment": "segment",
        "plan": "plan",
        "fee_per_month": "fee",
        "contacts_per_year": "brings",
        "seats": "",
    },
    ("segments",): {"customers": "", "plan": "plan", "contacts_per_year": "each brings"},
    ("provider", "teams"): {"people": "", "cost_per_hour": "cost"},
}
"""The terms by which an entry of a part is told from others, and the words before each."""
SINGULAR = {"plans": "plan", "accounts": "account", "segments": "segment", "teams": "team"}
MOST_SCALARS = 4
"""Values that are written of an entry without main terms; more of them are counted."""


def name_of_entry(path: str) -> str:
    """Name a whole entry of a part that has names, such as a plan.

    Parameters
    ----------
    path : str
        Path in the document.

    Returns
    -------
    str
        Such as ``plan gold``; empty where the path is of something else.
    """
    *part, name = parse_path(path)
    if part == ["plans"] and name == OFFERED:
        return f"the {THE_OFFER}"
    return f"{SINGULAR[part[-1]]} {name}" if tuple(part) in MAIN else ""


def plan_name(name: str) -> str:
    """Name a plan where a reader picks one or reads an answer about one.

    Parameters
    ----------
    name : str
        As the document has it.

    Returns
    -------
    str
        The name; of the plan of a new deal, which has none yet, words.
    """
    return THE_OFFER if name == OFFERED else name


def entry_words(path: str, value: object, write: Callable[[str, object], str]) -> str:
    """Write a mapping or a list by its main terms.

    Parameters
    ----------
    path : str
        Where it stands.
    value : object
        A mapping or a sequence, as the document is written.
    write : callable
        Writes a single value that stands at a path, with its unit.

    Returns
    -------
    str
        Such as ``fee $1,500 / month, term 12 months``; titles of a list's entries, or their number, where they
        have none.
    """
    if not value:
        return "none"
    if isinstance(value, Mapping):
        return _mapping_words(path, value, write)
    if isinstance(value, Sequence):
        titles = [str(entry["title"]) for entry in value if isinstance(entry, Mapping) and entry.get("title")]
        if len(titles) == len(value):
            return listed(titles)
        if all(isinstance(entry, str | int | float) for entry in value):
            return listed([write(path, entry) for entry in value])
        return "one entry" if len(value) == 1 else f"{len(value)} entries"
    return write(path, value)


def _mapping_words(path: str, value: Mapping[str, object], write: Callable[[str, object], str]) -> str:
    *part, _ = parse_path(path)
    main = MAIN.get(tuple(part))
    if main is not None:
        terms = [(name, label, _within(value, name)) for name, label in main.items()]
        return ", ".join(
            f"{label} {write(f'{path}.{name}', one)}".strip() for name, label, one in terms if one is not None
        )
    scalars = {name: one for name, one in value.items() if isinstance(one, str | bool | int | float)}
    rest = len(value) - len(scalars) + max(len(scalars) - MOST_SCALARS, 0)
    shown = list(scalars.items())[:MOST_SCALARS]
    texts = [f"{name.replace('_', ' ')} {write(_join(path, name), one)}" for name, one in shown]
    if not texts:
        return listed([name.replace("_", " ") for name in value])
    return ", ".join([*texts, *([f"{rest} more"] if rest else [])])


def _join(path: str, name: str) -> str:
    return print_path((*parse_path(path), name))


def _within(value: object, name: str) -> object:
    """Value that a mapping holds at some keys, parted by full stops; None where there is nothing."""
    for key in name.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
