"""The version of the simulator, of which every source and library that could change a result is a part."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.release import VERSION
from sim.running.replicate import run_replication

__all__ = ["engine_version", "model_digest", "version_block"]

LIBRARIES = ("numpy", "scipy", "simpy", "pandas")
MODEL = (
    "errors.py",
    "rng.py",
    "units.py",
    "contracts",
    "customers",
    "provider",
    "records",
    "scenario",
    "model",
    "engine",
    "metrics",
    "running/replicate.py",
)
"""Sources that a replication is computed by."""
OTHER_TASKS = ("statistics", "questions", "running/replicate.py")
"""Sources of all other tasks."""


def model_digest(root: Path = Path(__file__).parents[1], parts: tuple[str, ...] = MODEL) -> str:
    """Digest the source of all that computes a replication, whatever ends its lines.

    Parameters
    ----------
    root : Path
        Folder of the package.
    parts : tuple of str
        Modules and folders in it.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    digest = hashlib.sha256()
    for name in parts:
        part = root / name
        for path in sorted(part.rglob("*.py")) if part.is_dir() else [part]:
            text = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


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
