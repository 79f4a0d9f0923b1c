"""Numbers of a scenario file set to other values, its comments and its layout kept."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from sim.scenario.paths import parse_path

__all__ = ["rewritten"]

WIDTH = 4_096


class _Representer(RoundTripRepresenter):
    """Writes null as a word, as it is read."""

    def represent_none(self, _: None) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(type(None), _Representer.represent_none)


def rewritten(path: Path, values: Mapping[str, float], sources: Mapping[str, str]) -> str:
    """Set numbers in the text of a scenario file, with the evidence for them; all else stays as it is written.

    Parameters
    ----------
    path : path
        The file; one that extends another says what it changes under ``set``.
    values : mapping of str to float
        Numbers by path.
    sources : mapping of str to str
        Source of each, tagged as assumed.

    Returns
    -------
    str
        The new text.
    """
    yaml = YAML(typ="rt")  # reads plain values: whatever else a tag names, a Python object too, stays text
    yaml.Representer = _Representer
    yaml.preserve_quotes, yaml.width = True, WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    content = yaml.load(path.read_text(encoding="utf-8"))
    for dotted, value in values.items():
        number = int(value) if float(value).is_integer() else value
        if "extends" in content:
            _put(content, ("set", dotted), number)
        else:
            _put(content, parse_path(dotted), number)
    for dotted, source in sources.items():
        entry = CommentedMap(tag="A", source=DoubleQuotedScalarString(source))
        entry.fa.set_flow_style()
        _put(content, ("evidence", dotted), entry)
    text = StringIO()
    yaml.dump(content, text)
    return text.getvalue()


def _put(content: Any, keys: tuple[str, ...], value: object) -> None:
    """Set a value, and make the mappings that lead to it where there are none."""
    *parts, last = keys
    for key in parts:
        content = content.setdefault(key, CommentedMap())
    content[last] = value
