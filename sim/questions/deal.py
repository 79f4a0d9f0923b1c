"""A deal judged as a deal: what signing one customer changes, against not signing it, under common random numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Literal, TypeAlias

from sim.errors import SaydoError
from sim.metrics.replication import Replication
from sim.model.calendar import Calendar
from sim.model.contract_dates import months_bound
from sim.questions.externality import Externality, effects_of, externality_of
from sim.questions.guardrails import WORST, Guarded, Guardrails, guarded, kept_floor, verdict
from sim.rng import Uniforms
from sim.running.runner import ExperimentRunner
from sim.scenario.document import Scenario
from sim.scenario.offer import OFFERED, withdrawn
from sim.statistics.intervals import Interval, PairedDifference
from sim.statistics.pooled import pooled_share
from sim.statistics.risk import Chance, Limit, Zone

__all__ = [
    "ZONES",
    "DealFloor",
    "DealRun",
    "DealVerdict",
    "Decision",
    "PromiseShare",
    "Reason",
    "Subject",
    "deal_of",
    "deal_runs",
    "deal_verdict",
    "judge",
    "signing_zone",
]

Decision: TypeAlias = Literal["sign", "sign if", "do not sign"]
DECISIONS: dict[Zone, Decision] = {"safe": "sign", "risky": "sign if", "never": "do not sign"}
ZONES: dict[Decision, Zone] = {decision: zone for zone, decision in DECISIONS.items()}
Subject: TypeAlias = Literal["worth", "own", "others", "promises", "term", "floor"]
"""What a reason is about: the firm's margin with the deal less that without, of which the customer's own margin and
what others lose are parts; promises to the customer; whether it stays its term; a floor of the firm."""
WORTH: dict[str, Zone] = {"worse": "never", "better": "safe"}
"""By verdict on the worth of a deal; any other cannot be told."""
RANKS: dict[Subject, int] = {"worth": 0, "own": 1, "others": 1, "promises": 2, "term": 2, "floor": 2}


@dataclass(frozen=True, slots=True)
class DealRun:
    """A replication with the deal and without it, as far as the deal is judged by it."""

    effects: dict[str, float] = field(default_factory=dict)
    """Of the customer, those of :func:`sim.questions.externality.effects_of`."""
    fees: float = 0.0
    """Money that it was invoiced as fees, in major units."""
    kept: int = 0
    """Promises of a response to the customer that were kept."""
    due: int = 0
    """Promises of a response to it that fell due."""
    stayed: bool = True
    """Whether it was there until the end of its term, or of the study where that comes first."""
    set_on_leaving: bool = False
    """Whether it passed its breaking point in the study."""
    signed: dict[str, float] = field(default_factory=dict)
    """The firm's outcomes with the deal."""
    unsigned: dict[str, float] = field(default_factory=dict)
    """The firm's outcomes without it."""
    error: str | None = None
    """Type and message of the exception that one of the two failed with; all else has its default then."""


@dataclass(frozen=True, slots=True)
class DealFloor:
    """A floor of the firm, with the deal and without it."""

    signed: Guarded
    unsigned: Guarded
    more: Chance
    """That the deal makes a run miss it: runs that miss it with the deal, beyond those that miss it without."""
    zone: Zone
    """Of these; a floor that is missed as often without the deal is no reason against it."""


@dataclass(frozen=True, slots=True)
class PromiseShare:
    """Responses to the customer that came on time, of those that fell due in all runs together."""

    kept: int
    due: int
    share: Interval
    """Both ends together at the confidence of the floors; NaN where nothing was due."""
    level: float
    """Confidence of each end alone."""
    floor: float
    zone: Zone
    """Risky below the floor, else safe."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a decision: safe speaks for signing, never against it, risky for a condition."""

    subject: Subject
    zone: Zone
    size: Interval | PairedDifference | None = None
    """Of a reason in money."""
    share: PromiseShare | None = None
    """Of promises."""
    chance: Chance | None = None
    """That a run goes wrong, of any other."""
    outcome: str = ""
    """Of a floor."""


@dataclass(frozen=True, slots=True)
class DealVerdict:
    """Whether a deal may be signed, and why."""

    customer: str
    decision: Decision
    reasons: tuple[Reason, ...]
    """The largest first: what decides before what does not, the worth before all else, the likelier before the less."""
    effects: Externality
    promises: PromiseShare
    term: Chance
    """That it leaves before its term is over, or the study where that comes first."""
    set_on_leaving: Chance
    """That it passes its breaking point in the study."""
    floors: tuple[DealFloor, ...]
    months: int
    """Of the study."""
    surcharge: float
    """Money a month more at which its worth would surely not be below zero, all else equal; 0 where it surely is not,
    NaN where nothing can be said."""
    fee: float
    """Money a month that it pays."""
    walk_away: float
    """Fee a month below which its worth is not surely above zero, all else equal; NaN where nothing can be said."""
    replications: int
    failed: tuple[str, ...] = ()
    """Errors of the replications that are left out."""


