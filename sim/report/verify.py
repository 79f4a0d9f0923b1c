"""The verification of an installation, as one table."""

from __future__ import annotations

from collections.abc import Sequence

from sim.questions.verify import VerifyCheck
from sim.report.format.table import Column, Table

__all__ = ["verdict_of", "verify_table"]

PATTERNS = (
    "A pattern is red by chance at its rate where its mechanism is off, "
    "and besides where its effect is too small for so few replications."
)


def verdict_of(check: VerifyCheck) -> str:
    """Name the verdict of a check.

    Parameters
    ----------
    check : VerifyCheck
        A check.

    Returns
    -------
    str
        ``green``, ``red`` or ``not run``.
    """
    return "not run" if check.holds is None else "green" if check.holds else "red"


def verify_table(checks: Sequence[VerifyCheck]) -> Table:
    """List each check with what was expected and what was seen.

    Parameters
    ----------
    checks : sequence of VerifyCheck
        Checks that were run.

    Returns
    -------
    Table
        A row a check; notes say what was wrong first.
    """
    columns = (
        Column("Check"),
        Column("What"),
        Column("Expected", "number", form=",.6g"),
        Column("Seen", "number", form=",.6g"),
        Column("Tolerance", "number", form=",.2g"),
        Column("False alarms", "share", form=".1f"),
        Column("Verdict"),
        Column("Time", "number", form=".1f", unit=" s"),
    )
    rows = tuple(
        (
            check.name,
            check.what,
            check.expected,
            check.seen,
            check.tolerance,
            check.false_alarm,
            verdict_of(check),
            check.seconds,
        )
        for check in checks
    )
    notes = tuple(f"{check.name}: {check.note}" for check in checks if check.note)
    return Table("Verification", columns, rows, notes=(*notes, PATTERNS))
