"""Differences between scenarios in the words of the schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.report.entries import entry_words, name_of_entry
from sim.report.format.amounts import worded
from sim.scenario.changes import ChangeGroup
from sim.scenario.document import Scenario
from sim.scenario.overrides import difference
from sim.scenario.paths import Keys, is_within, parse_path, words_of_path
from sim.scenario.quantity import SEVERITIES
from sim.scenario.sheet import assumption_sheet
from sim.scenario.todays_charges import CHARGES, is_todays
from sim.scenario.todays_fee import FEE, TODAY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Wording", "terms_table", "terms_that_differ"]

SAME = "same"
NAMED = 2
"""Keys of a plan: ``plans``, and its name."""
FIELD = 3
"""Keys before an entry by name of a plan's field, such as a charge: ``plans``, the plan and the field."""


class Wording:
    """Wording of the paths and values of some scenarios.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Whose paths; the first that has a number there says what it is.
    """

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self._scenarios = scenarios
        self._rows = {row.path: row for scenario in reversed(scenarios) for row in assumption_sheet(scenario)}

    def of(self, path: str) -> str:
        """Write what stands at a path, and whose it is.

        Parameters
        ----------
        path : str
            Path in the document.

        Returns
        -------
        str
            Such as ``gold: flat fee``.
        """
        whose = _whose(path, self._scenarios)
        if entry := name_of_entry(path):
            return entry
        if whose and parse_path(path)[-1] == whose:
            return words_of_path(path)
        *parents, last = parse_path(path)
        about = self._about(path) or last.replace("_", " ")
        if last in SEVERITIES:
            about = f"{about}, {last}"
        if len(parents) > FIELD:
            about = f"{parents[FIELD].replace('_', ' ')}, {about}"
        elif len(parents) == FIELD and last not in SEVERITIES and path not in self._rows:
            about = f"{parents[-1].replace('_', ' ')}, {last}"
        return f"{whose}: {about}" if whose else about

    def _about(self, path: str) -> str:
        """The words of the schema for a number, or for a part whose numbers all have the same."""
        if path in self._rows:
            return self._rows[path].about.partition(";")[0]
        within = {row.about.partition(";")[0] for place, row in self._rows.items() if _within(place, path)}
        return within.pop() if len(within) == 1 else ""

    def value(self, path: str, value: object) -> str:
        """Write a value that may stand at a path, with its unit.

        Parameters
        ----------
        path : str
            Path in the document.
        value : object
            The value; a list or mapping is written by its main terms.

        Returns
        -------
        str
            Text.
        """
        if isinstance(value, dict | list | tuple):
            return entry_words(path, value, self.value)
        unit = self._rows[path].unit if path in self._rows else ""
        return worded(value, unit, self._scenarios[0].currency)

    def lever(self, lever: ChangeGroup) -> ChangeGroup:
        """Name a lever in words.

        Parameters
        ----------
        lever : ChangeGroup
            A group of changes.

        Returns
        -------
        ChangeGroup
            The same changes under their name; of many changes, the part of the document where they are.
        """
        is_named = len(lever.paths) == 1 or any(_within(path, lever.name) for path in self._rows)
        return replace(lever, name=self.of(lever.name) if is_named else words_of_path(lever.name))


def terms_that_differ(before: Scenario, after: Scenario) -> dict[str, tuple[object, object]]:
    """Find the values that differ; a fee or a charge stands for those before it, which customers had until then.

    Parameters
    ----------
    before, after : Scenario
        The two scenarios.

    Returns
    -------
    dict of str to (object, object)
        Both values by path.
    """
    pairs = difference(before, after)
    fees = {path.removesuffix(FEE) + TODAY for path in pairs if path.endswith(f".{FEE}")}
    charged = {keys[:NAMED] for keys in map(parse_path, pairs) if keys[NAMED:FIELD] == (CHARGES,)}
    return {path: ends for path, ends in pairs.items() if path not in fees and not _are_todays(path, charged)}


def _are_todays(path: str, charged: set[Keys]) -> bool:
    """Whether a path lies in today's charges of a plan whose charges differ."""
    keys = parse_path(path)
    return keys[:NAMED] in charged and keys[-1] != TODAY and is_todays(keys)


def terms_table(names: Sequence[str], scenarios: Sequence[Scenario]) -> pd.DataFrame:
    """The terms in which scenarios differ from the first: its value, and those of the others where they are others.

    Parameters
    ----------
    names : sequence of str
        Titles, the baseline first.
    scenarios : sequence of Scenario
        In the same order.
    """
    import pandas as pd

    base, *others = scenarios
    changed = [terms_that_differ(base, other) for other in others]
    words = Wording(scenarios)
    rows = []
    for path in dict.fromkeys(path for change in changed for path in change):
        before = next(change[path][0] for change in changed if path in change)
        after = [words.value(path, change[path][1]) if path in change else SAME for change in changed]
        rows.append((words.of(path), words.value(path, before), *after, path))
    return pd.DataFrame(rows, columns=["Term", *(f"In {name}" for name in names), "Path"])


def _within(path: str, part: str) -> bool:
    return path.startswith(f"{part}.")


def _whose(path: str, scenarios: Sequence[Scenario]) -> str:
    """The plan, segment, account or team whose term it is; empty where it is the provider's or nobody's."""
    for scenario in scenarios:
        parts: Mapping[Keys, Mapping[str, object]] = {
            ("plans",): scenario.plans,
            ("segments",): scenario.segments,
            ("accounts",): scenario.accounts,
            ("provider", "teams"): scenario.provider.teams,
        }
        for part, members in parts.items():
            for name in members:
                if is_within(parse_path(path), (*part, name)):
                    return name
    return ""
