"""Jobs as one of the readers who share them sees them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.running.jobs import Job, JobManager, Progress

__all__ = ["ReaderJobs"]


@dataclass(frozen=True, slots=True)
class ReaderJobs:
    """Jobs of a manager for one reader, who leaves and cancels for itself alone."""

    manager: JobManager
    reader: str
    """Name of the reader's session."""
    private: bool = False
    """Whether the reader works with data of their own, of which nothing is kept or logged."""

    def poll(self, question: Job) -> Progress:
        """Return the progress of a job, which begins where it is new.

        Parameters
        ----------
        question : Job
            The question.

        Returns
        -------
        Progress
            Its state, what is done, and the answer.
        """
        return self.manager.poll(question, self.reader, private=self.private)

    def peek(self, question: Job) -> Progress | None:
        """Return the progress of a job that somebody began; begin nothing.

        Parameters
        ----------
        question : Job
            The question.

        Returns
        -------
        Progress or None
            None where nobody did.
        """
        return self.manager.peek(question, self.reader)

    def leave(self, question: Job) -> None:
        """Wait for a job no more.

        Parameters
        ----------
        question : Job
            The question.
        """
        self.manager.leave(question, self.reader)

    def cancel(self, question: Job) -> None:
        """Leave a job, and see it as cancelled from then on.

        Parameters
        ----------
        question : Job
            The question.
        """
        self.manager.cancel(question, self.reader)

    def resume(self, question: Job) -> None:
        """Take up a cancelled or failed job where it stopped.

        Parameters
        ----------
        question : Job
            The question.
        """
        self.manager.resume(question, self.reader, private=self.private)
