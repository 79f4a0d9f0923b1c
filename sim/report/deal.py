"""May it be signed? The answer in words: of one deal by the customer's name, or of the firm's floors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from sim.metrics.catalogue import describe
from sim.questions.deal import ZONES, DealFloor, DealVerdict, Decision, PromiseShare, Reason, Subject, deal_of
from sim.questions.guardrails import Guarded, verdict
from sim.report.format.amounts import percent
from sim.report.format.caution import caution_note
from sim.report.format.reader_locale import local
from sim.report.format.words import format_value, frequency, range_words, step_of
from sim.report.memo import Guardrail, guardrail_rows
from sim.scenario.document import Scenario
from sim.statistics.intervals import Interval, PairedDifference
from sim.statistics.risk import Zone

__all__ = ["SigningAnswer", "changed_title", "deal_answer", "firm_answer"]

ATTAINMENT = describe("response_attainment")
MOST_REASONS = 3
ENOUGH_RUNS = 100
BORNE_OUT = "more runs bear it out"
"""The condition where nothing has gone wrong, in too few runs to be sure."""
HEADS: dict[Decision, str] = {
    "sign": "Sign {customer}.",
    "sign if": "Sign {customer} only if {conditions}.",
    "do not sign": "Do not sign {customer}.",
}
FIRM: dict[Zone, str] = {
    "safe": "The firm's floors hold.",
    "risky": "It is uncertain whether the firm's floors hold.",
    "never": "A floor of the firm is missed too often.",
}
NO_DEAL = "No single customer is signed here: these terms hold for all, so this is the verdict on the firm's floors."


@dataclass(frozen=True, slots=True)
class SigningAnswer:
    """Whether it may be signed, in words."""

    decision: str
    """In two or three words, as it is kept with a signature."""
    zone: Zone
    headline: str
    reasons: tuple[str, ...] = ()
    """The largest first, three at most."""
    walk_away: str = ""
    """The fee below which the deal is none; empty where no deal is judged, or nothing can be said."""
    notes: tuple[str, ...] = ()
    rows: tuple[Guardrail, ...] = ()
    """How each floor is kept."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All sentences, the answer first."""
        return self.headline, *self.reasons, *filter(None, (self.walk_away,)), *self.notes


def changed_title(title: str, base: Scenario, own: Scenario) -> str:
    """Title a scenario whose terms were changed: by the customer that it signs, where it signs a single one.

    Parameters
    ----------
    title : str
        Of the scenario before.
    base : Scenario
        What it is compared with.
    own : Scenario
        With the changed terms.

    Returns
    -------
    str
        As pages, memos and commands name it.
    """
    customer = deal_of(base, own)
    return f"{title} (adjusted)" if customer is None else f"{title} with {customer}"


def firm_answer(rows: Sequence[Guarded]) -> SigningAnswer:
    """State the verdict on the firm's floors, where no single customer is signed.

    Parameters
    ----------
    rows : sequence of Guarded
        The floors, at least one.

    Returns
    -------
    SigningAnswer
        With the remark that it is the firm's.
    """
    zone = verdict(rows)
    return SigningAnswer(zone, zone, FIRM[zone], notes=(NO_DEAL,), rows=guardrail_rows(rows))


def deal_answer(deal: DealVerdict, currency: str) -> SigningAnswer:
    """State whether a deal may be signed, with its three largest reasons, by the customer's name.

    Parameters
    ----------
    deal : DealVerdict
        The verdict.
    currency : str
        ISO 4217 code.

    Returns
    -------
    SigningAnswer
        Headline, reasons, and what else must be said.
    """
    words = _Words(deal, currency)
    conditions = " and ".join(dict.fromkeys(filter(None, map(words.condition, deal.reasons))))
    head = HEADS[deal.decision].format(customer=deal.customer, conditions=conditions)
    against = deal.decision == "do not sign"
    reasons = [words.reason(reason) for reason in deal.reasons if reason.zone != "safe" or not against]
    return SigningAnswer(
        deal.decision,
        ZONES[deal.decision],
        head.removesuffix(".") if head.endswith("..") else head,
        tuple(reasons[:MOST_REASONS]),
        words.walk_away(),
        tuple(_notes(deal)),
        _rows(deal),
    )


