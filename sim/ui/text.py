"""Texts of pages, one folder a language, and text from elsewhere made safe to show."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["ENGLISH", "as_markdown", "say", "tell", "texts"]

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:&-])")
ENGLISH = "en"


def as_markdown(text: str, most: int = 300) -> str:
    """Escape a text for markdown, on one line.

    Parameters
    ----------
    text : str
        Any text of a scenario, a link or an error.
    most : int
        Characters to which it is cut, at least 1.
    """
    printable = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    cut = printable if len(printable) <= most else printable[: most - 1] + "…"
    return MARKUP.sub(r"\\\1", cut)


@cache
def texts(language: str = ENGLISH) -> dict[str, str]:
    """All texts of a language by key, such as ``deal.lead``: one file a page, and in it one line a text."""
    by_key: dict[str, str] = {}
    for file in files("sim.ui").joinpath("texts", language).iterdir():
        if file.name.endswith(".toml"):
            page = file.name.removesuffix(".toml")
            content = tomllib.loads(file.read_text(encoding="utf-8"))
            by_key |= {f"{page}.{key}": " ".join(str(text).split()) for key, text in content.items()}
    return by_key


def tell(key: str, /, **values: object) -> str:
    """The text of a key as plain text, for what is no markdown or is made safe later; values as they are."""
    return texts()[key].format(**values)


def say(key: str, /, **values: object) -> str:
    """The text of a key, as markdown, with values put in; those that are text are shown as they stand.

    Raises
    ------
    KeyError
        Where there is no such text, or a value of it is missing.
    """
    escaped = {name: as_markdown(value) if isinstance(value, str) else value for name, value in values.items()}
    return texts()[key].format(**escaped)
