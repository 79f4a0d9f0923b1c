"""How many scenarios made by chance both clocks run with equal records: ``python -m tests.benchmarks.agreement``."""

from __future__ import annotations

import argparse

from rich.console import Console

from tests.clocks import kernels_are_there
from tests.properties.agreement import compared

__all__ = ["main"]


def main() -> None:
    """Print the counts, and what differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=500, help="scenarios (default 500)")
    parser.add_argument("--first", type=int, default=0, help="where to begin drawing; another number makes others")
    arguments = parser.parse_args()
    if not kernels_are_there():
        raise SystemExit("there is no compiled code yet: python -m sim.compiling")
    agreement = compared(arguments.examples, arguments.first)
    console = Console()
    for text in agreement.differing:
        console.print(text, markup=False, highlight=False)
    console.print(f"equal, byte for byte: {agreement.equal}", f"differing: {len(agreement.differing)}", sep="\n")
    console.print(f"run by SimPy, for terms that the kernels do not know: {agreement.left_to_simpy}")
    raise SystemExit(bool(agreement.differing))


if __name__ == "__main__":
    main()
