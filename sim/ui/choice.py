"""The choice of a reader: scenarios, terms, picks and locale, as one frozen value that a link can carry."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import get_args
from urllib.parse import quote, unquote

from sim.errors import ScenarioError
from sim.questions.guardrails import Guardrails
from sim.report.deal import changed_title
from sim.report.format.reader_locale import LOCALES, USUAL
from sim.scenario.document import Scenario
from sim.scenario.length import length_words, of_one_length
from sim.scenario.levers import apply_levers, levers_of
from sim.scenario.overrides import with_overrides
from sim.statistics.comparison import must_be_comparable
from sim.ui.levers import in_words
from sim.ui.picks import Pick, picks_of, text_of, with_printed_paths
from sim.ui.stories import is_own, plan_names, story, story_in, story_names, title_of
from sim.ui.text import tell

__all__ = ["CURRENCIES", "EXAMPLE", "FLOORS", "MOST_OTHERS", "RUNS", "SEEDS", "Choice", "choice_of_link"]

RUNS = (20, 50, 100)
SEEDS = (0, 999_999)
MOST_OTHERS = 3
MOST_TERMS = 100
CURRENCIES: tuple[str, ...] = get_args(Scenario.model_fields["currency"].annotation)
FLOORS = {"margin": (-100, 90), "ontime": (0, 100)}
"""Per cent: bounds of the margin floor and of the floor of responses on time."""
LONGEST = 20_000
"""Characters of terms in a link."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Base scenario, own scenario with changes, others to compare, guardrails, seed and number of runs.

    ``terms`` holds values by path, as JSON knows them, and ``moved`` only levers with another value than in ``story``
    with these terms. ``picks`` holds the settings of questions, only where they differ from the usual ones.
    """

    base: str = "honest"
    story: str = "over-promise"
    others: tuple[str, ...] = ()
    terms: Mapping[str, object] = field(default_factory=dict)
    moved: Mapping[str, int] = field(default_factory=dict)
    seed: int = 7
    runs: int = RUNS[0]
    margin_floor: int = 0
    """Per cent of revenue."""
    ontime_floor: int = 90
    """Per cent of responses."""
    currency: str = ""
    """Label of all amounts in all scenarios; empty as these have it."""
    locale: str = USUAL
    """Locale in which money and dates are written."""
    picks: Mapping[str, Pick] = field(default_factory=dict)

    def question(self) -> Choice:
        """The question alone, without the locale of its answer and the picks inside it."""
        return replace(self, locale=USUAL, picks={})

    @property
    def guardrails(self) -> Guardrails:
        """The floors, as shares."""
        return Guardrails(self.margin_floor / 100, self.ontime_floor / 100)

    def written(self) -> Scenario:
        """The selected scenario with the changed terms, before any lever is moved.

        Raises
        ------
        ScenarioError
            Where they make no valid scenario.
        """
        start = story_in(self.story, self.currency)
        return _changed(_Same(start), json.dumps(dict(self.terms))) if self.terms else start

    def scenario(self) -> Scenario:
        """The selected scenario with its terms changed and its levers moved.

        Raises
        ------
        ScenarioError
            Where they make no valid scenario.
        """
        written = self.written()
        try:
            return apply_levers(written, self.moved)
        except ScenarioError as error:
            raise ScenarioError(*map(in_words, error.problems)) from None

    def named_scenarios(self) -> dict[str, Scenario]:
        """Titles and scenarios: base, own and others, each distinct one once, cut to the length of the shortest.

        Raises
        ------
        ScenarioError
            Where one of them is not valid, or they cannot be compared.
        """
        titles, whole = zip(*self._pairs(), strict=True)
        scenarios: dict[str, Scenario] = {}
        for title, scenario in zip(titles, of_one_length(whole), strict=True):
            if scenario.fingerprint not in [earlier.fingerprint for earlier in scenarios.values()]:
                scenarios[title if title not in scenarios else f"{title} ({len(scenarios) + 1})"] = scenario
        must_be_comparable(list(scenarios), list(scenarios.values()))
        return scenarios

    def cut(self) -> str:
        """Which of its scenarios are cut to the length of the shortest, in words; empty where none is.

        Raises
        ------
        ScenarioError
            Where one of them is not valid.
        """
        titles, whole = zip(*dict(self._pairs()).items(), strict=True)
        return length_words(titles, whole)

    def _pairs(self) -> list[tuple[str, Scenario]]:
        """Titles and whole scenarios: base, own and others."""
        own = self.scenario()
        changed = own.fingerprint != story_in(self.story, self.currency).fingerprint
        title = title_of(self.story)
        base = story_in(self.base, self.currency)
        pairs = [(title_of(self.base), base), (changed_title(title, base, own) if changed else title, own)]
        return pairs + [(title_of(name), story_in(name, self.currency)) for name in self.others]

    @property
    def is_own(self) -> bool:
        """Whether a portfolio of the reader's own is in it, which no other session can open."""
        return any(map(is_own, (self.base, self.story, *self.others)))

    def link(self) -> dict[str, str]:
        """The parameters of a link to it: every difference to the worked example.

        Terms and picks of a portfolio of the reader's own are left out: their paths and values name customers.
        """
        shown = replace(self, terms={}, picks={}) if self.is_own else self
        texts, usual = _texts(shown), _texts(EXAMPLE)
        changed = {key: value for key, value in texts.items() if value != usual[key]}
        return changed | {key: str(value) for key, value in self.moved.items()}


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A scenario that equals itself alone, so that what follows from it is looked up without comparing documents."""

    scenario: Scenario

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.scenario is self.scenario

    def __hash__(self) -> int:
        return id(self.scenario)


@lru_cache(maxsize=64)
def _changed(start: _Same, terms: str) -> Scenario:
    """A scenario with terms, which a page asks for many times; they are JSON, as in a link."""
    return with_overrides(start.scenario, json.loads(terms))


def _texts(choice: Choice) -> dict[str, str]:
    """Parameters of a link, levers apart."""
    return {
        "base": choice.base,
        "story": choice.story,
        "also": ",".join(quote(name, safe=" ") for name in choice.others),
        "terms": json.dumps(dict(choice.terms)) if choice.terms else "",
        "seed": str(choice.seed),
        "runs": str(choice.runs),
        "margin": str(choice.margin_floor),
        "ontime": str(choice.ontime_floor),
        "currency": choice.currency,
        "locale": choice.locale,
        "picks": text_of(choice.picks),
    }


EXAMPLE = Choice()


def choice_of_link(link: Mapping[str, str]) -> tuple[Choice, list[str]]:
    """The choice that a link carries, and one message for each part of it that cannot be used.

    Parameters
    ----------
    link : mapping of str to str
        Parameters of the address, as text.
    """
    complaints: list[str] = []
    base = _story_of(link, "base", EXAMPLE.base, complaints)
    chosen = _story_of(link, "story", EXAMPLE.story, complaints)
    terms = _terms(link.get("terms", ""), chosen, complaints)
    currency = _one_of(link, "currency", "", CURRENCIES, complaints)
    written = Choice(story=chosen, terms=terms, currency=currency).written()
    moved = {}
    for lever in levers_of(written):
        value = _whole(link, lever.key, lever.read(written), (lever.low, lever.high), complaints)
        if value != lever.read(written):
            moved[lever.key] = value
    runs = _whole(link, "runs", EXAMPLE.runs, (RUNS[0], RUNS[-1]), complaints)
    if runs not in RUNS:
        complaints.append(tell("link.one_of", key="runs", value=runs, names=", ".join(map(str, RUNS))))
        runs = EXAMPLE.runs
    choice = Choice(
        base,
        chosen,
        _others(link, complaints),
        terms,
        moved,
        seed=_whole(link, "seed", EXAMPLE.seed, SEEDS, complaints),
        runs=runs,
        margin_floor=_whole(link, "margin", EXAMPLE.margin_floor, FLOORS["margin"], complaints),
        ontime_floor=_whole(link, "ontime", EXAMPLE.ontime_floor, FLOORS["ontime"], complaints),
        currency=currency,
        locale=_one_of(link, "locale", EXAMPLE.locale, LOCALES, complaints),
        picks=with_printed_paths(picks_of(link.get("picks", ""), complaints), written),
    )
    try:
        choice.scenario()
    except ScenarioError as problem:
        complaints.append(str(problem))
        choice = replace(choice, moved={})
    return choice, complaints


def _one_of(link: Mapping[str, str], key: str, usual: str, names: Collection[str], complaints: list[str]) -> str:
    name = link.get(key, usual)
    if name == usual or name in names:
        return name
    complaints.append(tell("link.one_of", key=key, value=name[:40], names=", ".join(names)))
    return usual


def _story_of(link: Mapping[str, str], key: str, usual: str, complaints: list[str]) -> str:
    name = link.get(key, usual)
    try:
        story(name)
    except ScenarioError as problem:
        rule = str(problem) if ":" in name else tell("link.must_one", names=", ".join([*story_names(), *plan_names()]))
        complaints.append(tell("link.problem", key=key, value=name[:40], problem=rule))
        return usual
    return name


def _others(link: Mapping[str, str], complaints: list[str]) -> tuple[str, ...]:
    names = [unquote(name) for name in link.get("also", "").split(",") if name]
    others: list[str] = []
    for name in dict.fromkeys(names):
        if _story_of({"also": name}, "also", "", complaints) and len(others) < MOST_OTHERS:
            others.append(name)
    if len(names) > MOST_OTHERS or len(set(names)) < len(names):
        complaints.append(tell("link.others", most=MOST_OTHERS))
    return tuple(others)


def _terms(text: str, chosen: str, complaints: list[str]) -> dict[str, object]:
    """Values by path, taken only if they make a valid scenario."""
    if not text:
        return {}
    try:
        terms = json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        terms = None
    if not isinstance(terms, dict) or len(terms) > MOST_TERMS:
        complaints.append(tell("link.terms", value=text[:40], most=MOST_TERMS))
        return {}
    try:
        with_overrides(story(chosen), terms)
    except ScenarioError as problem:
        complaints.append(tell("link.terms_problem", problem=problem.message(lambda _: "link")))
        return {}
    return terms


def _whole(link: Mapping[str, str], key: str, usual: int, bounds: tuple[int, int], complaints: list[str]) -> int:
    text = link.get(key)
    if text is None:
        return usual
    try:
        value = int(text[:12])
    except ValueError:
        value = bounds[0] - 1
    if bounds[0] <= value <= bounds[1]:
        return value
    complaints.append(tell("link.whole", key=key, value=text[:40], low=bounds[0], high=bounds[1]))
    return usual
