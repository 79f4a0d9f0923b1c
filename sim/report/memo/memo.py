"""The deal memo: what is promised, what it does to money and customers, how sure that is, and how to get it again."""

from __future__ import annotations

import json
import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.errors import SaydoError
from sim.metrics.catalogue import HEADLINE, describe
from sim.metrics.replication import Replication
from sim.questions.deal import deal_of
from sim.questions.guardrails import Guarded
from sim.report.entries import plan_name
from sim.report.format.amounts import percent, worded
from sim.report.format.reader_locale import USUAL, current_locale, day_of
from sim.report.format.words import frequency
from sim.report.memo.terms import PlanTerms, TermChange, changes_between, plan_terms
from sim.report.study import FEWEST, Card, StudyView, cards, sentences, view_of
from sim.report.trust import TrustMark
from sim.running.identity import TYPED
from sim.running.version import version_block
from sim.scenario.document import Scenario
from sim.scenario.overrides import difference, parse_override, with_overrides
from sim.scenario.paths import parse_path, print_path, value_at
from sim.scenario.sheet import EVIDENCE, assumption_sheet
from sim.scenario.stated import stated_since
from sim.statistics.comparison import must_be_comparable

__all__ = [
    "Approval",
    "Assumption",
    "Guardrail",
    "Memo",
    "Number",
    "Origin",
    "StudySettings",
    "command_of",
    "guardrail_rows",
    "memo_of",
]

NUMBERS = HEADLINE[:3]


@dataclass(frozen=True, slots=True)
class Guardrail:
    """A floor that the terms must keep, with the verdict on it, in words."""

    name: str
    floor: str
    reached: str
    """How often, such as ``in 17 of 20 runs``, or how much, such as ``93 % of 720 responses``."""
    verdict: str


@dataclass(frozen=True, slots=True)
class Approval:
    """An answer of somebody to the terms: a signature under them, or a note with a saved version."""

    name: str
    decision: str
    """In a word or two, such as ``approved`` or ``saved as version 2``."""
    day: str
    note: str
    role: str = ""
    identity: str = TYPED
    """How the name is known: by ``login``, by ``proxy``, or ``typed``, where nobody vouches for it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of the terms, as a reader can type it."""

    scenario: str
    """A file, or the name of a story that comes with the product."""
    document: Scenario
    """What that holds."""
    base: str
    """The baseline, likewise."""
    seed: int
    replications: int
    link: str = ""
    options: tuple[str, ...] = ()
    """Further options of the command, such as ``--margin-floor 0.2``, word by word."""
    shared: Mapping[str, object] = field(default_factory=dict)
    """By path, what is set of the baseline and of the terms alike, such as the currency."""


@dataclass(frozen=True, slots=True)
class StudySettings:
    """Baseline and terms with their results, pair by pair; a baseline alone is a study of its own terms."""

    names: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    results: Sequence[Sequence[Replication]]
    origin: Origin
    guardrails: tuple[Guardrail, ...] = ()
    cut: str = ""
    """Which of them were cut to the length of the other, in words; empty where none was."""
    answer: tuple[str, ...] = ()
    """Whether it may be signed, and why, in sentences."""
    trust: tuple[TrustMark, ...] = ()
    """By a back-test; empty where there was none."""
    to_ask: tuple[str, ...] = ()
    """What to ask in return, in sentences; empty where nobody asked."""
    approvals: tuple[Approval, ...] = ()
    """The oldest first."""


@dataclass(frozen=True, slots=True)
class Number:
    """A headline outcome of the terms: in words, and as numbers in the outcome's unit; None is not defined."""

    outcome: str
    label: str
    value: str
    range: str
    difference: str
    verdict: str
    mean: float | None
    base_mean: float | None
    mean_difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number that is not the provider's to decide, and the evidence for it."""

    about: str
    path: str
    value: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Memo:
    """The content of a memo; equal questions give equal memos."""

    title: str
    subtitle: str
    customer: str
    """Who is signed; empty where it is no single one."""
    answer: tuple[str, ...]
    """Whether it may be signed, and why; empty where nobody asked."""
    to_ask: tuple[str, ...]
    """What to ask in return; empty where nobody asked."""
    verdict: tuple[str, ...]
    numbers: tuple[Number, ...]
    plans: tuple[PlanTerms, ...]
    accounts: tuple[tuple[str, str], ...]
    """Accounts with terms of their own."""
    changes: tuple[TermChange, ...]
    guardrails: tuple[Guardrail, ...]
    approvals: tuple[Approval, ...]
    assumptions: tuple[Assumption, ...]
    """What is assumed first, what is measured last."""
    provenance: dict[str, str]
    command: str
    """What to type to get the same numbers; empty where names in the terms cannot be typed."""
    link: str
    trust: tuple[TrustMark, ...]
    """How far each of the numbers may be trusted by a back-test; empty where there was none."""
    view: StudyView
    """The arrays that every word and number above is from."""


def guardrail_rows(rows: Sequence[Guarded]) -> tuple[Guardrail, ...]:
    """Write how often the runs keep each floor.

    Parameters
    ----------
    rows : sequence of Guarded
        Results by floor.

    Returns
    -------
    tuple
        Rows of the memo.
    """
    return tuple(
        Guardrail(describe(row.outcome).label, percent(row.floor), frequency(row.kept, row.runs), row.zone)
        for row in rows
    )


