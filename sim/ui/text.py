"""Texts of pages, one folder a language, and text from elsewhere made safe to show."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from sim.report.format.reader_locale import NO_BREAK

__all__ = ["ENGLISH", "as_markdown", "say", "tell", "texts"]

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:&-])")
BREAK = re.compile(r"[^\S\u00a0]+")
"""Space at which a line may end."""
SIGN = re.compile(r"([\u2212+])(?=[$\u00a2-\u00a5\u20a0-\u20cf])")
"""A sign of an amount, before its currency."""
PER_CENT = re.compile(r"(?<=[\d}]) (?=%)")
JOINER = "\u2060"
ENGLISH = "en"


def as_markdown(text: str, most: int = 300) -> str:
    """Escape a text for markdown, on one line; no line ends between a sign and its currency, or before a unit.

    Parameters
    ----------
    text : str
        Any text of a scenario, a link or an error.
    most : int
        Characters to which it is cut, at least 1.
    """
    printable = "".join(letter if letter.isprintable() or letter == NO_BREAK else " " for letter in text)
    printable = SIGN.sub("\\1" + JOINER, BREAK.sub(" ", printable).strip())
    printable = PER_CENT.sub(NO_BREAK, printable)
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
            plain = {f"{page}.{key}": " ".join(str(text).split()) for key, text in content.items()}
            by_key |= {key: PER_CENT.sub(NO_BREAK, text) for key, text in plain.items()}
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
