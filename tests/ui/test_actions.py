"""A sample of the random actions of :mod:`tests.benchmarks.actions`, and what it found, one by one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1.element_tree import ElementList

from tests.ui.actions import Reader, read
from tests.ui.conftest import forget, named
from tests.ui.quick import AtOnce, in_place

ACTIONS = 6


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Iterator[AtOnce]:
    """Known numbers in place of simulations; widgets are found by their names."""
    monkeypatch.setattr(ElementList, "__call__", named)
    forget()
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
    for deed in (("save", "Acme, first offer"), ("story", "honest")):
        done(reader, deed)
    reader._run(reader.sent)  # noqa: SLF001
    reader.agree()


def done(reader: Reader, deed: tuple[str, ...]) -> None:
    """Does it, and asks whether everything agrees."""
    reader.trace.append(deed)
    getattr(reader, f"_{deed[0]}")(*deed[1:])
    reader.book.do(deed)
    reader.agree()
