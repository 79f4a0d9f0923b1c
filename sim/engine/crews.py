"""A team whose people do not all take every job: crews by severity, at the desk or on call.

Every job in hand has a seat of one crew. A job takes a seat of the crew with the fewest severities, so that people
who take every contact stay free. People on call have a seat while they are called out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from heapq import heappop, heappush

from sim.engine.team import DeskTeam, Entry, Handler
from sim.model.job import DeskJob
from sim.provider.crews import GENERAL, Crew, StandBy
from sim.provider.roster import RosterStep
from sim.records.on_call import CalledOut
from sim.records.recorder import Records
from sim.units import allocate_cents

__all__ = ["CrewedTeam", "Seats", "StandBySeats"]


class Seats:
    """Seats of one crew.

    Parameters
    ----------
    crew : Crew
        Who sits there.
    """

    __slots__ = ("busy", "crew", "level")

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.level = 0
        """People at the desk, or on call."""
        self.busy = 0

    def is_free(self) -> bool:
        """Whether somebody is there and has no job."""
        return self.busy < self.level


class StandBySeats(Seats):
    """People of one crew on call: those who are called out have a seat.

    Parameters
    ----------
    crew : Crew
        Who is on call.
    stand_by : StandBy
        Their terms.
    """

    __slots__ = ("on_way", "out", "stand_by")

    def __init__(self, crew: Crew, stand_by: StandBy) -> None:
        super().__init__(crew)
        self.stand_by = stand_by
        self.on_way = 0
        """Called, and not there yet."""
        self.out: list[_CallOut] = []
        """Called out, and there."""

    def is_free(self) -> bool:
        """Whether somebody who is called out has no job, and is on call still."""
        return self.busy < len(self.out) <= self.level


class _CallOut:
    """Somebody on call who is there: since when, with which job, and what was done."""

    __slots__ = ("began", "job", "pieces")

    def __init__(self, began: float) -> None:
        self.began = began
        self.job: DeskJob | None = None
        self.pieces: list[tuple[str, int, int, float, float]] = []
        """Customer, day and number of contacts, and the beginning and end of the work."""


Call = Callable[["CrewedTeam", float, StandBySeats], None]


class CrewedTeam(DeskTeam):
    """A team of crews by severity.

    Parameters
    ----------
    name : str
        Name of the team.
    handler : Handler
        Says what becomes of its jobs.
    call : callable
        Calls somebody on call, who comes after so many minutes.
    records : Records
        Where call-outs are recorded.
    """

    __slots__ = ("_call", "_call_outs", "_crews", "_on_call", "_queues", "_seats")

    crewed = True

    def __init__(self, name: str, handler: Handler, call: Call, records: Records) -> None:
        super().__init__(name, handler)
        self._call = call
        self._call_outs = records.call_outs
        self._queues: defaultdict[int, list[Entry]] = defaultdict(list)
        """By severity."""
        self._crews: list[Seats] = []
        """Those who take the fewest severities first, people at the desk before people on call."""
        self._on_call: list[StandBySeats] = []
        self._seats: dict[DeskJob, Seats] = {}

    def change(self, step: RosterStep) -> Collection[int]:
        """People come and go; see :meth:`DeskTeam.change`.

        Parameters
        ----------
        step : RosterStep
            People from now on.
        """
        numbers = dict(step.crews) or {GENERAL: step.level}
        self.level, self.rostered = step.level, step.rostered
        there = {seats.crew for seats in self._crews}
        for crew in (crew for crew in numbers if crew not in there):
            self._crews.append(Seats(crew) if crew.stand_by is None else StandBySeats(crew, crew.stand_by))
            self._crews.sort(key=_choice)
            self._on_call = [seats for seats in self._crews if isinstance(seats, StandBySeats)]
        more: set[int] = set()
        for seats in self._crews:
            number = numbers.get(seats.crew, 0)
            if number > seats.level:
                more |= seats.crew.severities
            seats.level = number
        return more

    def leaving(self) -> list[DeskJob]:
        """List the jobs in hand for which their crew has no seat any more, those with the least work left first."""
        jobs: list[DeskJob] = []
        for seats in self._crews:
            if (surplus := seats.busy - seats.level) > 0:
                its = [job for job, at in self._seats.items() if at is seats]
                jobs += sorted(its, key=lambda job: (job.ends_at, job.key))[:surplus]
        return jobs

    def _free(self, severity: int) -> Iterator[Seats]:
        """Crews with a free seat for a severity, the best choice first."""
        return (seats for seats in self._crews if severity in seats.crew.severities and seats.is_free())

    def has_seat(self, job: DeskJob) -> bool:
        """Whether somebody is free for a job; see :meth:`DeskTeam.has_seat`.

        Parameters
        ----------
        job : DeskJob
            Job of the team.
        """
        return any(self._free(job.severity))

    def is_full(self) -> bool:
        """Whether nobody is free for any job."""
        return not any(seats.is_free() for seats in self._crews)

    def take_seat(self, job: DeskJob) -> None:
        """Give a job to a person who is free; see :meth:`DeskTeam.take_seat`.

        Parameters
        ----------
        job : DeskJob
            Job of the team.
        """
        super().take_seat(job)
        self._seats[job] = seats = next(self._free(job.severity))
        seats.busy += 1
        if isinstance(seats, StandBySeats):
            next(call_out for call_out in seats.out if call_out.job is None).job = job

    def leave_seat(self, job: DeskJob, now: float) -> None:
        """Let the person with a job be free; see :meth:`DeskTeam.leave_seat`.

        Parameters
        ----------
        job : DeskJob
            Job of the team.
        now : float
            Minute of the run.
        """
        super().leave_seat(job, now)
        self._end_piece(job, None, now).busy -= 1

    def hand_seat(self, job: DeskJob, rest: DeskJob, now: float) -> None:
        """Let the person with a job go on with what it leaves to be done; see :meth:`DeskTeam.hand_seat`.

        Parameters
        ----------
        job, rest : DeskJob
            Jobs of the team.
        now : float
            Minute of the run.
        """
        super().hand_seat(job, rest, now)
        self._seats[rest] = self._end_piece(job, rest, now)

    def _end_piece(self, job: DeskJob, following: DeskJob | None, now: float) -> Seats:
        """The seat of a job that is over; one who was called out goes on with another, or has none."""
        seats = self._seats.pop(job)
        if isinstance(seats, StandBySeats):
            call_out = next(call_out for call_out in seats.out if call_out.job is job)
            call_out.job = following
            call_out.pieces.append((job.customer_name, job.day, job.number, job.started, now))
        return seats

    def tickets_for(self, job: DeskJob) -> list[DeskJob]:
        """List the jobs in hand that may be set aside for a call; see :meth:`DeskTeam.tickets_for`.

        Parameters
        ----------
        job : DeskJob
            Job of the team.
        """
        return [other for other, seats in self._seats.items() if not other.on_line and _may_turn(seats, job)]

    def push(self, entry: Entry) -> None:
        """Let a job wait; see :meth:`DeskTeam.push`.

        Parameters
        ----------
        entry : Entry
            Of the queue.
        """
        heappush(self._queues[entry[2].severity], entry)

    def pop(self) -> Entry | None:
        """Take the best job out of the queue for which somebody is free; see :meth:`DeskTeam.pop`."""
        best: list[Entry] | None = None
        for severity, queue in self._queues.items():
            while queue and queue[0][2].ticket != queue[0][1]:
                heappop(queue)
            if queue and (best is None or queue[0] < best[0]) and any(self._free(severity)):
                best = queue
        return heappop(best) if best else None

    def entries(self) -> list[Entry]:
        """List what is in the queue, the best first; see :meth:`DeskTeam.entries`."""
        return sorted(entry for queue in self._queues.values() for entry in queue)

    def takes(self, severity: int) -> bool:
        """Whether anybody at the desk takes calls of a severity; see :meth:`DeskTeam.takes`.

        Parameters
        ----------
        severity : int
            1 to 4.
        """
        at_desk = (seats for seats in self._crews if seats.crew.stand_by is None)
        return any(seats.level > 0 and severity in seats.crew.severities for seats in at_desk)

    def account(self, now: float) -> None:
        """Bring the integrals of idle time, overtime, standby and waiting up to this moment.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        passed = now - self.changed
        if not passed:
            return
        self.changed = now
        ledger = self.ledger
        for seats in self._crews:
            if isinstance(seats, StandBySeats):
                ledger.standby_minutes += seats.level * passed
                ledger.standby_cents += seats.level * passed * seats.stand_by.standby_cents_per_minute
                ledger.called_out_minutes += seats.busy * passed
            else:
                spare = seats.level - seats.busy
                ledger.idle_minutes += max(spare, 0) * passed
                ledger.overtime_minutes += max(-spare, 0) * passed
        ledger.queue_minutes += self.waiting * passed

    def arrive(self, seats: StandBySeats, now: float) -> None:
        """Let somebody who was called be there.

        Parameters
        ----------
        seats : StandBySeats
            Of the crew.
        now : float
            Minute of the run.
        """
        seats.on_way -= 1
        seats.out.append(_CallOut(now))

    def settle_calls(self, now: float) -> None:
        """Let people who are called out and have nothing to do go home, and call out others for what waits.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        for seats in self._on_call:
            for call_out in [out for out in seats.out if out.job is None]:
                seats.out.remove(call_out)
                self._record(call_out, seats, now)
        if self.waiting:
            for seats in self._on_call:
                self._call_for(seats, now)

    def _call_for(self, seats: StandBySeats, now: float) -> None:
        """Call people of a crew for contacts that wait, unless enough are on their way."""
        ready = seats.level - len(seats.out) - seats.on_way
        if ready <= 0:
            return
        severities = seats.crew.severities
        waiting = sum(
            job.ticket == ticket and job.gives_up_at > now
            for severity in severities
            for _, ticket, job in self._queues[severity]
        )
        coming = sum(other.on_way for other in self._on_call if other.crew.severities & severities)
        for _ in range(min(ready, waiting - coming)):
            seats.on_way += 1
            self._call(self, seats.stand_by.response_minutes, seats)

    def end_calls(self, now: float) -> None:
        """Cut all call-outs off as the run ends; see :meth:`DeskTeam.end_calls`.

        Parameters
        ----------
        now : float
            Minute of the run.
        """
        for job, seats in list(self._seats.items()):
            if isinstance(seats, StandBySeats):
                self.leave_seat(job, now)
        for seats in self._on_call:
            for call_out in seats.out:
                self._record(call_out, seats, now)
            seats.out = []

    def _record(self, call_out: _CallOut, seats: StandBySeats, now: float) -> None:
        """Record a call-out: what it costs is split by the work on each contact."""
        paid = max(now - call_out.began, seats.stand_by.least_minutes)
        amount = round(paid * seats.stand_by.call_out_cents_per_minute)
        pieces = call_out.pieces or [("", 0, 0, call_out.began, now)]
        spent = [ended - started for *_, started, ended in pieces]
        amounts = allocate_cents(amount, spent if sum(spent) > 0 else [1.0] * len(spent))
        for piece, part in zip(pieces, amounts, strict=True):
            self._call_outs.append(CalledOut(self.name, *piece, paid, part))


def _choice(seats: Seats) -> tuple[int, bool, list[int]]:
    """Order in which crews are given a job that several of them take."""
    crew = seats.crew
    return len(crew.severities), crew.stand_by is not None, sorted(crew.severities)


def _may_turn(seats: Seats, job: DeskJob) -> bool:
    """Whether somebody of a crew may set a ticket aside for a call: nobody on call, nor where people work overtime."""
    crew = seats.crew
    return crew.stand_by is None and seats.busy == seats.level and job.severity in crew.severities
