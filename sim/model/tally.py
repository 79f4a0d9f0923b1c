"""Promises kept and missed in a month by kind and severity, counted only for plans whose credits need it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.contracts.credits import CreditTerm

__all__ = ["Breach", "PromiseTally", "Waiting"]


class Waiting(Protocol):
    """A contact that waits for what it was promised."""

    def waited(self, now: float) -> float:
        """Coverage minutes since it was opened.

        Parameters
        ----------
        now : float
            Minute of the run.
        """

    def unsolved(self, now: float) -> float:
        """Coverage minutes on the clock of the solution.

        Parameters
        ----------
        now : float
            Minute of the run.
        """


@dataclass(slots=True)
class Breach:
    """A missed promise."""

    on: str
    severity: int
    """From 0, P1 first."""
    waiting: Waiting
    promised: float
    """Coverage minutes."""
    late: float | None = None
    """Coverage minutes late, once what was promised has come; None while the wait goes on."""
    counted: float = -1.0
    """Minutes late that counted in months before; below 0 where it is a miss of this month."""

    def late_minutes(self, now: float) -> float:
        """Coverage minutes that it is late, by the end or so far.

        Parameters
        ----------
        now : float
            Minute of the run.

        Returns
        -------
        float
            0 or more.
        """
        if self.late is not None:
            return self.late
        wait = self.waiting.waited(now) if self.on == "response" else self.waiting.unsolved(now)
        return max(wait - self.promised, 0.0)


class PromiseTally:
    """Counts a customer's promises by kind and severity, and follows those that were missed."""

    __slots__ = ("_breaches", "_made", "_met")

    def __init__(self) -> None:
        self._met: Counter[tuple[str, int]] = Counter()
        self._made: Counter[tuple[str, int]] = Counter()
        self._breaches: list[Breach] = []

    def keep(self, on: str, severity: int) -> None:
        """Count a promise that was kept.

        Parameters
        ----------
        on : str
            Kind of promise.
        severity : int
            1 to 4.
        """
        self._met[on, severity - 1] += 1
        self._made[on, severity - 1] += 1

    def miss(self, on: str, severity: int, waiting: Waiting, promised: float) -> None:
        """Count a promise that was missed; the wait goes on.

        Parameters
        ----------
        on : str
            Kind of promise.
        severity : int
            1 to 4.
        waiting : Waiting
            The contact.
        promised : float
            Coverage minutes that were promised.
        """
        self._made[on, severity - 1] += 1
        self._breaches.append(Breach(on, severity - 1, waiting, promised))

    def miss_at_once(self, on: str, severity: int, waiting: Waiting) -> None:
        """Count a promise that was missed at a moment, with no wait for what comes late.

        Parameters
        ----------
        on : str
            Kind of promise.
        severity : int
            1 to 4.
        waiting : Waiting
            The contact.
        """
        self._made[on, severity - 1] += 1
        self._breaches.append(Breach(on, severity - 1, waiting, 0.0, late=0.0))

    def end(self, on: str, waiting: Waiting, now: float) -> None:
        """End the wait of a missed promise, if there is one.

        Parameters
        ----------
        on : str
            Kind of promise.
        waiting : Waiting
            The contact.
        now : float
            Minute of the run.
        """
        for breach in self._breaches:
            if breach.waiting is waiting and breach.on == on and breach.late is None:
                breach.late = breach.late_minutes(now)

    def counts(self, term: CreditTerm) -> tuple[int, int]:
        """Promises kept, and all that fell due this month, of a credit's measure.

        Parameters
        ----------
        term : CreditTerm
            Credit of the plan.

        Returns
        -------
        met, made : int
            0 or more.
        """
        keys = [(term.on, severity) for severity in term.severities]
        return sum(self._met[key] for key in keys), sum(self._made[key] for key in keys)

    def breaches(self, term: CreditTerm, now: float) -> Sequence[tuple[float, float]]:
        """Missed promises of a credit's measure that are new, or went on, this month.

        Parameters
        ----------
        term : CreditTerm
            Credit of the plan.
        now : float
            Minute of the end of the month.

        Returns
        -------
        sequence of two floats
            Minutes late that counted in months before, below 0 for a miss of this month; and minutes late by now.
        """
        return [
            (breach.counted, breach.late_minutes(now))
            for breach in self._breaches
            if breach.on == term.on and breach.severity in term.severities
        ]

    def turn(self, now: float) -> None:
        """Begin another month: what was counted stays counted, and only waits that go on are followed.

        Parameters
        ----------
        now : float
            Minute of the end of the month.
        """
        self._met.clear()
        self._made.clear()
        self._breaches = [breach for breach in self._breaches if breach.late is None]
        for breach in self._breaches:
            breach.counted = breach.late_minutes(now)
