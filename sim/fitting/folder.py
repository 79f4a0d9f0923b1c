"""The files of a portfolio: a scenario, its tables of accounts and of people, and the evidence."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from sim.fitting.composition import Composition
from sim.fitting.fit import FittedNumber, Value
from sim.scenario.files import OWN_SCENARIO

__all__ = ["portfolio_files"]

ACCOUNTS, ROSTER, EVIDENCE = "accounts.csv", "roster.csv", "evidence.toml"
HEADER = ("name", "segment", "customer_since", "renews_on")
MEASURED = (
    "fee_per_month",
    "contacts_per_year",
    "late_payment_share",
    "days_late",
    "dispute_proneness",
)
"""Each may have its interval and count beside it."""
SUFFIXES = ("", "_lo", "_hi", "_n")
COLUMNS = (*HEADER, *(name + suffix for name in MEASURED for suffix in SUFFIXES), "breaking_point")
"""Of the table of accounts; one that no row fills is left out."""
DEEPEST = 3
"""Levels of the document that have lines of their own; what is deeper stands in a row."""


def portfolio_files(composition: Composition, fits: Iterable[FittedNumber]) -> dict[str, bytes]:
    """Write a portfolio as files.

    Parameters
    ----------
    composition : Composition
        What they say.
    fits : iterable of FittedNumber
        For the evidence.

    Returns
    -------
    dict of str to bytes
        By name; equal compositions give equal bytes. The scenario holds hashes of its tables.
    """
    files: dict[str, bytes] = {}
    document = dict(composition.document)
    evidence = document.pop("evidence", {})
    if composition.accounts:
        filled = [name for name in COLUMNS if any(row.get(name, "") != "" for row in composition.accounts)]
        files[ACCOUNTS] = _table(filled, [[row.get(name, "") for name in filled] for row in composition.accounts])
        document["portfolio"] = _reference(ACCOUNTS, files[ACCOUNTS])
    if composition.roster:
        files[ROSTER] = _table(("team", "weekday", "from", "to", "people"), composition.roster)
        document["roster"] = _reference(ROSTER, files[ROSTER])
    lines = ["# Made by an import; what was fitted says M under evidence, what no file tells keeps its A."]
    lines += _lines({**document, "evidence": evidence}, 0)
    files[OWN_SCENARIO] = _bytes(lines)
    files[EVIDENCE] = _bytes(_evidence(fits))
    return files


def _reference(name: str, content: bytes) -> dict[str, str]:
    return {"file": name, "sha256": hashlib.sha256(content).hexdigest()}


def _bytes(lines: Sequence[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _lines(part: Mapping[str, Any], depth: int) -> list[str]:
    """A mapping as YAML: blocks to a depth, and JSON, which is YAML too, below."""
    lines = []
    for key, value in part.items():
        head = f"{'  ' * depth}{_key(key)}:"
        if isinstance(value, Mapping) and value and depth < DEEPEST - 1 and key != "evidence":
            lines += [head, *_lines(value, depth + 1)]
        elif key == "evidence" and isinstance(value, Mapping):
            lines += [head, *(f"  {_key(path)}: {_json(item)}" for path, item in sorted(value.items()))]
        elif value != {}:
            lines.append(f"{head} {_json(value)}")
    return lines


def _key(key: str) -> str:
    return key if key.replace("_", "").isascii() and key.replace("_", "").isalpha() else _json(key)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f").replace("\x85", "\\u0085")


def _evidence(fits: Iterable[FittedNumber]) -> list[str]:
    lines = ["# Every number that was looked at: old and new value, interval at 95 %, and why it was kept or refused."]
    for fit in fits:
        lines += ["", "[[number]]", f"path = {_json(fit.path)}", f"status = {_json(str(fit.status))}"]
        for name in ("old", "new", "low", "high"):
            value: Value | None = getattr(fit, name)
            if value is not None:
                lines.append(f"{name} = {_number(value)}")
        lines.append(f"n = {fit.n}")
        texts = {name: getattr(fit, name) for name in ("unit", "method", "source", "reason", "warning")}
        lines += [f"{name} = {_json(text)}" for name, text in texts.items() if text]
    return lines


def _number(value: Value) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_number(item) for item in value)}]"
    return f"{float(value):.1f}" if float(value).is_integer() else f"{float(value):.6g}"
