"""The command line, called in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sim.cli import main

__all__ = ["Answer", "Saydo", "caller"]


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    status: int
    out: str
    err: str


Saydo = Callable[..., Answer]


def caller(capsys: pytest.CaptureFixture[str]) -> Saydo:
    """A function that runs ``saydo`` with arguments."""

    def saydo(*arguments: object) -> Answer:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return Answer(int(left.value.code or 0), written.out, written.err)

    return saydo
