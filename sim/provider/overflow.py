"""Overflow: when a contact that would wait goes to another team."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["OverflowRule"]


class OverflowRule(NamedTuple):
    """Where contacts go that would wait, and when."""

    to: str
    """Name of the other team; contacts go there only while somebody of it is at the desk who takes them."""
    minutes: float
    """Wait after which a contact goes there; infinity for no limit."""
    queue: float
    """Contacts that wait from which on a new one goes there at once; infinity for no limit."""

    def at_once(self, waiting: int) -> bool:
        """Whether a new contact goes to the other team without any wait.

        Parameters
        ----------
        waiting : int
            Contacts in the queue.

        Returns
        -------
        bool
            False where it waits first, or for good.
        """
        return waiting >= self.queue or self.minutes == 0
