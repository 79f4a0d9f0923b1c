"""Tasks that succeed, fail, kill their process or sleep; at module level, for another process to find."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from sim.metrics.replication import Replication
from sim.running.replicate import run_replication
from sim.scenario.document import Scenario

__all__ = [
    "die_once",
    "die_whenever",
    "fill",
    "keep_busy",
    "killed_once",
    "niceness",
    "sleep_briefly",
    "sleep_long",
    "square",
]


def square(number: int) -> int:
    """The square of a number; a negative one is refused."""
    if number < 0:
        raise ValueError(f"{number} is negative")
    return number * number


def die_once(number: int, mark: str) -> int:
    """The square of a number; the first process that meets 3 is killed."""
    path = Path(mark)
    if number == 3 and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(number)


def killed_once(scenario: Scenario, seed: int, replication: int, mark: str) -> Replication:
    """A replication; the first process that has simulated number 1 is killed before it can tell."""
    result = run_replication(scenario, seed, replication)
    path = Path(mark)
    if replication == 1 and not path.exists():
        path.write_text(str(os.getpid()), encoding="utf-8")
        os.kill(os.getpid(), signal.SIGKILL)
    return result


def die_whenever(number: int) -> int:
    """Kills its process."""
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def sleep_long(number: int) -> int:
    """A task that is still under way when it is stopped."""
    time.sleep(60)
    return number


def sleep_briefly(number: int) -> int:
    """A task that ends soon after it is cancelled."""
    time.sleep(0.2)
    return number


def fill(mebibytes: int) -> int:
    """Takes so much memory, for a moment."""
    return len(bytearray(mebibytes << 20)) >> 20


def niceness() -> int:
    """How far its process stands back."""
    return os.nice(0)


def keep_busy(number: int) -> int:
    """Tells on standard output that it has begun, and computes for two minutes."""
    end = time.monotonic() + 120
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()
    while time.monotonic() < end:
        number = -number
    return number
