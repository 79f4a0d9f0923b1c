"""Uniforms by address: the reference generator's own words, uniform, unrelated neighbours, free of order.

Three statistical tests share a false-alarm rate of 1 in 10,000 among them; the seed was set once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.rng import UNIFORMS_PER_BLOCK, Uniforms, derived_seed, philox, word

SEED = 20160229
FALSE_ALARMS = 1e-4 / 3
WORD = st.integers(min_value=0, max_value=2**64 - 1)


def numpys_words(key: tuple[int, int], counter: int) -> npt.NDArray[np.uint64]:
    """The block that NumPy's Philox gives for a counter; it steps its counter before it draws."""
    generator = np.random.Philox(key=np.array(key, np.uint64), counter=(counter - 1) % 2**256)
    return generator.random_raw(4)


@given(key=st.tuples(WORD, WORD), counter=st.tuples(WORD, WORD, WORD, WORD))
def test_philox_gives_numpys_raw_words(key: tuple[int, int], counter: tuple[int, int, int, int]) -> None:
    ours = philox(key, tuple(np.array([part], np.uint64) for part in counter))
    number = sum(part << (64 * place) for place, part in enumerate(counter))
    assert [int(part[0]) for part in ours] == numpys_words(key, number).tolist()


def test_philox_known_answer_of_its_authors() -> None:
    """Key and counter all zero, from the known-answer file that Random123 ships."""
    zero = np.zeros(1, np.uint64)
    words = philox((0, 0), (zero, zero, zero, zero))
    assert [f"{int(part[0]):016x}" for part in words] == [
        "16554d9eca36314c",
        "db20fe9d672d0fdc",
        "d7e772cee186176b",
        "7e68b68aec7ba23b",
    ]


def test_each_part_of_the_address_has_its_place_in_key_and_counter() -> None:
    """Key: seed, replication. Counter, low word first: (second, block), first, purpose, entity."""
    entity, first, second, block = word("Acme"), 17, 5, 1
    counter = [(second << 32) | block, first, word("touch"), entity]
    raw = numpys_words((7, 3), sum(part << (64 * place) for place, part in enumerate(counter)))
    halves = np.stack([raw & np.uint64(0xFFFFFFFF), raw >> np.uint64(32)], axis=1).ravel()
    uniforms = Uniforms(7, 3).at(entity, "touch", first, second, blocks=2)[0, UNIFORMS_PER_BLOCK:]
    np.testing.assert_array_equal(uniforms, (halves.astype(float) + 0.5) / 2**32)


def test_uniforms_are_uniform() -> None:
    """Kolmogorov-Smirnov over 80,000 uniforms of 100 customers and 100 days."""
    entities = np.array([word(f"customer {n}") for n in range(100)], np.uint64)
    uniforms = Uniforms(SEED, 0).at(np.repeat(entities, 100), "contacts", np.tile(np.arange(100), 100), 0)
    assert uniforms.min() > 0
    assert uniforms.max() < 1
    assert stats.kstest(uniforms.ravel(), "uniform").pvalue > FALSE_ALARMS


def test_pairs_of_uniforms_fill_the_square() -> None:
    """Chi-square of (one column, the next) on a 16 by 16 grid: 255 degrees of freedom."""
    uniforms = Uniforms(SEED, 1).rows([word(f"customer {n}") for n in range(500)], "contacts", 0, 800)
    cells = (uniforms.reshape(-1, 2) * 16).astype(int)
    counts = np.bincount(cells[:, 0] * 16 + cells[:, 1], minlength=256)
    assert stats.chisquare(counts).pvalue > FALSE_ALARMS


def neighbours() -> dict[str, tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
    """Pairs of streams that differ in one part of the address, by one."""
    days = np.arange(5_000)
    acme, next_word = word("Acme"), (word("Acme") + 1) & (2**64 - 1)
    base = Uniforms(SEED, 0)
    here = base.at(acme, "contacts", days, 0)
    return {
        "seed": (here, Uniforms(SEED + 1, 0).at(acme, "contacts", days, 0)),
        "replication": (here, Uniforms(SEED, 1).at(acme, "contacts", days, 0)),
        "name": (here, base.at(word("Acme 2"), "contacts", days, 0)),
        "word": (here, base.at(next_word, "contacts", days, 0)),
        "purpose": (here, base.at(acme, "contact", days, 0)),
        "day": (here[:-1], here[1:]),
        "ordinal": (here, base.at(acme, "contacts", days, 1)),
        "block": (here, base.at(acme, "contacts", days, 0, blocks=2)[:, UNIFORMS_PER_BLOCK:]),
        "seed for replication": (
            Uniforms(1, 0).at(acme, "a", days, 0),
            Uniforms(0, 1).at(acme, "a", days, 0),
        ),
    }


def test_neighbouring_addresses_are_uncorrelated() -> None:
    """Correlation of 40,000 pairs each, Bonferroni over the parts of the address."""
    pairs = neighbours()
    p_values = {name: stats.pearsonr(a.ravel(), b.ravel()).pvalue for name, (a, b) in pairs.items()}
    assert min(p_values.values()) > FALSE_ALARMS / len(pairs), p_values


@given(order=st.permutations(range(12)))
def test_an_address_gives_the_same_in_any_company(order: list[int]) -> None:
    entities = np.array([word(f"customer {n}") for n in range(12)], np.uint64)
    together = Uniforms(SEED, 4).at(entities, "attributes", 33, 2, blocks=3)
    shuffled = Uniforms(SEED, 4).at(entities[order], "attributes", 33, 2, blocks=3)
    np.testing.assert_array_equal(shuffled, together[order])
    alone = Uniforms(SEED, 4).at(entities[order[0]], "attributes", 33, 2, blocks=3)
    np.testing.assert_array_equal(alone[0], together[order[0]])


@given(start=st.integers(0, 60), length=st.integers(1, 40))
def test_any_part_of_a_sequence_can_be_drawn_on_its_own(start: int, length: int) -> None:
    entities = [word("Acme"), word("Bolt")]
    whole = Uniforms(SEED, 0).rows(entities, "invoices", 0, 120)
    part = Uniforms(SEED, 0).rows(entities, "invoices", start, start + length)
    np.testing.assert_array_equal(part, whole[:, start : start + length])


def test_days_before_the_start_have_addresses_of_their_own() -> None:
    days = np.arange(-14, 15)
    uniforms = Uniforms(SEED, 0).at(word("Acme"), "contacts", days, 0)
    assert np.unique(uniforms[:, 0]).size == days.size


def test_derived_seeds_are_no_reader_s_seeds_and_differ_by_purpose() -> None:
    seeds = {
        derived_seed(seed, purpose, number)
        for seed in (0, 7, 8, 2**64 - 1)
        for purpose in ("verification", "remedies", "selection")
        for number in range(10)
    }
    assert len(seeds) == 120
    assert not seeds & set(range(10_001))
    assert all(0 <= seed < 2**64 for seed in seeds)
    assert derived_seed(7, "verification", 3) == derived_seed(7, "verification", 3)


def test_a_word_is_the_same_in_every_process() -> None:
    """A value worked out once with the b2sum of another tool; Python's own hash would differ by process."""
    assert word("Acme") == int.from_bytes(bytes.fromhex("c110617bdf2e0c46"), "little")
