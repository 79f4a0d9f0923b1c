"""The version of the simulator, of which every source and library that could change a result is a part."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import version
from typing import Any

from sim.release import VERSION, model_digest
from sim.running.replicate import run_replication

__all__ = ["engine_version", "version_block"]

LIBRARIES = ("numpy", "scipy", "simpy", "pandas")
OTHER_TASKS = ("statistics", "questions", "running/replicate.py")
"""Sources of all other tasks."""


def version_block() -> dict[str, str]:
    """Return the versions of everything that a result may depend on; ``model`` is the source itself.

    Returns
    -------
    dict of str to str
        By name.
    """
    return {
        "version": VERSION,
        "model": model_digest(),
        "python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
    }


def engine_version(task: Callable[..., Any] = run_replication) -> str:
    """Shorten the version block: equal for simulators that give the same bytes for the same task.

    Parameters
    ----------
    task : callable
        A function of a module, or a part of one with some arguments given.

    Returns
    -------
    str
        Version and digest.
    """
    arguments: list[Any] = []
    while isinstance(task, partial):
        arguments.append([task.args, task.keywords])
        task = task.func
    name = "" if task is run_replication else f"{task.__module__}.{task.__qualname__}"
    return _shortened(name, json.dumps(arguments, sort_keys=True))


@cache
def _shortened(task: str, arguments: str) -> str:
    block: dict[str, str] = version_block()
    if task:
        block |= {"task": task, "given": arguments, "tasks": model_digest(parts=OTHER_TASKS)}
    digest = hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()[:16]
    return f"{block['version']}-{digest}"
