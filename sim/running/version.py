"""Which simulator a result comes from: whatever could change a digit of it."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

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
"""What a replication is computed by."""
OTHER_TASKS = ("statistics", "questions", "running/replicate.py")
"""Where all else that may be done with a run is."""


def model_digest(root: Path = Path(__file__).parents[1], parts: tuple[str, ...] = MODEL) -> str:
    """Sixteen hexadecimal digits of the source of all that computes a replication, whatever ends its lines."""
    digest = hashlib.sha256()
    for name in parts:
        part = root / name
        for path in sorted(part.rglob("*.py")) if part.is_dir() else [part]:
            text = path.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{path.relative_to(root).as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


def version_block() -> dict[str, str]:
    """Versions of everything that a result may depend on; ``model`` stands for the source itself."""
    return {
        "version": version("saydo"),
        "model": model_digest(),
        "python": platform.python_version(),
        **{library: version(library) for library in LIBRARIES},
    }


def engine_version(task: Callable[..., Any] = run_replication) -> str:
    """The version block in short: equal for simulators that give the same bytes for the same task.

    Parameters
    ----------
    task : callable
        What is done with a run: a function of a module, or a part of one with some arguments given.
    """
    given: list[Any] = []
    while isinstance(task, partial):
        given.append([task.args, task.keywords])
        task = task.func
    name = "" if task is run_replication else f"{task.__module__}.{task.__qualname__}"
    return _shortened(name, json.dumps(given, sort_keys=True))


@cache
def _shortened(task: str, given: str) -> str:
    block: dict[str, str] = version_block()
    if task:
        block |= {"task": task, "given": given, "tasks": model_digest(parts=OTHER_TASKS)}
    digest = hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()[:16]
    return f"{block['version']}-{digest}"
