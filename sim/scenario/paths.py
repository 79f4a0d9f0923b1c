"""Paths of the document: the one reader and printer of ``plans.gold.response_hours.P1`` in the product.

A path is the keys from the top of the document, parted by full stops. A key that holds a full stop, an equals sign,
an outer space or a character that cannot be printed, that begins with a double quote or that is ``*``, stands in
double quotes as a JSON string: ``provider.teams."front.line".people``. An unquoted ``*`` stands for every key there is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from pydantic import BaseModel

__all__ = [
    "Keys",
    "child",
    "expand_path",
    "has_wildcard",
    "is_within",
    "locate",
    "names_in",
    "parse_path",
    "print_path",
    "split_assignment",
    "value_at",
    "words_of_path",
]

Keys: TypeAlias = tuple[str, ...]
ANY = "*"
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)


def print_path(keys: Iterable[str]) -> str:
    """Print keys as a path that :func:`parse_path` reads as the same keys.

    Parameters
    ----------
    keys : iterable of str
        From the top of the document.

    Returns
    -------
    str
        Such as ``plans.gold.fee_per_month`` or ``accounts."St. Mary".plan``.
    """
    return ".".join(map(_print_key, keys))


def parse_path(path: str) -> Keys:
    """Read a path without knowledge of the document: it is parted at every full stop outside quotes.

    Parameters
    ----------
    path : str
        As of :func:`print_path`, or written by hand.

    Returns
    -------
    tuple of str
        Its keys; one at least.
    """
    return tuple(key for key, _ in _parts(path))


def has_wildcard(path: str) -> bool:
    """Whether a path holds an unquoted ``*``, which stands for every key there is.

    Parameters
    ----------
    path : str
        A path of the document.

    Returns
    -------
    bool
        True where it may stand for more than one place.
    """
    return any(wild for _, wild in _parts(path))


def is_within(keys: Keys, part: Keys) -> bool:
    """Whether a value lies in a part of the document, or is that part.

    Parameters
    ----------
    keys : tuple of str
        Of the value.
    part : tuple of str
        Of the part.

    Returns
    -------
    bool
        True where the first keys of the value are those of the part.
    """
    return keys[: len(part)] == part


def names_in(node: object) -> list[str]:
    """Name the keys in a part of a document.

    Parameters
    ----------
    node : object
        A mapping, a list, a model of the document, or a value.

    Returns
    -------
    list of str
        Its keys, of a list the numbers of its items from 0; none in a value.
    """
    if isinstance(node, BaseModel):
        return list(type(node).model_fields)
    if isinstance(node, list | tuple):
        return [str(number) for number in range(len(node))]
    return list(node) if isinstance(node, Mapping) else []


def child(node: Any, key: str) -> Any:
    """Read what a part of a document holds under a key.

    Parameters
    ----------
    node : mapping, list or Document
        The part.
    key : str
        One of :func:`names_in`.

    Returns
    -------
    object
        A part, or a value.
    """
    if isinstance(node, BaseModel):
        return getattr(node, key)
    return node[int(key)] if isinstance(node, list | tuple) else node[key]


def locate(document: object, path: str) -> Keys:
    """Read a path with the document at hand: there a name that holds a full stop needs no quotes.

    Parameters
    ----------
    document : mapping or Scenario
        Where the path leads; nothing needs to be there yet.
    path : str
        Without wildcards. As :func:`print_path` writes it, it goes before a name that holds full stops or quotes.

    Returns
    -------
    tuple of str
        Its keys.
    """
    keys = parse_path(path)
    by_letter = print_path(keys) == path and _exists(document, keys)
    return keys if by_letter else tuple(_recognised(document, path)) or keys


def value_at(document: object, path: str) -> Any:
    """Read the value at a path.

    Parameters
    ----------
    document : mapping or Scenario
        Or a part of it, from which the path then starts.
    path : str
        Of a place that exists; items of a list by their number, from 0.

    Returns
    -------
    object
        Its value.

    Raises
    ------
    KeyError
        Where nothing does.
    """
    node: Any = document
    for key in locate(document, path):
        if key not in names_in(node):
            raise KeyError(path)
        node = child(node, key)
    return node


def expand_path(document: object, path: str, fields: Callable[[Keys], Collection[str]]) -> list[Keys]:
    """Find the places that a path with wildcards stands for.

    Parameters
    ----------
    document : mapping
        Where it leads.
    path : str
        Without a wildcard it is one place, which need not exist yet.
    fields : callable
        From the keys of a part to the fields that the schema has there, which may be left out in a mapping.

    Returns
    -------
    list of tuple of str
        Their keys, in the order of the document; empty where nothing matches.
    """
    if not has_wildcard(path):
        return [locate(document, path)]
    *parents, (last, wild) = _parts(path)
    nodes: list[tuple[Keys, object]] = [((), document)]
    for key, every in parents:
        nodes = [
            ((*keys, name), child(node, name))
            for keys, node in nodes
            for name in (names_in(node) if every else [key] if key in names_in(node) else [])
        ]
    places: list[Keys] = []
    for keys, node in nodes:
        if wild:
            places += [(*keys, name) for name in names_in(node)]
        elif last in names_in(node) or (isinstance(node, Mapping) and last in fields(keys)):
            places.append((*keys, last))
    return places


def split_assignment(text: str) -> tuple[str, str]:
    """Part ``path=value`` at its first equals sign outside quotes.

    Parameters
    ----------
    text : str
        As given on a command line.

    Returns
    -------
    path, value : str
        Without outer spaces; the value is empty where there is no equals sign.
    """
    text = text.strip()
    place = 0
    while place < len(text) and text[place] != "=":
        quoted = QUOTED.match(text, place) if not place or text[place - 1] == "." else None
        place = quoted.end() if quoted else place + 1
    return text[:place].strip(), text[place + 1 :].strip()


def words_of_path(path: str) -> str:
    """Print a path in words: ``selling, sold response share``.

    Parameters
    ----------
    path : str
        A path of the document.

    Returns
    -------
    str
        Its keys, parted by commas.
    """
    return ", ".join(key.replace("_", " ") for key in parse_path(path))


def _print_key(key: str) -> str:
    """A key, quoted where it could be read as something else."""
    if not key.isprintable():
        return json.dumps(key)
    if key in ("", ANY) or key != key.strip() or key.startswith('"') or "." in key or "=" in key:
        return json.dumps(key, ensure_ascii=False)
    return key


@lru_cache(maxsize=4_096)
def _parts(path: str) -> tuple[tuple[str, bool], ...]:
    """Keys of a path, each with whether it is a wildcard."""
    parts: list[tuple[str, bool]] = []
    rest: str | None = path
    while rest is not None:
        key, size = _quoted(rest)
        if size:
            parts.append((key, False))
        else:
            key = rest.partition(".")[0]
            size = len(key)
            parts.append((key, key == ANY))
        rest = rest[size + 1 :] if size < len(rest) else None
    return tuple(parts)


def _quoted(text: str) -> tuple[str, int]:
    """The quoted key that a text begins with, and how many characters it takes; none where there is no such key."""
    match = QUOTED.match(text)
    if match and text[match.end() : match.end() + 1] in ("", "."):
        try:
            return str(json.loads(match[0], strict=False)), match.end()
        except ValueError:
            pass
    return "", 0


def _exists(node: object, keys: Keys) -> bool:
    """Whether something stands at the keys."""
    for key in keys:
        if not (key in node if isinstance(node, dict) else key in names_in(node)):
            return False
        node = child(node, key)
    return True


def _recognised(node: object, path: str) -> Iterator[str]:
    """Keys of a path; of the names that exist, full stops and quotes and all, the longest that fits is taken."""
    rest = path
    while rest:
        names = names_in(node)
        key, size = _quoted(rest)
        fitting = [name for name in names if rest == name or rest.startswith(f"{name}.")]
        if fitting or not size:
            key = max(fitting, key=len, default=rest.partition(".")[0])
            size = len(key)
        node = child(node, key) if key in names else None
        yield key
        rest = rest[size + 1 :]
