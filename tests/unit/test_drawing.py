"""Compiled uniforms are those of the arrays, to the last bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import sim.drawing
import sim.rng
from sim.drawing import block, uniform_at
from sim.rng import Uniforms, philox, word

WORD = st.integers(min_value=0, max_value=2**64 - 1)
WORDS = st.tuples(WORD, WORD, WORD, WORD)
ADDRESS = st.tuples(WORD, st.integers(-(2**40), 2**40), st.integers(0, 2**32 - 1))


def as_words(*numbers: int) -> tuple[np.uint64, ...]:
    return tuple(np.uint64(number % 2**64) for number in numbers)


@given(key=st.tuples(WORD, WORD), counter=WORDS)
def test_a_compiled_block_is_that_of_the_arrays(key: tuple[int, int], counter: tuple[int, int, int, int]) -> None:
    arrays = philox(key, tuple(np.array([part], np.uint64) for part in counter))
    assert [int(part) for part in block(as_words(*key), *as_words(*counter))] == [int(part[0]) for part in arrays]


@given(key=st.tuples(WORD, WORD), address=ADDRESS, column=st.integers(0, 47))
def test_one_uniform_is_that_of_its_address(key: tuple[int, int], address: tuple[int, int, int], column: int) -> None:
    entity, first, second = address
    row = Uniforms(*key).at(entity, "contact", first, second, blocks=6)[0]
    purpose, *rest = as_words(word("contact"), entity, first, second, column)
    assert uniform_at(as_words(*key), purpose, *rest) == row[column]


@given(key=st.tuples(WORD, WORD), addresses=st.lists(ADDRESS, max_size=5), blocks=st.integers(1, 3))
def test_compiled_rows_are_those_of_the_arrays(
    key: tuple[int, int], addresses: list[tuple[int, int, int]], blocks: int
) -> None:
    columns = [np.array(as_words(*(a[place] for a in addresses)), np.uint64) for place in range(3)]
    arrays, compiled = (
        Uniforms(*key, generator).at(columns[0], "contact", columns[1].astype(np.int64), columns[2], blocks=blocks)
        for generator in (sim.rng.draw, sim.drawing.draw)
    )
    assert compiled.shape == arrays.shape == (len(addresses), 8 * blocks)
    np.testing.assert_array_equal(compiled, arrays)