def deal_of(base: Scenario, own: Scenario) -> str | None:
    """Find the customer that a choice is about.

    Parameters
    ----------
    base : Scenario
        What it is compared with.
    own : Scenario
        The scenario that may hold a deal.

    Returns
    -------
    str or None
        The one account that the base does not have, or else the one on an offered plan. None where there is no such
        account, or several: then terms are judged that hold for all.
    """
    present = [name for name in own.accounts if name not in own.absent]
    new = [name for name in present if name not in base.accounts or name in base.absent]
    on_offer = [name for name in present if own.accounts[name].plan == OFFERED]
    both = [name for name in new if name in on_offer]
    candidates = both or new or on_offer
    return candidates[0] if len(candidates) == 1 else None


def deal_runs(
    scenario: Scenario, customer: str, seed: int, signed: Sequence[Replication], unsigned: Sequence[Replication]
) -> list[DealRun]:
    """Compare replications with a deal with those without it, under common random numbers.

    Parameters
    ----------
    scenario : Scenario
        With the deal.
    customer : str
        Its account, there at the start.
    seed : int
        Root seed of the replications.
    signed, unsigned : sequence of Replication
        Numbers 0, 1, ... of the scenario, and of :func:`sim.scenario.offer.withdrawn`.

    Returns
    -------
    list of DealRun
        By number.
    """
    month_starts = Calendar(scenario).month_starts
    runs = []
    for number, (with_it, without_it) in enumerate(zip(signed, unsigned, strict=True)):
        error = with_it.error or without_it.error
        if error is not None:
            runs.append(DealRun(error=error))
            continue
        bound = months_bound(scenario, customer, Uniforms(seed, number))
        end = month_starts[min(bound, len(month_starts) - 1)]
        place = with_it.customers.index(customer)
        own = {name: float(values[place]) for name, values in with_it.by_customer.items()}
        floors = Guardrails().floors()
        runs.append(
            DealRun(
                effects=effects_of(with_it, without_it, customer),
                fees=own["fees"],
                kept=int(own["kept"]),
                due=int(own["due"]),
                stayed=not own["left"] < end,
                set_on_leaving=isfinite(own["past_breaking_point"]),
                signed={name: with_it.outcomes[name] for name in floors},
                unsigned={name: without_it.outcomes[name] for name in floors},
            )
        )
    return runs


def judge(
    runner: ExperimentRunner, scenario: Scenario, customer: str, rails: Guardrails, replications: int
) -> DealVerdict:
    """Simulate a scenario with a deal and without it, and judge the deal.

    Where it was offered to the firm that it is compared with, the runs without it are that firm's.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        With the deal.
    customer : str
        Its account.
    rails : Guardrails
        Floors of the firm, the floor of promises to the customer, and the risk that is accepted.
    replications : int
        How many of each.

    Returns
    -------
    DealVerdict
        The decision with its reasons.
    """
    signed, unsigned = runner.results([scenario, withdrawn(scenario, customer)], replications)
    return deal_verdict(scenario, customer, deal_runs(scenario, customer, runner.seed, signed, unsigned), rails)


def signing_zone(
    runner: ExperimentRunner, scenario: Scenario, customer: str | None, rails: Guardrails, replications: int
) -> Zone:
    """Judge a scenario as its page does: a deal by what signing it changes, other terms by the floors of the firm.

    Parameters
    ----------
    runner : ExperimentRunner
        Where to simulate.
    scenario : Scenario
        With its terms.
    customer : str or None
        The account that is signed; None where it is no single one.
    rails : Guardrails
        The floors.
    replications : int
        How many.

    Returns
    -------
    {"safe", "risky", "never"}
        Sign, sign on a condition, do not sign.
    """
    if customer is None:
        (results,) = runner.results([scenario], replications)
        return verdict(guarded(results, rails))
    return ZONES[judge(runner, scenario, customer, rails, replications).decision]


