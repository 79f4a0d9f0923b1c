"""Random actions on the product without a browser, some of them late; after each, all that the page says must agree."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from sim.questions.deal import deal_of
from sim.report.study import sentences, view_of
from sim.scenario.levers import levers_of
from sim.ui import state as own_state
from sim.ui import work
from sim.ui.choice import choice_of_link
from sim.ui.frame import Ground
from sim.ui.live import MARK
from sim.ui.panel.contract import read_term
from sim.ui.router import PAGES
from sim.ui.stories import saved_as
from sim.ui.text import as_markdown, tell
from tests.ui.book import BY_NAME, LEVERS, Book, Deed, plan_of, some_deed
from tests.ui.quick import ASKED, MEMO, AtOnce

__all__ = ["Disagreement", "Reader", "read"]

SCRIPT = "from sim.ui.router import show\nshow()"
SHOWN = ("fee", "response_P1", "response_P2", "included", "overage")
"""Terms whose groups are open at first."""
FIRST = "first_year"
"""The usual kind of discount."""


class Disagreement(AssertionError):
    """Parts of a page that do not say the same, with all that led there."""


class Reader:
    """Acts on the product, and keeps its own book of what was entered."""

    def __init__(self, seed: int, manager: AtOnce) -> None:
        self.random = Random(seed)
        self.manager = manager
        self.book = Book()
        self.trace: list[Deed] = []
        self.sent = WidgetStates()
        self.page = opened({})

    def act(self) -> None:
        """Does something, and delivers what was on its way meanwhile."""
        deed = some_deed(self.random, self.book)
        self.manager.paused = self.random.random() < 0.2 and deed[0] != "sign"
        before = self._there()
        self.trace.append(deed)
        try:
            getattr(self, f"_{deed[0]}", self._click)(*deed[1:])
        except KeyError as error:
            raise Disagreement(f"there is no {error} on the page\nafter {self.trace}") from error
        self.book.do(deed)
        if deed[0] != "link" and self.random.random() < 0.6:
            self.random.choice((self._late, self._hasty))(before)
        self.agree()
        if self.manager.paused:
            self.manager.paused = False
            self.page.run()
            self.agree()

    # What is done

    def _run(self, widgets: WidgetStates | None = None) -> None:
        if widgets is None:
            widgets = self.page._tree.get_widget_states()  # noqa: SLF001  what a browser sends
            self.sent = widgets
        self.page._run(widgets)  # noqa: SLF001
        assert not self.page.exception, self.page.exception[0].value

    def _story(self, name: str) -> None:
        self.page.selectbox(key="story").set_value(name)
        self._run()

    def _base(self, name: str) -> None:
        self.page.selectbox(key="base").set_value(name)
        self._run()

    def _term(self, name: str, number: float) -> None:
        if name not in SHOWN:
            group = "billing" if name == "payment" else "term"
            self.page.session_state[f"group-{group}"] = True
            self._run()
        self.page.number_input(key=f"term-{plan_of(self.book.choice)}-{name}").set_value(number)
        self._run()

    def _lever(self, key: str, value: int) -> None:
        self.page.number_input(key=key).set_value(value)
        self._run()

    def _discount(self) -> None:
        start = f"term-{plan_of(self.book.choice)}-discounts"
        (box,) = [box for box in self.page.selectbox if _is_list(str(box.key), start)]
        box.set_value(FIRST)
        self._run()

    def _deal(self, customer: str, fee: float, hours: float) -> None:
        self._click_on("new")
        self.page.text_input(key="offer_customer").set_value(customer)
        self.page.number_input(key="offer_gold_fee").set_value(fee)
        self.page.number_input(key="offer_gold_response_P1").set_value(hours)
        self._click_on("offer_judge")

    def _undo(self) -> None:
        self._click_on("undo")

    def _back(self, link: dict[str, str]) -> None:
        """The browser goes back to an address that it had; it sends its widgets as they were when they left."""
        self.page.query_params.clear()
        for name, text in link.items():
            self.page.query_params[name] = text
        with patch.object(own_state, "travelled", return_value=True):
            self._run()

    def _example(self) -> None:
        next(button for button in self.page.button if button.label == "Back to the worked example").click()
        self._run()

    def _tour(self, stop: str) -> None:
        self._click_on(f"tour-{stop}")

    def _link(self, query: dict[str, str]) -> None:
        self.page, self.sent = opened(query), WidgetStates()

    def _save(self, name: str) -> None:
        self.page.text_input(key="save_name").set_value(name)
        self._click_on("save")

    def _page(self, name: str) -> None:
        pages = self.page._registered_pages  # noqa: SLF001  what the menu knows; switch_page takes files alone
        path = "" if name == PAGES[0] else name
        self.page._page_hash = next(key for key, page in pages.items() if page.get("url_pathname") == path)  # noqa: SLF001
        self.sent = self.page._tree.get_widget_states()  # noqa: SLF001  whatever is late was sent from there
        self._run(WidgetStates())  # a browser sends nothing of the page that it leaves
        self.page._page_hash = ""  # noqa: SLF001

    def _floor(self, share: int) -> None:
        self.page.number_input(key="ontime_floor").set_value(share)
        self._run()

    def _runs(self, number: int) -> None:
        self.page.selectbox(key="runs").set_value(number)
        self._run()

    def _sign(self, name: str) -> None:
        self.page.text_input(key="sign_name").set_value(name)
        self.page.text_input(key="sign_role").set_value("Finance")
        self._click_on("approve")

    def _click_on(self, key: str) -> None:
        self.page.button(key=key).click()
        self._run()

    def _click(self, *_: object) -> None:
        raise NotImplementedError

    # What arrives late

    def _there(self) -> dict[str, bool]:
        """Identifiers of the widgets that are on the page, and whether each is a button."""
        there = {state.id: False for state in self.page._tree.get_widget_states().widgets}  # noqa: SLF001
        return there | {button.id: True for button in self.page.button}

    def _late(self, before: dict[str, bool]) -> None:
        """A value, or a click, for a widget that was there before the action and is another one now.

        With it the browser sends all that it showed when the action was sent.
        """
        now = self._there()
        stays = self.trace[-1][0] == "page"  # whoever clicks on a page that they are leaving clicks, and is heard
        gone = [name for name, is_button in before.items() if name not in now and not (stays and is_button)]
        if not gone:
            return
        moved = self.random.choice(gone)
        message = WidgetStates()
        for state in self.sent.widgets:
            if state.WhichOneof("value") != "trigger_value":
                message.widgets.add().CopyFrom(_changed(state) if state.id == moved else state)
        if before[moved]:
            message.widgets.add(id=moved, trigger_value=True)
        self.trace.append(("late", moved))
        self._run(message)

    def _hasty(self, _: dict[str, bool]) -> None:
        """The next action at once: the browser sends it with all that it showed before it heard of the last one."""
        if self.trace[-1][0] == "page":
            return
        deed = self.random.choice([
            ("term", "fee", 50.0 * self.random.randint(1, 80)),
            ("lever", "fee", self.random.randint(-30, 50)),
            ("floor", self.random.randint(50, 99)),
        ])  # fmt: skip
        key = {"term": f"term-{plan_of(self.book.choice)}-fee", "lever": "fee"}.get(deed[0], "ontime_floor")
        widget = self.page.number_input(key=key)
        message = WidgetStates()
        for state in self.sent.widgets:
            if state.WhichOneof("value") != "trigger_value":
                message.widgets.add().CopyFrom(state)
        moved = [state for state in message.widgets if state.id == widget.id]
        if not moved:
            return  # it is another widget now
        moved[0].double_value = deed[-1]
        self.trace.append(("hasty", *deed))
        self.book.do(deed)
        self.sent = message
        self._run(message)

    # What must agree

    def agree(self) -> None:
        """Link, panel, headline, sign-off and signatures are of the choice that was made, and it holds nothing else.

        Raises
        ------
        Disagreement
            Where they do not.
        """
        try:
            self._choice_and_link()
            self._panel()
            self._headline()
        except AssertionError as error:
            raise Disagreement(f"{error}\nafter {self.trace}") from error

    def _choice_and_link(self) -> None:
        page, book = self.page, self.book
        errors = [element.value.replace("\\", "") for element in page.error if not book.refused]
        refused = [tell("saving.changed")] if _is_late_signature(self.trace[-1]) else []
        assert errors in ([], refused), errors
        _same("choice", page.session_state["choice"], book.choice)
        link = {name: str(text) for name, text in page.query_params.items()}
        _same("link", choice_of_link(link), (book.choice, []))
        _same("values that nobody entered", book.unentered(), {})

    def _panel(self) -> None:
        page, choice = self.page, self.book.choice
        written, plan = choice.written(), plan_of(choice)
        for name in ("story", "base", "runs"):
            _same(name, page.selectbox(key=name).value, getattr(choice, name))
        _same("plan", page.selectbox(key="plan").value, plan)
        for name in SHOWN:
            shown = page.number_input(key=f"term-{plan}-{name}").value
            _same(name, shown, read_term(written, plan, BY_NAME[name]))
        for lever in levers_of(written):
            if lever.key in LEVERS:
                value = choice.moved.get(lever.key, lever.read(written))
                _same(lever.key, page.number_input(key=lever.key).value, value)
        _same("floor", page.number_input(key="ontime_floor").value, choice.ontime_floor)
        _same("name to save under", page.text_input(key="save_name").value, saved_as(choice.story))

    def _headline(self) -> None:
        on = Ground.of(self.book.choice)
        progress, own = self.manager.peek(on.study), on.own.fingerprint
        signatures = work.library().signatures(own)
        _same("signatures", sorted(row.signatory for row in signatures), sorted(self._signatories(own)))
        papers = [button.key for button in self.page.button if button.key in ("approve", "refuse")]
        if progress is None:
            _same("sign-off on numbers of another choice", papers, [])
            return
        view = view_of(on.names, on.scenarios, on.named(progress))
        assert view is not None
        first = (sentences(view) or ["This is the base scenario itself: choose terms that differ from it."])[0]
        heading = self.page.main.subheader[0].value
        if sentences(view):
            _same("headline", heading, as_markdown(first))
        else:
            assert heading.startswith("This is the base scenario itself"), heading
        if self.book.page == PAGES[0] and papers:
            captions = " ".join(element.value for element in self.page.main.caption)
            assert f"Scenario {own[:12]}, answer" in captions, f"what is signed is not {own[:12]}: {captions}"

    def _signatories(self, fingerprint: str) -> list[str]:
        return [name for signed, name in self.book.signed if signed == fingerprint]

    def memo(self) -> None:
        """The memo is of the choice too: its title, link, numbers and fingerprints.

        Raises
        ------
        Disagreement
            Where it is not.
        """
        try:
            if self.book.page != PAGES[0]:
                self._page(PAGES[0])
                self.book.page = PAGES[0]
            self.page.session_state[ASKED] = True
            self.page.run()
            memo, choice = self.page.session_state[MEMO], self.book.choice
            names, scenarios = zip(*list(choice.named_scenarios().items())[:2], strict=True)
            customer = deal_of(scenarios[0], scenarios[-1]) or ""
            about = names[-1] if customer in names[-1] else f"{customer}, {names[-1]}"
            _same("title of the memo", memo.title, f"Deal memo: {about}")
            link = self.page.main.code
            _same("link on the page and in the memo", [code.value for code in link][:1], [memo.link])
            prints = [text for key, text in memo.provenance.items() if key.startswith("fingerprint of ")]
            _same("fingerprints of the memo", prints, [scenario.fingerprint for scenario in scenarios])
            cards = {metric.label: metric.value.replace("\\", "") for metric in self.page.metric}
            numbers = {number.label: number.value for number in memo.numbers}
            _same("numbers of the memo", numbers, {label: cards[label] for label in numbers})
        except AssertionError as error:
            raise Disagreement(f"{error}\nmemo after {self.trace}") from error


def read(seed: int, actions: int, manager: AtOnce) -> int:
    """Does so many random actions; returns how many late messages were delivered among them.

    Raises
    ------
    Disagreement
        At the first action after which not everything agrees.
    """
    manager.paused = False
    reader = Reader(seed, manager)
    for _ in range(actions):
        reader.act()
    reader.memo()
    return sum(deed[0] == "late" for deed in reader.trace)


def opened(query: dict[str, str]) -> AppTest:
    """The product in a new session, by a link."""
    page = AppTest.from_string(SCRIPT, default_timeout=60)
    for name, text in query.items():
        page.query_params[name] = text
    page.run()
    assert not page.exception
    return page


def _is_late_signature(deed: Deed) -> bool:
    return deed[0] == "late" and deed[1].rpartition("-")[2] in ("approve", "refuse")


def _is_list(key: str, start: str) -> bool:
    return key.startswith(start) and "-add-" in key


def _changed(state: WidgetState) -> WidgetState:
    """A widget as it was, with another value."""
    other = WidgetState()
    other.CopyFrom(state)
    kind = state.WhichOneof("value")
    if kind == "double_value":
        other.double_value = state.double_value + 25
    elif kind == "int_value":
        other.int_value = state.int_value + 1
    elif kind == "bool_value":
        other.bool_value = not state.bool_value
    elif kind == "double_array_value":
        del other.double_array_value.data[:]
        other.double_array_value.data.extend(value + 5 for value in state.double_array_value.data)
    elif kind == "string_value" and state.id.rpartition("-")[2].partition(MARK)[0] in ("story", "base", "save_name"):
        other.string_value = "abusive-caller"
    return other


def _same(what: str, there: object, meant: object) -> None:
    assert there == meant, f"{what}: {there!r}, not {meant!r}"
