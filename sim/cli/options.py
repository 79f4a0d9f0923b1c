"""Options that commands share, each group of them one value."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve, shipped, shipped_plans
from sim.scenario.overrides import parse_override
from sim.scenario.paths import split_assignment
from sim.scenario.quantity import as_hours
from sim.scenario.source import parse_value, plain

__all__ = [
    "ALL_OUTCOMES",
    "Base",
    "DifferenceOptions",
    "File",
    "Html",
    "Json",
    "Level",
    "OutcomeOptions",
    "PointsFile",
    "ReplicationOptions",
    "Sets",
    "SingleRunOptions",
    "StoreUrl",
    "StudyOptions",
    "VerificationOptions",
    "lever_range",
    "loaded",
    "numbers",
    "sizes",
    "story_names",
]

ALL_OUTCOMES = {"--all": "--all-outcomes"}
"""The earlier spelling of ``--all-outcomes``."""


def story_names(incomplete: str) -> list[str]:
    """Names of stories and plans that begin so, to complete what is typed; files are completed where there is none."""
    return [path.stem for path in (*shipped(), *shipped_plans()) if path.stem.startswith(incomplete)]


File = Annotated[
    Path,
    typer.Argument(
        metavar="SCENARIO",
        help="A scenario file, or the name of a story or plan.",
        show_default=False,
        autocompletion=story_names,
    ),
]
Base = Annotated[
    Path,
    typer.Argument(
        metavar="BASE",
        help="The scenario to compare with: a file, or a story.",
        show_default=False,
        autocompletion=story_names,
    ),
]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the figure as a page of its own.")]
Level = Annotated[
    float, typer.Option("--level", min=0.5, max=0.9999, help="Confidence level of intervals and statements.")
]
Json = Annotated[
    str | None, typer.Option("--json", metavar="-|FILE", help="Write JSON to standard output or to a file.")
]
Sets = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Set a value of every scenario named; may be repeated."),
]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Root seed of all random numbers.")]

StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL|none",
        envvar="SAYDO_STORE",
        help="Store of simulated replications; by default a file in the user's data folder.",
    ),
]


PointsFile = Annotated[
    Path | None,
    typer.Option(
        "--points",
        metavar="FILE",
        help="Plausible points that saydo calibrate --points wrote, instead of the ranges of their numbers.",
    ),
]


@dataclass(frozen=True, slots=True)
class ReplicationOptions:
    """How many replications, from which seed, and where they run."""

    seed: Seed = 7
    replications: Annotated[int, typer.Option(min=1, max=10_000, help="Replications of each scenario.")] = 20
    workers: Annotated[
        int | None, typer.Option(min=1, max=1_000, help="Processes; by default one for each processor.")
    ] = None

    store: StoreUrl = None
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Simulate on the workers of this Dask scheduler instead."),
    ] = None

    @property
    def processes(self) -> int:
        """Processes to run on."""
        return self.workers or os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class VerificationOptions(ReplicationOptions):
    """Replications that distinguish the patterns of stories from chance."""

    replications: Annotated[int, typer.Option(min=2, max=10_000, help="Replications of each scenario.")] = 8


@dataclass(frozen=True, slots=True)
class StudyOptions(ReplicationOptions):
    """Replications, what is set of the scenarios, and the JSON."""

    sets: Sets = field(default_factory=list)
    json: Json = None


@dataclass(frozen=True, slots=True)
class SingleRunOptions:
    """One replication."""

    seed: Seed = 7
    replication: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Number of the replication, from 0.")] = 0


@dataclass(frozen=True, slots=True)
class OutcomeOptions:
    """Which outcomes to show."""

    outcome: Annotated[
        list[str], typer.Option("--outcome", metavar="NAME", help="An outcome of the catalogue; may be repeated.")
    ] = field(default_factory=list)
    everything: Annotated[bool, typer.Option("--all-outcomes", help="Show every outcome, not the headlines only.")] = (
        False
    )


@dataclass(frozen=True, slots=True)
class DifferenceOptions:
    """Which differences matter, which is split by account, and over how many draws of the assumptions they hold."""

    practical: Annotated[
        list[str],
        typer.Option(metavar="OUTCOME=SIZE", help="Differences up to this size do not matter; may be repeated."),
    ] = field(default_factory=list)
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="Split the difference of the margin: this account, all others.")
    ] = None
    draws: Annotated[
        int,
        typer.Option(
            min=0,
            max=10_000,
            help="Draws of all assumptions, to see in how many each conclusion keeps its sign; 0 is none.",
        ),
    ] = 0

    def thresholds(self) -> dict[str, float]:
        """Practical thresholds by outcome."""
        return sizes(self.practical, option="--practical")


def loaded(path: Path, sets: list[str]) -> Scenario:
    """The scenario of a file or a story, with the values of ``--set``."""
    return load(resolve(path), overrides=dict(parse_override(text) for text in sets))


def sizes(texts: list[str], *, option: str) -> dict[str, float]:
    """Sizes by outcome of the catalogue.

    Raises
    ------
    SaydoError
        Where one is not ``outcome=number`` with a number from 0, or there is no such outcome.
    """
    by_outcome: dict[str, float] = {}
    for text in texts:
        name, value = parse_override(text) if "=" in text else (text, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise SaydoError(f"{text} ({option}): must be outcome=number from 0, such as margin=1000")
        by_outcome[describe(name).name] = float(value)
    return by_outcome


def numbers(text: str, option: str) -> tuple[float, ...]:
    """Numbers separated by commas, hours also as hours and minutes; none where there is no text."""
    try:
        return tuple(_number(part) for part in text.split(",")) if text else ()
    except SaydoError:
        raise SaydoError(f"{plain(text)} ({option}): must be numbers separated by commas, such as 1,2,4") from None


def _number(text: str) -> float:
    """A number by the rules of scenario files.

    Raises
    ------
    SaydoError
        Where it is none, or not finite.
    """
    value = as_hours(parse_value(text))
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise SaydoError(f"{plain(text)}: must be a number")
    return float(value)


def lever_range(text: str, option: str = "--lever") -> tuple[str, tuple[float, float]]:
    """Path and ends of ``path=low:high``."""
    path, ends = split_assignment(text)
    try:
        low, high = (_number(part) for part in ends.split(":"))
    except (SaydoError, ValueError):
        raise SaydoError(f"{plain(text)} ({option}): must be path=low:high, such as selling.clarity=0.1:0.5") from None
    if not (path and low < high):
        raise SaydoError(f"{plain(text)} ({option}): must be path=low:high with the low end below the high")
    return path, (low, high)