def _rows(deal: DealVerdict) -> tuple[Guardrail, ...]:
    """Floors of the firm with what they would be without the deal, then the customer's own."""
    rows = []
    for floor in deal.floors:
        (row,) = guardrail_rows([floor.signed])
        words = floor.zone if floor.zone == floor.signed.zone else f"{floor.signed.zone}, as without the deal"
        rows.append(Guardrail(row.name, row.floor, f"{row.reached} ({_without(floor)})", words))
    promises, name = deal.promises, f"{ATTAINMENT.label}, {deal.customer}"
    reached = _on_time(promises, "responses") if promises.due else "no response fell due"
    return (*rows, Guardrail(name, percent(promises.floor), reached, promises.zone))


def _on_time(promises: PromiseShare, what: str, remark: str = "") -> str:
    """Write how many of all responses come on time, and between what that is."""
    share, of_all = promises.share, f"of {local(promises.due, ',')} {what}"
    if not isfinite(share.low):
        return f"{_share(share.estimate)} {of_all} (too few runs for a range)"
    estimate = _share(share.estimate, step_of(share.high - share.low, 2))
    return f"{estimate} {of_all} ({range_words(share.low, share.high, ATTAINMENT, '')}{remark})"


def _share(share: float, step: float = 0.0) -> str:
    return format_value(share, ATTAINMENT, "", step=step or None)


def _without(floor: DealFloor) -> str:
    return f"without the deal {frequency(floor.unsigned.kept, floor.unsigned.runs)}"


def _notes(deal: DealVerdict) -> list[str]:
    """Remarks that are no reason, and still have to be made."""
    notes = []
    for floor in deal.floors:
        before = floor.unsigned
        if before.zone != "safe" and floor.zone == "safe":
            notes.append(
                f"{describe(before.outcome).label} of at least {percent(before.floor)} is missed "
                f"{frequency(before.runs - before.kept, before.runs)} without {deal.customer} as well: "
                "no reason against the deal."
            )
    undecided = any(reason.zone == "risky" for reason in deal.reasons)
    if undecided and deal.replications < ENOUGH_RUNS:
        notes.append(f"What cannot be told from {deal.replications} runs, more runs may settle.")
    return notes


