"""Numbers that were fitted to files, as a table: before, now, how sure, and why a number was kept."""

from __future__ import annotations

from collections.abc import Sequence

from sim.fitting.fit import FittedNumber, Value
from sim.report.format.reader_locale import local
from sim.report.format.table import Column, Table
from sim.report.terms import Wording
from sim.scenario.document import Scenario

__all__ = ["fits_table"]


def fits_table(numbers: Sequence[FittedNumber], scenario: Scenario) -> Table:
    """List numbers that were looked at, those that were fitted first.

    Parameters
    ----------
    numbers : sequence of FittedNumber
        In the order of the account.
    scenario : Scenario
        The portfolio made of them, whose words are used.

    Returns
    -------
    Table
        A row a number: what it is, status, value before and now, interval at 95 %, count, reason or warning, and path.
    """
    headings = ("Number", "Status", "Before", "Now", "95 % interval", "From", "Why", "Path")
    columns, wording = tuple(map(Column, headings)), Wording((scenario,))
    ordered = sorted(numbers, key=lambda fit: not fit.fitted)
    return Table("Fits", columns, tuple((wording.of(fit.path), *_row(fit), fit.path) for fit in ordered))


def _row(fit: FittedNumber) -> tuple[str, ...]:
    count = f"{local(fit.n, ',d')} {fit.unit}" if fit.n else ""
    return (
        str(fit.status),
        _text(fit.old),
        _text(fit.new),
        _interval(fit),
        count,
        fit.reason or fit.warning,
    )


def _interval(fit: FittedNumber) -> str:
    if isinstance(fit.low, int | float) and isinstance(fit.high, int | float):
        return f"{_text(fit.low)} – {_text(fit.high)}"
    return ""


def _text(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(local(part, ".3g") for part in value)
    return local(value, ",.0f" if abs(value) >= 1000 else ".3g")
