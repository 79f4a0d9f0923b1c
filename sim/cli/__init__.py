"""The command line."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

__all__ = ["main"]

INTERRUPTED = 130
UNWRITTEN = 1
GONE = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG)
"""What writing to a standard output ends in whose reader has left, or whose disk is full."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; an interrupt at any moment, and an output that takes no more, end it without a traceback.

    Parameters
    ----------
    arguments : sequence of str, optional
        Command and options; by default those of this process.
    """
    try:
        from sim.cli.application import main as run

        try:
            run(arguments)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        raise SystemExit(INTERRUPTED) from None
    except OSError as error:
        if error.errno not in GONE:
            raise
        if error.errno != errno.EPIPE:
            sys.stderr.write(f"standard output cannot be written: {error.strerror}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        raise SystemExit(UNWRITTEN) from None
