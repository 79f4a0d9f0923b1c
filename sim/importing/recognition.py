"""Recognition of a sheet: its header, its kind, the system it comes from, and which column is which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sim.importing.catalogue import Dialect, Field, Kind, dialects, is_header_name, kinds
from sim.importing.contents import Content, content_of, fits
from sim.importing.dates import CERTAIN_FORMS, time_code
from sim.importing.months import month_of
from sim.importing.wording import header_keys

__all__ = ["MOST_PREAMBLE", "Recognition", "SheetColumn", "recognise"]

MOST_PREAMBLE = 40
LEAST_NAMES = 3
LEAST_FILLED = 0.5
"""Share of cells that a column at the end holds if it has no name and yet is one."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet and what it was taken for."""

    index: int
    header: str
    content: Content
    field: str = ""
    """Name of the field; empty where it is not read."""
    sure: str = ""
    """How it was matched: ``confirmed``, ``dialect``, ``name`` or ``content``."""


@dataclass(frozen=True)
class Recognition:
    """A sheet that can be read."""

    kind: Kind
    dialect: Dialect | None
    header_row: int
    """Rows before the header."""
    columns: tuple[SheetColumn, ...]
    layout: str = "list"
    """``list``; ``groups`` with customers on rows of their own; ``days`` or ``months`` with one column each."""
    score: float = 0.0
    extra: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Further columns of a field whose name repeats."""

    @property
    def fields(self) -> dict[str, SheetColumn]:
        """Columns by field."""
        return {column.field: column for column in self.columns if column.field}

    @property
    def title(self) -> str:
        """System and kind, as printed."""
        return self.dialect.title if self.dialect else self.kind.title

    @property
    def width(self) -> int:
        """Cells of the header."""
        return len(self.columns)


def recognise(rows: Sequence[Sequence[str]], mapping: Mapping[str, object] | None = None) -> Recognition | None:
    """Recognise a sheet by its first rows.

    Parameters
    ----------
    rows : sequence of sequence of str
        The first few hundred rows.
    mapping : mapping of str to object, optional
        What was confirmed for this set of headers: ``kind`` and ``columns``, from field to header.

    Returns
    -------
    Recognition or None
        None where the sheet is a summary, or of no kind.
    """
    best: Recognition | None = None
    most = 0
    for number, row in enumerate(rows[:MOST_PREAMBLE]):
        names = _names(row)
        if mapping is None and (names <= most if best else not (names or _may_be_wide(row))):
            continue
        candidate = _of_header(row, number, rows[number + 1 :], mapping)
        if candidate is not None and (best is None or candidate.score > best.score + 0.5):
            best, most = candidate, max(names, most)
            if mapping is not None:
                break
    return best or _without_header(rows)


def _without_header(rows: Sequence[Sequence[str]]) -> Recognition | None:
    """A file without a header, told by a column that holds nothing but the words of a dialect."""
    filled = [row for row in rows if len(row) > LEAST_NAMES]
    for dialect in dialects().values():
        header, words = dialect.rules.get("header", []), set(dialect.rules.get("words", []))
        if not header or len(filled) < LEAST_NAMES:
            continue
        place = header.index(dialect.rules["column"])
        hits = sum(len(row) > place and row[place].strip().upper() in words for row in filled)
        if hits * 10 >= 9 * len(filled):
            return _of_header(header, -1, filled, None)
    return None


def _names(row: Sequence[str]) -> int:
    """Names of columns in a row; 0 where there are too few for a header."""
    filled = [cell for cell in row if cell.strip()]
    names = sum(is_header_name(cell) for cell in filled)
    return names if names >= LEAST_NAMES or (names >= 2 and len(filled) <= 6) else 0


def _may_be_wide(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return len(filled) > LEAST_NAMES and _dated(filled) >= max(LEAST_NAMES, len(filled) // 2)


def _dated(cells: Iterable[str]) -> int:
    """Cells of a row that name a day or a month."""
    return sum(_is_day(cell) or month_of(cell) is not None for cell in cells)


def _is_day(cell: str) -> bool:
    return 5 < len(cell) < 32 and not cell.strip().isdigit() and (time_code(cell) >> 41) in CERTAIN_FORMS


def _of_header(
    row: Sequence[str], number: int, below: Sequence[Sequence[str]], mapping: Mapping[str, object] | None
) -> Recognition | None:
    header = [cell.strip().strip("\ufeff\"'*").strip() for cell in row]
    contents = [content_of([line[index] for line in below if index < len(line)]) for index in range(len(header))]
    while header and not header[-1] and contents[-1].filled < LEAST_FILLED:
        header.pop()
        contents.pop()
    sheet = _Header(header, contents, number)
    if mapping is not None:
        return sheet.confirmed(mapping)
    choices = [sheet.of_dialect(dialect) for dialect in dialects().values()]
    choices += [sheet.of_kind(kind) for kind in kinds().values() if not kind.never_alone]
    choices += [sheet.wide()]
    return max((choice for choice in choices if choice is not None), key=lambda choice: choice.score, default=None)


class _Header:
    """A row that may be the header, and what stands below each of its cells."""

    def __init__(self, header: list[str], contents: list[Content], number: int) -> None:
        self.header, self.contents, self.number = header, contents, number
        self.keys = [header_keys(cell) if cell else () for cell in header]
        self.all_keys = {key for keys in self.keys for key in keys}

    def of_dialect(self, dialect: Dialect) -> Recognition | None:
        hits = len(dialect.signature & self.all_keys)
        if hits < dialect.least or not dialect.required <= self.all_keys:
            return None
        kind = kinds()[dialect.kind]
        fields = self._assigned(kind, dialect)
        if not _complete(kind, fields):
            return None
        return self._made(kind, dialect, fields, 100 + 2 * hits + len(fields) / 4)

    def of_kind(self, kind: Kind) -> Recognition | None:
        fields = self._assigned(kind, None)
        if len(fields) < kind.least or not _complete(kind, self._without_empty_amounts(kind, fields)):
            return None
        if kind.foreign & self.all_keys and not kind.own & fields.keys():
            return None
        weight = sum(kind.fields[name].weight for name in fields)
        return self._made(
            kind, None, fields, weight - 0.2 * (len(self.header) - len(fields)) / max(len(self.header), 1)
        )

    def wide(self) -> Recognition | None:
        """A roster with a column a day, or books with a column a month."""
        rest = [index for index, cell in enumerate(self.header) if not (_is_day(cell) or month_of(cell))]
        spread = [index for index in range(len(self.header)) if index not in rest]
        if len(spread) < LEAST_NAMES:
            return None
        filled = [index for index in spread if self.contents[index].filled]
        shifts = sum(self.contents[index].shares.get("shift", 0) >= 0.5 for index in filled)
        numbers = sum(self.contents[index].shares.get("number", 0) >= 0.5 for index in filled)
        first = next((index for index in rest if self.contents[index].filled), 0)
        if shifts * 2 >= len(filled) > 0:
            return self._made(kinds()["roster"], None, {"agent": first}, 60 + len(filled) / 10, "days")
        if numbers * 2 >= len(filled) > 0 and first not in spread:
            return self._made(kinds()["books"], None, {"month": first}, 30 + len(filled) / 10, "months")
        return None

    def confirmed(self, mapping: Mapping[str, object]) -> Recognition | None:
        kind = kinds().get(str(mapping.get("kind", "")))
        columns = mapping.get("columns", {})
        if kind is None or not isinstance(columns, Mapping):
            return None
        places = {keys[0]: index for index, keys in reversed(list(enumerate(self.keys))) if keys}
        fields = {}
        for name, header in columns.items():
            keys = header_keys(str(header))
            if name in kind.fields and keys and keys[0] in places:
                fields[str(name)] = places[keys[0]]
        if len(fields) < len(columns) or not _complete(kind, fields):
            return None
        dialect = dialects().get(str(mapping.get("dialect", "")))
        return self._made(kind, dialect, fields, 1000, str(mapping.get("layout", "list")), "confirmed")

    def _assigned(self, kind: Kind, dialect: Dialect | None) -> dict[str, int]:
        """Columns of fields: of the dialect first, then by the best name, where the content fits."""
        offers: list[tuple[int, int, int, str, int]] = []
        for name, item in kind.fields.items():
            own = dialect.columns.get(name, ()) if dialect else ()
            for index, keys in enumerate(self.keys):
                for form, key in enumerate(keys):
                    if key in own:
                        offers.append((0, own.index(key), form, name, index))
                    elif key in item.keys and not (dialect and (key in dialect.ignore or name in dialect.columns)):
                        offers.append((1, form, item.keys.index(key), name, index))
        fields: dict[str, int] = {}
        for _, _, _, name, index in sorted(offers, key=lambda offer: (*offer[:3], offer[4])):
            if name not in fields and index not in fields.values() and self._fits(kind.fields[name], index):
                fields[name] = index
        return fields

    def _without_empty_amounts(self, kind: Kind, fields: Mapping[str, int]) -> Mapping[str, int]:
        """Fields without columns of amounts in which nothing stands, though other columns hold something."""
        if not any(content.filled for content in self.contents):
            return fields
        return {
            name: index
            for name, index in fields.items()
            if kind.fields[name].type != "amount" or self.contents[index].filled
        }

    def _fits(self, item: Field, index: int) -> bool:
        return fits(item.type, item.values, self.contents[index])

    def _made(
        self,
        kind: Kind,
        dialect: Dialect | None,
        fields: Mapping[str, int],
        score: float,
        layout: str = "list",
        sure: str = "",
    ) -> Recognition:
        by_index = {index: name for name, index in fields.items()}
        own = set(dialect.columns) if dialect else set()
        columns = tuple(
            SheetColumn(
                index,
                cell,
                self.contents[index],
                by_index.get(index, ""),
                sure or ("dialect" if by_index.get(index) in own else "name") if index in by_index else "",
            )
            for index, cell in enumerate(self.header)
        )
        if dialect is not None and layout == "list":
            layout = str(dialect.rules.get("layout", layout))
        if layout == "list" and kind.name == "invoices" and not {"customer", "customer_number"} & set(fields):
            layout = "groups"
        repeats = {
            name: tuple(
                other
                for other, keys in enumerate(self.keys)
                if other != index and keys and keys[0] == (self.keys[index] or ("",))[0] and other not in by_index
            )
            for name, index in fields.items()
        }
        extra = {name: others for name, others in repeats.items() if others}
        return Recognition(kind, dialect, self.number, columns, layout, score, extra)


def _complete(kind: Kind, fields: Mapping[str, int]) -> bool:
    return all(any(name in fields for name in group) for group in kind.needs)
