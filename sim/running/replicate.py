"""Tasks: work on one checked run, done anywhere, whose results the store can keep."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, Self, TypeAlias, TypeVar, get_type_hints

from pydantic import TypeAdapter, ValidationError

from sim.memory import no_collection
from sim.metrics.replication import Replication
from sim.records.run import Run
from sim.scenario.document import Scenario

__all__ = ["Measured", "RunResult", "Task", "checked_run", "ready", "result_type", "run_replication", "task"]

P = ParamSpec("P")


class Measured(Protocol):
    """A result of one replication: it is written as text and read back without loss, or carries an error."""

    @property
    def error(self) -> str | None:
        """Type and message of the exception that the replication failed with."""
        ...

    def to_json(self) -> str:
        """Write the result, or its error, as JSON.

        Returns
        -------
        str
            JSON.
        """
        ...

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a result without an error back from :meth:`to_json`.

        Parameters
        ----------
        text : str
            JSON of a result.

        Returns
        -------
        Measured
            Equal to the last bit.

        Raises
        ------
        ValueError
            Where the text holds none.
        """
        ...


R = TypeVar("R", bound=Measured)
Task: TypeAlias = Callable[[Scenario, int, int], R]
"""From a scenario, a root seed and the number of a replication to its result; picklable."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """Base of results whose fields JSON knows: numbers, texts, lists, dicts and dataclasses of these, with defaults."""

    error: str | None = field(default=None, kw_only=True)
    """Type and message of the exception that the replication failed with; all else has its default then."""

    def to_json(self) -> str:
        """Write the result as JSON; NaN and infinities as Python's ``json`` writes them.

        Returns
        -------
        str
            The error where it failed, else all fields.
        """
        return json.dumps({"error": self.error} if self.error is not None else asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a result that did not fail back from :meth:`to_json`.

        Parameters
        ----------
        text : str
            JSON of a result.

        Returns
        -------
        RunResult
            Equal to the last bit.

        Raises
        ------
        ValueError
            Where the text does not hold such a result.
        """
        try:
            result: Self = TypeAdapter(cls).validate_python(json.loads(text))
        except (ValueError, ValidationError):
            raise ValueError("a replication in it is damaged") from None
        return result


def checked_run(scenario: Scenario, seed: int, replication: int) -> Run:
    """Simulate a replication and check the accounting identities.

    Parameters
    ----------
    scenario : Scenario
        Scenario to simulate.
    seed : int
        Root seed, 0 to 2**64 - 1.
    replication : int
        Number of the replication, from 0.

    Returns
    -------
    Run
        The run, which keeps every identity.

    Raises
    ------
    IdentityError
        Where it breaks one.
    """
    from sim.engine.run import simulate  # what the store holds is read without an engine
    from sim.metrics.identities import check_identities

    run = simulate(scenario, seed=seed, replication=replication)
    check_identities(run)
    return run


def task(measure: Callable[Concatenate[Run, P], R]) -> Callable[Concatenate[Scenario, int, int, P], R]:
    """Turn a function of a checked run into a task of the same name; an exception becomes the error of its result.

    Parameters
    ----------
    measure : callable
        Function of a module, from a run and keyword arguments to its annotated result type.

    Returns
    -------
    callable
        From scenario, root seed and number of a replication, and the same keyword arguments, to the result.
    """

    @wraps(measure)
    @no_collection()
    def _replicate(scenario: Scenario, seed: int, replication: int, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return measure(checked_run(scenario, seed, replication), *args, **kwargs)
        except Exception as error:
            failed: R = result_type(measure)(error=f"{type(error).__name__}: {error}")
            return failed

    return _replicate


def result_type(task: Callable[..., Any]) -> type[Any]:
    """Return the type of a task's results, as its return annotation names it.

    Parameters
    ----------
    task : callable
        A function, or a part of one with some arguments given.

    Returns
    -------
    type
        A type of :class:`Measured`; that of a function without annotation is Replication.
    """
    while isinstance(task, partial):
        task = task.func
    kind: type[Any] = get_type_hints(task).get("return", Replication)
    return kind


@task
def run_replication(run: Run) -> Replication:
    """Measure every outcome, monthly series and the whale curve of a run.

    Parameters
    ----------
    run : Run
        A run whose identities hold.

    Returns
    -------
    Replication
        All measures.
    """
    return Replication.of(run)


def ready() -> None:
    """Import all that a replication needs, compiled code too where it is there, before a worker is given any."""
    import sim.engine.run
    import sim.metrics.identities  # noqa: F401
    from sim.compiling import KERNELS, compiled

    for name in KERNELS:
        compiled(name)
