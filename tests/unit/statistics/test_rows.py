"""Rows have the keys of documents, whatever the fields are called in code."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import NamedTuple

from sim.metrics.replication import Replication
from sim.statistics.comparison import Sample, compare
from sim.statistics.intervals import mean_interval
from sim.statistics.rows import as_row, keyed


class Place(NamedTuple):
    index: int
    inner: object


@dataclass(frozen=True)
class Inner:
    size: int = field(metadata=keyed("length"))


@dataclass(frozen=True)
class Outer:
    name: str
    parts: tuple[Inner, ...]
    by_name: dict[str, Inner]
    place: Place


@dataclass(frozen=True)
class Plain:
    numbers: list[int]
    nested: tuple[str, ...]


def test_keys_hold_at_every_depth() -> None:
    outer = Outer("a", (Inner(1), Inner(2)), {"b": Inner(3)}, Place(4, Inner(5)))
    assert as_row(outer) == {
        "name": "a",
        "parts": ({"length": 1}, {"length": 2}),
        "by_name": {"b": {"length": 3}},
        "place": Place(4, {"length": 5}),
    }


def test_without_keys_of_their_own_rows_are_those_of_the_standard_library() -> None:
    plain = Plain([1, 2], ("a", "b"))
    assert as_row(plain) == asdict(plain)


def test_documents_keep_the_keys_of_comparisons_and_intervals() -> None:
    assert list(as_row(mean_interval([0.0, 0, 0, 1], 0.95))) == ["estimate", "low", "high", "count", "wanted", "alike"]
    base, variant = (
        Sample(name, [Replication({"margin": shift + n}) for n in range(3)]) for name, shift in (("a", 0.0), ("b", 1.0))
    )
    (row,) = compare(base, [variant])
    assert list(as_row(row)) == [
        "base",
        "variant",
        "outcome",
        "unit",
        "base_mean",
        "variant_mean",
        "difference",
        "low",
        "high",
        "probability_better",
        "verdict",
        "replications",
        "dropped",
        "variance_reduction",
        "correlation",
        "wanted",
        "alike",
    ]
    assert as_row(row)["replications"] == row.count == row.replications == 3
