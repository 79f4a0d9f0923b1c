"""A reader's own books: each thing that was done to the panel, and the choice that must be there then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from random import Random
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.document import Scenario
from sim.scenario.levers import levers_of
from sim.scenario.offer import OFFERED, Offer, offered
from sim.scenario.overrides import with_overrides
from sim.scenario.paths import print_path
from sim.ui.choice import EXAMPLE, RUNS, Choice, choice_of_link
from sim.ui.deal.tour import STOPS
from sim.ui.edits import with_value
from sim.ui.panel.contract import TERMS, read_term, with_term
from sim.ui.panel.presets import PRESETS
from sim.ui.router import PAGES
from sim.ui.stories import saved_name, story, story_in

__all__ = ["BY_NAME", "LEVERS", "STORIES", "Book", "Deed", "plan_of", "some_deed"]

Deed = tuple[Any, ...]
"""An action: its name, and what was entered."""
BY_NAME = {term.name: term for term in TERMS}
STORIES = ("honest", "over-promise", "abusive-caller", "ugly-things-up-front")
LEVERS = ("fee", "sold", "people", "clarity")
ENTERED = ("fee", "response_P1", "response_P2", "included", "overage", "payment", "notice")
WEIGHTS = {
    "story": 4,
    "base": 3,
    "term": 6,
    "lever": 4,
    "discount": 2,
    "deal": 3,
    "undo": 4,
    "back": 2,
    "example": 1,
    "tour": 1,
    "link": 1,
    "save": 1,
    "page": 2,
    "floor": 1,
    "runs": 1,
    "sign": 2,
}
FEE = "fee_per_month"
SIGNATURES: list[tuple[str, str]] = []
"""All that were given since the program began; the store keeps as many."""
NUMBERS = count(1)
"""Names are never given twice, as saved scenarios of one name are versions of each other."""


def plan_of(choice: Choice) -> str:
    """The plan whose terms the panel shows."""
    return str(choice.picks.get("plan", list(choice.written().plans)[-1]))


@dataclass
class Book:
    """The choice that follows from what was done, and each value that was entered and still holds, by path."""

    choice: Choice = EXAMPLE
    entered: dict[str, object] = field(default_factory=dict)
    history: list[tuple[Choice, dict[str, object]]] = field(default_factory=list)
    signed: list[tuple[str, str]] = field(default_factory=lambda: SIGNATURES)
    """Fingerprint and name of each signature, of all readers."""
    page: str = PAGES[0]
    refused: bool = False
    """Whether what was entered last makes no valid scenario, so that nothing changes."""

    def do(self, deed: Deed) -> None:
        """Writes down what a deed leads to."""
        self.refused = False
        name, *what = deed
        getattr(self, f"_{name}")(*what)

    def _go(self, new: Choice, entered: dict[str, object]) -> None:
        if new == self.choice:
            return
        try:
            new.scenario()
        except ScenarioError:
            self.refused = True
            return
        self.history.append((self.choice, self.entered))
        self.choice, self.entered = self._possible(new), entered

    @staticmethod
    def _possible(new: Choice) -> Choice:
        """The choice without the pick of a plan that it does not have: the panel forgets it."""
        if new.picks.get("plan") in (None, *new.written().plans):
            return new
        return replace(new, picks={name: pick for name, pick in new.picks.items() if name != "plan"})

    def _story(self, name: str) -> None:
        same = name == self.choice.story
        self._go(self.choice if same else replace(self.choice, story=name, terms={}, moved={}), {})

    def _base(self, name: str) -> None:
        self._go(replace(self.choice, base=name), self.entered)

    def _term(self, name: str, number: float) -> None:
        plan, term = plan_of(self.choice), BY_NAME[name]
        path = print_path(term.keys(plan))
        self._go(with_term(self.choice, plan, term, number), self.entered | {path: term.form.meant(number)})

    def _lever(self, key: str, value: int) -> None:
        written = self.choice.written()
        usual = next(lever.read(written) for lever in levers_of(written) if lever.key == key)
        others = {name: number for name, number in self.choice.moved.items() if name != key}
        self._go(replace(self.choice, moved=others if value == usual else others | {key: value}), self.entered)

    def _discount(self) -> None:
        keys = ("plans", plan_of(self.choice), "discounts", "first year")
        (preset,) = PRESETS["discounts"].values()
        fresh = {f"{print_path(keys)}.{name}": value for name, value in preset.items()}
        self._go(with_value(self.choice, keys, dict(preset)), self.entered | fresh)

    def _deal(self, customer: str, fee: float, hours: float) -> None:
        base = story(self.choice.base)
        segment = list(base.segments)[-1]
        plan = base.segments[segment].plan
        values = {BY_NAME["fee"].field: fee, BY_NAME["response_P1"].field: hours}
        read = {term.field: read_term(base, plan, term) for term in TERMS}
        changed = {name: value for name, value in values.items() if value != read[name]}
        contacts = round(base.segments[segment].contacts_per_year / 12, 1)
        terms = offered(base, Offer(customer, segment, plan, contacts, changed))
        if seats := base.segments[segment].seats:
            path = print_path(("accounts", customer))
            terms[path] = {**dict(terms[path]), "seats": seats}  # type: ignore[call-overload]
        picks = {**self.choice.picks, "plan": OFFERED}
        new = replace(self.choice, story=self.choice.base, others=(), terms=terms, moved={}, picks=picks)
        self._go(new, {f"plans.{OFFERED}.{name}": value for name, value in changed.items()})

    def _undo(self) -> None:
        if self.history:
            self.choice, self.entered = self.history.pop()

    def _back(self, link: dict[str, str]) -> None:
        """Changes are undone until the address is that one, which the browser went back to."""
        if self.choice.link() == link:
            return
        while True:
            self.choice, self.entered = self.history.pop()
            if self.choice.link() == link:
                return

    def _example(self) -> None:
        self._go(EXAMPLE, {})

    def _tour(self, stop: str) -> None:
        self._go(STOPS[stop], {})

    def _link(self, query: dict[str, str]) -> None:
        """A link is opened in a new session: its terms are those that its writer entered."""
        self.choice, complaints = choice_of_link(query)
        assert complaints == []
        self.entered = {}
        for path, value in self.choice.terms.items():
            inside = leaves_of(value) if isinstance(value, dict) else {"": value}
            self.entered |= {f"{path}.{name}" if name else path: item for name, item in inside.items()}
        self.history, self.page = [], PAGES[0]

    def _save(self, name: str) -> None:
        self._go(replace(self.choice, story=saved_name(name, 1), terms={}, moved={}), {})

    def _page(self, name: str) -> None:
        self.page = name

    def _floor(self, share: int) -> None:
        self._go(replace(self.choice, ontime_floor=share), self.entered)

    def _runs(self, number: int) -> None:
        self._go(replace(self.choice, runs=number), self.entered)

    def _sign(self, name: str) -> None:
        self.signed.append((list(self.choice.named_scenarios().values())[:2][-1].fingerprint, name))

    def unentered(self) -> dict[str, object]:
        """Values of the choice that neither its story has nor anybody entered, by path; levers apart.

        Whoever changes a fee, or makes an unlimited plan count, leaves customers of today as the story has them: the
        document then states that.
        """
        start = leaves_of(_start(self.choice).model_dump(mode="json"))
        written = leaves_of(self.choice.written().model_dump(mode="json"))
        fees = {path.removesuffix(FEE): value for path, value in start.items() if path.endswith(f".{FEE}")}
        allowed = {f"{plan}todays_{FEE}": value for plan, value in fees.items()} | self.entered
        allowed |= {path: True for path in written if path.endswith(".counted_unlimited")}
        changes = {path: value for path, value in written.items() if path not in start or start[path] != value}
        return {path: value for path, value in changes.items() if path not in allowed or allowed[path] != value}


def _start(choice: Choice) -> Scenario:
    """The story of a choice; with the customer of a new deal, and its plan as the story has it."""
    start = story_in(choice.story, choice.currency)
    accounts = {path: value for path, value in choice.terms.items() if path.startswith("accounts.")}
    if f"plans.{OFFERED}" not in choice.terms:
        return start
    (account,) = accounts.values()
    plan = start.plans[start.segments[account["segment"]].plan]  # type: ignore[index]
    return with_overrides(start, {f"plans.{OFFERED}": plan.model_dump(mode="json"), **accounts})


def leaves_of(document: dict[str, Any]) -> dict[str, object]:
    """Every number, word and list of a document as JSON knows it, by path."""
    tree: dict[str, object] = {}

    def walk(node: object, path: str) -> None:
        if not isinstance(node, dict):
            tree[path] = node
            return
        for key, value in node.items():
            walk(value, f"{path}.{print_path((key,))}" if path else print_path((key,)))

    walk(document, "")
    return tree


def some_deed(random: Random, book: Book) -> Deed:
    """Any action that the page, as it is, lets a reader do."""
    while True:
        name = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        what = _entry(name, random, book)
        if what is not None:
            return (name, *what)


def _entry(name: str, random: Random, book: Book) -> tuple[Any, ...] | None:
    """What is entered with an action; None where it cannot be done now."""
    number = next(NUMBERS)
    written = book.choice.written()
    plan = written.plans[plan_of(book.choice)]
    first = book.page == PAGES[0]
    levers = [lever for lever in levers_of(written) if lever.key in LEVERS]
    lever = random.choice(levers)
    steps = (lever.high - lever.low) // lever.step
    entries: dict[str, tuple[Any, ...] | None] = {
        "story": (random.choice(STORIES),),
        "base": (random.choice(STORIES),),
        "term": _term(random),
        "lever": (lever.key, lever.low + lever.step * random.randint(0, steps)),
        "discount": None if plan.discounts else (),
        "deal": (f"Firm {number}", 50.0 * random.randint(1, 150), 0.25 * random.randint(1, 40)),
        "undo": () if book.history else None,
        "back": (random.choice(book.history)[0].link(),) if book.history else None,
        "example": (),
        "tour": (random.choice(list(STOPS)),) if first else None,
        "link": (random.choice([book.choice.link(), {"story": "abusive-caller", "sold": "75"}]),),
        "save": (f"Terms {number}",),
        "page": (random.choice([page for page in PAGES if page != book.page]),),
        "floor": (random.randint(50, 99),),
        "runs": (random.choice(RUNS[:2]),),
        "sign": (f"Grace {number}",) if first else None,
    }
    return entries[name]


def _term(random: Random) -> tuple[str, float]:
    """A term and a number within its bounds, of the first forty steps."""
    name = random.choice(ENTERED)
    term = BY_NAME[name]
    low, high = (term.form.low or 0), term.form.high
    number = low + random.randint(1, 40) * term.step
    number = number if high is None else min(number, high)
    return name, float(number) if term.form.kind == "number" else int(number)
