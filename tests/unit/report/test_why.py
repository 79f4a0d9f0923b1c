"""Why in pictures and words, from answers with known contents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.metrics.catalogue import describe
from sim.questions.bridge import Bridge, BridgePart
from sim.questions.counterfactual import Ending, Replay
from sim.questions.remedies import NOTHING, Advice, Option, Ranked
from sim.report.bridge import bridge_words
from sim.report.charts import waterfall_chart
from sim.report.counterfactual import replay_words
from sim.report.remedies import advice_words
from sim.scenario.changes import ChangeGroup
from sim.statistics.intervals import Interval, PairedDifference, paired_difference
from tests.worlds import SMALL

STAYS, LEAVES = Ending(float("nan"), float("nan"), ""), Ending(90.0, 60.0, "pop")


def paired(*differences: float) -> PairedDifference:
    return paired_difference([0] * len(differences), differences, better="up", level=0.95)


def bridge() -> Bridge:
    """100 000 in all: a fee <b> that brings 120 000, and a promise that costs 20 000, which nobody can be sure of."""
    parts = (
        BridgePart(ChangeGroup("a fee <b>", ()), 120_000, paired(119_000, 120_000, 121_000), 0.0),
        BridgePart(ChangeGroup("a + promise", ()), -20_000, paired(-90_000, 10_000, 20_000), 0.0),
    )
    whole = paired(90_000, 100_000, 110_000)
    return Bridge(describe("margin"), 500_000, 600_000, whole, parts, None, 4, 3, 0)


def test_the_waterfall_goes_from_the_base_to_the_variant() -> None:
    picture = waterfall_chart(bridge(), "base", "variant", "USD")
    (bar,) = picture.figure.data
    assert bar.type == "waterfall"
    assert list(bar.measure) == ["absolute", "relative", "relative", "total"]
    assert list(bar.x) == [500_000, 120_000, -20_000, 600_000]
    assert [name.partition("<br>")[0] for name in bar.y] == ["base", "1. a fee &lt;b&gt;", "2. a + promise", "variant"]
    assert bar.y[1].endswith(f"<br>{bar.hovertext[1]}")
    assert bar.hovertext[1].startswith("+$117"), "the interval of the part"
    low, high = picture.figure.layout.xaxis.range
    assert low < 500_000
    assert high > 620_000
    assert bar.increasing.marker.color != bar.decreasing.marker.color
    assert "a + promise −$20k" in picture.finding


def test_where_less_is_better_a_rise_has_the_colour_of_what_is_worse() -> None:
    answer = bridge()
    margin, cost = (
        waterfall_chart(replace(answer, outcome=describe(name)), "a", "b", "USD").figure.data[0]
        for name in ("margin", "cost_to_serve")
    )
    assert margin.increasing.marker.color == cost.decreasing.marker.color


def test_a_bridge_says_what_cannot_be_told_and_what_goes_together() -> None:
    text = bridge_words(bridge(), "USD")
    assert "over all orders of making the changes (Shapley)" in text
    assert "Cannot be distinguished from zero: a + promise." in text
    assert "Only possible together, and therefore one: a + promise." in text
    assert text.endswith(" An interval may be too narrow, because values are skewed; 71 runs would be enough."), (
        "skewness 1.68"
    )
    assert "over 16 orders drawn at random" in bridge_words(replace(bridge(), orders=16), "USD")


@pytest.mark.parametrize(
    ("left", "stayed", "lost", "sentence"),
    [
        (4, 3, 0, "Acme leaves in 4 of 10 runs; without hand-off it would have stayed in 3 of these (19 to 99 %)."),
        (4, 0, 2, "stayed in 0 of these (19 to 99 %), and would have left in 2 in which it stayed."),
        (0, 0, 1, "Acme leaves in none of 10 runs; without hand-off in 1."),
    ],
)
def test_a_replay_says_how_often(left: int, stayed: int, lost: int, sentence: str) -> None:
    pairs = tuple((number, LEAVES if number < left else STAYS, STAYS) for number in range(10))
    answer = Replay(("hand-off",), pairs, left, stayed, Interval(0.75, 0.194, 0.994, 4), lost, paired(0, -1, 0))
    assert sentence in replay_words("Acme", "hand-off", answer)


def advice(remedy: str, rivals: tuple[str, ...]) -> Advice:
    share, regret = Interval(0.8, 0.6, 0.9, 20), Interval(1_200, 500, 2_000, 20)
    gain = paired(9_000, 10_000, 11_000)
    option = Option(remedy, "fix its problem" if remedy == "fix" else NOTHING, SMALL)
    return Advice((Ranked(option, gain, gain, gain, share, regret, None),), rivals, 4)


def test_advice_says_what_it_cannot_tell() -> None:
    sure = advice_words(advice("fix", ()), "Acme", "USD")
    assert sure.startswith("For Acme, fix its problem: margin +$10k against doing nothing (+$7.5k to +$12.5k;")
    assert sure.endswith("Fresh random numbers confirm it against every other.")
    unsure = advice_words(advice(NOTHING, ("let go", "throttle")), "Acme", "USD")
    assert "no option tested earns more on average than doing nothing" in unsure
    assert unsure.endswith("it cannot be distinguished from, or loses to: let go; throttle.")
