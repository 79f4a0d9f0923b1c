"""Events of counts: as many as the distribution function says, at every mean, and the same in compiled code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import pdtr

import sim.drawing
from sim.drawing import USUAL, candidates
from sim.model import counts

Floats = npt.NDArray[np.float64]
UNIFORM = st.integers(0, 2**32 - 1).map(lambda half: (half + 0.5) * 2.0**-32)
"""Any number that the generator gives."""
MEAN = st.floats(1e-12, 60.0)
COUNT = st.tuples(UNIFORM, MEAN, st.floats(1.0, 4.0))


def table(drawn: list[tuple[float, float, float]]) -> tuple[Floats, Floats, Floats]:
    """Uniforms, usual and largest means."""
    uniforms, means, multiples = np.array(drawn, np.float64).reshape(-1, 3).T.copy()
    return uniforms, means, means * multiples


def in_order(count: counts.Events, *columns: Floats) -> list[tuple[int, int, float]]:
    return sorted(zip(*(column.tolist() for column in count(*columns)), strict=True))


@given(st.lists(COUNT, max_size=6))
def test_compiled_events_are_those_of_the_inverse(drawn: list[tuple[float, float, float]]) -> None:
    columns = table(drawn)
    assert in_order(sim.drawing.events, *columns) == in_order(counts.events, *columns)


def test_compiled_events_are_those_of_the_inverse_by_the_hundred_thousand() -> None:
    rng = np.random.default_rng(4)
    uniforms = (rng.integers(0, 2**32, 100_000) + 0.5) * 2.0**-32
    means = np.exp(rng.normal(-1, 1.5, uniforms.size))
    most = means * rng.choice([1.0, 1.45, 3.0], uniforms.size)
    assert in_order(sim.drawing.events, uniforms, means, most) == in_order(counts.events, uniforms, means, most)


@given(UNIFORM, st.floats(650.0, 1200.0))
def test_compiled_events_are_those_of_the_inverse_where_no_sum_of_probabilities_is(u: float, mean: float) -> None:
    columns = table([(u, mean, 1.2)])
    assert in_order(sim.drawing.events, *columns) == in_order(counts.events, *columns)


def test_a_uniform_on_the_edge_is_left_to_the_inverse() -> None:
    """The largest mean is the very one at which the count passes its first event, and the next double above it."""
    uniforms = np.full(2, (1234567890 + 0.5) * 2.0**-32)
    edge = float(counts.gammainccinv(1, uniforms[0]))
    means, most = np.full(2, edge / 2), np.array([edge, np.nextafter(edge, np.inf)])
    assert candidates(uniforms, means, most)[2].tolist() == [2, 2]
    for count in (sim.drawing.events, counts.events):
        place, number, _ = count(uniforms, means, most)
        assert (place.tolist(), number.tolist()) == ([1], [0])


@pytest.mark.parametrize("count", [counts.events, sim.drawing.events])
@given(drawn=COUNT, multiple=st.floats(1.0, 4.0))
def test_events_whose_threshold_is_passed_come_to_the_poisson_count(
    count: counts.Events, drawn: tuple[float, float, float], multiple: float
) -> None:
    uniforms, means, most = table([drawn])
    raised = means * min(multiple, drawn[2])
    _, number, threshold = count(uniforms, means, most)
    size = int((threshold < min(multiple, drawn[2])).sum())
    assert sorted(number.tolist()) == list(range(number.size))
    assert pdtr(size, raised)[0] >= uniforms[0] - 1e-12
    assert size == 0 or pdtr(size - 1, raised)[0] <= uniforms[0] + 1e-12


def test_no_threshold_is_looked_for_where_the_usual_mean_will_do() -> None:
    """A thousand uniforms at even distances: their counts come to a thousand times the mean."""
    columns = table([((half + 0.5) / 1000, 1.0, 1.45) for half in range(1000)])
    usual = candidates(*columns)[2] == USUAL
    threshold = sim.drawing.events(*columns)[2]
    assert usual.sum() == np.count_nonzero(threshold == 0.0) == 1000
    assert threshold.size == 1450
    assert 1.0 <= threshold[threshold > 0].min() < threshold.max() < 1.45
