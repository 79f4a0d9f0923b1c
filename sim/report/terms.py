"""What differs between scenarios, in the words of the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from sim.experiments.levers import Lever
from sim.report.amounts import worded
from sim.scenario.document import Scenario
from sim.scenario.files import difference
from sim.scenario.quantity import SEVERITIES
from sim.scenario.sheet import SheetRow, assumption_sheet

__all__ = ["in_words", "named", "terms_table"]

SAME = "same"


def terms_table(names: Sequence[str], scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The terms in which scenarios differ from the first: its value, and those of the others where they are others.

    Parameters
    ----------
    names : sequence of str
        Titles, the baseline first.
    scenarios : sequence of Scenario
        In the same order.
    """
    base, *others = scenarios
    changed = [difference(base, other) for other in others]
    paths = dict.fromkeys(path for each in changed for path in each)
    rows, currency = _rows(scenarios), base.currency
    found = []
    for path in paths:
        unit = rows[path].unit if path in rows else ""
        before = next(each[path][0] for each in changed if path in each)
        after = [_value(each[path][1], unit, currency) if path in each else SAME for each in changed]
        found.append((in_words(path, scenarios), _value(before, unit, currency), *after, path))
    return pd.DataFrame(found, columns=["Term", *(f"In {name}" for name in names), "Path"])


def in_words(path: str, scenarios: Sequence[Scenario]) -> str:
    """What stands at a path, and whose it is: ``gold: flat fee``."""
    rows, whose = _rows(scenarios), _whose(path, scenarios)
    row = rows.get(path) or next((rows[each] for each in rows if each.startswith(f"{path}.")), None)
    if whose and path.endswith(f".{whose}"):
        return _plainly(path)
    last = path.rpartition(".")[2]
    about = row.about.partition(";")[0] if row is not None else last.replace("_", " ")
    if last in SEVERITIES:
        about = f"{about}, {last}"
    return f"{whose}: {about}" if whose else about


def named(levers: Sequence[Lever], scenarios: Sequence[Scenario]) -> list[Lever]:
    """The levers under what they are in words; one of many changes keeps its name, in which the part is a word."""
    paths = {path for each in scenarios for path in _rows([each])}
    return [
        replace(each, name=in_words(each.name, scenarios))
        if len(each.changes) == 1 or any(path.startswith(f"{each.name}.") for path in paths)
        else replace(each, name=_plainly(each.name))
        for each in levers
    ]


def _plainly(path: str) -> str:
    return path.replace("_", " ").replace(".", ", ")


def _rows(scenarios: Sequence[Scenario]) -> dict[str, SheetRow]:
    return {row.path: row for scenario in reversed(scenarios) for row in assumption_sheet(scenario)}


def _whose(path: str, scenarios: Sequence[Scenario]) -> str:
    """The plan, segment, account or team whose term it is; empty where it is the provider's or nobody's."""
    for scenario in scenarios:
        parts: Mapping[str, Mapping[str, object]] = {
            "plans": scenario.plans,
            "segments": scenario.segments,
            "accounts": scenario.accounts,
            "provider.teams": scenario.provider.teams,
        }
        for part, held in parts.items():
            names = [name for name in held if f"{path}.".startswith(f"{part}.{name}.")]
            if names:
                return max(names, key=len)
    return ""


def _value(value: object, unit: str, currency: str) -> str:
    """A value of a scenario; what is more than one is counted."""
    if isinstance(value, dict | list | tuple):
        return f"{len(value)} entries" if value else "none"
    return worded(value, unit, currency)