def deal_verdict(
    scenario: Scenario, customer: str, results: Sequence[DealRun], rails: Guardrails, level: float = 0.95
) -> DealVerdict:
    """Judge a deal by its replications.

    It is not to be signed where it is surely worth less than nothing to the firm; where it surely brings less than it
    costs, and its worth is not surely above zero; or where more runs than are accepted surely lose it before its term
    is over, or miss a floor of the firm that they would keep without it. Where one of these cannot be told, or where
    the share of responses to the customer that come on time, over all runs, is below its floor, it is to be signed on a
    condition.

    Parameters
    ----------
    scenario : Scenario
        With the deal.
    customer : str
        Its account.
    results : sequence of DealRun
        Those that failed are left out.
    rails : Guardrails
        Floors, and the risk that is accepted.
    level : float
        Confidence of the intervals of money, 0 to 1.

    Returns
    -------
    DealVerdict
        The decision with its reasons.

    Raises
    ------
    SaydoError
        Where no replication succeeded.
    """
    good = [result for result in results if result.error is None]
    if not good:
        raise SaydoError(f"no replication succeeded; the first failed of {results[0].error}")
    effects = externality_of(customer, [result.effects for result in good], level)
    promises = _promises(good, rails)
    limit, runs = rails.limit, len(good)
    lost = sum(not result.stayed for result in good)
    leaving = sum(result.set_on_leaving for result in good)
    term, set_on_leaving = (limit.chance(missed, runs, runs) for missed in (lost, leaving))
    floors = _floors(good, rails)
    fee = scenario.plans[scenario.plan_of(customer)].fee_per_month
    change = _change_of_fee(effects.worth, _months_paid(good, fee) or scenario.horizon_months)
    reasons = [*_money(effects), Reason("promises", promises.zone, share=promises)]
    reasons.append(Reason("term", _staying(limit, lost, leaving, runs), chance=term))
    reasons += [Reason("floor", floor.zone, chance=floor.more, outcome=floor.signed.outcome) for floor in floors]
    return DealVerdict(
        customer=customer,
        decision=DECISIONS[min((reason.zone for reason in reasons), key=WORST.index)],
        reasons=tuple(sorted(reasons, key=_size)),
        effects=effects,
        promises=promises,
        term=term,
        set_on_leaving=set_on_leaving,
        floors=floors,
        months=scenario.horizon_months,
        surcharge=max(change, 0.0) if isfinite(change) else nan,
        fee=fee,
        walk_away=max(fee + change, 0.0) if isfinite(change) else nan,
        replications=runs,
        failed=tuple(result.error for result in results if result.error is not None),
    )


def _money(effects: Externality) -> list[Reason]:
    """Worth, and its parts: what others lose decides nothing alone, as the worth counts it.

    A customer who surely brings less than it costs is worth its while only through people who would otherwise be idle:
    that is a condition where the worth is surely above zero, and none of it is left where that is not so.
    """
    worth, own, others = effects.worth, effects.own, effects.cost_to_others
    zone = WORTH.get(worth.verdict, "risky")
    own_zone: Zone = "safe"
    if own.high < 0:
        own_zone = "risky" if zone == "safe" else "never"
    return [
        Reason("worth", zone, worth),
        Reason("own", own_zone, own),
        Reason("others", zone if others.verdict == "worse" else "safe", others),
    ]


def _promises(results: Sequence[DealRun], rails: Guardrails) -> PromiseShare:
    """Responses to the customer over all runs: how many of them come on time is what it is promised, not in which run.

    Of the few of one run a floor is often missed by chance alone. A share below the floor is a condition, never a
    refusal: what broken promises cost stands in the worth and in leaving. To set it in vain weighs no more than to
    leave it out in vain, so the estimate decides; how sure it is stands beside it, each end with the confidence that
    the floors of the firm are judged at.
    """
    kept, due = ([getattr(result, name) for result in results] for name in ("kept", "due"))
    level, floor = rails.limit.level, rails.attainment
    share = pooled_share(kept, due, 2 * level - 1)
    zone: Zone = "risky" if share.estimate < floor else "safe"
    return PromiseShare(sum(kept), sum(due), share, level, floor, zone)


def _floors(results: Sequence[DealRun], rails: Guardrails) -> tuple[DealFloor, ...]:
    """The firm's floors, with the deal and without it."""
    limit, runs = rails.limit, len(results)
    floors = []
    for outcome, floor in rails.floors().items():
        signed = kept_floor(outcome, [result.signed[outcome] for result in results], floor, limit)
        unsigned = kept_floor(outcome, [result.unsigned[outcome] for result in results], floor, limit)
        more = max(unsigned.kept - signed.kept, 0)
        floors.append(DealFloor(signed, unsigned, limit.chance(more, runs, runs), limit.zone(more, runs)))
    return tuple(floors)


def _staying(limit: Limit, lost: int, leaving: int, runs: int) -> Zone:
    """Zone of leaving early; a customer that only its term holds, since it is surely set on leaving, is not safe."""
    zone = limit.zone(lost, runs)
    by_term_alone = limit.zone(leaving, runs) == "never"
    return "risky" if zone == "safe" and by_term_alone else zone


def _size(reason: Reason) -> tuple[int, int, float]:
    """Sorting key: decisive reasons first, then worth, then what explains it, then the likelier."""
    decisive = WORST.index(reason.zone)
    rank = RANKS[reason.subject]
    if rank == 1 and reason.zone == "safe":
        rank = 3
    if reason.share is not None:
        return decisive, rank, reason.share.kept / max(reason.share.due, 1) - 1
    if reason.chance is not None:
        return decisive, rank, -reason.chance.missed / reason.chance.runs
    estimate = getattr(reason.size, "difference", getattr(reason.size, "estimate", 0.0))
    return decisive, rank, -abs(estimate)


def _months_paid(results: Sequence[DealRun], fee: float) -> float:
    """Months for which the fee is paid, on average; 0 where none is."""
    return sum(result.fees for result in results) / len(results) / fee if fee else 0.0


def _change_of_fee(worth: PairedDifference, months: float) -> float:
    """Money a month that the fee may change by until the lower end of the worth is zero, each fee paid as often."""
    return -worth.low / months if isfinite(worth.low) else nan
