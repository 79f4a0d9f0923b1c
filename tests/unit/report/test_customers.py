"""Who leaves, whom to fix, a history and a week, in words and figures, from fixed contents."""

from __future__ import annotations

import json
from math import nan

import numpy as np
import pytest

from sim.engine.run import simulate
from sim.metrics.contacts import responses_due
from sim.metrics.replication import Replication
from sim.questions.customer_history import CustomerHistory, history_of
from sim.questions.customer_profiles import CustomerProfile
from sim.questions.desk_week import Look, TeamLook, Waiter, Week
from sim.report.about import customers_at_start
from sim.report.charts import bars_chart, bubble_chart, desk_chart, history_chart, survival_chart
from sim.report.customer_history import moments_of
from sim.report.customer_profiles import profiles_sentence, profiles_table
from sim.report.departures import (
    Departures,
    causes_table,
    leaving_cards,
    leaving_of,
    leaving_sentences,
    losses_table,
    retention_table,
)
from sim.report.format.table import to_frame
from sim.scenario.document import Scenario
from sim.statistics.intervals import Interval
from tests.worlds import SMALL, changed, run_of

WILD = "<b>Acme</b>"
NAMES = ("Base", "Over")
START = SMALL.start_date


def left(lost: float, **grievances: float) -> Replication:
    """So many lost in the year, half by POP and half not renewed, in the last month; straws by cause."""
    outcomes = {"customers_lost": lost, "customers_lost_by_pop": lost / 2, "customers_lost_by_not_renewing": lost / 2}
    laid = {f"straws_of_lost.{cause.replace('_', ' ')}": np.full(12, size / 12) for cause, size in grievances.items()}
    retained = np.r_[np.ones(11), 1 - lost / 10]
    return Replication(
        outcomes | {"customers_lost_for_cause": 0.0, "customers_let_go": 0.0}, {"kept": retained, **laid}
    )


def leaving() -> Departures:
    """The base loses 1, the terms 2, 3 and 4, for being late and for disrespect."""
    base = [left(1, late=1.0)] * 3
    terms = [left(size, late=6.0, disrespect=2.0, help=-1.0) for size in (2, 3, 4)]
    departures = leaving_of(NAMES, (SMALL, SMALL), (base, terms))
    assert departures is not None
    return departures


def test_few_runs_and_failed_ones_say_nothing() -> None:
    broken = Replication(error="IdentityError: no")
    runs = [left(1, late=1.0), left(2, late=1.0), broken, left(3, late=1.0)]
    assert leaving_of(NAMES[:1], (SMALL,), (runs[:3],)) is None
    departures = leaving_of(NAMES[:1], (SMALL,), (runs,))
    assert departures is not None
    assert departures.runs == 3
    assert leaving_cards(departures)[0].difference == ""


def test_shares_of_causes_add_up_and_what_soothes_is_none() -> None:
    departures = leaving()
    assert list(departures.causes) == ["late", "disrespect"]
    assert [float(values[1].mean()) for values in departures.causes.values()] == [0.75, 0.25]
    assert sum(values[1] for values in departures.causes.values()).tolist() == [1, 1, 1]  # type: ignore[union-attr]
    assert causes_table(departures)["Over, mean"].tolist() == [75.0, 25.0]


def test_sentences_cards_and_tables_tell_the_same() -> None:
    departures = leaving()
    sentences = leaving_sentences(departures)
    assert sentences[0] == (
        "Over: of 10 customers, 3.0 leave a year (2.1 to 3.9 in nine tenths of the runs): 1.5 have had enough, "
        "1.5 do not renew."
    )
    assert sentences[1].startswith("It cannot be determined whether that is more or less against Base (+2")
    assert sentences[2].startswith("Main grievances of those who left, as shares of all that was added: late 75")
    assert [card.value for card in leaving_cards(departures)] == ["3.0", "1.5", "1.5", "0.0", "0.0"]
    assert losses_table(departures)["Over, mean"].tolist() == [3.0, 1.5, 1.5, 0.0, 0.0]
    assert retention_table(departures)["Over, median"].tolist() == [100.0] * 12 + [70.0]


