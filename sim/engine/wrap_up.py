"""Wrap-up: what a touch leaves its person to do, while the contact goes on without."""

from __future__ import annotations

from sim.model.job import DeskJob

__all__ = ["WrapUp"]


class WrapUp(DeskJob):
    """The seat of a touch that is over, held until its wrap-up is done; one that is interrupted is left undone.

    Parameters
    ----------
    job : DeskJob
        Whose touch it was, at its team still.
    now : float
        Minute of the run.
    minutes : float
        Of wrap-up, on the grid of :func:`sim.units.snap`.
    """

    __slots__ = ()

    def __init__(self, job: DeskJob, now: float, minutes: float) -> None:
        super().__init__(job.key, job.customer_name, job.day, job.number)
        self.severity, self.team = job.severity, job.team
        self.queued = self.started = now
        self.ends_at = now + minutes
        self.resumed = self.on_line = True
        self.handler = self

    def wrap_up(self, job: DeskJob, now: float) -> float:
        """Leave nothing more to do.

        Parameters
        ----------
        job : DeskJob
            This one.
        now : float
            Minute of the run.

        Returns
        -------
        float
            0.
        """
        return 0.0

    def finish(self, job: DeskJob, now: float) -> None:
        """Let nothing follow.

        Parameters
        ----------
        job : DeskJob
            This one.
        now : float
            Minute of the run.
        """

    def interrupt(self, job: DeskJob, now: float) -> bool:
        """Leave the rest undone.

        Parameters
        ----------
        job : DeskJob
            This one.
        now : float
            Minute of the run.

        Returns
        -------
        bool
            False.
        """
        return False
