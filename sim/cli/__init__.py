"""The command line."""

from sim.cli.application import main

__all__ = ["main"]
