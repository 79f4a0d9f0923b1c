"""When disputes are worked on and settled: the billing team's part of the desk.

What is billed, disputed and paid is decided by :class:`sim.model.invoice.Invoicing`.
"""

from __future__ import annotations

import simpy

from sim.engine.later import Later
from sim.model.dispute import Dispute
from sim.model.invoice import Invoicing

__all__ = ["Billing"]


class Billing:
    """Handles disputes at the billing team.

    Parameters
    ----------
    env : simpy.Environment
        Clock of the run.
    invoicing : Invoicing
        Decides what is billed, disputed and paid.
    """

    def __init__(self, env: simpy.Environment, invoicing: Invoicing) -> None:
        self._env = env
        self._invoicing = invoicing

    def begin(self, dispute: Dispute, now: float) -> float:
        """Let a person take a dispute on.

        Parameters
        ----------
        dispute : Dispute
            From the queue.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes of work.
        """
        return dispute.work_minutes

    def wrap_up(self, dispute: Dispute, now: float) -> float:
        """Say how long a person is busy with what the work on a dispute leaves to be done.

        Parameters
        ----------
        dispute : Dispute
            Worked on until now.
        now : float
            Minute of the run.

        Returns
        -------
        float
            Minutes.
        """
        return self._invoicing.wrap_up

    def interrupt(self, dispute: Dispute, now: float) -> bool:
        """Decide whether the rest of the work is still to be done: it always is.

        Parameters
        ----------
        dispute : Dispute
            Worked on until now.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            True.
        """
        return True

    def give_up(self, dispute: Dispute, at: float) -> None:
        """Refuse that a dispute runs out of patience.

        Parameters
        ----------
        dispute : Dispute
            From the queue.
        at : float
            Minute of the run.

        Raises
        ------
        AssertionError
            Disputes wait for as long as it takes.
        """
        raise AssertionError("a dispute has no patience to run out of")

    def finish(self, dispute: Dispute, now: float) -> None:
        """End the work; the two sides still take their time to settle.

        Parameters
        ----------
        dispute : Dispute
            Worked on until now.
        now : float
            Minute of the run.
        """
        Later(self._env, max(dispute.settles_at - now, 0.0), dispute, self._settle)

    def _settle(self, event: Later) -> None:
        """The two sides settle."""
        self._invoicing.settle(event.subject, self._env.now)
