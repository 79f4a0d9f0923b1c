"""Time and memory of reading a million tickets: ``python -m tests.benchmarks.importing [ROWS]``.

A file of 41 columns is written to a temporary folder and read by a process of its own, which prints the time of its
processor, its largest memory, how often it told of progress, and how soon it stopped when it was asked to.
"""

from __future__ import annotations

import csv
import datetime as dt
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from sim.errors import InputError
from sim.importing.read import read
from sim.importing.sheet_reading import ReadingProgress, Watch

__all__ = ["main"]

ROWS = 1_000_000
HEADER = ["Ticket ID", "Subject", "Status", "Priority", "Source", "Agent", "Group", "Created time", "Due by Time"]
HEADER += [
    "Resolved time",
    "Closed time",
    "Initial response time",
    "Agent interactions",
    "Customer interactions",
    "Company Name",
]
HEADER += [f"Custom {number}" for number in range(41 - len(HEADER))]
BOUNDS = {"processor, s": 60.0, "memory, MB": 400.0, "longest silence, s": 2.0, "stopped after, s": 1.0}
CANCEL_AFTER = 3.0


def _rows(count: int) -> Iterator[list[object]]:
    rng = np.random.default_rng(1)
    start = dt.datetime(2023, 1, 2)  # noqa: DTZ001  by the clock on the wall
    minutes = np.sort(rng.integers(0, 2 * 365 * 1440, count))
    waits = rng.integers(1, 5_000, (3, count)).cumsum(axis=0)
    choice = rng.integers(0, 1_000, count)
    rest = ["some text of a field", "", "No", "12", "-"] * 6
    for place in range(count):
        opened = start + dt.timedelta(minutes=int(minutes[place]))
        times = [opened + dt.timedelta(minutes=int(wait)) for wait in waits[:, place]]
        kind = int(choice[place])
        row = [
            place + 10_000,
            f"Cannot print from {kind}",
            "Closed",
            ("Low", "High")[kind % 2],
            "Email",
            f"agent {kind % 40}",
        ]
        row += ["N1", f"{opened:%Y-%m-%d %H:%M:%S}", f"{times[0]:%Y-%m-%d %H:%M:%S}", f"{times[1]:%Y-%m-%d %H:%M:%S}"]
        row += [
            f"{times[2]:%Y-%m-%d %H:%M:%S}",
            f"{times[0]:%Y-%m-%d %H:%M:%S}",
            kind % 7,
            kind % 5,
            f"Customer {kind} Ltd",
        ]
        yield [*row, *rest[: len(HEADER) - len(row)]]


def _measure(path: Path) -> None:
    """Read the file, and print what it took."""
    moments: list[float] = [time.process_time()]

    def progress(step: ReadingProgress) -> None:
        moments.append(time.process_time())

    start = time.process_time()
    tables = read([path], watch=Watch(progress)).tables
    now = time.process_time()
    used = now - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    silence = max(later - earlier for earlier, later in zip(moments, [*moments[1:], now], strict=True))
    requests: list[float] = []

    def cancelled() -> bool:
        if time.monotonic() - start_again > CANCEL_AFTER and not requests:
            requests.append(time.monotonic())
        return bool(requests)

    start_again = time.monotonic()
    try:
        read([path], watch=Watch(cancelled=cancelled))
    except InputError:
        stopped = time.monotonic() - requests[0]
    print(tables["contacts"].num_rows, used, memory, silence, stopped)  # noqa: T201  read by the process that started this


def main() -> None:
    """Write the file, have it read, and print the table."""
    if len(sys.argv) > 2:
        _measure(Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_rows(count))
        command = [sys.executable, "-m", "tests.benchmarks.importing", str(count), str(path)]
        rows, *values = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    table = Table("", "measured", "at most", title=f"{int(rows):,} tickets read")
    for (name, bound), value in zip(BOUNDS.items(), values, strict=True):
        table.add_row(name, f"{float(value):.1f}", f"{bound:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