class _Words:
    """Sentences on one deal."""

    def __init__(self, deal: DealVerdict, currency: str) -> None:
        self._deal = deal
        self._currency = currency
        self._name = deal.customer
        self._reasons: dict[Subject, Callable[[Reason], str]] = {
            "worth": self._worth,
            "own": self._own,
            "others": self._others,
            "promises": self._promises,
            "term": self._term,
            "floor": self._floor,
        }

    def reason(self, reason: Reason) -> str:
        """One reason as a sentence."""
        return self._reasons[reason.subject](reason)

    def condition(self, reason: Reason) -> str:
        """On what the deal may be signed, where a reason speaks for a condition; empty where it does not."""
        if reason.zone != "risky":
            return ""
        deal, never_seen = self._deal, reason.chance is not None and not reason.chance.missed
        if never_seen and not (reason.subject == "term" and deal.set_on_leaving.missed):
            return BORNE_OUT
        if reason.subject == "worth":
            if not isfinite(deal.surcharge):
                return BORNE_OUT
            return f"it pays about {self._amount(deal.surcharge)} a month more"
        conditions: dict[Subject, str] = {
            "own": "those who serve it would otherwise be idle",
            "promises": "it is promised less, or more people answer",
            "term": "what drives it away is put right",
            "floor": f"the floor of {describe(reason.outcome or 'margin').label.lower()} is secured by other means",
        }
        return conditions.get(reason.subject, "")

    def walk_away(self) -> str:
        """The fee below which the firm does not surely gain; empty where it cannot be said."""
        deal = self._deal
        if not isfinite(deal.walk_away):
            return ""
        if not deal.walk_away:
            return f"{self._name} is worth signing at any fee, all else equal."
        below, now = self._amount(deal.walk_away), self._amount(deal.fee)
        return (
            f"Walk away from {self._name} below about {below} a month: at less, the firm does not surely gain by it, "
            f"all else equal. The fee is {now}."
        )

    def _worth(self, reason: Reason) -> str:
        worth, over = self._deal.effects.worth, f"over {self._deal.months} months"
        caution = caution_note((worth,))
        if reason.zone == "risky":
            within = self._range(worth)
            return (
                f"It cannot be told whether the firm earns more with {self._name} or without: {within} {over}.{caution}"
            )
        does = "adds" if reason.zone == "safe" else "costs the firm"
        of = "to the firm's margin" if reason.zone == "safe" else "of margin"
        return f"Signing {self._name} {does} {self._likely(worth, of)} {over}.{caution}"

    def _own(self, _: Reason) -> str:
        own = self._deal.effects.own
        if own.low > 0:
            return f"{self._name} itself brings {self._likely(own, 'more than it costs to serve')}."
        if own.high < 0:
            return f"{self._name} itself brings {self._likely(own, 'less than it costs to serve')}."
        within = self._range(own)
        return f"It cannot be told whether {self._name} itself brings more than it costs to serve: {within}."

    def _others(self, _: Reason) -> str:
        others = self._deal.effects.cost_to_others
        if others.verdict in ("worse", "better"):
            than = "less" if others.verdict == "worse" else "more"
            return f"Through {self._name} all other customers bring {self._likely(others, than)}."
        within = self._range(others)
        return f"What {self._name} costs the firm through other customers cannot be told from nothing: {within}."

    def _promises(self, _: Reason) -> str:
        promises = self._deal.promises
        if not promises.due:
            return f"No response to {self._name} fell due in {self._deal.replications} runs."
        sure = f", each end with {percent(promises.level)} confidence"
        on_time = _on_time(promises, "responses on time", sure)
        return f"{self._name} gets {on_time}; the floor is {percent(promises.floor)}."

    def _term(self, reason: Reason) -> str:
        deal = self._deal
        leaving = deal.set_on_leaving
        set_on = f" and is set on leaving {frequency(leaving.missed, leaving.runs)}" if leaving.missed else ""
        if reason.zone == "safe" or not deal.term.missed:
            stays = frequency(deal.term.runs - deal.term.missed, deal.term.runs)
            return f"{self._name} stays its term, as far as {deal.months} months show, {stays}{set_on}."
        return f"{self._name} leaves before its term is over {frequency(deal.term.missed, deal.term.runs)}{set_on}."

    def _floor(self, reason: Reason) -> str:
        floor = next(floor for floor in self._deal.floors if floor.signed.outcome == reason.outcome)
        label, signed, unsigned = describe(reason.outcome).label, floor.signed, floor.unsigned
        return (
            f"{label} of the firm of at least {percent(signed.floor)} is kept {frequency(signed.kept, signed.runs)} "
            f"with {self._name}, and {frequency(unsigned.kept, unsigned.runs)} without."
        )

    def _amount(self, size: float) -> str:
        return format_value(size, describe("margin"), self._currency, step=step_of(size, 2) or None)

    def _likely(self, size: Interval | PairedDifference, words: str) -> str:
        """An amount without its sign, with the range that it is likely in."""
        estimate = size.estimate if isinstance(size, Interval) else size.difference
        low, high = sorted((abs(size.low), abs(size.high)))
        step = step_of(high - low, 2) or None
        amount = format_value(abs(estimate), describe("margin"), self._currency, step=step)
        return f"{amount} {words} (likely {range_words(low, high, describe('margin'), self._currency)})"

    def _range(self, size: Interval | PairedDifference) -> str:
        return range_words(size.low, size.high, describe("margin"), self._currency, sign=True)
