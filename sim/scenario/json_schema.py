"""The JSON Schema of scenario files, for editors: every field with bounds, unit, tag, source and description."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.account_table import PORTFOLIO, table_schema
from sim.scenario.calendars import ROUND_THE_CLOCK
from sim.scenario.document import DESCRIPTIVE, Scenario
from sim.scenario.quantity import CLOCK, CLOCK_UNITS
from sim.scenario.roster_table import ROSTER, roster_schema
from sim.scenario.versions import SCHEMA, VERSION

__all__ = ["scenario_schema"]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """Make the JSON Schema of a scenario file.

    Returns
    -------
    dict
        A schema of the 2020-12 dialect: a file with ``extends`` holds only that, ``set`` and what describes it; any
        other file is a whole document. Numbers carry ``unit``, ``tag``, ``source``, ``role`` and, where no action may
        change them in mid-study, ``fixed``; their descriptions repeat these for editors that show no more.
    """
    document = Scenario.model_json_schema()
    parts: dict[str, Any] = document.pop("$defs")
    hours = parts["BySeverity"]
    hours = {**hours, "properties": {name: _clock(field) for name, field in hours["properties"].items()}}
    parts["HoursBySeverity"] = hours | {"description": "Hours for each severity, or hours and minutes."}
    _promises(parts)
    for part in (document, *parts.values()):
        for field in _fields(part):
            field.pop("title", None)
            field["description"] = _described(field)
            if field.get("unit") in CLOCK_UNITS:
                field.update(_hours(field))
    parts["Coverage"] = {"anyOf": [{"const": ROUND_THE_CLOCK}, parts["Coverage"]]}
    number = {"type": "number", "minimum": 0}
    pair = {"type": "array", "prefixItems": [number, number], "minItems": 2, "maxItems": 2}
    parts["PriceTier"] = {"anyOf": [pair, parts["PriceTier"]]}
    document["properties"] |= {VERSION: _version(), PORTFOLIO: table_schema(), ROSTER: roster_schema()}
    parts["Team"]["required"].remove("people")  # a roster may state them
    return {
        "$schema": DIALECT,
        "title": "Saydo scenario",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Extension"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {**parts, "Scenario": document, "Extension": _extension(document)},
    }


def _version() -> dict[str, Any]:
    """The schema of the version that a file is written for."""
    about = f"version of the schema that the file is written for, up to {SCHEMA}; without it, the first"
    return {"type": "integer", "minimum": 1, "maximum": SCHEMA, "description": about}


def _fields(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The fields of a part of the document."""
    yield from part.get("properties", {}).values()


def _clock(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of a number of hours, which may also be written as hours and minutes."""
    return {**field, "type": [field["type"], "string"], "pattern": f"^{CLOCK.pattern}$"}


def _promises(parts: dict[str, Any]) -> None:
    """Let promises be written as hours and minutes, or null."""
    parts["PromiseBySeverity"]["type"] = ["object", "null"]
    for promise in ("PromiseBySeverity", "HoursWherePromised"):
        for field in parts[promise]["properties"].values():
            field["anyOf"] = [kind if kind["type"] == "null" else _clock(kind) for kind in field["anyOf"]]


def _hours(field: dict[str, Any]) -> dict[str, Any]:
    """The schema of a field in hours, where hours and minutes may be written too."""
    if field.get("$ref") == "#/$defs/PromiseBySeverity" or "anyOf" in field:
        return {}
    return _clock(field) if "type" in field else {"$ref": "#/$defs/HoursBySeverity"}


def _described(field: dict[str, Any]) -> str:
    """A field's description with its unit, tag and source."""
    about: str = field.get("description", "")
    if "unit" not in field:
        return about
    return f"{about}; {field['unit']} [{field['tag']}: {field['source']}]"


def _extension(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of a file that extends another."""
    fields = {name: document["properties"][name] for name in DESCRIPTIVE}
    return {
        "type": "object",
        "description": "Another scenario, but for the values under set.",
        "properties": {
            **fields,
            VERSION: _version(),
            "extends": {"type": "string", "description": "the other file, relative to this one"},
            "set": {
                "type": ["object", "null"],
                "description": "values by path, such as plans.gold.fee_per_month or accounts.*.fee_per_month",
            },
        },
        "required": ["extends"],
        "additionalProperties": False,
    }