def memo_of(question: StudySettings) -> Memo:
    """The memo of a study.

    Parameters
    ----------
    question : Question
        The baseline and the terms, or a baseline alone.

    Raises
    ------
    SaydoError
        Where scenarios cannot be compared, there are more than two, or too few of their pairs succeeded.
    """
    names, scenarios, origin = question.names, question.scenarios, question.origin
    if not 1 <= len(scenarios) <= 2:
        raise SaydoError(f"{len(scenarios)} scenarios: a memo is of one scenario, or of a base and a variant")
    must_be_comparable(names, scenarios)
    view = view_of(names, scenarios, question.results)
    if view is None:
        errors = [
            replication.error for column in question.results for replication in column if replication.error is not None
        ]
        why = f"; the first error: {errors[0]}" if errors else ""
        raise SaydoError(f"a memo needs {FEWEST} replications at least in which nothing failed{why}")
    terms = scenarios[-1]
    against = f", against {names[0]}" if view.rows else ""
    runs = f"{view.runs} runs of each{'; ' if question.cut else ''}{question.cut}"
    customer = deal_of(scenarios[0], terms) or ""
    about = view.focus if customer in view.focus else f"{customer}, {view.focus}"
    return Memo(
        title=f"Deal memo: {about}",
        subtitle=f"{terms.horizon_months} months from {day_of(terms.start_date)}{against}; {runs}",
        customer=customer,
        answer=question.answer,
        to_ask=question.to_ask,
        verdict=tuple(sentences(view)) or ("This is the base scenario itself: there is nothing to compare.",),
        numbers=tuple(_number(view, card) for card in cards(view) if card.outcome.name in NUMBERS),
        plans=tuple(plan_terms(terms, name) for name in terms.plans_in_use),
        accounts=_accounts(terms),
        changes=changes_between(scenarios[0], terms),
        guardrails=question.guardrails,
        approvals=question.approvals,
        assumptions=_assumptions(terms),
        provenance=_provenance(question, view),
        command=command_of(origin, terms),
        link=origin.link,
        trust=tuple(mark for name in NUMBERS for mark in question.trust if mark.outcome == name),
        view=view,
    )


def command_of(origin: Origin, terms: Scenario) -> str:
    """The command that makes the memo of these terms again, in this locale; empty where it cannot be typed.

    Parameters
    ----------
    origin : Origin
        Scenario, baseline, seed and replications.
    terms : Scenario
        The scenario as changed.
    """
    for own in _ways_to_say(origin.document, terms):
        sets = list(dict.fromkeys([*_sets(origin.shared), *own]))
        try:
            again = with_overrides(origin.document, dict(parse_override(text) for text in sets))
        except SaydoError:
            continue
        if again.fingerprint == terms.fingerprint:
            parts = ["saydo", "report", origin.scenario, "--base", origin.base]
            parts += [part for text in sets for part in ("--set", text)]
            parts += ["--seed", str(origin.seed), "--replications", str(origin.replications)]
            texts = () if current_locale().name == USUAL else ("--locale", current_locale().name)
            parts += [*origin.options, *texts, "--to", "."]
            return shlex.join(parts)
    return ""


def _ways_to_say(before: Scenario, after: Scenario) -> list[list[str]]:
    """Changes that turn one scenario into the other, value by value, or by whole parts where one was taken away."""
    values = {path: ends[1] for path, ends in difference(before, after).items()}
    content = after.model_dump(mode="json")
    values |= {path: value_at(content, path) for path in map(print_path, stated_since(before, after))}
    parts = {parse_path(path)[0] for path in values}
    return [_sets(values), _sets({part: content[part] for part in content if part in parts})]


def _sets(values: Mapping[str, object]) -> list[str]:
    return [f"{path}={json.dumps(value, ensure_ascii=False, default=str)}" for path, value in values.items()]


def _number(view: StudyView, card: Card) -> Number:
    outcome = card.outcome
    texts = (outcome.name, outcome.label, card.value, card.range, card.difference, card.verdict)
    if view.rows:
        row = view.row(outcome.name, view.focus)
        return Number(*texts, *map(_finite, (row.variant_mean, row.base_mean, row.difference, row.low, row.high)))
    values = [float(value) for value in view.values[outcome.name][0] if math.isfinite(value)]
    return Number(*texts, math.fsum(values) / len(values) if values else None, None, None, None, None)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _accounts(terms: Scenario) -> tuple[tuple[str, str], ...]:
    """Accounts whose fee or plan is not their segment's."""
    accounts = []
    for name, account in terms.accounts.items():
        fee = worded(account.fee_per_month, "money a month", terms.currency)
        own = [plan_name(account.plan or ""), "" if account.fee_per_month is None else fee]
        if any(own):
            accounts.append((name, ", ".join(filter(None, own))))
    return tuple(accounts)


def _assumptions(terms: Scenario) -> tuple[Assumption, ...]:
    rows = [row for row in assumption_sheet(terms) if row.role == "assumption" and row.value is not None]
    rows.sort(key=lambda row: tuple(EVIDENCE).index(row.tag))
    return tuple(
        Assumption(row.about, row.path, worded(row.value, row.unit, terms.currency), EVIDENCE[row.tag], row.source)
        for row in rows
    )


def _provenance(question: StudySettings, view: StudyView) -> dict[str, str]:
    """All that it takes to get the same numbers again."""
    prints = {
        f"fingerprint of {name}": scenario.fingerprint
        for name, scenario in zip(question.names, question.scenarios, strict=True)
    }
    failed = {"runs that failed": str(len(view.failures))} if view.failures else {}
    seed = str(question.origin.seed)
    return {"seed": seed, "runs of each": str(question.origin.replications), **failed, **prints, **version_block()}
