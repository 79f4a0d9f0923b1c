"""``--precision``: replications until the answer is precise enough, instead of a number of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import typer

from sim.cli.options import sizes
from sim.errors import SaydoError
from sim.metrics.catalogue import Outcome, describe
from sim.report.format.caution import caution_words
from sim.report.format.reader_locale import local
from sim.report.format.words import format_difference, step_of
from sim.scenario.source import plain
from sim.statistics.sequential import Precision, PrecisionTarget

__all__ = ["PrecisionOptions", "PrecisionRequest", "ReplicationBudget", "precision_lines", "still_needed"]

MOST = 500


class ReplicationBudget:
    """The replications that may still be run: up to a number of each scenario, as far as the seconds allow.

    Parameters
    ----------
    most : int
        Replications of each scenario.
    seconds : float, optional
        Time from now on.
    """

    def __init__(self, most: int, seconds: float | None) -> None:
        self.most = most
        self._seconds = seconds
        self._began = time.monotonic()

    def __call__(self, count: int) -> int:
        """How many more, after ``count`` of each."""
        left = self.most - count
        if self._seconds is None:
            return left
        passed = time.monotonic() - self._began
        return min(left, int(count * (self._seconds - passed) / max(passed, 1e-9)))


@dataclass(frozen=True, slots=True)
class PrecisionRequest:
    """Targets of precision at a confidence level, and the budget to reach them; without targets there is no request."""

    targets: list[PrecisionTarget]
    level: float
    budget: ReplicationBudget


@dataclass(frozen=True, slots=True)
class PrecisionOptions:
    """How precise the answer is to be, and what it may cost."""

    precision: Annotated[
        list[str],
        typer.Option(
            metavar="OUTCOME=HALF-WIDTH",
            help="Replicate until the interval is as narrow as this, from --replications up; may be repeated.",
        ),
    ] = field(default_factory=list)
    relative: Annotated[
        bool, typer.Option("--relative", help="Half-widths are shares of the estimate's size, such as 0.1.")
    ] = False
    floor: Annotated[
        list[str],
        typer.Option(metavar="OUTCOME=SIZE", help="Least size that --relative refers to, in the outcome's unit."),
    ] = field(default_factory=list)
    budget: Annotated[
        int | None, typer.Option(min=1, max=100_000, help=f"Most replications of each scenario [default: {MOST}].")
    ] = None
    seconds: Annotated[float | None, typer.Option(min=0, help="Most seconds; the first look is always taken.")] = None

    def request(self, level: float) -> PrecisionRequest:
        """The targets at a confidence level of each interval; the budget's seconds count from now.

        Raises
        ------
        SaydoError
            Where an outcome or a half-width cannot be used, or an option has nothing to apply to.
        """
        widths = sizes(self.precision, option="--precision")
        floors = sizes(self.floor, option="--floor")
        for name, size in widths.items():
            if not size > 0:
                raise SaydoError(f"{name}={size:g} (--precision): must be greater than 0")
        idle = [f"--floor {name}" for name in floors if name not in widths or not self.relative]
        if not widths:
            options = {"--relative": self.relative, "--budget": self.budget, "--seconds": self.seconds is not None}
            idle += [option for option, value in options.items() if value]
        if idle:
            needs = "--precision and --relative" if idle[0].startswith("--floor") else "--precision"
            raise SaydoError(f"{idle[0]}: only with {needs}")
        targets = [PrecisionTarget(name, size, self.relative, floors.get(name, 0.0)) for name, size in widths.items()]
        return PrecisionRequest(targets, level, ReplicationBudget(self.budget or MOST, self.seconds))


def still_needed(precision: Sequence[Precision]) -> str:
    """How many replications of each scenario are still needed, while they run."""
    missing = max(row.missing for row in precision)
    if not missing:
        return ""
    return f"about {local(missing, ',.0f')} more of each" if missing < float("inf") else "many more of each"


def precision_lines(precision: Sequence[Precision], currency: str) -> Iterator[str]:
    """For each target whether it is reached, and otherwise what it would take."""
    for row in precision:
        outcome = describe(row.outcome)
        half, allowed = (_half_width(width, outcome, currency) for width in (row.half_width, row.allowed))
        subject = f"{plain(row.scenario)}, {plain(outcome.label)}: ± {half} at {row.replications} replications"
        if row.reached:
            caution = caution_words(row.replications, row.required)
            yield f"{subject}, precise enough (± {allowed} asked for){'; ' if caution else ''}{caution}."
        else:
            why = "narrow enough, but not yet to be relied on" if row.half_width <= row.allowed else "not reached"
            left = (
                f"needs about {local(row.missing, ',.0f')} more"
                if row.missing < float("inf")
                else "no number would be enough"
            )
            yield f"{subject}, {why}: ± {allowed} asked for, {left}."


def _half_width(width: float, outcome: Outcome, currency: str) -> str:
    return format_difference(width, outcome, currency, step=step_of(width, 2) or None).replace("+", "")
