"""Tables that leave the program: text that a spreadsheet would run as a formula is neutralised."""

from __future__ import annotations

import pandas as pd

__all__ = ["guarded", "to_csv"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: object) -> object:
    """The value, with an apostrophe before text that a spreadsheet would take for a formula."""
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def to_csv(frame: pd.DataFrame) -> bytes:
    """A table as UTF-8 CSV that is safe to open in a spreadsheet; headings are guarded like cells."""
    safe = frame.map(guarded)
    safe.columns = [str(guarded(str(name))) for name in frame.columns]
    return safe.to_csv(index=False).encode("utf-8-sig")
