"""Fitted numbers as a document and its tables hold them: few digits, shares that add up, and where they are from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.fitting.fit import FittedNumber
from sim.fitting.shares import SEVERITIES
from sim.scenario.paths import parse_path

__all__ = ["place_in_row", "plain_value", "significant", "source_text"]

DIGITS = 4


def place_in_row(rows: Mapping[str, dict[str, Any]], fit: FittedNumber) -> None:
    """Put the number of a customer into its row, with interval and count.

    Parameters
    ----------
    rows : mapping of str to dict
        Rows of the table of accounts, by name.
    fit : FittedNumber
        A number of one account.
    """
    _, name, field = parse_path(fit.path)
    if fit.new is None or name not in rows:
        return
    rows[name][field] = plain_value(field, fit.new)
    if isinstance(fit.low, float) and isinstance(fit.high, float):
        rows[name] |= {f"{field}_lo": significant(fit.low), f"{field}_hi": significant(fit.high), f"{field}_n": fit.n}


def source_text(fit: FittedNumber) -> str:
    """Say where a number is from: file, interval, count, and what is doubtful about it.

    Parameters
    ----------
    fit : FittedNumber
        A fitted number.
    """
    ends = ""
    if isinstance(fit.low, float) and isinstance(fit.high, float):
        ends = f", {fit.low:.3g} to {fit.high:.3g}"
    warning = f"; {fit.warning}" if fit.warning else ""
    return f"{fit.source}{ends}, n = {fit.n} {fit.unit}{warning}"


def plain_value(name: str, value: Any) -> Any:
    """Write a value as a document has it; shares are rounded so that they add up to 1, but for those of several days.

    Parameters
    ----------
    name : str
        Name of the number.
    value : float or tuple of float
        Its value.
    """
    if not isinstance(value, tuple):
        return significant(float(value))
    if name == "week_hour_shares":
        return [round(float(item), DIGITS + 1) for item in value]
    if name == "season":
        return [significant(item) for item in value]
    shares = [round(float(item), DIGITS + 1) for item in value]
    largest = int(np.argmax(shares))
    shares[largest] = round(shares[largest] + 1 - sum(shares), DIGITS + 1)
    return dict(zip(SEVERITIES, shares, strict=True)) if name.endswith("severity_shares") else shares


def significant(value: float) -> float:
    """Round to four significant digits.

    Parameters
    ----------
    value : float
        Any number.
    """
    return float(f"{float(value):.{DIGITS}g}")
