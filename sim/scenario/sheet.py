"""The assumption sheet: every number of a scenario with its unit, bounds, role and the evidence behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.document import Evidence, Scenario
from sim.scenario.paths import Keys, locate, print_path
from sim.scenario.quantity import ADDED, Role, Tag, inner
from sim.scenario.todays_charges import TODAYS_CHARGES

__all__ = ["EVIDENCE", "SheetRow", "assumption_sheet", "bounds"]

EVIDENCE = {"A": "assumed", "R": "recalled from the literature", "F": "found in a published source", "M": "measured"}
"""Meaning of the tags; the one that needs a look first stands first."""

CHANGED = "set by the scenario"
UNLISTED = ("evidence", "patterns", "set", TODAYS_CHARGES)
"""Fields whose numbers are none of the scenario's own, or are those that it had before a change."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One number of a scenario."""

    path: str
    about: str
    value: float | tuple[float, ...] | None
    """The number; a profile is one row; None where the scenario leaves it open, such as an unlimited plan."""
    unit: str
    low: float | None
    high: float | None
    low_excluded: bool
    """Whether the number must lie above ``low`` rather than at it."""
    tag: Tag
    """Kind of evidence, as in ``EVIDENCE``."""
    source: str
    role: Role
    plausible: tuple[float, float] | None = None
    """Least and greatest value that sources allow, where the schema states them."""
    own: bool = False
    """Whether the scenario states this evidence itself."""


def assumption_sheet(scenario: Scenario) -> list[SheetRow]:
    """List every number of a scenario with its evidence.

    Parameters
    ----------
    scenario : Scenario
        The document. Its own evidence for a path, or for a part that states it, stands before the schema's. A number
        that is not the schema's default, and has no evidence of its own, is an assumption of the scenario.

    Returns
    -------
    list of SheetRow
        In the order of the document.
    """
    walk = _Walk({locate(scenario, path): evidence for path, evidence in scenario.evidence.items()}, [], set())
    walk.document(scenario, (), None, PydanticUndefined)
    return walk.rows


def bounds(field: FieldInfo) -> tuple[float | None, float | None, bool]:
    """Read the bounds of a field off the schema.

    Parameters
    ----------
    field : FieldInfo
        Of a number, or of a profile of numbers.

    Returns
    -------
    low, high : float or None
        Lowest and highest value of the number, or of each item; None where there is no bound.
    excluded : bool
        Whether the number must lie above the lowest.
    """
    kind = inner(field.annotation)
    if get_origin(kind) is Literal:
        return min(get_args(kind)), max(get_args(kind)), False
    rules = list(field.metadata)
    if get_origin(kind) is tuple and get_origin(get_args(kind)[0]) is Annotated:
        for part in get_args(kind)[0].__metadata__:
            rules.extend(part.metadata if isinstance(part, FieldInfo) else [part])
    at_least: list[Any] = [rule.ge for rule in rules if isinstance(rule, Ge)]
    above: list[Any] = [rule.gt for rule in rules if isinstance(rule, Gt)]
    at_most: list[Any] = [rule.le for rule in rules if isinstance(rule, Le)]
    return next(iter(at_least + above), None), next(iter(at_most), None), bool(above)


def _is_added(field: FieldInfo) -> bool:
    """Whether older documents have no such number: where it is left open it is not there, and needs no row."""
    return isinstance(field.json_schema_extra, dict) and ADDED.items() <= field.json_schema_extra.items()


def _is_number(value: object) -> bool:
    """Whether a value is a number, or a profile of numbers."""
    if isinstance(value, tuple):
        return bool(value) and all(_is_number(item) for item in value)
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through the document that writes a row at every number."""

    evidence: Mapping[Keys, Evidence]
    rows: list[SheetRow]
    unstated: set[Keys]
    """Fields that the document leaves at their defaults, of which evidence for their part says nothing."""

    def document(self, part: BaseModel, keys: Keys, holder: SheetRow | None, defaults: Any) -> None:
        """Walk the fields of a part; ``holder`` declares what its numbers are where they do not."""
        for name, field in type(part).model_fields.items():
            if name in UNLISTED or (getattr(part, name) is None and _is_added(field)):
                continue
            if name not in part.model_fields_set:
                self.unstated.add((*keys, name))
            default = getattr(defaults, name, field.get_default(call_default_factory=True))
            self.value(getattr(part, name), (*keys, name), self.declared(field, holder), field, default)

    def declared(self, field: FieldInfo, holder: SheetRow | None) -> SheetRow:
        """The row of a field's numbers as the schema declares them."""
        extra = field.json_schema_extra
        low, high, excluded = bounds(field)
        if not isinstance(extra, dict) or "unit" not in extra:
            blank = SheetRow("", field.description or "", None, "", low, high, excluded, "A", "", "assumption")
            return replace(holder or blank, low=low, high=high, low_excluded=excluded)
        declared: dict[str, Any] = {key: extra[key] for key in ("unit", "tag", "source", "role")}
        ends: Any = extra.get("plausible")
        declared["plausible"] = tuple(ends) if ends else None
        return SheetRow("", field.description or "", None, low=low, high=high, low_excluded=excluded, **declared)

    def value(self, value: Any, keys: Keys, row: SheetRow, field: FieldInfo, default: Any) -> None:
        """Walk a field's value: a part, a mapping, a list or a number."""
        if isinstance(value, BaseModel):
            self.document(value, keys, row if row.unit else None, default)
        elif isinstance(value, dict):
            for name, item in value.items():
                self.value(item, (*keys, name), row, field, PydanticUndefined)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            usual = dict(enumerate(default)) if isinstance(default, tuple) else {}
            for number, item in enumerate(value):
                self.value(item, (*keys, str(number)), row, field, usual.get(number, PydanticUndefined))
        elif _is_number(value) or (value is None and inner(field.annotation) in (int, float)):
            self.write(value, keys, row, default)

    def write(self, value: Any, keys: Keys, row: SheetRow, default: Any) -> None:
        """Add the row of a number with the evidence that holds for it."""
        row = replace(row, path=print_path(keys), value=value)
        if default != value:
            row = replace(row, tag="A", source=CHANGED)
        for depth in range(len(keys), 0, -1):
            own = self.evidence.get(keys[:depth])
            if own is not None:
                row = replace(row, tag=own.tag, source=own.source, own=True)
            if own is not None or keys[:depth] in self.unstated:
                break
        self.rows.append(row)