def test_what_is_more_in_every_run_is_told_with_its_interval() -> None:
    base, terms = ([left(size, late=1.0) for size in sizes] for sizes in ((1, 2, 1, 2), (3, 4, 3.2, 4.1)))
    departures = leaving_of(NAMES, (SMALL, SMALL), (base, terms))
    assert departures is not None
    assert leaving_sentences(departures)[1].startswith("That is +2.")
    assert leaving_cards(departures)[0].verdict == "worse"


def test_customers_are_those_of_the_scenario_that_the_sentence_is_about() -> None:
    """A deal is one customer more than its base has."""
    runs = [left(size, late=1.0) for size in (1, 2, 3)]
    deal = changed({"accounts.Initech": {"segment": "large"}})
    departures = leaving_of(NAMES, (SMALL, deal), (runs, runs))
    assert departures is not None
    assert departures.at_start == customers_at_start(SMALL) + 1
    assert f"of {departures.at_start} customers" in leaving_sentences(departures)[0]


def test_the_survival_curve_starts_whole_and_ends_where_the_table_does() -> None:
    departures = leaving()
    figure = survival_chart(departures.months, dict(zip(NAMES, departures.retained, strict=True)))
    lines = [trace for trace in figure.figure.data if trace.line.dash]
    assert [(line.y[0], line.y[-1]) for line in lines] == [(100, 90), (100, 70)]
    assert len({line.line.dash for line in lines}) == 2
    assert "Base: 90 % (90 to 90 %); Over: 70 % (61 to 79 %)" in figure.finding


def test_bars_are_distinguished_by_hatching_as_by_colour() -> None:
    rows = {WILD: (np.array([1.0, 3.0]), np.array([2.0, 6.0])), "none": (np.array([nan, nan]), np.array([nan, nan]))}
    figure = bars_chart(rows, NAMES, "customers a year")
    base, terms = figure.figure.data
    assert (base.x, terms.x) == ((2.0, 0.0), (4.0, 0.0))
    assert base.marker.color != terms.marker.color
    assert base.marker.pattern.shape != terms.marker.pattern.shape
    assert terms.error_x.array[0] == pytest.approx(1.8)
    assert "<b>&lt;b&gt;Acme&lt;/b&gt;</b>" in figure.figure.layout.annotations[0].text
    assert "none: not defined." in figure.finding


def profile(name: str, segment: str, margin: float, trust: float, lost: int) -> CustomerProfile:
    sure, days = Interval(margin, margin - 1, margin + 1, 4), tuple([9.0] * lost + [nan] * (4 - lost))
    reasons = tuple(["pop"] * lost + [""] * (4 - lost))
    return CustomerProfile(name, segment, sure, Interval(trust, trust, trust, 4), 25.0, 9.0, reasons, days, "hand-off")


PROFILES = [
    profile(WILD, "large", -900, 0.4, 3),
    profile("B", "small", 500, 0.9, 0),
    profile("C", "small", 0.5, 0.9, 2),
]


def test_bubbles_lie_where_their_customer_does_and_the_lost_stand_out() -> None:
    figure = bubble_chart(PROFILES, "USD", chosen="B")
    large, small = figure.figure.data
    assert (large.x, large.y) == ((-900,), (0.4,))
    assert [row[0] for row in small.customdata] == ["B", "C"]
    assert large.marker.symbol != small.marker.symbol
    assert large.marker.line.width == (3,)
    assert small.marker.line.width == (0.7, 3)
    assert len({*small.marker.color}) == 2, "C's margin may be either side of 0, so it is pale"
    assert "<b>Acme" not in json.dumps(large.hovertext)
    assert [annotation.text for annotation in figure.figure.layout.annotations][-1] == "<b>B</b>"
    left_edge, right_edge = figure.figure.layout.xaxis.range
    assert left_edge < -900
    assert right_edge > 500
    assert figure.finding.endswith("cherish 2 ($500 in all); fix none; charge none; let go 1 (−$900 in all).")


def test_profiles_in_words_and_in_a_table() -> None:
    sentences = profiles_sentence(PROFILES, "USD")
    assert sentences == (
        "By margin and trust, of 3 customers: cherish 2 ($500), let go 1 (−$900). "
        "For 1 of them the course is uncertain."
    )
    rows = to_frame(profiles_table(PROFILES, "USD"))
    assert rows["Customer"].tolist() == [WILD, "C", "B"]
    assert rows["Consider"].tolist() == ["let go", "cherish, not sure", "cherish"]
    assert rows["Margin, USD"].is_monotonic_increasing
    assert rows["Leaves, runs"].tolist() == [3, 2, 0]


