"""Where output goes: results to standard output, progress and messages to standard error, JSON to its target."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from sim.errors import SaydoError, plain
from sim.running.files import write_whole

__all__ = ["Meter", "can_write", "keep_unsaid", "output", "say", "unnamed", "write_json"]

WIDTH_OF_A_PIPE = 150
LEAST_NAME = 3
"""Characters of a name that messages leave out; a shorter one stands in many words."""
_unsaid: ContextVar[re.Pattern[str] | None] = ContextVar("unsaid", default=None)


def output() -> Console:
    """Standard output; wide enough for every table where it is no terminal."""
    return Console(width=None if sys.stdout.isatty() else WIDTH_OF_A_PIPE, highlight=False, markup=False, emoji=False)


def keep_unsaid(names: Collection[str]) -> None:
    """Leave names of the reader's own customers out of all messages from now on: they may end up in a log."""
    forms = sorted({plain(name) for name in names if len(name) >= LEAST_NAME}, key=len, reverse=True)
    pattern = rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?!\w)"
    _unsaid.set(re.compile(pattern, re.I) if forms else None)


def unnamed(message: str) -> str:
    """A message without names that are to be left out; a mark stands for each."""
    pattern = _unsaid.get()
    return message if pattern is None else pattern.sub("…", message)


def say(message: str) -> None:
    """A message for the person, beside the results, without names of the reader's own customers."""
    typer.echo(unnamed(message), err=True)


def can_write(target: str | None, option: str = "--json") -> None:
    """Refuse a place for a result before any work is done for it.

    Raises
    ------
    SaydoError
        Where its folder does not exist, or it is a folder itself.
    """
    if target not in (None, "-"):
        path = Path(str(target))
        if path.is_dir() or not path.parent.is_dir():
            raise SaydoError(f"{target} ({option}): must be - or a file in a folder that exists")


def write_json(document: Any, target: str) -> None:
    """Write a document as JSON; a number that is not finite becomes null, an array a list."""
    text = json.dumps(_plain(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if target == "-":
        typer.echo(text, nl=False)
        return
    try:
        write_whole({Path(target): text.encode()})
    except OSError as error:
        raise SaydoError(f"{target} (--json): cannot be written: {error.strerror}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    return None if isinstance(value, float) and not math.isfinite(value) else value


class Meter:
    """Counts replications, and draws a bar on a terminal while they run."""

    def __init__(self) -> None:
        self.count = 0
        self.total = 0
        self.interrupted = False

    @contextmanager
    def bar(self, total: int) -> Iterator[None]:
        """Show the bar for as long as this lasts."""
        self.total = total
        console = Console(stderr=True)
        count, note = TextColumn("replications"), TextColumn("{task.description}")
        columns = (count, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), note)
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            self._bar, self._task = bar, bar.add_task("", total=total)
            yield

    def __call__(self, count: int, total: int) -> None:
        """Show how many replications are done, of how many so far."""
        self.count, self.total = count, max(total, self.total)
        self._bar.update(self._task, completed=count, total=self.total)

    def note(self, text: str) -> None:
        """Show a text beside the bar."""
        self._bar.update(self._task, description=text)
