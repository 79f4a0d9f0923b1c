"""Results as rows of plain values, under the keys of JSON documents and of columns of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

__all__ = ["as_row", "keyed"]


def keyed(key: str) -> Mapping[str, str]:
    """Metadata of a field that has another name in documents than in code.

    Parameters
    ----------
    key : str
        Key in documents.

    Returns
    -------
    mapping
        To be passed to ``dataclasses.field`` as ``metadata``.
    """
    return {"key": key}


def as_row(result: Any) -> dict[str, Any]:
    """Write a dataclass as a dictionary, dataclasses within it too, as :func:`dataclasses.asdict` does.

    Parameters
    ----------
    result : dataclass instance
        Its fields are written under their names, or under the key that :func:`keyed` gives.

    Returns
    -------
    dict
        Values by key, in the order of the fields.
    """
    return {field.metadata.get("key", field.name): _plain(getattr(result, field.name)) for field in fields(result)}


def _plain(value: Any) -> Any:
    """A value with every dataclass in it as a row."""
    if is_dataclass(value) and not isinstance(value, type):
        return as_row(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(_plain, value))
    if isinstance(value, list | tuple):
        return type(value)(map(_plain, value))
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return value
