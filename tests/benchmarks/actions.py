"""Random sequences of what readers do, some of it late: link, panel, headline, sign-off and memo must always agree.

Without a browser each action is checked, in a real one each rest after a few hurried actions. Nothing is simulated: the
runs are known numbers that follow from the terms. A sequence that fails is printed with its seed, and done again by it:

    python -m tests.benchmarks.actions --sequences 1000 --browser 100 --seed 0
"""

from __future__ import annotations

import argparse
import logging
import os
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect
from streamlit.testing.v1.element_tree import ElementList

from sim.cli.terminal import say
from tests.ui.actions import Disagreement, read
from tests.ui.browser import chromium, reading, serving
from tests.ui.browser_actions import Hurried
from tests.ui.conftest import named
from tests.ui.quick import PAUSE, in_place

__all__ = ["main"]

ACTIONS = 6
PAUSE_SECONDS = 0.3
LONGEST_WAIT_MS = 60_000
TOLD_EVERY = 50


def without_browser(first: int, sequences: int, actions: int) -> list[str]:
    """Do so many sequences; returns what failed."""
    failures: list[str] = []
    late = 0
    ElementList.__call__ = named  # type: ignore[assignment, method-assign]
    with in_place() as manager:
        for seed in range(first, first + sequences):
            try:
                late += read(seed, actions, manager)
            except Disagreement as error:
                failures.append(f"seed {seed}: {error}")
                say(failures[-1])
            if (seed - first + 1) % TOLD_EVERY == 0:
                say(f"{seed - first + 1} of {sequences} sequences, {len(failures)} failures")
    say(
        f"without a browser: {sequences} sequences of {actions} actions, {late} late messages, {len(failures)} failures"
    )
    return failures


def in_browser(first: int, sequences: int, actions: int) -> list[str]:
    """Do so many sequences in a real browser, each in a new session; returns what failed."""
    failures: list[str] = []
    kinds: Counter[object] = Counter()
    os.environ[PAUSE] = str(PAUSE_SECONDS)
    with TemporaryDirectory() as name, in_place() as manager:
        folder = Path(name)
        with serving(folder, "-m", "streamlit", "run", "tests/ui/quick_app.py") as server, chromium() as browser:
            for seed in range(first, first + sequences):
                with reading(browser) as reader:
                    reader.page.set_default_timeout(LONGEST_WAIT_MS)
                    expect.set_options(timeout=LONGEST_WAIT_MS)
                    reader.page.goto(server.address)
                    hurried = Hurried(reader.page, Random(seed), manager)
                    try:
                        hurried.read(actions, folder)
                    except (Disagreement, PlaywrightError) as error:
                        failures.append(f"browser, seed {seed}: {type(error).__name__}: {error}\nafter {hurried.trace}")
                        say(failures[-1])
                    kinds.update(step[0] for step in hurried.trace)
    del os.environ[PAUSE]
    say(f"in a browser: {sequences} sequences of {actions} actions, {len(failures)} failures; {dict(kinds)}")
    return failures


def main() -> None:
    """Do both, and end with status 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sequences", type=int, default=1_000, help="without a browser")
    parser.add_argument("--browser", type=int, default=100, help="in a real browser")
    parser.add_argument("--actions", type=int, default=ACTIONS, help="of each sequence")
    parser.add_argument("--seed", type=int, default=0, help="of the first sequence; the next ones count on")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    os.environ["SAYDO_STORE"] = "none"
    began = time.monotonic()
    failures = without_browser(options.seed, options.sequences, options.actions) if options.sequences else []
    failures += in_browser(options.seed, options.browser, options.actions) if options.browser else []
    say(f"seeds from {options.seed}; {len(failures)} failures in {time.monotonic() - began:.0f} s")
    raise SystemExit(1 if failures else 0)


if __name__ == "__main__":
    main()
