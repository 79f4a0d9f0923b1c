"""Options that commands share, each group of them one value."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from sim.errors import SaydoError
from sim.metrics.catalogue import describe
from sim.scenario.document import Scenario
from sim.scenario.files import load
from sim.scenario.overrides import parse_override

__all__ = [
    "Differences",
    "Json",
    "OutcomeOptions",
    "ReplicationOptions",
    "Sets",
    "SingleRunOptions",
    "StoreUrl",
    "StudyOptions",
    "Verification",
    "grouped",
    "loaded",
    "question",
    "sizes",
]

Json = Annotated[
    str | None, typer.Option("--json", metavar="-|FILE", help="Write the machine form to standard output or a file.")
]
Sets = Annotated[
    list[str],
    typer.Option("--set", metavar="PATH=VALUE", help="Set a value of every scenario named; may be repeated."),
]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Root seed of all luck.")]

StoreUrl = Annotated[
    str | None,
    typer.Option(
        "--store",
        metavar="URL|none",
        envvar="SAYDO_STORE",
        help="Where results are kept between questions; by default a file in the user's folder of data.",
    ),
]
ELSEWHERE = {"store", "cluster", "workers", "json", "locale"}
"""Options that have nothing to do with the answer."""
_question: ContextVar[dict[str, Any]] = ContextVar("question")


@dataclass(frozen=True, slots=True)
class ReplicationOptions:
    """How many replications, of which luck, and where."""

    seed: Seed = 1
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
class Verification(ReplicationOptions):
    """Replications that tell the stories' patterns from chance."""

    seed: Seed = 7
    replications: Annotated[int, typer.Option(min=2, max=10_000, help="Replications of each scenario.")] = 8


@dataclass(frozen=True, slots=True)
class StudyOptions(ReplicationOptions):
    """Replications, and of what."""

    sets: Sets = field(default_factory=list)
    json: Json = None


@dataclass(frozen=True, slots=True)
class SingleRunOptions:
    """Which replication of which luck."""

    seed: Seed = 1
    replication: Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Number of the replication.")] = 0


@dataclass(frozen=True, slots=True)
class OutcomeOptions:
    """Which outcomes to show."""

    outcome: Annotated[
        list[str], typer.Option("--outcome", metavar="NAME", help="An outcome of the catalogue; may be repeated.")
    ] = field(default_factory=list)
    everything: Annotated[bool, typer.Option("--all", help="Every outcome, not the headlines only.")] = False


@dataclass(frozen=True, slots=True)
class Differences:
    """Which differences matter, and which is split."""

    practical: Annotated[
        list[str],
        typer.Option(metavar="OUTCOME=SIZE", help="Differences up to this size do not matter; may be repeated."),
    ] = field(default_factory=list)
    account: Annotated[
        str | None, typer.Option(metavar="NAME", help="Split the margin's difference: this account, all others.")
    ] = None

    def thresholds(self) -> dict[str, float]:
        """Practical thresholds by outcome."""
        return sizes(self.practical, option="--practical")


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose dataclass parameters are options of their own on the command line."""
    signature = inspect.signature(command, eval_str=True)
    groups: dict[str, Any] = {p.name: p.annotation for p in signature.parameters.values() if is_dataclass(p.annotation)}
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        parameters += _options(groups[parameter.name]) if parameter.name in groups else [parameter]

    @wraps(command)
    def expanded(**given: Any) -> None:
        options = {name: _told(value) for name, value in given.items() if name not in ELSEWHERE}
        _question.set({"command": command.__name__.removesuffix("_command"), **options})
        for name, group in groups.items():
            given[name] = group(**{part.name: given.pop(part.name) for part in fields(group)})
        command(**given)

    expanded.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    expanded.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return expanded


def question() -> dict[str, Any]:
    """The command under way and its options, as far as the answer depends on them."""
    return _question.get()


def _told(value: Any) -> Any:
    """An option's value as plain JSON has it."""
    if isinstance(value, list | tuple):
        return [_told(each) for each in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _options(group: Any) -> list[inspect.Parameter]:
    """The fields of a group as parameters of a command."""
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            part.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=part.default if part.default_factory is MISSING else part.default_factory(),
            annotation=hints[part.name],
        )
        for part in fields(group)
    ]


def loaded(path: Path, sets: list[str]) -> Scenario:
    """The scenario of a file, with what ``--set`` says."""
    return load(path, overrides=dict(parse_override(text) for text in sets))


def sizes(texts: list[str], *, option: str) -> dict[str, float]:
    """Sizes by outcome of the catalogue.

    Raises
    ------
    SaydoError
        Where one is not ``outcome=number`` with a number from 0, or there is no such outcome.
    """
    found: dict[str, float] = {}
    for text in texts:
        name, value = parse_override(text) if "=" in text else (text, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise SaydoError(f"{text} ({option}): must be outcome=number from 0, such as margin=1000")
        found[describe(name).name] = float(value)
    return found
