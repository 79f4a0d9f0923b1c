"""Where functions of the public interface have scenarios simulated."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypedDict

from sim.errors import SaydoError
from sim.running.database import NO_STORE, default_url
from sim.running.executors import executor_for
from sim.running.runner import ExperimentRunner
from sim.running.store import Store

__all__ = ["SEED", "Progress", "Setup", "runner_for"]

SEED = 7
Progress = Callable[[int, int], None]


class Setup(TypedDict, total=False):
    """Options that every function has which simulates more than one replication.

    Attributes
    ----------
    seed : int
        Root seed of all random numbers, 0 to 2**64 - 1; 7 unless given.
    workers : int
        Processes; by default one for each processor.
    store : str
        URL of the run store, or ``"none"``; by default that of the command line.
    progress : callable
        Called after each replication with the number done and the number of all.
    """

    seed: int
    workers: int
    store: str
    progress: Progress


@contextmanager
def runner_for(setup: Setup, runs: int) -> Iterator[ExperimentRunner]:
    """Give an experiment runner whose workers and store are closed afterwards.

    Parameters
    ----------
    setup : Setup
        Random numbers, workers and store.
    runs : int
        Replications to begin with, from 1.

    Yields
    ------
    ExperimentRunner
        The runner.

    Raises
    ------
    SaydoError
        Where there is nothing to run, or the store cannot be used.
    """
    if runs < 1:
        raise SaydoError(f"replications = {runs}: must be 1 or more")
    url = setup.get("store") or os.environ.get("SAYDO_STORE") or default_url()
    seed, progress = setup.get("seed", SEED), setup.get("progress")
    with executor_for(min(setup.get("workers") or os.cpu_count() or 1, runs)) as executor:
        if url == NO_STORE:
            yield ExperimentRunner(executor, seed=seed, on_progress=progress)
            return
        with Store(url) as store:
            yield ExperimentRunner(executor, seed=seed, on_progress=progress, store=store)
