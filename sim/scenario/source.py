"""YAML 1.2 as plain values, with the file and line of each for messages."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import Place, Problem, ScenarioError, plain
from sim.scenario.paths import Keys, is_within

__all__ = ["LARGEST_BYTES", "Places", "parse_value", "place_of", "plain", "printed", "read_mapping"]

Places: TypeAlias = dict[Keys, Place]
"""File and line of each value, by its keys from the top; list items by their number."""

LARGEST_BYTES = 1_000_000
FILES_REMEMBERED = 128
LONGEST_PRINTED = 60
MOST_LEVELS = 50
TIMESTAMP = "tag:yaml.org,2002:timestamp"
NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""NUL, and halves of characters, which no file or database holds."""
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What tags such as ``!!int`` or ``!!bool`` end in on other text: the schema says what is wrong with that."""


class _Composer(Composer):
    """A composer of YAML 1.2 without aliases, which could make a small file expand without bound."""

    def __init__(self, loader: Any = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False

    def compose_document(self) -> Any:
        start = self.parser.peek_event()
        if start.version not in (None, (1, 2)):
            raise MarkedYAMLError(problem="must be YAML 1.2: leave out %YAML", problem_mark=start.start_mark)
        return super().compose_document()

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.parser.check_event(AliasEvent):
            mark = self.parser.peek_event().start_mark
            raise MarkedYAMLError(problem="aliases (*name) are not read: write the value out", problem_mark=mark)
        return super().compose_node(parent, index)


def printed(value: object) -> str:
    """Print a value on one short line.

    Parameters
    ----------
    value : object
        As read from YAML.

    Returns
    -------
    str
        At most 60 characters, safe to print.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = plain("null" if value is None else str(value).lower() if isinstance(value, bool) else str(value))
    return text if len(text) <= LONGEST_PRINTED else text[: LONGEST_PRINTED - 1] + "…"


def place_of(places: Mapping[Keys, Place], keys: Keys) -> Place:
    """Find where a value was written.

    Parameters
    ----------
    places : mapping of keys to Place
        Of a document.
    keys : tuple of str
        Of the value.

    Returns
    -------
    Place
        Its own, or that of the nearest part around it; where a parameter set something within that part, it is that
        one, because the document was valid without it. Empty where nothing is known.
    """
    while True:
        inside = [place for written, place in places.items() if is_within(written, keys)]
        if inside or not keys:
            own = places.get(keys) or next(iter(inside), Place())
            return next((place for place in inside if place.field), own)
        keys = keys[:-1]


def _build(constructor: Any, node: Node, keys: Keys, file: str, places: Places) -> Any:
    places.setdefault(keys, Place(file, node.start_mark.line + 1))
    if isinstance(node, SequenceNode):
        return [_build(constructor, item, (*keys, str(n)), file, places) for n, item in enumerate(node.value)]
    if isinstance(node, MappingNode):
        mapping: dict[str, Any] = {}
        for key, value in node.value:
            problem = ""
            if not isinstance(key, ScalarNode):
                problem = "a key must be a plain word"
            elif NO_TEXT.search(key.value):
                problem = f"{printed(key.value)} holds a character that is no text"
            elif key.value in mapping:
                first = places[(*keys, key.value)].text()
                problem = f"{printed(key.value)} is given twice, first at {first}"
            if problem:
                raise MarkedYAMLError(problem=problem, problem_mark=key.start_mark)
            places[(*keys, key.value)] = Place(file, key.start_mark.line + 1)
            mapping[key.value] = _build(constructor, value, (*keys, key.value), file, places)
        return mapping
    return _scalar(constructor, node)


def _scalar(constructor: Any, node: Node) -> Any:
    """One value that is no list and no mapping."""
    if NO_TEXT.search(node.value):
        problem = f"{printed(node.value)} holds a character that is no text"
        raise MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
    if node.tag == TIMESTAMP:  # YAML 1.2 has no dates: the schema reads them where it has some
        return node.value
    try:
        value = constructor.construct_object(node)
    except UNREADABLE:
        return node.value
    return value if value is None or isinstance(value, str | int | float) else node.value


def _parse(text: str, file: str) -> tuple[Any, Places]:
    places: Places = {}
    loader = YAML(typ="safe", pure=True, plug_ins=[])
    loader.Composer, loader.max_depth = _Composer, MOST_LEVELS
    try:
        node = loader.compose(text)
        value = None if node is None else _build(loader.constructor, node, (), file, places)
    except MaxDepthExceededError:
        raise ScenarioError(Problem("is nested too deeply to be a scenario", place=Place(file))) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it holds a character that may not stand in YAML"
        place = Place(file, mark.line + 1 if file and mark is not None else None)
        raise ScenarioError(Problem(f"cannot be read as YAML: {plain(problem)}", place=place)) from None
    return value, places


_parse_once = lru_cache(maxsize=FILES_REMEMBERED)(_parse)
"""Many files extend the same few, and parsing takes most of the time: a text is parsed once, its values are copied."""


def parse_value(text: str) -> Any:
    """Read a YAML value written on one line, by the rules of a file.

    Parameters
    ----------
    text : str
        Such as ``.3``, ``[mon, tue]`` or ``{segment: large}``.

    Returns
    -------
    object
        The value.

    Raises
    ------
    ScenarioError
        Where it is not YAML.
    """
    return _parse(text, "")[0]


def _bytes(path: Path, file: Place) -> bytes:
    """Content of a file of a bearable size; what is no file might never end, or never begin."""
    if not stat.S_ISREG(path.stat().st_mode):
        rule = "is a folder, not a file" if path.is_dir() else "is a device, a pipe or a socket, not a file"
        raise ScenarioError(Problem(rule, place=file))
    with path.open("rb") as stream:
        data = stream.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        size = max(path.stat().st_size, len(data))
        raise ScenarioError(Problem(f"is {size:,} bytes: a scenario has at most {LARGEST_BYTES:,}", place=file))
    return data


def read_mapping(path: Path) -> tuple[dict[str, Any], Places]:
    """Read a YAML file that holds a mapping.

    Parameters
    ----------
    path : path
        The file.

    Returns
    -------
    dict, Places
        Its values, and where each was written.

    Raises
    ------
    ScenarioError
        Where the file is missing, larger than 1 MB, not UTF-8, not YAML, gives a key twice or is no mapping.
    """
    file = Place(str(path))
    try:
        text = _bytes(path, file).decode("utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(Problem("there is no such file", place=file)) from None
    except UnicodeDecodeError as error:
        rule = f"is not UTF-8 text: byte {error.start + 1:,} cannot be read"
        raise ScenarioError(Problem(rule, place=file)) from None
    except (OSError, ValueError) as error:
        rule = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise ScenarioError(Problem(rule, place=file)) from None
    value, places = _parse_once(text, str(path))
    if not isinstance(value, dict):
        content = "nothing" if value is None else "a list" if isinstance(value, list) else printed(value)
        raise ScenarioError(Problem(f"must hold a mapping of keys to values, not {content}", place=file))
    return deepcopy(value), dict(places)