@pytest.fixture(scope="module")
def history() -> CustomerHistory:
    return history_of(run_of({"accounts.Acme.breaking_point": 1.5}), customer="Acme")


def test_a_history_is_drawn_straw_by_straw_beside_its_breaking_point(history: CustomerHistory) -> None:
    moments = moments_of(history)
    figure = history_chart(history, moments)
    line, grievances, trust, *lanes = figure.figure.data
    assert list(grievances.y) == [row.grievance for row in history.records.grievances]
    assert len(line.x) == 1 + len(history.records.grievances) + len(history.records.months)
    assert list(line.x) == sorted(line.x)
    assert trust.y[-1] == history.records.months[-1].trust
    assert figure.figure.layout.shapes[0].y0 == history.customer.breaking_point
    by_lane = {lane.name: lane for lane in lanes}
    contacts = history.records.contacts
    due = responses_due(contacts.where(contacts.column("opened") >= 0))
    counts = [
        int(text.split(": ")[1].split(",")[0])
        for name in ("contact on time", "contact late")
        for text in by_lane[name].hovertext
    ]
    assert sum(counts) == len(due)
    assert len(by_lane["end"].x) == len(history.records.breaking_points) + len(history.records.departures) >= 1
    assert len({lane.marker.symbol for lane in lanes}) >= 6
    assert figure.finding.startswith("Acme: ")


def week_shown(waiting: tuple[str, ...], served: tuple[str, ...] = ("B",)) -> dict[str, TeamLook]:
    return {"frontline": TeamLook(3, served, tuple(Waiter(name, -60.0) for name in waiting))}


def test_a_week_moves_from_look_to_look_and_opens_at_the_fullest() -> None:
    looks = (
        Look(540, week_shown(("B",))),
        Look(570, week_shown(("B", "C", WILD), (WILD, "B"))),
        Look(600, week_shown((), ())),
    )
    picture = desk_chart(Week(START, looks, 30), WILD)
    figure = picture.figure
    assert [frame.name for frame in figure.frames] == ["0", "1", "2"]
    assert figure.layout.sliders[0].active == 1
    idle, served, chosen, waiting, own, words = figure.frames[1].data
    assert [list(trace.x) for trace in (idle, served, chosen, waiting, own)] == [
        [-2.0],
        [-1.0],
        [0.0],
        [1.0, 2.0],
        [3.0],
    ]
    assert words.text == ("<b>frontline</b>: 2 at work, 1 idle, 3 waiting",)
    assert waiting.hovertext[0] == "B, 10.5 h"
    assert list(figure.frames[2].data[3].x) == [None], "what nobody does keeps its place in the key"
    assert len(figure.frames[2].data[0].x) == 3
    assert WILD not in figure.to_json()
    assert picture.finding == (
        f"On Friday 2027-01-01 at 09:30, 2 contacts of others waited at frontline, the longest for 10.5 h, "
        f"while {WILD} had 1 of 2 people at work and 1 waiting."
    )


def test_a_week_without_the_customer_or_without_a_wait_says_so() -> None:
    looks = (Look(540, week_shown(("B",))),)
    assert "Nobody was not there in this week's looks" in desk_chart(Week(START, looks, 30), "Nobody").finding
    empty = (Look(540, week_shown((), ("Acme",))),)
    assert desk_chart(Week(START, empty, 30), "Acme").finding.startswith("In none of this week's looks")


def test_many_waiting_are_told_in_words_where_there_is_no_room_for_marks() -> None:
    busy = Look(540, week_shown(tuple(f"c{number:03d}" for number in range(300))))
    figure = desk_chart(Week(START, (busy,) * 120, 30), "Acme").figure
    assert len(figure.frames[0].data[3].x) == 18
    assert "300 waiting" in figure.frames[0].data[5].text[0]
    assert len(figure.to_json()) < 1_000_000


def test_histories_of_others_are_drawn_as_text() -> None:
    scenario = changed({}).model_dump()
    scenario["accounts"] = {WILD: scenario["accounts"]["Acme"]}
    wild = history_of(simulate(Scenario.model_validate(scenario), seed=5), customer=WILD)
    assert WILD not in history_chart(wild, moments_of(wild)).figure.to_json()
