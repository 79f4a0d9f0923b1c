"""A table of records: rows of one kind in the order of time, fed row by row or column by column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import repeat
from math import nan
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar, get_type_hints, overload

import numpy as np
import numpy.typing as npt

__all__ = ["Coded", "Column", "RecordTable"]

Row = TypeVar("Row", bound=tuple[Any, ...])
Floats: TypeAlias = npt.NDArray[np.float64]
Integers: TypeAlias = npt.NDArray[np.int64]
Array = TypeVar("Array", Floats, Integers)
Numbers: TypeAlias = "npt.NDArray[np.float64] | npt.NDArray[np.int64] | npt.NDArray[np.bool_]"

STORED: Mapping[Any, type[Any]] = {float: np.float64, int: np.int64, bool: np.bool_}
"""Types of the arrays from which fields of these types are made; fields of all other types are coded."""


class Coded(NamedTuple):
    """A column of texts, enums or the like: the few values that there are, and which of them each row has."""

    values: tuple[Any, ...]
    codes: Integers
    """Places in the values, shape (rows,)."""

    def listed(self) -> list[Any]:
        """List the value of each row.

        Returns
        -------
        list
            One value a row.
        """
        return list(map(self.values.__getitem__, self.codes.tolist()))


Column: TypeAlias = "Numbers | Coded"


class RecordTable(Sequence[Row]):
    """Rows of one kind, in the order in which they were added; equal to a list of the same rows.

    Rows may be appended one by one, and columns of many rows added at once, in any turn. Rows are made of columns, and
    columns read off rows, when somebody asks, and are kept.

    Parameters
    ----------
    kind : type
        Named tuple of the rows.
    rows : iterable of rows, optional
        The first ones.
    """

    __slots__ = ("_blocks", "_coded", "_columns", "_made", "_rows", "_size", "_turned", "append", "extend", "kind")

    append: Callable[[Row], None]
    """Add a row at the end."""
    extend: Callable[[Iterable[Row]], None]
    """Add rows at the end."""
    _columns: dict[str, Floats]
    _coded: dict[str, Coded]
    _made: list[Row] | None
    _turned: dict[str, tuple[Any, ...]] | None

    def __init__(self, kind: type[Row], rows: Iterable[Row] = ()) -> None:
        self.kind = kind
        self._rows = list(rows)
        self.append, self.extend = self._rows.append, self._rows.extend  # as quick as a list's
        self._blocks: list[tuple[int, _Columns[Row] | _Chosen[Row]]] = []
        self._forget(0)

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the fields of a row, in their order."""
        return tuple(_types(self.kind))

    def add_columns(self, columns: Mapping[str, Column]) -> None:
        """Add many rows at the end, by column.

        Parameters
        ----------
        columns : mapping of str to array or Coded
            One for each field, of the same length; numbers as arrays, all else coded. They are kept, not copied.

        Raises
        ------
        ValueError
            Where they are not the fields of the table, or of several lengths.
        """
        self._blocks.append((len(self._rows), _Columns(self.kind, columns)))

    def where(self, chosen: npt.NDArray[np.bool_]) -> RecordTable[Row]:
        """Choose rows; columns of the choice come from those of this table.

        Parameters
        ----------
        chosen : array of bool, shape (rows,)
            Which rows.

        Returns
        -------
        RecordTable
            Of the same kind, in the same order.
        """
        table = RecordTable(self.kind)
        table._blocks.append((0, _Chosen(self, np.flatnonzero(chosen))))
        return table

    def column(self, name: str) -> Floats:
        """Read a number of every row.

        Parameters
        ----------
        name : str
            A field, or a property of rows.

        Returns
        -------
        array, shape (rows,)
            In the unit of the field; not to be written to.
        """
        self._refresh()
        if name not in self._columns:
            of_rows = np.fromiter(self._of_rows(name), np.float64, len(self._rows))
            self._columns[name] = self._merged(of_rows, [block.column(name) for _, block in self._blocks])
        return self._columns[name]

    def coded(self, name: str) -> Coded:
        """Read a field of every row as codes of its few values.

        Parameters
        ----------
        name : str
            A field.

        Returns
        -------
        Coded
            Values in the order in which they first came, and the place of each row's among them.
        """
        self._refresh()
        if name not in self._coded:
            places: defaultdict[Any, int] = defaultdict()
            places.default_factory = places.__len__
            of_rows = _places(places, self._of_rows(name), len(self._rows))
            parts = [block.coded(name) for _, block in self._blocks]
            of_blocks = [_places(places, part.values, len(part.values))[part.codes] for part in parts]
            self._coded[name] = Coded(tuple(places), self._merged(of_rows, of_blocks))
        return self._coded[name]

    def codes(self, name: str, index: Mapping[Any, int]) -> Integers:
        """Read a field of every row as its place in an index.

        Parameters
        ----------
        name : str
            A field.
        index : mapping of value to int
            Places by value of the field.

        Returns
        -------
        array of int, shape (rows,)
            -1 where the index has no such value.
        """
        values, codes = self.coded(name)
        return _places(index, values, len(values), -1)[codes]

    def among(self, name: str, values: Container[Any]) -> npt.NDArray[np.bool_]:
        """Tell whether a field of every row is one of some values.

        Parameters
        ----------
        name : str
            A field.
        values : container
            Values of the field.

        Returns
        -------
        array of bool, shape (rows,)
            One truth value a row.
        """
        present, codes = self.coded(name)
        return np.fromiter((value in values for value in present), np.bool_, len(present))[codes]

    def columns(self) -> dict[str, Column]:
        """Read every field of every row: what :meth:`add_columns` makes the same rows of.

        Returns
        -------
        dict of str to array or Coded
            By field, in their order; all numbers as floats.
        """
        types = _types(self.kind)
        return {name: self.column(name) if kind in STORED else self.coded(name) for name, kind in types.items()}

    def tolist(self) -> list[Row]:
        """List the rows, made in one pass where they came as columns.

        Returns
        -------
        list of rows
            Not to be changed: it is kept.
        """
        if not self._blocks:
            return self._rows
        self._refresh()
        if self._made is None:
            made, start = [], 0
            for at, block in self._blocks:
                made += self._rows[start:at]
                made += block.rows()
                start = at
            self._made = made + self._rows[start:]
        return self._made

    def __len__(self) -> int:
        return len(self._rows) + sum(len(block) for _, block in self._blocks)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.tolist())

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        return self.tolist()[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, RecordTable):
            return self.tolist() == other.tolist()
        return self.tolist() == other if isinstance(other, list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __repr__(self) -> str:
        return repr(self.tolist())

    def __reduce__(self) -> tuple[Any, ...]:
        return RecordTable, (self.kind, self.tolist())

    def _refresh(self) -> None:
        """Forget what was kept of fewer rows."""
        if self._size != (size := len(self)):
            self._forget(size)

    def _forget(self, size: int) -> None:
        self._size = size
        self._columns, self._coded = {}, {}
        self._made = self._turned = None

    def _of_rows(self, name: str) -> Iterable[Any]:
        """A field, or a property, of the rows that came as rows; all fields are read at once, which is quicker."""
        if name not in self.fields:
            return map(attrgetter(name), self._rows)
        if self._turned is None:
            self._turned = dict(zip(self.fields, zip(*self._rows, strict=True), strict=False))
        return self._turned.get(name, ())

    def _merged(self, of_rows: Array, of_blocks: Sequence[Array]) -> Array:
        """Arrays of rows and of blocks, in order."""
        parts: list[Array] = []
        start = 0
        for (at, _), of_block in zip(self._blocks, of_blocks, strict=True):
            parts += [of_rows[start:at], of_block]
            start = at
        merged: Array = np.concatenate([*parts, of_rows[start:]])
        merged.flags.writeable = False
        return merged


class _Columns(Generic[Row]):
    """Rows that came as columns."""

    def __init__(self, kind: type[Row], columns: Mapping[str, Column]) -> None:
        self._kind, self._columns = kind, columns
        lengths = {len(column.codes if isinstance(column, Coded) else column) for column in columns.values()}
        if columns.keys() != _types(kind).keys() or len(lengths) > 1:
            raise ValueError(f"columns of {kind.__name__}: {', '.join(columns)}, of lengths {sorted(lengths)}")
        (self._length,) = lengths

    def __len__(self) -> int:
        return self._length

    def column(self, name: str) -> Floats:
        if name not in self._columns:
            return np.fromiter(map(attrgetter(name), self.rows()), np.float64, self._length)
        return np.asarray(self._columns[name], np.float64)

    def coded(self, name: str) -> Coded:
        column = self._columns[name]
        if isinstance(column, Coded):
            return column
        values, codes = np.unique(self._stored(name, column), return_inverse=True)
        return Coded(tuple(values.tolist()), codes)

    def rows(self) -> Iterable[Row]:
        values = (self._listed(name) for name in _types(self._kind))
        return map(partial(tuple.__new__, self._kind), zip(*values, strict=True))

    def _listed(self, name: str) -> list[Any]:
        """Values of a field, of the very types that rows have; no number is always the same object, as in rows."""
        column = self._columns[name]
        if isinstance(column, Coded):
            return column.listed()
        stored = self._stored(name, column)
        values: list[Any] = stored.tolist()
        for place in np.flatnonzero(np.isnan(stored)).tolist():
            values[place] = nan
        return values

    def _stored(self, name: str, column: Numbers) -> Numbers:
        return np.asarray(column, STORED[_types(self._kind)[name]])


class _Chosen(Generic[Row]):
    """Some rows of another table."""

    def __init__(self, table: RecordTable[Row], places: npt.NDArray[np.intp]) -> None:
        self._table, self._places = table, places

    def __len__(self) -> int:
        return len(self._places)

    def column(self, name: str) -> Floats:
        return self._table.column(name)[self._places]

    def coded(self, name: str) -> Coded:
        values, codes = self._table.coded(name)
        return Coded(values, codes[self._places])

    def rows(self) -> Iterable[Row]:
        return map(self._table.tolist().__getitem__, self._places.tolist())


@cache
def _types(kind: type[tuple[Any, ...]]) -> dict[str, Any]:
    """Types of the fields of a row, in their order."""
    return get_type_hints(kind)


def _places(index: Mapping[Any, int], values: Iterable[Any], length: int, *default: int) -> Integers:
    """Place of each value in an index; the default for those that it has not."""
    places = map(index.get, values, repeat(*default)) if default else map(index.__getitem__, values)
    return np.fromiter(places, np.int64, length)
