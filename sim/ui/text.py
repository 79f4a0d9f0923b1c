"""Words that came from a scenario, made safe to show as markdown."""

from __future__ import annotations

import re

__all__ = ["as_markdown"]

MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~$:&-])")


def as_markdown(text: str, most: int = 300) -> str:
    """The text as it stands, on one line, with nothing that markdown would act on.

    Parameters
    ----------
    text : str
        Anything that a scenario, a link or an error says.
    most : int
        Characters to which it is cut.
    """
    printable = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    cut = printable if len(printable) <= most else printable[: most - 1] + "…"
    return MARKUP.sub(r"\\\1", cut)
