"""YAML as plain values, with the file and line of each, so that an error can say where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from sim.errors import ScenarioError

__all__ = ["Keys", "Places", "parse_value", "place_of", "plain", "printed", "read_mapping"]

Keys = tuple[str, ...]
Places = dict[Keys, str]
"""``file:line`` of each value, by its keys from the top; list items by their number."""

LARGEST_BYTES = 1_000_000
FILES_REMEMBERED = 128
LONGEST_PRINTED = 60


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader without aliases, which could make a small file expand without bound."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read: write the value out", problem_mark=mark)
        return super().compose_node(parent, index)


_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+[eE][-+]?[0-9]+$"), list("-+0123456789")
)


def plain(text: str) -> str:
    """A text without characters that a terminal would obey."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def printed(value: object) -> str:
    """A value on one short line."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain("null" if value is None else str(value).lower() if isinstance(value, bool) else str(value))
    return text if len(text) <= LONGEST_PRINTED else text[: LONGEST_PRINTED - 1] + "…"


def place_of(places: Mapping[Keys, str], keys: Keys) -> str:
    """Where a value was written: its own place, or that of the nearest thing around it."""
    while keys not in places and keys:
        keys = keys[:-1]
    return places.get(keys, "")


def _build(loader: _Loader, node: yaml.Node, keys: Keys, file: str, places: Places) -> Any:
    places.setdefault(keys, f"{file}:{node.start_mark.line + 1}")
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, item, (*keys, str(n)), file, places) for n, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            problem = ""
            if not isinstance(key, yaml.ScalarNode):
                problem = "a key must be a plain word"
            elif key.value in mapping:
                first = places[(*keys, key.value)]
                problem = f"{printed(key.value)} is given twice, first at {first}"
            if problem:
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            places[(*keys, key.value)] = f"{file}:{key.start_mark.line + 1}"
            mapping[key.value] = _build(loader, value, (*keys, key.value), file, places)
        return mapping
    try:
        return loader.construct_object(node)
    except ValueError:  # such as a date of month 13: the schema says what is wrong with the text
        return node.value


def _parse(text: str, file: str) -> tuple[Any, Places]:
    places: Places = {}
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        value = None if node is None else _build(loader, node, (), file, places)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark is not None else file
        problem = getattr(error, "problem", None) or "it holds a character that may not stand in YAML"
        raise ScenarioError(f"{place}: cannot be read as YAML: {plain(problem)}") from None
    except RecursionError:
        raise ScenarioError(f"{file}: is nested too deeply to be a scenario") from None
    return value, places


_parse_once = lru_cache(maxsize=FILES_REMEMBERED)(_parse)
"""Many files extend the same few, and parsing takes most of the time: a text is parsed once, its values are copied."""


def parse_value(text: str, place: str) -> Any:
    """A YAML value written on one line, such as ``.3``, ``[mon, tue]`` or ``{segment: large}``."""
    return _parse(text, place)[0]


def read_mapping(path: Path) -> tuple[dict[str, Any], Places]:
    """A YAML file that holds a mapping.

    Raises
    ------
    ScenarioError
        Where the file is missing, larger than 1 MB, not UTF-8, not YAML, gives a key twice or is no mapping.
    """
    try:
        if path.is_file() and path.stat().st_size > LARGEST_BYTES:
            raise ScenarioError(f"{path}: is {path.stat().st_size:,} bytes: a scenario has at most {LARGEST_BYTES:,}")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(f"{path}: there is no such file") from None
    except UnicodeDecodeError as error:
        raise ScenarioError(f"{path}: is not UTF-8 text: byte {error.start + 1:,} cannot be read") from None
    except (OSError, ValueError) as error:
        raise ScenarioError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    value, places = _parse_once(text, str(path))
    if not isinstance(value, dict):
        given = "nothing" if value is None else "a list" if isinstance(value, list) else printed(value)
        raise ScenarioError(f"{path}: must hold a mapping of keys to values, not {given}")
    return deepcopy(value), dict(places)
