"""The compiled clock: lets contacts and the desk happen in arrays, and the model turn months and settle disputes."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import Any

import numpy as np

from sim.engine.compiled import codes, days, loop, turns
from sim.engine.compiled.layout import NOBODY, TOUCHES_AT, WIDTH, State
from sim.engine.compiled.memory import words_of
from sim.engine.compiled.row_types import ROWS
from sim.engine.compiled.rows import SHARED, Written
from sim.engine.compiled.tables import Register, empty_state, enlarged, pull, push, push_member, rules_of
from sim.engine.world import World
from sim.model.calendar import Calendar
from sim.model.customer import Customer
from sim.model.dispute import Dispute
from sim.model.portfolio import Member
from sim.model.terms import Terms
from sim.model.tier import end_of_shift
from sim.records.recorder import Records, TeamLedger
from sim.rng import Uniforms
from sim.scenario.document import Scenario
from sim.scenario.files import load, resolve
from sim.units import MINUTES_PER_DAY

__all__ = ["CompiledClock", "KernelOverflow", "warm_up"]

JOBS, ROWS_AT_FIRST = 1024, 16384
BY_TEAM = ("queues", "resting", "impatient")
GROWING = ("jobs", "numbers", "scratch", "events", "alarms", *BY_TEAM, *ROWS)
EVERYBODY = slice(None)
LEDGER = ("rostered_minutes", "available_minutes", "idle_minutes", "overtime_minutes", "queue_minutes")


class KernelOverflow(RuntimeError):
    """More came of one event than there was room for."""


class CompiledClock:
    """Runs a world whose desk is one that the kernel knows.

    Parameters
    ----------
    world : World
        Whose parts say what happens as a month turns.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._register = Register()
        self._teams = [*(tier.name for tier in world.tiers), world.billing_team]
        self._disputes: dict[int, Dispute] = {}
        self._places: dict[str, int] = {}
        self._members: list[tuple[Terms, Member] | None] = []
        """By place: what was written down of each."""
        self._settling = NOBODY
        self._all_read = False
        world.talk.before_telling = self._bring_listeners_up_to_date
        self._recorded = [TeamLedger(name, month=-1) for name in self._teams]
        self._written = Written(world.records, self._teams, self._register)
        self._state = self._first_state()
        self._replace()
        self._know_customers()
        self.adopt(world.versions[0])

    def _first_state(self) -> State:
        """The state before anything happens."""
        world, teams = self._world, len(self._teams)
        calendar = world.calendar
        steps = [step[:3] for name in self._teams for step in world.rosters[name]]
        state = empty_state(
            {
                **dict.fromkeys(("run", "rules", "customers", "potentials"), 1),
                **dict.fromkeys(("terms", "clocks"), 0),
                **dict.fromkeys(ROWS, ROWS_AT_FIRST),
                **dict.fromkeys(("jobs", "scratch", "events", "alarms"), JOBS),
                **dict.fromkeys(BY_TEAM, (teams, JOBS)),
                "exits": len(calendar.exits),
                "is_month": len(calendar.days) + 1,
                "steps": len(steps),
                "teams": teams,
                "numbers": (JOBS, WIDTH),
                "potential_numbers": (1, WIDTH),
            }
        )
        state.exits[:] = calendar.exits
        state.is_month[:] = [world.is_month(day) for day in range(calendar.days.start, calendar.days.stop + 1)]
        state.steps[:] = steps
        self._first_teams(state)
        run = state.run[0]
        run["now"], run["day"] = calendar.days.start * MINUTES_PER_DAY, calendar.days.start
        run["first_day"], run["days_end"] = calendar.days.start, calendar.days.stop
        run["horizon"], run["next_alarm"], run["free_jobs"] = calendar.horizon, inf, NOBODY
        run["teams"], run["billing_team"] = teams, teams - 1
        run["seed"], run["replication"] = world.random_numbers.key
        return state

    def _first_teams(self, state: State) -> None:
        """Teams before anything happens."""
        begins, first = self._world.calendar.days.start * MINUTES_PER_DAY, 0
        numbers = {tier.name: number for number, tier in enumerate(self._world.tiers)}
        for number, name in enumerate(self._teams):
            team, steps = state.teams[number], len(self._world.rosters[name])
            team["changed"] = team["settled"] = begins
            team["working_first"] = team["working_last"] = team["following"] = team["tier"] = NOBODY
            team["step"], team["steps_end"] = first, first + steps
            team["corner_touch"], team["corner_disrespect"] = 1.0, 1.0
            first += steps
        for number, tier in enumerate(self._world.tiers):
            state.teams[number]["tier"] = tier.index
            state.teams[number]["following"] = NOBODY if tier.following is None else numbers[tier.following]

    def adopt(self, version: Scenario) -> None:
        """Take over what another version of the document says of the desk.

        Parameters
        ----------
        version : Scenario
            Holds from now on.
        """
        self._state.rules[:] = rules_of(version)
        for number, name in enumerate(self._teams):
            team, rule = self._state.teams[number], end_of_shift(version.provider, name)
            team["shift_limit"], team["hands_over"], team["shift_extra"] = rule
        self._state.teams[-1]["wrap_up"] = self._world.invoicing.wrap_up
        for number, tier in enumerate(self._world.tiers):
            team, stated = self._state.teams[number], version.provider.teams[tier.name]
            team["wrap_up"], team["escalated_share"] = tier.wrap_up, tier.escalated_share
            team["solves_all"] = tier.solves_all
            team["cost_per_minute"], team["cost_per_touch"] = tier.cost_per_minute, tier.cost_per_touch
            team["solved_share"], team["respectful_share"] = stated.solved_share, stated.respectful_share
            days.cut_corners(self._address, number)

    def run(self) -> None:
        """Run from the warm-up to the horizon.

        Raises
        ------
        KernelOverflow
            Where more came of one event than there was room for.
        """
        loop.begin(self._address)
        while (reason := loop.run_on(self._address)) != codes.AT_HORIZON:
            self._check()
            if reason == codes.DAY:
                self._turn_day()
            elif reason == codes.SETTLE:
                self._settle()
            else:
                self._make_room()
        self._world.close(self)
        self._check()
        self._written.keep(self._state)

    def _check(self) -> None:
        """Refuse a run of which a row was lost."""
        if self._state.run[0]["overflow"]:
            raise KernelOverflow("more grievance came of one moment than there was room for")

    def _turn_day(self) -> None:
        """Let the model turn the month, and draw the contacts until the next one."""
        world, run = self._world, self._state.run[0]
        day, now = int(run["day"]), float(run["now"])
        pull(world.customers, EVERYBODY, self._here())
        self._written.keep(self._state, SHARED)
        turned = world.turn(day, now, self)
        self._know_members()
        push(world.customers, EVERYBODY, self._here())
        if turned is not None:
            self._draw(*turned, day)
        days.begin_day(self._address)

    def _replace(self, **arrays: Any) -> None:
        """Put other arrays in the place of some of the state's."""
        self._state = self._state._replace(**arrays)
        self._words = words_of(self._state)
        self._address = int(self._words.ctypes.data)

    def _here(self) -> Any:
        """Records of the customers that are known."""
        return self._state.customers[: len(self._places)]

    def _draw(self, present: list[Customer], until: int, day: int) -> None:
        """Draw the contacts of a chunk of days."""
        columns = self._world.demand.columns(present, day, until)
        size = max(columns.day.size, 1)
        potentials = np.zeros(size, self._state.potentials.dtype)
        numbers = np.zeros((size, WIDTH))
        if columns.day.size:
            places = np.array([self._places[customer.name] for customer in present])
            potentials["customer"] = places[columns.who]
            for name in ("day", "number", "threshold", "opened", "severity", "by_phone", "patience", "second_patience"):
                potentials[name] = getattr(columns, name)
            numbers[:, :TOUCHES_AT], numbers[:, TOUCHES_AT:] = columns.u, columns.touches
        self._replace(potentials=potentials, potential_numbers=numbers)
        run = self._state.run[0]
        run["potentials"], run["coming"], run["day_ends"] = columns.day.size, 0, 0
        run["chunk"] += 1

    def _know_customers(self) -> None:
        """Give newcomers a record, and everybody a place by name."""
        customers, table = self._world.customers, self._state.customers
        first = len(self._places)
        if len(customers) == first:
            return
        while len(customers) > table.size:
            table = enlarged(table)
        self._replace(customers=table)
        for place in range(first, len(customers)):
            self._places[customers[place].name] = place
            record = table[place]
            record["open_first"] = record["open_last"] = NOBODY
            record["multiple_day"] = self._world.calendar.days.start - 1
        order = sorted(range(len(customers)), key=lambda place: customers[place].name)
        table["at_place"][: len(order)] = order
        table["place"][order] = range(len(order))
        self._state.run[0]["customers"] = len(customers)
        self._written.names = tuple(self._places)
        self._members += [None] * (len(customers) - first)
        self._know_members()
        push(customers, slice(first, None), self._here())

    def _know_members(self) -> bool:
        """Write down whose terms or segment have changed; whether there are any."""
        self._know_customers()
        changed = False
        for place, (customer, before) in enumerate(zip(self._world.customers, self._members, strict=True)):
            terms, member = customer.contract.terms, customer.member
            if before is None or before[0] is not terms or before[1] is not member:
                self._members[place] = (terms, member)
                push_member(customer, self._state.customers[place], self._register)
                changed = True
        if self._register.size != self._state.terms.size:
            terms_table, clocks = self._register.arrays()
            self._replace(terms=terms_table, clocks=clocks)
        return changed

    def _settle(self) -> None:
        """Let the two sides of a dispute settle."""
        run = self._state.run[0]
        job, customers = int(run["exit_job"]), self._world.customers
        place = int(self._state.jobs[job]["customer"])
        pull(customers, slice(place, place + 1), self._here())
        self._written.keep(self._state, SHARED)
        self._settling, self._all_read = place, False
        self._world.invoicing.settle(self._disputes.pop(job), float(run["now"]))
        self._settling = NOBODY
        push(customers, EVERYBODY if self._all_read else slice(place, place + 1), self._here())
        turns.end_settled(self._address, job)

    def _bring_listeners_up_to_date(self) -> None:
        """Read all other customers, where one whose dispute is settled tells them; otherwise they are up to date."""
        if self._settling != NOBODY and not self._all_read:
            self._all_read = True
            pull(self._world.customers, slice(0, self._settling), self._here())
            pull(self._world.customers, slice(self._settling + 1, None), self._here())

    def _make_room(self) -> None:
        """Hand rows over, and double the arrays until there is room for whatever comes next, where there is none."""
        if loop.has_room(self._address):
            return
        self._written.keep(self._state)
        while not loop.has_room(self._address):
            arrays = {name: getattr(self._state, name) for name in GROWING}
            self._replace(**{name: enlarged(array, axis=int(name in BY_TEAM)) for name, array in arrays.items()})

    def keep_ledgers(self, month: int) -> None:
        """Record what the teams did in a month.

        Parameters
        ----------
        month : int
            That ends now; -1 is the warm-up.
        """
        turns.settle_teams(self._address)
        for number, before in enumerate(self._recorded):
            here = self._state.teams[number]
            after = TeamLedger(before.team, -1, *(float(here[name]) for name in LEDGER))
            self._world.records.teams.append(after.since(before, month))
            self._recorded[number] = after

    def change_clocks(self, customers: Iterable[Customer], now: float) -> None:
        """Let open contacts go on by the hours of coverage that their customers now have.

        Parameters
        ----------
        customers : iterable of Customer
            All customers of the run.
        now : float
            Minute of the run.
        """
        if self._know_members():
            push(self._world.customers, EVERYBODY, self._here())
            turns.change_clocks(self._address)

    def withdraw(self, customer: Customer, now: float) -> None:
        """Withdraw the contacts of a customer that has left; a touch that goes on is the last.

        Parameters
        ----------
        customer : Customer
            Whose contract has ended.
        now : float
            Minute of the run.
        """
        self._make_room()
        place = self._places[customer.name]
        push(self._world.customers, slice(place, place + 1), self._here())
        turns.withdraw(self._address, place)

    def add_dispute(self, dispute: Dispute) -> None:
        """Bring a dispute to the billing team.

        Parameters
        ----------
        dispute : Dispute
            Opened now.
        """
        self._make_room()
        self._know_customers()
        numbers = (dispute.key, float(dispute.work_minutes), dispute.settles_at)
        place = self._places[dispute.customer_name]
        job = turns.add_dispute(self._address, place, dispute.day, dispute.number, numbers)
        self._disputes[int(job)] = dispute

    def close_desk(self) -> None:
        """End the run at the desk: touches in hand are cut off, and promises of open contacts are looked at."""
        self._make_room()
        turns.close_desk(self._address)
        turns.look_again(self._address)
        pull(self._world.customers, EVERYBODY, self._here())
        self._written.keep(self._state, SHARED)

    def close_contacts(self) -> None:
        """End the run for contacts: those that are not over are still open."""
        push(self._world.customers, EVERYBODY, self._here())
        self._make_room()
        turns.close_contacts(self._address)


def warm_up() -> None:
    """Run a story in which customers leave, dispute and change plans, so that every kernel is called."""
    scenario = load(resolve("change-tier"))
    CompiledClock(World(scenario, Calendar(scenario), Uniforms(0, 0), Records())).run()
