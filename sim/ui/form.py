"""Fields of the schema as a page asks for them, so that a page repeats no bounds and no choices."""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.document import Scenario
from sim.scenario.paths import Keys
from sim.scenario.quantity import inner
from sim.scenario.sheet import bounds

__all__ = ["FieldForm", "Kind", "field_form", "forms_of"]

Kind = Literal["number", "whole", "flag", "choice", "choices", "text", "day", "part", "named", "rows", "steps", "other"]


@dataclass(frozen=True, slots=True)
class FieldForm:
    """A field of the schema as a page asks for it."""

    name: str
    kind: Kind
    about: str = ""
    unit: str = ""
    optional: bool = False
    """Whether it may be empty."""
    low: float | None = None
    high: float | None = None
    low_excluded: bool = False
    options: tuple[Any, ...] = ()
    part: type[BaseModel] | None = None
    """Schema of the part, or of one of the parts, that it holds."""
    default: Any = None
    required: bool = False
    """Whether the schema has no value where there is none."""

    @property
    def percent(self) -> bool:
        """Whether a page shows it as per cent."""
        return self.kind == "number" and self.unit.startswith("share")

    @property
    def is_number(self) -> bool:
        """Whether it is a number, and so may be left empty on a page."""
        return self.kind in ("number", "whole")

    def shown(self, value: Any) -> Any:
        """A value of the document as a page shows it: shares as per cent, whole numbers whole."""
        if value is None or not self.is_number:
            return value
        return round(value) if self.kind == "whole" else round(float(100 * value if self.percent else value), 6)

    def meant(self, number: Any) -> Any:
        """A value of the document from what a page shows."""
        return round(number / 100, 8) if self.percent and number is not None else number


def field_form(keys: Keys) -> FieldForm:
    """Read what the schema takes at some keys.

    Parameters
    ----------
    keys : tuple of str
        From the top of the document; names of plans and the like stand for themselves.

    Raises
    ------
    KeyError
        Where the schema has no such field.
    """
    return _form_at(tuple(keys))


def forms_of(part: type[BaseModel], unit: str = "") -> list[FieldForm]:
    """List the fields of a part of the schema, in its order.

    Parameters
    ----------
    part : type
        The part.
    unit : str
        Of the field that holds it, for fields that have none of their own.
    """
    return [_form(name, field, unit) for name, field in part.model_fields.items()]


@cache
def _form_at(keys: Keys) -> FieldForm:
    kind: Any = Scenario
    form, unit = FieldForm("", "other"), ""
    for key in keys:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if key not in kind.model_fields:
                raise KeyError(".".join(keys))
            form = _form(key, kind.model_fields[key], unit)
            kind, unit = inner(kind.model_fields[key].annotation), form.unit
        elif arguments := get_args(kind):
            annotation = arguments[1 if get_origin(kind) is dict else 0]
            kind = inner(annotation)
            form = _form(key, FieldInfo.from_annotation(annotation), unit)
        else:
            raise KeyError(".".join(keys))
    return form


def _form(name: str, field: FieldInfo, unit: str) -> FieldForm:
    extra = field.json_schema_extra
    own = str(extra["unit"]) if isinstance(extra, dict) and "unit" in extra else unit
    kind = inner(field.annotation)
    shape, options, part = _shape(kind)
    low, high, excluded = bounds(field) if shape in ("number", "whole") else (None, None, False)
    default = None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
    about = field.description or ""
    empty, required = _may_be_none(field.annotation), field.is_required()
    return FieldForm(name, shape, about, own, empty, low, high, excluded, options, part, default, required)


def _shape(kind: Any) -> tuple[Kind, tuple[Any, ...], type[BaseModel] | None]:
    """The kind of field for a type, its options, and the schema of what it holds."""
    plain: dict[Any, Kind] = {bool: "flag", int: "whole", float: "number", str: "text", date: "day"}
    if kind in plain:
        return plain[kind], (), None
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return "choice", arguments, None
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "part", (), kind
    return _shape_of_many(origin, inner(arguments[1 if origin is dict else 0])) if arguments else ("other", (), None)


def _shape_of_many(origin: Any, item: Any) -> tuple[Kind, tuple[Any, ...], type[BaseModel] | None]:
    """As of :func:`_shape`, for a list or a mapping of items of a type."""
    if isinstance(item, type) and issubclass(item, BaseModel):
        return ("named" if origin is dict else "rows"), (), item
    if origin is dict and item in (int, float):
        return "steps", (), None
    if origin is tuple and get_origin(item) is Literal:
        return "choices", get_args(item), None
    return "other", (), None


def _may_be_none(annotation: Any) -> bool:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation)
