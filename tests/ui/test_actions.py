"""A sample of the random actions of :mod:`tests.benchmarks.actions`, and what it found, one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1.element_tree import ElementList

from sim.ui import work
from sim.ui.choice import Choice
from sim.ui.text import as_markdown, tell
from tests.ui.actions import Reader, read
from tests.ui.book import SIGNATURES, Deed
from tests.ui.conftest import forget, named
from tests.ui.quick import AtOnce, in_place

ACTIONS = 6


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[AtOnce]:
    """Known numbers in place of simulations; widgets are found by their names."""
    monkeypatch.setattr(ElementList, "__call__", named)
    forget()
    SIGNATURES.clear()
    with in_place() as manager:
        yield manager
    forget()


@pytest.mark.parametrize("seed", range(10))
def test_link_panel_headline_sign_off_and_memo_agree_after_any_actions_early_or_late(
    manager: AtOnce, seed: int
) -> None:
    read(seed, ACTIONS, manager)


def test_the_panel_shows_the_choice_on_another_page_too(manager: AtOnce) -> None:
    """Every field of the panel was at the default of its kind, the first of all scenarios among them."""
    reader = Reader(0, manager)
    for page in ("customers", "money", "deal", "customers"):
        done(reader, ("page", page))


def test_a_discount_is_added_once_whatever_its_reader_does_next(manager: AtOnce) -> None:
    """The browser sends the kind that was picked once more, with the next action."""
    reader = Reader(0, manager)
    done(reader, ("discount",))
    again = WidgetStates()
    again.CopyFrom(reader.sent)
    reader._run(again)  # noqa: SLF001
    reader.agree()


def test_a_scenario_is_not_saved_under_the_name_of_another(manager: AtOnce) -> None:
    reader = Reader(0, manager)
    done(reader, ("save", "Acme, first offer"))
    done(reader, ("story", "honest"))
    reader._run(reader.sent)  # noqa: SLF001
    reader.agree()


def test_a_message_of_the_page_before_changes_nothing(manager: AtOnce) -> None:
    """On a page without the panel its values are forgotten, so that all of them seemed to be new: levers were lost."""
    reader = Reader(0, manager)
    done(reader, ("link", {"story": "abusive-caller", "sold": "75"}))
    done(reader, ("discount",))
    late = values_of(reader.sent)
    done(reader, ("page", "evidence"))
    reader._run(late)  # noqa: SLF001
    reader.agree()


def test_a_message_of_before_a_deal_writes_no_terms_into_it(manager: AtOnce) -> None:
    """Also where the deal is with the scenario that is shown already."""
    reader = Reader(0, manager)
    for deed in (("base", "over-promise"), ("story", "over-promise"), ("term", "fee", 3450.0)):
        done(reader, deed)
    late = values_of(reader.sent)
    done(reader, ("deal", "Initech", 300.0, 7.75))
    reader._run(late)  # noqa: SLF001
    reader.agree()


def test_a_click_on_a_sign_off_that_was_closed_meanwhile_signs_nothing(manager: AtOnce) -> None:
    """The numbers are dimmed, of the terms before: their fingerprint was recorded, for terms that nobody sees."""
    reader = Reader(0, manager)
    (approve,) = [button.id for button in reader.page.button if button.key == "approve"]
    manager.paused = True
    done(reader, ("lever", "fee", 25))
    assert not [button for button in reader.page.button if button.key in ("approve", "refuse")]
    click = WidgetStates()
    click.CopyFrom(reader.sent)
    click.widgets.add(id=approve, trigger_value=True)
    reader.trace.append(("late", approve))
    reader._run(click)  # noqa: SLF001
    reader.agree()
    assert [error.value for error in reader.page.error] == [as_markdown(tell("saving.changed"))]
    for chosen in (Choice(), reader.book.choice):
        assert not work.library().signatures(chosen.scenario().fingerprint)


def test_a_refusal_to_sign_is_over_with_the_next_choice(manager: AtOnce) -> None:
    """It stood for ever in the sign-off of whatever came next."""
    reader = Reader(0, manager)
    for deed in (("story", "abusive-caller"), ("page", "money")):
        reader.page.button(key="approve").click().run()
        assert ["name" in error.value for error in reader.page.error] == [True]
        done(reader, deed)
    done(reader, ("page", "deal"))


def test_a_first_answer_that_is_there_at_once_is_followed_by_the_whole_one(manager: AtOnce) -> None:
    """From the store it was; the page stayed at it, and the sign-off closed, until its reader did something else."""
    reader = Reader(0, manager)
    manager.paused = True
    done(reader, ("deal", "Initech", 300.0, 7.75))
    manager.paused = False
    reader.page.run()
    reader.agree()
    assert [button.key for button in reader.page.button if button.key == "approve"]


def test_back_in_the_browser_undoes_what_came_after_the_address(manager: AtOnce) -> None:
    reader = Reader(0, manager)
    for number in (2_500.0, 3_000.0, 3_500.0):
        done(reader, ("term", "fee", number))
    done(reader, ("page", "money"))
    for number in (2_500.0, 1_975.0):
        link = next(earlier.link() for earlier, _ in reader.book.history if fee_of(earlier) == number)
        done(reader, ("back", link))
        assert fee_of(reader.book.choice) == number
    assert not reader.book.history


def test_an_address_that_no_choice_had_is_put_right(manager: AtOnce) -> None:
    reader = Reader(0, manager)
    done(reader, ("term", "fee", 2_500.0))
    reader._back({"story": "whales"})  # noqa: SLF001
    reader.agree()


def fee_of(chosen: Choice) -> float:
    """Fee of the plan on the panel."""
    return chosen.written().plans["gold"].fee_per_month


def done(reader: Reader, deed: Deed) -> None:
    """Does it, and asks whether everything agrees."""
    reader.trace.append(deed)
    getattr(reader, f"_{deed[0]}")(*deed[1:])
    reader.book.do(deed)
    reader.agree()


def values_of(sent: WidgetStates) -> WidgetStates:
    """A message without clicks: a browser sends a button once, where it is clicked."""
    message = WidgetStates()
    message.widgets.extend(state for state in sent.widgets if state.WhichOneof("value") != "trigger_value")
    return message
