"""Cells of one column, kept in a few bytes each until the whole column has been seen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.importing.contents import NOTHING
from sim.importing.dates import TimeCodes
from sim.importing.wording import folded

__all__ = ["TextCells", "TimeCells"]

PIECE = 1 << 13
"""Cells that are coded together: places among them take two bytes at most."""


class TimeCells:
    """Times of a column, as codes of eight bytes.

    Parameters
    ----------
    native : bool
        Whether dates came as dates of a workbook.
    """

    def __init__(self, native: bool) -> None:
        self.reader = TimeCodes(native)
        self.kept = array("q")

    def extend(self, cells: Sequence[str]) -> None:
        """Take in more cells.

        Parameters
        ----------
        cells : sequence of str
            The next cells of the column.
        """
        self.kept.frombytes(self.reader.read(cells).tobytes())

    def marks(self) -> set[str]:
        """Texts that stood for no time, such as ``?`` or a day of 1970.

        Returns
        -------
        set of str
            Without the empty one.
        """
        return self.reader.marks()

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Leave out cells.

        Parameters
        ----------
        rows : array of bool
            Those that stay.
        """
        self.kept = array("q", self.codes[rows].tobytes())

    @property
    def codes(self) -> NDArray[np.int64]:
        """All cells, as `sim.importing.dates.time_code` makes them."""
        return np.frombuffer(self.kept, np.int64) if len(self.kept) else np.zeros(0, np.int64)


class TextCells:
    """Texts of a column; of equal ones within a piece one is kept."""

    def __init__(self) -> None:
        self._pieces: list[pa.DictionaryArray] = []
        self._waiting: list[str] = []
        self._marks: set[str] = set()

    def extend(self, cells: Sequence[str]) -> None:
        """Take in more cells.

        Parameters
        ----------
        cells : sequence of str
            The next cells of the column; ``?``, ``NULL``, ``-`` and their like are taken for empty.
        """
        self._waiting += cells
        if len(self._waiting) >= PIECE:
            self._close()

    def _close(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:PIECE], self._waiting[PIECE:]
            coded = pa.array(some, pa.string()).dictionary_encode()
            cells = coded.dictionary.to_pylist()
            words = [_clean(word) for word in cells]
            self._marks.update(cell.strip() for cell, word in zip(cells, words, strict=True) if not word)
            narrow = pa.int8() if len(words) < 128 else pa.int16()
            self._pieces.append(
                pa.DictionaryArray.from_arrays(coded.indices.cast(narrow), pa.array(words, pa.string()))
            )

    def marks(self) -> set[str]:
        """Texts that stood for nothing, such as ``?`` or ``NULL``.

        Returns
        -------
        set of str
            Without the empty one.
        """
        self._close()
        return self._marks - {""}

    def keep(self, rows: NDArray[np.bool_]) -> None:
        """Leave out cells.

        Parameters
        ----------
        rows : array of bool
            Those that stay.
        """
        self._close()
        start = 0
        pieces = []
        for piece in self._pieces:
            pieces.append(piece.filter(pa.array(rows[start : start + len(piece)])))
            start += len(piece)
        self._pieces = pieces

    def values(self) -> list[str]:
        """Different texts of the column.

        Returns
        -------
        list of str
            In the order in which they first occur; empty texts are left out.
        """
        self._close()
        words = (word for piece in self._pieces for word in piece.dictionary.to_pylist())
        return [word for word in dict.fromkeys(words) if word]

    def read(self, reading: Callable[[str], float | None]) -> NDArray[np.float64]:
        """Cells as numbers.

        Parameters
        ----------
        reading : callable
            From a text that is not empty to a number, or to None where it is none.

        Returns
        -------
        array of float
            NaN where there is no number.
        """
        self._close()
        pieces = []
        for piece in self._pieces:
            words = [reading(word) if word else None for word in piece.dictionary.to_pylist()]
            table = np.array([np.nan if value is None else value for value in words], float)
            pieces.append(table[piece.indices.to_numpy()])
        return np.concatenate(pieces) if pieces else np.zeros(0)

    def coded(self, reading: Callable[[str], str]) -> tuple[NDArray[np.int32], list[str]]:
        """Cells as codes of what they mean.

        Parameters
        ----------
        reading : callable
            From a text that is not empty to its meaning; empty where it has none.

        Returns
        -------
        codes : array of int32
            Places in the list; -1 where there is no meaning.
        meanings : list of str
            Different meanings in the order in which they first occur.
        """
        self._close()
        places: dict[str, int] = {}
        pieces = []
        for piece in self._pieces:
            words = [reading(word) if word else "" for word in piece.dictionary.to_pylist()]
            table = np.array([places.setdefault(word, len(places)) if word else -1 for word in words], np.int32)
            pieces.append(table[piece.indices.to_numpy()])
        return (np.concatenate(pieces) if pieces else np.zeros(0, np.int32)), list(places)

    def texts(self, reading: Callable[[str], str] = str) -> pa.Array:
        """Cells as texts.

        Parameters
        ----------
        reading : callable, optional
            From a text that is not empty to the text that is wanted.

        Returns
        -------
        pyarrow.Array
            Strings; null where a cell is empty.
        """
        self._close()
        pieces = []
        for piece in self._pieces:
            words = [(reading(word) or None) if word else None for word in piece.dictionary.to_pylist()]
            pieces.append(pa.array(words, pa.string()).take(piece.indices))
        return pa.concat_arrays(pieces) if pieces else pa.array([], pa.string())

    def filled(self) -> NDArray[np.bool_]:
        """Cells that hold something.

        Returns
        -------
        array of bool
            One flag a cell.
        """
        self._close()
        pieces = []
        for piece in self._pieces:
            table = np.array([bool(word) for word in piece.dictionary.to_pylist()], bool)
            pieces.append(table[piece.indices.to_numpy()])
        return np.concatenate(pieces) if pieces else np.zeros(0, bool)


def _clean(word: str) -> str:
    word = word.strip()
    return "" if len(word) < 10 and not word.isdigit() and folded(word) in NOTHING else word
