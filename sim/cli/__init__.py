"""The command line."""

from sim.cli.commands import main

__all__ = ["main"]
