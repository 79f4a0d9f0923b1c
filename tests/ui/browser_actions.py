"""Random actions in a real browser, the next one often before the last was answered; at rest all parts must agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page

from sim.report.study import sentences, view_of
from sim.ui.choice import Choice, choice_of_link
from sim.ui.frame import Ground
from sim.ui.panel.contract import read_term
from sim.ui.stories import title_of
from tests.ui.actions import Disagreement
from tests.ui.book import BY_NAME, STORIES, plan_of
from tests.ui.browser import MAIN, named, pick
from tests.ui.quick import AtOnce

__all__ = ["Hurried"]

AT_REST = "document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
FIELDS = ("fee", "response_P1", "response_P2")
MENU = ("Deal", "Customers", "Money", "Evidence")
REST_MS = 400


@dataclass
class Hurried:
    """A reader who does not wait for the page."""

    page: Page
    random: Random
    manager: AtOnce
    entered: dict[str, set[object]] = field(default_factory=dict)
    """Values by path, or by the name of a choice."""
    trace: list[tuple[object, ...]] = field(default_factory=list)

    def read(self, actions: int, folder: Path) -> None:
        """Does so many actions, looks at the page now and then, and at the memo in the end.

        Raises
        ------
        Disagreement
            Where link, panel, headline and memo do not agree, or hold what nobody entered.
        """
        self._rest()
        for _ in range(actions):
            self.random.choices(
                (self._story, self._term, self._undo, self._back, self._turn, self._deal, self._lever),
                (4, 5, 2, 2, 2, 1, 2),
            )[0]()
            if self.random.random() < 0.4:
                self._rest()
                self._checked(self._agree)
        self._rest()
        self._checked(self._agree)
        self.page.get_by_role("link", name=MENU[0], exact=True).first.click()
        self._rest()
        self._checked(self._agree)
        self._checked(lambda: self._memo(folder))

    def _rest(self) -> None:
        self.page.locator(f"{named('story')} >> input").first.wait_for()
        for _ in range(2):
            self.page.wait_for_function(AT_REST)
            self.page.wait_for_timeout(REST_MS)

    def _note(self, name: str, value: object) -> None:
        self.entered.setdefault(name, set()).add(value)
        self.trace.append((name, value))

    def _story(self) -> None:
        kind, name = self.random.choice(("story", "base")), self.random.choice(STORIES)
        self._note(kind, name)
        pick(self.page, kind, title_of(name))

    def _term(self) -> None:
        name = self.random.choice(FIELDS)
        value = BY_NAME[name].step * self.random.randint(1, 90)
        box = self.page.locator(f'[class*="-{name}"] input[type=number]').first
        box.fill(f"{value:g}")
        box.press("Enter")
        self._note(name, float(value))

    def _lever(self) -> None:
        self.page.locator(f"{named('fee')} >> input").first.press("ArrowUp")
        self.trace.append(("lever",))

    def _undo(self) -> None:
        button = self.page.locator(f"{named('undo')} >> button").first
        if button.is_enabled():
            button.click()
            self.trace.append(("undo",))

    def _back(self) -> None:
        if self.page.evaluate("navigation.currentEntry.index") > 0:
            self.page.go_back()
            self.trace.append(("back",))

    def _turn(self) -> None:
        name = self.random.choice(MENU)
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.trace.append(("page", name))

    def _deal(self) -> None:
        fee = 50.0 * self.random.randint(1, 90)
        self.page.locator(f"{named('new')} >> button").first.click()
        self.page.locator(f"{named('offer_gold_fee')} >> input").first.fill(f"{fee:g}")
        self.page.locator(f"{named('offer_judge')} >> button").first.click()
        self.page.locator(f"{named('offer_judge')}").first.wait_for(state="detached")
        self._note("fee", fee)
        self.entered.setdefault("story", set()).add(Choice().base)  # a deal is made with the base scenario

    # What must agree

    def _checked(self, ask: Callable[[], None]) -> None:
        try:
            ask()
        except AssertionError as error:
            raise Disagreement(f"{error}\nafter {self.trace}") from error

    def _choice(self) -> Choice:
        choice, complaints = choice_of_link(dict(parse_qsl(urlsplit(self.page.url).query)))
        assert not complaints, complaints
        return choice

    def _agree(self) -> None:
        choice = self._choice()
        written, plan = choice.written(), plan_of(choice)
        for kind in ("story", "base"):
            shown = self.page.locator(f"{named(kind)} >> input").first.input_value()
            name = getattr(choice, kind)
            assert shown.endswith(title_of(name)), f"{kind}: {shown!r} is not {name}"
            allowed = self.entered.get(kind, set()) | {getattr(Choice(), kind)} | self.entered.get("base", set())
            assert name in allowed, f"nobody chose {kind} {name}"
        for name in FIELDS:
            text = self.page.locator(f"{named(f'term-{plan}-{name}')} >> input").first.input_value()
            value = read_term(written, plan, BY_NAME[name])
            assert float(text) == value, f"{name}: the panel shows {text}, the link has {value}"
            for path, value_there in choice.terms.items():
                if path.endswith(BY_NAME[name].field) and path.startswith("plans."):
                    assert value_there in self.entered.get(name, set()), f"nobody entered {value_there} for {path}"
        lever = self.page.locator(f"{named('fee')} >> input").first.input_value()
        assert float(lever or "nan") == choice.moved.get("fee", 0), f"fee lever: {lever}, link {choice.moved}"
        heading = " ".join(self.page.locator(f"{MAIN} h3").first.inner_text().split())
        meant = self._headline(choice)
        assert heading.startswith(meant), f"headline: {heading!r}, not {meant!r}"

    def _headline(self, choice: Choice) -> str:
        on = Ground.of(choice)
        view = view_of(on.names, on.scenarios, on.named(self.manager.poll(on.study)))
        assert view is not None, f"there are no numbers of {choice}"
        return " ".join((sentences(view) or ["This is the base scenario itself"])[0].split())

    def _memo(self, folder: Path) -> None:
        with self.page.expect_download() as waiting:
            self.page.locator(f"{named('memo-json')} >> button").first.click()
        path = folder / "memo.json"
        waiting.value.save_as(path)
        memo, choice = json.loads(path.read_text(encoding="utf-8")), self._choice()
        text = json.dumps(memo)
        for scenario in list(choice.named_scenarios().values())[:2]:
            assert scenario.fingerprint in text, "the memo is of other terms than the link"
