"""Warnings: parts of a valid scenario that change nothing, or promise what cannot be kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import pairwise

from sim.errors import Problem
from sim.scenario.calendars import Coverage
from sim.scenario.covered_week import CoveredWeek, covered_weeks, moments_of, together
from sim.scenario.desk import Team
from sim.scenario.document import Scenario
from sim.scenario.paths import Keys, print_path
from sim.scenario.promises import hours_in_force
from sim.scenario.quantity import SEVERITIES
from sim.scenario.stated import is_stated
from sim.scenario.terms import Plan
from sim.scenario.todays_fee import TODAY
from sim.units import MINUTES_PER_HOUR, add_months

__all__ = ["warnings_of"]

MOST_NAMED = 3
COUNTED = {"seat": "seats", "spend": "spend_per_month", "visit": "visit_share", "person": "account_people"}
"""Numbers of customers that say how many units they have."""


def warnings_of(scenario: Scenario) -> tuple[Problem, ...]:
    """List what is allowed, but hardly meant.

    Parameters
    ----------
    scenario : Scenario
        A valid document; what its timeline changes later is not looked at.

    Returns
    -------
    tuple of Problem
        Each with its path, in the order of the document; empty where there is nothing to say.
    """
    first = (_holidays, _teams, _shifts, _promises, _turned_round)
    then = (_credits, _customers, _charges, _todays_fees, _announcements)
    return tuple(problem for rule in (*first, *then) for problem in rule(scenario))


def _coverages(plan: Plan) -> list[Coverage]:
    """Hours of service of a plan, those of single severities too."""
    return [plan.coverage, *plan.coverage_by_severity.values()]


def _listed(days: Collection[date]) -> str:
    """The first few of some days."""
    names = [day.isoformat() for day in sorted(days)]
    return ", ".join(names[:MOST_NAMED]) + (f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else "")


def _holidays(scenario: Scenario) -> Iterator[Problem]:
    """Holidays that lie before or after the study."""
    first = scenario.start_date - timedelta(days=scenario.warmup_days)
    end = add_months(scenario.start_date, scenario.horizon_months)
    outside = {day for day in scenario.provider.holidays if not first <= day < end}
    if outside:
        rule = f"outside the study, {scenario.start_date} to {end - timedelta(days=1)}: these days change nothing"
        yield Problem(rule, "provider.holidays", _listed(outside))


def _teams(scenario: Scenario) -> Iterator[Problem]:
    """Teams without work, and tiers without people."""
    tiers = scenario.provider.tiers
    for name, team in scenario.provider.teams.items():
        path = print_path(("provider", "teams", name))
        if name not in (*tiers, *scenario.provider.helped, scenario.provider.billing_team):
            yield Problem("no contact reaches this team: it costs its hours and does nothing", path)
        elif not team.people:
            yield Problem("nobody works in this team: what reaches it is never dealt with", f"{path}.people", "0")
        elif left := [n for n in SEVERITIES if not any(n in shift.severities for shift in team.shifts)]:
            yield Problem(f"no shift takes {', '.join(left)}: such contacts are never dealt with", f"{path}.shifts")


def _shifts(scenario: Scenario) -> Iterator[Problem]:
    """Shifts in which no promise runs."""
    plans = scenario.plans_in_use or scenario.plans
    weeks = [covered_weeks(hours, scenario, name) for name in plans for hours in _coverages(scenario.plans[name])]
    covered = together(week for several in weeks for week in several)
    for name in scenario.provider.tiers:
        for number, shift in enumerate(scenario.provider.teams[name].shifts):
            if not any(here and there for here, there in zip(moments_of(shift, scenario), covered, strict=True)):
                path = print_path(("provider", "teams", name, "shifts", str(number)))
                yield Problem("lies outside the hours of coverage of every plan", path)


def _promises(scenario: Scenario) -> Iterator[Problem]:
    """Promises that nobody can keep, whatever the load."""
    first = scenario.provider.teams[scenario.provider.first_tier]
    staffed = {severity: _staffed(scenario, first, severity) for severity in SEVERITIES}
    for name in scenario.plans_in_use:
        plan = scenario.plans[name]
        for severity in SEVERITIES:
            hours = hours_in_force(plan.response_hours, plan.response_days)[severity]
            if hours is None:
                continue
            weeks = covered_weeks(plan.coverage_of(severity), scenario, name)
            share = max(CoveredWeek(week, staffed[severity]).unreachable_share(hours) for week in weeks)
            if share > 0:
                path = print_path(("plans", name, "response_hours", severity))
                rule = f"cannot be kept from {share:.0%} of the hours of coverage: nobody of the first tier is there"
                yield Problem(rule, path, f"{hours:g}")
        yield from _resolutions(plan, name, first)
        yield from _covered_holidays(scenario, plan, name, first)
        yield from _call_outs(scenario, plan, name, first)


def _turned_round(scenario: Scenario) -> Iterator[Problem]:
    """Promises by which the more severe waits longer; over other hours or in business days, hours say nothing of it."""
    for name, plan in scenario.plans.items():
        for field in ("response_hours", "resolution_hours", "workaround_hours"):
            hours = getattr(plan, field)
            by_severity = hours and hours.as_tuple()
            for place, (first, second) in enumerate(pairwise(by_severity or ())):
                severe, mild = SEVERITIES[place : place + 2]
                alike = plan.coverage_of(severe) == plan.coverage_of(mild)
                if first is not None and second is not None and first > second and alike:
                    rule = f"is slower than {second:g} for {mild}, which is less severe"
                    yield Problem(rule, print_path(("plans", name, field, severe)), f"{first:g}")


def _staffed(scenario: Scenario, team: Team, severity: str) -> list[bool]:
    """The moments of a week at which somebody of a team takes a severity, or is on call for it."""
    there = [shift for shift in team.shifts if team.people and severity in shift.severities]
    return together(moments_of(shift, scenario) for shift in there)


def _call_outs(scenario: Scenario, plan: Plan, name: str, first: Team) -> Iterator[Problem]:
    """Responses that are promised sooner than somebody on call begins."""
    for number, shift in enumerate(first.shifts):
        for severity in shift.severities if shift.on_call else ():
            hours = getattr(plan.response_hours, severity)
            if hours is not None and shift.on_call and hours * MINUTES_PER_HOUR < shift.on_call.response_minutes:
                keys = ("provider", "teams", scenario.provider.first_tier, "shifts", str(number), "on_call")
                rule = f"is more than the response to {severity} that {name} promises, {hours:g} hours"
                path = print_path((*keys, "response_minutes"))
                yield Problem(rule, path, f"{shift.on_call.response_minutes:g}")


def _resolutions(plan: Plan, name: str, first: Team) -> Iterator[Problem]:
    """Resolutions that are promised sooner than the response, or than the work takes on average."""
    responses = hours_in_force(plan.response_hours, plan.response_days)
    solutions = hours_in_force(plan.resolution_hours, plan.resolution_days)
    for severity in SEVERITIES:
        path = print_path(("plans", name, "resolution_hours", severity))
        hours, response = solutions[severity], responses[severity]
        if hours is None:
            continue
        if hours * MINUTES_PER_HOUR < first.touch_minutes:
            rule = f"is less than the first tier works on a contact, {first.touch_minutes:g} minutes on average"
            yield Problem(rule, path, f"{hours:g}")
        elif response is not None and hours < response:
            yield Problem(f"is less than the response that is promised, {response:g} hours", path, f"{hours:g}")


def _covered_holidays(scenario: Scenario, plan: Plan, name: str, first: Team) -> Iterator[Problem]:
    """Holidays on which a clock runs and nobody works."""
    provider = scenario.provider
    if not (provider.holidays or provider.public_holidays) or not all(shift.keeps_holidays for shift in first.shifts):
        return
    places: dict[tuple[str, ...], Coverage] = {("coverage",): plan.coverage}
    places |= {("coverage_by_severity", severity): hours for severity, hours in plan.coverage_by_severity.items()}
    for keys, coverage in places.items():
        if not all(hours.keeps_holidays for hours in coverage.windows):
            path = print_path(("plans", name, *keys, "keeps_holidays"))
            yield Problem("the clock runs on holidays, on which nobody of the first tier works", path, "false")


def _credits(scenario: Scenario) -> Iterator[Problem]:
    """A ladder of credits that nobody stated beside credits by name, and credits of a share of nothing."""
    for name in scenario.plans_in_use:
        plan = scenario.plans[name]
        if plan.credits and plan.service_credits and not is_stated(plan, "service_credits"):
            rule = "is not stated, and its usual ladder is owed beside the credits by name: [] is none"
            yield Problem(rule, print_path(("plans", name, "service_credits")))
        if plan.credits and plan.credit_cap_share * plan.fee_per_month == 0:
            rule = "is never owed: the cap of the month is a share of the fee, and comes to nothing"
            yield Problem(rule, print_path(("plans", name, "credits", next(iter(plan.credits)))))


def _customers(scenario: Scenario) -> Iterator[Problem]:
    """Segments without anybody in them."""
    used = {account.segment for account in scenario.accounts.values()}
    used |= {kind.segment for kind in scenario.market.kinds.values() if kind.segment is not None}
    for name, segment in scenario.segments.items():
        if not segment.customers and name not in used:
            yield Problem("has no customers, accounts or prospects", print_path(("segments", name)))


def _charges(scenario: Scenario) -> Iterator[Problem]:
    """Charges for units of which nobody on the plan has any."""
    for name in scenario.plans_in_use:
        for charge_name, charge in scenario.plans[name].charges.items():
            field = COUNTED.get(charge.per)
            if field is not None and not any(_sizes(scenario, name, field)):
                rule = f"charges per {charge.per}, and nobody on the plan has any: {field} is 0"
                yield Problem(rule, print_path(("plans", name, "charges", charge_name)))


def _sizes(scenario: Scenario, plan: str, field: str) -> Iterator[float]:
    """A number of every segment and account on a plan."""
    for segment in scenario.segments.values():
        if segment.customers and segment.plan == plan:
            yield getattr(segment, field, 0.0)
    for name, account in scenario.accounts.items():
        if scenario.plan_of(name) == plan:
            own = getattr(account, field)
            yield getattr(scenario.segments[account.segment], field) if own is None else own


def _todays_fees(scenario: Scenario) -> Iterator[Problem]:
    """Fees that customers who pay nothing today never come to pay: a fee rises by a share of what is paid."""
    payers: dict[Keys, tuple[float, float | None]] = {}
    for name in scenario.plans_in_use:
        plan = scenario.plans[name]
        payers["plans", name] = plan.fee_per_month, plan.todays_fee_per_month
    for name, account in scenario.accounts.items():
        usual = scenario.plans[scenario.plan_of(name)].fee_per_month
        fee = usual if account.fee_per_month is None else account.fee_per_month
        payers["accounts", name] = fee, account.todays_fee_per_month
    for keys, (fee, today) in payers.items():
        if today == 0 < fee:
            rule = f"a fee rises by a share of what is paid, so that {fee:g} is never paid: null lets it hold at once"
            yield Problem(rule, print_path((*keys, TODAY)), "0")


def _announcements(scenario: Scenario) -> Iterator[Problem]:
    """Announcements for a month after the study."""
    for number, announcement in enumerate(scenario.announcements):
        if announcement.promised_month >= scenario.horizon_months:
            path = print_path(("announcements", str(number), "promised_month"))
            rule = f"lies after the end of the study, month {scenario.horizon_months}: it changes nothing"
            yield Problem(rule, path, str(announcement.promised_month))
