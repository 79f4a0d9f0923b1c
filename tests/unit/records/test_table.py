"""A table is the same whether its rows came one by one, as columns, or in turn."""

from __future__ import annotations

import pickle
from enum import StrEnum
from math import inf, isnan, nan
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.records.table import Coded, RecordTable


class Colour(StrEnum):
    """A closed set."""

    RED = "red"
    BLUE = "blue"


class Spot(NamedTuple):
    """A row with a field of each type."""

    name: str
    day: int
    size: float
    bright: bool
    colour: Colour | None

    @property
    def doubled(self) -> float:
        """A property of rows."""
        return 2 * self.size


SPOTS = [
    Spot("a", 3, 0.1, True, Colour.RED),
    Spot("b", -1, -inf, False, Colour.BLUE),
    Spot("a", 2**40, nan, True, None),
    Spot("c", 0, -0.0, False, Colour.RED),
]
spots = st.builds(
    Spot,
    st.sampled_from("abc"),
    st.integers(-(2**50), 2**50),
    st.one_of(st.just(nan), st.floats(allow_nan=False)),
    st.booleans(),
    st.sampled_from([*Colour, None]),
)


def columns_of(rows: list[Spot]) -> dict[str, Any]:
    """Columns as somebody may hand them over: codes with values that no row has, in any order."""
    names, colours = ("c", "never", "b", "a"), (None, Colour.BLUE, Colour.RED)
    return {
        "colour": Coded(colours, np.array([colours.index(row.colour) for row in rows], np.int64)),
        "name": Coded(names, np.array([names.index(row.name) for row in rows], np.int64)),
        "day": np.array([row.day for row in rows], np.int64),
        "size": np.array([row.size for row in rows], np.float64),
        "bright": np.array([row.bright for row in rows], np.bool_),
    }


def by_column(rows: list[Spot]) -> RecordTable[Spot]:
    table = RecordTable(Spot)
    table.add_columns(columns_of(rows))
    return table


def read(table: RecordTable[Spot]) -> list[Any]:
    """All that can be read by column, to the byte."""
    coded = [[values[code] for code in codes] for values, codes in map(table.coded, ("name", "colour"))]
    numbers = [table.column(name).tobytes() for name in ("day", "size", "bright", "doubled")]
    codes = table.codes("name", {"b": 7, "a": 0}).tolist()
    return [coded, numbers, codes, table.among("colour", (Colour.RED, None)).tolist(), len(table)]


@given(turns=st.lists(st.tuples(st.booleans(), st.lists(spots, max_size=4)), max_size=6))
def test_rows_and_columns_in_turn_make_the_table_of_the_rows_alone(turns: list[tuple[bool, list[Spot]]]) -> None:
    whole, mixed = RecordTable(Spot), RecordTable(Spot)
    for as_columns, rows in turns:
        whole.extend(rows)
        if as_columns:
            mixed.add_columns(columns_of(rows))
        else:
            for row in rows:
                mixed.append(row)
        assert read(mixed) == read(whole)  # what was kept of fewer rows is not what is read now
        assert repr(mixed) == repr(whole)
    rows = [row for _, its in turns for row in its]
    assert mixed == whole == rows
    assert list(mixed) == rows
    assert [mixed[place] for place in range(-len(rows), len(rows))] == rows * 2
    assert mixed[1:3] == rows[1:3]


@given(rows=st.lists(spots, max_size=6), data=st.data())
def test_a_choice_is_the_table_of_the_rows_chosen(rows: list[Spot], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
    expected = [row for row, is_chosen in zip(rows, chosen, strict=True) if is_chosen]
    for table in (RecordTable(Spot, rows), by_column(rows)):
        choice = table.where(np.array(chosen, np.bool_))
        assert read(choice) == read(RecordTable(Spot, expected))
        assert choice == expected
        assert choice.where(np.ones(len(expected), np.bool_)) == expected


@given(rows=st.lists(spots, max_size=6))
def test_its_own_columns_make_it_again(rows: list[Spot]) -> None:
    again = RecordTable(Spot)
    again.add_columns(RecordTable(Spot, rows).columns())
    assert again == rows
    assert repr(again) == repr(rows)


def test_rows_of_columns_have_the_very_types_of_rows() -> None:
    rows = by_column(SPOTS).tolist()
    assert all(type(row) is Spot for row in rows)
    assert [list(map(type, row)) for row in rows] == [list(map(type, row)) for row in SPOTS]
    assert rows[0].colour is Colour.RED
    assert rows == SPOTS  # no number too, which is equal only where it is the same object
    assert str(rows[3].size) == "-0.0"


def test_rows_are_made_once_and_only_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    listed = Coded.listed
    monkeypatch.setattr(Coded, "listed", lambda column: made.append(1) or listed(column))
    table = by_column(SPOTS)
    assert len(table) == 4
    assert isnan(table.where(table.among("name", "a")).column("size")[1])
    assert not made
    assert list(table) == SPOTS
    assert table.tolist() is table.tolist()
    assert table == SPOTS
    assert len(made) == 2  # its columns of texts, once each


def test_columns_are_read_once_and_cannot_be_written_to() -> None:
    for table in (RecordTable(Spot, SPOTS), by_column(SPOTS)):
        assert table.column("size") is table.column("size")
        assert table.coded("name") is table.coded("name")
        for values in (table.column("day"), table.coded("name").codes):
            with pytest.raises(ValueError, match="read-only"):
                values[0] = 1


def test_an_empty_table_has_empty_columns() -> None:
    for table in (RecordTable(Spot), by_column([])):
        assert not table
        assert table == []
        assert read(table) == [[[], []], [b""] * 4, [], [], 0]


def test_what_differs_is_not_equal() -> None:
    assert by_column(SPOTS) != SPOTS[:-1]
    assert by_column(SPOTS) != by_column([*SPOTS[:-1], SPOTS[3]._replace(day=1)])
    assert by_column(SPOTS) != tuple(SPOTS)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"day": np.arange(3)},
        {"name": Coded(("a",), np.zeros(5, np.int64))},
        {"weight": np.zeros(4)},
    ],
    ids=["shorter", "longer", "a field too many"],
)
def test_columns_that_make_no_rows_are_refused(spoilt: dict[str, Any]) -> None:
    table = RecordTable(Spot)
    with pytest.raises(ValueError, match=r"^columns of Spot: "):
        table.add_columns(columns_of(SPOTS) | spoilt)
    assert len(table) == 0


def test_a_table_comes_back_from_a_pickle() -> None:
    again = pickle.loads(pickle.dumps(by_column(SPOTS)))
    again.append(SPOTS[0])
    assert repr(again) == repr([*SPOTS, SPOTS[0]])
