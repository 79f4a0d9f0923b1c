"""A choice and the link that carries it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioError
from sim.report.format.reader_locale import LOCALES
from sim.scenario.levers import levers_of
from sim.scenario.offer import Offer, offered
from sim.scenario.overrides import difference, with_overrides
from sim.ui import stories
from sim.ui.choice import CURRENCIES, EXAMPLE, MOST_OTHERS, RUNS, SEEDS, Choice, choice_of_link
from sim.ui.frame import Ground
from sim.ui.picks import PICKS
from sim.ui.stories import story, story_names

NAMES = story_names()
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)
PICKED = (
    st.text(max_size=20)
    | st.integers(-1000, 1000)
    | st.floats(-1e6, 1e6)
    | st.lists(st.text(max_size=5), max_size=3).map(tuple)
)


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    name = draw(st.sampled_from(NAMES))
    moved = {}
    for lever in levers_of(story(name)):
        value = draw(st.integers(lever.low, lever.high))
        if value != lever.read(story(name)):
            moved[lever.key] = value
    others = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=MOST_OTHERS))
    seed, runs = draw(st.integers(*SEEDS)), draw(st.sampled_from(RUNS))
    return Choice(
        draw(st.sampled_from(NAMES)),
        name,
        tuple(others),
        {},
        moved,
        seed,
        runs,
        currency=draw(st.sampled_from(("", *CURRENCIES))),
        locale=draw(st.sampled_from(LOCALES)),
        picks=draw(st.dictionaries(st.sampled_from(sorted(PICKS)), PICKED, max_size=3)),
    )


@settings(max_examples=40, deadline=None)
@given(choices())
def test_a_link_carries_the_whole_choice(choice: Choice) -> None:
    assert choice_of_link(choice.link()) == (choice, [])


@pytest.mark.parametrize("text", ["", " ", '"', "a..b", "nothing.here"])
def test_a_pick_that_leads_nowhere_is_carried_as_it_is(text: str) -> None:
    for picks in ({"tipping_up": text}, {"frontier_levers": (text,)}):
        assert choice_of_link(Choice(picks=picks).link()) == (Choice(picks=picks), [])


def test_the_worked_example_needs_no_link() -> None:
    assert EXAMPLE.link() == {}
    assert choice_of_link({}) == (EXAMPLE, [])


@pytest.mark.parametrize(
    ("link", "complaint"),
    [
        ({"story": "<script>"}, "story = <script> (link): must be one of honest, "),
        ({"base": "../../etc/passwd"}, "base = ../../etc/passwd (link): must be one of honest, "),
        ({"also": "nobody"}, "also = nobody (link): must be one of honest, "),
        ({"sold": "9000"}, "sold = 9000 (link): must be a whole number from 25 to 200"),
        ({"sold": "fast"}, "sold = fast (link): must be a whole number from 25 to 200"),
        ({"seed": "-1"}, "seed = -1 (link): must be a whole number from 0 to 999999"),
        ({"runs": "33"}, "runs = 33 (link): must be one of 20, 50, 100"),
        ({"currency": "EURO"}, "currency = EURO (link): must be one of USD, EUR, "),
        ({"locale": "xx"}, "locale = xx (link): must be one of en_US, "),
        ({"picks": "[1]"}, "picks = [1] (link): must be a JSON object of at most 60 picks by name"),
        ({"picks": "{" * 9_000}, "picks = {{{"),
        ({"picks": '{"<b>": 1}'}, "<b> (picks of the link): there is no such pick"),
        ({"picks": '{"plan:gold": "x"}'}, "plan:gold (picks of the link): there is no such pick"),
        ({"picks": '{"frontier_low": 1}'}, "frontier_low (picks of the link): there is no such pick"),
        ({"picks": '{"plan": {"a": 1}}'}, "plan (picks of the link): must be a number, a short text or a list"),
        ({"picks": '{"plan": NaN}'}, "plan (picks of the link): must be a number"),
        ({"picks": '{"plan": true}'}, "plan (picks of the link): must be a number"),
        ({"picks": '{"plan": "' + "x" * 3_000 + '"}'}, "plan (picks of the link): must be a number"),
        ({"runs": "1e9"}, "runs = 1e9 (link): must be a whole number from 20 to 100"),
    ],
)
def test_what_a_link_may_not_say_is_left_out_with_one_message(link: dict[str, str], complaint: str) -> None:
    choice, complaints = choice_of_link(link)
    assert choice == EXAMPLE
    assert len(complaints) == 1
    assert complaints[0].startswith(complaint)


def test_keys_that_the_page_does_not_know_are_ignored() -> None:
    assert choice_of_link({"utm_source": "mail"}) == (EXAMPLE, [])


def test_moved_levers_make_other_terms_under_another_name() -> None:
    scenarios = Choice(moved={"sold": 75}).named_scenarios()
    assert list(scenarios) == ["The honest baseline", "The over-promise (adjusted)"]
    assert scenarios["The over-promise (adjusted)"].selling.sold_response_share == 0.75


def test_the_same_terms_are_run_once() -> None:
    assert len(Choice(story="honest").named_scenarios()) == 1
    assert len(Choice(others=("over-promise", "honest")).named_scenarios()) == 2


@settings(max_examples=200, deadline=None)
@given(
    st.text() | st.dictionaries(st.sampled_from(sorted(PICKS)) | st.text(max_size=9), JSON, max_size=4).map(json.dumps)
)
def test_no_picks_of_a_link_are_trusted(text: str) -> None:
    choice, complaints = choice_of_link({"picks": text})
    assert choice.question() == EXAMPLE
    assert choice_of_link(choice.link()) == (choice, [])
    assert all("picks" in complaint for complaint in complaints)


def test_a_currency_is_a_label_of_all_scenarios_and_changes_no_figure() -> None:
    plain, labelled = (Choice(currency=code).named_scenarios() for code in ("", "EUR"))
    assert list(labelled) == list(plain)
    for before, after in zip(plain.values(), labelled.values(), strict=True):
        assert difference(before, after) == {"currency": ("USD", "EUR")}


def test_scenarios_of_different_currencies_can_be_compared_under_one_label(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = with_overrides(story("over-promise"), {"currency": "GBP"})
    monkeypatch.setattr(stories, "story", lambda name: foreign if name == "over-promise" else story(name))
    with pytest.raises(ScenarioError, match="currency = USD in The honest baseline, GBP in The over-promise"):
        Choice().named_scenarios()
    assert {scenario.currency for scenario in Choice(currency="ZAR").named_scenarios().values()} == {"ZAR"}


def test_the_question_is_the_same_however_it_is_written_and_picked_in() -> None:
    assert Choice(locale="de_DE", picks={"plan": "gold"}).question() == EXAMPLE


def test_a_value_beyond_a_lever_is_refused_in_the_words_of_the_panel() -> None:
    with pytest.raises(ScenarioError, match=r"^Response as sold, of what is written = 900 %: must be 25 to 200 %$"):
        Choice(moved={"sold": 900}).scenario()


def test_a_link_carries_terms_under_names_that_hold_full_stops() -> None:
    terms = {
        'accounts."St. Mary"': {"segment": "large"},
        'accounts."St. Mary".fee_per_month': 9,
        "plans.*.notice_days": 7,
    }
    choice = Choice(story="honest", terms=terms)
    assert choice_of_link(choice.link()) == (choice, [])
    scenario = choice.scenario()
    assert scenario.accounts["St. Mary"].fee_per_month == 9
    assert {plan.notice_days for plan in scenario.plans.values()} == {7}


@pytest.mark.parametrize(("base", "own"), [("honest", "whales"), ("whales", "honest")])
def test_scenarios_of_several_lengths_are_cut_to_the_shortest(base: str, own: str) -> None:
    choice = Choice(base=base, story=own)
    assert {scenario.horizon_months for scenario in choice.named_scenarios().values()} == {12}
    assert "over the first 12 months: The whales has no more" in choice.cut()
    assert choice.scenario().horizon_months == story(own).horizon_months
    assert choice_of_link(choice.link()) == (choice, [])
    assert Choice().cut() == ""


def test_a_deal_is_studied_with_the_firm_that_it_was_offered_to() -> None:
    """That is the base itself, unless more than the deal is changed: then it is one more scenario, without a title."""
    base = story("honest")
    deal = offered(base, Offer("Initech", "large", "gold", 4, {"fee_per_month": 2_500}))
    on = Ground.of(Choice(story="honest", terms=deal))
    assert (on.customer, on.unsigned_place, len(on.study.scenarios)) == ("Initech", 0, 2)
    more = Ground.of(Choice(story="honest", terms=deal | {"selling.clarity": 0.2}))
    assert (more.customer, more.unsigned_place, len(more.names)) == ("Initech", 2, 2)
    assert more.scenarios == more.study.scenarios[:2]
    unsigned = more.study.scenarios[2]
    assert difference(base, unsigned).keys() == {"selling.clarity"}
    assert (Ground.of(Choice()).customer, len(Ground.of(Choice()).study.scenarios)) == (None, 2)
