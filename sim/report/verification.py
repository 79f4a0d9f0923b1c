"""Statements of the shipped stories, and whether they hold, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.metrics.catalogue import describe
from sim.questions.verification import Claim, PatternCheck
from sim.report.format.table import Column, Span, Table, text_table
from sim.scenario.source import printed
from sim.scenario.story import Pattern

__all__ = ["claims_table", "pattern_words", "verified_table"]


def pattern_words(pattern: Pattern) -> str:
    """Write a pattern in short.

    Parameters
    ----------
    pattern : Pattern
        Outcome and direction.

    Returns
    -------
    str
        Such as ``Margin ▲``.
    """
    return f"{describe(pattern.outcome).label} {'▲' if pattern.direction == 'up' else '▼'}"


def claims_table(claims: Sequence[Claim]) -> Table:
    """List what each story states, and the change that switches its mechanism off.

    Parameters
    ----------
    claims : sequence of Claim
        Statements.

    Returns
    -------
    Table
        A row a statement.
    """
    rows = (
        (
            claim.story,
            pattern_words(claim.pattern),
            Path(claim.pattern.against).stem,
            ", ".join(f"{path}={printed(value)}" for path, value in claim.pattern.without.items()),
        )
        for claim in claims
    )
    return text_table("What the stories say", ("Story", "Shows", "Against", "Without the mechanism"), rows)


def verified_table(checks: Sequence[PatternCheck], replications: int, seed: int) -> Table:
    """List each statement with its difference, the difference without the mechanism, and whether it holds.

    Parameters
    ----------
    checks : sequence of PatternCheck
        Statements that were verified.
    replications : int
        Replications of each scenario.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    Table
        A row a statement.
    """
    columns = (
        Column("Essay"),
        Column("Story"),
        Column("Shows"),
        Column("Against"),
        Column("Difference", "outcome", signed=True),
        Column("Without the mechanism", "outcome", signed=True),
        Column("Verdict", "verdict"),
    )
    rows = tuple(
        (
            check.claim.scenario.essay[:3],
            check.claim.story,
            pattern_words(check.claim.pattern),
            Path(check.claim.pattern.against).stem,
            Span(check.effect.low, check.effect.high, check.effect.difference),
            _without(check),
            "holds" if check.holds else "does not hold",
        )
        for check in checks
    )
    currency = checks[0].claim.scenario.currency if checks else "USD"
    outcomes = tuple(describe(check.claim.pattern.outcome) for check in checks)
    title = f"What the stories show: {replications} replications, seed {seed}, intervals of 95 %"
    return Table(title, columns, rows, currency, outcomes=outcomes)


def _without(check: PatternCheck) -> Span | str:
    if check.without.low == check.without.high == 0:
        return "0 exactly"
    return Span(check.without.low, check.without.high)
