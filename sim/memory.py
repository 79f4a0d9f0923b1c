"""How memory is looked after while much is made of which nothing is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["no_collection"]


@contextmanager
def no_collection() -> Iterator[None]:
    """Suspend the collection of garbage.

    Rows of a run pile up by the hundred thousand and none is garbage; looking through them took 30 % of a run. Nor are
    modules, of which a command imports a thousand.

    Yields
    ------
    None
        Collection is as it was before when the block ends.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
