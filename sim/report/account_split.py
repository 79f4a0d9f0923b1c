"""A difference of the margin, split into one account's own part and its part in everybody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.format.sums import adding_up, common_step
from sim.report.format.table import Column, Span, Table
from sim.statistics.comparison import Comparison

__all__ = ["SplitPart", "split", "split_table"]


@dataclass(frozen=True, slots=True)
class SplitPart:
    """One part of a difference, in money, with its interval."""

    label: str
    difference: float
    low: float
    high: float
    is_sum: bool
    """Whether it is the sum of the parts above it."""


def split(rows: Sequence[Comparison], account: str) -> list[SplitPart]:
    """Split the difference of the margin between a variant and its base by who it comes from.

    Parameters
    ----------
    rows : sequence of Comparison
        Every outcome of one variant.
    account : str
        Name of an account that both have.

    Returns
    -------
    list of Part
        The account's own part and that of all others, which add up to the customers' margins; what no customer bears
        (idle people, management's actions), which with these adds up to the margin.
    """
    by_outcome = {row.outcome: row for row in rows}
    own, others, sum_, nobody, margin = (
        by_outcome[name]
        for name in (
            f"margin.{account}",
            f"margin_of_others.{account}",
            "contribution",
            "unallocated_cost",
            "margin",
        )
    )
    saved = own.difference >= 0
    spared = others.difference >= 0
    return [
        SplitPart(f"{account}: own {'loss avoided' if saved else 'margin lost'}", *_ends(own), False),
        SplitPart(f"all others: {'cost avoided' if spared else 'cost caused'}", *_ends(others), False),
        SplitPart("sum: customers' margins", *_ends(sum_), True),
        SplitPart("no customer's: unused people, actions", *_ends(nobody, -1), False),
        SplitPart("sum: margin", *_ends(margin), True),
    ]


def split_table(parts: Sequence[SplitPart], title: str, currency: str) -> Table:
    """List the parts of a difference of the margin, sums below their parts.

    Parameters
    ----------
    parts : sequence of SplitPart
        Parts.
    title : str
        Title.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Table
        A row a part; sums stand out, and what is written adds up.
    """
    own, others, customers, nobody, margin = (part.difference for part in parts)
    step = common_step([customers, margin], [own, others, nobody], "money")
    _, nobody, whole = adding_up(customers, [nobody], margin, step)
    shown = [*adding_up(0, [own, others], customers, step)[1:], nobody, whole]
    columns = (
        Column("Source"),
        Column("Difference", "money", signed=True, step=step),
        Column("Difference, interval", "money", signed=True),
    )
    rows = tuple((part.label, size, Span(part.low, part.high)) for part, size in zip(parts, shown, strict=True))
    return Table(title, columns, rows, currency, emphasised=tuple(n for n, part in enumerate(parts) if part.is_sum))


def _ends(row: Comparison, sign: int = 1) -> tuple[float, float, float]:
    low, high = sorted((sign * row.low, sign * row.high))
    return sign * row.difference, low, high
